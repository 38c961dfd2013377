#include "core/measure/variational_bound.h"

#include "core/denoise/exact_denoiser.h"
#include "core/law/independent.h"
#include "core/law/line_sweep.h"
#include "core/law/mixture_block.h"
#include "core/law/quadrature.h"
#include "core/measure/floor.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

constexpr std::int64_t least_bound_evaluations = 2000; // of a quadrature: enough for a few modes

/// Mean and its standard error.
Measured mean_of(const Eigen::ArrayXd& values) {
    const double n = static_cast<double>(values.size()), mean = values.mean();
    const double variance = n > 1 ? (values - mean).square().sum() / (n - 1) : 0;
    return {mean, std::sqrt(variance / n)};
}

/// Weight of x0 in the mean of q(x_s | x_t, x0).
double x0_weight(const Level& from, const Level& to, const Transition& move) {
    return to.a * move.B / (from.b * from.b);
}

/// A step of the chain that the bound is of.
struct ChainStep {
    const Level& from;
    const Level& to;
    double beta_tilde_before = 0; ///< beta_tilde of the step above
    int dim = 1;
};

double chosen_variance(BoundVariance choice, const ChainStep& step, double mse) {
    const Level &from = step.from, &to = step.to;
    const Transition move = transition(from, to);
    switch (choice) {
    case BoundVariance::small:
        if (move.beta_tilde > 0) return move.beta_tilde;
        return step.beta_tilde_before > 0 ? step.beta_tilde_before : move.B; // one step alone has none before it
    case BoundVariance::large: return move.B;
    case BoundVariance::best: return best_variance(from, to, mse, step.dim);
    }
    return move.B;
}

/// The chain that the bound is of, on a Gaussian target: what it makes of N(0, prior_sigma^2 I), along the axes of the
/// data's covariance, where every step is the number `gain` and fresh noise of variance V.
class Chain {
public:
    Chain(const Target& target, const Process& process) : axes_(target.components.front().cov) {
        const double sigma = process.prior_sigma();
        variance_ = Vec::Constant(target.dim(), sigma * sigma);
        off_centre_ = -process.levels.back().a * (axes_.eigenvectors().transpose() * target.mean());
    }
    void advance(const Level& from, const Level& to, double V) {
        const Transition move = transition(from, to);
        for (Eigen::Index i = 0; i < variance_.size(); ++i) {
            // The mean of q(x_s | x_t, x0_hat) about a_s m, with x0_hat - m = a s2 / (a^2 s2 + b^2) (x_t - a_t m).
            const double s2 = axes_.eigenvalues()[i], C = from.a * from.a * s2 + from.b * from.b;
            const double gain = x0_weight(from, to, move) * from.a * s2 / C + move.A * to.b * to.b / (from.b * from.b);
            variance_[i] = gain * gain * variance_[i] + V;
            off_centre_[i] *= gain;
        }
    }
    /// -E log p_theta(x0) over the data, of the Gaussian that has been reached.
    double nll() const {
        double sum = 0;
        for (Eigen::Index i = 0; i < variance_.size(); ++i)
            sum += log_two_pi + std::log(variance_[i]) +
                   (axes_.eigenvalues()[i] + off_centre_[i] * off_centre_[i]) / variance_[i];
        return sum / 2;
    }

private:
    Eigen::SelfAdjointEigenSolver<Mat> axes_;
    Vec variance_, off_centre_;
};

} // namespace

LossDraws draw_losses(const Target& target, std::int64_t draws, std::uint64_t seed) {
    LossDraws out{{draws, target.dim()}, {draws, target.dim()}};
    sample(target, seed, Stream::loss_data, 0, out.x0);
    normals(seed, Stream::loss_noise, 0, 0, out.eps);
    return out;
}

