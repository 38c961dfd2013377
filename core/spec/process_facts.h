#pragma once
// The rows of [process].

#include "core/spec/fact.h"
#include "core/spec/process_spec.h"

namespace halfstep {

template <>
struct Fact<ScheduleKind> {
    ScheduleKind value{};
    const char* spelling = "";
    const char* label = "";
    const char* tip = "";
    const char* source = "";
    KindKey keys[2]{};
    bool ends_at_zero = false; ///< no signal is left at T, whatever `zero_terminal_snr` says
    bool fixed_betas = false;  ///< from beta_start to beta_end whatever T is: fewer steps leave more of the signal

    const KindKey* find(std::string_view key) const;
};

template <>
struct Fact<Grid> {
    Grid value{};
    const char* spelling = "";
    const char* label = "";
    const char* tip = "";
    const char* source = "";
    KindKey keys[3]{};

    const KindKey* find(std::string_view key) const;
};

template <>
std::span<const Fact<ProcessKind>> facts();
template <>
std::span<const Fact<ScheduleKind>> facts();
template <>
std::span<const Fact<Grid>> facts();
template <>
std::span<const KeyFact<ProcessSpec>> keys();

} // namespace halfstep
