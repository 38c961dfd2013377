#include "core/sample/inversion.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

/// A step of DDIM without noise between two levels of the process.
StepCoefficients ddim_step(const Process& process, int t, int s, const Target& target) {
    StepCoefficients step = make_step(SamplerSpec{}, process.levels[t], process.levels[s], target);
    step.t = t;
    step.s = s;
    return step;
}

/// F(x) = k_x0 x0_hat(x) + k_eps eps_hat(x), one DDIM step, of rows that are looked at together.
struct DdimMap {
    const Denoiser<double>& denoiser;
    const StepCoefficients& step;

    void operator()(const Block<double>& x, Block<double>& out) const {
        denoiser(x, out);
        out = step.k_x0 * out + step.k_eps * ((x - step.from.a * out) / step.from.b);
    }
};

constexpr int most_rounds = 60, most_halvings = 30;

/// x with F(x) = y, from the guess in x, by Newton's method with differences for derivatives. F is the gradient of a
/// convex function, its Jacobian positive definite [a mixture of x0_hat, whose Jacobian is (a/b^2) Cov[x0|x], and of x,
/// both with weights >= 0]: the root is unique, and a Newton step that is halved until it comes nearer always does.
void solve(const DdimMap& F, const Block<double>& y, Block<double>& x) {
    const Eigen::Index n = x.rows(), d = x.cols();
    const double h = 1e-6 * F.step.from.b, scale = std::hypot(F.step.from.a, F.step.from.b);
    const auto norm = [](const Block<double>& r) -> Eigen::ArrayXd { return r.square().rowwise().sum().sqrt(); };
    Block<double> value(n, d), residual(n, d), trial(n, d), move(n, d), column[2];
    F(x, value);
    residual = value - y;
    Eigen::ArrayXd error = norm(residual);
    const Eigen::ArrayXd enough = 1e-15 * (norm(y) + std::abs(F.step.k_eps) * scale);
    for (int round = 0; round < most_rounds && (error > enough).any(); ++round) {
        for (Eigen::Index j = 0; j < d; ++j) {
            trial = x;
            trial.col(j) += h;
            F(trial, column[j]);
            column[j] = (column[j] - value) / h;
        }
        if (d == 1) {
            move = -residual / column[0];
        } else {
            const auto &a = column[0].col(0), &b = column[1].col(0), &c = column[0].col(1), &e = column[1].col(1);
            const Eigen::ArrayXd determinant = a * e - b * c;
            move.col(0) = (b * residual.col(1) - e * residual.col(0)) / determinant;
            move.col(1) = (c * residual.col(0) - a * residual.col(1)) / determinant;
        }
        // Rows that have arrived stay: what a row does must not depend on its neighbours.
        Eigen::ArrayXd length = (error > enough).cast<double>();
        bool any = false;
        for (int halving = 0; halving < most_halvings && (length > 0).any(); ++halving) {
            for (Eigen::Index j = 0; j < d; ++j)
                trial.col(j) = x.col(j) + (length > 0).select(length * move.col(j), 0.0);
            F(trial, value);
            const Block<double> left = value - y;
            const Eigen::ArrayXd now = norm(left);
            for (Eigen::Index i = 0; i < n; ++i) {
                if (!(length[i] > 0)) continue;
                if (now[i] < error[i]) {
                    x.row(i) = trial.row(i);
                    residual.row(i) = left.row(i);
                    error[i] = now[i];
                    length[i] = 0;
                    any = true;
                } else {
                    length[i] /= 2;
                }
            }
        }
        if (!any) break; // rounding is all that is left
        value = residual + y;
    }
}

} // namespace

InversionPlan plan_inversion(const SamplerSpec& sampler, const Process& process, const Target& target) {
    InversionPlan inversion;
    if (sampler.start != Start::encoded) return inversion;
    const int T = process.steps();
    std::vector<TimestepPair> list = timestep_pairs(sampler, process, target);
    std::reverse(list.begin(), list.end()); // towards noise
    const int stride = T / static_cast<int>(list.size()), data = sampler.set_alpha_to_one ? 0 : 1;
    int level = sampler.inversion == Inversion::guided      ? list.front().t
                : sampler.inversion == Inversion::implicit  ? list.front().s
                : sampler.inversion == Inversion::diffusers ? data
                                                            : 0;
    inversion.inverse = sampler.inversion == Inversion::implicit;
    inversion.levels.push_back(level);
    for (std::size_t i = 0; i < list.size(); ++i) {
        const int t = list[i].t;
        switch (sampler.inversion) {
        case Inversion::guided:
            if (i == 0) continue;
            [[fallthrough]];
        case Inversion::explicit_: inversion.steps.push_back(ddim_step(process, level, t, target)); break;
        case Inversion::diffusers: {
            const int source = t - stride;
            inversion.steps.push_back(ddim_step(process, source < 1 ? data : source, t, target));
            inversion.steps.back().label = process.levels[t];
            break;
        }
        case Inversion::implicit: inversion.steps.push_back(ddim_step(process, t, list[i].s, target)); break;
        }
        inversion.levels.push_back(level = t);
    }
    return inversion;
}

namespace {

/// A target about its mean: x0_hat of narrow data far from 0 has no digits left of what it owes to x_t.
Target about(const Vec& centre, Target target) {
    for (Component& component : target.components) component.mean -= centre;
    return target;
}

} // namespace

Inverter::Inverter(const Target& target, const InversionPlan& inversion, const Clip& clip, const DenoiserSpec& spec)
    : inversion_(inversion), centre_(inversion.inverse ? target.mean() : Vec(Vec::Zero(target.dim()))),
      stepper_(about(centre_, target), inversion.steps, clip, spec) {}

void Inverter::advance(std::size_t i, Block<double>& x, Scratch<double>& scratch) const {
    if (inversion_.inverse)
        undo(i, x);
    else
        stepper_.advance(i, x, scratch);
}

void Inverter::undo(std::size_t i, Block<double>& x) const {
    constexpr Eigen::Index strip = 64; // the slowest row of a strip holds up the others
    const StepCoefficients& step = inversion_.steps[i];
    const DdimMap F{stepper_.denoiser(i), step};
    Block<double> y, guess;
    for (Eigen::Index row = 0; row < x.rows(); row += strip) {
        const Eigen::Index n = std::min(strip, x.rows() - row);
        y = x.middleRows(row, n).rowwise() - (step.to.a * centre_).transpose().array();
        guess = step.from.a > 0 ? Block<double>(step.from.a / step.to.a * y) : y; // as if there were no noise to add
        solve(F, y, guess);
        x.middleRows(row, n) = guess.rowwise() + (step.from.a * centre_).transpose().array();
    }
}

} // namespace halfstep
