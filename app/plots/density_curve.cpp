// density_curve() of law.h: where a curve needs its points.

#include "app/plots/law.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace halfstep::plots {

namespace {

/// Places about a mode or an edge that make its shape, in standard deviations: out to where nothing is left, else the
/// straight line to the next point of an even grid, which may be thousands of them away, would have an area of its own.
std::vector<double> places_about(const Term& term) {
    std::vector<double> offsets = {0};
    for (const double away : {0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.75, 6.0, 9.0})
        offsets.insert(offsets.end(), {-away, away});
    std::vector<double> places;
    for (const double offset : offsets) {
        places.push_back(term.mean[0] - term.half[0] + offset * term.sd[0]);
        if (term.half[0] > 0) places.push_back(term.mean[0] + term.half[0] + offset * term.sd[0]);
    }
    return places;
}

constexpr std::size_t few = 40;   // modes to look at one by one; where there are more, a finer grid finds them,
constexpr std::size_t most = 400; // but what is narrower than its steps is looked at still; of more
constexpr std::size_t most_looked_at = 4000; // only so many, the tallest, and each place once

/// Places about neighbours, in standard deviations: nearer ones show nothing more.
constexpr double near = 0.1;
constexpr double nothing_left = 9; // standard deviations: exp(-40) of a peak

/// The tallest within lo..hi; of equal ones no stretch of them is left out as a whole.
std::vector<std::size_t> tallest(const std::vector<Term>& law, double lo, double hi) {
    std::vector<std::size_t> chosen;
    for (std::size_t k = 0; k < law.size(); ++k) {
        const double reach = law[k].reach(0, nothing_left);
        if (law[k].mean[0] + reach > lo && law[k].mean[0] - reach < hi) chosen.push_back(k);
    }
    if (chosen.size() <= most_looked_at) return chosen;
    // One stands for those of its width that lie on it.
    std::sort(chosen.begin(), chosen.end(),
              [&](std::size_t i, std::size_t k) { return law[i].mean[0] < law[k].mean[0]; });
    std::size_t kept = 0;
    for (const std::size_t k : chosen) {
        const Term &term = law[k], &last = law[chosen[kept > 0 ? kept - 1 : 0]];
        const bool stands_for_it = kept > 0 && last.sd[0] == term.sd[0] && last.half[0] == term.half[0] &&
                                   term.mean[0] - last.mean[0] < near * term.sd[0];
        if (!stands_for_it) chosen[kept++] = k;
    }
    chosen.resize(kept);
    if (chosen.size() <= most_looked_at) return chosen;
    const auto shuffled = [](std::size_t k) { return static_cast<std::uint32_t>(k) * 2654435761u; };
    const auto taller = [&](std::size_t i, std::size_t k) {
        return law[i].peak != law[k].peak ? law[i].peak > law[k].peak : shuffled(i) < shuffled(k);
    };
    std::nth_element(chosen.begin(), chosen.begin() + most_looked_at, chosen.end(), taller);
    chosen.resize(most_looked_at);
    return chosen;
}

/// Ascending places that make the shape of very many terms: so near to each other as the narrowest about needs it.
std::vector<double> places_about_all(const std::vector<Term>& law, double lo, double hi) {
    std::vector<std::pair<double, double>> places; // and how near another one may be
    for (const std::size_t k : tallest(law, lo, hi))
        for (const double at : places_about(law[k]))
            if (at > lo && at < hi) places.emplace_back(at, near * law[k].sd[0]);
    std::sort(places.begin(), places.end());
    std::vector<double> x;
    for (const auto& [at, apart] : places)
        if (x.empty() || at - x.back() > apart) x.push_back(at);
    return x;
}

/// Of a law at ascending places: each term only where something of it is left.
std::vector<double> densities_at(const std::vector<Term>& law, const std::vector<double>& x) {
    std::vector<double> sum(x.size());
    for (const Term& term : law) {
        const double reach = term.reach(0, nothing_left);
        const auto first = std::lower_bound(x.begin(), x.end(), term.mean[0] - reach),
                   last = std::upper_bound(first, x.end(), term.mean[0] + reach);
        for (auto at = first; at != last; ++at) sum[static_cast<std::size_t>(at - x.begin())] += density(term, *at);
    }
    return sum;
}

} // namespace

DensityCurve density_curve(const Target& law, double lo, double hi) {
    constexpr double point = 1e-9; // of the view: the width that a law without any is drawn with
    double least = std::numeric_limits<double>::infinity(); // of the noise: edges of boxes and points have none
    for (const Component& component : law.components) least = std::min(least, component.cov(0, 0));
    DensityCurve curve;
    const std::size_t count = law.components.size();
    const int grid = count <= few ? 300 : 1200;
    if (!(least > 0)) curve.blur = point * (hi - lo);
    const std::vector<Term> exact = terms(law, curve.blur);
    const bool narrow = !(finest_detail(exact) > (hi - lo) / grid), very_many = narrow && count > most;
    std::vector<double>& x = curve.x;
    if (very_many) x = places_about_all(exact, lo, hi);
    for (int i = 0; i <= grid; ++i) x.push_back(lo + (hi - lo) * i / grid);
    if (count <= few || (narrow && !very_many))
        for (const Term& term : exact)
            for (const double at : places_about(term))
                if (at > lo && at < hi) x.push_back(at);
    std::sort(x.begin(), x.end());
    if (very_many)
        curve.density = densities_at(exact, x);
    else
        for (const double at : x) curve.density.push_back(density(exact, at));
    for (const double p : curve.density) curve.peak = std::max(curve.peak, p);
    return curve;
}

} // namespace halfstep::plots
