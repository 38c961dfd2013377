#include "app/views/export_dialog.h"

#include "app/base/files.h"
#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/export/ffmpeg.h"
#include "app/export/metadata.h"
#include "app/export/png.h"
#include "app/model/actions.h"
#include "app/model/film_export.h"
#include "app/model/scenes.h"
#include "app/scene/scene.h"
#include "app/scene/scene_path.h"
#include "app/ui/card.h"
#include "app/ui/dialog.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace halfstep {
namespace {

std::string with_home(const std::string& folder) {
    const char* home = std::getenv("HOME");
    const bool tilde = folder == "~" || folder.compare(0, 2, "~/") == 0;
    return tilde && home ? home + folder.substr(1) : folder;
}

} // namespace

void ExportDialog::open(const std::string& what, const std::string& stem) {
    what_ = what;
    stem_ = stem;
    name_.clear();
    given_name_.clear();
    message_.clear();
    has_ffmpeg_ = !find_ffmpeg().empty();
}

/// The kind of film that is chosen, by the name or else by the button; nullptr: no film.
const FilmFormat* ExportDialog::film(const ExportOptions& options) const {
    if (of_window() || find_writer(name_)) return nullptr;
    const FilmFormat* named = find_film_format(name_);
    return named ? named : find_film_format("." + options.extension);
}

bool ExportDialog::is_kind(const Writer* writer, std::string_view extension) {
    return writer && writer->extension == extension;
}

std::string ExportDialog::usual_name(const ExportOptions& options) const {
    const std::string kind = of_window() ? "png" : options.extension;
    return stem_ + (what_ == "all" ? "" : "-" + what_) + "." + kind;
}

/// Where the file goes. A name without an ending that is known gets the one of the chosen format.
std::string ExportDialog::path(const ExportOptions& options) const {
    std::string name = with_home(name_);
    const Writer* writer = find_writer(name);
    const bool known = of_window() ? is_kind(writer, "png") : writer || find_film_format(name);
    if (!known) name += of_window() ? ".png" : "." + options.extension;
    return (std::filesystem::path(with_home(options.folder)) / name).string();
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
    if (film(request.options)) return say("A film of this, while time runs");
    const std::string width = fixed_text(preview_.width_mm(), 0), height = fixed_text(preview_.height_mm(), 0);
    say("As seen: with its zoom, without what is hidden.  " + width + " × " + height + " mm");
}

/// Why there can be no such file; empty: there can.
std::string ExportDialog::cannot(const SheetRequest& request) const {
    const FilmFormat* format = film(request.options);
    if (!format) return of_window() ? "" : preview_.error();
    if (!has_ffmpeg_) return "Films need the program ffmpeg, which is not on the PATH";
    for (const SeenPlot& seen : request.plots)
        if (seen.given) return "There is no film of a sweep: no time runs in it";
    try {
        film_options(request, *format);
    } catch (const Error& error) {
        return error.key + " " + error.what();
    }
    return "";
}

/// The last line: what will happen, what does, or what is wrong.
void ExportDialog::say_state(Controls& ui, const std::string& target, const std::string& wrong,
                             const Offered& offered) {
    std::error_code ignored;
    if (offered.busy) {
        const ImVec2 from = ImGui::GetCursorScreenPos();
        const std::string far = offered.film ? ": " + std::to_string(static_cast<int>(100 * *offered.film)) + " %" : "";
        quiet_line(ui, "Writing " + target + far);
        if (offered.film)
            progress_line(
                {from.x, ImGui::GetCursorScreenPos().y - 2 * ui.scale, ImGui::GetContentRegionAvail().x, 2 * ui.scale},
                *offered.film, ui);
    } else if (!message_.empty() || !wrong.empty()) {
        warning_line(ui, message_.empty() ? wrong : message_);
    } else if (std::filesystem::exists(target, ignored)) {
        quiet_line(ui, target + " exists: exporting replaces it.");
    } else {
        quiet_line(ui, "Goes to " + target);
    }
}

