// Where things stand in an equation, against the rules of The TeXbook's appendix G with the numbers of the embedded
// face's MATH table, read from it by another program (thousandths of an em): axis 250, rules 60, numerator 720 up and
// denominator 666 down in display style, superscripts 354 up (cramped 296), subscripts 232 down, scripts at 74 % and
// 55 %, space after a script 40, gap of a fraction 120 (160 in display style), of a radical 120, of limits 120.

#include "app/equation/equation.h"
#include "tests/app/fake_canvas.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace halfstep;

namespace {

constexpr float axis = 0.25f, thick = 0.06f, nearly = 1e-4f;

/// All that equations need no part of.
class PlainCanvas : public Canvas {
public:
    void clip(const Rect&) override {}
    void unclip() override {}
    void polylines(const Point*, int, int, const Stroke&) override {}
    void band(const Point*, const Point*, int, Color) override {}
    void discs(const Point*, int, float, Color) override {}
    void triangles(const Point*, int, Color) override {}
    void image(const Rect&, int, int, const std::uint8_t*) override {}
    void text(Point, std::string_view, const TextStyle&) override {}
    Point measure(std::string_view, float, Weight) override { return {}; }
    void rects(const Rect*, int, Color) override {}
};

/// The alpha of every outline.
class AlphaCanvas final : public PlainCanvas {
public:
    std::vector<float> alphas;
    void areas(const Point*, const int*, int count, Color color) override {
        alphas.insert(alphas.end(), static_cast<std::size_t>(count), color.a);
    }
};

/// What is drawn in each colour, as a canvas sees it: ems, y down, the baseline at 0.
class InkCanvas final : public PlainCanvas {
public:
    void areas(const Point* points, const int* lengths, int count, Color color) override {
        for (int i = 0; i < count; points += lengths[i++])
            for (int k = 0; k < lengths[i]; ++k) add(points[k], color);
    }
    void rects(const Rect* rects, int count, Color color) override {
        for (int i = 0; i < count; ++i) {
            add({rects[i].x, rects[i].y}, color);
            add({rects[i].right(), rects[i].bottom()}, color);
        }
    }
    Rect of(Color color) const {
        for (const auto& [known, box] : boxes_)
            if (known.r == color.r && known.g == color.g && known.b == color.b) return box;
        return {};
    }

private:
    void add(Point p, Color c) {
        for (auto& [known, box] : boxes_) {
            if (!(known.r == c.r && known.g == c.g && known.b == c.b)) continue;
            const float right = std::max(box.right(), p.x), bottom = std::max(box.bottom(), p.y);
            box = {std::min(box.x, p.x), std::min(box.y, p.y), 0, 0};
            box.w = right - box.x;
            box.h = bottom - box.y;
            return;
        }
        boxes_.push_back({c, {p.x, p.y, 0, 0}});
    }
    std::vector<std::pair<Color, Rect>> boxes_;
};

struct DrawnEquation {
    Equation equation;
    InkCanvas canvas;
    explicit DrawnEquation(const std::string& tex, EquationStyle style = EquationStyle::display)
        : equation(set_equation(tex, {}, style)) {
        // Outlines follow curves to a hundredth of a unit: at 100 units an em, to 1e-4 em.
        draw(equation, canvas, {{0, 0}, 100}, light_theme());
    }
    Rect of(Ink ink) const {
        const Rect r = canvas.of(text_color(light_theme(), ink));
        return {r.x / 100, r.y / 100, r.w / 100, r.h / 100};
    }
    Rect rest() const { return of({Ink::text}); }
    /// What is in \color{sampler[i]}{...}.
    Rect marked(int i = 0) const { return of({Ink::sampler, i}); }
};

std::string marked(const std::string& tex, int i = 0) {
    return "\\color{sampler[" + std::to_string(i) + "]}{" + tex + "}";
}

double middle_x(const Rect& r) { return r.x + r.w / 2; }
float y_of(const Equation& equation, std::size_t glyph) { return equation.glyphs.at(glyph).at.y; }
float x_of(const Equation& equation, std::size_t glyph) { return equation.glyphs.at(glyph).at.x; }

} // namespace

