// The command line, through the built program: what it prints, its exit codes, and that mistakes leave nothing behind.

#include "app/plots/plots.h"
#include "app/scene/guide.h"
#include "app/scene/scene.h"
#include "tests/app/messages.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <csignal>
#include <iterator>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Exit code 2, one line on stderr that contains all of `parts`, nothing on stdout.
void check_command_refused(const std::vector<std::string>& arguments, const std::vector<std::string>& parts) {
    const ProcessResult result = run_halfstep(arguments);
    CAPTURE(arguments.front());
    CHECK(result.code == 2);
    CHECK(result.out == "");
    CHECK(lines_of(result.err).size() == 1);
    INFO(result.err);
    for (const std::string& part : parts) {
        CAPTURE(part);
        CHECK(result.err.find(part) != std::string::npos);
    }
}

} // namespace

TEST_CASE("help and version") {
    const ProcessResult version = run_halfstep({"--version"});
    CHECK(version.code == 0);
    CHECK(version.out == "halfstep " HALFSTEP_VERSION "\n");
    const ProcessResult help = run_halfstep({"--help"});
    CHECK(help.code == 0);
    for (const char* word : {"run", "schedule", "screenshot", "lessons", "--version", "Exit codes"})
        CHECK(contains(help.out, word));
    for (const char* command : {"run", "schedule", "screenshot", "lessons"}) {
        CAPTURE(command);
        const ProcessResult result = run_halfstep({command, "--help"});
        CHECK(result.code == 0);
        CHECK(result.err == "");
    }
    CHECK(contains(run_halfstep({"run", "--help"}).out, "final.csv    particle,x[,y]"));
}

TEST_CASE("lessons are listed by name and title") {
    const ProcessResult result = run_halfstep({"lessons"});
    CHECK(result.code == 0);
    const auto lines = lines_of(result.out);
    REQUIRE(lines.size() == lessons().size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        CHECK(lines[i].rfind(lessons()[i].name + "  ", 0) == 0);
        CHECK(contains(lines[i], lessons()[i].title));
    }
}

TEST_CASE("guide: its pages are listed, printed, and hold what there is") {
    const ProcessResult list = run_halfstep({"guide"});
    CHECK(list.code == 0);
    REQUIRE(lines_of(list.out).size() == std::size(guide_pages));
    for (const GuidePage& page : guide_pages) {
        CHECK(contains(list.out, std::string(page.name) + "  "));
        const ProcessResult text = run_halfstep({"guide", std::string(page.name)});
        CHECK(text.code == 0);
        CHECK(text.out.rfind("# ", 0) == 0);
        CHECK(text.out == guide_text(page));
    }
    const std::string plots = run_halfstep({"guide", "plots"}).out;
    const auto in_cell = [](std::string text) { // a bar would end it
        for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2))
            text.insert(at, "\\");
        return text;
    };
    for (const Plot& plot : all_plots())
        CHECK(contains(plots, std::string("| `") + plot.name + "` | " + in_cell(plot.title) + " | " +
                                  in_cell(unspelled(plot.help)) + " |"));
    const ProcessResult wrong = run_halfstep({"guide", "plot"});
    CHECK(wrong.code == 2);
    CHECK(wrong.err == "halfstep: there is no page \"plot\" (did you mean plots?); allowed: scenes, keys, targets, "
                       "samplers, schedules, plots, files, commands, figures, equations, cards, lessons, "
                       "architecture\n");
}

