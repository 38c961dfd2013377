// The step inspector's numbers are those that the command line writes, to the last digit: states those of paths.csv,
// factors those of schedule --sampler. For every sampler, process, dimension and precision.

#include "app/formulas/step_formula.h"
#include "app/plots/followed.h"
#include "app/scene/scene.h"
#include "core/run/simulate.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

using Cells = std::vector<std::string>;

std::vector<Cells> csv_table(const std::string& csv) {
    std::vector<Cells> rows;
    for (const std::string& line : lines_of(csv)) rows.push_back(split(line, ','));
    return rows;
}

constexpr const char* extra_samplers[] = {
    "kind = \"ddim\"\neta = 0.5\n",
    "kind = \"ddpm\"\nvariance = \"large\"\n",
    "kind = \"heun\"\nchurn = 0.5\ncorrector_steps = 1\n",
    "kind = \"ddim\"\nclip = \"static\"\nclip_range = 0.5\n",
    "kind = \"ddim\"\nstart = \"encoded\"\n",
};

/// Every sampler that goes with the scene, each by a name of its own: as many scenes as they need.
std::vector<std::string> with_all_samplers(const std::string& scene) {
    std::vector<std::string> samplers;
    for (const Fact<SamplerKind>& row : facts<SamplerKind>())
        samplers.push_back("kind = \"" + std::string(row.spelling) + "\"\n");
    samplers.insert(samplers.end(), std::begin(extra_samplers), std::end(extra_samplers));
    std::vector<std::string> scenes;
    std::size_t number = 0;
    for (const std::string& sampler : samplers) {
        const std::string table = "[[sampler]]\nname = \"s" + std::to_string(number) + "\"\n" + sampler;
        try {
            parse_scene(scene + table, "scene");
        } catch (const SceneError&) { // not on this process or target
            continue;
        }
        if (number++ % Limits::max_samplers == 0) scenes.push_back(scene);
        scenes.back() += table;
    }
    return scenes;
}

/// step_csv() as a map: "x0_of" to {factor, x, y}.
std::map<std::string, Cells> inspector(const plots::InspectedStep& step) {
    std::map<std::string, Cells> rows;
    for (const Cells& row : csv_table(step_csv(step))) rows[row[0]] = {row.begin() + 1, row.end()};
    return rows;
}

struct Walked {
    int steps = 0, samplers = 0;
};

/// Every step of one sampler, of one particle.
int walk(const Run& run, int sampler, std::int64_t particle, const std::vector<Cells>& paths,
         const std::vector<Cells>& moves) {
    const SamplerRun& of = run.samplers[static_cast<std::size_t>(sampler)];
    const int states = of.paths.states, dim = of.paths.dim;
    const auto state = [&](int i) { // behind particle, step and t
        const Cells& row = paths.at(static_cast<std::size_t>(1 + particle * states + i));
        CHECK(row[0] == std::to_string(particle));
        CHECK(row[1] == std::to_string(i));
        return Cells(row.begin() + 3, row.end());
    };
    const auto coordinates = [&](const Cells& row) { return Cells(row.begin() + 1, row.begin() + 1 + dim); };
    View view;
    view.pinned = particle;
    view.inspect = sampler + 1;
    std::vector<bool> seen(of.steps().size());
    for (view.level = 0; view.level <= run.process().steps(); ++view.level) {
        const auto step = plots::inspected_step(run, view);
        if (!step) continue;
        const auto m = static_cast<std::size_t>(step->step - of.steps().data());
        CAPTURE(m);
        seen[m] = true;
        const auto rows = inspector(*step);
        const Cells& move =
            moves.at(m + 1); // step,move,t,t_prev,alpha_bar,alpha_bar_prev,sigma,k_x0,k_eps,k_last,k_again
        const int from = static_cast<int>(of.forward() ? m + 1 : m), to = static_cast<int>(of.forward() ? m : m + 1);
        CHECK(coordinates(rows.at("from")) == state(from));
        CHECK(coordinates(rows.at("to")) == state(to));
        const std::pair<const char*, std::size_t> factors[] = {
            {"noise_of", 6}, {"x0_of", 7}, {"eps_of", 8}, {"last_of", 9}, {"again_of", 10}};
        for (const auto& [name, column] : factors)
            if (rows.count(name) > 0) CHECK(rows.at(name)[0] == move[column]);
        double sum = 0, largest = 0;
        for (const char* term : {"x0", "eps", "last", "again", "state", "noise"})
            if (rows.count(term) > 0) {
                sum += std::stod(rows.at(term)[1]);
                largest = std::max(largest, std::abs(std::stod(rows.at(term)[1])));
            }
        const double unit = run.experiment().run.precision == Precision::single ? 1.2e-7 : 2.3e-16;
        CHECK(std::abs(sum - std::stod(rows.at("to")[1])) <= 8 * unit * largest);
    }
    int walked = 0;
    for (std::size_t m = 0; m < seen.size(); ++m) {
        const bool of_grid = of.steps()[m].move == MoveKind::reverse || of.steps()[m].move == MoveKind::forward;
        CHECK(seen[m] == of_grid);
        walked += seen[m];
    }
    return walked;
}

Walked walk_scene(const std::string& text) {
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", text);
    const ProcessResult result = run_halfstep({"run", scene, "--out", folder.path("out")});
    INFO(result.err);
    REQUIRE(result.code == 0);
    Walked walked;
    for (const std::int64_t particle : {std::int64_t{0}, std::int64_t{7}}) {
        SimulateOptions options;
        options.measures = {.trace = true, .particle = particle};
        const Run run = simulate(parse_problem(text, "s"), options);
        for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
            const std::string name = run.samplers[static_cast<std::size_t>(i)].spec().name;
            CAPTURE(name);
            const auto moves = csv_table(run_halfstep({"schedule", scene, "--sampler", name}).out);
            walked.steps +=
                walk(run, i, particle, csv_table(read_whole(folder.path("out/" + name + "/paths.csv"))), moves);
            ++walked.samplers;
        }
    }
    return walked;
}

} // namespace

TEST_CASE("the inspector's numbers are those of paths.csv and of schedule --sampler, to the last digit") {
    const std::string targets[] = {"kind = \"gaussian\"\nsigma = 0.4\n",
                                   "kind = \"gaussian\"\nsigma = 0.4\nmean = [0.1, -0.2]\n", "kind = \"ring\"\n"};
    for (const Fact<ProcessKind>& process : facts<ProcessKind>())
        for (const std::string& target : targets)
            for (const char* precision : {"single", "double"}) {
                CAPTURE(process.spelling);
                CAPTURE(target);
                CAPTURE(precision);
                Walked walked;
                for (const std::string& scene : with_all_samplers(
                         "[target]\n" + target + "[process]\nkind = \"" + process.spelling + "\"\nsteps = 5\n" +
                         "[run]\nparticles = 20\nprecision = \"" + precision + "\"\n")) {
                    const Walked more = walk_scene(scene);
                    walked.samplers += more.samplers;
                    walked.steps += more.steps;
                }
                // All sixteen where none is refused: flow has no signal at T for two, the ring no closed form for one.
                const int refused = (process.value == ProcessKind::flow ? 2 : 0) + (target[8] == 'r' ? 1 : 0);
                CHECK(walked.samplers == 2 * (16 - refused));
                CHECK(walked.steps == 5 * walked.samplers);
            }
}