TEST_CASE("equation layout: a fraction's rule lies on the axis, its parts as far from it as the face says") {
    const Equation display = set_equation("\\frac{x}{x}");
    REQUIRE(display.rules.size() == 1);
    const Rect rule = display.rules[0].rect;
    CHECK(rule.y + rule.h / 2 == doctest::Approx(-axis));
    CHECK(rule.h == doctest::Approx(thick));
    CHECK(rule.x == doctest::Approx(0.12)); // \nulldelimiterspace
    CHECK(display.width == doctest::Approx(rule.w + 0.24));
    CHECK(y_of(display, 0) == doctest::Approx(-0.720));
    CHECK(y_of(display, 1) == doctest::Approx(0.666));

    const DrawnEquation text("\\frac{" + marked("x") + "}{" + marked("h", 1) + "}", EquationStyle::text);
    CHECK(y_of(text.equation, 0) == doctest::Approx(-0.469));
    CHECK(text.equation.glyphs[0].size == doctest::Approx(0.74));
    // 311 down would have "h" too near: the least gap holds.
    CHECK(text.marked(1).y - text.equation.rules[0].rect.bottom() == doctest::Approx(0.12).epsilon(5e-3));
    const DrawnEquation deep("\\frac{" + marked("\\displaystyle\\int") + "}{x}");
    CHECK(deep.equation.rules[0].rect.y - deep.marked().bottom() == doctest::Approx(0.16).epsilon(5e-3));
}

TEST_CASE("equation layout: parts of a fraction stand in the middle") {
    const DrawnEquation d("\\frac{" + marked("+") + "}{1234 + " + marked("=", 1) + "+ 4321}");
    CHECK(middle_x(d.marked(0)) == doctest::Approx(middle_x(d.marked(1))).epsilon(1e-3));
    CHECK(middle_x(d.marked(0)) == doctest::Approx(middle_x(d.equation.rules[0].rect)).epsilon(1e-3));
}

TEST_CASE("equation layout: scripts are raised and lowered by the face's constants") {
    const Equation up = set_equation("x^n");
    CHECK(y_of(up, 1) == doctest::Approx(-0.354));
    CHECK(up.glyphs[1].size == doctest::Approx(0.74));
    CHECK(y_of(set_equation("\\sqrt{x^n}"), 2) == doctest::Approx(-0.296)); // radical, x, n: cramped
    const Equation down = set_equation("x_n");
    CHECK(y_of(down, 1) == doctest::Approx(0.232));
    CHECK(down.width == doctest::Approx(x_of(down, 1) + set_equation("\\scriptstyle n").width + 0.04).epsilon(1e-3));
    const Equation twice = set_equation("x^{n^m}");
    CHECK(twice.glyphs[2].size == doctest::Approx(0.55));
    CHECK(y_of(twice, 2) == doctest::Approx(-0.354 - 0.74 * 0.354));
    // A slanted letter's superscript stands clear of it by what the face says: 163 for f.
    const Equation f = set_equation("f_a^b");
    CHECK(x_of(f, 1) - x_of(f, 2) == doctest::Approx(0.163).epsilon(1e-3));
}

TEST_CASE("equation layout: both scripts keep their gap, and neither moves the other sideways") {
    for (const char* base : {"x", "\\Sigma", "(x)", "\\left(\\frac{a}{b}\\right)", "\\hat\\alpha"}) {
        CAPTURE(base);
        const DrawnEquation d(std::string(base) + "^{" + marked("Qg") + "}_{" + marked("h", 1) + "}");
        CHECK(d.marked(1).y - d.marked(0).bottom() >= 0.160f - 2e-3f);
        CHECK(d.marked(0).y < -0.354f);
    }
    const Equation one = set_equation("x^2"), both = set_equation("x^2_1");
    CHECK(x_of(one, 1) == x_of(both, 1));
    const Equation nested = set_equation("{x_t}^2"), plain = set_equation("x_t^2");
    CHECK(x_of(nested, 2) > x_of(plain, 1) + 0.2f);
}

TEST_CASE(
    "equation layout: limits stand in the middle of a sum, at the face's distance, and at the side within a line") {
    const std::string tex = "\\sum_{" + marked("+") + "}^{" + marked("+", 1) + "}";
    const DrawnEquation display(tex);
    const Rect sum = display.rest(), below = display.marked(0), above = display.marked(1);
    CHECK(middle_x(below) == doctest::Approx(middle_x(sum)).epsilon(1e-3));
    CHECK(middle_x(above) == doctest::Approx(middle_x(sum)).epsilon(1e-3));
    CHECK(above.bottom() < sum.y);
    CHECK(below.y > sum.bottom());
    CHECK(sum.h == doctest::Approx(1.443).epsilon(2e-3)); // the face's larger variant
    CHECK(sum.y + sum.h / 2 == doctest::Approx(-axis).epsilon(2e-3));
    const DrawnEquation gap("\\sum^{" + marked("Q") + "}"); // its tail hangs 120 above, whatever else is said
    CHECK(gap.rest().y - gap.marked().bottom() == doctest::Approx(0.12).epsilon(1e-2));
    const DrawnEquation line(tex, EquationStyle::text);
    CHECK(line.marked(0).x > line.rest().right() - 0.05f);
    CHECK(line.rest().h == doctest::Approx(1.0).epsilon(5e-3));
    const DrawnEquation forced("\\sum\\limits_{" + marked("+") + "}", EquationStyle::text);
    CHECK(middle_x(forced.marked()) == doctest::Approx(middle_x(forced.rest())).epsilon(1e-3));
    const DrawnEquation integral("\\int_{" + marked("0") + "}^{" + marked("0", 1) + "}");
    CHECK(integral.marked(1).x - integral.marked(0).x > 0.15f); // it leans
}

