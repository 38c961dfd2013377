// What a run can be asked.

#include "core/run/run.h"

#include <algorithm>

namespace halfstep {

const Frame& SamplerRun::frame_at(int state) const {
    const auto after =
        std::lower_bound(frames.begin(), frames.end(), state, [](const Frame& f, int s) { return f.state < s; });
    if (after == frames.end()) return frames.back();
    if (after == frames.begin() || after->state == state) return *after;
    const auto before = after - 1;
    return state - before->state <= after->state - state ? *before : *after;
}

namespace {

template <class T>
const T& or_empty(const std::shared_ptr<const T>& value) {
    static const T empty;
    return value ? *value : empty;
}
template <class T>
const T& or_empty(const std::vector<std::shared_ptr<const T>>& values, std::size_t i) {
    return or_empty(i < values.size() ? values[i] : nullptr);
}

} // namespace

const LossReport& Run::losses() const { return or_empty(measures.losses); }
const FinalMeasure& Run::final_of(std::size_t sampler) const { return or_empty(measures.final_samples, sampler); }
const ExactFloor& Run::exact() const { return or_empty(measures.exact); }
const std::vector<DistanceAt>& Run::distances(std::size_t sampler) const {
    return or_empty(measures.distance_curves, sampler);
}
const DistanceFloors& Run::floors() const { return or_empty(measures.floors); }

} // namespace halfstep
