// The network itself: gradients against finite differences, how its output is read, its answers at a level.

#include "core/denoise/exact_denoiser.h"
#include "core/denoise/network.h"
#include "core/learn/training.h"
#include "core/measure/variational_bound.h"

#include "tests/core/helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const std::vector<Prediction> predictions = {Prediction::x0, Prediction::eps, Prediction::v, Prediction::score};
const std::vector<Preconditioning> preconditionings = {Preconditioning::none, Preconditioning::edm};
const std::vector<Embedding> embeddings = {Embedding::sinusoidal, Embedding::fourier};

const std::vector<Level> network_levels = {vp_level(0.9999), vp_level(0.5), vp_level(1e-4),
                                           {0, 1, 0.1},      {0, 1, 80},    {0, 0.25, 0.75}};

TrainingSpec small_network(Prediction prediction, Preconditioning preconditioning, Embedding embedding) {
    TrainingSpec spec;
    spec.width = 5;
    spec.depth = 2;
    spec.features = 4;
    spec.prediction = prediction;
    spec.preconditioning = preconditioning;
    spec.embedding = embedding;
    return spec;
}

Network small_network(Prediction prediction, Preconditioning preconditioning, Embedding embedding,
                      const Target& target) {
    return untrained(small_network(prediction, preconditioning, embedding), target, ProcessKind::vp);
}

/// The loss of a few rows in double precision, and what the network's output should be at each.
struct Loss {
    const Network& network;
    std::vector<LayerView> layers = layers_of(network.spec);
    Activations<double> activations{network.spec, static_cast<Eigen::Index>(network_levels.size())};
    Batch<double> wanted{static_cast<Eigen::Index>(network_levels.size()), network.spec.dim};
    Eigen::ArrayXd weight{static_cast<Eigen::Index>(network_levels.size())};

    Loss(const Network& net, const Target& target) : network(net) {
        Block<double> x0(wanted.rows(), wanted.cols()), eps(wanted.rows(), wanted.cols());
        sample(target, 3, Stream::data, 0, x0);
        normals(3, Stream::step, 0, 0, eps);
        std::vector<float> features(static_cast<std::size_t>(network.spec.features));
        for (Eigen::Index row = 0; row < wanted.rows(); ++row) {
            const Level& level = network_levels[static_cast<std::size_t>(row)];
            const Parameterization r = parameterization(network, level);
            weight[row] = r.weight;
            time_features(network, level, features.data());
            for (int i = 0; i < network.spec.dim; ++i) {
                const double x = level.a * x0(row, i) + level.b * eps(row, i);
                activations.input(row, i) = r.c_in * (x - r.shift[i]);
                wanted(row, i) = wanted_output(r, i, x, x0(row, i));
            }
            for (std::size_t k = 0; k < features.size(); ++k)
                activations.input(row, network.spec.dim + static_cast<Eigen::Index>(k)) =
                    static_cast<double>(features[k]);
        }
    }
    double operator()(const std::vector<double>& weights) {
        forward(layers, weights.data(), activations);
        return (((activations.output - wanted).array().square().colwise()) * weight).sum();
    }
    std::vector<double> gradient(const std::vector<double>& weights) {
        (*this)(weights);
        activations.output = (2 * (activations.output - wanted).array()).colwise() * weight;
        std::vector<double> g(weights.size());
        backward(layers, weights.data(), activations, g.data());
        return g;
    }
};

} // namespace

