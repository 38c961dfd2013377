#include "app/model/settings.h"

#include "app/base/files.h"
#include "app/base/input_file.h"
#include "app/export/film.h"
#include "app/figure/theme.h"

#include <toml++/toml.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace halfstep {
namespace {

constexpr std::int64_t most_bytes = 64 << 10;

/// The folder that a variable names; relative ones are to be ignored (XDG Base Directory Specification).
std::filesystem::path folder_in(const char* variable) {
    const char* value = std::getenv(variable);
    return value && *value == '/' ? std::filesystem::path(value) : std::filesystem::path();
}

void read(const toml::table& table, const char* key, bool& value) {
    value = table[key].value_exact<bool>().value_or(value);
}

void read(const toml::table& table, const char* key, std::string& value) {
    value = table[key].value_exact<std::string>().value_or(value);
}

void read(const toml::table& table, const char* key, double& value, double least, double most) {
    const double found = table[key].value_or(value);
    if (found >= least && found <= most) value = found; // not NaN
}

} // namespace

std::string state_folder() {
    std::filesystem::path state = folder_in("XDG_STATE_HOME");
    if (state.empty() && !(state = folder_in("HOME")).empty()) state = state / ".local" / "state";
    return state.empty() ? "" : (state / "halfstep").string();
}

std::string settings_path() {
    const std::string folder = state_folder();
    return folder.empty() ? "" : folder + "/window.toml";
}

Settings load_settings(const std::string& path) {
    Settings settings;
    if (path.empty()) return settings;
    toml::table table;
    try {
        table = toml::parse(read_file(path, most_bytes));
    } catch (const std::exception&) {
        return settings; // none yet, or not ours
    }
    using Limits = PaperLimits;
    ExportOptions& paper = settings.paper;
    read(table, "dark", settings.dark);
    read(table, "color_map", settings.color_map);
    read(table, "link_time", settings.link_time);
    read(table, "notes", settings.notes);
    read(table, "crosshair", settings.crosshair);
    read(table, "reduced_motion", settings.reduced_motion);
    read(table, "export_folder", paper.folder);
    read(table, "export_kind", paper.extension);
    read(table, "export_width", paper.width, Limits::least_width, Limits::most_width);
    read(table, "export_panel_width", paper.panel_width, Limits::least_width, Limits::most_width);
    read(table, "export_font_size", paper.font_size, Limits::least_font, Limits::most_font);
    read(table, "export_dpi", paper.dpi, Limits::least_dpi, Limits::most_dpi);
    read(table, "export_theme", paper.theme);
    read(table, "export_transparent", paper.transparent);
    read(table, "export_height", paper.height, 0, Limits::most_height);
    read(table, "export_panel_height", paper.panel_height, 0, Limits::most_height);
    read(table, "export_titles", paper.titles);
    read(table, "export_caption", paper.caption);
    read(table, "export_outline_text", paper.outline_text);
    std::string legend;
    read(table, "export_legend", legend);
    for (std::size_t i = 0; i < std::size(legend_place_names); ++i)
        if (legend == legend_place_names[i]) paper.legend = static_cast<LegendPlace>(i);
    read(table, "film_seconds", paper.seconds, 1, FilmLimits::most_seconds);
    read(table, "film_fps", paper.fps, FilmLimits::least_fps, FilmLimits::most_fps);
    read(table, "film_size", paper.size);
    read(table, "film_forward", paper.forward);
    read(table, "export_cursor", paper.cursor);
    if (!find_color_map(settings.color_map)) settings.color_map = Settings().color_map;
    for (double* height : {&paper.height, &paper.panel_height})
        if (*height < Limits::least_height) *height = 0;
    if (!find_writer("." + paper.extension) && !find_film_format("." + paper.extension))
        paper.extension = ExportOptions().extension;
    if (!find_export_theme(paper.theme)) paper.theme = ExportOptions().theme;
    return settings;
}

void save_settings(const std::string& path, const Settings& settings) {
    if (path.empty()) return;
    const ExportOptions& paper = settings.paper;
    const toml::table table{
        {"dark", settings.dark},
        {"color_map", settings.color_map},
        {"link_time", settings.link_time},
        {"notes", settings.notes},
        {"crosshair", settings.crosshair},
        {"reduced_motion", settings.reduced_motion},
        {"export_folder", paper.folder},
        {"export_kind", paper.extension},
        {"export_width", paper.width},
        {"export_panel_width", paper.panel_width},
        {"export_font_size", paper.font_size},
        {"export_dpi", paper.dpi},
        {"export_theme", paper.theme},
        {"export_transparent", paper.transparent},
        {"export_height", paper.height},
        {"export_panel_height", paper.panel_height},
        {"export_titles", paper.titles},
        {"export_caption", paper.caption},
        {"export_outline_text", paper.outline_text},
        {"export_legend", legend_place_names[static_cast<std::size_t>(paper.legend)]},
        {"film_seconds", paper.seconds},
        {"film_fps", paper.fps},
        {"film_size", paper.size},
        {"film_forward", paper.forward},
        {"export_cursor", paper.cursor},
    };
    std::ostringstream text;
    text << "# What the window of Halfstep remembers.\n" << table << '\n';
    try {
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        write_file(path, text.str());
    } catch (const std::exception&) { // see the header
    }
}

} // namespace halfstep
