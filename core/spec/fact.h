#pragma once
// One row for every value of an enumeration and for every key of a scene: how it is spelled, what it is called, what it
// does and when it applies. Reader, writer, messages, panels, the reference (`halfstep keys`) and tests walk these
// rows; nothing else spells a value or a key.

#include "core/spec/row.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <cstdint>

namespace halfstep {

template <class Enum>
const Fact<Enum>& fact(Enum value) {
    return facts<Enum>()[static_cast<std::size_t>(value)];
}

/// How scenes spell it.
template <class Enum>
const char* name_of(Enum value) {
    return fact(value).spelling;
}

/// Whether a spelling is meant: '_' counts as '-'.
bool same_name(std::string_view text, std::string_view spelling);

/// The value of a spelling.
template <class Enum>
std::optional<Enum> parse_name(std::string_view text) {
    for (const Fact<Enum>& row : facts<Enum>())
        if (same_name(text, row.spelling)) return row.value;
    return std::nullopt;
}

/// A row without its enumeration: what a key that holds a name can say.
struct Choice {
    const char* spelling = "";
    const char* label = "";
    const char* tip = "";
    const char* source = "";
};

template <class Enum>
std::vector<Choice> choices() {
    std::vector<Choice> rows;
    for (const Fact<Enum>& row : facts<Enum>()) rows.push_back({row.spelling, row.label, row.tip, row.source});
    return rows;
}

/// Where a key's name is kept: as the index of one of its choices.
template <class Spec>
struct Named {
    int (*get)(const Spec&) = nullptr;
    void (*set)(Spec&, int) = nullptr;
    std::vector<Choice> (*rows)() = nullptr;
    /// Names that others have for one of them with some settings; `set_alias` is given an index of these.
    std::vector<Choice> (*aliases)() = nullptr;
    void (*set_alias)(Spec&, int) = nullptr;
    bool is_switch = false; ///< of two names, off and on
};

/// Where a key's value is kept, which also says what a scene may write: a number, a whole number, true or false, text,
/// a list of numbers, a name. `monostate`: in several places, or elsewhere; such a key is read and written by hand.
template <class Spec>
using Place =
    std::variant<std::monostate, double& (*)(Spec&), int& (*)(Spec&), std::int64_t& (*)(Spec&),
                 std::uint64_t& (*)(Spec&), bool& (*)(Spec&), std::string& (*)(Spec&), std::vector<double>& (*)(Spec&),
                 std::optional<double>& (*)(Spec&), std::optional<int>& (*)(Spec&), Named<Spec>>;

/// What decides whether a key means anything: another key of its table, and what must hold of it.
template <class Spec>
struct Condition {
    const char* key = nullptr;                                   ///< nullptr: no condition
    bool (*holds)(const Spec&, std::string_view name) = nullptr; ///< `name`: of the key that is conditioned
    const char* says = nullptr; ///< the condition in words, where a list of the other key's values would not say it
};

/// Ends of a range of whole numbers.
struct WholeRange {
    std::int64_t lo = 0, hi = 0;
};

struct Experiment;

/// One key of a table of a scene. `Spec` is the struct that the table describes.
template <class Spec>
struct KeyFact {
    const char* name = "";
    Place<Spec> place{};
    const char* label = ""; ///< beside a slider
    const char* tip = "";   ///< what it is, with its unit
    /// What is allowed, where neither the choices nor a range of whole numbers say it.
    const char* allowed = "";
    WholeRange whole{}; ///< whole numbers: as read
    /// Whole numbers: instead, where the range depends on what else the scene says.
    WholeRange (*whole_in)(const Experiment&) = nullptr;
    SliderRange slider{};
    /// It means something where all of these hold.
    Condition<Spec> when[2]{};
    /// A scene may say the key although it does not apply, where this holds: its value then asks for what happens
    /// anyway (final_noise = false for a sampler whose last step adds none). nullptr: never.
    bool (*tolerated)(const Spec&) = nullptr;
    /// Others are conditioned by it: it is read before any other key is looked at.
    bool decides = false;
    /// Whether a resolved scene says it, where it applies; nullptr: always.
    bool (*written)(const Spec&) = nullptr;
};

/// The keys of a table, in the order in which a resolved scene writes them.
template <class Spec>
std::span<const KeyFact<Spec>> keys();

/// The condition that fails, or nullptr: the key applies.
template <class Spec>
const Condition<Spec>* unmet(const KeyFact<Spec>& key, const Spec& spec) {
    for (const Condition<Spec>& condition : key.when)
        if (condition.key && !condition.holds(spec, key.name)) return &condition;
    return nullptr;
}

template <class Spec>
const KeyFact<Spec>* find_key(std::string_view name) {
    for (const KeyFact<Spec>& key : keys<Spec>())
        if (key.name == name) return &key;
    return nullptr;
}

} // namespace halfstep
