#pragma once
// Counter-based standard normals: noise is a function, not a state.

#include "core/base/types.h"

#include <array>
#include <cstdint>

namespace halfstep {

/// Families of draws that must never meet: each takes its own slice of the counter space.
enum class Stream : std::uint32_t {
    start = 0,       ///< the state a reverse run starts from
    step = 1,        ///< the noise of a reverse step
    choice = 2,      ///< which component of a mixture a particle starts in
    data = 3,        ///< reference draws of x0
    direction = 4,   ///< projection directions of sliced distances
    loss_data = 5,   ///< x0 of the losses
    loss_noise = 6,  ///< and their eps
    between = 7,     ///< the noise of moves between reverse steps: churn, correctors
    train_data = 8,  ///< x0 that a network learns from
    train_noise = 9, ///< and its eps
    train_time = 10, ///< where in time the draws of a training step begin
    weights = 11,    ///< an untrained network
    latents = 12,    ///< two latents and a point of the data, as examples
    forward = 13,    ///< a forward chain: x_0 where step is 0, and from 1 on the noise of its steps
};

/// Philox4x32-10 (Salmon, Moraes, Dror & Shaw, SC 2011): a bijection of the 128-bit counter for every 64-bit key, which
/// passes BigCrush. Distinct counters therefore never give the same block under one seed: the period of a stream is the
/// whole of the counter space, 2^64 particles x 2^32 steps, and two streams, particles or steps share no block.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// Fills `z` (n x dim, dim 1 or 2) with N(0, 1) draws: row i belongs to particle `first + i`. A pure function of
/// (seed, stream, step, particle, coordinate), whatever the blocking or the number of threads. One Philox block gives
/// both coordinates by Box-Muller, so that coordinate 0 is the same in one and two dimensions, and float and double
/// agree to float accuracy.
template <class Real>
void normals(std::uint64_t seed, Stream stream, std::uint32_t step, std::uint64_t first, Block<Real>& z);

/// One uniform in (0, 1) for a particle; 53 bits.
double uniform(std::uint64_t seed, Stream stream, std::uint32_t step, std::uint64_t particle);

} // namespace halfstep
