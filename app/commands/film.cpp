#include "app/base/paths.h"
#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/beside_option.h"
#include "app/commands/commands.h"
#include "app/commands/film_journal.h"
#include "app/commands/interrupt.h"
#include "app/commands/plot_choice.h"
#include "app/commands/progress.h"
#include "app/commands/step_option.h"
#include "app/export/ffmpeg.h"
#include "app/export/film_file.h"
#include "app/export/film_run.h"
#include "app/scene/scene.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <tuple>

namespace fs = std::filesystem;

namespace halfstep {

namespace {

/// As typed; understood when the command runs.
struct FilmArguments {
    std::string scene, step, compare, output, plot, size, fps, seconds, hold, from, to, direction, points, theme,
        colors, scale, threads, journal, frames, notation;
    SamplerChoice samplers;
    AxisRanges ranges;
    bool no_titles = false, no_veil = false, presenter = false;
};

/// The first thing in a folder that is no frame of a film.
std::string first_that_is_no_frame(const std::string& folder) {
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!entry.is_regular_file() || entry.is_symlink() || !is_film_frame(name))
            return "holds " + name + ", which is no frame of a film";
    }
    return "";
}

/// A file of a known kind, or nullptr for a folder of frames. Whatever cannot work is refused before anything is
/// simulated.
const FilmFormat* output_format(const std::string& output) {
    if (output.empty())
        throw UsageError("-o is missing; allowed: a file name that ends in " + film_extensions() +
                         ", or a folder for PNG frames");
    std::error_code error;
    const FilmFormat* format = find_film_format(output);
    const bool is_folder = output.back() == '/' || fs::is_directory(output, error);
    if (!is_folder && !format && fs::path(output).has_extension())
        refuse("-o", output,
               "its ending says no known kind of film; allowed: " + film_extensions() +
                   ", or a folder for PNG frames: a name without an ending, or with a / after it");
    if (is_folder || !format) {
        if (const std::string reason = why_no_folder(output, first_that_is_no_frame); !reason.empty())
            refuse("-o", output,
                   reason +
                       "; allowed: a folder to be made, an empty one, or one with nothing but the frames of a film");
        return nullptr;
    }
    writable_file("-o", output);
    if ((fs::exists(output, error) && !fs::is_regular_file(output, error)) || own_descriptor(output))
        refuse("-o", output, "is no regular file, which a film needs; allowed: a file in a folder, or a folder");
    if (find_ffmpeg().empty()) {
        const std::string folder = fs::path(output).replace_extension().string();
        throw std::runtime_error("-o = " + one_line(output, 300) +
                                 ": films are encoded by the program ffmpeg, which is not on the PATH: "
                                 "install it, or write a folder of PNG frames with -o " +
                                 one_line(folder, 300) + "/");
    }
    return format;
}

/// --from, --to and --direction: noise to data unless they say otherwise.
std::pair<int, int> levels_of(const FilmArguments& given, int steps) {
    if (!given.direction.empty() && given.direction != "reverse" && given.direction != "forward")
        refuse("--direction", given.direction, "unknown; allowed: reverse (noise to data), forward (data to noise)");
    const bool forward = given.direction == "forward";
    const auto level = [&](const char* option, const std::string& text, int otherwise) {
        return text.empty() ? otherwise : static_cast<int>(whole_number(option, text, 0, steps));
    };
    const int from = level("--from", given.from, forward ? 0 : steps),
              to = level("--to", given.to, forward ? steps : 0);
    if (!given.direction.empty() && (forward ? from > to : from < to))
        refuse("--direction", given.direction,
               "goes against --from " + std::to_string(from) + " and --to " + std::to_string(to) +
                   "; allowed: one or the other");
    return {from, to};
}

FilmOptions film_options(const FilmArguments& given, const Experiment& experiment, const View& view) {
    using Limits = FilmLimits;
    FilmOptions options;
    options.names = {"--seconds", "--fps", "--hold", "--size", "--scale"};
    if (!given.size.empty())
        std::tie(options.width, options.height) =
            size_argument("--size", given.size, Limits::least_side, Limits::most_side);
    if (!given.fps.empty()) options.fps = real_number("--fps", given.fps, Limits::least_fps, Limits::most_fps);
    if (!given.seconds.empty())
        options.seconds = real_number("--seconds", given.seconds, 0, Limits::most_seconds, Lowest::excluded);
    options.hold =
        given.hold.empty() ? options.seconds / 10 : real_number("--hold", given.hold, 0, Limits::most_seconds);
    std::tie(options.from, options.to) = levels_of(given, experiment.process.steps);
    options.view = view;
    choose_samplers(given.samplers, experiment, options.view);
    options.view.notation = notation_named(given.notation, view.notation);
    options.view.points = points_argument(given.points, experiment);
    if (!given.scale.empty())
        options.scale =
            static_cast<float>(real_number("--scale", given.scale, Limits::least_scale, Limits::most_scale));
    options.titles = !given.no_titles;
    options.veil = !given.no_veil;
    options.theme = theme_named(given.theme, light_theme(), given.colors);
    film_steps(options); // says whether the times go together
    return options;
}

