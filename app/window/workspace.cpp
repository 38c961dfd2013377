#include "app/window/workspace.h"

#include "app/model/actions.h"
#include "app/model/lesson_steps.h"
#include "app/plots/sampler_colors.h"
#include "app/ui/card.h"
#include "app/ui/splitter.h"
#include "app/ui/style.h"
#include "app/views/differences_view.h"
#include "app/views/notices.h"
#include "app/views/presenter.h"
#include "app/views/results_view.h"
#include "app/views/sampler_chip.h"
#include "app/views/timeline.h"
#include "app/views/top_bar.h"
#include "app/window/view_state.h"
#include "core/spec/sampler_facts.h"

#include <imgui_internal.h> // which popups are open

namespace halfstep {

Workspace::Workspace(Session& session, Renderer& renderer, Fonts& fonts, WorkspaceOptions options)
    : fonts_(fonts), app_(session, std::move(options.settings), options.scale), ui_{fonts, &theme_, options.scale},
      stage_(renderer, fonts), compared_(renderer, fonts), side_(renderer, fonts), step_(renderer, fonts),
      board_(renderer, fonts), sweep_(renderer, fonts, options.wake), exporting_(renderer, fonts, options.wake),
      copying_(options.wake), open_(renderer, fonts, options.wake), card_(renderer, fonts),
      lesson_(renderer, fonts, options.wake) {
    app_.read_clipboard = [] {
        const char* text = ImGui::GetClipboardText();
        return std::string(text ? text : "");
    };
    app_.write_clipboard = [](const std::string& text) { ImGui::SetClipboardText(text.c_str()); };
    // Open the settings that a lecturer reaches for first: eta.
    const auto& samplers = session.experiment().samplers;
    for (std::size_t i = 0; i < samplers.size() && panels_.unfolded_sampler < 0; ++i)
        if (fact(samplers[i].kind).eta == Eta::trades) panels_.unfolded_sampler = static_cast<int>(i);
}

std::vector<PlotPane*> Workspace::panes() {
    std::vector<PlotPane*> all = {&stage_, &sweep_.pane()};
    for (PlotPane& pane : side_.panes()) all.push_back(&pane);
    return all;
}

void Workspace::before_frame() {
    if (const ImVec2 size = ImGui::GetIO().DisplaySize; size.x > 0) fit_scale(app_, {size.x, size.y});
    const std::vector<SamplerSpec>& samplers = app_.session.experiment().samplers;
    std::vector<int> colors = sampler_colors(samplers);
    if (!std::exchange(app_.stale_look, false) && colors == colors_) return;
    colors_ = std::move(colors);
    constexpr float presenter_lines = 1.25f; // times their usual width
    theme_ = app_.settings.dark ? dark_theme() : light_theme();
    if (const ColorMap* map = find_color_map(app_.settings.color_map)) theme_ = with_color_map(theme_, *map);
    theme_ = with_sampler_colors(theme_, samplers);
    if (app_.presenting.on) {
        theme_.line_scale *= presenter_lines;
        theme_.axis_size *= app_.presenting.type;
        theme_.title_size *= app_.presenting.type;
    }
    for (PlotPane* pane : panes()) pane->view().refresh();
    compared_.refresh();
    open_.refresh();
    lesson_.refresh();
    fonts_.load(app_.scale);
    apply_style(theme_, app_.scale);
    ui_.scale = app_.scale;
    ui_.accent = theme_.accent;
}

bool Workspace::update(double seconds) {
    const bool swept = sweep_.update(), exported = exporting_.update(app_), copied = copying_.update(app_);
    const bool noticed = update_notice(app_.notice, seconds);
    TipWait& tip = ui_.waiting;
    const bool tipped = !tip.key.empty() && tip.seconds > 0 && (tip.seconds -= seconds) <= 0;
    return noticed || tipped || swept || exported || copied || (shows_page() && lesson_.update());
}

bool Workspace::animating() const {
    const Playback& playback = app_.session.playback();
    return playback.playing || playback.stages || app_.session.busy() || exporting_.busy() || sweep_.running() ||
           open_.busy() || copying_.busy() || lesson_.busy();
}

void Workspace::press(const KeyPress& key) {
    if (palette_.press(app_, key) || guide_.press(app_, key) || (!app_.guide.open && open_.press(key))) return;
    if (key.key == Key::escape && !app_.guide.open) {
        if (ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel))
            return ImGui::ClosePopupToLevel(0, true);
        if (ImGui::GetIO().WantTextInput && app_.dialog == Dialog::none)
            return; // the field forgets what was typed, and no more
    }
    if (app_.walking && key.key == Key::escape) {
        app_.walking = false;
        return;
    }
    const bool past_controls = key.ctrl || key.key == Key::f1 || key.key == Key::f6 || key.key == Key::f11;
    if (app_.walking && !past_controls) return; // Dear ImGui hears them
    if (const Action* action = action_of(app_, key); action && heard(app_, *action)) perform(app_, *action);
}

