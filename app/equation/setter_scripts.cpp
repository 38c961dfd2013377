// Superscripts, subscripts, limits (rules 13a and 18).

#include "app/equation/setter.h"

#include <algorithm>

namespace halfstep {

Box Setter::scripts(const Node& node, const Look& look) {
    const Row &above = node.parts[1], &below = node.parts[2];
    Box base = row(node.parts[0], look);
    if (node.limits == ScriptLimits::always || (node.limits == ScriptLimits::display && look.style.display()))
        return limits(std::move(base), above, below, look);
    Beside beside;
    beside.has_superscript = !above.empty();
    beside.has_subscript = !below.empty();
    if (beside.has_superscript) beside.superscript = row(above, look.with(look.style.superscript()));
    if (beside.has_subscript) beside.subscript = row(below, look.with(look.style.subscript()));
    return attach(std::move(base), std::move(beside), look);
}

/// The kerns of the two corners that meet, at the heights where either ends; the looser of the two holds (OpenType,
/// MathKernInfo). `shift`: of the script's baseline, upwards.
float Setter::script_kern(const Box& base, const Box& script, bool above, float shift) const {
    if (base.letter < 0) return 0;
    const auto at = [&](float height) {
        const float own =
            math_.kern(static_cast<std::uint32_t>(base.letter),
                       above ? HB_OT_MATH_KERN_TOP_RIGHT : HB_OT_MATH_KERN_BOTTOM_RIGHT, height / base.letter_size);
        if (script.letter < 0) return own * base.letter_size;
        const float other = math_.kern(static_cast<std::uint32_t>(script.letter),
                                       above ? HB_OT_MATH_KERN_BOTTOM_LEFT : HB_OT_MATH_KERN_TOP_LEFT,
                                       (height - shift) / script.letter_size);
        return own * base.letter_size + other * script.letter_size;
    };
    return above ? std::max(at(shift - script.depth), at(base.letter_height))
                 : std::max(at(shift + script.height), at(-base.depth));
}

/// Rule 18.
Box Setter::attach(Box base, Beside beside, const Look& look) {
    auto& [superscript, subscript, has_superscript, has_subscript] = beside;
    const bool letter = base.letter >= 0;
    float up = letter ? 0 : base.height - constant(HB_OT_MATH_CONSTANT_SUPERSCRIPT_BASELINE_DROP_MAX, look);
    float down = letter ? 0 : base.depth + constant(HB_OT_MATH_CONSTANT_SUBSCRIPT_BASELINE_DROP_MIN, look);
    if (has_superscript)
        up = std::max({up,
                       constant(look.style.cramped ? HB_OT_MATH_CONSTANT_SUPERSCRIPT_SHIFT_UP_CRAMPED
                                                   : HB_OT_MATH_CONSTANT_SUPERSCRIPT_SHIFT_UP,
                                look),
                       superscript.depth + constant(HB_OT_MATH_CONSTANT_SUPERSCRIPT_BOTTOM_MIN, look)});
    if (has_subscript) {
        down = std::max(down, constant(HB_OT_MATH_CONSTANT_SUBSCRIPT_SHIFT_DOWN, look));
        if (!has_superscript)
            down = std::max(down, subscript.height - constant(HB_OT_MATH_CONSTANT_SUBSCRIPT_TOP_MAX, look));
    }
    if (has_superscript && has_subscript) {
        const float least = constant(HB_OT_MATH_CONSTANT_SUB_SUPERSCRIPT_GAP_MIN, look);
        const float gap = (up - superscript.depth) - (subscript.height - down);
        if (gap < least) {
            // Both may go up as long as the superscript's bottom stays within reach of the base; the rest goes down.
            const float room =
                constant(HB_OT_MATH_CONSTANT_SUPERSCRIPT_BOTTOM_MAX_WITH_SUBSCRIPT, look) - (up - superscript.depth);
            const float raise = std::clamp(room, 0.0f, least - gap);
            up += raise;
            down += least - gap - raise;
        }
    }
    const float own_width = base.width, correction = base.italic_correction;
    const float kern_up = has_superscript ? script_kern(base, superscript, true, up) : 0;
    const float kern_down = has_subscript ? script_kern(base, subscript, false, -down) : 0;
    Box all = std::move(base).with_italic_correction();
    all.letter = -1;
    const auto put = [&](Box&& script, float x, float y) {
        Box box = std::move(script).with_overhangs();
        all.width = std::max(all.width, x + box.width + constant(HB_OT_MATH_CONSTANT_SPACE_AFTER_SCRIPT, look));
        all.enclose(std::move(box), x, y);
    };
    if (has_superscript) put(std::move(superscript), own_width + correction + kern_up, -up);
    if (has_subscript) put(std::move(subscript), own_width + kern_down, down);
    return all;
}

/// Rule 13a: above and below, each in the middle, by half the italic correction to the right and to the left.
Box Setter::limits(Box base, const Row& above, const Row& below, const Look& look) {
    Box upper = above.empty() ? Box{} : row_with_overhangs(above, look.with(look.style.superscript()));
    Box lower = below.empty() ? Box{} : row_with_overhangs(below, look.with(look.style.subscript()));
    const float correction = base.italic_correction;
    Box middle = std::move(base).with_italic_correction();
    Box all;
    all.width = std::max({middle.width, upper.width, lower.width});
    const float height = middle.height, depth = middle.depth, middle_x = (all.width - middle.width) / 2;
    all.enclose(std::move(middle), middle_x, 0);
    if (!above.empty()) {
        const float gap = std::max(constant(HB_OT_MATH_CONSTANT_UPPER_LIMIT_GAP_MIN, look),
                                   constant(HB_OT_MATH_CONSTANT_UPPER_LIMIT_BASELINE_RISE_MIN, look) - upper.depth);
        const float x = (all.width - upper.width + correction) / 2, y = -(height + gap + upper.depth);
        all.enclose(std::move(upper), x, y);
    }
    if (!below.empty()) {
        const float gap = std::max(constant(HB_OT_MATH_CONSTANT_LOWER_LIMIT_GAP_MIN, look),
                                   constant(HB_OT_MATH_CONSTANT_LOWER_LIMIT_BASELINE_DROP_MIN, look) - lower.height);
        const float x = (all.width - lower.width - correction) / 2, y = depth + gap + lower.height;
        all.enclose(std::move(lower), x, y);
    }
    return all;
}

} // namespace halfstep
