// No signal at T (zero_terminal_snr, jsd, laplace, flow): nothing divides by a(T) = 0, and the prior is exact.

#include "core/run/simulate.h"

#include "tests/core/experiments.h"
#include "tests/core/helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::vector<ProcessSpec> spent_processes(int T) {
    std::vector<ProcessSpec> all;
    for (const ScheduleKind kind :
         {ScheduleKind::linear, ScheduleKind::cosine, ScheduleKind::vp_sde, ScheduleKind::jsd, ScheduleKind::laplace}) {
        ProcessSpec spec;
        spec.kind = ProcessKind::vp;
        spec.steps = T;
        spec.schedule.kind = kind;
        spec.schedule.zero_terminal_snr = kind != ScheduleKind::jsd && kind != ScheduleKind::laplace;
        all.push_back(spec);
    }
    all.push_back({ProcessKind::flow, T, {}});
    return all;
}

bool finite(const Run& run) {
    for (std::size_t i = 0; i < run.samplers.size(); ++i) {
        const SamplerRun& sampler = run.samplers[i];
        if (!sampler.final_x.isFinite().all() || !std::isfinite(run.final_of(i).distance)) {
            return false;
        }
        for (const Moments& m : sampler.moments) {
            if (!m.mean.allFinite() || !m.cov.allFinite()) {
                return false;
            }
        }
    }
    return true;
}

std::vector<SamplerSpec> zero_signal_samplers(bool gaussian_target) {
    std::vector<SamplerSpec> all = {sampler_of(SamplerKind::ddim),     sampler_of(SamplerKind::ddim, 1),
                                    ddpm_of(Variance::small),          ddpm_of(Variance::large, true),
                                    ddpm_of(Variance::learned),        sampler_of(SamplerKind::mean_only),
                                    sampler_of(SamplerKind::half_step)};
    if (gaussian_target) {
        all.push_back(sampler_of(SamplerKind::true_reverse));
    }
    return all;
}

} // namespace

TEST_SUITE("core/zero_signal") {
    TEST_CASE("every sampler runs, and its moments are the closed form's") {
        for (const int T : {1, 2, 20}) {
            for (const ProcessSpec& process : spent_processes(T)) {
                const Experiment experiment =
                    experiment_of(gaussian(0.7, 0.3), process, zero_signal_samplers(true), 4000);
                const Run run = simulate(experiment);
                REQUIRE(run.process().levels[T].a == 0);
                REQUIRE(run.process().levels[T].b == 1);
                CHECK(finite(run));
                for (const SamplerRun& sampler : run.samplers) {
                    for (std::size_t i = 0; i < sampler.moments.size(); ++i) {
                        const Moments& m = sampler.moments[i];
                        const Gaussian& law = sampler.predicted[i];
                        REQUIRE(law.mean.allFinite());
                        REQUIRE(law.cov.allFinite());
                        CHECK(std::abs(m.mean(0) - law.mean(0)) <= 5.5 * std::sqrt(law.cov(0, 0) / m.n) + 1e-12);
                        CHECK(std::abs(m.cov(0, 0) - law.cov(0, 0)) <=
                              5.5 * law.cov(0, 0) * std::sqrt(2 / m.n) + 1e-12);
                    }
                }
            }
        }
    }

    TEST_CASE("x_T says nothing of x0, so the prior is exact and the first step heads for the mean") {
        const Target target = gaussian(0.7, 0.3);
        for (const ProcessSpec& spec : spent_processes(12)) {
            const Process process = make_process(spec);
            SamplerSpec sampler = sampler_of(SamplerKind::true_reverse);
            const Target prior = start_law(sampler, process, target);
            sampler.start = Start::exact;
            const Target exact = start_law(sampler, process, target);
            CHECK(prior.mean() == exact.mean());
            CHECK(prior.cov() == exact.cov());
            // The true reverse from the prior is the exact law all the way down to the data.
            const Gaussian out = predict(plan(sampler, process, target), target, {prior.mean(), prior.cov()}).back();
            CHECK(out.mean(0) == doctest::Approx(0.7).epsilon(1e-10));
            CHECK(out.cov(0, 0) == doctest::Approx(0.3).epsilon(1e-9));
            for (const double x : {-2.0, 0.0, 5.0}) {
                CHECK(posterior(target, process.levels[12], vec(x)).mean(0) == doctest::Approx(0.7).epsilon(1e-14));
            }
        }
    }

    TEST_CASE("mixtures, the plane, single precision, fewer steps") {
        for (const Target& target : {three_modes(), plane_modes()}) {
            for (const ProcessSpec& process : spent_processes(40)) {
                std::vector<SamplerSpec> some = zero_signal_samplers(false);
                for (SamplerSpec& sampler : some) {
                    sampler.steps = 7;
                    sampler.spacing = Spacing::trailing;
                }
                CHECK(finite(simulate(experiment_of(target, process, some, 500, Precision::single))));
            }
        }
    }

    TEST_CASE("the one that divides by the signal says so") {
        for (const ProcessSpec& process : spent_processes(20)) {
            std::string message;
            const Experiment experiment =
                experiment_of(gaussian(0, 1), process, {sampler_of(SamplerKind::naive_inverse)}, 10);
            CHECK(error_key([&] { make_problem(experiment); }, &message) == "sampler[0].kind");
            CHECK(message.find("signal") != std::string::npos);
        }
        // A spacing that stops short of T never meets it.
        SamplerSpec leading = sampler_of(SamplerKind::naive_inverse);
        leading.steps = 4;
        leading.spacing = Spacing::leading;
        CHECK(finite(simulate(experiment_of(gaussian(0, 1), spent_processes(20)[0], {leading}, 100))));
    }
}
