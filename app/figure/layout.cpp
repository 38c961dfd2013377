#include "app/figure/layout.h"

#include "app/figure/elide.h"
#include "app/figure/mark_names.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

// Lengths in points, or in ems of the axis type where they go with the text.
constexpr float pad = 6;               ///< around everything
constexpr float row_gap = 3;           ///< between rows of text
constexpr float tick_gap = 5;          ///< from the plot to its tick labels
constexpr float swatch_width = 18;     ///< of a legend entry
constexpr float swatch_gap = 5;        ///< from the swatch to its text
constexpr float entry_gap_em = 1.4f;   ///< between legend entries, title and caption
constexpr float label_gap_em = 0.8f;   ///< the least between two tick labels
constexpr float least_line_em = 1.25f; ///< from line to line; faces that ask for more get it
constexpr float x_spacing_em = 4;      ///< the least between labelled ticks
constexpr float y_spacing_lines = 2.2f;
constexpr float y_tightest_lines = 1.3f;
constexpr int most_ticks = 10;
constexpr float x_tightest_em = 2.5f;
/// The plot comes first: captions lose lines, and go, before it has less than this of the figure's height. Legends go
/// in figures lower than so many lines.
constexpr float least_plot = 0.5f, no_legend_below = 7;
constexpr int most_caption_lines = 2;
constexpr const char* caption_separator = " · "; ///< between the parts of a caption
/// There is always room for labels up to this one, so that few of them make things move.
constexpr const char* usual_label = "−0.00";

/// An axis that can be shown, as near to the given one as possible.
Axis usable(Axis axis) {
    constexpr double far = 1e300, near = 1e-300; // beyond, doubles run out
    constexpr double narrowest = 1e-11;          // of the largest value: below, ticks and pixels are noise
    const bool log = axis.scale == Scale::log10;
    if (std::isnan(axis.lo) || std::isnan(axis.hi) || (log && !(std::max(axis.lo, axis.hi) > 0))) {
        axis.lo = log ? 0.1 : 0;
        axis.hi = log ? 10 : 1;
    }
    if (axis.lo > axis.hi) std::swap(axis.lo, axis.hi);
    if (log && !(axis.lo > 0)) axis.lo = axis.hi * 1e-6;
    axis.lo = std::clamp(axis.lo, log ? near : -far, far);
    axis.hi = std::clamp(axis.hi, log ? near : -far, far);
    const double largest = std::max(std::abs(axis.lo), std::abs(axis.hi));
    if (axis.hi - axis.lo > std::max(narrowest * largest, near)) return axis;
    if (log) {
        axis.lo /= 3;
        axis.hi *= 3;
    } else if (axis.lo == axis.hi || largest < 2 * near) {
        const double half = largest < 2 * near ? 0.5 : largest / 2;
        axis.lo -= half;
        axis.hi += half;
    } else { // zoomed in too far
        axis.hi = axis.lo + 2 * narrowest * largest;
    }
    return axis;
}

/// Builds a Layout from the outside in: `left`, `top`, `right`, `bottom` is what is still free.
struct Builder {
    const Figure& figure;
    Canvas& metrics;
    Layout& out;
    Axis x, y;
    float scale, em, line; ///< pixels: per point; of the axis type: its size, its line height
    float title_size;
    float left, top, right, bottom;

    Builder(const Figure& figure_, const Theme& theme, Canvas& metrics_, Layout& out_)
        : figure(figure_), metrics(metrics_), out(out_), x(usable(figure_.x)), y(usable(figure_.y)), scale(out_.scale),
          em(theme.axis_size * out_.scale),
          line(std::max(metrics_.measure("0", em, Weight::regular).y, least_line_em * em)),
          title_size(theme.title_size * out_.scale), left(out_.outer.x + pad * scale), top(out_.outer.y + pad * scale),
          right(out_.outer.right() - pad * scale), bottom(out_.outer.bottom() - pad * scale) {}

