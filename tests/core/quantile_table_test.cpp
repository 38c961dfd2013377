// Quantiles from the table against closed forms and bisection, for everything that a target may be made of.

#include "core/law/quantile_table.h"

#include "tests/core/helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Root mean square of what is off at the middles of n shares, in standard deviations of the law.
template <class Quantile>
double off(const std::vector<Projection>& law, double deviation, int n, const Quantile& exact) {
    const QuantileTable table(law);
    double sum = 0;
    std::size_t stretch = 0;
    for (int i = 0; i < n; ++i) {
        const double level = (i + 0.5) / n;
        sum += std::pow((table.at(level, stretch) - exact(level)) / deviation, 2) / n;
    }
    return std::sqrt(sum);
}

/// By bisection of the sum of all components' distribution functions.
double bisected(const std::vector<Projection>& law, double level) {
    double lo = infinity, hi = -infinity;
    for (const Projection& s : law) {
        lo = std::min(lo, s.mean - s.reach(9));
        hi = std::max(hi, s.mean + s.reach(9));
    }
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (lo + hi);
        if (middle <= lo || middle >= hi) break;
        double F = 0;
        for (const Projection& s : law) F += s.weight * s.cdf(middle);
        (F < level ? lo : hi) = middle;
    }
    return 0.5 * (lo + hi);
}

double deviation_of(const std::vector<Projection>& law) {
    double mean = 0, square = 0;
    for (const Projection& s : law) mean += s.weight * s.mean;
    for (const Projection& s : law)
        square += s.weight *
                  (std::pow(s.mean - mean, 2) + s.sd * s.sd + (std::pow(s.half[0], 2) + std::pow(s.half[1], 2)) / 3);
    return std::sqrt(square);
}

} // namespace

TEST_CASE("a law of every kind: the table is as right as it says, for small clouds and large ones") {
    std::vector<Projection> crowd;
    for (int i = 0; i < 500; ++i) crowd.push_back({2e-3, std::sin(0.7 * i) + 2e-3 * i, 0.05, {}});
    const std::pair<const char*, std::vector<Projection>> laws[] = {
        {"Gaussian", {{1, 3, 0.2, {}}}},
        {"three modes", {{0.5, -1.5, 0.3, {}}, {0.2, 0.25, 0.05, {}}, {0.3, 2, 0.6, {}}}},
        {"equal modes that touch", {{0.5, -1, 0.4, {}}, {0.5, 1, 0.4, {}}}},
        {"narrow and far apart", {{0.3, -50, 0.01, {}}, {0.7, 50, 0.02, {}}}},
        {"narrow within wide", {{0.9, 0, 1, {}}, {0.1, 0.3, 1e-4, {}}}},
        {"hardly any of the narrow one", {{0.9999, 0, 1, {}}, {1e-4, 5, 1e-3, {}}}},
        {"sharp box", {{1, 0.5, 0, {1, 0}}}},
        {"sharp box, seen slantwise", {{1, 0, 0, {1, 0.3}}}},
        {"square", {{1, 0, 0, {1, 1}}}},
        {"nearly a line", {{1, 0, 0, {1, 1e-7}}}},
        {"two boxes apart", {{0.5, -2, 0, {0.5, 0.1}}, {0.5, 2, 0, {0.25, 0.25}}}},
        {"soft edges", {{1, 0, 0.05, {1, 0.4}}}},
        {"hardly soft edges", {{1, 0, 1e-5, {1, 0}}}},
        {"box and Gaussian", {{0.4, -1, 0.01, {0.5, 0.2}}, {0.6, 1, 0.3, {}}}},
        {"many", crowd},
    };
    for (const auto& [name, law] : laws)
        for (const int n : {101, law.size() > 10 ? 301 : 5000}) {
            INFO(name, ", ", n);
            CHECK(off(law, deviation_of(law), n, [&, &l = law](double level) { return bisected(l, level); }) <
                  QuantileTable::accuracy);
        }
}

TEST_CASE("points have their places exactly, alone and beside what is not one") {
    const std::vector<Projection> points = {{0.25, -1, 0, {}}, {0.5, 0.5, 0, {}}, {0.25, 0.5 + 1e-9, 0, {}}};
    const QuantileTable table(points);
    std::size_t stretch = 0;
    for (const auto& [level, want] :
         {std::pair(1e-6, -1.0), std::pair(0.2499, -1.0), std::pair(0.2501, 0.5), std::pair(0.7499, 0.5),
          std::pair(0.7501, 0.5 + 1e-9), std::pair(0.999, 0.5 + 1e-9)})
        CHECK(table.at(level, stretch) == want);
    const std::vector<Projection> mixed = {{0.5, 0, 1, {}}, {0.5, 0.3, 0, {}}}; // a point in the middle of a Gaussian
    CHECK(off(mixed, deviation_of(mixed), 5001, [](double level) {
              const double below = 0.5 * normal_cdf(0.3);
              if (level > below && level < below + 0.5) return 0.3;
              return quantile(gaussian(0, 1), 2 * (level <= below ? level : level - 0.5));
          }) < QuantileTable::accuracy);
}

TEST_CASE("far tails: the largest of ten million particles has its place within a hundredth") {
    const QuantileTable table({{1, 0, 1, {}}});
    std::size_t first = 0, last = 0;
    CHECK(table.at(0.5e-7, first) == doctest::Approx(quantile(gaussian(0, 1), 0.5e-7)).epsilon(2e-3));
    CHECK(table.at(1 - 0.5e-7, last) == doctest::Approx(quantile(gaussian(0, 1), 1 - 0.5e-7)).epsilon(2e-3));
    CHECK(table.size() < 300); // quick to make
}
