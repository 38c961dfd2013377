#include "app/figure/math_text.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace halfstep;

namespace {

/// Characters of 10 pixels; accents of 4.
float text_width(std::string_view text) {
    if (text == "\u02c6" || text == "\u02dc" || text == "\u00af" || text == "\u02d9") return 4;
    return 10 * static_cast<float>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

MathText place(std::string_view text) { return place_math(text, 20, text_width); }

} // namespace

TEST_CASE("math text: plain text is one run") {
    for (const char* text : {"", "Var(x)", "\u03c3\u00b2 = 0.04, \u221a2 \u2264 \u221e", "caf\u00e9"}) {
        CHECK_FALSE(has_accents(text));
        const MathText math = place(text);
        CHECK(math.width == text_width(text));
        CHECK(math.runs.size() == (*text ? 1 : 0));
        if (*text) CHECK(math.runs[0].text == text);
    }
}

TEST_CASE("math text: accents stand centred over their letter, higher over tall ones") {
    CHECK(has_accents("x\u0302\u2080"));
    const MathText hat = place("x\u0302\u2080"); // x hat, subscript 0
    REQUIRE(hat.runs.size() == 3);
    CHECK(hat.runs[0].text == "x");
    CHECK(hat.runs[1].text == "\u02c6");
    CHECK(hat.runs[1].dx == 3); // (10 - 4) / 2
    CHECK(hat.runs[1].dy == 0);
    CHECK(hat.runs[2].text == "\u2080");
    CHECK(hat.runs[2].dx == 10); // the accent took no room
    CHECK(hat.width == 20);

    const MathText tilde = place("a \u03b2\u0303"); // beta tilde
    REQUIRE(tilde.runs.size() == 2);
    CHECK(tilde.runs[0].text == "a \u03b2");
    CHECK(tilde.runs[1].text == "\u02dc");
    CHECK(tilde.runs[1].dx == 23);
    CHECK(tilde.runs[1].dy == doctest::Approx(-4)); // a fifth of an em upwards
}

TEST_CASE("math text: alpha with macron, precomposed and composed, is the same") {
    const MathText one = place("\u1fb1\u209c"), two = place("\u03b1\u0304\u209c");
    REQUIRE(one.runs.size() == 3);
    REQUIRE(two.runs.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(one.runs[i].text == two.runs[i].text);
        CHECK(one.runs[i].dx == two.runs[i].dx);
    }
    CHECK(one.runs[1].text == "\u00af");
}

TEST_CASE("math text: odd input is survived") {
    CHECK(place("\u0302x").width == 20);            // an accent with nothing to stand on is a character
    CHECK(place("x\u0302\u0303").runs.size() == 3); // a second accent too
    CHECK(place("\xff\xcc").runs.size() == 1);      // no UTF-8
    CHECK(place("x\xcc").runs.size() == 1);         // cut short
    CHECK(place("\u1fb1\u1fb1\u1fb1").width == 30);
}
