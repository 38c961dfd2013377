// What the subset of TeX is, and how mistakes are reported: line, column, what is allowed. Nothing that is typed may
// hang or fail otherwise.

#include "app/equation/equation.h"
#include "app/equation/symbols.h"
#include "app/scene/guide.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <random>
#include <string>

using namespace halfstep;

namespace {

/// "3:7 message", or "" where it is no mistake.
std::string mistake(const std::string& tex, const NumberOf& numbers = {}) {
    try {
        set_equation(tex, numbers);
    } catch (const EquationError& error) {
        const std::string place =
            "line " + std::to_string(error.line) + ", column " + std::to_string(error.column) + ": ";
        CHECK(error.key == "equation");
        CHECK(std::string(error.what()).rfind(place, 0) == 0);
        CHECK(std::string(error.what()).find("; allowed: ") != std::string::npos);
        return std::to_string(error.line) + ":" + std::to_string(error.column) + " " +
               std::string(error.what()).substr(place.size());
    }
    return "";
}

void check_refused_tex(const std::string& tex, const std::string& begin, const std::string& within = "") {
    const std::string said = mistake(tex);
    CAPTURE(tex);
    CAPTURE(said);
    CHECK(said.rfind(begin, 0) == 0);
    CHECK(said.find(within) != std::string::npos);
}

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

std::string_view tex_page() {
    for (const GuidePage& one : guide_pages)
        if (one.name == "equations") return guide_text(one);
    return "";
}

/// Whether the page has it as code of its own, with or without an argument behind it.
bool on_page(std::string_view command) {
    const std::string text(tex_page()), begin = "`\\" + std::string(command);
    for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
        const char after = text[at + begin.size()];
        if (!((after >= 'a' && after <= 'z') || (after >= 'A' && after <= 'Z'))) return true;
    }
    return false;
}

} // namespace

TEST_CASE("equations: every symbol, function, accent, space and letter can be set, and is on the page of the guide") {
    int commands = 0;
    for (const Symbol& symbol : symbols()) {
        if (symbol.name.empty()) continue;
        const std::string name(symbol.name);
        CAPTURE(name);
        CHECK(mistake("a \\" + name + " b") == "");
        CHECK(on_page(name));
        ++commands;
    }
    CHECK(commands > 150);
    for (const FunctionName& function : function_names()) {
        CHECK(mistake("\\" + std::string(function.name) + " x") == "");
        CHECK_MESSAGE(on_page(function.name), std::string(function.name));
    }
    for (const AccentCommand& accent : accent_commands()) {
        CHECK(mistake("\\" + std::string(accent.name) + "{x}") == "");
        CHECK_MESSAGE(on_page(accent.name), std::string(accent.name));
    }
    for (const SpaceCommand& space : space_commands()) {
        CHECK(set_equation("a\\" + std::string(space.name) + " b").width ==
              doctest::Approx(set_equation("ab").width + space.ems).epsilon(1e-5));
        CHECK_MESSAGE(on_page(space.name), std::string(space.name));
    }
    for (const AlphabetCommand& alphabet : alphabet_commands()) {
        CHECK_MESSAGE(on_page(alphabet.name), std::string(alphabet.name));
        for (char c = 'A'; c <= 'z'; c = c == 'Z' ? 'a' : static_cast<char>(c + 1))
            CHECK(mistake("\\" + std::string(alphabet.name) + "{" + c + "}") == "");
    }
    for (const char* name : {"frac",         "dfrac",
                             "tfrac",        "binom",
                             "sqrt",         "left",
                             "middle",       "right",
                             "begin",        "num",
                             "term",         "color",
                             "text",         "operatorname",
                             "overline",     "underline",
                             "overbrace",    "underbrace",
                             "overset",      "underset",
                             "limits",       "nolimits",
                             "displaystyle", "textstyle",
                             "scriptstyle",  "scriptscriptstyle",
                             "big",          "Big",
                             "bigg",         "Bigg"})
        CHECK_MESSAGE(on_page(name), std::string(name));
}

TEST_CASE("equations: characters may stand for themselves") {
    for (const auto& [typed, command] : {std::pair{"α ≤ β", "\\alpha \\le \\beta"},
                                         {"∑ x → ∞", "\\sum x \\to \\infty"},
                                         {"Γ × ϵ ∂ x", "\\Gamma \\times \\epsilon \\partial x"}}) {
        const Equation a = set_equation(typed), b = set_equation(command);
        REQUIRE(a.glyphs.size() == b.glyphs.size());
        for (std::size_t i = 0; i < a.glyphs.size(); ++i) CHECK(a.glyphs[i].id == b.glyphs[i].id);
        CHECK(a.width == b.width);
    }
    CHECK(set_equation("a % a comment \\nonsense\n b").width == set_equation("ab").width);
}

