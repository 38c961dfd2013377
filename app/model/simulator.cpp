#include "app/model/simulator.h"

#include <algorithm>

namespace halfstep {

std::int64_t coarse_particles(const Experiment& experiment) {
    constexpr std::int64_t particle_steps = 400'000; // some 10 ms on two cores, measurements included
    constexpr std::int64_t network_cost = 8;         // times that of an exact denoiser, by and large
    std::int64_t steps = 0;
    for (const SamplerSpec& sampler : experiment.samplers) {
        const bool asks_network = learns(experiment) && !sampler.exact_denoiser;
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

void Simulator::want(const Wanted& wanted) {
    {
        const std::lock_guard lock(mutex_);
        if (wanted == wanted_) return;
        wanted_ = wanted;
        if (lacks_measures()) busy_ = true;
    }
    changed_.notify_all();
}

Wanted Simulator::wanted() const {
    const std::lock_guard lock(mutex_);
    return wanted_;
}

bool Simulator::lacks_measures() const { return newest_.run && !newest_.run->measures.have(wanted_); }

Result Simulator::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(finished_, {});
}

bool Simulator::busy() const {
    const std::lock_guard lock(mutex_);
    return busy_ || finished_.run || !finished_.failure.empty();
}

/// `last`: nothing more follows but measures.
void Simulator::publish(Result result, bool last) {
    {
        const std::lock_guard lock(mutex_);
        newest_ = last && !pending_ ? result : Result{};
        if (last && !pending_ && !lacks_measures()) busy_ = false;
        finished_ = std::move(result);
    }
    wake_();
}

namespace {

/// Of a run that is to be there in a frame.
SimulateOptions coarse_options() {
    SimulateOptions options;
    options.exact_clouds = 2;
    options.loss_terms = 20'000; // some 4 ms
    options.distance_curve = {6, 500};
    options.measures = {};
    return options;
}

SimulateOptions full_options() {
    SimulateOptions options;
    options.measures = {};
    return options;
}

} // namespace

void Simulator::run(const std::shared_ptr<const Problem>& problem, bool only_coarse) {
    const std::int64_t patience = only_coarse ? 4 : 1; // it comes a few times a second at most
    const std::int64_t wanted_particles = problem->experiment.run.particles;
    const std::int64_t quick = patience * coarse_particles(problem->experiment);
    if (only_coarse || quick < wanted_particles) {
        SimulateOptions options = coarse_options();
        options.particles = std::min(quick, wanted_particles);
        options.cancel = &quit_; // finished whatever is asked for next, but not when the program ends
        Run coarse = simulate(problem, options);
        if (!coarse.complete) return;
        const Wanted all = wanted();
        measures_.recall(coarse, all.particle, full_options(), coarse.measures);
        measures_.measure(coarse, all, options, coarse.measures);
        if (quit_) return;
        publish({std::make_shared<const Run>(std::move(coarse)), true, {}}, only_coarse);
        if (only_coarse) return;
    }
    SimulateOptions options = full_options();
    options.cancel = &cancel_;
    options.progress = &progress_;
    Run full = simulate(problem, options);
    if (!full.complete) return;
    // What it cannot be shown without, where that is cheap: one particle.
    const Wanted all = wanted();
    measures_.recall(full, all.particle, options, full.measures);
    measures_.measure(full, {.trace = all.trace, .particle = all.particle}, options, full.measures);
    if (cancel_) return;
    publish({std::make_shared<const Run>(std::move(full)), false, {}}, true);
}

void Simulator::measure_newest() {
    Result result;
    {
        const std::lock_guard lock(mutex_);
        result = newest_;
    }
    Run measured = *result.run;
    SimulateOptions options = result.coarse ? coarse_options() : full_options();
    options.cancel = &cancel_;
    measures_.measure(measured, wanted(), options, measured.measures);
    if (cancel_) return;
    result.run = std::make_shared<const Run>(std::move(measured));
    publish(std::move(result), true);
}

void Simulator::work() {
    while (true) {
        std::shared_ptr<const Problem> problem;
        bool only_coarse = false;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return pending_ || lacks_measures() || quit_; });
            if (quit_) return;
            problem = std::exchange(pending_, nullptr);
            only_coarse = only_coarse_;
            if (problem) newest_ = {};
            cancel_ = false;
        }
        try {
            if (problem) {
                progress_ = 0;
                run(problem, only_coarse);
            } else {
                measure_newest();
            }
        } catch (const std::exception& error) {
            publish({nullptr, false, error.what()}, true);
        }
    }
}

} // namespace halfstep
