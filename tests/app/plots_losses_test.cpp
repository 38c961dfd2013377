// The plots of losses, bounds, distances and posteriors: the numbers that they draw.

#include "app/base/number_text.h"
#include "tests/app/plots_helpers.h"

#include <algorithm>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const Curve* curve_named(const Figure& figure, const std::string& label, Dash dash) {
    for (const Curve* curve : marks_of<Curve>(figure.marks))
        if (is_called(*curve, label) && curve->dash == dash) return curve;
    return nullptr;
}

} // namespace

TEST_CASE("the loss of the sigma-squared problem lies on its closed-form floor") {
    const Run run = run_of(gaussian_1d());
    const Figure figure = figure_of("loss", run, {});
    const Curve* floor = curve_named(figure, "\u03b5", Dash::dashed);
    const Curve* measured = curve_named(figure, "\u03b5", Dash::solid);
    REQUIRE(floor);
    REQUIRE(measured);
    REQUIRE(floor->x.size() == 50);
    for (std::size_t i = 0; i < floor->x.size(); ++i) {
        const double t = floor->x[i], exact = 0.04 / (0.04 + t); // a^2 s^2 / D with a = 1
        CHECK(floor->y[i] == doctest::Approx(exact).epsilon(1e-9));
        CHECK(measured->y[i] == doctest::Approx(exact).epsilon(0.2));
    }
    CHECK(curve_named(figure, "v", Dash::solid) == nullptr); // a VP chain's
    CHECK(curve_named(figure_of("loss", run_of(mixture_1d()), {}), "v", Dash::solid) != nullptr);
}

TEST_CASE("weights: 1 for eps, and what the papers have for DDPM's and DDIM's steps") {
    Experiment e = mixture_1d();
    e.process = {ProcessKind::vp, 1000, {ScheduleKind::linear, 1e-4, 0.02, {}}};
    e.run.particles = 2;
    SamplerSpec ddpm, ddim, plain;
    ddpm.name = "DDPM";
    ddpm.kind = SamplerKind::ddpm;
    ddpm.variance = Variance::large;
    ddpm.final_noise = true;
    ddim.name = "DDIM noisy";
    ddim.eta = 1;
    plain.name = "DDIM";
    e.samplers = {ddpm, ddim, plain};
    const Run run = run_of(e);
    const Figure figure = figure_of("weights", run, {});
    const auto value = [](const Curve* curve, double t) {
        REQUIRE(curve);
        for (std::size_t i = 0; i < curve->x.size(); ++i)
            if (curve->x[i] == t) return curve->y[i];
        return -1.0;
    };
    const Curve* bound = curve_named(figure, "DDPM", Dash::solid);
    for (const auto& [t, want] :
         {std::pair(1.0, 0.500), std::pair(10.0, 0.0737), std::pair(100.0, 0.0101), std::pair(1000.0, 0.0102)})
        CHECK(value(bound, t) == doctest::Approx(want).epsilon(5e-3));
    // eta = 1: beta_t / (2 alpha_t (1 - abar_{t-1})), DDPM's with beta_tilde.
    const auto& schedule = run.process().schedule;
    const double beta = schedule.beta[500], before = schedule.alpha_bar[499];
    CHECK(value(curve_named(figure, "DDIM noisy", Dash::solid), 500) ==
          doctest::Approx(beta / (2 * (1 - beta) * (1 - before))).epsilon(1e-9));
    CHECK(curve_named(figure, "DDIM", Dash::solid) == nullptr); // sigma = 0: no such term
    CHECK(value(curve_named(figure, "\u03b5, 1", Dash::dashed), 500) == 1);
    const double snr = schedule.alpha_bar[500] / (1 - schedule.alpha_bar[500]);
    CHECK(value(curve_named(figure, "v, 1 + 1 / SNR", Dash::dashed), 500) ==
          doctest::Approx(1 + 1 / snr).epsilon(1e-9));
}

