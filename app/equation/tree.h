#pragma once
// An equation as it was read: a tree of rows of nodes. Private to app/equation.

#include "app/figure/figure.h"

#include <string>
#include <vector>

namespace halfstep {

/// Where in the TeX, from 1; columns count characters.
struct TexPlace {
    int line = 1, column = 1;
};

/// The classes of atoms between which TeX knows the space (The TeXbook, chapter 18).
enum class AtomClass : std::uint8_t { ord, op, bin, rel, open, close, punct, inner };

enum class NodeKind : std::uint8_t {
    symbol,    ///< code; big: an operator that grows in display style
    name,      ///< text: a function, upright
    text,      ///< text: words
    group,     ///< parts: one row
    scripts,   ///< parts: nucleus, superscript, subscript (empty: none)
    fraction,  ///< parts: numerator, denominator; big: with a rule; codes: delimiters, if any
    radical,   ///< parts: radicand, index (empty: none)
    accent,    ///< code, parts: one row; big: as wide as the row, as far as the face goes
    overline,  ///< parts: one row
    underline, ///< parts: one row
    overbrace, ///< parts: one row; scripts of it stand above
    underbrace,
    stack,  ///< parts: base, above, below (empty: none)
    fenced, ///< codes: delimiters (0: none), parts: the rows between them
    sized,  ///< code: a delimiter of `amount` ems
    table,  ///< parts: cells, row by row, `columns` each; text: the environment
    space,  ///< amount: ems
    style,  ///< amount: 0 display .. 3 scriptscript, for the rest of the row
    color,  ///< ink, parts: one row, whose nodes stand in the row around it
    term,   ///< text: its id, parts: as color
};

enum class ScriptLimits : std::uint8_t { never, display, always };

struct Node;
using Row = std::vector<Node>;

struct Node {
    NodeKind kind = NodeKind::symbol;
    AtomClass cls = AtomClass::ord;
    ScriptLimits limits = ScriptLimits::never;
    bool big = false;
    char32_t code = 0;
    float amount = 0;
    int columns = 0;
    Ink ink;
    std::vector<char32_t> codes;
    std::string text;
    std::vector<Row> parts;
    TexPlace place;
};

} // namespace halfstep
