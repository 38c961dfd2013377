#pragma once
// The faces that equations are set in, through HarfBuzz: a mathematical one with a MATH table, and for words that it
// lacks letters of, the program's own. Lengths are ems. Private to app/equation.

#include "app/figure/canvas.h"

#include <memory>
#include <string_view>
#include <vector>

#include <hb-ot.h>

namespace halfstep {

/// Distances from a glyph's own place on the baseline.
struct GlyphInk {
    float left = 0, right = 0, height = 0, depth = 0;
};

/// A closed outline: straight sides, and curves of third order, y down.
struct Curve3 {
    Point from, control[2], to;
    bool straight = false;
};
using Outline = std::vector<std::vector<Curve3>>;

struct ShapedGlyph {
    std::uint32_t id = 0;
    Point at; ///< y down
};
struct ShapedText {
    std::vector<ShapedGlyph> glyphs;
    float width = 0;
};

struct GlyphVariant {
    std::uint32_t id = 0;
    float size = 0; ///< along the direction in which it grows
};
struct GlyphPart {
    std::uint32_t id = 0;
    float start = 0, end = 0, size = 0; ///< how far connectors may overlap at either end; its full length
    bool extender = false;
};

class Face {
public:
    explicit Face(const char* embedded_name);
    ~Face();
    Face(const Face&) = delete;
    Face& operator=(const Face&) = delete;

    /// 0: it has none. `script`: 0, or 1 and 2 for the shapes meant for scripts and their scripts (OpenType ssty).
    std::uint32_t glyph(char32_t code, int script = 0) const;
    float advance(std::uint32_t glyph) const;
    GlyphInk ink(std::uint32_t glyph) const;
    ShapedText shape(std::string_view utf8) const; ///< with kerning and ligatures
    /// Kept once asked for. Safe from several threads.
    const Outline& outline(std::uint32_t glyph) const;

    // The MATH table.
    float constant(hb_ot_math_constant_t which) const;
    float percent(hb_ot_math_constant_t which) const; ///< 0..1
    float italics_correction(std::uint32_t glyph) const;
    float accent_attachment(std::uint32_t glyph) const;
    float kern(std::uint32_t glyph, hb_ot_math_kern_t corner, float height) const;
    std::vector<GlyphVariant> variants(std::uint32_t glyph, hb_direction_t direction) const; ///< ascending
    std::vector<GlyphPart> parts(std::uint32_t glyph, hb_direction_t direction) const;
    float least_overlap(hb_direction_t direction) const;

private:
    struct Kept;
    float ems(hb_position_t units) const { return static_cast<float>(units) / units_; }
    hb_font_t* font_ = nullptr;
    float units_ = 1000; ///< an em
    std::unique_ptr<Kept> kept_;
};

/// Which of the faces a glyph is from.
enum FaceIndex : std::uint8_t { math_face, text_face, symbol_face, face_count };
const Face& face(int index); ///< loaded when first asked for; lives until the program ends

} // namespace halfstep