TEST_CASE("equation layout: a radical covers what is under it") {
    for (const char* inside :
         {"x", "g", "x^2", "\\frac{a}{b}", "\\frac{\\frac{a}{b}}{\\frac{c}{d}}", "\\sum_{i=1}^n x_i",
          "\\begin{matrix} a \\\\ b \\\\ c \\\\ d \\\\ e \\\\ f \\end{matrix}"}) {
        CAPTURE(inside);
        const DrawnEquation d("\\sqrt{" + marked(inside) + "}");
        const Rect sign = d.rest(), content = d.marked();
        const Equation::Rule* bar = nullptr;
        for (const Equation::Rule& rule : d.equation.rules)
            if (rule.joined) bar = &rule;
        REQUIRE(bar);
        CHECK(bar->rect.h == doctest::Approx(thick));
        CHECK(content.y - bar->rect.bottom() >= 0.12f - 2e-3f);
        CHECK(sign.bottom() >= content.bottom());
        CHECK(sign.y == doctest::Approx(bar->rect.y).epsilon(2e-3)); // the sign begins where its bar does
        CHECK(sign.right() >= content.right() - 0.01f);
        CHECK(sign.x < content.x - 0.3f);
    }
    // The index ends 55 % up the sign.
    const DrawnEquation root("\\sqrt[" + marked("3") + "]{x}");
    const Rect sign = root.rest();
    const float depth_of_3 = root.equation.glyphs[0].size * 0.02f; // at most
    CHECK(std::abs(root.marked().bottom() - (sign.bottom() - 0.55f * sign.h)) < depth_of_3);
}

TEST_CASE("equation layout: delimiters are as tall as what they hold, and no taller than the next size asks for") {
    for (const char* inside :
         {"x", "x_i^2", "\\frac{a}{b}", "\\frac{1}{\\sqrt{1 - \\bar\\alpha_t}}", "\\sum_{i=1}^n x_i",
          "\\begin{matrix} a \\\\ b \\\\ c \\\\ d \\\\ e \\\\ f \\\\ g \\\\ h \\end{matrix}"})
        for (const auto& [left, right] :
             {std::pair{"(", ")"}, {"[", "]"}, {"\\{", "\\}"}, {"|", "|"}, {"\\|", "\\|"}, {"\\lfloor", "\\rceil"}}) {
            CAPTURE(inside);
            CAPTURE(left);
            const DrawnEquation d("\\left" + std::string(left) + marked(inside) + "\\right" + right);
            const Rect sign = d.rest(), content = d.marked();
            CHECK(sign.y <= content.y + 2e-3f);
            CHECK(sign.bottom() >= content.bottom() - 2e-3f);
            CHECK(sign.y + sign.h / 2 == doctest::Approx(-axis).epsilon(5e-3));
            const float reach = 2 * std::max(-axis - content.y, content.bottom() + axis);
            CHECK(sign.h <= std::max(1.2f * reach, 0.84f) + 0.02f);
        }
    // The sizes of plain TeX, at ten points an em.
    for (const auto& [command, size] :
         {std::pair{"\\big", 1.2f}, {"\\Big", 1.8f}, {"\\bigg", 2.4f}, {"\\Bigg", 3.0f}}) {
        const float high = DrawnEquation(std::string(command) + "(").rest().h;
        CHECK(high > 0.95f * size);
        CHECK(high < 1.2f * size);
    }
}

