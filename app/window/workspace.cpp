#include "app/window/workspace.h"

#include "app/panels/panels.h"
#include "app/ui/style.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr ImGuiWindowFlags fixed_window = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                          ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                                          ImGuiWindowFlags_NoNav;
// At scale 1.
constexpr float gap = 8; // between columns and cards
constexpr float bar_height = 46, timeline_height = 54;
constexpr float usual_left = 316, usual_right = 430;

void begin_child(const char* id, const Rect& rect, ImGuiWindowFlags flags) {
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    ImGui::BeginChild(id, {rect.w, rect.h}, false, flags);
}

void card(const Rect& rect, const Theme& theme, float scale) {
    ImGui::GetWindowDrawList()->AddRectFilled({rect.x, rect.y}, {rect.right(), rect.bottom()}, packed(theme.panel),
                                              6 * scale);
}

Rect inset(const Rect& r, float by) { return {r.x + by, r.y + by, r.w - 2 * by, r.h - 2 * by}; }
Rect whole_pixels(const Rect& r) { return {std::floor(r.x), std::floor(r.y), std::floor(r.w), std::floor(r.h)}; }

void obey(TrainingButton button, Session& session) {
    switch (button) {
    case TrainingButton::none: break;
    case TrainingButton::train: session.train(); break;
    case TrainingButton::pause: session.pause_training(); break;
    case TrainingButton::step: session.train_one_step(); break;
    case TrainingButton::reset: session.reset_training(); break;
    }
}

} // namespace

Workspace::Workspace(Session& session, Renderer& renderer, Fonts& fonts, Settings settings, float scale,
                     std::function<void()> wake)
    : session_(session), fonts_(fonts), settings_(std::move(settings)), ui_{fonts, &theme_, scale},
      stage_view_(renderer, fonts), scale_(scale), exporter_(wake), dialog_(renderer, fonts), sweep_(std::move(wake)),
      sweep_figure_(renderer, fonts), board_(renderer, fonts) {
    for (int slot = 0; slot < 3; ++slot) views_.emplace_back(renderer, fonts);
    offer_plots();
    // Open the settings that a lecturer reaches for first: eta.
    const auto& samplers = session.experiment().samplers;
    for (std::size_t i = 0; i < samplers.size() && unfolded_ < 0; ++i)
        if (samplers[i].kind == SamplerKind::ddim) unfolded_ = static_cast<int>(i);
}

/// The plots that go with the experiment, unless the user has chosen others.
void Workspace::offer_plots() {
    const Experiment& experiment = session_.experiment();
    std::vector<const Plot*> usual;
    if (experiment.denoiser.kind != DenoiserKind::learned)
        usual = {find_plot("histogram"), find_plot("variance"), find_plot("schedule")};
    else if (dimension(experiment.target) == 1)
        usual = {find_plot("training"), find_plot("denoiser"), find_plot("denoiser-error")};
    else
        usual = {find_plot("training"), find_plot("denoiser-plane"), find_plot("loss")};
    if (experiment.latents) usual.front() = find_plot("latents");
    if (chosen_ == offered_) chosen_ = usual;
    offered_ = usual;
}

void Workspace::before_frame() {
    if (!stale_look_) return;
    theme_ = settings_.dark ? dark_theme() : light_theme();
    if (const ColorMap* map = find_color_map(settings_.color_map)) theme_ = with_color_map(theme_, *map);
    if (presenting_) theme_.line_scale *= presenter_lines;
    for (FigureView* view : all_views()) view->refresh();
    fonts_.load(scale_);
    apply_style(theme_, scale_);
    ui_.scale = scale_;
    ui_.accent = theme_.accent;
    stale_look_ = false;
}

bool Workspace::update(double seconds) {
    bool changed = sweep_.update();
    if (const auto outcome = exporter_.take()) {
        changed = true;
        if (!outcome->error.empty()) {
            dialog_.failed(outcome->error);
            if (!dialog_.is_open()) say(outcome->error, Stay::until_closed);
        } else {
            dialog_.done();
            say("Exported to " + outcome->path, Stay::until_closed);
        }
    }
    if (notice_left_ > 0 && (notice_left_ -= seconds) <= 0) {
        notice_left_ = 0;
        notice_.clear();
        changed = true;
    }
    return changed;
}

