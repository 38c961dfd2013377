#pragma once
// One particle, the same in every plot: which it is, where each sampler has it, and the step that it takes there.

#include "app/plots/plots.h"
#include "core/run/trace.h"

namespace halfstep::plots {

/// Pinned, or under the mouse; -1: neither.
std::int64_t marked_particle(const View& view);
/// The same, and with neither one whose steps can be told apart (usual_particle).
std::int64_t followed_particle(const Run& run, const View& view);
/// "particle 17", and whether it is pinned.
std::string particle_text(const Run& run, const View& view);

Ink particle_ink(const View& view);
/// That in the upper left corner of a plot, which is at (x, y).
Label particle_label(const Run& run, const View& view, double x, double y);

/// What its steps are made of; nullptr: that is not known of it, or not yet.
const Trace* trace_of(const Run& run, int sampler, std::int64_t particle);
/// Its state, dim numbers; nullptr where neither the run's paths nor a trace have it. May be infinite or no number.
const double* state_of(const Run& run, int sampler, std::int64_t particle, int state);
/// The same as a vector; empty where it is not there or not finite.
Vec finite_state_of(const Run& run, int sampler, std::int64_t particle, int state);

/// Where a particle would be if its x0 had been known: a x0 + b eps with its own last state x0 and
/// eps = (x_T - a_T x0) / b_T, from the data to where it starts, at most `most` places. Empty where it has none.
struct OwnPlace {
    double t = 0;
    Vec x;
};
std::vector<OwnPlace> own_path(const Run& run, int sampler, std::int64_t particle, int most);
/// How that path is drawn, under every plot.
Curve conditional_curve(const Run& run, const View& view, int sampler);

/// The step that is looked into: of the particle, by the sampler that View::inspect names, from the level of the
/// cursor.
struct InspectedStep {
    int sampler = 0;
    const StepCoefficients* step = nullptr;
    const TracedMove* move = nullptr;
    Vec x_from, x_to; ///< where it leaves, where it arrives
    Vec x0{};         ///< of a forward chain: the data that it began with
    const Level& from() const { return step->move == MoveKind::forward ? step->to : step->from; }
    const Level& to() const { return step->move == MoveKind::forward ? step->from : step->to; }
};
/// The levels of the cursor at which the step after this one is looked into, and the one before.
int level_after(const Run& run, const InspectedStep& step);
int level_before(const Run& run, const InspectedStep& step);

/// Nothing where none is asked for, or its trace is not there yet.
std::optional<InspectedStep> inspected_step(const Run& run, const View& view);

} // namespace halfstep::plots
