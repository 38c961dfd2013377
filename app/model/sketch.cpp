#include "app/model/sketch.h"

#include "app/plots/component_edit.h"
#include "core/law/catalog.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace halfstep {
namespace {

constexpr double bin_width = 2 * Sketch::reach / Sketch::bins;
constexpr double line_kernel = 1.5 * bin_width; // smooths over the bins, and no further

double rounded(double value) { return std::round(value * 1e4) / 1e4; }

int bin_of(double x) {
    return std::clamp(static_cast<int>(std::floor((x + Sketch::reach) / bin_width)), 0, Sketch::bins - 1);
}

/// Points on a line as a density: each a Gaussian, the highest place at 0.8.
std::vector<double> heights_of(const std::vector<double>& points, double kernel) {
    std::vector<double> heights(Sketch::bins, 0.0);
    for (const double x : points)
        for (int i = 0; i < Sketch::bins; ++i) {
            const double d = (Sketch::bin_middle(i) - x) / kernel;
            heights[i] += std::exp(-0.5 * d * d);
        }
    const double highest = *std::max_element(heights.begin(), heights.end());
    for (double& h : heights) h = highest > 0 && h > 1e-3 * highest ? 0.8 * h / highest : 0;
    return heights;
}

/// At the middles of `count` equal parts of the area under the bins.
std::vector<double> quantiles(const std::vector<double>& heights, int count) {
    double total = 0, below = 0;
    for (const double h : heights) total += h;
    std::vector<double> points;
    int bin = 0;
    for (int i = 0; i < count; ++i) {
        const double wanted = (i + 0.5) / count * total;
        while (bin + 1 < Sketch::bins && below + heights[bin] <= wanted) below += heights[bin++];
        const double fraction = heights[bin] > 0 ? std::min(1.0, (wanted - below) / heights[bin]) : 0.5;
        points.push_back(rounded(-Sketch::reach + (bin + fraction) * bin_width));
    }
    return points;
}

double distance_to_way(double x, double y, DataPoint from, DataPoint to) {
    const double dx = to.x - from.x, dy = to.y - from.y, length2 = dx * dx + dy * dy;
    const double s = length2 > 0 ? std::clamp(((x - from.x) * dx + (y - from.y) * dy) / length2, 0.0, 1.0) : 0;
    return std::hypot(x - from.x - s * dx, y - from.y - s * dy);
}

} // namespace

Sketch::Sketch(const TargetSpec& from, int dim, double spacing) : dim_(dim), spacing_(spacing) {
    if (dim == 1) now_.heights.assign(bins, 0.0);
    if (from.kind != TargetKind::points || from.columns != dim || from.points.empty()) return;
    if (dim == 2)
        now_.points = from.points;
    else
        now_.heights = heights_of(from.points, std::max(from.kernel, line_kernel));
}

/// Lehmer's generator [Park & Miller 1988]: the same sketch for the same hand.
double Sketch::chance() {
    random_ = static_cast<std::uint32_t>(std::uint64_t{random_} * 48271 % 2147483647);
    return random_ / 2147483647.0;
}

void Sketch::begin_stroke() {
    past_.push_back(now_);
    ++revision_;
}

void Sketch::throw_point(double x, double y) {
    if (full()) return;
    x = rounded(x), y = rounded(y);
    for (std::size_t i = 0; i < now_.points.size(); i += 2)
        if (std::hypot(now_.points[i] - x, now_.points[i + 1] - y) < spacing_) return;
    now_.points.insert(now_.points.end(), {x, y});
}

void Sketch::brush(DataPoint from, DataPoint to, double radius) {
    ++revision_;
    if (dim_ == 1) {
        if (from.x > to.x) std::swap(from, to);
        const int first = bin_of(from.x), last = bin_of(to.x);
        for (int i = first; i <= last; ++i) {
            const double along = to.x > from.x ? (bin_middle(i) - from.x) / (to.x - from.x) : 1;
            now_.heights[i] = std::clamp(std::lerp(from.y, to.y, std::clamp(along, 0.0, 1.0)), 0.0, 1.0);
        }
        return;
    }
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    const bool row = radius < spacing_;
    // So many throws leave few gaps; a hand that stays fills the rest.
    const double area = std::numbers::pi * radius * radius / (spacing_ * spacing_);
    const int steps = std::max(1, static_cast<int>(std::ceil(length / (0.5 * spacing_))));
    const int throws = row ? 1 : std::clamp(static_cast<int>(area), 4, 60);
    for (int step = 1; step <= steps; ++step) {
        const double s = static_cast<double>(step) / steps;
        const double x = std::lerp(from.x, to.x, s), y = std::lerp(from.y, to.y, s);
        for (int i = 0; i < throws; ++i) {
            const double r = row ? 0 : radius * std::sqrt(chance()), angle = 2 * std::numbers::pi * chance();
            throw_point(x + r * std::cos(angle), y + r * std::sin(angle));
        }
    }
}

void Sketch::erase(DataPoint from, DataPoint to, double radius) {
    ++revision_;
    if (dim_ == 1) {
        const int first = bin_of(std::min(from.x, to.x) - radius), last = bin_of(std::max(from.x, to.x) + radius);
        std::fill(now_.heights.begin() + first, now_.heights.begin() + last + 1, 0.0);
        return;
    }
    std::vector<double> left;
    for (std::size_t i = 0; i < now_.points.size(); i += 2)
        if (distance_to_way(now_.points[i], now_.points[i + 1], from, to) > radius)
            left.insert(left.end(), {now_.points[i], now_.points[i + 1]});
    now_.points = std::move(left);
}

void Sketch::clear() {
    begin_stroke();
    now_.points.clear();
    std::fill(now_.heights.begin(), now_.heights.end(), 0.0);
}

bool Sketch::undo() {
    if (past_.empty()) return false;
    ++revision_;
    now_ = std::move(past_.back());
    past_.pop_back();
    return true;
}

bool Sketch::empty() const {
    return now_.points.empty() &&
           std::all_of(now_.heights.begin(), now_.heights.end(), [](double h) { return h <= 0; });
}

bool Sketch::full() const { return now_.points.size() / 2 >= static_cast<std::size_t>(Limits::max_points); }

int Sketch::count() const {
    if (dim_ == 1) return empty() ? 0 : line_points;
    return static_cast<int>(now_.points.size() / 2);
}

Experiment Sketch::result(const Experiment& before, double kernel, bool standardize) const {
    Experiment next = before;
    if (empty()) return next;
    next.target = usual_target(TargetKind::points);
    next.target.columns = dim_;
    next.target.points = dim_ == 2 ? now_.points : quantiles(now_.heights, line_points);
    next.target.kernel = kernel >= 0 ? kernel : rounded(dim_ == 2 ? spacing_ : line_kernel);
    next.target.standardize = standardize;
    replace_gaussian_samplers(next);
    return next;
}

} // namespace halfstep
