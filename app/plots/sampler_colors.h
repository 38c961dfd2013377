#pragma once
// A kind of sampler has one colour in every scene, so that a lecturer can say "the blue one".

#include "app/figure/theme.h"
#include "core/spec/experiment.h"

namespace halfstep {

/// Places among Theme::sampler, one a sampler in their order. The first of a kind gets the kind's own. Where that is
/// taken, and for the others of its kind, it is the next that is free; no two of eight samplers have the same.
std::vector<int> sampler_colors(const std::vector<SamplerSpec>& samplers);

/// A second channel, 0 .. second_channels - 1: those of one kind, or of colours that are close (blue and sky blue),
/// have different ones, as long as there are enough. The first of a kind has 0.
std::vector<int> sampler_channels(const std::vector<SamplerSpec>& samplers);

/// A theme whose colour of Ink::sampler, index i, and second channel are those of the i-th of these samplers.
Theme with_sampler_colors(Theme theme, const std::vector<SamplerSpec>& samplers);

} // namespace halfstep
