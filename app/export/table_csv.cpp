#include "app/export/table.h"
#include "app/export/writers.h"
#include "app/figure/contours.h"
#include "app/figure/marks.h"
#include "app/scene/names.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

namespace halfstep {

namespace {

constexpr double none =
    std::numeric_limits<double>::infinity(); ///< no value in this column; figures hold no infinities

std::string exact(double value) { return number(value); }

/// The shortest decimal that reads back as the same float.
std::string exact(float value) {
    if (std::isnan(value)) return "nan";
    char text[40];
    for (int digits = 6; digits <= 9; ++digits) {
        std::snprintf(text, sizeof text, "%.*g", digits, static_cast<double>(value));
        if (std::strtof(text, nullptr) == value) break;
    }
    return text;
}

std::string csv_text(std::string_view text) {
    if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

/// Writes the rows of one mark after another.
struct Rows {
    std::string out;
    std::string start; ///< of every row of this mark

    template <class T>
    static std::string cell(T value) {
        return value == static_cast<T>(none) ? "" : exact(value);
    }
    template <class T>
    void row(long line, T x, T y, T x_end = static_cast<T>(none), T y_end = static_cast<T>(none),
             T value = static_cast<T>(none)) {
        out += start + "," + (line < 0 ? "" : std::to_string(line)) + "," + cell(x) + "," + cell(y) + "," +
               cell(x_end) + "," + cell(y_end) + "," + cell(value) + "\n";
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
        for (std::size_t i = 0; i < m.x.size(); ++i) row(-1, m.x[i], m.lo[i], none, m.hi[i]);
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
                row(-1, x, y, static_cast<float>(none), static_cast<float>(none), m.value[i]);
            }
        }
    }
    void operator()(const Contours& m) {
        long line = 0;
        for (const double level : m.levels)
            for (const ContourLine& one : m.filled ? contour_areas(m, level) : contour_lines(m, level)) {
                for (std::size_t i = 0; i < one.x.size(); ++i) row(line, one.x[i], one.y[i], none, none, level);
                ++line;
            }
    }
    void operator()(const Arrows& m) {
        for (std::size_t i = 0; i < m.x.size(); ++i) row(-1, m.x[i], m.y[i], m.x[i] + m.dx[i], m.y[i] + m.dy[i]);
    }
    void operator()(const Rule& m) {
        const bool all = m.from == m.to;
        const double from = all ? none : m.from, to = all ? none : m.to;
        if (m.vertical)
            row(-1, m.value, from, none, to);
        else
            row(-1, from, m.value, to);
    }
    void operator()(const Label& m) { row(-1, m.x, m.y); }
    void operator()(const Handle& m) { row(-1, m.x, m.y); }
};

} // namespace

std::string csv_header() { return "plot,mark,kind,label,line,x,y,x_end,y_end,value\n"; }

std::string figure_csv(const Figure& figure) {
    Rows rows;
    for (std::size_t i = 0; i < figure.marks.size(); ++i) {
        const Mark& mark = figure.marks[i];
        const auto* label = std::get_if<Label>(&mark);
        rows.start = csv_text(figure.name) + "," + std::to_string(i) + "," + kind_of(mark) + "," +
                     csv_text(label ? std::string_view(label->text) : label_of(mark));
        std::visit(rows, mark);
    }
    return std::move(rows.out);
}

std::string write_csv(const Sheet& sheet) {
    std::string text = csv_header();
    for (const Sheet::Panel& panel : sheet.panels) text += figure_csv(panel.figure);
    return text;
}

} // namespace halfstep
