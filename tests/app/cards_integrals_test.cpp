// Cards of losses, the bound and distances: means, sums and integrals as they are printed, against what the program
// computes or what follows by other means.

#include "app/base/input_file.h"
#include "app/formulas/cards.h"
#include "core/learn/loss_floor.h"
#include "core/measure/closed_form.h"
#include "core/measure/distance.h"
#include "core/measure/variational_bound.h"
#include "core/run/problem.h"
#include "tests/app/card_values.h"
#include "tests/paths.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr double integrals_m = 0.7, integrals_s2 = 0.16;

} // namespace

TEST_CASE("losses: the simple one of a Gaussian by quadrature over x0 and eps, and the least of training") {
    for (const NotationCase& of : notation_cases()) {
        const bool in_time = of.notation == Notation::sigma2; // there it is the loss of g
        const Target target = line_target(0, integrals_s2);
        const int T = of.process.steps();
        const std::string rule = sides_of(plain_lines(*find_card("loss.simple"), of.notation)).back();
        double loss = 0, floor = 0;
        for (int t = 1; t <= T; ++t) {
            const Level& level = of.process.levels[t];
            const double D = level.a * level.a * integrals_s2 + level.b * level.b;
            floor += (in_time ? integrals_s2 * level.b * level.b : level.a * level.a * integrals_s2) / D / T;
            TexValues values = between_levels(of, t, t - 1);
            const auto said = [&](const std::vector<double>& x) {
                return in_time ? level.a * integrals_s2 / D * x[0] : level.b / D * x[0]; // the exact denoiser
            };
            values.functions["\\hat\\varepsilon_\\theta"] = values.functions["g_\\theta"] = said;
            values.symbols["t"] = level.t;
            constexpr int points = 41;
            double sum = 0, all = 0;
            for (int i = 0; i < points; ++i)
                for (int j = 0; j < points; ++j) {
                    const double u = -6 + 12.0 * i / (points - 1), e = -6 + 12.0 * j / (points - 1);
                    values.symbols["x_0"] = std::sqrt(integrals_s2) * u, values.symbols["\\varepsilon"] = e;
                    const double weight = std::exp(-0.5 * (u * u + e * e));
                    sum += weight * TexReader(rule, values).all();
                    all += weight;
                }
            loss += sum / all / T;
        }
        CHECK(loss == doctest::Approx(floor).epsilon(1e-6));

        TrainingSpec training;
        training.prediction = Prediction::eps;
        training.preconditioning = Preconditioning::none;
        Network network;
        network.spec.prediction = training.prediction;
        network.spec.preconditioning = training.preconditioning;
        TexValues least;
        add_all_levels(least, of.notation, of.process);
        least.symbols["\\sigma"] = std::sqrt(integrals_s2);
        least.symbols["Y"] = loss_floor(training, network, target, of.process, {.seed = 1}).value;
        check_card("closed-form.training", of, least, 1e-9);

        TexValues x0;
        x0.symbols["L"] = x0.symbols["M"] = 0.3; // what prediction.x0 says is what is measured: |x0 - x0_hat|^2
        check_card("prediction.x0", of, x0);
    }
}

TEST_CASE("the bound is the sum of its terms, and on a Gaussian the entropy and what MATH.md 6.3 adds to it") {
    const NotationCase chain = notation_cases().front();
    const Target target = line_target(integrals_m, integrals_s2);
    std::vector<LevelLoss> losses;
    for (int t = 1; t <= chain.process.steps(); ++t)
        losses.push_back(level_loss(target, chain.process.levels[t], draw_losses(target, 8, 1)));
    const Measured H = entropy(target, 1);
    const VariationalBound bound = variational_bound(target, chain.process, losses, BoundVariance::large, H);
    TexValues values;
    values.symbols["T"] = chain.process.steps();
    values.symbols["L_T"] = bound.prior, values.symbols["L_0"] = bound.steps[0];
    values.lists["L"] = bound.steps;
    const auto D = [&](int t) { return std::pow(chain.process.levels[t].a, 2) * (integrals_s2 - 1) + 1; };
    const double a2 = std::pow(chain.process.levels.back().a, 2);
    double L =
        H.value + 0.5 * (a2 * (integrals_s2 + integrals_m * integrals_m - 1) - std::log(D(chain.process.steps())));
    double mean = target.mean()[0], variance = D(chain.process.steps()); // of the chain's own output, below
    for (int t = 1; t <= chain.process.steps(); ++t) {
        const double beta = chain.process.schedule.beta[t], best = beta * D(t - 1) / D(t);
        L += 0.5 * (std::log(beta / best) + best / beta - 1);
    }
    values.symbols["L"] = L;
    check_card("bound.total", chain, values);

    // Its likelihood: the output of the chain with that variance in every step is a Gaussian.
    SamplerSpec ddpm;
    ddpm.kind = SamplerKind::ddpm;
    ddpm.variance = Variance::large;
    ddpm.final_noise = true;
    const SamplerPlan plan = plan_sampler(ddpm, chain.process, target);
    const Gaussian out = predict(plan.steps, target, {Vec::Zero(1), Mat::Identity(1, 1)}).back();
    mean = out.mean[0], variance = out.cov(0, 0);
    REQUIRE(bound.nll);
    TexValues likelihood;
    likelihood.symbols = {{"Y", *bound.nll},
                          {"m", integrals_m},
                          {"\\sigma", std::sqrt(integrals_s2)},
                          {"\\hatm", mean},
                          {"\\hatV", variance}};
    check_card("closed-form.likelihood", chain, likelihood);
    CHECK(*bound.nll < bound.total.value);
}

