#include "app/views/export_preview.h"

#include "app/base/text.h"
#include "app/views/figure_view.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

/// The screen's faces have no em space, which stands behind a panel's letter.
void plain_spaces(std::string& title) {
    const std::string wide(em_space);
    if (const std::size_t at = title.find(wide); at != std::string::npos) title.replace(at, wide.size(), "   ");
}

} // namespace

/// The sheet is laid out once more, with the letters of the screen, which are as wide as those of paper but for
/// hinting.
void ExportPreview::render(const Rect& room, Color ground) {
    const float scale = std::min(room.w / sheet_->width, room.h / sheet_->height); // pixels a point
    paper_ = {0, 0, std::floor(sheet_->width * scale), std::floor(sheet_->height * scale)};
    paper_.x = std::floor((room.w - paper_.w) / 2);
    paper_.y = std::floor((room.h - paper_.h) / 2);
    Theme theme = sheet_->theme;
    const bool clear = theme.panel.a == 0;
    canvas_.begin(static_cast<int>(paper_.w), static_cast<int>(paper_.h), clear ? ground : theme.panel);
    for (const Sheet::Panel& panel : sheet_->panels)
        draw(panel.figure, lay_out_again(*sheet_, panel, scale, canvas_), theme, canvas_);
    if (sheet_->legend)
        draw_legend_alone(sheet_->legend->figure, lay_out_again(*sheet_, *sheet_->legend, scale, canvas_), theme,
                          canvas_);
    canvas_.end();
}

void ExportPreview::show(const SheetRequest& request, const Rect& room, Color ground, Color edge) {
    if (!(request == request_) || room.w != room_.w || room.h != room_.h) {
        request_ = request;
        room_ = room;
        error_.clear();
        try {
            sheet_ = seen_sheet(request);
            for (Sheet::Panel& panel : sheet_->panels) plain_spaces(panel.figure.title);
            render(room, ground);
        } catch (const Error& error) {
            sheet_.reset();
            error_ = error.key + " " + error.what();
        }
    }
    if (!sheet_) return;
    const Rect at{room.x + paper_.x, room.y + paper_.y, paper_.w, paper_.h};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    show_canvas(canvas_, at, list, fonts_);
    list.AddRect({at.x - 1, at.y - 1}, {at.right() + 1, at.bottom() + 1}, packed(edge));
}

} // namespace halfstep
