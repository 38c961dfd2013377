#include "app/figure/contours.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace halfstep {

namespace {

/// A corner of an outline: a node of the grid, or where the level crosses an edge between two of them. Both triangles
/// at an edge make the same one, which is how pieces find each other.
using Key = std::int64_t;

struct Piece {
    Key from, to;
};

class Tracer {
public:
    Tracer(const Contours& grid, double level)
        : grid_(grid), level_(level), columns_(grid.columns), rows_(grid.rows),
          dx_((grid.x_hi - grid.x_lo) / grid.columns), dy_((grid.y_hi - grid.y_lo) / grid.rows) {}

    std::vector<ContourLine> trace(bool with_border) {
        for (int r = 0; r + 1 < rows_; ++r)
            for (int c = 0; c + 1 < columns_; ++c) add_square(r, c, with_border);
        return joined();
    }

private:
    struct PlanePoint {
        double x, y;
    };
    enum Edge { along_row, along_column, spoke }; // spoke + i: from the middle of a square to its corner i

    double value(int r, int c) const { return grid_.value[static_cast<std::size_t>(r) * columns_ + c]; }
    double middle(int r, int c) const {
        return 0.25 * (value(r, c) + value(r, c + 1) + value(r + 1, c + 1) + value(r + 1, c));
    }
    bool is_square(int r, int c) const {
        return r >= 0 && c >= 0 && r + 1 < rows_ && c + 1 < columns_ && std::isfinite(middle(r, c));
    }
    bool above(double v) const { return v >= level_; }

    Key edge(int kind, int r, int c) const { return 6 * (static_cast<Key>(r) * columns_ + c) + kind; }
    Key node(int r, int c) const { return -1 - (static_cast<Key>(r) * columns_ + c); }
    /// The side of a square from corner i to the next, counter-clockwise from its lower left.
    Key side(int r, int c, int i) const {
        return i == 0   ? edge(along_row, r, c)
               : i == 1 ? edge(along_column, r, c + 1)
               : i == 2 ? edge(along_row, r + 1, c)
                        : edge(along_column, r, c);
    }

    void add_square(int r, int c, bool with_border) {
        const double corner[] = {value(r, c), value(r, c + 1), value(r + 1, c + 1), value(r + 1, c)};
        int high = 0;
        for (const double v : corner) high += above(v) ? 1 : 0; // false for NaN
        if (high == 0 || !is_square(r, c)) return;
        if (high < 4)
            for (int i = 0; i < 4; ++i) add_triangle(r, c, i, corner[i], corner[(i + 1) % 4]);
        if (with_border) add_borders(r, c, corner);
    }

    /// The triangle of corner i, the next one and the middle: at most one piece, higher values on its left.
    void add_triangle(int r, int c, int i, double a, double b) {
        const bool high[] = {above(a), above(b), above(middle(r, c))};
        const int count = high[0] + high[1] + high[2];
        if (count == 0 || count == 3) return;
        const Key edges[] = {side(r, c, i), edge(spoke + (i + 1) % 4, r, c),
                             edge(spoke + i, r, c)}; // k: from k to k + 1
        int lone = 0;                                // the corner that differs from the two others
        while (high[lone] != (count == 1)) ++lone;
        const Key next = edges[lone], last = edges[(lone + 2) % 3];
        pieces_.push_back(count == 1 ? Piece{next, last} : Piece{last, next});
    }

    /// Where the grid, or what is finite of it, ends.
    void add_borders(int r, int c, const double corner[4]) {
        const int row[] = {r, r, r + 1, r + 1}, column[] = {c, c + 1, c + 1, c};
        const bool open[] = {!is_square(r - 1, c), !is_square(r, c + 1), !is_square(r + 1, c), !is_square(r, c - 1)};
        for (int i = 0; i < 4; ++i) {
            const int k = (i + 1) % 4;
            const bool from = above(corner[i]), to = above(corner[k]);
            if (!open[i] || (!from && !to)) continue;
            pieces_.push_back(
                {from ? node(row[i], column[i]) : side(r, c, i), to ? node(row[k], column[k]) : side(r, c, i)});
        }
    }

