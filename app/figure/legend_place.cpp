#include "app/figure/legend_place.h"

#include "app/figure/cut_notes.h"
#include "app/figure/marks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

constexpr float cell_em = 0.4f;     ///< of the axis type: as fine as a legend is placed
constexpr float hardly_seen = 0.1f; ///< of a cell's cover: faint shades, over which type can be read
constexpr float ink_factor = 2.5f;  ///< a line of a pale or translucent ink is a line all the same
constexpr float inset_em = 0.6f;    ///< from the plot's edges
constexpr float clear_em = 0.5f;    ///< from the marks
constexpr float column_cost = 1.5f; ///< a further column counts as so many ems farther from the corner

/// Notes which cells of a plot anything is drawn in.
class CoverCanvas final : public Canvas {
public:
    CoverCanvas(Cover& cover, Color ground, Canvas& metrics) : cover_(cover), ground_(ground), metrics_(metrics) {}

    void clip(const Rect&) override {}
    void unclip() override {}
    void polylines(const Point* points, int length, int count, const Stroke& stroke) override {
        for (int i = 0; i < count; ++i, points += length)
            for (int k = 0; k + 1 < length; ++k) segment(points[k], points[k + 1], ink(stroke.color));
    }
    void rects(const Rect* rects, int count, Color color) override {
        for (int i = 0; i < count; ++i) box(rects[i], ink(color));
    }
    void band(const Point* upper, const Point* lower, int n, Color color) override {
        for (int i = 0; i + 1 < n; ++i) {
            const Point outline[] = {upper[i], upper[i + 1], lower[i + 1], lower[i]};
            polygon(outline, 4, ink(color));
        }
    }
    void discs(const Point* centres, int count, float radius, Color color) override {
        for (int i = 0; i < count; ++i)
            box({centres[i].x - radius, centres[i].y - radius, 2 * radius, 2 * radius}, ink(color));
    }
    void triangles(const Point* corners, int count, Color color) override {
        for (int i = 0; i < count; ++i) polygon(corners + 3 * i, 3, ink(color));
    }
    void areas(const Point* points, const int* lengths, int count, Color color) override {
        for (int i = 0; i < count; points += lengths[i++]) polygon(points, lengths[i], ink(color));
    }
    /// A cell is as visible as the pixel in its middle.
    void image(const Rect& rect, int columns, int rows, const std::uint8_t* rgba) override {
        if (columns < 1 || rows < 1) return;
        for (int r = 0; r < cover_.rows; ++r)
            for (int c = 0; c < cover_.columns; ++c) {
                const Point at = middle(c, r);
                if (!rect.contains(at)) continue;
                const int x = std::clamp(static_cast<int>((at.x - rect.x) / rect.w * static_cast<float>(columns)), 0,
                                         columns - 1),
                          y = std::clamp(static_cast<int>((at.y - rect.y) / rect.h * static_cast<float>(rows)), 0,
                                         rows - 1);
                const std::uint8_t* p = rgba + 4 * (y * columns + x);
                add(c, r, visible({channel(p[0]), channel(p[1]), channel(p[2]), channel(p[3])}));
            }
    }
    void text(Point at, std::string_view text, const TextStyle& style) override {
        const Point extent = metrics_.measure(text, style.size, style.weight);
        box({aligned(at.x, extent.x, style.horizontal), aligned(at.y, extent.y, style.vertical), extent.x, extent.y},
            ink(style.color));
    }
    Point measure(std::string_view text, float size, Weight weight) override {
        return metrics_.measure(text, size, weight);
    }

private:
    static float channel(std::uint8_t byte) { return static_cast<float>(byte) / 255; }
    float visible(const Color& c) const {
        return c.a * std::max({std::abs(c.r - ground_.r), std::abs(c.g - ground_.g), std::abs(c.b - ground_.b)});
    }
    float ink(const Color& color) const { return std::min(ink_factor * visible(color), 1.0f); }
    Point middle(int column, int row) const {
        return {cover_.plot.x + (static_cast<float>(column) + 0.5f) * cover_.cell,
                cover_.plot.y + (static_cast<float>(row) + 0.5f) * cover_.cell};
    }
    void add(int column, int row, float seen) {
        if (column < 0 || row < 0 || column >= cover_.columns || row >= cover_.rows) return;
        float& cell = cover_.seen[static_cast<std::size_t>(row) * static_cast<std::size_t>(cover_.columns) +
                                  static_cast<std::size_t>(column)];
        cell = std::max(cell, seen);
    }
    /// The cell that a pixel lies in, or one beyond the edge for all that lies farther out.
    static int cell_of(float at, float from, float size, int count) {
        return static_cast<int>(std::floor(std::clamp((at - from) / size, -1.0f, static_cast<float>(count))));
    }
    void box(const Rect& r, float seen) {
        if (!(r.w >= 0) || !(r.h >= 0) || !std::isfinite(r.x + r.y)) return;
        const int left = cell_of(r.x, cover_.plot.x, cover_.cell, cover_.columns),
                  right = cell_of(r.right(), cover_.plot.x, cover_.cell, cover_.columns);
        const int top = cell_of(r.y, cover_.plot.y, cover_.cell, cover_.rows),
                  bottom = cell_of(r.bottom(), cover_.plot.y, cover_.cell, cover_.rows);
        for (int row = top; row <= bottom; ++row)
            for (int column = left; column <= right; ++column) add(column, row, seen);
    }
    /// Cut to the plot first: lines may end a thousand plots away.
    void segment(Point a, Point b, float seen) {
        if (!std::isfinite(a.x + a.y + b.x + b.y)) return;
        float from = 0, to = 1;
        const auto keep = [&](float start, float along, float lo, float hi) {
            if (along == 0) {
                if (start < lo || start > hi) to = -1;
                return;
            }
            const float one = (lo - start) / along, other = (hi - start) / along;
            from = std::max(from, std::min(one, other));
            to = std::min(to, std::max(one, other));
        };
        keep(a.x, b.x - a.x, cover_.plot.x, cover_.plot.right());
        keep(a.y, b.y - a.y, cover_.plot.y, cover_.plot.bottom());
        if (!(from <= to)) return;
        const float length = (to - from) * std::hypot(b.x - a.x, b.y - a.y);
        const int steps = std::max(1, static_cast<int>(std::ceil(2 * length / cover_.cell)));
        for (int i = 0; i <= steps; ++i) {
            const float v = from + (to - from) * static_cast<float>(i) / static_cast<float>(steps);
            add(cell_of(a.x + v * (b.x - a.x), cover_.plot.x, cover_.cell, cover_.columns),
                cell_of(a.y + v * (b.y - a.y), cover_.plot.y, cover_.cell, cover_.rows), seen);
        }
    }
    /// Its outline, and the cells whose middle it holds.
    void polygon(const Point* points, int n, float seen) {
        for (int i = 0; i < n; ++i) {
            if (!std::isfinite(points[i].x + points[i].y)) return;
            segment(points[i], points[(i + 1) % n], seen);
        }
        std::vector<float> crossings;
        for (int row = 0; row < cover_.rows; ++row) {
            const float y = middle(0, row).y;
            crossings.clear();
            for (int i = 0; i < n; ++i) {
                const Point a = points[i], b = points[(i + 1) % n];
                if ((a.y <= y) != (b.y <= y)) crossings.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
            }
            std::sort(crossings.begin(), crossings.end());
            for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
                box({crossings[i], y, crossings[i + 1] - crossings[i], 0}, seen);
        }
    }

