// Mistakes in scene files: each is refused with its key or line, in one line that says what is allowed.

#include "app/base/text.h"
#include "app/scene/scene.h"
#include "core/law/catalog.h"
#include "tests/app/process.h"
#include "tests/app/scene_text.h"

#include <doctest/doctest.h>

#include <cstring>
#include <random>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string load_complaint(const std::string& path) {
    try {
        load_scene(path);
    } catch (const SceneError& e) {
        return e.what();
    }
    return "";
}

struct Mistake {
    const char* toml;
    const char* begins;   ///< the message, after "scene.toml:"
    const char* contains; ///< and somewhere behind
};

void check_mistake(const Mistake& mistake) {
    const std::string toml = mistake.toml;
    CAPTURE(toml);
    const std::string message = complaint(toml);
    CHECK(message.substr(0, 11 + std::strlen(mistake.begins)) == std::string("scene.toml:") + mistake.begins);
    INFO(message);
    CHECK(message.find(mistake.contains) != std::string::npos);
    CHECK(message.find("; allowed: ") != std::string::npos);
    CHECK(message.find('\n') == std::string::npos);
}

} // namespace

TEST_CASE("mistakes in keys") {
    check_mistake({"titel = \"a\"", "1: titel = \"a\": unknown key", "did you mean title?"});
    check_mistake({"\n\n[samplers]", "3: samplers: unknown key", "did you mean sampler?"});
    check_mistake({"[[sampler]]\n[[sampler]]\netta = 1\n", "3: sampler[1].etta = 1: unknown key", "did you mean eta?"});
    check_mistake({"[target]\nzzzzzzzz = 1\naaaa = 2\n", "2: target.zzzzzzzz",
                   "allowed: kind, text, sigma"}); // the first line, not the first letter
    check_mistake(
        {"[[sampler]]\nkind = \"ddpm\"\neta = 0.5\n", "3: sampler[0].eta = 0.5: does not apply", "kind = \"ddpm\""});
    check_mistake(
        {"[[sampler]]\nvariance = \"small\"\n", "2: sampler[0].variance", "does not apply to kind = \"ddim\""});
    check_mistake({"[[sampler]]\nfinal_noise = true\n", "2: sampler[0].final_noise = true", "does not apply"});
    check_mistake(
        {"[[sampler]]\nkind = \"true-reverse\"\nfinal_noise = false\n", "3: sampler[0].final_noise", "does not apply"});
    check_mistake({"[[sampler]]\nkind = \"ddpm\"\nv = 0.5\n", "3: sampler[0].v", "variance = \"small\""});
    check_mistake({"[process]\nschedule = \"linear\"\n", "2: process.schedule", "does not apply to kind = \"ve\""});
    check_mistake({"[process]\nkind = \"vp\"\nschedule = \"cosine\"\nbeta_end = 0.1\n", "4: process.beta_end",
                   "schedule = \"cosine\""});
    check_mistake({"[process]\nkind = \"vp\"\nbeta_max = 10\n", "3: process.beta_max", "schedule = \"linear\""});
    check_mistake({"[process]\nkind = \"vp\"\nsigma_max = 10\n", "3: process.sigma_max", "kind = \"vp\""});
    check_mistake({"[process]\nzero_terminal_snr = true\n", "2: process.zero_terminal_snr", "kind = \"ve\""});
    check_mistake({"[process]\nkind = \"flow\"\ngrid = \"karras\"\n", "3: process.grid", "kind = \"flow\""});
    check_mistake({"[process]\nsigma_min = 0.1\n", "2: process.sigma_min", "grid = \"linear\""});
    check_mistake({"[process]\ngrid = \"exponential\"\nrho = 7\n", "3: process.rho", "grid = \"exponential\""});
    check_mistake({"[process]\nkind = \"vp\"\nschedule = \"custom\"\nalpha_bar = [0.5]\npoints = [[0, 1], [1, 0]]\n",
                   "5: process.points = [[0, 1], [1, 0]]: given beside alpha_bar", "one of"});
    check_mistake({"[target]\nradius = 1\n", "2: target.radius = 1: does not apply", "kind = \"gaussian\""});
    check_mistake(
        {"[target]\nkind = \"ring\"\nmean = [0.0]\n", "3: target.mean = [0.0]: does not apply", "kind = \"ring\""});
    check_mistake({"[target]\nsigma = 1\ncov = [[1]]\n", "3: target.cov = [[1]]: given beside sigma", "one of"});
}