TEST_SUITE("core/network") {
    TEST_CASE("layers: as many parameters as PyTorch counts, one after the other") {
        // sum of in * out + out over 18 -> 64 -> 64 -> 64 -> 2
        NetworkSpec spec;
        spec.dim = 2;
        CHECK(parameter_count(spec) == 18 * 64 + 64 + 2 * (64 * 64 + 64) + 64 * 2 + 2);
        const std::vector<LayerView> layers = layers_of(spec);
        REQUIRE(layers.size() == 4);
        CHECK(layers[1].weight == 18 * 64 + 64);
        CHECK(layers[1].bias == 18 * 64 + 64 + 64 * 64);
        CHECK(layers[3].out == 2);
    }

    TEST_CASE("gradients are those of finite differences, for whatever is predicted and however time is told") {
        Worst worst;
        for (const Target& target : {three_modes(), plane_modes()})
            for (const Prediction prediction : predictions)
                for (const Preconditioning preconditioning : preconditionings)
                    for (const Embedding embedding : embeddings) {
                        const Network network = small_network(prediction, preconditioning, embedding, target);
                        Loss loss(network, target);
                        std::vector<double> weights(network.weights.begin(), network.weights.end());
                        const std::vector<double> gradient = loss.gradient(weights);
                        const double largest =
                            Eigen::Map<const Eigen::ArrayXd>(gradient.data(), std::ssize(gradient)).abs().maxCoeff();
                        for (std::size_t i = 0; i < weights.size(); ++i) {
                            const double h = 1e-5, here = weights[i];
                            weights[i] = here + h;
                            const double above = loss(weights);
                            weights[i] = here - h;
                            const double below = loss(weights);
                            weights[i] = here;
                            worst.relative(gradient[i], (above - below) / (2 * h), "weight " + std::to_string(i),
                                           largest);
                        }
                    }
        CHECK_WORST(worst, 1e-8);
    }

    TEST_CASE("float passes are the double ones, to float accuracy") {
        const Target target = plane_modes();
        const Network network = small_network(Prediction::v, Preconditioning::edm, Embedding::fourier, target);
        Loss loss(network, target);
        const std::vector<double> weights(network.weights.begin(), network.weights.end());
        const std::vector<double> gradient = loss.gradient(weights);
        Activations<float> activations(network.spec, loss.wanted.rows());
        activations.input = loss.activations.input.cast<float>();
        forward(loss.layers, network.weights.data(), activations);
        loss(weights);
        Worst worst;
        for (Eigen::Index i = 0; i < activations.output.size(); ++i)
            worst.absolute(static_cast<double>(activations.output(i)), loss.activations.output(i), "output");
        CHECK_WORST(worst, 1e-6);
        const Eigen::ArrayXXd by_output = (2 * (loss.activations.output - loss.wanted).array()).colwise() * loss.weight;
        activations.output = by_output.cast<float>();
        std::vector<float> rough(weights.size());
        backward(loss.layers, network.weights.data(), activations, rough.data());
        Worst of_gradient;
        for (std::size_t i = 0; i < rough.size(); ++i)
            of_gradient.relative(static_cast<double>(rough[i]), gradient[i], "weight " + std::to_string(i), 10);
        CHECK_WORST(of_gradient, 1e-5);
    }

    TEST_CASE("parameterization: a perfect output gives x0 back, and the plain predictions are their conversions") {
        const Target target = plane_modes();
        Worst worst;
        for (const Level& level : network_levels)
            for (const Prediction prediction : predictions)
                for (const Preconditioning preconditioning : preconditionings) {
                    const Network network = small_network(prediction, preconditioning, Embedding::sinusoidal, target);
                    const Parameterization r = parameterization(network, level);
                    const double a = level.a, b = level.b, x0 = 0.7, eps = -1.3, x = a * x0 + b * eps;
                    const double F = wanted_output(r, 1, x, x0);
                    worst.absolute(r.offset[1] + r.k_x * x + r.k_F * F, x0, "x0");
                    // The loss is the weighted square of x0's error: 1 of x0 moves F by 1 / k_F.
                    worst.relative(loss_weight(network, level), r.weight / (r.k_F * r.k_F), "weight");
                    if (preconditioning == Preconditioning::edm) continue;
                    const double n = std::hypot(a, b);
                    worst.relative(F,
                                   prediction == Prediction::x0    ? x0
                                   : prediction == Prediction::eps ? eps
                                   : prediction == Prediction::v   ? (a * eps - b * x0) / n
                                                                   : -eps / b,
                                   "plain prediction");
                    CHECK(r.c_in == 1);
                    const double factor = prediction == Prediction::x0  ? 1
                                          : prediction == Prediction::v ? v_loss_factor(level)
                                                                        : eps_loss_factor(level);
                    worst.relative(loss_weight(network, level), factor,
                                   "loss factor"); // lambda = b^2 makes score's eps's
                }
        CHECK_WORST(worst, 1e-9);
    }

    TEST_CASE("edm with v is the preconditioning of Karras et al. 2022, eq. 7 and table 1") {
        Network network = small_network(Prediction::v, Preconditioning::edm, Embedding::sinusoidal, three_modes());
        network.data_mean = {0};
        network.data_sigma = 0.5;
        Worst worst;
        for (const double sigma : {0.002, 0.1, 1.0, 80.0}) {
            const Parameterization r = parameterization(network, {0, 1, sigma});
            const double s2 = sigma * sigma, d2 = 0.25;
            worst.relative(r.k_x, d2 / (s2 + d2), "c_skip");
            worst.relative(std::abs(r.k_F), sigma * 0.5 / std::sqrt(s2 + d2), "c_out");
            worst.relative(r.c_in, 1 / std::sqrt(s2 + d2), "c_in");
            worst.relative(loss_weight(network, {0, 1, sigma}), (s2 + d2) / (s2 * d2), "lambda");
        }
        CHECK_WORST(worst, 1e-14);
    }

    TEST_CASE("without signal x0 and v still say x0, and no time is infinite") {
        const Target target = three_modes();
        for (const Preconditioning preconditioning : preconditionings)
            for (const Prediction prediction : {Prediction::x0, Prediction::v}) {
                const auto network = std::make_shared<const Network>(
                    small_network(prediction, preconditioning, Embedding::fourier, target));
                Block<double> x(3, 1), x0_hat;
                x << -1, 0, 2;
                LearnedDenoiser(network, {1, 0, 1})(x, x0_hat);
                CHECK(x0_hat.isFinite().all());
                LearnedDenoiser(network, {0, 0.5, 0})(x, x0_hat); // clean data
                CHECK((x0_hat == 2 * x).all());
            }
    }

    TEST_CASE_TEMPLATE("at a level: what forward() says, and the same bits however rows are blocked", Real, float,
                       double) {
        const Target target = plane_modes();
        const auto network = std::make_shared<const Network>(
            small_network(Prediction::eps, Preconditioning::edm, Embedding::sinusoidal, target));
        const Level level = vp_level(0.3);
        Block<Real> x(300, 2), x0_hat, some;
        normals(5, Stream::start, 0, 0, x);
        const LearnedDenoiser denoiser(network, level);
        denoiser(x, x0_hat);
        const Block<Real> first = x.topRows(70);
        denoiser(first, some);
        CHECK((some == x0_hat.topRows(70)).all());

        const Parameterization r = parameterization(*network, level);
        Activations<double> activations(network->spec, 300);
        std::vector<float> features(4);
        time_features(*network, level, features.data());
        for (int i = 0; i < 2; ++i)
            activations.input.col(i) = (r.c_in * (x.col(i).template cast<double>() - r.shift[i])).matrix();
        for (int k = 0; k < 4; ++k)
            activations.input.col(2 + k).setConstant(static_cast<double>(features[static_cast<std::size_t>(k)]));
        const std::vector<double> weights(network->weights.begin(), network->weights.end());
        forward(layers_of(network->spec), weights.data(), activations);
        Worst worst;
        for (int i = 0; i < 2; ++i)
            for (Eigen::Index row = 0; row < 300; ++row)
                worst.absolute(static_cast<double>(x0_hat(row, i)),
                               r.offset[i] + r.k_x * static_cast<double>(x(row, i)) +
                                   r.k_F * activations.output(row, i),
                               "row " + std::to_string(row));
        CHECK_WORST(worst, 5e-6);
    }
}