TEST_CASE("equations: mistakes say where they are and what is allowed") {
    check_refused_tex("", "1:1 there is nothing to set");
    check_refused_tex("x + \\alfa", "1:5 '\\alfa' is outside of the subset", "halfstep guide equations");
    check_refused_tex("x\n + \\def\\a{b}", "2:4 '\\def'");
    check_refused_tex("a\nb\n  \\input{c}", "3:3 '\\input'");
    check_refused_tex("{x", "1:1 this brace is never closed");
    check_refused_tex("x}", "1:2 a brace is closed");
    check_refused_tex("\\frac{a}", "1:9 \\frac lacks its argument");
    check_refused_tex("\\frac{a}{b", "1:9 this brace is never closed");
    check_refused_tex("x^", "1:3 ^ lacks its argument", "^{...}");
    check_refused_tex("x_{a", "1:3 this brace");
    check_refused_tex("x^a^b", "1:4 a second superscript", "{x_t}_s");
    check_refused_tex("x_a_b", "1:4 a second subscript");
    check_refused_tex("x^2'", "1:4 a prime after");
    check_refused_tex("a & b", "1:3 '&' outside of a table");
    check_refused_tex("a \\\\ b", "1:3 '\\\\' outside of a table");
    check_refused_tex("\\left( x", "1:1 this \\left has no \\right");
    check_refused_tex("{\\left( x} \\right)", "1:2 this \\left has no \\right");
    check_refused_tex("x \\right)", "1:3 \\right without its beginning", "\\left before");
    check_refused_tex("\\left x \\right)", "1:7 \\left lacks its delimiter");
    check_refused_tex("\\big x", "1:6 \\big lacks its delimiter");
    check_refused_tex("\\begin{array}x\\end{array}", "1:7 'array' is no environment", "aligned, gathered, cases");
    check_refused_tex("\\begin{cases} a & b & c \\end{cases}", "1:1 cases with 3 columns", "at most 2");
    check_refused_tex("\\begin{matrix} a \\end{cases}", "1:22 another environment");
    check_refused_tex("\\begin{matrix} a", "1:1 \\begin{matrix} is never ended");
    check_refused_tex("\\begin{matrix} a \\\\[2pt] b \\end{matrix}", "1:20 a distance after");
    check_refused_tex("\\end{matrix}", "1:1 \\end without its beginning");
    check_refused_tex("\\sqrt[3{x}", "1:6 the bracket of \\sqrt is never closed");
    check_refused_tex("\\color{red}{x}", "1:7 'red' is no role", "exact, cursor, warning, sampler[0], series[0]");
    check_refused_tex("\\color{sampler[x]}{y}", "1:7 'sampler[x]' is no role");
    check_refused_tex("\\color{sampler[1234]}{y}", "1:7 'sampler[1234]' is no role");
    check_refused_tex("\\term{}{x}", "1:6 a term without a name");
    check_refused_tex("\\term{a}", "1:9 \\term lacks its argument");
    check_refused_tex("\\text x", "1:7 \\text lacks its argument");
    check_refused_tex("\\text{a {b} c}", "1:9 a brace within the words");
    check_refused_tex("\\text{\\alpha}", "1:7 a command within the words");
    check_refused_tex("\\text{a", "1:6 the brace of \\text is never closed");
    check_refused_tex("\\text{日}", "1:1 no face has");
    check_refused_tex("x \\limits", "1:3 \\limits after what is no operator");
    check_refused_tex("\\mathcal{1}", "1:10 '1' has no such shape");
    check_refused_tex("a $ b", "1:3 '$' is no character of mathematics");
    check_refused_tex("a # b", "1:3 '#'");
    check_refused_tex("日", "1:1 '日' is no character of mathematics");
    check_refused_tex("x\xFFy", "1:2 there is a byte");
    check_refused_tex("x\\", "1:2 a backslash ends");
    check_refused_tex("\\num{k}", "1:5 there is no number 'k'");
    const NumberOf numbers = numbers_from({{"k", "1☃"}, {"up", "⁻⁹"}});
    CHECK(mistake("x = \\num{k}", numbers).rfind("1:9 number 'k' holds '☃'", 0) == 0);
    CHECK(mistake("\\num{up}", numbers).rfind("1:5 number 'up' begins with a superscript", 0) == 0);
    CHECK(mistake("\\num{j}", numbers).rfind("1:5 there is no number 'j'", 0) == 0);
}

