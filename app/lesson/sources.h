#pragma once
// What quantities are read from: a problem, and what its particles did, by blocks of them for the errors.

#include "core/measure/jackknife.h"
#include "core/run/run.h"

#include <map>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

namespace halfstep {

/// What is wrong with an expression, or why there is no such number. One line, without the place.
class ExpressionError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What has to be there before a run can be asked.
struct QuantityNeeds {
    Wanted measures{};
    bool every_state = false; ///< of as many particles as can be: SimulateOptions::tracked_paths
    bool operator==(const QuantityNeeds&) const = default;
};
inline QuantityNeeds operator|(const QuantityNeeds& a, const QuantityNeeds& b) {
    return {a.measures | b.measures, a.every_state || b.every_state};
}

/// A cloud of particles at one state of a sampler.
struct StateCloud {
    Block<double> x{};
    bool tracked = false; ///< only of those whose every state is kept
};

/// Sums of such a cloud: of all of it, and with each block left out.
struct BlockSums {
    CentralSums all{};
    std::vector<CentralSums> without{};
    bool tracked = false;
};
BlockSums block_sums_of(const StateCloud& cloud);

/// Keeps what it has worked out: for one thread.
class Sources {
public:
    explicit Sources(std::shared_ptr<const Problem> problem); ///< nothing was simulated
    explicit Sources(const Run& run);

    const Problem& problem() const { return *problem_; }
    bool has_run() const { return run_.complete; }
    const Run& run() const { return run_; }
    const SamplerRun& sampler(int i) const { return run_.samplers[static_cast<std::size_t>(i)]; }

    /// The state of a sampler shown at a level, which it visits.
    int state_at(int sampler, int level) const;
    /// Whether all particles of a state are kept: else the cloud has the tracked ones.
    bool keeps_all(int sampler, int state) const;
    const StateCloud& cloud(int sampler, int state) const;
    const BlockSums& sums(int sampler, int state) const;
    /// The state of the data: a sampler's sample. A forward chain begins there.
    int last_state(int sampler) const;
    /// How far rounding may take places of the final sample off, root mean square.
    double rounding_of_final(int sampler) const;

private:
    std::shared_ptr<const Problem> problem_;
    Run run_;
    mutable std::map<std::pair<int, int>, StateCloud> clouds_;
    mutable std::map<std::pair<int, int>, BlockSums> sums_;
};

/// Throws ExpressionError where a sampler stands at no such level.
void check_visits(const Problem& problem, int sampler, int level);

} // namespace halfstep
