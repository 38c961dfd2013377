#include "app/plots/followed.h"

#include "app/plots/common.h"
#include "core/denoise/conversions.h"

namespace halfstep::plots {

std::int64_t marked_particle(const View& view) { return view.pinned >= 0 ? view.pinned : view.particle; }

std::int64_t followed_particle(const Run& run, const View& view) {
    const std::int64_t marked = marked_particle(view);
    return marked >= 0 ? marked : usual_particle(*run.problem);
}

std::string particle_text(const Run& run, const View& view) {
    return "particle " + std::to_string(followed_particle(run, view)) + (view.pinned >= 0 ? ", pinned" : "");
}

Ink particle_ink(const View& view) { return view.pinned >= 0 ? Ink{Ink::cursor, 0, 1} : Ink{Ink::muted, 0, 1}; }

Label particle_label(const Run& run, const View& view, double x, double y) {
    Label label;
    label.x = x;
    label.y = y;
    label.text = particle_text(run, view);
    label.vertical = Align::start;
    label.ink = particle_ink(view);
    label.dx = 6;
    label.dy = -3;
    return label;
}

const Trace* trace_of(const Run& run, int sampler, std::int64_t particle) {
    const auto& traces = run.measures.traces;
    const auto i = static_cast<std::size_t>(sampler);
    return i < traces.size() && traces[i] && traces[i]->particle == particle ? traces[i].get() : nullptr;
}

const double* state_of(const Run& run, int sampler, std::int64_t particle, int state) {
    const Paths& paths = run.samplers[static_cast<std::size_t>(sampler)].paths;
    if (particle < 0 || state < 0) return nullptr;
    if (particle < paths.particles && state < paths.states) return paths.at(static_cast<int>(particle), state);
    const Trace* trace = trace_of(run, sampler, particle);
    return trace && state < static_cast<int>(trace->states.size())
               ? trace->states[static_cast<std::size_t>(state)].data()
               : nullptr;
}

Vec finite_state_of(const Run& run, int sampler, std::int64_t particle, int state) {
    const double* const x = state_of(run, sampler, particle, state);
    if (!x) return {};
    Vec at = Eigen::Map<const Eigen::VectorXd>(x, run.target().dim());
    return at.allFinite() ? at : Vec{};
}

std::vector<OwnPlace> own_path(const Run& run, int sampler, std::int64_t particle, int most) {
    const SamplerRun& of = run.samplers[static_cast<std::size_t>(sampler)];
    const Vec x0 = finite_state_of(run, sampler, particle, static_cast<int>(of.levels().size()) - 1);
    const Vec x_T = finite_state_of(run, sampler, particle, 0);
    const Level& start = of.level_of(0);
    if (x0.size() == 0 || x_T.size() == 0 || !(start.b > 0)) return {};
    const Vec eps = eps_from_x0(x_T, x0, start.a, start.b);
    std::vector<OwnPlace> path;
    for (const int level : thin(of.levels().front() + 1, most)) {
        const Level& at = run.process().levels[static_cast<std::size_t>(level)];
        path.push_back({at.t, at.a * x0 + at.b * eps});
    }
    return path;
}

Curve conditional_curve(const Run& run, const View& view, int sampler) {
    Curve path;
    path.name = run.samplers[static_cast<std::size_t>(sampler)].spec().name + ", with its own x₀ and ε known";
    path.ink = sampler_ink(sampler, view);
    path.dash = Dash::dotted;
    path.width = 1.5f;
    path.quiet = true;
    return path;
}

std::optional<InspectedStep> inspected_step(const Run& run, const View& view) {
    const int index = view.inspect - 1;
    if (index < 0 || index >= static_cast<int>(run.samplers.size())) return std::nullopt;
    const Trace* const trace = trace_of(run, index, followed_particle(run, view));
    if (!trace) return std::nullopt;
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(index)];
    std::size_t i = 0;
    if (sampler.forward()) { // the other way: it leaves the state that is nearer to the data
        i = static_cast<std::size_t>(std::max(1, sampler.state_at(cursor_level(run, view)))) - 1;
    } else {
        const StepCoefficients* const next = next_reverse_step(sampler, std::max(1, cursor_level(run, view)));
        if (!next) return std::nullopt;
        i = static_cast<std::size_t>(next - sampler.steps().data());
    }
    InspectedStep step{index, &sampler.steps()[i], &trace->moves[i], trace->states[i], trace->states[i + 1]};
    if (sampler.forward()) {
        std::swap(step.x_from, step.x_to);
        step.x0 = trace->states.back();
    }
    if (!step.x_from.allFinite() || !step.x_to.allFinite()) return std::nullopt;
    return step;
}

namespace {

/// The level of the first state beyond `state`, `by` = 1 or -1, whose level is another; its own where there is none.
int other_level(const SamplerRun& sampler, int state, int by) {
    const std::vector<int>& levels = sampler.levels();
    const int own = levels[static_cast<std::size_t>(state)];
    for (int i = state; i >= 0 && i < static_cast<int>(levels.size()); i += by)
        if (levels[static_cast<std::size_t>(i)] != own) return levels[static_cast<std::size_t>(i)];
    return own;
}

/// Of the states that a move stands between, the one with more noise.
int noisier_state(const SamplerRun& sampler, const InspectedStep& step) {
    return static_cast<int>(step.step - sampler.steps().data());
}

} // namespace

int level_after(const Run& run, const InspectedStep& step) {
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(step.sampler)];
    const int noisier = noisier_state(sampler, step);
    return sampler.levels()[static_cast<std::size_t>(sampler.forward() ? noisier : noisier + 1)];
}

int level_before(const Run& run, const InspectedStep& step) {
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(step.sampler)];
    const int noisier = noisier_state(sampler, step);
    return sampler.forward() ? other_level(sampler, noisier + 1, 1) : other_level(sampler, noisier, -1);
}

} // namespace halfstep::plots
