#include "core/measure/modes.h"

#include "core/law/mixture_block.h"
#include "core/measure/statistics.h"
#include "core/spec/target_facts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {

namespace {

/// Components about the same middle are one mode: for each component the first of its kind.
std::vector<std::size_t> modes_of(const Target& target) {
    std::vector<std::size_t> first;
    for (std::size_t k = 0; k < target.components.size(); ++k) {
        std::size_t same = 0;
        while (target.components[same].mean != target.components[k].mean) ++same;
        first.push_back(same);
    }
    return first;
}

} // namespace

bool has_modes(const TargetSpec& spec, const Target& target) {
    if (!fact(spec.kind).has_modes || target.components.size() > most_modes) return false;
    const std::vector<std::size_t> mode = modes_of(target);
    return std::any_of(mode.begin(), mode.end(), [](std::size_t k) { return k > 0; }) &&
           std::none_of(target.components.begin(), target.components.end(),
                        [](const Component& c) { return c.is_box(); });
}

Modes modes(const Target& target, const Block<double>& x) {
    // Points have no density to tell them apart by: a touch of noise gives them one, and the nearest wins.
    const double touch = 1e-9 * (1 + target.sigma_data());
    const std::vector<int> of = likeliest_component(marginal(target, {0, 1, touch}), x);
    const auto n = static_cast<double>(x.rows()), dim = static_cast<double>(x.cols());
    const std::vector<std::size_t> mode = modes_of(target);
    Modes out;
    out.fraction.assign(target.components.size(), 0);
    std::vector<double> weight(target.components.size(), 0);
    for (std::size_t k = 0; k < weight.size(); ++k) weight[mode[k]] += target.components[k].weight;
    Eigen::ArrayXd square(x.rows());
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
        const std::size_t k = mode[static_cast<std::size_t>(of[static_cast<std::size_t>(i)])];
        out.fraction[k] += 1 / n;
        square[i] = (x.row(i).matrix().transpose() - target.components[k].mean).squaredNorm() / dim;
    }
    for (std::size_t k = 0; k < out.fraction.size(); ++k)
        out.weight_error += 0.5 * std::abs(out.fraction[k] - weight[k]);
    const double mean = square.mean();
    if (!std::isfinite(mean)) out.weight_error = std::numeric_limits<double>::quiet_NaN(); // some are in no mode
    out.width.value = std::sqrt(mean);
    const double error = std::sqrt((square - mean).square().sum() / (n - 1) / n); // of one: NaN
    if (!trusted(n, mean, error))
        out.width.se = std::numeric_limits<double>::quiet_NaN();
    else if (mean > 0) // of the root, by its slope
        out.width.se = error / (2 * out.width.value);
    return out;
}

} // namespace halfstep
