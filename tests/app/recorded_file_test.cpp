// kind = "recorded": an author's states beside ours, from the file to the table, to figures that carry them, and to the
// window. The worked example of the guide is run as it stands there.

#include "app/base/text.h"
#include "app/plots/plots.h"
#include "app/plots/recorded.h"
#include "app/results/results.h"
#include "app/scene/recorded_file.h"
#include "app/scene/scene.h"
#include "app/views/sweep_view.h"
#include "core/run/local_error.h"
#include "tests/app/arrays.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>

using namespace halfstep;
using namespace halfstep::testing;
namespace fs = std::filesystem;

namespace {

const char* const process_of_two = "[target]\nsigma = 0.5\n[process]\nkind = \"vp\"\nsteps = 2\n";
const char* const scene_of_two = "[target]\nsigma = 0.5\n[process]\nkind = \"vp\"\nsteps = 2\n[[sampler]]\n"
                                 "[[sampler]]\nname = \"mine\"\nkind = \"recorded\"\nfile = \"mine.csv\"\n";
const char* const two_particles =
    "particle,step,t,x\n0,0,2,0.5\n0,1,1,0.4\n0,2,0,0.3\n1,0,2,-1\n1,1,1,-0.9\n1,2,0,-0.8\n";

std::string example(const char* name) { return (fs::path(source_folder) / "tests/recorded" / name).string(); }

/// A folder with the example, its files beside each other.
void put_example(const TemporaryFolder& folder) {
    for (const char* name : {"scene.toml", "mine.toml", "mine.npy"}) fs::copy_file(example(name), folder.path(name));
}

std::string recorded_line(const std::string& text, const std::string& begin) {
    for (const std::string& line : lines_of(text))
        if (line.rfind(begin, 0) == 0) return line;
    return "";
}

RecordedStates states_in(const TemporaryFolder& folder, const std::string& name, const std::string& bytes, int dim = 1,
                         std::int64_t most = 1000) {
    return *read_recorded_file(folder.write(name, bytes), {.dim = dim, .most_numbers = most});
}

/// What is said of a file; its folder cut off.
std::string refused_states(const TemporaryFolder& folder, const std::string& name, const std::string& bytes,
                           int dim = 1, std::int64_t most = 1000) {
    try {
        states_in(folder, name, bytes, dim, most);
    } catch (const std::runtime_error& error) {
        const std::string what = error.what();
        return what.substr(what.find(name));
    }
    return "(it was read)";
}

} // namespace

TEST_CASE("recorded: the worked example of the guide finds its mistake, step by step as it says") {
    const TemporaryFolder folder;
    put_example(folder);
    REQUIRE(run_halfstep({"run", folder.path("scene.toml"), "--out", folder.path("out")}).code == 0);
    // What the author's code starts from and is moved by.
    const std::vector<std::string> noise = lines_of(read_whole(folder.path("out/ddpm/noise.csv")));
    CHECK(noise.front() == "particle,step,z_x");
    CHECK(noise.size() == 1 + 64 * 99); // the last step has none
    const ProcessResult result = run_halfstep({"run", folder.path("mine.toml")});
    INFO(result.out, result.err);
    REQUIRE(result.code == 0);
    const std::string verdict = recorded_line(result.out, "mine differs");
    CHECK(verdict.find("mine differs from DDPM first at step 1 (t = 100 to 99), particle ") == 0);
    CHECK(verdict.find("It does in 99 of 100 steps of 64 particles, by up to ") != std::string::npos);
    CHECK(verdict.find(
              "It is DDPM with β in place of β̃ as the variance of its noise: that gives all 100 steps to rounding.") !=
          std::string::npos);
    const ProcessResult check = run_halfstep({"check", folder.path("mine.toml")});
    CHECK(check.code == 1);
    CHECK(check.out.find(verdict) != std::string::npos);
    CHECK(check.err.find("in its recorded steps") != std::string::npos);
    // The page has the very scene, script and answer.
    const std::string page = read_whole((fs::path(source_folder) / "assets/guide/commands.md").string());
    for (const char* name : {"scene.toml", "mine.toml", "my_sampler.py"})
        for (const std::string& line : lines_of(read_whole(example(name)))) {
            CAPTURE(line);
            CHECK(page.find(line) != std::string::npos);
        }
    CHECK(page.find("    " + verdict.substr(0, verdict.find(", by "))) != std::string::npos);
}

