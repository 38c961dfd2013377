// An equation in the window costs little while nothing changes: it is laid out and drawn once, and shown as one
// picture. Counted, not timed.

#include "app/formulas/cards.h"
#include "app/render/render.h"
#include "app/views/equation_view.h"
#include "tests/app/windowless_imgui.h"

#include <doctest/doctest.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

struct EquationBench {
    const HeadlessContext gl;
    const WindowlessImGui imgui{800, 600};
    Renderer renderer;
    Fonts fonts;
    Theme theme = light_theme();
    EquationView view{renderer, fonts};

    EquationBench() { fonts.load(1); }
    /// One frame with it; returns how many corners the draw list got.
    int frame(float em, const EquationLight& light = {}) {
        imgui.begin_frame();
        const int before = ImGui::GetWindowDrawList()->VtxBuffer.Size;
        view.show({{50, 200}, em}, theme, theme.panel, light);
        const int corners = ImGui::GetWindowDrawList()->VtxBuffer.Size - before;
        imgui.end_frame();
        return corners;
    }
};

} // namespace

TEST_CASE("a card's equation is drawn once, and again only when its text, size, colours or light change") {
    EquationBench bench;
    const Card& card = *find_card("closed-form.ddpm");
    bench.view.set({card_tex(card, Notation::ddpm)});
    for (int i = 0; i < 20; ++i) CHECK(bench.frame(19) == 4); // one rectangle with a picture
    CHECK(bench.view.drawn() == 1);

    bench.view.set({card_tex(card, Notation::ddpm)}); // the same
    bench.frame(19);
    CHECK(bench.view.drawn() == 1);
    bench.view.set({card_tex(card, Notation::sigma2)});
    bench.frame(19);
    CHECK(bench.view.drawn() == 2);
    bench.frame(24);
    bench.frame(24);
    CHECK(bench.view.drawn() == 3);
    bench.theme = dark_theme();
    bench.frame(24);
    CHECK(bench.view.drawn() == 4);

    bench.view.set({"x = \\term{noise}{\\num{k}\\,z}", {{"k", "0.5"}}});
    bench.frame(24);
    bench.frame(24, {"noise"});
    bench.frame(24, {"noise"});
    CHECK(bench.view.drawn() == 6);
    bench.view.set({"x = \\term{noise}{\\num{k}\\,z}", {{"k", "0.6"}}});
    bench.frame(24, {"noise"});
    CHECK(bench.view.drawn() == 7);
}

TEST_CASE("an equation that cannot be set leaves the one before, and says where it is wrong") {
    EquationBench bench;
    bench.view.set({"x_t"});
    try {
        bench.view.set({"x_t = \n \\frac{1}"});
        FAIL("it was set");
    } catch (const EquationError& error) {
        CHECK(error.line == 2);
        CHECK(std::string(error.what()).find("line 2, column") == 0);
    }
    CHECK(bench.view.equation().tex == "x_t");
}
