// The column beside the stage by the mouse, without a window: a double click on a title puts that plot on the stage.

#include "app/views/side_column.h"
#include "tests/app/plots_helpers.h"
#include "tests/app/windowless_imgui.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr float column_width = 460, column_height = 800;

class ColumnBench {
public:
    ColumnBench() : session_(gaussian_1d(), "", [] {}) {
        session_.wait();
        fonts_.load(1);
        for (int i = 0; i < 3; ++i) frame();
    }

    void frame() {
        ui.widgets.clear();
        imgui_.begin_frame();
        PlotContext context{app, ui};
        column_.offer(session_);
        column_.show(context, {10, 10, column_width - 20, column_height - 20}, 190);
        imgui_.end_frame();
    }
    void click(const std::string& widget) {
        const Rect r = ui.widgets.at(widget);
        ImGuiIO& io = ImGui::GetIO();
        io.MousePos = {r.x + r.w / 2, r.y + r.h / 2};
        frame();
        for (const bool down : {true, false}) {
            io.MouseDown[0] = down;
            frame();
        }
    }
    void wait_a_second() {
        for (int i = 0; i < 60; ++i) frame();
    }
    bool has(const std::string& widget) const { return ui.widgets.count(widget) > 0; }
    const Plot* stage() const { return stage_plot(*session_.run(), session_.view()); }

private:
    const HeadlessContext gl_;
    const WindowlessImGui imgui_{column_width, column_height};
    Renderer renderer_;
    Fonts fonts_;
    Theme theme_ = light_theme();
    Session session_;
    SideColumn column_{renderer_, fonts_};

public:
    AppState app{session_, Settings(), 1};
    Controls ui{fonts_, &theme_, 1};
};

} // namespace

TEST_CASE("a plot of the column takes the stage by a double click on its title; one click opens the menu") {
    ColumnBench bench;
    REQUIRE(bench.has("plot.variance"));
    CHECK(bench.stage() == find_plot("xt"));
    bench.click("plots[1]");
    bench.frame();
    REQUIRE(bench.has("plots[1].loss"));
    CHECK(bench.ui.widgets.at("plots[1].xt").y > bench.ui.widgets.at("plots[1]").bottom()); // under nobody's mouse
    bench.wait_a_second();
    bench.click("plots[1]"); // closes it, or opens it anew
    bench.wait_a_second();
    CHECK(bench.stage() == find_plot("xt"));
    if (bench.has("plots[1].loss")) bench.click("plots[2]");
    bench.wait_a_second();

    bench.click("plots[1]");
    bench.click("plots[1]");
    bench.frame();
    bench.frame();
    CHECK(bench.stage() == find_plot("variance"));
    CHECK_FALSE(bench.has("plots[1].loss")); // the menu of the first half is gone
    CHECK(bench.has("plot.xt"));             // they have changed places
    CHECK_FALSE(bench.has("plot.variance"));
}
