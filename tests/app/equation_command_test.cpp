// `halfstep equation`: pictures of equations, and mistakes that leave no file.

#include "tests/app/messages.h"
#include "tests/app/picture.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace halfstep::testing;

namespace {

std::string whole(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE("equation: SVG, PDF and PNG of one, each with its TeX") {
    const TemporaryFolder folder;
    const std::string tex = R"(x_t = \sqrt{\bar\alpha_t}\, x_0 + \num{k} \color{warning}{\epsilon})";
    for (const char* ending : {"svg", "pdf", "png"}) {
        const std::string path = folder.path(std::string("eq.") + ending);
        const ProcessResult result = run_halfstep({"equation", tex, "-o", path, "--em", "20", "--num", "k=9.22×10⁻⁹"});
        CHECK_MESSAGE(result.code == 0, result.err);
        CHECK(result.out == "");
        CHECK(std::filesystem::file_size(path) > 1000);
    }
    const std::string svg = whole(folder.path("eq.svg"));
    CHECK(contains(svg, "<desc id=\"figure-desc\">"
                        R"(x_t = \sqrt{\bar\alpha_t}\, x_0 + \num{k} \color{warning}{\epsilon}</desc>)"));
    CHECK(contains(svg, "fill=\"#b3261e\"")); // the warning's colour
    CHECK(contains(svg, "<path"));
    CHECK_FALSE(contains(svg, "<text"));               // outlines: the reader needs no face
    CHECK_FALSE(contains(svg, "halfstep:experiment")); // it is no scene
    CHECK(run_halfstep({"schedule", folder.path("eq.svg")}).code == 2);
    CHECK(whole(folder.path("eq.pdf")).rfind("%PDF-1.4", 0) == 0);
    // The same bytes each time.
    CHECK(run_halfstep({"equation", tex, "-o", folder.path("again.svg"), "--em", "20", "--num", "k=9.22×10⁻⁹"}).code ==
          0);
    CHECK(whole(folder.path("again.svg")) == svg);
}

TEST_CASE("equation: its size, theme, style and light") {
    const TemporaryFolder folder;
    const auto picture = [&](std::vector<std::string> more) {
        std::vector<std::string> words = {"equation", R"(\term{sum}{\sum_{i=1}^n x_i} = y)", "-o",
                                          folder.path("eq.png")};
        words.insert(words.end(), more.begin(), more.end());
        const ProcessResult result = run_halfstep(words);
        REQUIRE_MESSAGE(result.code == 0, result.err);
        return read_png(folder.path("eq.png"));
    };
    const Picture plain = picture({"--em", "20", "--dpi", "72"}), twice = picture({"--em", "40", "--dpi", "72"});
    CHECK(std::abs(twice.width - 2 * plain.width) <= 2);
    CHECK(picture({"--em", "20", "--dpi", "144"}).width == twice.width);
    CHECK(picture({"--em", "20", "--dpi", "72", "--inline"}).height < plain.height - 15);
    CHECK(plain.at(0, 0) == Rgb{255, 255, 255});
    CHECK(picture({"--theme", "light"}).at(0, 0) == Rgb{0xFB, 0xFA, 0xF8});
    CHECK(picture({"--theme", "dark"}).at(0, 0) == Rgb{0x17, 0x18, 0x1B});
    // Lit, the sum is as it was and the rest is pale: the darkest pixel of the right end, and of the left one.
    const auto darkest = [](const Picture& p, int from, int to) {
        int least = 255;
        for (int x = from; x < to; ++x)
            for (int y = 0; y < p.height; ++y) least = std::min(least, p.at(x, y).r);
        return least;
    };
    const Picture lit = picture({"--em", "20", "--dpi", "72", "--term", "sum"});
    CHECK(darkest(lit, 0, lit.width / 3) < 40);
    CHECK(darkest(lit, lit.width * 4 / 5, lit.width) > 150);
    CHECK(darkest(plain, plain.width * 4 / 5, plain.width) < 60);
}

TEST_CASE("equation: mistakes are one line with their place, exit code 2, and no file") {
    const TemporaryFolder folder;
    const std::string path = folder.path("eq.svg");
    const auto refused = [&](const std::vector<std::string>& words, const std::string& says) {
        const ProcessResult result = run_halfstep(words);
        CHECK(result.code == 2);
        CHECK_MESSAGE(contains(result.err, says), result.err);
        CHECK(contains(result.err, "allowed: "));
        CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
        CHECK_FALSE(std::filesystem::exists(path));
    };
    refused({"equation", "x +\n\\nope", "-o", path}, "equation: line 2, column 1: '\\nope' is outside");
    refused({"equation", "\\frac{a}{b", "-o", path}, "line 1, column 9: this brace is never closed");
    refused({"equation", "\\num{k}", "-o", path}, "line 1, column 5: there is no number 'k'");
    refused({"equation", "\\num{k}", "-o", path, "--num", "0.5"}, "--num = 0.5: has no name");
    refused({"equation", "\\num{k}", "-o", path, "--num", "k=1", "--num", "k=2"}, "given twice");
    refused({"equation", "\\num{k}", "-o", path, "--num", "k=♥"}, "number 'k' holds '♥'");
    refused({"equation", "x", "-o", path, "--em", "2"}, "--em = 2");
    refused({"equation", "x", "-o", path, "--theme", "blue"}, "--theme = blue");
    refused({"equation", "x", "-o", path, "--term", "a"}, "--term = a: is no term");
    refused({"equation", "\\term{b}{x}", "-o", path, "--term", "a"}, "allowed: b");
    refused({"equation", "x", "-o", path, "--dpi", "100"}, "--dpi: is the resolution of a PNG");
    refused({"equation", "x", "-o", folder.path("eq.csv")}, "its ending says no known kind of picture");
    CHECK(run_halfstep({"equation", "x"}).code == 2);
    CHECK(run_halfstep({"equation", "-o", path}).code == 2);
    CHECK_FALSE(std::filesystem::exists(path));
}