TEST_CASE("mistakes in types") {
    check_mistake({"title = 3", "1: title = 3: wrong type", "text in quotes"});
    check_mistake({"[target]\nsigma = \"big\"\n", "2: target.sigma = \"big\": wrong type", "a finite number"});
    check_mistake({"[target]\nmean = 0.5\n", "2: target.mean = 0.5: wrong type", "[0.0]"});
    check_mistake({"[target]\nmean = [0.5, \"a\"]\n", "2: target.mean = [0.5, \"a\"]: wrong type", "list"});
    check_mistake({"[target]\ncov = [1]\n", "2: target.cov = [1]: not square", "[[0.04]]"});
    check_mistake({"[target]\ncov = [[1, 2]]\n", "2: target.cov = [[1, 2]]: not square", "square"});
    check_mistake({"[process]\nkind = \"vp\"\nschedule = \"custom\"\npoints = [0, 1]\n",
                   "4: process.points = [0, 1]: wrong shape", "lists of 2 finite numbers"});
    check_mistake(
        {"[process]\nkind = \"vp\"\nschedule = \"custom\"\npoints = [[0, 9], [1]]\n", "4: process.points", "of 2"});
    check_mistake(
        {"[process]\nkind = \"vp\"\nschedule = \"custom\"\npoints = 3\n", "4: process.points = 3: wrong type", ""});
    check_mistake(
        {"[process]\ngrid = \"karas\"\n", "2: process.grid = \"karas\": is none of the names", "did you mean karras?"});
    check_mistake({"[process]\nkind = \"vp\"\nschedule = \"exponential\"\n", "3: process.schedule", "exp, laplace"});
    check_mistake({"[process]\nsteps = 10.0\n", "2: process.steps = 10.0: is no whole number",
                   "a whole number from 1 to 100000"});
    check_mistake({"[process]\nsteps = true\n", "2: process.steps = true: wrong type", "whole number"});
    check_mistake({"[process]\nsteps = 1979-05-27\n", "2: process.steps = a date or time: wrong type", "whole number"});
    check_mistake({"process = 3", "1: process = 3: wrong type", "[process]"});
    check_mistake({"[sampler]\n", "1: sampler: wrong type", "[[sampler]]"});
    check_mistake({"sampler = []\n", "1: sampler = []: wrong type", "[[sampler]]"});
    check_mistake({"[[sampler]]\nfinal_noise = 1\n", "2: sampler[0].final_noise = 1: wrong type", "true or false"});
    check_mistake({"[[sampler]]\nkind = \"ddmi\"\n", "2: sampler[0].kind = \"ddmi\": is none of the names",
                   "did you mean ddim?"});
    check_mistake(
        {"[[sampler]]\nspacing = \"Leading\"\n", "2: sampler[0].spacing = \"Leading\"", "did you mean leading?"});
    check_mistake({"[run]\nprecision = \"half\"\n", "2: run.precision = \"half\"", "single, double"});
}