/// What the frame before has left to be done, and what it knew of the mouse.
void Workspace::begin_frame(Point size) {
    ++frames_;
    follow_lesson(app_);
    exporting_.begin_frame();
    const std::vector<PlotPane*> all = panes();
    if (std::exchange(scenes_shown_, app_.scenes_opened) != app_.scenes_opened) {
        sweep_.pane().view().forget();
        for (PlotPane* pane : all) pane->view().refresh();
        compared_.refresh();
        link_.forget();
        panels_.whole_note = false;
    }
    if (const Fit fit = std::exchange(app_.fit, Fit::none); fit != Fit::none) {
        for (PlotPane* pane : all)
            if (fit == Fit::all || pane->plot() == app_.hovered_plot) pane->fit();
        if (fit == Fit::all) app_.session.fit_plots();
    }
    if (app_.session.run()) link_.follow(app_.session, all);
    side_.offer(app_.session);
    if (app_.presenting.on) fit_presenter(app_, size.y);
    if (!app_.drawing) board_.put_away();
    app_.session.play_in_stills(app_.settings.reduced_motion);
    if (ImGui::IsMouseClicked(0) || app_.guide.open || app_.dialog != Dialog::none) app_.walking = false;
    listen_to_keyboard(app_.walking, app_.settings.reduced_motion);
    if (!std::exchange(ui_.waiting.asked, false)) ui_.waiting = {};
    ui_.widgets.clear();
    ui_.cause.clear();
    ui_.hovered.clear();
    ui_.spelled = [this](std::string_view text) {
        return spelled(text, app_.session.view().notation, app_.session.experiment().process);
    };
    app_.hovered_sampler = -1;
    app_.hovered_particle = -1;
    app_.hovered_term = -1;
    app_.listing = false;
    app_.hovered_plot = nullptr;
    app_.hovered_handle.reset();
    app_.wanted = {};
}

void Workspace::frame(Point size) {
    begin_frame(size);
    const Presenting shown = app_.presenting;
    const int rows = results_rows(app_.session);
    const bool page = shows_page();
    const Areas areas = shown.on
                            ? arrange_presenting(size, app_.scale, columns_, rows, {shown.controls, shown.table, page})
                            : arrange(size, app_.scale, columns_, rows, page);
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({size.x, size.y});
    ImGui::Begin("halfstep", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav);
    fonts_.push_body();

    PlotContext context{app_, ui_};
    shown.on ? presenter_bar(ui_, app_, areas.bar) : top_bar(ui_, app_, areas.bar);
    if (areas.controls.w > 0) page ? lesson(areas.controls) : controls(areas.controls);
    if (areas.handle.w > 0) presenter_handle(ui_, app_, areas.handle);
    stage(context, stage_rect_ = areas.stage);
    if (areas.table.w > 0) table(areas.table);
    const bool stage_names = !app_.drawing && !app_.sweeping && app_.session.run() && stage_.names_samplers();
    context.samplers_named = areas.table.w > 0 || stage_names;
    side_.show(context, areas.plots, shown.on ? 235 : 190);
    card(areas.timeline, ui_);
    timeline(ui_, app_, areas.timeline);
    const Columns usual;
    if (!shown.on)
        splitter(ui_,
                 {.id = "left splitter",
                  .place = {areas.controls.right(), areas.controls.y, areas.gap, areas.controls.h},
                  .column = areas.controls.w,
                  .usual = page ? usual.lesson : usual.left},
                 page ? columns_.lesson : columns_.left);
    splitter(ui_,
             {.id = "right splitter",
              .place = {areas.plots.x - areas.gap, areas.plots.y, areas.gap, areas.plots.h},
              .column = areas.plots.w,
              .usual = usual.right,
              .sign = -1},
             columns_.right);

    ImGui::PopFont();
    ImGui::End();
    link_.apply(app_, panes());
    if (!exporting_.wants_picture()) dialogs({0, 0, size.x, size.y});
    app_.session.set_sampler(app_.hovered_sampler);
    app_.session.set_particle(app_.hovered_particle); // of what is on screen: behind a sweep none is
    app_.session.set_term(app_.hovered_term);
    app_.session.set_clock_beside(ui_.widgets.count("clock") > 0);
    app_.session.want(app_.wanted);
    app_.session.want_beside(compared_.wanted());
    app_.hovered_control = ui_.hovered;
    note_view_state(app_, ui_, {panes(), exporting_, save_, open_, sweep_, lesson_.claims(app_)});
}

