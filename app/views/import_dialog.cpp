#include "app/views/import_dialog.h"

#include "app/base/text.h"
#include "app/model/actions.h"
#include "app/model/scenes.h"
#include "app/scene/points_file.h"
#include "app/ui/dialog.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace halfstep {

namespace {

constexpr std::size_t rows_shown = 6;
constexpr char separators[] = {'\0', ',', ';', '\t', ' '};
constexpr const char* separator_names[] = {"automatic", "commas", "semicolons", "tabs", "blanks"};
constexpr const char* decimal_names[] = {"automatic", "point, 0.5", "comma, 0,5"};
constexpr const char* header_names[] = {"automatic", "names the columns", "is a row"};
constexpr const char* standardize_names[] = {"automatic", "yes", "no"};

template <std::size_t N>
void import_choice(Controls& ui, const RowLabel& row, int& index, const char* const (&names)[N]) {
    choice(ui, row, index, {names, nullptr, static_cast<int>(N)});
}

} // namespace

void ImportDialog::open(const std::string& path) {
    *this = {};
    path_ = path;
    lines_ = first_lines(path, rows_shown);
    read_columns();
    make();
}

/// As a scene has it, counted from 1; of arrays their names.
std::string ImportDialog::column_at(int index) const {
    return arrays_ ? titles_[static_cast<std::size_t>(index - 1)] : std::to_string(index);
}

TableChoice ImportDialog::choice_of() const {
    TableChoice choice;
    if (asked_.separator > 0) choice.separator = separators[asked_.separator];
    if (asked_.decimal > 0) choice.decimal = asked_.decimal == 1 ? '.' : ',';
    if (asked_.header > 0) choice.header = asked_.header == 1;
    if (asked_.x > 0) choice.columns.push_back(column_at(asked_.x));
    if (asked_.x > 0 && asked_.y > 1) choice.columns.push_back(column_at(asked_.y - 1));
    if (asked_.label == 1) choice.label_column = "";
    if (asked_.label > 1) choice.label_column = column_at(asked_.label - 1);
    return choice;
}

void ImportDialog::read_columns() {
    table_.reset();
    titles_ = array_names(path_);
    arrays_ = !titles_.empty();
    if (arrays_) return;
    TableChoice signs = choice_of();
    signs.columns.clear();
    signs.label_column.reset();
    try {
        table_ = read_points_table(path_, signs);
        for (std::size_t c = 0; c < table_->columns.size(); ++c) {
            const std::string& name = table_->columns[c].name;
            titles_.push_back(name.empty() ? "column " + std::to_string(c + 1) : one_line(name, 40));
        }
    } catch (const std::exception& error) {
        message_ = error.what();
    }
}

void ImportDialog::make() {
    made_.reset();
    if (!table_ && !arrays_) return; // message_ says why
    message_.clear();
    const TableChoice choice = choice_of();
    std::optional<bool> standardize;
    if (asked_.standardize > 0) standardize = asked_.standardize == 1;
    try {
        made_ = scene_of_table(table_ ? *table_ : read_points_table(path_, choice), path_, choice, standardize);
        make_problem(*made_);
    } catch (const std::exception& error) {
        made_.reset();
        message_ = error.what();
    }
}

/// Columns by name; before them "automatic", and where there may be none, that.
void ImportDialog::column_choice(Controls& ui, const RowLabel& row, int& index, bool or_none) {
    std::vector<const char*> names = {"automatic"};
    if (or_none) names.push_back("none");
    for (const std::string& title : titles_) names.push_back(title.c_str());
    index = std::min(index, static_cast<int>(names.size()) - 1);
    choice(ui, row, index, {names.data(), nullptr, static_cast<int>(names.size())});
}

