#include "app/figure/clip.h"
#include "app/figure/cut_notes.h"
#include "app/figure/labels.h"
#include "app/figure/marks.h"

#include <algorithm>

namespace halfstep {

namespace {

// Points.
constexpr float hairline = 0.75f; ///< grid and axis lines
constexpr float tick_length = 3, minor_tick_length = 1.75f;
constexpr float axis_alpha = 0.55f; ///< of the muted ink: axis lines and ticks stand back behind the data

void draw_grid(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas) {
    canvas.part("grid", "");
    const Rect& plot = layout.plot;
    const float thick = hairline * layout.scale;
    std::vector<Rect> lines;
    if (figure.x.grid)
        for (const Tick& tick : layout.x_ticks)
            if (!tick.label.empty()) lines.push_back({layout.x.pixel(tick.value) - thick / 2, plot.y, thick, plot.h});
    if (figure.y.grid)
        for (const Tick& tick : layout.y_ticks)
            if (!tick.label.empty()) lines.push_back({plot.x, layout.y.pixel(tick.value) - thick / 2, plot.w, thick});
    canvas.rects(lines.data(), static_cast<int>(lines.size()), theme.grid);
}

/// Lines only along the axes that have ticks: what has no numbers needs no edge.
void draw_axes(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas) {
    canvas.part("axes", "");
    const Rect& plot = layout.plot;
    const float thick = hairline * layout.scale;
    std::vector<Rect> lines;
    const auto length = [&](const Tick& tick) {
        return (tick.label.empty() ? minor_tick_length : tick_length) * layout.scale;
    };
    if (figure.x.ticks) {
        lines.push_back({plot.x, plot.bottom() - thick / 2, plot.w, thick});
        for (const Tick& tick : layout.x_ticks)
            lines.push_back({layout.x.pixel(tick.value) - thick / 2, plot.bottom() + thick / 2, thick, length(tick)});
    }
    if (figure.y.ticks) {
        lines.push_back({plot.x - thick / 2, plot.y, thick, plot.h});
        for (const Tick& tick : layout.y_ticks)
            lines.push_back(
                {plot.x - thick / 2 - length(tick), layout.y.pixel(tick.value) - thick / 2, length(tick), thick});
    }
    canvas.rects(lines.data(), static_cast<int>(lines.size()), resolve(theme, {Ink::muted, 0, axis_alpha}));
}

void draw_legend(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas) {
    constexpr float ground = 0.85f; // grid lines and faint shades hardly show through
    canvas.part("legend", "");
    Color behind = theme.panel;
    behind.a *= ground;
    if (layout.legend_box.w > 0 && behind.a > 0) canvas.rects(&layout.legend_box, 1, behind);
    for (const LegendEntry& entry : layout.legend) {
        if (entry.marks.empty() && entry.sampler >= 0) { // of a panel whose plot has no marks with a label
            Curve key;
            key.ink = {Ink::sampler, entry.sampler, 1};
            draw_swatch(key, entry.swatch, layout.scale, theme, canvas);
        }
        if (!(entry.swatch.w > 0)) continue; // it stands beside its curve
        std::vector<std::size_t> kinds;      // a curve and its band, but one disc for the many layers of a cloud
        for (const int i : entry.marks) {
            const Mark& mark = figure.marks[static_cast<std::size_t>(i)];
            if (std::find(kinds.begin(), kinds.end(), mark.index()) != kinds.end()) continue;
            kinds.push_back(mark.index());
            draw_swatch(mark, entry.swatch, layout.scale, theme, canvas);
        }
    }
}

bool has_lane(const Mark& mark) {
    const auto* curve = std::get_if<Curve>(&mark);
    return curve && curve->lanes > 1;
}

const Mark* last_with_lane(const Figure& figure, const Layout& layout) {
    const auto last = std::find_if(figure.marks.rbegin(), figure.marks.rend(),
                                   [&](const Mark& mark) { return has_lane(mark) && layout.shows(mark); });
    return last == figure.marks.rend() ? nullptr : &*last;
}

void draw_lanes(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas) {
    for (const Mark& mark : figure.marks)
        if (has_lane(mark) && layout.shows(mark)) draw_lane(std::get<Curve>(mark), layout, theme, canvas);
}

void draw_texts(const Layout& layout, const Theme& theme, Canvas& canvas) {
    canvas.part("texts", "");
    for (const FrameText& text : layout.texts)
        canvas.text(text.at, text.text,
                    {.size = text.size,
                     .weight = text.weight,
                     .color = text_color(theme, text.ink),
                     .horizontal = text.horizontal,
                     .vertical = text.vertical});
}

/// Grid, marks, axes, and what stands about this one plot.
void draw_plot(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas) {
    const auto is_handle = [](const Mark& mark) { return std::holds_alternative<Handle>(mark); };
    const auto covers = [](const Mark& mark) {
        const auto* contours = std::get_if<Contours>(&mark);
        return std::holds_alternative<HeatMap>(mark) || (contours && contours->filled);
    };
    const auto is_left_out = [out = labels_left_out(figure.marks, layout, theme, canvas)](const Mark& mark) {
        return std::find(out.begin(), out.end(), &mark) != out.end();
    };
    canvas.clip(layout.plot);
    for (const Mark& mark : figure.marks)
        if (covers(mark)) draw_mark(mark, layout, theme, canvas);
    draw_grid(figure, layout, theme, canvas); // above what would hide it
    const Mark* const last_lane = last_with_lane(figure, layout);
    for (const Mark& mark : figure.marks) {
        if (covers(mark) || is_handle(mark) || !layout.shows(mark) || is_left_out(mark)) continue;
        draw_mark(mark, layout, theme, canvas);
        if (&mark == last_lane) draw_lanes(figure, layout, theme, canvas);
    }
    for (const Label& note : cut_notes(figure, layout, theme, canvas)) draw_mark(note, layout, theme, canvas);
    canvas.unclip();
    draw_axes(figure, layout, theme, canvas);
    for (const Mark& mark : figure.marks) // whole, also on the plot's edge; not those beyond it
        if (const auto* handle = std::get_if<Handle>(&mark))
            if (grown(layout.plot, 1).contains(layout.at(handle->x, handle->seen_y())))
                draw_mark(mark, layout, theme, canvas);
    draw_color_bar(figure, layout, theme, canvas);
    draw_legend(figure, layout, theme, canvas);
    draw_texts(layout, theme, canvas);
}

} // namespace

void draw(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas) {
    // A theme with a transparent panel gives a figure without a ground, for slides.
    canvas.part("ground", "");
    if (theme.panel.a > 0) canvas.rects(&layout.outer, 1, theme.panel);
    for (const Layout& plot : layout.plots()) draw_plot(figure, plot, theme, canvas);
    if (layout.panels.empty()) return;
    draw_legend(figure, layout, theme, canvas);
    draw_texts(layout, theme, canvas);
}

void draw_legend_alone(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas) {
    draw_legend(figure, layout, theme, canvas);
    draw_texts(layout, theme, canvas);
}

void draw_overlay(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas) {
    for (const Layout& plot : layout.plots()) {
        canvas.clip(plot.plot);
        const std::vector<const Mark*> out = labels_left_out(figure.overlay, plot, theme, canvas);
        for (const Mark& mark : figure.overlay)
            if (plot.shows(mark) && std::find(out.begin(), out.end(), &mark) == out.end())
                draw_mark(mark, plot, theme, canvas);
        for (const Label& note : overlay_notes(figure, plot, theme, canvas)) draw_mark(note, plot, theme, canvas);
        canvas.unclip();
    }
}

void draw_veil(const Figure& figure, const Layout& layout, Veil veil, const Theme& theme, Canvas& canvas) {
    constexpr float opacity = 0.8f;
    const auto cursor = std::find_if(figure.overlay.begin(), figure.overlay.end(), [](const Mark& mark) {
        const auto* rule = std::get_if<Rule>(&mark);
        return rule && rule->vertical && rule->ink.role == Ink::cursor;
    });
    if (veil == Veil::none || cursor == figure.overlay.end()) return;
    Color color = theme.panel;
    color.a = opacity;
    for (const Layout& part : layout.plots()) {
        const float axis = 0.4f * part.scale; // its lines lie half within the plot, and stay as they are
        const Rect plot{part.plot.x + axis, part.plot.y, part.plot.w - axis, part.plot.h - axis};
        const float at = std::clamp(part.x.pixel(std::get<Rule>(*cursor).value), plot.x, plot.right());
        const bool left = (veil == Veil::below) != part.x.descends();
        const Rect veiled{left ? plot.x : at, plot.y, left ? at - plot.x : plot.right() - at, plot.h};
        canvas.rects(&veiled, 1, color);
    }
}

} // namespace halfstep
