// Losses and the bound: measured of the denoiser, not of particles that a sampler carries.

#include "app/lesson/block_means.h"

#include "app/base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

constexpr const char* loss_group = "Losses and the bound";

QuantityValue own(const Measured& measured) { return {.value = measured.value, .se = measured.se}; }

const LossReport& report_of(const Sources& sources) {
    if (!sources.run().measures.losses) throw ExpressionError("the losses are not measured yet");
    return *sources.run().measures.losses;
}

/// Those at a level: of the report, or as it measures them.
LevelLoss loss_at(const Sources& sources, int level) {
    const LossReport& report = report_of(sources);
    const auto found = std::find(report.levels.begin(), report.levels.end(), level);
    if (found != report.levels.end()) return report.losses[static_cast<std::size_t>(found - report.levels.begin())];
    const Problem& problem = sources.problem();
    Denoise denoise; // the exact one, unless
    if (problem.denoiser.kind != DenoiserKind::exact)
        denoise = [&](const Level& at, const Block<double>& x, Block<double>& x0_hat) {
            Denoiser<double>(problem.target, at, problem.denoiser)(x, x0_hat);
        };
    return level_loss(problem.target, problem.process.levels[static_cast<std::size_t>(level)],
                      draw_losses(problem.target, report.draws, problem.experiment.run.seed), denoise);
}

const Level& loss_level(const Sources& sources, const QuantityArgs& args) {
    return sources.problem().process.levels[static_cast<std::size_t>(args.whole(0))];
}

Quantity at_level(const char* name, const char* says, QuantityValue (*value)(const Sources&, const QuantityArgs&)) {
    return {.name = name,
            .takes = {Takes::step},
            .says = says,
            .group = loss_group,
            .needs = {.measures = {.losses = true}},
            .value = value};
}

Quantity of_report(const char* name, const char* says, QuantityValue (*value)(const LossReport&)) {
    return {.name = name,
            .says = says,
            .group = loss_group,
            .needs = {.measures = {.losses = true}},
            .value = [value](const Sources& sources, const QuantityArgs&) { return value(report_of(sources)); }};
}

/// The bound as DDPM has it, with the variance beta_tilde.
const VariationalBound& usual_bound(const LossReport& report) { return report.bound(BoundVariance::small); }

QuantityValue likelihood_of(const VariationalBound& bound) {
    const auto& nll = bound.nll;
    if (!nll)
        throw ExpressionError("has a closed form only for one Gaussian with its exact denoiser; allowed: the bound");
    return {.value = *nll};
}

/// No term is off by more than all of them together.
QuantityValue term(const VariationalBound& bound, const QuantityArgs& args) {
    return {.value = bound.steps[static_cast<std::size_t>(args.whole(0)) - 1], .se = bound.total.se};
}

QuantityValue mismatch_of_run(const Sources& sources, const QuantityArgs&) {
    const auto& mismatch = sources.run().measures.mismatch;
    if (!mismatch) throw ExpressionError("the mismatch at T is not measured yet");
    return own(*mismatch);
}

/// The mean over so many exact clouds, and how far that is off by chance.
QuantityValue floor_of_run(const Sources& sources, const QuantityArgs&) {
    const auto& exact = sources.run().measures.exact;
    if (!exact) throw ExpressionError("the distance of exact draws is not measured yet");
    return {.value = exact->distance,
            .se = exact->spread / std::sqrt(static_cast<double>(MeasureOptions{}.exact_clouds))};
}

/// What |eps - eps_hat|^2 counts in the bound, with V = B (beta on the chain).
QuantityValue weight_of_eps(const Sources& sources, const QuantityArgs& args) {
    const auto& levels = sources.problem().process.levels;
    const auto k = static_cast<std::size_t>(args.whole(0));
    const double weight = step_bound(levels[k], levels[k - 1], transition(levels[k], levels[k - 1]).B, 1).weight;
    return {.value = weight * std::pow(levels[k].b / levels[k].a, 2)};
}

} // namespace

std::vector<Quantity> measure_quantities() {
    std::vector<Quantity> all = {
        at_level("loss", "E|x₀ − x̂₀|² of the denoiser at a level, summed over the coordinates",
                 [](const Sources& s, const QuantityArgs& args) { return own(loss_at(s, args.whole(0)).loss); }),
        at_level("loss_floor", "the same of the exact denoiser: what no network gets below",
                 [](const Sources& s, const QuantityArgs& args) { return own(loss_at(s, args.whole(0)).floor); }),
        at_level("loss_eps", "E|ε − ε̂|² at a level: the loss as DDPM trains it",
                 [](const Sources& s, const QuantityArgs& args) {
                     const double factor = eps_loss_factor(loss_level(s, args));
                     const Measured loss = loss_at(s, args.whole(0)).loss;
                     return own({factor * loss.value, factor * loss.se});
                 }),
        at_level("loss_eps_floor", "the same of the exact denoiser",
                 [](const Sources& s, const QuantityArgs& args) {
                     const double factor = eps_loss_factor(loss_level(s, args));
                     const Measured floor = loss_at(s, args.whole(0)).floor;
                     return own({factor * floor.value, factor * floor.se});
                 }),
        of_report("bound", "the variational bound L with the variance β̃, nats",
                  [](const LossReport& r) { return own(usual_bound(r).total); }),
        of_report("bound_large", "the same with the variance β",
                  [](const LossReport& r) { return own(r.bound(BoundVariance::large).total); }),
        of_report("bound_best", "the same with the variance that makes it least",
                  [](const LossReport& r) { return own(r.bound(BoundVariance::best).total); }),
        of_report("bound_prior", "its term L_T: how far the noised data are from the prior",
                  [](const LossReport& r) { return QuantityValue{.value = usual_bound(r).prior}; }),
        of_report("entropy", "of the data, −E log p(x₀): what no bound goes below",
                  [](const LossReport& r) { return own(r.entropy); }),
        of_report("nll", "−E log p(x₀) of the chain with the variance β̃, which the bound bounds",
                  [](const LossReport& r) { return likelihood_of(usual_bound(r)); }),
        of_report("nll_large", "the same with the variance β",
                  [](const LossReport& r) { return likelihood_of(r.bound(BoundVariance::large)); }),
        at_level("bound_term", "the bound's term of the step that leaves a level: k = 1 is L₀",
                 [](const Sources& s, const QuantityArgs& args) { return term(usual_bound(report_of(s)), args); }),
        at_level("bound_term_large", "the same with the variance β",
                 [](const Sources& s, const QuantityArgs& args) {
                     return term(report_of(s).bound(BoundVariance::large), args);
                 }),
    };
    all.push_back({.name = "weight_eps",
                   .takes = {Takes::step},
                   .says = "what |ε − ε̂|² counts in the bound with the variance β",
                   .group = loss_group,
                   .exact = true,
                   .value = weight_of_eps});
    all.push_back({.name = "kl_prior",
                   .says = "KL(p_T ‖ prior): how wrong it is to start from the prior, nats",
                   .group = loss_group,
                   .needs = {.measures = {.mismatch = true}},
                   .value = mismatch_of_run});
    all.push_back({.name = "distance_floor",
                   .says = "what the distance of as many exact draws is on average",
                   .group = loss_group,
                   .needs = {.measures = {.final_samples = true}},
                   .value = floor_of_run});
    return all;
}

} // namespace halfstep
