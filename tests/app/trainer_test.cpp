// The window's trainer: a pause, another denoiser in between and a saved scene, and it still goes on where it stopped.

#include "app/model/trainer.h"
#include "app/scene/scene.h"
#include "core/law/catalog.h"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

using namespace halfstep;

namespace {

Experiment trained_experiment() {
    Experiment e;
    e.process.steps = 20;
    e.denoiser.kind = DenoiserKind::learned;
    e.training.width = 8;
    e.training.depth = 2;
    e.training.features = 4;
    e.training.batch = 100;
    e.samplers.resize(1);
    return e;
}

/// The network after one step more; nullptr after a minute without.
std::shared_ptr<const Network> after_a_step(LiveTrainer& trainer) {
    trainer.one_step();
    for (int i = 0; i < 6000; ++i) {
        if (auto network = trainer.take()) return network;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return nullptr;
}

Network straight(int steps) {
    const Experiment e = trained_experiment();
    Trainer trainer(e.training, make_target(e.target), make_process(e.process));
    trainer.advance(steps);
    return trainer.network();
}

} // namespace

TEST_CASE("pauses and other denoisers in between leave no trace in what is learned") {
    LiveTrainer trainer([] {});
    Experiment e = trained_experiment();
    trainer.follow(e, make_problem(e), true);
    for (int step = 1; step <= 3; ++step) {
        e.denoiser.network = after_a_step(trainer);
        REQUIRE(e.denoiser.network);
        CHECK(e.denoiser.network->training.steps == step);
    }
    CHECK(e.denoiser.network->weights == straight(3).weights);

    Experiment exact = e;
    exact.denoiser.kind = DenoiserKind::exact;
    trainer.follow(exact, make_problem(exact), false);
    while (trainer.status().parameters > 0) std::this_thread::yield();
    trainer.follow(e, make_problem(e), false);
    const auto fourth = after_a_step(trainer);
    REQUIRE(fourth);
    CHECK(fourth->weights == straight(4).weights);
    CHECK(fourth->history == straight(4).history);
    CHECK(fourth->training == straight(4).training);
}

TEST_CASE("a saved scene goes on with the draws that come next") {
    Experiment e = trained_experiment();
    e.denoiser.network = std::make_shared<const Network>(straight(3));
    const Experiment opened = parse_scene(write_scene(e), "scene.toml");
    REQUIRE(opened.denoiser.network);
    LiveTrainer trainer([] {});
    trainer.follow(opened, make_problem(opened), true);
    const auto fourth = after_a_step(trainer);
    REQUIRE(fourth);
    CHECK(fourth->training.steps == 4);
    CHECK(fourth->training.draws == 400);
    CHECK(fourth->training.moment_steps == 1); // a scene has no moments
    // A step's loss is that of the weights before it: theirs are the average here, and not far off.
    CHECK(fourth->history.back().loss == doctest::Approx(straight(4).history.back().loss).epsilon(0.05));
    CHECK(fourth->history.back().loss != doctest::Approx(straight(4).history.front().loss).epsilon(0.01));
}
