#pragma once
// Exact laws on grids: densities for heat maps and reference curves, scores for arrows.

#include "app/figure/figure.h"
#include "core/law/target.h"

#include <vector>

namespace halfstep::plots {

/// One component of a mixture, ready for many evaluations. A Gaussian: peak * exp(-q / 2), q = d^T P d, d = x - mean.
/// One in a box: `weight` times the product of its coordinates' densities, each that of core/law/box.h.
struct Term {
    double weight = 0;
    double peak = 0; ///< weight times the normalisation
    double mean[2] = {};
    double sd[2] = {};                ///< standard deviation of each coordinate's Gaussian
    double half[2] = {};              ///< half-widths of the box; 0 in a coordinate without one
    double pxx = 0, pxy = 0, pyy = 0; ///< the precision P; one dimension uses pxx

    bool is_box() const { return half[0] > 0 || half[1] > 0; }
    double reach(int coordinate, double width) const { return half[coordinate] + width * sd[coordinate]; }
};

/// `blur` widens every component by that standard deviation: about half a grid cell, so that no mode falls between two
/// grid points; it also gives points (zero covariance) a density.
std::vector<Term> terms(const Target& law, double blur);

/// The least standard deviation of any component along x or along y, the other coordinate held: what a grid has to
/// resolve.
double finest_detail(const std::vector<Term>& law);

/// Terms for a grid whose cells are at most so wide: exact where none is narrower, else blurred by half a cell.
std::vector<Term> resolved_terms(const Target& law, double cell);

/// The density of a 1-D law, and what one term adds to it.
double density(const Term& term, double x);
double density(const std::vector<Term>& law, double x);

/// Densities of a 1-D law at lo + (i + 1/2) (hi - lo) / n.
void densities(const std::vector<Term>& law, double lo, double hi, int n, float* out);

/// The density of a 1-D law as a curve within lo..hi: an even grid plus points around each mode, so that none is cut
/// off.
struct DensityCurve {
    std::vector<double> x, density;
    double peak = 0;
    double blur = 0; ///< points are widened by that standard deviation, which nobody sees
};
DensityCurve density_curve(const Target& law, double lo, double hi);

/// The same law as a histogram of exact draws would show it: averages over bins `width` wide, one of which starts at
/// `edge`, as steps. For what is narrower than a bin, down to points.
DensityCurve binned_density(const Target& law, double lo, double hi, double edge, double width);

/// Lines to be, on the grid of a map: without levels, ink and values.
Contours contours_on(const HeatMap& map);

constexpr double least_map = 0.02; // of the view: how wide a map is however narrow its law

/// At least `least` wide, about the same middle: a grid over points that share a coordinate has cells all the same.
Range widened(Range range, double least);

/// A 2-D density in the middles of a grid's cells, as it is. Neither range may be empty.
HeatMap density_grid(const std::vector<Term>& law, Range x, Range y, int columns, int rows);
/// The same, to be shaded up to its maximum there.
HeatMap density_map(HeatMap grid);

/// The density above which the part `mass` of a law lies: the edge of its region of highest density. `grid`: of all of
/// the law, cells no larger than its finest component.
double mass_level(const HeatMap& grid, double mass);

/// The least standard deviation among the components (of a box as a whole): what a histogram has to resolve.
double finest_sd(const Target& law, int coordinate);

} // namespace halfstep::plots
