#include "app/render/coverage.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

/// Sums what every side of an outline changes: a side covers, signed by its direction, all that lies to its right. Each
/// row is a running sum over its pixels, so a side only touches the pixels that it crosses and the one after them. (The
/// method of font rasterisers; R. Levien, "Inside the fastest font renderer in the world", 2016.)
class Accumulator {
public:
    Accumulator(int columns, int rows)
        : columns_(columns), rows_(rows),
          change_((static_cast<std::size_t>(columns) + 2) * static_cast<std::size_t>(rows)) {}

    /// Coordinates relative to the raster.
    void side(double x0, double y0, double x1, double y1) {
        if (y0 == y1) return;
        const double sign = y0 < y1 ? 1 : -1, slope = (x1 - x0) / (y1 - y0);
        if (y0 > y1) {
            std::swap(x0, x1);
            std::swap(y0, y1);
        }
        const double from = std::max(y0, 0.0), to = std::min(y1, static_cast<double>(rows_));
        if (!(from < to)) return; // beyond either end, where no row's number need fit an int
        for (int row = static_cast<int>(from); row < to; ++row) {
            const double top = std::max(from, static_cast<double>(row)), bottom = std::min(to, row + 1.0);
            if (bottom > top) stretch(row, x0 + (top - y0) * slope, x0 + (bottom - y0) * slope, sign * (bottom - top));
        }
    }

    std::vector<float> coverage() const {
        std::vector<float> coverage;
        coverage.reserve(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_));
        for (int row = 0; row < rows_; ++row) {
            float sum = 0;
            const float* change =
                change_.data() + static_cast<std::size_t>(row) * (static_cast<std::size_t>(columns_) + 2);
            for (int column = 0; column < columns_; ++column) {
                sum += change[column];
                coverage.push_back(std::min(std::abs(sum), 1.0f));
            }
        }
        return coverage;
    }

private:
    /// Within one row, from x = a to x = b, `height` of the row high (signed).
    void stretch(int row, double a, double b, double height) {
        const double width = columns_;
        a = std::clamp(a, 0.0, width);
        b = std::clamp(b, 0.0, width);
        if (a > b) std::swap(a, b);
        float* const change = change_.data() + static_cast<std::size_t>(row) * (static_cast<std::size_t>(columns_) + 2);
        const int first = static_cast<int>(a), last = static_cast<int>(b);
        if (first == last) {
            add(change + first, height, 0.5 * (a + b) - first);
            return;
        }
        for (int column = first; column <= last; ++column) {
            const double from = std::max(a, static_cast<double>(column)), to = std::min(b, column + 1.0);
            if (to > from) add(change + column, height * (to - from) / (b - a), 0.5 * (from + to) - column);
        }
    }
    /// `middle`: where in the pixel it lies on average; it covers what is right of that.
    static void add(float* change, double height, double middle) {
        change[0] += static_cast<float>(height * (1 - middle));
        change[1] += static_cast<float>(height * middle);
    }

    int columns_, rows_;
    std::vector<float> change_;
};

bool usable(Point p) { return std::isfinite(p.x) && std::isfinite(p.y); }

} // namespace

Raster covered(const Point* points, const int* lengths, int count, const Rect& within) {
    std::size_t total = 0;
    for (int i = 0; i < count; ++i) total += static_cast<std::size_t>(std::max(lengths[i], 0));
    float left = within.right(), right = within.x, top = within.bottom(), bottom = within.y;
    for (std::size_t i = 0; i < total; ++i) {
        if (!usable(points[i])) continue;
        left = std::min(left, points[i].x);
        right = std::max(right, points[i].x);
        top = std::min(top, points[i].y);
        bottom = std::max(bottom, points[i].y);
    }
    left = std::floor(std::max(left, within.x));
    top = std::floor(std::max(top, within.y));
    right = std::ceil(std::min(right, within.right()));
    bottom = std::ceil(std::min(bottom, within.bottom()));
    Raster raster;
    if (!(left < right) || !(top < bottom)) return raster;
    raster.left = static_cast<int>(left);
    raster.top = static_cast<int>(top);
    raster.columns = static_cast<int>(right - left);
    raster.rows = static_cast<int>(bottom - top);
    Accumulator sum(raster.columns, raster.rows);
    for (int i = 0; i < count; points += std::max(lengths[i++], 0)) {
        std::vector<Point> outline;
        std::copy_if(points, points + std::max(lengths[i], 0), std::back_inserter(outline), usable);
        for (std::size_t k = 0; k < outline.size(); ++k) {
            const Point a = outline[k], b = outline[(k + 1) % outline.size()];
            sum.side(static_cast<double>(a.x) - left, static_cast<double>(a.y) - top, static_cast<double>(b.x) - left,
                     static_cast<double>(b.y) - top);
        }
    }
    raster.coverage = sum.coverage();
    return raster;
}

std::vector<CoverageRun> coverage_runs(const Raster& raster) {
    std::vector<CoverageRun> runs;
    for (int y = 0; y < raster.rows; ++y) {
        int before = 0; // of 255, of the pixel on the left
        for (int x = 0; x < raster.columns; ++x) {
            const int level = static_cast<int>(std::lround(255 * raster.at(x, y)));
            if (level > 0 && level == before)
                ++runs.back().length;
            else if (level > 0)
                runs.push_back({raster.left + x, raster.top + y, 1, static_cast<float>(level) / 255});
            before = level;
        }
    }
    return runs;
}

} // namespace halfstep
