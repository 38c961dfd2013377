#include "app/model/fuzzy.h"

#include "app/base/text.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>

namespace halfstep {
namespace {

// What a letter counts for.
constexpr double any_letter = 1, word_start = 6, text_start = 3, next_letter = 5, gap = -3;
constexpr double least_mean = 1;        // of a word's letters: below, they lie about
constexpr double longer_name = -0.01;   // a letter: of two that are as good, the shorter one
constexpr double out_of_the_name = 0.4; // what is found in other words than the name's

/// Letters that keyboards lack, as they are typed.
struct TypedLetters {
    char32_t first, last;
    const char* typed; ///< a blank between those of each; one for all of them where there is none
};
constexpr TypedLetters spellings[] = {
    {U'₀', U'₉', "0 1 2 3 4 5 6 7 8 9"},
    {U'⁰', U'⁰', "0"},
    {U'²', U'³', "2 3"},
    {U'⁴', U'⁹', "4 5 6 7 8 9"},
    {U'ₜ', U'ₜ', "t"},
    {U'ₖ', U'ₖ', "k"},
    {U'ₛ', U'ₛ', "s"},
    {U'ₙ', U'ₙ', "n"},
    {U'α', U'ω',
     "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon "
     "phi chi psi omega"},
    {U'Γ', U'Δ', "gamma delta"},
    {U'Σ', U'Σ', "sigma"},
    {U'À', U'Å', "a"},
    {U'à', U'å', "a"},
    {U'Ç', U'Ç', "c"},
    {U'ç', U'ç', "c"},
    {U'È', U'Ë', "e"},
    {U'è', U'ë', "e"},
    {U'Ì', U'Ï', "i"},
    {U'ì', U'ï', "i"},
    {U'Ñ', U'Ñ', "n"},
    {U'ñ', U'ñ', "n"},
    {U'Ò', U'Ö', "o"},
    {U'ò', U'ö', "o"},
    {U'Ù', U'Ü', "u"},
    {U'ù', U'ü', "u"},
    {U'ß', U'ß', "ss"},
    {U'\u0300', U'\u036f', ""}, // accents over the letter before
};

/// False: it is none of them.
bool spell_letter(char32_t code, std::string& typed) {
    for (const auto& row : spellings) {
        if (code < row.first || code > row.last) continue;
        const std::string_view all = row.typed;
        const bool one_for_all = all.find(' ') == all.npos;
        std::size_t at = 0;
        for (char32_t c = row.first; c < code && !one_for_all; ++c) at = all.find(' ', at) + 1;
        typed = std::string(all.substr(at, all.find(' ', at) - at));
        return true;
    }
    return false;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80); }

double start_bonus(std::string_view text, std::size_t at) {
    if (at == 0) return word_start + text_start;
    return !is_letter(text[at - 1]) && is_letter(text[at]) ? word_start : 0;
}

/// The best way to find one word's letters in a text: rows are letters of the word, columns those of the text.
class LetterTable {
public:
    LetterTable(std::string_view word, std::string_view text)
        : columns_(text.size()), best_(word.size() * text.size(), none), before_(best_.size(), 0) {
        for (std::size_t i = 0; i < word.size(); ++i) fill(i, word[i], text);
    }
    /// Where the letters are, the last one first; false: nowhere.
    bool find(std::size_t letters, double& score, std::vector<std::size_t>& places) const {
        const auto row = best_.begin() + static_cast<std::ptrdiff_t>((letters - 1) * columns_);
        const auto last = std::max_element(row, row + static_cast<std::ptrdiff_t>(columns_));
        if (columns_ == 0 || *last == none) return false;
        score = *last;
        std::size_t at = static_cast<std::size_t>(last - row);
        for (std::size_t i = letters; i-- > 0; at = before_[i * columns_ + at]) places.push_back(at);
        return true;
    }

private:
    static constexpr double none = -std::numeric_limits<double>::infinity();

    void fill(std::size_t i, char letter, std::string_view text) {
        double earlier = none; // the best of the letter before that is not next to this one
        std::size_t earlier_at = 0;
        for (std::size_t j = 0; j < columns_; ++j) {
            const double* row_before = i > 0 ? &best_[(i - 1) * columns_] : nullptr;
            if (row_before && j >= 2 && row_before[j - 2] > earlier) earlier = row_before[j - 2], earlier_at = j - 2;
            if (text[j] != letter) continue;
            const double own = any_letter + start_bonus(text, j);
            double& best = best_[i * columns_ + j];
            if (!row_before) {
                best = own;
                continue;
            }
            const double beside = j > 0 ? row_before[j - 1] + next_letter : none;
            const double apart = earlier + gap;
            best = own + std::max(beside, apart);
            before_[i * columns_ + j] = beside >= apart ? j - 1 : earlier_at;
        }
    }

    std::size_t columns_;
    std::vector<double> best_;
    std::vector<std::size_t> before_;
};

std::vector<std::string> typed_words(std::string_view typed) {
    const std::string plain = plain_text_of(typed).text;
    std::vector<std::string> words;
    for (std::size_t at = 0; at < plain.size();) {
        const std::size_t end = std::min(plain.find(' ', at), plain.size());
        if (end > at) words.push_back(plain.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

} // namespace

PlainText plain_text_of(std::string_view utf8) {
    PlainText plain;
    for (std::size_t at = 0; at < utf8.size();) {
        const Character c = first_character(utf8.substr(at));
        std::string typed(utf8.substr(at, c.bytes));
        if (c.code < 128) {
            const char ascii = typed[0];
            typed[0] = ascii >= 'A' && ascii <= 'Z' ? static_cast<char>(ascii - 'A' + 'a') : ascii;
            if (ascii == '\n' || ascii == '\t') typed[0] = ' ';
        } else if (!spell_letter(c.code, typed) && (c.code == 0xa0 || (c.code >= 0x2000 && c.code < 0x2070))) {
            typed = " "; // blanks, dashes, quotation marks
        } else if (c.code >= 0x27e8 && c.code <= 0x27e9) {
            typed.clear(); // the marks around symbols
        }
        for (const char letter : typed) {
            plain.text += letter;
            plain.from.push_back(at);
        }
        at += c.bytes;
    }
    return plain;
}

std::optional<FuzzyMatch> fuzzy_match(const PlainText& name, std::string_view typed) {
    FuzzyMatch match;
    for (const std::string& word : typed_words(typed)) {
        double score = 0;
        std::vector<std::size_t> places;
        if (!LetterTable(word, name.text).find(word.size(), score, places)) return std::nullopt;
        if (score < least_mean * static_cast<double>(word.size())) return std::nullopt;
        match.score += score;
        for (const std::size_t place : places) match.letters.push_back(name.from[place]);
    }
    std::sort(match.letters.begin(), match.letters.end());
    match.letters.erase(std::unique(match.letters.begin(), match.letters.end()), match.letters.end());
    match.score += longer_name * static_cast<double>(name.text.size());
    return match;
}

double words_match(const PlainText& text, std::string_view typed) {
    double score = 0;
    for (const std::string& word : typed_words(typed)) {
        std::size_t at = text.text.find(word);
        while (at != std::string::npos && start_bonus(text.text, at) == 0) at = text.text.find(word, at + 1);
        if (at == std::string::npos) return 0;
        score += any_letter + word_start + static_cast<double>(word.size() - 1) * (any_letter + next_letter);
    }
    return out_of_the_name * score;
}

} // namespace halfstep