    float free_width() const { return std::max(right - left, 1.0f); }
    float width(std::string_view text) { return metrics.measure(text, em, Weight::regular).x; }
    float steady_width(std::string_view text, float size, Weight weight);
    float steady_width(std::string_view text) { return steady_width(text, em, Weight::regular); }
    std::vector<std::string> wrapped(std::string_view text, float room, int lines);
    void put(Point at, std::string text, float size, Weight weight, Ink ink, Align horizontal, Align vertical);

    void place_title();
    int caption_lines();
    std::vector<std::string> fitting_caption(int lines);
    void place_y_label_and_legend();
    void collect_legend();
    float room_of_y_label();
    int header_rows();
    struct Flow {
        struct Item {
            int row;
            float at, length;
            std::string text;
        };
        std::vector<Item> items; ///< one a legend entry
        int rows = 0;
        float width = 0;
    };
    Flow flow_legend(float room);
    void put_legend(const Flow& flow, float from);
    void place_x_label();
    void place_plot(float least_margin);
    void map_axes();
    float x_label_middle(const Tick& tick, float half) const;
    std::vector<Tick> x_ticks();
    std::vector<Tick> y_ticks();
    void place_tick_labels();
};

// ---- text ----

/// Does not change when digits do: they count as zeros (the widest in most faces), and the sum is rounded up to half
/// ems.
float Builder::steady_width(std::string_view text, float size, Weight weight) {
    std::string zeros(text);
    for (char& c : zeros)
        if (c >= '1' && c <= '9') c = '0';
    return std::ceil(metrics.measure(zeros, size, weight).x / (size / 2) - 0.01f) * (size / 2);
}

/// A caption with all of its counts as if they were six digits long ("2 000" and "20 000" alike): a preview of fewer
/// particles must not move it to another row.
std::string with_long_counts(std::string_view caption) {
    constexpr std::string_view space = "\u00a0", longest = "000\u00a0000";
    const auto digit = [&](std::size_t i) { return i < caption.size() && caption[i] >= '0' && caption[i] <= '9'; };
    std::string out;
    for (std::size_t i = 0; i < caption.size();) {
        std::size_t end = i;
        while (digit(end) || (end > i && caption.substr(end, space.size()) == space && digit(end + space.size())))
            end += digit(end) ? 1 : space.size();
        const bool count =
            end - i >= 3 && (i == 0 || caption[i - 1] != '.') && (end == caption.size() || caption[end] != '.');
        if (count && end - i < longest.size())
            out += longest;
        else
            out += caption.substr(i, std::max<std::size_t>(end - i, 1));
        i = std::max(end, i + 1);
    }
    return out;
}

/// The last line takes what is left, fitting or not.
std::vector<std::string> Builder::wrapped(std::string_view text, float room, int lines) {
    std::vector<std::string> result;
    std::string current;
    while (!text.empty()) {
        const std::size_t space = text.find(' ');
        const std::string word(text.substr(0, space));
        const std::string longer = current.empty() ? word : current + " " + word;
        if (current.empty() || static_cast<int>(result.size()) + 1 == lines || width(longer) <= room) {
            current = longer;
        } else {
            result.push_back(current);
            current = word;
        }
        text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
    }
    if (!current.empty()) result.push_back(current);
    return result;
}

float aligned(float at, float length, Align align) {
    return align == Align::start ? at : align == Align::middle ? at - length / 2 : at - length;
}

void Builder::put(Point at, std::string text, float size, Weight weight, Ink ink, Align horizontal, Align vertical) {
    const Point extent = metrics.measure(text, size, weight);
    const Rect box{aligned(at.x, extent.x, horizontal), aligned(at.y, extent.y, vertical), extent.x, extent.y};
    out.texts.push_back({at, std::move(text), size, weight, ink, horizontal, vertical, box});
}

// ---- rows above and below the plot ----

