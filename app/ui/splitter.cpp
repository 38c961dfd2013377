#include "app/ui/splitter.h"

#include <algorithm>

namespace halfstep {

void splitter(Controls& ui, const Splitter& splitter, float& width) {
    const Rect& place = splitter.place;
    ImGui::SetCursorScreenPos({place.x, place.y});
    touch_area(splitter.id, {place.w, place.h});
    note_item(ui, splitter.id);
    if (ImGui::IsItemHovered() || ImGui::IsItemActive()) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
        ImGui::GetWindowDrawList()->AddRectFilled({place.x + 3 * ui.scale, place.y},
                                                  {place.x + 5 * ui.scale, place.bottom()},
                                                  packed(ui.theme->accent, 0.6f));
    }
    // A small window may show less than `width`: the drag begins at what is on screen.
    if (ImGui::IsItemActivated()) width = splitter.column / ui.scale;
    constexpr float narrowest = 240, widest = 700; // of a column, at scale 1
    if (ImGui::IsItemActive())
        width = std::clamp(width + splitter.sign * ImGui::GetIO().MouseDelta.x / ui.scale, narrowest, widest);
    if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0)) width = splitter.usual;
}

} // namespace halfstep
