// Markdown as a value: what CommonMark (spec.commonmark.org, 0.30) and GitHub's tables make of it.

#include "app/scene/markdown.h"

#include "app/scene/guide.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace halfstep;

namespace {

TextBlock only(std::string_view text) {
    const Markdown document = parse_markdown(text);
    REQUIRE(document.size() == 1);
    return document[0];
}

std::vector<std::string> cells(const TextBlock& table, std::size_t row) {
    std::vector<std::string> words;
    for (const Spans& cell : table.table.at(row)) words.push_back(plain_text(cell));
    return words;
}

} // namespace

TEST_CASE("headings, paragraphs, rules") {
    const Markdown document = parse_markdown("# One *two*\n\ntext\nof lines\n\n---\n\n### Three\n");
    REQUIRE(document.size() == 4);
    CHECK(document[0].kind == TextBlock::Kind::heading);
    CHECK(document[0].level == 1);
    CHECK(document[0].text == Spans{{.text = "One "}, {.text = "two", .italic = true}});
    CHECK(document[1].kind == TextBlock::Kind::paragraph);
    CHECK(document[1].text == Spans{{.text = "text of lines"}});
    CHECK(document[2].kind == TextBlock::Kind::rule);
    CHECK(document[3].level == 3);
    CHECK(parse_markdown("").empty());
    CHECK(only("one  \ntwo").text == Spans{{.text = "one\ntwo"}});
}

TEST_CASE("inline: bold in a link, code in bold, what is escaped, entities") {
    const Spans spans = only("a **b `c*d`** [see *e*](f.md#g) \\*h\\* &amp; &#945;&#x3b2; &bogus; <i>j</i>").text;
    const Spans wanted = {{.text = "a "},
                          {.text = "b ", .bold = true},
                          {.text = "c*d", .bold = true, .code = true},
                          {.text = " "},
                          {.text = "see ", .link = "f.md#g"},
                          {.text = "e", .italic = true, .link = "f.md#g"},
                          {.text = " *h* & αβ &bogus; <i>j</i>"}};
    CHECK(spans == wanted);
    CHECK(only("***both***").text == Spans{{.text = "both", .bold = true, .italic = true}});
    CHECK(only("![what](a.png)").text == Spans{{.text = "what", .picture = true, .link = "a.png"}});
    CHECK(only("sampler_steps_of x_t").text == Spans{{.text = "sampler_steps_of x_t"}}); // no emphasis inside words
}

TEST_CASE("a table: its head, what is in cells, rows that are too short or too long, escaped pipes") {
    const TextBlock table = only("| a | `b` |\n|---|:-:|\n| x \\| y | `p \\| q` |\n| one |\n| 1 | 2 | 3 |\n");
    CHECK(table.kind == TextBlock::Kind::table);
    REQUIRE(table.table.size() == 4);
    CHECK(cells(table, 0) == std::vector<std::string>{"a", "b"});
    CHECK(table.table[0][1][0].code);
    CHECK(cells(table, 1) == std::vector<std::string>{"x | y", "p | q"});
    CHECK(cells(table, 2) == std::vector<std::string>{"one", ""});
    CHECK(cells(table, 3) == std::vector<std::string>{"1", "2"});
    const TextBlock bare = only("| | |\n|---|---|\n| x | y |\n");
    CHECK(cells(bare, 0) == std::vector<std::string>{"", ""});
}

TEST_CASE("code: indented, fenced, and a fence that nobody closes") {
    CHECK(only("    one\n      two\n\n    three\n").code == "one\n  two\n\nthree");
    const TextBlock fenced = only("```toml\n[run] # *no* marks | here\n```\n");
    CHECK(fenced.kind == TextBlock::Kind::code);
    CHECK(fenced.code == "[run] # *no* marks | here");
    const Markdown open = parse_markdown("before\n\n```\nall\n\n# that follows\n");
    REQUIRE(open.size() == 2);
    CHECK(open[1].code == "all\n\n# that follows");
}

TEST_CASE("lists: markers, depth, paragraphs, and numbers that go on") {
    const Markdown document = parse_markdown("- a\n  - b **c**\n- d\n\n7. e\n8. f\n\n   more\n\n> g\n");
    REQUIRE(document.size() == 7);
    const auto check = [&](std::size_t i, const char* marker, int depth, const char* words) {
        INFO("block ", i);
        CHECK(document[i].marker == marker);
        CHECK(document[i].depth == depth);
        CHECK(plain_text(document[i].text) == words);
    };
    check(0, "•", 1, "a");
    check(1, "•", 2, "b c");
    check(2, "•", 1, "d");
    check(3, "7.", 1, "e");
    check(4, "8.", 1, "f");
    check(5, "", 1, "more");
    check(6, "", 1, "g");
    CHECK(parse_markdown("-\n- x\n").size() == 2); // an item with nothing in it is one
}

TEST_CASE("whatever bytes there are") {
    for (const char* text : {"[", "![](", "**", "`", "| |\n|-", "- - - -\n  - ", "<!--", "&#0;", "&#x110000;", "\\",
                             "\xFF\xFE", "# ", "> > >", "[a]: b\n[a]", "|\n|-|\n"})
        CHECK_NOTHROW(parse_markdown(text));
    CHECK(plain_text(only(std::string_view("a\0b", 3)).text) == "a\uFFFD"
                                                                "b");
    CHECK(plain_text(only("&#0;").text) == "\uFFFD");
}

TEST_CASE("every page of the guide: a title, no marks left over, tables as wide as their heads") {
    for (const GuidePage& page : guide_pages) {
        INFO("page ", std::string(page.name));
        const Markdown document = parse_markdown(guide_text(page));
        REQUIRE(document.size() > 3);
        CHECK(document[0].kind == TextBlock::Kind::heading);
        CHECK(document[0].level == 1);
        for (const TextBlock& block : document) {
            for (const Span& span : block.text) {
                INFO(span.text);
                if (!span.code) CHECK(span.text.find("**") == std::string::npos);
                if (!span.code) CHECK(span.text.find("](") == std::string::npos);
                CHECK(span.text.find("|---") == std::string::npos);
            }
            for (const TextRow& row : block.table) CHECK(row.size() == block.table[0].size());
        }
    }
    const auto tables = [](std::string_view name) {
        const auto page = std::find_if(std::begin(guide_pages), std::end(guide_pages),
                                       [&](const GuidePage& one) { return one.name == name; });
        const Markdown document = parse_markdown(guide_text(*page));
        return std::count_if(document.begin(), document.end(),
                             [](const TextBlock& block) { return block.kind == TextBlock::Kind::table; });
    };
    CHECK(tables("samplers") == 2);
    CHECK(tables("schedules") == 2);
    CHECK(tables("scenes") == 0);
}

TEST_CASE("every link of the guide to another page leads there") {
    CHECK(linked_page("samplers.md") == &guide_pages[3]);
    CHECK(linked_page("samplers.md#which-levels")->name == "samplers");
    CHECK(linked_page("https://ffmpeg.org") == nullptr);
    CHECK(linked_page("../../core/MATH.md") == nullptr);
    CHECK(linked_page("nothing.md") == nullptr);
    int links = 0;
    for (const GuidePage& page : guide_pages)
        for (const TextBlock& block : parse_markdown(guide_text(page)))
            for (const Span& span : block.text) {
                const bool beside =
                    span.link.find('/') == std::string::npos && span.link.find(".md") != std::string::npos;
                INFO(span.link);
                if (beside) CHECK(linked_page(span.link) != nullptr);
                links += beside;
            }
    CHECK(links >= 4);
}
