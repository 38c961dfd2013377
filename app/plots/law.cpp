#include "app/plots/law.h"

#include "core/law/box.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace halfstep::plots {

namespace {

using std::numbers::pi;
constexpr double reach = 6; // standard deviations after which a Gaussian is nothing on a heat map: exp(-18)

} // namespace

std::vector<Term> terms(const Target& law, double blur) {
    std::vector<Term> out;
    out.reserve(law.components.size());
    const double floor = blur * blur;
    for (const Component& component : law.components) {
        Term term;
        term.weight = component.weight;
        term.mean[0] = component.mean(0);
        const double vx = component.cov(0, 0) + floor;
        term.sd[0] = std::sqrt(vx);
        term.half[0] = component.half_width(0);
        if (component.mean.size() == 1) {
            term.pxx = 1 / vx;
            term.peak = component.weight / std::sqrt(2 * pi * vx);
        } else {
            term.mean[1] = component.mean(1);
            const double vy = component.cov(1, 1) + floor, c = component.cov(1, 0);
            term.sd[1] = std::sqrt(vy);
            term.half[1] = component.half_width(1);
            const double determinant = vx * vy - c * c;
            term.pxx = vy / determinant;
            term.pyy = vx / determinant;
            term.pxy = -c / determinant;
            term.peak = component.weight / (2 * pi * std::sqrt(determinant));
        }
        out.push_back(term);
    }
    return out;
}

double finest_detail(const std::vector<Term>& law) {
    double least = std::numeric_limits<double>::infinity();
    for (const Term& term : law)
        for (const double precision : {term.pxx, term.pyy}) {
            if (precision == 0) continue; // along y, in one dimension
            // NaN: of a law without width
            least = precision > 0 ? std::min(least, 1 / std::sqrt(precision)) : 0;
        }
    return least;
}

std::vector<Term> resolved_terms(const Target& law, double cell) {
    std::vector<Term> exact = terms(law, 0);
    return finest_detail(exact) > cell ? exact : terms(law, 0.5 * cell);
}

namespace {

/// The density of one coordinate of a term with a box, at d from its middle.
double along(const Term& term, int coordinate, double d) {
    const double s = term.sd[coordinate], h = term.half[coordinate];
    if (h > 0) return std::exp(box::log_density(s, h, d));
    return std::exp(-0.5 * d * d / (s * s)) / std::sqrt(2 * pi * s * s);
}

} // namespace

double density(const Term& term, double x) {
    constexpr double nothing = 80; // exp(-40) of a peak
    const double d = x - term.mean[0], q = term.pxx * d * d;
    if (term.is_box()) return term.weight * along(term, 0, d);
    return q < nothing ? term.peak * std::exp(-0.5 * q) : 0;
}

double density(const std::vector<Term>& law, double x) {
    double sum = 0;
    for (const Term& term : law) sum += density(term, x);
    return sum;
}

void densities(const std::vector<Term>& law, double lo, double hi, int n, float* out) {
    using Row = Eigen::Array<float, Eigen::Dynamic, 1>;
    const double step = (hi - lo) / n;
    Eigen::Map<Row> sum(out, n);
    sum.setZero();
    const auto index = [&](double x) { return std::clamp((x - lo) / step - 0.5, -1.0, static_cast<double>(n)); };
    for (const Term& term : law) {
        const int first = static_cast<int>(std::ceil(index(term.mean[0] - term.reach(0, reach))));
        const int last = static_cast<int>(std::floor(index(term.mean[0] + term.reach(0, reach))));
        const int from = std::max(first, 0), count = std::min(last, n - 1) - from + 1;
        if (count <= 0) continue;
        if (term.is_box()) {
            for (int i = from; i < from + count; ++i)
                sum[i] += static_cast<float>(term.weight * along(term, 0, lo + (i + 0.5) * step - term.mean[0]));
            continue;
        }
        // In units of the standard deviation, so that float is enough at any scale.
        const float start = static_cast<float>((lo + (from + 0.5) * step - term.mean[0]) / term.sd[0]);
        const float slope = static_cast<float>(step / term.sd[0]);
        sum.segment(from, count) +=
            static_cast<float>(term.peak) *
            (-0.5f * (start + slope * Row::LinSpaced(count, 0.0f, count - 1.0f)).square()).exp();
    }
}

