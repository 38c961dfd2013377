#pragma once
// Some of an experiment's samplers.

#include <cstdint>

namespace halfstep {

/// Samplers by their place in the experiment, of which there are at most Limits::max_samplers.
struct SamplerSet {
    std::uint32_t bits = 0; ///< bit i: sampler i is one of them

    bool has(int sampler) const { return sampler >= 0 && sampler < 32 && (bits >> sampler & 1u) != 0; }
    void add(int sampler) { bits |= 1u << sampler; }
    void toggle(int sampler) { bits ^= 1u << sampler; }
    bool empty() const { return bits == 0; }
    static SamplerSet all_but(int sampler, int count) { return {((1u << count) - 1u) & ~(1u << sampler)}; }

    bool operator==(const SamplerSet&) const = default;
};

} // namespace halfstep
