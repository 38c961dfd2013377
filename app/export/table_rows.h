#pragma once
// The rows of a table of a figure, as table.h describes them: CSV and NPY write the same ones.

#include "app/figure/contours.h"

#include <limits>

namespace halfstep {

/// No value in this column; figures hold no infinities.
inline constexpr double no_value = std::numeric_limits<double>::infinity();
template <class T>
inline constexpr T none = static_cast<T>(no_value);

/// Visits a mark and calls out.row(line, x, y, x_end, y_end, value) for each row, all of its numbers floats or all doubles.
/// `line` is -1 where there are no lines.
template <class Out>
struct MarkRows {
    Out& out;

    template <class T>
    void row(long line, T x, T y, T x_end = none<T>, T y_end = none<T>, T value = none<T>) {
        out.row(line, x, y, x_end, y_end, value);
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
        for (std::size_t i = 0; i < m.x.size(); ++i) row(-1, m.x[i], m.y[i]);
    }
    void operator()(const Band& m) {
        for (std::size_t i = 0; i < m.x.size(); ++i) row(-1, m.x[i], m.lo[i], no_value, m.hi[i]);
    }
    void operator()(const Bars& m) {
        for (std::size_t i = 0; i < m.height.size() && i + 1 < m.edges.size(); ++i) {
            const double top = m.base + m.scale * m.height[i];
            if (m.horizontal)
                row(-1, m.base, m.edges[i], top, m.edges[i + 1], m.height[i]);
            else
                row(-1, m.edges[i], m.base, m.edges[i + 1], top, m.height[i]);
        }
    }
    void operator()(const HeatMap& m) {
        for (int r = 0; r < m.rows; ++r) {
            const auto y = static_cast<float>(m.y_lo + (r + 0.5) * (m.y_hi - m.y_lo) / m.rows);
            for (int c = 0; c < m.columns; ++c) {
                const auto x = static_cast<float>(m.x_lo + (c + 0.5) * (m.x_hi - m.x_lo) / m.columns);
                const std::size_t i =
                    static_cast<std::size_t>(r) * static_cast<std::size_t>(m.columns) + static_cast<std::size_t>(c);
                row(-1, x, y, none<float>, none<float>, m.value[i]);
            }
        }
    }
    void operator()(const Contours& m) {
        long line = 0;
        for (const double level : m.levels)
            for (const ContourLine& one : m.filled ? contour_areas(m, level) : contour_lines(m, level)) {
                for (std::size_t i = 0; i < one.x.size(); ++i) row(line, one.x[i], one.y[i], no_value, no_value, level);
                ++line;
            }
    }
    void operator()(const Arrows& m) {
        for (std::size_t i = 0; i < m.x.size(); ++i) row(-1, m.x[i], m.y[i], m.x[i] + m.dx[i], m.y[i] + m.dy[i]);
    }
    void operator()(const Rule& m) {
        const bool all = m.from == m.to;
        const double from = all ? no_value : m.from, to = all ? no_value : m.to;
        if (m.vertical)
            row(-1, m.value, from, no_value, to);
        else
            row(-1, from, m.value, to);
    }
    void operator()(const Label& m) { row(-1, m.x, m.y); }
    void operator()(const Handle& m) { row(-1, m.x, m.y); }
};

} // namespace halfstep