TEST_CASE("distances are the integrals that their cards print") {
    const NotationCase any = notation_cases().front();
    const Target target = three_modes();
    const std::vector<double> draws = {-1.3, -0.9, -0.2, 0.3, 0.35, 1.1, 2.0};
    const auto n = static_cast<double>(draws.size());
    const auto cdf = [&](double x) {
        double p = 0;
        for (const Component& one : target.components)
            p += one.weight * 0.5 * std::erfc(-(x - one.mean[0]) / std::sqrt(2 * one.cov(0, 0)));
        return p;
    };
    TexValues values;
    values.lo = -6, values.hi = 7;
    values.functions["F"] = [&](const std::vector<double>& x) { return cdf(x[0]); };
    values.functions["F_n"] = [&](const std::vector<double>& x) {
        return static_cast<double>(std::count_if(draws.begin(), draws.end(), [&](double d) { return d <= x[0]; })) / n;
    };
    values.symbols["W_1"] = wasserstein1(draws, target);
    check_card("distance.w1", any, values, 3e-3); // the steps of F_n, by a rule for smooth functions

    // In the plane: an isotropic Gaussian and four particles; every direction sees N(0, 0.25).
    Target plane;
    plane.components = {{.weight = 1, .mean = Vec::Zero(2), .cov = 0.25 * Mat::Identity(2, 2)}};
    Block<double> cloud(4, 2);
    cloud << 0.5, 0.1, -0.4, 0.3, 0.2, -0.6, -0.1, -0.2;
    constexpr int K = 16;
    const auto quantile = [](double u) { // of N(0, 1), by bisection of erfc
        double lo = -9, hi = 9;
        for (int i = 0; i < 60; ++i) {
            const double middle = 0.5 * (lo + hi);
            (0.5 * std::erfc(-middle / std::sqrt(2.0)) < u ? lo : hi) = middle;
        }
        return 0.5 * (lo + hi);
    };
    double sum = 0;
    const std::string text = replaced_all(
        replaced_all(plain_lines(*find_card("distance.sliced-w2"), any.notation), "F_{n,j}^{-1}(u)", "Q(u)"),
        "F_j^{-1}(u)", "R(u)");
    const std::string rule = replaced_all(sides_of(text).back(), "\\frac{1}{K} \\sum_{j=1}^{K}", "");
    REQUIRE(rule != sides_of(text).back());
    for (int j = 0; j < K; ++j) { // one direction after another: the sum itself is a mean
        const double angle = std::acos(-1) * j / K;
        std::vector<double> seen;
        for (int i = 0; i < 4; ++i) seen.push_back(cloud(i, 0) * std::cos(angle) + cloud(i, 1) * std::sin(angle));
        std::sort(seen.begin(), seen.end());
        TexValues one;
        one.functions["Q"] = [&](const std::vector<double>& u) {
            return seen[static_cast<std::size_t>(std::clamp(static_cast<int>(4 * u[0]), 0, 3))];
        };
        one.functions["R"] = [&](const std::vector<double>& u) {
            return 0.5 * quantile(std::clamp(u[0], 2e-5, 1 - 2e-5));
        };
        sum += TexReader(rule, one).all() / K;
    }
    CHECK(SlicedWasserstein2(plane, K)(cloud) == doctest::Approx(std::sqrt(sum)).epsilon(3e-3));
}

TEST_CASE("equal angles keep most of a Gaussian: the closed form is what DDIM's steps on that grid multiply to") {
    ProcessSpec spec;
    spec.kind = ProcessKind::ve;
    spec.steps = 12;
    spec.grid = Grid::optimal;
    spec.sigma_max = 3;
    spec.sigma_data = std::sqrt(integrals_s2);
    const NotationCase of{Notation::sde, make_process(spec), "VE"};
    const Target target = line_target(integrals_m, integrals_s2);
    const SamplerPlan plan = plan_sampler(SamplerSpec{}, of.process, target);
    TexValues values;
    add_all_levels(values, of.notation, of.process);
    values.symbols["\\sigma"] = std::sqrt(integrals_s2);
    values.symbols["V_T"] = 1;
    values.symbols["Y"] = predict(plan.steps, target, {Vec::Zero(1), Mat::Identity(1, 1)}).back().cov(0, 0);
    check_card("closed-form.equal-angles", of, values);
}

TEST_CASE("every card is evaluated: its name, or its family, stands in a test that works its lines out") {
    std::string tests;
    for (const char* file : {"cards_test.cpp", "cards_values_test.cpp", "cards_laws_test.cpp",
                             "cards_integrals_test.cpp", "cards_plans_test.cpp", "cards_comparison_test.cpp"})
        tests += read_file(std::string(source_folder) + "/tests/app/" + file, 1 << 20);
    for (const Card& card : all_cards()) {
        const std::string name = card.name, family = name.substr(0, name.find('.'));
        const bool walked = family == "sampler" || family == "schedule" || family == "grid"; // by enumeration
        CHECK_MESSAGE((walked || tests.find("\"" + name + "\"") != std::string::npos), name);
    }
}
