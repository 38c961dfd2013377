// Reference pictures of formulas, in tests/pictures/equations: as they were when somebody last held them against those
// of another program (MathJax) and looked at each. HALFSTEP_RENEW_PICTURES=1 draws them anew, and fails, so that nobody
// takes them unseen.
//
// Outlines come from the embedded face and are filled by Cairo, so that FreeType has no part in them; what may differ
// between machines is how versions of Cairo and pixman round soft edges, by a level or two of 255. Tolerance: a
// hundredth of the ink. One script of a line that is moved by a twentieth of an em is beyond that, and so is a letter
// left out; the last test checks it.

#include "app/base/files.h"
#include "app/equation/equation.h"
#include "app/export/paper_canvas.h"
#include "app/export/png.h"
#include "tests/app/cairo_picture.h"
#include "tests/app/equation_formulas.h"
#include "tests/app/picture.h"
#include "tests/paths.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr float em = 20, margin = 4; // pixels
constexpr double most_off = 0.01;

Picture drawn_equation(const Equation& equation, const Theme& theme, const EquationLight& light = {}) {
    const int width = static_cast<int>(std::ceil(em * equation.width + 2 * margin));
    const int height = static_cast<int>(std::ceil(em * (equation.height + equation.depth) + 2 * margin));
    return cairo_picture(width, height, theme.panel, [&](Canvas& canvas) {
        draw(equation, canvas, {{margin, std::round(margin + em * equation.height)}, em}, theme, light);
    });
}

/// How much of the ink differs: what one picture has and the other has not, by what there is, red to blue.
double off(const Picture& a, const Picture& b) {
    if (a.width != b.width || a.height != b.height) return 1;
    double apart = 0, ink = 0;
    for (std::size_t i = 0; i < a.rgba.size(); ++i) {
        apart += std::abs(a.rgba[i] - b.rgba[i]);
        ink += std::abs(b.rgba[i] - b.rgba[i % 4]); // the corner is ground
    }
    return apart / ink;
}

void check_equation_picture(const std::string& name, const Picture& picture) {
    const std::string folder = std::string(testing::pictures_folder) + "/equations",
                      path = folder + "/" + name + ".png";
    INFO(path);
    if (std::getenv("HALFSTEP_RENEW_PICTURES")) {
        std::filesystem::create_directories(folder);
        write_file(path, encode_png(picture.width, picture.height, picture.rgba.data()));
        FAIL_CHECK("renewed: look at it, then run the test without HALFSTEP_RENEW_PICTURES");
        return;
    }
    REQUIRE_MESSAGE(std::filesystem::exists(path), "there is no such picture; HALFSTEP_RENEW_PICTURES=1 makes it");
    const Picture reference = testing::read_png(path);
    REQUIRE(reference.width == picture.width);
    REQUIRE(reference.height == picture.height);
    CHECK(off(picture, reference) < most_off);
}

} // namespace

TEST_CASE("equations: every formula looks as its reference picture") {
    std::set<std::string> names;
    for (const TexSample& formula : formulas) {
        INFO(std::string(formula.name));
        CHECK(names.insert(formula.name).second);
        check_equation_picture(formula.name,
                               drawn_equation(set_equation(formula.tex, formula_numbers()), light_theme()));
    }
    CHECK(names.size() >= 50);
}

TEST_CASE("equations: within a line, on the dark ground, and with one term lit, as their reference pictures") {
    for (const TexSample& formula : formulas) {
        const std::string name = formula.name;
        if (name == "one-equation")
            for (const Theme* theme : {&light_theme(), &dark_theme()})
                check_equation_picture(name + "-noise-" + theme->name,
                                       drawn_equation(set_equation(formula.tex), *theme, {"noise"}));
        if (name == "ddpm-step" || name == "alphabets")
            check_equation_picture(name + "-dark", drawn_equation(set_equation(formula.tex), dark_theme()));
        if (name == "alpha-bar" || name == "posterior" || name == "infinite-sum")
            check_equation_picture(name + "-inline",
                                   drawn_equation(set_equation(formula.tex, {}, EquationStyle::text), light_theme()));
    }
}

TEST_CASE("equations: the tolerance of their reference pictures tells what it must") {
    for (const char* name : {"ddpm-marginal", "aligned", "cases", "gaussian"})
        for (const TexSample& formula : formulas) {
            if (std::string(formula.name) != name) continue;
            const Equation equation = set_equation(formula.tex);
            const Picture picture = drawn_equation(equation, light_theme());
            CHECK(off(picture, drawn_equation(equation, light_theme())) == 0);
            Equation moved = equation;
            for (Equation::Glyph& glyph : moved.glyphs)
                if (glyph.size < 1) {
                    glyph.at.y += 0.05f;
                    break;
                }
            CHECK(off(picture, drawn_equation(moved, light_theme())) > most_off);
            Equation without = equation;
            without.glyphs.erase(without.glyphs.begin());
            CHECK(off(picture, drawn_equation(without, light_theme())) > most_off);
        }
}
