// States far from all data, and between modes: what plots say of them is the law's, and files of data hold it all.

#include "app/export/table.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/process.h"
#include "tests/app/scene_text.h"

#include <cmath>
#include <limits>
#include <map>

using namespace halfstep;
using namespace halfstep::testing;
using halfstep::testing::lines_of;
using halfstep::testing::parse;
using halfstep::testing::split;

namespace {

/// Heun's steps from the sigma of 1000 that a cosine schedule ends at throw particles far out.
const char* const far_plane = R"(
[process]
kind = "vp"
steps = 20
schedule = "cosine"
[[sampler]]
kind = "heun"
steps = 5
spacing = "trailing"
[run]
particles = 20
precision = "double"
)";

/// The data row of a kind, as numbers: x, y and value.
struct FarRow {
    std::vector<std::string> cells;
    double number(std::size_t cell) const { return cells.at(cell).empty() ? NAN : std::stod(cells[cell]); }
    double x() const { return number(5); }
    double y() const { return number(6); }
    double value() const { return number(9); }
};
std::vector<FarRow> rows_of_kind(const Run& run, const char* plot, const View& view, const std::string& kind) {
    std::vector<FarRow> rows;
    Figure figure = figure_of(plot, run, view);
    figure.marks.insert(figure.marks.end(), figure.overlay.begin(), figure.overlay.end());
    for (const std::string& row : lines_of(figure_csv(figure)))
        if (auto cells = split(row, ','); cells.at(2) == kind) rows.push_back({std::move(cells)});
    return rows;
}

/// Fractions of p(x) N(y; A x, B I), by sums over a grid, in which its density is above that of each place.
template <class LogDensity>
void check_enclosed(const std::vector<FarRow>& lines, const LogDensity& log_p, Vec middle, Vec sd,
                    std::initializer_list<double> wanted, bool sharp) {
    constexpr int cells = 500;
    constexpr double reach = 7;
    std::vector<double> all;
    for (int r = 0; r < cells; ++r)
        for (int c = 0; c < cells; ++c)
            all.push_back(log_p(middle[0] + reach * sd[0] * (2 * (c + 0.5) / cells - 1),
                                middle[1] + reach * sd[1] * (2 * (r + 0.5) / cells - 1)));
    std::sort(all.begin(), all.end(), std::greater<>());
    std::vector<double> above{0};
    for (const double one : all) above.push_back(above.back() + std::exp(one - all.front()));
    std::map<double, int> met;
    for (const FarRow& row : lines) {
        const double here = log_p(row.x(), row.y());
        const auto rank = std::lower_bound(all.begin(), all.end(), here, std::greater<>()) - all.begin();
        const double enclosed = above[static_cast<std::size_t>(rank)] / above.back();
        for (const double one : wanted) met[one] += std::abs(enclosed - one) < 0.02;
    }
    int total = 0;
    for (const double one : wanted) {
        CHECK(met[one] >= 4);
        total += met[one];
    }
    CHECK((sharp || total == static_cast<int>(lines.size()))); // lines along an edge are at no level
}

} // namespace

TEST_CASE("in the plane, lines of a posterior and of a step lie about them, however far from the data") {
    const std::string gaussians = R"(
[target]
kind = "mixture"
[[target.component]]
mean = [-1.5, 0.5]
cov = [[0.04, 0.03], [0.03, 0.05]]
[[target.component]]
mean = [1.0, -0.3]
cov = [[0.3, -0.1], [-0.1, 0.08]]
)";
    const std::string boxes = R"(
[target]
kind = "uniform"
[[target.box]]
lo = [-2.0, -1.0]
hi = [-1.0, 0.0]
[[target.box]]
lo = [0.5, 0.0]
hi = [2.5, 1.0]
)";
    for (const std::string& target : {gaussians, boxes}) {
        const Run run = unmeasured_run_of(parse(target + far_plane));
        View view;
        const bool sharp = target == boxes;
        int away = 0;
        for (view.particle = 0; view.particle < run.particles; ++view.particle) {
            view.level = 8;
            const SamplerRun& sampler = run.samplers[0];
            const int state = sampler.state_at(8);
            const double* at = sampler.paths.at(static_cast<int>(view.particle), state);
            const Vec x = Vec::Map(at, 2);
            if (!(x.norm() > 6)) continue; // of data within 2.7
            ++away;
            const Level from = sampler.level_of(state), to = sampler.level_of(state + 1);
            const Posterior about = posterior(run.target(), from, x);
            const auto seen = [&](const Target& law, double A, double B, const Vec& y) {
                return [&law, A, B, y](double u, double v) {
                    return log_density(law, Vec{{u, v}}) -
                           0.5 * (std::pow(y[0] - A * u, 2) + std::pow(y[1] - A * v, 2)) / B;
                };
            };
            INFO("particle ", view.particle, " at ", x[0], " ", x[1]);
            check_enclosed(rows_of_kind(run, "posterior", view, "contours"),
                           seen(run.target(), from.a, from.b * from.b, x), about.mean,
                           about.cov.diagonal().array().sqrt().matrix(), {0.5, 0.9}, sharp);
            const double A = from.a / to.a, B = from.b * from.b - A * A * to.b * to.b;
            const Target before = marginal(run.target(), to);
            const Posterior next = posterior(before, {0, A, std::sqrt(B)}, x);
            check_enclosed(rows_of_kind(run, "step-place", view, "contours"), seen(before, A, B, x), next.mean,
                           next.cov.diagonal().array().sqrt().matrix(), {1 - std::exp(-0.5), 1 - std::exp(-2.0)},
                           false);
            if (away == 3) break;
        }
        CHECK(away >= 2);
    }
}

