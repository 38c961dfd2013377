#include "core/predict.h"

#include <Eigen/LU>

#include <cmath>

namespace halfstep {
namespace {

/// x above l = x0_hat_last - m, and what maps such a pair.
using PairVec = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, 4, 1>;
using PairMat = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, 4, 4>;

/// The exact denoiser at a level, as affine maps of u = x - a m: x0_hat - m = P u + p, eps_hat = E u + e.
struct Denoised {
    Mat P, E;
    Vec p, e; ///< zero, but where the denoiser is told another level
    Denoised(const Target& target, const Level& at, const std::optional<Level>& label = std::nullopt) {
        const Vec& m = target.components.front().mean;
        const Mat& S = target.components.front().cov;
        const Mat I = Mat::Identity(S.rows(), S.cols());
        p = e = Vec::Zero(m.size());
        if (label) {
            E = Denoised(target, *label).E;
            e = (at.a - label->a) * (E * m);
            P = (I - at.b * E) / at.a;
            p = -at.b / at.a * e;
        } else if (at.b > 0) {
            const Mat D_inverse = (at.a * at.a * S + at.b * at.b * I).inverse();
            P = at.a * S * D_inverse;
            E = at.b * D_inverse;
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

Pair predict_step(const Pair& pair, const Step& step, const Target& target) {
    const Vec& m = target.components.front().mean;
    const Eigen::Index d = m.size();
    const Mat I = Mat::Identity(d, d);
    const Denoised at(target, step.from, step.label);

    // x_s - a_s m = shift + G u - k_last l + N z
    Mat G = step.k_x0 * at.P + step.k_eps * at.E;
    Mat N = step.noise;
    Vec shift = (step.k_x0 - step.to.a) * m + step.k_x0 * at.p + step.k_eps * at.e;
    if (step.k_again != 0) {
        const Mat again = I + step.k_again * Denoised(target, step.to).E;
        G = again * G - step.k_again * at.E;
        shift = again * shift;
        N = again * N;
    }
    G += step.k_last * at.P;

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
    next.cov = map * pair.cov * map.transpose();
    next.cov.topLeftCorner(d, d) += N * N.transpose();
    return next;
}

} // namespace

std::vector<Gaussian> predict(const std::vector<Step>& steps, const Target& target, const Gaussian& start) {
    if (!target.is_gaussian()) return {};
    const Eigen::Index d = start.mean.size();
    Pair pair{PairVec::Zero(2 * d), PairMat::Zero(2 * d, 2 * d)};
    pair.mean.head(d) = start.mean;
    pair.cov.topLeftCorner(d, d) = start.cov;

    std::vector<Gaussian> states{start};
    states.reserve(steps.size() + 1);
    for (const Step& step : steps) {
        pair = predict_step(pair, step, target);
        states.push_back({pair.mean.head(d), pair.cov.topLeftCorner(d, d)});
    }
    return states;
}

std::vector<Gaussian> predict(const Encoding& encoding, const Target& target, const Gaussian& data) {
    if (!target.is_gaussian()) return {};
    if (!encoding.inverse) return predict(encoding.steps, target, data);
    const Vec& m = target.components.front().mean;
    std::vector<Gaussian> states{data};
    for (const Step& step : encoding.steps) { // x_s - a_s m = G u, undone
        const Denoised at(target, step.from);
        const Mat back = (step.k_x0 * at.P + step.k_eps * at.E).inverse();
        const Gaussian given = states.back();
        states.push_back({step.from.a * m + back * (given.mean - step.to.a * m), back * given.cov * back.transpose()});
    }
    return states;
}

double round_trip_rms(const Encoding& encoding, const std::vector<Step>& decoder, const Target& target) {
    const Vec& m = target.components.front().mean;
    const Mat& S = target.components.front().cov;
    const Eigen::Index d = m.size();
    const auto there_and_back = [&](const Vec& x) {
        const Gaussian latent = predict(encoding, target, {x, Mat::Zero(d, d)}).back();
        return predict(decoder, target, latent).back();
    };
    const Gaussian centre = there_and_back(m);
    Mat error = -Mat::Identity(d, d); // what both ways, which are affine, do to x - m, beyond leaving it as it is
    for (Eigen::Index j = 0; j < d; ++j) error.col(j) += there_and_back(m + Vec::Unit(d, j)).mean - centre.mean;
    return std::sqrt((error * S * error.transpose()).trace() + (centre.mean - m).squaredNorm() + centre.cov.trace());
}

} // namespace halfstep
