// Cards of two scenes under the same noise: their lines, worked out as they are printed, of particles of two runs, give
// the numbers that the comparison has.

#include "app/base/number_text.h"
#include "app/formulas/cards.h"
#include "core/run/comparison.h"
#include "core/run/simulate_beside.h"
#include "tests/app/card_values.h"
#include "tests/app/plots_helpers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Run compared_run(std::int64_t particles) {
    Experiment first = gaussian_1d();
    first.process.steps = 20;
    first.run.particles = particles;
    first.run.precision = Precision::double_;
    first.samplers = {sampler("DDPM", SamplerKind::ddpm)};
    Experiment second = first;
    second.samplers[0].eta = 0.7;
    second.samplers[0].kind = SamplerKind::ddim;
    SimulateOptions options;
    options.measures = {.final_samples = true};
    return simulate_beside(make_problem(first), make_problem(second), options);
}

/// Of one statistic: with block k of n left out of a cloud, k from 1.
std::vector<double> without_each(const Block<double>& x, std::int64_t n,
                                 double (*statistic)(const std::vector<double>&)) {
    std::vector<double> values = {0};
    for (std::int64_t k = 0; k < n; ++k) {
        std::vector<double> rest;
        for (std::int64_t i = 0; i < x.rows(); ++i)
            if (i < x.rows() * k / n || i >= x.rows() * (k + 1) / n) rest.push_back(x(i, 0));
        values.push_back(statistic(rest));
    }
    return values;
}

double variance_of(const std::vector<double>& x) {
    double sum = 0, squares = 0;
    for (const double v : x) sum += v;
    const double mean = sum / static_cast<double>(x.size());
    for (const double v : x) squares += (v - mean) * (v - mean);
    return squares / static_cast<double>(x.size() - 1);
}

double mean_from_1(const std::vector<double>& list) {
    double sum = 0;
    for (std::size_t i = 1; i < list.size(); ++i) sum += list[i];
    return sum / static_cast<double>(list.size() - 1);
}

/// The jackknife's covariance of two statistics.
double jackknife(const std::vector<double>& a, const std::vector<double>& b) {
    const double n = static_cast<double>(a.size() - 1), mean_a = mean_from_1(a), mean_b = mean_from_1(b);
    double sum = 0;
    for (std::size_t i = 1; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
    return (n - 1) / n * sum;
}

/// How each particle moves W1, counted from 1: the integral of the sign of F_N - F from it on, by a sum over a grid.
std::vector<double> influences(const Block<double>& x, const Target& target) {
    constexpr int cells = 40'000;
    const double m = target.mean()[0], s = std::sqrt(target.cov()(0, 0)), lo = m - 12 * s, step = 24 * s / cells;
    std::vector<double> sorted(x.data(), x.data() + x.rows()), from(cells + 1, 0.0);
    std::sort(sorted.begin(), sorted.end());
    for (int i = cells - 1; i >= 0; --i) {
        const double u = lo + (i + 0.5) * step;
        const auto below = static_cast<double>(std::upper_bound(sorted.begin(), sorted.end(), u) - sorted.begin());
        const double F = 0.5 * std::erfc(-(u - m) / (s * std::sqrt(2.0)));
        const auto at = static_cast<std::size_t>(i);
        from[at] = from[at + 1] + (below / static_cast<double>(sorted.size()) > F ? step : -step);
    }
    std::vector<double> list = {0};
    for (std::int64_t i = 0; i < x.rows(); ++i)
        list.push_back(from[static_cast<std::size_t>(std::lround((x(i, 0) - lo) / step))]);
    const double mean = mean_from_1(list);
    for (std::size_t i = 1; i < list.size(); ++i) list[i] -= mean;
    return list;
}

NotationCase any_notation() { return notation_cases().front(); }

} // namespace