TEST_CASE("schedule: the chain of a scene as CSV") {
    const TemporaryFolder folder;
    const std::string scene =
        folder.write("s.toml", "[process]\nkind = \"vp\"\nsteps = 2\nschedule = \"custom\"\nalpha_bar = [0.5, 0.25]\n");
    const ProcessResult result = run_halfstep({"schedule", scene});
    CHECK(result.code == 0);
    CHECK(result.err == "");
    const auto lines = lines_of(result.out);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0] == "t,beta,alpha,alpha_bar,snr,posterior_variance,coef_x0,coef_xt");
    CHECK(lines[1] == "1,0.5,0.5,0.5,1,0,1,0");
    const auto row = split(lines[2], ',');
    REQUIRE(row.size() == 8);
    CHECK(row[0] == "2");
    CHECK(std::stod(row[4]) == doctest::Approx(1.0 / 3).epsilon(1e-15));          // 0.25 / 0.75
    CHECK(std::stod(row[5]) == doctest::Approx(0.5 * 0.5 / 0.75).epsilon(1e-15)); // beta (1 - 0.5) / (1 - 0.25)
    CHECK(std::stod(row[6]) ==
          doctest::Approx(std::sqrt(0.5) * 0.5 / 0.75).epsilon(1e-15)); // sqrt(abar_1) beta / (1 - 0.25)
    CHECK(std::stod(row[7]) ==
          doctest::Approx(std::sqrt(0.5) * 0.5 / 0.75).epsilon(1e-15)); // sqrt(alpha) 0.5 / (1 - 0.25)

    const auto ve = lines_of(run_halfstep({"schedule", "sigma-squared"}).out);
    REQUIRE(ve.size() == 101);
    for (std::size_t k = 1; k <= 100; ++k) { // the chain that VE is equivalent to: alpha_bar = 1 / (1 + t)
        const double t = static_cast<double>(k) / 100;
        CHECK(std::stod(split(ve[k], ',')[3]) == doctest::Approx(1 / (1 + t)).epsilon(1e-14));
    }
    check_command_refused({"schedule"}, {"SCENE is required"});
    check_command_refused({"schedule", scene, "more"}, {"more"});
}

TEST_CASE("a word that is nothing: one error that names what there is") {
    for (const auto& words : {std::vector<std::string>{"runn"}, {"runn", "ring"}})
        check_command_refused(
            words, {"runn: no such command, lesson or file (did you mean run?)", "screenshot", "three-modes"});
    check_command_refused({"run", "no-such.toml"},
                          {"no-such.toml: no such file, and no lesson of that name", "sigma-squared"});
    check_command_refused({"--bogus"}, {"--bogus", "--help"});
    check_command_refused({"run", "ring", "--bogus"}, {"--bogus", "halfstep run --help"});
}

TEST_CASE("mistakes in scenes: file and line first, exit code 2, nothing written") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("bad.toml", "[[sampler]]\n[[sampler]]\nname = \"b\"\neta = 3.2\n");
    for (const char* command : {"run", "schedule"}) {
        const ProcessResult result = run_halfstep({command, scene});
        CHECK(result.code == 2);
        CHECK(result.err.rfind(scene + ":4: sampler[1].eta = 3.2: ", 0) == 0);
        CHECK(contains(result.err, "; allowed: 0 to "));
    }
    check_command_refused({"run", scene, "--out", folder.path("out")}, {"bad.toml:4: "});
    check_command_refused({"screenshot", scene, "-o", folder.path("out.png")}, {"bad.toml:4: "});
    check_command_refused({scene}, {"bad.toml:4: "}); // the window
    check_command_refused({"run", folder.path()}, {"is a folder"});
    CHECK(folder.entries() == 1);
}

TEST_CASE("mistakes in arguments") {
    const TemporaryFolder folder;
    check_command_refused({"run", "ring", "--particles", "0"},
                          {"--particles = 0: out of range; allowed: 1 to 10000000"});
    check_command_refused({"run", "ring", "--particles", "1e6"}, {"--particles = 1e6: is no whole number"});
    check_command_refused({"run", "ring", "--particles", "99999999999999999999"}, {"out of range"});
    check_command_refused({"run", "ring", "--particles", ""}, {"--particles"});
    check_command_refused({"run", "ring", "--seed", "-1"},
                          {"--seed = -1: out of range; allowed: 0 to 9223372036854775807"});
    check_command_refused({"run", "ring", "--seed"}, {"--seed"});
    check_command_refused({"run", "ring", "--format", "xml"}, {"--format = xml", "allowed: table, csv"});
    check_command_refused({"run", "ring", "--seed", "1", "--seed", "2"}, {"--seed"});

    const std::string png = folder.path("a.png");
    check_command_refused({"screenshot", "ring"}, {"-o"});
    check_command_refused({"screenshot", "ring", "-o", folder.path("a.jpg")}, {"a.jpg", ".png"});
    check_command_refused({"screenshot", "ring", "-o", folder.path("none/a.png")}, {"none does not exist"});
    std::filesystem::create_directory(folder.path("folder.png"));
    check_command_refused({"screenshot", "ring", "-o", folder.path("folder.png")}, {"it is a folder"});
    check_command_refused({"screenshot", "ring", "-o", png, "--size", "1600"}, {"--size = 1600", "WIDTHxHEIGHT"});
    check_command_refused({"screenshot", "ring", "-o", png, "--size", "0x100"}, {"--size = 0x100", "320"});
    check_command_refused({"screenshot", "ring", "-o", png, "--size", "1600x1000000"}, {"--size"});
    check_command_refused({"screenshot", "ring", "-o", png, "--at", "201"},
                          {"--at = 201: out of range; allowed: 0 to 200"});
    check_command_refused({"screenshot", "ring", "-o", png, "--at", "x"}, {"--at = x: is no whole number"});
    check_command_refused({"screenshot", "ring", "-o", png, "--theme", "blue"}, {"--theme = blue", "light, dark"});
    check_command_refused({"screenshot", "ring", "-o", png, "--scale", "9"},
                          {"--scale = 9: out of range; allowed: 0.5 to 4"});
    check_command_refused({"screenshot", "ring", "-o", png, "--scale", "nan"}, {"--scale = nan"});
    check_command_refused({"--journal", folder.path("none/j"), "ring"}, {"--journal", "does not exist"});
    check_command_refused({"ring", "--theme", "blue"}, {"--theme = blue"});
    CHECK(folder.entries() == 1);
}

