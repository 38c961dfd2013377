#pragma once
// What the plots share: ranges that stay put, times, inks, and numbers as text.

#include "app/base/number_text.h"
#include "app/plots/plots.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace halfstep::plots {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
/// Up to so many levels, each gets a dot: between them nothing was measured, and a single one makes no line.
constexpr int few_levels = 26;

/// Whether there is anything to draw: a finished run with a target and at least one step.
bool drawable(const Run& run);
bool has_target(const Run& run);
bool is_1d(const Run& run);
bool is_2d(const Run& run);

// ---- time ----
int cursor_level(const Run& run, const View& view); ///< the cursor's level, within 0..T
double t_end(const Run& run);                       ///< the axis value of level T
Axis time_axis(const Run& run);
/// "t = 0.42   k = 42 / 100"; on the chain, where t is k: "t = 42 / 100". On other grids than the default one of ve,
/// and of all processes where the notation is a, b and σ, with "σ = 0.8" behind it.
std::string time_text(const Run& run, int level, Notation notation);
/// What a caption says of the cursor's time, " · " behind it: nothing that the window's clock says.
std::string caption_time(const Run& run, const View& view);
std::string short_time(const Run& run, int level); ///< "t = 0.42"
/// The noise level at any t between the levels: exact for ve and flow, alpha_bar interpolated on the chain.
Level level_at(const Process& process, double t);
/// The rule at the cursor. `labelled`: with its t beside it, at height `y_top` of the axis.
void add_cursor(std::vector<Mark>& overlay, const Run& run, const View& view, bool labelled = false, double y_top = 0);

// ---- whose marks are seen ----
/// Whether a plot laid out so shows what a sampler draws: it is not muted, and has no other panel.
bool seen_at(const Layout& layout, const View& view, int sampler);

// ---- moves ----
/// The reverse step that a sampler takes next from what it shows at `level`, behind any churn; nullptr at the data.
const StepCoefficients* next_reverse_step(const SamplerRun& sampler, int level);

// ---- inks ----
/// A sampler's ink; while the cursor highlights another one it steps back.
Ink sampler_ink(int sampler, const View& view, float alpha = 1);

/// Whether a sampler's paths are rough: noise in many steps. They fill a picture sooner than smooth ones, so fewer are
/// drawn, and beneath the smooth ones.
bool is_rough(const SamplerRun& sampler);
/// Indices of the samplers in the order to draw their paths: the rough ones, the smooth ones, the highlighted one.
std::vector<int> drawing_order(const Run& run, const View& view);

/// Names the samplers in the experiment's order, whatever the order of drawing. Draws nothing.
void add_sampler_keys(Figure& figure, const Run& run, const View& view);

/// Samplers that start from the same x_T and draw the same noise often lie on each other. Nobody is to cover the others
/// then, and two colours are not to mix into a third, which would be nobody's. So paths and clouds are drawn in rounds,
/// each of some of the particles of every sampler, with another sampler on top in each.
struct Round {
    int sampler;
    int particle; ///< those of index particle, particle + of, particle + 2 of, ...
    int of;
};
/// Particles first, first + stride, ... below `end`.
struct ParticleRange {
    int first = 0, end = 0, stride = 1;
};
std::vector<Round> rounds(const Run& run, const View& view);

// ---- ranges ----
/// The smallest of 1, 2, 5 times a power of ten that is not below `value` > 0.
double nice_ceil(double value);
/// Outwards to multiples of a round step, at least a `steps`-th of the width, so that an axis stays while a slider
/// moves a little. Never empty.
Range round_out(Range range, int steps = 20);
inline constexpr double plane_sds = 3.2; ///< of view_range() in the plane plot and in those that are read beside it
/// Where coordinate `coordinate` lives at all t, from the exact laws and the laws that samplers start from: +- `width`
/// standard deviations of every component, rounded outwards. No sample has a say in it.
Range view_range(const Run& run, int coordinate, double width);
/// A log axis of whole decades from a little below `lo` to a little above `hi`, and of no more than `most_decades`
/// below that, where what is lower is as good as zero. Where there is nothing (lo > hi): one about 1.
Axis decades(double lo, double hi, double most_decades);
/// Indices 0 .. n - 1, ascending, evenly spread, ends included; at most `limit` (>= 2) of them.
std::vector<int> thin(int n, int limit);

// ---- text ----
std::string particles_text(const Run& run);     ///< "20 000 particles", "1 024 (coarse)" before they are there
std::string prior_text(const Process& process); ///< what samplers start from: "N(0, I)", or "N(0, 80² I)"

} // namespace halfstep::plots
