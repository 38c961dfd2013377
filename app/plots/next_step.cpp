#include "app/plots/next_step.h"

#include "app/plots/common.h"
#include "app/plots/followed.h"
#include "core/sample/stepper.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {

namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// The reverse step before move `i`, which multistep samplers look back at.
std::size_t reverse_before(const SamplerRun& sampler, std::size_t i) {
    while (i-- > 0)
        if (sampler.steps()[i].move == MoveKind::reverse) return i;
    return none;
}

StepTerm scaled_term(StepTerm::Kind kind, double k, const Vec& of) {
    return {kind, k * Mat::Identity(of.size(), of.size()), of, k * of};
}

Vec first_row(const Block<double>& x) { return x.row(0).matrix().transpose(); }

/// Where move `i` takes x_t without its noise, and what that is made of. What it looks back at is the sampler's
/// own step before; where that is not tracked, its first line.
NextStep deterministic_part(const Run& run, int index, std::size_t i, std::int64_t particle, const Vec& x_t) {
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(index)];
    std::vector<StepCoefficients> steps;
    Vec x_last;
    const std::size_t last = sampler.steps()[i].k_last != 0 ? reverse_before(sampler, i) : none;
    if (last != none) x_last = finite_state_of(run, index, particle, static_cast<int>(last));
    const bool looks_back = x_last.size() > 0;
    if (looks_back) steps.push_back(sampler.steps()[last]);
    steps.push_back(sampler.steps()[i]);
    steps.front().k_last = 0; // nothing is known of what is before
    const Stepper<double> stepper(run.target(), steps, sampler.spec().clip, sampler.plan->denoiser);
    Block<double> x(1, x_t.size()), x0_hat, eps_hat;
    Scratch<double> scratch;
    scratch.resize(1, x_t.size());
    scratch.z.setZero();
    if (looks_back) {
        x.row(0) = x_last.transpose().array();
        stepper.advance(0, x, scratch);
        scratch.x0_hat.resize(1, x_t.size());
    }
    x.row(0) = x_t.transpose().array();
    const StepCoefficients& step = steps.back();
    stepper.read(steps.size() - 1, x, x0_hat, eps_hat);
    const Block<double> before = scratch.x0_last;
    stepper.advance(steps.size() - 1, x, scratch);
    NextStep next{index, &sampler.steps()[i], first_row(x), {first_row(x0_hat), first_row(eps_hat), {}}};
    std::vector<StepTerm>& terms = next.made.terms;
    terms.push_back(scaled_term(StepTerm::x0, step.k_x0, next.made.x0_hat));
    terms.push_back(scaled_term(StepTerm::eps, step.k_eps, next.made.eps_hat));
    if (step.k_last != 0 && looks_back)
        terms.push_back(scaled_term(StepTerm::last, step.k_last, next.made.x0_hat - first_row(before)));
    if (step.k_again != 0)
        terms.push_back(scaled_term(StepTerm::again, step.k_again, first_row(scratch.eps_again) - next.made.eps_hat));
    if (const Trace* const trace = trace_of(run, index, particle))
        for (const StepTerm& term : trace->moves[i].terms)
            if (term.kind == StepTerm::noise) terms.push_back(term);
    return next;
}

bool same_move(const NextSteps& group, const StepCoefficients& step) {
    return group.from.a == step.from.a && group.from.b == step.from.b && group.to.a == step.to.a &&
           group.to.b == step.to.b;
}

std::vector<int> highlighted_first(const Run& run, const View& view) {
    std::vector<int> order;
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](int i, int j) { return i == view.sampler && j != view.sampler; });
    return order;
}

} // namespace

int next_step_level(const Run& run, const View& view) { return std::max(1, cursor_level(run, view)); }

std::vector<NextSteps> next_steps(const Run& run, const View& view, bool from_one_state) {
    std::vector<NextSteps> groups;
    const int level = next_step_level(run, view);
    const std::int64_t particle = followed_particle(run, view);
    for (const int index : highlighted_first(run, view)) {
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(index)];
        const StepCoefficients* const step = next_reverse_step(sampler, level);
        if (!step || !(transition(step->from, step->to).B > 0)) continue;
        const auto i = static_cast<std::size_t>(step - sampler.steps().data());
        const Vec own = finite_state_of(run, index, particle, static_cast<int>(i));
        // A step that looks back goes on from where its own step before led, and from nowhere else.
        auto group = std::find_if(groups.begin(), groups.end(), [&](const NextSteps& g) {
            return same_move(g, *step) && (step->k_last == 0 || own.size() == 0 || own == g.x_t);
        });
        if (group == groups.end()) {
            NextSteps next{step->from, step->to, {}, index, {}, transition(step->from, step->to), {}};
            next.x_t = own;
            if (from_one_state && step->k_last == 0 && !groups.empty() && groups.front().from.a == next.from.a &&
                groups.front().from.b == next.from.b) {
                next.x_t = groups.front().x_t;
                next.whose = groups.front().whose;
            }
            if (next.x_t.size() == 0) continue;
            next.exact = reverse_moments(run.target(), next.from, next.to, next.x_t);
            if (!next.exact.mean.allFinite() || !next.exact.cov.allFinite()) continue;
            group = groups.insert(groups.end(), std::move(next));
        }
        NextStep next = deterministic_part(run, index, i, particle, group->x_t);
        if (next.mean.allFinite()) group->steps.push_back(std::move(next));
    }
    return groups;
}

double next_step_scale(const Run& run, const View& view) {
    const double target_variance = run.target().cov().diagonal().maxCoeff();
    double variance = 0;
    for (const SamplerRun& sampler : run.samplers) {
        const StepCoefficients* const step = next_reverse_step(sampler, next_step_level(run, view));
        if (!step) continue;
        const Transition move = transition(step->from, step->to);
        const double before = step->to.a * step->to.a * target_variance + step->to.b * step->to.b;
        const double exact = before * move.B / (move.A * move.A * before + move.B);
        for (const double one : {exact, move.beta_tilde, (step->noise * step->noise.transpose()).diagonal().maxCoeff()})
            if (std::isfinite(one)) variance = std::max(variance, one);
    }
    return variance > 0 ? std::sqrt(variance) : 1;
}

} // namespace halfstep::plots
