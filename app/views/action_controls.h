#pragma once
// Actions as buttons and rows of menus: they bring their words, their key, and whether they are possible.

#include "app/model/actions.h"
#include "app/ui/controls.h"

namespace halfstep {

/// A row of a menu; does it when chosen.
void action_item(Controls& ui, AppState& app, const std::string& key, const Action& action, bool checked = false);
/// Buttons that stand where the action says that its control is; they do it when pressed.
void action_icon(Controls& ui, AppState& app, const Action& action, Icon icon);
void action_button(Controls& ui, AppState& app, const Action& action, const char* text);

} // namespace halfstep
