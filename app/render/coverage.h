#pragma once
// Areas as coverage: how much of each pixel lies inside closed outlines.

#include "app/figure/canvas.h"

#include <vector>

namespace halfstep {

/// Pixels from (left, top), row 0 at the top.
struct Raster {
    int left = 0, top = 0, columns = 0, rows = 0;
    std::vector<float> coverage; ///< of each pixel that is covered, 0..1
    float at(int x, int y) const {
        return coverage[static_cast<std::size_t>(y) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(x)];
    }
};

/// The area within `count` closed outlines (Canvas::areas), of pixels that touch both it and `within`; no pixels where
/// that is empty. Exact for straight sides, but for the outermost column of `within` where sides cross it. Points that
/// are not finite are left out.
Raster covered(const Point* points, const int* lengths, int count, const Rect& within);

/// Pixels beside each other that are covered equally.
struct CoverageRun {
    int x = 0, y = 0, length = 0;
    float coverage = 0; ///< a multiple of 1/255, 0 left out
};
/// A raster row by row, for what draws rectangles alone.
std::vector<CoverageRun> coverage_runs(const Raster& raster);

} // namespace halfstep
