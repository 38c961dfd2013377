// What is refused names what the user gave, shows it as it was given, and allows what holds.

#include "tests/app/process.h"

#include <doctest/doctest.h>

using namespace halfstep::testing;

namespace {

using Words = std::vector<std::string>;

void check_refused(const Words& words, const std::string& part) {
    const ProcessResult result = run_halfstep(words);
    CAPTURE(part);
    INFO(result.err);
    CHECK(result.code == 2);
    CHECK(lines_of(result.err).size() == 1);
    CHECK(result.err.find(part) != std::string::npos);
}

/// `part`: what stands after the scene's name.
void check_scene(const std::string& toml, const std::string& part) {
    const TemporaryFolder folder;
    CAPTURE(toml);
    check_refused({"check", folder.write("s.toml", toml)}, "s.toml:" + part);
}

} // namespace

TEST_CASE("a mistake is that of a key which the scene gives") {
    check_scene("[target]\ncov = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]\n", "2: target.cov = [[1, 0, 0], ");
    check_scene("[target]\nkind = 'mixture'\n[[target.component]]\ncov = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]\n",
                "4: target.component[0].cov = [[1, 0, 0], ");
    check_scene("[target]\nkind = 'moons'\nradius = 1e6\n", "3: target.radius = 1e+06: curves of length");
    check_scene("[target]\nkind = 'circles'\nradius = 1e6\n", "3: target.radius = 1e+06: curves of length");
    check_scene("[target]\nkind = 'word'\nheight = 1e4\n", "3: target.height = 10000.0: curves of length");
    check_scene("[target]\nkind = 'spiral'\nturns = 20\narms = 12\n", "3: target.turns = 20: curves of length");
    check_scene("[target]\nkind = 'spiral'\nturns = 20\narms = 12\nsigma = 0.01\n",
                "5: target.sigma = 0.01: curves of");
}

TEST_CASE("a value is shown as it was typed") {
    check_scene("[run]\nparticles = 1e3\n", "2: run.particles = 1000.0: is no whole number; allowed: a whole number");
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", "[process]\nsteps = 5\n"), svg = folder.path("x.svg");
    check_refused({"figure", scene, "--plot", "xt,", "-o", svg},
                  "--plot = xt,: a name is missing at a comma; allowed: ");
    check_refused({"figure", scene, "--plot", "xt,variants", "-o", svg},
                  "--plot = xt,variants: there is no plot variants");
    for (const char* part : {"1/4/", "1/", "/4", "1/4x", "0/4", "1/0"})
        check_refused({"sweep", scene, "--over", "run.seed=1,2", "--part", part},
                      "--part = " + std::string(part) + ": allowed: I/N, the I-th of N parts");
    check_refused({"sweep", scene, "--over", "run.seed=1,2", "--part", "5/4"},
                  "--part = 5/4: there are only so many parts; allowed: 1/4 to 4/4");
}

TEST_CASE("an option without its value says what it takes, and takes nothing else for it") {
    const TemporaryFolder folder;
    const std::string svg = folder.path("x.svg");
    for (const Words& words : {Words{"run", "sigma-squared", "--particles="},
                               {"run", "--particles=", "sigma-squared"},
                               {"figure", "--hide=", "sigma-squared", "-o", svg},
                               {"--journal="},
                               {"run", "sigma-squared", "--particles", ""}})
        check_refused(words, "= \"\": is empty; allowed: a value");
    check_refused({"run", "sigma-squared", "--particles"},
                  "--particles: its value is missing; allowed: --particles N; see halfstep run --help");
    check_refused({"figure", "sigma-squared", "-o"}, "--output: its value is missing; allowed: --output FILE");
    check_refused({"run", "sigma-squared", "--seed", "1", "--seed", "2"},
                  "--seed: given more than once; allowed: once");
}

TEST_CASE("a number that nothing can hold is no mistake of syntax") {
    for (const char* seed : {"9223372036854775808", "-9223372036854775809", "0x8000000000000000",
                             "0o7777777777777777777777777", "1_000_000_000_000_000_000_000"})
        check_scene("[run]\nseed = " + std::string(seed) + "\n",
                    "2: run.seed: a whole number beyond what 64 bits hold; "
                    "allowed: -9223372036854775808 to 9223372036854775807");
    check_scene("[target]\nsigma = 1e400\n", "2: target.sigma: a number beyond what double precision holds; allowed: ");
    check_scene("[run]\nseed = " + std::string(200, '1') + "\n", "2: run.seed: a number of too many digits; allowed: ");
    check_scene("[run]\nseed = 1x\n", "2: not TOML: ");
    // The key has its table, as in every other message, wherever it stands.
    const std::string much = "99999999999999999999";
    check_scene("title = \"[run]\"\n[ process ] # [run]\nkind = 'vp'\nsteps = " + much + "\n",
                "4: process.steps: a whole number beyond");
    check_scene("process.steps = " + much + "\n", "1: process.steps: a whole number");
    check_scene("[[sampler]]\nkind = 'ddim'\n[[sampler]]\nsteps = " + much + "\n", "4: sampler[1].steps: a whole");
    check_scene("[target]\nkind = 'mixture'\n[[target.component]]\n[[target.component]]\nsigma = 1e999\n",
                "5: target.component[1].sigma: a number beyond");
    check_scene("run = { particles = 5, seed = " + much + " }\n", "1: run.seed: a whole number");
    check_scene("[target]\nkind = 'points'\npoints = [\n  [0.0, 1.0],\n  [1e999, 1.0],\n]\n",
                "5: target.points: a number beyond");
    check_scene("note = \"\"\"\n[run]\nseed = 1\n\"\"\"\nseed = " + much + "\n", "5: seed: a whole number");
}