void ImportDialog::choices(Controls& ui) {
    import_choice(ui, {"import.separator", "Columns by", "What stands between the columns"}, asked_.separator,
                  separator_names);
    import_choice(ui, {"import.decimal", "Decimal sign", "What stands before the tenths"}, asked_.decimal,
                  decimal_names);
    import_choice(ui, {"import.header", "First line", "Whether it names the columns"}, asked_.header, header_names);
    column_choice(ui, {"import.x", "x", "The column of the first coordinate"}, asked_.x, false);
    if (asked_.x > 0)
        column_choice(ui, {"import.y", "y", "The column of the second coordinate, if there is one"}, asked_.y, true);
    column_choice(ui, {"import.label", "Labels", "The column that has the class of each point"}, asked_.label, true);
    import_choice(ui, {"import.standardize", "Standardise", "Mean 0 and standard deviation 1 in each coordinate"},
                  asked_.standardize, standardize_names);
}

/// The points, or a few thousands of them; on a line as ticks.
void ImportDialog::picture(Controls& ui) const {
    constexpr std::size_t most = 3000;
    const float width = ImGui::GetContentRegionAvail().x, height = 150 * ui.scale, pad = 8 * ui.scale;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, {at.x + width, at.y + height}, packed(ui.theme->ground), 4 * ui.scale);
    ImGui::Dummy({width, height});
    note_item(ui, "import.picture");
    if (!made_) return;
    const TargetSpec& target = made_->target;
    const auto columns = static_cast<std::size_t>(target.columns), count = target.points.size() / columns;
    double lo[2] = {0, 0}, hi[2] = {0, 0};
    for (std::size_t c = 0; c < columns; ++c) {
        lo[c] = hi[c] = target.points[c];
        for (std::size_t k = c; k < target.points.size(); k += columns) {
            lo[c] = std::min(lo[c], target.points[k]);
            hi[c] = std::max(hi[c], target.points[k]);
        }
    }
    const auto place = [&](double value, std::size_t c, float room) {
        const double extent = hi[c] - lo[c];
        return static_cast<float>(extent > 0 ? (value - lo[c]) / extent : 0.5) * (room - 2 * pad) + pad;
    };
    const std::size_t stride = count / most + 1;
    for (std::size_t k = 0; k < count; k += stride) {
        const float x = at.x + place(target.points[k * columns], 0, width);
        Color ink = ui.theme->accent;
        ink.a = columns == 2 ? 0.8f : 0.4f;
        if (columns == 2) {
            const float y = at.y + height - place(target.points[k * 2 + 1], 1, height), half = ui.scale;
            list.AddRectFilled({x - half, y - half}, {x + half, y + half}, packed(ink));
        } else {
            list.AddLine({x, at.y + 0.35f * height}, {x, at.y + 0.65f * height}, packed(ink), ui.scale);
        }
    }
}

void ImportDialog::show(Controls& ui, AppState& app, const Rect& window) {
    if (app.dialog != Dialog::import_table) {
        path_.clear();
        return;
    }
    if (path_ != app.import_path) open(app.import_path);
    begin_dialog(ui, window, "import", "Open a table of points", 560);
    quiet_line(ui, one_line(std::filesystem::path(path_).filename().string(), 200) +
                       (lines_.empty() ? "" : ", as it begins:"));
    for (const std::string& line : lines_) {
        std::string shown = line;
        std::replace(shown.begin(), shown.end(), '\t', ' ');
        ImGui::TextUnformatted(shown.c_str());
    }
    ImGui::Dummy({0, 4 * ui.scale});
    const Asked before = asked_;
    choices(ui);
    const bool signs =
        asked_.separator != before.separator || asked_.decimal != before.decimal || asked_.header != before.header;
    if (signs) read_columns();
    if (!(asked_ == before)) make();
    if (made_)
        quiet_line(ui, origin_text(made_->target.origin));
    else // the file stands above
        warning_line(ui, message_.substr(message_.starts_with(path_) ? path_.size() + 1 : 0));
    picture(ui);
    const bool pressed = main_button(ui, "import.open", "Open", made_.has_value());
    ImGui::SameLine();
    if (text_button(ui, "import.cancel", "Cancel", "")) perform(app, "back");
    end_dialog();
    if (!pressed || !made_) return;
    app.dialog = Dialog::none;
    open_table(app, *made_);
}

} // namespace halfstep
