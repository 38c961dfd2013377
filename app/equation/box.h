#pragma once
// A laid-out part of an equation, and how parts are put together. Private to app/equation.

#include "app/equation/equation.h"

namespace halfstep {

/// Lengths in ems of the whole equation, y down, from the left end of the box's own baseline.
struct Box {
    float width = 0, height = 0, depth = 0;
    /// How far a slanted last letter leans out of `width`, as TeX calls it: room that is needed before what stands
    /// upright, and before superscripts.
    float italic_correction = 0;
    /// How far its first letter reaches out to the left, more than letters do: room that is needed after what is no
    /// slanted letter.
    float tail = 0;
    /// A box that is one letter, for kerns of its scripts and its accents' place. -1: it is more than that.
    std::int64_t letter = -1;
    float letter_size = 1;
    float letter_height = 0;
    std::vector<Equation::Glyph> glyphs;
    std::vector<Equation::Rule> rules;
    struct TermRect {
        int term = 0;
        Rect rect;
    };
    std::vector<TermRect> terms;

    float total() const { return height + depth; }

    /// Takes in another box, with its baseline's left end at (x, y). The extents stay as they are; see enclose().
    void place(Box&& other, float x, float y) {
        for (Equation::Glyph& glyph : other.glyphs) {
            glyph.at.x += x;
            glyph.at.y += y;
        }
        for (Equation::Rule& rule : other.rules) {
            rule.rect.x += x;
            rule.rect.y += y;
        }
        for (TermRect& term : other.terms) {
            term.rect.x += x;
            term.rect.y += y;
        }
        glyphs.insert(glyphs.end(), other.glyphs.begin(), other.glyphs.end());
        rules.insert(rules.end(), other.rules.begin(), other.rules.end());
        terms.insert(terms.end(), other.terms.begin(), other.terms.end());
    }
    /// The same, and grows to hold it upwards and downwards.
    void enclose(Box&& other, float x, float y) {
        height = std::max(height, other.height - y);
        depth = std::max(depth, other.depth + y);
        place(std::move(other), x, y);
    }
    /// A box as others see it from outside: with its italic correction as part of its width.
    Box with_italic_correction() && {
        width += italic_correction;
        italic_correction = 0;
        return std::move(*this);
    }
    /// The same for a box that has no letter on its left: with room for the tail, too.
    Box with_overhangs() && {
        if (!(tail > 0)) return std::move(*this).with_italic_correction();
        Box moved;
        moved.width = width + tail + italic_correction;
        moved.height = height;
        moved.depth = depth;
        moved.place(std::move(*this), tail, 0);
        return moved;
    }
};

} // namespace halfstep
