#include "app/views/equation_view.h"

#include "app/views/figure_view.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr float picture_edge = 2; // pixels about the equation: letters lean out of their boxes

bool equal_colors(const Color& a, const Color& b) { return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a; }

} // namespace

bool EquationView::Look::operator==(const Look& other) const {
    return em == other.em && lit == other.lit &&
           std::equal(colors.begin(), colors.end(), other.colors.begin(), other.colors.end(), equal_colors);
}

void EquationView::set(Formula formula) {
    if (formula.tex == formula_.tex && formula.numbers == formula_.numbers) return;
    equation_ = set_equation(formula.tex, numbers_from(formula.numbers));
    formula_ = std::move(formula);
    look_ = {};
    inks_.clear();
    const auto add = [&](const Ink& ink) {
        const bool known = std::any_of(inks_.begin(), inks_.end(), [&](const Ink& one) {
            return one.role == ink.role && one.index == ink.index && one.alpha == ink.alpha;
        });
        if (!known) inks_.push_back(ink);
    };
    for (const Equation::Glyph& glyph : equation_.glyphs) add(glyph.ink);
    for (const Equation::Rule& rule : equation_.rules) add(rule.ink);
}

void EquationView::draw_picture(const Theme& theme, const EquationLight& light) {
    const float em = look_.em, lean = 0.3f * em + picture_edge; // an italic f reaches out to the left
    origin_ = {std::ceil(lean), std::ceil(equation_.height * em + picture_edge)};
    width_ = static_cast<int>(std::ceil(origin_.x + equation_.width * em + lean));
    height_ = static_cast<int>(std::ceil(origin_.y + equation_.depth * em + picture_edge));
    canvas_.begin(width_, height_, look_.colors.front());
    draw(equation_, canvas_, {origin_, em}, theme, light);
    canvas_.end();
    ++drawn_;
}

void EquationView::show(const EquationPlace& place, const Theme& theme, Color ground, const EquationLight& light) {
    if (equation_.glyphs.empty() && equation_.rules.empty()) return;
    Look look{place.em, {ground}, std::string(light.term)};
    for (const Ink& ink : inks_) look.colors.push_back(text_color(theme, ink));
    if (!(look == look_)) {
        look_ = look;
        draw_picture(theme, light);
    }
    const Rect at{std::round(place.at.x) - origin_.x, std::round(place.at.y) - origin_.y, static_cast<float>(width_),
                  static_cast<float>(height_)};
    show_canvas(canvas_, at, *ImGui::GetWindowDrawList(), fonts_);
}

} // namespace halfstep