/// The title; the caption at the other end of its row where both fit, else below.
void Builder::place_title() {
    const Ink quiet{Ink::muted, 0, 1};
    float title_width = 0;
    float caption_bottom = top + line;
    if (!figure.title.empty()) {
        const float height = metrics.measure("0", title_size, Weight::bold).y;
        const std::string title = elided(figure.title, title_size, Weight::bold, free_width(), metrics);
        title_width = steady_width(title, title_size, Weight::bold) + entry_gap_em * em;
        put({left, top}, title, title_size, Weight::bold, {}, Align::start, Align::start);
        // Baselines agree when the smaller type sits a share of the difference higher: line boxes hang a fifth below
        // them.
        caption_bottom = top + height - 0.2f * (height - line);
        top += height + row_gap * scale;
    }
    if (figure.caption.empty()) return;
    if (title_width > 0 && title_width + steady_width(with_long_counts(figure.caption)) <= free_width()) {
        put({right, caption_bottom}, figure.caption, em, Weight::regular, quiet, Align::end, Align::end);
        return;
    }
    for (std::string& text : fitting_caption(caption_lines())) {
        put({left, top}, std::move(text), em, Weight::regular, quiet, Align::start, Align::start);
        top += line;
        caption_bottom = 0;
    }
    if (caption_bottom == 0) top += row_gap * scale;
}

/// As many as leave the plot its share. `top` is where they would begin.
int Builder::caption_lines() {
    const float below = (x.ticks ? tick_gap * scale + line : 0) + (x.label.empty() ? 0 : line);
    const float free = bottom - top - below - static_cast<float>(header_rows()) * line - 2 * row_gap * scale;
    return std::clamp(static_cast<int>((free - least_plot * out.outer.h) / line), 0, most_caption_lines);
}

/// The caption in so many lines; last parts that have no room are left out, rather than cut in the middle.
std::vector<std::string> Builder::fitting_caption(int lines) {
    std::string caption = lines > 0 ? figure.caption : "";
    while (!caption.empty()) {
        std::vector<std::string> rows = wrapped(caption, free_width(), lines);
        if (width(rows.back()) <= free_width()) return rows;
        const std::size_t last = caption.rfind(caption_separator);
        caption.resize(last == std::string::npos ? 0 : last);
    }
    return {};
}

void Builder::collect_legend() {
    if (!figure.legend || out.outer.h < no_legend_below * line) return;
    for (int i = 0; i < static_cast<int>(figure.marks.size()); ++i) {
        const std::string_view label = label_of(figure.marks[static_cast<std::size_t>(i)]);
        if (label.empty()) continue;
        const auto same = [&](const LegendEntry& e) { return e.label == label; };
        auto entry = std::find_if(out.legend.begin(), out.legend.end(), same);
        if (entry == out.legend.end()) entry = out.legend.insert(entry, {std::string(label), {}, {}, {}});
        entry->marks.push_back(i);
    }
}

/// The legend in rows no wider than `room`.
Builder::Flow Builder::flow_legend(float room) {
    const float around = (swatch_width + swatch_gap) * scale, gap = entry_gap_em * em;
    Flow flow;
    float at = 0;
    for (const LegendEntry& entry : out.legend) {
        std::string text = elided(entry.label, em, Weight::regular, std::max(room - around, em), metrics);
        const float length = around + steady_width(text);
        if (flow.rows == 0 || at + length > room + 0.5f) {
            at = 0;
            ++flow.rows;
        }
        flow.items.push_back({flow.rows - 1, at, length, std::move(text)});
        flow.width = std::max(flow.width, at + length);
        at += length + gap;
    }
    return flow;
}

void Builder::put_legend(const Flow& flow, float from) {
    for (std::size_t i = 0; i < flow.items.size(); ++i) {
        const Flow::Item& item = flow.items[i];
        const float at = from + item.at, y_row = top + static_cast<float>(item.row) * line;
        LegendEntry& entry = out.legend[i];
        entry.box = {at, y_row, item.length, line};
        entry.swatch = {at, y_row, swatch_width * scale, line};
        put({at + (swatch_width + swatch_gap) * scale, y_row + line / 2}, item.text, em, Weight::regular, {},
            Align::start, Align::middle);
    }
    top += static_cast<float>(flow.rows) * line;
}

