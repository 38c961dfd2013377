// Training on one core, in processor time: steps a second beside the bare matrix products that a step needs, and how
// long it takes to learn. tests/bench/train_pytorch.py measures the same step in PyTorch.

#include "core/base/parallel.h"
#include "core/learn/loss_floor.h"
#include "core/learn/training.h"
#include "core/run/simulate.h"

#include <cstdio>
#include <ctime>
#include <functional>

using namespace halfstep;

namespace {

constexpr int repeats = 5;

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Seconds of processor time, the best of `repeats`.
double seconds_of(const std::function<void()>& work) {
    double best = 1e300;
    for (int i = 0; i < repeats; ++i) {
        const double start = processor_seconds();
        work();
        best = std::min(best, processor_seconds() - start);
    }
    return best;
}

/// Batch 256, three hidden layers of 64.
TrainingSpec usual() {
    TrainingSpec spec;
    spec.prediction = Prediction::x0;
    spec.preconditioning = Preconditioning::none;
    spec.learning_rate = 1e-3;
    spec.steps = 20'000;
    return spec;
}

double milliseconds_a_step() {
    constexpr int steps = 2000;
    TrainingSpec spec = usual();
    Trainer trainer(spec, make_target({}), make_process({}));
    trainer.advance(200);
    return 1e3 / steps * seconds_of([&] { trainer.advance(steps); });
}

/// The matrix products of a step, and nothing else, on a batch that is cut into parts of so many rows.
double milliseconds_of_products(Eigen::Index rows) {
    constexpr int steps = 2000;
    const NetworkSpec spec = network_spec(usual(), 1);
    std::vector<Batch<float>> in, weight, delta, gradient;
    for (const LayerView& layer : layers_of(spec)) {
        in.emplace_back(Batch<float>::Random(rows, layer.in));
        weight.emplace_back(Batch<float>::Random(layer.in, layer.out));
        delta.emplace_back(Batch<float>::Random(rows, layer.out));
        gradient.emplace_back(layer.in, layer.out);
    }
    Batch<float> out;
    return 1e3 / steps * seconds_of([&] {
               for (int step = 0; step < steps; ++step)
                   for (Eigen::Index part = 0; part < 256 / rows; ++part)
                       for (std::size_t l = 0; l < in.size(); ++l) {
                           out.resize(rows, weight[l].cols());
                           out.noalias() = in[l] * weight[l];
                           gradient[l].noalias() = in[l].transpose() * delta[l];
                           if (l == 0) continue; // nobody asks for the gradient by the input
                           out.resize(rows, weight[l].rows());
                           out.noalias() = delta[l] * weight[l].transpose();
                       }
           });
}

Denoise denoise_with(const Trainer& trainer) {
    const auto network = std::make_shared<const Network>(trainer.network());
    return [network](const Level& level, const Block<double>& x, Block<double>& x0_hat) {
        LearnedDenoiser(network, level)(x, x0_hat);
    };
}

/// The sigma-squared problem, until g is within 2 % of the exact one and at the end.
void learn_the_line() {
    const Target target = make_target({});
    const Process process = make_process({});
    Trainer trainer(usual(), target, process);
    double spent = 0, within = -1;
    while (!trainer.finished()) {
        const double start = processor_seconds();
        trainer.advance(500);
        spent += processor_seconds() - start;
        if (within < 0 && relative_error(target, process, denoise_with(trainer), 2000, {.seed = 7}) < 0.02)
            within = spent;
    }
    std::printf("sigma-squared: within 2 %% of the exact g after %.1f s; %.2f %% after all %.1f s\n", within,
                100 * relative_error(target, process, denoise_with(trainer), 4000, {.seed = 7}), spent);
}

/// The ring of eight: sliced W2 of 20,000 samples by 50 steps of DDIM.
void learn_the_ring() {
    Experiment e;
    e.target = usual_target(TargetKind::ring);
    e.process.kind = ProcessKind::vp;
    e.process.steps = 1000;
    e.denoiser.kind = DenoiserKind::learned;
    e.training.steps = 20'000;
    e.samplers.resize(2);
    for (SamplerSpec& sampler : e.samplers) {
        sampler.steps = 50;
        sampler.spacing = Spacing::trailing;
    }
    e.samplers[1].name = "exact";
    e.samplers[1].exact_denoiser = true;
    Trainer trainer(e.training, make_target(e.target), make_process(e.process));
    const double start = processor_seconds();
    trainer.advance(e.training.steps);
    const double spent = processor_seconds() - start;
    e.denoiser.network = std::make_shared<const Network>(trainer.network());
    const Run run = simulate(e);
    std::printf("ring of eight: sliced W2 %.4f, exact denoiser %.4f, ratio %.2f, after %.1f s\n",
                run.final_of(0).distance, run.final_of(1).distance, run.final_of(0).distance / run.final_of(1).distance,
                spent);
}

} // namespace

int main() {
    const double step = milliseconds_a_step();
    const double products = std::min(milliseconds_of_products(64), milliseconds_of_products(256));
    std::printf(
        "one step, batch 256, 3 x 64: %.3f ms, %.0f a second; its matrix products alone %.3f ms, %.2f of that\n", step,
        1e3 / step, products, products / step);
    learn_the_line();
    learn_the_ring();
    return 0;
}
