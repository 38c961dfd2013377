#include "core/modes.h"

#include "core/mixture_block.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

bool has_modes(const TargetSpec& spec, const Target& target) {
    const bool placed = spec.kind == TargetKind::mixture || spec.kind == TargetKind::ring ||
                        spec.kind == TargetKind::grid || spec.kind == TargetKind::random ||
                        spec.kind == TargetKind::points;
    return placed && target.components.size() >= 2 && target.components.size() <= most_modes &&
           std::none_of(target.components.begin(), target.components.end(),
                        [](const Component& c) { return c.is_box(); });
}

Modes modes(const Target& target, const Block<double>& x) {
    // Points have no density to tell them apart by: a touch of noise gives them one, and the nearest wins.
    const double touch = 1e-9 * (1 + target.sigma_data());
    const std::vector<int> of = likeliest_component(marginal(target, {0, 1, touch}), x);
    const auto n = static_cast<double>(x.rows()), dim = static_cast<double>(x.cols());
    Modes out;
    out.share.assign(target.components.size(), 0);
    Eigen::ArrayXd square(x.rows());
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
        const auto k = static_cast<std::size_t>(of[static_cast<std::size_t>(i)]);
        out.share[k] += 1 / n;
        square[i] = (x.row(i).matrix().transpose() - target.components[k].mean).squaredNorm() / dim;
    }
    for (std::size_t k = 0; k < out.share.size(); ++k)
        out.share_error += 0.5 * std::abs(out.share[k] - target.components[k].weight);
    const double mean = square.mean();
    out.width.value = std::sqrt(mean);
    if (n > 1 && mean > 0) // of the root, by its slope
        out.width.se = std::sqrt((square - mean).square().sum() / (n - 1) / n) / (2 * out.width.value);
    return out;
}

} // namespace halfstep
