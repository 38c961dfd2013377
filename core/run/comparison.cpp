#include "core/run/comparison.h"

#include "core/law/catalog.h"
#include "core/measure/distance.h"
#include "core/measure/jackknife.h"
#include "core/measure/rounding.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace halfstep {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
/// Means and variances of the first `rows` particles.
void compare_moments(const Block<double>& a, const Block<double>& b, std::int64_t rows, PairDifference& pair) {
    const std::int64_t blocks = jackknife_blocks(rows);
    const auto sums_a = block_sums(a, rows, std::max<std::int64_t>(blocks, 1)),
               sums_b = block_sums(b, rows, std::max<std::int64_t>(blocks, 1));
    const CentralSums all_a = sum_of(sums_a), all_b = sum_of(sums_b);
    const auto rest_a = all_but_each(sums_a), rest_b = all_but_each(sums_b);
    const auto variance = [](const CentralSums& sums, int i) {
        return sums.n > 1 ? sums.m2[i] / (sums.n - 1) : unknown;
    };
    for (int i = 0; i < static_cast<int>(a.cols()); ++i) {
        std::vector<double> means, variances;
        for (std::int64_t k = 0; k < blocks; ++k) {
            const auto at = static_cast<std::size_t>(k);
            means.push_back(rest_a[at].mean[i] - rest_b[at].mean[i]);
            variances.push_back(variance(rest_a[at], i) - variance(rest_b[at], i));
        }
        pair.mean.push_back({all_a.mean[i] - all_b.mean[i], jackknife_error(means)});
        pair.variance.push_back({variance(all_a, i) - variance(all_b, i), jackknife_error(variances)});
    }
}

/// The root of the mean of squares, with its error.
Measured root_mean_square(const std::vector<double>& squares) {
    const auto n = static_cast<std::int64_t>(squares.size());
    const std::int64_t blocks = jackknife_blocks(n);
    std::vector<double> sums, without;
    for (std::int64_t i = 0; i < blocks; ++i) {
        const auto [begin, end] = rows_of_block(n, blocks, i);
        sums.push_back(std::accumulate(squares.begin() + begin, squares.begin() + end, 0.0));
    }
    const double total = std::accumulate(squares.begin(), squares.end(), 0.0);
    for (std::int64_t i = 0; i < blocks; ++i) {
        const auto [begin, end] = rows_of_block(n, blocks, i);
        without.push_back(std::sqrt(std::max(0.0, total - sums[static_cast<std::size_t>(i)]) /
                                    static_cast<double>(n - (end - begin))));
    }
    return {std::sqrt(total / static_cast<double>(n)), jackknife_error(without)};
}

/// The state that a sampler shows at a share of the process, that of its start before it begins.
int state_at_share(const SamplerRun& sampler, int of, int level, int levels) {
    return sampler.state_at(level_at_share(level, of, levels));
}

PartingAt parting_at(double share, std::vector<double> squares) {
    PartingAt at{.share = share, .rms = root_mean_square(squares)};
    std::sort(squares.begin(), squares.end());
    const auto last = static_cast<double>(squares.size() - 1);
    const auto quantile = [&](double p) { return std::sqrt(squares[static_cast<std::size_t>(std::lround(p * last))]); };
    at.low = quantile(0.05);
    at.median = quantile(0.5);
    at.high = quantile(0.95);
    return at;
}

/// Of the particles whose every state both keep.
void follow_parting(const SamplerRun& a, int levels_a, const SamplerRun& b, int levels_b, PairDifference& pair) {
    pair.tracked = std::min(a.paths.particles, b.paths.particles);
    if (pair.tracked == 0) return;
    const std::vector<int> shown_a = a.shown_states(), shown_b = b.shown_states();
    const bool by_first = shown_a.size() <= shown_b.size();
    const SamplerRun &few = by_first ? a : b, &many = by_first ? b : a;
    const int levels_few = by_first ? levels_a : levels_b, levels_many = by_first ? levels_b : levels_a;
    const std::vector<int>& states = by_first ? shown_a : shown_b;
    for (auto state = states.rbegin(); state != states.rend(); ++state) {
        const int level = few.levels()[static_cast<std::size_t>(*state)];
        const int other = state_at_share(many, levels_few, level, levels_many);
        std::vector<double> squares;
        for (int p = 0; p < pair.tracked; ++p) {
            double square = 0;
            for (int i = 0; i < a.paths.dim; ++i) {
                const double off = few.paths.at(p, *state)[i] - many.paths.at(p, other)[i];
                square += off * off;
            }
            squares.push_back(std::isnan(square) ? std::numeric_limits<double>::infinity() : square);
        }
        pair.parting.push_back(parting_at(static_cast<double>(level) / levels_few, std::move(squares)));
    }
}

/// The error is that of the mean of what each particle adds to both.
Measured compare_distances(const DistanceToTarget& to_a, const Block<double>& a, const DistanceToTarget& to_b,
                           const Block<double>& b, std::int64_t rows) {
    const Block<double> cloud_a = a.topRows(rows), cloud_b = b.topRows(rows);
    const double value = to_a(cloud_a) - to_b(cloud_b);
    if (jackknife_blocks(rows) == 0 || !std::isfinite(value)) return {value, unknown};
    const Influence off = to_a.influence(cloud_a) - to_b.influence(cloud_b);
    const auto n = static_cast<double>(rows);
    return {value, std::sqrt(off.square().sum() / (n * (n - 1)))};
}

Measured final_apart(const Block<double>& a, const Block<double>& b, std::int64_t rows) {
    std::vector<double> squares;
    for (std::int64_t p = 0; p < rows; ++p) squares.push_back((a.row(p) - b.row(p)).matrix().squaredNorm());
    return root_mean_square(squares);
}