TEST_CASE("equations: columns count characters, not bytes") {
    check_refused_tex("α ∑ \\foo", "1:5 '\\foo'");
    check_refused_tex("\\text{größer} \\foo", "1:15 '\\foo'");
}

TEST_CASE("equations: nothing that is too deep or too much is set, nor takes long") {
    const auto began = std::chrono::steady_clock::now();
    CHECK(mistake(repeated("{", 40) + "x" + repeated("}", 40)) == "");
    check_refused_tex(repeated("{", 60) + "x" + repeated("}", 60), "1:", "too deep");
    check_refused_tex(repeated("{", 9000), "1:", "too deep");
    check_refused_tex(repeated("\\sqrt", 1900) + "x", "1:", "too deep");
    check_refused_tex(repeated("\\frac", 1900), "1:", "too deep");
    check_refused_tex(repeated("x^{", 2000), "1:", "too deep");
    check_refused_tex(repeated("\\left(", 1500), "1:", "too deep");
    check_refused_tex(repeated("\\hat", 2400), "1:", "too deep");
    check_refused_tex(repeated("\\begin{matrix}", 700), "1:", "too deep");
    check_refused_tex(repeated("\\term{a}{", 1000), "1:", "too deep");
    check_refused_tex(repeated("\\color{text}", 800), "1:", "too deep");
    check_refused_tex("x" + repeated("'", 9000), "1:", "too many parts");
    check_refused_tex(repeated("x", 4500), "1:", "too many parts");
    check_refused_tex("\\begin{matrix}" + repeated("\\\\", 4500) + "\\end{matrix}", "1:", "too many parts");
    check_refused_tex("\\begin{matrix}" + repeated("&", 3000) + "\\end{matrix}", "1:", "columns");
    check_refused_tex(repeated(" ", 10001), "1:1 the equation has 10001 bytes", "at most 10000");
    const NumberOf endless = numbers_from({{"n", repeated("1", 5000)}});
    CHECK(mistake("\\num{n}", endless).find("too many parts") != std::string::npos);
    // Within the bounds, as much as there can be of what is laid out by pieces.
    CHECK(mistake(repeated("\\frac{1}{", 38) + "x" + repeated("}", 38)) == "");
    CHECK(mistake("\\left(\\begin{matrix}" + repeated("x\\\\", 1800) + "\\end{matrix}\\right)") == "");
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
}

TEST_CASE("equations: whatever is typed is set or refused") {
    const char* pieces[] = {"x",
                            "1",
                            "+",
                            "=",
                            "(",
                            ")",
                            "[",
                            "]",
                            "{",
                            "}",
                            "{",
                            "}",
                            "^",
                            "_",
                            "&",
                            "\\\\",
                            "'",
                            " ",
                            "\\frac",
                            "\\sqrt",
                            "\\sum",
                            "\\int",
                            "\\left(",
                            "\\right)",
                            "\\middle|",
                            "\\hat",
                            "\\text{a b}",
                            "\\begin{cases}",
                            "\\end{cases}",
                            "\\begin{aligned}",
                            "\\end{aligned}",
                            "\\term{t}",
                            "\\color{exact}",
                            "\\num{k}",
                            "\\big(",
                            "\\limits",
                            "\\displaystyle",
                            "\\,",
                            "\\mathbb",
                            "\\underbrace",
                            "\\overset",
                            "\\widehat",
                            "\\overline",
                            "\\binom",
                            "\\operatorname{f}"};
    const NumberOf numbers = numbers_from({{"k", "-9.22×10⁻⁹"}});
    std::mt19937 random(7);
    int set = 0, refused = 0;
    for (int round = 0; round < 6000; ++round) {
        std::string tex;
        const unsigned length = 1 + random() % 14;
        for (unsigned i = 0; i < length; ++i) tex += pieces[random() % std::size(pieces)];
        CAPTURE(tex);
        try {
            const Equation equation = set_equation(tex, numbers);
            CHECK(std::isfinite(equation.width + equation.height + equation.depth));
            CHECK(std::abs(equation.width) < 1000);
            for (const Equation::Glyph& glyph : equation.glyphs) CHECK(std::isfinite(glyph.at.x + glyph.at.y));
            ++set;
        } catch (const EquationError&) {
            ++refused;
        }
    }
    CHECK(set > 300);
    CHECK(refused > 300);
}
