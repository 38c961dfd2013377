#pragma once
// The rows of a scene's first lines, of [latents] and of [run].

#include "core/spec/experiment.h"
#include "core/spec/fact.h"

namespace halfstep {

template <>
std::span<const Fact<Precision>> facts();

/// title, note, and the tables; of these the place is given by hand.
template <>
std::span<const KeyFact<Experiment>> keys();
template <>
std::span<const KeyFact<LatentsSpec>> keys();
template <>
std::span<const KeyFact<RunSpec>> keys();

} // namespace halfstep
