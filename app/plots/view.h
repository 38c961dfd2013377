#pragma once
// What is shown of an experiment, and how: what plots take beside a Run, the timeline and the mouse move, and a scene
// may hold as [view]. It never changes an Experiment, and undo leaves it alone.

#include "app/plots/notation.h"
#include "app/plots/plot_view.h"
#include "app/plots/sampler_set.h"
#include "core/run/measures.h"

#include <map>
#include <string>

namespace halfstep {

struct Plot;

/// Particles of a sampler that a cloud shows at most, unless View::points says otherwise: more do not read on a screen.
inline constexpr int usual_points = 4000;

/// In which direction time has been running, so that what is ahead of it is not to be seen yet.
enum class Reveal { nothing, towards_data, towards_noise };

struct View {
    /// Ranges that a stage keeps while its target is dragged about; off: the run's own.
    struct Held {
        bool on = false;
        double x_lo = 0, x_hi = 1, y_lo = 0, y_hi = 1;
        bool operator==(const Held&) const = default;
    };
    int level = 0;     ///< process level, 0 = data .. T = noise
    int particle = -1; ///< the one under the mouse; -1: none
    /// The particle that all plots follow under every sampler, until another one is; -1: none.
    std::int64_t pinned = -1;
    int inspect = 0;     ///< the sampler, counted from 1, whose next step the stage shows as arrows; 0: none
    int stage = -1;      ///< how much of that step is shown: the last of plots::stages_of() to be seen; -1: all
    bool enlarge = true; ///< the step's arrows, where they are small; files of data have them as they are
    int term = -1;       ///< the StepTerm::Kind that comes forward; -1: all alike
    int sampler = -1;    ///< the sampler that is highlighted; -1: all alike
    int points = 0;      ///< particles of each sampler in a cloud, for paper; 0: as many as read well on a screen
    Held held{};
    Notation notation = Notation::ddpm; ///< of labels and equations
    bool clock_beside = false;          ///< the time of the cursor is told beside the plots: they need not say it, too
    SamplerSet muted{};                 ///< samplers that no plot shows; axes stay as of all of them
    Reveal reveal = Reveal::nothing;    ///< what play lets appear by and by: what is to come lies behind a veil

    /// Plots in panels, one a sampler, unless a plot's own view says otherwise; empty: see split_by_itself.
    std::optional<bool> split{};
    /// In the window: a plot that would be a mush of many samplers (Plot::splits_from) is split unasked.
    bool split_by_itself = false;
    const Plot* on_stage = nullptr; ///< in the middle; nullptr: what goes with the experiment
    /// The scene beside this one: the name of a lesson, or a file. Empty: none, or a state that was kept.
    std::string compare{};

    static constexpr std::size_t least_side = 2, most_side = 5;
    std::vector<const Plot*> side{};         ///< beside the stage, from the top; empty: what goes with the experiment
    std::optional<AxisView::Span> time{};    ///< what plots over t show of it, where they keep step; empty: all of it
    std::map<const Plot*, PlotView> plots{}; ///< how each is looked at; of one that is absent: as it is made

    bool operator==(const View&) const = default;
};

/// What has to be measured of a run for this view, whatever the plots: the trace of a particle.
Wanted measures_of(const View& view);

/// Without what the mouse is over or holds: what a file gets of it.
View without_mouse(View view);

/// Lets go of samplers and particles that an experiment does not have, fewer than before.
void let_go_of_absent(View& view, const Experiment& experiment);

/// Whether every plot makes the same figure of both: they differ at most in how figures are then looked at.
bool draws_the_same(const View& a, const View& b);

} // namespace halfstep
