// One particle followed alone: the states of the run to the last bit, and terms that add up to them.

#include "core/run/trace.h"

#include "core/run/options.h"
#include "core/spec/facts.h"
#include "tests/core/experiments.h"

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Every sampler that this process and target allow, with what else a step can be made of.
std::vector<SamplerSpec> all_samplers(const Target& target, const ProcessSpec& process) {
    std::vector<SamplerSpec> allowed;
    const auto add = [&](const SamplerSpec& spec) {
        try {
            make_problem(experiment_of(target, process, {spec}, 10));
            allowed.push_back(spec);
        } catch (const Error&) { // not on this process
        }
    };
    for (const Fact<SamplerKind>& row : facts<SamplerKind>()) add(sampler_of(row.value, 0));
    for (const double eta : {0.5, 1.0}) add(sampler_of(SamplerKind::ddim, eta));
    for (const Variance variance : {Variance::large, Variance::learned}) add(ddpm_of(variance, true));
    SamplerSpec spec = sampler_of(SamplerKind::heun);
    spec.churn.s_churn = 2;
    spec.corrector_steps = 1;
    add(spec);
    spec = sampler_of(SamplerKind::ddim);
    spec.clip.kind = Clip::Kind::static_;
    spec.clip.range = 0.5;
    add(spec);
    spec.clip = {};
    spec.start = Start::encoded;
    add(spec);
    return allowed;
}

/// Of every particle in `which`: its states are the run's, byte for byte, and the terms add up.
void check_traces(const Experiment& experiment, const std::vector<std::int64_t>& which) {
    const std::shared_ptr<const Problem> problem = make_problem(experiment);
    const Run run = simulate(problem);
    const bool single = experiment.run.precision == Precision::single;
    const double unit = single ? 1.2e-7 : 2.3e-16;
    for (std::size_t i = 0; i < run.samplers.size(); ++i) {
        const SamplerRun& sampler = run.samplers[i];
        INFO("sampler ", fact(sampler.spec().kind).spelling);
        for (const std::int64_t particle : which) {
            const Trace alone = trace(*problem, i, particle, {});
            REQUIRE(static_cast<int>(alone.states.size()) == sampler.paths.states);
            for (int state = 0; state < sampler.paths.states; ++state)
                for (int c = 0; c < sampler.paths.dim; ++c)
                    CHECK(alone.states[static_cast<std::size_t>(state)][c] ==
                          sampler.paths.at(static_cast<int>(particle), state)[c]);
            for (std::size_t m = 0; m < alone.moves.size(); ++m) {
                const StepCoefficients& step = sampler.steps()[m];
                const bool forward = step.move == MoveKind::forward;
                const Vec& arrived = alone.states[forward ? m : m + 1];
                Vec sum = Vec::Zero(sampler.paths.dim);
                double largest = arrived.cwiseAbs().maxCoeff();
                for (const StepTerm& term : alone.moves[m].terms) {
                    sum += term.value;
                    largest = std::max(largest, term.value.cwiseAbs().maxCoeff());
                    CHECK((term.k * term.of - term.value).cwiseAbs().maxCoeff() <=
                          2 * unit * (term.k.cwiseAbs() * term.of.cwiseAbs()).maxCoeff());
                }
                CHECK((sum - arrived).cwiseAbs().maxCoeff() <= 8 * unit * largest);
                CHECK((alone.moves[m].x0_hat.size() > 0) == (step.evaluations() > 0));
            }
            if (sampler.plan->encoded())
                for (int state = 0; state < sampler.inversion_paths.states; ++state)
                    CHECK(alone.inversion[static_cast<std::size_t>(state)][0] ==
                          sampler.inversion_paths.at(static_cast<int>(particle), state)[0]);
        }
    }
}

} // namespace

TEST_CASE("a particle followed alone has the run's states to the last bit, under every sampler") {
    for (const Fact<ProcessKind>& process : facts<ProcessKind>())
        for (const bool plane : {false, true})
            for (const Precision precision : {Precision::single, Precision::double_}) {
                INFO("process ", process.spelling, " plane ", plane);
                const Target target = plane ? plane_modes() : three_modes();
                const ProcessSpec spec = process_spec(process.value, 6);
                for (const SamplerSpec& sampler : all_samplers(target, spec))
                    check_traces(experiment_of(target, spec, {sampler}, 70, precision), {0, 17, 69});
            }
}

TEST_CASE("of a Gaussian the terms are those of the closed form") {
    // x_t = 1 at t = 1 of the sigma-squared problem, N(0, s2) with noise of variance t: x0_hat = s2 / (s2 + 1) x_t, and
    // DDIM arrives at s = 1/2 at x0_hat + sqrt(1/2) (x_t - x0_hat).
    const double s2 = 0.25;
    Experiment experiment =
        experiment_of(gaussian(0, s2), {ProcessKind::ve, 2, {}}, {sampler_of(SamplerKind::ddim)}, 5);
    auto start = std::make_shared<RecordedStart>();
    start->x = Block<double>::Ones(5, 1);
    SimulateOptions options;
    options.start = start;
    const std::shared_ptr<const Problem> problem = make_problem(experiment);
    const Trace alone = trace(*problem, 0, 4, options);
    const double x0_hat = s2 / (s2 + 1);
    CHECK(alone.states[0][0] == 1);
    CHECK(alone.moves[0].x0_hat[0] == doctest::Approx(x0_hat).epsilon(1e-14));
    CHECK(alone.moves[0].eps_hat[0] == doctest::Approx(1 - x0_hat).epsilon(1e-14));
    CHECK(alone.states[1][0] == doctest::Approx(x0_hat + std::sqrt(0.5) * (1 - x0_hat)).epsilon(1e-14));
    CHECK_THROWS_AS(trace(*problem, 0, 5, options), Error); // the recording has five
}

TEST_CASE("any particle can be followed, and the usual one rests while sliders of samplers move") {
    Experiment experiment =
        experiment_of(three_modes(), process_spec(ProcessKind::vp, 5), {sampler_of(SamplerKind::ddim)}, 1000);
    const std::shared_ptr<const Problem> problem = make_problem(experiment);
    SimulateOptions few; // the run keeps the paths of a few, and has no more than these
    few.tracked_paths = 1000;
    const Run run = simulate(problem, few);
    const Trace alone = trace(*problem, 0, 999, {});
    CHECK(alone.states.back()[0] == *run.samplers[0].paths.at(999, 5));
    const std::int64_t usual = usual_particle(*problem);
    CHECK(std::abs(*run.samplers[0].paths.at(static_cast<int>(usual), 0)) == doctest::Approx(1.2).epsilon(0.05));
    experiment.samplers[0].eta = 0.7;
    experiment.target = spec_of_target(gaussian(0, 2));
    CHECK(usual_particle(*make_problem(experiment)) == usual);
    experiment.run.particles = 1;
    CHECK(usual_particle(*make_problem(experiment)) == 0);
}