TEST_CASE("equation layout: spaces between atoms are TeX's") {
    const auto width = [](const std::string& tex) { return static_cast<double>(set_equation(tex).width); };
    const double a = width("a"), b = width("b"), mu = 1 / 18.0;
    CHECK(width("ab") == doctest::Approx(a + b));
    CHECK(width("a+b") == doctest::Approx(a + width("+") + b + 8 * mu));
    CHECK(width("a=b") == doctest::Approx(a + width("=") + b + 10 * mu));
    CHECK(width("a,b") == doctest::Approx(a + width(",") + b + 3 * mu));
    CHECK(width("-b") == doctest::Approx(width("{-}") + b)); // a sign
    CHECK(width("(-b)") == doctest::Approx(width("(") + width("-") + b + width(")")));
    CHECK(width("a=-b") == doctest::Approx(width("a=") + width("-") + b + 5 * mu));
    CHECK(width("\\log b") == doctest::Approx(width("\\log") + b + 3 * mu));
    CHECK(width("\\log(b)") == doctest::Approx(width("\\log") + width("(b)")));
    CHECK(width("a\\left(b\\right)") == doctest::Approx(a + width("\\left(b\\right)") + 3 * mu));
    // No medium spaces in scripts, whose letters have shapes of their own.
    CHECK(width("\\scriptstyle a+b") ==
          doctest::Approx(width("\\scriptstyle a") + width("\\scriptstyle{+}") + width("\\scriptstyle b")));
    // Names and colours leave the spaces as they are.
    CHECK(width("a \\term{t}{+ b} = \\color{exact}{- a}") == doctest::Approx(width("a + b = - a")));
    // A tail to the left needs room after what is no letter.
    CHECK(width("(f") > width("(") + width("f") - 1e-4);
    CHECK(DrawnEquation("(" + marked("f")).marked().x >= width("(") - 0.061);
}

TEST_CASE("equation layout: lines are aligned, a line and a half ems apart") {
    const Equation e = set_equation("\\begin{aligned} a &= b \\\\ cc &= d \\end{aligned}");
    REQUIRE(e.glyphs.size() == 7);
    CHECK(y_of(e, 0) == doctest::Approx(y_of(e, 1)));
    CHECK(y_of(e, 0) == doctest::Approx(y_of(e, 2)));
    CHECK(y_of(e, 3) == doctest::Approx(y_of(e, 6)));
    CHECK(y_of(e, 3) - y_of(e, 0) == doctest::Approx(1.5));
    CHECK(x_of(e, 1) == doctest::Approx(x_of(e, 5))); // the signs stand below each other
    CHECK(x_of(e, 0) > x_of(e, 3));                   // what is on their left is flush right
    CHECK((e.height - e.depth) / 2 == doctest::Approx(axis));
    const Equation plain = set_equation("cc = d");
    CHECK(x_of(e, 6) - x_of(e, 3) == doctest::Approx(x_of(plain, 3) - x_of(plain, 0)));
    const DrawnEquation cases("\\begin{cases} " + marked("a") + " & b \\\\ c & d \\\\ e & f \\end{cases}");
    CHECK(cases.rest().y <= cases.marked().y);
    CHECK(set_equation("\\begin{matrix} a \\\\ \\end{matrix}").glyphs.size() == 1); // \\ after the last line
}

TEST_CASE("equation layout: accents stand over their letter, bars over all of it") {
    const DrawnEquation hat("\\hat{" + marked("x") + "}");
    CHECK(hat.rest().bottom() < hat.marked().y + 0.1f);
    CHECK(hat.rest().x > hat.marked().x);
    CHECK(hat.rest().right() < hat.marked().right() + 0.05f);
    CHECK(hat.equation.width == set_equation("x").width);
    CHECK(y_of(set_equation("\\hat x^2"), 2) == y_of(set_equation("x^2"), 1)); // scripts are those of the letter
    CHECK(DrawnEquation("\\hat{" + marked("T") + "}").rest().y < hat.rest().y - 0.1f);
    const DrawnEquation bar("\\overline{" + marked("x + y") + "}");
    CHECK(bar.marked().y - bar.equation.rules[0].rect.bottom() >= 0.12f - 2e-3f);
    CHECK(bar.equation.rules[0].rect.w == doctest::Approx(set_equation("x + y").width));
    float before = 0; // of the wide hat, which grows with what is under it and does not go beyond
    for (const char* inside : {"x", "xy", "xyz", "wxyz"}) {
        const DrawnEquation wide("\\widehat{" + marked(inside) + "}");
        CHECK(wide.rest().w >= before);
        CHECK(wide.rest().w <= wide.equation.width + nearly);
        before = wide.rest().w;
    }
    CHECK(before > 1);
}

