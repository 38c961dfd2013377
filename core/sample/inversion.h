#pragma once
// x_T from x_0: DDIM run towards noise, along the levels of a sampler with start = encoded.

#include "core/sample/plan.h"
#include "core/sample/stepper.h"

namespace halfstep {

struct InversionPlan {
    std::vector<StepCoefficients> steps; ///< towards noise, in order of use
    /// Inversion::implicit: each step is one of the decoder's DDIM steps, and is undone.
    bool inverse = false;
    std::vector<int> levels; ///< indices of its steps.size() + 1 states' levels, never falling
};

/// Empty unless the sampler's start is encoded.
InversionPlan plan_inversion(const SamplerSpec& sampler, const Process& process, const Target& target);

/// Carries blocks of data to their latents, in double precision whatever the run has.
class Inverter {
public:
    /// `inversion` must outlive the inverter.
    Inverter(const Target& target, const InversionPlan& inversion, const Clip& clip, const DenoiserSpec& spec = {});

    /// x <- the state that step i reaches from x.
    void advance(std::size_t i, Block<double>& x, Scratch<double>& scratch) const;

private:
    void undo(std::size_t i, Block<double>& x) const;

    const InversionPlan& inversion_;
    Vec centre_; ///< the inverse is looked for about it, where narrow data far from 0 have digits left
    Stepper<double> stepper_;
};

} // namespace halfstep
