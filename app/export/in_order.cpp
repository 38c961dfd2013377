#include "app/export/in_order.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace halfstep {

namespace {

/// What the threads share.
struct Work {
    const int count, ahead; ///< `ahead`: results that may be begun beyond the last one taken
    const std::function<std::string(int)>& make;
    std::mutex mutex;
    std::condition_variable changed;
    int next = 0, taken = 0;
    std::map<int, std::string> done;
    std::exception_ptr failure;
    bool stopped = false;

    void run() {
        std::unique_lock lock(mutex);
        while (true) {
            changed.wait(lock, [this] { return stopped || next == count || next < taken + ahead; });
            if (stopped || next == count) return;
            const int i = next++;
            lock.unlock();
            std::exception_ptr error;
            try {
                std::string result = make(i);
                lock.lock();
                done[i] = std::move(result);
            } catch (...) {
                error = std::current_exception();
            }
            if (!lock.owns_lock()) lock.lock();
            if (error) {
                failure = failure ? failure : error;
                stopped = true;
            }
            changed.notify_all();
        }
    }
    void stop() {
        const std::lock_guard lock(mutex);
        stopped = true;
        changed.notify_all();
    }
};

/// Whatever happens, the threads end before what they work on does.
struct Workers {
    Work& work;
    std::vector<std::thread> threads;
    /// Fewer where the system has no more.
    void start(int wanted) {
        try {
            for (int i = 0; i < wanted; ++i) threads.emplace_back([this] { work.run(); });
        } catch (const std::exception&) {
            if (threads.empty()) throw;
        }
    }
    ~Workers() {
        work.stop();
        for (std::thread& thread : threads) thread.join();
    }
};

} // namespace

bool in_order(int count, int threads, const std::atomic<bool>* cancel, const std::function<std::string(int)>& make,
              const std::function<bool(int, const std::string&)>& take) {
    using namespace std::chrono_literals;
    if (threads < 1) threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    threads = std::min(threads, std::max(count, 1));
    Work work{count, threads + 2, make, {}, {}, 0, 0, {}, nullptr, false};
    Workers workers{work, {}};
    workers.start(threads);
    for (int i = 0; i < count; ++i) {
        std::unique_lock lock(work.mutex);
        while (work.done.count(i) == 0 && !work.failure) {
            if (cancel && *cancel) return false;
            work.changed.wait_for(lock, 50ms); // the flag wakes nobody
        }
        if (work.failure) std::rethrow_exception(work.failure);
        const std::string result = std::move(work.done[i]);
        work.done.erase(i);
        lock.unlock();
        if ((cancel && *cancel) || !take(i, result)) return false;
        lock.lock();
        work.taken = i + 1;
        work.changed.notify_all();
    }
    return true;
}

} // namespace halfstep
