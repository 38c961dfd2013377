// The recorded runs of guided-diffusion, diffusers, ermongroup/ddim and k-diffusion through make_step: every single
// step from its recorded state, and every run from its first state to its end.

#include "core/sample/sampler.h"

#include "core/denoise/exact_denoiser.h"
#include "tests/core/conversions.h"
#include "tests/core/recorded.h"
#include "tests/core/recorded_ve.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// One move of a recorded run, by its library's route from the network to the step.
struct Route {
    const RecordedRun& run;
    SamplerSpec rule;
    Target target;

    explicit Route(const RecordedRun& recorded)
        : run(recorded), rule(recorded.rule()), target(oracle_target(recorded.target)) {}

    /// x0_hat and eps_hat from the network's output, clamped as the library does.
    void read(const RecordedStep& recorded, const Vec& x, const Vec& net, Vec& x0, Vec& eps) const {
        const double a = recorded.from().a, b = recorded.from().b;
        if (run.prediction == "sample") {
            x0 = net;
            eps = eps_from_x0(x, x0, a, b);
        } else if (run.prediction == "v_prediction") {
            x0 = x0_from_v(x, net, a, b);
            eps = eps_from_v(x, net, a, b);
        } else {
            x0 = x0_from_eps(x, net, a, b);
            eps = net;
        }
        if (!run.clip) {
            return;
        }
        x0 = x0.cwiseMax(-1.0).cwiseMin(1.0);
        if (!run.keeps_eps()) {
            eps = eps_from_x0(x, x0, a, b);
        }
    }

    /// What the exact denoiser puts in the network's place.
    Vec net(const RecordedStep& recorded, const Vec& x) const {
        const Level label = recorded.label();
        const Vec x0 = posterior(target, label, x).mean;
        if (run.prediction == "sample") {
            return x0;
        }
        const Vec eps = eps_from_x0(x, x0, label.a, label.b);
        if (run.prediction == "v_prediction") {
            return label.a * eps - label.b * x0;
        }
        return eps;
    }

    StepCoefficients step(std::size_t i) const {
        // The sequence of beta_tilde matters to the learned variance's last step only, which is silent in all
        // recordings.
        StepCoefficients s = make_step(rule, run.steps[i].from(), run.steps[i].to(), target);
        if (run.clamped_final_noise() && i + 1 == run.steps.size()) {
            s.noise = run.steps[i].sigma * Mat::Identity(target.dim(), target.dim());
        }
        return s;
    }
};

Vec apply(const StepCoefficients& step, const Vec& x0, const Vec& eps, const Vec& z) {
    Vec next = step.k_x0 * x0 + step.k_eps * eps;
    if (z.size() > 0) {
        next += step.noise * z;
    }
    return next;
}

} // namespace

TEST_SUITE("core/trajectories") {
    TEST_CASE("every recorded step, from its recorded state and network output") {
        Worst state, predicted, deviation;
        int steps = 0;
        for (const RecordedRun& run : recorded_runs()) {
            const Route route(run);
            for (const auto& path : run.points) {
                for (std::size_t i = 0; i < run.steps.size(); ++i) {
                    const std::string place = run.name + " step " + std::to_string(i);
                    const RecordedState& from = path[i];
                    Vec x0, eps;
                    route.read(run.steps[i], from.x, from.net, x0, eps);
                    const StepCoefficients step = route.step(i);
                    const Vec next = apply(step, x0, eps, from.z);
                    const double scale = std::max({1.0, from.x.norm(), next.norm()});
                    state.add((next - path[i + 1].x).norm() / scale, place);
                    predicted.add((x0 - from.xstart).norm() / scale, place);
                    // The file's sigma is a difference of two states.
                    deviation.add(std::abs(step.noise(0, 0) - run.steps[i].sigma) / scale, place);
                    ++steps;
                }
            }
        }
        CHECK(steps > 0);
        CHECK_WORST(state, 1e-11);
        CHECK_WORST(predicted, 1e-11);
        CHECK_WORST(deviation, 1e-11);
    }

    TEST_CASE("every recorded run, from its first state with the exact denoiser as the network") {
        Worst worst;
        for (const RecordedRun& run : recorded_runs()) {
            const Route route(run);
            for (const auto& path : run.points) {
                Vec x = path.front().x;
                for (std::size_t i = 0; i < run.steps.size(); ++i) {
                    Vec x0, eps;
                    route.read(run.steps[i], x, route.net(run.steps[i], x), x0, eps);
                    x = apply(route.step(i), x0, eps, path[i].z);
                }
                worst.add((x - path.back().x).norm() / std::max(1.0, x.norm()), run.name);
            }
        }
        CHECK_WORST(worst, 1e-9);
    }

    TEST_CASE("k-diffusion's euler is DDIM, its euler_ancestral DDIM(eta), step by step and end to end") {
        Worst step_error, end_error, split;
        int compared = 0;
        for (const RecordedVe& run : recorded_ve_runs()) {
            if (run.heun) continue; // evaluates twice a step: in simulate_replay_test.cpp
            for (const auto& path : run.points) {
                Vec own = path.front().x; // the state that our own steps reach
                for (std::size_t i = 0; i < run.sigma_down.size(); ++i) {
                    const Level from = run.level(i), to = run.level(i + 1);
                    const StepCoefficients step = make_step(run.rule(), from, to, run.target);
                    split.absolute(step.noise(0, 0), run.sigma_up[i], run.name);
                    split.absolute(step.k_eps, run.sigma_down[i], run.name);
                    const RecordedState& state = path[i];
                    const Vec next =
                        apply(step, state.xstart, eps_from_x0(state.x, state.xstart, from.a, from.b), state.z);
                    step_error.add((next - path[i + 1].x).norm() / std::max(1.0, next.norm()),
                                   run.name + " step " + std::to_string(i));
                    const Vec x0 = posterior(run.target, from, own).mean;
                    own = apply(step, x0, eps_from_x0(own, x0, from.a, from.b), state.z);
                    ++compared;
                }
                end_error.add((own - path.back().x).norm() / std::max(1.0, own.norm()), run.name);
            }
        }
        CHECK(compared > 0);
        CHECK_WORST(step_error, 1e-11);
        CHECK_WORST(end_error, 1e-9);
        CHECK_WORST(split, 1e-12);
    }
}
