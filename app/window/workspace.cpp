#include "app/window/workspace.h"

#include "app/panels/panels.h"
#include "app/scene/scene.h"
#include "app/window/style.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr ImGuiWindowFlags fixed_window = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                          ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                                          ImGuiWindowFlags_NoNav;
constexpr float gap = 8; // between columns and cards, at scale 1

bool begin_child(const char* id, const Rect& rect, bool scroll = false) {
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    return ImGui::BeginChild(id, {rect.w, rect.h}, false,
                             scroll ? 0 : ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
}

void card(const Rect& rect, const Theme& theme, float scale) {
    ImGui::GetWindowDrawList()->AddRectFilled({rect.x, rect.y}, {rect.right(), rect.bottom()}, packed(theme.panel),
                                              6 * scale);
}

Rect inset(const Rect& r, float by) { return {r.x + by, r.y + by, r.w - 2 * by, r.h - 2 * by}; }
Rect whole_pixels(const Rect& r) { return {std::floor(r.x), std::floor(r.y), std::floor(r.w), std::floor(r.h)}; }

} // namespace

Workspace::Workspace(Session& session, Renderer& renderer, Fonts& fonts, bool dark, float scale)
    : session_(session), fonts_(fonts), ui_{fonts, nullptr, scale}, stage_view_(renderer, fonts),
      dark_(dark), scale_(scale) {
    const char* const usual[] = {"histogram", "variance", "schedule"};
    for (const char* name : usual) {
        views_.emplace_back(renderer, fonts);
        chosen_.push_back(find_plot(name));
    }
    // Open the settings that a lecturer reaches for first: eta.
    const auto& samplers = session.experiment().samplers;
    for (std::size_t i = 0; i < samplers.size() && unfolded_ < 0; ++i)
        if (samplers[i].kind == SamplerKind::ddim) unfolded_ = static_cast<int>(i);
}

void Workspace::before_frame() {
    if (!stale_look_) return;
    fonts_.load(scale_);
    apply_style(theme(), scale_);
    ui_.scale = scale_;
    ui_.theme = &theme();
    ui_.accent = theme().accent;
    stale_look_ = false;
}

void Workspace::press(const KeyPress& k) {
    if (help_ && (k.key == Key::escape || k.key == Key::f1)) {
        help_ = false;
        return;
    }
    Experiment next = session_.experiment();
    const int level = session_.cursor().level, stride = k.shift ? 10 : 1;
    switch (k.key) {
    case Key::space: session_.toggle_play(); break;
    case Key::left: session_.set_level(level - stride); break;
    case Key::right: session_.set_level(level + stride); break;
    case Key::home: session_.set_level(0); break;
    case Key::end: session_.set_level(session_.levels()); break;
    case Key::comma: session_.change_speed(-1); break;
    case Key::period: session_.change_speed(1); break;
    case Key::r:
        session_.play(false);
        session_.set_level(session_.playback().towards_data ? session_.levels() : 0);
        session_.play(true);
        break;
    case Key::n:
        ++next.run.seed;
        session_.edit(next, 0, "run.seed");
        break;
    case Key::z:
        if (k.ctrl) k.shift ? session_.redo() : session_.undo();
        break;
    case Key::y:
        if (k.ctrl) session_.redo();
        break;
    case Key::s:
        if (k.ctrl) saving_ = true;
        break;
    case Key::t:
        dark_ = !dark_;
        stale_look_ = true;
        break;
    case Key::plus:
    case Key::minus:
    case Key::zero: {
        if (!k.ctrl) break;
        const float wanted = k.key == Key::zero ? 1 : scale_ * (k.key == Key::plus ? 1.125f : 1 / 1.125f);
        scale_ = std::clamp(wanted, 0.7f, 3.f);
        stale_look_ = true;
        break;
    }
    case Key::f1: help_ = true; break;
    case Key::f11: fullscreen_requested_ = true; break;
    case Key::escape:
        saving_ = false;
        notice_.clear();
        break;
    }
}

void Workspace::open_scene(const std::string& path_or_lesson) {
    try {
        session_.open(load_scene(path_or_lesson));
        notice_.clear();
    } catch (const std::exception& error) {
        notice_ = error.what();
    }
}

