#include "core/learn/untrained.h"

#include "core/spec/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace halfstep {

void check_prediction(Prediction prediction, const Process& process) {
    if (prediction != Prediction::eps && prediction != Prediction::score) return;
    for (const Level& level : process.levels)
        if (!(level.a > 0))
            throw Error("training.target", "the noise says nothing of x0 where no signal is left, "
                                           "as at the last level of this process; allowed: x0, v");
}

NetworkSpec network_spec(const TrainingSpec& spec, int dim) {
    return {dim, spec.width, spec.depth, spec.embedding, spec.features, spec.prediction, spec.preconditioning};
}

Network untrained(const TrainingSpec& spec, const Target& target, ProcessKind process) {
    constexpr std::int64_t unit_draws = 4096;
    Network network;
    network.spec = network_spec(spec, target.dim());
    network.process = process;
    Block<float> draws(unit_draws, target.dim());
    sample(target, spec.seed, Stream::weights, 1u << 31, draws);
    const Vec mean = draws.cast<double>().colwise().mean().transpose();
    network.data_mean.assign(mean.data(), mean.data() + mean.size());
    double squares = 0;
    for (int i = 0; i < target.dim(); ++i)
        squares += (draws.col(i).cast<double>() - mean[i]).square().mean() / target.dim();
    network.data_sigma = squares > 0 ? std::sqrt(squares) : 1;

    const std::size_t half = static_cast<std::size_t>(spec.features) / 2;
    Block<double> z(static_cast<Eigen::Index>(half), 1);
    normals(spec.seed, Stream::weights, 1, 0, z);
    for (std::size_t k = 0; k < half; ++k) {
        const double place = half > 1 ? static_cast<double>(k) / static_cast<double>(half - 1) : 0;
        network.frequencies.push_back(static_cast<float>(
            spec.embedding == Embedding::sinusoidal ? std::pow(16, place)
                                                    : 2 * std::numbers::pi * z(static_cast<Eigen::Index>(k), 0)));
    }
    network.weights.assign(parameter_count(network.spec), 0.0f);
    std::uint32_t layer_number = 2;
    for (const LayerView& layer : layers_of(network.spec)) {
        Block<float> w(static_cast<Eigen::Index>(layer.in) * layer.out, 1);
        normals(spec.seed, Stream::weights, layer_number++, 0, w);
        w /= std::sqrt(static_cast<float>(layer.in));
        std::copy(w.data(), w.data() + w.size(), network.weights.begin() + static_cast<std::ptrdiff_t>(layer.weight));
    }
    return network;
}

} // namespace halfstep
