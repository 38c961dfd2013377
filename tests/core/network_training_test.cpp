// Training: AdamW, the learning rate, the loss against its closed form, and the same weights for any number of threads.

#include "core/learn/loss_floor.h"
#include "core/learn/training.h"
#include "core/measure/loss_report.h"
#include "core/run/problem.h"
#include "core/run/simulate.h"

#include "tests/core/helpers.h"
#include "tests/core/small_training.h"
#include "tests/cost.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Process ve_process(int steps) {
    ProcessSpec spec;
    spec.steps = steps;
    return make_process(spec);
}

Denoise denoise_with(const Network& network) {
    const auto shared = std::make_shared<const Network>(network);
    return [shared](const Level& level, const Block<double>& x, Block<double>& x0_hat) {
        LearnedDenoiser(shared, level)(x, x0_hat);
    };
}

double mean_loss(const Trainer& trainer, std::size_t last) {
    const std::vector<float>& losses = trainer.losses();
    double sum = 0;
    for (std::size_t i = losses.size() - last; i < losses.size(); ++i) sum += static_cast<double>(losses[i]);
    return sum / static_cast<double>(last);
}

} // namespace

TEST_SUITE("core/network_training") {
    TEST_CASE("AdamW moves as PyTorch's does") {
        // torch.optim.AdamW([w], lr=0.01, weight_decay=0.1) of PyTorch 1.13, double precision, with these gradients
        std::vector<double> w = {0.5, -1.25, 2.0}, m(3), u(3), average = w;
        const std::vector<std::vector<double>> want = {{0.4895000001188395, -1.2587499990000002, 2.0079999999},
                                                       {0.4789978151667914, -1.2671430686488747, 2.015313796170284},
                                                       {0.4587203430695638, -1.335577174787113, 2.0568357584620904}};
        Worst worst;
        for (int k = 1; k <= 10; ++k) {
            const std::vector<double> g = {std::sin(k), 0.1 * k, -1.0 / k};
            AdamW{0.01, 0.1, 0, k}.update<double>({3, g.data(), m.data(), u.data(), w.data(), average.data()});
            const std::size_t row = k == 1 ? 0 : k == 2 ? 1 : k == 10 ? 2 : 3;
            for (std::size_t i = 0; row < 3 && i < 3; ++i)
                worst.absolute(w[i], want[row][i], "step " + std::to_string(k));
        }
        CHECK_WORST(worst, 1e-14);
        CHECK(average[0] == 0.5); // none was wanted
    }

    TEST_CASE("the averaged weights") {
        double w = 1, m = 0, u = 0, average = 1, want = 1;
        for (int k = 1; k <= 30; ++k) {
            const double g = 1;
            AdamW{0.1, 0, 0.6, k}.update<double>({1, &g, &m, &u, &w, &average});
            CHECK(w == doctest::Approx(1 - 0.1 * k)); // a steady gradient moves by the learning rate
            const double decay = std::min(0.6, (1.0 + k) / (10.0 + k));
            want = decay * want + (1 - decay) * w;
            CHECK(average == doctest::Approx(want));
        }
    }

    TEST_CASE("the learning rate") {
        TrainingSpec spec;
        spec.steps = 1000;
        spec.warmup = 10;
        spec.learning_rate = 0.5;
        CHECK(learning_rate(spec, 0) == doctest::Approx(0.05));
        CHECK(learning_rate(spec, 500) == doctest::Approx(0.25));
        CHECK(learning_rate(spec, 1000) == doctest::Approx(0).epsilon(1e-12));
        CHECK(learning_rate(spec, 1000'000) == doctest::Approx(0).epsilon(1e-12));
        spec.schedule = LearningRate::constant;
        CHECK(learning_rate(spec, 4) == doctest::Approx(0.25));
        CHECK(learning_rate(spec, 999) == 0.5);
    }

    TEST_CASE("the same weights for any number of threads, and however the steps are portioned") {
        const Target target = plane_modes();
        constexpr int some = heavy(70, 25), portion = heavy(33, 12);
        Trainer one(small(), target, vp());
        one.advance(some);
        for (const int threads : {2, 3, 4, 7}) {
            Trainer many(small(), target, vp());
            many.advance(portion, threads);
            many.advance(some - portion, threads);
            CHECK(many.network() == one.network());
            CHECK(many.losses() == one.losses());
        }
        TrainingSpec other = small();
        other.seed = 2;
        Trainer two(other, target, vp());
        two.advance(some);
        CHECK(two.network().weights != one.network().weights);
        CHECK(one.step() == some);
        CHECK(!one.finished());
        one.advance(100 - some);
        CHECK(one.finished());
    }

    TEST_CASE("its loss is the weighted error of x0_hat, whatever is predicted, and its floor the exact denoiser's") {
        // With a learning rate of next to nothing the network stays what it is, and the mean of many steps is an
        // expectation. The floor of n draws scatters as 1/sqrt(n).
        constexpr int n = heavy(4000, 1000);
        const double scatter = 0.03 * std::sqrt(4000.0 / n);
        for (const Target& target : {three_modes(), plane_modes()})
            for (const Times times : {Times::uniform, Times::log_snr})
                for (const Prediction prediction : {Prediction::x0, Prediction::eps, Prediction::v, Prediction::score})
                    for (const Preconditioning preconditioning : {Preconditioning::none, Preconditioning::edm}) {
                        TrainingSpec spec = small();
                        spec.times = times;
                        spec.prediction = prediction;
                        spec.preconditioning = preconditioning;
                        spec.learning_rate = 1e-30;
                        spec.ema = 0;
                        const Process process = ve_process(12);
                        Trainer trainer(spec, target, process);
                        trainer.advance(100);
                        const Network network = trainer.network();
                        const LossDraws draws = draw_losses(target, n, 7);
                        double want = 0, se = 0, floor = 0, shares = 0;
                        for (int t = 1; t <= 12; ++t) {
                            const Level& level = process.levels[static_cast<std::size_t>(t)];
                            const double before = t > 1 ? 0.5 * std::log((t - 1) / (t * 1.0)) : 0;
                            const double after = t < 12 ? 0.5 * std::log((t + 1) / (t * 1.0)) : 0;
                            const double share = times == Times::uniform ? 1.0 / 12 : (after - before) / std::log(12);
                            shares += share;
                            const LevelLoss loss = level_loss(target, level, draws, denoise_with(network));
                            const double weight = share * loss_weight(network, level);
                            want += weight * loss.loss.value;
                            se += weight * loss.loss.se; // the draws are the same at every level
                            floor += weight * loss.floor.value;
                        }
                        CHECK(shares == doctest::Approx(1));
                        // The steps' own noise: 20,000 rows beside n draws a level.
                        const double got = mean_loss(trainer, 100);
                        CAPTURE(static_cast<int>(prediction));
                        CHECK(std::abs(got - want) < 5 * se);
                        const Measured expected =
                            loss_floor(spec, network, target, process, {.seed = 7}); // draws of its own
                        // log_snr: 12 levels stand for as many shares, not exactly these
                        CHECK(std::abs(expected.value / floor - 1) < (times == Times::uniform ? scatter : 0.25));
                        CHECK(want > floor);
                    }
    }

    TEST_CASE("it learns: the sigma-squared line, from samples alone") {
        const Target target = gaussian(0, 0.04);
        const Process process = ve_process(100);
        TrainingSpec spec;
        spec.width = 32;
        spec.depth = 2;
        spec.prediction = Prediction::x0;
        spec.preconditioning = Preconditioning::none;
        spec.steps = 4000;
        Trainer trainer(spec, target, process);
        const auto error = [&] {
            return relative_error(target, process, denoise_with(trainer.network()), 1000, {.seed = 5});
        };
        CHECK(error() > 0.5);
        trainer.advance(4000);
        CHECK(error() < 0.06);
        const double floor = loss_floor(spec, trainer.network(), target, process, {.seed = 7}).value;
        CHECK(mean_loss(trainer, 1000) / floor == doctest::Approx(1).epsilon(0.02));
        // What it has learned is sigma^2 / (sigma^2 + t) x, at any t and also between the levels.
        Block<double> x(1, 1), x0_hat;
        x << 0.5;
        LearnedDenoiser(std::make_shared<const Network>(trainer.network()), {0, 1, std::sqrt(0.333)})(x, x0_hat);
        CHECK(x0_hat(0, 0) == doctest::Approx(0.04 / (0.04 + 0.333) * 0.5).epsilon(0.15));
    }

    TEST_CASE("relative error: of nothing but zero it is 1, of the exact denoiser 0") {
        const Target target = gaussian(0.3, 0.04);
        const Process process = ve_process(100);
        const Denoise zero = [](const Level&, const Block<double>& x, Block<double>& x0_hat) {
            x0_hat.setZero(x.rows(), x.cols());
        };
        const Denoise exact = [&](const Level& level, const Block<double>& x, Block<double>& x0_hat) {
            ExactDenoiser<double>(target, level)(x, x0_hat);
        };
        CHECK(relative_error(target, process, zero, 4000, {.seed = 5}) == doctest::Approx(1).epsilon(0.03));
        CHECK(relative_error(target, process, exact, 4000, {.seed = 5}) == 0);
    }

    TEST_CASE("it goes on with other data, and begins anew in another dimension") {
        Trainer trainer(small(), gaussian(0, 0.04), vp());
        trainer.advance(20);
        const Network before = trainer.network();
        CHECK(trainer.go_on_with(small(), gaussian(1, 0.09), ve_process(30)));
        CHECK(trainer.network().weights == before.weights);
        CHECK(trainer.network().process == ProcessKind::ve);
        CHECK(trainer.step() == 20);
        CHECK(trainer.schedule_step() == 0);
        trainer.advance(5);
        CHECK(trainer.step() == 25);
        CHECK(!trainer.go_on_with(small(), plane_modes(), vp()));
        CHECK(trainer.step() == 0);
        CHECK(trainer.network().spec.dim == 2);

        Trainer on(small(), gaussian(0, 0.04), vp(), &before);
        CHECK(on.network().weights == before.weights);
        CHECK(on.network().data_sigma == before.data_sigma);
        TrainingSpec slower = small();
        slower.learning_rate = 1e-30;
        slower.ema = 0;
        slower.weight_decay = 0;
        CHECK(on.go_on_with(slower, gaussian(0, 0.04), vp()));
        on.advance(5);
        const Network still = on.network();
        const std::vector<float>& trained = before.training.trained_weights; // which no average hides any more
        for (std::size_t i = 0; i < still.weights.size(); ++i) CHECK(std::abs(still.weights[i] - trained[i]) < 1e-6f);
        TrainingSpec wider = small();
        wider.width = 17;
        CHECK(error_key([&] { Trainer(wider, gaussian(0, 0.04), vp(), &before); }) == "training");
    }

    TEST_CASE("the history of the loss: every step at first, then means of stretches that add up") {
        LossHistory whole;
        CHECK(whole.points().empty());
        for (int i = 1; i <= 5000; ++i) whole.add(static_cast<float>(i));
        const std::vector<LossPoint> history = whole.points();
        CHECK(history.size() < 130);
        CHECK(history[0] == LossPoint{1, 1});
        CHECK(history[9] == LossPoint{10, 10});
        CHECK(history.back().step == 5000);
        for (std::size_t i = 1; i < history.size(); ++i) // of begin + 1 .. end
            CHECK(history[i].loss == doctest::Approx((history[i - 1].step + 1 + history[i].step) / 2).epsilon(1e-5));
    }

    TEST_CASE("the floor from a report is that from draws of its own") {
        const Target target = gaussian(0, 0.04);
        for (const Times times : {Times::uniform, Times::log_snr}) {
            TrainingSpec spec = small();
            spec.times = times;
            const Process process = ve_process(100);
            const Network network = untrained(spec, target, process.kind);
            const LossReport report = report_losses(target, process, {.terms = 200'000, .seed = 7});
            CHECK(loss_floor(spec, network, process, report) ==
                  doctest::Approx(loss_floor(spec, network, target, process, {.seed = 7}).value).epsilon(0.01));
        }
    }

    TEST_CASE("the trainer's floor goes with its network, and is that of its data") {
        Trainer trainer(small(), three_modes(), vp());
        CHECK(trainer.network().floor == Measured{});
        const Measured floor = trainer.floor();
        CHECK(trainer.network().floor == floor);
        CHECK(floor.se > 0);
        CHECK(floor.se < 0.01 * floor.value);
        // Other draws agree within the errors.
        const Measured other = loss_floor(small(), trainer.network(), three_modes(), vp(), {.seed = 99});
        CHECK(std::abs(other.value - floor.value) < 4 * std::hypot(other.se, floor.se));
        CHECK(trainer.go_on_with(small(), gaussian(0, 1), vp()));
        CHECK(trainer.network().floor == Measured{});
        CHECK(trainer.floor().se == 0); // a closed form
    }

    TEST_CASE("cancelled: what was learned stays") {
        Trainer trainer(small(), gaussian(0, 0.04), vp());
        std::atomic<bool> cancel{true};
        trainer.advance(10, 1, &cancel);
        CHECK(trainer.step() == 0);
        cancel = false;
        trainer.advance(10, 2, &cancel);
        CHECK(trainer.step() == 10);
    }

    TEST_CASE("impossible settings are named") {
        const auto key = [](auto change) {
            TrainingSpec spec;
            change(spec);
            return error_key([&] { validate(spec); });
        };
        CHECK(key([](TrainingSpec&) {}) == "(no error)");
        CHECK(key([](TrainingSpec& s) { s.width = 0; }) == "training.width");
        CHECK(key([](TrainingSpec& s) { s.width = 257; }) == "training.width");
        CHECK(key([](TrainingSpec& s) { s.depth = 9; }) == "training.depth");
        CHECK(key([](TrainingSpec& s) { s.features = 7; }) == "training.features");
        CHECK(key([](TrainingSpec& s) { s.steps = 0; }) == "training.steps");
        CHECK(key([](TrainingSpec& s) { s.batch = 0; }) == "training.batch");
        CHECK(key([](TrainingSpec& s) { s.learning_rate = not_a_number; }) == "training.learning_rate");
        CHECK(key([](TrainingSpec& s) { s.warmup = s.steps + 1; }) == "training.warmup");
        CHECK(key([](TrainingSpec& s) { s.weight_decay = -1; }) == "training.weight_decay");
        CHECK(key([](TrainingSpec& s) { s.ema = 1; }) == "training.ema");

        Experiment experiment;
        experiment.denoiser.kind = DenoiserKind::learned;
        experiment.samplers.emplace_back();
        CHECK_NOTHROW(make_problem(experiment));
        experiment.process.kind = ProcessKind::flow;
        experiment.training.prediction = Prediction::eps; // nothing of x0 in eps where there is no signal
        CHECK(error_key([&] { make_problem(experiment); }) == "training.target");
        experiment.training.prediction = Prediction::v;
        CHECK_NOTHROW(make_problem(experiment));
        const auto with = [&](const Network& network) {
            experiment.denoiser.network = std::make_shared<const Network>(network);
            return error_key([&] { make_problem(experiment); });
        };
        CHECK(with(untrained(experiment.training, gaussian(0, 1), ProcessKind::flow)) == "(no error)");
        CHECK(with(untrained(experiment.training, gaussian(0, 1), ProcessKind::vp)) == "denoiser.file");
        CHECK(with(untrained(experiment.training, plane_modes(), ProcessKind::flow)) == "denoiser.file");
        CHECK(with(untrained(small(), gaussian(0, 1), ProcessKind::flow)) == "training");
    }

    TEST_CASE("a sampler may ask the exact denoiser beside a learned one: it has its closed form, and the same draws") {
        Experiment experiment;
        experiment.denoiser.kind = DenoiserKind::learned; // untrained
        experiment.training = small();
        experiment.samplers.resize(2);
        experiment.samplers[1].exact_denoiser = true;
        experiment.run.particles = 2000;
        const Run run = simulate(experiment);
        CHECK(run.samplers[0].predicted.empty());
        REQUIRE(!run.samplers[1].predicted.empty());
        CHECK(run.samplers[1].moments.back().cov(0, 0) ==
              doctest::Approx(run.samplers[1].predicted.back().cov(0, 0)).epsilon(0.2));
        CHECK(run.samplers[0].paths.at(3, 0)[0] == run.samplers[1].paths.at(3, 0)[0]);
        CHECK(run.final_of(0).distance > 2 * run.final_of(1).distance);
        // The losses are those of the learned one.
        CHECK(run.losses().losses.front().excess.value > 0);
        experiment.denoiser = {};
        experiment.samplers.erase(experiment.samplers.begin());
        const Run exact = simulate(experiment);
        CHECK((exact.samplers[0].final_x == run.samplers[1].final_x).all());
    }

    TEST_CASE("runs with a network are the same bytes for any number of threads") {
        Experiment experiment;
        experiment.denoiser.kind = DenoiserKind::learned;
        experiment.training = small();
        experiment.process.steps = 10;
        experiment.samplers.resize(1);
        experiment.run.particles = 1500;
        SimulateOptions options;
        options.threads = 1;
        const Run one = simulate(experiment, options);
        options.threads = 3;
        const Run three = simulate(experiment, options);
        CHECK((one.samplers[0].final_x == three.samplers[0].final_x).all());
        CHECK(one.samplers[0].moments.back().cov(0, 0) == three.samplers[0].moments.back().cov(0, 0));
    }
}
