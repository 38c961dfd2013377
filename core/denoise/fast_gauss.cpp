#include "core/denoise/fast_gauss.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace halfstep {
namespace {

constexpr int chunk = 16; // components evaluated together

// Below, an exponential is nothing beside the greatest, 1, but still a normal number: denormal ones are slow.
template <class Real>
constexpr Real least_exponent = sizeof(Real) == sizeof(float) ? Real(-50) : Real(-600);

/// Cells between lo and hi, as many as `side` asks for but at most `most`.
int cells_across(double extent, double side, int most) {
    return std::clamp(static_cast<int>(std::min(std::ceil(extent / side), 1e6)), 1, most);
}

/// Which of n cells of `side` from `start` a place is in, the outer ones reaching to infinity. NaN is in the first.
int cell_of(double at, double start, double side, int n) {
    const double cell = std::floor((at - start) / side);
    return cell > 0 ? static_cast<int>(std::min(cell, n - 1.0)) : 0;
}

/// Distance from `at` to the interval lo .. hi.
double gap(double at, double lo, double hi) { return std::max({lo - at, at - hi, 0.0}); }

/// For every cell, the distance to the nearest one that is not empty, in cells.
std::vector<double> distances_to_full(const std::vector<int>& begin, int columns, int rows) {
    constexpr double far = 1e9;
    std::vector<double> along(static_cast<std::size_t>(columns) * rows), out(along.size());
    for (int row = 0; row < rows; ++row) {
        double* line = along.data() + static_cast<std::size_t>(row) * columns;
        const int* first = begin.data() + static_cast<std::size_t>(row) * columns;
        double since = far;
        for (int c = 0; c < columns; ++c) line[c] = since = first[c] < first[c + 1] ? 0 : since + 1;
        since = far;
        for (int c = columns - 1; c >= 0; --c) line[c] = std::min(line[c], since = line[c] == 0 ? 0 : since + 1);
    }
    for (int row = 0; row < rows; ++row)
        for (int c = 0; c < columns; ++c) {
            double best = far * far;
            for (int other = 0; other < rows; ++other) {
                const double a = along[static_cast<std::size_t>(other) * columns + c], b = other - row;
                best = std::min(best, a * a + b * b);
            }
            out[static_cast<std::size_t>(row) * columns + c] = std::sqrt(best);
        }
    return out;
}

} // namespace

// ---- what does not depend on the level ----

template <class Real>
std::shared_ptr<const EqualGaussians<Real>> EqualGaussians<Real>::of(const Target& target) {
    if (target.components.size() < static_cast<std::size_t>(least)) return nullptr;
    const Mat& cov = target.components.front().cov;
    if (!cov.isApprox(cov(0, 0) * Mat::Identity(cov.rows(), cov.cols()), 0)) return nullptr;
    for (const Component& c : target.components)
        if (c.is_box() || c.cov != cov) return nullptr;
    return std::make_shared<const EqualGaussians>(target);
}

