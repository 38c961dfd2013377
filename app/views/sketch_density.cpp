#include "app/views/sketch_density.h"

#include "app/plots/law.h"
#include "core/law/catalog.h"

#include <numeric>

namespace halfstep {
namespace {

constexpr int sketch_cells = 140; // along either axis

HeatMap sketch_shade(const Target& law, Range x, Range y) {
    const double cell = std::max(x.hi - x.lo, y.hi - y.lo) / sketch_cells;
    return plots::density_map(plots::density_grid(plots::resolved_terms(law, cell), x, y, sketch_cells, sketch_cells));
}

/// As high over the line as what was drawn: both hold the same area.
Curve sketch_curve(const Target& law, const std::vector<double>& heights, Range x) {
    const double width = Sketch::bin_middle(1) - Sketch::bin_middle(0);
    const double area = width * std::accumulate(heights.begin(), heights.end(), 0.0);
    plots::DensityCurve density = plots::density_curve(law, x.lo, x.hi);
    Curve curve;
    curve.x = std::move(density.x);
    curve.y = std::move(density.density);
    for (double& height : curve.y) height *= area;
    curve.ink = {Ink::exact, 0, 1};
    curve.width = 1.75f;
    return curve;
}

} // namespace

std::vector<Mark> sketch_density(const Sketch& sketch, double kernel, Range x, Range y) {
    std::vector<Mark> marks;
    if (sketch.empty() || !(x.lo < x.hi) || !(y.lo < y.hi)) return marks;
    const Target law = make_target(sketch.result(Experiment{}, kernel, false).target);
    if (sketch.dim() == 2)
        marks.emplace_back(sketch_shade(law, x, y));
    else
        marks.emplace_back(sketch_curve(law, sketch.heights(), x));
    return marks;
}

} // namespace halfstep
