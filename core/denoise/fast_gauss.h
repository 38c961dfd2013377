#pragma once
// Thousands of equal, round Gaussians: a cloud of points seen through a kernel, the beads of a curve. Their denoiser
// costs an exponential for every one of them and every particle, unless it looks at fewer. Two ways, both within
// rounding of the full sum:
//
//   near   (little noise) only components count that no particle there could tell from nothing: those farther than the
//   nearest one
//          by so much that all of them together weigh less than half a unit in the last place. A grid finds them.
//   far    (much noise) a cell full of components is a polynomial. With centre c, in units of s/a, and d = x - c:
//          sum w exp(-|x - m|^2/2) = exp(-|d|^2/2) sum w exp(-|m - c|^2/2) exp(d . (m - c)), and the last factor is its
//          Taylor series [the fast Gauss transform of Yang, Duraiswami & Gumerov 2003]. Its remainder is bounded for
//          every particle; one that exceeds rounding is done again the near way.
//
// The bound on the error, which is tested: |x0_hat - exact| <= tolerance times the diameter of the cloud, beside the
// rounding of the sum itself.

#include "core/law/target.h"

#include <memory>
#include <vector>

namespace halfstep {

/// What does not depend on the noise level: the components, sorted by the cells of a grid.
template <class Real>
struct EqualGaussians {
    static constexpr double tolerance = sizeof(Real) == sizeof(float) ? 0x1p-23 : 0x1p-52;
    static constexpr int least = 64; ///< components; fewer are as fast without

    int dim = 1, count = 0;
    double variance = 0;  ///< of every component
    double log_range = 0; ///< log of 1 / (tolerance times the least weight): what is farther by that counts nothing
    std::vector<Real> x, y, weight; ///< by cell; a few of weight 0 at the end
    // The grid: cells of `side`, row by row from (x0, y0); cell c has components begin[c] .. begin[c + 1] - 1.
    double x0 = 0, y0 = 0, side = 1;
    int columns = 1, rows = 1;
    std::vector<int> begin;
    std::vector<double> nearest; ///< of every cell: no point of it is farther from the nearest component

    explicit EqualGaussians(const Target& target);
    /// The target's crowd; null where it is none.
    static std::shared_ptr<const EqualGaussians> of(const Target& target);
};

/// E[x0 | x_t] of a crowd at one level with a > 0 and b > 0.
template <class Real>
class FastGaussDenoiser {
public:
    enum class Method {
        best,
        near,
        far
    }; ///< the choice is for tests; `far` without polynomials where cells would be too many
    FastGaussDenoiser(std::shared_ptr<const EqualGaussians<Real>> crowd, const Level& level, Method way = Method::best);

    void operator()(const Block<Real>& x, Block<Real>& x0_hat) const;

private:
    static constexpr int degree = sizeof(Real) == sizeof(float) ? 15 : 31; // of the polynomials; + 1: a power of two
    static constexpr int coefficients = (degree + 1) * (degree + 2) / 2;
    static constexpr int lanes = sizeof(Real) == sizeof(float) ? 64 : 32; // rows at a time: four or so registers
    using Lanes = Eigen::Array<Real, lanes, 1>;

    /// A cell as a polynomial: sum over i + j <= degree of c[i][j] dx^i dy^j, i from the highest, j from the highest
    /// within.
    struct Cell {
        Real x = 0, y = 0;  // centre
        Real weight = 0;    // of its components, as seen from the centre
        Real radius2 = 0;   // the farthest component's distance from the centre, squared, in units of s/a
        std::size_t at = 0; // its coefficients
    };
    struct Plain {
        Real x = 0, y = 0, weight = 0;
    };
    struct Sums {
        Lanes total, x, y, error;
    };
    struct Ranges {
        std::vector<std::pair<int, int>> list;
        std::vector<Real> exponent; // by component
    };

    void expand();
    void add_cell(const std::vector<int>& members);
    double mean_candidates() const;
    int find_ranges(double x, double y, Ranges& ranges) const;
    void near_row(Real x, Real y, Ranges& ranges, Real* mean) const;
    Sums far_rows(const Lanes& x, const Lanes& y) const;
    /// A cell's polynomial, and its slopes in x and y.
    struct Polynomial {
        Lanes value, in_x, in_y;
    };
    void polynomial(const Cell& cell, const Lanes& dx, const Lanes& dy, Polynomial& out) const;

    std::shared_ptr<const EqualGaussians<Real>> equal_;
    Real inv_a_ = 1, scale_ = 1; // 1/a; a/s with s^2 = a^2 variance + b^2
    Real keep_ = 1, gain_ = 0;   // x0_hat = keep (weighted mean of components) + gain x
    bool far_ = false;
    std::vector<Cell> cells_;
    std::vector<Real> coefficients_;
    std::vector<Plain> plain_; // of cells with few components
};

} // namespace halfstep
