#pragma once
// A Figure is axes and marks as plain values. Plots make it; screen and paper draw it. It knows no OpenGL and no Cairo.
// Positions are data coordinates; lengths (widths, radii, type sizes) are points, 1/72 inch, scaled by whoever draws.
// Marks hold the values themselves, all of them, whatever the axes show: infinite ones, and those below zero on a log
// axis, too. Where a picture cannot follow them is for drawing to decide, so that files of data are the data.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace halfstep {

/// Colour by meaning; a Theme turns it into a colour. A sampler keeps its index, so its colour is the same everywhere.
struct Ink {
    enum Role : std::uint8_t {
        text,    ///< titles, numbers
        muted,   ///< axis labels, secondary lines
        grid,    ///< thin grid lines
        exact,   ///< the exact law or closed form: the reference that measurements are held against
        sampler, ///< `index` is the sampler's place in the experiment
        series,  ///< `index` counts the curves of a plot that are no samplers (beta, alpha_bar, ...)
        cursor,  ///< the time cursor and what is selected
        warning,
        ground, ///< of the plot itself: a veil over what lies beneath
    };
    Role role = text;
    int index = 0;
    float alpha = 1; ///< multiplies the theme's own
};

/// What an entry of the legend is about, for who asks for its equation. A sampler's is known by its ink.
enum class Topic : std::uint8_t {
    none,
    level,         ///< what x_t is made of: a and b, alpha_bar
    ratio,         ///< signal to noise, and the other way round
    forward_noise, ///< beta: the schedule, the grid
    posterior,     ///< q(x_s | x_t, x0) and its variance beta_tilde
    law,           ///< p_t
    reverse,       ///< p(x_s | x_t)
    mean,
    variance, ///< of p_t
    denoiser, ///< E[x0 | x_t]
    score,
    x0_loss,
    eps_loss,
    v_loss,
    bound_step,
    bound_best, ///< a term of the variational bound; with the best variance
    distance,   ///< of samples to p_t
};

enum class Dash : std::uint8_t {
    solid,
    dashed,
    dotted,
    long_dashed, ///< this and the next tell samplers apart, beside their colours
    fine_dashed,
};
/// How a point is drawn: the same for samplers.
enum class PointShape : std::uint8_t { disc, square, triangle };
enum class Scale : std::uint8_t { linear, log10 };

struct Axis {
    std::string label;
    double lo = 0, hi = 1;           ///< what is in view; lo < hi
    double tick_lo = 0, tick_hi = 0; ///< ticks only in here, when tick_lo < tick_hi (margins beyond carry other marks)
    double now_lo = 0, now_hi = 0;   ///< what the cursor's time alone needs of an axis that rests, when now_lo < now_hi
    Scale scale = Scale::linear;
    /// Values grow to the left, or downwards. Labels turn around with them, so that they stay on the side of what they
    /// are about.
    bool inverted = false;
    bool zoomed = false; ///< what is in view is the user's choice, who need not be told what lies beyond: cut_notes.h
    bool ticks = true;
    bool grid = true;
};

struct Curve {
    std::vector<double> x, y; ///< same length; NaN breaks the line
    Ink ink;
    float width = 1.5f;
    Dash dash = Dash::solid;
    std::string label; ///< legend entry; none when empty
    /// Curves 0 .. lanes - 1 that may lie on each other: where they do, each is seen in its own stretches along x.
    int lane = 0, lanes = 1;
    bool quiet = false; ///< may leave the axes without a note: cut_notes.h
    Topic topic = Topic::none;
    std::string name{}; ///< what scenes and files of data call it, where its label depends on the notation
};

/// Many polylines of the same length: polyline i has the points i * length .. (i + 1) * length - 1. NaN breaks one.
/// (Not `Paths`: that is core's name for the tracked particles, and plots see both.)
struct Polylines {
    std::vector<double> x, y; ///< x may have just `length` entries, shared by all polylines
    int length = 0;
    Ink ink;
    float width = 1;
    std::string label;
    Topic topic = Topic::none;
    std::string name{};
};

/// The area between two curves: error bands. Filled with the ink as it is: give it an alpha.
struct Band {
    std::vector<double> x, lo, hi;
    Ink ink;
    std::string label;
    Topic topic = Topic::none;
    std::string name{};
};

/// Histogram bars: bar i spans edges[i] .. edges[i + 1] along the axis and reaches from `base` to base + scale *
/// height[i]. With an outline the bars themselves are a light tint of the ink, without one as much of it as `tint`
/// says.
struct Bars {
    std::vector<double> edges;
    std::vector<double> height;
    double base = 0;
    double scale = 1;        ///< may be negative: bars that grow to the left or downwards
    bool horizontal = false; ///< false: edges along x; true: edges along y
    bool outline = true;     ///< a step line on top, so that several histograms stay readable over each other
    float tint = 1;          ///< times the ink's alpha
    double unit = 0;         ///< a height: bars that leave the plot say how many of it high they are; 0: they do not
    std::string unit_name;   ///< "exact peak"
    double below = 0, above = 0; ///< fractions of all that no bar holds: beyond the first and beyond the last edge
    Ink ink;
    std::string label;
    Topic topic = Topic::none;
    std::string name{};
};

