// What is known of the data and of p_t without a simulation, and the closed forms of samplers.

#include "app/lesson/block_means.h"

#include "app/base/text.h"
#include "core/run/closed_states.h"

#include <cmath>

namespace halfstep {
namespace {

constexpr const char* law_group = "Known of the data and of p_t";
constexpr const char* closed_group = "Closed forms of a sampler";

QuantityValue known(double value) { return {.value = value}; }

const Level& level_of(const Sources& sources, int k) {
    return sources.problem().process.levels[static_cast<std::size_t>(k)];
}

Vec point(double x) { return Vec::Constant(1, x); }

Quantity law_row(const char* name, std::vector<Takes> takes, const char* says,
                 QuantityValue (*value)(const Sources&, const QuantityArgs&)) {
    return {.name = name, .takes = std::move(takes), .says = says, .group = law_group, .exact = true, .value = value};
}

/// Of a function of x, which is of a line alone.
Quantity on_line(const char* name, std::vector<Takes> takes, const char* says,
                 double (*value)(const Problem&, const QuantityArgs&)) {
    Quantity q = law_row(name, std::move(takes), says, nullptr);
    q.value = [value](const Sources& sources, const QuantityArgs& args) {
        check_line(sources.problem());
        return known(value(sources.problem(), args));
    };
    return q;
}

const Level& level_at(const Problem& problem, const QuantityArgs& args) {
    return problem.process.levels[static_cast<std::size_t>(args.whole(0))];
}

/// A coordinate of the target, and of the plane the second one.
QuantityValue target_y(const Sources& sources, bool variance) {
    check_plane(sources.problem());
    const Target& target = sources.problem().target;
    return known(variance ? target.cov()(1, 1) : target.mean()[1]);
}

std::vector<Quantity> density_quantities() {
    return {
        on_line("density", {Takes::number}, "the data's density at x, on a line",
                [](const Problem& p, const QuantityArgs& args) { return density(p.target, point(args.at[0])); }),
        on_line("density_at", {Takes::level, Takes::number}, "that of p_t at x, on a line",
                [](const Problem& p, const QuantityArgs& args) {
                    return density(marginal(p.target, level_at(p, args)), point(args.at[1]));
                }),
        on_line("score", {Takes::level, Takes::number}, "∇ log p_t(x), on a line",
                [](const Problem& p, const QuantityArgs& args) {
                    return score(marginal(p.target, level_at(p, args)), point(args.at[1]))[0];
                }),
        on_line("denoised", {Takes::level, Takes::number}, "E[x₀ | x_t = x], on a line",
                [](const Problem& p, const QuantityArgs& args) {
                    return posterior(p.target, level_at(p, args), point(args.at[1])).mean[0];
                }),
        on_line("posterior_variance", {Takes::level, Takes::number}, "Var[x₀ | x_t = x], on a line",
                [](const Problem& p, const QuantityArgs& args) {
                    return posterior(p.target, level_at(p, args), point(args.at[1])).cov(0, 0);
                }),
    };
}

/// The closed form of a state.
Gaussian closed_state(const Sources& sources, int sampler, int state) {
    const SamplerPlan& plan = sources.problem().samplers[static_cast<std::size_t>(sampler)];
    const std::vector<Gaussian> states = closed_states(sources.problem(), plan);
    if (states.empty())
        throw ExpressionError(one_line(plan.spec.name, 60) +
                              " has no closed form here; allowed: on one Gaussian, with a denoiser that is affine, " +
                              "without clipping");
    return states[static_cast<std::size_t>(state)];
}

std::vector<Quantity> closed_quantities() {
    const auto row = [](const char* name, const char* says, double (*of)(const Gaussian&), bool at_level) {
        Quantity q{.name = name, .takes = {Takes::sampler}, .says = says, .group = closed_group, .exact = true};
        if (at_level) q.takes.push_back(Takes::level);
        q.value = [=](const Sources& sources, const QuantityArgs& args) {
            const int s = args.whole(0);
            const int state = at_level ? sources.state_at(s, args.whole(1)) : sources.last_state(s);
            return known(of(closed_state(sources, s, state)));
        };
        return q;
    };
    const auto mean = [](const Gaussian& law) { return law.mean[0]; };
    const auto variance = [](const Gaussian& law) { return law.cov(0, 0); };
    return {
        row("closed_mean", "mean of x that the sampler should end with", mean, false),
        row("closed_variance", "variance of x that it should end with", variance, false),
        row("closed_mean_at", "that mean at a level", mean, true),
        row("closed_variance_at", "that variance at a level", variance, true),
    };
}

} // namespace

std::vector<Quantity> law_quantities() {
    std::vector<Quantity> all = {
        law_row("target_mean", {}, "mean of the data's x",
                [](const Sources& s, const QuantityArgs&) { return known(s.problem().target.mean()[0]); }),
        law_row("target_variance", {}, "its variance",
                [](const Sources& s, const QuantityArgs&) { return known(s.problem().target.cov()(0, 0)); }),
        law_row("target_mean_y", {}, "mean of the data's y, in the plane",
                [](const Sources& s, const QuantityArgs&) { return target_y(s, false); }),
        law_row("target_variance_y", {}, "its variance",
                [](const Sources& s, const QuantityArgs&) { return target_y(s, true); }),
        law_row("marginal_mean", {Takes::level}, "mean of x under p_t",
                [](const Sources& s, const QuantityArgs& args) {
                    return known(marginal(s.problem().target, level_of(s, args.whole(0))).mean()[0]);
                }),
        law_row("marginal_variance", {Takes::level}, "variance of x under p_t",
                [](const Sources& s, const QuantityArgs& args) {
                    return known(marginal(s.problem().target, level_of(s, args.whole(0))).cov()(0, 0));
                }),
    };
    for (Quantity& q : density_quantities()) all.push_back(std::move(q));
    for (Quantity& q : closed_quantities()) all.push_back(std::move(q));
    return all;
}

} // namespace halfstep
