#pragma once
// The rows of [target], [[target.component]] and [[target.box]].

#include "core/spec/fact.h"
#include "core/spec/target_spec.h"

namespace halfstep {

template <>
std::span<const Fact<TargetKind>> facts();
template <>
std::span<const KeyFact<TargetSpec>> keys();
template <>
std::span<const KeyFact<ComponentSpec>> keys();
template <>
std::span<const KeyFact<BoxSpec>> keys();

} // namespace halfstep
