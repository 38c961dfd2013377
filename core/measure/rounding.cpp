#include "core/measure/rounding.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

/// Sizes of a coordinate that terms are made of.
struct Size {
    double mean = 0, spread = 0;
    double both() const { return std::hypot(mean, spread); }
};

/// The error of one particle along a coordinate, and the part of it that grows with the distance from the mean.
struct RoundingError {
    double any = 0, along = 0;
};

/// One move along a coordinate whose target has this mean and spread.
class MoveRounding {
public:
    MoveRounding(const StepCoefficients& step, const Size& data, double unit) : step_(step), unit_(unit) {
        const double s2 = data.spread * data.spread, a = step.from.a, b = step.from.b, D = a * a * s2 + b * b;
        P_ = b > 0 ? a * s2 / D : 1 / a;
        E_ = b > 0 ? b / D : 0;
        const Level& to = step.to;
        again_ = step.k_again == 0 ? 0 : step.k_again * to.b / (to.a * to.a * s2 + to.b * to.b);
    }
    /// What becomes of an error of x_t.
    double gain() const {
        if (step_.move == MoveKind::forward) return step_.from.a / step_.to.a;
        if (step_.move == MoveKind::churn) return step_.to.a / step_.from.a;
        return (1 + again_) * (step_.k_x0 * P_ + step_.k_eps * E_) - step_.k_again * E_;
    }
    /// What is added where |x| is `from` before the move and `to` after it, and x0_hat about `mean`.
    double fresh(double from, double to, double mean) const {
        if (step_.move == MoveKind::forward || step_.move == MoveKind::churn) return 2 * unit_ * to;
        const double a = step_.from.a, b = step_.from.b, centred = std::max(0.0, from - a * mean);
        const double x0_hat = mean + P_ * centred, of_x0_hat = unit_ * (x0_hat + 2 * P_ * a * mean + P_ * from);
        const double of_eps_terms = b > 0 ? unit_ * (from + a * x0_hat) / b : 0;
        const double through = b > 0 ? std::abs(step_.k_x0 - step_.k_eps * a / b) : std::abs(step_.k_x0);
        const double first = unit_ * (std::abs(step_.k_x0) * x0_hat + to) + std::abs(step_.k_eps) * of_eps_terms +
                             (through + std::abs(step_.k_last)) * of_x0_hat;
        if (step_.k_again == 0) return first;
        const Level& there = step_.to;
        const double of_eps = of_eps_terms + (b > 0 ? a / b * of_x0_hat : 0);
        const double of_eps_again = unit_ * (to + 2 * there.a * x0_hat) / there.b;
        return (1 + std::abs(again_)) * first + std::abs(step_.k_again) * (of_eps + of_eps_again);
    }
    RoundingError after(const RoundingError& off, const Size& from, const Size& to, double mean) const {
        const double added = fresh(from.both(), to.both(), mean);
        // Where a move brings particles together or apart by less than they are rounded, the rounding undoes it.
        const double moved = std::abs(gain() - 1) * from.spread, undone = added > moved ? added : added * added / moved;
        return {std::hypot(gain() * off.any, added),
                std::hypot(gain() * off.along, fresh(from.spread, to.spread, 0) + undone)};
    }

private:
    const StepCoefficients& step_;
    double unit_, P_ = 0, E_ = 0, again_ = 0;
};

Size size_of(const Moments& moments, int i) {
    return {std::abs(moments.mean[i]), moments.n > 1 ? std::sqrt(moments.cov(i, i)) : 0};
}

constexpr double wide = 3; // roundings have signs of their own: their squares add up, and this is far out

/// Of `off`, for the moments of n particles of this spread.
void set(Rounding& rounding, int i, const RoundingError& off, double spread, double n) {
    rounding.mean[i] = wide * off.any;
    rounding.variance[i] = off.any * off.any + 2 * wide * spread * (off.along + off.any / std::sqrt(n));
}

} // namespace

