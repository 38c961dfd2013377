#include "core/sample/convention.h"

#include "core/spec/error.h"
#include "core/spec/sampler_facts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halfstep {
namespace {

[[noreturn]] void refuse(const SamplerSpec& sampler, const char* key, const std::string& why,
                         const std::string& allowed) {
    throw Error(key, std::string(fact(sampler.convention).label) + " " + why + "; allowed: " + allowed +
                         ", or convention = \"paper\"");
}

bool knows(Convention convention, Spacing spacing) {
    const std::vector<Spacing> spacings = spacings_of(convention);
    return spacings.empty() || std::find(spacings.begin(), spacings.end(), spacing) != spacings.end();
}

void check_kind_is_known(const SamplerSpec& sampler) {
    if (!has_kind(sampler.convention, sampler.kind))
        refuse(sampler, "kind", "has no such sampler here",
               sampler.convention == Convention::k_diffusion
                   ? "ddim (its euler and euler_ancestral), heun, dpm-solver++"
                   : "ddim, ddpm");
    if (takes_churn(sampler.kind) && sampler.churn.s_churn > 0 && sampler.convention != Convention::k_diffusion)
        refuse(sampler, "churn", "does not churn", "0");
    if (sampler.corrector_steps > 0) refuse(sampler, "corrector_steps", "has no correctors", "0");
}

void check_levels(const SamplerSpec& sampler) {
    if (!knows(sampler.convention, sampler.spacing))
        refuse(sampler, "spacing", "has no such spacing",
               sampler.convention == Convention::diffusers          ? "leading, trailing, linspace"
               : sampler.convention == Convention::guided_diffusion ? "sections, ddim-stride"
                                                                    : "stride (which it calls uniform), quadratic");
    if (sampler.steps_offset != 0 && sampler.spacing != Spacing::leading)
        refuse(sampler, "steps_offset", "offsets its leading spacing only", "0");
}

void check_noise(const SamplerSpec& sampler) {
    if (sampler.final_noise && sampler.kind == SamplerKind::ddpm)
        refuse(sampler, "final_noise",
               sampler.convention == Convention::diffusers
                   ? "adds noise to the last step by itself, where that leaves from above level 1"
                   : "adds none in the last step",
               "false");
    if (sampler.kind == SamplerKind::ddpm && sampler.convention == Convention::ddim &&
        sampler.variance != Variance::large)
        refuse(sampler, "variance", "adds noise of variance beta", "large");
}

void check_clip_is_known(const SamplerSpec& sampler) {
    const Clip& clip = sampler.clip;
    const bool ddpm = sampler.kind == SamplerKind::ddpm;
    switch (sampler.convention) {
    case Convention::paper: return;
    case Convention::diffusers:
        if (clip.on() && ddpm && !clip.rederive_eps)
            refuse(sampler, "rederive_eps", "computes its DDPM mean from the clipped x0_hat", "true");
        return;
    case Convention::guided_diffusion:
        if (clip.kind == Clip::Kind::dynamic) refuse(sampler, "clip", "clips to fixed bounds", "off, static");
        if (clip.on() && !clip.rederive_eps) refuse(sampler, "rederive_eps", "derives eps_hat again", "true");
        return;
    case Convention::ddim:
        if (!ddpm && clip.on()) refuse(sampler, "clip", "does not clip in generalized_steps", "off");
        if (ddpm && (clip.kind != Clip::Kind::static_ || clip.range != 1 || !clip.rederive_eps))
            refuse(sampler, "clip", "always clips to [-1, 1] in ddpm_steps",
                   "static with clip_range = 1, rederive_eps");
        return;
    case Convention::k_diffusion:
        if (clip.on()) refuse(sampler, "clip", "does not clip", "off");
        return;
    }
}

/// Of S steps diffusers' trailing list may have one label more, -1, which its schedulers take for the last entry of
/// their tables.
bool overshoots(const SamplerSpec& sampler, int T, int S) {
    return sampler.convention == Convention::diffusers && sampler.spacing == Spacing::trailing &&
           trailing_overshoots(T, S);
}

void check_overshoot(const SamplerSpec& sampler, int T, int S) {
    if (!overshoots(sampler, T, S)) return;
    int fewer = S, more = S;
    while (overshoots(sampler, T, fewer)) --fewer; // 1 does not
    while (overshoots(sampler, T, more)) ++more;   // nor does T
    refuse(sampler, "steps",
           "lists " + std::to_string(S + 1) + " labels for " + std::to_string(S) + " trailing steps of " +
               std::to_string(T) + ", the last -1, which is no level (its T/S is rounded down)",
           std::to_string(fewer) + ", " + std::to_string(more) + " or another spacing");
}

/// arctan(b / (a sigma_data)) of levels 1 .. T.
std::vector<double> angles(const Process& process, const Target& target) {
    const double sigma = target.sigma_data();
    std::vector<double> list;
    list.reserve(process.levels.size());
    for (std::size_t i = 1; i < process.levels.size(); ++i)
        list.push_back(std::atan2(process.levels[i].b, process.levels[i].a * sigma));
    return list;
}

} // namespace

