#pragma once
// Discs drawn by the CPU: for dense clouds where OpenGL is software, and for pictures inside vector files.

#include "app/figure/canvas.h"

#include <vector>

namespace halfstep {

/// A picture of columns x rows pixels, row 0 at the top, clear at first. Discs are blended over it one after another in
/// floats, on encoded values like everywhere.
class Splat {
public:
    Splat(int columns, int rows)
        : columns_(columns), rows_(rows), pixels_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) {}

    /// Centre and radius in pixels. The same soft edge as the screen's shader, disc.frag: as much ink as the disc's
    /// area.
    void disc(float x, float y, float radius, Color color);

    int columns() const { return columns_; }
    int rows() const { return rows_; }
    std::vector<std::uint8_t> straight() const;      ///< RGBA, straight alpha
    std::vector<std::uint8_t> premultiplied() const; ///< RGBA, premultiplied

private:
    struct Pixel { // premultiplied, 0..1
        float r = 0, g = 0, b = 0, a = 0;
    };
    int columns_, rows_;
    std::vector<Pixel> pixels_;
};

/// Discs of a smaller radius are drawn with this one, and fainter: the soft edge is all that is left of them.
constexpr float least_disc = 0.5f;
inline float disc_strength(float radius) {
    return radius < least_disc ? radius * radius / (least_disc * least_disc) : 1;
}

} // namespace halfstep
