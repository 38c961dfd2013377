#pragma once
// Work on all cores. Exceptions come out on the caller's thread, and a machine that gives fewer threads than wanted is
// no mistake.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>

namespace halfstep {

/// Keeps the first exception of several threads.
class Failure {
public:
    template <class Work>
    void guard(const Work& work) noexcept {
        try {
            work();
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!first_) first_ = std::current_exception();
            any_ = true;
        }
    }
    bool any() const { return any_; }
    /// Once no thread works any more.
    void rethrow() const {
        if (first_) std::rethrow_exception(first_);
    }

private:
    std::mutex mutex_;
    std::exception_ptr first_;
    std::atomic<bool> any_{false};
};

/// Calls work(worker, workers) for worker = 0 .. workers - 1 at once, each on a thread, the first on this one.
/// `workers` is as many as wanted, or as the machine gives; `begin(workers)` is called before any of them works. The
/// first exception of all is thrown when all have ended: what they wait for in each other must not hang on that.
void on_threads(std::size_t wanted, const std::function<void(std::size_t)>& begin,
                const std::function<void(std::size_t, std::size_t)>& work);

/// Calls task(0) .. task(count - 1), in this order of starting, from up to `threads` threads (the caller's among them).
/// What each leaves behind must not depend on who ran it. After an exception, which comes out, no other task is begun.
template <class Task>
void parallel_for(std::size_t count, int threads, const Task& task) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    const auto work = [&](std::size_t, std::size_t) {
        try {
            for (std::size_t i; !failed && (i = next++) < count;) task(i);
        } catch (...) {
            failed = true;
            throw;
        }
    };
    on_threads(
        std::min(count, static_cast<std::size_t>(std::max(1, threads))), [](std::size_t) {}, work);
}

} // namespace halfstep
