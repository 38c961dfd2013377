#include "core/run/measures.h"

#include <algorithm>

namespace halfstep {
namespace {

template <class T>
bool complete(const std::vector<std::shared_ptr<const T>>& of_samplers) {
    return !of_samplers.empty() &&
           std::all_of(of_samplers.begin(), of_samplers.end(), [](const auto& one) { return one != nullptr; });
}

} // namespace

bool Measures::have(const Wanted& wanted) const {
    if (wanted.mismatch && !mismatch) return false;
    if (wanted.losses && !losses) return false;
    if (wanted.final_samples && !(exact && complete(final_samples))) return false;
    if (wanted.trace && !(complete(traces) && traced == wanted.particle)) return false;
    return !wanted.distance_curves || (floors && complete(distance_curves));
}

bool Measures::same(const Measures& other, const Wanted& wanted) const {
    if (wanted.mismatch && mismatch != other.mismatch) return false;
    if (wanted.losses && losses != other.losses) return false;
    if (wanted.final_samples && (exact != other.exact || final_samples != other.final_samples)) return false;
    if (wanted.trace && traces != other.traces) return false;
    return !wanted.distance_curves || (floors == other.floors && distance_curves == other.distance_curves);
}

} // namespace halfstep