LevelLoss level_loss(const Target& target, const Level& level, const LossDraws& draws, const Denoise& denoise,
                     Cancel cancel) {
    LevelLoss out;
    out.level = level;
    if (raised(cancel)) return out;
    const Block<double> x = level.a * draws.x0 + level.b * draws.eps;
    const ExactDenoiser<double> exact(target, level);
    Block<double> right, x0_hat;
    exact(x, right);
    if (denoise) {
        denoise(level, x, x0_hat);
        const auto missed = [&](const Block<double>& at) {
            Block<double> want, got;
            exact(at, want);
            denoise(level, at, got);
            return Eigen::ArrayXd((got - want).square().rowwise().sum());
        };
        const Eigen::ArrayXd known = (x0_hat - right).square().rowwise().sum();
        out.excess = mean_with_confusion(target, level, {x, draws.eps, known}, missed, cancel);
    } else {
        x0_hat = right;
    }
    out.floor = posterior_floor(target, level, draws.x0, draws.eps, cancel);
    if (raised(cancel)) return out;
    // Rare draws may make most of the loss, and their absence does not show in its scatter [MATH.md 6.3].
    const double known = out.floor.value + out.excess.value;
    const SquareMoments given = posterior_square(target, level, x, x0_hat);
    const Eigen::ArrayXd off = (draws.x0 - x0_hat).square().rowwise().sum() - given.mean;
    const double coefficient = control_coefficient(known, given),
                 scatter = coefficient * std::sqrt(given.variance.sum()) / static_cast<double>(off.size());
    out.loss = {known + coefficient * off.mean(), std::hypot(out.floor.se + out.excess.se, scatter)};
    return out;
}

double eps_loss_factor(const Level& level) { return level.a * level.a / (level.b * level.b); }

double v_loss_factor(const Level& level) { return 1 + eps_loss_factor(level); }

StepBound step_bound(const Level& from, const Level& to, double V, int dim) {
    const Transition move = transition(from, to);
    const double k = x0_weight(from, to, move), half = 0.5 * dim;
    StepBound bound;
    bound.weight = k * k / (2 * V);
    if (to.b > 0) {
        const double ratio = move.beta_tilde / V;
        bound.constant = half * (ratio - 1 - std::log(ratio));
    } else {
        bound.constant = half * (log_two_pi + std::log(V));
    }
    return bound;
}

double eps_weight(const StepCoefficients& step) {
    const double sigma = step.noisy() ? step.noise(0, 0) : 0;
    const bool alike = step.noise.isApprox(sigma * Mat::Identity(step.noise.rows(), step.noise.cols()));
    if (step.move != MoveKind::reverse || !(sigma > 0) || !alike) return 0;
    const double per_eps =
        step.k_x0 == 0 ? 0 : step.k_x0 * step.from.b / step.from.a; // infinite where no signal is left
    const double k = step.k_eps - per_eps;
    return k * k / (2 * sigma * sigma);
}

double best_variance(const Level& from, const Level& to, double mse, int dim) {
    const Transition move = transition(from, to);
    const double k = x0_weight(from, to, move);
    return move.beta_tilde + k * k * mse / dim;
}

double prior_kl(const Vec& x0, const Level& last) {
    const double b2 = last.b * last.b, d = static_cast<double>(x0.size());
    return 0.5 * (last.a * last.a * x0.squaredNorm() + d * (b2 - 1 - std::log(b2)));
}

double prior_kl(const Target& target, const Level& last) {
    const double b2 = last.b * last.b, d = target.dim();
    return 0.5 * (last.a * last.a * target.second_moment() + d * (b2 - 1 - std::log(b2)));
}

namespace {

/// Of boxes with sharp edges on a line: the density is constant from one edge to the next.
double boxes_entropy(const Target& target) {
    std::vector<double> edges;
    for (const Component& box : target.components)
        for (const double side : {-1.0, 1.0}) edges.push_back(box.mean[0] + side * box.half[0]);
    std::sort(edges.begin(), edges.end());
    double sum = 0;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        const double width = edges[i + 1] - edges[i], middle = edges[i] + width / 2;
        const double log_p = log_density(target, Vec(Vec::Constant(1, middle)));
        if (width > 0 && std::isfinite(log_p)) sum -= std::exp(log_p) * log_p * width;
    }
    return sum;
}

std::optional<Measured> line_entropy(const Target& target, std::int64_t evaluations, Cancel cancel) {
    if (target.is_gaussian())
        return Measured{0.5 * (log_two_pi + 1 + std::log(target.components.front().cov(0, 0))), 0};
    const bool sharp = std::all_of(target.components.begin(), target.components.end(), [](const Component& component) {
        return component.is_box() && component.half[0] > 0 && component.cov(0, 0) == 0;
    });
    if (sharp) return Measured{boxes_entropy(target), 0};
    const Integrand f = [&](const Block<double>& x) {
        return Eigen::ArrayXd(
            log_density(target, x).unaryExpr([](double log) { return std::isinf(log) ? 0 : -log * std::exp(log); }));
    };
    return integrate_line(f, break_points(project(target, Vec::Ones(1))), {1e-9, evaluations, cancel});
}

} // namespace