bool has_kind(Convention convention, SamplerKind kind) {
    const bool ddim = kind == SamplerKind::ddim, ddpm = kind == SamplerKind::ddpm;
    switch (convention) {
    case Convention::paper: return true;
    case Convention::diffusers:
    case Convention::guided_diffusion:
    case Convention::ddim: return ddim || ddpm;
    case Convention::k_diffusion: return ddim || kind == SamplerKind::heun || kind == SamplerKind::dpm_solver;
    }
    return false;
}

std::vector<Spacing> spacings_of(Convention convention) {
    switch (convention) {
    case Convention::diffusers: return {Spacing::leading, Spacing::trailing, Spacing::linspace};
    case Convention::guided_diffusion: return {Spacing::sections, Spacing::ddim_stride};
    case Convention::ddim: return {Spacing::stride, Spacing::quadratic};
    case Convention::paper:
    case Convention::k_diffusion: break;
    }
    return {};
}

void set_convention(SamplerSpec& sampler, Convention convention) {
    const bool ddpm = sampler.kind == SamplerKind::ddpm;
    sampler.convention = convention;
    sampler.final_noise = false;
    sampler.steps_offset = 0;
    sampler.set_alpha_to_one = true;
    sampler.variance = convention == Convention::guided_diffusion || convention == Convention::ddim ? Variance::large
                                                                                                    : Variance::small;
    sampler.clip = {};
    if (convention == Convention::diffusers || convention == Convention::guided_diffusion ||
        (convention == Convention::ddim && ddpm))
        sampler.clip.kind = Clip::Kind::static_;
    sampler.clip.rederive_eps = convention != Convention::diffusers || ddpm;
    sampler.inversion = convention == Convention::diffusers          ? Inversion::diffusers
                        : convention == Convention::guided_diffusion ? Inversion::guided
                                                                     : Inversion::explicit_;
    if (!knows(convention, sampler.spacing)) sampler.spacing = spacings_of(convention).front();
    if (convention == Convention::paper) return;
    if (convention != Convention::k_diffusion) sampler.churn = {};
    sampler.corrector_steps = 0;
}

void check_convention(const SamplerSpec& sampler) {
    if (sampler.convention == Convention::paper) return;
    check_kind_is_known(sampler);
    check_levels(sampler);
    check_noise(sampler);
    check_clip_is_known(sampler);
}

int reverse_steps(const SamplerSpec& sampler, int T) {
    if (fact(sampler.kind).from_file) return sampler.recorded ? sampler.recorded->states - 1 : 0;
    if (sampler.spacing == Spacing::sections && !sampler.sections.empty())
        return std::accumulate(sampler.sections.begin(), sampler.sections.end(), 0);
    const int S = sampler.steps.value_or(T);
    return S >= 1 && S <= T ? visited_count(sampler.spacing, T, S) : S;
}

int nearest_steps(const SamplerSpec& sampler, int T, int S) {
    S = nearest_steps(sampler.spacing, T, S);
    while (overshoots(sampler, T, S)) --S;
    return S;
}

int most_steps_offset(const SamplerSpec& sampler, int T) {
    const int S = sampler.steps.value_or(T);
    if (sampler.spacing != Spacing::leading || S < 1 || S > T) return T - 1;
    return T - timesteps(Spacing::leading, T, S).back();
}

std::vector<TimestepPair> timestep_pairs(const SamplerSpec& sampler, const Process& process, const Target& target) {
    const int T = process.steps(), S = sampler.steps.value_or(T);
    const bool listed = sampler.spacing == Spacing::sections && !sampler.sections.empty();
    std::vector<int> tau = listed                                ? timesteps_in_sections(T, sampler.sections)
                           : sampler.spacing == Spacing::optimal ? timesteps_by_angle(angles(process, target), S)
                                                                 : timesteps(sampler.spacing, T, S);
    check_overshoot(sampler, T, S);
    const bool diffusers = sampler.convention == Convention::diffusers;
    if (diffusers && sampler.spacing == Spacing::leading) {
        if (sampler.steps_offset < 0 || sampler.steps_offset > T - tau.back())
            throw Error("steps_offset", "is added to the labels of the levels, and of " + std::to_string(S) +
                                            (S == 1 ? " step" : " steps") + " the first starts at level " +
                                            std::to_string(tau.back()) + " of " + std::to_string(T) +
                                            "; allowed: 0 to " + std::to_string(T - tau.back()));
        for (int& level : tau) level += sampler.steps_offset;
    }
    std::vector<TimestepPair> list;
    list.reserve(tau.size());
    for (std::size_t i = tau.size(); i-- > 0;) {
        int s = i > 0 ? tau[i - 1] : 0;
        if (diffusers && sampler.kind == SamplerKind::ddim) {
            s = tau[i] - T / S;
            if (s < 1) s = sampler.set_alpha_to_one ? 0 : 1;
        }
        list.push_back({tau[i], s});
    }
    return list;
}

bool noise_at_the_end(const SamplerSpec& sampler, const TimestepPair& last) {
    return sampler.convention == Convention::diffusers ? last.t > 1 : sampler.final_noise;
}

} // namespace halfstep
