#pragma once
// The rows of [process].

#include "core/spec/fact.h"
#include "core/spec/process_spec.h"

namespace halfstep {

template <>
std::span<const Fact<ProcessKind>> facts();
template <>
std::span<const Fact<ScheduleKind>> facts();
template <>
std::span<const Fact<Grid>> facts();
template <>
std::span<const KeyFact<ProcessSpec>> keys();

} // namespace halfstep
