// The part of Session that is about a denoiser which learns.

#include "app/model/session.h"

#include "core/law/catalog.h"

namespace halfstep {

void Session::train() {
    if (!learns(experiment_) || !mistake_.empty()) return;
    constexpr int first_run = -2; // gestures of hands are positive, and -1 is that of steps one by one
    if (!training().running) learning_gesture_ = first_run - training_runs_++;
    trainer_.start();
}

void Session::train_one_step() {
    learning_gesture_ = -1;
    trainer_.one_step();
}

void Session::reset_training() {
    trainer_.pause();
    if (experiment_.denoiser.network) history_.remember(moment(true), 0);
    experiment_.denoiser.network = nullptr;
    ++changes_;
    remake_problem();
    trainer_.follow(experiment_, problem_, true);
    request();
    journal_.training(training());
}

void Session::take_network(std::shared_ptr<const Network> network) {
    if (!learns(experiment_) || network->spec != network_spec(experiment_.training, dimension(experiment_.target)) ||
        network->process != experiment_.process.kind)
        return; // of an experiment that is no more
    if (const int gesture = std::exchange(learning_gesture_, 0)) history_.remember(moment(true), gesture);
    experiment_.denoiser.network = std::move(network);
    ++changes_;
    remake_problem();
    const TrainingStatus status = training();
    request(status.running);
    journal_.training(status);
}

} // namespace halfstep
