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
    if (wanted.finals && !(exact && complete(finals))) return false;
    if (wanted.trace && !(complete(traces) && traced == wanted.particle)) return false;
    return !wanted.along || (floors && complete(along));
}

bool Measures::same(const Measures& other, const Wanted& wanted) const {
    if (wanted.mismatch && mismatch != other.mismatch) return false;
    if (wanted.losses && losses != other.losses) return false;
    if (wanted.finals && (exact != other.exact || finals != other.finals)) return false;
    if (wanted.trace && traces != other.traces) return false;
    return !wanted.along || (floors == other.floors && along == other.along);
}

} // namespace halfstep
