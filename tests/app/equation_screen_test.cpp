// Equations on the screen's canvases, OpenGL's and Dear ImGui's, against those on paper, in type as small as 13
// pixels an em, where a letter is hardly more than its edges.
//
// Tolerances, of 255: mean 0.5 of a page that is mostly empty, share 0.003 of pixels that differ by more than 64.
// Coverage is exact on either canvas; OpenGL's puts rules of fractions on whole pixels, where paper leaves them
// between two: that is all of the share. A picture that is shifted by half a pixel has several times as many; that is
// checked, too.

#include "app/equation/equation.h"
#include "app/export/paper_canvas.h"
#include "app/render/gl.h"
#include "app/render/render.h"
#include "app/ui/imgui_canvas.h"
#include "tests/app/cairo_picture.h"
#include "tests/app/equation_formulas.h"
#include "tests/app/fake_canvas.h"
#include "tests/app/picture.h"

#include <backends/imgui_impl_opengl3.h>
#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr int equations_w = 640, equations_h = 480;
constexpr double equations_mean = 0.5, equations_beyond = 0.003;

/// Formulas below each other, as many as there is room for.
void draw_page(Canvas& canvas, float em, const Theme& theme, float shift = 0) {
    static const std::vector<Equation> equations = [] {
        std::vector<Equation> list;
        for (const TexSample& formula : formulas) list.push_back(set_equation(formula.tex, formula_numbers()));
        return list;
    }();
    float y = 10;
    for (const Equation& equation : equations) {
        if (equation.width * em > equations_w - 20) continue;
        const float height = std::ceil(em * equation.height), all = height + std::ceil(em * (equation.depth + 0.4f));
        if (y + all > equations_h) continue;
        draw(equation, canvas, {{10 + shift, y + height + shift}, em}, theme);
        y += all;
    }
}

Picture equations_on_paper(float em, const Theme& theme, float shift = 0) {
    return cairo_picture(equations_w, equations_h, theme.panel,
                         [&](Canvas& canvas) { draw_page(canvas, em, theme, shift); });
}

Picture on_opengl(GlCanvas& canvas, float em, const Theme& theme) {
    canvas.begin(equations_w, equations_h, theme.panel);
    draw_page(canvas, em, theme);
    canvas.end();
    GLuint framebuffer = 0;
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, canvas.texture(), 0);
    Picture picture{equations_w, equations_h, std::vector<std::uint8_t>(equations_w * equations_h * 4), {}};
    for (int y = 0; y < equations_h; ++y)
        glReadPixels(0, equations_h - 1 - y, equations_w, 1, GL_RGBA, GL_UNSIGNED_BYTE,
                     picture.rgba.data() + y * equations_w * 4);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
    glDeleteFramebuffers(1, &framebuffer);
    return picture;
}

Picture on_imgui(Fonts& fonts, float em, const Theme& theme) {
    Framebuffer window(equations_w, equations_h);
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    ImGuiCanvas canvas(*ImGui::GetBackgroundDrawList(), {0, 0}, fonts);
    draw_page(canvas, em, theme);
    ImGui::Render();
    window.bind();
    glClearColor(theme.panel.r, theme.panel.g, theme.panel.b, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    return {equations_w, equations_h, window.read(), {}};
}

double red_share_beyond(const Picture& a, const Picture& b) {
    int beyond = 0;
    for (int y = 0; y < equations_h; ++y)
        for (int x = 0; x < equations_w; ++x) beyond += std::abs(a.at(x, y).r - b.at(x, y).r) > 64;
    return static_cast<double>(beyond) / (equations_w * equations_h);
}

} // namespace

TEST_CASE("equations: screen and paper draw the same, in small and in large type, in both themes") {
    const HeadlessContext context;
    Renderer renderer;
    FixedMeter meter;
    GlCanvas screen(renderer, meter);
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().DisplaySize = {equations_w, equations_h};
    ImGui_ImplOpenGL3_Init("#version 330 core");
    {
        Fonts fonts;
        fonts.load(1);
        for (const float em : {13.0f, 40.0f})
            for (const Theme* theme : {&light_theme(), &dark_theme()}) {
                CAPTURE(em);
                CAPTURE(theme->dark);
                const Picture paper = equations_on_paper(em, *theme), shifted = equations_on_paper(em, *theme, 0.5f);
                for (const Picture& shown : {on_opengl(screen, em, *theme), on_imgui(fonts, em, *theme)}) {
                    const double mean = difference(shown, paper).mean, share = red_share_beyond(shown, paper);
                    CAPTURE(mean);
                    CAPTURE(share);
                    CHECK(mean < equations_mean);
                    CHECK(share < equations_beyond);
                    CHECK(red_share_beyond(shown, shifted) > equations_beyond);
                }
            }
    }
    ImGui_ImplOpenGL3_Shutdown();
    ImGui::DestroyContext();
}
