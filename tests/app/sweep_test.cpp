// Sweeps: keys by name, all combinations, parts that add up, and the command line.

#include "app/scene/edit.h"
#include "app/scene/scene.h"
#include "app/sweep/sweep.h"
#include "app/views/sweep_view.h"
#include "core/spec/facts.h"
#include "tests/app/messages.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const char* const swept_scene = R"(title = "small"
[target]
sigma = 0.2
[process]
kind = "ve"
steps = 20
[[sampler]]
kind = "ddim"
spacing = "trailing"
steps = 20
[[sampler]]
kind = "ddpm"
[run]
particles = 300
seed = 3
)";

} // namespace

TEST_CASE("values by their keys: numbers, words, lists, one sampler or all") {
    const Experiment e = parse_scene(swept_scene, "scene");
    CHECK(with_values(e, {}) == e);
    CHECK(with_values(e, {{"process.steps", "40"}, {"sampler[1].spacing", "all"}}).process.steps == 40);
    const Experiment all = with_values(e, {{"sampler.start", "exact"}});
    for (const SamplerSpec& sampler : all.samplers) CHECK(sampler.start == Start::exact);
    const Experiment one = with_values(e, {{"sampler[0].eta", "0.5"}});
    CHECK(one.samplers[0].eta == 0.5);
    CHECK(with_values(e, {{"target.mean", "[0.25]"}}).target.mean == std::vector<double>{0.25});
    CHECK(with_values(e, {{"sampler[1].name", "\"two words\""}}).samplers[1].name == "two words");
    const Experiment modes = parse_scene("[target]\nkind = \"mixture\"\n[[target.component]]\nmean = [0.0]\n"
                                         "[[target.component]]\nmean = [1.0]\n",
                                         "scene");
    CHECK(with_values(modes, {{"target.component[1].weight", "3"}}).target.components[1].weight == 3);
}

TEST_CASE("keys and values that a scene refuses are refused by name, on one line without a line number") {
    const Experiment e = parse_scene(swept_scene, "scene");
    const auto try_one = [&](const std::string& key, const std::string& value) {
        const std::string text = complaint<SceneError>([&] { with_values(e, {{key, value}}); });
        CHECK(text.find('\n') == std::string::npos);
        CHECK(text.find('\x01') == std::string::npos);
        CHECK(text.find("allowed: ") != std::string::npos);
        return text;
    };
    CHECK(try_one("sampler.stps", "5").find("did you mean steps?") != std::string::npos);
    CHECK(try_one("sampler.steps", "500").find("with sampler.steps = 500: sampler[0].steps = 500: ") == 0);
    CHECK(try_one("sampler[2].steps", "5").find("there are 2") != std::string::npos);
    CHECK(try_one("sampler[x].steps", "5").find("brackets") != std::string::npos);
    CHECK(try_one("samplers.steps", "5").find("no table samplers") != std::string::npos);
    CHECK(try_one("title", "5").find("names no value") != std::string::npos);
    CHECK(try_one("process.", "5").find("names no value") != std::string::npos);
    CHECK(try_one("process.steps", "many").find("process.steps") != std::string::npos);
}