namespace {

constexpr double binned_reach = 9; // standard deviations, beyond which nothing is left
constexpr double most_bins = 1e5;

/// Of a law that is nearly a point in its view: the bins about it, and nothing to either side.
DensityCurve binned_density_of_spike(const Target& law, double lo, double hi, double edge, double width) {
    double from = hi, to = lo;
    for (const Projection& projection : project(law, Vec::Ones(1))) {
        from = std::min(from, projection.mean - projection.reach(binned_reach));
        to = std::max(to, projection.mean + projection.reach(binned_reach));
    }
    width = std::max({width, 4 * (to - from) / most_bins, 1e-14 * std::max(std::abs(lo), std::abs(hi))});
    from = std::max(lo, from - width);
    to = std::min(hi, to + width);
    DensityCurve curve;
    if (from < to) curve = binned_density(law, from, to, edge, width);
    curve.x.insert(curve.x.begin(), {lo, std::min(from, hi)});
    curve.x.insert(curve.x.end(), {std::max(to, lo), hi});
    curve.density.insert(curve.density.begin(), {0, 0});
    curve.density.insert(curve.density.end(), {0, 0});
    return curve;
}

} // namespace

DensityCurve binned_density(const Target& law, double lo, double hi, double edge, double width) {
    if (!((hi - lo) / width < most_bins)) return binned_density_of_spike(law, lo, hi, edge, width);
    const double first = edge + std::floor((lo - edge) / width) * width;
    const auto bins = static_cast<int>(std::ceil((hi - first) / width));
    std::vector<double> mass(static_cast<std::size_t>(std::max(bins, 1)));
    for (const Projection& projection : project(law, Vec::Ones(1))) {
        const double sides = projection.reach(binned_reach);
        const auto bin_of = [&](double x) {
            return static_cast<int>(std::clamp(std::floor((x - first) / width), 0.0, static_cast<double>(bins - 1)));
        };
        double below = projection.cdf(first + bin_of(projection.mean - sides) * width);
        if (projection.mean - sides == projection.mean + sides) below = 0; // a point may lie on the edge of its bin
        for (int i = bin_of(projection.mean - sides); i <= bin_of(projection.mean + sides); ++i) {
            const double above = projection.cdf(first + (i + 1) * width);
            mass[static_cast<std::size_t>(i)] += projection.weight * (above - below);
            below = above;
        }
    }
    DensityCurve curve;
    for (int i = 0; i < bins; ++i) {
        const double average = mass[static_cast<std::size_t>(i)] / width;
        curve.x.insert(curve.x.end(), {std::max(first + i * width, lo), std::min(first + (i + 1) * width, hi)});
        curve.density.insert(curve.density.end(), {average, average});
        curve.peak = std::max(curve.peak, average);
    }
    return curve;
}

namespace {

/// Adds one component to a grid of `columns` cells a row, within its reach.
class Splat {
public:
    Splat(HeatMap& map) : map_(map), dx_((map.x_hi - map.x_lo) / map.columns), dy_((map.y_hi - map.y_lo) / map.rows) {}

