#pragma once
// The rules of layout: D. Knuth, The TeXbook, appendix G (cited as "rule 15"), with the constants of the face's MATH
// table (OpenType specification, chapter MATH) in place of TeX's font dimensions. Private to app/equation.

#include "app/equation/box.h"
#include "app/equation/faces.h"
#include "app/equation/tree.h"

namespace halfstep {

/// TeX's styles: display, text, script, scriptscript; cramped ones raise superscripts less.
struct MathStyle {
    int size = 0; ///< 0 display .. 3 scriptscript
    bool cramped = false;

    MathStyle cramp() const { return {size, true}; }
    MathStyle superscript() const { return {size < 2 ? 2 : 3, cramped}; }
    MathStyle subscript() const { return {size < 2 ? 2 : 3, true}; }
    MathStyle numerator() const { return {size < 3 ? size + 1 : 3, cramped}; }
    MathStyle denominator() const { return {size < 3 ? size + 1 : 3, true}; }
    bool display() const { return size == 0; }
};

/// How what follows looks.
struct Look {
    MathStyle style;
    Ink ink;
    int term = -1;
    Look with(MathStyle other) const { return {other, ink, term}; }
};

class Setter {
public:
    explicit Setter(Equation& equation) : math_(face(math_face)), equation_(equation) {}
    /// What stands left of a row, for the spaces around its first sign: in a table's left-aligned cells something does.
    enum class RowStart : std::uint8_t { after_nothing, after_something };
    Box row(const Row& nodes, const Look& look, RowStart start = RowStart::after_nothing); ///< setter_row.cpp

private:
    struct Item;
    struct Span;

    // setter_row.cpp: rows, symbols, words
    void flatten(const Row& nodes, Look look, std::vector<Item>& items, std::vector<Span>& spans);
    Box node(const Node& node, const Look& look);
    Box symbol(const Node& node, const Look& look);
    Box words(const Node& node, const Look& look);
    Box glyph(std::uint32_t id, float size, const Look& look) const;
    Box shaped(int face_index, std::string_view text, float size, const Look& look) const;

    // setter_scripts.cpp
    Box scripts(const Node& node, const Look& look);
    /// What stands beside a base: above, below, or both.
    struct Beside {
        Box superscript, subscript;
        bool has_superscript = false, has_subscript = false;
    };
    Box attach(Box base, Beside beside, const Look& look);
    Box limits(Box base, const Row& above, const Row& below, const Look& look);
    float script_kern(const Box& base, const Box& script, bool above, float shift) const;

    // setter_parts.cpp
    Box fraction(const Node& node, const Look& look);
    Box radical(const Node& node, const Look& look);
    Box accent(const Node& node, const Look& look);
    Box bar(const Node& node, const Look& look);
    Box brace(const Node& node, const Look& look);
    Box table(const Node& node, const Look& look); ///< setter_table.cpp

    // setter_stretch.cpp: what grows
    Box fenced(const Node& node, const Look& look);
    Box fence(const std::vector<char32_t>& codes, std::vector<Box> inside, const Look& look);
    Box fence(const std::vector<char32_t>& codes, Box inside, const Look& look);
    Box delimiter(char32_t code, float total, const Look& look); ///< centred on the axis; 0: empty
    Box vertical(std::uint32_t id, float total, float size, const Look& look) const;
    Box assembly(const std::vector<GlyphPart>& parts, float total, float size, hb_direction_t direction,
                 const Look& look) const;
    Box big_operator(std::uint32_t id, const Look& look) const;
    Box on_axis(Box box, const Look& look) const;

    float size(const MathStyle& style) const;
    float constant(hb_ot_math_constant_t which, const Look& look) const {
        return math_.constant(which) * size(look.style);
    }
    float axis(const Look& look) const { return constant(HB_OT_MATH_CONSTANT_AXIS_HEIGHT, look); }
    std::uint32_t glyph_of(char32_t code, const Look& look, TexPlace place) const;
    Box row_with_overhangs(const Row& nodes, const Look& look) { return row(nodes, look).with_overhangs(); }
    Equation::Rule rule(Rect rect, const Look& look, bool joined) const { return {rect, look.ink, look.term, joined}; }

    const Face& math_;
    Equation& equation_; ///< gets the names of terms
};

} // namespace halfstep