void Workspace::frame(Point size) {
    ui_.widgets.clear();
    ui_.cause.clear();
    ui_.hovered.clear();
    const Rect window{0, 0, size.x, size.y};
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({size.x, size.y});
    ImGui::Begin("halfstep", nullptr, fixed_window);
    fonts_.push_body();

    const float g = gap * scale_, bar = 46 * scale_, line = 54 * scale_;
    const float height = size.y - bar - line - g;
    // With large type on a small screen the columns give way, the plots first, so that the stage keeps the middle.
    const float least_stage = 0.34f * size.x, room = size.x - 4 * g - least_stage;
    const float right = std::min(right_width_ * scale_, std::max(room - left_width_ * scale_, 0.32f * size.x));
    const float left = std::min(left_width_ * scale_, room - right);
    const Rect controls_rect = whole_pixels({g, bar, left, height});
    const Rect stage_rect = whole_pixels({2 * g + left, bar, size.x - left - right - 4 * g, height});
    const Rect plots_rect = whole_pixels({size.x - right - g, bar, right, height});

    top_bar({0, 0, size.x, bar});
    controls(controls_rect);
    stage(stage_rect);
    plots(plots_rect);
    card({g, size.y - line, size.x - 2 * g, line - g}, theme(), scale_);
    panel_timeline(session_, ui_, {g, size.y - line, size.x - 2 * g, line - g});
    splitter("left splitter", controls_rect.right(), controls_rect, left_width_, 1);
    splitter("right splitter", plots_rect.x - g, plots_rect, right_width_, -1);

    ImGui::PopFont();
    ImGui::End();
    save_dialog(window);
    notice(window);
    if (help_) {
        fonts_.push_body();
        panel_help(ui_, window, help_);
        ImGui::PopFont();
    }
    session_.journal().layout(ui_.widgets);
    const ImGuiIO& io = ImGui::GetIO();
    session_.journal().view({dark_, scale_, help_, io.MouseDown[0], io.WantTextInput, ui_.hovered});
}

void Workspace::splitter(const char* id, float x, const Rect& column, float& width, float sign) {
    ImGui::SetCursorScreenPos({x, column.y});
    ImGui::InvisibleButton(id, {gap * scale_, column.h});
    note_item(ui_, id);
    if (ImGui::IsItemHovered() || ImGui::IsItemActive()) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
        ImGui::GetWindowDrawList()->AddRectFilled({x + 3 * scale_, column.y}, {x + 5 * scale_, column.bottom()},
                                                  packed(theme().accent, 0.6f));
    }
    if (ImGui::IsItemActivated()) width = column.w / scale_; // where it is, should the window have been too small for it
    if (ImGui::IsItemActive()) width = std::clamp(width + sign * ImGui::GetIO().MouseDelta.x / scale_, 240.f, 700.f);
    if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0)) width = sign > 0 ? 316 : 430;
}

void Workspace::controls(const Rect& rect) {
    card(rect, theme(), scale_);
    begin_child("controls", inset(rect, 12 * scale_), true);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(8 * scale_, 4 * scale_));
    Experiment edited = session_.experiment();
    panel_target(edited, ui_);
    panel_process(edited, ui_);
    panel_samplers(edited, ui_, unfolded_);
    panel_run(edited, ui_);
    if (!session_.problem().empty()) {
        ImGui::PushStyleColor(ImGuiCol_Text, vec4(theme().warning));
        ImGui::TextWrapped("%s", session_.problem().c_str());
        ImGui::PopStyleColor();
    }
    if (!(edited == session_.experiment())) session_.edit(edited, ui_.gesture, ui_.cause.c_str());
    ImGui::PopStyleVar();
    ImGui::EndChild();
}

void Workspace::stage(const Rect& rect) {
    constexpr float least_picture = 260; // at scale 1: frame, legend and still something to see; the table waits for a larger window
    float table = (22 * static_cast<float>(results_rows(session_)) + 20 + gap) * scale_;
    if (rect.h - table < least_picture * scale_) table = 0;
    const Rect picture = whole_pixels({rect.x, rect.y, rect.w, rect.h - table});
    const Rect numbers{rect.x, picture.bottom() + gap * scale_, rect.w,
                       rect.bottom() - picture.bottom() - gap * scale_};
    card(picture, theme(), scale_);
    if (table > 0) card(numbers, theme(), scale_);
    if (!session_.run()) {
        fonts_.draw(*ImGui::GetWindowDrawList(), {picture.x + picture.w / 2, picture.y + picture.h / 2},
                    session_.problem().empty() ? "Simulating" : "Nothing to show yet: see the message on the left",
                    fonts_.body(), Weight::regular, theme().muted, Align::middle, Align::middle);
        return;
    }
    const Plot* plot = find_plot(session_.run()->target.dim() == 2 ? "plane" : "xt");
    show_plot(stage_view_, *plot, inset(picture, 5 * scale_));
    if (table == 0) return;
    begin_child("results", numbers);
    panel_results(session_, ui_, inset(numbers, 8 * scale_));
    ImGui::EndChild();
}

void Workspace::plots(const Rect& rect) {
    constexpr float least_height = 190; // at scale 1: below, a plot is all labels; rather show fewer
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
    }
}

void Workspace::show_plot(FigureView& view, const Plot& plot, const Rect& wanted) {
    const Rect rect = whole_pixels(wanted);
    view.show(plot, session_.run(), session_.cursor(), rect, theme(), points());
    ui_.widgets["plot." + std::string(plot.name)] = rect;
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    ImGui::PushID(&view);
    plot_mouse(view, plot, rect);
    ImGui::PopID();
}

} // namespace halfstep
