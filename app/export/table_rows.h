#pragma once
// The rows of a table of a figure, as table.h describes them: CSV and NPY write the same ones.

#include "app/figure/contours.h"

#include <optional>

namespace halfstep {

/// A row: T, of the places, and V, of the value, are float or double.
template <class T, class V = T>
struct TableRow {
    long line = -1; ///< -1: there are no lines
    std::optional<T> x{}, y{}, x_end{}, y_end{};
    std::optional<V> value{};
};

/// The kind of the rows that say how much of it no bar holds.
constexpr const char* outside_kind = "outside";

/// Visits a mark and calls out.row() for each row.
template <class Out>
struct MarkRows {
    Out& out;

    template <class T>
    void row(long line, T x, T y) {
        out.row(TableRow<T>{.line = line, .x = x, .y = y});
    }

    void operator()(const Curve& m) {
        for (std::size_t i = 0; i < m.x.size(); ++i) row(-1, m.x[i], m.y[i]);
    }
    void operator()(const Polylines& m) {
        for (std::size_t i = 0; m.length > 0 && i < m.y.size(); ++i) {
            const auto length = static_cast<std::size_t>(m.length);
            row(static_cast<long>(i / length), m.x.size() == length ? m.x[i % length] : m.x[i], m.y[i]);
        }
    }
    void operator()(const Points& m) {
        for (std::size_t i = 0; i < m.x.size(); ++i)
            if (m.single)
                row(-1, static_cast<float>(m.x[i]), static_cast<float>(m.y[i]));
            else
                row(-1, m.x[i], m.y[i]);
    }
    void operator()(const Band& m) {
        for (std::size_t i = 0; i < m.x.size(); ++i)
            out.row(TableRow<double>{.x = m.x[i], .y = m.lo[i], .y_end = m.hi[i]});
    }
    void operator()(const Bars& m) {
        for (std::size_t i = 0; i < m.height.size() && i + 1 < m.edges.size(); ++i) {
            const double top = m.base + m.scale * m.height[i];
            if (m.horizontal)
                out.row(TableRow<double>{-1, m.base, m.edges[i], top, m.edges[i + 1], m.height[i]});
            else
                out.row(TableRow<double>{-1, m.edges[i], m.base, m.edges[i + 1], top, m.height[i]});
        }
        if (m.edges.empty()) return;
        using Edge = std::optional<double>;
        const auto outside = [&](double fraction, Edge from, Edge to) {
            if (!(fraction > 0)) return;
            out.outside(m.horizontal ? TableRow<double>{.y = from, .y_end = to, .value = fraction}
                                     : TableRow<double>{.x = from, .x_end = to, .value = fraction});
        };
        outside(m.below, {}, m.edges.front());
        outside(m.above, m.edges.back(), {});
    }
    void operator()(const HeatMap& m) {
        for (int r = 0; r < m.rows; ++r) {
            const double y = m.y_lo + (r + 0.5) * (m.y_hi - m.y_lo) / m.rows;
            for (int c = 0; c < m.columns; ++c) {
                const double x = m.x_lo + (c + 0.5) * (m.x_hi - m.x_lo) / m.columns;
                const std::size_t i =
                    static_cast<std::size_t>(r) * static_cast<std::size_t>(m.columns) + static_cast<std::size_t>(c);
                out.row(TableRow<double, float>{.x = x, .y = y, .value = m.value[i]});
            }
        }
    }
    void operator()(const Contours& m) {
        long line = 0;
        for (const double level : m.levels)
            for (const ContourLine& one : m.filled ? contour_areas(m, level) : contour_lines(m, level)) {
                for (std::size_t i = 0; i < one.x.size(); ++i)
                    out.row(TableRow<double>{.line = line, .x = one.x[i], .y = one.y[i], .value = level});
                ++line;
            }
    }
    void operator()(const Arrows& m) {
        for (std::size_t i = 0; i < m.x.size(); ++i)
            out.row(TableRow<double>{.x = m.x[i], .y = m.y[i], .x_end = m.x[i] + m.dx[i], .y_end = m.y[i] + m.dy[i]});
    }
    void operator()(const Rule& m) {
        const bool all = m.from == m.to;
        const std::optional<double> from = all ? std::nullopt : std::optional(m.from),
                                    to = all ? std::nullopt : std::optional(m.to);
        if (m.vertical)
            out.row(TableRow<double>{.x = m.value, .y = from, .y_end = to});
        else
            out.row(TableRow<double>{.x = from, .y = m.value, .x_end = to});
    }
    void operator()(const Label& m) { row(-1, m.x, m.y); }
    void operator()(const Handle& m) { row(-1, m.x, m.y); }
};

} // namespace halfstep
