#pragma once
// How weights move: the learning rate of a step, and AdamW.

#include "core/spec/training_spec.h"

#include <cstddef>
#include <cstdint>

namespace halfstep {

/// The learning rate of step k = 0, 1, ...
double learning_rate(const TrainingSpec& spec, std::int64_t k);

/// AdamW [Loshchilov & Hutter 2019, algorithm 2; PyTorch's defaults], for n parameters: moments m and u, step k = 1, 2,
/// ... With ema > 0 `average` follows: decay min(ema, (1 + k)/(10 + k)), so that the first weights are soon forgotten.
struct AdamW {
    static constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
    double rate = 1e-3, weight_decay = 0.01, ema = 0;
    std::int64_t k = 1;

    /// n of each.
    template <class Real>
    struct Parameters {
        std::size_t n = 0;
        const Real* gradient = nullptr;
        Real *m = nullptr, *u = nullptr, *weight = nullptr, *average = nullptr;
    };
    template <class Real>
    void update(const Parameters<Real>& parameters) const;
};

} // namespace halfstep