// ---- the parts ----

void Workspace::controls(const Rect& rect) {
    const float scale = app_.scale;
    ui_.sliding = false;
    card(rect, ui_);
    const ImGuiWindowFlags flags = app_.presenting.on ? ImGuiWindowFlags_NoNav : 0; // there Tab folds them
    begin_child("controls", inset(rect, 12 * scale), flags);
    begin_walk();
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(8 * scale, 4 * scale));
    lesson_strip(ui_, app_);
    show_panels(app_, ui_, panels_);
    ImGui::PopStyleVar();
    fade_edges(ui_);
    ImGui::EndChild();
}

/// The keyboard goes through the controls of the window that has begun, or no longer does.
void Workspace::begin_walk() {
    if (std::exchange(walked_, app_.walking) != app_.walking) focus_here(app_.walking);
}

void Workspace::lesson(const Rect& rect) {
    ui_.sliding = false;
    card(rect, ui_);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(8 * app_.scale, 4 * app_.scale));
    LessonParts parts;
    parts.begin = [this] { begin_walk(); };
    parts.controls = [this] { show_settings(app_, ui_, panels_, *app_.lesson.now().controls); };
    parts.settings = [this] { show_panels(app_, ui_, panels_); };
    lesson_.show(ui_, app_, rect, parts);
    ImGui::PopStyleVar();
}

void Workspace::stage(PlotContext& context, const Rect& rect) {
    const Session& session = app_.session;
    const auto say = [&](const char* text, Color color) {
        fonts_.draw(*ImGui::GetWindowDrawList(), {rect.x + rect.w / 2, rect.y + rect.h / 2}, text,
                    {.size = fonts_.body(), .color = color, .horizontal = Align::middle, .vertical = Align::middle});
    };
    card(rect, ui_);
    const Plot* plot = session.run() ? stage_plot(*session.run(), session.view()) : nullptr;
    if (!plot)
        return say(session.mistake().empty() ? "Simulating" : "Nothing to show yet: see the message on the left",
                   theme_.muted);
    const Rect inside = inset(rect, 5 * app_.scale);
    if (app_.drawing) return board_.show(context, inside);
    if (app_.sweeping) return sweep_.show(context, inside);
    const bool inspecting =
        session.view().inspect > 0 && session.view().inspect <= static_cast<int>(session.run()->samplers.size());
    const float strip = inspecting ? StepView::height(ui_) : 0;
    const Rect place{inside.x, inside.y, inside.w, inside.h - strip};
    if (session.beside()) {
        compared_.show(context, *plot, stage_, place);
    } else {
        stage_.keep_step_with(nullptr);
        stage_.show(context, *plot, place);
    }
    if (inspecting) step_.show(ui_, app_, inset({inside.x, inside.bottom() - strip, inside.w, strip}, 8 * app_.scale));
    if (!shows_another_scene(session)) return;
    veil(inside, ui_);
    say("Simulating", theme_.text);
}

void Workspace::table(const Rect& rect) {
    card(rect, ui_);
    app_.wanted.final_samples = true;
    if (!app_.session.run()) return;
    begin_child("results", rect, ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    const bool differences = app_.session.beside() && app_.session.run()->comparison;
    const Rect inside = inset(rect, 8 * app_.scale);
    const int row = differences ? differences_view(app_.session, ui_, inside, app_.results_page)
                                : results_view(app_.session, ui_, inside, app_.results_page);
    if (row >= 0 && !app_.session.view().muted.has(row)) app_.hovered_sampler = row;
    mute_by_row(ui_, app_, row);
    open_table_card(ui_, app_, row);
    if (shows_another_scene(app_.session)) veil(inset(rect, 5 * app_.scale), ui_);
    ImGui::EndChild();
}

void Workspace::dialogs(const Rect& window) {
    open_.show(ui_, app_, window);
    save_.show(ui_, app_, window);
    card_.show(ui_, app_, window);
    compare_.show(ui_, app_, window);
    import_.show(ui_, app_, window);
    exporting_.show(ui_, app_, window, panes());
    copying_.show(ui_, app_, panes());
    notice_line(ui_, app_, stage_rect_);
    guide_.show(ui_, app_, window);
    palette_.show(ui_, app_, window);
}

} // namespace halfstep