float Builder::room_of_y_label() { return y.label.empty() ? 0 : steady_width(y.label) + entry_gap_em * em; }

/// Of the legend and the y label, as they are going to be placed.
int Builder::header_rows() {
    const float beside = room_of_y_label();
    const int narrow = flow_legend(std::max(free_width() - beside, 1.0f)).rows, wide = flow_legend(free_width()).rows;
    if (beside == 0) return wide;
    return narrow > wide || beside > 0.5f * free_width() ? wide + 1 : std::max(narrow, 1);
}

/// The y label lies above its axis, where it reads without turning one's head. The legend takes the rest of that row,
/// and rows above it, unless it would need more of them there than above both.
void Builder::place_y_label_and_legend() {
    const float beside = room_of_y_label();
    const Flow narrow = flow_legend(std::max(free_width() - beside, 1.0f)), wide = flow_legend(free_width());
    if (beside == 0 || narrow.rows > wide.rows || beside > 0.5f * free_width()) {
        put_legend(wide, left);
        top += y.label.empty() ? 0 : line;
    } else {
        put_legend(narrow, narrow.rows == 1 ? right - narrow.width : left + beside); // one row goes to the far end
        top += narrow.rows == 0 ? line : 0;
    }
    if (y.label.empty()) return;
    put({left, top - line / 2}, elided(y.label, em, Weight::regular, free_width(), metrics), em, Weight::regular,
        {Ink::muted, 0, 1}, Align::start, Align::middle);
}

void Builder::place_x_label() {
    if (x.label.empty()) return;
    bottom -= line; // placed once the plot's middle is known
}

// ---- the plot and its ticks ----

void Builder::map_axes() {
    const Rect& plot = out.plot;
    out.x = {x.lo, x.hi, x.scale, plot.x, plot.right()};
    out.y = {y.lo, y.hi, y.scale, plot.bottom(), plot.y};
    if (x.inverted) std::swap(out.x.pixel_lo, out.x.pixel_hi);
    if (y.inverted) std::swap(out.y.pixel_lo, out.y.pixel_hi);
    if (!figure.equal_aspect || x.scale != Scale::linear || y.scale != Scale::linear) return;
    const double unit = std::max((x.hi - x.lo) / plot.w, (y.hi - y.lo) / plot.h); // data units per pixel, both axes
    const double grow_x = (unit * plot.w - (x.hi - x.lo)) / 2, grow_y = (unit * plot.h - (y.hi - y.lo)) / 2;
    out.x.lo -= grow_x;
    out.x.hi += grow_x;
    out.y.lo -= grow_y;
    out.y.hi += grow_y;
}

/// Labelled ticks at least `spacing` pixels apart, or, when that leaves hardly any, at least `tightest`.
std::vector<Tick> ticks_on(const Axis& axis, const AxisMap& map, float spacing, float tightest) {
    const bool limited = axis.tick_lo < axis.tick_hi;
    const double lo = limited ? std::max(map.lo, axis.tick_lo) : map.lo;
    const double hi = limited ? std::min(map.hi, axis.tick_hi) : map.hi;
    const float length = std::abs(map.pixel(hi) - map.pixel(lo));
    if (!(length > tightest)) return {};
    const int least = length > 2 * tightest ? 2 : 1;
    return make_ticks(lo, hi, map.scale, std::clamp(static_cast<int>(length / spacing), least, most_ticks),
                      std::min(static_cast<int>(length / tightest), most_ticks));
}

std::vector<Tick> Builder::y_ticks() {
    return y.ticks ? ticks_on(y, out.y, y_spacing_lines * line, y_tightest_lines * line) : std::vector<Tick>();
}

/// Below its tick, or as near as the figure's edge lets it be.
float Builder::x_label_middle(const Tick& tick, float half) const {
    return std::max(std::min(out.x.pixel(tick.value), out.outer.right() - half), out.outer.x + half);
}