/// Whether both do the very same, so that nothing is rounded differently.
bool one_computation(const Experiment& a, const Experiment& b, const SamplerPair& pair) {
    SamplerSpec one = a.samplers[static_cast<std::size_t>(pair.first)],
                other = b.samplers[static_cast<std::size_t>(pair.second)];
    one.name = other.name;
    return one == other && a.target == b.target && a.process == b.process && a.denoiser == b.denoiser &&
           a.run.precision == b.run.precision;
}

/// What both may be rounded by, as if the one up and the other down.
void add_rounding(const Run& first, const SamplerRun& a, const Run& second, const SamplerRun& b, PairDifference& pair) {
    const bool same = one_computation(first.experiment(), second.experiment(), pair.samplers);
    const Moments &of_a = a.moments.back(), &of_b = b.moments.back();
    const auto held = [same](double of_both) { return same || !std::isfinite(of_both) ? 0 : of_both; };
    const auto hold = [](Measured& m, double rounding) { m.se = std::hypot(m.se, rounding); };
    const auto places = [](const Run& run, const Moments& moments) {
        const bool single = run.experiment().run.precision == Precision::single;
        return rounding_of_places(moments, single ? rounding_unit<float> : rounding_unit<double>);
    };
    for (std::size_t i = 0; i < pair.mean.size(); ++i) {
        const auto at = static_cast<Eigen::Index>(i);
        pair.rounding_mean.push_back(held(of_a.rounding_mean[at] + of_b.rounding_mean[at]));
        pair.rounding_variance.push_back(held(of_a.rounding_var[at] + of_b.rounding_var[at]));
        hold(pair.mean[i], pair.rounding_mean[i]);
        hold(pair.variance[i], pair.rounding_variance[i]);
    }
    pair.rounding_places = held(places(first, of_a) + places(second, of_b));
    hold(pair.distance, pair.rounding_places);
    hold(pair.apart, pair.rounding_places);
}

} // namespace

std::vector<SamplerPair> sampler_pairs(const Experiment& first, const Experiment& second) {
    const auto &a = first.samplers, &b = second.samplers;
    std::vector<int> partner(a.size(), -1);
    std::vector<bool> taken(b.size(), false);
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t k = 0; k < b.size() && partner[i] < 0; ++k)
            if (!taken[k] && a[i].name == b[k].name) {
                partner[i] = static_cast<int>(k);
                taken[k] = true;
            }
    std::vector<SamplerPair> pairs;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const bool by_name = partner[i] >= 0;
        const std::size_t free = static_cast<std::size_t>(std::find(taken.begin(), taken.end(), false) - taken.begin());
        if (!by_name && free == b.size()) continue;
        if (!by_name) taken[free] = true;
        pairs.push_back({static_cast<int>(i), by_name ? partner[i] : static_cast<int>(free), by_name});
    }
    return pairs;
}

Experiment beside(Experiment other, const Experiment& first) {
    other.run.seed = first.run.seed;
    other.run.particles = std::min(other.run.particles, first.run.particles);
    return other;
}

void check_beside(const Experiment& other, const Experiment& first) {
    const int here = dimension(first.target), there = dimension(other.target);
    if (here == there) return;
    const auto text = [](int dim) { return dim == 1 ? std::string("one dimension") : std::string("two dimensions"); };
    throw Error("compare", "has data in " + text(there) + ", and this scene in " + text(here) +
                               ", so no particle of one has a place in the other; allowed: a scene in " + text(here));
}

int level_at_share(int level, int of, int levels) {
    if (of <= 0) return 0;
    return std::clamp(static_cast<int>(std::lround(static_cast<double>(level) * levels / of)), 0, levels);
}

std::shared_ptr<const Comparison> compare(const Run& first, std::shared_ptr<const Run> second,
                                          const CompareOptions& options) {
    const auto cancelled = [&] { return options.cancel && options.cancel->load(std::memory_order_relaxed); };
    auto comparison = std::make_shared<Comparison>();
    comparison->second = second;
    comparison->first = first.samplers;
    comparison->particles = std::min(first.particles, second->particles);
    comparison->blocks = static_cast<int>(jackknife_blocks(comparison->particles));
    comparison->with_distances = options.distances;
    std::optional<DistanceToTarget> to_first, to_second;
    if (options.distances && !cancelled()) {
        to_first.emplace(first.target(), first.experiment().run.precision, options.cancel);
        to_second.emplace(second->target(), second->experiment().run.precision, options.cancel);
    }
    for (const SamplerPair& samplers : sampler_pairs(first.experiment(), second->experiment())) {
        if (cancelled()) return nullptr;
        const SamplerRun &a = first.samplers[static_cast<std::size_t>(samplers.first)],
                         &b = second->samplers[static_cast<std::size_t>(samplers.second)];
        PairDifference pair{.samplers = samplers, .distance = {unknown, unknown}};
        const std::int64_t rows = std::min<std::int64_t>({comparison->particles, a.final_x.rows(), b.final_x.rows()});
        compare_moments(a.final_x, b.final_x, rows, pair);
        pair.apart = final_apart(a.final_x, b.final_x, rows);
        follow_parting(a, first.process().steps(), b, second->process().steps(), pair);
        if (to_first) pair.distance = compare_distances(*to_first, a.final_x, *to_second, b.final_x, rows);
        add_rounding(first, a, *second, b, pair);
        comparison->pairs.push_back(std::move(pair));
    }
    return cancelled() ? nullptr : comparison;
}

} // namespace halfstep
