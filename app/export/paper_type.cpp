#include "app/export/paper_type.h"

#include "app/base/text.h"
#include "app/figure/math_text.h"
#include "halfstep_embedded.h"

#include <cairo-ft.h>
#include FT_ADVANCES_H

#include <algorithm>
#include <array>
#include <stdexcept>
#include <unordered_map>

namespace halfstep {

namespace {

struct Glyph {
    unsigned index = 0;
    float advance = 0; ///< ems
};

struct Face {
    cairo_font_face_t* cairo = nullptr;
    std::unordered_map<std::uint32_t, Glyph> glyphs; ///< by character: FreeType itself is not asked again, as it is no
                                                     ///< thread-safe library
    float ascent = 1, descent = 0.25f;               ///< ems, both positive

    const Glyph* find(std::uint32_t character) const {
        const auto found = glyphs.find(character);
        return found == glyphs.end() ? nullptr : &found->second;
    }
};

Face load_face(FT_Library library, const char* name) {
    const std::string_view bytes = embedded(name);
    FT_Face ft = nullptr;
    if (FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(bytes.data()), static_cast<FT_Long>(bytes.size()),
                           0, &ft) != 0)
        throw std::runtime_error(std::string("the embedded typeface ") + name + " cannot be read");
    Face face;
    const auto em = static_cast<float>(ft->units_per_EM);
    face.ascent = static_cast<float>(ft->ascender) / em;
    face.descent = -static_cast<float>(ft->descender) / em;
    FT_UInt index = 0;
    for (FT_ULong c = FT_Get_First_Char(ft, &index); index != 0; c = FT_Get_Next_Char(ft, c, &index)) {
        FT_Fixed advance = 0;
        FT_Get_Advance(ft, index, FT_LOAD_NO_SCALE, &advance);
        face.glyphs[static_cast<std::uint32_t>(c)] = {index, static_cast<float>(advance) / em};
    }
    face.cairo = cairo_ft_font_face_create_for_ft_face(ft, FT_LOAD_NO_HINTING);
    return face;
}

/// Loaded once and kept until the program ends: Cairo keeps fonts of its own accord, and they need FreeType's.
struct Faces {
    Face regular, bold, symbols;
    Faces() {
        FT_Library library = nullptr;
        if (FT_Init_FreeType(&library) != 0) throw std::runtime_error("FreeType cannot be started");
        regular = load_face(library, "fonts/Inter-Regular.otf");
        bold = load_face(library, "fonts/Inter-SemiBold.otf");
        symbols = load_face(library, "fonts/DejaVuSans.ttf");
    }
};

const Faces& faces() {
    static const Faces& all = *new Faces; // never destroyed, see there
    return all;
}

float plain_width(std::string_view utf8, Weight weight) {
    float width = 0;
    for (const PaperRun& run : paper_runs(utf8, weight)) width += run.width;
    return width;
}

} // namespace

std::vector<PaperRun> paper_runs(std::string_view utf8, Weight weight) {
    const Face& text = weight == Weight::bold ? faces().bold : faces().regular;
    const Face& symbols = faces().symbols;
    std::vector<PaperRun> runs;
    while (!utf8.empty()) {
        const Character c = first_character(utf8);
        const Face* face = &text;
        const Glyph* glyph = text.find(c.code);
        if (!glyph && (glyph = symbols.find(c.code))) face = &symbols;
        static constexpr Glyph none{0, 0.5f}; // the empty box that every face has as its glyph 0
        if (!glyph) glyph = &none;
        if (runs.empty() || runs.back().face != face->cairo) runs.push_back({face->cairo, "", {}, 0});
        PaperRun& run = runs.back();
        const std::size_t before = run.text.size();
        append_utf8(run.text, c.code);
        run.glyphs.push_back({glyph->index, glyph->advance, static_cast<int>(run.text.size() - before)});
        run.width += glyph->advance;
        utf8.remove_prefix(c.bytes);
    }
    return runs;
}

Point paper_measure(std::string_view utf8, float size, Weight weight) {
    const auto width = [&](std::string_view run) { return size * plain_width(run, weight); };
    const Face& face = weight == Weight::bold ? faces().bold : faces().regular;
    return {has_accents(utf8) ? place_math(utf8, size, width).width : width(utf8), size * (face.ascent + face.descent)};
}

Point paper_baseline(Point extent, float size, Align horizontal, Align vertical) {
    const auto from_anchor = [](Align align, float length) {
        return align == Align::start ? 0 : align == Align::middle ? -length / 2 : -length;
    };
    return {from_anchor(horizontal, extent.x), from_anchor(vertical, extent.y) + size * faces().regular.ascent};
}

} // namespace halfstep
