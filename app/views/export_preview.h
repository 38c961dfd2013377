#pragma once
// A sheet of paper, small, as the file will have it.

#include "app/model/export_job.h"
#include "app/ui/fonts.h"

namespace halfstep {

class ExportPreview {
public:
    ExportPreview(Renderer& renderer, Fonts& fonts) : canvas_(renderer, fonts), fonts_(fonts) {}

    /// Draws the sheet, as large as `room` (screen pixels) lets it be, into the current Dear ImGui window. Made anew
    /// only when something has changed. `ground`: what shows through a transparent one.
    void show(const SheetRequest& request, const Rect& room, Color ground, Color edge);
    /// Why there is no sheet; empty when there is one.
    const std::string& error() const { return error_; }
    double width_mm() const { return sheet_ ? sheet_->width * 25.4 / 72 : 0; }
    double height_mm() const { return sheet_ ? sheet_->height * 25.4 / 72 : 0; }

private:
    void render(const Rect& room, Color ground);

    GlCanvas canvas_;
    Fonts& fonts_;
    SheetRequest request_;
    std::optional<Sheet> sheet_;
    Rect room_, paper_; ///< paper_: within the room
    std::string error_;
};

} // namespace halfstep
