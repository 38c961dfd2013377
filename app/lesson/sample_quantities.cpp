// What is measured of one sampler's particles.

#include "app/lesson/block_means.h"
#include "core/law/mixture_block.h"
#include "core/measure/distance.h"
#include "core/measure/modes.h"

#include <cmath>

namespace halfstep {
namespace {

constexpr const char* sample_group = "Measured of a sampler's particles";

using OfSums = double (*)(const CentralSums&);

double mean_x(const CentralSums& s) { return s.mean[0]; }
double mean_y(const CentralSums& s) { return s.mean[1]; }
double variance_x(const CentralSums& s) { return s.m2[0] / (s.n - 1); }
double variance_y(const CentralSums& s) { return s.m2[1] / (s.n - 1); }
double covariance(const CentralSums& s) { return s.m11 / (s.n - 1); }
double deviation_x(const CentralSums& s) { return std::sqrt(variance_x(s)); }
double third_x(const CentralSums& s) { return s.m3[0] / s.n; }
double fourth_x(const CentralSums& s) { return s.m4[0] / s.n; }

/// How far rounding may take the sample's mean or variance off.
enum class RoundedBy { mean, variance, deviation, not_known };

double rounding_of_moment(const Moments& m, RoundedBy by, int coordinate, double value) {
    switch (by) {
    case RoundedBy::mean: return m.rounding_mean[coordinate];
    case RoundedBy::variance: return m.rounding_var[coordinate];
    case RoundedBy::deviation: return value > 0 ? m.rounding_var[coordinate] / (2 * value) : 0;
    case RoundedBy::not_known: break;
    }
    return 0;
}

/// A moment of the final sample. `coordinate` 1 and what needs both are of the plane alone.
Quantity final_moment(const char* name, const char* says, OfSums of, RoundedBy rounded, int coordinate = 0) {
    Quantity q{.name = name, .takes = {Takes::sampler}, .says = says, .group = sample_group};
    q.value = [=](const Sources& sources, const QuantityArgs& args) {
        const int s = args.whole(0), state = sources.last_state(s);
        QuantityValue value = of_sums(sources.sums(s, state), of);
        const double rounding = rounding_of_moment(sources.sampler(s).moments.back(), rounded, coordinate, value.value);
        if (std::isfinite(rounding)) value.se = std::hypot(value.se, rounding);
        return value;
    };
    if (coordinate == 1) q.check = [](const Problem& problem, const QuantityArgs&) { check_plane(problem); };
    return q;
}

/// A moment of a state on the way. Of all particles, though only the sums may be kept: its error is then its own.
Quantity state_moment(const char* name, const char* says, OfSums of, RoundedBy rounded) {
    Quantity q{.name = name, .takes = {Takes::sampler, Takes::level}, .says = says, .group = sample_group};
    q.needs.every_state = true;
    q.value = [=](const Sources& sources, const QuantityArgs& args) -> QuantityValue {
        const int s = args.whole(0), state = sources.state_at(s, args.whole(1));
        const Moments& m = sources.sampler(s).moments[static_cast<std::size_t>(state)];
        const bool is_mean = rounded == RoundedBy::mean;
        if (!sources.keeps_all(s, state))
            return {.value = is_mean ? m.mean[0] : m.cov(0, 0), .se = is_mean ? m.se_mean[0] : m.se_var[0]};
        QuantityValue value = of_sums(sources.sums(s, state), of);
        const double rounding = rounding_of_moment(m, rounded, 0, value.value);
        if (std::isfinite(rounding)) value.se = std::hypot(value.se, rounding);
        return value;
    };
    q.check = [](const Problem& problem, const QuantityArgs& args) {
        check_visits(problem, args.whole(0), args.whole(1));
    };
    return q;
}

/// x at two levels, beside each other.
QuantityValue correlation_of_levels(const Sources& sources, const QuantityArgs& args) {
    const int s = args.whole(0);
    const StateCloud &a = sources.cloud(s, sources.state_at(s, args.whole(1))),
                     &b = sources.cloud(s, sources.state_at(s, args.whole(2)));
    return correlation_of(a, b);
}

/// Mean length of a path, and mean length of the straight line between its ends, of the tracked particles.
QuantityValue roughness_of(const Sources& sources, const QuantityArgs& args) {
    const Paths& paths = sources.sampler(args.whole(0)).paths;
    Block<double> lengths = Block<double>::Zero(paths.particles, 2);
    const auto distance = [&](int p, int i, int k) {
        double square = 0;
        for (int c = 0; c < paths.dim; ++c) square += std::pow(paths.at(p, i)[c] - paths.at(p, k)[c], 2);
        return std::sqrt(square);
    };
    for (int p = 0; p < paths.particles; ++p) {
        for (int i = 0; i + 1 < paths.states; ++i) lengths(p, 0) += distance(p, i, i + 1);
        lengths(p, 1) = distance(p, 0, paths.states - 1);
    }
    const bool tracked = paths.particles < sources.sampler(args.whole(0)).final_x.rows();
    return of_means(block_means(lengths, tracked), [](const Eigen::ArrayXd& mean) { return mean[0] / mean[1]; });
}

QuantityValue share_of(const Sources& sources, const QuantityArgs& args) {
    const StateCloud& cloud = sources.cloud(args.whole(0), sources.last_state(args.whole(0)));
    const Block<double> inside = (cloud.x.col(0) >= args.at[1] && cloud.x.col(0) <= args.at[2]).cast<double>();
    return of_means(block_means(inside, cloud.tracked), [](const Eigen::ArrayXd& mean) { return mean[0]; });
}

/// The distance with a block left out follows from how much each particle moves it.
QuantityValue distance_of(const Sources& sources, const QuantityArgs& args) {
    const int s = args.whole(0);
    const Block<double>& x = sources.cloud(s, sources.last_state(s)).x;
    const DistanceToTarget distance(sources.problem().target, sources.problem().experiment.run.precision);
    QuantityValue value{.value = distance(x)};
    if (!std::isfinite(value.value)) return value;
    value.se = sources.rounding_of_final(s);
    const Influence moved = distance.influence(x);
    for (const Eigen::ArrayXd& mean : block_means(Block<double>(moved), false).without)
        value.without.push_back(value.value + mean[0]);
    if (value.without.empty()) value.se = unknown_error;
    return value;
}

Quantity with_check(Quantity q, void (*check)(const Problem&)) {
    q.check = [check](const Problem& problem, const QuantityArgs&) { check(problem); };
    return q;
}

std::vector<Quantity> mode_quantities() {
    const auto row = [](const char* name, std::vector<Takes> takes, const char* says) {
        return Quantity{.name = name, .takes = std::move(takes), .says = says, .group = sample_group};
    };
    Quantity share = row("mode_share", {Takes::sampler, Takes::mode},
                         "share of the particles that most likely belong to this mode of the target");
    share.value = [](const Sources& sources, const QuantityArgs& args) {
        const auto mode = static_cast<Eigen::Index>(args.whole(1));
        return of_means(mode_means(sources, args.whole(0)), [mode](const Eigen::ArrayXd& m) { return m[mode]; });
    };
    Quantity width = row("mode_width", {Takes::sampler},
                         "root mean square distance, per coordinate, of particles to the middle of their mode");
    width.value = [](const Sources& sources, const QuantityArgs& args) {
        return of_means(mode_means(sources, args.whole(0)),
                        [](const Eigen::ArrayXd& m) { return std::sqrt(m[m.size() - 1]); });
    };
    Quantity wrong = row("wrong_mode", {Takes::sampler},
                         "share of the particles that would have to change their mode for each to get its weight");
    wrong.value = [](const Sources& sources, const QuantityArgs& args) {
        const Eigen::ArrayXd weights = mode_weights(sources.problem().target);
        return of_means(mode_means(sources, args.whole(0)), [weights](const Eigen::ArrayXd& m) {
            return 0.5 * (m.head(weights.size()) - weights).abs().sum();
        });
    };
    return {with_check(share, check_modes), with_check(width, check_modes), with_check(wrong, check_modes)};
}

} // namespace

std::vector<Quantity> sample_quantities() {
    std::vector<Quantity> all = {
        final_moment("mean", "mean of the sample's x", mean_x, RoundedBy::mean),
        final_moment("variance", "its variance", variance_x, RoundedBy::variance),
        final_moment("sd", "its standard deviation", deviation_x, RoundedBy::deviation),
        final_moment("third", "its third central moment", third_x, RoundedBy::not_known),
        final_moment("fourth", "its fourth central moment", fourth_x, RoundedBy::not_known),
        final_moment("mean_y", "mean of the sample's y, in the plane", mean_y, RoundedBy::mean, 1),
        final_moment("variance_y", "its variance", variance_y, RoundedBy::variance, 1),
        final_moment("covariance_xy", "covariance of x and y", covariance, RoundedBy::not_known, 1),
        state_moment("mean_at", "mean of x at a level", mean_x, RoundedBy::mean),
        state_moment("variance_at", "variance of x at a level", variance_x, RoundedBy::variance),
    };
    const auto add = [&](Quantity q) { all.push_back(std::move(q)); };
    add({.name = "correlation",
         .takes = {Takes::sampler, Takes::level, Takes::level},
         .says = "correlation of a particle's x at two levels",
         .group = sample_group,
         .needs = {.every_state = true},
         .value = correlation_of_levels,
         .check = [](const Problem& problem, const QuantityArgs& args) {
             check_visits(problem, args.whole(0), args.whole(1));
             check_visits(problem, args.whole(0), args.whole(2));
         }});
    add({.name = "share_between",
         .takes = {Takes::sampler, Takes::number, Takes::number},
         .says = "share of the particles whose final x is from the first number to the second",
         .group = sample_group,
         .value = share_of});
    add({.name = "distance",
         .takes = {Takes::sampler},
         .says = "distance of the sample to the target: W1 on a line, sliced W2 in the plane",
         .group = sample_group,
         .value = distance_of});
    add({.name = "roughness",
         .takes = {Takes::sampler},
         .says = "mean length of the paths over the mean straight line between their ends; 1: they are straight",
         .group = sample_group,
         .needs = {.every_state = true},
         .value = roughness_of});
    for (Quantity& q : mode_quantities()) add(std::move(q));
    return all;
}

} // namespace halfstep
