#include "app/figure/marks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace halfstep {

namespace {

/// A look-up table of the theme's colours: a heat map has hundreds of thousands of values.
struct Palette {
    static constexpr int size = 1025; ///< finer than 8-bit channels; odd, so that 0 has one of the signed ones
    std::array<std::array<std::uint8_t, 4>, size> entry;
    std::array<std::uint8_t, 4> none;

    float least; ///< the value of entry 0; the last one's is 1

    Palette(const Theme& theme, bool signed_values) : least(signed_values ? -1.0f : 0.0f) {
        const auto color = signed_values ? signed_ramp : ramp;
        for (int i = 0; i < size; ++i)
            entry[static_cast<std::size_t>(i)] =
                bytes(color(theme, least + (1 - least) * static_cast<float>(i) / (size - 1)));
        none = bytes(color(theme, std::numeric_limits<float>::quiet_NaN()));
    }
    const std::array<std::uint8_t, 4>& at(float value) const {
        if (std::isnan(value)) return none;
        const float v = (std::clamp(value, least, 1.0f) - least) / (1 - least);
        return entry[static_cast<std::size_t>(v * (size - 1) + 0.5f)];
    }
    static std::array<std::uint8_t, 4> bytes(const Color& c) {
        const auto byte = [](float v) { return static_cast<std::uint8_t>(std::clamp(v, 0.0f, 1.0f) * 255 + 0.5f); };
        return {byte(c.r), byte(c.g), byte(c.b), byte(c.a)};
    }
};

/// The cells of one axis that are in view, and one more at each end for the interpolation.
struct Cells {
    int first = 0, count = 0;
    double lo = 0, hi = 0; ///< data range of these cells
};

/// So many equal cells side by side.
struct CellRow {
    double lo = 0, hi = 0;
    int cells = 0;
};

Cells visible_cells(const CellRow& row, const AxisMap& axis) {
    const auto [lo, hi, cells] = row;
    const double size = (hi - lo) / cells;
    const double from = std::floor((std::min(axis.lo, axis.hi) - lo) / size) - 1;
    const double to = std::ceil((std::max(axis.lo, axis.hi) - lo) / size) + 1;
    Cells result;
    result.first = static_cast<int>(std::clamp(from, 0.0, static_cast<double>(cells)));
    const int last = static_cast<int>(std::clamp(to, 0.0, static_cast<double>(cells)));
    result.count = last - result.first;
    result.lo = lo + result.first * size;
    result.hi = lo + last * size;
    return result;
}

/// For each pixel of an image over a log axis the cell that it shows.
std::vector<int> resampled(const CellRow& row, const AxisMap& axis, float from, float to) {
    const auto [lo, hi, cells] = row;
    const int pixels = std::clamp(static_cast<int>(std::ceil(std::abs(to - from))), 1, 4096);
    std::vector<int> cell(static_cast<std::size_t>(pixels));
    for (int i = 0; i < pixels; ++i) {
        const float at = from + (to - from) * (static_cast<float>(i) + 0.5f) / static_cast<float>(pixels);
        const double place = (axis.value(at) - lo) / (hi - lo) * cells;
        cell[static_cast<std::size_t>(i)] = std::clamp(static_cast<int>(place), 0, cells - 1);
    }
    return cell;
}

/// Pixels along one axis: which cell each shows, and where the first begins and the last ends.
struct Samples {
    std::vector<int> cell;
    float from = 0, to = 0;
};

Samples sample(const CellRow& row, const AxisMap& axis) {
    Samples samples;
    if (axis.scale == Scale::linear) {
        const Cells shown = visible_cells(row, axis);
        for (int i = 0; i < shown.count; ++i) samples.cell.push_back(shown.first + i);
        samples.from = axis.pixel(shown.lo);
        samples.to = axis.pixel(shown.hi);
        return samples;
    }
    const double shown_lo = std::max(row.lo, axis.lo), shown_hi = std::min(row.hi, axis.hi);
    if (!(shown_lo < shown_hi)) return samples;
    samples.from = axis.pixel(shown_lo);
    samples.to = axis.pixel(shown_hi);
    samples.cell = resampled(row, axis, samples.from, samples.to);
    return samples;
}

/// What a value is divided by to be shown, for each column.
std::vector<float> full_colour(const HeatMap& map) {
    const auto columns = static_cast<std::size_t>(map.columns), cells = columns * static_cast<std::size_t>(map.rows);
    if (!map.full_by_column) return std::vector<float>(columns, static_cast<float>(map.full));
    std::vector<float> full(columns, 0.0f);
    for (std::size_t i = 0; i < cells; ++i)
        if (map.value[i] > full[i % columns]) full[i % columns] = map.value[i];
    return full;
}

/// The place of a value on the colour map. Where nothing is greater than zero, all of it is ground.
float shade(const HeatMap& map, float value, float full) {
    if (!(full > 0)) return std::isnan(value) ? value : 0.0f;
    return map.root ? std::sqrt(std::max(value, 0.0f) / full) : value / full;
}

} // namespace

HeatImage heat_image(const HeatMap& map, const Layout& layout, const Theme& theme) {
    HeatImage image;
    const auto columns = static_cast<std::size_t>(std::max(map.columns, 0));
    const auto rows = static_cast<std::size_t>(std::max(map.rows, 0));
    if (columns == 0 || rows == 0 || map.value.size() < columns * rows) return image;
    if (!(map.x_lo < map.x_hi) || !(map.y_lo < map.y_hi)) return image;
    Samples x = sample({map.x_lo, map.x_hi, map.columns}, layout.x);
    Samples y = sample({map.y_lo, map.y_hi, map.rows}, layout.y);
    if (x.cell.empty() || y.cell.empty()) return image;
    if (x.from > x.to) { // an axis that runs leftwards
        std::swap(x.from, x.to);
        std::reverse(x.cell.begin(), x.cell.end());
    }
    if (y.from > y.to) { // upwards, as usual: the image begins at the top
        std::swap(y.from, y.to);
        std::reverse(y.cell.begin(), y.cell.end());
    }
    image.rect = {x.from, y.from, x.to - x.from, y.to - y.from};
    image.columns = static_cast<int>(x.cell.size());
    image.rows = static_cast<int>(y.cell.size());
    image.rgba.resize(x.cell.size() * y.cell.size() * 4);
    const Palette palette(theme, map.signed_values);
    const std::vector<float> full = full_colour(map);
    std::uint8_t* out = image.rgba.data();
    for (const int row : y.cell) {
        const float* values = map.value.data() + static_cast<std::size_t>(row) * columns;
        for (const int column : x.cell) {
            const auto& pixel = palette.at(shade(map, values[column], full[static_cast<std::size_t>(column)]));
            out = std::copy(pixel.begin(), pixel.end(), out);
        }
    }
    return image;
}

} // namespace halfstep
