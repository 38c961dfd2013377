#pragma once
// What is allowed at most and at least of what a scene says.

#include <cstdint>

namespace halfstep {

/// Bounds, each with its reason, so that messages, sliders and checks say the same.
struct Limits {
    static constexpr int max_steps = 100'000;                 ///< T: moments and histograms are kept for every step
    static constexpr std::int64_t max_particles = 10'000'000; ///< the final cloud is kept whole
    static constexpr std::uint64_t max_seed =
        (std::uint64_t{1} << 63) - 1;          ///< what an integer of a scene file can hold
    static constexpr int max_samplers = 8;     ///< one Okabe-Ito colour each
    static constexpr int max_components = 256; ///< of a mixture: every one costs an exponential a particle and step
    static constexpr int max_points =
        10'000; ///< of a cloud or along a curve, which cost less: seconds for the usual run
    static constexpr int max_file_points =
        1'000'000; ///< of a file; beyond max_points, near ones are merged (core/law/merge_points.h)
    static constexpr std::int64_t max_recorded =
        1 << 18; ///< numbers of recorded states in a scene, all together: a figure carries them, 3 MB of text
    static constexpr int max_board = 16; ///< modes a side of a grid or a checkerboard: 16 x 16 = max_components
    static constexpr int max_corrector_steps = 20; ///< every one costs as much as a step
    static constexpr int max_arms = 12;            ///< of a spiral: more are a disc
    static constexpr double max_scale = 1e6;       ///< |mean|, sigma, radius: beyond, floats lose the unit noise
    static constexpr double max_latent = 100;      ///< |z| of a coordinate: N(0, I) has none beyond 40 in doubles
    static constexpr double min_sigma = 1e-9;      ///< below, 1 / sigma^2 leaves the range of floats
};

} // namespace halfstep
