#include "app/views/action_controls.h"

namespace halfstep {

void action_item(Controls& ui, AppState& app, const std::string& key, const Action& action, bool checked) {
    if (menu_item(ui, key, action.title,
                  {.shortcut = key_text(action).c_str(), .checked = checked, .enabled = possible(app, action)}))
        perform(app, action);
}

void action_icon(Controls& ui, AppState& app, const Action& action, Icon icon) {
    if (icon_button(ui, action.control, icon, tip_text(action).c_str(), possible(app, action))) perform(app, action);
}

void action_button(Controls& ui, AppState& app, const Action& action, const char* text) {
    if (text_button(ui, action.control, text, tip_text(action).c_str())) perform(app, action);
}

} // namespace halfstep
