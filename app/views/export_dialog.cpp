#include "app/views/export_dialog.h"

#include "app/base/files.h"
#include "app/base/number_text.h"
#include "app/export/metadata.h"
#include "app/export/png.h"
#include "app/model/actions.h"
#include "app/model/scenes.h"
#include "app/scene/scene.h"
#include "app/ui/dialog.h"

#include <imgui_stdlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace halfstep {
namespace {

const char* const theme_names[] = {"print", "light", "dark"};
const char* const theme_tips[] = {"White, with fine lines: for paper", "As the light window", "As the dark window"};

bool is(const Writer* writer, std::string_view extension) { return writer && writer->extension == extension; }

std::string with_home(const std::string& folder) {
    const char* home = std::getenv("HOME");
    const bool tilde = folder == "~" || folder.compare(0, 2, "~/") == 0;
    return tilde && home ? home + folder.substr(1) : folder;
}

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

void ExportDialog::open(const std::string& what, const std::string& stem) {
    what_ = what;
    stem_ = stem;
    name_.clear();
    given_name_.clear();
    message_.clear();
}

std::string ExportDialog::usual_name(const ExportOptions& options) const {
    const std::string kind = of_window() ? "png" : options.extension;
    return stem_ + (what_ == "all" ? "" : "-" + what_) + "." + kind;
}

/// Where the file goes. A name without an ending that is known gets the one of the chosen format.
std::string ExportDialog::path(const ExportOptions& options) const {
    std::string name = with_home(name_);
    const Writer* writer = find_writer(name);
    if (!writer || (of_window() && !is(writer, "png"))) name += of_window() ? ".png" : "." + options.extension;
    return (std::filesystem::path(with_home(options.folder)) / name).string();
}

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
    for (const Writer& writer : writers) {
        if (of_window() && !is(&writer, "png")) continue;
        const bool on = of_window() || (named ? named == &writer : options.extension == writer.extension);
        if (on) index = static_cast<int>(names.size());
        names.push_back(writer.extension);
        tips.push_back(writer.what);
    }
    const int before = index;
    segments(ui, {"export.kind", "Format", "Or by the ending of the file's name."}, index,
             {names.data(), tips.data(), static_cast<int>(names.size())});
    if (index < 0 || of_window()) return;
    const std::string extension = names[static_cast<std::size_t>(index)];
    if (index != before && named) name_.replace(name_.rfind('.') + 1, std::string::npos, extension);
    options.extension = extension;
}

void ExportDialog::choose_place(Controls& ui, ExportOptions& options) {
    if (options.folder.empty()) options.folder = current_folder();
    if (name_ == given_name_) name_ = given_name_ = usual_name(options); // until the user has another idea
    entered_ =
        text_row(ui, {"export.name", "Name", "Of the file."}, name_,
                 ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll, ImGui::IsWindowAppearing());
    text_row(ui, {"export.folder", "Folder", "Of the file; remembered for the next one."}, options.folder, 0, false);
}

