#pragma once
// Run + View -> Figure. One plot a file; plots.cpp has the one list of them.

#include "app/plots/touch.h"
#include "app/plots/view.h"
#include "core/run/run.h"

#include <string_view>
#include <vector>

namespace halfstep {

/// A figure's texts with their symbols as the view's notation has them (notation.h), and the names of its marks as they
/// are in any.
void spell(Figure& figure, const Run& run, const View& view);
void spell(std::vector<Mark>& marks, const Run& run, const View& view);

/// How a plot makes its figure, and its overlay: what its function makes, spelled.
struct MakesFigure {
    Figure (*raw)(const Run& run, const View& view);
    constexpr MakesFigure(Figure (*function)(const Run&, const View&)) : raw(function) {}
    Figure operator()(const Run& run, const View& view) const;
};
struct MakesOverlay {
    std::vector<Mark> (*raw)(const Run& run, const View& view);
    constexpr MakesOverlay(std::vector<Mark> (*function)(const Run&, const View&)) : raw(function) {}
    std::vector<Mark> operator()(const Run& run, const View& view) const;
};

/// What a plot says of itself: its function's sentences, spelled. Plain text for those who hear it.
struct MakesWords {
    std::string (*raw)(const Run& run, const View& view);
    constexpr MakesWords(std::string (*function)(const Run&, const View&)) : raw(function) {}
    std::string operator()(const Run& run, const View& view) const;
};

/// What a plot is: how its figure is made, where the window shows it, and what can be touched in it. Each file of this
/// room exports one or more, and nobody else decides anything by a plot's name.
///
/// A plot is a pure function: the same run and view give the same figure. All of it but its overlay depends on
/// view.sampler, never on which particle is followed, and on view.level only where `follows_cursor` says so: make it
/// anew when one of those changes, and while only the others move replace its overlay, which is cheap.
struct Plot {
    const char* name;  ///< as in `halfstep figure --plot NAME`
    const char* title; ///< this and the next are shown to people: their symbols stand between marks (notation.h)
    const char* help;  ///< one sentence for the tooltip: what is drawn, and what it should look like when all is well
    bool (*applies)(const Run& run);
    const char* needs; ///< what applies() asks for, where that is not much: "it needs a target with one dimension"
    /// Of a run that lacks its measures: a figure with the name and the title, and without marks.
    MakesFigure make;
    MakesOverlay overlay; ///< just what make() puts into Figure.overlay
    /// What it shows, in sentences, and the few numbers that matter, with their errors, at the cursor's time: for a
    /// screen reader, or as the text of a picture. Of a complete run to which the plot applies.
    MakesWords words;
    Wanted measures{};           ///< what has to be measured of the run before there is anything to draw
    bool follows_cursor = false; ///< its marks, axes or caption (not only its overlay) depend on view.level
    /// Everything this plot shows is in its overlay, so paper keeps the overlay even without the cursor.
    bool all_in_overlay = false;
    bool compares = false; ///< it shows Run::comparison
    /// The plot of which this is another view, earlier in the list. Menus offer the variant beside it; `--plot all`
    /// skips it. nullptr: a plot of its own.
    const char* variant_of = nullptr;
    const char* variant = nullptr; ///< what it is called among its variants; also of the plot that has such

    /// In the window it is split into panels by itself once there are so many samplers; 0: when asked; -1: never.
    int splits_from = 0;

    // ---- where the window shows it ----
    bool on_stage = false; ///< in the middle, wherever it applies
    /// Its slot in the side column by default, 0 at the top; -1 or a null function: not there.
    int (*place)(const Experiment& experiment) = nullptr;
    /// Whether the experiment has what only this plot shows: once it has, the plot moves to the top of the side column.
    /// Null: never.
    bool (*called_for)(const Experiment& experiment) = nullptr;

    // ---- what can be touched in it ----
    /// The particle within `reach` pixels of the mouse, which every plot then shows; -1: none. Null: it shows none.
    int (*particle_at)(const Run& run, const Layout& layout, const View& view, Point at, float reach) = nullptr;
    const Touch* touch = nullptr; ///< null: nothing
};

/// In the order of the screen: the stage's plots first.
const std::vector<Plot>& all_plots();
/// nullptr when there is none of that name.
const Plot* find_plot(std::string_view name);
/// What the stage shows unless the view has another plot there; nullptr for a run that no such plot applies to.
const Plot* stage_plot(const Run& run);
/// What the stage shows.
const Plot* stage_plot(const Run& run, const View& view);
/// What the column beside it shows from the top on, until the user chooses.
std::vector<const Plot*> side_plots(const Experiment& experiment);

/// Whether a plot is to be in panels, one a sampler that is not muted. There are at least two then, and no step of one
/// is looked into there.
bool is_split(const Plot& plot, const Run& run, const View& view);
/// Puts that into its figure, if that has anything of samplers.
void split_figure(const Plot& plot, const Run& run, const View& view, Figure& figure);

/// The figure of a plot for paper, as `view` looks at it: what is hidden is left out, and its overlay is among the
/// marks (`with_cursor`, or where it is what the plot shows) or gone.
Figure paper_figure(const Plot& plot, const Run& run, const View& view, bool with_cursor);

/// The level nearest to a time. Levels ascend.
int level_near(const Process& process, double t);

} // namespace halfstep