template <class Real>
EqualGaussians<Real>::EqualGaussians(const Target& target)
    : dim(target.dim()), count(static_cast<int>(target.components.size())),
      variance(target.components.front().cov(0, 0)) {
    double lo[2] = {}, hi[2] = {}, least_weight = 1;
    const auto coordinate = [&](int k, int i) { return i < dim ? target.components[k].mean[i] : 0; };
    for (int i = 0; i < dim; ++i) {
        lo[i] = hi[i] = coordinate(0, i);
        for (int k = 0; k < count; ++k) {
            lo[i] = std::min(lo[i], coordinate(k, i));
            hi[i] = std::max(hi[i], coordinate(k, i));
        }
    }
    for (const Component& c : target.components) least_weight = std::min(least_weight, c.weight);
    log_range = -std::log(tolerance * least_weight);

    // About as many cells as components.
    const double extent = std::max({hi[0] - lo[0], hi[1] - lo[1], std::numeric_limits<double>::min()});
    const int most = dim == 1 ? count : std::min(static_cast<int>(std::sqrt(count)) + 1, 128);
    side = extent / most;
    x0 = lo[0];
    y0 = lo[1];
    columns = cells_across(hi[0] - lo[0], side, most);
    rows = dim == 1 ? 1 : cells_across(hi[1] - lo[1], side, most);

    std::vector<int> cell(static_cast<std::size_t>(count)), order(cell.size());
    begin.assign(static_cast<std::size_t>(columns) * rows + 1, 0);
    for (int k = 0; k < count; ++k) {
        cell[k] = cell_of(coordinate(k, 1), y0, side, rows) * columns + cell_of(coordinate(k, 0), x0, side, columns);
        ++begin[cell[k] + 1];
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return cell[a] < cell[b]; });
    for (const int k : order) {
        x.push_back(static_cast<Real>(coordinate(k, 0)));
        y.push_back(static_cast<Real>(coordinate(k, 1)));
        weight.push_back(static_cast<Real>(target.components[k].weight));
    }
    x.resize(x.size() + chunk, x.back()); // a chunk may reach beyond the end
    y.resize(y.size() + chunk, y.back());
    weight.resize(weight.size() + chunk, 0);

    nearest = distances_to_full(begin, columns, rows);
    // From anywhere in this cell to anywhere in that one: half a diagonal each. Rounding to Real moves components a
    // little.
    for (double& distance : nearest) distance = side * (distance + (dim == 1 ? 1 : std::sqrt(2.0))) * (1 + 1e-6);
}

// ---- one level ----

template <class Real>
FastGaussDenoiser<Real>::FastGaussDenoiser(std::shared_ptr<const EqualGaussians<Real>> crowd, const Level& level,
                                           Method way)
    : equal_(std::move(crowd)) {
    const double C = level.a * level.a * equal_->variance + level.b * level.b;
    inv_a_ = static_cast<Real>(1 / level.a);
    scale_ = static_cast<Real>(level.a / std::sqrt(C));
    gain_ = static_cast<Real>(level.a * equal_->variance / C);
    keep_ = static_cast<Real>(level.b * level.b / C);
    if (way == Method::near) return;
    expand();
    // In exponentials a particle: measured.
    constexpr double cell_cost = 16, near_overhead = 200, near_cost = 1.1;
    const double all = equal_->count, near = near_overhead + near_cost * mean_candidates();
    const bool expanded = !(cells_.empty() && plain_.empty());
    const double far = expanded ? cell_cost * static_cast<double>(cells_.size()) + static_cast<double>(plain_.size())
                                : std::numeric_limits<double>::infinity();
    far_ = way == Method::far || std::min(far, all) <= near;
    if (far_ && (way == Method::far ? expanded : far < all)) return;
    cells_ = {};
    coefficients_ = {};
    plain_ = {};
    for (int k = 0; k < equal_->count && far_; ++k) plain_.push_back({equal_->x[k], equal_->y[k], equal_->weight[k]});
}

/// Sorts the components into cells of a fixed size in units of s/a. Leaves everything empty where there would be too
/// many.
template <class Real>
void FastGaussDenoiser<Real>::expand() {
    constexpr double cell_size = sizeof(Real) == sizeof(float) ? 0.8 : 1.2; // what the degree is enough for
    constexpr int most = 64;                                                // cells across
    constexpr std::size_t few = 16;                                         // components that cost what a cell costs
    const EqualGaussians<Real>& crowd = *equal_;
    const double side = cell_size / static_cast<double>(scale_);
    const int columns = cells_across(crowd.columns * crowd.side, side, most + 1),
              rows = crowd.dim == 1 ? 1 : cells_across(crowd.rows * crowd.side, side, most + 1);
    if (columns > most || rows > most) return;
    std::vector<std::vector<int>> members(static_cast<std::size_t>(columns) * rows);
    for (int k = 0; k < crowd.count; ++k)
        members[static_cast<std::size_t>(cell_of(static_cast<double>(crowd.y[k]), crowd.y0, side, rows)) * columns +
                static_cast<std::size_t>(cell_of(static_cast<double>(crowd.x[k]), crowd.x0, side, columns))]
            .push_back(k);
    for (const std::vector<int>& cell : members) {
        if (cell.size() > few)
            add_cell(cell);
        else
            for (const int k : cell) plain_.push_back({crowd.x[k], crowd.y[k], crowd.weight[k]});
    }
}

