#include "core/base/parallel.h"

#include <condition_variable>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace halfstep {
namespace {

/// Holds the threads back until it is known how many there are.
class Gate {
public:
    void open(std::size_t workers) {
        {
            const std::lock_guard lock(mutex_);
            workers_ = workers;
            open_ = true;
        }
        changed_.notify_all();
    }
    /// How many work; 0: none is to.
    std::size_t pass() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return open_; });
        return workers_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t workers_ = 0;
    bool open_ = false;
};

/// Fewer where the system has no more, or no memory for their stacks.
template <class Body>
void start_threads(std::size_t wanted, const Body& body, std::vector<std::thread>& threads) {
    try {
        threads.reserve(wanted);
        while (threads.size() < wanted) threads.emplace_back(body, threads.size() + 1);
    } catch (const std::system_error&) {
    } catch (const std::bad_alloc&) {}
}

} // namespace

void on_threads(std::size_t wanted, const std::function<void(std::size_t)>& begin,
                const std::function<void(std::size_t, std::size_t)>& work) {
    Failure failure;
    Gate gate;
    const auto body = [&](std::size_t worker) {
        const std::size_t workers = gate.pass();
        if (workers > 0) failure.guard([&] { work(worker, workers); });
    };
    std::vector<std::thread> others;
    if (wanted > 1) start_threads(wanted - 1, body, others);
    const std::size_t workers = others.size() + 1;
    failure.guard([&] { begin(workers); });
    const bool begun = !failure.any();
    gate.open(begun ? workers : 0);
    if (begun) failure.guard([&] { work(0, workers); });
    for (std::thread& other : others) other.join();
    failure.rethrow();
}

} // namespace halfstep
