#include "app/figure/elide.h"
#include "app/figure/layout_builder.h"
#include "app/figure/legend_place.h"
#include "app/figure/mark_names.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr float entry_gap_em = 1.4f; ///< between legend entries, title and caption
/// The plot comes first: captions lose lines, and go, before it has less than this of the figure's height. Legends go
/// in figures lower than so many lines.
constexpr float least_plot = 0.5f, no_legend_below = 7;
constexpr int most_caption_lines = 2;
constexpr const char* caption_separator = " · "; ///< between the parts of a caption

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

} // namespace

// ---- text ----

/// Does not change when digits do: they count as zeros (the widest in most faces), and the sum is rounded up to half
/// ems.
float LayoutBuilder::steady_width(std::string_view text, float size, Weight weight) {
    std::string zeros(text);
    for (char& c : zeros)
        if (c >= '1' && c <= '9') c = '0';
    return std::ceil(metrics.measure(zeros, size, weight).x / (size / 2) - 0.01f) * (size / 2);
}

/// The last line takes what is left, fitting or not.
std::vector<std::string> LayoutBuilder::wrapped(std::string_view text, float room, int lines) {
    std::vector<std::string> result;
    std::string current;
    while (!text.empty()) {
        const std::size_t space = text.find(' ');
        const std::string word(text.substr(0, space));
        const std::string longer = current.empty() ? word : current + " " + word;
        if (current.empty() || static_cast<int>(result.size()) + 1 == lines || caption_width(longer) <= room) {
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

void LayoutBuilder::put(FrameText text) {
    const Point extent = metrics.measure(text.text, text.size, text.weight);
    text.box = {aligned(text.at.x, extent.x, text.horizontal), aligned(text.at.y, extent.y, text.vertical), extent.x,
                extent.y};
    out.texts.push_back(std::move(text));
}

/// The title; the caption at the other end of its row where both fit, else below.
void LayoutBuilder::place_title() {
    const Ink quiet{Ink::muted, 0, 1};
    float title_width = 0;
    float caption_bottom = top + line;
    const float from = top;
    if (!figure.title.empty()) {
        const float height = metrics.measure("0", title_size, Weight::bold).y;
        const std::string title = elided(figure.title, title_size, Weight::bold, free_width(), metrics);
        title_width = steady_width(title, title_size, Weight::bold) + entry_gap_em * em;
        put({.at = {left, top}, .text = title, .size = title_size, .weight = Weight::bold, .vertical = Align::start});
        // Baselines agree when the smaller type sits a part of the difference higher: line boxes hang a fifth below
        // them.
        caption_bottom = top + height - 0.2f * (height - caption_line);
        top += height + row_gap * scale;
    }
    out.words = top - from;
    if (figure.caption.empty()) return;
    if (caption_rows > 0) return hold_caption();
    const bool held = caption_rows == 0; // beside the title, with what of it fits there
    const bool fits =
        title_width > 0 &&
        title_width + steady_width(with_long_counts(figure.caption), caption_em, Weight::regular) <= free_width();
    int lines = fits || held ? 0 : caption_lines();
    if (share_of_words(static_cast<float>(lines) * caption_line) > most_words) lines = std::min(lines, 1);
    if (lines == 0) {
        const auto beside = fitting_caption(title_width > 0 ? 1 : 0, free_width() - title_width);
        if (!fits && beside.empty()) return;
        put({.at = {right, caption_bottom},
             .text = fits ? figure.caption : beside.front(),
             .size = caption_em,
             .ink = quiet,
             .horizontal = Align::end,
             .vertical = Align::end});
        return;
    }
    for (std::string& text : fitting_caption(lines, free_width())) {
        put({.at = {left, top}, .text = std::move(text), .size = caption_em, .ink = quiet, .vertical = Align::start});
        top += caption_line;
        caption_bottom = 0;
        ++out.caption_rows;
    }
    out.words = top - from;
    if (caption_bottom == 0) top += row_gap * scale;
}

/// In as many rows as it had, with what of it fits there.
void LayoutBuilder::hold_caption() {
    out.caption_rows = caption_rows;
    const float from = top;
    for (std::string& text : fitting_caption(caption_rows, free_width())) {
        put({.at = {left, top},
             .text = std::move(text),
             .size = caption_em,
             .ink = {Ink::muted, 0, 1},
             .vertical = Align::start});
        top += caption_line;
    }
    top = from + static_cast<float>(caption_rows) * caption_line + row_gap * scale;
}

/// Of the figure's height, that what stands above the plot takes with so much more.
float LayoutBuilder::share_of_words(float height) const {
    return (top + height - out.outer.y - figure_pad * scale) / std::max(out.outer.h, 1.0f);
}

/// As many as leave the plot its height. `top` is where they would begin.
int LayoutBuilder::caption_lines() {
    const float below = (x.ticks ? tick_gap * scale + line : 0) + (x.label.empty() ? 0 : line);
    const float free = bottom - top - below - static_cast<float>(header_rows()) * line - 2 * row_gap * scale;
    return std::clamp(static_cast<int>((free - least_plot * out.outer.h) / caption_line), 0, most_caption_lines);
}

/// The caption in so many lines; last parts that have no room are left out, rather than cut in the middle.
std::vector<std::string> LayoutBuilder::fitting_caption(int lines, float room) {
    std::string caption = lines > 0 ? figure.caption : "";
    while (!caption.empty()) {
        std::vector<std::string> rows = wrapped(caption, room, lines);
        if (caption_width(rows.back()) <= room) return rows;
        const std::size_t last = caption.rfind(caption_separator);
        caption.resize(last == std::string::npos ? 0 : last);
    }
    return {};
}

void LayoutBuilder::collect_legend() {
    if (!figure.legend || out.outer.h < no_legend_below * line) return;
    for (int i = 0; i < static_cast<int>(figure.marks.size()); ++i) {
        const Mark& mark = figure.marks[static_cast<std::size_t>(i)];
        const std::string_view label = label_of(mark);
        const int sampler = sampler_index(mark);
        if (label.empty() || has_panel(sampler)) continue;
        const auto same = [&](const LegendEntry& e) { return e.label == label && e.sampler == sampler; };
        auto entry = std::find_if(out.legend.begin(), out.legend.end(), same);
        if (entry == out.legend.end())
            entry = out.legend.insert(
                entry, {.label = std::string(label), .name = std::string(name_of(mark)), .sampler = sampler});
        if (entry->topic == Topic::none) entry->topic = topic_of(mark);
        entry->marks.push_back(i);
    }
    std::erase_if(out.legend, [&](const LegendEntry& entry) {
        const std::size_t kind = figure.marks[static_cast<std::size_t>(entry.marks.front())].index();
        return rules.leaves_out({entry.label, entry.sampler, kind});
    });
}

int LayoutBuilder::most_legend_rows() const {
    return std::max(1, static_cast<int>(rules.most_height * out.outer.h / line));
}

/// The legend in rows no wider than `room`.
LayoutBuilder::Flow LayoutBuilder::flow_legend(float room) {
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
    if (flow.rows <= most_legend_rows()) return flow;
    return rules.fold ? fold_legend(room, most_legend_rows()) : cut_legend(room, most_legend_rows());
}

/// In so many rows, with as many entries as those hold beside one that stands for the rest.
LayoutBuilder::Flow LayoutBuilder::fold_legend(float room, int rows) {
    const float around = (swatch_width + swatch_gap) * scale, gap = entry_gap_em * em;
    const int count = static_cast<int>(out.legend.size());
    for (int kept = count - 1;; --kept) {
        Flow flow{.items = {}, .rows = 1};
        flow.folded = count - kept;
        float at = 0;
        const auto add = [&](std::string text, float swatch) {
            const float length = swatch + steady_width(text);
            if (at > 0 && at + length > room + 0.5f) at = 0, ++flow.rows;
            flow.items.push_back({flow.rows - 1, at, length, std::move(text)});
            flow.width = std::max(flow.width, at + length);
            at += length + gap;
        };
        for (int i = 0; i < kept; ++i)
            add(elided(out.legend[static_cast<std::size_t>(i)].label, em, Weight::regular, std::max(room - around, em),
                       metrics),
                around);
        add("+" + std::to_string(flow.folded), 0);
        if (flow.rows <= rows || kept == 0) return flow;
    }
}

/// In so many rows, whose names are cut for that; nothing where hardly a syllable of each would be left.
LayoutBuilder::Flow LayoutBuilder::cut_legend(float room, int rows) {
    constexpr float least_name = 3; // ems
    const float around = (swatch_width + swatch_gap) * scale, gap = entry_gap_em * em;
    const int count = static_cast<int>(out.legend.size()), columns = (count + rows - 1) / rows;
    const float length = (room + gap) / static_cast<float>(columns) - gap;
    if (length < around + least_name * em) return {.items = {}, .rows = count, .width = 0, .cut = true};
    Flow flow{.items = {}, .rows = (count + columns - 1) / columns, .width = room, .cut = true};
    for (int i = 0; i < count; ++i) {
        const LegendEntry& entry = out.legend[static_cast<std::size_t>(i)];
        flow.items.push_back({i / columns, static_cast<float>(i % columns) * (length + gap), length,
                              elided(entry.label, em, Weight::regular, length - around, metrics)});
    }
    return flow;
}

/// A flow without items had no room: then there is no legend.
void LayoutBuilder::put_legend(const Flow& flow, float from) {
    if (flow.items.empty()) return out.legend.clear();
    if (flow.folded > 0) {
        const auto first = out.legend.end() - flow.folded;
        out.folded.assign(first, out.legend.end());
        out.legend.erase(first, out.legend.end());
        out.legend.push_back({.label = flow.items.back().text, .name = legend_rest});
    }
    for (std::size_t i = 0; i < flow.items.size(); ++i) {
        const Flow::Item& item = flow.items[i];
        const float at = from + item.at, y_row = top + static_cast<float>(item.row) * line;
        LegendEntry& entry = out.legend[i];
        entry.box = {at, y_row, item.length, line};
        const bool has_swatch = !entry.marks.empty() || entry.sampler >= 0;
        entry.swatch = {at, y_row, has_swatch ? swatch_width * scale : 0, line};
        const float before = has_swatch ? (swatch_width + swatch_gap) * scale : 0;
        put({.at = {at + before, y_row + line / 2}, .text = item.text, .size = em});
    }
    top += static_cast<float>(flow.rows) * line;
}

float LayoutBuilder::room_of_y_label() { return y.label.empty() ? 0 : steady_width(y.label) + entry_gap_em * em; }

/// Of the legend and the y label, as they are going to be placed.
int LayoutBuilder::header_rows() {
    const float beside = room_of_y_label();
    const Flow narrow = flow_legend(std::max(free_width() - beside, 1.0f)), wide = flow_legend(free_width());
    if (beside == 0) return wide.rows;
    return narrow.rows > wide.rows || (narrow.cut && !wide.cut) || beside > 0.5f * free_width()
               ? wide.rows + 1
               : std::max(narrow.rows, 1);
}

/// The y label lies above its axis, where it reads without turning one's head. The legend takes what is left of that
/// row, and rows above it, unless it would need more of them there than above both.
void LayoutBuilder::place_y_label_and_legend() {
    const float beside = room_of_y_label();
    const Flow narrow = flow_legend(std::max(free_width() - beside, 1.0f)), wide = flow_legend(free_width());
    if (beside == 0 || narrow.rows > wide.rows || (narrow.cut && !wide.cut) || beside > 0.5f * free_width()) {
        put_legend(wide, left);
        top += y.label.empty() ? 0 : line;
    } else {
        put_legend(narrow, narrow.rows == 1 ? right - narrow.width : left + beside); // one row goes to the far end
        top += narrow.items.empty() ? line : 0;
    }
    out.header = top = std::max(top, least_header);
    place_y_label();
}

/// At the end of the row that `top` is below.
void LayoutBuilder::place_y_label() {
    if (y.label.empty()) return;
    put({.at = {left, top - line / 2},
         .text = elided(y.label, em, Weight::regular, free_width(), metrics),
         .size = em,
         .ink = {Ink::muted, 0, 1}});
}

/// Takes a column off the right of what is free, as wide as its entries; returns its width, 0 where that is too much.
float LayoutBuilder::reserve_legend_beside() {
    collect_legend();
    const float around = (swatch_width + swatch_gap) * scale, most = rules.most_width * out.outer.w;
    float wide = 0;
    for (const LegendEntry& entry : out.legend) wide = std::max(wide, around + steady_width(entry.label));
    if (wide > most && rules.least_plot > 0) return 0;
    wide = std::min(wide, most);
    right -= wide + entry_gap_em * em;
    return wide;
}

/// In the column that is reserved, from the top of the plot down; false: it or the plot has too little room.
bool LayoutBuilder::put_legend_beside(float wide) {
    const float around = (swatch_width + swatch_gap) * scale;
    const float above = out.panels.empty() ? out.plot.y : out.panels.front().plot.y;
    const float tall = static_cast<float>(out.legend.size()) * line;
    if (!(wide > around) || out.plot.w < rules.least_plot * em || above + tall > out.outer.bottom()) return false;
    const float from = right + entry_gap_em * em;
    for (std::size_t i = 0; i < out.legend.size(); ++i) {
        const Point corner{from, above + static_cast<float>(i) * line};
        LegendEntry& entry = out.legend[i];
        entry.box = {corner.x, corner.y, wide, line};
        entry.swatch = {corner.x, corner.y, swatch_width * scale, line};
        put({.at = {corner.x + around, corner.y + line / 2},
             .text = elided(entry.label, em, Weight::regular, wide - around, metrics),
             .size = em});
    }
    out.legend_beside = true;
    return true;
}

/// Where the marks leave room for it, on a ground of its own; false: nowhere.
bool LayoutBuilder::put_legend_in_plot(const Theme& theme) {
    constexpr float widest = 0.9f; // of the plot
    if (out.legend.empty()) return false;
    const float around = (swatch_width + swatch_gap) * scale, padding = 0.3f * em;
    std::vector<float> widths;
    for (const LegendEntry& entry : out.legend) widths.push_back(around + steady_width(entry.label));
    const LegendSizes sizes{.em = em,
                            .line = line,
                            .gap = entry_gap_em * em,
                            .most_width = widest * out.plot.w,
                            .most_rows = most_legend_rows()};
    const auto placed = place_in_plot(widths, sizes, cover_of(figure, out, theme, metrics));
    if (!placed) return false;
    Point at = placed->at;
    for (std::size_t i = 0; i < out.legend.size(); ++i) {
        const int column = static_cast<int>(i) / placed->rows, row = static_cast<int>(i) % placed->rows;
        if (row == 0 && column > 0) at.x += placed->widths[static_cast<std::size_t>(column) - 1] + sizes.gap;
        const Point corner{at.x, at.y + static_cast<float>(row) * line};
        LegendEntry& entry = out.legend[i];
        entry.box = {corner.x, corner.y, widths[i], line};
        entry.swatch = {corner.x, corner.y, swatch_width * scale, line};
        put({.at = {corner.x + around, corner.y + line / 2}, .text = entry.label, .size = em});
    }
    out.legend_box = {placed->at.x - padding, placed->at.y - padding / 2, placed->w + 2 * padding, placed->h + padding};
    return true;
}

} // namespace halfstep
