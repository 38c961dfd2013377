#pragma once
// A lesson's prose: Markdown with symbols in dollars, $\bar\alpha_t$, and numbers in braces that the program works out,
// {variance("DDPM")}. A number may be followed by how it is shown: {expression:2} two significant digits,
// {expression:2%} in percent; {target.sigma:drag} is a setting that the reader drags.

#include "app/scene/markdown.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

struct LiveSpan {
    enum class Kind {
        text,   ///< words
        symbol, ///< TeX, in the program's notation
        number, ///< an expression of named quantities (expression.h)
        drag,   ///< the key of a scene's number
    };
    Kind kind = Kind::text;
    /// Words, TeX, expression or key; of words also whether they are bold, code, a link ("half-a-step" leads to a
    /// lesson, "guide:samplers" to a page of the guide).
    Span span{};
    int line = 0;         ///< of the file, from 1
    int digits = 0;       ///< number, drag: significant ones; 0: as many as its error allows
    bool percent = false; ///< number: shown times 100, with "%"
    bool operator==(const LiveSpan&) const = default;
};
using LiveSpans = std::vector<LiveSpan>;

/// As TextBlock of markdown.h, with live spans.
struct LiveBlock {
    TextBlock::Kind kind = TextBlock::Kind::paragraph;
    int level = 0, depth = 0;
    std::string marker{};
    LiveSpans text{};
    std::string code{};
    std::vector<std::vector<LiveSpans>> table{}; ///< rows of cells
};
struct LiveText {
    std::vector<LiveBlock> blocks{};
    bool empty() const { return blocks.empty(); }
};

/// Throws TextError for a brace without its partner, an empty one, or an unknown format. `line`: of the file, where the
/// text begins.
LiveText parse_live_text(std::string_view text, int line);

/// What is wrong with a text, and in which line of the file.
struct TextError {
    std::string what{};
    int line = 0;
};

/// Every span, in the order of reading.
std::vector<const LiveSpan*> spans_of(const LiveText& text);

/// A number that is written out where a live one should stand.
struct BareNumber {
    std::string number{};
    int line = 0;
};
/// All of them but years, numbers of equations, parts, sections and notes, what belongs to a name ("W1", "2-D"), and 0
/// and 1. In symbols only decimals and numbers of two digits count.
std::vector<BareNumber> bare_numbers(const LiveText& text);

} // namespace halfstep
