#include "app/window/simulator.h"

#include <algorithm>

namespace halfstep {

std::int64_t coarse_particles(const Experiment& experiment) {
    constexpr std::int64_t particle_steps = 400'000; // some 10 ms on two cores, measurements included
    std::int64_t steps = 0;
    for (const SamplerSpec& sampler : experiment.samplers) steps += most_moves(sampler, experiment.process.steps);
    return std::clamp<std::int64_t>(particle_steps / std::max<std::int64_t>(1, steps), 64, 2000);
}

Simulator::Simulator(std::function<void()> wake) : wake_(std::move(wake)), worker_([this] { work(); }) {}

Simulator::~Simulator() {
    {
        const std::lock_guard lock(mutex_);
        quit_ = true;
        cancel_ = true;
    }
    changed_.notify_all();
    worker_.join();
}

void Simulator::request(const Experiment& experiment) {
    {
        const std::lock_guard lock(mutex_);
        pending_ = std::make_unique<Experiment>(experiment);
        busy_ = true;
        cancel_ = true;
    }
    changed_.notify_all();
}

Result Simulator::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(finished_, {});
}

bool Simulator::busy() const {
    const std::lock_guard lock(mutex_);
    return busy_ || finished_.run || !finished_.failure.empty();
}

void Simulator::publish(Result result) {
    {
        const std::lock_guard lock(mutex_);
        if (!result.coarse && !pending_) busy_ = false;
        finished_ = std::move(result);
    }
    wake_();
}

void Simulator::run(const Experiment& experiment) {
    const std::int64_t quick = coarse_particles(experiment);
    if (quick < experiment.run.particles) {
        Experiment coarse = experiment;
        coarse.run.particles = quick;
        SimulateOptions options;
        options.exact_clouds = 2;
        options.loss_terms = 20'000; // some 4 ms
        options.distance_curve = {6, 500};
        options.cancel = &quit_; // finished whatever is asked for next, but not when the program ends
        Run quick_run = simulate(coarse, options);
        if (!quick_run.complete) return;
        publish({std::make_shared<const Run>(std::move(quick_run)), true, {}});
    }
    SimulateOptions options;
    options.cancel = &cancel_;
    options.progress = &progress_;
    Run full = simulate(experiment, options);
    if (full.complete) publish({std::make_shared<const Run>(std::move(full)), false, {}});
}

void Simulator::work() {
    while (true) {
        Experiment experiment;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return pending_ || quit_; });
            if (quit_) return;
            experiment = *std::exchange(pending_, nullptr);
            cancel_ = false;
        }
        progress_ = 0;
        try {
            run(experiment);
        } catch (const std::exception& error) {
            publish({nullptr, false, error.what()});
        }
    }
}

} // namespace halfstep