    Cover& cover_;
    Color ground_;
    Canvas& metrics_;
};

LegendColumns in_columns(const std::vector<float>& widths, int rows, const LegendSizes& sizes) {
    const int count = static_cast<int>(widths.size());
    LegendColumns legend;
    legend.rows = rows;
    legend.columns = (count + rows - 1) / rows;
    legend.widths.resize(static_cast<std::size_t>(legend.columns));
    for (int i = 0; i < count; ++i) {
        float& width = legend.widths[static_cast<std::size_t>(i / rows)];
        width = std::max(width, widths[static_cast<std::size_t>(i)]);
    }
    for (const float width : legend.widths) legend.w += width;
    legend.w += sizes.gap * static_cast<float>(legend.columns - 1);
    legend.h = sizes.line * static_cast<float>(rows);
    return legend;
}

/// Places along a side, from one end to the other.
std::vector<float> places_between(float from, float to, float step) {
    const int count = std::max(1, static_cast<int>(std::ceil((to - from) / step)));
    std::vector<float> places;
    for (int i = 0; i <= count; ++i)
        places.push_back(from + (to - from) * static_cast<float>(i) / static_cast<float>(count));
    return places;
}

} // namespace

bool Cover::free(const Rect& box) const {
    const auto cells = [&](float at, float from, int count) {
        return std::clamp(static_cast<int>(std::floor((at - from) / cell)), 0, count - 1);
    };
    const int left = cells(box.x, plot.x, columns), right = cells(box.right(), plot.x, columns);
    const int top = cells(box.y, plot.y, rows), bottom = cells(box.bottom(), plot.y, rows);
    for (int row = top; row <= bottom; ++row) {
        const float* first = seen.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(columns);
        if (std::any_of(first + left, first + right + 1, [](float v) { return v > hardly_seen; })) return false;
    }
    return true;
}

