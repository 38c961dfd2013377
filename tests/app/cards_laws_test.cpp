// Cards of laws, settings and distances, whose sums and integrals are worked out as they are printed, against what the
// program computes or what follows by other means.

#include "app/formulas/cards.h"
#include "core/denoise/conversions.h"
#include "core/denoise/denoiser.h"
#include "core/denoise/network.h"
#include "core/measure/closed_form.h"
#include "core/measure/variational_bound.h"
#include "core/process/log_snr_curve.h"
#include "core/run/problem.h"
#include "core/sample/reverse.h"
#include "tests/app/card_values.h"

#include <doctest/doctest.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr double laws_m = 0.7, laws_s2 = 0.16;

/// E[x0 | x_t = x] and Cov by Simpson's rule over x0: no formula of mixtures.
Posterior by_quadrature(const Target& target, const Level& level, double x, double& density) {
    constexpr int pieces = 20000;
    constexpr double lo = -4, hi = 5;
    double sums[3] = {};
    for (int i = 0; i <= pieces; ++i) {
        const double x0 = lo + (hi - lo) * i / pieces, off = (x - level.a * x0) / level.b;
        double prior = 0;
        for (const Component& one : target.components) {
            const double u = x0 - one.mean[0];
            prior += one.weight * std::exp(-0.5 * u * u / one.cov(0, 0)) / std::sqrt(one.cov(0, 0));
        }
        const double weight = (i == 0 || i == pieces ? 1 : i % 2 ? 4 : 2) * prior * std::exp(-0.5 * off * off);
        for (int k = 0; k < 3; ++k) sums[k] += weight * std::pow(x0, k);
    }
    density = sums[0] * (hi - lo) / pieces / 3 / (2 * std::acos(-1) * level.b);
    Posterior found;
    found.mean = Vec::Constant(1, sums[1] / sums[0]);
    found.cov = Mat::Constant(1, 1, sums[2] / sums[0] - std::pow(sums[1] / sums[0], 2));
    return found;
}

void add_modes(TexValues& values, const Target& target) {
    for (const char* list : {"w", "m", "S"}) values.lists[list] = {0}; // counted from 1
    for (const Component& one : target.components) {
        values.lists["w"].push_back(one.weight);
        values.lists["m"].push_back(one.mean[0]);
        values.lists["S"].push_back(one.cov(0, 0));
    }
    values.spare = static_cast<double>(target.components.size());
}

} // namespace

TEST_CASE("the exact law, the denoiser and the score of a mixture are what Bayes' rule gives by quadrature") {
    for (const NotationCase& of : notation_cases()) {
        const bool gaussian = of.notation == Notation::sigma2; // whose formulas are those of N(0, sigma^2)
        const Target target = gaussian ? line_target(0, laws_s2) : three_modes();
        const Level& level = of.process.levels[6];
        for (const double x : {-0.6, 0.1, 0.8}) {
            TexValues values = between_levels(of, 6, 5);
            add_modes(values, target);
            values.symbols["\\sigma"] = std::sqrt(laws_s2);
            double density = 0;
            const Posterior known = by_quadrature(target, level, x, density);
            values.symbols["x"] = values.symbols["x_t"] = x;
            values.symbols["Y"] = values.symbols["Z"] = density;
            check_card("process.law", of, values, 1e-7);
            values.symbols["X"] = values.symbols["\\hatx_0"] = known.mean[0];
            check_card("denoiser.exact", of, values, 1e-7);
            values.symbols["R"] = score(marginal(target, level), Vec::Constant(1, x))[0];
            check_card("process.score", of, values, 1e-6);
        }
    }
}

