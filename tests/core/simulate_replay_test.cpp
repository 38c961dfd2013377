// Recorded runs of other libraries, end to end through simulate(): their start, their noise, our whole machinery.

#include "core/simulate.h"

#include "tests/core/experiments.h"
#include "tests/core/recorded.h"

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
    SimulateOptions options;
    options.start = start;
    options.noise = noise;
    return options;
}

/// Compares the end and every state on the way.
void compare(const Paths& paths, const std::vector<std::vector<RecordedState>>& points, const std::string& name,
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
void compare(const Experiment& experiment, const std::vector<std::vector<RecordedState>>& points,
             const std::string& name, Worst& final_error, Worst& path_error) {
    const std::size_t steps = points.front().size() - 1;
    const Run run = simulate(experiment, recording(points, steps, dimension(experiment.target)));
    REQUIRE(run.complete);
    const SamplerRun& sampler = run.samplers[0];
    const bool encodes = experiment.samplers[0].start == Start::encoded;
    compare(encodes ? sampler.encoding_paths : sampler.paths, points, name, final_error, path_error);
}
void compare(const Experiment& experiment, const RecordedRun& run, Worst& final_error, Worst& path_error) {
    compare(experiment, run.points, run.name, final_error, path_error);
}

} // namespace

TEST_SUITE("core/simulate replay") {
    TEST_CASE("every recording by its library's convention: levels, previous levels, last step, clipping, variance") {
        Worst final_error, path_error;
        int played = 0;
        for (const RecordedRun& run : recorded_runs()) {
            compare(experiment_of(oracle_target(run.target), run.process(), {run.by_convention()}, 2), run, final_error,
                    path_error);
            ++played;
        }
        CHECK(played == 40);
        CHECK_WORST(final_error, 1e-9);
        CHECK_WORST(path_error, 1e-9);
    }

    TEST_CASE("many of them need no convention: the same by explicit settings") {
        const std::pair<const char*, Spacing> cases[] = {
            {"gd_ddim0_0", Spacing::leading},         {"gd_ddpm_small", Spacing::all},
            {"df_ddim_leading", Spacing::leading},    {"df_ddim_trailing", Spacing::trailing},
            {"df_ddim_eta0.3", Spacing::leading},     {"df_ddim_eta1", Spacing::leading},
            {"df_ddpm_small_full", Spacing::all},     {"df_ddpm_large_full", Spacing::all},
            {"df_ddpm_small_lead", Spacing::leading}, {"df_ddpm_large_trail", Spacing::trailing},
            {"df_ddpm_range", Spacing::leading},      {"df_ddim_sample", Spacing::leading},
            {"er_ddim0_uniform", Spacing::uniform},   {"er_ddim0_quad", Spacing::quadratic},
            {"er_eta_quad", Spacing::quadratic},
        };
        Worst final_error, path_error;
        int played = 0;
        for (const RecordedRun& run : recorded_runs()) {
            for (const auto& named : cases) {
                if (run.name != named.first) {
                    continue;
                }
                SamplerSpec sampler = run.rule();
                sampler.spacing = named.second;
                sampler.steps = static_cast<int>(run.steps.size());
                compare(experiment_of(oracle_target(run.target), run.process(), {sampler}, 2), run, final_error,
                        path_error);
                ++played;
            }
        }
        CHECK(played == static_cast<int>(std::size(cases)));
        CHECK_WORST(final_error, 1e-9);
        CHECK_WORST(path_error, 1e-9);
    }

    TEST_CASE("k-diffusion's runs of the sigma-squared problem: VE with T = 16") {
        const Table table("ve_traj.csv");
        Worst final_error, path_error;
        const std::pair<const char*, SamplerSpec> cases[] = {
            {"ve_ddim_gauss", sampler_of(SamplerKind::ddim)},
            {"ve_eta_gauss", sampler_of(SamplerKind::ddim, 0.5)},
            {"ve_eta1_gauss", sampler_of(SamplerKind::ddim, 1)},
            {"ve_heun_gauss", sampler_of(SamplerKind::heun)},
        };
        for (const auto& [name, sampler] : cases) {
            std::vector<std::vector<RecordedState>> points(2);
            for (const auto& row : table) {
                if (row.text("case") != name) {
                    continue;
                }
                points[static_cast<std::size_t>(row.integer("point"))].push_back(
                    {recorded_vec(row, "x", 1), Vec(), Vec(), recorded_vec(row, "z", 1)});
            }
            compare(experiment_of(gaussian(0, 0.04), {ProcessKind::ve, 16, {}}, {sampler}, 2), points, name,
                    final_error, path_error);
        }
        CHECK_WORST(final_error, 1e-9);
        CHECK_WORST(path_error, 1e-9);
    }

    TEST_CASE("noise that was not recorded counts as zero: DDPM without it is the mean alone") {
        auto start = std::make_shared<RecordedStart>();
        start->x = Eigen::ArrayXd::LinSpaced(1000, -2, 2);
        auto noise = std::make_shared<RecordedNoise>();
        SimulateOptions options;
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
