#pragma once
// A page of anything that draws on a Canvas, as the bytes of a file: what all pictures have in common. Sheets of
// figures (writers.h) and equations are written through it.

#include "app/figure/canvas.h"

#include <functional>
#include <string>

namespace halfstep {

inline constexpr float points_per_inch = 72;

struct Page {
    float width = 0, height = 0;         ///< points, 1/72 inch
    int dpi = 300;                       ///< of a PNG
    const char* dpi_name = "resolution"; ///< what that is called where it is given
    bool outline_text = false;           ///< text is shapes, in vector files, too
    std::string title, caption;          ///< in one line each; go into the file
    std::string description;             ///< in words, for those who do not see it; empty: the caption
    std::string experiment;              ///< the scene that the file carries; empty: none
    /// Draws in points. The pixels a point of what becomes a picture on this canvas: 0 on vectors.
    std::function<void(Canvas& canvas, float resolution)> draw;
};

std::string page_svg(const Page& page);
std::string page_pdf(const Page& page);
/// Throws Error of the resolution when there would be too many pixels.
std::string page_png(const Page& page);

} // namespace halfstep
