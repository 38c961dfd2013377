#include "core/law/quantile_table.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

/// The same law with fewer components, where there are more than a mixture has: neighbours of one width, nearer to each
/// other than a small part of it, become one of their weight, mean and variance. What is lost is their third moment,
/// some 1e-5 of the width.
std::vector<Projection> merged(std::vector<Projection> law) {
    constexpr std::size_t few = 256;
    constexpr double near = 1.0 / 16; // standard deviations that a merged group spans
    const auto alike = [&](const Projection& s) { return s.sd == law.front().sd && s.reach(0) == 0; };
    if (law.size() <= few || !(law.front().sd > 0) || !std::all_of(law.begin(), law.end(), alike)) return law;
    std::sort(law.begin(), law.end(), [](const Projection& a, const Projection& b) { return a.mean < b.mean; });
    const double sd = law.front().sd;
    std::vector<Projection> groups;
    for (std::size_t i = 0; i < law.size();) {
        const double first = law[i].mean;
        double weight = 0, moment = 0, square = 0; // about the first
        for (; i < law.size() && law[i].mean - first <= near * sd; ++i) {
            const double d = law[i].mean - first;
            weight += law[i].weight;
            moment += law[i].weight * d;
            square += law[i].weight * d * d;
        }
        Projection group;
        group.weight = weight;
        group.mean = first + moment / weight;
        group.sd = std::sqrt(sd * sd + std::max(0.0, square / weight - moment * moment / (weight * weight)));
        groups.push_back(group);
    }
    return groups;
}

double deviation(const std::vector<Projection>& law) {
    double mean = 0, variance = 0;
    for (const Projection& s : law) mean += s.weight * s.mean;
    for (const Projection& s : law) {
        const double d = s.mean - mean;
        variance += s.weight * (d * d + s.sd * s.sd + (s.half[0] * s.half[0] + s.half[1] * s.half[1]) / 3);
    }
    return std::sqrt(variance);
}

} // namespace

QuantileTable::QuantileTable(const std::vector<Projection>& projected) {
    const std::vector<Projection> law = merged(projected);
    const double tolerance = accuracy * deviation(law) / 2; // the other half is for what is given up in rare stretches
    const std::vector<double> places = break_points(law);
    LineSweep sweep(law);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const double x = places[i], next = i + 1 < places.size() ? places[i + 1] : x;
        sweep.open_until(next);
        sweep.close_before(x);
        const Node here{x, sweep.F(x), sweep.f(x)};
        if (const double jump = sweep.jump(x); jump > 0) add({x, here.F - jump, 0}, here);
        if (next > x) halve(sweep, here, {next, sweep.F(next) - sweep.jump(next), sweep.f(next)}, tolerance, 0);
    }
}

/// Hermite's cubic for x over F, with slopes dx/dF = 1/f, but never so steep that it turns round [Fritsch & Carlson
/// 1980].
QuantileTable::Stretch QuantileTable::cubic(const Node& from, const Node& to) {
    const double mass = to.F - from.F, rise = to.x - from.x;
    const auto slope = [&](double f) { return f * 3 * rise > mass ? mass / f : 3 * rise; };
    const double m0 = slope(from.f), m1 = slope(to.f);
    return {from.F, to.F, 1 / mass, {from.x, m0, 3 * rise - 2 * m0 - m1, m0 + m1 - 2 * rise}};
}

void QuantileTable::add(const Node& from, const Node& to) {
    if (to.F > from.F) stretches_.push_back(cubic(from, to));
}

/// One cubic is tried at a place within; two take its way when it is nearly right, which makes them ten times as right.
void QuantileTable::halve(const LineSweep& law, const Node& from, const Node& to, double tolerance, int depth) {
    constexpr int most_depth = 50;
    constexpr double nothing = 1e-15; // of probability: rounding
    constexpr double rare = 1e-3;     // of what is allowed in all: so much may go wrong in a single stretch
    constexpr double near = 4;        // tolerances: the two cubics are within one
    const double mass = to.F - from.F;
    if (!(mass > nothing)) return add(from, to);
    // Not the middle: what is symmetric about it would be taken for right.
    const double x = from.x + 0.4375 * (to.x - from.x);
    const Node within{x, law.F(x), law.f(x)};
    const Stretch whole = cubic(from, to);
    const double t = std::clamp((within.F - whole.begin) * whole.per_unit, 0.0, 1.0);
    const double error = std::abs(whole.c[0] + t * (whole.c[1] + t * (whole.c[2] + t * whole.c[3])) - x);
    if (error <= near * tolerance || mass * error * error <= rare * tolerance * tolerance || depth == most_depth) {
        add(from, within);
        add(within, to);
        return;
    }
    halve(law, from, within, tolerance, depth + 1);
    halve(law, within, to, tolerance, depth + 1);
}

} // namespace halfstep
