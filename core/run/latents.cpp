#include "core/run/latents.h"

#include "core/law/catalog.h"
#include "core/spec/sampler_facts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

constexpr int between = 64;     // even steps from z1 to z2
constexpr int line_steps = 256; // of z, over the whole line
constexpr int cloud_steps = 64; // the same where the target has so many components that quantiles take long
constexpr std::size_t many = 500;
constexpr double line_reach = 4; // of z, at least
constexpr double least_angle = 1e-4;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

SamplerSpec encoded(SamplerSpec sampler) {
    sampler.start = Start::encoded;
    return sampler;
}

Vec vector(const std::vector<double>& values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}
Block<double> row(const Vec& v) { return v.transpose().array(); }
double norm(const Block<double>& row) { return std::sqrt(row.square().sum()); }

/// The states of one particle, as they come, from the scale of data to that of latents.
struct Trajectory {
    double scale, b_T;
    std::vector<double> states{};

    void add(const Block<double>& x, double b) {
        for (const double value : x.reshaped()) states.push_back(value / (1 + (scale - 1) * b / b_T));
    }
    Block<double> taken(Eigen::Index dim) {
        const Eigen::Index n = static_cast<Eigen::Index>(states.size()) / dim;
        const Block<double> way = Eigen::Map<const Eigen::ArrayXXd>(states.data(), dim, n).transpose();
        states.clear();
        return way;
    }
};

void go_between(Latents& out, const LatentMap& map, const Vec& z1, const Vec& z2, const LatentMap::Look& look) {
    const Eigen::Index n = between + 1;
    Block<double> straight(n, z1.size()), round(n, z1.size());
    bool has_round = z1.size() > 1;
    for (Eigen::Index i = 0; i < n; ++i) {
        const double l = static_cast<double>(i) / between;
        straight.row(i) = lerp(z1, z2, l).transpose().array();
        const std::optional<Vec> on_arc = has_round ? slerp(z1, z2, l) : std::nullopt;
        has_round = on_arc.has_value();
        if (has_round) round.row(i) = on_arc->transpose().array();
    }
    out.z1 = row(z1);
    out.z2 = row(z2);
    out.lerp = map.decode(straight, look);
    out.x1 = out.lerp.topRows(1);
    out.x2 = out.lerp.bottomRows(1);
    out.lerp_norm = norm(straight.row(between / 2));
    out.slerp_norm = has_round ? norm(round.row(between / 2)) : missing;
    if (has_round) out.slerp = map.decode(round, look);
}

void go_there_and_back(Latents& out, const LatentMap& map, const Vec& x0, const LatentMap::Look& look) {
    Trajectory way{map.scale(), map.noisiest().b};
    const auto keep = [&](const Block<double>& x, double b) {
        way.add(x, b);
        return look(x, b);
    };
    out.x0 = row(x0);
    out.z0 = map.encode(out.x0, keep);
    out.way_out = way.taken(x0.size());
    out.back = map.decode(out.z0, keep);
    out.way_back = way.taken(x0.size());
    out.round_trip = norm(out.back - out.x0);
}

/// The map of the exact ODE, which keeps the distribution function: F_0(x_0) = F_T(x_T) [MATH.md 7.3]. Compared are
/// the components, each by the tail that x_T is in: between modes, and far out, F itself differs from a constant by
/// less than its rounding.
class ExactMap {
public:
    ExactMap(const Target& data, const Target& noisiest)
        : data_(data), to_(project(data, Vec::Ones(1))), from_(project(noisiest, Vec::Ones(1))) {}

    /// NaN beyond what a double can tell apart from 0 and 1.
    double x0(double x_T) const {
        const double none = std::numeric_limits<double>::min();
        double below = 0, above = 0;
        for (const Projection& c : from_) {
            below += c.weight * c.cdf(x_T);
            above += c.weight * c.cdf(2 * c.mean - x_T); // a component is even about its mean
        }
        if (!(below > none && above > none)) return missing;
        Range bracket = support(data_, 0, 1);
        for (double width = 2; width <= 40 && !(gained(bracket.lo, x_T) <= 0 && gained(bracket.hi, x_T) >= 0);
             width *= 2)
            bracket = support(data_, 0, width);
        double lo = bracket.lo, hi = bracket.hi;
        for (int i = 0; i < 200; ++i) {
            const double middle = 0.5 * (lo + hi);
            if (middle <= lo || middle >= hi) break;
            (gained(middle, x_T) < 0 ? lo : hi) = middle;
        }
        return 0.5 * (lo + hi);
    }

private:
    /// F_0(x_0) - F_T(x_T).
    double gained(double x_0, double x_T) const {
        double sum = 0;
        for (std::size_t k = 0; k < to_.size(); ++k) {
            const Projection &to = to_[k], &from = from_[k];
            sum += x_T < from.mean ? to.weight * (to.cdf(x_0) - from.cdf(x_T))
                                   : to.weight * (from.cdf(2 * from.mean - x_T) - to.cdf(2 * to.mean - x_0));
        }
        return sum;
    }