TEST_CASE(
    "the exact map of latents between modes and far out, where the distribution function is as good as constant") {
    // F_0(x_0) = F_T(z) by bisection with 200 digits: 1.7e-23 above 0.7 at -1.375, 3.4e-102 at -3.
    const Run run = unmeasured_run_of(parse(R"(
[target]
kind = "mixture"
[[target.component]]
weight = 0.3
mean = [0.0]
sigma = 0.14
[[target.component]]
weight = 0.7
mean = [-26.0]
sigma = 0.023
[process]
kind = "vp"
steps = 1
[[sampler]]
kind = "ddim"
[latents]
z1 = [-1.0]
z2 = [1.0]
x0 = [0.0]
[run]
particles = 10
)"));
    const std::map<double, double> exact{{-3, -2.9925249699195575},
                                         {-2, -1.9950166466130384},
                                         {-1.375, -1.3715739445464639},
                                         {-1, -0.99750832330651918},
                                         {1.5, 1.4962624849597788}};
    std::size_t met = 0;
    for (const FarRow& row : rows_of_kind(run, "latents", {}, "curve"))
        if (const auto want = exact.find(row.x()); row.cells.at(3) == "exact ODE" && want != exact.end()) {
            CHECK(row.y() == doctest::Approx(want->second).epsilon(1e-9));
            ++met;
        }
    CHECK(met == exact.size());
}

TEST_CASE("csv, npy, npz: what no bar of a histogram holds is said, and all of it together is one") {
    const Run run = unmeasured_run_of(parse(R"(
[target]
kind = "mixture"
[[target.component]]
weight = 0.73
mean = [16.6]
sigma = 0.13
[[target.component]]
weight = 0.27
mean = [0.06]
sigma = 0.07
[process]
kind = "vp"
steps = 1
[[sampler]]
kind = "mean-only"
[run]
particles = 2000
)"));
    View view;
    view.level = 1;
    double held = 0, edge = 0, below = 0;
    for (const FarRow& row : rows_of_kind(run, "histogram", view, "bars")) {
        if (held == 0) edge = row.x();
        held += (row.number(7) - row.x()) * row.value();
    }
    for (const FarRow& row : rows_of_kind(run, "histogram", view, "outside")) {
        if (!std::isnan(row.x())) continue;
        CHECK(row.number(7) == edge);
        below += row.value();
    }
    CHECK(held < 0.8);
    CHECK(held + below == doctest::Approx(1).epsilon(1e-9)); // N(0, 1), of which the bins hold what lies above
    CHECK(below == doctest::Approx(0.5 * std::erfc(-edge / std::sqrt(2.0))).epsilon(0.1));

    const Sheet sheet = sheet_of(run, "histogram", {}, 1);
    std::string utf32; // as NumPy has texts
    for (const char letter : std::string("outside")) utf32 += std::string(1, letter) + std::string(3, '\0');
    CHECK(write_npy(sheet).find(utf32) != std::string::npos);
    CHECK(write_npz(sheet).find("-bars/below.npy") != std::string::npos);
}

TEST_CASE("a step that looks back leads where the run goes, whatever other samplers leave the same level") {
    const Run run = unmeasured_run_of(parse(R"(
[target]
kind = "mixture"
[[target.component]]
mean = [-1.5]
sigma = 0.2
[[target.component]]
mean = [1.0]
sigma = 0.4
[process]
kind = "vp"
steps = 50
schedule = "cosine"
[[sampler]]
name = "A"
kind = "ddim"
eta = 0.7
steps = 10
spacing = "trailing"
[[sampler]]
name = "C"
kind = "dpm-solver++"
steps = 10
spacing = "trailing"
start = "encoded"
[run]
particles = 300
precision = "double"
)"));
    View view;
    view.level = 20;
    const SamplerRun& sampler = run.samplers[1];
    for (view.particle = 0; view.particle < 20; ++view.particle) {
        const double next = *sampler.paths.at(static_cast<int>(view.particle), sampler.state_at(20) + 1);
        int needles = 0;
        for (const FarRow& row : rows_of_kind(run, "step-place", view, "rule"))
            if (row.cells.at(3) == "C") {
                ++needles;
                CHECK(row.x() == doctest::Approx(next).epsilon(1e-9));
            }
        CHECK(needles == 1);
    }
}
