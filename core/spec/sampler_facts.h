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

} // namespace halfstep