TEST_CASE("equation layout: numbers are set as if they had been typed") {
    const NumberOf numbers =
        numbers_from({{"a", "9.22×10⁻⁹"}, {"b", "-1.5"}, {"c", "20,000"}, {"d", "2 ± 0.1"}, {"e", "1e-08"}});
    const auto same = [&](const std::string& slot, const std::string& tex) {
        const Equation a = set_equation("\\num{" + slot + "}", numbers), b = set_equation(tex);
        REQUIRE(a.glyphs.size() == b.glyphs.size());
        for (std::size_t i = 0; i < a.glyphs.size(); ++i) {
            CHECK(a.glyphs[i].id == b.glyphs[i].id);
            CHECK(a.glyphs[i].at.x == doctest::Approx(b.glyphs[i].at.x));
            CHECK(a.glyphs[i].at.y == b.glyphs[i].at.y);
        }
    };
    same("a", "9.22\\times 10^{-9}");
    same("b", "-1.5");
    same("c", "20{,}000");
    same("e", "1\\mathrm{e}{-}08");
    CHECK(set_equation("\\num{d}", numbers).glyphs.size() == 5);
}

TEST_CASE("equation layout: terms have rectangles, can be hit, lit and dimmed") {
    const Equation e = set_equation("x = \\term{sum}{\\term{a}{k x} + \\term{b}{\\frac{1}{2}}} + \\term{a}{y}");
    REQUIRE(e.terms.size() == 4);
    CHECK(e.terms[1].parent == 0);
    CHECK(e.terms[2].parent == 0);
    CHECK(e.terms[3].parent == -1);
    const std::vector<Rect> a = term_rects(e, "a"), sum = term_rects(e, "sum"), b = term_rects(e, "b");
    REQUIRE(a.size() == 2);
    CHECK(a[0].w == doctest::Approx(set_equation("kx").width));
    CHECK(sum[0].x == doctest::Approx(a[0].x));
    CHECK(sum[0].right() == doctest::Approx(b[0].right()));
    CHECK(a[1].right() == doctest::Approx(e.width));
    CHECK(b[0].h == doctest::Approx(set_equation("\\frac{1}{2}").height + set_equation("\\frac{1}{2}").depth));
    const auto hit = [&](float x, float y) {
        const Equation::Term* term = term_at(e, {x, y});
        return term ? term->id : "";
    };
    CHECK(hit(static_cast<float>(middle_x(a[0])), -0.2f) == "a");
    CHECK(hit(static_cast<float>(middle_x(b[0])), 0.3f) == "b");
    CHECK(hit(a[0].right() + 0.1f, -0.2f) == "sum"); // its plus
    CHECK(hit(0.1f, -0.2f) == "");
    CHECK(term_rects(e, "none").empty());

    const auto alphas = [&](std::string_view lit) {
        AlphaCanvas canvas;
        draw(e, canvas, {{0, 0}, 20}, dark_theme(), {lit, 0.25f});
        return canvas.alphas;
    };
    const std::vector<float> none = alphas(""), lit = alphas("a");
    CHECK(std::count(none.begin(), none.end(), 1.0f) == static_cast<std::ptrdiff_t>(none.size()));
    CHECK(none.size() == lit.size());
    CHECK(std::count(lit.begin(), lit.end(), 1.0f) == 3); // k, x, y: one outline each
    CHECK(std::count(lit.begin(), lit.end(), 0.25f) == static_cast<std::ptrdiff_t>(lit.size()) - 3);
}

TEST_CASE("equation layout: it is the same at every size, and holes are holes") {
    const Equation e = set_equation("\\sqrt{\\bar\\alpha_t} + o");
    FakeCanvas small_canvas, large;
    draw(e, small_canvas, {{3, 20}, 13}, light_theme());
    draw(e, large, {{30, 200}, 130}, light_theme());
    const auto area = [](const FakeCanvas& canvas) {
        double sum = 0;
        for (const auto& outlines : canvas.areas_drawn)
            for (const auto& o : outlines)
                for (std::size_t i = 0; i < o.size(); ++i) {
                    const Point p = o[i], q = o[(i + 1) % o.size()];
                    sum += 0.5 * (static_cast<double>(p.x) * q.y - static_cast<double>(q.x) * p.y);
                }
        return sum;
    };
    CHECK(area(large) == doctest::Approx(100 * area(small_canvas)).epsilon(5e-3));
    // The letter o is less than the ellipse around it, because of its hole.
    FakeCanvas o;
    draw(set_equation("\\mathrm{o}"), o, {{0, 0}, 100}, light_theme());
    REQUIRE(o.areas_drawn.size() == 1);
    CHECK(o.areas_drawn[0].size() == 2);
    CHECK(std::abs(area(o)) < 0.6 * 3.14159 / 4 * 48 * 48);
}
