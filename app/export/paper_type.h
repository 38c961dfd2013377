#pragma once
// The typefaces of paper: the same embedded Inter and DejaVu Sans as on screen, measured without hinting, so that a
// text is as long in a PDF as in a PNG of any resolution.

#include "app/figure/canvas.h"

#include <string>
#include <string_view>
#include <vector>

typedef struct _cairo_font_face cairo_font_face_t;

namespace halfstep {

/// Lengths in ems.
struct PaperGlyph {
    unsigned long index = 0; ///< in its face
    float advance = 0;
    int bytes = 0; ///< of UTF-8 that it stands for
};

/// A part of a text that one face can set.
struct PaperRun {
    cairo_font_face_t* face = nullptr;
    std::string text;
    std::vector<PaperGlyph> glyphs;
    float width = 0; ///< ems
};

/// Splits a text by which face has its characters: Inter first, then DejaVu Sans.
std::vector<PaperRun> paper_runs(std::string_view utf8, Weight weight);

/// Width (accents placed) and line height for type of `size` units an em.
Point paper_measure(std::string_view utf8, float size, Weight weight);

/// From the anchor of a text to the left end of its baseline. Capitals stand in the middle of the line.
Point paper_baseline(Point extent, float size, Align horizontal, Align vertical);

} // namespace halfstep
