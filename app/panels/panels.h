#pragma once
// Panels edit an Experiment in place; one a file. The workspace compares before and after.

#include "app/model/session.h"
#include "app/ui/controls.h"

namespace halfstep {

/// What to look for, where the scene says it; folds away.
void panel_note(const Experiment& experiment, Controls& ui, bool& open);
/// `edits_target`: the stage shows the handles of its components. `draw`: one is to be drawn there.
void panel_target(Experiment& experiment, Controls& ui, bool& edits_target, bool& draw);
/// What a button of the training wants done, once the edits of the frame are in.
enum class TrainingButton { none, train, pause, step, reset };
TrainingButton panel_denoiser(Experiment& experiment, const Session& session, Controls& ui);
/// The settings of a learned one, and the training's state.
TrainingButton panel_training(Experiment& experiment, const TrainingStatus& status, Controls& ui);
void panel_process(Experiment& experiment, Controls& ui);
/// How wrong it is to start from the prior, and remedies. `run`: the newest; null: nothing is shown.
void panel_mismatch(Experiment& experiment, const Run* run, Controls& ui);
/// `unfolded`: the sampler whose settings are open; -1: none.
void panel_samplers(Experiment& experiment, Controls& ui, int& unfolded);
/// The settings of one of them; `key` is "sampler[i].".
void sampler_settings(SamplerSpec& sampler, const Experiment& experiment, const std::string& key, Controls& ui);
/// "DDIM 2" where "DDIM" is taken: names become folders, so they must differ.
std::string free_name(const Experiment& experiment, const std::string& wanted);
/// Two latents and a point of the data, on or off.
void panel_latents(Experiment& experiment, Controls& ui);
void panel_run(Experiment& experiment, Controls& ui);

/// The table under the stage: what was measured of the final samples, beside its closed form. Returns the sampler whose
/// row the mouse is on; -1: none.
int panel_results(const Session& session, Controls& ui, const Rect& rect);
int results_rows(const Session& session);
/// Transport and scrubber along the bottom.
void panel_timeline(Session& session, Controls& ui, const Rect& rect);
/// Keys and symbols; covers the window until a key or click.
void panel_help(Controls& ui, const Rect& window, bool& open);

} // namespace halfstep