std::vector<Rounding> rounding_bounds(const std::vector<StepCoefficients>& steps, const std::vector<Moments>& moments,
                                      const Target& target, double unit, std::size_t encoding_moves) {
    const int dim = target.dim();
    const bool forward = runs_forward(steps);
    const Vec mean = target.mean();
    const Mat cov = target.cov();
    const double at_start = unit + rounding_unit<double> * static_cast<double>(encoding_moves);
    std::vector<Rounding> out(moments.size(), {Vec::Zero(dim), Vec::Zero(dim)});
    for (int i = 0; i < dim; ++i) {
        const Size data{std::abs(mean[i]), std::sqrt(cov(i, i))};
        Size before;
        RoundingError off;
        for (std::size_t done = 0; done < moments.size(); ++done) {
            const std::size_t state = forward ? steps.size() - done : done;
            const Size size = size_of(moments[state], i);
            if (done == 0)
                off = {at_start * size.both(), at_start * size.spread};
            else
                off = MoveRounding(steps[forward ? state : state - 1], data, unit).after(off, before, size, data.mean);
            set(out[state], i, off, size.spread, moments[state].n);
            before = size;
        }
    }
    for (Rounding& state : out) state.places = state.mean.norm();
    return out;
}

std::vector<Moments> judged_in_double(const std::vector<StepCoefficients>& steps, std::vector<Moments> single,
                                      const Target& target, std::size_t encoding_moves) {
    const auto bounds = [&] { return rounding_bounds(steps, single, target, rounding_unit<double>, encoding_moves); };
    const std::vector<Rounding> known = bounds(); // what was measured in single precision holds this already
    for (std::size_t state = 0; state < single.size(); ++state) {
        Moments& m = single[state];
        for (int i = 0; i < m.mean.size(); ++i) {
            const double mean = std::max(0.0, m.rounding_mean[i] - known[state].mean[i]);
            const double variance = std::max(0.0, m.rounding_var[i] - known[state].variance[i]);
            m.mean[i] += std::copysign(mean, m.mean[i]);
            m.cov(i, i) += variance;
        }
    }
    const std::vector<Rounding> judged = bounds();
    for (std::size_t state = 0; state < single.size(); ++state) {
        single[state].rounding_mean = judged[state].mean;
        single[state].rounding_var = judged[state].variance;
    }
    return single;
}

double rounding_of_places(const Moments& moments, double unit) {
    double square = 0;
    for (int i = 0; i < moments.mean.size(); ++i) {
        const double off = std::max(moments.rounding_mean[i], unit * size_of(moments, i).both());
        square += off * off;
    }
    return std::isfinite(square) ? std::sqrt(square) : 0;
}

double rounding_within_modes(const std::vector<StepCoefficients>& steps, const std::vector<Moments>& moments,
                             const Target& target, double unit) {
    double largest = 0;
    for (Component mode : target.components) {
        mode.weight = 1;
        Moments of_one = moments.back();
        of_one.rounding_mean = rounding_bounds(steps, moments, {{mode}}, unit).back().mean / wide;
        largest = std::max(largest, rounding_of_places(of_one, unit));
    }
    return largest / std::sqrt(target.dim());
}

Rounding measured_rounding(const Block<float>& in_single, const Block<double>& in_double, Eigen::Index rows, bool all) {
    const Eigen::Index dim = in_double.cols();
    const double n = static_cast<double>(rows), errors = all ? 0 : 5;
    const double unseen = all ? 0 : 12 / n; // fraction of the others that may be rounded as none of these are: exp(-12)
    const auto size = [&](const Eigen::ArrayXd& differences) {
        const double mean = differences.mean();
        return std::abs(mean) + errors * std::sqrt((differences - mean).square().mean() / n);
    };
    Rounding out{Vec::Zero(dim), Vec::Zero(dim)};
    double places = 0; // squared
    for (Eigen::Index i = 0; i < dim; ++i) {
        const Eigen::ArrayXd x = in_single.col(i).head(rows).cast<double>(), y = in_double.col(i).head(rows);
        const double grid = 2 * rounding_unit<float> * x.abs().maxCoeff();
        const double spread = std::sqrt((x - x.mean()).square().mean());
        const Eigen::ArrayXd squares = (x - x.mean()).square() - (y - y.mean()).square();
        out.mean[i] = size(x - y) + unseen * grid;
        out.variance[i] = size(squares) * n / std::max(n - 1, 1.0) + unseen * grid * (2 * spread + grid);
        places += size((x - y).square()) + unseen * grid * grid;
    }
    out.places = std::sqrt(places);
    return out;
}

} // namespace halfstep
