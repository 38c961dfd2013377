// Type and controls from three quarters to three times their usual size, in windows from the smallest on: nothing is
// cut, nothing lies over another.

#include "tests/app/layout_window.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr LaidOut scaled_sizes[] = {{900, 600, 3},   {900, 600, 0.75f},       {1280, 720, 1.5f},  {1440, 900, 2},
                                    {1920, 1080, 3}, {2880, 1800, 3},         {2560, 1080, 2.5f}, {1024, 768, 3, true},
                                    {900, 1400, 2},  {1920, 1080, 2.5f, true}};

} // namespace

TEST_CASE("no text is cut or lies over another at any scale that keys give, in any window") {
    for (const char* lesson : {"sigma-squared", "ring", "learn-the-line"}) {
        LayoutWindow window(lesson);
        for (const LaidOut& size : scaled_sizes) {
            const std::vector<DrawnText> texts = window.texts(size, {.late = true});
            CHECK(texts.size() > 20);
            for (const std::string& fault : faults_of(texts)) {
                INFO(std::string(lesson) << " at " << size.width << " x " << size.height << " times " << size.scale
                                         << ", shown " << window.scale() << (size.presenter ? ", presenter" : ""));
                FAIL_CHECK(fault);
            }
            for (const auto& [name, at] : window.widgets()) {
                INFO(name << " of " << std::string(lesson) << " at " << size.width << " x " << size.height);
                CHECK(at.right() <= static_cast<float>(size.width) + 1);
            }
        }
    }
}

TEST_CASE("what the window has room for is shown of the scale, and no more") {
    LayoutWindow window("sigma-squared");
    (void)window.texts({900, 600, 3}, {});
    CHECK(window.scale() <= 1.2f);
    CHECK(window.scale() >= 1);
    (void)window.texts({900, 600, 0.75f}, {});
    CHECK(window.scale() == 0.75f);
    (void)window.texts({3840, 2160, 3}, {});
    CHECK(window.scale() == 3);
}

TEST_CASE("the palette: no text is cut or lies over another, whatever is typed, and all of it is in the window") {
    LayoutWindow window("ring");
    for (const LaidOut& size :
         {LaidOut{800, 600}, LaidOut{1440, 900}, LaidOut{900, 600, 3}, LaidOut{1280, 720, 1, true}})
        for (const char* words : {"", "ring", "x0", "zzzz"}) {
            const auto texts = window.texts(size, {.dark = size.presenter, .prepare = [&](AppState& app) {
                                                       app.dialog = Dialog::palette;
                                                       app.palette.words = words;
                                                   }});
            std::vector<DrawnText> of_palette;
            for (const DrawnText& text : texts)
                if (text.layer.rfind("palette", 0) == 0) of_palette.push_back(text);
            INFO(size.width << " x " << size.height << " times " << size.scale << ": " << std::string(words));
            CHECK(of_palette.size() >= 3);
            for (const std::string& fault : faults_of(of_palette)) FAIL_CHECK(fault);
            const Rect at = window.widgets().at("palette");
            CHECK(at.x >= 0);
            CHECK(at.y >= 0);
            CHECK(at.right() <= static_cast<float>(size.width));
            CHECK(at.bottom() <= static_cast<float>(size.height));
        }
}
