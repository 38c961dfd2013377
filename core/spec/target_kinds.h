#pragma once
// The targets, each with its row. A new one is its value and row here, and in core/law/catalog.cpp its law, dimension
// and usual sizes; the compiler names each switch that lacks it.

#include "core/spec/row.h"

#include <string_view>

namespace halfstep {

enum class TargetKind {
    gaussian,     ///< N(mean, sigma^2 I), or N(mean, cov)
    mixture,      ///< the components given
    uniform,      ///< the boxes given: intervals in one dimension, rectangles in two
    points,       ///< the points given, each a Gaussian of standard deviation `kernel`; 0: the points themselves
    ring,         ///< `modes` Gaussians of standard deviation sigma, evenly on a circle of `radius`
    grid,         ///< modes x modes Gaussians of standard deviation sigma, `spacing` apart, centred
    checkerboard, ///< the black fields of a board of modes x modes, each a uniform square of side `spacing`, centred
    moons,        ///< two half circles of `radius` and width sigma that reach into each other
    circles,      ///< a circle of `radius` and one of ratio * radius inside, of width sigma
    spiral,       ///< `arms` spirals of `turns` turns out to `radius`, of width sigma
    random, ///< `modes` Gaussians of random place (within `radius`), weight, width (about sigma) and tilt, by `seed`
    word,   ///< `text` in capitals of `height`, drawn with a pen of width sigma
};

template <>
struct Fact<TargetKind> {
    TargetKind value{};
    const char* spelling = "";
    const char* label = "";
    const char* tip = "";
    const char* source = "";
    bool lists_gaussians = false;  ///< a scene gives each Gaussian, so that a handle can move it
    bool places_gaussians = false; ///< a few Gaussians, placed by a few numbers: a mixture can list them
    bool has_modes = false; ///< Gaussians or points apart from each other, not beads on a curve: each can be counted
    bool is_board = false;  ///< it has modes x modes of what it is made of
    KindKey keys[12]{};     ///< beside `kind`; those without a name are no more

    /// nullptr: it does not have this key.
    const KindKey* find(std::string_view key) const;
};

inline constexpr SliderRange pen_range{.lo = 0.02, .hi = 0.5, .log = true};
inline constexpr const char* across_a_curve = "Standard deviation across the curve: half its width.";

inline constexpr Fact<TargetKind> target_kinds[] = {
    {.value = TargetKind::gaussian,
     .spelling = "gaussian",
     .label = "Gaussian",
     .tip = "N(μ, σ²I). Every sampler is linear here, so all of its moments are known in closed form.",
     .lists_gaussians = true,
     .keys = {{"sigma", nullptr, "Standard deviation of the data x₀."}, {"mean"}, {"cov"}}},
    {.value = TargetKind::mixture,
     .spelling = "mixture",
     .label = "Mixture",
     .tip = "A mixture of Gaussians, each with its own weight, mean and covariance (more of them in the scene file).",
     .lists_gaussians = true,
     .has_modes = true,
     .keys = {{"component"}}},
    {.value = TargetKind::uniform,
     .spelling = "uniform",
     .label = "Uniform boxes",
     .tip =
         "Uniform on intervals, or on rectangles in the plane: sharp edges. The exact density of xₜ is a difference of "
         "error functions.",
     .keys = {{"box"}}},
    {.value = TargetKind::points,
     .spelling = "points",
     .label = "Points",
     .tip =
         "A sample, each point seen through a Gaussian kernel. With kernel 0 it is the exact empirical score: perfect "
         "denoising, which memorises. Choosing it draws a sample of the target that was there.",
     .has_modes = true,
     .keys = {{"points"},
              {"weights"},
              {"labels"},
              {"file"},
              {"columns"},
              {"label_column"},
              {"separator"},
              {"decimal"},
              {"header"},
              {"standardize"},
              {"kernel"}}},
    {.value = TargetKind::ring,
     .spelling = "ring",
     .label = "Ring",
     .tip = "Equal Gaussians evenly on a circle (2-D).",
     .places_gaussians = true,
     .has_modes = true,
     .keys = {{"sigma", nullptr, "Standard deviation of each mode.", {.lo = 0.01, .hi = 1, .log = true}},
              {"modes", "Modes", "How many Gaussians.", {.lo = 1, .hi = 16}},
              {"radius", nullptr, "Distance of the modes from the origin.", {.lo = 0, .hi = 5}}}},
    {.value = TargetKind::grid,
     .spelling = "grid",
     .label = "Grid",
     .tip = "Equal Gaussians on a square grid (2-D).",
     .places_gaussians = true,
     .has_modes = true,
     .is_board = true,
     .keys = {{"sigma", nullptr, "Standard deviation of each mode.", {.lo = 0.01, .hi = 1, .log = true}},
              {"modes", "Modes a side", "How many Gaussians.", {.lo = 1, .hi = 6}},
              {"spacing", "Spacing", "Distance between neighbours.", {.lo = 0.1, .hi = 3}}}},
    {.value = TargetKind::checkerboard,
     .spelling = "checkerboard",
     .label = "Checkerboard",
     .tip = "The black fields of a chess board, each uniform (2-D).",
     .is_board = true,
     .keys = {{"modes", "Fields a side", "Of the board.", {.lo = 1, .hi = 8}},
              {"spacing", "Field", "Side of a field.", {.lo = 0.1, .hi = 3}}}},
    {.value = TargetKind::moons,
     .spelling = "moons",
     .label = "Two moons",
     .tip = "Two half circles that reach into each other (2-D).",
     .keys = {{"sigma", nullptr, across_a_curve, pen_range},
              {"radius", nullptr, "Of both half circles.", {.lo = 0.2, .hi = 4}}}},
    {.value = TargetKind::circles,
     .spelling = "circles",
     .label = "Circles",
     .tip = "A circle in a circle (2-D).",
     .keys = {{"sigma", nullptr, across_a_curve, pen_range},
              {"radius", nullptr, "Of the outer circle.", {.lo = 0.2, .hi = 4}},
              {"ratio"}}},
    {.value = TargetKind::spiral,
     .spelling = "spiral",
     .label = "Spiral",
     .tip = "Spiral arms (2-D).",
     .keys = {{"sigma", nullptr, across_a_curve, pen_range},
              {"arms"},
              {"turns"},
              {"radius", nullptr, "Where the arms end.", {.lo = 0.2, .hi = 4}}}},
    {.value = TargetKind::random,
     .spelling = "random",
     .label = "Random",
     .tip = "Gaussians of random place, weight, width and tilt.",
     .places_gaussians = true,
     .has_modes = true,
     .keys = {{"modes", "Modes", "How many Gaussians.", {.lo = 1, .hi = 30}},
              {"sigma",
               nullptr,
               "Typical standard deviation; each mode's lies between half and twice of it.",
               {.lo = 0.02, .hi = 1, .log = true}},
              {"radius", nullptr, "The modes lie within.", {.lo = 0.1, .hi = 5}},
              {"seed"},
              {"dimension"}}},
    {.value = TargetKind::word,
     .spelling = "word",
     .label = "Word",
     .tip = "A word in capitals, drawn with a soft pen (2-D).",
     .keys = {{"text"},
              {"sigma", nullptr, "Standard deviation across a line: half the width of the pen.", pen_range},
              {"height"}}},
};

} // namespace halfstep