TEST_CASE("recorded: the program's own paths.csv, from its own noise, is as its sampler, whatever format it is in") {
    const TemporaryFolder folder;
    put_example(folder);
    const std::string out = folder.path("out");
    REQUIRE(run_halfstep({"run", folder.path("scene.toml"), "--out", out}).code == 0);
    std::string scene = read_whole(folder.path("mine.toml"));
    const std::size_t at = scene.find("mine.npy");
    scene.replace(at, 8, "out/ddpm/paths.csv");
    const ProcessResult own = run_halfstep({"run", folder.write("own.toml", scene)});
    INFO(own.out, own.err);
    CHECK(own.code == 0);
    CHECK(recorded_line(own.out, "mine takes")
              .find("mine takes the steps of DDPM, all 100 steps of 64 particles: off by ") == 0);
    CHECK(run_halfstep({"check", folder.path("own.toml")}).code == 0);
    // Its noise, given back, makes the same paths.
    const std::vector<std::string> again = {"run",   folder.path("scene.toml"), "--noise", out + "/ddpm/noise.csv",
                                            "--out", folder.path("again")};
    REQUIRE(run_halfstep(again).code == 0);
    CHECK(read_whole(folder.path("again/ddpm/paths.csv")) == read_whole(out + "/ddpm/paths.csv"));
    CHECK(read_whole(folder.path("again/ddpm/noise.csv")) == read_whole(out + "/ddpm/noise.csv"));
}

TEST_CASE("recorded: figures and resolved scenes carry the states, and make themselves again without the file") {
    const TemporaryFolder folder;
    put_example(folder);
    const std::string scene = folder.path("mine.toml");
    const std::string table = run_halfstep({"run", scene, "--out", folder.path("out")}).out;
    const auto figure = [&](const std::string& of, const std::string& name) {
        const ProcessResult result = run_halfstep({"figure", of, "--plot", "local-error", "-o", folder.path(name)});
        INFO(result.err);
        CHECK(result.code == 0);
        return read_whole(folder.path(name));
    };
    const std::string first = figure(scene, "a.svg");
    fs::remove(folder.path("mine.npy"));
    CHECK(run_halfstep({"run", scene}).code == 2); // the file is gone
    CHECK(figure(folder.path("a.svg"), "b.svg") == first);
    CHECK(run_halfstep({"run", folder.path("out/experiment.toml")}).out == table);
    const Experiment read = load_scene(folder.path("out/experiment.toml"));
    REQUIRE(read.samplers[1].recorded);
    CHECK(read.samplers[1].recorded->particles == 64);
    CHECK(read.samplers[1].recorded->states == 101);
    CHECK(read.samplers[1].against == "DDPM");
    CHECK(parse_scene(write_scene(read), "again") == read);
    for (const char* plot : {"xt", "histogram", "variance", "mean", "distance", "step", "step-lanes", "step-terms",
                             "step-share", "weights", "ode", "posterior", "schedule"}) {
        CAPTURE(plot);
        const ProcessResult made = run_halfstep({"figure", folder.path("out/experiment.toml"), "--plot", plot, "-o",
                                                 folder.path(std::string(plot) + ".svg")});
        INFO(made.err);
        CHECK(made.code == 0);
    }
}

