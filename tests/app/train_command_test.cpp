// `halfstep train`, through the built program; and the figures that the lesson of part (f) states.

#include "app/scene/network_file.h"
#include "app/scene/scene.h"
#include "core/law/catalog.h"
#include "core/learn/loss_floor.h"
#include "core/learn/training.h"
#include "tests/app/messages.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const char* const small_training =
    "[process]\nsteps = 20\n[training]\nwidth = 8\ndepth = 1\nfeatures = 4\nsteps = 300\nbatch = 100\n"
    "[run]\nparticles = 200\n";

} // namespace

TEST_CASE("train: a file that a scene can use, the same for any number of threads") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("small.toml", small_training), one = folder.path("one.safetensors"),
                      two = folder.path("two.safetensors");
    const ProcessResult result = run_halfstep({"train", scene, "-o", one, "--threads", "1"});
    INFO(result.err);
    CHECK(result.code == 0);
    CHECK(result.err == "");                                                       // no terminal, no bar
    CHECK(contains(result.out, "57 parameters, 1 hidden layer of 8; predicts v")); // 5 * 8 + 8 + 8 + 1
    CHECK(contains(result.out, "300 steps of 100 draws, seed 1"));
    CHECK(contains(result.out, "floor, the exact one's"));
    CHECK(contains(result.out, "error of x0_hat"));
    REQUIRE(run_halfstep({"train", scene, "-o", two, "--threads", "3"}).code == 0);
    CHECK(read_whole(one) == read_whole(two));

    folder.write("learned.toml", std::string("[denoiser]\nkind = \"learned\"\nfile = \"one.safetensors\"\n"
                                             "[process]\nsteps = 20\n[run]\nparticles = 200\n"));
    const std::string out = folder.path("out");
    CHECK(run_halfstep({"run", folder.path("learned.toml"), "--out", out}).code == 0);
    // The resolved scene needs no file, and gives the same bytes.
    std::filesystem::rename(one, folder.path("elsewhere"));
    const std::string again = folder.path("again");
    REQUIRE(run_halfstep({"run", out + "/experiment.toml", "--out", again}).code == 0);
    for (const char* name : {"/experiment.toml", "/ddim/final.csv", "/ddim/moments.csv"})
        CHECK(read_whole(out + name) == read_whole(again + name));
    const ProcessResult gone = run_halfstep({"run", folder.path("learned.toml")});
    CHECK(gone.code == 2);
    CHECK(contains(gone.err, "one.safetensors: no such file; allowed: "));

    // Going on: a scene that has learned begins with what it knows.
    const ProcessResult more = run_halfstep({"train", out + "/experiment.toml", "-o", two, "--steps", "5"});
    CHECK(more.code == 0);
    const Network before = parse_network(read_whole(folder.path("elsewhere")), "before"),
                  after = parse_network(read_whole(two), "after");
    CHECK(after.frequencies == before.frequencies);
    CHECK(after.weights != before.weights);
    double moved = 0;
    for (std::size_t i = 0; i < after.weights.size(); ++i)
        moved = std::max(moved, std::abs(static_cast<double>(after.weights[i] - before.weights[i])));
    CHECK(moved < 5 * 2e-3); // five steps of the learning rate, which is warming up
}

