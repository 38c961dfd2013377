#include "app/base/files.h"
#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/beside_option.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/commands/plot_choice.h"
#include "app/commands/progress.h"
#include "app/commands/step_option.h"
#include "app/export/writers.h"
#include "app/plots/sampler_colors.h"
#include "app/scene/scene.h"
#include "core/run/simulate.h"
#include "core/run/simulate_beside.h"

#include <CLI/CLI.hpp>

namespace halfstep {

namespace {

/// As typed; understood when the command runs.
struct FigureArguments {
    std::string scene, step, compare, plot, output, at, points, width, column, height, font_size, theme, colors, dpi,
        notation, legend;
    SamplerChoice samplers;
    AxisRanges ranges;
    bool list = false, transparent = false, no_titles = false, caption = false, outline_text = false;
};

int list_plots() {
    std::size_t widest = 0;
    for (const Plot& plot : all_plots()) widest = std::max(widest, std::string_view(plot.name).size());
    std::string text;
    for (const Plot& plot : all_plots()) {
        const std::string name = plot.name;
        text += name + std::string(widest + 2 - name.size(), ' ') + plot.title + "\n";
    }
    print(text);
    return done;
}

double width_of(const FigureArguments& given) {
    if (!given.width.empty() && !given.column.empty())
        refuse("--column", given.column, "given beside --width; allowed: one of the two");
    if (!given.width.empty())
        return real_number("--width", given.width, PaperLimits::least_width, PaperLimits::most_width);
    const bool two = !given.compare.empty() && given.plot != "parting";
    if (given.column.empty()) return is_panel(given.plot) || two ? double_column : single_column;
    if (given.column != "single" && given.column != "double")
        refuse("--column", given.column, "unknown; allowed: single (85 mm), double (174 mm)");
    return given.column == "single" ? single_column : double_column;
}

LegendPlace legend_place(const std::string& given) {
    if (given.empty()) return LegendPlace::by_itself;
    for (std::size_t i = 0; i < std::size(legend_place_names); ++i)
        if (given == legend_place_names[i]) return static_cast<LegendPlace>(i);
    refuse("--legend", given, "unknown; allowed: auto, inside, beside, above, none");
}

PaperOptions figure_paper(const FigureArguments& given) {
    using Limits = PaperLimits;
    PaperOptions options;
    options.names = {"--width", "--height", "--font-size", "--dpi"};
    options.width = width_of(given);
    if (!given.height.empty())
        options.height = real_number("--height", given.height, Limits::least_height, Limits::most_height);
    if (!given.font_size.empty())
        options.font_size = real_number("--font-size", given.font_size, Limits::least_font, Limits::most_font);
    if (!given.dpi.empty())
        options.dpi = static_cast<int>(whole_number("--dpi", given.dpi, Limits::least_dpi, Limits::most_dpi));
    options.theme = theme_named(given.theme, print_theme(), given.colors);
    if (given.transparent) options.theme = without_ground(options.theme);
    options.titles = !given.no_titles;
    options.caption = given.caption;
    options.legend = legend_place(given.legend);
    options.outline_text = given.outline_text;
    return options;
}

/// The options given, as they are called, and whether they are for a picture alone.
std::vector<std::pair<std::string, bool>> options_of(const FigureArguments& given) {
    std::vector<std::pair<std::string, bool>> options;
    const auto add = [&](const char* option, bool is_given, bool picture) {
        if (is_given) options.emplace_back(option, picture);
    };
    add("SCENE", !given.scene.empty(), false);
    add("--step", !given.step.empty(), false);
    add("--compare", !given.compare.empty(), false);
    add("--plot", !given.plot.empty(), false);
    add("-o", !given.output.empty(), false);
    add("--at", !given.at.empty(), false);
    add("--points", !given.points.empty(), false);
    add("--hide", !given.samplers.hide.empty(), false);
    add("--only", !given.samplers.only.empty(), false);
    add("--split", given.samplers.split, false);
    add("--notation", !given.notation.empty(), false);
    add("--x-range", !given.ranges.x.empty(), false);
    add("--y-range", !given.ranges.y.empty(), false);
    add("--width", !given.width.empty(), true);
    add("--column", !given.column.empty(), true);
    add("--height", !given.height.empty(), true);
    add("--font-size", !given.font_size.empty(), true);
    add("--theme", !given.theme.empty(), true);
    add("--colors", !given.colors.empty(), true);
    add("--dpi", !given.dpi.empty(), true);
    add("--transparent", given.transparent, true);
    add("--no-titles", given.no_titles, true);
    add("--caption", given.caption, true);
    add("--legend", !given.legend.empty(), true);
    add("--outline-text", given.outline_text, true);
    return options;
}

void check_figure_arguments(const FigureArguments& given) {
    const bool data =
        has_extension(given.output, "csv") || has_extension(given.output, "npy") || has_extension(given.output, "npz");
    for (const auto& [option, picture] : options_of(given)) {
        if (given.list) throw UsageError(option + ": given beside --list; allowed: --list alone");
        if (data && picture)
            throw UsageError(option + ": is for a picture, and -o = " + one_line(given.output, 300) +
                             " is to hold data; allowed: -o with .svg, .pdf or .png, or no " + option);
    }
    check_resolution(given.dpi, given.output);
    check_outlines(given.outline_text, given.output);
}

/// How the figure was drawn that is made again.
void keep_looks(const std::string& scene, FigureArguments& given) {
    if (given.column.empty()) keep_look(scene, "--width", given.width);
    keep_look(scene, "--height", given.height);
    keep_look(scene, "--font-size", given.font_size);
    keep_look(scene, "--theme", given.theme);
    keep_look(scene, "--colors", given.colors);
    keep_look(scene, "--legend", given.legend);
    keep_look(scene, "--dpi", given.dpi);
    keep_look(scene, "--transparent", given.transparent);
    keep_look(scene, "--no-titles", given.no_titles);
    keep_look(scene, "--caption", given.caption);
    keep_look(scene, "--outline-text", given.outline_text);
}

int write_figure(FigureArguments given) {
    check_figure_arguments(given);
    if (given.list) return list_plots();
    if (given.scene.empty())
        throw UsageError(
            "SCENE is missing; allowed: a scene file, the name of a lesson, or a figure that Halfstep wrote");
    check_plots(given.plot);
    if (given.output.empty())
        throw UsageError("-o is missing; allowed: a file name that ends in " + writer_extensions());
    const Writer* writer = find_writer(given.output);
    if (!writer) refuse("-o", given.output, "its ending says no known kind of file; allowed: " + writer_extensions());
    writable_file("-o", given.output);
    Scene scene = load_step(given.scene, step_argument(given.step));
    const bool carries_scene = !has_extension(given.output, "csv") && !has_extension(given.output, "npy");
    const std::shared_ptr<const Problem> beside =
        problem_beside(given.compare, scene, carries_scene ? given.output : "");
    const std::shared_ptr<const Problem>& problem = scene.problem;
    const Experiment& experiment = problem->experiment;
    const std::string carried = scene_of_picture(given.scene, max_scene_bytes).value_or("");
    const FigureRequest stored = figure_request(carried).value_or(FigureRequest{});
    const bool same_plot = given.plot.empty() && !stored.plot.empty();
    if (same_plot) check_plots(given.plot = stored.plot);
    if (same_plot) keep_looks(carried, given);
    check_ranges(given.ranges, given.plot);
    View view = scene.view.value_or(View{});
    given.compare = view.compare;
    PaperOptions options = figure_paper(given);
    if (!beside) options.theme = with_sampler_colors(options.theme, experiment.samplers);
    const int seen = view.level > 0 ? view.level : same_plot ? stored.level : -1;
    const int level =
        given.at.empty() ? seen : static_cast<int>(whole_number("--at", given.at, 0, experiment.process.steps));
    choose_samplers(given.samplers, experiment, view);
    view.level = std::max(level, 0);
    view.enlarge = !writer->data;
    view.notation = notation_named(given.notation, view.notation);
    view.points = given.points.empty() && same_plot ? stored.points : points_argument(given.points, experiment);

    const InterruptGuard guard;
    SimulateOptions simulation;
    std::atomic<float> progress{0};
    simulation.cancel = &InterruptGuard::raised();
    simulation.progress = &progress;
    keep_what_is_shown(simulation, given.plot, view, view.level);
    const Run run = [&] {
        const ProgressBar bar([&progress] { return progress.load(); });
        return beside ? simulate_beside(problem, beside, simulation) : simulate(problem, simulation);
    }();
    InterruptGuard::check();
    note_changed_result(given.scene, run, scene.results);
    const std::vector<const Plot*> plots = chosen_plots(given.plot, run);
    if (!writer->data) choose_ranges(given.ranges, *plots.front(), run, view);
    const std::string bytes = within_memory(smaller_figure(*writer), [&] {
        return writer->write(beside ? make_compared_sheet(run, plots, view, level >= 0, options)
                                    : make_sheet(run, plots, view, level >= 0, options));
    });
    InterruptGuard::check();
    write_output(given.output, bytes);
    return done;
}

/// Of whom it is, and in whose symbols.
void add_figure_looks(CLI::App& command, FigureArguments& given) {
    add_ranges(command, given.ranges, "; files of data have all of it");
    command.add_option("--hide", given.samplers.hide, "A sampler that is not drawn, by its name; axes stay as with it")
        ->allow_extra_args(false)
        ->type_name("NAME");
    command.add_option("--only", given.samplers.only, "The sampler that alone is drawn; several: --only A --only B")
        ->allow_extra_args(false)
        ->type_name("NAME");
    command.add_flag("--split", given.samplers.split,
                     "One panel a sampler, on the same axes; data are the same either way");
    command
        .add_option("--notation", given.notation,
                    "In whose symbols: ddpm, ddim, sde or sigma-squared (the scene's, or ddpm); names in files of data "
                    "stay")
        ->type_name("NAME");
}

} // namespace

void add_figure(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("figure", "Write a plot of a scene as a figure for a paper, or its data");
    command->footer(
        R"(FILE.svg, .pdf and .png carry the scene: "halfstep FILE.svg" opens it again, and "halfstep figure FILE.svg -o
OTHER.pdf" makes the same figure in another format: with the options that it was made with, unless they are given, and
with --plot afresh.
The legend stands in the plot where its marks leave room, else beside it if that leaves the plot 24 times as wide as
its type is high, else above it; what several plots have in common stands once, above them.
FILE.csv has one row a value: plot,mark,kind,label,line,x,y,x_end,y_end,value
  curve, points: x, y; polylines: line, x, y; band: x, y to y_end; bars: x to x_end, y to y_end, value = height;
  outside: value = the fraction that no bar holds, beyond x_end or from x on;
  an exact density whose label ends in [averages over bins] is narrower than they are, and stands as those, in steps;
  heatmap: x, y of the cell's middle, value = what is there; arrows: x, y to x_end, y_end; rule: x or y.
FILE.npy has the same rows as an array of records, with those columns as its fields: a = numpy.load("FILE.npy"),
  a[a["label"] == "DDIM"]["y"]; without a value, NaN (line: -1).
FILE.npz has the same as arrays PLOT/MARK-KIND/NAME (numpy.load), and the scene as "experiment".
More than 5000 points, and all heat maps, are pictures of 300 dpi inside SVG and PDF.)");
    auto given = std::make_shared<FigureArguments>();
    command->add_option("SCENE", given->scene, "A scene file, the name of a lesson, or a figure that Halfstep wrote");
    add_step_option(*command, given->step);
    command
        ->add_option("--plot", given->plot,
                     "Which plot (see --list), several as xt,variance, or all that apply, other quantities of the "
                     "same plot (schedule-sigma) left out; default: the one that SCENE shows, if it is a figure, or "
                     "else the stage: xt or plane")
        ->type_name("NAME");
    command->add_option("-o,--output", given->output, "The file to write: .svg, .pdf, .png, .csv, .npy or .npz")
        ->type_name("FILE");
    command
        ->add_option("--at", given->at,
                     "The level shown: 0 is the data (the default), T the noise; marks it in the plot")
        ->type_name("STEP");
    command
        ->add_option("--points", given->points,
                     "Particles of each sampler in a cloud, at most, or all (what the screen shows: 4000 at most)")
        ->type_name("N");
    command
        ->add_option("--compare", given->compare,
                     "Another scene or lesson, from the same noise, beside each plot; its own plot is parting")
        ->type_name("OTHER");
    add_figure_looks(*command, *given);
    command->add_option("--width", given->width, "Width in millimetres (85; 174 for several plots)")->type_name("MM");
    command->add_option("--column", given->column, "Width by name: single (85 mm) or double (174 mm)")
        ->type_name("NAME");
    command->add_option("--height", given->height, "Height in millimetres; default: what fits the plot")
        ->type_name("MM");
    command->add_option("--font-size", given->font_size, "Size of the type in points (8); lines go with it")
        ->type_name("PT");
    command->add_option("--theme", given->theme, "print (white), light or dark")->type_name("THEME");
    command->add_option("--colors", given->colors, "Colour map of densities: " + color_map_names())->type_name("NAME");
    command->add_flag("--transparent", given->transparent, "No ground: for slides");
    command->add_flag("--no-titles", given->no_titles, "Without title above the plot: for papers with their own");
    command->add_flag(
        "--caption", given->caption,
        "With a caption above the plot: the time, how many particles, what bands are. It is set in 0.8 of "
        "the type, but not below 6 pt, under a title in the type's size; the figure is as much higher as "
        "keeps both within a tenth of its height");
    command
        ->add_option("--legend", given->legend, "Where the legend stands: auto, inside, beside, above or none (auto)")
        ->type_name("PLACE");
    command->add_flag("--outline-text", given->outline_text,
                      "Text as outlines in SVG and PDF: for programs that replace typefaces");
    command->add_option("--dpi", given->dpi, "Pixels an inch of a PNG (300)")->type_name("N");
    command->add_flag("--list", given->list, "List the plots");
    command->callback([given, &action] { action = [given] { return write_figure(*given); }; });
}

} // namespace halfstep
