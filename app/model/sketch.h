#pragma once
// A target that is being drawn: points in the plane under a brush, or a density over a line. Knows no window.

#include "app/plots/touch.h"
#include "core/law/catalog.h"

#include <cstdint>
#include <vector>

namespace halfstep {

class Sketch {
public:
    /// Of a line the sketch has `bins` heights from -reach to reach, each in 0..1.
    static constexpr int bins = 160, line_points = 400;
    static constexpr double reach = 4;

    Sketch() = default;
    /// Starts from the points of the target, where it has such of this dimension, else empty. `spacing`: how near to
    /// each other points of the plane may lie, in data units.
    Sketch(const TargetSpec& from, int dim, double spacing);

    int dim() const { return dim_; }
    /// What follows until the next one is one stroke.
    void begin_stroke();
    /// From one place to another. In the plane points are thrown within `radius` of the way, none nearer to another
    /// than the spacing: the density is even, however often the brush passes. A radius below the spacing gives a row of
    /// points. Over a line the heights follow the way.
    void brush(DataPoint from, DataPoint to, double radius);
    void erase(DataPoint from, DataPoint to, double radius);
    void clear(); ///< a stroke of its own
    bool undo();  ///< the last stroke; false: there is none
    bool can_undo() const { return !past_.empty(); }

    int revision() const { return revision_; } ///< another one whenever something has changed; never 0
    bool empty() const;
    bool full() const;                                                  ///< no point fits any more: Limits::max_points
    int count() const;                                                  ///< points of result()
    const std::vector<double>& points() const { return now_.points; }   ///< x, y, x, y, ...
    const std::vector<double>& heights() const { return now_.heights; } ///< of a line
    static double bin_middle(int bin) { return -reach + (bin + 0.5) * 2 * reach / bins; }

    /// The experiment with this as its target: the points drawn, those of a line at even parts of its area. `kernel` <
    /// 0: a usual one.
    Experiment result(const Experiment& before, double kernel, bool standardize) const;

private:
    struct State {
        std::vector<double> points, heights;
    };
    void throw_point(double x, double y);
    double chance();

    int dim_ = 2;
    double spacing_ = 0.05;
    State now_;
    std::vector<State> past_;
    std::uint32_t random_ = 1;
    int revision_ = 1;
};

} // namespace halfstep
