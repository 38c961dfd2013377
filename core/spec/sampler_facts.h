#pragma once
// The rows of [[sampler]].

#include "core/spec/fact.h"
#include "core/spec/sampler_spec.h"

namespace halfstep {

template <>
std::span<const Fact<SamplerKind>> facts();
template <>
std::span<const Fact<Spacing>> facts();
template <>
std::span<const Fact<Clip::Kind>> facts();
template <>
std::span<const Fact<Variance>> facts();
template <>
std::span<const Fact<Start>> facts();
template <>
std::span<const Fact<Inversion>> facts();
template <>
std::span<const Fact<Convention>> facts();
template <>
std::span<const KeyFact<SamplerSpec>> keys();

/// Names that others have for settings of a sampler. A resolved scene says what is meant.
struct SamplerAlias {
    const char* spelling = "";
    const char* name = ""; ///< of a sampler without one
    SamplerKind kind = SamplerKind::ddim;
    double eta = 0;
    bool fixed_eta = false; ///< eta belongs to the name
    const char* tip = "";
    const char* source = "";
};
std::span<const SamplerAlias> sampler_aliases();

/// Whether churn is possible; where it is not, it is ignored.
inline bool takes_churn(SamplerKind kind) { return fact(kind).takes_churn; }
/// The rules as some notes print them, to which noise can be added without the mean making room for it.
inline bool takes_noise_alone(SamplerKind kind) { return fact(kind).eta == Eta::adds; }
/// Whether a step adds noise of the sampler's `variance`.
inline bool adds_variance(const SamplerSpec& sampler) {
    return fact(sampler.kind).adds_noise || (takes_noise_alone(sampler.kind) && sampler.eta > 0);
}
/// Whether the step that arrives at the data may add noise, too: `final_noise` says so.
inline bool may_end_in_noise(const SamplerSpec& sampler) {
    const Fact<SamplerKind>& row = fact(sampler.kind);
    return row.final_noise && (row.eta == Eta::none || sampler.eta > 0);
}
/// Whether it starts from N(0, sigma^2 I): neither from data nor from the true law of x_T.
inline bool starts_from_prior(const SamplerSpec& sampler) {
    return sampler.start == Start::prior && fact(sampler.kind).asks_denoiser;
}
/// Whether x_0 is a function of x_T alone, by the probability-flow ODE: no eta, churn or corrector.
inline bool is_deterministic(const SamplerSpec& sampler) {
    const Fact<SamplerKind>& row = fact(sampler.kind);
    const bool churned = row.takes_churn && sampler.churn.s_churn > 0;
    return row.solves_ode && (row.eta == Eta::none || sampler.eta == 0) && !churned && sampler.corrector_steps == 0;
}

} // namespace halfstep