// ---- where things go ----

float Workspace::results_height() const { return (22 * static_cast<float>(results_rows(session_)) + 20) * scale_; }

Workspace::Areas Workspace::arrange(Point size) const {
    const float g = gap * scale_, bar = bar_height * scale_, line = timeline_height * scale_;
    const float height = size.y - bar - line - g;
    // With large type on a small screen the columns give way, the plots first, so that the stage keeps the middle.
    const float least_stage = 0.34f * size.x, room = size.x - 4 * g - least_stage;
    const float right = std::min(right_width_ * scale_, std::max(room - left_width_ * scale_, 0.32f * size.x));
    const float left = std::min(left_width_ * scale_, room - right);
    Areas areas;
    areas.bar = {0, 0, size.x, bar};
    areas.controls = whole_pixels({g, bar, left, height});
    areas.plots = whole_pixels({size.x - right - g, bar, right, height});
    areas.timeline = {g, size.y - line, size.x - 2 * g, line - g};
    const Rect middle{2 * g + left, bar, size.x - left - right - 4 * g, height};
    constexpr float least_picture =
        260; // frame, legend and still something to see; the table waits for a larger window
    const float table = results_height();
    const bool both = height - table - g >= least_picture * scale_;
    areas.stage = whole_pixels({middle.x, bar, middle.w, both ? height - table - g : height});
    const float top = areas.stage.bottom() + g;
    if (both) areas.table = {middle.x, top, middle.w, areas.plots.bottom() - top};
    return areas;
}

void Workspace::frame(Point size) {
    ++frames_;
    plain_ = dialog_.wants_picture();
    ui_.widgets.clear();
    ui_.cause.clear();
    ui_.hovered.clear();
    lit_sampler_ = -1;
    hovered_view_ = nullptr;
    hovered_grip_.reset();
    follow_process();
    offer_plots();
    if (presenting_) fit_presenter(size.y);
    const Areas areas = presenting_ ? arrange_presenter(size) : arrange(size);
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({size.x, size.y});
    ImGui::Begin("halfstep", nullptr, fixed_window);
    fonts_.push_body();

    presenting_ ? presenter_bar(areas.bar) : top_bar(areas.bar);
    if (areas.controls.w > 0) controls(areas.controls);
    if (areas.handle.w > 0) handle(areas.handle);
    stage(areas.stage);
    if (areas.table.w > 0) table(areas.table);
    plots(areas.plots);
    card(areas.timeline, theme(), scale_);
    panel_timeline(session_, ui_, areas.timeline);
    if (!presenting_) splitter("left splitter", areas.controls.right(), areas.controls, left_width_, 1);
    splitter("right splitter", areas.plots.x - gap * scale_, areas.plots, right_width_, -1);

    ImGui::PopFont();
    ImGui::End();
    if (!plain_) dialogs({0, 0, size.x, size.y});
    session_.set_sampler(lit_sampler_);
    note_state();
}

void Workspace::dialogs(const Rect& window) {
    save_dialog(window);
    if (const auto wanted =
            dialog_.show(ui_, window, settings_.paper, settings_.color_map, session_, seen_plots(), exporter_.busy()))
        exporter_.start(wanted->path, wanted->make);
    notice(window);
    if (!help_) return;
    fonts_.push_body();
    panel_help(ui_, window, help_);
    ImGui::PopFont();
}

