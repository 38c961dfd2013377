// The simulation's promises: the same bytes for any number of workers, common random numbers, what is kept and how
// much of it.

#include "core/run/simulate.h"

#include "tests/core/experiments.h"
#include "tests/cost.h"

#include <cstring>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

template <class T>
bool same_bytes(const T* a, const T* b, std::size_t n) {
    return n == 0 || std::memcmp(a, b, n * sizeof(T)) == 0;
}
template <class Matrix>
bool same(const Matrix& a, const Matrix& b) {
    return a.rows() == b.rows() && a.cols() == b.cols() &&
           same_bytes(a.data(), b.data(), static_cast<std::size_t>(a.size()));
}

/// All that a run measures and keeps.
bool same(const SamplerRun& a, const SamplerRun& b) {
    bool equal = a.moments.size() == b.moments.size() && a.frames.size() == b.frames.size() &&
                 a.paths.x.size() == b.paths.x.size() &&
                 same_bytes(a.paths.x.data(), b.paths.x.data(), a.paths.x.size()) && same(a.final_x, b.final_x);
    for (std::size_t i = 0; equal && i < a.moments.size(); ++i) {
        const Moments &m = a.moments[i], &n = b.moments[i];
        equal = m.n == n.n && same(m.mean, n.mean) && same(m.cov, n.cov) && same(m.se_mean, n.se_mean) &&
                same(m.se_var, n.se_var);
    }
    for (std::size_t c = 0; equal && c < a.histograms.size(); ++c) {
        for (std::size_t i = 0; equal && i < a.histograms[c].size(); ++i) {
            const Histogram &g = a.histograms[c][i], &h = b.histograms[c][i];
            equal = g.lo == h.lo && g.hi == h.hi && g.below == h.below && g.above == h.above && g.counts == h.counts;
        }
    }
    for (std::size_t i = 0; equal && i < a.frames.size(); ++i) {
        equal = a.frames[i].state == b.frames[i].state && same(a.frames[i].x, b.frames[i].x) &&
                same(a.frames[i].wide, b.frames[i].wide);
    }
    return equal;
}

} // namespace

