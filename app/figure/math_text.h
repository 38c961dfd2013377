#pragma once
// Accents over letters: x̂₀, ᾱ, β̃. Neither Dear ImGui nor Cairo's simple text places combining marks, so a text is
// split into runs that need no placing.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

/// A piece of a text, drawn as it is at an offset from where the whole text starts: pixels, right and down.
struct TextRun {
    std::string text;
    float dx = 0, dy = 0;
};
struct MathText {
    std::vector<TextRun> runs;
    float width = 0; ///< of the whole; accents take no room
};

/// Whether place_math() has anything to do; false for nearly every text, which can then be drawn as one run.
bool has_accents(std::string_view utf8);

/// Splits at the combining marks U+0302 (hat), U+0303 (tilde), U+0304 (macron), U+0307 (dot) and the letter U+1FB1
/// (alpha with macron). An accent is drawn with its spacing twin (U+02C6, U+02DC, U+00AF, U+02D9), which fonts place
/// over a small letter: centred over its base and raised when that is tall. A font has to hold those four. `width`
/// measures a plain run in pixels; `em` is the type size in pixels per em.
MathText place_math(std::string_view utf8, float em, const std::function<float(std::string_view)>& width);

} // namespace halfstep
