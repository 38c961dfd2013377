#pragma once
// What the particles did: moments, histograms, paths, frames, final clouds; and what has been measured of it.

#include "core/measure/closed_form.h"
#include "core/measure/round_trip.h"
#include "core/measure/statistics.h"
#include "core/run/latents.h"
#include "core/run/measures.h"
#include "core/run/options.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace halfstep {

struct Comparison;
struct LocalErrors;

/// The states of the first `particles` particles at every step: [particle][state][coordinate].
struct Paths {
    int particles = 0;
    int states = 0; ///< S + 1; state 0 is the start
    int dim = 1;
    std::vector<double> x; ///< double, so that a recorded run can be compared step by step

    const double* at(int particle, int state) const {
        return x.data() + (static_cast<std::size_t>(particle) * states + state) * dim;
    }
};

/// A whole cloud at one state, as the run computes it: floats in single precision, doubles in double.
struct Frame {
    int state = 0;
    Block<float> x; ///< particles x dim; fewer rows with SimulateOptions::frame_particles. Empty in double precision
    Block<double> wide; ///< the same in double precision; else empty

    Eigen::Index rows() const { return std::max(x.rows(), wide.rows()); }
    double at(Eigen::Index particle, Eigen::Index coordinate) const {
        return wide.size() > 0 ? wide(particle, coordinate) : static_cast<double>(x(particle, coordinate));
    }
    /// The first n rows.
    Block<double> top(Eigen::Index n) const {
        return wide.size() > 0 ? Block<double>(wide.topRows(n)) : Block<double>(x.topRows(n).cast<double>());
    }
};

struct SamplerRun {
    std::shared_ptr<const SamplerPlan> plan;        ///< of the run's problem
    std::vector<Moments> moments;                   ///< by state, of all particles
    std::vector<Gaussian> predicted;                ///< by state, or empty where there is no closed form
    std::vector<std::vector<Histogram>> histograms; ///< [coordinate][state], of all particles
    Paths paths;
    std::vector<Frame>
        frames; ///< ascending in state, first and last always; 2-D: as many as fit in frame_bytes; 1-D: a few dozen
    Block<double> final_x; ///< particles x dim, the final sample in full precision

    std::shared_ptr<const LocalErrors> local_errors; ///< of recorded states (local_error.h); else null

    // A start that is encoded:
    Block<double> data;    ///< particles x dim: what was encoded
    Paths inversion_paths; ///< of the tracked particles; state 0 is the data, the last state the start
    std::optional<RoundTrip> round_trip;

    const SamplerSpec& spec() const { return plan->spec; }
    const std::vector<StepCoefficients>& steps() const { return plan->steps; }
    const std::vector<int>& levels() const { return plan->levels; }
    bool forward() const { return plan->forward(); }
    const Level& level_of(int state) const { return plan->level_of(state); }
    bool off_grid(int state) const { return plan->off_grid(state); }
    int state_at(int level) const { return plan->state_at(level); }
    std::vector<int> shown_states() const { return plan->shown_states(); }
    int reverse_steps() const { return plan->reverse_steps(); }
    int evaluations() const { return plan->evaluations(); }
    const Frame& frame_at(int state) const; ///< the nearest one kept
};

/// A list that its copies share until one of them is changed.
template <class T>
class SharedList {
public:
    const std::vector<T>& list() const { return *items_; }
    operator const std::vector<T>&() const { return *items_; }
    const T& operator[](std::size_t i) const { return (*items_)[i]; }
    const T& front() const { return items_->front(); }
    const T& back() const { return items_->back(); }
    auto begin() const { return items_->cbegin(); }
    auto end() const { return items_->cend(); }
    std::size_t size() const { return items_->size(); }
    bool empty() const { return items_->empty(); }
    bool shares_with(const SharedList& other) const { return items_ == other.items_; }
    /// To change it; the copies keep theirs as they were.
    std::vector<T>& edit() {
        if (items_.use_count() > 1) items_ = std::make_shared<std::vector<T>>(*items_);
        return *items_;
    }

private:
    std::shared_ptr<std::vector<T>> items_ = std::make_shared<std::vector<T>>();
};

/// Cheap to copy: a copy shares what the particles did, and may have more measured of it.
struct Run {
    bool complete = false; ///< false: cancelled, the contents are not to be used
    std::shared_ptr<const Problem> problem;
    SharedList<SamplerRun> samplers;
    std::shared_ptr<const Latents> latents; ///< null: there are none
    std::int64_t particles = 0;
    Measures measures; ///< what has been measured of it so far
    /// With another run beside it (comparison.h); null: it stands alone.
    std::shared_ptr<const Comparison> comparison;

    const Experiment& experiment() const { return problem->experiment; }
    const Target& target() const { return problem->target; }
    const Process& process() const { return problem->process; }
    // Measures, empty as long as they are not there.
    const LossReport& losses() const;
    const FinalMeasure& final_of(std::size_t sampler) const;
    const ExactFloor& exact() const;
    const std::vector<DistanceAt>& distances(std::size_t sampler) const; ///< along the way
    const DistanceFloors& floors() const;
};

} // namespace halfstep