template <class Real>
void FastGaussDenoiser<Real>::add_cell(const std::vector<int>& members) {
    const EqualGaussians<Real>& crowd = *equal_;
    double cx = 0, cy = 0;
    for (const int k : members) {
        cx += static_cast<double>(crowd.x[k]) / static_cast<double>(members.size());
        cy += static_cast<double>(crowd.y[k]) / static_cast<double>(members.size());
    }
    Cell cell;
    cell.x = static_cast<Real>(cx);
    cell.y = static_cast<Real>(cy);
    cell.at = coefficients_.size();
    const double scale = static_cast<double>(scale_);
    std::array<double, coefficients> sums{};
    double weight = 0, radius2 = 0;
    for (const int k : members) {
        const double u = scale * (static_cast<double>(crowd.x[k]) - static_cast<double>(cell.x)),
                     v = scale * (static_cast<double>(crowd.y[k]) - static_cast<double>(cell.y));
        const double seen = static_cast<double>(crowd.weight[k]) * std::exp(-0.5 * (u * u + v * v));
        weight += seen;
        radius2 = std::max(radius2, u * u + v * v);
        double of_x[degree + 1], of_y[degree + 1]; // u^i / i!
        of_x[0] = seen;
        of_y[0] = 1;
        for (int i = 1; i <= degree; ++i) {
            of_x[i] = of_x[i - 1] * u / i;
            of_y[i] = of_y[i - 1] * v / i;
        }
        std::size_t at = 0;
        for (int i = degree; i >= 0; --i)
            for (int j = crowd.dim == 1 ? 0 : degree - i; j >= 0; --j) sums[at++] += of_x[i] * of_y[j];
    }
    cell.weight = static_cast<Real>(weight);
    cell.radius2 = static_cast<Real>(radius2 * (1 + 1e-6));
    cells_.push_back(cell);
    for (const double sum : sums) coefficients_.push_back(static_cast<Real>(sum));
}

template <class Real>
void FastGaussDenoiser<Real>::polynomial(const Cell& cell, const Lanes& dx, const Lanes& dy, Polynomial& out) const {
    Lanes &p = out.value, &px = out.in_x, &py = out.in_y;
    const Real* c = coefficients_.data() + cell.at;
    const bool line = equal_->dim == 1;
    p.setConstant(*c++); // i = degree
    px.setZero();
    py.setZero();
    for (int i = degree - 1; i >= 0; --i) {
        Lanes q = Lanes::Constant(*c++), slope = Lanes::Zero(); // in y, and its derivative
        for (int j = line ? -1 : degree - i - 1; j >= 0; --j) {
            slope = slope * dy + q;
            q = q * dy + *c++;
        }
        px = px * dx + p;
        p = p * dx + q;
        py = py * dx + slope;
    }
}

