// Every lesson in windows of every size, split and together: no text is cut, none lies over another.

#include "app/lesson/lesson_reader.h"
#include "app/model/lesson_steps.h"
#include "app/scene/scene.h"
#include "app/window/workspace.h"
#include "tests/app/drawn_texts.h"
#include "tests/app/page_lesson.h"
#include "tests/app/process.h"
#include "tests/app/windowless_imgui.h"

#include <doctest/doctest.h>
#include <epoxy/gl.h>
#include <imgui_internal.h> // windows, to scroll them

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

struct LaidOut {
    int width, height;
    float scale = 1;
    bool presenter = false;
};
constexpr LaidOut layout_sizes[] = {{1600, 1000}, {1280, 720},          {1024, 768},
                                    {800, 600},   {1280, 720, 1, true}, {3840, 2160, 2}};

Experiment of_a_hundred_particles(const std::string& lesson) {
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
        std::shared_ptr<const LessonFile> lesson{}; ///< whose page is open
        int step = 0;
        bool answered = false, below = false; ///< its question; the end of its page is in sight
    };
    std::vector<DrawnText> texts(const LaidOut& as, const Look& look) {
        Settings settings;
        settings.dark = look.dark;
        Workspace workspace(session_, renderer_, fonts_, {settings, as.scale, [] {}});
        if (look.lesson) {
            AppState& app = workspace.state();
            app.lesson.still = true;
            open_lesson(app, look.lesson, look.step);
            if (look.answered) answer_step(app, "1");
            app.lesson.open_claim = 0;
        } else {
            View view = session_.view();
            view.split = look.split;
            session_.look(view);
            session_.set_level(look.late ? session_.levels() / 2 : 0);
        }
        present(workspace.state(), as.presenter);
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
        return listener.texts();
    }

private:
    /// Every window that scrolls.
    static void scroll_down() {
        for (ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) ImGui::SetScrollY(window, window->ScrollMax.y);
    }

    const HeadlessContext context_;
    Session session_;
    const WindowlessImGui imgui_;
    Renderer renderer_;
    Fonts fonts_;
};

constexpr float ink_rounding = 1; ///< pixels

bool text_is_cut(const DrawnText& text) {
    const Rect &ink = text.ink, &clip = text.clip;
    const bool across = ink.x < clip.x - ink_rounding || ink.right() > clip.right() + ink_rounding;
    const bool down = ink.y < clip.y - ink_rounding || ink.bottom() > clip.bottom() + ink_rounding;
    return across || (down && !text.scrolls);
}

/// By more than ink_rounding.
bool letters_meet(const Rect& a, const Rect& b) {
    const Rect inner{a.x + ink_rounding, a.y + ink_rounding, a.w - 2 * ink_rounding, a.h - 2 * ink_rounding};
    return inner.w > 0 && inner.h > 0 ? inner.overlaps(b) : a.overlaps(b);
}

bool texts_overlap(const DrawnText& a, const DrawnText& b) {
    if (a.layer != b.layer || !letters_meet(a.ink, b.ink)) return false;
    for (const Rect& letter : a.letters)
        for (const Rect& other : b.letters)
            if (letters_meet(letter, other) && letters_meet(letter, a.clip) && letters_meet(other, b.clip)) return true;
    return false;
}

/// A lesson with steps, quick to simulate; nullptr: it has none.
std::shared_ptr<const LessonFile> with_few_particles(const std::string& source) {
    const std::shared_ptr<const LessonFile> lesson = lesson_with_steps(source);
    if (!lesson) return nullptr;
    LessonFile quick = *lesson;
    for (LessonStep& step : quick.steps) {
        Experiment experiment = step.problem->experiment;
        experiment.run.particles = 100;
        step.problem = make_problem(experiment);
    }
    return std::make_shared<const LessonFile>(std::move(quick));
}

std::string described(const DrawnText& text) {
    const auto whole = [](float x) { return std::to_string(static_cast<int>(std::lround(x))); };
    const Rect& r = text.ink;
    return "\"" + text.text + "\" (" + whole(r.x) + ", " + whole(r.y) + " to " + whole(r.right()) + ", " +
           whole(r.bottom()) + ")";
}

std::vector<std::string> faults_of(const std::vector<DrawnText>& texts) {
    std::vector<std::string> faults;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (text_is_cut(texts[i])) {
            const Rect& c = texts[i].clip;
            faults.push_back("cut: " + described(texts[i]) + " by " + std::to_string(c.x) + ", " + std::to_string(c.y) +
                             " to " + std::to_string(c.right()) + ", " + std::to_string(c.bottom()) + " in " +
                             texts[i].layer);
        }
        for (std::size_t j = 0; j < i; ++j)
            if (texts_overlap(texts[i], texts[j]))
                faults.push_back("over each other: " + described(texts[j]) + " and " + described(texts[i]));
    }
    return faults;
}

} // namespace