void ExportDialog::choose_look(Controls& ui, ExportOptions& options) {
    using Limits = PaperLimits;
    const Writer* writer = find_writer(path(options));
    const bool png = is(writer, "png"), picture = png || is(writer, "svg") || is(writer, "pdf"); // or else data
    ImGui::BeginDisabled(of_window() || !picture);
    double& width = what_ == "all" ? options.panel_width : options.width;
    slider(ui, {"export.width", "Width, mm", "Of the figure on paper, in millimetres."}, width,
           {.lo = Limits::least_width, .hi = 400, .log = true, .digits = 4});
    const char* const columns[] = {"single column", "double column"};
    const char* const column_tips[] = {"85 mm: one of two columns of most journals", "174 mm: both columns"};
    int column = width == single_column ? 0 : width == double_column ? 1 : -1;
    if (segments(ui, {"export.column", "", ""}, column, {columns, column_tips, 2}))
        width = column == 0 ? single_column : double_column;
    slider(ui, {"export.font_size", "Type, pt", "Size of axes and legends, in points; lines go with it."},
           options.font_size, {.lo = 5, .hi = 24});
    ImGui::BeginDisabled(!png);
    slider(ui, {"export.dpi", "Pixels/inch", "The resolution of PNG."}, options.dpi,
           {.lo = Limits::least_dpi, .hi = 1200, .log = true, .integer = true});
    ImGui::EndDisabled();
    int theme = static_cast<int>(std::find(std::begin(theme_names), std::end(theme_names), options.theme) -
                                 std::begin(theme_names));
    if (segments(ui, {"export.theme", "Theme", "Colours of the figure."}, theme, {theme_names, theme_tips, 3}))
        options.theme = theme_names[theme];
    const float third = ImGui::GetContentRegionAvail().x / 3;
    toggle(ui, {"export.transparent", "Transparent", "No ground: for slides."}, options.transparent);
    ImGui::SameLine(third + 8 * ui.scale);
    toggle(ui, {"export.titles", "Titles", "Title and caption above each plot; papers have their own."},
           options.titles);
    ImGui::EndDisabled();
    ImGui::SameLine(2 * third + 8 * ui.scale);
    ImGui::BeginDisabled(of_window());
    toggle(ui, {"export.cursor", "Mark time", "Marks the time that is shown."}, options.cursor);
    ImGui::EndDisabled();
}

void ExportDialog::controls(Controls& ui, ExportOptions& options, const std::vector<SeenPlot>& plots) {
    const std::string before = what_ + name_ + options.folder;
    choose_what(ui, plots);
    choose_kind(ui, options);
    choose_place(ui, options);
    choose_look(ui, options);
    if (what_ + name_ + options.folder != before) message_.clear();
}

/// Of all plots those that go into the file.
SheetRequest ExportDialog::chosen(SheetRequest all) const {
    std::vector<SeenPlot> plots;
    for (const SeenPlot& seen : all.plots)
        if (what_ == seen.plot->name || (what_ == "all" && !seen.given && !seen.plot->variant_of))
            plots.push_back(seen);
    all.plots = plots;
    return all;
}

/// What the file will show, and how large that is.
void ExportDialog::preview(Controls& ui, const SheetRequest& request, const Rect& room) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float line = 22 * ui.scale, size = ui.fonts.small();
    const Rect picture{room.x, room.y, room.w, room.h - line};
    const Point below{room.x + room.w / 2, room.bottom() - line / 2 + 2 * ui.scale};
    const auto say = [&](const std::string& text) {
        ui.fonts.draw(list, below, text,
                      {.size = size, .color = ui.theme->muted, .horizontal = Align::middle, .vertical = Align::middle});
    };
    list.AddRectFilled({picture.x, picture.y}, {picture.right(), picture.bottom()}, packed(ui.theme->ground),
                       6 * ui.scale);
    if (of_window()) {
        ui.fonts.draw(list, {picture.x + picture.w / 2, picture.y + picture.h / 2}, "The window, without this dialog",
                      {.size = ui.fonts.body(),
                       .color = ui.theme->muted,
                       .horizontal = Align::middle,
                       .vertical = Align::middle});
        return;
    }
    const float edge = 12 * ui.scale;
    preview_.show(request, {picture.x + edge, picture.y + edge, picture.w - 2 * edge, picture.h - 2 * edge},
                  ui.theme->ground, ui.theme->grid);
    if (!preview_.error().empty()) return;
    const std::string width = fixed_text(preview_.width_mm(), 0), height = fixed_text(preview_.height_mm(), 0);
    say("As seen: with its zoom, without what is hidden.  " + width + " × " + height + " mm");
}

