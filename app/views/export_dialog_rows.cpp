// The rows of the dialog: what can be chosen in it.

#include "app/export/film_format.h"
#include "app/model/film_export.h"
#include "app/views/export_dialog.h"

#include <imgui_stdlib.h>

#include <algorithm>
#include <filesystem>

namespace halfstep {
namespace {

const char* const theme_names[] = {"print", "light", "dark"};
const char* const theme_tips[] = {"White, with fine lines: for paper", "As the light window", "As the dark window"};

std::string current_folder() {
    std::error_code error;
    return std::filesystem::current_path(error).string();
}

bool text_row(Controls& ui, const RowLabel& row, std::string& value, ImGuiInputTextFlags flags, bool focus) {
    ImGui::PushID(row.key.c_str());
    label(ui, row.text, row.tip);
    if (focus) ImGui::SetKeyboardFocusHere();
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x);
    const bool result = ImGui::InputText("##text", &value, flags);
    note_item(ui, row.key);
    ImGui::PopID();
    return result;
}

} // namespace

void ExportDialog::choose_what(Controls& ui, const std::vector<SeenPlot>& plots) {
    std::vector<std::string> keys;
    std::vector<const char*> names;
    for (const SeenPlot& seen : plots) keys.push_back(seen.plot->name), names.push_back(seen.plot->title);
    keys.insert(keys.end(), {"all", "window"});
    names.insert(names.end(), {"All plots on one sheet", "The picture of the window"});
    int index = static_cast<int>(std::find(keys.begin(), keys.end(), what_) - keys.begin());
    if (index == static_cast<int>(keys.size())) index = 0; // a plot of another scene
    choice(ui,
           {"export.what", "What", "As it is seen: zoom, scales, direction of the axes and hidden entries go along."},
           index, {names.data(), nullptr, static_cast<int>(names.size())});
    what_ = keys[static_cast<std::size_t>(index)];
}

void ExportDialog::choose_kind(Controls& ui, ExportOptions& options) {
    const std::vector<Writer>& writers = all_writers();
    std::vector<const char*> names, tips;
    int index = -1;
    const Writer* named = find_writer(name_);
    const bool in_film = film(options) != nullptr;
    for (const Writer& writer : writers) {
        if (of_window() && !is_kind(&writer, "png")) continue;
        const bool on = of_window() || (named ? named == &writer : !in_film && options.extension == writer.extension);
        if (on) index = static_cast<int>(names.size());
        names.push_back(writer.extension);
        tips.push_back(writer.what);
    }
    const int before = index;
    segments(ui, {"export.kind", "Format", "Or by the ending of the file's name."}, index,
             {names.data(), tips.data(), static_cast<int>(names.size())});
    if (index < 0 || of_window() || (index == before && !named)) return;
    rename(names[static_cast<std::size_t>(index)], index != before, options);
}

/// The format that the buttons or the name have now. `pressed`: it is the buttons' turn.
void ExportDialog::rename(const std::string& extension, bool pressed, ExportOptions& options) {
    const bool known = find_writer(name_) || find_film_format(name_);
    const bool given = name_ == given_name_; // and goes on to follow what is chosen
    if (pressed && known) name_.replace(name_.rfind('.') + 1, std::string::npos, extension);
    if (given) given_name_ = name_;
    options.extension = extension;
}

void ExportDialog::choose_film(Controls& ui, ExportOptions& options) {
    std::vector<const char*> names, tips;
    int index = -1;
    const FilmFormat* const chosen = film(options);
    for (const FilmFormat& format : film_formats()) {
        if (chosen == &format) index = static_cast<int>(names.size());
        names.push_back(format.extension);
        tips.push_back(format.what);
    }
    const int before = index;
    ImGui::BeginDisabled(of_window() || !has_ffmpeg_);
    segments(ui,
             {"export.film", "Film",
              has_ffmpeg_ ? "The plots while time runs." : "Films need the program ffmpeg, which is not on the PATH."},
             index, {names.data(), tips.data(), static_cast<int>(names.size())});
    ImGui::EndDisabled();
    if (index >= 0) rename(names[static_cast<std::size_t>(index)], index != before, options);
}

void ExportDialog::choose_place(Controls& ui, ExportOptions& options) {
    if (options.folder.empty()) options.folder = current_folder();
    if (name_ == given_name_) name_ = given_name_ = usual_name(options); // until the user has another idea
    entered_ =
        text_row(ui, {"export.name", "Name", "Of the file."}, name_,
                 ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll, ImGui::IsWindowAppearing());
    text_row(ui, {"export.folder", "Folder", "Of the file; remembered for the next one."}, options.folder, 0, false);
}