Cover cover_of(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& metrics) {
    constexpr float most_cells = 400; // along a side
    Cover cover;
    cover.plot = layout.plot;
    cover.cell = std::max(
        {cell_em * theme.axis_size * layout.scale, layout.plot.w / most_cells, layout.plot.h / most_cells, 1e-3f});
    cover.columns = std::max(1, static_cast<int>(std::ceil(layout.plot.w / cover.cell)));
    cover.rows = std::max(1, static_cast<int>(std::ceil(layout.plot.h / cover.cell)));
    cover.seen.resize(static_cast<std::size_t>(cover.columns) * static_cast<std::size_t>(cover.rows));
    CoverCanvas canvas(cover, theme.panel, metrics);
    for (const Mark& mark : figure.marks)
        if (layout.shows(mark)) draw_mark(mark, layout, theme, canvas);
    for (const Label& note : cut_notes(figure, layout, theme, metrics)) draw_mark(note, layout, theme, canvas);
    return cover;
}

std::optional<LegendColumns> place_in_plot(const std::vector<float>& widths, const LegendSizes& sizes,
                                           const Cover& cover) {
    const float inset = inset_em * sizes.em, clear = clear_em * sizes.em;
    const Rect& plot = cover.plot;
    std::optional<LegendColumns> best;
    float least = std::numeric_limits<float>::infinity();
    const auto offer = [&](LegendColumns legend, Point at, float cost) {
        if (!(cost < least)) return;
        if (!cover.free({at.x - clear, at.y - clear, legend.w + 2 * clear, legend.h + 2 * clear})) return;
        legend.at = at;
        least = cost;
        best = std::move(legend);
    };
    const int count = static_cast<int>(widths.size());
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        if (rows > sizes.most_rows) continue;
        const LegendColumns legend = in_columns(widths, rows, sizes);
        if (legend.columns < columns) continue; // the last one would be empty
        const float left = plot.x + inset, right = plot.right() - inset - legend.w;
        const float top = plot.y + inset, bottom = plot.bottom() - inset - legend.h;
        if (legend.w > sizes.most_width || right < left || bottom < top) continue;
        const float dear = column_cost * static_cast<float>(columns - 1);
        const auto cost = [&](Point at) { // the upper right corner first, then the others of the top
            const float x = std::min(right - at.x, at.x - left + 0.01f * sizes.em);
            const float y = std::min(at.y - top, bottom - at.y + 0.02f * sizes.em);
            return dear + (x + y) / sizes.em;
        };
        for (const float x : places_between(left, right, cover.cell))
            for (const float y : {top, bottom}) offer(legend, {x, y}, cost({x, y}));
        for (const float y : places_between(top, bottom, cover.cell))
            for (const float x : {left, right}) offer(legend, {x, y}, cost({x, y}));
    }
    return best;
}

} // namespace halfstep