template <class Real>
typename FastGaussDenoiser<Real>::Sums FastGaussDenoiser<Real>::far_rows(const Lanes& x, const Lanes& y) const {
    const auto exponent = [&](const auto& at) -> Lanes {
        return Real(-0.5) * (((x - at.x) * scale_).square() + ((y - at.y) * scale_).square());
    };
    Lanes largest = Lanes::Constant(-std::numeric_limits<Real>::infinity());
    for (const Cell& cell : cells_) largest = largest.max(exponent(cell));
    for (const Plain& plain : plain_) largest = largest.max(exponent(plain));

    double factorial = 1; // (degree + 1)!
    for (int i = 2; i <= degree + 1; ++i) factorial *= i;
    const Real remainder = static_cast<Real>(1 / factorial), unit = 1 / scale_;
    Sums sums{Lanes::Zero(), Lanes::Zero(), Lanes::Zero(), Lanes::Zero()};
    for (const Cell& cell : cells_) {
        const Lanes dx = (x - cell.x) * scale_, dy = (y - cell.y) * scale_, d2 = dx.square() + dy.square();
        Lanes e = (Real(-0.5) * d2 - largest).max(least_exponent<Real>).exp();
        Polynomial found;
        polynomial(cell, dx, dy, found);
        Lanes &p = found.value, &px = found.in_x, &py = found.in_y;
        // What a series of exp(z) leaves out, |z| <= z_max = |d| radius, is at most q = z_max^(n+1)/(n+1)! times max(1,
        // exp(z)); all components together have no more of that than 2 (p + weight) as long as q < 1/2.
        const Lanes z2 = d2 * cell.radius2;
        Lanes power = z2;
        for (int n = 2; n <= degree; n *= 2) power = power.square().eval();
        const Lanes q = remainder * power;
        const auto useless = !(q < Real(0.5));
        if (useless.any()) { // where the series says nothing, the cell is left out: at most weight exp(z_max) is missed
            const Lanes missed =
                (Real(-0.5) * d2 + z2.sqrt() - largest).max(least_exponent<Real>).min(-least_exponent<Real>);
            sums.error += useless.select(cell.weight * missed.exp(), Real(2) * e * (p.abs() + cell.weight) * q);
            e = useless.select(Real(0), e);
            p = useless.select(Real(0), p);
            px = useless.select(Real(0), px);
            py = useless.select(Real(0), py);
        } else {
            sums.error += Real(2) * e * (p.abs() + cell.weight) * q;
        }
        sums.total += e * p;
        sums.x += e * (cell.x * p + unit * px);
        sums.y += e * (cell.y * p + unit * py);
    }
    for (const Plain& plain : plain_) {
        const Lanes e = plain.weight * (exponent(plain) - largest).max(least_exponent<Real>).exp();
        sums.total += e;
        sums.x += e * plain.x;
        sums.y += e * plain.y;
    }
    return sums;
}

/// Which components count at (x, y), as ranges of whole chunks; returns how many.
template <class Real>
int FastGaussDenoiser<Real>::find_ranges(double x, double y, Ranges& ranges) const {
    const EqualGaussians<Real>& crowd = *equal_;
    ranges.list.clear();
    const double gap_x = gap(x, crowd.x0, crowd.x0 + crowd.columns * crowd.side),
                 gap_y = gap(y, crowd.y0, crowd.y0 + crowd.rows * crowd.side);
    const int row = cell_of(y, crowd.y0, crowd.side, crowd.rows),
              column = cell_of(x, crowd.x0, crowd.side, crowd.columns);
    const double to_nearest =
        std::hypot(gap_x, gap_y) + crowd.nearest[static_cast<std::size_t>(row) * crowd.columns + column];
    const double reach2 =
        to_nearest * to_nearest + 2 * crowd.log_range / (static_cast<double>(scale_) * static_cast<double>(scale_));
    if (!(reach2 < std::numeric_limits<double>::infinity())) {
        ranges.list.emplace_back(0, (crowd.count + chunk - 1) / chunk * chunk);
        return crowd.count;
    }
    const double reach = std::sqrt(reach2) * (1 + 1e-6);
    const int last_row = cell_of(y + reach, crowd.y0, crowd.side, crowd.rows);
    int count = 0, done = 0;
    for (int r = cell_of(y - reach, crowd.y0, crowd.side, crowd.rows); r <= last_row; ++r) {
        const double dy = crowd.dim == 1 ? 0 : gap(y, crowd.y0 + r * crowd.side, crowd.y0 + (r + 1) * crowd.side);
        const double half = std::sqrt(std::max(0.0, reach * reach - dy * dy));
        const int* cells = crowd.begin.data() + static_cast<std::size_t>(r) * crowd.columns;
        const int from = std::max(done, cells[cell_of(x - half, crowd.x0, crowd.side, crowd.columns)]);
        const int to = cells[cell_of(x + half, crowd.x0, crowd.side, crowd.columns) + 1];
        if (to <= from) continue;
        done =
            from + (to - from + chunk - 1) / chunk * chunk; // what the last chunk takes in addition is not taken twice
        ranges.list.emplace_back(from, done);
        count += done - from;
    }
    return count;
}