TEST_SUITE("core/simulate") {
    TEST_CASE("the same bytes for any number of threads, in single and double precision") {
        for (const Precision precision : {Precision::single, Precision::double_}) {
            for (const Target& target : {three_modes(), plane_modes()}) {
                // No multiple of any block (of 512 particles), and more blocks than threads.
                const Experiment experiment = experiment_of(target, process_spec(ProcessKind::vp, 12), four_samplers(),
                                                            heavy(20'011, 4'011), precision);
                const Run one = simulate(experiment, with_threads(1));
                REQUIRE(one.complete);
                for (const int threads : {2, 3, 7, 0}) {
                    const Run many = simulate(experiment, with_threads(threads));
                    REQUIRE(many.complete);
                    REQUIRE(many.samplers.size() == 4);
                    CHECK(many.exact().distance == one.exact().distance);
                    CHECK(many.exact().spread == one.exact().spread);
                    for (std::size_t i = 0; i < 4; ++i) {
                        CHECK(many.final_of(i).distance == one.final_of(i).distance);
                        CHECK(same(one.samplers[i], many.samplers[i]));
                    }
                }
            }
        }
    }

    TEST_CASE("common random numbers: samplers start from the same states and do not disturb each other") {
        const ProcessSpec process = process_spec(ProcessKind::vp, 15);
        const Run all = simulate(experiment_of(plane_modes(), process, four_samplers(), 3000), unmeasured(1));
        for (std::size_t i = 0; i < 4; ++i) {
            CHECK(same(all.samplers[0].frames.front().wide, all.samplers[i].frames.front().wide));
            const Run alone =
                simulate(experiment_of(plane_modes(), process, {four_samplers()[i]}, 3000), unmeasured(1));
            CHECK(same(all.samplers[i], alone.samplers[0]));
        }
        // The same noise, too: DDIM(1) and DDPM with the small variance are one sampler in two notations.
        const Run pair = simulate(
            experiment_of(plane_modes(), process, {sampler_of(SamplerKind::ddim, 1), ddpm_of(Variance::small)}, 3000),
            unmeasured());
        CHECK((pair.samplers[0].final_x - pair.samplers[1].final_x).abs().maxCoeff() < 1e-9);
        // A small change of eta moves every particle a little. Gaussian, so that no particle can change its mode.
        const Run near =
            simulate(experiment_of(gaussian(0.6, 0.16), process,
                                   {sampler_of(SamplerKind::ddim, 0.5), sampler_of(SamplerKind::ddim, 0.501)}, 3000),
                     unmeasured());
        CHECK((near.samplers[0].final_x - near.samplers[1].final_x).abs().maxCoeff() < 0.01);
    }

    TEST_CASE("fewer particles are the first of more, in single and double precision") {
        for (const Precision precision : {Precision::single, Precision::double_}) {
            for (const Target& target : {gaussian(0.6, 0.16), three_modes(), plane_modes()}) {
                const auto run = [&](std::int64_t particles) {
                    return simulate(
                        experiment_of(target, process_spec(ProcessKind::vp, 12), four_samplers(), particles, precision),
                        unmeasured());
                };
                const Run many = run(2000);
                for (const std::int64_t particles : {1, 2, 37, 300, 515}) {
                    const Run few = run(particles);
                    CAPTURE(particles);
                    for (std::size_t i = 0; i < 4; ++i) {
                        const SamplerRun &a = few.samplers[i], &b = many.samplers[i];
                        CHECK(a.paths.particles == std::min<std::int64_t>(256, particles));
                        CHECK(same_bytes(a.paths.x.data(), b.paths.x.data(), a.paths.x.size()));
                        CHECK((a.final_x == b.final_x.topRows(particles)).all());
                    }
                }
            }
        }
    }

    TEST_CASE("another seed is another cloud; the same seed the same") {
        Experiment experiment =
            experiment_of(three_modes(), process_spec(ProcessKind::vp, 10), {ddpm_of(Variance::small)}, 500);
        const Run a = simulate(experiment, unmeasured()), b = simulate(experiment, unmeasured());
        experiment.run.seed = 8;
        const Run c = simulate(experiment, unmeasured());
        CHECK(same(a.samplers[0], b.samplers[0]));
        CHECK_FALSE((a.samplers[0].final_x == c.samplers[0].final_x).any());
    }

    TEST_CASE("what is kept agrees with itself: paths, frames, histograms, moments, the final sample") {
        for (const Target& target : {three_modes(), plane_modes()}) {
            const int dim = target.dim();
            const Run run = simulate(
                experiment_of(target, process_spec(ProcessKind::vp, 20), four_samplers(), 3001, Precision::single),
                unmeasured());
            CHECK(run.particles == 3001);
            for (const SamplerRun& sampler : run.samplers) {
                REQUIRE(sampler.levels().size() == 21);
                REQUIRE(sampler.steps().size() == 20);
                REQUIRE(sampler.moments.size() == 21);
                REQUIRE(sampler.paths.particles == 256);
                REQUIRE(sampler.paths.states == 21);
                REQUIRE(sampler.final_x.rows() == 3001);
                CHECK(sampler.frames.front().state == 0);
                CHECK(sampler.frames.back().state == 20);
                CHECK(sampler.frames.size() == 21u);
                CHECK((sampler.frames.back().x == sampler.final_x.cast<float>()).all());
                for (int i = 0; i < 256; ++i) {
                    for (int c = 0; c < dim; ++c) {
                        CHECK(sampler.paths.at(i, 20)[c] == sampler.final_x(i, c));
                    }
                }
                REQUIRE(sampler.histograms.size() == static_cast<std::size_t>(dim));
                for (const auto& coordinate : sampler.histograms) {
                    REQUIRE(coordinate.size() == 21);
                    for (const Histogram& h : coordinate) {
                        CHECK(h.total() == 3001);
                    }
                }
                for (const Frame& frame : sampler.frames) {
                    for (int i = 0; i < 256; ++i) {
                        for (int c = 0; c < dim; ++c) {
                            CHECK(static_cast<float>(sampler.paths.at(i, frame.state)[c]) == frame.x(i, c));
                        }
                    }
                    const Moments two_pass = moments(frame.x);
                    const Moments& kept = sampler.moments[frame.state];
                    CHECK(kept.n == 3001);
                    CHECK((kept.mean - two_pass.mean).norm() < 1e-5); // sums of floats
                    CHECK((kept.cov - two_pass.cov).norm() < 1e-5);
                    CHECK((kept.third - two_pass.third).norm() < 1e-5);
                    CHECK((kept.fourth - two_pass.fourth).norm() < 1e-4);
                    for (int c = 0; c < dim; ++c) {
                        Histogram again = sampler.histograms[c][frame.state];
                        const std::vector<std::uint32_t> counts = again.counts;
                        again.counts.assign(counts.size(), 0);
                        again.below = again.above = 0;
                        again.add(frame.x.col(c).data(), frame.x.rows());
                        CHECK(again.counts == counts);
                    }
                }
            }
        }
    }

    TEST_CASE("the distance is of all particles, and so are modes and the clouds of exact draws") {
        // Both numbers are more than the 4000 of the distances along the way: a share of them would show. Floors fall
        // as 1/sqrt(n), and the mean of 8 clouds scatters by a tenth, whatever n is.
        constexpr std::int64_t particles = heavy(80'000, 20'000);
        for (const Target& target : {three_modes(), plane_modes()}) {
            SimulateOptions options;
            options.measures = {.final_samples = true};
            const auto run_of = [&](std::int64_t count) {
                return simulate(experiment_of(target, process_spec(ProcessKind::vp, 5), {ddpm_of(Variance::small)},
                                              count, Precision::single),
                                options);
            };
            const Run run = run_of(particles);
            CHECK(run.final_of(0).distance ==
                  DistanceToTarget(run.target(), Precision::single)(run.samplers[0].final_x));
            CHECK(run.final_of(0).modes->weight_error == modes(run.target(), run.samplers[0].final_x).weight_error);
            double floor = 0;
            for (std::uint64_t i = 0; i < 8; ++i) {
                Block<double> exact(particles, target.dim());
                sample(run.target(), 7, Stream::data, i * particles, exact);
                floor += DistanceToTarget(run.target())(exact) / 8;
            }
            CHECK(run.exact().distance == doctest::Approx(floor));
            CHECK(run.exact().distance < 0.7 * run_of(particles / 4).exact().distance);
        }
    }

    TEST_CASE("in double precision the distance of a large cloud in the plane has no rounding of floats") {
        // Of a datum p: W2^2 in the direction u is the mean of (u, x - p)^2, and over even directions |x - p|^2 / 2.
        Experiment experiment =
            experiment_of(plane_modes(), process_spec(ProcessKind::vp, 5), {sampler_of(SamplerKind::ddim)}, 6000);
        experiment.target = {};
        experiment.target.kind = TargetKind::points;
        experiment.target.points = {1.0 / 3, -2.0 / 7};
        experiment.target.kernel = 0;
        experiment.denoiser = {DenoiserKind::perturbed, DenoiserError::field, 0.3, 0.5, 1};
        for (const Precision precision : {Precision::double_, Precision::single}) {
            experiment.run.precision = precision;
            SimulateOptions options;
            options.measures = {.final_samples = true, .distance_curves = true};
            const Run run = simulate(experiment, options);
            const Block<double>& x = run.samplers[0].final_x;
            const auto expected = [&](Eigen::Index n) {
                return std::sqrt(
                    ((x.topRows(n).col(0) - 1.0 / 3).square() + (x.topRows(n).col(1) + 2.0 / 7).square()).mean() / 2);
            };
            REQUIRE(expected(6000) > 1e-3);
            const double allowed = precision == Precision::double_ ? 1e-14 : 1e-6;
            CHECK(run.final_of(0).distance == doctest::Approx(expected(6000)).epsilon(allowed));
            const auto compared =
                static_cast<Eigen::Index>(std::min<std::int64_t>(6000, options.distance_curve.particles));
            CHECK(run.distances(0).back().distance == doctest::Approx(expected(compared)).epsilon(allowed));
        }
    }

    TEST_CASE("frames stay within their bytes, first and last always among them") {
        const Experiment experiment = experiment_of(plane_modes(), process_spec(ProcessKind::vp, 40),
                                                    {ddpm_of(Variance::small)}, 1000, Precision::single);
        const Run all = simulate(experiment, unmeasured());
        constexpr std::int64_t cloud = 1000 * 2 * sizeof(float);
        for (const std::int64_t budget :
             {std::int64_t{0}, cloud, 2 * cloud, 5 * cloud + 1, 40 * cloud, 41 * cloud, std::int64_t{1} << 40}) {
            SimulateOptions options = unmeasured();
            options.frame_bytes = budget;
            const Run run = simulate(experiment, options);
            const SamplerRun& sampler = run.samplers[0];
            CAPTURE(budget);
            const auto count = static_cast<std::int64_t>(sampler.frames.size());
            CHECK(count * cloud <= std::max(budget, 2 * cloud));
            CHECK(count == std::clamp<std::int64_t>(budget / cloud, 2, 41)); // as many as fit
            CHECK(sampler.frames.front().state == 0);
            CHECK(sampler.frames.back().state == 40);
            for (std::size_t i = 0; i < sampler.frames.size(); ++i) {
                const Frame& frame = sampler.frames[i];
                CHECK(same(frame.x, all.samplers[0].frames[frame.state].x));
                if (i > 0) {
                    CHECK(frame.state > sampler.frames[i - 1].state);
                }
            }
            for (int state = 0; state <= 40; ++state) { // the nearest
                int best = 1000;
                for (const Frame& frame : sampler.frames) {
                    best = std::min(best, std::abs(frame.state - state));
                }
                CHECK(std::abs(sampler.frame_at(state).state - state) == best);
            }
        }
    }

    TEST_CASE("frames of some particles, and of a level in any case, are rows of the whole ones") {
        std::vector<SamplerSpec> samplers = {ddpm_of(Variance::small), ddpm_of(Variance::large)};
        samplers[1].steps = 7;
        samplers[1].spacing = Spacing::trailing;
        constexpr std::int64_t count = heavy(5000, 1500); // blocks of 512, the last not full
        const Experiment experiment =
            experiment_of(plane_modes(), process_spec(ProcessKind::vp, 40), samplers, count, Precision::single);
        const Run all = simulate(experiment, unmeasured());
        for (const std::int64_t particles : {std::int64_t{1}, 3 * count / 5, count, 2 * count - 1})
            for (const int level : {-1, 0, 13, 40}) {
                SimulateOptions options = unmeasured(3);
                options.frame_particles = particles;
                options.frame_level = level;
                options.frame_bytes = 0;
                const Run run = simulate(experiment, options);
                for (std::size_t i = 0; i < run.samplers.size(); ++i) {
                    const SamplerRun& sampler = run.samplers[i];
                    const auto& whole = all.samplers[i].frames;
                    for (const Frame& frame : sampler.frames) {
                        REQUIRE(frame.x.rows() == std::min(particles, count));
                        CHECK((frame.x == whole[frame.state].x.topRows(frame.x.rows())).all());
                    }
                    CHECK(sampler.frames.front().state == 0);
                    CHECK(sampler.frames.back().state == static_cast<int>(whole.size()) - 1);
                    const int state = sampler.state_at(std::max(level, 0));
                    CHECK(sampler.frame_at(state).state == state);
                    CHECK(sampler.frames.size() == (state == 0 || state == sampler.frames.back().state ? 2u : 3u));
                    CHECK((sampler.final_x == all.samplers[i].final_x).all());
                }
            }
    }

    TEST_CASE("tracked paths: as many as asked for, and none") {
        const Experiment experiment =
            experiment_of(three_modes(), process_spec(ProcessKind::vp, 10), {ddpm_of(Variance::small)}, 100);
        for (const int wanted : {0, 1, 7, 100, 5000}) {
            SimulateOptions options = unmeasured();
            options.tracked_paths = wanted;
            const Run run = simulate(experiment, options);
            CHECK(run.samplers[0].paths.particles == std::min(wanted, 100));
            CHECK(run.samplers[0].paths.x.size() == static_cast<std::size_t>(std::min(wanted, 100)) * 11);
        }
    }

    TEST_CASE("the state shown at a level is the last one reached on the way down") {
        SamplerSpec spec = sampler_of(SamplerKind::ddim);
        spec.steps = 4;
        spec.spacing = Spacing::leading; // 1, 6, 11, 16 of 20
        const Run run =
            simulate(experiment_of(three_modes(), process_spec(ProcessKind::vp, 20), {spec}, 10), unmeasured());
        const SamplerRun& sampler = run.samplers[0];
        CHECK(sampler.levels() == std::vector<int>{16, 11, 6, 1, 0});
        const auto wanted = [](int level) {
            return level >= 12 ? 0 : level >= 7 ? 1 : level >= 2 ? 2 : level >= 1 ? 3 : 4;
        };
        for (int level = 0; level <= 20; ++level) {
            const int state = level == 11 ? 1 : level == 6 ? 2 : wanted(level);
            CAPTURE(level);
            CHECK(sampler.state_at(level) == state);
        }
    }

    TEST_CASE("an impossible experiment throws what make_problem() throws") {
        Experiment experiment =
            experiment_of(three_modes(), process_spec(ProcessKind::vp, 10), {sampler_of(SamplerKind::ddim, 99)}, 10);
        CHECK(error_key([&] { simulate(experiment); }) == "sampler[0].eta");
    }
}
