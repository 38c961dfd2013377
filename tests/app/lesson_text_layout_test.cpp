// Where the words, symbols and numbers of a lesson's text go.

#include "app/lesson/lesson_reader.h"
#include "app/views/lesson_layout.h"
#include "tests/app/page_lesson.h"

#include <doctest/doctest.h>

#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Every letter is half as wide as high.
LiveType half_wide() {
    LiveType type;
    type.em = 14;
    type.width = [](std::string_view text, PageFace) { return 7 * static_cast<float>(text.size()); };
    type.number = [](const LiveSpan&) { return std::string("0.041"); };
    return type;
}

LivePage live_page_in(const std::string& text, float width) {
    static std::vector<std::unique_ptr<LiveText>> kept; // numbers point into them
    kept.push_back(std::make_unique<LiveText>(parse_live_text(text, 1)));
    return place_live_text(*kept.back(), width, half_wide());
}

int rows_of_page(const LivePage& page) {
    std::set<int> tops;
    for (const LivePiece& piece : page.pieces) tops.insert(static_cast<int>(piece.rect.y));
    return static_cast<int>(tops.size());
}

} // namespace

TEST_CASE("words fill lines; what is not parted by a blank stays on one line") {
    const LivePage page = live_page_in("one two three {x}, four", 100);
    CHECK(page.height > 0);
    const LivePiece* number = nullptr;
    const LivePiece* comma = nullptr;
    for (const LivePiece& piece : page.pieces) {
        CHECK(piece.rect.right() <= 100.5f);
        if (piece.kind == LivePiece::Kind::number) number = &piece;
        if (piece.text == ",") comma = &piece;
    }
    REQUIRE(number);
    REQUIRE(comma);
    CHECK(number->text == "0.041");
    CHECK(comma->rect.x == doctest::Approx(number->rect.right()));
    CHECK(comma->rect.y == number->rect.y);
    CHECK(rows_of_page(live_page_in("one two", 200)) == 1);
    CHECK(rows_of_page(live_page_in("one two", 30)) == 2);
    CHECK(rows_of_page(live_page_in("incomprehensibilities", 50)) == 3);                 // of 7 letters each
    CHECK(live_page_in("one\n\ntwo", 200).height > 2 * live_page_in("one", 200).height); // with air between paragraphs
}

TEST_CASE(
    "a paragraph that is one equation stands on a line of its own, broken before relations where it is too wide") {
    const LivePage wide = live_page_in("$a = b + c$.", 300);
    REQUIRE(wide.pieces.size() == 1);
    CHECK(wide.equations[0].tex == "a = b + c.");
    CHECK(wide.pieces[0].rect.x > 20); // in the middle
    CHECK(wide.pieces[0].place.em == doctest::Approx(1.08 * 14));
    const LivePage narrow = live_page_in("$aaaaaaaa + bbbbbbbb = cccccccc + dddddddd = eeeeeeee + ffffffff$", 150);
    CHECK(narrow.pieces.size() == 3);
    for (const LivePiece& piece : narrow.pieces) CHECK(piece.rect.right() <= 150.5f);
    CHECK(narrow.pieces[1].rect.y > narrow.pieces[0].rect.bottom());
    CHECK(parts_at_relations("a = \\left(b = c\\right) \\approx \\frac{d = e}{f}") ==
          std::vector<std::string>{"a ", "= \\left(b = c\\right) ", "\\approx \\frac{d = e}{f}"});
    CHECK(parts_at_relations("a + b").size() == 1);
}

TEST_CASE("lines make room for what is tall, and nothing lies over anything else, in any width") {
    const LessonFile lesson = parse_lesson(page_lesson, "lesson");
    CHECK(live_page_in("x $\\frac{a}{b}$", 200).height > live_page_in("x $a$", 200).height + 3);
    for (const float width : {180.f, 260.f, 344.f, 500.f})
        for (const LessonStep& step : lesson.steps) {
            const LivePage page = place_live_text(step.text, width, half_wide());
            for (std::size_t i = 0; i < page.pieces.size(); ++i) {
                const Rect& a = page.pieces[i].rect;
                INFO(step.title << " at " << width << ": " << page.pieces[i].text);
                CHECK(a.right() <= width + 0.5f);
                CHECK(a.bottom() <= page.height + 1);
                for (std::size_t j = 0; j < i; ++j) {
                    const Rect& b = page.pieces[j].rect;
                    const Rect inner{a.x + 0.5f, a.y + 2, a.w - 1, a.h - 4}; // line boxes, not ink
                    CHECK_MESSAGE((inner.w <= 0 || !inner.overlaps(b)), page.pieces[j].text);
                }
            }
        }
}
