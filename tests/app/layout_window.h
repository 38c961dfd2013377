#pragma once
// A window of which only the layout is wanted, at any size and scale: what is written in it, what of that is cut, and
// what lies over another.

#include "app/scene/scene.h"
#include "app/window/workspace.h"
#include "tests/app/drawn_texts.h"
#include "tests/app/windowless_imgui.h"

#include <doctest/doctest.h>
#include <epoxy/gl.h>
#include <imgui_internal.h> // windows, to scroll them

#include <cmath>
#include <functional>

namespace halfstep::testing {

struct LaidOut {
    int width, height;
    float scale = 1;
    bool presenter = false;
};
inline Experiment of_a_hundred_particles(const std::string& lesson) {
    Experiment experiment = load_scene(lesson);
    experiment.run.particles = 100; // numbers of any size are as long
    return experiment;
}

/// A window of which only the layout is wanted: OpenGL draws nothing.
class LayoutWindow {
public:
    explicit LayoutWindow(const std::string& lesson)
        : session_(of_a_hundred_particles(lesson), "", [] {}), imgui_(1600, 1000) {
        if (const auto view = load_with_view(lesson).view) session_.look(*view);
        session_.wait();
        REQUIRE(session_.mistake() == "");
        glEnable(GL_RASTERIZER_DISCARD);
    }

    struct Look {
        bool split = false, late = false, dark = false;
        std::function<void(AppState& app)> prepare{}; ///< before the first frame
        bool below = false;                           ///< what scrolls is scrolled to its end
    };
    std::vector<DrawnText> texts(const LaidOut& as, const Look& look) {
        Settings settings;
        settings.dark = look.dark;
        Workspace workspace(session_, renderer_, fonts_, {settings, as.scale, [] {}});
        View view = session_.view();
        view.split = look.split;
        session_.look(view);
        session_.set_level(look.late ? session_.levels() / 2 : 0);
        present(workspace.state(), as.presenter);
        if (look.prepare) look.prepare(workspace.state());
        ImGui::GetIO().DisplaySize = {static_cast<float>(as.width), static_cast<float>(as.height)};
        TextListener listener;
        for (int i = 0; i < (as.presenter ? 5 : 4); ++i) { // as many as a screenshot takes
            if (i > 0) session_.wait();                    // for what the frame before has asked to be measured
            if (i > 0) workspace.wait();
            listener.next_frame();
            workspace.before_frame();
            ImGui_ImplOpenGL3_NewFrame();
            ImGui::NewFrame();
            workspace.frame({ImGui::GetIO().DisplaySize.x, ImGui::GetIO().DisplaySize.y});
            if (look.below) scroll_down();
            ImGui::Render();
        }
        widgets_ = workspace.widgets();
        scale_ = workspace.state().scale;
        return listener.texts();
    }
    /// Of the newest frame.
    const std::map<std::string, Rect>& widgets() const { return widgets_; }
    float scale() const { return scale_; }

private:
    static void scroll_down() {
        for (ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) ImGui::SetScrollY(window, window->ScrollMax.y);
    }

    const HeadlessContext context_;
    Session session_;
    const WindowlessImGui imgui_;
    Renderer renderer_;
    Fonts fonts_;
    std::map<std::string, Rect> widgets_;
    float scale_ = 1;
};

inline constexpr float ink_rounding = 1; ///< pixels

inline bool text_is_cut(const DrawnText& text) {
    const Rect &ink = text.ink, &clip = text.clip;
    const bool across = ink.x < clip.x - ink_rounding || ink.right() > clip.right() + ink_rounding;
    const bool down = ink.y < clip.y - ink_rounding || ink.bottom() > clip.bottom() + ink_rounding;
    return across || (down && !text.scrolls);
}

/// By more than ink_rounding.
inline bool letters_meet(const Rect& a, const Rect& b) {
    const Rect inner{a.x + ink_rounding, a.y + ink_rounding, a.w - 2 * ink_rounding, a.h - 2 * ink_rounding};
    return inner.w > 0 && inner.h > 0 ? inner.overlaps(b) : a.overlaps(b);
}

/// A text with accents is drawn in pieces, one behind the other, and within a text letters lean over their neighbours,
/// as "/" does over the x of "dx̄/dσ".
inline bool is_next_piece(const DrawnText& a, const DrawnText& b) {
    constexpr float leans = 2 * ink_rounding;
    if (a.letters.empty() || b.letters.empty()) return false;
    return b.letters.front().x > a.letters.back().right() - leans && b.ink.right() > a.ink.right() &&
           a.ink.y < b.ink.bottom() && b.ink.y < a.ink.bottom();
}

inline bool texts_overlap(const DrawnText& a, const DrawnText& b) {
    if (a.layer != b.layer || !letters_meet(a.ink, b.ink)) return false;
    for (const Rect& letter : a.letters)
        for (const Rect& other : b.letters)
            if (letters_meet(letter, other) && letters_meet(letter, a.clip) && letters_meet(other, b.clip)) return true;
    return false;
}

inline std::string described(const DrawnText& text) {
    const auto whole = [](float x) { return std::to_string(static_cast<int>(std::lround(x))); };
    const Rect& r = text.ink;
    return "\"" + text.text + "\" (" + whole(r.x) + ", " + whole(r.y) + " to " + whole(r.right()) + ", " +
           whole(r.bottom()) + ")";
}

inline std::vector<std::string> faults_of(const std::vector<DrawnText>& texts) {
    std::vector<std::string> faults;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (text_is_cut(texts[i])) {
            const Rect& c = texts[i].clip;
            faults.push_back("cut: " + described(texts[i]) + " by " + std::to_string(c.x) + ", " + std::to_string(c.y) +
                             " to " + std::to_string(c.right()) + ", " + std::to_string(c.bottom()) + " in " +
                             texts[i].layer);
        }
        for (std::size_t j = 0; j < i; ++j)
            if (texts_overlap(texts[i], texts[j]) && !(j + 2 >= i && is_next_piece(texts[j], texts[i])))
                faults.push_back("over each other: " + described(texts[j]) + " and " + described(texts[i]));
    }
    return faults;
}

} // namespace halfstep::testing