    void add(const Term& term) {
        const int c0 = cell(term.mean[0] - term.reach(0, reach), map_.x_lo, dx_, map_.columns);
        const int c1 = cell(term.mean[0] + term.reach(0, reach), map_.x_lo, dx_, map_.columns - 1);
        const int r0 = cell(term.mean[1] - term.reach(1, reach), map_.y_lo, dy_, map_.rows);
        const int r1 = cell(term.mean[1] + term.reach(1, reach), map_.y_lo, dy_, map_.rows - 1);
        const int count = c1 - c0 + 1;
        if (count <= 0 || r1 < r0) return;
        using Row = Eigen::ArrayXf;
        if (term.is_box()) { // a product of its coordinates
            Row row(count);
            for (int c = 0; c < count; ++c)
                row[c] = static_cast<float>(
                    term.weight * halfstep::plots::along(term, 0, map_.x_lo + (c0 + c + 0.5) * dx_ - term.mean[0]));
            for (int r = r0; r <= r1; ++r)
                Eigen::Map<Row>(map_.value.data() + static_cast<std::size_t>(r) * map_.columns + c0, count) +=
                    static_cast<float>(halfstep::plots::along(term, 1, map_.y_lo + (r + 0.5) * dy_ - term.mean[1])) *
                    row;
            return;
        }
        // q = pxx (dx + k dy)^2 + given_x dy^2: along a row it is a square, shifted by what the covariance tilts.
        const double k = term.pxy / term.pxx, given_x = term.pyy - term.pxy * term.pxy / term.pxx,
                     root = std::sqrt(term.pxx);
        const Row columns = Row::LinSpaced(count, 0.0f, count - 1.0f) * static_cast<float>(root * dx_);
        const double x0 = map_.x_lo + (c0 + 0.5) * dx_ - term.mean[0];
        Row along;
        if (k == 0) along = (-0.5f * (columns + static_cast<float>(root * x0)).square()).exp();
        for (int r = r0; r <= r1; ++r) {
            const double dy = map_.y_lo + (r + 0.5) * dy_ - term.mean[1];
            const float height = static_cast<float>(term.peak * std::exp(-0.5 * given_x * dy * dy));
            if (k != 0) along = (-0.5f * (columns + static_cast<float>(root * (x0 + k * dy))).square()).exp();
            Eigen::Map<Row>(map_.value.data() + static_cast<std::size_t>(r) * map_.columns + c0, count) +=
                height * along;
        }
    }

private:
    static int cell(double at, double lo, double step, int last) {
        return static_cast<int>(std::clamp((at - lo) / step, 0.0, static_cast<double>(last)));
    }
    HeatMap& map_;
    double dx_, dy_;
};

} // namespace

namespace {

constexpr std::size_t many = 400; // terms: from here on a grid that is smoothed is faster than adding them one by one
constexpr double fewest_cells =
    2; // of a standard deviation, for points that were put on the grid to be as good as their places

double dx_of(const HeatMap& map) { return (map.x_hi - map.x_lo) / map.columns; }
double dy_of(const HeatMap& map) { return (map.y_hi - map.y_lo) / map.rows; }

/// The standard deviation that all terms share, as those of a cloud of points do; 0: they do not.
double common_width(const std::vector<Term>& law) {
    if (law.empty()) return 0;
    const Term& first = law.front();
    for (const Term& term : law)
        if (term.is_box() || term.pxy != 0 || term.sd[0] != first.sd[0] || term.sd[1] != first.sd[0]) return 0;
    return first.sd[0];
}

/// The weights of a Gaussian on neighbouring cells, summing to one: narrowed by what spreading a point over two cells
/// adds.
Eigen::ArrayXf kernel_of(double sd, double cell) {
    const double width = std::sqrt(std::max(sd * sd / (cell * cell) - 1.0 / 6, 0.25)); // in cells
    const int radius = static_cast<int>(std::ceil(reach * width));
    Eigen::ArrayXf kernel =
        Eigen::ArrayXf::LinSpaced(2 * radius + 1, static_cast<float>(-radius), static_cast<float>(radius));
    kernel = (-0.5f * (kernel / static_cast<float>(width)).square()).exp();
    return kernel / kernel.sum();
}

/// Points with one width: put on the grid, each shared by its four neighbours, then smoothed along one axis and the
/// other.
void blurred(const std::vector<Term>& law, double sd, HeatMap& map) {
    const double dx = dx_of(map), dy = dy_of(map);
    const Eigen::ArrayXf kx = kernel_of(sd, dx), ky = kernel_of(sd, dy);
    const int px = static_cast<int>(kx.size() / 2), py = static_cast<int>(ky.size() / 2);
    const int columns = map.columns + 2 * px, rows = map.rows + 2 * py; // points outside reach into the picture
    using Grid = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    Grid dots = Grid::Zero(rows, columns);
    for (const Term& term : law) {
        const double x = (term.mean[0] - map.x_lo) / dx - 0.5 + px, y = (term.mean[1] - map.y_lo) / dy - 0.5 + py;
        const double c = std::floor(x), r = std::floor(y);
        if (!(c >= 0 && c + 1 < columns && r >= 0 && r + 1 < rows)) continue;
        const auto i = static_cast<Eigen::Index>(r), j = static_cast<Eigen::Index>(c);
        const float wx = static_cast<float>(x - c), wy = static_cast<float>(y - r);
        const float height = static_cast<float>(term.weight / (dx * dy));
        dots(i, j) += height * (1 - wx) * (1 - wy);
        dots(i, j + 1) += height * wx * (1 - wy);
        dots(i + 1, j) += height * (1 - wx) * wy;
        dots(i + 1, j + 1) += height * wx * wy;
    }
    Grid smooth = Grid::Zero(map.rows, columns);
    for (Eigen::Index k = 0; k < ky.size(); ++k) smooth += ky[k] * dots.middleRows(k, map.rows);
    Eigen::Map<Grid> out(map.value.data(), map.rows, map.columns);
    for (Eigen::Index k = 0; k < kx.size(); ++k) out += kx[k] * smooth.middleCols(k, map.columns);
}

} // namespace

