// Networks and their training in scenes, and the names of files there: the same again, and what is wrong is named.

#include "app/base/base64.h"
#include "app/base/files.h"
#include "app/scene/network_file.h"
#include "app/scene/scene.h"
#include "tests/app/messages.h"
#include "tests/app/process.h"
#include "tests/app/small_network.h"

#include <doctest/doctest.h>

using namespace halfstep;
using namespace halfstep::testing;

TEST_CASE("the name of a file: what is wrong with it, where, and what is allowed") {
    const auto wrong = [](const std::string& lines) { return complaint<SceneError>([&] { parse_scene(lines, "s"); }); };
    const std::string points = "[target]\nkind = \"points\"\nfile = ",
                      learned = "[denoiser]\nkind = \"learned\"\nfile = ";
    CHECK(contains(wrong(points + "\"\""),
                   "s:3: target.file = \"\": is empty; allowed: the name of a file, as cloud.csv"));
    CHECK(
        contains(wrong(points + "\"a\\u0000b.csv\""),
                 "holds U+0000, a control character that no name can hold, behind \"a\"; allowed: the name of a file"));
    CHECK(contains(wrong(learned + "\"w\\u0000\""),
                   "holds U+0000, a control character that no name can hold, behind \"w\""));
    // Others may be there; where none is, the message shows what a terminal does not.
    CHECK(contains(wrong(points + "\"a\\u0007b.csv\""),
                   "no such file: of the name, its character 2 is U+0007, a control character; allowed: "));
    CHECK(contains(wrong(learned + "\"nowhere/ab\\n.safetensors\""), "its character 3 is U+000A, a control character"));
    CHECK(contains(wrong(points + "\"\\uFFFE.csv\""), "its character 1 is U+FFFE, which is no character"));
    CHECK(contains(wrong(points + "\"plain.csv\""), "plain.csv: no such file; allowed"));
    CHECK(contains(wrong("[[sampler]]\nname = \"a\\tb\""),
                   "stands in tables, and its character 2 is U+0009, a control character; allowed: one line"));
    const ProcessResult run = run_halfstep({"run", "x\x1b.toml"});
    CHECK(run.code == 2);
    CHECK(
        contains(run.err, "no such file: of the name, its character 2 is U+001B, a control character, and no lesson"));
}

TEST_CASE("a scene that has learned stands alone: its weights are in it") {
    const TemporaryFolder folder;
    write_file(folder.path("w.safetensors"), network_bytes(network_of()));
    const std::string text = "[denoiser]\nkind = \"learned\"\nfile = \"w.safetensors\"\n[process]\nkind = \"flow\"\n"
                             "[[sampler]]\n[[sampler]]\nname = \"exact\"\ndenoiser = \"exact\"\n";
    const Experiment e = parse_scene(text, folder.path("scene.toml"));
    REQUIRE(e.denoiser.network);
    CHECK(*e.denoiser.network == network_of());
    CHECK(e.training.width == 6); // as the network is
    CHECK(e.training.features == 4);
    CHECK(!e.samplers[0].exact_denoiser);
    CHECK(e.samplers[1].exact_denoiser);
    const std::string resolved = write_scene(e);
    CHECK(contains(resolved, "weights = \"\"\"\n"));
    CHECK(!contains(resolved, "w.safetensors"));
    CHECK(parse_scene(resolved, "elsewhere") == e);
    CHECK(write_scene(parse_scene(resolved, "elsewhere")) == resolved);
}

TEST_CASE("[training]: every key comes back, and mistakes are named") {
    Experiment e;
    e.samplers.emplace_back();
    e.training.width = 12;
    e.training.depth = 1;
    e.training.embedding = Embedding::fourier;
    e.training.features = 6;
    e.training.prediction = Prediction::score;
    e.training.preconditioning = Preconditioning::none;
    e.training.steps = 77;
    e.training.batch = 9;
    e.training.learning_rate = 0.5;
    e.training.schedule = LearningRate::constant;
    e.training.warmup = 3;
    e.training.weight_decay = 0;
    e.training.ema = 0.25;
    e.training.times = Times::log_snr;
    e.training.seed = 99;
    CHECK(parse_scene(write_scene(e), "s") == e); // also beside the exact denoiser
    e.denoiser.kind = DenoiserKind::learned;
    CHECK(parse_scene(write_scene(e), "s") == e);

    const auto wrong = [](const std::string& lines) { return complaint<SceneError>([&] { parse_scene(lines, "s"); }); };
    CHECK(contains(wrong("[training]\nwidth = 300"), "s:2: training.width = 300: out of range; "
                                                     "allowed: a whole number from 1 to 256"));
    CHECK(contains(wrong("[training]\nrate = 1"), "s:2: training.rate = 1: unknown key"));
    CHECK(contains(wrong("[training]\ntarget = \"w\""), "allowed: x0, eps, v, score"));
    CHECK(contains(wrong("[training]\nsteps = 10\nwarmup = 11"), "s:3: training.warmup = 11"));
    CHECK(contains(wrong("[denoiser]\nfile = \"a\""), "does not apply to kind = \"exact\""));
    CHECK(contains(wrong("[denoiser]\nkind = \"learned\"\nfile = \"a\"\nweights = \"\""), "one of file and weights"));
    CHECK(contains(wrong("[denoiser]\nkind = \"learned\"\nfile = \"nowhere.safetensors\""),
                   "nowhere.safetensors: no such file"));
    CHECK(contains(wrong("[denoiser]\nkind = \"learned\"\nweights = \"AAAA\""),
                   "s:3: denoiser.weights = \"AAAA\": the network: has 3 bytes"));
    CHECK(contains(wrong("[denoiser]\nkind = \"learned\"\nweights = \"A\""), "is no base64"));
    CHECK(contains(wrong("[[sampler]]\ndenoiser = \"exct\""), "did you mean exact?"));

    const std::string weights = "weights = \"" + base64(network_bytes(network_of())) + "\"\n";
    const std::string learned = "[denoiser]\nkind = \"learned\"\n" + weights + "[process]\nkind = \"flow\"\n";
    CHECK(wrong(learned) == "(none)");
    CHECK(contains(wrong(learned + "[training]\nwidth = 64"),
                   "training.width = 64: is not that of the network that has "
                   "learned; allowed: 6, or leave the key out"));
    CHECK(contains(wrong(learned + "[target]\nkind = \"ring\""),
                   "denoiser.file: the network has learned in 1 dimension; "));
    CHECK(contains(wrong("[denoiser]\nkind = \"learned\"\n" + weights),
                   "the network has seen x_t of process.kind = \"flow\""));
}
