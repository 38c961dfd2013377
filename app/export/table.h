#pragma once
// What a figure shows, as data: the values themselves, all of them, whether or not its axes hold them. NaN is a gap in
// a line, or a quantity that is not defined there; infinities are "inf" and "-inf".
//
// CSV, one row a value, in drawing order:
//
//     plot,mark,kind,label,line,x,y,x_end,y_end,value
//
//   plot, mark, kind, label   the plot's name; the mark's number in it from 0; what it is; its legend entry, or of a
//                             sampler's mark without one the sampler's name (a closed form has that of its sampler,
//                             and comes after what was measured)
//   curve                     x, y
//   polylines                 line (from 0), x, y
//   points                    x, y
//   band                      x, y to y_end: lower to upper edge
//   bars                      x to x_end: the bin; y to y_end: base to top; value: height (lying bars: x and y swap)
//   outside                   value: the fraction of them that no bar holds, beyond the edge x_end or from x on
//   heatmap                   x, y: middle of the cell; value: there, smoothed where a density is narrower than a cell
//   contours                  line, x, y; value: the level of this line, or of this outline of an area
//   arrows                    x, y: tail (of scores: the place); x_end, y_end: head, as long as the vector is
//   rule                      x, or y where it lies level; the other pair from..to where it does not cross all of it
//   label, handle             x, y; the text is in label
//
// Numbers are those of the run, in double precision. Two kinds are in single precision (in NPZ "<f4"): the clouds of
// "plane", of which a run keeps one a level and no more than that, and the values of heat maps and contours, which are
// drawn.
//
// Paths and trails are those that are drawn, with at most a few hundred of their states. Bars of "xt" stand on x = 0
// and t = T: their value is a density, and the exact curve beside them is drawn to their scale, (x_end - x) / value.
// An exact density that is narrower than the bins beside it stands as averages over such bins, in steps, which its
// label then says: "exact pₜ(x) [averages over bins]".
//
// NPY, the same rows as one array of records (numpy.load), whose fields are those columns: a = numpy.load(FILE);
// a[(a["kind"] == "curve") & (a["label"] == "DDIM")]["y"]. `line` is -1 and other numbers are NaN where CSV has
// nothing.
//
// NPZ, the same as arrays (numpy.load): "PLOT/MARK-KIND/NAME", for example "variance/03-curve/y". Names: x, y;
// polylines have y of shape (lines, points) and x of that shape or (points,); band: x, lo, hi; bars: edges, height,
// base, scale, below, above; heatmap: x (columns,), y (rows,), value (rows, columns); contours: the same, and levels;
// arrows: x, y, dx, dy; rule: value, from, to. Beside them "PLOT/labels" (one for each mark), "PLOT/title",
// "PLOT/caption", "PLOT/x_label", "PLOT/y_label", and "experiment": the scene.

#include "app/export/paper.h"

#include <string>
#include <string_view>

namespace halfstep {

/// A mark's column "label": its legend entry, or its text.
std::string_view table_label(const Mark& mark);
std::string figure_csv(const Figure& figure); ///< rows only
std::string csv_header();

/// Gathers arrays and makes the bytes of an .npz file: a zip without compression, the same bytes for the same arrays.
class NpzFile {
public:
    void add(const std::string& name, const std::vector<double>& values, std::vector<std::size_t> shape = {});
    void add(const std::string& name, const std::vector<float>& values, std::vector<std::size_t> shape = {});
    void add(const std::string& name, const std::vector<std::string>& texts);
    void add_one(const std::string& name, double value);
    void add_one(const std::string& name, const std::string& text);
    std::string take();

private:
    void file(const std::string& name, const std::string& bytes);
    std::string files_, directory_;
    int count_ = 0;
};

void add_arrays(NpzFile& file, const Figure& figure);

} // namespace halfstep
