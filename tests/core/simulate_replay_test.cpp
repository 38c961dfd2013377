// Recorded runs of other libraries, end to end through simulate(): their start, their noise, our whole machinery.

#include "core/run/simulate.h"

#include "tests/core/experiments.h"
#include "tests/core/recorded.h"
#include "tests/core/recorded_ve.h"

#include <optional>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

SimulateOptions recording(const std::vector<std::vector<RecordedState>>& points, std::size_t steps, int dim) {
    auto start = std::make_shared<RecordedStart>();
    auto noise = std::make_shared<RecordedNoise>();
    const auto n = static_cast<Eigen::Index>(points.size());
    start->x.resize(n, dim);
    noise->z.assign(steps, Block<double>::Zero(n, dim));
    for (Eigen::Index p = 0; p < n; ++p) {
        const auto& path = points[static_cast<std::size_t>(p)];
        start->x.row(p) = path.front().x.transpose().array();
        for (std::size_t i = 0; i < steps; ++i) {
            if (path[i].z.size() > 0) {
                noise->z[i].row(p) = path[i].z.transpose().array();
            }
        }
    }
    SimulateOptions options = unmeasured();
    options.start = start;
    options.noise = noise;
    return options;
}

/// Compares the end and every state on the way.
void compare_paths(const Paths& paths, const std::vector<std::vector<RecordedState>>& points, const std::string& name,
                   Worst& final_error, Worst& path_error) {
    REQUIRE(paths.particles == static_cast<int>(points.size()));
    REQUIRE(paths.states == static_cast<int>(points.front().size()));
    for (int p = 0; p < paths.particles; ++p) {
        for (int i = 0; i < paths.states; ++i) {
            const Vec want = points[static_cast<std::size_t>(p)][static_cast<std::size_t>(i)].x,
                      got = Eigen::Map<const Eigen::VectorXd>(paths.at(p, i), paths.dim);
            const double error = (got - want).norm() / std::max(1.0, want.norm());
            path_error.add(error, name + " state " + std::to_string(i));
            if (i + 1 == paths.states) final_error.add(error, name);
        }
    }
}

/// Plays a recording.
void compare_paths(const Experiment& experiment, const std::vector<std::vector<RecordedState>>& points,
                   const std::string& name, Worst& final_error, Worst& path_error) {
    const std::size_t steps = points.front().size() - 1;
    const Run run = simulate(experiment, recording(points, steps, dimension(experiment.target)));
    REQUIRE(run.complete);
    const SamplerRun& sampler = run.samplers[0];
    const bool encodes = experiment.samplers[0].start == Start::encoded;
    compare_paths(encodes ? sampler.inversion_paths : sampler.paths, points, name, final_error, path_error);
}
void compare_paths(const Experiment& experiment, const RecordedRun& run, Worst& final_error, Worst& path_error) {
    compare_paths(experiment, run.points, run.name, final_error, path_error);
}

/// The levels of a run in which its library has no habit of its own: each step leads to the level where the next one
/// begins, the last to the data, and nothing is clipped.
std::optional<Spacing> plain_spacing(const RecordedRun& run) {
    if (run.encodes() || run.clip || run.clamped_final_noise() || run.says("set_alpha_to_one=0")) return std::nullopt;
    for (std::size_t i = 0; i < run.steps.size(); ++i)
        if (run.steps[i].t_next != (i + 1 < run.steps.size() ? run.steps[i + 1].t : -1)) return std::nullopt;
    for (const Spacing spacing : {Spacing::leading, Spacing::trailing, Spacing::linspace, Spacing::uniform,
                                  Spacing::quadratic, Spacing::sections}) {
        const int S = static_cast<int>(run.steps.size());
        if (S > max_steps(spacing, run.T)) continue;
        const std::vector<int> tau = timesteps(spacing, run.T, S);
        bool same = true;
        for (std::size_t i = 0; i < tau.size(); ++i) same = same && tau[tau.size() - 1 - i] - 1 == run.steps[i].t;
        if (same) return spacing;
    }
    return std::nullopt;
}

} // namespace

TEST_SUITE("core/simulate replay") {
    TEST_CASE("every recording by its library's convention: levels, previous levels, last step, clipping, variance") {
        Worst final_error, path_error;
        int played = 0;
        for (const RecordedRun& run : recorded_runs()) {
            compare_paths(experiment_of(oracle_target(run.target), run.process(), {run.by_convention()}, 2), run,
                          final_error, path_error);
            ++played;
        }
        CHECK(played > 0);
        CHECK_WORST(final_error, 1e-9);
        CHECK_WORST(path_error, 1e-9);
    }

    TEST_CASE("many of them need no convention: the same by explicit settings") {
        Worst final_error, path_error;
        int played = 0;
        for (const RecordedRun& run : recorded_runs()) {
            const auto spacing = plain_spacing(run);
            if (!spacing) continue;
            SamplerSpec sampler = run.rule();
            sampler.spacing = *spacing;
            sampler.steps = static_cast<int>(run.steps.size());
            compare_paths(experiment_of(oracle_target(run.target), run.process(), {sampler}, 2), run, final_error,
                          path_error);
            ++played;
        }
        CHECK(played > 0);
        CHECK_WORST(final_error, 1e-9);
        CHECK_WORST(path_error, 1e-9);
    }

    TEST_CASE("k-diffusion's runs, on the grids that they were made on") {
        Worst final_error, path_error;
        int played = 0;
        for (const RecordedVe& run : recorded_ve_runs()) {
            const auto process = run.process();
            if (!process) continue;
            compare_paths(experiment_of(run.target, *process, {run.rule()}, 2), run.points, run.name, final_error,
                          path_error);
            ++played;
        }
        CHECK(played > 0);
        CHECK_WORST(final_error, 1e-9);
        CHECK_WORST(path_error, 1e-9);
    }

    TEST_CASE("noise that was not recorded counts as zero: DDPM without it is the mean alone") {
        auto start = std::make_shared<RecordedStart>();
        start->x = Eigen::ArrayXd::LinSpaced(1000, -2, 2);
        auto noise = std::make_shared<RecordedNoise>();
        SimulateOptions options = unmeasured();
        options.start = start;
        options.noise = noise;
        const std::vector<SamplerSpec> samplers = {ddpm_of(Variance::large, true), sampler_of(SamplerKind::mean_only)};
        const Experiment experiment = experiment_of(three_modes(), process_spec(ProcessKind::vp, 9), samplers, 10);
        const Run silent = simulate(experiment, options);
        CHECK((silent.samplers[0].final_x == silent.samplers[1].final_x).all());
        // Noise for the first three particles of step 2 only: the others keep their end.
        auto some = std::make_shared<RecordedNoise>();
        some->z = {Block<double>(), Block<double>(), Block<double>::Constant(3, 1, 0.5)};
        options.noise = some;
        const Run partly = simulate(experiment, options);
        for (Eigen::Index i = 0; i < 1000; ++i) {
            CHECK((partly.samplers[0].final_x(i, 0) != silent.samplers[0].final_x(i, 0)) == (i < 3));
        }
    }

    TEST_CASE("a recorded start must have the target's dimension") {
        auto start = std::make_shared<RecordedStart>();
        start->x = Block<double>::Zero(4, 2);
        SimulateOptions options;
        options.start = start;
        const Experiment experiment =
            experiment_of(three_modes(), process_spec(ProcessKind::vp, 9), {ddpm_of(Variance::small)}, 10);
        CHECK(error_key([&] { simulate(experiment, options); }) == "start");
    }
}
