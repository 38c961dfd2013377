#include "app/commands/plot_choice.h"

#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/commands.h"
#include "app/export/film_run.h"
#include "app/scene/scene.h"

#include <algorithm>

namespace halfstep {

namespace {

std::vector<std::string> split(const std::string& names) {
    std::vector<std::string> words(1);
    for (const char c : names) {
        if (c == ',')
            words.emplace_back();
        else
            words.back() += c;
    }
    return words;
}

std::vector<std::string_view> all_names() {
    std::vector<std::string_view> names;
    for (const Plot& plot : all_plots()) names.push_back(plot.name);
    names.push_back("all");
    return names;
}

} // namespace

Wanted measures_of(const std::string& names) {
    Wanted wanted;
    if (names == "all")
        for (const Plot& plot : all_plots()) wanted = wanted | plot.measures;
    else if (!names.empty())
        for (const std::string& name : split(names)) wanted = wanted | find_plot(name)->measures;
    return wanted;
}

bool is_panel(const std::string& names) { return names == "all" || names.find(',') != std::string::npos; }

void check_plots(const std::string& names) {
    if (names.empty() || names == "all") return;
    const std::vector<std::string> words = split(names);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "all") refuse("--plot", names, "has all beside others; allowed: all alone");
        if (std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i), words[i]) !=
            words.begin() + static_cast<std::ptrdiff_t>(i))
            refuse("--plot", names, "names " + words[i] + " twice; allowed: each plot once");
        if (find_plot(words[i])) continue;
        const std::string what = words[i].empty()    ? "a name is missing at a comma"
                                 : words.size() == 1 ? "there is no such plot"
                                                     : "there is no plot " + one_line(words[i], 60);
        refuse("--plot", names,
               what + (words[i].empty() ? "" : did_you_mean(words[i], all_names())) +
                   "; allowed: " + join(all_names()) + ", or several with commas between them");
    }
}

std::vector<const Plot*> chosen_plots(const std::string& names, const Run& run) {
    std::vector<const Plot*> applicable;
    std::vector<std::string_view> allowed;
    for (const Plot& plot : all_plots()) {
        if (!plot.applies(run)) continue;
        applicable.push_back(&plot);
        allowed.push_back(plot.name);
    }
    allowed.push_back("all");
    if (names == "all") {
        applicable.erase(std::remove_if(applicable.begin(), applicable.end(),
                                        [](const Plot* plot) { return plot->variant_of != nullptr; }),
                         applicable.end());
        return applicable;
    }
    if (names.empty()) return {applicable.front()};
    std::vector<const Plot*> plots;
    for (const std::string& name : split(names)) {
        plots.push_back(find_plot(name));
        if (!plots.back()->applies(run))
            refuse("--plot", name,
                   std::string("does not apply to this scene: it needs ") + plots.back()->needs +
                       "; allowed: " + join(allowed));
    }
    return plots;
}

FigureRequest stored_request(const std::string& path) {
    const std::optional<std::string> scene = scene_of_picture(path, max_scene_bytes);
    return (scene ? figure_request(*scene) : std::nullopt).value_or(FigureRequest{});
}

void keep_look(const std::string& scene, const char* option, std::string& given) {
    if (given.empty()) given = stored_look(scene, option).value_or("");
}

void keep_look(const std::string& scene, const char* option, bool& given) {
    given = given || stored_look(scene, option).has_value();
}

Theme theme_named(const std::string& name, const Theme& otherwise, const std::string& colors) {
    const Theme* theme = name.empty() ? &otherwise : nullptr;
    for (const Theme* known : {&print_theme(), &light_theme(), &dark_theme()})
        if (name == known->name) theme = known;
    if (!theme) refuse("--theme", name, "unknown; allowed: print, light, dark");
    if (colors.empty()) return *theme;
    const ColorMap* map = find_color_map(colors);
    if (!map) refuse("--colors", colors, "unknown; allowed: " + color_map_names());
    return with_color_map(*theme, *map);
}

std::string color_map_names() {
    std::vector<std::string_view> names;
    for (const ColorMap& map : color_maps()) names.push_back(map.name);
    return join(names);
}

void check_resolution(const std::string& dpi, const std::string& output) {
    if (dpi.empty() || !(has_extension(output, "svg") || has_extension(output, "pdf"))) return;
    throw UsageError("--dpi: is the resolution of a PNG, and -o = " + one_line(output, 300) +
                     " is to be a vector file; allowed: -o with .png, or no --dpi");
}

void check_outlines(bool outlines, const std::string& output) {
    if (!outlines || has_extension(output, "svg") || has_extension(output, "pdf")) return;
    throw UsageError("--outline-text: is for text of vector files, and -o = " + one_line(output, 300) +
                     " is to be none; allowed: -o with .svg or .pdf, or no --outline-text");
}

std::string smaller_figure(const Writer& writer) {
    if (writer.data) return "a smaller number of --points";
    return std::string_view(writer.extension) == "png" ? "a smaller figure or a lower --dpi"
                                                       : "a smaller figure or a smaller number of --points";
}

void choose_samplers(const SamplerChoice& given, const Experiment& experiment, View& view) {
    if (!given.hide.empty() && !given.only.empty())
        refuse("--hide", given.hide.front(), "given beside --only; allowed: one of the two");
    const auto named = [&](const char* option, const std::string& name) {
        std::vector<std::string_view> names;
        for (std::size_t i = 0; i < experiment.samplers.size(); ++i) {
            if (experiment.samplers[i].name == name) return static_cast<int>(i);
            names.push_back(experiment.samplers[i].name);
        }
        refuse(option, name,
               "no sampler of the scene has that name" + did_you_mean(name, names) + "; allowed: " + join(names));
    };
    for (const std::string& name : given.hide) view.muted.add(named("--hide", name));
    if (!given.only.empty()) {
        view.muted = {};
        SamplerSet kept;
        for (const std::string& name : given.only) kept.add(named("--only", name));
        for (int i = 0; i < static_cast<int>(experiment.samplers.size()); ++i)
            if (!kept.has(i)) view.muted.add(i);
    }
    if (!given.split) return;
    view.split = true;
    for (auto& [plot, seen] : view.plots) seen.split.reset();
}

int points_argument(const std::string& text, const Experiment& experiment) {
    if (text.empty()) return 0;
    if (text == "all") return static_cast<int>(experiment.run.particles);
    if (text.find_first_not_of("0123456789") != std::string::npos)
        refuse("--points", text,
               "is neither a number nor all; allowed: 1 to " + std::to_string(Limits::max_particles) + ", or all");
    return static_cast<int>(whole_number("--points", text, 1, Limits::max_particles));
}

void keep_what_is_shown(SimulateOptions& options, const std::string& names, const View& view, int level) {
    keep_clouds(options, view, level);
    options.measures = measures_of(names) | measures_of(view);
}

Notation notation_named(const std::string& name, Notation otherwise) {
    if (name.empty()) return otherwise;
    if (const auto found = parse_name<Notation>(name)) return *found;
    std::vector<std::string_view> names;
    for (const Fact<Notation>& row : facts<Notation>()) names.push_back(row.spelling);
    refuse("--notation", name, "is none of the names; allowed: " + join(names));
}

} // namespace halfstep