/// Of paper.
void ExportDialog::choose_size(Controls& ui, ExportOptions& options) {
    using Limits = PaperLimits;
    double& width = panel_ ? options.panel_width : options.width;
    slider(ui, {"export.width", "Width, mm", "Of the figure on paper, in millimetres."}, width,
           {.lo = Limits::least_width, .hi = 400, .log = true, .digits = 4});
    const char* const columns[] = {"single column", "double column"};
    const char* const column_tips[] = {"85 mm: one of two columns of most journals", "174 mm: both columns"};
    int column = width == single_column ? 0 : width == double_column ? 1 : -1;
    if (segments(ui, {"export.column", "", ""}, column, {columns, column_tips, 2}))
        width = column == 0 ? single_column : double_column;
    slider(ui, {"export.height", "Height, mm", "Of the figure on paper; 0: what fits its plots."},
           panel_ ? options.panel_height : options.height,
           {.lo = Limits::least_height, .hi = 400, .log = true, .digits = 4, .or_zero = true});
    slider(ui, {"export.font_size", "Type, pt", "Size of axes and legends, in points; lines go with it."},
           options.font_size, {.lo = 5, .hi = 24});
    ImGui::BeginDisabled(!is_kind(find_writer(path(options)), "png"));
    slider(ui, {"export.dpi", "Pixels/inch", "The resolution of PNG."}, options.dpi,
           {.lo = Limits::least_dpi, .hi = 1200, .log = true, .integer = true});
    ImGui::EndDisabled();
}

void ExportDialog::choose_legend(Controls& ui, ExportOptions& options) {
    const char* const tips[] = {
        "In the plot where its marks leave room, else beside it where the figure is wide enough, "
        "else above",
        "In the plot, if its marks leave room", "In a column at the plot's right", "In rows above the plot",
        "No legend"};
    int place = static_cast<int>(options.legend);
    if (segments(ui, {"export.legend", "Legend", "Where it stands; what several plots share stands above them."}, place,
                 {legend_place_names, tips, static_cast<int>(std::size(tips))}))
        options.legend = static_cast<LegendPlace>(place);
}

void ExportDialog::choose_film_look(Controls& ui, ExportOptions& options) {
    slider(ui, {"export.seconds", "Length, s", "Of the film; its first and its last picture stay for a tenth of it."},
           options.seconds, {.lo = 1, .hi = 120, .log = true, .digits = 3});
    slider(ui,
           {"export.fps", "Frames/s", "How many pictures a second has; browsers play a gif of more than 50 slowly."},
           options.fps, {.lo = 5, .hi = 60, .integer = true});
    std::vector<const char*> names, tips;
    for (const FilmSize& size : film_sizes()) names.push_back(size.name), tips.push_back(size.what);
    int size = static_cast<int>(std::find(names.begin(), names.end(), options.size) - names.begin());
    if (segments(ui, {"export.size", "Pixels", "Of the film."}, size,
                 {names.data(), tips.data(), static_cast<int>(names.size())}))
        options.size = names[static_cast<std::size_t>(size)];
    const char* const directions[] = {"noise to data", "data to noise"};
    int direction = options.forward ? 1 : 0;
    if (segments(ui, {"export.direction", "Time runs", ""}, direction, {directions, nullptr, 2}))
        options.forward = direction == 1;
}

void ExportDialog::choose_look(Controls& ui, ExportOptions& options) {
    const Writer* writer = find_writer(path(options));
    const bool vector = is_kind(writer, "svg") || is_kind(writer, "pdf"),
               picture = vector || is_kind(writer, "png"); // or else data
    const bool filmed = film(options) != nullptr;
    ImGui::BeginDisabled(of_window() || !(picture || filmed));
    filmed ? choose_film_look(ui, options) : choose_size(ui, options);
    if (!filmed) choose_legend(ui, options);
    int theme = static_cast<int>(std::find(std::begin(theme_names), std::end(theme_names), options.theme) -
                                 std::begin(theme_names));
    if (segments(ui, {"export.theme", "Theme", "Colours of the figure."}, theme, {theme_names, theme_tips, 3}))
        options.theme = theme_names[theme];
    const float third = ImGui::GetContentRegionAvail().x / 3;
    const auto flag = [&](int column, const RowLabel& row, bool& value, bool enabled) {
        if (column > 0) ImGui::SameLine(static_cast<float>(column) * third + 8 * ui.scale);
        ImGui::BeginDisabled(!enabled);
        toggle(ui, row, value);
        ImGui::EndDisabled();
    };
    flag(0, {"export.titles", "Titles", "A title above each plot; papers have their own."}, options.titles, true);
    flag(1, {"export.caption", "Caption", "What is measured, and of how many particles, above each plot."},
         options.caption, !filmed);
    flag(2, {"export.transparent", "Transparent", "No ground: for slides."}, options.transparent, !filmed);
    flag(0,
         {"export.outline_text", "Text outlined",
          "Letters as shapes, in SVG and PDF: for programs that replace typefaces."},
         options.outline_text, vector);
    ImGui::EndDisabled();
    flag(1, {"export.cursor", "Mark time", "Marks the time that is shown."}, options.cursor, !of_window() && !filmed);
}

void ExportDialog::controls(Controls& ui, ExportOptions& options, const std::vector<SeenPlot>& plots) {
    const std::string before = what_ + name_ + options.folder;
    choose_what(ui, plots);
    choose_kind(ui, options);
    choose_film(ui, options);
    choose_place(ui, options);
    choose_look(ui, options);
    if (what_ + name_ + options.folder != before) message_.clear();
}

} // namespace halfstep