TEST_CASE("recorded: tables and arrays of NumPy say the same") {
    const TemporaryFolder folder;
    const RecordedStates table = states_in(folder, "a.csv", two_particles);
    CHECK(table.particles == 2);
    CHECK(table.states == 3);
    CHECK(table.at(1, 2)[0] == -0.8);
    CHECK(table.t == std::vector<double>{2, 1, 0});
    CHECK(table.lines == std::vector<int>{2, 3, 4});
    CHECK(table.file == "a.csv");
    const auto same = [&](const RecordedStates& other) { return other == table; };
    CHECK(same(states_in(folder, "b.csv", "1;1;-0,9\n0;0;0,5\n0;1;0,4\n0;2;0,3\n1;0;-1,0\n1;2;-0,8\n")));
    CHECK(same(states_in(folder, "c.csv",
                         "step,x,particle,loss\n0,0.5,0,9\n1,0.4,0,9\n2,0.3,0,9\n0,-1,1,9\n"
                         "1,-0.9,1,9\n2,-0.8,1,9\n")));
    const std::vector<double> by_step = {0.5, -1, 0.4, -0.9, 0.3, -0.8};
    CHECK(same(states_in(folder, "d.npy", npy("<f8", "(3, 2)", bytes_of(by_step)))));
    CHECK(same(states_in(folder, "e.npy", npy("<f8", "(3, 2, 1)", bytes_of(by_step)))));
    const std::vector<double> columns_first = {0.5, 0.4, 0.3, -1, -0.9, -0.8};
    CHECK(same(states_in(folder, "f.npy", npy("<f8", "(3, 2, 1)", bytes_of(columns_first), true))));
    const std::vector<double> rows = {0, 0, 2, 0.5, 0, 1, 1, 0.4,  0, 2, 0, 0.3,
                                      1, 0, 2, -1,  1, 1, 1, -0.9, 1, 2, 0, -0.8};
    CHECK(same(states_in(folder, "g.npy", npy("<f8", "(6, 4)", bytes_of(rows)))));
    const std::vector<float> in_plane = {1, 2, 3, 4, 5, 6, 7, 8};
    const RecordedStates plane = states_in(folder, "h.npy", npy("<f4", "(2, 2, 2)", bytes_of(in_plane)), 2);
    CHECK(plane.at(1, 0)[1] == 4);
    CHECK(plane.at(0, 1)[0] == 5);
    // The first particles that a scene has room for.
    const RecordedStates fewer = states_in(folder, "i.csv", two_particles, 1, 5);
    CHECK(fewer.particles == 1);
    CHECK(fewer.left_out == 1);
    CHECK(*parse_recorded(recorded_bytes(table)) == table);
    CHECK(*parse_recorded(recorded_bytes(plane)) == plane);
}

TEST_CASE("recorded: a file that is none is refused in a line, with its own") {
    const TemporaryFolder folder;
    const std::string table = two_particles;
    const auto without = [&](const std::string& row) {
        std::string rest = table;
        rest.erase(rest.find(row), row.size());
        return rest;
    };
    CHECK(refused_states(folder, "a.csv", without("1,1,1,-0.9\n")) ==
          "a.csv: has no step 1 of particle 1; allowed: every step from 0, the start, to 2 of every particle");
    CHECK(refused_states(folder, "b.csv", table + "3,0,2,1\n3,1,1,1\n3,2,0,1\n") ==
          "b.csv: has no particle 2 of 4; allowed: all from 0 on, those of the run");
    CHECK(refused_states(folder, "c.csv", table + "1,1,1,-0.9\n") ==
          "c.csv:8: particle 1 has its step 1 in line 6 already; allowed: once");
    CHECK(refused_states(folder, "d.csv", table + "2,0,2,nan\n").find("d.csv:8: nan is not finite; allowed: ") == 0);
    CHECK(refused_states(folder, "e.csv", table + "2,0.5,2,1\n").find("e.csv:8: there is no step 0.5; allowed: ") == 0);
    CHECK(refused_states(folder, "f.csv", table + "2,0,1.5,1\n") ==
          "f.csv:8: step 0 has t = 1.5 here and t = 2 in line 2; allowed: one t a step");
    CHECK(refused_states(folder, "g.csv", table, 2).find("g.csv:") == 0); // of a scene in the plane
    CHECK(refused_states(folder, "h.csv", "particle,step,t,x,y\n0,0,1,1,2\n0,1,0,1,2\n").find("h.csv:1: ") == 0);
    CHECK(
        refused_states(folder, "i.csv", "particle,step,t,x\n0,0,1,1\n").find("i.csv: has one state of each particle") ==
        0);
    CHECK(refused_states(folder, "j.csv", table, 1, 2) ==
          "j.csv: has 3 states of a particle; allowed: 2 numbers, which is what is left for it in a scene");
    const std::vector<double> numbers = {1, 2, 3, NAN};
    CHECK(refused_states(folder, "k.npy", npy("<f8", "(2, 2)", bytes_of(numbers))) ==
          "k.npy: step 1 of particle 1 is nan; allowed: finite numbers");
    CHECK(refused_states(folder, "l.npy", npy("<f8", "(2, 2)", bytes_of(numbers)), 2)
              .find("l.npy: has the shape (2, 2)") == 0);
    // In a scene: at its key; and what fits no sampler.
    folder.write("mine.csv", table);
    const auto run_with = [&](const std::string& scene) {
        const ProcessResult result = run_halfstep({"run", folder.write("s.toml", scene)});
        CHECK(lines_of(result.err).size() == (result.code == 2 ? 1 : 0));
        return result.err;
    };
    CHECK(run_with(scene_of_two) == "");
    std::string scene = scene_of_two;
    scene.replace(scene.find("steps = 2"), 9, "steps = 3");
    CHECK(run_with(scene).find("file = \"mine.csv\": mine.csv has 3 states of each particle") != std::string::npos);
    CHECK(run_with(std::string(scene_of_two) + "against = \"DDPM\"\n").find("allowed: \"DDIM\"") != std::string::npos);
    CHECK(
        run_with(std::string(scene_of_two) + "steps = 2\n").find("steps = 2: does not apply to kind = \"recorded\"") !=
        std::string::npos);
    CHECK(run_with(std::string(process_of_two) + "[[sampler]]\nkind = \"recorded\"\n").find("file") !=
          std::string::npos);
    folder.write("mine.csv", "particle,step,t,x\n0,0,2,1\n0,1,0,1\n0,2,1,1\n");
    CHECK(run_with(scene_of_two).find("mine.csv:3: step 1 has t = 0, and DDIM is at t = 1 then") != std::string::npos);
}