TEST_CASE("the bound's curves are its terms, and its legend their sum") {
    const Run run = run_of(gaussian_1d());
    const Figure figure = figure_of("bound", run, {});
    const std::vector<const Curve*> curves = marks_of<Curve>(figure.marks);
    REQUIRE(curves.size() == 3);
    const VariationalBound& large = run.losses().bound(BoundVariance::large);
    CHECK(curves[0]->y.size() == 49); // L_0 is a dot
    CHECK(curves[0]->y.front() == doctest::Approx(large.steps[1]));
    CHECK(curves[0]->label.find(": " + number_text(large.total.value, 5, large.total.se)) != std::string::npos);
    CHECK(figure.caption.find(") = " + estimate_text(run.losses().mismatch)) != std::string::npos); // the KL at T
    CHECK(figure.caption.find("entropy of the data \u22120.1905") != std::string::npos); // log(2 pi e 0.04) / 2
}

TEST_CASE("distances: one curve a sampler in its ink, over the floor of exact draws") {
    const Run run = run_of(ring_2d());
    const Figure figure = figure_of("distance", run, {});
    const std::vector<const Curve*> curves = marks_of<Curve>(figure.marks);
    REQUIRE(curves.size() == 5); // the floor, a key in the legend and a curve for either sampler
    CHECK(curves[0]->label == "exact draws");
    for (int i = 0; i < 2; ++i) {
        const auto at = std::find_if(curves.begin(), curves.end(), [&](const Curve* c) {
            return c->ink.role == Ink::sampler && c->ink.index == i && !c->x.empty();
        });
        REQUIRE(at != curves.end());
        CHECK((*at)->x.size() == run.distances(static_cast<std::size_t>(i)).size());
        CHECK((*at)->x.front() == 60);
        CHECK((*at)->x.back() == 0);
    }
}

TEST_CASE("a Gaussian's posterior: Bayes' rule in closed form, its mean the denoiser's") {
    const Run run = run_of(gaussian_1d());
    View view;
    view.level = 20;
    view.particle = 5;
    const Figure figure = figure_of("posterior", run, view);
    const std::vector<const Curve*> curves = marks_of<Curve>(figure.overlay);
    const std::vector<const Rule*> means = marks_of<Rule>(figure.overlay);
    REQUIRE(curves.size() == 4);
    REQUIRE(means.size() == 4);
    const double t = 0.4, s2 = 0.04, variance = s2 * t / (s2 + t);
    for (std::size_t i = 0; i < 4; ++i) {
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(curves[i]->ink.index)];
        const double x = *sampler.paths.at(5, sampler.state_at(20)), g = s2 / (s2 + t) * x;
        CHECK(means[i]->value == doctest::Approx(g).epsilon(1e-12));
        for (std::size_t k = 0; k < curves[i]->x.size(); ++k) {
            const double z = curves[i]->x[k] - g;
            CHECK(std::abs(curves[i]->y[k] - std::exp(-0.5 * z * z / variance)) < 2e-3); // the grid misses the very top
        }
    }
    // At the data x0 is known.
    view.level = 0;
    const std::vector<Mark> at_data = overlay_of("posterior", run, view);
    CHECK(marks_of<Curve>(at_data).empty());
    CHECK(marks_of<Rule>(at_data).size() == 4);
}

TEST_CASE("the posterior of a thousand narrow points is Bayes' rule at every place, and is not smoothed") {
    Experiment experiment = gaussian_1d();
    experiment.target.kind = TargetKind::points;
    experiment.target.columns = 1;
    experiment.target.kernel = 2e-5;
    experiment.run.particles = 50; // one is looked at
    for (int i = 0; i < 1000; ++i) experiment.target.points.push_back(-1 + 0.002 * i + 1e-4 * (i % 7));
    const Run run = run_of(experiment);
    View view;
    view.particle = 0;
    view.level = 20;
    const Figure figure = figure_of("posterior", run, view);
    CHECK(figure.caption.find("smoothed") == std::string::npos);
    const Curve* curve = marks_of<Curve>(figure.overlay).at(0);
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(curve->ink.index)];
    const double x_t = *sampler.paths.at(0, sampler.state_at(20)), t = 0.4;
    std::vector<double> bayes;
    for (const double x0 : curve->x) {
        const double z = x_t - x0;
        bayes.push_back(density(run.target(), Vec::Constant(1, x0)) * std::exp(-0.5 * z * z / t));
    }
    const double peak = *std::max_element(bayes.begin(), bayes.end());
    double worst = 0;
    int high = 0;
    for (std::size_t i = 0; i < bayes.size(); ++i) {
        worst = std::max(worst, std::abs(curve->y[i] - bayes[i] / peak));
        high += curve->y[i] > 0.5;
    }
    CHECK(worst < 1e-6);
    CHECK(high > 500); // the points are there, and not just the places between them
}

