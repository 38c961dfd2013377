#pragma once
// A network as values: how it is built, its weights, and how far its training is.

#include "core/base/measured.h"
#include "core/spec/process_spec.h"
#include "core/spec/training_spec.h"

#include <cstdint>
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
    std::vector<double> data_mean;         ///< edm: of the training draws
    double data_sigma = 1;                 ///< edm: their root mean square distance from it, per coordinate
    std::vector<float> frequencies;        ///< features / 2 of them; not trained
    std::vector<float> weights;            ///< parameter_count() of them, layer after layer
    std::vector<LossPoint> history;        ///< of its training, evenly in log step; empty: untrained
    Measured floor;                        ///< what that loss cannot get below; 0: not known
    TrainingState training;

    /// Whether they say the same and have learned the same, however they would go on.
    bool operator==(const Network& other) const;
};

} // namespace halfstep
