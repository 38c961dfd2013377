#pragma once
// One step as arrows: the terms of the one equation, head to tail, from 0 to where the step arrives.

#include "app/plots/followed.h"

namespace halfstep::plots {

/// What happens one after the other within a step. Slow motion shows them by and by.
enum class StepStage {
    leave,   ///< x_t alone
    ask,     ///< what the denoiser says of it: x0_hat
    split,   ///< x_t = a x0_hat + b eps_hat: eps_hat is what is left over
    compose, ///< of a forward chain: x_s = a x0 + b eps with its own x0
    combine, ///< k_x0 x0_hat + k_eps eps_hat
    last,    ///< what changed since the step before
    again,   ///< the denoiser asked a second time, where the first line arrived
    shrink,  ///< of a forward move: the state that it leaves, smaller
    noise,
    arrive,
};
/// Those that this step has, in order.
std::vector<StepStage> stages_of(const InspectedStep& step);
/// The one that View::stage stands for.
StepStage stage_at(const InspectedStep& step, int stage);
/// The one in which a term comes.
StepStage stage_of(StepTerm::Kind kind);
/// "Ask the denoiser: x̂₀": what is done there, its symbols between marks.
const char* stage_text(StepStage stage);

/// "x̂₀", "ε̂", "z": what a term multiplies.
const char* term_symbol(StepTerm::Kind kind);
/// The index of its colour among the theme's series, counted on by whole rounds of them, so that it tells the kind,
/// too.
inline constexpr int series_colors = 4;
int term_series(StepTerm::Kind kind);
/// Each kind has its colour, in arrows, equations and numbers.
Ink term_ink(StepTerm::Kind kind, const View& view);

/// The term whose arrow or curve in a figure's overlay passes within `reach` pixels of a place; -1: none.
int term_at(const Figure& figure, const Layout& layout, Point at, float reach);

/// The arrows of the step that is looked into, on a stage over time (one dimension) whose x is in view between these:
/// beside the cursor, enlarged as far as they need, which is said. Where their ends can be enlarged far more than all
/// of them, it is these, and what reaches beyond is cut off.
void add_line_arrows(std::vector<Mark>& overlay, const Run& run, const View& view, Range height);
/// The same in the plane: as they are, and, where the step is small, its end enlarged in an inset.
/// `x`, `y`: what the plot shows by itself.
void add_plane_arrows(std::vector<Mark>& overlay, const Run& run, const View& view, Range x, Range y);

} // namespace halfstep::plots