TEST_CASE("the step back: with x0 known by the product of two Gaussians, without by the program's own law") {
    for (const NotationCase& of : notation_cases())
        for (const auto& [t, s] : {std::pair{6, 5}, {9, 8}}) {
            const Level &from = of.process.levels[t], &to = of.process.levels[s];
            const double A = from.a / to.a, B = from.b * from.b - A * A * to.b * to.b, x = 0.4, x0 = -0.3;
            // Precisions add: 1/b_s^2 about a_s x0, A^2/B about x_t / A.
            const double variance = 1 / (1 / (to.b * to.b) + A * A / B);
            const double mean = variance * (to.a * x0 / (to.b * to.b) + A * x / B);
            TexValues values = between_levels(of, t, s);
            values.symbols["x_0"] = x0, values.symbols["x_t"] = x;
            values.symbols["\\tilde\\mu"] = mean;
            values.symbols["\\tilde\\beta_t"] = values.symbols["\\tilde\\beta"] = variance;
            check_card("process.posterior", of, values);

            const Target target = three_modes();
            const Vec at = Vec::Constant(1, x);
            const Posterior back = reverse_moments(target, from, to, at), known = posterior(target, from, at);
            TexValues law = between_levels(of, t, s);
            law.symbols["x_t"] = x;
            law.symbols["R"] = score(marginal(target, from), at)[0];
            law.symbols["U"] = back.mean[0], law.symbols["Y"] = back.cov(0, 0), law.symbols["P"] = known.cov(0, 0);
            check_card("process.reverse", of, law);

            TexValues best = between_levels(of, t, s);
            const double mse = 0.07;
            best.symbols["M"] = mse, best.symbols["d"] = 2;
            best.symbols["Y"] = best_variance(from, to, mse, 2);
            check_card("variance.best", of, best);
        }
}

TEST_CASE("variances that can be chosen are those of DDPM's noise") {
    for (const NotationCase& of : notation_cases())
        for (const Fact<Variance>& row : facts<Variance>()) {
            const Level &from = of.process.levels[6], &to = of.process.levels[5];
            SamplerSpec ddpm;
            ddpm.kind = SamplerKind::ddpm;
            ddpm.variance = row.value;
            ddpm.v = 0.3;
            const StepCoefficients step = make_step(ddpm, from, to, line_target(0, 1));
            TexValues values = between_levels(of, 6, 5);
            values.symbols["V"] = std::pow(step.noise(0, 0), 2);
            values.symbols["v"] = ddpm.v;
            check_card(card_of(row.value), of, values);
        }
    CHECK(find_card("variance.small"));
    CHECK(find_card("variance.large"));
    CHECK(find_card("variance.learned"));
}

TEST_CASE("signal and noise, means, the flow without noise") {
    const Target target = line_target(laws_m, laws_s2);
    for (const NotationCase& of : notation_cases()) {
        const Level& level = of.process.levels[6];
        TexValues values = between_levels(of, 6, 5);
        values.symbols["\\sigma_t"] = level.b / level.a;
        values.symbols["Y"] = std::pow(level.a / level.b, 2);
        check_card("process.ratio", of, values);
        values.symbols["m"] = laws_m;
        values.symbols["Q"] = marginal(target, level).mean()[0];
        check_card("closed-form.mean", of, values);

        // Along x_bar = m + c sqrt(s^2 + sigma^2), on which the law of a Gaussian stays where it is: the slope by
        // differences, which knows no denoiser.
        const double c = 1.3, mean = of.notation == Notation::sigma2 ? 0 : laws_m, sigma = level.b / level.a, h = 1e-5;
        const auto flow = [&](double noise) { return mean + c * std::sqrt(laws_s2 + noise * noise); };
        const double x_bar = flow(sigma), x = level.a * x_bar;
        const Target data = line_target(mean, laws_s2);
        const double x0_hat = posterior(data, level, Vec::Constant(1, x)).mean[0];
        TexValues ode = between_levels(of, 6, 5);
        ode.symbols["x_t"] = x, ode.symbols["g"] = x0_hat;
        ode.symbols["\\hat\\varepsilon"] = (x - level.a * x0_hat) / level.b;
        ode.symbols["\\barx"] = x_bar, ode.symbols["\\sigma"] = sigma;
        ode.symbols["Y"] = (flow(sigma + h) - flow(sigma - h)) / (2 * h);
        if (of.notation == Notation::sigma2) {
            ode.symbols["\\sigma"] = std::sqrt(laws_s2);
            ode.symbols["Y"] = (flow(std::sqrt(level.t + h)) - flow(std::sqrt(level.t - h))) / (2 * h);
        }
        check_card("process.ode", of, ode, 1e-7);

        // From T to the data in many small steps of that slope (Heun's rule).
        const Level& last = of.process.levels.back();
        if (last.a == 0) continue;
        const double x_T = 0.9, end = last.b / last.a;
        constexpr int pieces = 20000;
        double at = x_T / last.a;
        const auto slope = [&](double where, double noise) {
            return (where - mean) * noise / (laws_s2 + noise * noise);
        };
        for (int i = 0; i < pieces; ++i) {
            const double from = end * (pieces - i) / pieces, to = end * (pieces - i - 1) / pieces;
            const double first = slope(at, from), guess = at + (to - from) * first;
            at += 0.5 * (to - from) * (first + slope(guess, to));
        }
        TexValues ends;
        add_all_levels(ends, of.notation, of.process);
        ends.symbols["m"] = mean, ends.symbols["\\sigma"] = std::sqrt(laws_s2);
        ends.symbols["x_0"] = at, ends.symbols["x_T"] = x_T;
        check_card("closed-form.ode", of, ends, 1e-6);
    }
}

