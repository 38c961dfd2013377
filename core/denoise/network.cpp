#include "core/denoise/network.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace halfstep {
namespace {

template <class Real>
using Column = Eigen::Map<Eigen::Array<Real, Eigen::Dynamic, 1>>;
/// The transpose of a layer's W: in x out, columns contiguous.
template <class Real>
using Transposed = Eigen::Map<Batch<Real>>;
template <class Real>
using ConstTransposed = Eigen::Map<const Batch<Real>>;

template <class Real>
ConstTransposed<Real> weights_of(const LayerView& layer, const Real* weights) {
    return {weights + layer.weight, layer.in, layer.out};
}

/// 1 / (1 + exp(-z)), by the hyperbolic tangent, which costs one division.
template <class Z>
auto sigmoid(const Z& z) {
    using Real = typename Z::Scalar;
    return Real(0.5) + Real(0.5) * (Real(0.5) * z).tanh();
}

/// h = SiLU(z + bias) in place of z, column by column, and its slope s + h (1 - s) beside it.
template <class Real>
void activate(const Real* bias, Batch<Real>& z, Batch<Real>* slope) {
    constexpr Eigen::Index strip = 128; // what is between stays in the first-level cache
    Eigen::Array<Real, Eigen::Dynamic, 1, 0, strip, 1> at, s;
    for (Eigen::Index j = 0; j < z.cols(); ++j)
        for (Eigen::Index row = 0; row < z.rows(); row += strip) {
            const Eigen::Index n = std::min(strip, z.rows() - row);
            at = z.col(j).segment(row, n).array() + bias[j];
            s = sigmoid(at);
            at *= s;
            z.col(j).segment(row, n) = at;
            if (slope) slope->col(j).segment(row, n) = s + at * (1 - s);
        }
}

/// The last layer: as many columns as coordinates, each a sum over the width.
template <class Real>
void last_layer(const LayerView& layer, const Real* weights, const Batch<Real>& hidden, Batch<Real>& output) {
    for (int i = 0; i < layer.out; ++i) {
        Column<Real> out(output.col(i).data(), output.rows());
        out.setConstant(weights[layer.bias + static_cast<std::size_t>(i)]);
        const Real* w = weights + layer.weight + static_cast<std::size_t>(i) * static_cast<std::size_t>(layer.in);
        for (int k = 0; k < layer.in; ++k) out += w[k] * hidden.col(k).array();
    }
}

} // namespace

std::vector<LayerView> layers_of(const NetworkSpec& spec) {
    std::vector<LayerView> layers;
    std::size_t at = 0;
    for (int l = 0; l <= spec.depth; ++l) {
        LayerView layer;
        layer.in = l == 0 ? spec.inputs() : spec.width;
        layer.out = l == spec.depth ? spec.dim : spec.width;
        layer.weight = at;
        layer.bias = at + static_cast<std::size_t>(layer.in) * static_cast<std::size_t>(layer.out);
        at = layer.bias + static_cast<std::size_t>(layer.out);
        layers.push_back(layer);
    }
    return layers;
}

std::size_t parameter_count(const NetworkSpec& spec) {
    const LayerView last = layers_of(spec).back();
    return last.bias + static_cast<std::size_t>(last.out);
}

Parameterization parameterization(const Network& network, const Level& level) {
    const double a = level.a, b = level.b;
    const bool edm = network.spec.preconditioning == Preconditioning::edm;
    // In units of the data, x - a m = (a sigma) x0' + b eps.
    const double sigma = edm ? network.data_sigma : 1, n = std::hypot(a * sigma, b);
    const int dim = network.spec.dim;
    const Vec mean = edm ? Vec(Eigen::Map<const Vec>(network.data_mean.data(), dim)) : Vec::Zero(dim);
    Parameterization r;
    r.shift = a * mean;
    r.c_in = edm ? 1 / n : 1;
    r.offset = Vec::Zero(network.spec.dim);
    switch (network.spec.prediction) {
    case Prediction::x0:
        r.offset = mean;
        r.k_F = sigma;
        break;
    case Prediction::eps:
        r.k_x = 1 / a;
        r.k_F = -b / a;
        break;
    case Prediction::v:
        r.k_x = a * sigma * sigma / (n * n);
        r.k_F = -b * sigma / n;
        r.offset = (1 - a * r.k_x) * mean;
        break;
    case Prediction::score:
        r.k_x = 1 / a;
        r.k_F = (edm ? b : b * b) / a;
        r.weight = edm ? 1 : b * b;
        break;
    }
    return r;
}

double loss_weight(const Network& network, const Level& level) {
    const Parameterization r = parameterization(network, level);
    return r.weight / (r.k_F * r.k_F);
}

void time_features(const Network& network, const Level& level, float* features) {
    constexpr double most = 12; // log(b/a) where it has no limit: no noise, no signal
    const double log_ratio = std::clamp(std::log(level.b / level.a), -most, most);
    const std::size_t half = network.frequencies.size();
    for (std::size_t k = 0; k < half; ++k) {
        const double angle = static_cast<double>(network.frequencies[k]) * log_ratio / 4;
        features[k] = static_cast<float>(std::cos(angle));
        features[half + k] = static_cast<float>(std::sin(angle));
    }
}

template <class Real>
Activations<Real>::Activations(const NetworkSpec& spec, Eigen::Index rows)
    : input(rows, spec.inputs()), output(rows, spec.dim),
      hidden(static_cast<std::size_t>(spec.depth), Batch<Real>(rows, spec.width)), slope(hidden),
      delta(rows, spec.width), other(rows, spec.width) {}

