#pragma once
// Lines of equal value, and the areas above them, of a grid of values.
//
// The grid's nodes are the middles of a Contours' cells. Each square of four nodes is cut into four triangles around
// its middle, where the value is the mean of the four; in a triangle the function is linear. So there are no ambiguous
// saddles, lines never cross, and lines and areas are exactly those of one continuous function. A node counts as above
// a level when value >= level. Squares that touch a value which is not finite are left out.

#include "app/figure/figure.h"

#include <vector>

namespace halfstep {

/// Points in data coordinates, higher values to the left when x runs right and y runs up. A closed one ends in the
/// point that it begins with.
struct ContourLine {
    std::vector<double> x, y;
    bool closed() const { return x.size() > 2 && x.front() == x.back() && y.front() == y.back(); }
};

/// All lines where the function passes `level`: closed, or from edge to edge of the grid or of a hole in it. At least
/// two points each. None for fewer than 2 x 2 nodes, or fewer values than nodes.
std::vector<ContourLine> contour_lines(const Contours& grid, double level);

/// The outlines of {value >= level}, all closed: outer ones run counter-clockwise, holes clockwise.
std::vector<ContourLine> contour_areas(const Contours& grid, double level);

} // namespace halfstep
