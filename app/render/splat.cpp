#include "app/render/splat.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

std::uint8_t byte(float v) { return static_cast<std::uint8_t>(std::clamp(v, 0.0f, 1.0f) * 255 + 0.5f); }

} // namespace

void Splat::disc(float x, float y, float radius, Color color) {
    color.a *= disc_strength(radius);
    radius = std::max(radius, least_disc);
    const float reach = std::sqrt(radius * radius - 1.0f / 12) + 0.5f, inner = reach - 1; // see disc.frag
    const float full = inner > 0 ? inner * inner : -1, none = reach * reach;
    if (!(x > -reach && y > -reach && x < static_cast<float>(columns_) + reach &&
          y < static_cast<float>(rows_) + reach))
        return; // NaN, too
    const int x0 = std::max(static_cast<int>(x - reach), 0), x1 = std::min(static_cast<int>(x + reach), columns_ - 1);
    const int y0 = std::max(static_cast<int>(y - reach), 0), y1 = std::min(static_cast<int>(y + reach), rows_ - 1);
    for (int row = y0; row <= y1; ++row) {
        Pixel* const line = pixels_.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_);
        const float dy = static_cast<float>(row) + 0.5f - y;
        for (int column = x0; column <= x1; ++column) {
            const float dx = static_cast<float>(column) + 0.5f - x, d2 = dx * dx + dy * dy;
            if (d2 >= none) continue;
            const float alpha = d2 <= full ? color.a : (reach - std::sqrt(d2)) * color.a, through = 1 - alpha;
            Pixel& p = line[column];
            p = {p.r * through + color.r * alpha, p.g * through + color.g * alpha, p.b * through + color.b * alpha,
                 p.a * through + alpha};
        }
    }
}

std::vector<std::uint8_t> Splat::straight() const {
    std::vector<std::uint8_t> rgba;
    rgba.reserve(pixels_.size() * 4);
    for (const Pixel& p : pixels_) {
        const float unit = p.a > 0 ? 1 / p.a : 0;
        rgba.insert(rgba.end(), {byte(p.r * unit), byte(p.g * unit), byte(p.b * unit), byte(p.a)});
    }
    return rgba;
}

std::vector<std::uint8_t> Splat::premultiplied() const {
    std::vector<std::uint8_t> rgba(pixels_.size() * 4);
    for (std::size_t i = 0; i < pixels_.size(); ++i) {
        const Pixel& p = pixels_[i];
        if (p.a == 0) continue;
        rgba[4 * i] = byte(p.r);
        rgba[4 * i + 1] = byte(p.g);
        rgba[4 * i + 2] = byte(p.b);
        rgba[4 * i + 3] = byte(p.a);
    }
    return rgba;
}

} // namespace halfstep
