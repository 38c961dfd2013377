#pragma once
// The samplers of the libraries that people use, as settings of ours [MATH.md 12].
//
//                    levels                  level before the last  last step           clipping of x0_hat, by default
// diffusers ddim     leading, trailing,      t - T//S whatever the  alpha_bar = 1, or   static, eps_hat not re-derived
//                    linspace                list says              that of level 1
// diffusers ddpm     the same                from the list          noise if t > 1      static
// guided-diffusion   sections, ddim-stride   from the list          alpha_bar = 1       static, eps_hat re-derived
// ermongroup/ddim    stride, quadratic       from the list          alpha_bar = 1       ddim: none; ddpm: static
// k-diffusion        as given                from the list          sigma = 0           none

#include "core/sample/sampler.h"

namespace halfstep {

/// Gives the sampler the library's defaults. Settings for which the library has none stay as they are, and so does
/// `kind`: check_convention() refuses a kind that the library does not have.
void set_convention(SamplerSpec& sampler, Convention convention);

/// Whether the library has it here, and the levels that it knows, its default first (empty: any).
bool has_kind(Convention convention, SamplerKind kind);
std::vector<Spacing> spacings_of(Convention convention);

/// Throws Error with the sampler's key for a setting that the library does not have.
void check_convention(const SamplerSpec& sampler);

/// A reverse step by the indices of its levels. Where a library takes t - T//S for the level before t, the next step
/// may leave from another level than the one where this step arrived.
struct TimestepPair {
    int t = 0;
    int s = 0;
};
/// All of a sampler's, from tau_S down. Throws Error as timesteps() does, and for what the library lists beside levels.
/// `target` matters to `optimal` only, by the standard deviation of its data, sqrt(tr(cov) / dim).
std::vector<TimestepPair> timestep_pairs(const SamplerSpec& sampler, const Process& process, const Target& target);

/// How many there are; cheap.
int reverse_steps(const SamplerSpec& sampler, int T);

/// A number of steps near S that timestep_pairs() accepts with this spacing and convention.
int nearest_steps(const SamplerSpec& sampler, int T, int S);

/// How far `steps_offset` may raise the leading levels of T.
int most_steps_offset(const SamplerSpec& sampler, int T);

/// Whether the step to the data adds noise.
bool noise_at_the_end(const SamplerSpec& sampler, const TimestepPair& last);

} // namespace halfstep
