#pragma once
// Markdown as a plain value: CommonMark and tables, as far as the guide needs them.

#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

/// Text of one kind, without marks.
struct Span {
    std::string text; ///< UTF-8; "\n" is a break that the author wants
    bool bold = false, italic = false, code = false;
    bool picture = false; ///< the text stands for a picture
    std::string link{};   ///< address of a link, or of the picture; empty: none
    bool symbol = false;  ///< the text is TeX, of a symbol or an equation
    bool operator==(const Span&) const = default;
};
using Spans = std::vector<Span>; ///< neighbours differ in more than their text

/// A row of a table: a cell a column.
using TextRow = std::vector<Spans>;

struct TextBlock {
    enum class Kind {
        heading,
        paragraph,
        code,  ///< lines as they are
        table, ///< its first row is the head, whose cells may all be empty
        rule   ///< a line across
    };
    Kind kind = Kind::paragraph;
    int level = 0;                ///< heading: 1 to 6
    int depth = 0;                ///< lists and quotations around it
    std::string marker{};         ///< "•" or "2." before the first block of an item
    Spans text{};                 ///< heading, paragraph
    std::string code{};           ///< without its last line break
    std::vector<TextRow> table{}; ///< rows of as many cells
};

using Markdown = std::vector<TextBlock>;

/// Takes any text: what is no mark is text. Raw HTML stays as it is written; entities are characters where they are
/// numbers or amp, lt, gt, quot, nbsp. `dollars`: whether "$\\beta_t$" is a symbol, or the text that it is.
enum class Dollars { text, symbols };
Markdown parse_markdown(std::string_view text, Dollars dollars = Dollars::text);

/// The words alone.
std::string plain_text(const Spans& spans);

} // namespace halfstep
