#include "app/equation/equation.h"
#include "app/equation/parser.h"
#include "app/equation/setter.h"

#include <algorithm>

namespace halfstep {

EquationError::EquationError(int line_, int column_, const std::string& message)
    : Error("equation", "line " + std::to_string(line_) + ", column " + std::to_string(column_) + ": " + message),
      line(line_), column(column_) {}

NumberOf numbers_from(std::map<std::string, std::string, std::less<>> texts) {
    return [texts = std::move(texts)](std::string_view slot) -> std::optional<std::string> {
        const auto found = texts.find(slot);
        return found == texts.end() ? std::nullopt : std::optional(found->second);
    };
}

Equation set_equation(std::string_view tex, const NumberOf& numbers, EquationStyle style) {
    const Row tree = parse_equation(tex, numbers);
    Equation equation;
    equation.tex = std::string(tex);
    Look look;
    look.style = {style == EquationStyle::display ? 0 : 1, false};
    Box box = Setter(equation).row(tree, look).with_overhangs();
    equation.width = box.width;
    equation.height = box.height;
    equation.depth = box.depth;
    equation.glyphs = std::move(box.glyphs);
    equation.rules = std::move(box.rules);
    for (const Box::TermRect& term : box.terms) equation.terms[static_cast<std::size_t>(term.term)].rect = term.rect;
    return equation;
}

std::vector<Rect> term_rects(const Equation& equation, std::string_view id) {
    std::vector<Rect> rects;
    for (const Equation::Term& term : equation.terms)
        if (term.id == id) rects.push_back(term.rect);
    return rects;
}

const Equation::Term* term_at(const Equation& equation, Point place) {
    const Equation::Term* innermost = nullptr; // inner terms come after those around them
    for (const Equation::Term& term : equation.terms)
        if (term.rect.contains(place)) innermost = &term;
    return innermost;
}

} // namespace halfstep
