#pragma once
// Somebody's own sampler, written out by the papers' formulas and with nothing of core's own steps, and its states as a
// recorded sampler beside the one that it should be.

#include "core/run/local_error.h"
#include "core/run/recorded.h"
#include "tests/core/experiments.h"

#include <random>

namespace halfstep::testing {

/// What an author's code knows: the chain, and the posterior mean of two modes at -1 and 1 of this width.
struct Author {
    static constexpr double width = 0.3;
    int T = 30, particles = 40;
    std::vector<double> beta, alpha_bar{1.0};
    std::vector<std::vector<double>> z; ///< [step][particle], step 0 leads away from T
    std::vector<double> start;

    Author() {
        std::mt19937_64 random(11);
        std::normal_distribution<double> normal;
        for (int t = 1; t <= T; ++t) {
            beta.push_back(0.004 + (0.35 - 0.004) * (t - 1) / (T - 1));
            alpha_bar.push_back(alpha_bar.back() * (1 - beta.back()));
        }
        z.assign(static_cast<std::size_t>(T), std::vector<double>(static_cast<std::size_t>(particles)));
        for (auto& step : z)
            for (double& one : step) one = normal(random);
        for (int p = 0; p < particles; ++p) start.push_back(normal(random));
    }
    double x0_hat(double x, double ab) const {
        const double v = ab * width * width + 1 - ab, a = std::sqrt(ab);
        const double mode = std::tanh(a * x / v);
        return mode + a * width * width / v * (x - a * mode);
    }
    double eps_hat(double x, double ab) const { return (x - std::sqrt(ab) * x0_hat(x, ab)) / std::sqrt(1 - ab); }

    /// All states by a rule: x at t, t, and the noise of the step.
    template <class Rule>
    RecordedStates run(const Rule& rule) const {
        RecordedStates states{.particles = particles, .states = T + 1, .dim = 1, .x = {}};
        for (int p = 0; p < particles; ++p) {
            double x = start[static_cast<std::size_t>(p)];
            states.x.push_back(x);
            for (int t = T; t >= 1; --t)
                states.x.push_back(x = rule(x, t, z[static_cast<std::size_t>(T - t)][static_cast<std::size_t>(p)]));
        }
        states.digits = written_digits(states.x);
        return states;
    }
    double at(int t) const { return alpha_bar[static_cast<std::size_t>(t)]; }
    double beta_at(int t) const { return beta[static_cast<std::size_t>(t - 1)]; }
    double beta_tilde(int t) const { return beta_at(t) * (1 - at(t - 1)) / (1 - at(t)); }

    /// Ho et al. 2020, algorithm 2, with the small variance.
    double ddpm(double x, int t, double noise) const {
        return ddpm_mean(x, t) + (t > 1 ? std::sqrt(beta_tilde(t)) : 0) * noise;
    }
    double ddpm_mean(double x, int t) const {
        return (x - beta_at(t) / std::sqrt(1 - at(t)) * eps_hat(x, at(t))) / std::sqrt(1 - beta_at(t));
    }
};

inline Experiment experiment_for(const Author& author, const SamplerSpec& meant, const RecordedStates& states,
                                 Precision precision = Precision::double_) {
    const Target target{
        {{0.5, vec(-1), mat(Author::width * Author::width)}, {0.5, vec(1), mat(Author::width * Author::width)}}};
    SamplerSpec mine = sampler_of(SamplerKind::recorded);
    mine.name = "mine";
    mine.recorded = std::make_shared<const RecordedStates>(states);
    mine.against = meant.name;
    return experiment_of(target, process_spec(ProcessKind::vp, author.T), {mine, meant}, author.particles, precision);
}

inline SimulateOptions options_for(const Author& author) {
    SimulateOptions options = unmeasured(1);
    auto start = std::make_shared<RecordedStart>();
    start->x = Eigen::Map<const Block<double>>(author.start.data(), author.particles, 1);
    auto noise = std::make_shared<RecordedNoise>();
    for (const auto& step : author.z)
        noise->z.push_back(Eigen::Map<const Block<double>>(step.data(), author.particles, 1));
    options.start = start;
    options.noise = noise;
    return options;
}

inline SamplerSpec meant_ddpm() {
    SamplerSpec spec = ddpm_of(Variance::small);
    spec.name = "DDPM";
    return spec;
}

inline Run authors_run(const Author& author, const SamplerSpec& meant, const RecordedStates& states) {
    return simulate(experiment_for(author, meant, states), options_for(author));
}

inline const LocalErrors& errors_of(const Run& run) {
    REQUIRE(run.complete);
    REQUIRE(run.samplers[0].local_errors);
    return *run.samplers[0].local_errors;
}

} // namespace halfstep::testing
