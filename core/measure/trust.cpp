#include "core/measure/trust.h"

#include "core/denoise/exact_denoiser.h"
#include "core/measure/floor.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// What of a difference rounding does not explain.
double beyond(double rounding, double difference) {
    return std::copysign(std::max(0.0, std::abs(difference) - rounding), difference);
}

/// In units of the error; of no error any difference is infinite.
double in_errors(double difference, double error) { return difference == 0 ? 0 : difference / error; }

double mean_deviate(const KnownLaw& law, double difference, double n, double squares) {
    if (law.gaussian) return in_errors(difference, std::sqrt(law.variance / n));
    return deviate_of_sum(n * difference, squares, n * law.variance);
}

/// `d`: mean - law.mean.
double variance_deviate(const KnownLaw& law, int i, double d, double rounding, const Moments& m) {
    const double V = law.variance, n = m.n, var = m.cov(i, i);
    if (law.gaussian) {
        const double difference = beyond(rounding, var - V);
        if (difference == 0) return 0; // rounding explains all of it
        return V > 0 ? deviate_of_chi_square(1 + difference / V, n - 1) : in_errors(difference, 0);
    }
    const double central = var * (n - 1) / n; // about the sample's own mean; now about the known one
    const double second = central + d * d;
    const double fourth = m.fourth[i] + d * (4 * m.third[i] + d * (6 * central + d * d));
    return deviate_of_sum(n * beyond(rounding, second - V), n * (fourth + V * (V - 2 * second)),
                          n * law.square_variance);
}

/// Both kinds of errors together.
void add_rounding(int i, const Rounding& rounding, Moments& m) {
    m.rounding_mean[i] = rounding.mean[i];
    m.rounding_var[i] = rounding.variance[i];
    m.se_mean[i] = std::hypot(m.se_mean[i], rounding.mean[i]);
    m.se_var[i] = std::hypot(m.se_var[i], rounding.variance[i]);
}

} // namespace

KnownLaw known_law(const Target& law, int coordinate) {
    KnownLaw out{.gaussian = law.is_gaussian()};
    for (const Component& c : law.components) out.mean += c.weight * c.mean[coordinate];
    const auto off = [&](const Component& c) { return c.mean[coordinate] - out.mean; };
    for (const Component& c : law.components) out.variance += c.weight * (c.variance(coordinate) + off(c) * off(c));
    for (const Component& c : law.components) {
        // x - mean is d, a normal part of variance v and a uniform one of half-width h: of the square the component's
        // own variance, and how far its mean is from the mean of all.
        const double d = off(c), v = c.cov(coordinate, coordinate), h2 = std::pow(c.half_width(coordinate), 2);
        const double own = c.variance(coordinate), of_own_square = 2 * v * v + v * h2 * 4 / 3 + h2 * h2 * 4 / 45;
        out.square_variance += c.weight * (4 * d * d * own + of_own_square + std::pow(own + d * d - out.variance, 2));
    }
    return out;
}

KnownLaw under_noise(const KnownLaw& law, const Level& level) {
    const double a2 = level.a * level.a, b2 = level.b * level.b;
    return {.mean = level.a * law.mean,
            .variance = a2 * law.variance + b2,
            .square_variance = a2 * a2 * law.square_variance + 4 * a2 * b2 * law.variance + 2 * b2 * b2,
            .gaussian = law.gaussian};
}

double deviate_of_sum(double sum, double squares, double variance) {
    return in_errors(sum, std::sqrt((2 * variance + std::max(squares, 0.0)) / 3));
}

double deviate_of_chi_square(double ratio, double degrees) {
    if (!(ratio > 0)) return -infinity;
    if (std::isinf(ratio)) return infinity;
    // The saddlepoint of the cumulant function -(degrees / 2) log(1 - 2 t).
    const double x = ratio - 1, root = std::sqrt(degrees / 2);
    if (std::abs(x) < 1e-6) return root * x + 1 / (3 * root);
    const double r = std::copysign(std::sqrt(degrees * (x - std::log1p(x))), x), u = root * x;
    return r + std::log(u / r) / r;
}

void hold_against(const KnownLaw& law, int i, const Rounding& rounding, Moments& m) {
    const double n = m.n, d = m.mean[i] - law.mean;
    const double squares = n * d * d + (n > 1 ? (n - 1) * m.cov(i, i) : 0);
    m.se_mean[i] = std::sqrt(law.variance / n);
    m.se_var[i] = standard_error_of_variance(n, law.variance, law.fourth());
    m.off_mean[i] = std::isfinite(d) ? mean_deviate(law, beyond(rounding.mean[i], d), n, squares) : infinity;
    m.off_var[i] = n > 1 ? infinity : not_a_number;
    if (n > 1 && std::isfinite(m.cov(i, i))) m.off_var[i] = variance_deviate(law, i, d, rounding.variance[i], m);
    add_rounding(i, rounding, m);
    m.se_off_var[i] = law.gaussian ? m.se_var[i] : std::hypot(std::sqrt(law.square_variance / n), rounding.variance[i]);
}

void distrust(const KnownLaw& expected, int i, const Rounding& rounding, Moments& m) {
    const double expected_error = standard_error_of_variance(m.n, expected.variance, expected.fourth());
    if (!trusted(m.n, expected.variance, expected_error) || !trusted(m.n, m.cov(i, i), m.se_var[i]))
        m.se_mean[i] = m.se_var[i] = not_a_number;
    add_rounding(i, rounding, m);
}

double loss_deviate(const Target& target, const LevelLoss& measured, const LossDraws& draws, const Denoise& denoise) {
    const Block<double> x = measured.level.a * draws.x0 + measured.level.b * draws.eps;
    Block<double> x0_hat;
    if (denoise)
        denoise(measured.level, x, x0_hat);
    else
        ExactDenoiser<double>(target, measured.level)(x, x0_hat);
    const SquareMoments given = posterior_square(target, measured.level, x, x0_hat);
    const Eigen::ArrayXd losses = (draws.x0 - x0_hat).square().rowwise().sum();
    // Data without a width leave rounding of x0_hat alone.
    const double n = static_cast<double>(losses.size()), expected = given.mean.mean();
    const double off = 16 * rounding_unit<double> * draws.x0.abs().maxCoeff();
    const double known = measured.floor.value + measured.excess.value, coefficient = control_coefficient(known, given);
    const double rounding = off * (off + 2 * std::sqrt(expected)) + 16 * rounding_unit<double> * measured.loss.value;
    const double difference =
        coefficient > 0 ? beyond(rounding, measured.loss.value - known) / coefficient : (losses - given.mean).mean();
    return deviate_of_sum(n * difference, (losses - given.mean).square().sum(), given.variance.sum());
}

} // namespace halfstep
