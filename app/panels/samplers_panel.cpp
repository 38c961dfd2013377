#include "app/base/number_text.h"
#include "app/model/actions.h"
#include "app/panels/panels.h"
#include "app/ui/card.h"
#include "core/law/catalog.h"
#include "core/spec/sampler_facts.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace halfstep {
namespace {

std::string summary(const SamplerSpec& sampler, int T, bool with_eta = true) {
    const bool trades = with_eta && fact(sampler.kind).eta == Eta::trades;
    const int steps = reverse_steps(sampler, T);
    return (trades ? "η " + number_text(sampler.eta, 2) + ", " : "") + std::to_string(steps) +
           (steps == 1 ? " step" : " steps");
}

/// As much of the summary as a name leaves room for: the name is never cut for its sake.
std::string fitting_summary(const SamplerSpec& sampler, int T, Controls& ui, float room) {
    for (const bool with_eta : {true, false})
        if (const std::string text = summary(sampler, T, with_eta);
            ui.fonts.measure(text, ui.fonts.small(), Weight::regular).x <= room)
            return text;
    return "";
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
    swatch(place, index, context.app.session.view().muted.has(index), ui);
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
    PanelState& state = context.state;
    const bool open = state.unfolded_sampler == static_cast<int>(index);
    const std::string key = "sampler[" + std::to_string(index) + "].";
    const float button = 30 * ui.scale;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    if (icon_button(ui, key + "fold", open ? Icon::unfolded : Icon::folded,
                    open ? "Fold these settings away" : "Show its settings"))
        state.unfolded_sampler = state.revealed_sampler = open ? -1 : static_cast<int>(index);
    ImGui::SameLine(0, 0);
    const float chip = 12 * ui.scale, x = ImGui::GetCursorScreenPos().x + 2 * ui.scale,
                y = origin.y + (button - chip) / 2;
    chip_button({x, y, chip, chip}, static_cast<int>(index), context);
    ImGui::SetCursorScreenPos({x + chip + 2 * ui.scale, origin.y + 2 * ui.scale});

    const float room = ImGui::GetContentRegionAvail().x - button, gap = 12 * ui.scale;
    const float name = ui.fonts.measure(sampler.name, ui.fonts.body(), Weight::bold).x +
                       2 * ImGui::GetStyle().FramePadding.x + ui.scale;
    const int T = experiment.process.steps;
    const std::string short_text = fitting_summary(sampler, T, ui, room - name - gap);
    const float right = ui.fonts.measure(short_text, ui.fonts.small(), Weight::regular).x;
    ui.fonts.push_bold();
    text_field(ui, key + "name", sampler.name, room - right - gap);
    ImGui::PopFont();
    row_tip(ui, {key + "name", "", (sampler.name + ": " + summary(sampler, T)).c_str()});
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
        const float top = ImGui::GetCursorScreenPos().y;
        const std::string name = sampler.name;
        if (!header(sampler, i, context)) removed = static_cast<int>(i);
        if (name != sampler.name) // who is held against it still is
            for (SamplerSpec& other : experiment.samplers)
                if (other.against == name) other.against = sampler.name;
        if (unfolded == static_cast<int>(i)) {
            ImGui::Indent(12 * ui.scale);
            sampler_settings(sampler, "sampler[" + std::to_string(i) + "].", context);
            ImGui::Unindent(12 * ui.scale);
            ImGui::Dummy({0, 4 * ui.scale});
            if (std::exchange(context.state.revealed_sampler, -1) == unfolded)
                bring_into_sight(top, ImGui::GetCursorScreenPos().y);
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
        unfolded = context.state.revealed_sampler = static_cast<int>(experiment.samplers.size()) - 1;
        ++ui.gesture;
    }
}

} // namespace halfstep
