// What comes out: measured moments of every sampler against the closed forms, the exact law where it must be kept, and
// the smallest experiments. Monte Carlo bounds: five standard errors of the predicted law (two-sided 6e-7) for some
// 6000 numbers, strongly dependent along a run; seed 7, 30000 particles, a fifth of them under sanitizers.

#include "core/run/simulate.h"

#include "core/denoise/exact_denoiser.h"
#include "tests/core/experiments.h"
#include "tests/cost.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr std::int64_t law_particles = heavy(30'000, 6'000);

/// By how much more numbers scatter than with 30000 particles.
const double wider = std::sqrt(30'000.0 / law_particles);

/// Every sampler there is, with every variance; `some` is how many steps the respaced ones take.
std::vector<SamplerSpec> every_sampler(ProcessKind kind, Spacing spacing, int some) {
    std::vector<SamplerSpec> samplers = {sampler_of(SamplerKind::ddim),      sampler_of(SamplerKind::ddim, 0.5),
                                         ddpm_of(Variance::small),           ddpm_of(Variance::large, true),
                                         ddpm_of(Variance::learned),         sampler_of(SamplerKind::mean_only),
                                         sampler_of(SamplerKind::half_step), sampler_of(SamplerKind::true_reverse)};
    for (const SamplerKind solver : {SamplerKind::heun, SamplerKind::dpm_solver, SamplerKind::euler_ode}) {
        samplers.push_back(sampler_of(solver));
        samplers.push_back(samplers.back());
        samplers.back().corrector_steps = 2;
    }
    samplers.push_back(sampler_of(SamplerKind::heun));
    samplers.back().churn = {3, 1.01, 0.2, {}};
    samplers.push_back(samplers.back());
    samplers.back().corrector_steps = 1;
    if (kind != ProcessKind::flow) {
        samplers.push_back(sampler_of(SamplerKind::naive_inverse));
        samplers.push_back(sampler_of(SamplerKind::euler_maruyama));
    }
    for (std::size_t i = 0; i < samplers.size(); ++i) {
        samplers[i].start = i % 2 == 0 ? Start::prior : Start::exact;
        samplers[i].spacing = spacing;
        if (spacing != Spacing::all) {
            samplers[i].steps = some;
        }
    }
    return samplers;
}

void check_moments(const Target& target, ProcessKind kind, Spacing spacing, Precision precision) {
    const ProcessSpec process = process_spec(kind, 16);
    std::vector<SamplerSpec> samplers = every_sampler(kind, spacing, 5);
    Worst worst, errors;
    while (!samplers.empty()) {
        const std::size_t count = std::min<std::size_t>(Limits::max_samplers, samplers.size());
        const std::vector<SamplerSpec> some(samplers.begin(), samplers.begin() + static_cast<std::ptrdiff_t>(count));
        samplers.erase(samplers.begin(), samplers.begin() + static_cast<std::ptrdiff_t>(count));
        const Run run = simulate(experiment_of(target, process, some, law_particles, precision), unmeasured());
        REQUIRE(run.complete);
        for (const SamplerRun& sampler : run.samplers) {
            REQUIRE(sampler.predicted.size() == sampler.moments.size());
            for (std::size_t state = 0; state < sampler.moments.size(); ++state) {
                const Moments& m = sampler.moments[state];
                const Gaussian& law = sampler.predicted[state];
                const std::string place = "sampler kind " + std::to_string(static_cast<int>(sampler.spec().kind)) +
                                          " variance " + std::to_string(static_cast<int>(sampler.spec().variance)) +
                                          " state " + std::to_string(state);
                const double n = static_cast<double>(law_particles);
                for (int i = 0; i < target.dim(); ++i) {
                    const double V = law.cov(i, i);
                    // Rounding, for clouds that are much narrower than their distance from 0: the mean alone contracts
                    // a flow, which starts without signal, to one point.
                    const double rounding =
                        (precision == Precision::single ? 1e-6 : 1e-14) * (1 + std::abs(law.mean[i]));
                    worst.add(std::abs(m.mean[i] - law.mean[i]) / (std::sqrt(V / n) + rounding), place + " mean");
                    errors.relative(m.se_mean[i], std::hypot(std::sqrt(V / n), m.rounding_mean[i]), place,
                                    10 * rounding);
                    for (int j = 0; j <= i; ++j) {
                        const double cross = law.cov(i, j), W = law.cov(j, j);
                        const double se = std::sqrt((cross * cross + V * W) / (n - 1));
                        worst.add(std::abs(m.cov(i, j) - cross) /
                                      (se + rounding * std::sqrt(std::max(V, W)) + rounding * rounding),
                                  place + " covariance");
                    }
                }
            }
        }
    }
    CHECK_WORST(worst, 5);
    CHECK_WORST(errors, 0.03 * wider); // five times the scatter of a standard deviation, 1 / sqrt(2 n)
}

} // namespace

