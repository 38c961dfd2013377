// The guide as the window shows it: its pages, what is found in them, where a control's key stands, and how words are
// set.

#include "app/model/guide_book.h"

#include "app/model/actions.h"
#include "app/scene/guide.h"
#include "app/views/guide_layout.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace halfstep;

namespace {

/// Every character is 10 wide, lines are 15 high.
Typesetting plain_type() {
    const auto characters = [](std::string_view text) {
        int count = 0;
        for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        return 10.f * static_cast<float>(count);
    };
    return {[=](std::string_view text, PageFace) { return characters(text); }, [](PageFace) { return 10.f; }, 1};
}

std::vector<std::string> wrapped_lines(std::string_view markdown, float width) {
    PlacedPart part;
    place_spans(parse_markdown(markdown).at(0).text, {}, {{0, 0}, width}, plain_type(), part);
    std::vector<std::string> lines;
    float y = -1;
    for (const PlacedWords& text : part.texts) {
        CHECK(text.rect.right() <= width);
        if (text.rect.y != y) lines.emplace_back();
        y = text.rect.y;
        lines.back() += (lines.back().empty() || text.rect.x == part.texts.front().rect.x ? "" : "+") + text.text;
    }
    return lines;
}

} // namespace

TEST_CASE("the page of symbols names what panels and plots are labelled with") {
    const BookPage& page = book_page("window");
    std::string symbols;
    for (const Markdown& column : page.columns)
        for (const TextBlock& block : column)
            for (int row = 0; row < rows_of(block); ++row) symbols += row_text(block, row) + "\n";
    for (const char* row : {"SNR  ", "\nv  ", "KL(p ‖ q)  ", "\nT, k  ", "\nt  ", "\ns  ", "\nη  "}) {
        INFO(std::string(row));
        CHECK(symbols.find(row) != std::string::npos);
    }
}

TEST_CASE("the book: keys and symbols first, then every page by its title") {
    const auto& book = guide_book();
    REQUIRE(book.size() == 1 + std::size(guide_pages));
    CHECK(book[0].name == "window");
    CHECK(book_page("keys").title == "Keys of a scene");
    CHECK(&book_page("no such page") == &book[0]);
    std::string words;
    for (const GuideHit& hit : find_in_guide(" "))
        if (hit.place.page == "window") words += hit.text + "\n";
    for (const HelpRow& row : help_rows()) CHECK(words.find(row.keys + "  " + row.what) != std::string::npos);
    CHECK(words.find("x̂₀, ε̂  E[x₀ | xₜ], and the ε that it implies") != std::string::npos);
}

TEST_CASE("finding: rows, without regard to case, on all pages") {
    const auto hits = find_in_guide("half-STEP");
    REQUIRE_FALSE(hits.empty());
    for (const GuideHit& hit : hits) {
        CHECK(find_words(hit.text, "half-step") == hit.from);
        CHECK(marked_text(hit.place) == hit.text);
    }
    const auto of_eta = [](const GuideHit& hit) { return hit.text.rfind("eta  ", 0) == 0; };
    const auto eta = find_in_guide("eta");
    const auto row = std::find_if(eta.begin(), eta.end(), of_eta);
    REQUIRE(row != eta.end());
    CHECK(row->whole);
    CHECK(std::any_of(eta.begin(), eta.end(), [](const GuideHit& hit) { return !hit.whole; })); // beta, metadata
    CHECK(find_in_guide("").empty());
    CHECK(find_in_guide("no such words anywhere").empty());
    CHECK(find_words("aβγ", "βγ") == 1);
    CHECK(find_words("abab", "AB", 1) == 2);
    CHECK(find_words("abab", "ab", 9) == std::string::npos);
}

TEST_CASE("a control's key has its row") {
    const auto row = [](const char* control) {
        const auto place = place_of_key(control);
        return place ? place->page + ": " + marked_text(*place).substr(0, 20) : "none";
    };
    CHECK(row("process.beta_end").starts_with("keys: beta_end  "));
    CHECK(row("process.beta_end.value").starts_with("keys: beta_end  "));
    CHECK(row("sampler[3].eta").starts_with("keys: eta  "));
    CHECK(row("target.kind.ring").starts_with("keys: kind  "));
    CHECK(row("run.seed").starts_with("keys: seed  "));
    CHECK(row("target.component[0].mean").starts_with("keys: mean  "));
    CHECK(row("timeline.speed") == "none");
    CHECK(row("help") == "none");
    CHECK(row("") == "none");
    CHECK(row("sampler[") == "none");
}

TEST_CASE("lines: words go on while they fit, what is glued stays together, what is too wide is broken") {
    using Lines = std::vector<std::string>;
    CHECK(wrapped_lines("one  two three", 80) == Lines{"one  two", "three"});
    CHECK(wrapped_lines("one two three", 70) == Lines{"one two", "three"});
    CHECK(wrapped_lines("one two three", 69) == Lines{"one", "two", "three"});
    CHECK(wrapped_lines("a (`code`), b", 80) == Lines{"a", "(+code+),", "b"});
    CHECK(wrapped_lines("abcdefghij k", 40) == Lines{"abcd", "efgh", "ij k"});
    CHECK(wrapped_lines("éèêëàâ", 30) == Lines{"éèê", "ëàâ"});
    CHECK(wrapped_lines("one\\\ntwo", 200) == Lines{"one", "two"});
}

TEST_CASE("columns of a table: what they want where there is room, else a share; never wider than the page") {
    CHECK(column_widths({{100, 30}, {50, 20}}, 200) == std::vector<float>{100, 50});
    // 60 for words, 40 of the rest for lines that want 90 more: in proportion.
    const auto shared = column_widths({{100, 40}, {50, 20}}, 100);
    CHECK(shared[0] == doctest::Approx(40 + 60 * 40 / 90.0));
    CHECK(shared[0] + shared[1] == doctest::Approx(100));
    const auto tight = column_widths({{100, 60}, {50, 40}}, 50);
    CHECK(tight[0] == doctest::Approx(30));
    CHECK(tight[1] == doctest::Approx(20));
}

TEST_CASE("every page at every width: inside it, from the top down, nothing upon anything") {
    for (const BookPage& page : guide_book())
        for (const float width : {2000.f, 900.f, 300.f}) {
            INFO("page ", page.name, " at ", width);
            const PlacedPage placed = place_page(page.columns, width, plain_type());
            const PlacedPart* last = nullptr;
            for (const PlacedPart& part : placed.parts) {
                CHECK(part.rect.bottom() <= placed.height + 1);
                CHECK(part.rect.right() <= width + 1);
                if (last && last->column == part.column) CHECK(part.rect.y >= last->rect.bottom() - 0.01f);
                for (const PlacedWords& text : part.texts) {
                    CHECK(text.rect.x >= 0);
                    CHECK(text.rect.right() <= width + 4); // the margin of code
                    CHECK(text.rect.y >= part.rect.y - 1);
                    CHECK(text.rect.bottom() <= part.rect.bottom() + 1);
                }
                last = &part;
            }
        }
}