TEST_CASE("impossible values") {
    check_mistake({"[target]\nsigma = nan\n", "2: target.sigma = nan: is not finite", "a finite number"});
    check_mistake({"[target]\nsigma = -inf\n", "2: target.sigma = -inf: is not finite", "a finite number"});
    check_mistake({"[target]\nmean = [nan]\n", "2: target.mean = [nan]: is not finite", "finite"});
    check_mistake({"[target]\n\nsigma = -0.2\n", "3: target.sigma = -0.2: ", "allowed"});
    check_mistake({"[target]\nsigma = 0\n", "2: target.sigma = 0: ", "allowed"});
    check_mistake({"[target]\nmean = []\n", "2: target.mean = []: ", "one or two numbers"});
    check_mistake({"[target]\nkind = \"mixture\"\n", "1: target.component: ", "at least one [[target.component]]"});
    check_mistake({"[target]\nkind = \"ring\"\nmodes = 0\n", "3: target.modes = 0: ", "1 to"});
    check_mistake({"[target]\nkind = \"mixture\"\n[[target.component]]\n[[target.component]]\nmean = [1, 2]\n",
                   "5: target.component[1].mean = [1, 2]: ", "dimension"});
    check_mistake({"[target]\nmean = [0, 0]\ncov = [[1, 2], [2, 1]]\n",
                   "3: target.cov = [[1, 2], [2, 1]]: ", "positive definite"});
    check_mistake({"[process]\nsteps = 0\n", "2: process.steps = 0: out of range", "1 to 100000"});
    check_mistake({"[process]\nkind = \"vp\"\nbeta_end = 1.5\n", "3: process.beta_end = 1.5: ", "above 0, below 1"});
    check_mistake({"[process]\nkind = \"vp\"\nschedule = \"custom\"\nalpha_bar = [0.5, 0.6]\n",
                   "4: process.alpha_bar = [0.5, 0.6]: ", "decreasing"});
    check_mistake({"[process]\nkind = \"vp\"\nschedule = \"custom\"\nsteps = 3\nalpha_bar = [0.5]\n",
                   "5: process.alpha_bar = [0.5]: ", "3"});
    check_mistake({"[process]\nkind = \"vp\"\nsteps = 20\nschedule = \"linear-1000\"\n",
                   "3: process.steps = 20: ", "at least 21"});
    check_mistake({"[process]\nkind = \"vp\"\nschedule = \"custom\"\npoints = [[0, 1], [0.5, 2], [1, -3]]\n",
                   "4: process.points = [[0, 1], [0.5, 2], [1, -3]]: log SNR does not fall at point 2",
                   "2 to 32 points"});
    check_mistake({"[process]\ngrid = \"karras\"\nsigma_min = 2\n", "3: process.sigma_min = 2: ", "below sigma_max"});
    // Of two keys the one that is given, with the values of both.
    check_mistake({"[process]\ngrid = \"karras\"\nsigma_max = 1e-9\n", "3: process.sigma_max = 1e-09: ",
                   "sigma_min = 0.002 at level 1 to sigma_max = 1e-09 at T; allowed: sigma_min from 1e-9 to below"});
    check_mistake({"[process]\nkind = \"vp\"\nschedule = \"vp-sde\"\nbeta_min = 1e6\n", "4: process.beta_min = 1e+06: ",
                   "with beta_min = 1e+06 and beta_max = 20 at t = 1 of 100 alpha_bar falls"});
    check_mistake({"[process]\nkind = \"vp\"\nschedule = \"vp-sde\"\nbeta_max = 2000\n",
                   "4: process.beta_max = 2000: ", "allowed: beta_min + beta_max of at most 1381.55"}); // 600 ln 10
    check_mistake({"[process]\nkind = \"vp\"\nschedule = \"vp-sde\"\nbeta_max = 800\nbeta_min = 790\n",
                   "4: process.beta_max = 800: ", "with beta_max = 800 and beta_min = 790"});
    check_mistake(
        {"[process]\nkind = \"vp\"\nschedule = \"constant\"\nbeta_end = 0.9999\n",
         "4: process.beta_end = 0.9999: ", "with beta_end = 0.9999 at t = 75 of 100 alpha_bar falls"}); // 10^-300
    check_mistake({"[process]\nkind = \"vp\"\nschedule = \"linear-1000\"\nbeta_start = 0.5\n",
                   "4: process.beta_start = 0.5: ", "at least 501 steps"});
    check_mistake(
        {"[process]\ngrid = \"polyexponential\"\nrho = 100\n", "3: process.rho = 100: ", "of 100 have the same noise"});
    check_mistake({"[process]\nsigma_max = 0\n", "2: process.sigma_max = 0: ", "1e-9 to 1e6"});
    check_mistake(
        {"[process]\nsteps = 10\n[[sampler]]\nsteps = 11\n", "4: sampler[0].steps = 11: out of range", "from 1 to 10"});
    check_mistake({"[[sampler]]\nsteps = 10\n", "2: sampler[0].steps = 10: ", "spacing"});
    check_mistake({"[[sampler]]\neta = -0.1\n", "2: sampler[0].eta = -0.1: ", "0 to"});
    check_mistake({"[target]\nkind = \"ring\"\n[[sampler]]\n[[sampler]]\nkind = \"true-reverse\"\n",
                   "5: sampler[1].kind = \"true-reverse\": ", "gaussian"});
    check_mistake({"[run]\nparticles = 0\n", "2: run.particles = 0: out of range", "1 to 10000000"});
    check_mistake({"[run]\nseed = -1\n", "2: run.seed = -1: out of range", "0 to"});
    std::string nine;
    for (int i = 0; i < 9; ++i) nine += "[[sampler]]\n";
    check_mistake({nine.c_str(), "9: sampler[8]: one sampler too many", "allowed: 8"});
}

TEST_CASE("eta beyond the largest real value: the message says which that is") {
    const std::string toml =
        "[process]\nkind = \"vp\"\nsteps = 20\n[[sampler]]\nname = \"a\"\n[[sampler]]\nname = \"b\"\neta = 3.2\n";
    check_mistake({toml.c_str(), "8: sampler[1].eta = 3.2: ", "0 to "});
    const Experiment e = parse(toml.substr(0, toml.find("eta")));
    const double largest = max_eta(e.samplers[1], make_process(e.process), make_target(e.target));
    const std::string message = complaint(toml);
    const double stated = std::strtod(message.c_str() + message.find("allowed: 0 to ") + 14, nullptr);
    CHECK(stated == doctest::Approx(largest).epsilon(1e-5));
    CHECK(stated <= largest * (1 + 1e-9)); // typed in again, it passes
    CHECK(complaint(toml.substr(0, toml.find("3.2")) + number(stated)) == "");
}

