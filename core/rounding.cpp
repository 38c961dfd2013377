#include "core/rounding.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

/// Along one coordinate: the error of one particle, and the part of it that grows with its distance from the mean.
struct Carried {
    double any = 0, along = 0;
};

/// Sizes of a coordinate that terms are made of.
struct Size {
    double mean = 0, spread = 0;
    double both() const { return std::hypot(mean, spread); }
};

/// One move of a coordinate whose target has this mean and variance.
class Rounded {
public:
    Rounded(const Step& step, const Size& data, double unit) : step_(step), data_(data), unit_(unit) {
        const double s2 = data.spread * data.spread, a = step.from.a, b = step.from.b, D = a * a * s2 + b * b;
        P_ = b > 0 ? a * s2 / D : 1 / a;
        E_ = b > 0 ? b / D : 0;
        const Level& to = step.to;
        again_ = step.k_again == 0 ? 0 : step.k_again * to.b / (to.a * to.a * s2 + to.b * to.b);
    }
    double gain() const {
        if (step_.move == MoveKind::forward) return step_.from.a / step_.to.a;
        if (step_.move == MoveKind::churn) return step_.to.a / step_.from.a;
        return (1 + again_) * (step_.k_x0 * P_ + step_.k_eps * E_) - step_.k_again * E_;
    }
    /// Of a state of this size that becomes one of that size, with a mean of the data.
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

private:
    const Step& step_;
    Size data_;
    double unit_, P_ = 0, E_ = 0, again_ = 0;
};

Size size_of(const Moments& moments, int i) {
    const double spread = moments.n > 1 ? std::sqrt(moments.cov(i, i)) : 0;
    return {std::abs(moments.mean[i]), spread};
}

} // namespace

std::vector<Rounding> rounding_bounds(const std::vector<Step>& steps, const std::vector<Moments>& moments,
                                      const Target& target, double unit, std::size_t encoding_moves) {
    const int dim = target.dim();
    const bool forward = runs_forward(steps);
    std::vector<Rounding> out(moments.size(), {Vec::Zero(dim), Vec::Zero(dim)});
    const Vec mean = target.mean();
    const Mat cov = target.cov();
    for (int i = 0; i < dim; ++i) {
        const Size data{std::abs(mean[i]), std::sqrt(cov(i, i))};
        Carried error;
        for (std::size_t done = 0; done < moments.size(); ++done) {
            const std::size_t state = forward ? steps.size() - done : done;
            const Size size = size_of(moments[state], i);
            if (done == 0) {
                const double most = unit + rounding_unit<double> * static_cast<double>(encoding_moves);
                error = {most * size.both(), most * size.spread};
            } else {
                const std::size_t from = forward ? state + 1 : state - 1;
                const Size before = size_of(moments[from], i);
                const Rounded move(steps[forward ? state : state - 1], data, unit);
                const double gain = move.gain(), fresh = move.fresh(before.both(), size.both(), data.mean);
                // Where a move brings particles together or apart by less than they are rounded, the rounding undoes it.
                const double moved = std::abs(gain - 1) * before.spread;
                const double undone = fresh > moved ? fresh : fresh * fresh / moved;
                error.any = std::hypot(gain * error.any, fresh);
                error.along = std::hypot(gain * error.along, move.fresh(before.spread, size.spread, 0) + undone);
            }
            constexpr double wide = 3; // roundings have signs of their own, and add up as errors do
            const double spread = size.spread, n = moments[state].n;
            out[state].mean[i] = wide * error.any;
            out[state].variance[i] =
                error.any * error.any + 2 * wide * spread * (error.along + error.any / std::sqrt(n));
        }
    }
    return out;
}

Rounding measured_rounding(const Block<float>& single, const Block<double>& twice, Eigen::Index rows, bool all) {
    const Eigen::Index dim = twice.cols();
    const double n = static_cast<double>(rows), errors = all ? 0 : 5;
    const double unseen = all ? 0 : 12 / n; // share of the others that may be rounded as none of these are: exp(-12)
    const auto size = [&](const Eigen::ArrayXd& differences) {
        const double mean = differences.mean();
        return std::abs(mean) + errors * std::sqrt((differences - mean).square().mean() / n);
    };
    Rounding out{Vec::Zero(dim), Vec::Zero(dim)};
    for (Eigen::Index i = 0; i < dim; ++i) {
        const Eigen::ArrayXd x = single.col(i).head(rows).cast<double>(), y = twice.col(i).head(rows);
        const double grid = 2 * rounding_unit<float> * x.abs().maxCoeff();
        const Eigen::ArrayXd squares = (x - x.mean()).square() - (y - y.mean()).square();
        out.mean[i] = size(x - y) + unseen * grid;
        out.variance[i] = size(squares) * n / std::max(n - 1, 1.0) + unseen * grid * grid;
    }
    return out;
}

} // namespace halfstep
