#pragma once
// The delete-a-group jackknife [Shao & Tu 1995, The Jackknife and Bootstrap, section 2.3]: the error of any statistic
// of many particles from its values with one block of them after the other left out.

#include "core/measure/statistics.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace halfstep {

/// How many blocks so many particles are divided into, 20 to 64; 0: they are too few for an error.
std::int64_t jackknife_blocks(std::int64_t particles);

/// Block i of `count`: first row and the one behind the last.
inline std::pair<std::int64_t, std::int64_t> rows_of_block(std::int64_t rows, std::int64_t count, std::int64_t i) {
    return {rows * i / count, rows * (i + 1) / count};
}

/// Of a statistic with one block after the other left out; NaN of fewer than two.
double jackknife_error(const std::vector<double>& without);

/// The sums of the first `rows` rows of x in `count` blocks.
std::vector<CentralSums> block_sums(const Block<double>& x, std::int64_t rows, std::int64_t count);
CentralSums sum_of(const std::vector<CentralSums>& blocks);
/// The sums of all blocks but one, for each.
std::vector<CentralSums> all_but_each(const std::vector<CentralSums>& blocks);

} // namespace halfstep