TEST_CASE("in the plane: x_t and x0_hat of every sampler, and regions about likely data") {
    const Run run = run_of(ring_2d());
    View view;
    view.particle = 0;
    view.level = 30;
    const std::vector<Mark> overlay = overlay_of("posterior", run, view);
    const std::vector<const Contours*> regions = marks_of<Contours>(overlay);
    REQUIRE(regions.size() == 2);
    for (const Contours* region : regions) {
        REQUIRE(region->levels.size() == 2);
        CHECK(region->levels[0] < region->levels[1]);
        double mass = 0, inside = 0;
        for (const float p : region->value) {
            mass += static_cast<double>(p);
            if (static_cast<double>(p) >= region->levels[0]) inside += static_cast<double>(p);
        }
        CHECK(inside / mass == doctest::Approx(0.9).epsilon(0.02));
    }
    CHECK(marks_of<Points>(overlay).size() == 4);
    // The mean of a ring's posterior lies inside of the ring.
    const Vec x = Eigen::Map<const Eigen::VectorXd>(run.samplers[0].paths.at(0, run.samplers[0].state_at(30)), 2);
    const Vec mean = posterior(run.target(), run.process().levels[30], x).mean;
    CHECK(mean.norm() < 2.4);
}

TEST_CASE("the relative error of a denoiser is over the levels that there are, not over what is between them") {
    Experiment experiment = gaussian_1d();
    experiment.target.sigma = 1;
    experiment.process = {ProcessKind::vp, 3, {}};
    experiment.process.schedule.kind = ScheduleKind::custom;
    experiment.process.schedule.alpha_bar = {0.9, 0.8, 0.001};
    experiment.denoiser = {DenoiserKind::perturbed, DenoiserError::bias, 0.1};
    experiment.run.particles = 20;
    // Off by 0.1 sqrt(1 - alpha_bar) of a mean square of alpha_bar: sqrt(0.01 * 1.299 / 1.701) is 8.739 %; 7.74 % it
    // was.
    const Figure figure = figure_of("denoiser-error", run_of(experiment), {});
    INFO(figure.caption);
    CHECK(figure.caption.find("relative error 8.74 % over all t") != std::string::npos);
}

TEST_CASE("the relative error of a denoiser is that under the law itself, however narrow it is beside the cells") {
    Experiment experiment = gaussian_1d();
    experiment.process = {ProcessKind::ve, 40, {}};
    experiment.process.grid = Grid::karras;
    experiment.process.sigma_max = 80;
    experiment.denoiser = {DenoiserKind::perturbed, DenoiserError::sigma, 0.2};
    experiment.run.particles = 20;
    // Gains s2 / (s2 + (1.2 b)^2) and s2 / (s2 + b^2) at the 40 karras levels: in plain Python 9.33862 %.
    const Figure figure = figure_of("denoiser-error", run_of(experiment), {});
    CHECK(figure.caption.find("relative error 9.34 % over all t") != std::string::npos);
    INFO(figure.caption);
    REQUIRE(marks_of<HeatMap>(figure).size() == 1);
    const HeatMap& map = *marks_of<HeatMap>(figure)[0];
    // Where the noise is less than a cell there are cells with an error, and it is one that x_t meets: within 3
    // deviations.
    int seen = 0;
    for (int c = 0; c < map.columns; ++c) {
        const double k = 1 + (c + 0.5) / map.columns * 39, even = (k - 1) / 39, rho = 7;
        const double first = std::pow(0.002, 1 / rho), last = std::pow(80.0, 1 / rho);
        const double b = std::pow(first + even * (last - first), rho), C = 0.04 + b * b;
        const double gain = 0.04 / (0.04 + 1.44 * b * b) - 0.04 / C;
        for (int r = 0; r < map.rows; ++r) {
            const double value = static_cast<double>(map.value[static_cast<std::size_t>(r * map.columns + c)]);
            if (!std::isfinite(value)) continue;
            ++seen;
            CHECK(std::abs(value) <= 3.001 * std::abs(gain) * std::sqrt(C));
        }
    }
    CHECK(seen > map.columns);
}

