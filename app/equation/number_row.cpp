// Numbers as the program writes them (app/base/number_text.h), as nodes.

#include "app/base/text.h"
#include "app/equation/parser.h"

namespace halfstep {

namespace {

/// ⁰ ¹ ² ... ⁹ ⁻ ⁺ as the characters that are raised; 0 for any other.
char32_t raised(char32_t code) {
    switch (code) {
    case U'¹': return U'1';
    case U'²': return U'2';
    case U'³': return U'3';
    case U'⁻': return U'−';
    case U'⁺': return U'+';
    default: return code == U'⁰' || (code >= U'⁴' && code <= U'⁹') ? U'0' + (code - U'⁰') : 0;
    }
}

Node symbol_at(TexPlace place, char32_t code, AtomClass cls) {
    Node node;
    node.place = place;
    node.code = code;
    node.cls = cls;
    return node;
}

/// Signs stand close to what they belong to unless a number is on their left: -1.5, 1e-9, 2 ± 0.1.
AtomClass class_of_sign(const Row& before) {
    const bool digit = !before.empty() && (before.back().kind == NodeKind::scripts || is_digit(before.back().code) ||
                                           before.back().code == U'.' || before.back().kind == NodeKind::space);
    return digit ? AtomClass::bin : AtomClass::ord;
}

} // namespace

Row number_row(std::string_view text, std::string_view slot, TexPlace place) {
    Row row;
    while (!text.empty()) {
        const Character c = first_character(text);
        text.remove_prefix(c.bytes);
        if (const char32_t digit = raised(c.code)) {
            if (row.empty())
                refuse_equation(place, "number " + quoted_tex(slot) + " begins with a superscript", "10⁻⁹");
            if (row.back().kind != NodeKind::scripts) {
                Node scripts;
                scripts.kind = NodeKind::scripts;
                scripts.place = place;
                scripts.parts.resize(3);
                scripts.parts[0].push_back(std::move(row.back()));
                row.back() = std::move(scripts);
            }
            row.back().parts[1].push_back(symbol_at(place, digit, AtomClass::ord));
        } else if (c.code == U' ' || c.code == U'\u2009' || c.code == U'\u00a0') {
            Node space = symbol_at(place, 0, AtomClass::ord);
            space.kind = NodeKind::space;
            space.amount = 3 / 18.0f;
            row.push_back(std::move(space));
        } else if (is_digit(c.code) || is_letter(c.code) || c.code == U'%') {
            row.push_back(symbol_at(place, styled(c.code, Alphabet::upright), AtomClass::ord));
        } else if (const Symbol* symbol = find_symbol(c.code); symbol && !symbol->big) {
            const bool sign = symbol->cls == AtomClass::bin, comma = symbol->cls == AtomClass::punct;
            const AtomClass cls = sign ? class_of_sign(row) : comma ? AtomClass::ord : symbol->cls;
            row.push_back(symbol_at(place, symbol->code, cls));
        } else {
            std::string character;
            append_utf8(character, c.code);
            refuse_equation(place, "number " + quoted_tex(slot) + " holds " + quoted_tex(character),
                            "digits, signs, letters, ⁻⁹");
        }
    }
    return row;
}

} // namespace halfstep
