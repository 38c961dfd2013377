#include "app/views/splitter.h"

#include <algorithm>

namespace halfstep {

void splitter(Controls& ui, const char* id, float x, float gap, const Rect& column, float& width, float usual,
              float sign) {
    ImGui::SetCursorScreenPos({x, column.y});
    touch_area(id, {gap, column.h});
    note_item(ui, id);
    if (ImGui::IsItemHovered() || ImGui::IsItemActive()) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
        ImGui::GetWindowDrawList()->AddRectFilled({x + 3 * ui.scale, column.y}, {x + 5 * ui.scale, column.bottom()},
                                                  packed(ui.theme->accent, 0.6f));
    }
    if (ImGui::IsItemActivated())
        width = column.w / ui.scale; // where it is, should the window have been too small for it
    if (ImGui::IsItemActive()) width = std::clamp(width + sign * ImGui::GetIO().MouseDelta.x / ui.scale, 240.f, 700.f);
    if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0)) width = usual;
}

} // namespace halfstep
