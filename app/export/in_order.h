#pragma once
// Many pieces of work on all cores, their results in order.

#include <atomic>
#include <functional>
#include <string>

namespace halfstep {

/// Calls make(i) for i = 0 .. count - 1 from `threads` threads (0: as many as the machine has) and take(i, result) from
/// this one, in order. Only a few results wait at a time. An exception from either ends it and comes out of it. Returns
/// false when `cancel` was raised or take() returned false; then some were not taken.
bool in_order(int count, int threads, const std::atomic<bool>* cancel, const std::function<std::string(int)>& make,
              const std::function<bool(int, const std::string&)>& take);

} // namespace halfstep
