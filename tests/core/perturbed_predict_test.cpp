// A denoiser with a known error, in every sampler: the closed forms hold as they do for the exact one.

#include "core/run/simulate.h"
#include "tests/core/experiments.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

SamplerSpec named_sampler(SamplerKind kind, const char* name) {
    SamplerSpec spec = sampler_of(kind);
    spec.name = name;
    return spec;
}

} // namespace

TEST_CASE("bias and a misjudged noise: measured moments agree with the closed form in every affine sampler") {
    for (const ProcessKind process : {ProcessKind::vp, ProcessKind::ve})
        for (const DenoiserError error : {DenoiserError::bias, DenoiserError::sigma}) {
            Experiment experiment =
                experiment_of(gaussian(0.3, 0.16), process_spec(process, 25),
                              {named_sampler(SamplerKind::ddim, "ddim"), named_sampler(SamplerKind::ddpm, "ddpm"),
                               named_sampler(SamplerKind::heun, "heun"), named_sampler(SamplerKind::dpm_solver, "dpm")},
                              40'000);
            experiment.denoiser = {DenoiserKind::perturbed, error, error == DenoiserError::bias ? 0.4 : 0.3, 0.5, 1};
            const Run run = simulate(experiment);
            Experiment exact = experiment;
            exact.denoiser = {};
            const Run right = simulate(exact);
            for (std::size_t i = 0; i < run.samplers.size(); ++i) {
                const SamplerRun& sampler = run.samplers[i];
                REQUIRE(sampler.predicted.size() == sampler.moments.size());
                for (std::size_t state = 0; state < sampler.moments.size(); ++state) {
                    const Moments& m = sampler.moments[state];
                    INFO(sampler.spec().name, ", state ", state);
                    CHECK(std::abs(m.mean[0] - sampler.predicted[state].mean[0]) < 5 * m.se_mean[0] + 1e-12);
                    CHECK(std::abs(m.cov(0, 0) - sampler.predicted[state].cov(0, 0)) < 5 * m.se_var[0] + 1e-12);
                }
                // The error is seen: a test of the closed form of the exact denoiser would fail.
                const Gaussian &with = sampler.predicted.back(), &without = right.samplers[i].predicted.back();
                CHECK(std::abs(with.mean[0] - without.mean[0]) + std::abs(with.cov(0, 0) - without.cov(0, 0)) > 0.01);
            }
        }
}

TEST_CASE("a random field is no affine map: no closed form, but the losses know its size") {
    constexpr int seeds = 24; // one field has a handful of hills under the law: its mean square varies by half
    double mean_excess = 0;   // in units of v, as the field is
    for (int seed = 1; seed <= seeds; ++seed) {
        Experiment experiment =
            experiment_of(gaussian(0, 0.16), process_spec(ProcessKind::vp, 25), {sampler_of(SamplerKind::ddim)}, 100);
        experiment.denoiser = {DenoiserKind::perturbed, DenoiserError::field, 0.25, 0.5,
                               static_cast<std::uint64_t>(seed)};
        const Run run = simulate(experiment);
        CHECK(run.samplers.front().predicted.empty());
        for (const LevelLoss& loss : run.losses().losses) {
            mean_excess += v_loss_factor(loss.level) * loss.excess.value /
                           (seeds * static_cast<double>(run.losses().losses.size()));
            CHECK(std::abs(loss.loss.value - loss.floor.value - loss.excess.value) <
                  5 * (loss.loss.se + loss.excess.se));
        }
    }
    CHECK(mean_excess == doctest::Approx(0.25 * 0.25).epsilon(0.4));
}

TEST_CASE("a bias is all of the excess loss, at every level the same in v") {
    Experiment experiment =
        experiment_of(three_modes(), process_spec(ProcessKind::vp, 25), {sampler_of(SamplerKind::ddim)}, 500);
    experiment.denoiser = {DenoiserKind::perturbed, DenoiserError::bias, 0.5, 0.5, 1};
    const Run run = simulate(experiment);
    for (const LevelLoss& loss : run.losses().losses)
        CHECK(v_loss_factor(loss.level) * loss.excess.value == doctest::Approx(0.25).epsilon(1e-9));
}

TEST_CASE("the implicit inverse is of the exact denoiser's steps") {
    Experiment experiment =
        experiment_of(gaussian(0, 0.16), process_spec(ProcessKind::vp, 25), {sampler_of(SamplerKind::ddim)}, 500);
    experiment.samplers.front().start = Start::encoded;
    experiment.samplers.front().inversion = Inversion::implicit;
    make_problem(experiment);
    experiment.denoiser.kind = DenoiserKind::perturbed;
    CHECK(error_key([&] { make_problem(experiment); }) == "sampler[0].inversion");
    experiment.denoiser.scale = 1e9;
    CHECK(error_key([&] { make_problem(experiment); }) == "denoiser.scale");
}
