// Distances along the way: of what, to what, and against what chance makes of it.

#include "core/run/simulate.h"
#include "tests/core/experiments.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Run run_with(const Target& target, const std::vector<SamplerSpec>& samplers, int states, int threads = 0) {
    Experiment experiment = experiment_of(target, process_spec(ProcessKind::vp, 60), samplers, 3000);
    SimulateOptions options;
    options.distance_curve.states = states;
    options.measures = {.final_samples = true, .distance_curves = states > 0};
    options.threads = threads;
    return simulate(experiment, options);
}

} // namespace

TEST_CASE("the last distance is that of the same particles to the target") {
    for (const Target& target : {three_modes(), plane_modes()}) {
        const Run run = run_with(target, {sampler_of(SamplerKind::ddim)}, 10);
        const std::vector<DistanceAt>& distances = run.distances(0);
        REQUIRE(distances.size() == 10);
        CHECK(distances.front().state == 0);
        CHECK(distances.back().state == 60);
        CHECK(run.floors().particles == 3000);
        CHECK(distances.back().distance ==
              doctest::Approx(run.final_of(0).distance).epsilon(1e-5)); // frames are floats
    }
}

TEST_CASE("distances are of the rows that were kept, where clouds were kept in part") {
    const Experiment experiment =
        experiment_of(three_modes(), process_spec(ProcessKind::vp, 20), {sampler_of(SamplerKind::ddim)}, 3000);
    for (const std::int64_t kept : {1, 250, 9999}) {
        SimulateOptions options;
        options.measures = {.distance_curves = true};
        options.frame_particles = kept;
        const Run run = simulate(experiment, options);
        const SamplerRun& sampler = run.samplers.front();
        REQUIRE(run.floors().particles == std::min<std::int64_t>(kept, 3000));
        const Block<double> last = sampler.final_x.topRows(run.floors().particles);
        CHECK(run.distances(0).back().distance ==
              doctest::Approx(wasserstein1(column(last), run.target())).epsilon(1e-5));
    }
}

TEST_CASE("a sampler that is exact stays on the floor at every level, a wrong one leaves it") {
    const Target target = gaussian(0, 0.16);
    SamplerSpec exact = sampler_of(SamplerKind::true_reverse);
    exact.start = Start::exact;
    const Run run = run_with(target, {exact, sampler_of(SamplerKind::mean_only)}, 12);
    const auto floor_near = [&](int level) {
        const DistanceFloorAt* best = &run.floors().at.front();
        for (const DistanceFloorAt& floor : run.floors().at)
            if (std::abs(floor.level - level) < std::abs(best->level - level)) best = &floor;
        return *best;
    };
    for (const DistanceAt& at : run.distances(0))
        CHECK(at.distance < 4 * floor_near(run.samplers[0].levels()[static_cast<std::size_t>(at.state)]).mean);
    CHECK(run.distances(1).back().distance > 10 * floor_near(0).mean);
    // |x| scaled by c: W1 of N(0, s^2) to N(0, s'^2) is |s - s'| sqrt(2 / pi), plus noise.
    const Gaussian& law = run.samplers[1].predicted.back();
    const double s = std::sqrt(law.cov(0, 0));
    CHECK(run.distances(1).back().distance == doctest::Approx((0.4 - s) * std::sqrt(2 / pi)).epsilon(0.05));
}

TEST_CASE("levels, counts and threads; none when none are asked for") {
    const Run run = run_with(three_modes(), {sampler_of(SamplerKind::ddpm), sampler_of(SamplerKind::ddim)}, 16, 1);
    CHECK(run.floors().at.size() == 8);
    CHECK(run.floors().at.front().level == 0);
    CHECK(run.floors().at.back().level == 60);
    for (const DistanceFloorAt& floor : run.floors().at) {
        CHECK(floor.mean > 0);
        CHECK(floor.spread < floor.mean);
    }
    const Run other = run_with(three_modes(), {sampler_of(SamplerKind::ddpm), sampler_of(SamplerKind::ddim)}, 16, 3);
    for (std::size_t s = 0; s < 2; ++s)
        for (std::size_t i = 0; i < 16; ++i) CHECK(run.distances(s)[i].distance == other.distances(s)[i].distance);
    const Run none = run_with(three_modes(), {sampler_of(SamplerKind::ddim)}, 0);
    CHECK(none.distances(0).empty());
    CHECK(none.floors().at.empty());
}

TEST_CASE("far from 0 the distances on the way are those of doubles, where the run is in double precision") {
    // Half the distance of floats at 1e6 is 0.03, a hundred times what the particles are from p_t.
    SimulateOptions options;
    options.measures = {.distance_curves = true};
    options.tracked_paths = 3000;
    SamplerSpec sampler = sampler_of(SamplerKind::true_reverse);
    sampler.start = Start::exact;
    ProcessSpec process = process_spec(ProcessKind::ve, 12);
    process.sigma_max = 0.02;
    const Run run = simulate(experiment_of(gaussian(1e6, 1e-6), process, {sampler}, 3000), options);
    const SamplerRun& it = run.samplers[0];
    CHECK(run.distances(0).size() == 13);
    for (const DistanceAt& at : run.distances(0)) {
        std::vector<double> x;
        for (int p = 0; p < 3000; ++p) x.push_back(it.paths.at(p, at.state)[0]);
        const Target law = marginal(run.target(), it.level_of(at.state));
        CAPTURE(at.state);
        CHECK(at.distance == doctest::Approx(wasserstein1(x, law)).epsilon(1e-6));
        CHECK(at.distance < 0.2 * std::sqrt(law.cov()(0, 0)));
    }
}
