#include "core/predict.h"

#include <Eigen/LU>

namespace halfstep {
namespace {

/// x above l = x0_hat_last - m, and what maps such a pair.
using PairVec = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, 4, 1>;
using PairMat = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, 4, 4>;

/// The exact denoiser at a level, as linear maps of u = x - a m: x0_hat - m = P u, eps_hat = E u.
struct Denoised {
    Mat P, E;
    Denoised(const Mat& S, const Level& at) {
        const Mat I = Mat::Identity(S.rows(), S.cols());
        const Mat D_inverse = (at.a * at.a * S + at.b * at.b * I).inverse();
        P = at.a * S * D_inverse;
        E = at.b * D_inverse;
    }
};

struct Pair {
    PairVec mean;
    PairMat cov;
};

Pair predict_step(const Pair& pair, const Step& step, const Target& target) {
    const Vec& m = target.components.front().mean;
    const Mat& S = target.components.front().cov;
    const Eigen::Index d = m.size();
    const Mat I = Mat::Identity(d, d);
    const Denoised at(S, step.from);

    // x_s - a_s m = shift + G u - k_last l + N z
    Mat G = step.k_x0 * at.P + step.k_eps * at.E;
    Mat N = step.noise;
    Vec shift = (step.k_x0 - step.to.a) * m;
    if (step.k_again != 0) {
        const Mat again = I + step.k_again * Denoised(S, step.to).E;
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

} // namespace halfstep
