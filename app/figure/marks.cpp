#include "app/figure/marks.h"

#include "app/figure/clip.h"
#include "app/figure/contours.h"
#include "app/figure/labels.h"
#include "app/figure/mark_names.h"
#include "app/figure/mark_parts.h"
#include "app/figure/thin.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

constexpr float handle_radius = 6; ///< points

/// Draws one kind of mark after another; std::visit picks.
struct Painter {
    const Layout& layout;
    const Theme& theme;
    Canvas& canvas;
    float scale = layout.scale; ///< pixels per point

    float line(float points) const { return points * scale * theme.line_scale; }

    /// On a log axis what is not positive lies at the end of the plot: bars and bands stand on it.
    Point at_or_edge(double x, double y) const {
        Point p = layout.at(x, y);
        if (std::isnan(p.x) && !std::isnan(x)) p.x = layout.x.pixel_lo;
        if (std::isnan(p.y) && !std::isnan(y)) p.y = layout.y.pixel_lo;
        const Rect box = grown(layout.plot, clip_margin);
        if (!is_point(p)) return p;
        return {std::clamp(p.x, box.x, box.right()), std::clamp(p.y, box.y, box.bottom())};
    }

    void operator()(const HeatMap& map) const {
        const HeatImage image = heat_image(map, layout, theme);
        if (image.columns > 0) canvas.image(image.rect, image.columns, image.rows, image.rgba.data());
    }

    void operator()(const Contours& contours) const {
        for (std::size_t i = 0; i < contours.levels.size(); ++i) {
            if (contours.filled)
                fill_above(contours, i);
            else
                draw_level(contours, contours.levels[i]);
        }
    }

    /// All lines of a level as one with breaks: where two of them come near, a translucent ink does not get darker.
    void draw_level(const Contours& contours, double level) const {
        std::vector<Point> points;
        for (const ContourLine& one : contour_lines(contours, level)) {
            if (!points.empty()) points.push_back(no_point);
            for (std::size_t k = 0; k < one.x.size(); ++k) points.push_back(layout.at(one.x[k], one.y[k]));
        }
        draw_polylines(
            points, static_cast<int>(points.size()), layout.plot, canvas,
            {resolve(theme, contours.ink), line(contours.width), dash_of(theme, contours.ink, contours.dash)});
    }

    void fill_above(const Contours& contours, std::size_t i) const {
        constexpr float margin = 2; // pixels: its own edge stays out of sight
        std::vector<Point> points;
        std::vector<int> lengths;
        for (const ContourLine& one : contour_areas(contours, contours.levels[i])) {
            std::vector<Point> outline;
            for (std::size_t k = 0; k + 1 < one.x.size(); ++k) outline.push_back(at_or_edge(one.x[k], one.y[k]));
            outline = cut_outline(std::move(outline), grown(layout.plot, margin));
            if (outline.size() < 3) continue;
            points.insert(points.end(), outline.begin(), outline.end());
            lengths.push_back(static_cast<int>(outline.size()));
        }
        const float place = static_cast<float>(i + 1) / static_cast<float>(contours.levels.size());
        canvas.areas(points.data(), lengths.data(), static_cast<int>(lengths.size()),
                     faded(ramp(theme, place), std::clamp(contours.ink.alpha, 0.0f, 1.0f)));
    }

    void operator()(const Band& band) const {
        const std::size_t n = std::min({band.x.size(), band.lo.size(), band.hi.size()});
        BandEdges edges{std::vector<Point>(n), std::vector<Point>(n)};
        for (std::size_t i = 0; i < n; ++i) {
            edges.upper[i] = at_or_edge(band.x[i], band.hi[i]);
            edges.lower[i] = at_or_edge(band.x[i], band.lo[i]);
        }
        edges = thinned_band(std::move(edges), thinned_column * scale);
        canvas.band(edges.upper.data(), edges.lower.data(), static_cast<int>(edges.upper.size()),
                    resolve(theme, band.ink));
    }

