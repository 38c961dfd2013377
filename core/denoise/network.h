#pragma once
// A multilayer perceptron that predicts what is to be known of x0 from (x_t, t): plain weights, forward and backward in
// batches.

#include "core/law/types.h"
#include "core/process/process.h"
#include "core/spec/training_spec.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace halfstep {

struct NetworkSpec {
    int dim = 1;
    int width = 64;
    int depth = 3; ///< hidden layers
    Embedding embedding = Embedding::sinusoidal;
    int features = 16; ///< cosines and sines of the time
    Prediction prediction = Prediction::x0;
    Preconditioning preconditioning = Preconditioning::none;

    bool operator==(const NetworkSpec&) const = default;
    int inputs() const { return dim + features; }
};

/// Where a layer's parameters are: out = W in + bias, W (out x in) row-major, as in PyTorch.
struct LayerView {
    int in = 0, out = 0;
    std::size_t weight = 0, bias = 0; ///< offsets
};
std::vector<LayerView> layers_of(const NetworkSpec& spec); ///< depth + 1 of them
std::size_t parameter_count(const NetworkSpec& spec);

/// The mean loss of the steps after the last point, up to this one.
struct LossPoint {
    float step = 0; ///< how many were done
    float loss = 0;

    bool operator==(const LossPoint&) const = default;
};

/// How far the curve of the loss is: from the steps before `begin` it has its points, from those since a sum.
struct LossStretch {
    std::int64_t last_begin = 0, begin = 0; ///< in steps: of the stretch that ended last, and its end
    std::int64_t steps = 0;                 ///< in all
    double last_sum = 0, sum = 0;           ///< of the losses since last_begin, up to begin, and since begin

    bool operator==(const LossStretch&) const = default;
};

/// Where a training stopped, and what it needs to go on as if it never had.
struct TrainingState {
    std::int64_t steps = 0;             ///< in all, with whatever data: the place in the stream of the times
    std::int64_t draws = 0;             ///< in all: the place in the streams of x0 and of its noise
    std::int64_t schedule_step = 0;     ///< how far it is in the learning rate's schedule,
    std::int64_t schedule_steps = 0;    ///< and how long that is; 0: the last one has ended
    LossStretch stretch;                ///< of Network::history
    std::int64_t moment_steps = 0;      ///< for how many steps AdamW has kept the moments; 0: they are not known
    std::vector<float> moments;         ///< m: the mean of the gradients, lately; parameter_count() of them, or none
    std::vector<float> squares;         ///< u: of their squares
    std::vector<float> trained_weights; ///< where Network::weights are their average; else none

    bool operator==(const TrainingState&) const = default;
};

struct Network {
    NetworkSpec spec;
    ProcessKind process = ProcessKind::vp; ///< what x_t it has been shown
    Vec data_mean;                         ///< edm: of the training draws
    double data_sigma = 1;                 ///< edm: their root mean square distance from it, per coordinate
    std::vector<float> frequencies;        ///< features / 2 of them; not trained
    std::vector<float> weights;            ///< parameter_count() of them, layer after layer
    std::vector<LossPoint> history;        ///< of its training, evenly in log step; empty: untrained
    Measured floor;                        ///< what that loss cannot get below; 0: not known
    TrainingState training;

    /// Whether they say the same and have learned the same, however they would go on.
    bool operator==(const Network& other) const;
};

/// x0_hat = offset + k_x x + k_F F(c_in (x - shift), level): how the output F of a network is read at one level.
struct Reading {
    Vec shift, offset;
    double c_in = 1, k_x = 0, k_F = 1;
    /// Of the squared error of F in the loss: 1, but b^2 for a plain score [Song et al. 2021, eq. 7, lambda = b^2],
    /// whose error would else drown all others near the data.
    double weight = 1;
};
Reading reading(const Network& network, const Level& level);
/// The weight of |x0 - x0_hat|^2 in the loss at a level: weight / k_F^2.
double loss_weight(const Network& network, const Level& level);
/// What F should be, the coordinate's x0 and eps given; inverse of the reading.
inline double wanted_output(const Reading& r, int coordinate, double x, double x0) {
    return (x0 - r.offset[coordinate] - r.k_x * x) / r.k_F;
}

/// What a network is told of a level: features (spec.features numbers), cosines before sines.
void time_features(const Network& network, const Level& level, float* features);

/// Matrices of one batch: one row a sample, columns contiguous, so that rows fill the vector units.
template <class Real>
using Batch = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;

/// What a forward pass leaves for the backward pass. Reused: nothing is allocated after the first batch of a size.
template <class Real>
struct Passage {
    Batch<Real> input;  ///< n x inputs, to be filled before forward(): c_in (x - shift), then the time features
    Batch<Real> output; ///< n x dim: F; before backward(): the gradient of the loss by F
    std::vector<Batch<Real>> hidden; ///< by hidden layer, n x width: SiLU(z)
    std::vector<Batch<Real>> slope;  ///< SiLU'(z)
    Batch<Real> delta, other;        ///< gradients by z

    Passage(const NetworkSpec& spec, Eigen::Index rows);
};

/// passage.output from passage.input. `weights`: parameter_count() of them.
template <class Real>
void forward(const std::vector<LayerView>& layers, const Real* weights, Passage<Real>& passage);
/// The gradient by all weights (overwritten) of what passage.output is the gradient of by F.
template <class Real>
void backward(const std::vector<LayerView>& layers, const Real* weights, Passage<Real>& passage, Real* gradient);

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
    Reading reading_;
    double clean_ = 0;              ///< 1 / a where there is no noise
    std::vector<float> first_bias_; ///< of the first layer, the time's part of it in
};

} // namespace halfstep