TEST_CASE("what is no TOML") {
    check_mistake({"title = \n", "1: not TOML: ", "column"});
    check_mistake({"[target\n", "1: not TOML: ", ""});
    check_mistake({"a = 1\na = 2\n", "2: not TOML: ", "redefine"});
    check_mistake({"title = \"\xff\xfe\"\n", "1: not TOML: ", "utf-8"});
    check_mistake({"[run]\nseed = 99999999999999999999\n", "2: run.seed: a whole number beyond what 64 bits hold",
                   "9223372036854775807"});
    check_mistake({"x = \"unfinished", "1: not TOML: ", ""});
    std::string deep; // would nest tables until the stack ends
    for (int i = 0; i < 100000; ++i) deep += "a.";
    check_mistake({("\n" + deep + "a = 1").c_str(), "2: a key of more than ", "target.component"});
    check_mistake({("[" + deep + "a]").c_str(), "1: a key of more than ", ""});
    const std::string nested = "a = " + std::string(100000, '[');
    check_mistake({nested.c_str(), "1: not TOML: ", "depth"});
    CHECK(complaint(std::string("title = \"") + std::string(500, '.') + "\"") == ""); // but dots are no keys
    check_mistake({("note = \"\"\"\n'\"\"\"\n# \"\n\"a\"." + deep + "a = 1").c_str(), "4: a key of more than ", ""});
}

TEST_CASE("a text may have any number of dots, however it is quoted") {
    std::string dots; // a numbered list, sentences without a comma
    for (int i = 0; i < 100; ++i) dots += "1. a.b ";
    for (const std::string& toml : {"title = \"" + dots + "\"", "title = '" + dots + "'", "note = \"\\\"" + dots + "\"",
                                    "note = \"\"\"\n" + dots + "\\\"\"\" " + dots + "\"\"\"\"\"\n# " + dots + "\n[run]",
                                    "note = '''" + dots + "'" + dots + "''''\n# '" + dots}) {
        CAPTURE(toml);
        CHECK(complaint(toml + "\n") == "");
    }
    CHECK(parse("note = \"" + dots + "\"").note == dots);
}

TEST_CASE("files that are no scenes") {
    const TemporaryFolder folder;
    CHECK(load_complaint(folder.path("none.toml"))
              .find("none.toml: no such file, and no lesson of that name; allowed: ") != std::string::npos);
    CHECK(load_complaint("rings").find("did you mean ring?") != std::string::npos);
    CHECK(load_complaint(folder.path()).find(": is a folder") != std::string::npos);
    CHECK(load_complaint("").find("no such file") != std::string::npos);

    const std::string large = folder.write("large.toml", "");
    std::filesystem::resize_file(large, 100'000'000);
    CHECK(load_complaint(large) ==
          large + ": has 100000000 bytes, which is too many; allowed: a scene file (.toml), a figure or film that "
                  "Halfstep wrote, or a lesson (at most 4194304 bytes)");
    CHECK(load_complaint("/dev/zero").find("more than 4194304 bytes") != std::string::npos);

    std::mt19937 random(1);
    std::string garbage;
    for (int i = 0; i < 100000; ++i) garbage += static_cast<char>(random());
    const std::string binary = folder.write("binary.toml", garbage);
    const std::string message = load_complaint(binary);
    CHECK(message.substr(0, binary.size() + 3) == binary + ":1:");
    for (const char c : message) CHECK(static_cast<unsigned char>(c) >= 0x20);

    CHECK(load_complaint(folder.write("empty.toml", "")) == "");
    CHECK(load_complaint(folder.write("bom.toml", "\xef\xbb\xbf[run]\nseed = 1\n")) == "");
    CHECK(load_complaint(folder.write("dos.toml", "[run]\r\nseed = 1\r\n")) == "");
}

TEST_CASE("names that the scene gives must differ as folders") {
    check_mistake(
        {"[[sampler]]\nname = \"A b\"\n[[sampler]]\nname = \"a-B!\"\n", "4: sampler[1].name = \"a-B!\": ", "\"a-b\""});
    check_mistake({"[[sampler]]\nname = \"σ\"\n", "2: sampler[0].name = \"σ\": ", "at least one of"});
}