    void operator()(const Bars& bars) const {
        if (bars.edges.size() < 2) return;
        const std::size_t n = std::min(bars.height.size(), bars.edges.size() - 1);
        const auto corner = [&](double edge, double value) {
            return bars.horizontal ? at_or_edge(value, edge) : at_or_edge(edge, value);
        };
        std::vector<Point> top, base, outline; // the outline skips empty stretches
        for (std::size_t i = 0; i < n; ++i) {
            const double height = bars.height[i];
            const bool stands = std::isfinite(height) && height != 0;
            const double value = bars.base + (stands ? bars.scale * height : 0.0);
            for (const double edge : {bars.edges[i], bars.edges[i + 1]}) {
                top.push_back(corner(edge, value));
                base.push_back(corner(edge, bars.base));
            }
            if (stands) {
                if (outline.empty() || !is_point(outline.back())) outline.push_back(base[base.size() - 2]);
                outline.push_back(top[top.size() - 2]);
                outline.push_back(top.back());
            }
            if (!outline.empty() && is_point(outline.back()) && (!stands || i + 1 == n)) {
                outline.push_back(stands ? base.back() : base[base.size() - 2]);
                outline.push_back(no_point);
            }
        }
        const Color color = resolve(theme, bars.ink);
        canvas.band(top.data(), base.data(), static_cast<int>(top.size()),
                    faded(color, bars.outline ? bar_fill : bars.tint));
        if (bars.outline)
            draw_polylines(outline, static_cast<int>(outline.size()), layout.plot, canvas, {color, line(bar_outline)});
    }

    void operator()(const Curve& curve) const {
        const std::vector<Point> points = line_of(curve, layout);
        draw_polylines(points, static_cast<int>(points.size()), layout.plot, canvas,
                       {resolve(theme, curve.ink), line(curve.width), dash_of(theme, curve.ink, curve.dash)});
    }

    void operator()(const Polylines& lines) const {
        if (lines.length < 2) return;
        const auto length = static_cast<std::size_t>(lines.length);
        const std::size_t count = lines.y.size() / length;
        const bool shared = lines.x.size() == length && count != 1;
        if (!shared && lines.x.size() < count * length) return;
        std::vector<Point> points(count * length);
        for (std::size_t i = 0; i < points.size(); ++i) points[i].y = layout.y.pixel(lines.y[i]);
        for (std::size_t i = 0; i < (shared ? length : points.size()); ++i) points[i].x = layout.x.pixel(lines.x[i]);
        if (shared)
            for (std::size_t i = length; i < points.size(); ++i) points[i].x = points[i % length].x;
        draw_polylines(points, lines.length, layout.plot, canvas,
                       {resolve(theme, lines.ink), line(lines.width), dash_of(theme, lines.ink, Dash::solid)});
    }

    static constexpr std::size_t cloud = 100; ///< points: fewer are looked at one by one, and have a shape

    /// Where a plot is small its clouds are finer, too: else a figure of one column is all ink.
    float cloud_scale(std::size_t points) const {
        constexpr float usual_side = 320, finest = 0.55f; // points; of the size asked for
        if (points < cloud) return 1;
        const float side = std::sqrt(layout.plot.w * layout.plot.h) / scale;
        return std::clamp(side / usual_side, finest, 1.0f);
    }

    void operator()(const Points& marks) const {
        const float radius = line(marks.radius) * cloud_scale(marks.x.size());
        const Rect shown = grown(layout.plot, radius + 1);
        std::vector<Point> centres;
        const std::size_t n = std::min(marks.x.size(), marks.y.size());
        centres.reserve(n);
        for (std::size_t i = 0; i < n; ++i) {
            const Point p = layout.at(marks.x[i], marks.y[i]);
            if (shown.contains(p)) centres.push_back(p); // NaN is nowhere
        }
        draw_points(centres, radius, n < cloud ? shape_of(theme, marks.ink) : PointShape::disc,
                    resolve(theme, marks.ink), canvas);
    }

    /// Heads keep their size, and shrink only when the arrow is shorter than one. All are one area: translucent ones
    /// are not darker where shaft and head, or two arrows, meet.
    /// Where units of the axes differ, arrows of a bounded length are bounded as they are seen: by how much less of one
    /// is drawn, so that it is as long as one along the axis of the smaller unit.
    double shorter(const Arrows& arrows, double dx, double dy) const {
        if (!std::isfinite(arrows.half)) return 1; // these lead from one place to another
        const auto unit = [](const AxisMap& map) { return std::abs(map.pixel_hi - map.pixel_lo) / (map.hi - map.lo); };
        const double unit_x = unit(layout.x), unit_y = unit(layout.y), seen = std::hypot(unit_x * dx, unit_y * dy);
        return seen > 0 ? std::min(unit_x, unit_y) * std::hypot(dx, dy) / seen : 1;
    }

