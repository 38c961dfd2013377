#include "app/model/simulator.h"

#include <algorithm>

namespace halfstep {

std::int64_t coarse_particles(const Experiment& experiment) {
    constexpr std::int64_t particle_steps = 400'000; // some 10 ms on two cores, measurements included
    constexpr std::int64_t network_cost = 8;         // times that of an exact denoiser, by and large
    std::int64_t steps = 0;
    for (const SamplerSpec& sampler : experiment.samplers) {
        const bool asks_network = experiment.denoiser.kind == DenoiserKind::learned && !sampler.exact_denoiser;
        steps += most_moves(sampler, experiment.process.steps) * (asks_network ? network_cost : 1);
    }
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

void Simulator::request(std::shared_ptr<const Problem> problem, bool only_coarse) {
    {
        const std::lock_guard lock(mutex_);
        pending_ = std::move(problem);
        only_coarse_ = only_coarse;
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

void Simulator::publish(Result result, bool last) {
    {
        const std::lock_guard lock(mutex_);
        if (last && !pending_) busy_ = false;
        finished_ = std::move(result);
    }
    wake_();
}

void Simulator::run(const std::shared_ptr<const Problem>& problem, bool only_coarse) {
    const std::int64_t patience = only_coarse ? 4 : 1; // it comes a few times a second at most
    const std::int64_t wanted = problem->experiment.run.particles;
    const std::int64_t quick = patience * coarse_particles(problem->experiment);
    if (only_coarse || quick < wanted) {
        SimulateOptions options;
        options.particles = std::min(quick, wanted);
        options.exact_clouds = 2;
        options.loss_terms = 20'000; // some 4 ms
        options.distance_curve = {6, 500};
        options.cancel = &quit_; // finished whatever is asked for next, but not when the program ends
        Run quick_run = simulate(problem, options);
        if (!quick_run.complete) return;
        publish({std::make_shared<const Run>(std::move(quick_run)), true, {}}, only_coarse);
        if (only_coarse) return;
    }
    SimulateOptions options;
    options.cancel = &cancel_;
    options.progress = &progress_;
    Run full = simulate(problem, options);
    if (full.complete) publish({std::make_shared<const Run>(std::move(full)), false, {}}, true);
}

void Simulator::work() {
    while (true) {
        std::shared_ptr<const Problem> problem;
        bool only_coarse = false;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return pending_ || quit_; });
            if (quit_) return;
            problem = std::exchange(pending_, nullptr);
            only_coarse = only_coarse_;
            cancel_ = false;
        }
        progress_ = 0;
        try {
            run(problem, only_coarse);
        } catch (const std::exception& error) {
            publish({nullptr, false, error.what()}, true);
        }
    }
}

} // namespace halfstep
