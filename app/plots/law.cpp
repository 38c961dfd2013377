#include "app/plots/law.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep::plots {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double reach = 6; // standard deviations after which a Gaussian is nothing on a heat map: exp(-18)

} // namespace

std::vector<Term> terms(const Target& law, double blur) {
    std::vector<Term> out;
    out.reserve(law.components.size());
    const double floor = blur * blur;
    for (const Component& component : law.components) {
        Term term;
        term.mean[0] = component.mean(0);
        const double vx = component.cov(0, 0) + floor;
        term.sd[0] = std::sqrt(vx);
        if (component.mean.size() == 1) {
            term.pxx = 1 / vx;
            term.peak = component.weight / std::sqrt(2 * pi * vx);
        } else {
            term.mean[1] = component.mean(1);
            const double vy = component.cov(1, 1) + floor, c = component.cov(1, 0);
            term.sd[1] = std::sqrt(vy);
            const double determinant = vx * vy - c * c;
            term.pxx = vy / determinant;
            term.pyy = vx / determinant;
            term.pxy = -c / determinant;
            term.peak = component.weight / (2 * pi * std::sqrt(determinant));
        }
        term.log_peak = std::log(term.peak);
        out.push_back(term);
    }
    return out;
}

double density(const std::vector<Term>& law, double x) {
    constexpr double nothing = 80; // exp(-40) of a peak
    double sum = 0;
    for (const Term& term : law) {
        const double d = x - term.mean[0], q = term.pxx * d * d;
        if (q < nothing) sum += term.peak * std::exp(-0.5 * q);
    }
    return sum;
}

void densities(const std::vector<Term>& law, double lo, double hi, int n, float* out) {
    using Row = Eigen::Array<float, Eigen::Dynamic, 1>;
    const double step = (hi - lo) / n;
    Eigen::Map<Row> sum(out, n);
    sum.setZero();
    const auto index = [&](double x) { return std::clamp((x - lo) / step - 0.5, -1.0, static_cast<double>(n)); };
    for (const Term& term : law) {
        const int first = static_cast<int>(std::ceil(index(term.mean[0] - reach * term.sd[0])));
        const int last = static_cast<int>(std::floor(index(term.mean[0] + reach * term.sd[0])));
        const int from = std::max(first, 0), count = std::min(last, n - 1) - from + 1;
        if (count <= 0) continue;
        // In units of the standard deviation, so that float is enough at any scale.
        const float start = static_cast<float>((lo + (from + 0.5) * step - term.mean[0]) / term.sd[0]);
        const float slope = static_cast<float>(step / term.sd[0]);
        sum.segment(from, count) +=
            static_cast<float>(term.peak) *
            (-0.5f * (start + slope * Row::LinSpaced(count, 0.0f, count - 1.0f)).square()).exp();
    }
}

DensityCurve density_curve(const Target& law, double lo, double hi) {
    constexpr int around = 6;       // points on each side of a mode, half a standard deviation apart
    constexpr std::size_t few = 40; // modes to look at one by one; where there are more, a finer grid finds them
    constexpr double point = 1e-9;  // of the view: the width that a law without any is drawn with
    const std::vector<Term> exact = terms(law, finest_sd(law, 0) > 0 ? 0 : point * (hi - lo));
    const int grid = exact.size() <= few ? 300 : 1200;
    std::vector<double> x;
    for (int i = 0; i <= grid; ++i) x.push_back(lo + (hi - lo) * i / grid);
    for (const Term& term : exact)
        for (int k = -around; k <= around && exact.size() <= few; ++k) {
            const double at = term.mean[0] + 0.5 * k * term.sd[0];
            if (at > lo && at < hi) x.push_back(at);
        }
    std::sort(x.begin(), x.end());
    DensityCurve curve;
    curve.x = std::move(x);
    curve.density.reserve(curve.x.size());
    for (const double at : curve.x) curve.density.push_back(density(exact, at));
    for (const double p : curve.density) curve.peak = std::max(curve.peak, p);
    return curve;
}