template <class Real>
void forward(const std::vector<LayerView>& layers, const Real* weights, Activations<Real>& activations) {
    const std::size_t depth = layers.size() - 1;
    for (std::size_t l = 0; l < depth; ++l) {
        const Batch<Real>& in = l == 0 ? activations.input : activations.hidden[l - 1];
        activations.hidden[l].noalias() = in * weights_of(layers[l], weights);
        activate(weights + layers[l].bias, activations.hidden[l], &activations.slope[l]);
    }
    last_layer(layers[depth], weights, activations.hidden[depth - 1], activations.output);
}

template <class Real>
void backward(const std::vector<LayerView>& layers, const Real* weights, Activations<Real>& activations,
              Real* gradient) {
    const std::size_t depth = layers.size() - 1;
    const LayerView& last = layers[depth];
    const Batch<Real>& top = activations.hidden[depth - 1];
    for (int k = 0; k < last.in; ++k) {
        Column<Real> delta(activations.delta.col(k).data(), activations.delta.rows());
        for (int i = 0; i < last.out; ++i) {
            const std::size_t w = last.weight + static_cast<std::size_t>(i * last.in + k);
            const auto by_output = activations.output.col(i).array();
            gradient[w] = activations.output.col(i).dot(top.col(k));
            if (i == 0)
                delta = weights[w] * by_output;
            else
                delta += weights[w] * by_output;
        }
        delta *= activations.slope[depth - 1].col(k).array();
    }
    for (int i = 0; i < last.out; ++i)
        gradient[last.bias + static_cast<std::size_t>(i)] = activations.output.col(i).sum();

    for (std::size_t l = depth; l-- > 0;) {
        const LayerView& layer = layers[l];
        const Batch<Real>& in = l == 0 ? activations.input : activations.hidden[l - 1];
        Transposed<Real>(gradient + layer.weight, layer.in, layer.out).noalias() = in.transpose() * activations.delta;
        for (int j = 0; j < layer.out; ++j)
            gradient[layer.bias + static_cast<std::size_t>(j)] = activations.delta.col(j).sum();
        if (l == 0) break;
        activations.other.noalias() = activations.delta * weights_of(layer, weights).transpose();
        activations.delta = activations.other.cwiseProduct(activations.slope[l - 1]);
    }
}

LearnedDenoiser::LearnedDenoiser(std::shared_ptr<const Network> network, const Level& level)
    : network_(std::move(network)), layers_(layers_of(network_->spec)) {
    if (level.b == 0) {
        clean_ = 1 / level.a;
        return;
    }
    parameterization_ = parameterization(*network_, level);
    const int dim = network_->spec.dim, count = network_->spec.features;
    std::vector<float> features(static_cast<std::size_t>(count));
    time_features(*network_, level, features.data());
    const LayerView& first = layers_.front();
    const auto W = weights_of(first, network_->weights.data());
    for (int j = 0; j < first.out; ++j) {
        double sum = static_cast<double>(network_->weights[first.bias + static_cast<std::size_t>(j)]);
        for (int k = 0; k < count; ++k)
            sum += static_cast<double>(W(dim + k, j)) * static_cast<double>(features[static_cast<std::size_t>(k)]);
        first_bias_.push_back(static_cast<float>(sum));
    }
}

template <class Real>
void LearnedDenoiser::operator()(const Block<Real>& x, Block<Real>& x0_hat) const {
    constexpr Eigen::Index strip = 128;
    x0_hat.resize(x.rows(), x.cols());
    if (clean_ != 0) {
        x0_hat = static_cast<Real>(clean_) * x;
        return;
    }
    const float* weights = network_->weights.data();
    const std::size_t depth = layers_.size() - 1;
    const auto W = weights_of(layers_.front(), weights);
    const auto number = [](double k) { return static_cast<Real>(k); };
    Batch<float> hidden(strip, network_->spec.width), next(strip, network_->spec.width), output(strip, x.cols());
    Batch<float> in = Batch<float>::Zero(strip, x.cols());
    for (Eigen::Index row = 0; row < x.rows(); row += strip) {
        const Eigen::Index n = std::min(strip, x.rows() - row);
        for (Eigen::Index i = 0; i < x.cols(); ++i)
            in.col(i).head(n) =
                (number(parameterization_.c_in) * (x.col(i).segment(row, n) - number(parameterization_.shift[i])))
                    .template cast<float>();
        for (Eigen::Index j = 0; j < hidden.cols(); ++j) {
            hidden.col(j) = W(0, j) * in.col(0);
            if (x.cols() == 2) hidden.col(j) += W(1, j) * in.col(1);
        }
        activate<float>(first_bias_.data(), hidden, nullptr);
        for (std::size_t l = 1; l < depth; ++l) {
            next.noalias() = hidden * weights_of(layers_[l], weights);
            activate<float>(weights + layers_[l].bias, next, nullptr);
            hidden.swap(next);
        }
        last_layer(layers_[depth], weights, hidden, output);
        for (Eigen::Index i = 0; i < x.cols(); ++i)
            x0_hat.col(i).segment(row, n) =
                number(parameterization_.offset[i]) + number(parameterization_.k_x) * x.col(i).segment(row, n) +
                number(parameterization_.k_F) * output.col(i).head(n).array().template cast<Real>();
    }
}

template struct Activations<float>;
template struct Activations<double>;
template void forward(const std::vector<LayerView>&, const float*, Activations<float>&);
template void forward(const std::vector<LayerView>&, const double*, Activations<double>&);
template void backward(const std::vector<LayerView>&, const float*, Activations<float>&, float*);
template void backward(const std::vector<LayerView>&, const double*, Activations<double>&, double*);
template void LearnedDenoiser::operator()(const Block<float>&, Block<float>&) const;
template void LearnedDenoiser::operator()(const Block<double>&, Block<double>&) const;

} // namespace halfstep