    PlanePoint place(int r, int c, double up = 0, double right = 0) const {
        return {grid_.x_lo + (c + right + 0.5) * dx_, grid_.y_lo + (r + up + 0.5) * dy_};
    }

    PlanePoint crossing(PlanePoint a, double at_a, PlanePoint b, double at_b) const {
        const double t = std::clamp((level_ - at_a) / (at_b - at_a), 0.0, 1.0);
        return {std::lerp(a.x, b.x, t), std::lerp(a.y, b.y, t)};
    }

    PlanePoint place(Key key) const {
        const Key cell = key < 0 ? -1 - key : key / 6;
        const int r = static_cast<int>(cell / columns_), c = static_cast<int>(cell % columns_);
        if (key < 0) return place(r, c);
        const int kind = static_cast<int>(key % 6), i = kind - spoke;
        if (kind == along_row) return crossing(place(r, c), value(r, c), place(r, c + 1), value(r, c + 1));
        if (kind == along_column) return crossing(place(r, c), value(r, c), place(r + 1, c), value(r + 1, c));
        const int row = r + (i >= 2 ? 1 : 0), column = c + (i == 1 || i == 2 ? 1 : 0);
        return crossing(place(r, c, 0.5, 0.5), middle(r, c), place(row, column), value(row, column));
    }

    /// Pieces in the order in which they follow each other. Each ends where at most one begins, but for nodes at which
    /// two corners of an area touch: there any of the two will do.
    std::vector<ContourLine> joined() {
        std::sort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) { return a.from < b.from; });
        constexpr std::size_t none = static_cast<std::size_t>(-1);
        const std::size_t n = pieces_.size();
        std::vector<std::size_t> next(n, none);
        std::vector<char> follows(n, 0), used(n, 0);
        for (std::size_t i = 0; i < n; ++i) {
            auto at = std::lower_bound(pieces_.begin(), pieces_.end(), pieces_[i].to,
                                       [](const Piece& piece, Key key) { return piece.from < key; });
            for (; at != pieces_.end() && at->from == pieces_[i].to; ++at) {
                const auto k = static_cast<std::size_t>(at - pieces_.begin());
                if (follows[k]) continue;
                next[i] = k;
                follows[k] = 1;
                break;
            }
        }
        std::vector<ContourLine> lines;
        const auto follow = [&](std::size_t first) {
            ContourLine line;
            append(line, place(pieces_[first].from));
            for (std::size_t i = first; i != none && !used[i]; i = next[i]) {
                used[i] = 1;
                append(line, place(pieces_[i].to));
            }
            if (line.x.size() > 1) lines.push_back(std::move(line));
        };
        for (std::size_t i = 0; i < n; ++i)
            if (!follows[i]) follow(i);
        for (std::size_t i = 0; i < n; ++i)
            if (!used[i]) follow(i);
        return lines;
    }

    /// Unless it is the same place again: where a node has just the level's value, pieces shrink to it.
    static void append(ContourLine& line, PlanePoint p) {
        if (!line.x.empty() && line.x.back() == p.x && line.y.back() == p.y) return;
        line.x.push_back(p.x);
        line.y.push_back(p.y);
    }

    const Contours& grid_;
    double level_;
    int columns_, rows_;
    double dx_, dy_;
    std::vector<Piece> pieces_;
};

bool traceable(const Contours& grid, double level) {
    return grid.columns > 1 && grid.rows > 1 && std::isfinite(level) &&
           grid.value.size() >= static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows);
}

} // namespace

std::vector<ContourLine> contour_lines(const Contours& grid, double level) {
    if (!traceable(grid, level)) return {};
    return Tracer(grid, level).trace(false);
}

std::vector<ContourLine> contour_areas(const Contours& grid, double level) {
    if (!traceable(grid, level)) return {};
    std::vector<ContourLine> areas = Tracer(grid, level).trace(true);
    std::erase_if(areas,
                  [](const ContourLine& line) { return line.x.size() < 4; }); // a point or a line, there and back
    return areas;
}

} // namespace halfstep
