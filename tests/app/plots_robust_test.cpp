// Plots survive whatever a run may hold.

#include "app/plots/common.h"
#include "app/plots/law.h"
#include "tests/app/plots_helpers.h"
#include "tests/cost.h"
#include "tests/numbers.h"

#include <algorithm>
#include <limits>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// All plots at many cursors, inside and outside of the run; under sanitizers the plots share these.
void check_all(const Run& run) {
    std::size_t turn = 0;
    for (const Plot& plot : all_plots()) {
        if (!plot.applies(run)) continue;
        INFO("plot ", std::string(plot.name));
        const int T = run.process().steps();
        for (const int level : {0, 1, T / 2, T, -7, 2'000'000'000})
            for (const int chosen : {-1, 0, 1'000'000}) {
                if (turn++ % heavy<std::size_t>(1, 5) != 0) continue;
                View view;
                view.level = level;
                view.particle = view.sampler = chosen;
                const Sane sane(plot.make(run, view));
            }
    }
}

void check_all(const Experiment& experiment) { check_all(run_of(experiment)); }

} // namespace

TEST_CASE("no run, a cancelled run, no samplers") {
    Run none;
    for (const Plot& plot : all_plots()) {
        const Figure figure = plot.make(none, {});
        CHECK(figure.name == plot.name);
        CHECK(figure.marks.empty());
        CHECK(plot.overlay(none, {}).empty());
    }
    Run cancelled = run_of(gaussian_1d());
    cancelled.complete = false;
    for (const Plot& plot : all_plots()) CHECK(plot.make(cancelled, {}).marks.empty());
    for (Experiment experiment : {gaussian_1d(), ring_2d()}) {
        Run bare = run_of(experiment);
        bare.samplers.edit().clear();
        check_all(bare);
    }
}

TEST_CASE("one particle, one step") {
    for (Experiment experiment : {gaussian_1d(), mixture_1d(), ring_2d()}) {
        Experiment lonely = experiment;
        lonely.run.particles = 1;
        const Run alone = run_of(lonely);
        check_all(alone);
        CHECK(figure_of("variance", alone, {}).caption == "1 particle: no spread, no errors");
        Experiment one_level = experiment;
        one_level.process.steps = 1;
        const Run one = run_of(one_level);
        check_all(one);
        CHECK(marks_of<Points>(figure_of("schedule", one, {})).size() >= 4); // a single value is no line
        Experiment one_step = experiment;
        for (SamplerSpec& spec : one_step.samplers) {
            spec.steps = 1;
            spec.spacing = Spacing::trailing;
        }
        check_all(one_step);
    }
}

TEST_CASE("of a hundred thousand steps every curve has all, and paths some") {
    Experiment experiment = gaussian_1d();
    experiment.process.steps = 100'000;
    experiment.run.particles = 20;
    experiment.samplers = {sampler("DDPM", SamplerKind::ddpm)};
    const Run run = run_of(experiment);
    check_all(run);
    const Figure variance = figure_of("variance", run, {});
    for (const Curve* curve : marks_of<Curve>(variance)) {
        CHECK(curve->x.size() == 100'001);
        CHECK(curve->x.front() == 0);
        CHECK(curve->x.back() == 1);
    }
    const Figure xt = figure_of("xt", run, {});
    CHECK(marks_of<Polylines>(xt)[0]->length <= 500);
    CHECK(marks_of<Polylines>(figure_of("schedule", run, {}))[0].x.size() == 2 * 100'001);
}

TEST_CASE("eight samplers") {
    for (Experiment experiment : {gaussian_1d(), ring_2d()}) {
        experiment.samplers.assign(8, sampler("DDIM", SamplerKind::ddim));
        for (int i = 0; i < 8; ++i) {
            experiment.samplers[i].eta = i / 8.0;
            experiment.samplers[i].name = "DDIM " + std::to_string(i);
        }
        check_all(experiment);
    }
}

TEST_CASE("every process and every sampler, the wrong ones too") {
    for (const ProcessKind process : {ProcessKind::vp, ProcessKind::ve, ProcessKind::flow})
        for (const SamplerKind kind :
             {SamplerKind::ddim, SamplerKind::ddpm, SamplerKind::mean_only, SamplerKind::half_step,
              SamplerKind::naive_inverse, SamplerKind::forward, SamplerKind::true_reverse}) {
            if (kind == SamplerKind::naive_inverse && process == ProcessKind::flow) continue; // divides by a(T) = 0
            Experiment experiment = gaussian_1d();
            experiment.process.kind = process;
            experiment.samplers = {sampler("one", kind)};
            check_all(experiment);
        }
}

TEST_CASE("scales from 1e-6 to 1e6, means far from the origin") {
    for (const double sigma : {1e-6, 1e3, 1e6}) {
        Experiment experiment = gaussian_1d();
        experiment.target.sigma = sigma;
        check_all(experiment);
        experiment.process.kind = ProcessKind::vp;
        check_all(experiment);
        Experiment ring = ring_2d();
        ring.target.sigma = sigma;
        check_all(ring);
    }
    Experiment far = gaussian_1d();
    far.target.mean = {1e5};
    check_all(far);
}

TEST_CASE("diverged samplers leave the axes alone") {
    for (const Experiment& experiment : {gaussian_1d(), ring_2d()}) {
        const Run healthy = run_of(experiment);
        for (const double bad : {std::numeric_limits<double>::quiet_NaN(), infinity, -infinity, 1e300}) {
            Run run = healthy;
            SamplerRun& sick = run.samplers.edit()[0];
            for (std::size_t i = 20; i < sick.moments.size(); ++i) {
                Moments& m = sick.moments[i];
                m.mean.setConstant(bad);
                m.cov.setConstant(bad);
                m.se_mean.setConstant(bad);
                m.se_var.setConstant(bad);
            }
            for (std::size_t i = 20; i < sick.predicted.size(); ++i) {
                sick.predicted[i].mean.setConstant(bad);
                sick.predicted[i].cov.setConstant(bad);
            }
            for (double& x : sick.paths.x) x = bad;
            for (Frame& frame : sick.frames) frame.x.setConstant(static_cast<float>(bad));
            for (auto& states : sick.histograms)
                for (Histogram& histogram : states) {
                    histogram.above = histogram.total();
                    std::fill(histogram.counts.begin(), histogram.counts.end(), 0u);
                }
            check_all(run);
            for (const Plot& plot : all_plots()) {
                if (!plot.applies(run)) continue;
                INFO("plot ", std::string(plot.name));
                const Figure well = plot.make(healthy, {}), ill = plot.make(run, {});
                CHECK(ill.x.lo == well.x.lo);
                CHECK(ill.x.hi == well.x.hi);
                // A closed form that explodes may stretch a moment's axis, but never past sight of the others.
                CHECK(ill.y.hi <= 2000 * std::abs(well.y.hi));
            }
        }
    }
}

TEST_CASE("zero variance: points as data, particles that all agree") {
    for (const Experiment& experiment : {gaussian_1d(), mixture_1d(), ring_2d()}) {
        Run run = run_of(experiment);
        Problem flat = *run.problem;
        for (Component& component : flat.target.components) component.cov.setZero();
        run.problem = std::make_shared<const Problem>(flat);
        for (SamplerRun& sampler : run.samplers.edit()) {
            for (Moments& m : sampler.moments) {
                m.cov.setZero();
                m.se_var.setZero();
            }
            for (Gaussian& law : sampler.predicted) law.cov.setZero();
            for (auto& states : sampler.histograms) states.back().hi = states.back().lo; // bins of no width
        }
        check_all(run);
    }
}

TEST_CASE("points much nearer to each other than the view is wide") {
    for (const double gap : {1e-3, 1e-7, 1e-9}) {
        CAPTURE(gap);
        Target law;
        for (const double at : {0.0, gap}) law.components.push_back({0.5, Vec::Constant(1, at), Mat::Zero(1, 1)});
        const double width = gap * 0.078; // of the bars that such data have; each point is alone in its bin
        const plots::DensityCurve curve = plots::binned_density(law, -1000, 1000, -gap, width);
        CHECK(curve.x.size() < 1000);
        CHECK(std::is_sorted(curve.x.begin(), curve.x.end()));
        CHECK(curve.x.front() == -1000);
        CHECK(curve.x.back() == 1000);
        double mass = 0;
        for (std::size_t i = 1; i < curve.x.size(); ++i)
            mass += 0.5 * (curve.density[i] + curve.density[i - 1]) * (curve.x[i] - curve.x[i - 1]);
        CHECK(mass == doctest::Approx(1));
        CHECK(curve.peak == doctest::Approx(0.5 / width));
        Experiment experiment = gaussian_1d();
        experiment.target = {};
        experiment.target.kind = TargetKind::points;
        experiment.target.columns = 1;
        experiment.target.kernel = 0;
        experiment.target.points = {0, gap};
        check_all(experiment);
    }
}

TEST_CASE("points in the plane that share a coordinate, or are one") {
    for (const std::vector<double>& points :
         {std::vector<double>{5, -1e6}, {1, 1}, {1e6, 0, 1e6, 1e-9}, {0, 0, 1, 0}, {-2, 3, -2, 4, -2, 5}}) {
        CAPTURE(points.size());
        CAPTURE(points[0]);
        Experiment experiment = ring_2d();
        experiment.target = {};
        experiment.target.kind = TargetKind::points;
        experiment.target.points = points;
        experiment.target.kernel = 0;
        const Run run = run_of(with_latents(experiment));
        check_all(run);
        for (const char* name : {"posterior", "latents"}) {
            CAPTURE(name);
            const Figure figure = figure_of(name, run, {});
            const auto maps = marks_of<HeatMap>(figure.marks);
            REQUIRE(maps.size() == 1);
            const HeatMap& map = *maps[0];
            double mass = 0;
            for (const float p : map.value) mass += static_cast<double>(p);
            mass *= (map.x_hi - map.x_lo) / map.columns * (map.y_hi - map.y_lo) / map.rows;
            if (points.size() == 2 && points[0] == 1) CHECK(mass == doctest::Approx(1).epsilon(0.02));
            CHECK(mass > 0); // the map ends at the outermost points, and half of them lies beyond
            CHECK(mass < 1.01);
        }
    }
}

TEST_CASE("histograms or frames that were not kept") {
    for (const Experiment& experiment : {gaussian_1d(), ring_2d()}) {
        Run run = run_of(experiment);
        for (SamplerRun& sampler : run.samplers.edit()) {
            sampler.histograms.clear();
            sampler.frames.clear();
            sampler.predicted.clear();
            sampler.paths.particles = 0;
            sampler.paths.x.clear();
        }
        check_all(run);
    }
}
