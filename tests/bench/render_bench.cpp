// What a frame costs: when a figure has changed, when nothing has, and when Dear ImGui's own draw lists draw the same.
// All in one run of one program without a display, in processor time of all threads (Mesa's included), so that the
// ratios mean something on a busy or a slow machine; each figure is the best of several.

#include "app/figure/layout.h"
#include "app/plots/plots.h"
#include "app/render/gl.h"
#include "app/scene/scene.h"
#include "app/ui/imgui_canvas.h"
#include "core/run/simulate.h"

#include <backends/imgui_impl_opengl3.h>

#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <random>
#include <string>

using namespace halfstep;

namespace {

constexpr int width = 1280, height = 800; // pixels
constexpr int repeats = 7;

/// A window without a display: Dear ImGui, one plot's canvas, and a framebuffer.
class Stage {
public:
    Stage() : renderer_(), canvas_(renderer_, fonts_), window_(width, height) {
        fonts_.load(1);
        ImGui_ImplOpenGL3_NewFrame();
    }

    /// The figure has changed: its buffers are filled and drawn into its texture, and the window shows that.
    void changed(const std::function<void(Canvas&)>& draw) {
        canvas_.begin(width, height, light_theme().panel);
        draw(canvas_);
        canvas_.end();
        idle();
    }
    /// The window is drawn again, for the mouse or for a cursor over the plot.
    void idle() {
        frame([&](ImDrawList& list) {
            const auto texture = (ImTextureID)(std::intptr_t)canvas_.texture();
            list.AddImage(texture, {0, 0}, {width, height}, {0, 1}, {1, 0});
            for (const PlacedText& t : canvas_.texts()) fonts_.draw(list, {t.at.x, t.at.y}, t.text, t.style);
        });
    }
    /// The same primitives by Dear ImGui, as they would have to be every frame.
    void plain(const std::function<void(Canvas&)>& draw) {
        frame([&](ImDrawList& list) {
            ImGuiCanvas canvas(list, {0, 0}, fonts_);
            draw(canvas);
        });
    }

private:
    struct StillImGui {
        StillImGui() {
            ImGui::CreateContext();
            ImGuiIO& io = ImGui::GetIO();
            io.IniFilename = nullptr;
            io.DisplaySize = {width, height};
            io.DeltaTime = 1.f / 60;
            ImGui_ImplOpenGL3_Init("#version 330 core");
        }
        ~StillImGui() {
            ImGui_ImplOpenGL3_Shutdown();
            ImGui::DestroyContext();
        }
    };

    template <class Fill>
    void frame(const Fill& fill) {
        ImGui_ImplOpenGL3_NewFrame();
        ImGui::NewFrame();
        fill(*ImGui::GetBackgroundDrawList());
        ImGui::Render();
        window_.bind();
        glClear(GL_COLOR_BUFFER_BIT);
        ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
        glFinish();
    }

    HeadlessContext context_;
    StillImGui imgui_;
    Renderer renderer_;
    Fonts fonts_;
    GlCanvas canvas_;
    Framebuffer window_;
};

/// Milliseconds of processor time, the best of `repeats`; the first one warms up.
double milliseconds_of(const std::function<void()>& work) {
    double best = 1e300;
    for (int i = 0; i <= repeats; ++i) {
        const std::clock_t start = std::clock();
        work();
        if (i > 0) best = std::min(best, 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    return best;
}

void row(Stage& stage, const char* name, const std::function<void(Canvas&)>& draw) {
    const double changed = milliseconds_of([&] { stage.changed(draw); });
    const double idle = milliseconds_of([&] { stage.idle(); });
    const double plain = milliseconds_of([&] { stage.plain(draw); });
    std::printf("%-46s %8.1f %8.1f %8.1f %8.1f x %6.2f x\n", name, changed, idle, plain, plain / changed, plain / idle);
}

std::vector<Point> cloud(int count) {
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    std::vector<Point> points;
    for (int i = 0; i < count; ++i)
        points.push_back({width / 2 + width / 7.0f * normal(random), height / 2 + height / 7.0f * normal(random)});
    return points;
}

/// 512 paths of 1,000 steps: like those of DDIM, smooth, or like those of DDPM.
std::vector<Point> paths(bool rough) {
    std::mt19937 random(2);
    std::normal_distribution<float> normal;
    std::vector<Point> points;
    for (int path = 0; path < 512; ++path) {
        const float from = normal(random), to = normal(random);
        float walk = 0;
        for (int i = 0; i < 1000; ++i) {
            const float t = static_cast<float>(i) / 999;
            walk += rough ? 0.03f * normal(random) : 0;
            const float x = from * std::sqrt(1 - t * t) + to * t * t + walk;
            points.push_back({t * width, height / 2 + height / 7.0f * x});
        }
    }
    return points;
}

void plot_rows(Stage& stage, const char* lesson) {
    const Run run = simulate(load_scene(lesson));
    for (const Plot& plot : all_plots()) {
        if (!plot.applies(run)) continue;
        View view;
        view.level = run.process().steps() / 3;
        Figure figure = plot.make(run, view);
        const double make = milliseconds_of([&] { figure = plot.make(run, view); });
        const auto draw_it = [&](Canvas& canvas) {
            draw(figure, layout(figure, {{0, 0, width, height}, 4.0f / 3}, light_theme(), canvas), light_theme(),
                 canvas);
        };
        row(stage, (std::string(lesson) + ": " + plot.name).c_str(), draw_it);
        std::printf("%-46s %8.1f\n", "    making the figure", make);
    }
}

} // namespace

int main() {
    Stage stage;
    std::printf("%s, %d x %d, best of %d, processor time in ms\n",
                reinterpret_cast<const char*>(glGetString(GL_RENDERER)), width, height, repeats);
    std::printf("%-46s %8s %8s %8s %10s %8s\n", "", "changed", "idle", "ImGui", "/ changed", "/ idle");
    const Color ink{0, 0.45f, 0.7f, 0.5f};
    for (const auto& [count, radius] : {std::pair{20'000, 2.0f}, {100'000, 2.0f}, {100'000, 1.0f}}) {
        const std::vector<Point> points = cloud(count);
        const std::string name =
            std::to_string(count) + " particles, radius " + std::to_string(static_cast<int>(radius));
        row(stage, name.c_str(),
            [&, n = count, r = radius](Canvas& canvas) { canvas.discs(points.data(), n, r, ink); });
    }
    for (const bool rough : {false, true}) {
        const std::vector<Point> points = paths(rough);
        row(stage, rough ? "512 rough paths of 1000 steps" : "512 smooth paths of 1000 steps", [&](Canvas& canvas) {
            canvas.polylines(points.data(), 1000, 512, {ink, 1.25f});
        });
    }
    plot_rows(stage, "sigma-squared");
    plot_rows(stage, "ring");
    return 0;
}
