#include "app/base/input_file.h"
#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/beside_option.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/commands/plot_choice.h"
#include "app/commands/progress.h"
#include "app/export/writers.h"
#include "app/plots/sampler_colors.h"
#include "app/scene/scene.h"
#include "app/sweep/sweep_figure.h"
#include "app/sweep/sweep_spec.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <set>

namespace halfstep {

namespace {

const std::string figure_endings = ".svg, .pdf, .png";

/// As typed; understood when the command runs.
struct SweepArguments {
    std::string scene, output, seeds, part, particles, measure, width, height, theme, dpi;
    std::vector<std::string> over, from;
    bool caption = false, outline_text = false;
};

/// "sampler.steps=5,10,20".
SweepAxis axis_argument(const std::string& text) {
    const std::size_t equals = text.find('=');
    const char* allowed = "allowed: KEY=VALUE,VALUE,..., such as sampler.steps=5,10,20";
    if (equals == std::string::npos || equals == 0) refuse("--over", text, std::string("no KEY=; ") + allowed);
    SweepAxis axis{text.substr(0, equals), split_values(std::string_view(text).substr(equals + 1))};
    for (const std::string& value : axis.values)
        if (value.empty()) refuse("--over", text, std::string("an empty value; ") + allowed);
    if (clean_text(text) != text || text.find('\n') != std::string::npos) // the file of a figure has it on one line
        refuse("--over", text, std::string("has characters that are no text; ") + allowed);
    return axis;
}

/// "2/8": the second of eight parts.
std::pair<int, int> part_argument(const std::string& text) {
    constexpr int most = 100'000;
    const std::size_t slash = std::min(text.find('/'), text.size());
    const auto count = [&](std::string_view digits) { // 0: none
        const bool good =
            !digits.empty() && digits.size() <= 6 && digits.find_first_not_of("0123456789") == digits.npos;
        return good ? std::atoi(std::string(digits).c_str()) : 0;
    };
    const int part = count(std::string_view(text).substr(0, slash));
    const int parts = slash < text.size() ? count(std::string_view(text).substr(slash + 1)) : 0;
    if (part < 1 || parts < 1 || parts > most)
        refuse("--part", text, "allowed: I/N, the I-th of N parts, such as 1/4; N at most " + std::to_string(most));
    if (part > parts)
        refuse("--part", text,
               "there are only so many parts; allowed: 1/" + std::to_string(parts) + " to " + std::to_string(parts) +
                   "/" + std::to_string(parts));
    return {part, parts};
}

std::string measure_names() {
    std::vector<std::string_view> names;
    for (const SweepMeasure& measure : all_sweep_measures()) names.push_back(measure.name);
    return join(names);
}

/// What the sweep is: as typed, or, where a figure of a sweep is the scene, what that shows.
SweepRequest request_of(SweepArguments& given) {
    SweepRequest request;
    const bool again = given.over.empty() && given.from.empty();
    if (again) {
        const std::optional<std::string> scene =
            given.scene.empty() ? std::nullopt : scene_of_picture(given.scene, max_scene_bytes);
        const std::optional<SweepRequest> stored = scene ? sweep_request(*scene) : std::nullopt;
        if (!stored) {
            if (!given.scene.empty()) load_scene(given.scene); // what is wrong with it comes first
            throw UsageError("--over is missing; allowed: --over KEY=VALUE,VALUE,..., --from FILE.csv, "
                             "or for SCENE the figure of a sweep");
        }
        request = *stored;
        keep_look(*scene, "--width", given.width);
        keep_look(*scene, "--height", given.height);
        keep_look(*scene, "--theme", given.theme);
        keep_look(*scene, "--dpi", given.dpi);
        keep_look(*scene, "--caption", given.caption);
        keep_look(*scene, "--outline-text", given.outline_text);
    }
    for (const std::string& over : given.over) request.spec.axes.push_back(axis_argument(over));
    for (const SweepAxis& axis : request.spec.axes)
        if (axis.key == "run.particles" && !given.particles.empty())
            refuse("--particles", given.particles, "run.particles is varied as well; allowed: one of the two");
    if (!given.seeds.empty())
        request.spec.seeds = static_cast<int>(whole_number("--seeds", given.seeds, 1, SweepLimits::max_seeds));
    if (!given.measure.empty()) request.measure = given.measure;
    if (find_sweep_measure(request.measure)) return request;
    std::vector<std::string_view> names;
    for (const SweepMeasure& measure : all_sweep_measures()) names.push_back(measure.name);
    refuse("--measure", request.measure,
           "there is no such measure" + did_you_mean(request.measure, names) + "; allowed: " + measure_names());
}

PaperOptions chart_paper(const SweepArguments& given) {
    using Limits = PaperLimits;
    PaperOptions options;
    options.names = {"--width", "--height", nullptr, "--dpi"};
    if (!given.width.empty())
        options.width = real_number("--width", given.width, Limits::least_width, Limits::most_width);
    if (!given.height.empty())
        options.height = real_number("--height", given.height, Limits::least_height, Limits::most_height);
    if (!given.dpi.empty())
        options.dpi = static_cast<int>(whole_number("--dpi", given.dpi, Limits::least_dpi, Limits::most_dpi));
    options.theme = theme_named(given.theme, print_theme(), "");
    options.caption = given.caption;
    options.outline_text = given.outline_text;
    return options;
}

/// What was swept, and how it is looked at.
struct SweptScene {
    Experiment experiment;
    View view;
};

/// `scene`: nullptr, where rows of files do not say.
std::string bytes_of(const SweepTable& table, const SweptScene* scene, const SweepRequest& request,
                     const SweepArguments& given, const Writer& writer) {
    const SweepMeasure& measure = *find_sweep_measure(request.measure);
    if (!has_measure(table, measure)) {
        std::vector<std::string_view> names;
        for (const SweepMeasure& other : all_sweep_measures())
            if (has_measure(table, other)) names.push_back(other.name);
        refuse("--measure", request.measure, "the rows have none; allowed here: " + join(names));
    }
    std::vector<Figure> figures;
    figures.push_back(plot_sweep(table, measure));
    PaperOptions options = chart_paper(given);
    if (scene) options.theme = with_sampler_colors(options.theme, scene->experiment.samplers);
    Sheet sheet = make_sheet(std::move(figures), options);
    if (scene)
        sheet.experiment = with_looks(sweep_scene(scene->experiment, request, scene->view), paper_looks(options));
    return within_memory("a smaller figure or a lower --dpi", [&] { return writer.write(sheet); });
}

/// Fails for what will be wrong with the figure at the end, as far as the first job's rows tell: taken for those of all
/// jobs they give the same legend.
void try_figure(const std::vector<SweepJob>& jobs, const std::vector<SweepRow>& first, const SweepRequest& request,
                const SweepArguments& given, const Writer& writer) {
    SweepTable table = empty_table(request.spec);
    table.rows = first;
    for (std::size_t i = 1; i < jobs.size(); ++i) {
        if (jobs[i].values == jobs[i - 1].values) continue; // another seed
        for (SweepRow row : first) {
            row.values = jobs[i].values;
            table.rows.push_back(std::move(row));
        }
    }
    bytes_of(table, nullptr, request, given, writer);
}

/// The rows of the jobs. `look` sees the first job's before the others are run.
std::vector<SweepRow> run_jobs(const std::vector<SweepJob>& jobs,
                               const std::function<void(const std::vector<SweepRow>&)>& look) {
    std::vector<SweepRow> rows;
    std::atomic<std::size_t> finished{0};
    std::atomic<float> current{0};
    const ProgressBar bar([&] { // a job that ends between the two looks makes it jump back once: it is a bar
        return (static_cast<float>(finished) + current) / static_cast<float>(jobs.size());
    });
    for (const SweepJob& job : jobs) {
        const Run run = run_job(job, &InterruptGuard::raised(), &current);
        InterruptGuard::check();
        for (SweepRow& row : sweep_rows(job, run)) rows.push_back(std::move(row));
        current = 0;
        if (++finished == 1) look(rows);
    }
    return rows;
}

/// The rows of files: the parts, in order, of which the first has the header.
SweepTable rows_of_files(const std::vector<std::string>& files) {
    constexpr std::int64_t most_bytes = 256 << 20; // a hundred thousand runs of eight samplers
    SweepTable table;
    for (const std::string& file : files) {
        try {
            read_sweep_rows(read_file(file, most_bytes), file, table);
        } catch (const InputError& e) {
            throw UsageError("--from: " + one_line(e.allowing("rows of a sweep")));
        }
    }
    if (table.rows.empty()) refuse("--from", files[0], "has no rows; allowed: at least one");
    std::set<std::string> seen; // a row twice would count as another seed
    for (const SweepRow& row : table.rows) {
        std::string text = row.sampler + '\n' + row.seed + '\n' + row.coordinate;
        for (const std::string& value : row.values) text += '\n' + value;
        if (!seen.insert(text).second)
            refuse("--from", files.back(),
                   "repeats a result (seed " + one_line(row.seed, 30) + " of " + one_line(row.sampler, 60) +
                       "); allowed: each part once");
    }
    return table;
}

/// Refuses what would be ignored.
void check_sweep_arguments(const SweepArguments& given, bool figure) {
    const auto only_for_figures = [&](const char* option, const std::string& value) {
        if (!value.empty() && !figure)
            refuse(option, value,
                   "is for a figure, and rows hold all that was measured; allowed: no " + std::string(option) +
                       ", or -o with a figure, " + figure_endings);
    };
    only_for_figures("--measure", given.measure);
    only_for_figures("--width", given.width);
    only_for_figures("--height", given.height);
    only_for_figures("--theme", given.theme);
    only_for_figures("--dpi", given.dpi);
    for (const auto& [option, is_given] :
         {std::pair{"--caption", given.caption}, std::pair{"--outline-text", given.outline_text}})
        if (is_given && !figure)
            throw UsageError(std::string(option) +
                             ": is for a figure, and rows hold all that was measured; allowed: no " + option +
                             ", or -o with a figure, " + figure_endings);
    check_resolution(given.dpi, given.output);
    check_outlines(given.outline_text, given.output);
    if (!given.part.empty() && figure)
        refuse("--part", given.part, "a part makes no figure; allowed: -o FILE.csv, and --from all of them");
    if (given.from.empty()) return;
    const auto beside_from = [](const char* option, const std::string& value) {
        if (!value.empty()) refuse(option, value, "given beside --from; allowed: one of the two");
    };
    beside_from("SCENE", given.scene);
    beside_from("--over", given.over.empty() ? "" : given.over[0]);
    beside_from("--seeds", given.seeds);
    beside_from("--particles", given.particles);
    beside_from("--part", given.part);
    if (given.output.empty()) throw UsageError("-o is missing; allowed with --from: a figure, " + figure_endings);
    if (!figure)
        refuse("-o", given.output, "is no figure, and rows are there already; allowed with --from: " + figure_endings);
}

int run_sweep(SweepArguments given) {
    const bool csv = given.output.empty() || has_extension(given.output, "csv");
    const bool figure =
        has_extension(given.output, "svg") || has_extension(given.output, "pdf") || has_extension(given.output, "png");
    if (!csv && !figure)
        refuse("-o", given.output,
               "its ending says no known kind of file; allowed: .csv (the rows), or for a figure " + figure_endings);
    check_sweep_arguments(given, figure);
    const SweepRequest request = request_of(given);
    const auto [part, parts] = given.part.empty() ? std::pair{1, 1} : part_argument(given.part);
    if (!given.output.empty()) writable_file("-o", given.output);
    const Writer* writer = figure ? find_writer(given.output) : nullptr;
    if (writer) chart_paper(given);
    if (!given.from.empty()) {
        write_output(given.output, bytes_of(rows_of_files(given.from), nullptr, request, given, *writer));
        return done;
    }
    if (given.scene.empty()) throw UsageError("SCENE is missing; allowed: a scene file or the name of a lesson");
    const Scene loaded = load_with_view(given.scene);
    SweptScene scene{loaded.problem->experiment, loaded.view.value_or(View{})};
    if (writer) scene.view.compare = carried_name(given.output, scene.view.compare);
    if (!given.particles.empty())
        scene.experiment.run.particles = whole_number("--particles", given.particles, 1, Limits::max_particles);
    let_go_of_absent(scene.view, scene.experiment);
    const std::vector<SweepJob> jobs = part_of(plan_sweep(scene.experiment, request.spec), part, parts);

    const InterruptGuard guard;
    SweepTable table = empty_table(request.spec);
    table.rows = run_jobs(jobs, [&](const std::vector<SweepRow>& first) {
        if (writer) try_figure(jobs, first, request, given, *writer);
    });
    if (writer) {
        write_output(given.output, bytes_of(table, &scene, request, given, *writer));
        return done;
    }
    const std::string text = (part == 1 ? sweep_csv_header(request.spec) : "") + sweep_csv_rows(table.rows);
    if (given.output.empty())
        print(text);
    else
        write_output(given.output, text);
    return done;
}

} // namespace

void add_sweep(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand(
        "sweep", "Run a scene along values of its keys and over seeds; one CSV row a result, or a figure");
    command->footer(
        R"(Columns: the keys of --over, seed, and those of `run --format csv`. All combinations of several --over run.
Parts share nothing: 1/4 to 4/4 may run at once, on one machine or many. Only part 1 has the header line, so that
`cat` of the parts in order gives the bytes of the whole.
  halfstep sweep SCENE --over sampler.steps=5,10,20,50 --over sampler.spacing=trailing --seeds 5 -o steps.csv
  parallel halfstep sweep SCENE --over process.steps=25,100 --part {}/4 -o part{}.csv ::: 1 2 3 4
A figure (-o FILE.svg, .pdf, .png) shows --measure against the values, a curve a sampler, over the floor of exact draws.
It carries scene and sweep: "halfstep sweep FILE.svg -o OTHER.pdf" makes it again. From rows that there are:
  halfstep sweep --from part1.csv --from part2.csv -o FILE.svg
Measures: )" +
        measure_names());
    auto given = std::make_shared<SweepArguments>();
    command->add_option("SCENE", given->scene, "A scene file, the name of a lesson, or a figure of a sweep");
    command->add_option("--over", given->over, "A key of the scene and its values; sampler.KEY is that of all samplers")
        ->type_name("KEY=V,V,...");
    command->add_option("--from", given->from, "Make the figure of these rows; several files: the parts, in order")
        ->type_name("FILE.csv");
    command->add_option("--seeds", given->seeds, "How many seeds each, counted up from the scene's (1)")
        ->type_name("N");
    command->add_option("--particles", given->particles, "How many particles, instead of the scene's")->type_name("N");
    command->add_option("--part", given->part, "Only the I-th of N parts")->type_name("I/N");
    command
        ->add_option("-o,--output", given->output,
                     "The file to write: .csv, or a figure: .svg, .pdf, .png; default: rows to the terminal")
        ->type_name("FILE");
    command->add_option("--measure", given->measure, "What the figure shows (distance)")->type_name("NAME");
    command->add_option("--width", given->width, "Width of the figure in millimetres (85)")->type_name("MM");
    command->add_option("--height", given->height, "Its height in millimetres; default: what fits")->type_name("MM");
    command->add_option("--theme", given->theme, "print (white), light or dark")->type_name("THEME");
    command->add_option("--dpi", given->dpi, "Pixels an inch of a PNG (300)")->type_name("N");
    command->add_flag("--caption", given->caption, "With a caption above the figure: what its band and its floor are");
    command->add_flag("--outline-text", given->outline_text,
                      "Text as outlines in SVG and PDF: for programs that replace typefaces");
    command->callback([given, &action] { action = [given] { return run_sweep(*given); }; });
}

} // namespace halfstep
