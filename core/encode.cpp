#include "core/encode.h"

#include "core/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

/// A step of DDIM without noise between two levels of the process.
Step ddim_step(const Process& process, int t, int s, const Target& target) {
    Step step = make_step(SamplerSpec{}, process.levels[t], process.levels[s], target);
    step.t = t;
    step.s = s;
    return step;
}

/// F(x) = k_x0 x0_hat(x) + k_eps eps_hat(x), one DDIM step, of rows that are looked at together.
struct DdimMap {
    const Denoiser<double>& denoiser;
    const Step& step;

    void operator()(const Block<double>& x, Block<double>& out) const {
        denoiser(x, out);
        out = step.k_x0 * out + step.k_eps * ((x - step.from.a * out) / step.from.b);
    }
};

constexpr int most_rounds = 60, most_halvings = 30;

/// x with F(x) = y, from the guess in x, by Newton's method with differences for derivatives. F is the gradient of a convex
/// function, its Jacobian positive definite [a mixture of x0_hat, whose Jacobian is (a/b^2) Cov[x0|x], and of x, both with
/// weights >= 0]: the root is unique, and a Newton step that is halved until it comes nearer always does.
void solve(const DdimMap& F, const Block<double>& y, Block<double>& x) {
    const Eigen::Index n = x.rows(), d = x.cols();
    const double h = 1e-6 * F.step.from.b, scale = std::hypot(F.step.from.a, F.step.from.b);
    const auto norm = [](const Block<double>& r) -> Eigen::ArrayXd { return r.square().rowwise().sum().sqrt(); };
    Block<double> value(n, d), residual(n, d), trial(n, d), move(n, d), column[2];
    F(x, value);
    residual = value - y;
    Eigen::ArrayXd error = norm(residual);
    const Eigen::ArrayXd enough = 1e-15 * (norm(y) + scale);
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
        // Rows that have arrived rest: what a row does must not depend on its neighbours.
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

Encoding plan_encoding(const SamplerSpec& sampler, const Process& process, const Target& target) {
    Encoding encoding;
    if (sampler.start != Start::encoded) return encoding;
    const int T = process.steps();
    std::vector<Leg> list = legs(sampler, process, target);
    std::reverse(list.begin(), list.end()); // towards noise
    const int stride = T / static_cast<int>(list.size()), data = sampler.set_alpha_to_one ? 0 : 1;
    int level = sampler.inversion == Inversion::guided      ? list.front().t
                : sampler.inversion == Inversion::implicit  ? list.front().s
                : sampler.inversion == Inversion::diffusers ? data
                                                            : 0;
    encoding.inverse = sampler.inversion == Inversion::implicit;
    encoding.levels.push_back(level);
    for (std::size_t i = 0; i < list.size(); ++i) {
        const int t = list[i].t;
        switch (sampler.inversion) {
        case Inversion::guided:
            if (i == 0) continue;
            [[fallthrough]];
        case Inversion::explicit_: encoding.steps.push_back(ddim_step(process, level, t, target)); break;
        case Inversion::diffusers: {
            const int source = t - stride;
            encoding.steps.push_back(ddim_step(process, source < 1 ? data : source, t, target));
            encoding.steps.back().label = process.levels[t];
            break;
        }
        case Inversion::implicit: encoding.steps.push_back(ddim_step(process, t, list[i].s, target)); break;
        }
        encoding.levels.push_back(level = t);
    }
    return encoding;
}

void check_encoding(const SamplerSpec& sampler, const Process& process, const Target& target,
                    const DenoiserSpec& denoiser) {
    if (sampler.inversion != Inversion::implicit) return;
    if (denoiser.kind != DenoiserKind::exact)
        throw Error("inversion",
                    "implicit undoes steps, which only those of the exact denoiser are sure to allow; allowed: "
                    "explicit, guided, diffusers, or denoiser.kind = \"exact\"");
    if (sampler.clip.on())
        throw Error("inversion",
                    "implicit undoes steps, and what is clipped cannot be undone; allowed: explicit, guided, "
                    "diffusers, or clip = \"off\"");
    for (const Leg& leg : legs(sampler, process, target)) {
        if (process.levels[leg.s].b > 0) continue;
        if (!(process.levels[leg.t].a > 0))
            throw Error("inversion", "implicit undoes steps, and the step from no signal to the data gives one point; "
                                     "allowed: explicit, guided, diffusers, or more steps");
        for (const Component& component : target.components)
            if (component.is_box() || !(cholesky(component.cov).diagonal().minCoeff() > 0))
                throw Error(
                    "inversion",
                    "implicit undoes steps, and x0_hat takes not all values where the target has points or boxes; "
                    "allowed: explicit, guided, diffusers");
    }
}

Encoder::Encoder(const Target& target, const Encoding& encoding, const Clip& clip, const DenoiserSpec& spec)
    : encoding_(encoding), stepper_(target, encoding.steps, clip, spec) {}

void Encoder::advance(std::size_t i, Block<double>& x, Scratch<double>& scratch) const {
    if (encoding_.inverse)
        undo(i, x);
    else
        stepper_.advance(i, x, scratch);
}

void Encoder::undo(std::size_t i, Block<double>& x) const {
    constexpr Eigen::Index strip = 64; // the slowest row of a strip holds up the others
    const Step& step = encoding_.steps[i];
    const DdimMap F{stepper_.denoiser(i), step};
    Block<double> y, guess;
    for (Eigen::Index row = 0; row < x.rows(); row += strip) {
        const Eigen::Index n = std::min(strip, x.rows() - row);
        y = x.middleRows(row, n);
        guess = step.from.a > 0 ? Block<double>(step.from.a / step.to.a * y) : y; // as if there were no noise to add
        solve(F, y, guess);
        x.middleRows(row, n) = guess;
    }
}

void RoundTripSums::add(const Block<double>& data, const Block<double>& x) {
    const Eigen::ArrayXd distance = (x - data).square().rowwise().sum(); // squared
    n += static_cast<double>(x.rows());
    squares += distance.sum();
    fourths += distance.square().sum();
}

void RoundTripSums::add(const RoundTripSums& other) {
    n += other.n;
    squares += other.squares;
    fourths += other.fourths;
}

RoundTrip RoundTripSums::round_trip() const {
    const double mean = squares / n, rms = std::sqrt(mean);
    if (n < 2) return {rms, std::numeric_limits<double>::quiet_NaN(), std::nullopt};
    const double error = std::sqrt(std::max(fourths / n - mean * mean, 0.0) / (n - 1)); // of that mean
    if (!trusted(n, mean, error)) return {rms, std::numeric_limits<double>::quiet_NaN(), std::nullopt};
    return {rms, rms > 0 ? error / (2 * rms) : 0, std::nullopt};
}

} // namespace halfstep
