#pragma once
// Where things go: the plot rectangle, ticks and the map between data and pixels. Shared by screen, paper and the
// mouse.

#include "app/figure/canvas.h"
#include "app/figure/legend_rules.h"

#include <span>
#include <string>
#include <vector>

namespace halfstep {

struct Tick {
    double value = 0;
    std::string label; ///< empty: a minor tick
};

/// Ticks within lo..hi at 1-2-5 steps (linear) or at decades with minor ticks at 2..9 (log10), at most about `wanted`
/// labelled ones, or up to `most` (if that is more) where so few steps would not fit twice into the range. The step
/// depends on the length of the range only, not on where it lies, so that ticks glide while panning. Labels share one
/// format: as many decimals as the step needs, powers of ten (2×10⁻⁵) where numbers get long. An empty range, NaN, or
/// one so narrow that doubles cannot tell its ticks apart: none.
std::vector<Tick> make_ticks(double lo, double hi, Scale scale, int wanted, int most = 0);

/// Data -> pixel of one axis. lo < hi, and pixel_lo is where lo lies: right or below on some axes, so it may be the
/// greater one. Values far outside stay finite.
struct AxisMap {
    double lo = 0, hi = 1;
    Scale scale = Scale::linear;
    float pixel_lo = 0, pixel_hi = 1;

    float pixel(double value) const; ///< NaN for values that a log axis cannot show
    double value(float pixel) const;
    bool descends() const { return pixel_lo > pixel_hi; } ///< y axes, unless inverted; inverted x axes
};

/// A text of the frame: title, caption, axis and tick labels, legend.
struct FrameText {
    Point at;
    std::string text;
    float size = 0; ///< pixels
    Weight weight = Weight::regular;
    Ink ink{};
    Align horizontal = Align::start, vertical = Align::middle;
    Rect box{}; ///< what it covers
};

/// Marks of the same label and of the same sampler, or of none, share an entry: a curve and its error band.
struct LegendEntry {
    std::string label;
    std::string name; ///< what scenes and the journal call it, whatever the notation
    Topic topic = Topic::none;
    std::vector<int> marks{}; ///< indices into Figure::marks
    Rect box{};               ///< swatch and text: what the mouse hits
    Rect swatch{};
    int sampler = -1; ///< whose entry it is, by its place in the experiment; -1: no sampler's
};

/// The name of the legend's entry that others are folded into.
inline constexpr const char* legend_rest = "+";

struct Layout {
    Rect outer; ///< all of the figure
    Rect plot;  ///< inside the axes
    AxisMap x, y;
    std::vector<Tick> x_ticks, y_ticks;
    std::vector<FrameText> texts;
    std::vector<LegendEntry> legend;
    std::vector<LegendRules::Entry> beside; ///< names that stand beside their curves
    std::vector<LegendEntry> folded;        ///< what the last entry, of legend_rest, stands for; they have no place
    Rect legend_box;            ///< the ground of a legend that stands in the plot; without width: it stands elsewhere
    bool legend_beside = false; ///< in a column at the plot's right
    Rect color_bar;             ///< beside the plot; without width: none
    float header = 0;           ///< how far down what stands above the plot reaches
    float words = 0;            ///< how high title and caption are together
    int caption_rows = 0;       ///< below the title; 0: beside it, or none
    float scale = 1;            ///< pixels per point
    int only = -1;              ///< of all samplers' marks it shows this one's; -1: everybody's
    /// Of a figure that is split: its panels, in the order of Figure::split. The texts and the legend above are then
    /// what they share, and `plot` and the axes those of the first.
    std::vector<Layout> panels;

    Point at(double data_x, double data_y) const { return {x.pixel(data_x), y.pixel(data_y)}; }
    /// The plots that it has: itself, or its panels.
    std::span<const Layout> plots() const { return panels.empty() ? std::span(this, 1) : std::span(panels); }
    /// Whether a mark is drawn in this plot.
    bool shows(const Mark& mark) const;
};

/// Where a figure goes, and how large its type is.
struct FigureFrame {
    Rect outer;             ///< all of it
    float scale = 1;        ///< pixels per point
    float least_margin = 0; ///< pixels from the left edge to the plot, where its tick labels would do with fewer: the
                            ///< figures of a film all stand in one place
    LegendRules legend{};
    /// What stands above the plot takes at least so much, and captions just so many rows, whatever they say now: while
    /// time moves nothing jumps. 0 and -1: what they need.
    float least_header = 0;
    int caption_rows = -1;
    float most_words = 1; ///< of the height, for title and caption; a caption has one line even so
    /// The type of titles over captions, and that of these captions, in ems of the axis type; 0: as the theme has them.
    float title_size = 0, caption_size = 0;
};

/// Margins come from the measured labels; equal_aspect grows the view of one axis. An axis
/// that cannot be shown (lo >= hi, NaN, a log axis through zero) is replaced by the nearest one that can. Nothing moves
/// when only digits change: widths count every digit as a zero and are rounded up.
Layout layout(const Figure& figure, const FigureFrame& frame, const Theme& theme, Canvas& metrics);

/// The legend of a figure alone, in rows from the top of the frame, for plots that share it. `outer` is as high as it.
Layout legend_layout(const Figure& figure, const FigureFrame& frame, const Theme& theme, Canvas& metrics);
/// Draws no more than that.
void draw_legend_alone(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas);

/// Draws ground, grid, marks (not the overlay), axes, ticks, labels, title and legend.
void draw(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas);
/// On which side of the time cursor what is still to come lies behind a veil: below it in value, or above.
enum class Veil : std::uint8_t { none, below, above };
/// Puts it over the plots of a figure that has the cursor in its overlay.
void draw_veil(const Figure& figure, const Layout& layout, Veil veil, const Theme& theme, Canvas& canvas);
/// Beside a plot whose heat map has one: colours from the least value to the greatest. Its numbers are texts of the
/// layout.
void draw_color_bar(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas);
/// Draws the overlay marks only.
void draw_overlay(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas);

} // namespace halfstep
