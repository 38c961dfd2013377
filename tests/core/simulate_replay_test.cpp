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

/// Plays a recording and compares the end and every state on the way.
void compare(const Experiment& experiment, const std::vector<std::vector<RecordedState>>& points,
             const std::string& name, Worst& final_error, Worst& path_error) {
    const int dim = dimension(experiment.target);
    const std::size_t steps = points.front().size() - 1;
    const Run run = simulate(experiment, recording(points, steps, dim));
    REQUIRE(run.complete);
    REQUIRE(run.particles == static_cast<std::int64_t>(points.size()));
    const SamplerRun& sampler = run.samplers[0];
    REQUIRE(sampler.steps.size() == steps);
    for (std::size_t p = 0; p < points.size(); ++p) {
        const Vec want = points[p].back().x,
                  got = sampler.final_x.row(static_cast<Eigen::Index>(p)).matrix().transpose();
        final_error.add((got - want).norm() / std::max(1.0, want.norm()), name);
        for (std::size_t i = 0; i <= steps; ++i) {
            for (int c = 0; c < dim; ++c) {
                const double x = points[p][i].x[c];
                path_error.add(std::abs(sampler.paths.at(static_cast<int>(p), static_cast<int>(i))[c] - x) /
                                   std::max(1.0, std::abs(x)),
                               name + " state " + std::to_string(i));
            }
        }
    }
}

/// Whether a chain of our own can say it: down to the data in one go, x0_hat not clamped, no noise that is no rule of
/// ours.
bool expressible(const RecordedRun& run) {
    if (run.encodes() || run.clip || run.clamped_final_noise() || run.steps.back().abar_next != 1) {
        return false;
    }
    for (std::size_t i = 0; i + 1 < run.steps.size(); ++i) {
        // diffusers' quirk: the level reached and the next one left are two.
        if (std::abs(run.steps[i].abar_next - run.steps[i + 1].abar_t) > 1e-15) {
            return false;
        }
    }
    return true;
}

struct Named {
    const char* name;
    ScheduleKind schedule;
    Spacing spacing;
};

} // namespace

TEST_SUITE("core/simulate replay") {
    TEST_CASE("every expressible recording, on a custom chain of the levels that it visited") {
        Worst final_error, path_error;
        int played = 0;
        for (const RecordedRun& run : recorded_runs()) {
            if (!expressible(run)) {
                continue;
            }
            ScheduleSpec schedule{ScheduleKind::custom, 0, 0, {}};
            for (auto step = run.steps.rbegin(); step != run.steps.rend(); ++step) {
                schedule.alpha_bar.push_back(step->abar_t);
            }
            const ProcessSpec process{ProcessKind::vp, static_cast<int>(run.steps.size()), schedule};
            compare(experiment_of(oracle_target(run.target), process, {run.rule()}, 2), run.points, run.name,
                    final_error, path_error);
            ++played;
        }
        CHECK(played >= 25);
        CHECK_WORST(final_error, 1e-9);
        CHECK_WORST(path_error, 1e-9);
    }

    TEST_CASE("recordings of named schedules and spacings, said by those names") {
        const Named cases[] = {
            {"gd_ddim0_0", ScheduleKind::linear, Spacing::leading},
            {"gd_ddpm_small", ScheduleKind::linear, Spacing::all},
            {"df_ddim_leading", ScheduleKind::linear, Spacing::leading},
            {"df_ddim_trailing", ScheduleKind::linear, Spacing::trailing},
            {"df_ddim_eta0.3", ScheduleKind::linear, Spacing::leading},
            {"df_ddim_eta1", ScheduleKind::linear, Spacing::leading},
            {"df_ddpm_small_full", ScheduleKind::linear, Spacing::all},
            {"df_ddpm_large_full", ScheduleKind::linear, Spacing::all},
            {"df_ddpm_small_lead", ScheduleKind::linear, Spacing::leading},
            {"df_ddpm_large_trail", ScheduleKind::sigmoid, Spacing::trailing},
            {"df_ddpm_range", ScheduleKind::linear, Spacing::leading},
            {"df_ddim_sample", ScheduleKind::cosine, Spacing::leading},
            {"er_ddim0_uniform", ScheduleKind::linear, Spacing::uniform},
            {"er_ddim0_quad", ScheduleKind::scaled_linear, Spacing::quadratic},
            {"er_eta_quad", ScheduleKind::scaled_linear, Spacing::quadratic},
        };
        Worst final_error, path_error;
        int played = 0;
        for (const RecordedRun& run : recorded_runs()) {
            for (const Named& named : cases) {
                if (run.name != named.name) {
                    continue;
                }
                const double first = run.beta_start > 0 ? run.beta_start : 0.1 / run.T,
                             last = run.beta_end > 0 ? run.beta_end : 20.0 / run.T;
                const ProcessSpec process{ProcessKind::vp, run.T, {named.schedule, first, last, {}}};
                SamplerSpec sampler = run.rule();
                sampler.spacing = named.spacing;
                sampler.steps = static_cast<int>(run.steps.size());
                compare(experiment_of(oracle_target(run.target), process, {sampler}, 2), run.points, run.name,
                        final_error, path_error);
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
