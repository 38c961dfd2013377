#include "app/base/number_text.h"
#include "app/model/actions.h"
#include "app/panels/panels.h"
#include "app/ui/card.h"
#include "core/law/catalog.h"
#include "core/spec/sampler_facts.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

std::string summary(const SamplerSpec& sampler, int T) {
    const std::string eta = fact(sampler.kind).eta == Eta::trades ? "η " + number_text(sampler.eta, 2) + ", " : "";
    const int steps = reverse_steps(sampler, T);
    return eta + std::to_string(steps) + (steps == 1 ? " step" : " steps");
}

/// Moving T, the kind of process or the levels may make a once possible eta impossible.
void fit_eta(SamplerSpec& sampler, const PanelContext& context) {
    if (fact(sampler.kind).eta != Eta::trades || sampler.eta <= 1) return;
    try {
        sampler.eta = std::min(sampler.eta, largest_eta(sampler, context));
    } catch (const Error&) {
        sampler.eta = 1; // the process itself is impossible at the moment; 1 is possible on any
    }
}

/// The sampler's swatch: a click mutes it.
void chip_button(const Rect& place, int index, PanelContext& context) {
    Controls& ui = context.ui;
    swatch(place, ui.accent, context.app.session.view().muted.has(index), ui);
    const Rect around = inset(place, -5 * ui.scale);
    ImGui::SetCursorScreenPos({around.x, around.y});
    if (touch_area("mute", {around.w, around.h})) {
        context.mute = index;
        context.solo = ImGui::GetIO().KeyShift;
    }
    note_item(ui, "sampler[" + std::to_string(index) + "].mute");
    if (ImGui::IsItemHovered()) tooltip(ui, mute_text(context.app, index).c_str());
}

/// Chip, name and a summary on one line; returns false when the sampler is to be removed.
bool header(SamplerSpec& sampler, std::size_t index, PanelContext& context) {
    const Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    int& unfolded = context.state.unfolded_sampler;
    const bool open = unfolded == static_cast<int>(index);
    const std::string key = "sampler[" + std::to_string(index) + "].";
    const float button = 30 * ui.scale;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    if (icon_button(ui, key + "fold", open ? Icon::unfolded : Icon::folded,
                    open ? "Fold these settings away" : "Show its settings"))
        unfolded = open ? -1 : static_cast<int>(index);
    ImGui::SameLine(0, 0);
    const float chip = 12 * ui.scale, x = ImGui::GetCursorScreenPos().x + 2 * ui.scale,
                y = origin.y + (button - chip) / 2;
    chip_button({x, y, chip, chip}, static_cast<int>(index), context);
    ImGui::SetCursorScreenPos({x + chip + 2 * ui.scale, origin.y + 2 * ui.scale});

    const std::string short_text = summary(sampler, experiment.process.steps);
    const float right = ui.fonts.measure(short_text, ui.fonts.small(), Weight::regular).x;
    const float room = ImGui::GetContentRegionAvail().x - button;
    ui.fonts.push_bold();
    text_field(ui, key + "name", sampler.name, room - right - 12 * ui.scale);
    ImGui::PopFont();
    ui.fonts.draw(list, {x + chip + 2 * ui.scale + room - right - 6 * ui.scale, origin.y + button / 2}, short_text,
                  {.size = ui.fonts.small(), .color = ui.theme->muted, .vertical = Align::middle});
    ImGui::SetCursorScreenPos({x + chip + 2 * ui.scale + room, origin.y});
    const bool last = experiment.samplers.size() == 1;
    return !icon_button(ui, key + "remove", Icon::close,
                        last ? "An experiment has at least one sampler" : "Remove this sampler", !last);
}

} // namespace

double largest_eta(const SamplerSpec& sampler, const PanelContext& context) {
    const Experiment& now = context.experiment;
    const Problem* made = context.app.session.problem().get();
    if (made && made->experiment.process == now.process && made->experiment.target == now.target)
        return max_eta(sampler, made->process, made->target);
    return max_eta(sampler, make_process(now.process), make_target(now.target)); // edited in this frame
}

std::string free_name(const Experiment& experiment, const std::string& wanted) {
    for (int i = 1;; ++i) {
        const std::string name = i == 1 ? wanted : wanted + " " + std::to_string(i);
        const bool taken = std::any_of(experiment.samplers.begin(), experiment.samplers.end(),
                                       [&](const SamplerSpec& s) { return s.name == name; });
        if (!taken) return name;
    }
}

void samplers_panel(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    int& unfolded = context.state.unfolded_sampler;
    heading(ui, "Samplers");
    const Color accent = ui.accent;
    int removed = -1;
    for (std::size_t i = 0; i < experiment.samplers.size(); ++i) {
        SamplerSpec& sampler = experiment.samplers[i];
        ui.accent = resolve(*ui.theme, {Ink::sampler, static_cast<int>(i), 1});
        ImGui::PushID(static_cast<int>(i));
        if (!header(sampler, i, context)) removed = static_cast<int>(i);
        if (unfolded == static_cast<int>(i)) {
            ImGui::Indent(12 * ui.scale);
            sampler_settings(sampler, "sampler[" + std::to_string(i) + "].", context);
            ImGui::Unindent(12 * ui.scale);
            ImGui::Dummy({0, 4 * ui.scale});
        }
        fit_eta(sampler, context);
        ImGui::PopID();
    }
    ui.accent = accent;
    if (removed >= 0) {
        experiment.samplers.erase(experiment.samplers.begin() + removed);
        unfolded = -1;
        ++ui.gesture;
    }
    const bool room = experiment.samplers.size() < static_cast<std::size_t>(Limits::max_samplers);
    if (text_button(ui, "sampler.add", "+  Add sampler",
                    room ? "Another sampler, from the same x_T with the same noise" : "At most eight, one colour each",
                    room)) {
        SamplerSpec sampler;
        sampler.name = free_name(experiment, "DDIM");
        experiment.samplers.push_back(sampler);
        unfolded = static_cast<int>(experiment.samplers.size()) - 1;
        ++ui.gesture;
    }
}

} // namespace halfstep
