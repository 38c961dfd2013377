// Every lesson in windows of every size, split and together: no text is cut, none lies over another.

#include "tests/app/layout_window.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr LaidOut layout_sizes[] = {{1600, 1000}, {1280, 720},          {1024, 768},
                                    {800, 600},   {1280, 720, 1, true}, {3840, 2160, 2}};

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
