// Numbers in a lesson's prose that nobody works out: they go stale, and no claim holds them.

#include "app/lesson/live_text.h"

#include <algorithm>
#include <array>

namespace halfstep {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Letters, and every byte of a character beyond ASCII but those of signs that stand before numbers.
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// "0.25", "1,000", "3" from `at` on.
std::string_view number_at(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || ((text[end] == '.' || text[end] == ',') &&
                                                         end + 1 < text.size() && is_digit(text[end + 1]))))
        ++end;
    return text.substr(at, end - at);
}

/// The word before, in small letters, without brackets and stops.
std::string word_before(std::string_view text, std::size_t at) {
    std::string_view before = text.substr(0, at);
    while (!before.empty() && (before.back() == ' ' || before.back() == '(' || before.back() == '.'))
        before.remove_suffix(1);
    if (before.ends_with("\u00a0")) before.remove_suffix(2);
    if (before.ends_with('.')) before.remove_suffix(1);
    std::size_t begin = before.size();
    while (begin > 0 && is_letter(before[begin - 1])) --begin;
    std::string word(before.substr(begin));
    std::transform(word.begin(), word.end(), word.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    return word;
}

/// Of an equation, a part, a section, a note.
bool is_reference(const std::string& word) {
    static constexpr std::array<std::string_view, 24> referring = {
        "eq",      "eqs",   "equation",  "equations", "part",    "parts",   "section", "sections",
        "sec",     "note",  "notes",     "problem",   "chapter", "figure",  "fig",     "table",
        "theorem", "lemma", "algorithm", "appendix",  "lesson",  "lessons", "math",    "page"};
    return std::find(referring.begin(), referring.end(), word) != referring.end();
}

bool is_year(std::string_view number) {
    return number.size() == 4 && (number.starts_with("19") || number.starts_with("20"));
}

/// "2-D", "3rd", and what stands behind a letter: "W1", "DPM-2".
bool belongs_to_name(std::string_view text, std::size_t at, std::size_t size) {
    const std::string_view behind = text.substr(at + size);
    for (const char* end : {"-D", "-d", "D", "st", "nd", "rd", "th"})
        if (behind.starts_with(end)) return true;
    if (at == 0) return false;
    if (is_letter(text[at - 1])) return true;
    return at > 1 && text[at - 1] == '-' && is_letter(text[at - 2]);
}

/// The numbers of words.
void look_through(const LiveSpan& span, std::vector<BareNumber>& found) {
    const std::string_view text = span.span.text;
    bool referred = false; ///< the number before was that of an equation or the like: "eqs. 3 and 4"
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_digit(text[i])) continue;
        const std::string_view number = number_at(text, i);
        const std::string word = word_before(text, i);
        const bool bracketed = i > 0 && text[i - 1] == '(' && text.substr(i + number.size()).starts_with(")");
        referred = is_reference(word) || (referred && (word == "and" || word == "to" || word == "or")) ||
                   text.substr(0, i).ends_with("§");
        const bool exempt = number == "0" || number == "1" || is_year(number) || bracketed || referred ||
                            belongs_to_name(text, i, number.size());
        if (!exempt) found.push_back({std::string(number), span.line});
        i += number.size() - 1;
    }
}

/// Of TeX: digits of exponents and factors are part of a formula.
void look_through_symbol(const LiveSpan& span, std::vector<BareNumber>& found) {
    const std::string_view text = span.span.text;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_digit(text[i])) continue;
        const std::string_view number = number_at(text, i);
        if (number.size() > 1) found.push_back({std::string(number), span.line});
        i += number.size() - 1;
    }
}

} // namespace

std::vector<BareNumber> bare_numbers(const LiveText& text) {
    std::vector<BareNumber> found;
    for (const LiveSpan* span : spans_of(text)) {
        if (span->kind == LiveSpan::Kind::symbol) look_through_symbol(*span, found);
        if (span->kind == LiveSpan::Kind::text && !span->span.code) look_through(*span, found);
    }
    return found;
}

} // namespace halfstep