    const Target& data_;
    std::vector<Projection> to_, from_;
};

void map_line(Latents& out, const LatentMap& map, const Target& target, const LatentMap::Look& look) {
    const int steps = target.components.size() > many ? cloud_steps : line_steps;
    const double reach = std::max({line_reach, std::abs(out.z1(0, 0)), std::abs(out.z2(0, 0))});
    const ExactMap exact(target, marginal(target, map.noisiest()));
    Block<double> z(steps + 1, 1);
    for (int i = 0; i <= steps; ++i) z(i, 0) = reach * (2.0 * i / steps - 1);
    const Block<double> x0 = map.decode(z, look);
    for (int i = 0; i <= steps; ++i) {
        if (!look(x0, 0)) return;
        out.z.push_back(z(i, 0));
        out.decoded.push_back(x0(i, 0));
        out.exact.push_back(exact.x0(map.scale() * z(i, 0)));
    }
}

} // namespace

LatentMap::LatentMap(const SamplerPlan& sampler, const Process& process, const Target& target)
    : steps_(sampler.steps), inversion_(plan_inversion(encoded(sampler.spec), process, target)),
      stepper_(target, steps_, sampler.spec.clip, sampler.denoiser),
      inverter_(target, inversion_, sampler.spec.clip, sampler.denoiser), scale_(process.prior_sigma()) {
    for (const int level : inversion_.levels) inversion_b_.push_back(process.levels[static_cast<std::size_t>(level)].b);
}

Block<double> LatentMap::decode(const Block<double>& z, const Look& look) const {
    Block<double> x = scale_ * z;
    Scratch<double> scratch;
    scratch.resize(x.rows(), x.cols());
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        if (look && !look(x, steps_[i].from.b)) return x;
        stepper_.advance(i, x, scratch);
    }
    if (look) look(x, steps_.back().to.b);
    return x;
}

Block<double> LatentMap::encode(const Block<double>& x0, const Look& look) const {
    Block<double> x = x0;
    Scratch<double> scratch;
    scratch.resize(x.rows(), x.cols());
    for (std::size_t i = 0; i < inversion_.steps.size(); ++i) {
        if (look && !look(x, inversion_b_[i])) return x / scale_;
        inverter_.advance(i, x, scratch);
    }
    if (look) look(x, inversion_b_.back());
    return x / scale_;
}

Vec lerp(const Vec& z1, const Vec& z2, double l) { return (1 - l) * z1 + l * z2; }

std::optional<Vec> slerp(const Vec& z1, const Vec& z2, double l) {
    const double n1 = z1.norm(), n2 = z2.norm();
    if (!(n1 > 0 && n2 > 0)) return std::nullopt;
    const Vec u = z1 / n1, v = z2 / n2;
    const double angle =
        2 * std::atan2((u - v).norm(), (u + v).norm()); // as arccos of <u, v>, without its cancellation
    if (!(angle < std::acos(-1.0) - least_angle)) return std::nullopt;
    if (angle < least_angle) return lerp(z1, z2, l);
    return (std::sin((1 - l) * angle) * z1 + std::sin(l * angle) * z2) / std::sin(angle);
}

std::optional<Latents> explore_latents(const Problem& problem, const std::atomic<bool>* cancel) {
    const Experiment& experiment = problem.experiment;
    const int index = latents_sampler(experiment);
    if (!experiment.latents || index < 0) return std::nullopt;
    const LatentMap map(problem.samplers[static_cast<std::size_t>(index)], problem.process, problem.target);
    const auto goes_on = [cancel](const Block<double>&, double) {
        return !(cancel && cancel->load(std::memory_order_relaxed));
    };
    Latents out;
    out.sampler = index;
    out.scale = map.scale();
    go_between(out, map, vector(experiment.latents->z1), vector(experiment.latents->z2), goes_on);
    go_there_and_back(out, map, vector(experiment.latents->x0), goes_on);
    if (problem.target.dim() == 1) map_line(out, map, problem.target, goes_on);
    if (!goes_on(out.x1, 0)) return std::nullopt;
    return out;
}

} // namespace halfstep