Measured entropy(const Target& target, std::uint64_t seed, std::int64_t draws, Cancel cancel) {
    const auto flat = [](const Component& c) { // in some direction there is no density: points and lines
        const bool sharp = !(c.cov.determinant() > 0);
        bool box = c.is_box();
        for (int i = 0; box && i < c.mean.size(); ++i) box = c.half[i] > 0 || c.cov(i, i) > 0;
        return sharp && !box;
    };
    if (std::any_of(target.components.begin(), target.components.end(), flat))
        return {-std::numeric_limits<double>::infinity(), 0};
    const int dim = target.dim();
    if (target.is_gaussian())
        return {0.5 * (dim * (log_two_pi + 1) + std::log(target.components.front().cov.determinant())), 0};
    const std::int64_t affordable = std::max(draws, least_bound_evaluations);
    if (dim == 1) {
        if (const auto integral = line_entropy(target, affordable, cancel)) return *integral;
    } else if (const auto lines = independent_coordinates(target)) {
        const std::int64_t each = affordable_on(*lines, target, affordable);
        const auto first = line_entropy((*lines)[0], each, cancel), second = line_entropy((*lines)[1], each, cancel);
        if (first && second) return {first->value + second->value, first->se + second->se};
    }
    Block<double> x(draws, dim);
    sample(target, seed, Stream::loss_data, 0, x);
    return mean_of(
        in_parts([&](const Block<double>& at) { return Eigen::ArrayXd(-log_density(target, at)); }, x, cancel));
}

Level in_prior_units(const Process& process) {
    Level last = process.levels.back();
    last.a /= process.prior_sigma();
    last.b /= process.prior_sigma();
    return last;
}

VariationalBound variational_bound(const Target& target, const Process& process, const std::vector<LevelLoss>& losses,
                                   BoundVariance variance, const Measured& entropy) {
    const int T = process.steps(), dim = target.dim();
    VariationalBound bound;
    bound.entropy = entropy;
    bound.prior = prior_kl(target, in_prior_units(process));
    bound.steps.resize(static_cast<std::size_t>(T));
    bound.total.value = bound.prior;
    double beta_tilde_before = 0; // of the step above
    std::optional<Chain> chain;
    const bool exact =
        std::all_of(losses.begin(), losses.end(), [](const LevelLoss& loss) { return loss.excess.value == 0; });
    if (exact && target.is_gaussian()) chain.emplace(target, process);
    for (int t = T; t >= 1; --t) {
        const Level &from = process.levels[static_cast<std::size_t>(t)],
                    &to = process.levels[static_cast<std::size_t>(t) - 1];
        const LevelLoss& loss = losses[static_cast<std::size_t>(t) - 1];
        const double mse = loss.floor.value + loss.excess.value;
        const ChainStep chain_step{from, to, beta_tilde_before, dim};
        const auto term = [&](double error) { // the best V follows the error, and its logarithm magnifies that
            const StepBound bound_of = step_bound(from, to, chosen_variance(variance, chain_step, error), dim);
            return bound_of.constant + bound_of.weight * error;
        };
        if (chain) chain->advance(from, to, chosen_variance(variance, chain_step, mse));
        const double value = term(mse), off = loss.floor.se + loss.excess.se;
        bound.steps[static_cast<std::size_t>(t) - 1] = value;
        bound.total.value += value;
        if (off > 0) bound.total.se += std::max(term(mse + off) - value, value - term(std::max(mse - off, 0.0)));
        beta_tilde_before = transition(from, to).beta_tilde;
    }
    if (chain) bound.nll = chain->nll();
    // Data that have no density can be said with ever narrower steps: with the best variances there is no least bound.
    if (variance == BoundVariance::best && std::isinf(entropy.value)) {
        constexpr double none = -std::numeric_limits<double>::infinity();
        bound.total = {none, 0};
        bound.steps[0] = none;
        bound.nll.reset();
    }
    bound.gap = {bound.total.value - entropy.value, bound.total.se + entropy.se};
    return bound;
}

} // namespace halfstep