TEST_CASE("no text of a lesson is cut or lies over another, in any window") {
    for (const Lesson& lesson : lessons()) {
        LayoutWindow window(lesson.name);
        for (const LaidOut& size : layout_sizes)
            for (const bool split : {false, true}) {
                const bool late =
                    split != (size.width == 1280 || size.width == 800); // at the data and half-way, in turns
                const std::vector<DrawnText> texts = window.texts(size, {.split = split, .late = late});
                CHECK(texts.size() > 20);
                for (const std::string& fault : faults_of(texts)) {
                    INFO(lesson.name << " at " << size.width << " x " << size.height << " times " << size.scale
                                     << (size.presenter ? ", presenter" : "") << (split ? ", split" : ", together")
                                     << (late ? ", half-way" : ""));
                    FAIL_CHECK(fault);
                }
            }
    }
}

TEST_CASE("no text of a lesson's page is cut or lies over another, at any step") {
    constexpr LaidOut page_sizes[] = {{1600, 1000}, {1280, 720, 1, true}, {800, 600}};
    const TemporaryFolder folder;
    std::vector<std::string> sources = {folder.write("page.toml", page_lesson)};
    for (const Lesson& lesson : lessons()) sources.push_back(lesson.name);
    LayoutWindow window("sigma-squared");
    int steps = 0;
    for (const std::string& source : sources) {
        const std::shared_ptr<const LessonFile> lesson = with_few_particles(source);
        for (int step = 0; lesson && step < static_cast<int>(lesson->steps.size()); ++step, ++steps)
            for (const LaidOut& size : page_sizes)
                for (const bool below : {false, true}) {
                    const std::vector<DrawnText> texts =
                        window.texts(size, {.lesson = lesson, .step = step, .answered = below, .below = below});
                    CHECK(texts.size() > 20);
                    for (const std::string& fault : faults_of(texts)) {
                        INFO(source << ", step " << step + 1 << ", " << size.width << " x " << size.height
                                    << (size.presenter ? ", presenter" : "") << (below ? ", its end, answered" : ""));
                        FAIL_CHECK(fault);
                    }
                }
    }
    CHECK(steps >= 3);
}

TEST_CASE("what holds in one theme holds in the other: the same texts stand in the same places") {
    for (const char* lesson : {"sigma-squared", "ring", "learn-the-line"}) {
        LayoutWindow window(lesson);
        const auto light = window.texts(layout_sizes[1], {}), dark = window.texts(layout_sizes[1], {.dark = true});
        REQUIRE(light.size() == dark.size());
        for (std::size_t i = 0; i < light.size(); ++i) {
            CHECK(light[i].text == dark[i].text);
            CHECK(std::hypot(light[i].ink.x - dark[i].ink.x, light[i].ink.y - dark[i].ink.y) < 0.01f);
        }
    }
}

TEST_CASE("a text that is cut is found, however it is cut, and so is one that lies over another") {
    const HeadlessContext context;
    const WindowlessImGui imgui(600, 400);
    Fonts fonts;
    fonts.load(1);
    const auto faults = [&](const auto& draw) {
        TextListener listener;
        imgui.begin_frame();
        draw(*ImGui::GetWindowDrawList());
        imgui.end_frame();
        return faults_of(listener.texts());
    };
    const TextStyle style{.size = 12, .color = {1, 1, 1, 1}};
    const float width = fonts.measure("variance", 12, Weight::regular).x,
                letter = fonts.measure("v", 12, Weight::regular).x;
    const auto clipped = [&](float to) {
        return faults([&](ImDrawList& list) {
            list.PushClipRect({100, 100}, {to, 200}, true);
            fonts.draw(list, {100, 120}, "variance", style);
            list.PopClipRect();
        });
    };
    CHECK(clipped(100 + width).empty());
    CHECK(clipped(100 + width - 5).size() == 1);
    CHECK(clipped(100 + letter).size() == 1); // between two letters
    const auto two = [&](float dx, float dy) {
        return faults([&](ImDrawList& list) {
            fonts.draw(list, {100, 100}, "variance", style);
            fonts.draw(list, {100 + dx, 100 + dy}, "mean", style);
        });
    };
    CHECK(two(0, 14).empty());
    CHECK(two(width + 2, 0).empty());
    CHECK(two(0, 4).size() == 1);
    CHECK(two(width - 5, 0).size() == 1);
    // Turned, it lies elsewhere; beyond the window; a widget's that is wider than its column.
    TextStyle up = style;
    up.angle = 90;
    CHECK(faults([&](ImDrawList& list) {
              fonts.draw(list, {100, 100}, "variance", style);
              fonts.draw(list, {130, 90}, "variance", up);
          }).empty());
    CHECK(faults([&](ImDrawList& list) { fonts.draw(list, {590, 100}, "variance", style); }).size() == 1);
    CHECK(faults([&](ImDrawList&) { ImGui::Button("variance", {20, 0}); }).size() == 1);
    CHECK(faults([&](ImDrawList&) { ImGui::Button("variance"); }).empty());
    CHECK(faults([&](ImDrawList&) {
              fonts.draw(*ImGui::GetWindowDrawList(), {50, 50}, "x\u0302\u2080", style);
          }).empty());
}
