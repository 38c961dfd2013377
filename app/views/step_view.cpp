#include "app/views/step_view.h"

#include "app/base/number_text.h"
#include "app/figure/elide.h"
#include "app/model/actions.h"
#include "app/plots/common.h"
#include "app/ui/imgui_canvas.h"
#include "app/views/action_controls.h"

#include <algorithm>

namespace halfstep {
namespace {

using plots::InspectedStep;

/// "Stage 2 of 6: Ask the denoiser: x̂₀".
std::string stage_line(const InspectedStep& step, int stage) {
    const std::vector<plots::StepStage> stages = plots::stages_of(step);
    const int count = static_cast<int>(stages.size());
    if (stage < 0) return "from t = " + number_text(step.from().t) + " to " + number_text(step.to().t);
    const int shown = std::min(stage, count - 1);
    return std::to_string(shown + 1) + " of " + std::to_string(count) + "  " +
           plots::stage_text(stages[static_cast<std::size_t>(shown)]);
}

/// The notation that the process has.
Notation symbols_on(const Session& session) {
    return notation_on(session.view().notation, session.run()->process().spec);
}

} // namespace

/// As large as there is room for; where the mouse was over one of its terms, that comes forward.
void StepView::draw(Controls& ui, const AppState& app, Line& line, const Rect& room, const char* key) const {
    const Equation& equation = line.view.equation();
    const float tall = equation.height + equation.depth;
    line.em = std::min({19 * ui.scale, room.w / std::max(equation.width, 1.0f), room.h / std::max(tall, 1.0f)});
    line.place = {room.x, room.y + 0.5f * (room.h - tall * line.em), equation.width * line.em, tall * line.em};
    const float baseline = std::round(line.place.y + equation.height * line.em);
    const int term = app.session.view().term;
    EquationLight light;
    if (term >= 0) light.term = term_name(static_cast<StepTerm::Kind>(term));
    if (term_rects(equation, light.term).empty()) light.term = {};
    line.view.show({{room.x, baseline}, line.em}, *ui.theme, ui.theme->panel, light);
    ui.widgets[key] = line.place;
    for (const Equation::Term& one : equation.terms) {
        const Rect& r = one.rect;
        ui.widgets[std::string(key) + "." + one.id] = {room.x + r.x * line.em, baseline + r.y * line.em, r.w * line.em,
                                                       r.h * line.em};
    }
}

/// Which particle, and whose step, up to `end`: without words where these have no room, the name as long as it may be.
void StepView::who(Controls& ui, AppState& app, float end) {
    Session& session = app.session;
    const View& view = session.view();
    const Run& run = *session.run();
    const ImGuiStyle& style = ImGui::GetStyle();
    const Action &pin = find_action("pin"), &next = find_action("inspect-next");
    const char* const pin_text = view.pinned >= 0 ? "Let go" : "Pin";
    const auto wide = [&](const char* text) { return ImGui::CalcTextSize(text).x; };
    const std::string& name = run.samplers[static_cast<std::size_t>(view.inspect - 1)].spec().name;
    const float padding = 2 * style.FramePadding.x, gap = style.ItemSpacing.x, apart = 18 * ui.scale;
    const float pin_room = wide(pin_text) + padding + gap, words = wide("Particle") + gap;
    float room = end - ImGui::GetCursorScreenPos().x - whole_field_width(ui) - apart - padding - pin_room;
    const bool pins = room >= wide("…"); // in the narrowest window a click in the plot and Esc do it
    if (!pins) room += pin_room;
    ImGui::AlignTextToFramePadding();
    if (wide(name.c_str()) + words <= room) {
        ImGui::TextUnformatted("Particle");
        ImGui::SameLine();
    }
    std::int64_t typed = plots::followed_particle(run, view);
    const std::int64_t last = session.experiment().run.particles - 1;
    const std::string tip = "Which particle is followed: 0 to " + std::to_string(last);
    if (whole_field(ui, "step.particle", tip.c_str(), typed, last)) session.pin(typed);
    if (pins) {
        ImGui::SameLine();
        if (text_button(ui, pin.control, pin_text, tip_text(pin).c_str())) perform(app, pin);
    }
    ImGui::SameLine(0, apart);
    ImGuiCanvas metrics(*ImGui::GetWindowDrawList(), {0, 0}, ui.fonts);
    const std::string label = elided(name, ui.fonts.body(), Weight::regular, std::max(room, wide("…")), metrics);
    const std::string next_tip = label == name ? tip_text(next) : name + "\n" + tip_text(next);
    ImGui::PushStyleColor(ImGuiCol_Text, packed(text_color(*ui.theme, {Ink::sampler, view.inspect - 1, 1})));
    if (text_button(ui, next.control, label.c_str(), next_tip.c_str())) perform(app, next);
    ImGui::PopStyleColor();
}

/// Which particle, whose step, which stage of it, and at the right end the buttons of slow motion, whose tips then hide
/// no words. Returns how much room there was for the stage, which is said elsewhere where that is too little.
float StepView::head(Controls& ui, AppState& app, const Rect& rect, const std::string& stage) {
    const float buttons = rect.right() - 3.2f * ui.row_height(), padding = 2 * ImGui::GetStyle().FramePadding.x;
    const float gap = ImGui::GetStyle().ItemSpacing.x, icon = 30 * ui.scale;
    who(ui, app, buttons - gap - icon);
    ImGui::SameLine();
    const char* const labels[] = {"Beside each other", "Lanes"};
    const auto fits = [&](const char* label) {
        return ImGui::GetCursorScreenPos().x + ImGui::CalcTextSize(label).x + padding <= buttons;
    };
    const auto label = std::find_if(std::begin(labels), std::end(labels), fits); // the first that has room
    if (label != std::end(labels))
        action_button(ui, app, find_action("step-plots"), *label);
    else
        action_icon(ui, app, find_action("step-plots"), Icon::lanes);
    ImGui::SameLine(0, 14 * ui.scale);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float room = buttons - at.x;
    text_line(ui, ui.fonts.measure(stage, ui.fonts.body(), Weight::regular).x <= room ? stage : "");
    ImGui::SetCursorScreenPos({buttons, at.y});
    action_icon(ui, app, find_action("stage-back"), Icon::step_back);
    ImGui::SameLine(0, 0);
    action_icon(ui, app, find_action("slow-motion"), app.session.playback().stages ? Icon::pause : Icon::play);
    ImGui::SameLine(0, 0);
    action_icon(ui, app, find_action("stage-on"), Icon::step_forward);
    return room;
}

void StepView::show(Controls& ui, AppState& app, const Rect& rect) {
    Session& session = app.session;
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    ImGui::BeginGroup();
    ImGui::PushID("step");
    const auto step = plots::inspected_step(*session.run(), session.view());
    const int looked_at = session.view().inspect - 1;
    const bool recorded = looked_at < static_cast<int>(session.run()->samplers.size()) &&
                          session.run()->samplers[static_cast<std::size_t>(looked_at)].plan->recorded();
    const std::string stage = step       ? ui.shown(stage_line(*step, session.view().stage))
                              : recorded ? "its states come from a file: nobody knows the terms of its steps"
                                         : "no step is taken here";
    const float stage_width = ui.fonts.measure(stage, ui.fonts.body(), Weight::regular).x;
    const bool stage_said = head(ui, app, rect, stage) >= stage_width;
    ImGui::PopID();
    ImGui::EndGroup();
    if (!step) { // then it is told where the equation would stand
        if (!stage_said)
            ImGui::GetWindowDrawList()->AddText({rect.x, rect.y + ui.row_height() + 6 * ui.scale},
                                                packed(ui.theme->text), stage.c_str());
        return;
    }
    names_.view.set(step_with_names(*step, symbols_on(session), session.view().stage));
    numbers_.view.set(step_with_numbers(*step, symbols_on(session), session.view().stage));
    const float top = rect.y + ui.row_height() + 6 * ui.scale, half = 0.5f * (rect.bottom() - top);
    const bool plane = step->x_to.size() > 1;
    const float first = plane ? 0.7f * half : half;
    float names_room = rect.w;
    if (!stage_said) { // beside the equation, which then has less room
        names_room = std::max(0.3f * rect.w, rect.w - stage_width - 12 * ui.scale);
        const float x = std::max(rect.x + names_room, rect.right() - stage_width);
        ImGui::GetWindowDrawList()->AddText({x, top + 0.5f * (first - ImGui::GetTextLineHeight())},
                                            packed(ui.theme->text), stage.c_str());
    }
    draw(ui, app, names_, {rect.x, top, names_room, first}, "step.names");
    draw(ui, app, numbers_, {rect.x, top + first, rect.w, rect.bottom() - top - first}, "step.numbers");
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    for (const Line* line : {&names_, &numbers_}) {
        if (!line->place.contains({mouse.x, mouse.y}) || !ImGui::IsWindowHovered()) continue;
        const float baseline = line->place.y + line->view.equation().height * line->em;
        const Equation::Term* under =
            term_at(line->view.equation(), {(mouse.x - line->place.x) / line->em, (mouse.y - baseline) / line->em});
        if (under) app.hovered_term = kind_of_term(under->id);
        tooltip(ui, line == &numbers_ ? "Click to copy the numbers, with all their digits" : "Click to copy the TeX");
        if (ImGui::IsMouseClicked(0)) {
            app.write_clipboard(line == &numbers_ ? step_csv(*step) : line->view.equation().tex);
            say(app,
                line == &numbers_ ? "The step's numbers are copied, all their digits, as CSV"
                                  : "The equation is copied as TeX",
                Stay::a_while);
        }
    }
}

} // namespace halfstep
