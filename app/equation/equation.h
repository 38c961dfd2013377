#pragma once
// Equations set as in a book, from a stated subset of TeX (the guide's page "equations"), as plain values that are
// drawn on any Canvas. What belongs here: reading the subset, TeX's rules of layout with the constants of an OpenType
// MATH face, drawing. What does not: which equations there are and where their numbers come from.
//
// Layout follows D. Knuth, The TeXbook, appendix G, and the MATH table of the OpenType specification.

#include "app/figure/canvas.h"
#include "core/spec/error.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

/// A mistake in an equation: what() is "line 1, column 5: ...; allowed: ...". Lines and columns count characters from
/// 1.
class EquationError : public Error {
public:
    EquationError(int line_, int column_, const std::string& message);
    int line, column;
};

/// What \num{slot} shows, as people read numbers: "0.0312", "-1.5", "9.22×10⁻⁹". Nothing: there is no such slot, which
/// is a mistake in the equation.
using NumberOf = std::function<std::optional<std::string>(std::string_view slot)>;
NumberOf numbers_from(std::map<std::string, std::string, std::less<>> texts);

/// Bounds of what is read; beyond them an equation is a mistake.
struct EquationLimits {
    static constexpr std::size_t bytes = 10000; ///< of TeX
    static constexpr int depth = 40;            ///< of groups within each other
    static constexpr int nodes = 4000;          ///< symbols, fractions, groups, ...
};

enum class EquationStyle : std::uint8_t {
    display, ///< on a line of its own: limits above and below, tall fractions
    text     ///< within a line
};

/// A laid-out equation. Lengths are ems of the type that it will be drawn in, y down; (0, 0) is the left end of its
/// baseline.
struct Equation {
    struct Glyph {
        std::uint8_t face = 0; ///< of faces.h
        std::uint32_t id = 0;
        Point at;       ///< left end of its own baseline
        float size = 1; ///< ems
        Ink ink;
        int term = -1; ///< the innermost one that it belongs to; -1: none
    };
    struct Rule {
        Rect rect;
        Ink ink;
        int term = -1;
        bool joined = false; ///< continues a glyph (a radical), and is drawn as one with it
    };
    /// A group with a name, \term{id}{...}. An id may occur more than once.
    struct Term {
        std::string id;
        Rect rect;
        int parent = -1; ///< the term around it
    };

    std::string tex;                        ///< what it was set from: copying an equation copies this
    float width = 0, height = 0, depth = 0; ///< height above and depth below the baseline
    std::vector<Glyph> glyphs;
    std::vector<Rule> rules;
    std::vector<Term> terms; ///< an outer one before those inside

    Rect box() const { return {0, -height, width, height + depth}; }
};

/// Reads and lays out an equation, once for every size. Throws EquationError. Safe from several threads.
Equation set_equation(std::string_view tex, const NumberOf& numbers = {}, EquationStyle style = EquationStyle::display);

/// The rectangles of all terms of this name, in ems.
std::vector<Rect> term_rects(const Equation& equation, std::string_view id);
/// The innermost term at a place (ems from the left end of the baseline), or nullptr.
const Equation::Term* term_at(const Equation& equation, Point place);

/// What is lit of an equation. What does not belong to a lit term is drawn at `rest` of its alpha.
struct EquationLight {
    std::string_view term; ///< empty: all of it is drawn as it is
    float rest = 0.3f;
};

/// Where an equation stands on a canvas, and how large: units of the canvas (pixels, points).
struct EquationPlace {
    Point at; ///< the left end of the baseline; on pixels a whole y is crisper
    float em = 12;
};

void draw(const Equation& equation, Canvas& canvas, const EquationPlace& place, const Theme& theme,
          const EquationLight& light = {});

} // namespace halfstep