/// What is of films of plots goes with no journal, and the other way round.
void check_together(const FilmArguments& given) {
    const std::pair<const char*, const std::string*> of_plots[] = {
        {"--plot", &given.plot},           {"--step", &given.step},        {"--seconds", &given.seconds},
        {"--hold", &given.hold},           {"--from", &given.from},        {"--to", &given.to},
        {"--direction", &given.direction}, {"--points", &given.points},    {"--colors", &given.colors},
        {"--threads", &given.threads},     {"--x-range", &given.ranges.x}, {"--y-range", &given.ranges.y},
        {"--compare", &given.compare}};
    for (const auto& [name, value] : of_plots)
        if (!given.journal.empty() && !value->empty())
            refuse(name, *value,
                   "a film of a journal shows the whole window; allowed: --size, --fps, --frames, --theme, --scale, "
                   "--presenter");
    if (!given.journal.empty() && (given.no_titles || given.no_veil))
        throw UsageError(std::string(given.no_titles ? "--no-titles" : "--no-veil") +
                         ": a film of a journal shows the whole window; allowed: --size, --fps, --frames, --theme, "
                         "--scale, --presenter");
    if (given.journal.empty() && !given.frames.empty())
        refuse("--frames", given.frames, "says how long a line of a journal stays; allowed: beside --journal");
    if (given.journal.empty() && given.presenter)
        throw UsageError("--presenter: is for the window; allowed: beside --journal");
}

/// Simulates and writes; `format` null: frames. Returns what is to be said of the file.
std::string write_film_of(const FilmScenes& scenes, const FilmArguments& given, FilmOptions options,
                          const FilmFormat* format) {
    const int threads = given.threads.empty() ? 0 : static_cast<int>(whole_number("--threads", given.threads, 1, 1024));
    std::atomic<float> progress{0};
    const ProgressBar bar([&progress] { return progress.load(); });
    const FilmJob job{threads, &InterruptGuard::raised(), &progress};
    FilmJob simulating = job, writing = job;
    const float share = share_of_simulation(scenes, options);
    simulating.progress = job.progress.part(0, share);
    writing.progress = job.progress.part(share, 1);
    const Run run = simulate_for_film(scenes, measures_of(given.plot), options.view, simulating);
    InterruptGuard::check();
    const std::vector<const Plot*> plots = chosen_plots(given.plot, run);
    choose_ranges(given.ranges, *plots.front(), run, options.view);
    return within_memory("a smaller --size or a smaller number of --threads", [&]() -> std::string {
        const FilmPainter painter =
            given.scale.empty() ? fitting_painter(run, plots, options) : FilmPainter(run, plots, options);
        format ? write_film(painter, *format, given.output, writing)
               : write_film_frames(painter, given.output, writing);
        return format ? why_no_scene(painter, *format) : "";
    });
}

int make_film(FilmArguments given) {
    check_together(given);
    check_plots(given.plot);
    const FilmFormat* format = output_format(given.output);
    if (!given.journal.empty())
        return make_journal_film({given.scene, given.output, given.journal, given.size, given.fps, given.theme,
                                  given.scale, given.frames, given.presenter, format});
    if (!given.threads.empty()) whole_number("--threads", given.threads, 1, 1024);
    Scene scene = load_step(given.scene, step_argument(given.step));
    const FilmScenes scenes{scene.problem,
                            problem_beside(given.compare, scene, format ? given.output : given.output + "/")};
    if (given.plot.empty()) check_plots(given.plot = stored_request(given.scene).plot);
    check_ranges(given.ranges, given.plot);
    const FilmOptions options = film_options(given, scene.problem->experiment, *scene.view);
    if (format) check_film_format(*format, options.width, options.height, options.fps);

    const InterruptGuard guard;
    const std::string why = write_film_of(scenes, given, options, format);
    InterruptGuard::check();
    if (!why.empty())
        std::fprintf(stderr, "halfstep: warning: %s %s\n", one_line(given.output, 300).c_str(), why.c_str());
    return done;
}