template <class Real>
void FastGaussDenoiser<Real>::near_row(Real x, Real y, Ranges& ranges, Real* mean) const {
    using Chunk = Eigen::Array<Real, chunk, 1>;
    const EqualGaussians<Real>& crowd = *equal_;
    find_ranges(static_cast<double>(x), static_cast<double>(y), ranges);
    const auto at = [](auto& values, int k) {
        return Eigen::Map<
            std::conditional_t<std::is_const_v<std::remove_reference_t<decltype(values)>>, const Chunk, Chunk>>(
            values.data() + k);
    };
    Chunk largest = Chunk::Constant(-std::numeric_limits<Real>::infinity());
    for (const auto& [from, to] : ranges.list)
        for (int k = from; k < to; k += chunk) {
            const Chunk e =
                Real(-0.5) * (((x - at(crowd.x, k)) * scale_).square() + ((y - at(crowd.y, k)) * scale_).square());
            at(ranges.exponent, k) = e;
            largest = largest.max(e);
        }
    const Real best = largest.maxCoeff(), least = best - static_cast<Real>(crowd.log_range);
    Chunk total = Chunk::Zero(), sum_x = Chunk::Zero(), sum_y = Chunk::Zero();
    for (const auto& [from, to] : ranges.list)
        for (int k = from; k < to; k += chunk) {
            const Chunk e = at(ranges.exponent, k);
            if (!(e >= least).any()) continue;
            const Chunk rho = at(crowd.weight, k) * (e - best).max(least_exponent<Real>).exp();
            total += rho;
            sum_x += rho * at(crowd.x, k);
            sum_y += rho * at(crowd.y, k);
        }
    const Real all = total.sum();
    mean[0] = sum_x.sum() / all;
    mean[1] = sum_y.sum() / all;
}

/// How many components a particle near the data looks at, on average over some of them.
template <class Real>
double FastGaussDenoiser<Real>::mean_candidates() const {
    constexpr int asked = 64;
    const EqualGaussians<Real>& crowd = *equal_;
    Ranges ranges;
    double sum = 0;
    for (int i = 0; i < asked; ++i) {
        const auto k = static_cast<std::size_t>(static_cast<std::int64_t>(i) * crowd.count / asked);
        sum += find_ranges(static_cast<double>(crowd.x[k]), static_cast<double>(crowd.y[k]), ranges);
    }
    return sum / asked;
}

template <class Real>
void FastGaussDenoiser<Real>::operator()(const Block<Real>& x, Block<Real>& x0_hat) const {
    const int dim = equal_->dim;
    Ranges ranges;
    ranges.exponent.resize(equal_->x.size());
    for (Eigen::Index row = 0; row < x.rows(); row += lanes) {
        const Eigen::Index n = std::min<Eigen::Index>(lanes, x.rows() - row);
        Lanes at[2] = {Lanes::Zero(), Lanes::Zero()};
        for (int i = 0; i < dim; ++i) at[i].head(n) = inv_a_ * x.col(i).segment(row, n);
        Lanes mean[2];
        Eigen::Array<bool, lanes, 1> certain = Eigen::Array<bool, lanes, 1>::Constant(false);
        if (far_) {
            const Sums sums = far_rows(at[0], at[1]);
            certain = sums.error <= static_cast<Real>(EqualGaussians<Real>::tolerance) * sums.total;
            mean[0] = sums.x / sums.total;
            mean[1] = sums.y / sums.total;
        }
        for (Eigen::Index i = 0; i < n; ++i) {
            if (certain[i]) continue;
            Real both[2];
            near_row(at[0][i], at[1][i], ranges, both);
            mean[0][i] = both[0];
            mean[1][i] = both[1];
        }
        for (int i = 0; i < dim; ++i)
            x0_hat.col(i).segment(row, n) = keep_ * mean[i].head(n) + gain_ * x.col(i).segment(row, n);
    }
}

template struct EqualGaussians<float>;
template struct EqualGaussians<double>;
template class FastGaussDenoiser<float>;
template class FastGaussDenoiser<double>;

} // namespace halfstep
