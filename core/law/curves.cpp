#include "core/law/curves.h"

#include "core/spec/conflict.h"
#include "core/spec/experiment.h"
#include "core/spec/limit_text.h"

#include <cmath>
#include <numbers>

namespace halfstep {
namespace {

using std::numbers::pi;
using Point = Eigen::Vector2d;

/// Enough that the corners of what is drawn for a curve of `turn` radians are within 1e-6 of its radius.
int pieces(double turn) { return static_cast<int>(std::ceil(turn * 360)) + 1; }

Stroke arc(const Point& centre, double radius, double from, double to) {
    const int n = pieces(std::abs(to - from));
    Stroke stroke;
    for (int i = 0; i <= n; ++i) {
        const double angle = from + (to - from) * i / n;
        stroke.push_back(centre + radius * Point(std::cos(angle), std::sin(angle)));
    }
    return stroke;
}

double length(const Stroke& stroke) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < stroke.size(); ++i) sum += (stroke[i + 1] - stroke[i]).norm();
    return sum;
}

std::string three_digits(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

} // namespace

std::vector<Stroke> moons(double radius) {
    const Point apart = radius * Point(0.5, 0.25);
    return {arc(-apart, radius, 0, pi), arc(apart, radius, pi, 2 * pi)};
}

std::vector<Stroke> circles(double radius, double ratio) {
    return {arc(Point::Zero(), radius, 0, 2 * pi), arc(Point::Zero(), ratio * radius, 0, 2 * pi)};
}

std::vector<Stroke> spiral(double radius, double turns, int arms) {
    constexpr double start = 0.12; // of the radius: the arms do not meet in the middle
    const double whole = 2 * pi * turns;
    std::vector<Stroke> strokes;
    for (int arm = 0; arm < arms; ++arm) {
        const int n = pieces(whole);
        Stroke stroke;
        for (int i = 0; i <= n; ++i) {
            const double along = start + (1 - start) * i / n, angle = whole * along + 2 * pi * arm / arms;
            stroke.push_back(radius * along * Point(std::cos(angle), std::sin(angle)));
        }
        strokes.push_back(std::move(stroke));
    }
    return strokes;
}

Target beads(const std::vector<Stroke>& strokes, double sigma, const std::vector<std::string>& others) {
    double whole = 0;
    for (const Stroke& stroke : strokes) whole += length(stroke);
    const double spacing = bead_spacing * sigma, most = Limits::max_points - static_cast<double>(strokes.size());
    if (!(whole <= most * spacing))
        throw Conflict("target.sigma", others,
                       "curves of length " + three_digits(whole) + " with sigma = " + shortest(sigma) +
                           " would take more than " + std::to_string(Limits::max_points) +
                           " Gaussians; allowed here: sigma of at least " +
                           rounded_up(std::nextafter(whole / (most * bead_spacing), whole)) + ", or shorter curves");
    Target target;
    for (const Stroke& stroke : strokes) {
        const double all = length(stroke);
        const int n = std::max(1, static_cast<int>(std::ceil(all / spacing)));
        double behind = 0; // length up to stroke[i]
        std::size_t i = 0;
        for (int bead = 0; bead < n; ++bead) {
            const double at = all * (bead + 0.5) / n;
            double step = (stroke[i + 1] - stroke[i]).norm();
            for (; behind + step < at && i + 2 < stroke.size(); step = (stroke[i + 1] - stroke[i]).norm()) {
                behind += step;
                ++i;
            }
            const double fraction = step > 0 ? std::min(1.0, (at - behind) / step) : 0;
            target.components.push_back({all / whole / n, stroke[i] + fraction * (stroke[i + 1] - stroke[i]),
                                         sigma * sigma * Mat::Identity(2, 2)});
        }
    }
    return target;
}

} // namespace halfstep
