#include "core/law/line_sweep.h"

#include "core/law/box.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

double left(const Projection& s) { return s.mean - s.reach(LineSweep::all_of_it); }
double right(const Projection& s) { return s.mean + s.reach(LineSweep::all_of_it); }
bool is_point(const Projection& s) { return s.reach(1) == 0; }

/// integral of the distribution function of one component from -infinity to mean + d.
double integrated_cdf(const Projection& projection, double d) {
    if (projection.half[0] > 0 || projection.sd == 0) return box::integrated_cdf(projection.sd, projection.half[0], d);
    return projection.sd * normal::tail_1(-d / projection.sd);
}

double density(const Projection& s, double d) {
    constexpr double narrow =
        1e-8; // of the other width: a box so narrow changes nothing, and its difference would cancel
    const double wide = std::max(s.half[0], s.half[1]), small = std::min(s.half[0], s.half[1]);
    if (wide == 0) return s.sd > 0 ? normal::density(d / s.sd) / s.sd : 0;
    if (small <= narrow * (wide + s.sd)) return std::exp(box::log_density(s.sd, wide, d));
    const double below = -std::abs(d); // where F is small and keeps its digits
    return (box::cdf(s.sd, wide, below + small) - box::cdf(s.sd, wide, below - small)) / (2 * small);
}

} // namespace

LineSweep::LineSweep(std::vector<Projection> law) : law_(std::move(law)) {
    for (const Projection& s : law_) origin_ += s.weight * s.mean;
    std::sort(law_.begin(), law_.end(), [](const Projection& a, const Projection& b) { return left(a) < left(b); });
}

void LineSweep::open_until(double x) {
    for (; next_ < law_.size() && left(law_[next_]) <= x; ++next_) active_.push_back(law_[next_]);
}

void LineSweep::close_before(double x) {
    const auto settled =
        std::partition(active_.begin(), active_.end(), [x](const Projection& s) { return right(s) >= x; });
    for (auto done = settled; done != active_.end(); ++done) {
        const double added = done->weight - lost_, sum = weight_ + added;
        lost_ = (sum - weight_) - added;
        weight_ = sum;
        moment_ += done->weight * (done->mean - origin_);
    }
    active_.erase(settled, active_.end());
}

double LineSweep::F(double x) const {
    double sum = weight_;
    for (const Projection& s : active_) sum += s.weight * s.cdf(x);
    return sum;
}

LineSweep::Value LineSweep::at(double x) const {
    double G = weight_ * (x - origin_) - moment_;
    for (const Projection& s : active_) G += s.weight * integrated_cdf(s, x - s.mean);
    return {F(x), G};
}

double LineSweep::f(double x) const {
    double sum = 0;
    for (const Projection& s : active_) sum += s.weight * density(s, x - s.mean);
    return sum;
}

double LineSweep::jump(double x) const {
    double sum = 0;
    for (const Projection& s : active_)
        if (is_point(s) && s.mean == x) sum += s.weight;
    return sum;
}

double LineSweep::tail(double x) const {
    double sum = 0;
    for (const Projection& s : law_)
        if (right(s) >= x) sum += s.weight * integrated_cdf(s, s.mean - x);
    return sum;
}

std::vector<double> break_points(const std::vector<Projection>& law) {
    struct Place {
        double x, spacing;
    };
    std::vector<Place> wanted;
    for (const Projection& s : law) {
        const double out = s.half[0] + s.half[1], in = std::abs(s.half[0] - s.half[1]);
        const auto want = [&](double d) { wanted.push_back({s.mean + d, s.sd / 2}); };
        want(0);
        for (const double side : {-1.0, 1.0}) {
            if (out == 0 && s.sd > 0)
                for (const double away : {2.0, 4.5, LineSweep::all_of_it}) want(side * away * s.sd);
            for (const double corner : {in, out})
                for (const double away : {-LineSweep::all_of_it, 0.0, LineSweep::all_of_it})
                    if (out > 0) want(side * (corner + away * s.sd));
        }
    }
    std::sort(wanted.begin(), wanted.end(), [](const Place& a, const Place& b) { return a.x < b.x; });
    std::vector<double> x;
    for (const Place& place : wanted)
        if (x.empty() || place.x - x.back() > place.spacing) x.push_back(place.x);
    if (x.back() < wanted.back().x) x.push_back(wanted.back().x);
    return x;
}

} // namespace halfstep
