#include "app/model/measure_cache.h"

#include <algorithm>

namespace halfstep {

/// Of one run.
struct MeasureCache::Keys {
    MismatchKey ends;
    LossKey denoiser;
    DrawsKey exact, floors;
    std::vector<SamplerKey> final_samples, distance_curves, traces; ///< by sampler
};

template <class Key, class T>
void MeasureCache::LruCache<Key, T>::find(const Key& key, std::shared_ptr<const T>& value) {
    if (value) return;
    const auto found =
        std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry.first == key; });
    if (found == entries_.end()) return;
    entries_.splice(entries_.begin(), entries_, found);
    value = found->second;
}

template <class Key, class T>
bool MeasureCache::LruCache<Key, T>::keep(const Key& key, const std::shared_ptr<const T>& value) {
    if (!value) return false;
    std::shared_ptr<const T> known;
    find(key, known);
    if (known) return false;
    entries_.emplace_front(key, value);
    if (entries_.size() > most) entries_.pop_back();
    return true;
}

MeasureCache::Law MeasureCache::law_of(const Experiment& experiment) {
    const Law law{std::make_shared<const LawSpec>(LawSpec{experiment.target, experiment.process, experiment.run.seed})};
    if (!(law == newest_)) newest_ = law;
    return newest_;
}

MeasureCache::Keys MeasureCache::keys_of(const Run& run, const MeasureOptions& options, std::int64_t particle) {
    const Experiment& experiment = run.experiment();
    const Law law = law_of(experiment);
    const auto model_of = [&](bool exact) {
        Model model;
        if (exact || experiment.denoiser.kind == DenoiserKind::exact) return model;
        model.denoiser = experiment.denoiser;
        if (learns(experiment) && !experiment.denoiser.network) model.training = experiment.training;
        return model;
    };
    Keys keys;
    keys.ends = {law, options.loss_terms};
    keys.denoiser = {keys.ends, model_of(false)};
    keys.exact = {law, run.particles, options.exact_clouds, 0};
    keys.floors = {law, std::min(run.particles, options.distance_curve.particles), 0, options.distance_curve.states};
    for (const SamplerSpec& spec : experiment.samplers) {
        SamplerSpec sampler = spec;
        sampler.name.clear();
        SamplerKey key{{law, run.particles, 0, 0}, model_of(spec.exact_denoiser), sampler, experiment.run};
        key.run.particles = run.particles;
        keys.final_samples.push_back(key);
        key.draws = {law, keys.floors.particles, 0, options.distance_curve.states};
        keys.distance_curves.push_back(key);
        key.draws = {law, particle, 0, 0};
        key.run.particles = 0; // a particle is followed alone, however many there are
        keys.traces.push_back(std::move(key));
    }
    return keys;
}

void MeasureCache::find_all(const Keys& keys, Measures& measures) {
    mismatch_.find(keys.ends, measures.mismatch);
    losses_.find(keys.denoiser, measures.losses);
    exact_.find(keys.exact, measures.exact);
    floors_.find(keys.floors, measures.floors);
    measures.final_samples.resize(keys.final_samples.size());
    measures.distance_curves.resize(keys.distance_curves.size());
    measures.traces.resize(keys.traces.size());
    for (std::size_t i = 0; i < keys.final_samples.size(); ++i) {
        final_samples_.find(keys.final_samples[i], measures.final_samples[i]);
        distance_curves_.find(keys.distance_curves[i], measures.distance_curves[i]);
        traces_.find(keys.traces[i], measures.traces[i]);
    }
}

void MeasureCache::keep_all(const Keys& keys, const Measures& measures) {
    const std::lock_guard lock(mutex_);
    computed_.losses += losses_.keep(keys.denoiser, measures.losses);
    const bool of_losses = measures.losses && measures.mismatch.get() == &measures.losses->mismatch;
    computed_.mismatch += mismatch_.keep(keys.ends, measures.mismatch) && !of_losses;
    computed_.exact += exact_.keep(keys.exact, measures.exact);
    computed_.floors += floors_.keep(keys.floors, measures.floors);
    for (std::size_t i = 0; i < keys.final_samples.size(); ++i) {
        computed_.final_samples += final_samples_.keep(keys.final_samples[i], measures.final_samples[i]);
        computed_.distance_curves += distance_curves_.keep(keys.distance_curves[i], measures.distance_curves[i]);
        computed_.traces += traces_.keep(keys.traces[i], measures.traces[i]);
    }
}

void MeasureCache::recall(const Run& run, std::int64_t particle, const MeasureOptions& options, Measures& measures) {
    if (measures.traced != particle) measures.traces.clear();
    measures.traced = particle;
    find_all(keys_of(run, options, particle), measures);
}

void MeasureCache::measure(const Run& run, const Wanted& wanted, const MeasureOptions& options, Measures& measures) {
    recall(run, wanted.particle, options, measures);
    if (measures.have(wanted)) return;
    halfstep::measure(run, wanted, options, measures);
    keep_all(keys_of(run, options, wanted.particle), measures);
}

MeasureCache::Computed MeasureCache::computed() const {
    const std::lock_guard lock(mutex_);
    return computed_;
}

} // namespace halfstep
