#pragma once
// Panels: groups of controls that edit an Experiment in place, one group a file. panels.cpp has the list.

#include "app/formulas/cards.h"
#include "app/model/app_state.h"
#include "app/ui/controls.h"
#include "core/spec/sampler_facts.h"

#include <span>

namespace halfstep {

/// What is folded and unfolded.
struct PanelState {
    int unfolded_sampler = -1; ///< whose settings are open; -1: none
    int revealed_sampler = -1; ///< has just been opened, and is to be brought into sight; -1: none
    bool whole_note = false;   ///< of what to look for more than the first lines are shown
    std::string typed_note{};  ///< what is being edited, broken into lines; its own ends when the field is left
    bool typing_note = false;
    bool words_open = false; ///< title and note were fields in the frame before
};

/// What a panel sees, and what it may change: the experiment in place, by its controls. All else it asks for.
struct PanelContext {
    Experiment& experiment;
    const AppState& app;
    Controls& ui;
    PanelState& state;
    std::vector<const char*> asked{}; ///< names of actions, to be done once the edits of the frame are in

    std::string card{};    ///< the equation card that was asked for; empty: none
    int card_sampler = -1; ///< whose numbers go with it

    int mute = -1;     ///< the sampler whose swatch was clicked; -1: none
    bool solo = false; ///< with Shift

    void ask(const char* action) { asked.push_back(action); }
};

struct Panel {
    const char* name;
    void (*show)(PanelContext& context);
    Wanted measures{}; ///< what it shows of the run's measures
};
/// From the top down.
const std::vector<Panel>& all_panels();
/// All of them, in the current Dear ImGui window: one edit of the experiment, then what was asked for.
void show_panels(AppState& app, Controls& ui, PanelState& state);
/// Of settings by their keys those that apply: "target.sigma", "sampler.eta" (of all samplers that have one), "process"
/// (its whole panel). The same edit.
void show_settings(AppState& app, Controls& ui, PanelState& state, const std::vector<std::string>& keys);

// ---- parts that panels share ----

/// Pixels that the button below takes behind a menu.
float card_button_width(const Controls& ui);
/// "=" behind the menu of what has an equation card.
void card_button(PanelContext& context, const std::string& key, const std::string& card, int sampler = -1);

/// The settings of a learned denoiser, and the training's state.
void training_settings(PanelContext& context);
/// The settings of one sampler; `key` is "sampler[i].". What is not known here by its name stands by its row alone.
void sampler_settings(SamplerSpec& sampler, const std::string& key, PanelContext& context,
                      std::span<const KeyFact<SamplerSpec>> rows = keys<SamplerSpec>());
/// One of them, where it applies; returns whether it does.
bool sampler_row(SamplerSpec& sampler, const std::string& key, PanelContext& context, std::string_view name,
                 bool show = true);
/// One setting of the process, where it applies.
void process_row(PanelContext& context, std::string_view name);
/// max_eta() of a sampler on the experiment as it is in this frame. Throws Error where target or process are
/// impossible.
double largest_eta(const SamplerSpec& sampler, const PanelContext& context);
/// The rows of a mixture's components, of boxes.
void mixture_parts(Experiment& experiment, Controls& ui);
void box_parts(TargetSpec& target, Controls& ui);
/// Scrolls the panels so far that what lies between two heights of the screen is in sight, its top above all.
void bring_into_sight(float top, float bottom);
/// "DDIM 2" where "DDIM" is taken: names become folders, so they must differ.
std::string free_name(const Experiment& experiment, const std::string& wanted);

} // namespace halfstep