TEST_SUITE("core/simulate law") {
    TEST_CASE("every sampler has its predicted moments at every step: one dimension") {
        for (const ProcessKind kind : {ProcessKind::vp, ProcessKind::ve, ProcessKind::flow}) {
            CAPTURE(static_cast<int>(kind));
            check_moments(gaussian(0.6, 0.16), kind, Spacing::all, Precision::double_);
            check_moments(gaussian(-0.3, 2.89), kind, Spacing::all, Precision::single);
            check_moments(gaussian(0.6, 0.04), kind, Spacing::trailing, Precision::single);
            check_moments(gaussian(0.6, 0.04), kind, Spacing::leading, Precision::double_);
        }
    }

    TEST_CASE("every sampler has its predicted moments at every step: two dimensions, anisotropic") {
        const Target target = gaussian2(vec(0.5, -1), mat(2, 0.6, 0.3));
        for (const ProcessKind kind : {ProcessKind::vp, ProcessKind::ve, ProcessKind::flow}) {
            CAPTURE(static_cast<int>(kind));
            check_moments(target, kind, Spacing::all, Precision::single);
            check_moments(target, kind, Spacing::linspace, Precision::double_);
        }
    }

    TEST_CASE("a start from the exact law follows that law, mixtures too") {
        for (const ProcessKind kind : {ProcessKind::vp, ProcessKind::ve}) {
            SamplerSpec spec = ddpm_of(Variance::small);
            spec.start = Start::exact;
            const Run run =
                simulate(experiment_of(three_modes(), process_spec(kind, 8), {spec}, law_particles), unmeasured());
            const Target law = marginal(run.target(), run.process().levels[8]);
            const std::vector<double> x = column(run.samplers[0].frames.front().wide);
            CHECK(ks_statistic(x, [&](double at) { return cdf(law, at); }) < ks_critical(1e-6));
        }
        const Run run = simulate(
            experiment_of(three_modes(), process_spec(ProcessKind::ve, 8), {ddpm_of(Variance::small)}, law_particles),
            unmeasured());
        CHECK(ks_statistic(column(run.samplers[0].frames.front().wide), normal_cdf) <
              ks_critical(1e-6)); // prior: N(0, 1)
    }

    TEST_CASE("true reverse from the exact start gives the target") {
        SamplerSpec spec = sampler_of(SamplerKind::true_reverse);
        spec.start = Start::exact;
        const Run run =
            simulate(experiment_of(gaussian(0.6, 0.16), process_spec(ProcessKind::ve, 8), {spec}, law_particles));
        CHECK(ks_statistic(column(run.samplers[0].final_x), [](double x) { return normal_cdf((x - 0.6) / 0.4); }) <
              ks_critical(1e-6));
        // As near to the target as exact draws: both distances are of as many draws of the same law and scatter by a
        // third.
        CHECK(run.final_of(0).distance < 4 * run.exact().distance);
        CHECK(run.exact().distance < 4 * run.final_of(0).distance);
    }

    TEST_CASE("DDIM(0) keeps each particle's quantile: F_T(x_T) = F_0(x_0) in the limit of small steps") {
        // The probability-flow ODE transports the distribution function in one dimension [MATH 7.3]; Euler's error is
        // O(1/T).
        double before = infinity;
        for (const int T : {250, 1000, 4000}) {
            SamplerSpec spec = sampler_of(SamplerKind::ddim);
            spec.start = Start::exact;
            ProcessSpec process{ProcessKind::vp, T, {ScheduleKind::cosine, 0, 0, {}}};
            const Run run = simulate(experiment_of(three_modes(), process, {spec}, 400), unmeasured());
            const Target law = marginal(run.target(), run.process().levels[T]);
            double worst = 0;
            for (Eigen::Index i = 0; i < 400; ++i) {
                const double start = run.samplers[0].frames.front().wide(i, 0);
                worst = std::max(worst, std::abs(cdf(law, start) - cdf(run.target(), run.samplers[0].final_x(i, 0))));
            }
            CHECK(worst < 40.0 / T);
            CHECK(worst < before);
            before = worst;
        }
    }

    TEST_CASE("many DDPM steps sample a mixture") {
        // T = 400: the distance of the chain's law is below the scatter of so many draws.
        ProcessSpec process{ProcessKind::vp, 400, {ScheduleKind::cosine, 0, 0, {}}};
        for (const Target& target : {three_modes(), plane_modes()}) {
            const Run run =
                simulate(experiment_of(target, process, {ddpm_of(Variance::small), ddpm_of(Variance::large)},
                                       law_particles, Precision::single));
            for (std::size_t i = 0; i < run.samplers.size(); ++i) {
                const SamplerRun& sampler = run.samplers[i];
                CHECK(run.final_of(i).distance < 0.06 * wider);
                CHECK((sampler.moments.back().mean - target.mean()).norm() < 0.06 * wider);
                CHECK(sampler.predicted.empty());
            }
        }
    }

    TEST_CASE("single and double precision carry the same particles") {
        const std::vector<SamplerSpec> samplers = {sampler_of(SamplerKind::ddim), ddpm_of(Variance::large),
                                                   sampler_of(SamplerKind::half_step)};
        for (const Target& target : {gaussian(0.6, 0.16), gaussian2(vec(0.5, -1), mat(2, 0.6, 0.3))}) {
            const Run single =
                simulate(experiment_of(target, process_spec(ProcessKind::vp, 30), samplers, 2000, Precision::single),
                         unmeasured());
            const Run both =
                simulate(experiment_of(target, process_spec(ProcessKind::vp, 30), samplers, 2000, Precision::double_),
                         unmeasured());
            for (std::size_t i = 0; i < samplers.size(); ++i) {
                CHECK((single.samplers[i].final_x - both.samplers[i].final_x).abs().maxCoeff() < 1e-4);
            }
        }
    }

    TEST_CASE("one particle") {
        const Run run =
            simulate(experiment_of(plane_modes(), process_spec(ProcessKind::vp, 10), {ddpm_of(Variance::small)}, 1));
        CHECK(run.complete);
        const SamplerRun& sampler = run.samplers[0];
        CHECK(sampler.final_x.allFinite());
        CHECK(std::isfinite(run.final_of(0).distance));
        CHECK(sampler.moments.back().n == 1);
        CHECK((sampler.moments.back().mean.transpose().array() - sampler.final_x.row(0)).abs().maxCoeff() < 1e-14);
        CHECK(sampler.histograms[1].back().total() == 1);
    }

    TEST_CASE("two identical components are one") {
        const Target one = gaussian(0.6, 0.16);
        const Target two{{{0.5, vec(0.6), mat(0.16)}, {0.5, vec(0.6), mat(0.16)}}};
        const std::vector<SamplerSpec> samplers = {sampler_of(SamplerKind::ddim), ddpm_of(Variance::large)};
        const Run a = simulate(experiment_of(one, process_spec(ProcessKind::vp, 20), samplers, 1000), unmeasured());
        const Run b = simulate(experiment_of(two, process_spec(ProcessKind::vp, 20), samplers, 1000), unmeasured());
        for (std::size_t i = 0; i < 2; ++i) {
            CHECK((a.samplers[i].final_x - b.samplers[i].final_x).abs().maxCoeff() < 1e-12);
        }
    }

    TEST_CASE("T = 1: one step to E[x0 | x_1] on every process") {
        for (const ProcessKind kind : {ProcessKind::vp, ProcessKind::ve, ProcessKind::flow}) {
            auto start = std::make_shared<RecordedStart>();
            start->x = Eigen::ArrayXd::LinSpaced(41, -3, 3);
            SimulateOptions options = unmeasured();
            options.start = start;
            const Run run = simulate(experiment_of(three_modes(), process_spec(kind, 1),
                                                   {sampler_of(SamplerKind::ddim), ddpm_of(Variance::large),
                                                    sampler_of(SamplerKind::mean_only)},
                                                   5),
                                     options);
            CHECK(run.particles == 41);
            for (const SamplerRun& sampler : run.samplers) {
                REQUIRE(sampler.final_x.rows() == 41);
                for (Eigen::Index i = 0; i < 41; ++i) {
                    const double want = posterior(run.target(), run.process().levels[1], vec(start->x(i, 0))).mean[0];
                    CHECK(std::abs(sampler.final_x(i, 0) - want) < 1e-13);
                }
            }
        }
    }
}
