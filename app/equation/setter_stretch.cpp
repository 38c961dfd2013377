// Delimiters, radical signs and operators in the size that their content asks for (rules 13 and 19), from the variants
// and assemblies of the MATH table.

#include "app/equation/setter.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

constexpr float null_delimiter = 0.12f; ///< ems: TeX's \nulldelimiterspace
constexpr float hair = 0.002f;          ///< ems: faces round their sizes
constexpr int most_repeats = 2000;      ///< of an extender: as much as any equation within the bounds asks for

} // namespace

/// Moves a box so that its middle is on the axis.
Box Setter::on_axis(Box box, const Look& look) const {
    const float down = (box.height - box.depth) / 2 - axis(look);
    Box moved;
    moved.width = box.width;
    moved.italic_correction = box.italic_correction;
    moved.height = box.height - down;
    moved.depth = box.depth + down;
    moved.place(std::move(box), 0, down);
    return moved;
}

/// The smallest variant of a glyph that is at least `total` high, or pieces of it put together.
Box Setter::vertical(std::uint32_t id, float total, float size, const Look& look) const {
    std::uint32_t best = id;
    for (const GlyphVariant& variant : math_.variants(id, HB_DIRECTION_BTT)) {
        best = variant.id;
        const GlyphInk ink = math_.ink(variant.id);
        if ((ink.height + ink.depth) * size >= total - hair) return glyph(best, size, look);
    }
    const std::vector<GlyphPart> parts = math_.parts(id, HB_DIRECTION_BTT);
    Box largest = glyph(best, size, look);
    return parts.empty() || largest.total() >= total - hair ? largest
                                                            : assembly(parts, total, size, HB_DIRECTION_BTT, look);
}

/// Pieces from bottom to top, or from left to right: extenders as often as needed, neighbours overlapping as far as
/// makes the length right (OpenType, GlyphAssembly).
Box Setter::assembly(const std::vector<GlyphPart>& parts, float total, float size, hb_direction_t direction,
                     const Look& look) const {
    const float least = math_.least_overlap(direction), wanted = total / size;
    float fixed = least, each = 0; // lengths less the overlap with the neighbour before
    for (const GlyphPart& part : parts) (part.extender ? each : fixed) += part.size - least;
    const int repeats =
        each > 0 ? std::clamp(static_cast<int>(std::ceil((wanted - fixed) / each)), 0, most_repeats) : 1;
    std::vector<GlyphPart> row;
    for (const GlyphPart& part : parts)
        row.insert(row.end(), part.extender ? static_cast<std::size_t>(repeats) : 1, part);
    const float length = fixed + each * static_cast<float>(repeats);
    const float more = row.size() > 1 ? std::max(length - wanted, 0.0f) / static_cast<float>(row.size() - 1) : 0;
    Box box;
    float at = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) {
            const float most = std::max(std::min(row[i - 1].end, row[i].start), least);
            at -= std::min(least + more, most) * size;
        }
        Box part = glyph(row[i].id, size, look);
        const float along = row[i].size * size;
        if (direction == HB_DIRECTION_LTR) {
            const float left = math_.ink(row[i].id).left * size;
            box.enclose(std::move(part), at - left, 0);
            box.width = at + along;
        } else {
            box.width = std::max(box.width, part.width);
            const float y = -at - part.depth;
            box.enclose(std::move(part), 0, y);
        }
        at += along;
    }
    return box;
}

Box Setter::delimiter(char32_t code, float total, const Look& look) {
    if (code == 0) {
        Box nothing;
        nothing.width = null_delimiter * size(look.style);
        return nothing;
    }
    return on_axis(vertical(glyph_of(code, look.with({0, false}), {}), total, size(look.style), look), look);
}

/// Rule 13: larger in display style, and its middle on the axis.
Box Setter::big_operator(std::uint32_t id, const Look& look) const {
    const float scale = size(look.style);
    if (look.style.display()) {
        const float least = math_.constant(HB_OT_MATH_CONSTANT_DISPLAY_OPERATOR_MIN_HEIGHT);
        for (const GlyphVariant& variant : math_.variants(id, HB_DIRECTION_BTT)) {
            id = variant.id;
            if (variant.size >= least) break;
        }
    }
    Box box = glyph(id, scale, look);
    // The advance of a leaning operator has room for its top: subscripts stand closer by that.
    box.italic_correction = math_.italics_correction(id) * scale;
    box.width -= box.italic_correction;
    return on_axis(std::move(box), look);
}

/// Rule 19: delimiters reach as far above and below the axis as what they hold, on the side where that is more.
Box Setter::fence(const std::vector<char32_t>& codes, std::vector<Box> inside, const Look& look) {
    float reach = 0;
    for (const Box& box : inside) reach = std::max({reach, box.height - axis(look), box.depth + axis(look)});
    Box all;
    const auto append = [&](Box&& box) {
        const float x = all.width;
        all.width += box.width;
        all.enclose(std::move(box), x, 0);
    };
    for (std::size_t i = 0; i < codes.size(); ++i) {
        append(delimiter(codes[i], 2 * reach, look));
        if (i < inside.size()) append(std::move(inside[i]));
    }
    return all;
}

Box Setter::fence(const std::vector<char32_t>& codes, Box inside, const Look& look) {
    std::vector<Box> one;
    one.push_back(std::move(inside));
    return fence(codes, std::move(one), look);
}

Box Setter::fenced(const Node& node, const Look& look) {
    std::vector<Box> inside;
    for (const Row& part : node.parts) inside.push_back(row_with_overhangs(part, look));
    return fence(node.codes, std::move(inside), look);
}

} // namespace halfstep
