#pragma once
// How well a name answers to what somebody has typed of it: letters in their order, with others between them. Letters
// at the beginning of words and next to each other count for more.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

/// A text in lower case, without accents, with Greek letters by their names and indices as letters, as people type
/// them: "x̂₀ of ⟨β⟩" is "x0 of beta".
struct PlainText {
    std::string text;
    std::vector<std::size_t> from; ///< where in the text before each of its letters was
};
PlainText plain_text_of(std::string_view utf8);

struct FuzzyMatch {
    double score = 0;                 ///< more is better
    std::vector<std::size_t> letters; ///< where in the name those that were typed are, ascending; of its bytes
};
/// Every word of `typed` is found in the name, in any order of words; nothing: one is not, or its letters lie about.
std::optional<FuzzyMatch> fuzzy_match(const PlainText& name, std::string_view typed);
/// The same in a longer text, where words are found from their beginnings on; 0: one is not.
double words_match(const PlainText& text, std::string_view typed);

} // namespace halfstep