TEST_CASE("recorded: fewer particles than the run have a distance floor of their own, and no evaluations") {
    const TemporaryFolder folder;
    put_example(folder);
    std::string scene = read_whole(folder.path("mine.toml"));
    scene.replace(scene.find("particles = 64"), 14, "particles = 3000");
    const ProcessResult result = run_halfstep({"run", folder.write("many.toml", scene)});
    INFO(result.out, result.err);
    REQUIRE(result.code == 0);
    CHECK(recorded_line(result.out, "mine differs") != "");
    CHECK(recorded_line(result.out, "Its distance is that of 64 particles; that of as many exact draws: ") != "");
    CHECK(result.out.find("evals") == std::string::npos);
    const Run run = simulate(load_problem(folder.path("many.toml")), {});
    CHECK(run.samplers[1].final_x.rows() == 64);
    REQUIRE(run.final_of(1).floor);
    // W1 of n exact draws falls as 1 / sqrt(n).
    const double ratio = run.final_of(1).floor->value / run.exact().distance, wanted = std::sqrt(3000.0 / 64);
    CHECK(ratio > 0.4 * wanted);
    CHECK(ratio < 2.5 * wanted);
    CHECK_FALSE(run.final_of(0).floor);
    const std::vector<ResultsRow> rows = results_of(run);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].distance_floor == run.exact().distance);
    CHECK(rows[1].distance_floor == run.final_of(1).floor->value);
}

TEST_CASE("recorded: the plot marks the first wrong step, on a log axis with the line of rounding") {
    const Run run = simulate(load_problem(example("mine.toml")), {});
    const Plot* const plot = find_plot("local-error");
    REQUIRE(plot);
    REQUIRE(plot->applies(run));
    const Figure figure = plot->make(run, View{});
    CHECK(figure.y.scale == Scale::log10);
    CHECK(figure.caption == "mine: off at step 1 · β in place of β̃ as the variance of its noise");
    bool rounding = false, marked = false;
    for (const Mark& mark : figure.marks) {
        if (const auto* curve = std::get_if<Curve>(&mark); curve && curve->label == "rounding") {
            rounding = true;
            REQUIRE(curve->y.size() == 100);
            for (std::size_t i = 0; i < 100; ++i)
                CHECK(curve->y[i] == run.samplers[1].local_errors->steps[99 - i].rounding);
        }
        if (const auto* label = std::get_if<Label>(&mark)) marked = marked || label->text == "first: step 1";
    }
    CHECK(rounding);
    CHECK(marked);
    const std::vector<const Plot*> side = side_plots(run.experiment());
    CHECK(std::find(side.begin(), side.end(), plot) != side.end());
    CHECK(recorded_brief(run, 1) == "off at step 1");
    CHECK(recorded_brief(run, 0) == "");
    for (const std::string& key : usual_sweep_keys(run.experiment())) // its steps are what they are
        CHECK(key.find("steps") == std::string::npos);
}