TEST_CASE("train: N steps and N more are 2 N steps, byte by byte; a scene with its weights goes on with new draws") {
    const TemporaryFolder folder;
    const auto scene = [&](const char* name, int steps, const char* rate, const std::string& denoiser) {
        return folder.write(
            name, "[process]\nsteps = 20\n[training]\nwidth = 8\ndepth = 2\nfeatures = 4\nbatch = 100\nwarmup = "
                  "20\nschedule = \"constant\"\nlearning_rate = " +
                      std::string(rate) + "\nsteps = " + std::to_string(steps) + "\n" + denoiser);
    };
    const std::string goes_on = "[denoiser]\nkind = \"learned\"\nfile = \"half.safetensors\"\n";
    const std::string whole = folder.path("whole.safetensors"), half = folder.path("half.safetensors"),
                      both = folder.path("both.safetensors");
    REQUIRE(run_halfstep({"train", scene("a.toml", 300, "2e-3", ""), "-o", whole}).code == 0);
    REQUIRE(run_halfstep({"train", scene("b.toml", 150, "2e-3", ""), "-o", half}).code == 0);
    const ProcessResult more = run_halfstep({"train", scene("c.toml", 150, "2e-3", goes_on), "-o", both});
    REQUIRE(more.code == 0);
    CHECK(contains(more.out, "150 steps of 100 draws, 300 in all"));
    CHECK(read_whole(both) == read_whole(whole));

    // With next to no learning rate equal draws would have equal losses.
    REQUIRE(run_halfstep({"train", scene("d.toml", 150, "1e-12", ""), "-o", half}).code == 0);
    const std::string out = folder.path("out");
    REQUIRE(run_halfstep({"run", scene("e.toml", 150, "1e-12", goes_on), "--particles", "10", "--out", out}).code == 0);
    REQUIRE(run_halfstep({"train", out + "/experiment.toml", "-o", both}).code == 0);
    const std::vector<LossPoint> before = parse_network(read_whole(half), "half").history,
                                 after = parse_network(read_whole(both), "both").history;
    CHECK(after.back().step == 300);
    CHECK(after[before.size() / 2] == before[before.size() / 2]); // the curve is one
    CHECK(after[before.size() + 1].loss != before[1].loss);
}

TEST_CASE("train: what Ctrl+C cut short goes on to the end of its schedule") {
    const TemporaryFolder folder;
    const std::string steps = heavy("20000", "4000"),
                      text =
                          "[process]\nsteps = 20\n[training]\nwidth = 16\ndepth = 1\nfeatures = 4\nsteps = " + steps +
                          "\n",
                      first = folder.path("first.safetensors"), whole = folder.path("whole.safetensors"),
                      second = folder.path("second.safetensors");
    const std::string scene = folder.write("s.toml", text);
    ProcessOptions options;
    options.interrupt_after_ms = heavy(300, 1500);
    const ProcessResult cut = run_halfstep({"train", scene, "-o", first}, options);
    if (cut.signal != SIGINT) return; // a machine that is faster than that
    const std::int64_t done = parse_network(read_whole(first), "first").training.steps;
    const std::string next =
        folder.write("t.toml", text + "[denoiser]\nkind = \"learned\"\nfile = \"first.safetensors\"\n");
    const ProcessResult result = run_halfstep({"train", next, "-o", second});
    CHECK(contains(result.out, std::to_string(std::stoll(steps) - done) + " steps of 256 draws, " + steps + " in all"));
    REQUIRE(run_halfstep({"train", scene, "-o", whole}).code == 0);
    CHECK(read_whole(second) == read_whole(whole));
}

TEST_CASE("train: steps and seed of the command line win") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("small.toml", small_training), a = folder.path("a.safetensors"),
                      b = folder.path("b.safetensors");
    const ProcessResult result = run_halfstep({"train", scene, "-o", a, "--steps", "20", "--seed", "5"});
    CHECK(result.code == 0);
    CHECK(contains(result.out, "20 steps of 100 draws, seed 5"));
    REQUIRE(run_halfstep({"train", scene, "-o", b, "--steps", "20"}).code == 0);
    CHECK(read_whole(a) != read_whole(b));
}

TEST_CASE("train: mistakes are one line, and leave nothing behind") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("small.toml", small_training);
    const auto refused = [](const std::vector<std::string>& arguments, const std::string& part) {
        const ProcessResult result = run_halfstep(arguments);
        CHECK(result.code == 2);
        INFO(result.err);
        CHECK(contains(result.err, part));
        CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
    };
    refused({"train", scene}, "-o");
    refused({"train", scene, "-o", folder.path("no/folder/w.safetensors")}, "no/folder");
    refused({"train", scene, "-o", folder.path("w.safetensors"), "--steps", "0"}, "--steps = 0");
    refused({"train", scene, "-o", folder.path("w.safetensors"), "--seed", "-1"}, "--seed = -1");
    const std::string flow = folder.write("flow.toml", "[process]\nkind = \"flow\"\n[training]\ntarget = \"eps\"\n");
    refused({"train", flow, "-o", folder.path("w.safetensors")}, "training.target: the noise says nothing of x0");
    CHECK(!std::filesystem::exists(folder.path("w.safetensors")));
    ProcessOptions full;
    full.file_limit_bytes = 100;
    CHECK(run_halfstep({"train", scene, "-o", folder.path("w.safetensors")}, full).code == 3);
    CHECK(folder.entries() == 2); // the scenes
}

