#include "core/run/trace.h"

#include "core/run/draws.h"
#include "core/sample/stepper.h"
#include "core/spec/error.h"

#include <cmath>
#include <string>

namespace halfstep {
namespace {

/// The particle's own row of a block.
template <class Real>
Vec row_of(const Block<Real>& x) {
    return x.row(0).matrix().transpose().template cast<double>();
}

/// `k` times I, in the precision of the run.
template <class Real>
StepTerm scaled(StepTerm::Kind kind, double k, const Block<Real>& of) {
    const Block<Real> value = static_cast<Real>(k) * of.topRows(1);
    const auto dim = of.cols();
    return {kind, k * Mat::Identity(dim, dim), row_of<Real>(of), row_of<Real>(value)};
}

template <class Real>
StepTerm noise_term(const StepCoefficients& step, const Block<Real>& z) {
    Block<Real> value(1, z.cols());
    value(0, 0) = static_cast<Real>(step.noise(0, 0)) * z(0, 0);
    if (z.cols() > 1)
        value(0, 1) = static_cast<Real>(step.noise(1, 1)) * z(0, 1) + static_cast<Real>(step.noise(1, 0)) * z(0, 0);
    return {StepTerm::noise, step.noise, row_of<Real>(z), row_of<Real>(value)};
}

/// Carries one particle, and notes what each move makes of it.
template <class Real>
class Follower {
public:
    Follower(const Problem& problem, const SamplerPlan& plan, const SimulateOptions& options)
        : plan_(plan), draws_{problem, options}, target_(problem.target),
          stepper_(problem.target, plan.steps, plan.spec.clip, plan.denoiser) {}

    Trace follow(std::int64_t particle) {
        Trace trace;
        trace.particle = particle;
        const Eigen::Index dim = target_.dim();
        x_.resize(row_multiple, dim);
        scratch_.resize(row_multiple, dim);
        draws_.start(plan_, particle, x_, 1);
        if (plan_.encoded() && !encode(trace)) return {};
        const std::size_t moves = plan_.steps.size();
        trace.states.resize(moves + 1);
        trace.moves.resize(moves);
        for (std::size_t done = 0;; ++done) {
            const std::size_t state = plan_.forward() ? moves - done : done;
            trace.states[state] = row_of(x_);
            if (done == moves) return trace;
            if (done % 16 == 15 && draws_.options.cancelled()) return {};
            const std::size_t move = plan_.forward() ? state - 1 : state;
            trace.moves[move] = advance(move, particle);
        }
    }

private:
    bool encode(Trace& trace) {
        const Inverter encoder(target_, plan_.inversion, plan_.spec.clip, plan_.denoiser);
        Block<double> latent = x_.template cast<double>();
        Scratch<double> scratch;
        trace.inversion.push_back(row_of(latent));
        for (std::size_t i = 0; i < plan_.inversion.steps.size(); ++i) {
            if (i % 16 == 15 && draws_.options.cancelled()) return false;
            encoder.advance(i, latent, scratch);
            trace.inversion.push_back(row_of(latent));
        }
        x_ = latent.template cast<Real>();
        return true;
    }

    TracedMove advance(std::size_t i, std::int64_t particle) {
        const StepCoefficients& step = plan_.steps[i];
        if (step.noisy()) draws_.noise(step, i, particle, scratch_.z);
        TracedMove move;
        if (step.evaluations() == 0) {
            const bool churn = step.move == MoveKind::churn;
            const double ratio = churn ? step.to.a / step.from.a : step.from.a / step.to.a;
            move.terms.push_back(scaled(StepTerm::state, ratio, x_));
            stepper_.advance(i, x_, scratch_);
        } else {
            Block<Real> x0_hat, eps_hat;
            stepper_.read(i, x_, x0_hat, eps_hat);
            const Block<Real> before = scratch_.x0_last;
            stepper_.advance(i, x_, scratch_);
            move.x0_hat = row_of(x0_hat);
            move.eps_hat = row_of(eps_hat);
            move.terms.push_back(scaled(StepTerm::x0, step.k_x0, x0_hat));
            move.terms.push_back(scaled(StepTerm::eps, step.k_eps, eps_hat));
            if (step.k_last != 0) move.terms.push_back(scaled<Real>(StepTerm::last, step.k_last, x0_hat - before));
            if (step.k_again != 0)
                move.terms.push_back(scaled<Real>(StepTerm::again, step.k_again, scratch_.eps_again - eps_hat));
        }
        if (step.noisy()) move.terms.push_back(noise_term(step, scratch_.z));
        return move;
    }

    const SamplerPlan& plan_;
    const Draws draws_;
    const Target& target_;
    const Stepper<Real> stepper_;
    Block<Real> x_;
    Scratch<Real> scratch_;
};

/// Its states; what its moves were made of, nobody knows.
Trace recorded_trace(const RecordedStates& recorded, std::int64_t particle) {
    Trace trace;
    trace.particle = particle;
    if (particle >= recorded.particles) return trace;
    for (int state = 0; state < recorded.states; ++state)
        trace.states.push_back(
            Eigen::Map<const Eigen::VectorXd>(recorded.at(static_cast<int>(particle), state), recorded.dim));
    trace.moves.resize(trace.states.size() - 1);
    return trace;
}

} // namespace

Trace trace(const Problem& problem, std::size_t sampler, std::int64_t particle, const SimulateOptions& options) {
    if (options.start && particle >= options.start->x.rows())
        throw Error("particle",
                    "is beyond the recorded start; allowed: 0 to " + std::to_string(options.start->x.rows() - 1));
    const SamplerPlan& plan = problem.samplers[sampler];
    if (plan.recorded()) return recorded_trace(*plan.recorded(), particle);
    if (problem.experiment.run.precision == Precision::single)
        return Follower<float>(problem, plan, options).follow(particle);
    return Follower<double>(problem, plan, options).follow(particle);
}

std::int64_t usual_particle(const Problem& problem) {
    constexpr Eigen::Index candidates = row_multiple;
    constexpr double usual = 1.2; // standard deviations: far enough from the middle, and no rarity
    const std::int64_t there = std::min<std::int64_t>(candidates, problem.experiment.run.particles);
    Block<double> z(candidates, problem.target.dim());
    normals(problem.experiment.run.seed, Stream::start, 0, 0, z);
    std::int64_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::int64_t i = 0; i < there; ++i) {
        const double off = std::abs(z.row(i).matrix().norm() - usual * std::sqrt(static_cast<double>(z.cols())));
        if (off < least) least = off, best = i;
    }
    return best;
}

} // namespace halfstep