TEST_CASE("the card of a difference: what is subtracted, its error by blocks, and what shared noise takes off it") {
    const Run run = compared_run(500);
    const Comparison& comparison = *run.comparison;
    const auto n = static_cast<std::int64_t>(comparison.blocks);
    const Block<double>&x = run.samplers[0].final_x, &y = comparison.second->samplers[0].final_x;
    const auto a = without_each(x, n, variance_of), b = without_each(y, n, variance_of);
    TexValues values;
    values.lists["\\delta"] = {0};
    for (std::size_t k = 1; k < a.size(); ++k) values.lists["\\delta"].push_back(a[k] - b[k]);
    const Measured& variance = comparison.pairs[0].variance[0];
    values.symbols = {{"n", static_cast<double>(n)},
                      {"\\delta", variance.value},
                      {"\\hat\\theta_A", variance_of({x.data(), x.data() + x.rows()})},
                      {"\\hat\\theta_B", variance_of({y.data(), y.data() + y.rows()})},
                      {"Y", variance.se},
                      {"G", variance.se * variance.se},
                      {"H", jackknife(a, a)},
                      {"K", jackknife(b, b)},
                      {"C", jackknife(a, b)}};
    check_card("comparison.difference", any_notation(), values, 1e-6);
    CHECK(values.symbols["C"] > 0); // one noise
    // A sign that is wrong is found.
    TexValues wrong = values;
    wrong.symbols["C"] = -values.symbols["C"];
    CHECK(worst_of_card(plain_lines(*find_card("comparison.difference"), Notation::ddpm), wrong) > 1e-3);
}

TEST_CASE("the cards of differences of distances, and of the same particle's two states") {
    const Run run = compared_run(500);
    const PairDifference& pair = run.comparison->pairs[0];
    const Block<double>&x = run.samplers[0].final_x, &y = run.comparison->second->samplers[0].final_x;
    const DistanceToTarget distance(run.target(), Precision::double_, nullptr);
    TexValues values;
    const std::vector<double> of_a = influences(x, run.target()), of_b = influences(y, run.target());
    values.lists["\\delta"] = {0};
    for (std::size_t i = 1; i < of_a.size(); ++i) values.lists["\\delta"].push_back(of_a[i] - of_b[i]);
    values.symbols = {{"n", static_cast<double>(x.rows())},
                      {"\\delta", pair.distance.value},
                      {"Y", pair.distance.se},
                      {"W_A", distance(x)},
                      {"W_B", distance(y)}};
    check_card("comparison.distance", any_notation(), values, 5e-3); // by a sum over a grid

    TexValues states;
    states.lists["x"] = states.lists["y"] = {0};
    for (std::int64_t i = 0; i < x.rows(); ++i)
        states.lists["x"].push_back(x(i, 0)), states.lists["y"].push_back(y(i, 0));
    states.symbols = {{"N", static_cast<double>(x.rows())}, {"Y", pair.apart.value}};
    check_card("comparison.apart", any_notation(), states, 1e-9);
}

TEST_CASE("numbers of a comparison's cards are those of the table, and can be set; alone a scene has none") {
    Run run = compared_run(500);
    const View view;
    const PairDifference& pair = run.comparison->pairs[0];
    const auto number_in = [](const Formula& formula, double value) {
        for (const auto& [slot, text] : formula.numbers)
            if (text == number_text(value, 4)) return true;
        return false;
    };
    const Formula difference = find_card("comparison.difference")->numbers({run, view, 0});
    CHECK(number_in(difference, pair.variance[0].value));
    CHECK(number_in(difference, pair.variance[0].se));
    const double own = std::hypot(run.samplers[0].moments.back().se_var[0],
                                  run.comparison->second->samplers[0].moments.back().se_var[0]);
    CHECK(number_in(difference, own));
    CHECK(own > pair.variance[0].se); // the same noise makes it surer
    CHECK(number_in(find_card("comparison.distance")->numbers({run, view, 0}), pair.distance.se));
    CHECK(number_in(find_card("comparison.apart")->numbers({run, view, 0}), pair.apart.value));
    run.comparison = nullptr;
    for (const char* name : {"comparison.difference", "comparison.distance", "comparison.apart"})
        CHECK(find_card(name)->numbers({run, view, 0}).tex.empty());
}
