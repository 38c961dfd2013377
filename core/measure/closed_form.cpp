#include "core/measure/closed_form.h"

#include <Eigen/LU>

#include <cmath>

namespace halfstep {
namespace {

/// x above l = x0_hat_last - m, and what maps such a pair.
using PairVec = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, 4, 1>;
using PairMat = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, 4, 4>;

/// A denoiser at a level, as affine maps of u = x - a m: x0_hat - m = P u + p, eps_hat = E u + e.
struct Denoised {
    Mat P, E;
    Vec p, e; ///< zero, but where the denoiser is told another level or has a bias
    Denoised(const Target& target, const Level& at, const DenoiserSpec& spec,
             const std::optional<Level>& label = std::nullopt) {
        const Vec& m = target.components.front().mean;
        const Mat& S = target.components.front().cov;
        const Mat I = Mat::Identity(S.rows(), S.cols());
        p = e = Vec::Zero(m.size());
        if (label) {
            const Denoised told(target, *label, spec);
            E = told.E;
            e = (at.a - label->a) * (E * m) + told.e;
            P = (I - at.b * E) / at.a;
            p = -at.b / at.a * e;
        } else if (at.b > 0) {
            const double b = told_level(spec, at).b;
            const Mat D_inverse = (at.a * at.a * S + b * b * I).inverse();
            P = at.a * S * D_inverse;
            E = b * b / at.b * D_inverse; // (I - a P) / b_t
            p.setConstant(x0_bias(spec, at));
            e = -at.a / at.b * p;
        } else { // clean data
            P = I / at.a;
            E = Mat::Zero(S.rows(), S.cols());
        }
    }
};

struct Pair {
    PairVec mean;
    PairMat cov;
};

Pair predict_step(const Pair& pair, const StepCoefficients& step, const Target& target, const DenoiserSpec& spec) {
    const Vec& m = target.components.front().mean;
    const Eigen::Index d = m.size();
    const Mat I = Mat::Identity(d, d);
    const Denoised at(target, step.from, spec, step.label);

    // x_s - a_s m = shift + G u - k_last l + N z
    Mat G = step.k_x0 * at.P + step.k_eps * at.E;
    Mat N = step.noise;
    Vec shift = (step.k_x0 - step.to.a) * m + step.k_x0 * at.p + step.k_eps * at.e;
    if (step.k_again != 0) {
        const Denoised there(target, step.to, spec);
        const Mat again = I + step.k_again * there.E;
        G = again * G - step.k_again * at.E;
        shift = again * shift + step.k_again * (there.e - at.e);
        N = again * N;
    }
    G += step.k_last * at.P;
    shift += step.k_last * at.p;

    PairMat map = PairMat::Zero(2 * d, 2 * d);
    map.topLeftCorner(d, d) = G;
    map.topRightCorner(d, d) = -step.k_last * I;
    if (step.move == MoveKind::reverse) // what a corrector sees is not remembered
        map.bottomLeftCorner(d, d) = at.P;
    else
        map.bottomRightCorner(d, d) = I;

    Pair next;
    PairVec centred = pair.mean;
    centred.head(d) -= step.from.a * m;
    next.mean = map * centred;
    next.mean.head(d) += shift + step.to.a * m;
    if (step.move == MoveKind::reverse) next.mean.tail(d) += at.p;
    next.cov = map * pair.cov * map.transpose();
    next.cov.topLeftCorner(d, d) += N * N.transpose();
    return next;
}

/// From the last state, the data, up to the first.
std::vector<Gaussian> predict_forward(const std::vector<StepCoefficients>& steps, const Gaussian& data) {
    std::vector<Gaussian> states(steps.size() + 1, data);
    for (std::size_t i = steps.size(); i-- > 0;) {
        const double A = steps[i].from.a / steps[i].to.a;
        states[i].mean = A * states[i + 1].mean;
        states[i].cov = A * A * states[i + 1].cov + steps[i].noise * steps[i].noise.transpose();
    }
    return states;
}

} // namespace

bool is_affine(const Target& target, const DenoiserSpec& denoiser) {
    const bool field = denoiser.kind == DenoiserKind::perturbed && denoiser.error == DenoiserError::field;
    return target.is_gaussian() && !field && denoiser.kind != DenoiserKind::learned;
}

std::vector<Gaussian> predict(const std::vector<StepCoefficients>& steps, const Target& target, const Gaussian& start,
                              const DenoiserSpec& denoiser) {
    if (runs_forward(steps)) return predict_forward(steps, start);
    if (!is_affine(target, denoiser)) return {};
    const Eigen::Index d = start.mean.size();
    Pair pair{PairVec::Zero(2 * d), PairMat::Zero(2 * d, 2 * d)};
    pair.mean.head(d) = start.mean;
    pair.cov.topLeftCorner(d, d) = start.cov;

    std::vector<Gaussian> states{start};
    states.reserve(steps.size() + 1);
    for (const StepCoefficients& step : steps) {
        pair = predict_step(pair, step, target, denoiser);
        states.push_back({pair.mean.head(d), pair.cov.topLeftCorner(d, d)});
    }
    return states;
}

std::vector<Gaussian> predict(const InversionPlan& inversion, const Target& target, const Gaussian& data,
                              const DenoiserSpec& denoiser) {
    if (!is_affine(target, denoiser)) return {};
    if (!inversion.inverse) return predict(inversion.steps, target, data, denoiser);
    const Vec& m = target.components.front().mean;
    std::vector<Gaussian> states{data};
    for (const StepCoefficients& step : inversion.steps) { // x_s - a_s m = G u, undone
        const Denoised at(target, step.from, denoiser);    // the exact one: check_inversion()
        const Mat back = (step.k_x0 * at.P + step.k_eps * at.E).inverse();
        const Gaussian given = states.back();
        states.push_back({step.from.a * m + back * (given.mean - step.to.a * m), back * given.cov * back.transpose()});
    }
    return states;
}

Gaussian round_trip_law(const InversionPlan& inversion, const std::vector<StepCoefficients>& decoder,
                        const Target& target, const DenoiserSpec& denoiser) {
    const Vec& m = target.components.front().mean;
    const Mat& S = target.components.front().cov;
    const Eigen::Index d = m.size();
    const auto there_and_back = [&](const Vec& x) {
        const Gaussian latent = predict(inversion, target, {x, Mat::Zero(d, d)}, denoiser).back();
        return predict(decoder, target, latent, denoiser).back();
    };
    const Gaussian centre = there_and_back(m);
    Mat error = -Mat::Identity(d, d); // what both ways, which are affine, do to x - m, beyond leaving it as it is
    for (Eigen::Index j = 0; j < d; ++j) error.col(j) += there_and_back(m + Vec::Unit(d, j)).mean - centre.mean;
    return {centre.mean - m, error * S * error.transpose() + centre.cov};
}

double round_trip_rms(const InversionPlan& inversion, const std::vector<StepCoefficients>& decoder,
                      const Target& target, const DenoiserSpec& denoiser) {
    const Gaussian law = round_trip_law(inversion, decoder, target, denoiser);
    return std::sqrt(law.cov.trace() + law.mean.squaredNorm());
}

} // namespace halfstep
