#pragma once
// What has been measured, kept by what it depends on: moving eta finds the losses of the denoiser again, and a change
// of sampler the clouds of exact draws.

#include "core/base/measured.h"
#include "core/run/measure.h"

#include <list>
#include <mutex>

namespace halfstep {

class MeasureCache {
public:
    /// How often something was measured because it was not there. Of `final_samples`, `distance_curves` and `traces`
    /// each sampler counts.
    struct Computed {
        long mismatch = 0, losses = 0, exact = 0, final_samples = 0, floors = 0, distance_curves = 0, traces = 0;
        bool operator==(const Computed&) const = default;
    };

    /// Puts in what is known of the run; traces of `particle`, as Wanted names it.
    void recall(const Run& run, std::int64_t particle, const MeasureOptions& options, Measures& measures);
    /// The same, and measures what is wanted and still missing. When cancelled, some of it is left out.
    void measure(const Run& run, const Wanted& wanted, const MeasureOptions& options, Measures& measures);
    /// May be asked from any thread.
    Computed computed() const;

private:
    /// What all measures depend on. Shared by the keys of one run: a target may have thousands of points.
    struct LawSpec {
        TargetSpec target;
        ProcessSpec process;
        std::uint64_t seed = 0;
        bool operator==(const LawSpec&) const = default;
    };
    struct Law {
        std::shared_ptr<const LawSpec> of;
        bool operator==(const Law& other) const { return of == other.of || (of && other.of && *of == *other.of); }
    };
    /// The denoiser, and where it has no network yet, what that is made from.
    struct Model {
        DenoiserSpec denoiser;
        TrainingSpec training;
        bool operator==(const Model&) const = default;
    };
    struct MismatchKey {
        Law law;
        std::int64_t terms = 0;
        bool operator==(const MismatchKey&) const = default;
    };
    struct LossKey {
        MismatchKey ends;
        Model model;
        bool operator==(const LossKey&) const = default;
    };
    /// Clouds of exact draws: how many of how many particles, at how many levels.
    struct DrawsKey {
        Law law;
        std::int64_t particles = 0;
        int clouds = 0, states = 0;
        bool operator==(const DrawsKey&) const = default;
    };
    struct SamplerKey {
        DrawsKey draws;
        Model model;
        SamplerSpec sampler; ///< without its name
        RunSpec run;
        bool operator==(const SamplerKey&) const = default;
    };
    /// The few values that were asked for last.
    template <class Key, class T>
    class LruCache {
    public:
        void find(const Key& key, std::shared_ptr<const T>& value);
        /// Whether that is new.
        bool keep(const Key& key, const std::shared_ptr<const T>& value);

    private:
        static constexpr std::size_t most = 64; // eight samplers, coarse and full, before and after a few edits
        std::list<std::pair<Key, std::shared_ptr<const T>>> entries_;
    };
    struct Keys;
    Law law_of(const Experiment& experiment);
    Keys keys_of(const Run& run, const MeasureOptions& options, std::int64_t particle);
    void find_all(const Keys& keys, Measures& measures);
    void keep_all(const Keys& keys, const Measures& measures);

    Law newest_; ///< of the last run: those that follow mostly have the same
    LruCache<MismatchKey, Measured> mismatch_;
    LruCache<LossKey, LossReport> losses_;
    LruCache<DrawsKey, ExactFloor> exact_;
    LruCache<SamplerKey, FinalMeasure> final_samples_;
    LruCache<DrawsKey, DistanceFloors> floors_;
    LruCache<SamplerKey, std::vector<DistanceAt>> distance_curves_;
    LruCache<SamplerKey, Trace> traces_; ///< `draws.particles` is the particle
    mutable std::mutex mutex_;           ///< of what follows
    Computed computed_;
};

} // namespace halfstep
