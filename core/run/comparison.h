#pragma once
// Two runs under the same noise, side by side: which samplers correspond, by how much differs what came out, and how
// far the same particle's two states part on the way. The errors are those of the differences themselves, so that noise
// which both share counts as little as it does.

#include "core/base/measured.h"
#include "core/run/run.h"

#include <atomic>
#include <memory>
#include <vector>

namespace halfstep {

/// A sampler of the first run and the one of the second that is held against it.
struct SamplerPair {
    int first = 0, second = 0;
    bool by_name = true; ///< they have the same name; false: nobody else was left, so it is their order
    bool operator==(const SamplerPair&) const = default;
};
/// Those of the same name; of the rest the first with the first, and so on, as long as both have one. In the order of
/// `first`.
std::vector<SamplerPair> sampler_pairs(const Experiment& first, const Experiment& second);

/// How `other` is simulated beside `first`: with its seed, and with no more particles.
Experiment beside(Experiment other, const Experiment& first);
/// Throws Error whose key is "compare" where particles of one have no place in the other: another dimension.
void check_beside(const Experiment& other, const Experiment& first);

/// The level of a process with `levels` steps at the same share of the way as `level` of one with `of`.
int level_at_share(int level, int of, int levels);

/// How far the same particle's two states are apart at one share of the process.
struct PartingAt {
    double share = 0;                     ///< level / T: 0 is the data, 1 the noise
    Measured rms{};                       ///< root mean square of |x_first - x_second|
    double low = 0, median = 0, high = 0; ///< of that length: 5, 50 and 95 of 100 particles are below
};

/// First minus second, of the final samples of a pair. NaN errors: too few particles for one.
struct PairDifference {
    SamplerPair samplers;
    std::vector<Measured> mean{}, variance{}; ///< by coordinate
    Measured distance{};                      ///< of each to its own target; its value NaN until that is measured
    Measured apart{};                         ///< root mean square of |x_first - x_second|
    /// How far rounding may take these off, which the errors hold, too: means and variances by coordinate, and places,
    /// by which distance and apart are off. 0 where both are one computation.
    std::vector<double> rounding_mean{}, rounding_variance{};
    double rounding_places = 0;
    /// On the way, ascending in share: where the one that shows fewer states has one, against what the other shows
    /// then. Of the particles whose every state is kept.
    std::vector<PartingAt> parting{};
    int tracked = 0; ///< those particles
};

struct Comparison {
    std::shared_ptr<const Run> second;
    SharedList<SamplerRun> first; ///< samplers of the run that it was made of
    std::int64_t particles = 0;   ///< behind the differences: the smaller of both numbers
    int blocks = 0;               ///< of them that the errors are taken from; 0: there are none
    std::vector<PairDifference> pairs;
    bool with_distances = false;
};

struct CompareOptions {
    bool distances = true;                     ///< they take their time: a cloud is sorted
    const std::atomic<bool>* cancel = nullptr; ///< once it is raised, nullptr is returned
};
/// Of two complete runs with one seed, in as many dimensions. Errors of means, variances and lengths: the
/// delete-a-group jackknife [Shao & Tu 1995, The Jackknife and Bootstrap, section 2.3]; of distances, how the same
/// particle moves the one and the other (DistanceToTarget::influence).
std::shared_ptr<const Comparison> compare(const Run& first, std::shared_ptr<const Run> second,
                                          const CompareOptions& options = {});

} // namespace halfstep
