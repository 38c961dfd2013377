// `halfstep check`: lessons pass; what is wrong is found and named.

#include "tests/app/process.h"

#include <doctest/doctest.h>

using namespace halfstep::testing;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("check: the lessons with closed forms pass, one line each") {
    const ProcessResult result = run_halfstep({"check", "sigma-squared", "which-variance", "one-datum", "three-modes"});
    INFO(result.out, result.err);
    CHECK(result.code == 0);
    CHECK(result.err == "");
    const std::vector<std::string> lines = lines_of(result.out);
    REQUIRE(lines.size() == 4);
    for (int i = 0; i < 4; ++i) {
        CHECK(contains(lines[static_cast<std::size_t>(i)], " comparisons, the worst off by "));
        CHECK(contains(lines[static_cast<std::size_t>(i)], ": passed"));
    }
}

TEST_CASE("check: a scene of one's own; mistakes are those of any scene") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("own.toml", "[process]\nsteps = 10\n[run]\nparticles = 500\n");
    CHECK(run_halfstep({"check", scene}).code == 0);
    const ProcessResult wrong = run_halfstep({"check", "sigma-sqared"});
    CHECK(wrong.code == 2);
    CHECK(contains(wrong.err, "did you mean sigma-squared?"));
    CHECK(wrong.out == "");
}
