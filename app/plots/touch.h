#pragma once
// What can be touched in a plot: handles that say what they stand for, and what dragging them, turning the wheel over
// them, adding and removing does to an Experiment. Plain values and arithmetic: the mouse and its pixels belong to
// app/views.

#include "app/figure/layout.h"
#include "core/spec/experiment.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace halfstep {

struct Run;

// ---- what a handle stands for ----

/// The mean of a component of the target, where the data are.
struct ComponentMean {
    int component = 0;
    bool operator==(const ComponentMean&) const = default;
};
/// One standard deviation from there, along the component's longest axis.
struct ComponentWidth {
    int component = 0;
    bool operator==(const ComponentWidth&) const = default;
};
/// A control point of a custom schedule.
struct ControlPointRef {
    int point = 0;
    bool operator==(const ControlPointRef&) const = default;
};
/// A latent, or the point of the data that is encoded.
struct LatentPoint {
    enum Which { z1, z2, x0 } which = z1;
    bool operator==(const LatentPoint&) const = default;
};
using HandleRef = std::variant<ComponentMean, ComponentWidth, ControlPointRef, LatentPoint>;

/// "mean[0]", "width[0]", "schedule.point[2]", "latent[0]": for the journal.
std::string handle_name(const HandleRef& ref);

/// A place in a plot, in the units of its axes.
struct DataPoint {
    double x = 0, y = 0;
};
DataPoint data_at(const Layout& layout, Point pixel);

/// A place in a plot to take hold of.
struct PlotHandle {
    enum class Moves { anywhere, along_x, along_y, outwards }; ///< what the mouse's cursor promises
    HandleRef ref;
    double x = 0, y = 0;
    Moves moves = Moves::anywhere;
    bool in_figure = false;           ///< the figure shows it; else whoever shows the figure does
    Ink ink{Ink::cursor, 0, 1};       ///< of one in the figure
    std::vector<DataPoint> outline{}; ///< what it is about: a closed line, or, of two points, a bar
};

/// The nearest within `reach` pixels, the first of equals; none beyond the plot's edge.
std::optional<PlotHandle> handle_at(const std::vector<PlotHandle>& handles, const Layout& layout, Point at,
                                    float reach);

// ---- what touching does ----

// What lies below a hand's tremor is left out of numbers, so that a scene file can show them.
double to_digits(double value, int digits);    ///< significant ones
double to_step(double value, double per_unit); ///< to multiples of 1 / per_unit

/// What touching makes of an experiment, or why it makes nothing of it.
struct Edit {
    Experiment experiment{};
    std::string cause{};   ///< what was changed, by its key in a scene
    std::string refused{}; ///< a sentence; then the experiment is as it was
};

/// A handle on its way, measured from where it was taken hold of.
struct Drag {
    DataPoint from, to;
    double up = 0;      ///< pixels at scale 1
    bool shift = false; ///< the key is held
};

/// A row of a plot's menu that edits the experiment.
struct TouchMenuRow {
    const char* key; ///< for the journal, behind "menu."
    const char* text;
    const char* tip;
    bool (*offered)(const Experiment& experiment);
    Edit (*choose)(const Experiment& experiment);
};

/// What can be touched in a plot. Functions that a plot does without are null.
struct Touch {
    bool of_target = false;  ///< its handles are there only while the target is edited by hand
    bool keeps_axes = false; ///< what the axes show stays while a handle is dragged
    /// `made`: the figure as the plot made it; `layout`: as it lies on screen.
    std::vector<PlotHandle> (*handles)(const Experiment& experiment, const Figure& made, const Layout& layout);
    std::string (*text)(const HandleRef& ref, const Experiment& experiment); ///< what it is, with its numbers
    const char* (*hint)(const HandleRef& ref, const Experiment& experiment); ///< what can be done with it
    /// Never more than the limits allow; the experiment as it was where the handle does not exist.
    Edit (*drag)(const Experiment& before, const PlotHandle& handle, const Drag& drag, const Figure& made);
    /// `notches` of the wheel, away from the user. Null: the wheel zooms, as elsewhere in the plot.
    Edit (*wheel)(const Experiment& before, const HandleRef& ref, double notches, bool shift) = nullptr;
    /// A double click where no handle is. Nothing: it means nothing there.
    std::optional<Edit> (*add)(const Experiment& before, const Layout& layout, Point at, float reach,
                               bool ctrl) = nullptr;
    Edit (*remove)(const Experiment& before, const HandleRef& ref) = nullptr;
    /// The run's particle that a click without a drag pins; -1: none. Null: a click means nothing.
    std::int64_t (*particle)(const Run& run, const HandleRef& ref) = nullptr;
    const TouchMenuRow* menu_row = nullptr;
};

} // namespace halfstep
