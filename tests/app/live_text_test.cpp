// Lessons' prose: symbols, numbers that are worked out, and numbers that should be.

#include "app/lesson/live_text.h"
#include "tests/app/messages.h"

#include <doctest/doctest.h>

using namespace halfstep;

namespace {

std::vector<std::string> bare_numbers_of(const std::string& text) {
    std::vector<std::string> numbers;
    for (const BareNumber& bare : bare_numbers(parse_live_text(text, 1))) numbers.push_back(bare.number);
    return numbers;
}

std::string text_error(const std::string& text) {
    try {
        parse_live_text(text, 7);
    } catch (const TextError& error) {
        return std::to_string(error.line) + ": " + error.what;
    }
    return "";
}

} // namespace

TEST_CASE("live text: words, symbols, numbers, drags") {
    const LiveText text = parse_live_text(
        "The *mean* of $x_{t}$ is\n{a_b*2*c:3}, [see](guide:plots) {share:1%} {target.sigma:drag}.", 10);
    const auto spans = spans_of(text);
    using Kind = LiveSpan::Kind;
    std::vector<std::pair<Kind, std::string>> found;
    for (const LiveSpan* span : spans) found.emplace_back(span->kind, span->span.text);
    REQUIRE(found == std::vector<std::pair<Kind, std::string>>{{Kind::text, "The "},
                                                               {Kind::text, "mean"},
                                                               {Kind::text, " of "},
                                                               {Kind::symbol, "x_{t}"},
                                                               {Kind::text, " is "},
                                                               {Kind::number, "a_b*2*c"},
                                                               {Kind::text, ", "},
                                                               {Kind::text, "see"},
                                                               {Kind::text, " "},
                                                               {Kind::number, "share"},
                                                               {Kind::text, " "},
                                                               {Kind::drag, "target.sigma"},
                                                               {Kind::text, "."}});
    CHECK(spans[1]->span.italic);
    CHECK((spans[5]->digits == 3 && spans[5]->line == 11));
    CHECK(spans[7]->span.link == "guide:plots");
    CHECK((spans[9]->percent && spans[9]->digits == 1));
}

TEST_CASE("live text: quotes may hold braces, code and escapes hold no numbers") {
    const auto of = [](const char* text) { return parse_live_text(text, 1).blocks.front().text; };
    CHECK(of("{variance(\"a}b\")}")[0].span.text == "variance(\"a}b\")");
    CHECK(of("`{a}`")[0].span.code);
    CHECK(of("`{a}`")[0].span.text == "{a}");
    CHECK(of("\\{a\\}")[0].span.text == "{a}");
}

TEST_CASE("live text: what is wrong with a brace, and where") {
    using testing::contains;
    CHECK(text_error("a\n{b").starts_with("8: { without its }"));
    CHECK(text_error("a}").starts_with("7: } without its {"));
    CHECK(contains(text_error("{}"), "nothing is in the braces"));
    CHECK(contains(text_error("{a:12}"), "no way to show a number"));
}

TEST_CASE("live text: numbers that nobody works out are found; years, references, names are none") {
    CHECK(bare_numbers_of("It is 0.0409 after 100 steps, 83 % of it.") ==
          std::vector<std::string>{"0.0409", "100", "83"});
    CHECK(
        bare_numbers_of("At t = 0 and t = 1, eq. (7), part 2, eqs. 3 and 4, note 001, §4.1, in 2020, W1, x2, 2-D, `5`.")
            .empty());
    CHECK(bare_numbers_of("$\\sigma^2 = 0.04$, $\\tfrac{1}{2}$ and {variance(\"S\") * 100}") ==
          std::vector<std::string>{"0.04"});
}