Contours contours_on(const HeatMap& map) {
    Contours lines;
    lines.x_lo = map.x_lo;
    lines.x_hi = map.x_hi;
    lines.y_lo = map.y_lo;
    lines.y_hi = map.y_hi;
    lines.columns = map.columns;
    lines.rows = map.rows;
    return lines;
}

Range widened(Range range, double least) {
    const double middle = 0.5 * (range.lo + range.hi);
    return range.hi - range.lo < least ? Range{middle - 0.5 * least, middle + 0.5 * least} : range;
}

HeatMap density_grid(const std::vector<Term>& law, Range x, Range y, int columns, int rows) {
    HeatMap map;
    map.x_lo = x.lo;
    map.x_hi = x.hi;
    map.y_lo = y.lo;
    map.y_hi = y.hi;
    map.columns = columns;
    map.rows = rows;
    map.value.assign(static_cast<std::size_t>(columns) * rows, 0.0f);
    if (const double sd = common_width(law);
        law.size() > many && sd > fewest_cells * std::max(dx_of(map), dy_of(map))) {
        blurred(law, sd, map);
        return map;
    }
    Splat splat(map);
    for (const Term& term : law) splat.add(term);
    return map;
}

HeatMap density_map(HeatMap grid) {
    grid.full = static_cast<double>(*std::max_element(grid.value.begin(), grid.value.end()));
    grid.root = true;
    return grid;
}

double mass_level(const HeatMap& grid, double mass) {
    constexpr int halvings = 40; // finer than the floats of the grid
    const double cell = (grid.x_hi - grid.x_lo) / grid.columns * (grid.y_hi - grid.y_lo) / grid.rows;
    const auto above = [&](float level) {
        double sum = 0;
        for (const float p : grid.value) sum += p >= level ? p : 0.0f;
        return sum * cell;
    };
    double lo = 0, hi = *std::max_element(grid.value.begin(), grid.value.end());
    for (int i = 0; i < halvings; ++i) {
        const double level = 0.5 * (lo + hi);
        (above(static_cast<float>(level)) >= mass ? lo : hi) = level;
    }
    return lo;
}

double finest_sd(const Target& law, int coordinate) {
    double least = std::numeric_limits<double>::infinity();
    for (const Component& component : law.components) least = std::min(least, component.variance(coordinate));
    return std::sqrt(std::max(least, 0.0));
}

} // namespace halfstep::plots
