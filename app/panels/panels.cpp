#include "app/panels/panels.h"

#include "app/model/actions.h"
#include "app/panels/key_row.h"

#include <algorithm>
#include <cstdlib>

namespace halfstep {

void note_panel(PanelContext& context);     ///< what to look for, where the scene says it; folds away
void target_panel(PanelContext& context);   ///< the distribution of the data
void denoiser_panel(PanelContext& context); ///< exact, with an error, or learned
void process_panel(PanelContext& context);  ///< how noise is added
void mismatch_panel(PanelContext& context); ///< how wrong it is to start from the prior, and remedies
void samplers_panel(PanelContext& context); ///< one row a sampler
void latents_panel(PanelContext& context);  ///< two latents and a point of the data, on or off
void run_panel(PanelContext& context);      ///< particles, seed, precision

const std::vector<Panel>& all_panels() {
    static const std::vector<Panel> list = {
        {"note", note_panel},
        {"target", target_panel},
        {"denoiser", denoiser_panel},
        {"process", process_panel},
        {"mismatch", mismatch_panel, {.mismatch = true}},
        {"samplers", samplers_panel},
        {"latents", latents_panel},
        {"run", run_panel},
    };
    return list;
}

float card_button_width(const Controls& ui) { return ui.row_height() + 4 * ui.scale; }

void card_button(PanelContext& context, const std::string& key, const std::string& card, int sampler) {
    ImGui::SameLine(0, 4 * context.ui.scale);
    if (!text_button(context.ui, key, "=", "Its equation, its numbers, and where it is from")) return;
    context.card = card;
    context.card_sampler = sampler;
}

void bring_into_sight(float top, float bottom) {
    const float begin = ImGui::GetWindowPos().y, end = begin + ImGui::GetWindowHeight();
    const float down = std::min(bottom - end, top - begin);
    if (down > 0)
        ImGui::SetScrollY(ImGui::GetScrollY() + down);
    else if (top < begin)
        ImGui::SetScrollY(ImGui::GetScrollY() + top - begin);
}

namespace {

void show_panel(AppState& app, PanelContext& context, std::string_view name) {
    for (const Panel& panel : all_panels()) {
        if (panel.name != name) continue;
        app.wanted = app.wanted | panel.measures;
        panel.show(context);
    }
}

/// "sampler[1].eta" of that one, "sampler.eta" of all that have it, each under its name where there are several.
void show_sampler_setting(PanelContext& context, const std::string& key) {
    Controls& ui = context.ui;
    std::vector<SamplerSpec>& samplers = context.experiment.samplers;
    const std::string name = key.substr(key.find('.') + 1);
    const bool one = key.starts_with("sampler[");
    const std::size_t only = one ? static_cast<std::size_t>(std::atoi(key.c_str() + 8)) : 0;
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < samplers.size(); ++i)
        if ((!one || i == only) && !context.app.session.view().muted.has(static_cast<int>(i)) &&
            sampler_row(samplers[i], "", context, name, false))
            chosen.push_back(i);
    const Color accent = ui.accent;
    for (const std::size_t i : chosen) {
        ui.accent = resolve(*ui.theme, {Ink::sampler, static_cast<int>(i), 1});
        ImGui::PushID(static_cast<int>(i));
        if (samplers.size() > 1) paragraph(ui, samplers[i].name, ui.fonts.small(), ui.theme->text);
        sampler_row(samplers[i], "sampler[" + std::to_string(i) + "].", context, name);
        ImGui::PopID();
    }
    ui.accent = accent;
}

void show_setting(AppState& app, PanelContext& context, const std::string& key) {
    const std::size_t dot = key.find('.');
    if (dot == key.npos) return show_panel(app, context, key == "sampler" ? "samplers" : key);
    const std::string table = key.substr(0, dot), name = key.substr(dot + 1);
    const auto row = [&](auto& spec) {
        const auto* fact = find_key<std::remove_cvref_t<decltype(spec)>>(name);
        if (fact && !unmet(*fact, spec)) key_row(context.ui, table + ".", *fact, spec);
    };
    Experiment& experiment = context.experiment;
    if (table.starts_with("sampler")) return show_sampler_setting(context, key);
    if (table == "process") return process_row(context, name);
    if (table == "run") return row(experiment.run);
    if (table == "denoiser") return row(experiment.denoiser);
    if (table == "training") return row(experiment.training);
    if (table != "target") return;
    if (name == "kind") return show_panel(app, context, "target");
    const KeyFact<TargetSpec>* target = find_key<TargetSpec>(name);
    if (target && !unmet(*target, experiment.target))
        key_row(context.ui, "target.", *target, experiment.target,
                row_options(fact(experiment.target.kind).find(name)));
}

/// One edit of the experiment, then what was asked for.
void carry_out(AppState& app, PanelContext& context) {
    Session& session = app.session;
    const Controls& ui = context.ui;
    if (!(context.experiment == session.experiment())) session.edit(context.experiment, ui.gesture, ui.cause.c_str());
    if (context.mute >= 0) context.solo ? session.solo(context.mute) : session.toggle_muted(context.mute);
    for (const char* action : context.asked) perform(app, action);
    if (!context.card.empty()) show_card(app, context.card, context.card_sampler);
}

} // namespace

void show_settings(AppState& app, Controls& ui, PanelState& state, const std::vector<std::string>& keys) {
    Experiment edited = app.session.experiment();
    PanelContext context{edited, app, ui, state};
    for (const std::string& key : keys) show_setting(app, context, key);
    carry_out(app, context);
}

void show_panels(AppState& app, Controls& ui, PanelState& state) {
    Session& session = app.session;
    Experiment edited = session.experiment();
    PanelContext context{edited, app, ui, state};
    for (const Panel& panel : all_panels()) {
        app.wanted = app.wanted | panel.measures;
        panel.show(context);
    }
    if (!session.mistake().empty()) paragraph(ui, session.mistake(), ui.fonts.body(), ui.theme->warning);
    carry_out(app, context);
}

} // namespace halfstep
