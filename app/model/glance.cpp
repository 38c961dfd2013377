#include "app/model/glance.h"

#include "app/model/autosave.h"
#include "app/scene/scene.h"
#include "core/run/simulate.h"

#include <algorithm>
#include <chrono>

namespace halfstep {
namespace {

/// Enough for a small picture.
constexpr std::int64_t glance_particles = 400;
constexpr auto patience = std::chrono::milliseconds(40); // a selection that runs down a list is not looked at

Scene scene_at(const std::string& source) {
    if (!source.ends_with(".window")) return load_with_view(source);
    const WindowImage image = read_window(source);
    return {make_problem(image.session.now->experiment), image.session.view};
}

} // namespace

Glancer::Glancer(std::function<void()> wake) : wake_(std::move(wake)), worker_([this] { work(); }) {}

Glancer::~Glancer() {
    {
        const std::lock_guard lock(mutex_);
        quit_ = true;
        cancel_ = true;
    }
    changed_.notify_all();
    worker_.join();
}

void Glancer::look_at(const std::string& source) {
    {
        const std::lock_guard lock(mutex_);
        if (source == wanted_) return;
        wanted_ = source;
        newest_ = nullptr;
        cancel_ = true;
    }
    changed_.notify_all();
}

std::shared_ptr<const Glance> Glancer::newest() const {
    const std::lock_guard lock(mutex_);
    return newest_;
}

bool Glancer::busy() const {
    const std::lock_guard lock(mutex_);
    return !wanted_.empty() && !newest_;
}

Glance Glancer::glance(const std::string& source) {
    Glance glance{source, {}, {}, {}, nullptr, {}};
    try {
        const Scene scene = scene_at(source);
        const Experiment& experiment = scene.problem->experiment;
        glance.title = experiment.title;
        glance.note = experiment.note;
        if (scene.view) glance.view = without_mouse(*scene.view);
        glance.view.compare.clear();
        SimulateOptions options;
        options.measures = {};
        options.particles = std::min(experiment.run.particles, glance_particles);
        options.cancel = &cancel_;
        Run run = simulate(scene.problem, options);
        if (run.complete) glance.run = std::make_shared<const Run>(std::move(run));
    } catch (const Error& error) { // of a window whose experiment cannot be
        glance.mistake = error.key + ": " + error.what();
    } catch (const std::exception& error) {
        glance.mistake = error.what();
    }
    return glance;
}

void Glancer::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return wanted_ != done_ || quit_; });
        if (quit_) return;
        const std::string source = wanted_;
        if (changed_.wait_for(lock, patience, [&] { return wanted_ != source || quit_; })) continue;
        cancel_ = false;
        lock.unlock();
        Glance made;
        if (!source.empty()) made = glance(source);
        lock.lock();
        if (cancel_) continue; // also where the same is wanted again
        done_ = source;
        if (source.empty()) continue;
        newest_ = std::make_shared<const Glance>(std::move(made));
        lock.unlock();
        wake_();
        lock.lock();
    }
}

} // namespace halfstep