/// For the journal.
void Workspace::note_state() {
    Journal& journal = session_.journal();
    if (!journal.is_open()) return;
    std::map<std::string, ShownPlot> shown;
    for (FigureView* view : all_views()) {
        if (!view->plot() || !ui_.widgets.count("plot." + std::string(view->plot()->name))) continue;
        shown[view->plot()->name] = {&view->figure(), &view->layout(), &view->view()};
    }
    journal.plots(shown);
    journal.layout(ui_.widgets);
    const ImGuiIO& io = ImGui::GetIO();
    ViewState state;
    state.dark = settings_.dark;
    state.color_map = settings_.color_map;
    state.scale = scale_;
    state.help = help_;
    state.presenting = presenting_;
    state.pressed = io.MouseDown[0];
    state.typing = io.WantTextInput;
    state.hovered = ui_.hovered;
    state.notice = notice_;
    state.message = dialog_.is_open() ? dialog_.message() : save_message_;
    state.name = saving_ ? save_path_ : dialog_.is_open() ? dialog_.name() : "";
    state.folder = settings_.paper.folder;
    state.highlighted = lit_sampler_;
    state.crosshair = settings_.crosshair;
    state.link_time = settings_.link_time;
    const SweepRunner::State sweep = sweep_.state();
    state.sweep_done = static_cast<long>(sweep.done);
    state.sweep_total = static_cast<long>(sweep.total);
    state.sweep_running = sweep.running;
    if (sweep_.is_open() && state.message.empty()) state.message = sweep_.message();
    journal.view(state);
}

// ---- the parts ----

void Workspace::splitter(const char* id, float x, const Rect& column, float& width, float sign) {
    ImGui::SetCursorScreenPos({x, column.y});
    ImGui::InvisibleButton(id, {gap * scale_, column.h});
    note_item(ui_, id);
    if (ImGui::IsItemHovered() || ImGui::IsItemActive()) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
        ImGui::GetWindowDrawList()->AddRectFilled({x + 3 * scale_, column.y}, {x + 5 * scale_, column.bottom()},
                                                  packed(theme().accent, 0.6f));
    }
    if (ImGui::IsItemActivated())
        width = column.w / scale_; // where it is, should the window have been too small for it
    if (ImGui::IsItemActive()) width = std::clamp(width + sign * ImGui::GetIO().MouseDelta.x / scale_, 240.f, 700.f);
    if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0)) width = sign > 0 ? usual_left : usual_right;
}

void Workspace::controls(const Rect& rect) {
    ui_.sliding = false;
    card(rect, theme(), scale_);
    begin_child("controls", inset(rect, 12 * scale_), presenting_ ? ImGuiWindowFlags_NoNav : 0); // there Tab folds them
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(8 * scale_, 4 * scale_));
    Experiment edited = session_.experiment();
    panel_note(edited, ui_, settings_.notes);
    bool edits_target = edits_target_, draw = false;
    panel_target(edited, ui_, edits_target, draw);
    const TrainingButton wanted = panel_denoiser(edited, session_, ui_);
    panel_process(edited, ui_);
    panel_mismatch(edited, session_.run().get(), ui_);
    panel_samplers(edited, ui_, unfolded_);
    panel_latents(edited, ui_);
    panel_run(edited, ui_);
    if (!session_.problem().empty()) {
        paragraph(ui_, session_.problem(), fonts_.body(), theme().warning);
    }
    if (!(edited == session_.experiment())) session_.edit(edited, ui_.gesture, ui_.cause.c_str());
    if (edits_target != edits_target_) set_edits_target(edits_target);
    if (draw) board_.open(session_.experiment());
    obey(wanted, session_);
    ImGui::PopStyleVar();
    ImGui::EndChild();
}

namespace {

/// What is on screen is of the scene before: the new one's first run is not there yet.
bool shows_another_scene(const Session& session) {
    return session.run() && session.run()->experiment.title != session.experiment().title && session.problem().empty();
}

/// Pushes what is on screen back, so that nobody takes it for what the title says.
void veil(const Rect& rect, const Theme& theme) {
    constexpr float opacity = 0.75f;
    ImGui::GetWindowDrawList()->AddRectFilled({rect.x, rect.y}, {rect.right(), rect.bottom()},
                                              packed(theme.panel, opacity));
}

} // namespace