ExportDialog::Wanted ExportDialog::wanted(const SheetRequest& shown, const std::string& target) const {
    SheetRequest request = shown;
    request.view.compare = scene_name_in(target, request.view.compare);
    if (const FilmFormat* format = film(request.options))
        return {target, {}, [request = SheetRequest(request), format, target](const FilmJob& job) {
                    return write_seen_film(request, *format, target, job);
                }};
    if (request.plots.size() == 1 && request.plots[0].given && is_kind(find_writer(target), "csv"))
        return {target, [given = request.plots[0].given] { return given->csv; }};
    const Writer& writer = *find_writer(target);
    return {target, [request = SheetRequest(request), writer]() mutable {
                request.view.enlarge = !writer.data;
                request.run = measured(request.run, request.plots);
                return writer.write(seen_sheet(request));
            }};
}

/// The last line and the buttons.
std::optional<ExportDialog::Wanted> ExportDialog::finish(Controls& ui, AppState& app, const SheetRequest& request,
                                                         const Offered& offered) {
    const Beside* beside = app.session.beside();
    const bool waits = beside && beside->mistake().empty() && request.run && !request.run->comparison && !of_window();
    const std::string target = path(request.options),
                      wrong = waits ? "The scene beside this one is still being simulated" : cannot(request);
    const bool busy = offered.busy, possible = wrong.empty();
    std::error_code ignored;
    const bool exists = std::filesystem::exists(target, ignored);
    say_state(ui, target, wrong, offered);
    const bool pressed = main_button(ui, "export.write", exists ? "Replace" : "Export", !busy && possible);
    ImGui::SameLine();
    wants_end_ = offered.film && text_button(ui, "export.end", "End", "Gives the film up: nothing is written");
    if (!offered.film && text_button(ui, "export.cancel", "Cancel", with_key("Close", "back").c_str()))
        app.dialog = Dialog::none;
    if (busy || !possible || !(pressed || (entered_ && !exists))) return std::nullopt;

    message_ = name_.empty() ? "The file needs a name" : "";
    if (const std::string why = why_not_writable(target); message_.empty() && !why.empty())
        message_ = target + ": cannot be written: " + why;
    const std::string& beside_it = request.view.compare;
    if (const std::string why = why_not_named(scene_name_in(target, beside_it)); message_.empty() && !why.empty())
        message_ = one_line(beside_it, 300) + ", the scene beside this one, " + why;
    if (!message_.empty()) return std::nullopt;
    if (of_window()) {
        picture_path_ = target;
        return std::nullopt;
    }
    return wanted(request, target);
}

std::optional<ExportDialog::Wanted> ExportDialog::show(Controls& ui, AppState& app, const Rect& window,
                                                       Offered offered) {
    SheetRequest& all = offered.all;
    wants_end_ = false;
    const bool was_open = std::exchange(open_, app.dialog == Dialog::export_file);
    if (!open_) return std::nullopt;
    if (!was_open)
        open((app.export_plot ? *app.export_plot : offered.usual).name, file_stem(app.session.experiment().title));
    constexpr float rows = 14, between = 5;
    const float left = 420 * ui.scale, gap = 20 * ui.scale;
    const float right = std::min(400 * ui.scale, window.w - left - 4 * gap); // of the preview
    const bool previewed = right > 200 * ui.scale;
    begin_dialog(ui, window, "export", "Export", (left + (previewed ? gap + right : 0)) / ui.scale + 40);
    const ImVec2 from = ImGui::GetCursorScreenPos();
    const float around = 190 * ui.scale; // title, last lines and buttons; in a small window the controls scroll
    const float height = std::min(rows * (ui.row_height() + between * ui.scale), window.h - around);
    panel_ = !of_window() && is_panel(chosen(all));
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
    const auto result = finish(ui, app, wanted, offered);
    end_dialog();
    return result;
}

ExportDialog::Wanted ExportDialog::take_picture(int width, int height, std::vector<std::uint8_t> rgba,
                                                const Session& session) {
    View view = session.view();
    view.compare = scene_name_in(picture_path_, view.compare);
    return {std::exchange(picture_path_, {}),
            [width, height, rgba = std::move(rgba), scene = write_scene(session.experiment(), view)] {
                return encode_png(width, height, rgba.data(),
                                  {{"Software", "Halfstep " HALFSTEP_VERSION}, {experiment_key, scene}});
            }};
}

} // namespace halfstep
