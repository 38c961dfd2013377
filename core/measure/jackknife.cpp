#include "core/measure/jackknife.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace halfstep {
namespace {

constexpr std::int64_t least_blocks = 20, most_blocks = 64;

} // namespace

std::int64_t jackknife_blocks(std::int64_t particles) {
    return particles < least_blocks ? 0 : std::min(particles, most_blocks);
}

double jackknife_error(const std::vector<double>& without) {
    const auto n = static_cast<double>(without.size());
    if (without.size() < 2) return std::numeric_limits<double>::quiet_NaN();
    const double mean = std::accumulate(without.begin(), without.end(), 0.0) / n;
    double squares = 0;
    for (const double value : without) squares += (value - mean) * (value - mean);
    return std::sqrt((n - 1) / n * squares);
}

std::vector<CentralSums> all_but_each(const std::vector<CentralSums>& blocks) {
    std::vector<CentralSums> before(blocks.size() + 1), after(blocks.size() + 1);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        before[i + 1] = before[i];
        before[i + 1].add(blocks[i]);
    }
    for (std::size_t i = blocks.size(); i-- > 0;) {
        after[i] = blocks[i];
        after[i].add(after[i + 1]);
    }
    std::vector<CentralSums> rest(blocks.size());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        rest[i] = before[i];
        rest[i].add(after[i + 1]);
    }
    return rest;
}

std::vector<CentralSums> block_sums(const Block<double>& x, std::int64_t rows, std::int64_t count) {
    std::vector<CentralSums> sums;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto [begin, end] = rows_of_block(rows, count, i);
        const Block<double> block = x.middleRows(begin, end - begin);
        sums.push_back(central_sums(block, block.rows()));
    }
    return sums;
}

CentralSums sum_of(const std::vector<CentralSums>& blocks) {
    CentralSums total;
    for (const CentralSums& block : blocks) total.add(block);
    return total;
}

} // namespace halfstep
