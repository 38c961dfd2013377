#include "app/commands/arguments.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/export/files.h"
#include "app/export/writers.h"
#include "app/plots/plots.h"
#include "app/scene/names.h"

#include <CLI/CLI.hpp>

namespace halfstep {

namespace {

/// As typed; understood when the command runs.
struct Arguments {
    std::string scene, plot, output, at, width, column, height, font_size, theme, dpi;
    bool list = false, transparent = false, no_titles = false;
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

std::string plot_names() {
    std::vector<std::string_view> names;
    for (const Plot& plot : all_plots()) names.push_back(plot.name);
    return join(names) + ", all";
}

/// Before anything is simulated.
void check_plot_name(const std::string& name) {
    if (name.empty()) throw UsageError("--plot is missing; allowed: " + plot_names());
    if (name == "all" || find_plot(name)) return;
    std::vector<std::string_view> names = {"all"};
    for (const Plot& plot : all_plots()) names.push_back(plot.name);
    refuse("--plot", name, "there is no such plot" + did_you_mean(name, names) + "; allowed: " + plot_names());
}

std::vector<const Plot*> plots_named(const std::string& name, const Run& run) {
    std::vector<const Plot*> applicable;
    std::vector<std::string_view> names;
    for (const Plot& plot : all_plots()) {
        if (!plot.applies(run)) continue;
        applicable.push_back(&plot);
        names.push_back(plot.name);
    }
    names.push_back("all");
    if (name == "all") return applicable;
    const Plot* plot = find_plot(name);
    if (!plot->applies(run))
        refuse("--plot", name,
               "does not apply to this scene, whose target has " + std::to_string(dimension(run.experiment.target)) +
                   (dimension(run.experiment.target) == 1 ? " dimension" : " dimensions") +
                   "; allowed: " + join(names));
    return {plot};
}

Theme theme_named(const std::string& name, bool transparent) {
    const Theme* theme = name.empty() || name == "print" ? &print_theme()
                         : name == "light"               ? &light_theme()
                         : name == "dark"                ? &dark_theme()
                                                         : nullptr;
    if (!theme) refuse("--theme", name, "unknown; allowed: print, light, dark");
    return transparent ? without_ground(*theme) : *theme;
}

double width_of(const Arguments& given) {
    if (!given.width.empty() && !given.column.empty())
        refuse("--column", given.column, "given beside --width; allowed: one of the two");
    if (!given.width.empty())
        return real_number("--width", given.width, PaperLimits::least_width, PaperLimits::most_width);
    if (given.column.empty()) return given.plot == "all" ? double_column : single_column;
    if (given.column != "single" && given.column != "double")
        refuse("--column", given.column, "unknown; allowed: single (85 mm), double (174 mm)");
    return given.column == "single" ? single_column : double_column;
}

PaperOptions paper_options(const Arguments& given) {
    using Limits = PaperLimits;
    PaperOptions options;
    options.width = width_of(given);
    if (!given.height.empty())
        options.height = real_number("--height", given.height, Limits::least_height, Limits::most_height);
    if (!given.font_size.empty())
        options.font_size = real_number("--font-size", given.font_size, Limits::least_font, Limits::most_font);
    if (!given.dpi.empty())
        options.dpi = static_cast<int>(whole_number("--dpi", given.dpi, Limits::least_dpi, Limits::most_dpi));
    options.theme = theme_named(given.theme, given.transparent);
    options.titles = !given.no_titles;
    return options;
}

int write_figure(const Arguments& given) {
    if (given.list) return list_plots();
    if (given.scene.empty())
        throw UsageError(
            "SCENE is missing; allowed: a scene file, the name of a lesson, or a figure that Halfstep wrote");
    check_plot_name(given.plot);
    if (given.output.empty())
        throw UsageError("-o is missing; allowed: a file name that ends in " + writer_extensions());
    const Writer* writer = find_writer(given.output);
    if (!writer) refuse("-o", given.output, "its ending says no known kind of file; allowed: " + writer_extensions());
    writable_file("-o", given.output);
    const PaperOptions options = paper_options(given);
    const Experiment experiment = load_scene(given.scene);
    Cursor cursor;
    if (!given.at.empty()) cursor.level = static_cast<int>(whole_number("--at", given.at, 0, experiment.process.steps));

    const InterruptGuard guard;
    SimulateOptions simulation;
    simulation.cancel = &InterruptGuard::raised();
    const Run run = simulate(experiment, simulation);
    InterruptGuard::check();
    const Sheet sheet = make_sheet(run, plots_named(given.plot, run), cursor, !given.at.empty(), options);
    const std::string bytes = writer->write(sheet);
    InterruptGuard::check();
    write_file(given.output, bytes);
    return done;
}

} // namespace

void add_figure(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("figure", "Write a plot of a scene as a figure for a paper, or its data");
    command->footer(
        "FILE.svg, .pdf and .png carry the scene: \"halfstep FILE.svg\" opens it again.\n"
        "FILE.csv has one row a value: plot,mark,kind,label,line,x,y,x_end,y_end,value\n"
        "  curve, points: x, y; polylines: line, x, y; band: x, y to y_end; bars: x to x_end, y to y_end, value = "
        "height;\n"
        "  heatmap: x, y of the cell's middle, value 0..1 as shaded; arrows: x, y to x_end, y_end; rule: x or y.\n"
        "FILE.npz has the same as arrays PLOT/MARK-KIND/NAME (numpy.load), and the scene as \"experiment\".\n"
        "More than 5000 points, and all heat maps, are pictures of 300 dpi inside SVG and PDF.");
    auto given = std::make_shared<Arguments>();
    command->add_option("SCENE", given->scene, "A scene file, the name of a lesson, or a figure that Halfstep wrote");
    command->add_option("--plot", given->plot, "Which plot (see --list), or all: a panel of those that apply")
        ->type_name("NAME");
    command->add_option("-o,--output", given->output, "The file to write: .svg, .pdf, .png, .csv or .npz")
        ->type_name("FILE");
    command
        ->add_option("--at", given->at,
                     "The level shown: 0 is the data (the default), T the noise; marks it in the plot")
        ->type_name("STEP");
    command->add_option("--width", given->width, "Width in millimetres (85; 174 for all)")->type_name("MM");
    command->add_option("--column", given->column, "Width by name: single (85 mm) or double (174 mm)")
        ->type_name("NAME");
    command->add_option("--height", given->height, "Height in millimetres; default: what fits the plot")
        ->type_name("MM");
    command->add_option("--font-size", given->font_size, "Size of the type in points (8); lines go with it")
        ->type_name("PT");
    command->add_option("--theme", given->theme, "print (white), light or dark")->type_name("THEME");
    command->add_flag("--transparent", given->transparent, "No ground: for slides");
    command->add_flag("--no-titles", given->no_titles,
                      "Without title and caption above the plot: for papers with their own");
    command->add_option("--dpi", given->dpi, "Pixels an inch of a PNG (300)")->type_name("N");
    command->add_flag("--list", given->list, "List the plots");
    command->callback([given, &action] { action = [given] { return write_figure(*given); }; });
}

} // namespace halfstep