/// The last lines: what will happen, or what is wrong; and the buttons.
std::optional<ExportDialog::Wanted> ExportDialog::finish(Controls& ui, AppState& app, const SheetRequest& request,
                                                         bool busy) {
    const std::string target = path(request.options);
    std::error_code ignored;
    const bool exists = std::filesystem::exists(target, ignored), sheet = of_window() || preview_.error().empty();
    if (busy)
        quiet_line(ui, "Writing " + target);
    else if (!message_.empty() || !sheet)
        warning_line(ui, message_.empty() ? preview_.error() : message_);
    else if (exists)
        quiet_line(ui, target + " exists: exporting replaces it.");
    else
        quiet_line(ui, "Goes to " + target);
    const bool pressed = main_button(ui, "export.write", exists ? "Replace" : "Export", !busy && sheet);
    ImGui::SameLine();
    if (text_button(ui, "export.cancel", "Cancel", with_key("Close", "back").c_str())) app.dialog = Dialog::none;
    if (busy || !sheet || !(pressed || (entered_ && !exists))) return std::nullopt;

    message_ = name_.empty() ? "The file needs a name" : "";
    if (const std::string why = why_not_writable(target); message_.empty() && !why.empty())
        message_ = target + ": cannot be written: " + why;
    if (!message_.empty()) return std::nullopt;
    if (of_window()) {
        picture_path_ = target;
        return std::nullopt;
    }
    if (request.plots.size() == 1 && request.plots[0].given && is(find_writer(target), "csv"))
        return Wanted{target, [given = request.plots[0].given] { return given->csv; }};
    const Writer& writer = *find_writer(target);
    return Wanted{target, [request = SheetRequest(request), writer]() mutable {
                      request.view.enlarge = !writer.data;
                      request.run = measured(request.run, request.plots);
                      return writer.write(seen_sheet(request));
                  }};
}

std::optional<ExportDialog::Wanted> ExportDialog::show(Controls& ui, AppState& app, const Rect& window,
                                                       Offered offered) {
    SheetRequest& all = offered.all;
    const bool was_open = std::exchange(open_, app.dialog == Dialog::export_file);
    if (!open_) return std::nullopt;
    if (!was_open)
        open((app.export_plot ? *app.export_plot : offered.usual).name, file_stem(app.session.experiment().title));
    constexpr float rows = 10, between = 5;
    const float left = 420 * ui.scale, gap = 20 * ui.scale;
    const float right = std::min(400 * ui.scale, window.w - left - 4 * gap); // of the preview
    const bool previewed = right > 200 * ui.scale;
    begin_dialog(ui, window, "export", "Export", (left + (previewed ? gap + right : 0)) / ui.scale + 40);
    const ImVec2 from = ImGui::GetCursorScreenPos();
    const float around = 190 * ui.scale; // title, last lines and buttons; in a small window the controls scroll
    const float height = std::min(rows * (ui.row_height() + between * ui.scale), window.h - around);
    ImGui::BeginChild("controls", {left, height});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(8 * ui.scale, between * ui.scale));
    controls(ui, app.settings.paper, all.plots);
    ImGui::PopStyleVar();
    ImGui::EndChild();
    const float bottom = ImGui::GetItemRectMax().y;
    all.options = app.settings.paper;
    const SheetRequest wanted = chosen(std::move(all));
    const Rect room{from.x + left + gap, from.y, right, bottom - from.y};
    if (previewed) preview(ui, wanted, room);
    ImGui::SetCursorScreenPos({from.x, bottom + 4 * ui.scale});
    const auto result = finish(ui, app, wanted, offered.busy);
    end_dialog();
    return result;
}

ExportDialog::Wanted ExportDialog::take_picture(int width, int height, std::vector<std::uint8_t> rgba,
                                                const Session& session) {
    return {std::exchange(picture_path_, {}),
            [width, height, rgba = std::move(rgba), scene = write_scene(session.experiment(), session.view())] {
                return encode_png(width, height, rgba.data(),
                                  {{"Software", "Halfstep " HALFSTEP_VERSION}, {experiment_key, scene}});
            }};
}

} // namespace halfstep