TEST_CASE("the product of the chain, and a custom schedule through two points") {
    const NotationCase chain = notation_cases().front();
    const int t = 7;
    TexValues values;
    add_all_levels(values, chain.notation, chain.process);
    values.lists["\\beta"].assign(chain.process.schedule.beta.begin(), chain.process.schedule.beta.end());
    values.symbols["t"] = t;
    values.symbols["\\bar\\alpha_t"] = std::pow(chain.process.levels[t].a, 2);
    const std::string product = lines_of_card(plain_lines(*find_card("process.vp"), Notation::ddpm)).at(1);
    CHECK(worst_of_card(product, values) < 1e-12);

    // Two points have a straight line between them, in log((u + 2e-4)/(1 - u + 5e-5)).
    ProcessSpec spec;
    spec.kind = ProcessKind::vp;
    spec.steps = 20;
    spec.schedule.kind = ScheduleKind::custom;
    spec.schedule.points = {{0, 8}, {1, -6}};
    const NotationCase custom{Notation::ddpm, make_process(spec), "VP"};
    const double w0 = std::log(2e-4 / (1 + 5e-5)), w1 = std::log((1 + 2e-4) / 5e-5);
    for (const int level : {1, 8, 19}) {
        TexValues curve = between_levels(custom, level, level - 1);
        curve.functions["f"] = [&](const std::vector<double>& w) { return 8 - 14 * (w[0] - w0) / (w1 - w0); };
        curve.symbols["t"] = level, curve.symbols["T"] = spec.steps;
        check_card("schedule.custom", custom, curve, 1e-9);
    }
}

