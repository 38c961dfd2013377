#pragma once
// What a test may cost where sanitizers look at every number and every access to memory, which takes five to fifty
// times as long: the same paths, fewer times. No test is left out there.

namespace halfstep::testing {

#ifdef HALFSTEP_SANITIZED // set by CMake
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

/// Times as long as usual until something counts as a hang.
inline constexpr int patience = sanitized ? 8 : 1;

/// What a sanitized program ends with when it has something to report (third_party/sanitizers.cpp).
inline constexpr int report_code = 99;

/// How many of something: `all`, and under sanitizers as many as take every path.
template <class Number>
constexpr Number heavy(Number all, Number few) {
    return sanitized ? few : all;
}

} // namespace halfstep::testing