/// Fewer ticks until their labels stand clear of each other; when not even one step does, some lose their label.
std::vector<Tick> Builder::x_ticks() {
    if (!x.ticks) return {};
    const float gap = label_gap_em * em;
    const auto crowded = [&](std::vector<Tick>& ticks, bool remove) {
        const float sign = out.x.descends() ? -1.0f : 1.0f; // ticks ascend in value
        float last_end = -1e9f;
        for (Tick& tick : ticks) {
            if (tick.label.empty()) continue;
            const float half = steady_width(tick.label) / 2, at = sign * x_label_middle(tick, half);
            if (at - half >= last_end + gap) {
                last_end = at + half;
            } else if (remove) {
                tick.label.clear();
            } else {
                return true;
            }
        }
        return false;
    };
    std::vector<Tick> ticks;
    const float least = std::max(x_spacing_em * em, width(usual_label) + gap);
    const float tightest = x_tightest_em * em / least;
    for (float spacing = least; spacing < 2 * out.plot.w; spacing *= 1.25f) {
        ticks = ticks_on(x, out.x, spacing, tightest * spacing);
        if (ticks.empty()) break;
        if (!crowded(ticks, false)) return ticks;
    }
    ticks = ticks_on(x, out.x, out.plot.w / 2, 1);
    crowded(ticks, true);
    return ticks;
}

void Builder::place_plot(float least_margin) {
    // The topmost tick label may stand half above the plot.
    const float above = (y.ticks ? 0.4f * em : 0) + row_gap * scale;
    const float below = x.ticks ? tick_gap * scale + line : 0;
    // The last x label reaches beyond the plot by half of itself.
    const float beside = x.ticks ? em : 0;
    float margin = y.ticks ? steady_width(usual_label) + tick_gap * scale : 0;
    margin = std::max(margin, out.outer.x + least_margin - left);
    // The margin follows from labels that follow from a view that follows from the margin: two passes settle it.
    for (int pass = 0; pass < 3; ++pass) {
        out.plot = {left + margin, top + above, std::max(right - left - margin - beside, 1.0f),
                    std::max(bottom - top - above - below, 1.0f)};
        map_axes();
        out.y_ticks = y_ticks();
        float widest = 0;
        for (const Tick& tick : out.y_ticks) widest = std::max(widest, steady_width(tick.label));
        if (widest + tick_gap * scale <= margin || !y.ticks) break;
        margin = widest + tick_gap * scale;
    }
    out.x_ticks = x_ticks();
}

void Builder::place_tick_labels() {
    const Ink ink{Ink::muted, 0, 1};
    const Rect& plot = out.plot;
    const float gap = tick_gap * scale;
    for (const Tick& tick : out.x_ticks) {
        if (tick.label.empty()) continue;
        const float at = x_label_middle(tick, steady_width(tick.label) / 2);
        put({at, plot.bottom() + gap}, tick.label, em, Weight::regular, ink, Align::middle, Align::start);
    }
    for (const Tick& tick : out.y_ticks) {
        if (tick.label.empty()) continue;
        put({plot.x - gap, out.y.pixel(tick.value)}, tick.label, em, Weight::regular, ink, Align::end, Align::middle);
    }
    if (x.label.empty()) return;
    const std::string label = elided(x.label, em, Weight::regular, free_width(), metrics);
    const float half = width(label) / 2, least = left + half, most = right - half;
    const float at = std::max(std::min(plot.x + plot.w / 2, most), least);
    put({at, bottom}, label, em, Weight::regular, ink, Align::middle, Align::start);
}

} // namespace

Layout layout(const Figure& figure, const Rect& outer, float scale, const Theme& theme, Canvas& metrics,
              float least_margin) {
    Layout result;
    result.outer = outer;
    result.scale = scale;
    Builder builder(figure, theme, metrics, result);
    builder.collect_legend();
    builder.place_title();
    builder.place_y_label_and_legend();
    builder.place_x_label();
    builder.place_plot(least_margin);
    builder.place_tick_labels();
    return result;
}

} // namespace halfstep
