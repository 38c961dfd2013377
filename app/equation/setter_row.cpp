// Rows: classes, the space between them, symbols and words.

#include "app/equation/setter.h"

#include "app/base/text.h"
#include "app/equation/tokens.h"

#include <algorithm>

namespace halfstep {

namespace {

/// Spaces between neighbours (The TeXbook, chapter 18): 1 thin, 2 medium, 3 thick; negative: in display and text style
/// only. Rows: left; columns: right. A binary operation never stands where there is 9.
constexpr int spaces[8][8] = {
    //        ord op bin rel open close punct inner
    /*ord*/ {0, 1, -2, -3, 0, 0, 0, -1},
    /*op*/ {1, 1, 9, -3, 0, 0, 0, -1},
    /*bin*/ {-2, -2, 9, 9, -2, 9, 9, -2},
    /*rel*/ {-3, -3, 9, 0, -3, 0, 0, -3},
    /*open*/ {0, 0, 9, 0, 0, 0, 0, 0},
    /*close*/ {0, 1, -2, -3, 0, 0, 0, -1},
    /*punct*/ {-1, -1, 9, -1, -1, -1, -1, -1},
    /*inner*/ {-1, 1, -2, -3, -1, 0, -1, -1},
};

/// Ems of the style that the right one stands in.
float space_between(AtomClass left, AtomClass right, const MathStyle& style) {
    const int kind = spaces[static_cast<int>(left)][static_cast<int>(right)];
    if (kind == 0 || kind == 9 || (kind < 0 && style.size > 1)) return 0;
    constexpr float mu = 1 / 18.0f, sizes[] = {0, 3 * mu, 4 * mu, 5 * mu}; // TeX's \thinmuskip, ...
    return sizes[std::abs(kind)];
}

/// Letters of Unicode's italic alphabets.
bool is_slanted(char32_t code) { return (code >= 0x1D434 && code < 0x1D468) || (code >= 0x1D6E2 && code < 0x1D71C); }

} // namespace

struct Setter::Item {
    const Node* node = nullptr; ///< nullptr: nothing, of class ord
    Look look;
    AtomClass cls = AtomClass::ord;
    bool space = false;
    float x = 0, width = 0, height = 0, depth = 0; ///< once it is set
};

/// The items of a term.
struct Setter::Span {
    int term = 0;
    std::size_t first = 0, last = 0; ///< last: one after it
};

/// What colours and names leaves its nodes in the row, so that the spaces between them are those of the row.
void Setter::flatten(const Row& nodes, Look look, std::vector<Item>& items, std::vector<Span>& spans) {
    for (const Node& node : nodes) {
        if (node.kind == NodeKind::style) {
            look.style.size = static_cast<int>(node.amount);
        } else if (node.kind == NodeKind::color) {
            Look inside = look;
            inside.ink = node.ink;
            flatten(node.parts[0], inside, items, spans);
        } else if (node.kind == NodeKind::term) {
            Look inside = look;
            inside.term = static_cast<int>(equation_.terms.size());
            equation_.terms.push_back({node.text, {}, look.term});
            const std::size_t first = items.size();
            flatten(node.parts[0], inside, items, spans);
            spans.push_back({inside.term, first, items.size()});
        } else {
            items.push_back({&node, look, node.cls, node.kind == NodeKind::space});
        }
    }
}

/// Rules 5 and 6: a binary operation without operands on both sides is an ordinary symbol.
template <class Items>
static void settle_classes(Items& items) {
    using enum AtomClass;
    auto* before = static_cast<typename Items::value_type*>(nullptr);
    for (auto& item : items) {
        if (item.space) continue;
        const AtomClass left = before ? before->cls : open;
        if (item.cls == bin && (left == bin || left == op || left == rel || left == open || left == punct))
            item.cls = ord;
        if (before && left == bin && (item.cls == rel || item.cls == close || item.cls == punct)) before->cls = ord;
        before = &item;
    }
    if (before && before->cls == bin) before->cls = ord;
}

Box Setter::row(const Row& nodes, const Look& look, RowStart start) {
    std::vector<Item> items;
    std::vector<Span> spans;
    if (start == RowStart::after_something) items.push_back({nullptr, look});
    flatten(nodes, look, items, spans);
    settle_classes(items);
    if (items.size() == 1 && spans.empty() && items[0].node && !items[0].space)
        return node(*items[0].node, items[0].look);
    Box row;
    const Item* before = nullptr;
    bool after_letter = false; // a slanted one, whose neighbour may lean under it
    for (Item& item : items) {
        if (item.space) {
            item.x = row.width;
            row.width += item.width = item.node->amount * size(item.look.style);
            after_letter = false;
            continue;
        }
        Box box = item.node ? node(*item.node, item.look).with_italic_correction() : Box{};
        const float gap = before ? space_between(before->cls, item.cls, item.look.style) * size(item.look.style) : 0;
        row.width += gap + (after_letter && gap == 0 ? 0 : box.tail);
        after_letter = box.letter >= 0 && item.cls == AtomClass::ord && is_slanted(item.node->code);
        item.x = row.width;
        item.width = box.width;
        item.height = box.height;
        item.depth = box.depth;
        row.width += box.width;
        row.enclose(std::move(box), item.x, 0);
        before = &item;
    }
    for (const Span& span : spans) {
        if (span.first == span.last) continue;
        const Item &first = items[span.first], &last = items[span.last - 1];
        float height = 0, depth = 0;
        for (std::size_t i = span.first; i < span.last; ++i) {
            height = std::max(height, items[i].height);
            depth = std::max(depth, items[i].depth);
        }
        row.terms.push_back({span.term, {first.x, -height, last.x + last.width - first.x, height + depth}});
    }
    return row;
}

Box Setter::node(const Node& node, const Look& look) {
    switch (node.kind) {
    case NodeKind::symbol: return symbol(node, look);
    case NodeKind::name:
    case NodeKind::text: return words(node, look);
    case NodeKind::group: return row(node.parts[0], look);
    case NodeKind::scripts: return scripts(node, look);
    case NodeKind::fraction: return fraction(node, look);
    case NodeKind::radical: return radical(node, look);
    case NodeKind::accent: return accent(node, look);
    case NodeKind::overline:
    case NodeKind::underline: return bar(node, look);
    case NodeKind::overbrace:
    case NodeKind::underbrace: return brace(node, look);
    case NodeKind::stack: return limits(row(node.parts[0], look), node.parts[1], node.parts[2], look);
    case NodeKind::fenced: return fenced(node, look);
    case NodeKind::sized: {
        constexpr float near = 0.97f; // a face's sizes are its own: one that is nearly as high as plain TeX's will do
        return delimiter(node.code, near * node.amount * size(look.style), look);
    }
    case NodeKind::table: return table(node, look);
    case NodeKind::space:
    case NodeKind::style:
    case NodeKind::color:
    case NodeKind::term: break; // flatten() has taken them apart
    }
    return {};
}

float Setter::size(const MathStyle& style) const {
    if (style.size < 2) return 1;
    return math_.percent(style.size == 2 ? HB_OT_MATH_CONSTANT_SCRIPT_PERCENT_SCALE_DOWN
                                         : HB_OT_MATH_CONSTANT_SCRIPT_SCRIPT_PERCENT_SCALE_DOWN);
}

std::uint32_t Setter::glyph_of(char32_t code, const Look& look, TexPlace place) const {
    const std::uint32_t id = math_.glyph(code, std::max(look.style.size - 1, 0));
    if (id != 0) return id;
    std::string character;
    append_utf8(character, code);
    refuse_equation(place, "the face has no " + quoted_tex(character),
                    "the symbols that halfstep guide equations lists");
}

Box Setter::glyph(std::uint32_t id, float size, const Look& look) const {
    const GlyphInk ink = math_.ink(id);
    Box box;
    box.width = math_.advance(id) * size;
    box.height = ink.height * size;
    box.depth = ink.depth * size;
    box.glyphs.push_back({math_face, id, {0, 0}, size, look.ink, look.term});
    return box;
}

Box Setter::symbol(const Node& node, const Look& look) {
    const std::uint32_t id = glyph_of(node.code, look, node.place);
    if (node.big) return big_operator(id, look);
    const float scale = size(look.style);
    Box box = glyph(id, scale, look);
    box.italic_correction = math_.italics_correction(id) * scale;
    box.letter = id;
    constexpr float usual_tail = 0.06f; // ems: most letters stay within that
    box.tail = std::max(-math_.ink(id).left - usual_tail, 0.0f) * scale;
    box.letter_size = scale;
    box.letter_height = box.height;
    return box;
}

Box Setter::shaped(int face_index, std::string_view text, float size, const Look& look) const {
    const Face& from = face(face_index);
    const ShapedText shape = from.shape(text);
    Box box;
    box.width = shape.width * size;
    for (const ShapedGlyph& glyph : shape.glyphs) {
        const GlyphInk ink = from.ink(glyph.id);
        box.height = std::max(box.height, (ink.height - glyph.at.y) * size);
        box.depth = std::max(box.depth, (ink.depth + glyph.at.y) * size);
        box.glyphs.push_back({static_cast<std::uint8_t>(face_index),
                              glyph.id,
                              {glyph.at.x * size, glyph.at.y * size},
                              size,
                              look.ink,
                              look.term});
    }
    return box;
}

/// Words by the first face that has their characters, in runs as long as may be.
Box Setter::words(const Node& node, const Look& look) {
    const float scale = size(look.style);
    Box box;
    std::string run;
    int run_face = -1;
    const auto finish = [&] {
        if (run.empty()) return;
        Box part = shaped(run_face, run, scale, look);
        const float x = box.width;
        box.width += part.width;
        box.enclose(std::move(part), x, 0);
        run.clear();
    };
    for (std::string_view rest = node.text; !rest.empty();) {
        const Character c = first_character(rest);
        int index = 0;
        while (index < face_count && face(index).glyph(c.code) == 0) ++index;
        if (index == face_count)
            refuse_equation(node.place, "no face has " + quoted_tex(rest.substr(0, c.bytes)), "text without it");
        if (index != run_face) finish();
        run_face = index;
        append_utf8(run, c.code);
        rest.remove_prefix(c.bytes);
    }
    finish();
    return box;
}

} // namespace halfstep
