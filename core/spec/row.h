#pragma once
// One row for every value of an enumeration: how it is spelled, what it is called, what it does.

#include <span>

namespace halfstep {

/// One value of an enumeration. Enumerations of which more must be known have a row of their own, which begins alike.
template <class Enum>
struct Fact {
    Enum value{};
    const char* spelling = ""; ///< in scenes and on the command line
    const char* label = "";    ///< in menus
    const char* tip = "";      ///< what it does, in a sentence or two
    const char* source = "";   ///< paper or library; empty: none needed
};

/// Every value's row, in the order of the enumeration, which is also that of a menu.
template <class Enum>
std::span<const Fact<Enum>> facts();

/// The ends of a slider: where it is useful, not all that is allowed.
struct SliderRange {
    double lo = 0, hi = 1;
    bool log = false;
    bool or_zero = false; ///< log: the left end stands for 0
    int digits = 3;       ///< significant ones
};

/// A key that belongs to one kind of thing, with what is said of it there; nullptr: as the key's own row says.
struct KindKey {
    const char* name = nullptr;
    const char* label = nullptr;
    const char* tip = nullptr;
    SliderRange slider{.lo = 0, .hi = 0}; ///< 0 .. 0: as the key's row says
};

} // namespace halfstep
