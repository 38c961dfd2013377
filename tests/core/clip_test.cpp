// Clipping x0_hat: the rule itself, what it does to eps_hat, and that a clipped run has no closed form. Recorded runs
// with clipping are in simulate_replay_test.cpp.

#include "core/sample/clip.h"
#include "tests/core/experiments.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Clip clip_of(Clip::Kind kind, double range = 1, double percentile = 0.995) { return {kind, range, percentile, true}; }

Block<double> clipped(const Clip& clip, Block<double> x) {
    clip_x0(clip, x);
    return x;
}

/// Dynamic thresholding of one sample as Saharia et al. write it, over a list of coordinates, for range 1.
std::vector<double> imagen(std::vector<double> x, double p) {
    std::vector<double> size;
    for (const double v : x) size.push_back(std::abs(v));
    std::sort(size.begin(), size.end());
    const double at = p * static_cast<double>(size.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const double quantile = below + 1 < size.size()
                                ? size[below] + (at - static_cast<double>(below)) * (size[below + 1] - size[below])
                                : size[below];
    const double s = std::max(quantile, 1.0);
    for (double& v : x) v = std::clamp(v, -s, s) / s;
    return x;
}

} // namespace

TEST_SUITE("core/clip") {
    TEST_CASE("static: every coordinate by itself") {
        Block<double> x(3, 2);
        x << -3, 0.5, 0.7, 2, -0.1, -0.2;
        Block<double> want(3, 2);
        want << -1.5, 0.5, 0.7, 1.5, -0.1, -0.2;
        CHECK((clipped(clip_of(Clip::Kind::static_, 1.5), x) == want).all());
        CHECK((clipped(clip_of(Clip::Kind::off, 0.1), x) == x).all());
    }

    TEST_CASE("dynamic: Imagen's rule over the coordinates of one sample; in one dimension it is static") {
        for (const double p : {0.5, 0.9, 0.995, 1.0}) {
            for (int i = 0; i < 50; ++i) {
                const double u = 4 * std::sin(1.3 * i), v = 4 * std::cos(2.9 * i + 1);
                Block<double> x(1, 2);
                x << u, v;
                const std::vector<double> want = imagen({u, v}, p);
                const Block<double> got = clipped(clip_of(Clip::Kind::dynamic, 1, p), x);
                CHECK(got(0, 0) == doctest::Approx(want[0]).epsilon(1e-14));
                CHECK(got(0, 1) == doctest::Approx(want[1]).epsilon(1e-14));
                const Block<double> wide = clipped(clip_of(Clip::Kind::dynamic, 2, p), 2 * x); // in units of the range
                CHECK(wide(0, 0) == doctest::Approx(2 * want[0]).epsilon(1e-14));
                const Block<double> line =
                    clipped(clip_of(Clip::Kind::dynamic, 1, p), Block<double>::Constant(1, 1, u));
                CHECK(line(0, 0) == std::clamp(u, -1.0, 1.0));
                CHECK(line(0, 0) == doctest::Approx(imagen({u}, p)[0]));
            }
        }
        // Beyond the range it keeps the direction, at percentile 1.
        Block<double> x(1, 2);
        x << 3, -1.5;
        const Block<double> got = clipped(clip_of(Clip::Kind::dynamic, 1, 1), x);
        CHECK(got(0, 0) == 1);
        CHECK(got(0, 1) == -0.5);
    }

    TEST_CASE("a clipped step: from the clipped x0_hat, with eps_hat of before or of after") {
        const Target target = three_modes(); // has modes at -1.5 and 2
        const ProcessSpec spec = process_spec(ProcessKind::vp, 6);
        const Process process = make_process(spec);
        for (const bool rederive : {true, false}) {
            for (const SamplerKind kind : {SamplerKind::ddim, SamplerKind::heun, SamplerKind::dpm_solver}) {
                SamplerSpec sampler = sampler_of(kind);
                sampler.clip = clip_of(Clip::Kind::static_, 0.9);
                sampler.clip.rederive_eps = rederive;
                auto start = std::make_shared<RecordedStart>();
                start->x = Eigen::ArrayXd::LinSpaced(9, -2, 2);
                SimulateOptions options;
                options.start = start;
                const Run run = simulate(experiment_of(target, spec, {sampler}, 9), options);
                CHECK(run.samplers[0].predicted.empty());
                const auto read = [&](const Level& level, double x, double& x0, double& eps) {
                    x0 = posterior(target, level, vec(x)).mean[0];
                    eps = (x - level.a * x0) / level.b;
                    x0 = std::clamp(x0, -0.9, 0.9);
                    if (rederive) eps = (x - level.a * x0) / level.b;
                };
                Worst worst;
                for (int i = 0; i < 9; ++i) {
                    double x = start->x(i, 0), x0_last = 0;
                    for (const StepCoefficients& step : run.samplers[0].steps()) {
                        double x0, eps, x0_again, eps_again;
                        read(step.from, x, x0, eps);
                        x = step.k_x0 * x0 + step.k_eps * eps;
                        if (step.k_again != 0) {
                            read(step.to, x, x0_again, eps_again);
                            x += step.k_again * (eps_again - eps);
                        }
                        if (step.k_last != 0) x += step.k_last * (x0 - x0_last);
                        x0_last = x0;
                    }
                    worst.absolute(run.samplers[0].final_x(i, 0), x, "particle " + std::to_string(i));
                    CHECK(std::abs(x) <= 0.9); // the last step gives x0_hat
                }
                CHECK_WORST(worst, 1e-12);
            }
        }
    }

    TEST_CASE("a clipped run has no closed form, a range out of reach changes nothing") {
        SamplerSpec off = ddpm_of(Variance::small), wide = off;
        wide.clip = clip_of(Clip::Kind::static_, 1e6);
        const Run run =
            simulate(experiment_of(gaussian(0.6, 0.16), process_spec(ProcessKind::vp, 10), {off, wide}, 1000));
        CHECK_FALSE(run.samplers[0].predicted.empty());
        CHECK(run.samplers[1].predicted.empty());
        CHECK((run.samplers[0].final_x - run.samplers[1].final_x).abs().maxCoeff() < 1e-13);
        const Process process = make_process(process_spec(ProcessKind::vp, 10));
        const auto key = [&](const Clip& clip) {
            SamplerSpec spec = off;
            spec.clip = clip;
            return error_key([&] { plan(spec, process, gaussian(0, 1)); });
        };
        CHECK(key(clip_of(Clip::Kind::static_, 0)) == "clip_range");
        CHECK(key(clip_of(Clip::Kind::static_, not_a_number)) == "clip_range");
        CHECK(key(clip_of(Clip::Kind::dynamic, 1, 0)) == "clip_percentile");
        CHECK(key(clip_of(Clip::Kind::dynamic, 1, 1.1)) == "clip_percentile");
        CHECK(key(clip_of(Clip::Kind::off, -1, -1)) == "(no error)");
    }

    TEST_CASE(
        "DDIM at eta = 1 is DDPM unclipped, and clipped with eps_hat derived again; with the old eps_hat it is not") {
        SamplerSpec ddim = sampler_of(SamplerKind::ddim, 1), ddpm = ddpm_of(Variance::small);
        ddim.clip = ddpm.clip = clip_of(Clip::Kind::static_, 0.9);
        SamplerSpec old = ddim;
        old.clip.rederive_eps = false;
        const Run run =
            simulate(experiment_of(three_modes(), process_spec(ProcessKind::vp, 10), {ddpm, ddim, old}, 1000));
        CHECK((run.samplers[0].final_x - run.samplers[1].final_x).abs().maxCoeff() < 1e-9);
        CHECK((run.samplers[0].final_x - run.samplers[2].final_x).abs().maxCoeff() > 0.05);
    }
}
