#include "app/model/trainer.h"

#include "core/law/catalog.h"

#include <algorithm>
#include <chrono>

namespace halfstep {
namespace {

constexpr double portion_seconds = 0.02; // between two looks at what the window wants
constexpr double picture_seconds = 0.25; // between two networks to look at
constexpr std::size_t smoothed_steps = 200;

using Clock = std::chrono::steady_clock;
double since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

double recent_loss(const std::vector<float>& losses) {
    const std::size_t n = std::min(losses.size(), smoothed_steps);
    double sum = 0;
    for (std::size_t i = losses.size() - n; i < losses.size(); ++i) sum += static_cast<double>(losses[i]);
    return n > 0 ? sum / static_cast<double>(n) : 0;
}

} // namespace

LiveTrainer::LiveTrainer(std::function<void()> wake) : wake_(std::move(wake)), worker_([this] { work(); }) {}

LiveTrainer::~LiveTrainer() {
    {
        const std::lock_guard lock(mutex_);
        quit_ = true;
    }
    changed_.notify_all();
    worker_.join();
}

void LiveTrainer::follow(const Experiment& experiment, std::shared_ptr<const Problem> problem, bool anew) {
    {
        const std::lock_guard lock(mutex_);
        order_.experiment = std::make_unique<Experiment>(experiment);
        order_.problem = std::move(problem);
        order_.anew = order_.anew || anew;
        if (!learns(experiment)) running_ = false;
        if (anew) { // what is still on its way belongs to the old one
            learned_ = nullptr;
            status_.step = status_.schedule_step = 0;
            status_.seconds = status_.loss = 0;
        }
    }
    changed_.notify_all();
}

void LiveTrainer::start() {
    {
        const std::lock_guard lock(mutex_);
        running_ = true;
        single_ = false;
        status_.running = true;
    }
    changed_.notify_all();
}

void LiveTrainer::pause() {
    const std::lock_guard lock(mutex_);
    running_ = false;
    status_.running = false;
}

void LiveTrainer::one_step() {
    {
        const std::lock_guard lock(mutex_);
        running_ = false;
        single_ = true;
    }
    changed_.notify_all();
}

std::shared_ptr<const Network> LiveTrainer::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(learned_, nullptr);
}

TrainingStatus LiveTrainer::status() const {
    const std::lock_guard lock(mutex_);
    return status_;
}

/// Makes the trainer what the experiment asks for.
void LiveTrainer::obey(const Order& order) {
    const Experiment& experiment = *order.experiment;
    bool began_anew = false;
    try {
        if (!learns(experiment)) {
            trainer_.reset();
        } else if (!order.problem) {
            const std::lock_guard lock(mutex_);
            running_ = false; // the session says what is wrong
        } else {
            const Target& target = order.problem->target;
            const Process& process = order.problem->process;
            const bool learned = trainer_ && trainer_->step() > 0;
            bool kept = false;
            if (trainer_ && !order.anew)
                kept = trainer_->go_on_with(experiment.training, target, process);
            else
                trainer_ =
                    std::make_unique<Trainer>(experiment.training, target, process, experiment.denoiser.network.get());
            began_anew = learned && !kept && !order.anew;
            if (!kept) seconds_ = rate_ = 0;
        }
    } catch (const std::exception&) { // of the trainer, or for want of memory
        const std::lock_guard lock(mutex_);
        running_ = false;
    }
    const std::lock_guard lock(mutex_);
    status_ = {};
    status_.running = running_;
    if (!trainer_) return;
    status_.steps = trainer_->spec().steps;
    status_.step = trainer_->step();
    status_.schedule_step = trainer_->schedule_step();
    status_.seconds = seconds_;
    status_.steps_a_second = rate_;
    status_.loss = recent_loss(trainer_->losses());
    status_.parameters = parameter_count(network_spec(trainer_->spec(), dimension(experiment.target)));
    status_.began_anew = began_anew;
}

void LiveTrainer::publish() {
    trainer_->floor(&quit_);
    pace_.note(steady_seconds(), static_cast<double>(trainer_->schedule_step()));
    auto network = std::make_shared<const Network>(trainer_->network());
    {
        const std::lock_guard lock(mutex_);
        if (order_.experiment) return; // of what is no longer wanted
        learned_ = std::move(network);
        status_.running = running_;
        status_.step = trainer_->step();
        status_.schedule_step = trainer_->schedule_step();
        status_.seconds = seconds_;
        status_.steps_a_second = rate_;
        status_.seconds_left = pace_.seconds_left(static_cast<double>(trainer_->spec().steps));
        status_.loss = recent_loss(trainer_->losses());
        status_.diverged = trainer_->diverged();
    }
    wake_();
}

/// Until a pause, an order or the end; shows itself now and then.
void LiveTrainer::learn(bool single) {
    if (trainer_->finished()) trainer_->restart_schedule();
    pace_.restart();
    pace_.note(steady_seconds(), static_cast<double>(trainer_->schedule_step()));
    std::int64_t portion = 1;
    auto shown = Clock::now();
    while (true) {
        const auto begin = Clock::now();
        const std::int64_t left = trainer_->spec().steps - trainer_->schedule_step(), before = trainer_->step();
        trainer_->advance(single ? 1 : std::min(portion, left), 1, &quit_);
        const double spent = std::max(since(begin), 1e-9);
        const double rate = static_cast<double>(trainer_->step() - before) / spent;
        seconds_ += spent;
        if (!single) rate_ = rate_ > 0 ? 0.9 * rate_ + 0.1 * rate : rate;
        portion = std::clamp<std::int64_t>(static_cast<std::int64_t>(rate * portion_seconds), 1, 4 * portion);
        bool go_on = false;
        {
            const std::lock_guard lock(mutex_);
            if (trainer_->finished() || trainer_->diverged() > 0) running_ = false;
            go_on = running_ && !single && !order_.experiment && !quit_;
        }
        if (go_on && since(shown) < picture_seconds) continue;
        publish();
        shown = Clock::now();
        if (!go_on) return;
    }
}

void LiveTrainer::work() {
    while (true) {
        Order order;
        bool single = false;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return order_.experiment || ((running_ || single_) && trainer_) || quit_; });
            if (quit_) return;
            order = std::exchange(order_, {});
            single = std::exchange(single_, false);
        }
        if (order.experiment) {
            obey(order);
            wake_();
        }
        bool learning = false;
        {
            const std::lock_guard lock(mutex_);
            learning = trainer_ && (running_ || single) && !order_.experiment;
            if (single && !learning) single_ = trainer_ != nullptr;
        }
        try {
            if (learning) learn(single);
        } catch (const std::exception&) { // for want of memory
            {
                const std::lock_guard lock(mutex_);
                running_ = status_.running = false;
            }
            wake_();
        }
    }
}

} // namespace halfstep
