#include "core/law/quadrature.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

// Kronrod's 15 places on [-1, 1], from the end to the middle, and their weights; every second one, from the second on,
// is one of Gauss's 7 [QUADPACK, qk15].
constexpr int half_places = 7, all_places = 2 * half_places + 1;
constexpr double kronrod_place[half_places] = {0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
                                               0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
                                               0.586087235467691130294144838258730, 0.405845151377397166906606412076961,
                                               0.207784955007898467600689403773245};
constexpr double kronrod_weight[half_places + 1] = {
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
    0.140653259715525918745189590510238, 0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714};
constexpr double gauss_weight[4] = {0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
                                    0.381830050505118944950369775488975, 0.417959183673469387755102040816327};

struct Stretch {
    double lo = 0, hi = 0;
    double value = 0, error = 0;
};

/// Place i of the 15 lies at this many half-widths from the middle.
double place(int i) {
    if (i == half_places) return 0;
    return i < half_places ? -kronrod_place[i] : kronrod_place[all_places - 1 - i];
}
double weight(int i) { return kronrod_weight[i <= half_places ? i : all_places - 1 - i]; }

/// All stretches in one call of the integrand.
void evaluate_stretches(const Integrand& f, std::vector<Stretch>& stretches, Cancel cancel) {
    Block<double> x(static_cast<Eigen::Index>(stretches.size()) * all_places, 1);
    Eigen::Index row = 0;
    for (const Stretch& s : stretches)
        for (int i = 0; i < all_places; ++i) x(row++, 0) = 0.5 * (s.lo + s.hi) + 0.5 * (s.hi - s.lo) * place(i);
    const Eigen::ArrayXd y = in_parts(f, x, cancel);
    row = 0;
    for (Stretch& s : stretches) {
        double kronrod = 0, gauss = 0;
        for (int i = 0; i < all_places; ++i, ++row) {
            kronrod += weight(i) * y[row];
            if (i % 2 == 1) gauss += gauss_weight[(i <= half_places ? i : all_places - 1 - i) / 2] * y[row];
        }
        s.value = 0.5 * (s.hi - s.lo) * kronrod;
        s.error = 0.5 * (s.hi - s.lo) * std::abs(kronrod - gauss);
    }
}

} // namespace

Eigen::ArrayXd in_parts(const Integrand& f, const Block<double>& x, Cancel cancel) {
    constexpr Eigen::Index part = 256; // of laws with thousands of components: a few hundredths of a second
    if (!cancel || x.rows() <= part) return raised(cancel) ? Eigen::ArrayXd(Eigen::ArrayXd::Zero(x.rows())) : f(x);
    Eigen::ArrayXd out = Eigen::ArrayXd::Zero(x.rows());
    for (Eigen::Index row = 0; row < x.rows() && !raised(cancel); row += part) {
        const Eigen::Index n = std::min(part, x.rows() - row);
        out.segment(row, n) = f(x.middleRows(row, n));
    }
    return out;
}

std::optional<Measured> integrate_line(const Integrand& f, const std::vector<double>& places,
                                       const QuadratureOptions& options) {
    constexpr int most_depth = 40;
    constexpr double fraction = 0.1; // of the wanted error, for all stretches that are halved equally often
    std::vector<Stretch> open;
    for (std::size_t i = 0; i + 1 < places.size(); ++i) open.push_back({places[i], places[i + 1]});
    Measured done;
    std::int64_t used = 0;
    for (int depth = 0; !open.empty(); ++depth) {
        used += static_cast<std::int64_t>(open.size()) * all_places;
        if (used > options.evaluations) return std::nullopt;
        evaluate_stretches(f, open, options.cancel);
        if (raised(options.cancel)) return std::nullopt;
        double total = done.value;
        for (const Stretch& s : open) total += s.value;
        const double allowed = fraction * options.relative * std::abs(total) / static_cast<double>(open.size());
        std::vector<Stretch> halves;
        for (const Stretch& s : open) {
            if (s.error <= allowed || depth == most_depth) {
                done.value += s.value;
                done.se += s.error;
                continue;
            }
            const double middle = 0.5 * (s.lo + s.hi);
            halves.push_back({s.lo, middle});
            halves.push_back({middle, s.hi});
        }
        open = std::move(halves);
    }
    return done;
}

std::optional<Measured> integrate_plane(const Integrand& f, const Range& x, const Range& y, double step,
                                        const QuadratureOptions& options) {
    constexpr double finer = 0.7;
    std::optional<double> before;
    for (double used = 0;; step *= finer) {
        const double across = std::ceil((x.hi - x.lo) / step), up = std::ceil((y.hi - y.lo) / step);
        used += across * up;
        if (!(used <= static_cast<double>(options.evaluations))) return std::nullopt;
        const auto columns = static_cast<Eigen::Index>(across), rows = static_cast<Eigen::Index>(up);
        const double dx = (x.hi - x.lo) / across, dy = (y.hi - y.lo) / up;
        Block<double> at(columns * rows, 2);
        for (Eigen::Index i = 0; i < columns; ++i)
            for (Eigen::Index j = 0; j < rows; ++j) {
                at(i * rows + j, 0) = x.lo + (static_cast<double>(i) + 0.5) * dx;
                at(i * rows + j, 1) = y.lo + (static_cast<double>(j) + 0.5) * dy;
            }
        const double value = in_parts(f, at, options.cancel).sum() * dx * dy;
        if (raised(options.cancel)) return std::nullopt;
        if (before && std::abs(value - *before) <= options.relative * std::abs(value))
            return Measured{value, std::abs(value - *before)};
        before = value;
    }
}

} // namespace halfstep
