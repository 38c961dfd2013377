#pragma once
// Long work that may be called off.

#include <atomic>

namespace halfstep {

/// A flag that another thread raises; nullptr: nobody will. What is asked for is not to be used then.
using Cancel = const std::atomic<bool>*;

inline bool raised(Cancel cancel) { return cancel && cancel->load(std::memory_order_relaxed); }

} // namespace halfstep
