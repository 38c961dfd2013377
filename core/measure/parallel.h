#pragma once
// Independent tasks on all cores.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace halfstep {

/// Calls task(0) .. task(count - 1), in this order of starting, from up to `threads` threads (the caller's among them). A task
/// must not throw. What each leaves behind must not depend on who ran it.
template <class Task>
void parallel_for(std::size_t count, int threads, const Task& task) {
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i; (i = next++) < count;) task(i);
    };
    std::vector<std::thread> workers;
    const std::size_t wanted = std::min(count, static_cast<std::size_t>(std::max(1, threads)));
    for (std::size_t i = 1; i < wanted; ++i) workers.emplace_back(work);
    work();
    for (std::thread& worker : workers) worker.join();
}

} // namespace halfstep
