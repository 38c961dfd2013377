// The worker behind the window: the newest experiment wins, coarse first. Nothing here depends on how fast the machine
// is; the limit only turns a hang into a failure.

#include "app/model/simulator.h"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

using namespace halfstep;

namespace {

Experiment quick(std::uint64_t seed = 7, std::int64_t particles = 20'000) {
    Experiment experiment;
    experiment.process.steps = 50;
    experiment.samplers.resize(1);
    experiment.run.particles = particles;
    experiment.run.seed = seed;
    return experiment;
}

/// Many minutes of work: a test that has to wait for it fails.
Experiment endless(std::uint64_t seed = 7) {
    Experiment experiment = quick(seed, 1'000'000);
    experiment.process.steps = 20'000;
    return experiment;
}

/// A simulator and everything that it publishes: taken from within the wake, nothing can be replaced before it is seen.
class Recorder {
public:
    void request(const Experiment& experiment) { request(make_problem(experiment)); }
    void request(std::shared_ptr<const Problem> problem) { simulator_.request(std::move(problem)); }
    const Simulator& simulator() const { return simulator_; }

    /// All results so far, once `condition` holds for the newest one.
    template <class Condition>
    std::vector<Result> wait_for(Condition condition) {
        std::unique_lock lock(mutex_);
        REQUIRE(come_.wait_for(lock, std::chrono::seconds(120),
                               [&] { return !results_.empty() && condition(results_.back()); }));
        return results_;
    }
    std::vector<Result> wait_for_full(const Experiment& experiment) {
        return wait_for([&](const Result& r) { return r.run && !r.coarse && r.run->experiment() == experiment; });
    }
    std::vector<Result> wait_for_coarse(std::uint64_t seed) {
        return wait_for([&](const Result& r) { return r.coarse && r.run->experiment().run.seed == seed; });
    }

private:
    void woken() {
        {
            const std::lock_guard lock(mutex_);
            results_.push_back(simulator_.take());
        }
        come_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable come_;
    std::vector<Result> results_;
    Simulator simulator_{[this] { woken(); }}; // last: its worker uses the rest
};

} // namespace

TEST_CASE("coarse, then full; then nothing more") {
    Recorder recorder;
    CHECK_FALSE(recorder.simulator().busy());
    recorder.request(quick());
    const auto results = recorder.wait_for_full(quick());
    REQUIRE(results.size() == 2);
    CHECK(results[0].coarse);
    CHECK(results[0].run->particles < quick().run.particles);
    CHECK(results[1].run->particles == quick().run.particles);
    CHECK(results[1].run->complete);
    CHECK_FALSE(recorder.simulator().busy());
    CHECK(recorder.simulator().progress() == doctest::Approx(1));
}

TEST_CASE("a result is taken once") {
    Simulator simulator([] {});
    CHECK(simulator.take().run == nullptr);
    simulator.request(make_problem(quick(7, 50)));
    CHECK(simulator.busy());
    Result result;
    while (!result.run) {
        CHECK(simulator
                  .busy()); // also when it is finished, until it has been taken: nothing rests before it is on screen
        result = simulator.take();
    }
    CHECK_FALSE(simulator.busy());
    CHECK(simulator.take().run == nullptr);
}

TEST_CASE("the coarse run is the first particles of the full one") {
    Experiment experiment = quick();
    experiment.samplers[0].eta = 0.7; // noise in every step, too
    Recorder recorder;
    recorder.request(experiment);
    const auto results = recorder.wait_for_full(experiment);
    REQUIRE(results.size() == 2);
    const Block<double>&few = results[0].run->samplers[0].final_x, &many = results[1].run->samplers[0].final_x;
    REQUIRE(few.rows() >= 64);
    REQUIRE(few.rows() < many.rows());
    CHECK((few == many.topRows(few.rows())).all());
}

TEST_CASE("how many are coarse: a frame's worth") {
    CHECK(coarse_particles(quick()) <= 2000);
    Experiment long_one = quick();
    long_one.process.steps = 100'000;
    CHECK(coarse_particles(long_one) >= 64);
    CHECK(coarse_particles(long_one) < coarse_particles(quick()));
    long_one.samplers.clear();
    CHECK(coarse_particles(long_one) > 0);
    // What is small anyway is run once, in full.
    Recorder recorder;
    recorder.request(quick(7, 50));
    CHECK(recorder.wait_for_full(quick(7, 50)).size() == 1);
}

TEST_CASE("a newer request cancels the older one") {
    Recorder recorder;
    recorder.request(endless(1));
    recorder.wait_for_coarse(1); // now the full one is under way
    CHECK(recorder.simulator().busy());
    recorder.request(quick(2));
    const auto results = recorder.wait_for_full(quick(2));
    REQUIRE(results.size() == 3); // coarse, coarse, full
    CHECK(results[1].coarse);
    CHECK(results[1].run->experiment().run.seed == 2);
    CHECK_FALSE(recorder.simulator().busy());
}

TEST_CASE("many quick requests end with the last one") {
    Recorder recorder;
    constexpr std::uint64_t last = 60;
    for (std::uint64_t seed = 1; seed <= last; ++seed) {
        recorder.request(quick(seed));
        if (seed % 7 == 0) std::this_thread::yield();
    }
    std::uint64_t newest = 0;
    for (const Result& result : recorder.wait_for_full(quick(last))) { // never back in time
        CHECK(result.failure == "");
        CHECK(result.run->experiment().run.seed >= newest);
        newest = result.run->experiment().run.seed;
    }
    CHECK_FALSE(recorder.simulator().busy());
}

TEST_CASE("a dragged slider shows something while it moves") {
    // Each request comes while the one before is under way, as with a mouse that never rests.
    Recorder recorder;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        recorder.request(endless(seed));
        recorder.wait_for_coarse(seed);
    }
}

TEST_CASE("destruction while running") {
    {
        const Simulator idle([] {});
    }
    {
        Simulator simulator([] {});
        simulator.request(make_problem(endless())); // perhaps not yet begun
    }
    {
        Recorder recorder;
        recorder.request(endless());
        recorder.wait_for_coarse(7);
    }
    {
        Experiment slow = endless(); // in the coarse run already
        slow.process.steps = Limits::max_steps;
        Simulator simulator([] {});
        simulator.request(make_problem(slow));
        while (simulator.progress() == 1) std::this_thread::yield(); // it has begun
    }
    for (int i = 0; i < 30; ++i) {
        Simulator simulator([] {});
        simulator.request(make_problem(quick()));
        if (i % 3 == 0) simulator.request(make_problem(quick(8)));
        if (i % 2 == 0) std::this_thread::yield();
    }
}

TEST_CASE("a failure is reported, and the next request works") {
    Experiment experiment = quick();
    experiment.latents = drawn_latents(experiment);
    Problem broken = *make_problem(experiment);
    broken.samplers[0].spec.steps = 1'000'000; // no problem that was made: simulate() throws, as when memory runs out
    Recorder recorder;
    recorder.request(std::make_shared<const Problem>(broken));
    const auto results = recorder.wait_for([](const Result& result) { return !result.failure.empty(); });
    CHECK(results.back().run == nullptr);
    CHECK_FALSE(recorder.simulator().busy());
    recorder.request(quick());
    recorder.wait_for_full(quick());
}