/// Of whom it is, and in whose symbols.
void add_film_looks(CLI::App& command, FilmArguments& given) {
    add_ranges(command, given.ranges, "");
    command.add_option("--hide", given.samplers.hide, "A sampler that is not drawn, by its name; axes stay as with it")
        ->allow_extra_args(false)
        ->type_name("NAME");
    command.add_option("--only", given.samplers.only, "The sampler that alone is drawn; several: --only A --only B")
        ->allow_extra_args(false)
        ->type_name("NAME");
    command.add_flag("--split", given.samplers.split, "One panel a sampler, on the same axes");
    command
        .add_option("--notation", given.notation,
                    "In whose symbols: ddpm, ddim, sde or sigma-squared (the scene's, or ddpm)")
        ->type_name("NAME");
}

} // namespace

void add_film(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("film", "Write a film of a scene: its plots as time runs; needs no display");
    command->footer(
        R"(The level moves evenly from noise to data, both of which stay for --hold seconds. The time stands at the
top; with --compare that of both scenes, A and B, where their processes are not the same.
FILE.mp4 (H.264), .webm (VP9) and .gif are encoded by the program ffmpeg, which must be on the PATH. FOLDER
needs no other program: it gets 000000.png, 000001.png, ..., the same bytes each time. It must be new, empty, or
hold nothing but frames, which are then replaced. "halfstep FILE.mp4" opens the scene of a film again, "halfstep
FOLDER/000000.png" that of a frame. A scene of more than 100,000 bytes fits into .gif and frames only.
With --journal the film shows the whole window while it is used as FILE says, a line of JSON each: what "halfstep
--journal FILE" has written, or lines by hand, as {"change": "action", "name": "inspect"}, {"change": "click", "at":
"step.pin"} or {"change": "wait", "frames": 60}; the page "figures" of the guide has them all.)");
    auto given = std::make_shared<FilmArguments>();
    command->add_option("SCENE", given->scene, "A scene file, the name of a lesson, or a figure or film of one")
        ->required();
    add_step_option(*command, given->step);
    command
        ->add_option("-o,--output", given->output, "The file to write (.mp4, .webm, .gif), or a folder for PNG frames")
        ->type_name("FILE|FOLDER");
    command
        ->add_option("--plot", given->plot,
                     "Which plot (see halfstep figure --list), several as xt,histogram, or all; "
                     "default: the one that SCENE shows, if it is a figure or film, or else the stage: xt or plane")
        ->type_name("NAME");
    command->add_option("--seconds", given->seconds, "Length of the film (10)")->type_name("S");
    command->add_option("--fps", given->fps, "Frames a second, 1 to 240 (30)")->type_name("N");
    command->add_option("--size", given->size, "Width and height in pixels, even for .mp4 and .webm (1280x720)")
        ->type_name("WxH");
    command->add_option("--hold", given->hold, "Seconds that the first and the last picture stay (a tenth of the film)")
        ->type_name("S");
    command->add_option("--direction", given->direction, "reverse: noise to data (the default); forward: data to noise")
        ->type_name("NAME");
    command->add_option("--from", given->from, "The first level: 0 is the data, T the noise (T; 0 if forward)")
        ->type_name("STEP");
    command->add_option("--to", given->to, "The last level (0; T if forward)")->type_name("STEP");
    command->add_option("--points", given->points, "Particles of each sampler in a cloud, at most, or all (4000)")
        ->type_name("N");
    command
        ->add_option("--compare", given->compare,
                     "Another scene or lesson, from the same noise, beside each plot, at the same share of the process")
        ->type_name("OTHER");
    add_film_looks(*command, *given);
    command->add_option("--theme", given->theme, "light, dark or print (light)")->type_name("THEME");
    command->add_option("--colors", given->colors, "Colour map of densities: " + color_map_names())->type_name("NAME");
    command
        ->add_option("--scale", given->scale, "Size of type and lines, 0.25 to 4 (1, or what many plots have room for)")
        ->type_name("X");
    command->add_flag("--no-veil", given->no_veil,
                      "All times in full from the start; usually those to come are faint until the cursor gets there");
    command->add_flag("--no-titles", given->no_titles, "Without titles and captions; the time stays");
    command
        ->add_option("--threads", given->threads,
                     "How many threads simulate and draw (all cores); the pictures are the same")
        ->type_name("N");
    command->add_option("--journal", given->journal, "Show the window instead, used as this journal says")
        ->type_name("FILE");
    command
        ->add_option("--frames", given->frames, "With --journal: frames that each line stays (as many as a second has)")
        ->type_name("N");
    command->add_flag("--presenter", given->presenter, "With --journal: as when presenting (F11)");
    command->callback([given, &action] { action = [given] { return make_film(*given); }; });
}

} // namespace halfstep
