#include "app/sweep/sweep.h"
#include "app/commands/arguments.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/commands/progress.h"
#include "app/commands/results.h"
#include "app/export/files.h"
#include "app/scene/names.h"

#include <CLI/CLI.hpp>

namespace halfstep {

namespace {

/// As typed; understood when the command runs.
struct Arguments {
    std::string scene, output, seeds, part, particles;
    std::vector<std::string> over;
};

/// "sampler.steps=5,10,20"; commas within brackets or quotes do not separate.
SweepAxis axis_argument(const std::string& text) {
    const std::size_t equals = text.find('=');
    const char* allowed = "allowed: KEY=VALUE,VALUE,..., such as sampler.steps=5,10,20";
    if (equals == std::string::npos || equals == 0) refuse("--over", text, std::string("no KEY=; ") + allowed);
    SweepAxis axis{text.substr(0, equals), {""}};
    int depth = 0;
    bool quoted = false;
    for (const char c : text.substr(equals + 1)) {
        if (c == '"') quoted = !quoted;
        if (!quoted && c == '[') ++depth;
        if (!quoted && c == ']') --depth;
        if (c == ',' && depth == 0 && !quoted)
            axis.values.emplace_back();
        else
            axis.values.back() += c;
    }
    for (const std::string& value : axis.values)
        if (value.empty()) refuse("--over", text, std::string("an empty value; ") + allowed);
    return axis;
}

/// "2/8": the second of eight parts.
std::pair<int, int> part_argument(const std::string& text) {
    constexpr int most = 100'000;
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) refuse("--part", text, "allowed: I/N, the I-th of N parts, such as 1/4");
    const int parts = static_cast<int>(whole_number("--part", text.substr(slash + 1), 1, most));
    return {static_cast<int>(whole_number("--part", text.substr(0, slash), 1, parts)), parts};
}

std::string header_of(const SweepSpec& spec) {
    std::string text;
    for (const SweepAxis& axis : spec.axes) text += csv_text(axis.key) + ",";
    return text + "seed," + results_csv_header();
}

std::string rows_of(const SweepJob& job, const Run& run) {
    std::string start;
    for (const std::string& value : job.values) start += csv_text(value) + ",";
    return results_csv_rows(run, start + std::to_string(job.experiment.run.seed) + ",");
}

int run_sweep(const Arguments& given) {
    SweepSpec spec;
    for (const std::string& over : given.over) spec.axes.push_back(axis_argument(over));
    if (!given.seeds.empty())
        spec.seeds = static_cast<int>(whole_number("--seeds", given.seeds, 1, SweepLimits::max_seeds));
    const auto [part, parts] = given.part.empty() ? std::pair{1, 1} : part_argument(given.part);
    if (!given.output.empty()) {
        if (!given.output.ends_with(".csv"))
            refuse("-o", given.output, "is written as CSV; allowed: a name that ends in .csv");
        writable_file("-o", given.output);
    }
    Experiment experiment = load_scene(given.scene);
    if (!given.particles.empty())
        experiment.run.particles = whole_number("--particles", given.particles, 1, Limits::max_particles);
    const std::vector<SweepJob> jobs = part_of(plan_sweep(experiment, spec), part, parts);

    const InterruptGuard guard;
    std::string text = part == 1 ? header_of(spec) : "";
    {
        std::atomic<std::size_t> finished{0};
        std::atomic<float> current{0};
        const ProgressBar bar([&] { // a job that ends between the two looks makes it jump back once: it is a bar
            return (static_cast<float>(finished) + current) / static_cast<float>(jobs.size());
        });
        for (const SweepJob& job : jobs) {
            const Run run = run_job(job, &InterruptGuard::raised(), &current);
            InterruptGuard::check();
            text += rows_of(job, run);
            current = 0;
            ++finished;
        }
    }
    if (given.output.empty())
        print(text);
    else
        write_file(given.output, text);
    return done;
}

} // namespace

void add_sweep(CLI::App& app, Action& action) {
    CLI::App* command =
        app.add_subcommand("sweep", "Run a scene along values of its keys and over seeds; one CSV row a result");
    command->footer(
        "Columns: the keys of --over, seed, and those of `run --format csv`. All combinations of several --over "
        "are run.\n"
        "Parts share nothing: 1/4 to 4/4 may run at once, on one machine or many. Only part 1 has the header "
        "line, so that\n"
        "`cat` of the parts in order gives the bytes of the whole.\n"
        "  halfstep sweep SCENE --over sampler.steps=5,10,20,50 --over sampler.spacing=trailing --seeds 5 -o "
        "steps.csv\n"
        "  parallel halfstep sweep SCENE --over process.steps=25,100 --part {}/4 -o part{}.csv ::: 1 2 3 4");
    auto given = std::make_shared<Arguments>();
    command->add_option("SCENE", given->scene, "A scene file or the name of a lesson")->required();
    command->add_option("--over", given->over, "A key of the scene and its values; sampler.KEY is that of all samplers")
        ->type_name("KEY=V,V,...")
        ->required();
    command->add_option("--seeds", given->seeds, "How many seeds each, counted up from the scene's (1)")
        ->type_name("N");
    command->add_option("--particles", given->particles, "How many particles, instead of the scene's")->type_name("N");
    command->add_option("--part", given->part, "Only the I-th of N parts")->type_name("I/N");
    command->add_option("-o,--output", given->output, "The file to write; default: the terminal")
        ->type_name("FILE.csv");
    command->callback([given, &action] { action = [given] { return run_sweep(*given); }; });
}

} // namespace halfstep
