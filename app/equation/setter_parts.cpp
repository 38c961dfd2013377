// Fractions, radicals, accents, bars and braces (rules 9 to 12 and 15).

#include "app/equation/setter.h"

#include <algorithm>

namespace halfstep {

namespace {

/// TeX's \nulldelimiterspace, 1.2 points at ten: on either side of a fraction.
constexpr float beside_fraction = 0.12f;

} // namespace

/// Rule 15.
Box Setter::fraction(const Node& node, const Look& row_look) {
    Look look = row_look;
    if (node.amount >= 0) look.style.size = static_cast<int>(node.amount);
    const bool display = look.style.display(), ruled = node.big;
    const auto pick = [&](hb_ot_math_constant_t in_display, hb_ot_math_constant_t otherwise) {
        return constant(display ? in_display : otherwise, look);
    };
    Box top = row_with_overhangs(node.parts[0], look.with(look.style.numerator()));
    Box bottom = row_with_overhangs(node.parts[1], look.with(look.style.denominator()));
    float up = ruled
                   ? pick(HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_DISPLAY_STYLE_SHIFT_UP,
                          HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_SHIFT_UP)
                   : pick(HB_OT_MATH_CONSTANT_STACK_TOP_DISPLAY_STYLE_SHIFT_UP, HB_OT_MATH_CONSTANT_STACK_TOP_SHIFT_UP);
    float down = ruled ? pick(HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_DISPLAY_STYLE_SHIFT_DOWN,
                              HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_SHIFT_DOWN)
                       : pick(HB_OT_MATH_CONSTANT_STACK_BOTTOM_DISPLAY_STYLE_SHIFT_DOWN,
                              HB_OT_MATH_CONSTANT_STACK_BOTTOM_SHIFT_DOWN);
    const float thick = constant(HB_OT_MATH_CONSTANT_FRACTION_RULE_THICKNESS, look), middle = axis(look);
    if (ruled) {
        const float above = pick(HB_OT_MATH_CONSTANT_FRACTION_NUM_DISPLAY_STYLE_GAP_MIN,
                                 HB_OT_MATH_CONSTANT_FRACTION_NUMERATOR_GAP_MIN);
        const float below = pick(HB_OT_MATH_CONSTANT_FRACTION_DENOM_DISPLAY_STYLE_GAP_MIN,
                                 HB_OT_MATH_CONSTANT_FRACTION_DENOMINATOR_GAP_MIN);
        up = std::max(up, middle + thick / 2 + above + top.depth);
        down = std::max(down, bottom.height + below + thick / 2 - middle);
    } else {
        const float least = pick(HB_OT_MATH_CONSTANT_STACK_DISPLAY_STYLE_GAP_MIN, HB_OT_MATH_CONSTANT_STACK_GAP_MIN);
        const float lack = least - ((up - top.depth) - (bottom.height - down));
        up += std::max(lack, 0.0f) / 2;
        down += std::max(lack, 0.0f) / 2;
    }
    const float width = std::max(top.width, bottom.width), side = beside_fraction * size(look.style);
    Box inside;
    inside.width = width;
    const float top_x = (width - top.width) / 2, bottom_x = (width - bottom.width) / 2;
    inside.enclose(std::move(top), top_x, -up);
    inside.enclose(std::move(bottom), bottom_x, down);
    if (ruled) inside.rules.push_back(rule({0, -middle - thick / 2, width, thick}, look, false));
    if (!node.codes.empty()) return fence(node.codes, std::move(inside), look);
    Box all;
    all.width = width + 2 * side;
    all.enclose(std::move(inside), side, 0);
    return all;
}

/// Rule 11; the index as the MATH table has it.
Box Setter::radical(const Node& node, const Look& look) {
    Box inside = row_with_overhangs(node.parts[0], look.with(look.style.cramp()));
    const float thick = constant(HB_OT_MATH_CONSTANT_RADICAL_RULE_THICKNESS, look);
    float gap = constant(look.style.display() ? HB_OT_MATH_CONSTANT_RADICAL_DISPLAY_STYLE_VERTICAL_GAP
                                              : HB_OT_MATH_CONSTANT_RADICAL_VERTICAL_GAP,
                         look);
    Box sign = vertical(glyph_of(U'√', look.with({0, false}), node.place), inside.total() + gap + thick,
                        size(look.style), look);
    gap += std::max(sign.total() - (inside.total() + gap + thick), 0.0f) / 2;
    const float top = inside.height + gap + thick, total = sign.total();
    Box all;
    float x = 0;
    if (!node.parts[1].empty()) {
        Box index = row_with_overhangs(node.parts[1], look.with({3, true}));
        const float bottom = top - total; // of the sign, above the baseline
        const float raise =
            bottom + math_.percent(HB_OT_MATH_CONSTANT_RADICAL_DEGREE_BOTTOM_RAISE_PERCENT) * total + index.depth;
        const float before = constant(HB_OT_MATH_CONSTANT_RADICAL_KERN_BEFORE_DEGREE, look);
        x = std::max(before + index.width + constant(HB_OT_MATH_CONSTANT_RADICAL_KERN_AFTER_DEGREE, look), 0.0f);
        const float index_x = x - constant(HB_OT_MATH_CONSTANT_RADICAL_KERN_AFTER_DEGREE, look) - index.width;
        all.enclose(std::move(index), index_x, -raise);
    }
    const float sign_width = sign.width, width = inside.width, sign_y = sign.height - top;
    all.enclose(std::move(sign), x, sign_y);
    all.rules.push_back(rule({x + sign_width, -top, width, thick}, look, true));
    all.enclose(std::move(inside), x + sign_width, 0);
    all.width = x + sign_width + width;
    all.height = std::max(all.height, top + constant(HB_OT_MATH_CONSTANT_RADICAL_EXTRA_ASCENDER, look));
    return all;
}

/// Rule 12, with the places where the face says that accents attach.
Box Setter::accent(const Node& node, const Look& look) {
    Box base = row(node.parts[0], look.with(look.style.cramp()));
    const float scale = size(look.style), full = base.width + base.italic_correction;
    std::uint32_t id = glyph_of(node.code, look.with({0, false}), node.place);
    if (node.big)
        for (const GlyphVariant& variant : math_.variants(id, HB_DIRECTION_LTR)) {
            const GlyphInk ink = math_.ink(variant.id);
            if ((ink.right - ink.left) * scale <= full) id = variant.id;
        }
    const GlyphInk ink = math_.ink(id);
    float attached = full / 2;
    if (base.letter >= 0) {
        const auto letter = static_cast<std::uint32_t>(base.letter);
        const GlyphInk shape = math_.ink(letter);
        const float centre = (shape.left + shape.right) / 2, place = math_.accent_attachment(letter);
        // No letter leans to the left: places far from the middle there are slips of the face, as of its script N.
        constexpr float too_far = 0.25f; // of the letter's width
        attached = (place < centre - too_far * (shape.right - shape.left) ? centre : place) * base.letter_size;
    }
    const float own = math_.accent_attachment(id), middle = (ink.left + ink.right) / 2;
    // Those of the face's wide accents that name no place have it in their middle.
    const float attaches = (std::abs(own - middle) > 0.2f * (ink.right - ink.left) ? middle : own) * scale;
    const float raise = base.height - std::min(base.height, constant(HB_OT_MATH_CONSTANT_ACCENT_BASE_HEIGHT, look));
    Box mark;
    mark.height = ink.height * scale;
    mark.glyphs.push_back({math_face, id, {0, 0}, scale, look.ink, look.term});
    base.enclose(std::move(mark), attached - attaches, -raise);
    return base;
}

/// Rules 9 and 10.
Box Setter::bar(const Node& node, const Look& look) {
    const bool over = node.kind == NodeKind::overline;
    Box box = row_with_overhangs(node.parts[0], over ? look.with(look.style.cramp()) : look);
    box.letter = -1;
    const float thick =
        constant(over ? HB_OT_MATH_CONSTANT_OVERBAR_RULE_THICKNESS : HB_OT_MATH_CONSTANT_UNDERBAR_RULE_THICKNESS, look);
    const float gap =
        constant(over ? HB_OT_MATH_CONSTANT_OVERBAR_VERTICAL_GAP : HB_OT_MATH_CONSTANT_UNDERBAR_VERTICAL_GAP, look);
    const float beyond = constant(
        over ? HB_OT_MATH_CONSTANT_OVERBAR_EXTRA_ASCENDER : HB_OT_MATH_CONSTANT_UNDERBAR_EXTRA_DESCENDER, look);
    const float y = over ? -(box.height + gap + thick) : box.depth + gap;
    box.rules.push_back(rule({0, y, box.width, thick}, look, false));
    (over ? box.height : box.depth) += gap + thick + beyond;
    return box;
}

Box Setter::brace(const Node& node, const Look& look) {
    const bool over = node.kind == NodeKind::overbrace;
    Box box = row_with_overhangs(node.parts[0], look);
    box.letter = -1;
    const std::uint32_t id = glyph_of(over ? U'⏞' : U'⏟', look.with({0, false}), node.place);
    const float scale = size(look.style);
    Box sign;
    for (const GlyphVariant& variant : math_.variants(id, HB_DIRECTION_LTR)) {
        sign = glyph(variant.id, scale, look);
        if (variant.size * scale >= box.width) break;
    }
    const std::vector<GlyphPart> parts = math_.parts(id, HB_DIRECTION_LTR);
    if (sign.width < box.width && !parts.empty()) sign = assembly(parts, box.width, scale, HB_DIRECTION_LTR, look);
    const float gap = constant(HB_OT_MATH_CONSTANT_STRETCH_STACK_GAP_ABOVE_MIN, look);
    const float y = over ? -(box.height + gap + sign.depth) : box.depth + gap + sign.height;
    Box all;
    all.width = std::max(box.width, sign.width);
    const float box_x = (all.width - box.width) / 2, sign_x = (all.width - sign.width) / 2;
    all.enclose(std::move(box), box_x, 0);
    all.enclose(std::move(sign), sign_x, y);
    return all;
}

} // namespace halfstep