TEST_CASE("a place where results do not belong is refused, and stays as it is") {
    const TemporaryFolder folder;
    const std::string notes = folder.write("notes.txt", "mine");
    const auto refused = [&](const std::string& path, const std::string& part) {
        check_command_refused({"run", "ring", "--particles", "10", "--out", path},
                              {"--out = " + path, part, "; allowed: "});
    };
    refused(notes, "is no folder");
    refused(folder.path("notes.txt/out"), "is no folder");
    refused(folder.path(), "holds notes.txt");
    check_command_refused({"run", "ring", "--out", "."}, {"is the folder that you are in"});
    check_command_refused({"run", "ring", "--out", ""}, {"--out"});
    std::filesystem::create_directories(folder.path("a/b"));
    folder.write("a/b/final.csv", "");
    refused(folder.path("a"), "holds b"); // a folder like a sampler's, but no scene beside it
    CHECK(read_whole(notes) == "mine");
    CHECK(folder.entries() == 2);

    REQUIRE(run_halfstep({"run", "ring", "--particles", "10", "--out", folder.path("run")}).code == 0);
    folder.write("run/figure.png", "mine, too");
    refused(folder.path("run"), "holds figure.png");
    CHECK(read_whole(folder.path("run/figure.png")) == "mine, too");
}

TEST_CASE("a machine that cannot: exit code 3, nothing partial") {
    ProcessOptions full;
    full.stdout_path = "/dev/full";
    const ProcessResult printed = run_halfstep({"run", "ring", "--particles", "10"}, full);
    CHECK(printed.code == 3);
    CHECK(contains(printed.err, "standard output: cannot be written: No space left on device"));

    const TemporaryFolder folder;
    ProcessOptions small;
    small.file_limit_bytes = 100'000;
    const std::string out = folder.path("new/parents/run");
    const ProcessResult result = run_halfstep({"run", "ring", "--out", out}, small);
    CHECK(result.code == 3);
    CHECK(result.out == "");
    CHECK(lines_of(result.err).size() == 1);
    CHECK(contains(result.err, out + "/"));
    CHECK(contains(result.err, "cannot be written: File too large"));
    CHECK(folder.entries() == 0);

    // Results of an earlier run outlive a later one that fails.
    REQUIRE(run_halfstep({"run", "ring", "--particles", "10", "--out", out}).code == 0);
    const std::string before = read_whole(out + "/experiment.toml");
    CHECK(run_halfstep({"run", "ring", "--out", out}, small).code == 3);
    CHECK(read_whole(out + "/experiment.toml") == before);
    CHECK(std::filesystem::exists(out + "/ddpm-few-steps/paths.csv"));
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path("new/parents")), {}) == 1);
}

TEST_CASE("Ctrl+C ends a run and leaves nothing behind") {
    const TemporaryFolder folder;
    ProcessOptions options;
    options.interrupt_after_ms = 500;
    options.timeout_s = 30;
    const ProcessResult result =
        run_halfstep({"run", "ring", "--particles", "10000000", "--out", folder.path("out")}, options);
    CHECK(result.signal == SIGINT);
    CHECK(result.out == "");
    CHECK(folder.entries() == 0);
}