namespace {

/// Adds one Gaussian to a grid of `columns` cells a row, within its reach.
class Splat {
public:
    Splat(HeatMap& map) : map_(map), dx_((map.x_hi - map.x_lo) / map.columns), dy_((map.y_hi - map.y_lo) / map.rows) {}

    void add(const Term& term) {
        const int c0 = cell(term.mean[0] - reach * term.sd[0], map_.x_lo, dx_, map_.columns);
        const int c1 = cell(term.mean[0] + reach * term.sd[0], map_.x_lo, dx_, map_.columns - 1);
        const int r0 = cell(term.mean[1] - reach * term.sd[1], map_.y_lo, dy_, map_.rows);
        const int r1 = cell(term.mean[1] + reach * term.sd[1], map_.y_lo, dy_, map_.rows - 1);
        const int count = c1 - c0 + 1;
        if (count <= 0 || r1 < r0) return;
        using Row = Eigen::ArrayXf;
        // q = pxx (dx + k dy)^2 + rest dy^2: along a row it is a square, shifted by what the covariance tilts.
        const double k = term.pxy / term.pxx, rest = term.pyy - term.pxy * term.pxy / term.pxx,
                     root = std::sqrt(term.pxx);
        const Row columns = Row::LinSpaced(count, 0.0f, count - 1.0f) * static_cast<float>(root * dx_);
        const double x0 = map_.x_lo + (c0 + 0.5) * dx_ - term.mean[0];
        Row along;
        if (k == 0) along = (-0.5f * (columns + static_cast<float>(root * x0)).square()).exp();
        for (int r = r0; r <= r1; ++r) {
            const double dy = map_.y_lo + (r + 0.5) * dy_ - term.mean[1];
            const float height = static_cast<float>(term.peak * std::exp(-0.5 * rest * dy * dy));
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

HeatMap density_grid(const std::vector<Term>& law, Range x, Range y, int columns, int rows) {
    HeatMap map;
    map.x_lo = x.lo;
    map.x_hi = x.hi;
    map.y_lo = y.lo;
    map.y_hi = y.hi;
    map.columns = columns;
    map.rows = rows;
    map.value.assign(static_cast<std::size_t>(columns) * rows, 0.0f);
    Splat splat(map);
    for (const Term& term : law) splat.add(term);
    return map;
}

HeatMap density_map(HeatMap grid) {
    const float peak = *std::max_element(grid.value.begin(), grid.value.end());
    for (float& value : grid.value) value = shade(value, peak);
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

double finest_detail(const std::vector<Term>& law) {
    double least = std::numeric_limits<double>::infinity();
    for (const Term& term : law)
        for (const double precision : {term.pxx, term.pyy})
            least = precision > 0 ? std::min(least, 1 / std::sqrt(precision)) : 0; // NaN: of a law without width
    return least;
}

bool score_at(const std::vector<Term>& law, double x, double y, double& sx, double& sy) {
    // Far out every exponential underflows: weigh against the nearest component's.
    constexpr double nothing = -40; // exp(-40) of the greatest
    double best = -std::numeric_limits<double>::infinity();
    const auto exponent = [&](const Term& term) {
        const double dx = x - term.mean[0], dy = y - term.mean[1];
        return term.log_peak - 0.5 * (term.pxx * dx * dx + 2 * term.pxy * dx * dy + term.pyy * dy * dy);
    };
    for (const Term& term : law) best = std::max(best, exponent(term));
    double sum = 0;
    sx = sy = 0;
    for (const Term& term : law) {
        const double relative = exponent(term) - best;
        if (relative < nothing) continue;
        const double w = std::exp(relative), dx = x - term.mean[0], dy = y - term.mean[1];
        sum += w;
        sx -= w * (term.pxx * dx + term.pxy * dy);
        sy -= w * (term.pxy * dx + term.pyy * dy);
    }
    sx /= sum;
    sy /= sum;
    return std::isfinite(sx) && std::isfinite(sy);
}

double finest_sd(const Target& law, int coordinate) {
    double least = std::numeric_limits<double>::infinity();
    for (const Component& component : law.components) least = std::min(least, component.cov(coordinate, coordinate));
    return std::sqrt(std::max(least, 0.0));
}

} // namespace halfstep::plots
