// The parts that plots are made of: thinning, ranges, bins, densities on grids, the prior in words.

#include "app/plots/bins.h"
#include "app/plots/common.h"
#include "app/plots/law.h"
#include "tests/app/plots_helpers.h"

#include <algorithm>
#include <tuple>

using namespace halfstep;
using namespace halfstep::plots;
using namespace halfstep::testing;

TEST_CASE("thin: even indices keep both ends") {
    for (const int n : {1, 2, 3, 1499, 1500, 1501, 100'001}) {
        const std::vector<int> kept = thin(n, 1500);
        CAPTURE(n);
        CHECK(kept.size() == static_cast<std::size_t>(std::min(n, 1500)));
        CHECK(kept.front() == 0);
        CHECK(kept.back() == n - 1);
        for (std::size_t i = 1; i < kept.size(); ++i) REQUIRE(kept[i] > kept[i - 1]);
    }
    CHECK(thin(0, 10).empty());
}

TEST_CASE("round_out: contains, rests on round steps, never empty") {
    for (const Range range :
         {Range{-3.67, 3.67}, {0, 1.09}, {-1e6, 3e6}, {1e-7, 2e-7}, {5, 5}, {0, 0}, {-1e-9, 1e-9}}) {
        const Range out = round_out(range);
        CAPTURE(range.lo);
        CAPTURE(range.hi);
        CHECK(out.lo < out.hi);
        CHECK(out.lo <= range.lo + 1e-6 * std::abs(range.lo));
        CHECK(out.hi >= range.hi - 1e-6 * std::abs(range.hi));
    }
    CHECK(round_out({-3.67, 3.67}).hi == doctest::Approx(4));
    CHECK(round_out({-3.70, 3.70}).hi == doctest::Approx(4)); // a little more, the same axis
    CHECK(round_out({0, missing}).hi == 1);
    CHECK(nice_ceil(1) == doctest::Approx(1));
    CHECK(nice_ceil(1.1) == doctest::Approx(2));
    CHECK(nice_ceil(0.03) == doctest::Approx(0.05));
    CHECK(nice_ceil(700) == doctest::Approx(1000));
}

TEST_CASE("the prior in words: what is squared is the whole of sigma") {
    const auto text = [](double sigma_max) {
        ProcessSpec spec;
        spec.kind = ProcessKind::ve;
        spec.sigma_max = sigma_max;
        return prior_text(make_process(spec));
    };
    CHECK(text(1) == "N(0, I)");
    CHECK(text(80) == "N(0, 80² I)");
    CHECK(text(0.5) == "N(0, 0.5² I)");
    CHECK(text(1000) == "N(0, 1000² I)");
    CHECK(text(12345) == "N(0, 12345² I)");
    CHECK(text(1234.5678) == "N(0, 1234.57² I)");
    CHECK(text(1e6) == "N(0, (1×10⁶)² I)");
    CHECK(text(2e-5) == "N(0, (2×10⁻⁵)² I)");
}

namespace {

Histogram counted(double lo, double hi, std::vector<std::uint32_t> counts) {
    Histogram histogram;
    histogram.lo = lo;
    histogram.hi = hi;
    histogram.counts = std::move(counts);
    return histogram;
}

double bars_area(const Bars& bars) {
    double sum = 0;
    for (std::size_t i = 0; i < bars.height.size(); ++i) sum += bars.height[i] * (bars.edges[i + 1] - bars.edges[i]);
    return sum;
}

} // namespace

TEST_CASE("density_bars: area one, merged, empty ends dropped, outsiders count") {
    std::vector<std::uint32_t> counts(64, 0);
    for (int i = 8; i < 41; ++i) counts[i] = i;
    Histogram histogram = counted(-2, 2, counts);
    const Bars fine = density_bars(histogram, 0);
    CHECK(fine.height.size() == 33);
    CHECK(fine.edges.front() == doctest::Approx(-1.5));
    CHECK(bars_area(fine) == doctest::Approx(1));
    const Bars merged = density_bars(histogram, 0.26);
    CHECK(merged.edges[1] - merged.edges[0] == doctest::Approx(0.25));
    CHECK(bars_area(merged) == doctest::Approx(1));

    histogram.above = histogram.total(); // as many outside as inside
    CHECK(bars_area(density_bars(histogram, 0.25)) == doctest::Approx(0.5));
    // All of them outside: one bar of nothing, so that data still say how many.
    CHECK(density_bars(counted(0, 1, std::vector<std::uint32_t>(16, 0)), 0.1).height == std::vector<double>{0});
}

TEST_CASE("density_bars: a last group of fewer bins keeps its density") {
    const Bars bars = density_bars(counted(0, 66, std::vector<std::uint32_t>(66, 5)), 8);
    CHECK(bars.edges.back() == doctest::Approx(66));
    for (const double height : bars.height) CHECK(height == doctest::Approx(1.0 / 66));
}

namespace {

Target tilted_mixture() {
    Target target;
    Component first, second;
    first.weight = 0.4;
    first.mean = Vec::Zero(2);
    first.cov = Mat::Identity(2, 2) * 0.09;
    second.weight = 0.6;
    second.mean = Vec::Constant(2, 0.7);
    second.cov = Mat(2, 2);
    second.cov << 0.5, 0.3, 0.3, 0.4;
    target.components = {first, second};
    return target;
}

} // namespace

TEST_CASE("density_map is the exact density at the middle of its cells") {
    const Target law = tilted_mixture();
    const HeatMap map = density_map(density_grid(terms(law, 0), {-3, 3}, {-2, 4}, 60, 48));
    double peak = 0, worst = 0;
    for (int r = 0; r < 48; ++r)
        for (int c = 0; c < 60; ++c) {
            Vec x(2);
            x << -3 + (c + 0.5) * 0.1, -2 + (r + 0.5) * 0.125;
            const double exact = density(law, x);
            peak = std::max(peak, exact);
            worst = std::max(worst, std::abs(map.value[static_cast<std::size_t>(r) * 60 + c] - exact));
        }
    CHECK(worst < 1e-5);
    CHECK(map.full == doctest::Approx(peak));
    CHECK(map.root);
}

TEST_CASE("mass_level: the regions of highest density hold what is asked") {
    // Of a Gaussian the one with share m is the ellipse of Mahalanobis radius^2 = -2 ln(1 - m), whose edge has the
    // density peak * (1 - m).
    Target law = tilted_mixture();
    law.components.erase(law.components.begin());
    law.components[0].weight = 1;
    const double det = 0.5 * 0.4 - 0.3 * 0.3, peak = 1 / (2 * 3.14159265358979 * std::sqrt(det));
    const HeatMap grid = density_grid(terms(law, 0), {-4, 5}, {-4, 5}, 180, 180);
    for (const double mass : {0.1, 0.5, 0.9, 0.99})
        CHECK(mass_level(grid, mass) == doctest::Approx(peak * (1 - mass)).epsilon(0.01));
    // Two apart, one narrow: the level cuts both at the same height, and each adds its own share.
    Target pair;
    for (const double sd : {0.2, 0.4}) {
        Component component;
        component.weight = 0.5;
        component.mean = Vec::Constant(2, sd < 0.3 ? -2 : 2);
        component.cov = Mat::Identity(2, 2) * sd * sd;
        pair.components.push_back(component);
    }
    const double narrow = 0.5 / (2 * 3.14159265358979 * 0.04), wide = narrow / 4;
    const HeatMap both = density_grid(terms(pair, 0), {-4, 4}, {-4, 4}, 320, 320);
    for (const double share : {0.2, 0.6}) { // of the wide peak's height: the wide one holds (1 - share) / 2
        const double level = share * wide, mass = 0.5 * (1 - share) + 0.5 * (1 - level / narrow);
        CHECK(mass_level(both, mass) == doctest::Approx(level).epsilon(0.02));
    }
}

TEST_CASE("finest_detail: the narrowest way across a component") {
    const Target law = tilted_mixture();
    CHECK(finest_detail(terms(law, 0)) == doctest::Approx(0.3)); // the round one has sd 0.3, the other 0.42 and more
    Target points = law;
    points.components[1].cov.setZero();
    CHECK(finest_detail(terms(points, 0)) == 0);
}

TEST_CASE("the arrows of the plane are grad log p, also far out") {
    const Run run = run_of(ring_2d());
    View view;
    view.level = 20;
    const Figure figure = figure_of("plane", run, view);
    const Target law = marginal(run.target(), run.process().levels[20]);
    const std::vector<const Arrows*> all = marks_of<Arrows>(figure.marks);
    REQUIRE(all.size() == 1);
    const Arrows& arrows = *all.front();
    CHECK(arrows.x.size() > 500);
    for (std::size_t i = 0; i < arrows.x.size(); i += 7) {
        Vec point_at(2);
        point_at << arrows.x[i], arrows.y[i];
        const Vec exact = score(law, point_at);
        CHECK(arrows.dx[i] == doctest::Approx(exact[0]).epsilon(1e-4).scale(1));
        CHECK(arrows.dy[i] == doctest::Approx(exact[1]).epsilon(1e-4).scale(1));
    }
    CHECK(arrows.middles);
}

TEST_CASE("boxes: densities on lines and in the plane are the exact ones") {
    Vec middle(1), half(1);
    middle << 0.5;
    half << 1.25;
    const Target line = marginal({{{1.0, middle, Mat::Zero(1, 1), half}}}, {0, 0.9, 0.2});
    std::vector<float> column(200);
    densities(terms(line, 0), -3, 3, 200, column.data());
    Vec point_at(1);
    double worst = 0;
    for (int i = 0; i < 200; ++i) {
        point_at(0) = -3 + (i + 0.5) * 0.03;
        worst = std::max(worst,
                         std::abs(static_cast<double>(column[static_cast<std::size_t>(i)]) - density(line, point_at)));
    }
    CHECK(worst < 1e-6);

    Vec centre(2), sides(2);
    centre << -0.5, 1;
    sides << 1, 0.5;
    const Target plane = marginal({{{1.0, centre, Mat::Zero(2, 2), sides}}}, {0, 0.8, 0.3});
    const HeatMap grid = density_grid(terms(plane, 0), {-3, 3}, {-3, 3}, 60, 60);
    Vec point(2);
    worst = 0;
    for (int r = 0; r < 60; ++r)
        for (int c = 0; c < 60; ++c) {
            point << -3 + (c + 0.5) * 0.1, -3 + (r + 0.5) * 0.1;
            worst = std::max(worst, std::abs(static_cast<double>(grid.value[static_cast<std::size_t>(r * 60 + c)]) -
                                             density(plane, point)));
        }
    CHECK(worst < 1e-6);
}

TEST_CASE("a cloud of a thousand points is smoothed on the grid: as good as adding up its Gaussians") {
    Target cloud;
    for (int i = 0; i < 1000; ++i) {
        Vec point_at(2);
        point_at << std::cos(0.37 * i) * (1 + 0.001 * i), std::sin(0.53 * i);
        cloud.components.push_back({1e-3, point_at, 0.04 * Mat::Identity(2, 2), {}});
    }
    const HeatMap fast = density_grid(terms(cloud, 0), {-2, 2}, {-1.5, 1.5}, 80, 80);
    double worst = 0, peak = 0;
    for (int r = 0; r < 80; r += 3)
        for (int c = 0; c < 80; c += 3) {
            Vec point_at(2);
            point_at << -2 + (c + 0.5) * 0.05, -1.5 + (r + 0.5) * 0.0375;
            const double exact = density(cloud, point_at);
            peak = std::max(peak, exact);
            worst = std::max(worst,
                             std::abs(static_cast<double>(fast.value[static_cast<std::size_t>(r * 80 + c)]) - exact));
        }
    CHECK(worst < 2e-3 * peak);
}

TEST_CASE("densities and density_curve are the exact density; narrow modes are not lost") {
    const Run run = run_of(mixture_1d());
    const std::vector<Term> law = terms(run.target(), 0);
    std::vector<float> column(200);
    densities(law, -4, 4, 200, column.data());
    Vec point_at(1);
    double worst = 0;
    for (int i = 0; i < 200; ++i) {
        point_at(0) = -4 + (i + 0.5) * 0.04;
        worst = std::max(worst, std::abs(column[i] - density(run.target(), point_at)));
    }
    CHECK(worst < 1e-5);

    Target spike = run.target();
    spike.components[2].cov(0, 0) = 1e-12; // sd 1e-6: between any two points of a grid
    const DensityCurve curve = density_curve(spike, -4, 4);
    CHECK(curve.peak == doctest::Approx(0.2 / (1e-6 * std::sqrt(2 * 3.14159265358979))).epsilon(1e-3));
    densities(terms(spike, 0.02), -4, 4, 200, column.data());
    CHECK(column[137] > 1); // the mode at 1.5, blurred to the cells
}

namespace {
Vec point_at(double x) { return Vec::Constant(1, x); }
Mat variance(double v) { return Mat::Constant(1, 1, v); }
} // namespace

TEST_CASE(
    "density_curve: lines from point to point have the law's area, however narrow its modes and far the next point") {
    for (const double sd : {1e-6, 3e-5, 1e-3}) {
        const Target law{{Component{0.3, point_at(-1.3), variance(sd * sd)},
                          Component{0.7, point_at(0.9), variance(900 * sd * sd)}}};
        const DensityCurve curve = density_curve(law, -4, 4);
        double left = 0, bars_area = 0;
        for (std::size_t i = 1; i < curve.x.size(); ++i) {
            const double mass = 0.5 * (curve.density[i] + curve.density[i - 1]) * (curve.x[i] - curve.x[i - 1]);
            bars_area += mass;
            if (curve.x[i] < -0.9) left += mass;
        }
        CHECK(bars_area == doctest::Approx(1).epsilon(1e-3));
        CHECK(left == doctest::Approx(0.3).epsilon(2e-3));
    }
    const Target points{{Component{1, point_at(0.9), variance(0)}}}; // drawn 1e-9 of the view wide
    const DensityCurve curve = density_curve(points, -4, 4);
    double bars_area = 0;
    for (std::size_t i = 1; i < curve.x.size(); ++i)
        bars_area += 0.5 * (curve.density[i] + curve.density[i - 1]) * (curve.x[i] - curve.x[i - 1]);
    CHECK(bars_area == doctest::Approx(1).epsilon(1e-3));
}

TEST_CASE("density_curve: thousands of narrow modes are as true as a few, apart and on each other, and soon there") {
    const auto law_of = [](int count, double apart, double sd) {
        Target law;
        for (int i = 0; i < count; ++i) {
            const double weight = 2.0 * (i + 1) / (count * (count + 1.0));
            law.components.push_back({weight, point_at(apart * (i - 0.5 * count)), variance(sd * sd)});
        }
        return law;
    };
    for (const auto& [count, apart, sd] : {std::tuple{401, 8e-3, 1e-4},
                                           {3000, 2e-3, 1e-5},
                                           {3000, 2e-3, 1.5e-3},
                                           {20'000, 1e-7, 1e-4},
                                           {20'000, 3e-4, 1e-9}}) {
        CAPTURE(count);
        CAPTURE(sd);
        const Target law = law_of(count, apart, sd);
        const DensityCurve curve = density_curve(law, -4, 4);
        CHECK(curve.blur == 0);
        CHECK(curve.x.size() < 150'000);
        CHECK(std::is_sorted(curve.x.begin(), curve.x.end()));
        for (std::size_t i = 0; i < curve.x.size(); i += curve.x.size() / 40)
            CHECK(curve.density[i] == doctest::Approx(density(law, point_at(curve.x[i]))).epsilon(1e-9));
        double tallest = 0, bars_area = 0;
        for (int i = 0; i < 40; ++i) // the heaviest
            tallest = std::max(tallest, density(law, law.components[static_cast<std::size_t>(count - 1 - i)].mean));
        CHECK(curve.peak >= tallest * (1 - 6e-3)); // a tenth of a standard deviation beside it
        for (std::size_t i = 1; i < curve.x.size(); ++i)
            bars_area += 0.5 * (curve.density[i] + curve.density[i - 1]) * (curve.x[i] - curve.x[i - 1]);
        if (count <= 4000 || sd > apart)
            CHECK(bars_area == doctest::Approx(1).epsilon(4e-3)); // of all: those beyond are low
    }
}

TEST_CASE("binned_density: the mass of each bin, for Gaussians, boxes and points") {
    const auto law_of = [](double sd, double half) {
        Component c{1, point_at(0.3), variance(sd * sd)};
        if (half > 0) c.half = point_at(half);
        return Target{{c}};
    };
    for (const Target& law : {law_of(0.02, 0), law_of(0.4, 0), law_of(0.05, 0.6), law_of(0, 0.6)}) {
        const DensityCurve curve = binned_density(law, -2, 2, 0.013, 0.05);
        double mass = 0;
        REQUIRE(curve.x.size() == curve.density.size());
        for (std::size_t i = 0; i < curve.x.size(); i += 2) {
            const double lo = curve.x[i], hi = curve.x[i + 1], whole = 0.013 + 0.05 * std::round((lo - 0.013) / 0.05);
            CHECK(curve.density[i] == curve.density[i + 1]);
            if (lo > -2) CHECK(lo == doctest::Approx(whole));
            if (lo > -2 && hi < 2)
                CHECK(curve.density[i] * 0.05 == doctest::Approx(cdf(law, hi) - cdf(law, lo)).epsilon(1e-9).scale(1));
            mass += curve.density[i] * (hi - lo);
        }
        CHECK(mass == doctest::Approx(1).epsilon(1e-4)); // 4 standard deviations of the widest are in view
    }
    // Points: all of their weight in the bin that holds them, wherever in it they lie.
    for (const double place : {0.0, 0.1, 0.149999, 1.9}) {
        const Target law{
            {Component{0.25, point_at(place), variance(0)}, Component{0.75, point_at(-1.01), variance(0)}}};
        const DensityCurve curve = binned_density(law, -2, 2, 0, 0.05);
        double mass = 0;
        for (std::size_t i = 0; i < curve.x.size(); i += 2) {
            mass += curve.density[i] * 0.05;
            if (curve.x[i] <= place && place < curve.x[i + 1] - 1e-12)
                CHECK(curve.density[i] == doctest::Approx(0.25 / 0.05));
        }
        CHECK(mass == doctest::Approx(1));
        CHECK(curve.peak == doctest::Approx(0.75 / 0.05));
    }
}

TEST_CASE("what is narrower than a bar is averaged over bars; what is not is drawn as it is") {
    Bars bars;
    for (int i = 0; i <= 20; ++i) bars.edges.push_back(-1 + 0.1 * i);
    bars.height.assign(20, 1);
    const Target narrow{{Component{1, point_at(0), variance(0.0001)}}},
        wide{{Component{1, point_at(0), variance(0.09)}}};
    CHECK(exact_density(narrow, -1, 1, {bars}).averaged);
    CHECK(exact_density(narrow, -1, 1, {bars}).curve.peak < 10.1); // a bar can reach that; the density is 40
    CHECK_FALSE(exact_density(wide, -1, 1, {bars}).averaged);
    CHECK(exact_density(wide, -1, 1, {bars}).curve.peak == doctest::Approx(1 / std::sqrt(2 * std::acos(-1.0) * 0.09)));
    CHECK(exact_density(narrow, -1, 1, {}).curve.peak > 0);
    Bars coarse = bars; // beside narrower ones, whatever the order, it is those that say how high a bar can be
    for (double& edge : coarse.edges) edge *= 4;
    CHECK(exact_density(narrow, -1, 1, {coarse, bars}).curve.peak ==
          doctest::Approx(exact_density(narrow, -1, 1, {bars}).curve.peak));
    CHECK(exact_density(narrow, -1, 1, {coarse}).curve.peak < exact_density(narrow, -1, 1, {bars}).curve.peak);
}

TEST_CASE("level_at: the levels themselves, and the exact process between them") {
    Run run = run_of(gaussian_1d());
    for (const int k : {0, 1, 17, 50}) {
        const Level& level = run.process().levels[k];
        CHECK(level_at(run.process(), level.t).b == doctest::Approx(level.b));
    }
    CHECK(level_at(run.process(), 0.333).b == doctest::Approx(std::sqrt(0.333)));
    // On the other grids what is even between the levels, too: a tenth of the way up from level 4 of 10.
    ProcessSpec ve;
    ve.steps = 10;
    ve.sigma_max = 80;
    const auto sigma = [&](Grid grid, double t) {
        ve.grid = grid;
        const Process process = make_process(ve);
        for (const Level& level : process.levels) CHECK(level_at(process, level.t).b == doctest::Approx(level.b));
        return level_at(process, t).b;
    };
    CHECK(sigma(Grid::linear, 0.41) == doctest::Approx(80 * std::sqrt(0.41)));
    CHECK(sigma(Grid::exponential, 0.41) == doctest::Approx(0.002 * std::pow(40'000, 3.1 / 9)));
    CHECK(sigma(Grid::karras, 0.41) ==
          doctest::Approx(std::pow(std::pow(0.002, 1 / 7.0) * 5.9 / 9 + std::pow(80, 1 / 7.0) * 3.1 / 9, 7)));
    CHECK(sigma(Grid::optimal, 0.41) == doctest::Approx(0.5 * std::tan(0.41 * std::atan(160))));
    CHECK(sigma(Grid::karras, 0.05) == doctest::Approx(0.001)); // below sigma_min a straight line to the data
    ProcessSpec flow;
    flow.kind = ProcessKind::flow;
    flow.steps = 3;
    CHECK(level_at(make_process(flow), 0.4).a == doctest::Approx(0.6));
    ProcessSpec chain;
    chain.kind = ProcessKind::vp;
    chain.steps = 10;
    const Level between = level_at(make_process(chain), 4.5);
    CHECK(between.a * between.a + between.b * between.b == doctest::Approx(1));
}
