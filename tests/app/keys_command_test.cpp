// `halfstep keys`, the page of the guide that it makes, and scenes with every value of every name in them.

#include "app/scene/guide.h"
#include "app/scene/reference.h"
#include "app/scene/scene.h"
#include "tests/app/messages.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <string>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string_view embedded_page(std::string_view name) {
    for (const GuidePage& one : guide_pages)
        if (one.name == name) return guide_text(one);
    return "";
}

/// What a value needs beside it to be possible.
std::string beside(const std::string& key, const std::string& value) {
    if (key == "target.kind" && value == "mixture") return "[[target.component]]\n";
    if (key == "target.kind" && value == "uniform") return "[[target.box]]\nlo = [0.0]\nhi = [1.0]\n";
    if (key == "target.kind" && value == "points") return "points = [0.0, 1.0]\n";
    if (key == "process.schedule" && value == "custom") return "points = [[0.0, 9.0], [1.0, -9.0]]\n";
    return "";
}
std::string before(const std::string& key, const std::string& value) {
    if (key == "denoiser.error") return "kind = \"perturbed\"\n";
    if (key == "process.schedule") return "kind = \"vp\"\n";
    if (key == "process.grid") return "kind = \"ve\"\n";
    if (key == "sampler.variance") return "kind = \"ddpm\"\n";
    if (key == "sampler.inversion") return "start = \"encoded\"\n";
    if (key == "sampler.spacing" && value != "all") return "steps = 5\n";
    return "";
}

} // namespace

TEST_CASE("keys: the guide's page is what the command prints") {
    const ProcessResult result = run_halfstep({"keys", "--markdown"});
    CHECK(result.code == 0);
    CHECK(result.err == "");
    CHECK(result.out == embedded_page("keys")); // `halfstep keys --markdown > assets/guide/keys.md` makes it anew
}

TEST_CASE("keys: all of them, one table, one key with its values") {
    const ProcessResult all = run_halfstep({"keys"});
    CHECK(all.code == 0);
    for (const TableReference& table : scene_reference()) {
        CHECK(contains(all.out, table.header));
        for (const KeyReference& key : table.keys) CHECK(contains(all.out, "\n  " + key.name));
    }
    const std::string process = run_halfstep({"keys", "process"}).out;
    CHECK(contains(process, "[process]\n  kind = \"ve\"\n"));
    CHECK(contains(process, "  steps = 100\n"));
    CHECK(contains(process, "allowed: a whole number from 1 to 100000\n"));
    CHECK(contains(process,
                   "applies: kind = \"vp\"; schedule = \"linear\", \"linear-1000\", \"scaled-linear\", \"sigmoid\"\n"));
    CHECK(!contains(process, "[[sampler]]"));
    const std::string schedule = run_halfstep({"keys", "process.schedule"}).out;
    CHECK(contains(schedule, "source: Nichol & Dhariwal 2021"));
    CHECK(contains(run_halfstep({"keys", "target"}).out, "  modes = 8; checkerboard: 4\n"));
}

TEST_CASE("keys: mistakes") {
    const ProcessResult wrong = run_halfstep({"keys", "process.scedule"});
    CHECK(wrong.code == 2);
    CHECK(wrong.out == "");
    CHECK(contains(wrong.err, "there is no key \"process.scedule\" (did you mean process.schedule?); allowed: "));
    const ProcessResult both = run_halfstep({"keys", "process", "--markdown"});
    CHECK(both.code == 2);
    CHECK(contains(both.err, "--markdown"));
}

TEST_CASE("keys: every value of every name is read, and written again as it was") {
    int values = 0;
    for (const TableReference& table : scene_reference())
        for (const KeyReference& key : table.keys)
            for (const Choice& value : key.values) {
                if (table.name == "target.component" || table.name == "target.box") continue;
                const std::string full = table.name + "." + key.name, spelling = value.spelling;
                if (full == "sampler.kind" && spelling == "recorded") continue; // recorded_file_test.cpp
                CAPTURE(full);
                CAPTURE(spelling);
                std::string toml = table.header + "\n" + before(full, spelling) + key.name + " = \"" + spelling +
                                   "\"\n" + beside(full, spelling);
                if (spelling == "stride" || spelling == "ddim-stride" || spelling == "sections")
                    toml += "[process]\nsteps = 100\n";
                const Experiment experiment = parse_scene(toml, "scene.toml");
                const std::string written = write_scene(experiment);
                CHECK(parse_scene(written, "scene.toml") == experiment);
                ++values;
            }
    CHECK(values > 80);
}
