#include "app/scene/view_keys.h"

#include "core/spec/experiment.h"
#include "core/spec/limits.h"

namespace halfstep {
namespace {

using V = View;
constexpr KeyFact<V> view_keys[] = {
    {.name = "level",
     .place = [](V& v) -> int& { return v.level; },
     .label = "Time",
     .tip = "The time shown, as a level of the process: 0 is the data, T the noise.",
     .allowed = "a whole number from 0 to T",
     .whole = {0, Limits::max_steps},
     .whole_in =
         [](const Experiment& e) {
             return WholeRange{0, e.process.steps};
         },
     .written = [](const V& v) { return v.level != 0; }},
    {.name = "particle",
     .place = [](V& v) -> std::int64_t& { return v.pinned; },
     .label = "Particle",
     .tip = "The particle that every plot follows under every sampler; without it the one under the mouse.",
     .allowed = "a whole number from 0 to run.particles − 1",
     .whole = {0, Limits::max_particles - 1},
     .whole_in =
         [](const Experiment& e) {
             return WholeRange{0, e.run.particles - 1};
         },
     .written = [](const V& v) { return v.pinned >= 0; }},
    {.name = "inspect",
     .place = [](V& v) -> int& { return v.inspect; },
     .label = "Step of",
     .tip = "The sampler, counted from 1, whose next step the stage shows as arrows; 0: of none.",
     .allowed = "a whole number from 0 to as many as there are samplers",
     .whole = {0, 64},
     .whole_in =
         [](const Experiment& e) {
             return WholeRange{0, static_cast<std::int64_t>(e.samplers.size())};
         },
     .written = [](const V& v) { return v.inspect > 0; }},
    {.name = "notation",
     .place = Named<V>{[](const V& v) { return static_cast<int>(v.notation); },
                       [](V& v, int i) { v.notation = static_cast<Notation>(i); }, choices<Notation>},
     .label = "Notation",
     .tip = "In whose symbols labels and equations are written.",
     .written = [](const V& v) { return v.notation != Notation::ddpm; }},
    {.name = "muted",
     .tip = "Samplers that no plot shows; axes stay as of all of them.",
     .allowed = "a list of names of samplers",
     .written = [](const V& v) { return !v.muted.empty(); }},
    {.name = "split",
     .tip = "Plots in panels, one a sampler; without it in the window the plane from three samplers on, on paper none.",
     .allowed = "true, false",
     .written = [](const V& v) { return v.split.has_value(); }},
    {.name = "stage",
     .tip = "The plot in the middle; without it the one that goes with the scene.",
     .allowed = "a name of a plot, as halfstep figure --list has them",
     .written = [](const V& v) { return v.on_stage != nullptr; }},
    {.name = "compare",
     .place = [](V& v) -> std::string& { return v.compare; },
     .label = "Beside it",
     .tip = "The scene that is shown beside this one, from the same noise: a lesson, or a file beside the scene.",
     .allowed = "the name of a lesson, or of a scene file",
     .written = [](const V& v) { return !v.compare.empty(); }},
    {.name = "plots",
     .tip = "Beside the stage, from the top; without it those that go with the scene.",
     .allowed = "up to 5 names of plots, as halfstep figure --list has them",
     .written = [](const V& v) { return !v.side.empty(); }},
    {.name = "time",
     .tip = "What plots over t show of it, where they keep step; without it all.",
     .allowed = "[from, to]",
     .written = [](const V& v) { return v.time.has_value(); }},
    {.name = "plot",
     .tip = "How a plot is looked at, where it is not as it makes itself.",
     .allowed = "tables [[view.plot]], one a plot"},
};

using S = PlotInView;
constexpr const char* axis_range = "What this axis is zoomed to.";
constexpr const char* axis_lock = "The axis stays there, whatever the mouse and the plot do.";
constexpr const char* axis_scale = "Instead of the plot's own scale.";
constexpr const char* axis_turned = "Against the plot's own direction.";
constexpr KeyFact<S> seen_plot_keys[] = {
    {.name = "name",
     .place = [](S& s) -> std::string& { return s.name; },
     .tip = "Of which plot.",
     .allowed = "a name that halfstep figure --list has"},
    {.name = "x",
     .tip = axis_range,
     .allowed = "[from, to]",
     .written = [](const S& s) { return s.view.x.range || s.view.x.locked; }},
    {.name = "y",
     .tip = axis_range,
     .allowed = "[from, to]",
     .written = [](const S& s) { return s.view.y.range || s.view.y.locked; }},
    {.name = "x_locked",
     .tip = axis_lock,
     .allowed = "true, false; with x",
     .written = [](const S& s) { return s.view.x.locked.has_value(); }},
    {.name = "y_locked",
     .tip = axis_lock,
     .allowed = "true, false; with y",
     .written = [](const S& s) { return s.view.y.locked.has_value(); }},
    {.name = "x_scale",
     .tip = axis_scale,
     .allowed = "linear, log",
     .written = [](const S& s) { return s.view.x.scale.has_value(); }},
    {.name = "y_scale",
     .tip = axis_scale,
     .allowed = "linear, log",
     .written = [](const S& s) { return s.view.y.scale.has_value(); }},
    {.name = "x_inverted",
     .place = [](S& s) -> bool& { return s.view.x.inverted; },
     .tip = axis_turned,
     .written = [](const S& s) { return s.view.x.inverted; }},
    {.name = "y_inverted",
     .place = [](S& s) -> bool& { return s.view.y.inverted; },
     .tip = axis_turned,
     .written = [](const S& s) { return s.view.y.inverted; }},
    {.name = "hidden",
     .tip = "Entries of the legend that are switched off, by their labels.",
     .allowed = "a list of texts",
     .written = [](const S& s) { return !s.view.hidden.empty(); }},
    {.name = "split",
     .tip = "This plot in panels, one a sampler; without it as [view] says.",
     .allowed = "true, false",
     .written = [](const S& s) { return s.view.split.has_value(); }},
    {.name = "legend",
     .place = [](S& s) -> bool& { return s.view.legend; },
     .tip = "Whether there is one.",
     .written = [](const S& s) { return !s.view.legend; }},
};

} // namespace

template <>
std::span<const KeyFact<View>> keys() {
    return view_keys;
}
template <>
std::span<const KeyFact<PlotInView>> keys() {
    return seen_plot_keys;
}

} // namespace halfstep