    void operator()(const Arrows& arrows) const {
        const std::size_t n = std::min({arrows.x.size(), arrows.y.size(), arrows.dx.size(), arrows.dy.size()});
        const float head = scale * (head_length * theme.line_scale + std::max(arrows.width - 1, 0.0f) * 2);
        const Rect shown = grown(layout.plot, clip_margin);
        std::vector<std::pair<Point, Point>> seen;
        float longest = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const double dx = arrows.dx[i], dy = arrows.dy[i];
            const double drawn = arrows.scale / (1 + std::hypot(dx, dy) / arrows.half) * shorter(arrows, dx, dy),
                         back = arrows.middles ? 0.5 : 0;
            const double x = arrows.x[i] - back * drawn * dx, y = arrows.y[i] - back * drawn * dy;
            const Point tail = layout.at(x, y), tip = layout.at(x + drawn * dx, y + drawn * dy);
            if (!shown.contains(tail) || !shown.contains(tip)) continue;
            seen.emplace_back(tail, tip);
            longest = std::max(longest, std::hypot(tip.x - tail.x, tip.y - tail.y));
        }
        constexpr float largest_head = 0.4f; // of the longest arrow: in small plots heads must not be all there is
        ArrowShapes shapes;
        for (const auto& [tail, tip] : seen)
            shapes.add(tail, tip, line(arrows.width), std::min(head, largest_head * longest));
        shapes.draw(canvas, resolve(theme, arrows.ink));
    }

    void operator()(const Rule& rule) const {
        const Rect& plot = layout.plot;
        const bool all = rule.from == rule.to;
        Point ends[2];
        if (rule.vertical) {
            const float x = layout.x.pixel(rule.value);
            ends[0] = {x, all ? layout.y.pixel_lo : layout.y.pixel(rule.from)};
            ends[1] = {x, all ? layout.y.pixel_hi : layout.y.pixel(rule.to)};
        } else {
            const float y = layout.y.pixel(rule.value);
            ends[0] = {all ? layout.x.pixel_lo : layout.x.pixel(rule.from), y};
            ends[1] = {all ? layout.x.pixel_hi : layout.x.pixel(rule.to), y};
        }
        draw_polylines({ends[0], ends[1]}, 2, plot, canvas,
                       {resolve(theme, rule.ink), line(rule.width), dash_of(theme, rule.ink, rule.dash)});
    }

    void operator()(const Label& label) const {
        const std::optional<PlacedLabel> placed = place_label(label, layout, theme, canvas);
        if (!placed) return;
        if (label.ground && theme.panel.a > 0) {
            constexpr float around = 2, covers = 0.85f; // points; of what is beneath
            Rect ground = grown(placed->box, around * scale);
            ground.y += around * scale / 2, ground.h -= around * scale;
            canvas.rects(&ground, 1, faded(theme.panel, covers));
        }
        canvas.text(placed->at, placed->text,
                    {.size = placed->size,
                     .color = text_color(theme, label.ink),
                     .horizontal = placed->horizontal,
                     .vertical = placed->vertical});
    }

    /// A disc in a ring: says that it can be taken hold of.
    void operator()(const Handle& handle) const {
        const Point at = layout.at(handle.x, handle.seen_y());
        if (!grown(layout.plot, line(handle_radius)).contains(at)) return; // NaN is nowhere
        const Color ink = resolve(theme, handle.ink);
        canvas.discs(&at, 1, line(handle_radius), ink);
        canvas.discs(&at, 1, line(handle_radius - 1.5f), theme.panel);
        canvas.discs(&at, 1, line(handle_radius - 3), ink);
    }
};

} // namespace

void draw_mark(const Mark& mark, const Layout& layout, const Theme& theme, Canvas& canvas) {
    canvas.part(kind_of(mark), label_of(mark));
    std::visit(Painter{layout, theme, canvas}, mark);
}

} // namespace halfstep
