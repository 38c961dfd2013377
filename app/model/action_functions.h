#pragma once
// What actions do, and when they can: the functions behind the list of action_list.cpp.

#include "app/model/actions.h"

#include <span>

namespace halfstep::action_functions {

void step(AppState& app, int by);
bool above_data(const AppState& app);
bool below_noise(const AppState& app);
void play_or_pause(AppState& app);
void restart(AppState& app);
void pin_or_let_go(AppState& app);
void pin_neighbour(AppState& app, int by);
void toggle_inspector(AppState& app);
bool inspecting(const AppState& app);
/// Beside the stage; where they are there already, what goes with the experiment.
void show_step_plots(AppState& app);
bool step_plots_shown(const AppState& app);
bool can_inspect(const AppState& app);
void inspect_next(AppState& app);
void new_seed(AppState& app);
void undo(AppState& app);
void remove_handle(AppState& app);
bool can_remove_handle(const AppState& app);
bool can_train(const AppState& app);
bool drawing(const AppState& app);
void zoom_type(AppState& app, float factor);
void usual_type(AppState& app);
void next_notation(AppState& app);
bool has_run(const AppState& app);
bool presenting(const AppState& app);
/// The controls, or the page of the lesson that stands in their place.
void fold_presented(AppState& app);
/// A plot takes the stage; the one that stands there gives it back.
void put_on_stage(AppState& app, const Plot& plot);
/// On top of the column beside the stage; what was last there goes.
void show_in_column(AppState& app, const Plot& plot);
/// What the mouse is over, or else the stage's plot; nullptr: nothing is shown yet.
const Plot* plot_meant(const AppState& app);
/// Of that one.
void copy_plot(AppState& app, CopyAs as);
/// Closes what is uppermost.
void back(AppState& app);
/// Where it was, or at the key that the control under the mouse stands for.
void open_or_close_guide(AppState& app);

/// A part of the list.
std::span<const Action> settings_actions();

} // namespace halfstep::action_functions