TEST_CASE("a posterior far narrower than the view is drawn as it is, and a mean out of view is told") {
    Experiment experiment = gaussian_1d();
    experiment.target.kind = TargetKind::mixture;
    experiment.target.components = {{0.5, {-3.0}, 1e-4, {}}, {0.5, {3.0}, 1e-4, {}}};
    experiment.run.particles = 20;
    const Run run = run_of(experiment);
    View view;
    view.particle = 0;
    view.level = 5; // where the noise hardly confuses the modes
    const Figure figure = figure_of("posterior", run, view);
    const auto width = [](const Curve& curve) { // of what is above half of the maximum, about the highest place
        const auto top = std::max_element(curve.y.begin(), curve.y.end()) - curve.y.begin();
        auto lo = top, hi = top;
        while (lo > 0 && curve.y[static_cast<std::size_t>(lo)] > 0.5) --lo;
        while (hi + 1 < std::ssize(curve.y) && curve.y[static_cast<std::size_t>(hi)] > 0.5) ++hi;
        return curve.x[static_cast<std::size_t>(hi)] - curve.x[static_cast<std::size_t>(lo)];
    };
    for (const Curve* curve : marks_of<Curve>(figure.overlay)) CHECK(width(*curve) < 4e-4);
    CHECK(width(*marks_of<Curve>(figure)[0]) < 4e-4); // p(x0)
    // A sampler that goes astray: its x0_hat is named at the edge.
    Run astray = run;
    Paths& paths = astray.samplers.edit()[0].paths;
    for (double& x : paths.x) x = 1e9;
    experiment.target = {};
    astray.problem = make_problem(experiment);
    const std::vector<Mark> overlay = overlay_of("posterior", astray, view);
    bool told = false;
    for (const Label* label : marks_of<Label>(overlay))
        told = told || label->text.find("x\u0302\u2080 = ") != std::string::npos;
    CHECK(told);
    for (const Curve* curve : marks_of<Curve>(overlay))
        CHECK(*std::max_element(curve->y.begin(), curve->y.end()) == doctest::Approx(1).epsilon(1e-9));
}

TEST_CASE("weights without bound are written as such: of losses and of samplers, from the level without signal") {
    Experiment experiment = gaussian_1d();
    experiment.process = {ProcessKind::flow, 10, {}};
    experiment.samplers = {sampler("DDPM", SamplerKind::ddpm)};
    experiment.run.particles = 20;
    const Figure figure = figure_of("weights", run_of(experiment), {});
    int infinite = 0;
    for (const Curve* curve : marks_of<Curve>(figure))
        if (curve->label == "DDPM" || curve->label == "x\u2080, b\u00b2/a\u00b2") {
            REQUIRE(curve->x.size() >= 9); // the step that arrives has no noise
            CHECK(curve->x.back() == 1);
            CHECK(curve->y.back() == std::numeric_limits<double>::infinity());
            ++infinite;
        }
    CHECK(infinite == 2);
}

