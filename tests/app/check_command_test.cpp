// `halfstep check`: lessons pass; what is wrong is found and named.

#include "tests/app/messages.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

using namespace halfstep::testing;

TEST_CASE("check: the lessons with closed forms pass, one line each") {
    const ProcessResult result = run_halfstep({"check", "sigma-squared", "which-variance", "one-datum", "three-modes"});
    INFO(result.out, result.err);
    CHECK(result.code == 0);
    CHECK(result.err == "");
    const std::vector<std::string> lines = lines_of(result.out);
    int compared = 0;
    for (const std::string& line : lines) {
        if (!contains(line, " comparisons, the worst off by ")) continue; // claims, and their count
        ++compared;
        CHECK(contains(line, ": passed"));
    }
    CHECK(compared == 4);
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

TEST_CASE(
    "check: a right sampler passes on narrow modes far apart, in both precisions; where rounding rules it says so") {
    const TemporaryFolder folder;
    const auto check = [&](const std::string& left, const std::string& right, const std::string& sigma,
                           const std::string& run) {
        const std::string scene = "[target]\nkind = \"mixture\"\n[[target.component]]\nmean = [" + right +
                                  "]\nsigma = " + sigma + "\n[[target.component]]\nmean = [" + left +
                                  "]\nsigma = " + sigma + "\n[process]\nkind = \"ve\"\nsteps = 20\nsigma_max = 5\n" +
                                  "[[sampler]]\nkind = \"forward\"\n[run]\n" + run;
        const ProcessResult result = run_halfstep({"check", folder.write("far.toml", scene)});
        INFO(scene, result.out, result.err);
        CHECK(result.code == 0);
        return result.out;
    };
    for (int i = 8; i <= heavy(10, 8); ++i) {
        const std::string seed = "seed = " + std::to_string(i) + "\n";
        CHECK(contains(check("-1000.3", "1000.3", "1e-5", seed), "passed; rounding of single precision rules in "));
        check("-29999.9", "30000.3", "1e-3", seed);
        check("-30000", "30000", "1e-3", "particles = 4000\n" + seed);
        CHECK(!contains(check("-1000.3", "1000.3", "1e-5", "precision = \"double\"\n" + seed), "rounding"));
        check("-1e5", "1e5", "1e-6", "precision = \"double\"\n" + seed);
        CHECK(!contains(check("-1", "1", "0.1", seed), "rounding"));
    }
}

TEST_CASE("check: the bound of chains that lose their signal early, of all that is known in closed form") {
    const TemporaryFolder folder;
    const std::string gaussian = "", mixture = "[target]\nkind = \"mixture\"\n"
                                               "[[target.component]]\nmean = [-1.0]\nsigma = 0.1\n"
                                               "[[target.component]]\nmean = [2.0]\nsigma = 0.02\n";
    const auto vp = [](const std::string& schedule, const std::string& steps, const std::string& beta_start) {
        return "[process]\nkind = \"vp\"\nschedule = \"" + schedule + "\"\nsteps = " + steps +
               "\nbeta_start = " + beta_start + "\n";
    };
    const std::string large = "[process]\nkind = \"ve\"\ngrid = \"karras\"\nsteps = 2000\nsigma_max = 1e6\n";
    for (const std::string& target : {gaussian, mixture})
        for (const std::string& process :
             {vp("linear", "10", "0.999"), vp("linear", "100", "0.9999"), vp("linear-1000", "2000", "0.5"),
              vp("linear-1000", "2000", "0.9"), vp("linear-1000", "2000", "0.999"),
              vp("linear-1000", "100000", "0.999"), large}) {
            const std::string scene = target + process +
                                      "[[sampler]]\nkind = \"ddim\"\nsteps = 5\nspacing = \"trailing\"\n" +
                                      "[run]\nparticles = 200\n";
            const ProcessResult result = run_halfstep({"check", folder.write("s.toml", scene)});
            INFO(scene, result.out, result.err);
            CHECK(result.code == 0);
        }
}

TEST_CASE("check: right samplers pass with few particles, of heavy tails, and far from 0 in single precision") {
    const TemporaryFolder folder;
    const std::string heavy =
        "[target]\nkind = \"mixture\"\n"
        "[[target.component]]\nweight = 0.998\nmean = [0.0]\nsigma = 1.0\n"
        "[[target.component]]\nweight = 0.002\nmean = [5.0]\nsigma = 40.0\n"
        "[process]\nkind = \"vp\"\nsteps = 20\nschedule = \"cosine\"\n"
        "[[sampler]]\nkind = \"forward\"\n[[sampler]]\nkind = \"ddpm\"\nstart = \"exact\"\n[run]\n";
    const std::string far = "[target]\nkind = \"gaussian\"\nmean = [1e5]\nsigma = 0.1\n"
                            "[process]\nkind = \"vp\"\nsteps = 200\nschedule = \"cosine\"\n"
                            "[[sampler]]\nkind = \"ddpm\"\n[[sampler]]\nkind = \"ddim\"\n[run]\n";
    const std::string few = "[process]\nkind = \"ve\"\nsteps = 100\n[[sampler]]\nkind = \"ddpm\"\n[run]\n";
    for (const char* particles : {"2", "5", "20", "50", "1000"})
        for (int seed = 1; seed <= halfstep::testing::heavy(3, 1); ++seed)
            for (const std::string& scene : {heavy, far, few}) {
                const std::string file = folder.write("scene.toml", scene + "particles = " + particles +
                                                                        "\nseed = " + std::to_string(seed) + "\n");
                const ProcessResult result = run_halfstep({"check", file});
                INFO(scene, particles, " particles, seed ", seed, result.out, result.err);
                CHECK(result.code == 0);
            }
    const std::string file = folder.write("far.toml", far + "particles = 20000\n");
    const ProcessResult result = run_halfstep({"check", file});
    CHECK(result.code == 0);
    CHECK(contains(result.out, "passed; rounding of single precision rules in "));
    const std::string twice = folder.write("double.toml", far + "particles = 20000\nprecision = \"double\"\n");
    CHECK(!contains(run_halfstep({"check", twice}).out, "rounding"));
}
