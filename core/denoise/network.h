#pragma once
// A multilayer perceptron that predicts what is to be known of x0 from (x_t, t): plain weights, forward and backward in
// batches.

#include "core/base/types.h"
#include "core/process/process.h"
#include "core/spec/network_spec.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace halfstep {

/// Where a layer's parameters are: out = W in + bias, W (out x in) row-major, as in PyTorch.
struct LayerView {
    int in = 0, out = 0;
    std::size_t weight = 0, bias = 0; ///< offsets
};
std::vector<LayerView> layers_of(const NetworkSpec& spec); ///< depth + 1 of them
std::size_t parameter_count(const NetworkSpec& spec);

/// x0_hat = offset + k_x x + k_F F(c_in (x - shift), level): how the output F of a network is read at one level.
struct Parameterization {
    Vec shift, offset;
    double c_in = 1, k_x = 0, k_F = 1;
    /// Of the squared error of F in the loss: 1, but b^2 for a plain score [Song et al. 2021, eq. 7, lambda = b^2],
    /// whose error would else drown all others near the data.
    double weight = 1;
};
Parameterization parameterization(const Network& network, const Level& level);
/// The weight of |x0 - x0_hat|^2 in the loss at a level: weight / k_F^2.
double loss_weight(const Network& network, const Level& level);
/// What F should be, the coordinate's x0 and eps given; inverse of the parameterization.
inline double wanted_output(const Parameterization& r, int coordinate, double x, double x0) {
    return (x0 - r.offset[coordinate] - r.k_x * x) / r.k_F;
}

/// What a network is told of a level: features (spec.features numbers), cosines before sines.
void time_features(const Network& network, const Level& level, float* features);

/// Matrices of one batch: one row a sample, columns contiguous, so that rows fill the vector units.
template <class Real>
using Batch = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;

/// What a forward pass leaves for the backward pass. Reused: nothing is allocated after the first batch of a size.
template <class Real>
struct Activations {
    Batch<Real> input;  ///< n x inputs, to be filled before forward(): c_in (x - shift), then the time features
    Batch<Real> output; ///< n x dim: F; before backward(): the gradient of the loss by F
    std::vector<Batch<Real>> hidden; ///< by hidden layer, n x width: SiLU(z)
    std::vector<Batch<Real>> slope;  ///< SiLU'(z)
    Batch<Real> delta, other;        ///< gradients by z

    Activations(const NetworkSpec& spec, Eigen::Index rows);
};

/// activations.output from activations.input. `weights`: parameter_count() of them.
template <class Real>
void forward(const std::vector<LayerView>& layers, const Real* weights, Activations<Real>& activations);
/// The gradient by all weights (overwritten) of what activations.output is the gradient of by F.
template <class Real>
void backward(const std::vector<LayerView>& layers, const Real* weights, Activations<Real>& activations,
              Real* gradient);

/// x0_hat of a network at one level: what does not depend on x is worked out once. Rows are evaluated in strips whose
/// bits do not depend on how many rows there are. In float, whatever Real is: so were the weights learned.
class LearnedDenoiser {
public:
    LearnedDenoiser(std::shared_ptr<const Network> network, const Level& level);
    template <class Real>
    void operator()(const Block<Real>& x, Block<Real>& x0_hat) const;

private:
    std::shared_ptr<const Network> network_;
    std::vector<LayerView> layers_;
    Parameterization parameterization_;
    double clean_ = 0;              ///< 1 / a where there is no noise
    std::vector<float> first_bias_; ///< of the first layer, the time's part of it in
};

} // namespace halfstep
