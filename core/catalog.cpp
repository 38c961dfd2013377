#include "core/catalog.h"

#include "core/experiment.h"

#include <Eigen/LU>

#include <cmath>
#include <numbers>

namespace halfstep {
namespace {

std::string shown(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

void check_deviation(const std::string& key, double sigma) {
    if (!(sigma >= Limits::min_sigma && sigma <= Limits::max_scale))
        throw Error(key, "is a standard deviation; allowed: " + shown(Limits::min_sigma) + " to " +
                             shown(Limits::max_scale));
}

void check_length(const std::string& key, double value, double least) {
    if (!(value >= least && value <= Limits::max_scale))
        throw Error(key, "is out of range; allowed: " + shown(least) + " to " + shown(Limits::max_scale));
}

void check_count(const std::string& key, int count, int most) {
    if (count < 1 || count > most) throw Error(key, "counts modes; allowed: 1 to " + std::to_string(most));
}

Vec make_mean(const std::string& key, const std::vector<double>& mean) {
    if (mean.empty() || mean.size() > 2) throw Error(key, "is a point; allowed: one or two numbers");
    for (double m : mean)
        if (!(std::abs(m) <= Limits::max_scale))
            throw Error(key, "is too far out; allowed: -1e6 to 1e6 in each coordinate");
    return Eigen::Map<const Eigen::VectorXd>(mean.data(), static_cast<Eigen::Index>(mean.size()));
}

/// Row-major `cov`, or sigma^2 I when it is empty.
Mat make_cov(const std::string& key, const std::string& sigma_key, const std::vector<double>& cov, double sigma,
             int dim) {
    if (cov.empty()) {
        check_deviation(sigma_key, sigma);
        return sigma * sigma * Mat::Identity(dim, dim);
    }
    if (static_cast<int>(cov.size()) != dim * dim)
        throw Error(key, "does not fit the mean; allowed: a " + std::to_string(dim) + " by " + std::to_string(dim) +
                             " matrix");
    const Mat S =
        Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(cov.data(), dim, dim);
    const double least = Limits::min_sigma * Limits::min_sigma, most = Limits::max_scale * Limits::max_scale;
    for (int i = 0; i < dim; ++i)
        if (!(S(i, i) >= least && S(i, i) <= most))
            throw Error(key,
                        "has a variance out of range on its diagonal; allowed: " + shown(least) + " to " + shown(most));
    if (dim == 2) {
        if (!(S(0, 1) == S(1, 0))) throw Error(key, "is not symmetric; allowed: a covariance, cov[0][1] = cov[1][0]");
        // det <= 1e-12 of the diagonal's product is a correlation of 1 to within rounding of the inverse.
        if (!(S.determinant() > 1e-12 * S(0, 0) * S(1, 1)))
            throw Error(key, "is not positive definite; allowed: cov[0][1]^2 < cov[0][0] cov[1][1]");
    }
    return S;
}

Target make_mixture(const std::vector<ComponentSpec>& specs) {
    if (specs.empty())
        throw Error("target.component", "a mixture needs components; allowed: at least one [[target.component]]");
    if (specs.size() > static_cast<std::size_t>(Limits::max_components))
        throw Error("target.component", "too many; allowed: at most " + std::to_string(Limits::max_components));
    Target target;
    double total = 0;
    for (std::size_t k = 0; k < specs.size(); ++k) {
        const std::string key = "target.component[" + std::to_string(k) + "].";
        const ComponentSpec& spec = specs[k];
        if (!(spec.weight > 0 && spec.weight <= Limits::max_scale))
            throw Error(key + "weight", "is a relative weight; allowed: above 0, at most 1e6");
        const Vec mean = make_mean(key + "mean", spec.mean);
        if (k > 0 && mean.size() != target.dim())
            throw Error(key + "mean", "has another dimension than the first component; allowed: " +
                                          std::to_string(target.dim()) + " numbers");
        target.components.push_back(
            {spec.weight, mean,
             make_cov(key + "cov", key + "sigma", spec.cov, spec.sigma, static_cast<int>(mean.size()))});
        total += spec.weight;
    }
    for (Component& c : target.components) c.weight /= total;
    return target;
}

Target equal_modes(const std::vector<Vec>& means, double sigma) {
    check_deviation("target.sigma", sigma);
    Target target;
    for (const Vec& mean : means)
        target.components.push_back(
            {1.0 / static_cast<double>(means.size()), mean, sigma * sigma * Mat::Identity(2, 2)});
    return target;
}

Target make_ring(const TargetSpec& spec) {
    check_count("target.modes", spec.modes, Limits::max_components);
    check_length("target.radius", spec.radius, 0);
    std::vector<Vec> means;
    for (int k = 0; k < spec.modes; ++k) {
        const double angle = 2 * std::numbers::pi * k / spec.modes;
        means.push_back(Eigen::Vector2d(spec.radius * std::cos(angle), spec.radius * std::sin(angle)));
    }
    return equal_modes(means, spec.sigma);
}

Target make_grid(const TargetSpec& spec) {
    check_count("target.modes", spec.modes, 16); // a side: 16 x 16 = max_components
    check_length("target.spacing", spec.spacing, 0);
    std::vector<Vec> means;
    const double centre = 0.5 * (spec.modes - 1);
    for (int row = 0; row < spec.modes; ++row)
        for (int column = 0; column < spec.modes; ++column)
            means.push_back(Eigen::Vector2d(spec.spacing * (column - centre), spec.spacing * (row - centre)));
    return equal_modes(means, spec.sigma);
}

} // namespace

Target make_target(const TargetSpec& spec) {
    switch (spec.kind) {
    case TargetKind::gaussian: {
        const Vec mean = make_mean("target.mean", spec.mean);
        const int dim = static_cast<int>(mean.size());
        return Target{{Component{1, mean, make_cov("target.cov", "target.sigma", spec.cov, spec.sigma, dim)}}};
    }
    case TargetKind::mixture: return make_mixture(spec.components);
    case TargetKind::ring: return make_ring(spec);
    case TargetKind::grid: return make_grid(spec);
    }
    throw Error("target.kind", "is unknown");
}

int dimension(const TargetSpec& spec) {
    switch (spec.kind) {
    case TargetKind::gaussian: return static_cast<int>(spec.mean.size());
    case TargetKind::mixture:
        return spec.components.empty() ? 1 : static_cast<int>(spec.components.front().mean.size());
    case TargetKind::ring:
    case TargetKind::grid: return 2;
    }
    return 1;
}

} // namespace halfstep
