// A training that stops and goes on: the same bytes as one that never stopped, and no draw twice.

#include "core/learn/training.h"

#include "tests/core/helpers.h"
#include "tests/core/small_training.h"

using namespace halfstep;
using namespace halfstep::testing;

TEST_SUITE("core/training_resume") {
    TEST_CASE("the history of the loss goes on from wherever it was kept, as if it never had been") {
        LossHistory whole;
        for (int i = 1; i <= 700; ++i) {
            LossHistory kept(whole.points(), whole.stretch());
            CHECK(kept.points() == whole.points());
            for (int more = 1; more <= 40; ++more) kept.add(1 / static_cast<float>(i + more));
            LossHistory straight = whole;
            for (int more = 1; more <= 40; ++more) straight.add(1 / static_cast<float>(i + more));
            CHECK(kept.points() == straight.points());
            CHECK(kept.stretch() == straight.stretch());
            whole.add(1 / static_cast<float>(i + 1));
        }
    }

    TEST_CASE("a training that stops and goes on is the one that never stopped, to the last bit") {
        for (const LearningRate schedule : {LearningRate::constant, LearningRate::cosine})
            for (const double ema : {0.0, 0.99})
                for (const int stop : {1, 37, 64, 99}) {
                    TrainingSpec spec = small();
                    spec.schedule = schedule;
                    spec.ema = ema;
                    spec.warmup = 50;
                    spec.steps = 140;
                    CAPTURE(stop);
                    CAPTURE(ema);
                    const Target target = three_modes();
                    Trainer straight(spec, target, vp());
                    straight.advance(140);
                    Trainer first(spec, target, vp());
                    first.advance(stop);
                    const Network kept = first.network();
                    Trainer second(spec, target, vp(), &kept);
                    CHECK(second.step() == stop);
                    CHECK(second.schedule_step() == stop);
                    second.advance(140 - stop);
                    CHECK(second.finished());
                    CHECK(second.network() == straight.network());
                    CHECK(second.network().training == straight.network().training);
                    CHECK(second.losses() ==
                          std::vector<float>(straight.losses().begin() + stop, straight.losses().end()));
                }
    }

    TEST_CASE("a constant rate goes on after its last step as if more had been asked for") {
        TrainingSpec spec = small();
        spec.schedule = LearningRate::constant;
        spec.warmup = 30;
        spec.steps = 200;
        Trainer straight(spec, three_modes(), vp());
        straight.advance(200);
        spec.steps = 100;
        Trainer first(spec, three_modes(), vp());
        first.advance(100);
        const Network kept = first.network();
        Trainer second(spec, three_modes(), vp(), &kept);
        CHECK(second.schedule_step() == 0);
        CHECK(!second.finished());
        second.advance(100);
        CHECK(second.network() == straight.network());
        CHECK(second.step() == 200);
    }

    TEST_CASE("nothing is drawn twice: not with the weights alone, not after a change of the batch") {
        TrainingSpec spec = small();
        spec.learning_rate = 1e-12; // the network stays: equal draws would have equal losses
        spec.steps = 50;
        Trainer straight(spec, three_modes(), vp());
        straight.advance(100);
        Trainer first(spec, three_modes(), vp());
        first.advance(50);
        Network kept = first.network();
        kept.training.moments.clear(); // as in a scene
        kept.training.squares.clear();
        kept.training.trained_weights.clear();
        kept.training.moment_steps = 0;
        Trainer second(spec, three_modes(), vp(), &kept);
        second.advance(50);
        for (std::size_t i = 0; i < 50; ++i)
            CHECK(second.losses()[i] == doctest::Approx(straight.losses()[50 + i]).epsilon(1e-4));
        CHECK(second.losses() != first.losses());

        // 50 steps of 200 draws, then of 100: the next 100 draws, not those of step 50 of a training in hundreds.
        TrainingSpec halves = spec;
        halves.batch = 100;
        CHECK(first.go_on_with(halves, three_modes(), vp()));
        first.advance(1);
        CHECK(first.network().training.draws == 50 * 200 + 100);
        Trainer hundreds(halves, three_modes(), vp());
        hundreds.advance(51);
        CHECK(first.losses().back() != doctest::Approx(hundreds.losses().back()).epsilon(1e-6));
    }
}