TEST_CASE("floors by draws say so, and how far they are to be trusted") {
    Experiment experiment = ring_2d();
    experiment.target.sigma = 1e-3;
    experiment.run.particles = 20;
    CHECK(figure_of("loss", run_of(experiment), {}).caption.find(", by draws to ") != std::string::npos);
    experiment.target.kind = TargetKind::grid; // two lines
    CHECK(figure_of("loss", run_of(experiment), {}).caption.find("by draws") == std::string::npos);
}

TEST_CASE("the posterior among boxes: narrow ones far apart are drawn, with their own areas") {
    Experiment experiment = gaussian_1d();
    experiment.target.kind = TargetKind::uniform;
    // Their middles are off any even grid.
    experiment.target.boxes = {{1, {-1.234567}, {-1.234566}}, {1, {0.1}, {0.3}}, {1, {1.345678}, {1.34569}}};
    experiment.run.particles = 20;
    const Run run = run_of(experiment);
    View view;
    view.particle = 0;
    view.level = 49;
    const std::vector<Mark> overlay = overlay_of("posterior", run, view);
    const std::vector<const Curve*> curves = marks_of<Curve>(overlay);
    REQUIRE(curves.size() == 4);
    const Level level = run.process().levels[49];
    for (const Curve* curve : curves) {
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(curve->ink.index)];
        const double x_t = *sampler.paths.at(0, sampler.state_at(49));
        // Of p(x0) N(x_t; a x0, b^2), up to a common factor: the density in a box is the likelihood over its width.
        const auto over = [&](double lo, double hi) { // its integral over a box of three
            const auto Phi = [&](double x) { return 0.5 * std::erfc((x_t - level.a * x) / level.b / std::sqrt(2.0)); };
            return (Phi(hi) - Phi(lo)) * level.b * std::sqrt(2 * 3.14159265358979) / level.a / (hi - lo);
        };
        double peak = 0;
        for (const BoxSpec& box : experiment.target.boxes)
            for (const double x : {box.lo[0], box.hi[0], std::clamp(x_t / level.a, box.lo[0], box.hi[0])})
                peak = std::max(peak,
                                std::exp(-0.5 * std::pow((x_t - level.a * x) / level.b, 2)) / (box.hi[0] - box.lo[0]));
        for (const BoxSpec& box : experiment.target.boxes) {
            const double lo = box.lo[0], hi = box.hi[0], margin = 0.05 * (hi - lo);
            double area = 0, highest = 0;
            for (std::size_t i = 1; i < curve->x.size(); ++i) {
                if (curve->x[i - 1] < lo - margin || curve->x[i] > hi + margin) continue;
                area += 0.5 * (curve->y[i] + curve->y[i - 1]) * (curve->x[i] - curve->x[i - 1]);
                highest = std::max(highest, curve->y[i]);
            }
            INFO("box from ", lo, ", x_t = ", x_t);
            CHECK(area == doctest::Approx(over(lo, hi) / peak).epsilon(0.02));
            CHECK(highest > 0);
        }
    }
}

TEST_CASE("in the plane a posterior far narrower than the data has regions of its own size") {
    Experiment experiment = ring_2d();
    experiment.target.modes = 3;
    experiment.target.sigma = 0.3;
    experiment.process.schedule.beta_start = 1e-6;
    const Run run = run_of(experiment);
    View view;
    view.particle = 0;
    view.level = 1; // b = 1e-3: x0 is known that well, a fortieth of a cell of the data's grid
    const std::vector<Mark> overlay = overlay_of("posterior", run, view);
    const std::vector<const Contours*> regions = marks_of<Contours>(overlay);
    REQUIRE(regions.size() == 2);
    for (const Contours* region : regions) {
        REQUIRE(region->levels.size() == 2);
        // Nearly N(x_t, b^2): its density is least at the rim of 90 % by a factor of 10, of 50 % by 2.
        const double peak = 1 / (2 * 3.14159265358979 * 1e-6);
        CHECK(region->levels[0] == doctest::Approx(0.1 * peak).epsilon(0.03));
        CHECK(region->levels[1] == doctest::Approx(0.5 * peak).epsilon(0.03));
    }
}
