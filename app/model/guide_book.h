#pragma once
// What the guide shows, as values: the keys and symbols of the window first, then the pages of app/scene/guide.h.

#include "app/model/guide_state.h"
#include "app/scene/markdown.h"

#include <optional>
#include <string>
#include <vector>

namespace halfstep {

struct BookPage {
    std::string name;              ///< "window", or as in guide_pages
    std::string title;             ///< its first heading
    std::vector<Markdown> columns; ///< side by side where there is room
};

/// Read once.
const std::vector<BookPage>& guide_book();
/// The first page where there is none of that name.
const BookPage& book_page(std::string_view name);

/// Rows of a block: those of a table, lines of code, or the one of all else.
int rows_of(const TextBlock& block);
/// The words of one of them; the cells of a table stand apart by two blanks.
std::string row_text(const TextBlock& block, int row);

/// What a place looks for; empty: nothing.
std::string marked_text(const GuidePlace& place);

struct GuideHit {
    GuidePlace place;
    std::string text;     ///< of the row
    std::size_t from = 0; ///< where in it what is looked for begins
    bool whole = false;   ///< there it is no part of a longer word
};
/// Every row of every page with these words, without regard to the case of Latin letters; page by page.
std::vector<GuideHit> find_in_guide(std::string_view words);
/// Where `words` begin in a text, from `at` on; npos: nowhere.
std::size_t find_words(std::string_view text, std::string_view words, std::size_t at = 0);

/// Where the guide speaks of the key of a scene that a control stands for, as "sampler[1].eta" or
/// "process.beta_end.value".
std::optional<GuidePlace> place_of_key(std::string_view control);

} // namespace halfstep
