#pragma once
// x_T from x_0: DDIM run towards noise, along the levels of a sampler with start = encoded.

#include "core/plan.h"
#include "core/stepper.h"

namespace halfstep {

struct Encoding {
    std::vector<Step> steps; ///< towards noise, in order of use
    /// Inversion::implicit: each step is one of the decoder's DDIM steps, and is undone.
    bool inverse = false;
    std::vector<int> levels; ///< indices of its steps.size() + 1 states' levels, never falling
};

/// Empty unless the sampler's start is encoded.
Encoding plan_encoding(const SamplerSpec& sampler, const Process& process, const Target& target);

/// Throws Error (key "inversion") where the implicit inverse does not exist.
void check_encoding(const SamplerSpec& sampler, const Process& process, const Target& target,
                    const DenoiserSpec& denoiser = {});

/// Carries blocks of data to their latents, in double precision whatever the run has.
class Encoder {
public:
    /// `encoding` must outlive the encoder.
    Encoder(const Target& target, const Encoding& encoding, const Clip& clip, const DenoiserSpec& spec = {});

    /// x <- the state that step i reaches from x.
    void advance(std::size_t i, Block<double>& x, Scratch<double>& scratch) const;

private:
    void undo(std::size_t i, Block<double>& x) const;

    const Encoding& encoding_;
    Stepper<double> stepper_;
};

/// How far encoding and decoding ends from where it began: the root mean square of |x - data| over all particles.
struct RoundTrip {
    double rms = 0;
    double se = 0;                ///< NaN: too few particles for one
    std::optional<double> closed; ///< on a Gaussian target, see predict.h
};

/// Sums of squared distances and of their squares; they add, so blocks merge in any grouping.
struct RoundTripSums {
    double n = 0, squares = 0, fourths = 0;

    void add(const Block<double>& data, const Block<double>& x);
    void add(const RoundTripSums& other);
    RoundTrip round_trip() const;
};

} // namespace halfstep
