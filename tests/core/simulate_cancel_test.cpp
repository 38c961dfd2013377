// Simulations that are called off return soon, and say how far they are.

#include "core/run/simulate.h"

#include "tests/core/experiments.h"
#include "tests/cost.h"

#include <chrono>
#include <thread>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Seconds within which a cancelled run must return. It takes milliseconds; the rest is for busy machines, and for
/// sanitizers.
constexpr double soon = sanitized ? 60 : 2;

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

TEST_SUITE("core/simulate_cancel") {
    TEST_CASE("cancelled: returns soon, incomplete") {
        // Eight hundred million particle-steps: many seconds of work when not cancelled.
        const Experiment experiment = experiment_of(plane_modes(), process_spec(ProcessKind::ve, 200), four_samplers(),
                                                    1'000'000, Precision::single);
        std::atomic<bool> cancel{true};
        std::atomic<float> progress{0};
        SimulateOptions options = with_threads(2);
        options.cancel = &cancel;
        options.progress = &progress;
        auto start = std::chrono::steady_clock::now();
        CHECK_FALSE(simulate(experiment, options).complete);
        CHECK(seconds_since(start) < soon);
        cancel = false;
        std::thread interrupter([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            start = std::chrono::steady_clock::now();
            cancel = true;
        });
        CHECK_FALSE(simulate(experiment, options).complete);
        interrupter.join();
        CHECK(seconds_since(start) < soon);
        CHECK(progress < 1);
    }

    TEST_CASE("cancelled while it encodes: within a block, not after it") {
        // One block of 512 takes 20,000 implicit steps, each of dozens of denoisings, before its first step back.
        SamplerSpec encoded = sampler_of(SamplerKind::ddim);
        encoded.start = Start::encoded;
        encoded.inversion = Inversion::implicit;
        const Experiment experiment = experiment_of(plane_modes(), {ProcessKind::ve, 20'000, {}}, {encoded}, 2000);
        std::atomic<bool> cancel{false};
        SimulateOptions options = with_threads(1);
        options.cancel = &cancel;
        auto start = std::chrono::steady_clock::now();
        std::thread interrupter([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            start = std::chrono::steady_clock::now();
            cancel = true;
        });
        CHECK_FALSE(simulate(experiment, options).complete);
        interrupter.join();
        CHECK(seconds_since(start) < soon);
    }

    TEST_CASE("progress rises from 0 to 1") {
        std::atomic<float> progress{0};
        std::atomic<bool> done{false};
        SimulateOptions options = with_threads(2);
        options.progress = &progress;
        bool rising = true;
        std::thread watcher([&] {
            for (float last = 0; !done;) {
                const float now = progress;
                rising = rising && now >= last && now <= 1;
                last = now;
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        });
        const Run run = simulate(
            experiment_of(three_modes(), process_spec(ProcessKind::vp, 50), four_samplers(), heavy(50'000, 5'000)),
            options);
        done = true;
        watcher.join();
        CHECK(run.complete);
        CHECK(progress == 1);
        CHECK(rising);
    }
}