void Workspace::stage(const Rect& rect) {
    card(rect, theme(), scale_);
    if (!session_.run()) {
        fonts_.draw(*ImGui::GetWindowDrawList(), {rect.x + rect.w / 2, rect.y + rect.h / 2},
                    session_.problem().empty() ? "Simulating" : "Nothing to show yet: see the message on the left",
                    fonts_.body(), Weight::regular, theme().muted, Align::middle, Align::middle);
        return;
    }
    if (board_.is_open()) {
        const auto drawn = board_.show(ui_, inset(rect, 5 * scale_), session_, theme(), points());
        if (drawn) session_.edit(*drawn, ++ui_.gesture, "target.drawn");
        return;
    }
    if (sweep_.is_open()) return sweep_stage(inset(rect, 5 * scale_));
    const Plot* plot = find_plot(session_.run()->target.dim() == 2 ? "plane" : "xt");
    show_plot(stage_view_, *plot, inset(rect, 5 * scale_));
    if (!shows_another_scene(session_)) return;
    veil(inset(rect, 5 * scale_), theme());
    fonts_.draw(*ImGui::GetWindowDrawList(), {rect.x + rect.w / 2, rect.y + rect.h / 2}, "Simulating", fonts_.body(),
                Weight::regular, theme().text, Align::middle, Align::middle);
}

void Workspace::table(const Rect& rect) {
    card(rect, theme(), scale_);
    if (!session_.run()) return;
    begin_child("results", rect, ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    const int row = panel_results(session_, ui_, inset(rect, 8 * scale_));
    if (row >= 0) lit_sampler_ = row;
    if (shows_another_scene(session_)) veil(inset(rect, 5 * scale_), theme());
    ImGui::EndChild();
}

void Workspace::plots(const Rect& rect) {
    const Plot* const latents = find_plot("latents");
    const bool has_latents = session_.experiment().latents.has_value(); // they bring their plot along
    if (has_latents && !had_latents_ && std::find(chosen_.begin(), chosen_.end(), latents) == chosen_.end())
        chosen_.front() = latents;
    had_latents_ = has_latents;
    const float least_height = presenting_ ? 235 : 190; // at scale 1: below, a plot is all labels; rather show fewer
    const float g = gap * scale_, fitting = std::floor((rect.h + g) / (least_height * scale_ + g));
    const float count = std::clamp(fitting, 1.f, static_cast<float>(views_.size()));
    const float height = (rect.h - (count - 1) * g) / count;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        const Rect slot = whole_pixels({rect.x, rect.y + static_cast<float>(i) * (height + g), rect.w, height});
        card(slot, theme(), scale_);
        if (!session_.run()) continue;
        const Plot* plot = chosen_[i];
        if (!plot || !plot->applies(*session_.run())) plot = find_plot("histogram");
        const Rect inside = whole_pixels(inset(slot, 5 * scale_));
        const bool hovered = plot_chooser(i, inside); // before the plot, so that it gets the clicks
        show_plot(views_[i], *plot, inside);
        draw_chooser(i, inside, hovered);
        if (shows_another_scene(session_)) veil(inside, theme());
    }
}

void Workspace::show_plot(FigureView& view, const Plot& plot, const Rect& wanted) {
    const Rect rect = whole_pixels(wanted);
    view.show(plot, session_.run(), session_.cursor(), rect, theme(), points(),
              settings_.link_time ? time_ : std::nullopt, ui_.sliding);
    react(view, plot, rect);
}

/// What is on screen, for the journal, and what the mouse does there.
void Workspace::react(FigureView& view, const Plot& plot, const Rect& rect) {
    const std::string name = "plot." + std::string(plot.name);
    ui_.widgets[name] = rect;
    for (const LegendEntry& entry : view.layout().legend)
        ui_.widgets[name + ".legend." + entry.label] = {rect.x + entry.box.x, rect.y + entry.box.y, entry.box.w,
                                                        entry.box.h};
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    ImGui::PushID(&view);
    plot_mouse(view, plot, rect);
    ImGui::PopID();
}

std::vector<FigureView*> Workspace::all_views() {
    std::vector<FigureView*> all = {&stage_view_, &sweep_figure_};
    for (FigureView& view : views_) all.push_back(&view);
    return all;
}

} // namespace halfstep