TEST_CASE("what would do nothing is refused") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", "[process]\nsteps = 5\n"), csv = folder.path("x.csv");
    check_refused({scene, "run", scene}, "s.toml: given before the command run, is for the window alone; allowed: ");
    check_refused({"--theme", "light", "run", scene}, "--theme: given before the command run");
    check_refused({"figure", "--list", "-o", folder.path("x.svg")}, "-o: given beside --list; allowed: --list alone");
    for (const Words& option : {Words{"--width", "85"}, Words{"--dpi", "300"}, Words{"--theme", "dark"},
                                Words{"--transparent"}, Words{"--no-titles"}}) {
        Words words{"figure", scene, "-o", csv};
        words.insert(words.end(), option.begin(), option.end());
        check_refused(words, option[0] + ": is for a picture, and -o = " + csv + " is to hold data; allowed: ");
    }
    for (const char* ending : {"svg", "pdf", "SVG"}) {
        const std::string path = folder.path(std::string("x.") + ending);
        const std::string what = "--dpi: is the resolution of a PNG, and -o = " + path +
                                 " is to be a vector file; allowed: -o with .png, or no --dpi";
        check_refused({"figure", scene, "-o", path, "--dpi", "300"}, what);
        check_refused({"sweep", scene, "--over", "process.steps=5,6", "-o", path, "--dpi", "300"}, what);
    }
    CHECK(folder.entries() == 1);
}

TEST_CASE("a first line that begins like a number is no line of names") {
    using namespace std::string_literals;
    for (const std::string& line : {"0x10"s, "1\0"s, "1.5m"s, "-1..5"s, "+.5e"s,
                                    "\xe2\x88\x92"
                                    "1"s,
                                    "--"s}) {
        const TemporaryFolder folder;
        folder.write("p.csv", line + "\n1\n2\n");
        const std::string scene = folder.write("s.toml", "[target]\nkind = 'points'\nfile = 'p.csv'\n");
        CAPTURE(line);
        check_refused({"check", scene}, "p.csv:1: \"");
        check_refused({"check", scene}, "is no number; allowed: ");
    }
    for (const char* line : {"x", "x_1", "\"x\"", "\xce\xbc", "-x", "# 0x10"}) {
        const TemporaryFolder folder;
        folder.write("p.csv", std::string(line) + "\n1\n2\n");
        CAPTURE(line);
        CHECK(run_halfstep({"check", folder.write("s.toml", "[target]\nkind = 'points'\nfile = 'p.csv'\n")}).code == 0);
    }
}

TEST_CASE("what a message allows is possible") {
    const auto scene = [](int steps) {
        return "[process]\nkind = 'vp'\nschedule = 'linear-1000'\nbeta_start = 0.999\nsteps = " +
               std::to_string(steps) + "\n";
    };
    const TemporaryFolder folder;
    const ProcessResult refused = run_halfstep({"schedule", folder.write("s.toml", scene(999))});
    CHECK(refused.code == 2);
    const std::size_t at = refused.err.find("allowed: at least ");
    REQUIRE(at != std::string::npos);
    const int least = std::stoi(refused.err.substr(at + 18));
    CHECK(run_halfstep({"schedule", folder.write("s.toml", scene(least))}).code == 0);
    const ProcessResult below = run_halfstep({"schedule", folder.write("s.toml", scene(least - 1))});
    CHECK(below.code == 2);
    CHECK(below.err.find("allowed: at least " + std::to_string(least) + " steps") != std::string::npos);
    for (const char* seconds : {"1e9", "0", "-1"})
        check_refused({"film", "ring", "--seconds", seconds, "-o", folder.path("frames/")},
                      "--seconds = " + std::string(seconds) + ": out of range; allowed: above 0, to 3600");
}

TEST_CASE("a name of two lines is refused, whatever parts them") {
    for (const char* separator : {"\\n", "\\u2028", "\\u2029", "\\u0085"})
        check_scene("[[sampler]]\nname = \"a" + std::string(separator) + "b\"\n", "2: sampler[0].name = ");
}