TEST_CASE("train: one that diverges stops, says so, and keeps what was a network") {
    const TemporaryFolder folder;
    const std::string scene = folder.write(
        "wild.toml", "[process]\nsteps = 20\n[training]\ndepth = 8\nlearning_rate = 1.0\n"
                     "schedule = \"constant\"\nwarmup = 0\nema = 0.0\nsteps = 300\n[run]\nparticles = 200\n");
    const std::string file = folder.path("wild.safetensors");
    const ProcessResult result = run_halfstep({"train", scene, "-o", file});
    CHECK(result.code == 1);
    CHECK(result.out == "");
    CHECK(contains(result.err, "training diverged at step "));
    CHECK(contains(result.err, "; allowed: a smaller training.learning_rate"));
    CHECK(lines_of(result.err).size() == 1);    // one line
    if (!std::filesystem::exists(file)) return; // within the first hundred steps
    const Network kept = parse_network(read_whole(file), "kept");
    CHECK(std::all_of(kept.weights.begin(), kept.weights.end(), [](float w) { return std::isfinite(w); }));
}

TEST_CASE("train: weights go where weights belong, never over a scene") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("small.toml", small_training);
    for (const std::string& output : {scene, folder.path("x.txt"), folder.path("plain")}) {
        const ProcessResult result = run_halfstep({"train", scene, "-o", output});
        CHECK(result.code == 2);
        CHECK(contains(result.err, "allowed: one that ends in .safetensors"));
    }
    CHECK(read_whole(scene) == small_training);
}

TEST_CASE("train: Ctrl+C keeps what was learned") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("small.toml", small_training), path = folder.path("w.safetensors");
    ProcessOptions options;
    options.interrupt_after_ms = 500;
    const ProcessResult result = run_halfstep({"train", scene, "-o", path, "--steps", "10000000"}, options);
    CHECK(result.signal == SIGINT);
    CHECK(contains(result.out, " of 10000000 steps: what was learned until then is in " + path));
    CHECK(parse_network(read_whole(path), "w").spec.width == 8);
}

TEST_CASE("the lesson of part (f): within 2 % of the line, and on the floor") {
    Experiment lesson = load_scene("learn-the-line");
    lesson.training.steps = heavy<std::int64_t>(lesson.training.steps, 2000);
    const Target target = make_target(lesson.target);
    const Process process = make_process(lesson.process);
    Trainer trainer(lesson.training, target, process);
    const auto error = [&] {
        const auto network = std::make_shared<const Network>(trainer.network());
        return relative_error(target, process,
                              [&](const Level& level, const Block<double>& x, Block<double>& x0_hat) {
                                  LearnedDenoiser(network, level)(x, x0_hat);
                              },
                              2000, {.seed = 7});
    };
    CHECK(error() > 1); // untrained: worse than to say nothing
    trainer.advance(lesson.training.steps);
    CHECK(trainer.finished());
    CHECK(error() < heavy(0.02, 0.1));
    const double floor = loss_floor(lesson.training, trainer.network(), target, process, {.seed = 7}).value;
    double sum = 0;
    const std::vector<float>& losses = trainer.losses();
    const std::size_t last = heavy<std::size_t>(4000, 500);
    for (std::size_t i = losses.size() - last; i < losses.size(); ++i) sum += static_cast<double>(losses[i]);
    // 4000 batches of 256: a standard error of 0.13 % of the floor, and an excess of (2 %)^2 E g^2 / floor = 0.006 %
    CHECK(std::abs(sum / static_cast<double>(last) / floor - 1) < heavy(0.005, 0.02));
}