TEST_CASE("DDIM towards noise, churn and the corrector move as the program's steps do") {
    const Target target = line_target(laws_m, laws_s2);
    const double x0 = 0.3, eps = -0.8, z = 1.1;
    for (const NotationCase& of : notation_cases()) {
        const Level &from = of.process.levels[6], &to = of.process.levels[5];
        for (const Fact<Inversion>& row : facts<Inversion>()) {
            SamplerSpec spec;
            spec.start = Start::encoded;
            spec.inversion = row.value;
            const InversionPlan plan = plan_inversion(spec, of.process, target);
            const bool inverse = row.value == Inversion::implicit;
            CHECK(plan.inverse == inverse);
            for (const StepCoefficients& step : plan.steps) {
                if (step.t != (inverse ? 6 : 5) || step.s != (inverse ? 5 : 6)) continue;
                TexValues values = between_levels(of, 6, 5);
                values.symbols["\\hatx_0"] = values.symbols["g"] = x0;
                values.symbols["\\hat\\varepsilon"] = eps;
                const double arrives = step.k_x0 * x0 + step.k_eps * eps;
                for (const char* name : {"x_t", "x_t-1", "x_s", "x_t-\\Deltat"})
                    if ((std::string(name) == "x_t") != inverse) values.symbols[name] = arrives;
                check_card(card_of(row.value), of, values);
            }
        }
        const double gamma = 0.2, x = from.a * x0 + from.b * eps;
        Churn churn;
        churn.s_noise = 1.01;
        const StepCoefficients up = churn_step(churn, gamma, from, of.process.kind, 1);
        TexValues values = between_levels(of, 6, 5);
        auto& known = values.symbols;
        known["\\gamma"] = gamma, known["S_\\mathrm{noise}"] = churn.s_noise, known["z"] = z, known["x_t"] = x;
        known["\\bar\\alpha'"] = known["\\alpha'"] = up.to.a * up.to.a;
        known["a'"] = up.to.a;
        known["x'"] = up.k_x0 * x0 + up.k_eps * eps + up.noise(0, 0) * z;
        check_card("step.churn", of, values);

        const double r = 0.15;
        const StepCoefficients mend = corrector_step(r, from, 1);
        TexValues langevin = between_levels(of, 6, 5);
        langevin.symbols["r"] = r, langevin.symbols["z"] = z, langevin.symbols["x_t"] = x;
        langevin.symbols["R"] = score_from_eps(eps, from.b);
        langevin.symbols["x'"] = mend.k_x0 * x0 + mend.k_eps * eps + mend.noise(0, 0) * z;
        check_card("step.corrector", of, langevin);
        (void)to;
    }
    CHECK(find_card("inversion.explicit"));
    CHECK(find_card("inversion.guided"));
    CHECK(find_card("inversion.diffusers"));
    CHECK(find_card("inversion.implicit"));
}

TEST_CASE("denoisers with a known error say what their cards say") {
    const Target target = line_target(laws_m, laws_s2);
    for (const NotationCase& of : notation_cases()) {
        const Level& level = of.process.levels[6];
        const double x = 0.4, exact = posterior(target, level, Vec::Constant(1, x)).mean[0];
        Block<double> at(1, 1), said(1, 1);
        at(0, 0) = x;
        for (const Fact<DenoiserError>& row : facts<DenoiserError>()) {
            const DenoiserSpec spec{DenoiserKind::perturbed, row.value, 0.25, 0.5, 1};
            Denoiser<double>(target, level, spec)(at, said);
            TexValues values = between_levels(of, 6, 5);
            values.symbols["x_t"] = x, values.symbols["X"] = exact, values.symbols["\\hatx_0"] = said(0, 0);
            values.symbols["s"] = spec.scale, values.symbols["m"] = laws_m,
            values.symbols["\\sigma"] = std::sqrt(laws_s2);
            // Of the field nothing is known but that it is one number at a place and a level.
            values.symbols["\\delta"] = (exact - said(0, 0)) * std::hypot(level.a, level.b) / level.b;
            if (row.value == DenoiserError::field) CHECK(std::abs(values.symbols["\\delta"]) < 5 * spec.scale);
            check_card(card_of(row.value), of, values);
        }
        TexValues network = between_levels(of, 6, 5);
        network.symbols["x_t"] = x, network.symbols["m"] = laws_m, network.symbols["\\sigma"] = std::sqrt(laws_s2);
        Network scaled;
        scaled.spec.preconditioning = Preconditioning::edm;
        scaled.data_mean = {laws_m};
        scaled.data_sigma = std::sqrt(laws_s2);
        const Parameterization read = parameterization(scaled, level);
        network.symbols["u"] = read.c_in * (x - read.shift[0]);
        check_card("preconditioning.edm", of, network);
        scaled.spec.preconditioning = Preconditioning::none;
        const Parameterization plain = parameterization(scaled, level); // x0 itself, of x_t itself
        CHECK(find_card("preconditioning.none"));
        CHECK(plain.c_in == 1);
        CHECK(plain.k_F == 1);
        CHECK(plain.k_x == 0);
    }
    CHECK(find_card("error.bias"));
    CHECK(find_card("error.field"));
    CHECK(find_card("error.sigma"));
}
