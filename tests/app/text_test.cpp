// Which bytes are text: every code there is, and what is no UTF-8.

#include "app/base/text.h"
#include "app/base/xml.h"

#include <doctest/doctest.h>

using namespace halfstep;

namespace {

/// A code as UTF-8 by the rule of its bits, whether or not it may be one.
std::string bits_of(std::uint32_t code) {
    const auto tail = [&](int shift) { return static_cast<char>(0x80 + (code >> shift) % 64); };
    if (code < 0x80) return {static_cast<char>(code)};
    if (code < 0x800) return {static_cast<char>(0xC0 + (code >> 6)), tail(0)};
    if (code < 0x10000) return {static_cast<char>(0xE0 + (code >> 12)), tail(6), tail(0)};
    return {static_cast<char>(0xF0 + (code >> 18)), tail(12), tail(6), tail(0)};
}

} // namespace

TEST_CASE("of all codes of Unicode, controls, surrogates and noncharacters are no text") {
    int controls = 0, noncharacters = 0, surrogates = 0, wrong = 0;
    for (std::uint32_t code = 0; code <= 0x10FFFF; ++code) {
        const bool control = (code < 0x20 && code != 9 && code != 10) || (code >= 0x7F && code <= 0x9F);
        const bool noncharacter = code % 0x10000 >= 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
        const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        controls += control;
        noncharacters += noncharacter;
        surrogates += surrogate;
        const std::string utf8 = bits_of(code);
        const bool kept = clean_text(utf8) == utf8 && first_character(utf8).bytes == utf8.size();
        wrong += kept != !(control || noncharacter || surrogate);
        std::string appended;
        append_utf8(appended, code);
        wrong += appended != (kept ? utf8 : "\uFFFD");
    }
    CHECK(controls == 30 + 33);
    CHECK(noncharacters == 66);
    CHECK(surrogates == 2048);
    CHECK(wrong == 0);
}

TEST_CASE("what is no UTF-8: one U+FFFD for each longest start of a character (Unicode 15, tables 3-8 to 3-11)") {
    const std::string r = "\uFFFD";
    CHECK(clean_text("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41") == r + r + r + r + r + r + r + r + "A"); // overlong
    CHECK(clean_text("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41") == r + r + r + r + r + r + r + r + "A"); // surrogates
    CHECK(clean_text("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42") == r + r + r + r + r + "A" + r + r + "B");
    CHECK(clean_text("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41") == r + r + r + r + "A"); // cut short
    CHECK(clean_text("\xE2\x82") == r);
    CHECK(clean_text(std::string("a\0b", 3)) == "a" + r + "b");
    CHECK(clean_text("\u03c3\u00b2\t\n\U0001F600") == "\u03c3\u00b2\t\n\U0001F600");
    CHECK(clean_text("") == "");
}

TEST_CASE("on one line what is no text is a question mark") {
    CHECK(one_line("a\nb\tc\x01\x7f\u0085\uFDD0\U0001FFFE\xff") == "a b c??????");
    CHECK(one_line("\uFFFD") == "\uFFFD"); // someone's own
    CHECK(one_line("abcdef", 3) == "abc...");
}

TEST_CASE("references of XML that name no text become U+FFFD") {
    CHECK(plain_text("&#xFFFE;&#x1;&#xD800;&#x1FFFF;&#x110000;") == "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
    CHECK(plain_text("&#x3c3;&#10;") == "\u03c3\n");
    CHECK(xml_text("<\uFFFE\x01&") == "&lt;\uFFFD\uFFFD&amp;");
}