/// A rectangle of values, row 0 at y_lo, shown through the theme's colour map (0 is the ground).
struct HeatMap {
    double x_lo = 0, x_hi = 1, y_lo = 0, y_hi = 1;
    int columns = 0, rows = 0;
    std::vector<float> value;    ///< rows * columns, row-major; NaN: nothing there
    double full = 1;             ///< the value of full colour, which greater ones have, too
    bool full_by_column = false; ///< instead of that the greatest value of each column
    bool root = false;           ///< shaded by the root of value / full, so that tails stay readable beside the peak
    bool signed_values = false;  ///< from -full to full, through the theme's diverging map (0 is the ground)
    bool bar = false;            ///< a bar beside the plot says which value has which colour
    std::string label;
    Topic topic = Topic::none;
    std::string name{};
};

/// Lines of equal value on a grid like a HeatMap's, whose values stand in the middle of the cells. Between the middles
/// of four cells the function is linear in each of the four triangles around their mean (contours.h). Lines end, and
/// areas have an edge, at the outermost middles and around what is not finite.
struct Contours {
    double x_lo = 0, x_hi = 1, y_lo = 0, y_hi = 1;
    int columns = 0, rows = 0;
    std::vector<float> value;   ///< rows * columns, row-major
    std::vector<double> levels; ///< ascending
    bool filled = false;        ///< the areas where value >= level, over each other, through the theme's colour map
    Ink ink;                    ///< of lines; of areas its alpha
    float width = 1;
    Dash dash = Dash::solid;
    std::string label;
    Topic topic = Topic::none;
    std::string name{};
};

struct Points {
    std::vector<double> x, y;
    Ink ink;
    float radius = 2;
    std::string label;
    std::string name; ///< what files of data call it, where the legend has no entry of its own for it
    bool single =
        false; ///< known in single precision only, as the clouds of a run in single precision: files of data say so
    Topic topic = Topic::none;
};

/// Vectors of any size. One of length v is drawn as long as scale * v / (1 + v / half), in data units.
struct Arrows {
    std::vector<double> x, y;   ///< tails, or middles
    std::vector<double> dx, dy; ///< the vectors
    Ink ink;
    float width = 1;
    std::string label;
    bool middles = false;
    double scale = 1, half = std::numeric_limits<double>::infinity();
    Topic topic = Topic::none;
    std::string name{};
};

enum class Align : std::uint8_t { start, middle, end };
/// Where something of this length begins.
inline float aligned(float at, float length, Align align) {
    return align == Align::start ? at : align == Align::middle ? at - length / 2 : at - length;
}

struct Label {
    double x = 0, y = 0;
    std::string text;
    Align horizontal = Align::start, vertical = Align::middle;
    Ink ink;
    float size = 0;          ///< points; 0: the theme's axis type
    float dx = 0, dy = 0;    ///< offset in points, y up
    double from = 0, to = 0; ///< along x, data units: left out where it does not fit in between; anywhere when equal
    bool ground = false;     ///< on a ground of its own: it stands over marks
    bool yields = false;     ///< left out where it would lie over another label
    // On an inverted axis alignment, offset and the arrows in the text (← →, ↑ ↓) turn around.
};

/// A line across the plot at one value of an axis.
struct Rule {
    double value = 0;
    bool vertical = true; ///< true: at x = value
    Ink ink;
    float width = 1;
    Dash dash = Dash::solid;
    double from = 0, to = 0; ///< along the other axis, in data units; all of it when equal
    std::string label;       ///< legend entry, as for all marks; text beside it is a Label
    Topic topic = Topic::none;
    std::string name{};
};

/// A point that the user may drag; `id` tells the plot's owner which.
struct Handle {
    double x = 0, y = 0;
    int id = 0;
    Ink ink;
    std::string tip;
    /// Where y lies outside of this, the handle is seen at its nearer end, and can still be taken hold of.
    double y_lo = -std::numeric_limits<double>::infinity(), y_hi = std::numeric_limits<double>::infinity();

    double seen_y() const { return std::clamp(y, y_lo, y_hi); }
};

using Mark = std::variant<HeatMap, Contours, Band, Bars, Curve, Polylines, Points, Arrows, Rule, Label, Handle>;

/// A figure as small multiples: a panel for each of some samplers, with what is nobody's in every one of them. Title,
/// legend of what is no sampler's, and the axes' names stand once.
struct Split {
    struct Panel {
        int sampler = 0;
        std::string name; ///< above the panel
        bool operator==(const Panel&) const = default;
    };
    std::vector<Panel> panels; ///< empty: the figure is one plot
    int columns = 0;           ///< 0: by the room's proportions

    bool operator==(const Split&) const = default;
};

struct Figure {
    std::string name; ///< the plot's: "xt", "variance", ...
    std::string title;
    std::string caption; ///< one quiet line: what is measured, with how many particles
    Axis x, y;
    bool equal_aspect = false; ///< a unit of x is as long as a unit of y; the view grows to fit
    bool legend = true;
    bool direct = false; ///< its own curves rest while time moves, so that their names may stand beside them
    Split split{};
    std::vector<Mark> marks;   ///< drawn in order
    std::vector<Mark> overlay; ///< drawn last and redrawn every frame: cursors, what the mouse is over
};

} // namespace halfstep