TEST_CASE("a plan: every combination, the last axis and then the seeds fastest; parts are consecutive and complete") {
    const Experiment e = parse_scene(swept_scene, "scene");
    const std::vector<SweepJob> jobs =
        plan_sweep(e, {{{"sampler[0].steps", {"5", "10"}}, {"target.sigma", {"0.1", "0.2", "0.4"}}}, 2});
    REQUIRE(jobs.size() == 12);
    CHECK(jobs[0].experiment.run.seed == 3);
    CHECK(jobs[1].experiment.run.seed == 4);
    CHECK(jobs[2].values == std::vector<std::string>{"5", "0.2"});
    CHECK(jobs[6].values == std::vector<std::string>{"10", "0.1"});
    CHECK(jobs[6].experiment.samplers[0].steps == 10);
    CHECK(jobs[6].experiment.target.sigma == 0.1);
    for (const int parts : {1, 2, 5, 12, 20}) {
        std::vector<std::vector<std::string>> together;
        for (int part = 1; part <= parts; ++part)
            for (const SweepJob& job : part_of(jobs, part, parts)) together.push_back(job.values);
        REQUIRE(together.size() == jobs.size());
        for (std::size_t i = 0; i < jobs.size(); ++i) CHECK(together[i] == jobs[i].values);
    }
    std::vector<std::string> twenty;
    for (int i = 0; i < 20; ++i) twenty.push_back("0." + std::to_string(10 + i));
    CHECK(complaint<SceneError>([&] {
              plan_sweep(e, {{{"target.sigma", twenty}}, 10'000});
          }).find("more than 100000 runs") != std::string::npos);
}

TEST_CASE("the command: one row a result, the same numbers as run, the parts together the whole") {
    const TemporaryFolder folder;
    const std::string file = folder.write("scene.toml", swept_scene);
    const ProcessResult whole = run_halfstep({"sweep", file, "--over", "sampler[0].steps=5,10", "--seeds", "2"});
    REQUIRE(whole.code == 0);
    const std::vector<std::string> lines = lines_of(whole.out);
    REQUIRE(lines.size() == 1 + 2 * 2 * 2);
    CHECK(lines[0].find("sampler[0].steps,seed,sampler,steps,coordinate,mean,") == 0);
    CHECK(lines[1].find("5,3,DDIM,5,x,") == 0);
    CHECK(lines[8].find("10,4,DDPM,20,x,") == 0);

    std::string parts;
    for (const char* part : {"1/3", "2/3", "3/3"}) {
        const std::string out = folder.path("part.csv");
        const ProcessResult outcome =
            run_halfstep({"sweep", file, "--over", "sampler[0].steps=5,10", "--seeds", "2", "--part", part, "-o", out});
        CHECK(outcome.code == 0);
        CHECK(outcome.out.empty());
        parts += read_whole(out);
    }
    CHECK(parts == whole.out);

    // The same experiment by itself.
    const ProcessResult run = run_halfstep({"run", file, "--format", "csv", "--seed", "4"});
    const std::string last = lines_of(run.out).back(); // DDPM, which the sweep leaves as it is
    CHECK(lines[8].substr(5) == last);
}

TEST_CASE("the command refuses what it cannot do, and leaves nothing") {
    const TemporaryFolder folder;
    const std::string file = folder.write("scene.toml", swept_scene);
    const auto refused = [&](std::vector<std::string> words, const std::string& why) {
        words.insert(words.begin(), {"sweep", file});
        const ProcessResult outcome = run_halfstep(words);
        INFO(outcome.err);
        CHECK(outcome.code == 2);
        CHECK(outcome.err.find(why) != std::string::npos);
        CHECK(lines_of(outcome.err).size() == 1);
    };
    refused({}, "--over");
    CHECK(run_halfstep({"sweep", folder.path("none.svg"), "-o", folder.path("x.svg")}).err.find("no such file") !=
          std::string::npos);
    refused({"--over", "sampler.steps"}, "allowed: KEY=VALUE");
    refused({"--over", "sampler.steps=5,"}, "an empty value");
    refused({"--over", "sampler.steps=5", "--part", "3"}, "allowed: I/N");
    refused({"--over", "sampler.steps=5", "--part", "3/2"},
            "--part = 3/2: there are only so many parts; allowed: 1/2 to 2/2");
    refused({"--over", "sampler.steps=5", "--seeds", "0"}, "allowed: 1 to");
    refused({"--over", "sampler[0].steps=5,900"}, "sampler[0].steps = 900");
    refused({"--over", "sampler[0].steps=5", "-o", folder.path("x.txt")}, ".csv");
    refused({"--over", "sampler[0].steps=5", "-o", folder.path("none/x.csv")}, "folder");
    CHECK_FALSE(std::filesystem::exists(folder.path("x.txt")));
    const std::string over = "process.steps=5,10";
    refused({"--over", over, "--over", "process.steps=7,8"}, "process.steps: is varied twice");
    refused({"--over", "sampler[0].eta=0", "--over", "sampler[00].eta=1"}, "sampler[00].eta: is varied twice");
    refused({"--over", "sampler[0].eta=1", "--over", "sampler.eta=0,0.7"}, "sampler.eta: is varied twice");
    refused({"--over", "run.particles=60,70", "--particles", "65"}, "run.particles is varied as well");
    refused({"--over", "process.steps=5,10,5"}, "process.steps = 5: is varied over twice");
    refused({"--over", over, "--width", "bogus", "-o", folder.path("x.csv")}, "--width = bogus: is for a figure");
    refused({"--over", over, "--measure", "mean"}, "--measure = mean: is for a figure, and rows hold all that was "
                                                   "measured; allowed: no --measure, or -o with a figure, .svg");
    refused({"--over", "run.seed=1,2", "--seeds", "3"}, "run.seed: is varied, and --seeds 3 counts it up as well");
    refused({"--over", "target.sigma=0.1,0.10"},
            "target.sigma = 0.10: means the same as 0.1; allowed: each value once");
    refused({"--over", "target.sigma=0.1,0.2", "--over", "sampler[1].start=prior,\"prior\""},
            "sampler[1].start = \"prior\": means the same as prior");
    refused({"--over", "sampler[0].eta=0,-0.0"},
            "sampler[0].eta = -0.0: means the same as 0; allowed: each value once");
    refused({"--over", "target.mean=[-0.0],[0.5],[0.0]"}, "target.mean = [0.0]: means the same as [-0.0]");
    refused({"--over", "target.mean=[0.1,\n0.2]"}, "characters that are no text");
    refused({"--from", folder.path("none.csv"), "-o", folder.path("x.svg")}, "SCENE");
    refused({"--over", over, "-o", folder.path("x.npz")}, ".svg, .pdf, .png");
}

TEST_CASE("what is wrong with the figure of a sweep is said after its first run, not after the last") {
    const TemporaryFolder folder;
    const std::string file = folder.write("scene.toml", swept_scene);
    std::string values = "process.steps=20";
    for (int steps = 21; steps < 1000; ++steps) values += "," + std::to_string(steps); // minutes, if it ran them
    const ProcessResult flat =
        run_halfstep({"sweep", file, "--over", values, "--measure", "mean-y", "-o", folder.path("x.svg")});
    CHECK(flat.code == 2);
    CHECK(flat.err.find("--measure = mean-y: the rows have none; allowed here: distance") != std::string::npos);
    std::string sigmas = "target.sigma=0.1";
    for (int i = 11; i < 80; ++i) sigmas += ",0." + std::to_string(i);
    const ProcessResult crowded = run_halfstep({"sweep", file, "--particles", "50", "--over", "process.steps=20,30",
                                                "--over", sigmas, "-o", folder.path("x.svg")});
    CHECK(crowded.code == 2);
    CHECK(crowded.err.find("--height: leaves the plot sweep no height beside its legend") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(folder.path("x.svg")));
}

TEST_CASE("gathered rows: each file's own name and line in what is wrong with them") {
    const TemporaryFolder folder;
    const std::string file = folder.write("scene.toml", swept_scene);
    const std::string good = folder.path("good.csv"), other = folder.path("other.csv");
    REQUIRE(run_halfstep({"sweep", file, "--over", "process.steps=20,30", "-o", good}).code == 0);
    REQUIRE(run_halfstep({"sweep", file, "--over", "target.sigma=0.1,0.2", "-o", other}).code == 0);
    const std::string rows = read_whole(good);
    const std::string cut = folder.write("cut.csv", rows.substr(0, rows.rfind(',')));
    const auto complaint_of = [&](const std::string& second) {
        const ProcessResult result =
            run_halfstep({"sweep", "--from", good, "--from", second, "-o", folder.path("x.svg")});
        CHECK(result.code == 2);
        return result.err;
    };
    CHECK(complaint_of(cut).find("cut.csv:5: has ") != std::string::npos);
    CHECK(complaint_of(other).find("other.csv:1: names other columns") != std::string::npos);
    CHECK(complaint_of(folder.path("none.csv")).find("none.csv: no such file") != std::string::npos);
    CHECK(complaint_of(good).find("good.csv: repeats a result (seed 3 of DDIM); allowed: each part once") !=
          std::string::npos);
    CHECK(run_halfstep({"sweep", "--from", good, "-o", folder.path("x.svg")}).code == 0);
}

TEST_CASE("what the window offers to sweep is a key of this target") {
    for (const Fact<TargetKind>& kind : facts<TargetKind>()) {
        CAPTURE(std::string(kind.spelling));
        Experiment experiment;
        experiment.target.kind = kind.value;
        const std::vector<std::string> offered = usual_sweep_keys(experiment);
        const auto offers = [&](const char* key) {
            return std::find(offered.begin(), offered.end(), key) != offered.end();
        };
        CHECK(offers("target.sigma") == (kind.find("sigma") != nullptr));
        CHECK(offers("target.kernel") == (kind.find("kernel") != nullptr));
    }
}
