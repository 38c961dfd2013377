// Cards of processes, schedules, losses and closed forms: their lines are evaluated against the functions that the
// program computes with.

#include "app/formulas/cards.h"
#include "core/denoise/conversions.h"
#include "core/denoise/denoiser.h"
#include "core/measure/closed_form.h"
#include "core/measure/floor.h"
#include "core/measure/statistics.h"
#include "core/measure/variational_bound.h"
#include "core/run/problem.h"
#include "core/sample/reverse.h"
#include "tests/app/card_values.h"

#include <doctest/doctest.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

TexValues at_levels(const NotationCase& of, int t, int s) {
    TexValues values;
    add_levels(values, of.notation, of.process.levels[t], of.process.levels[s]);
    return values;
}

constexpr double m = 0.7, target_s2 = 0.16; // the target
const Gaussian start{Vec::Zero(1), Mat::Identity(1, 1)};

/// The moves of a sampler on every level, and the final variance that they have from N(0, 1).
struct Predicted {
    std::vector<StepCoefficients> steps;
    double variance = 0;
};
Predicted predicted(SamplerKind kind, const NotationCase& of, Variance variance = Variance::small) {
    SamplerSpec spec;
    spec.kind = kind;
    spec.variance = variance;
    spec.final_noise = variance == Variance::large;
    const Target target = line_target(m, target_s2);
    const SamplerPlan plan = plan_sampler(spec, of.process, target);
    return {plan.steps, predict(plan.steps, target, start).back().cov(0, 0)};
}

TexValues all_values(const NotationCase& of, double result) {
    TexValues values;
    add_all_levels(values, of.notation, of.process);
    auto& known = values.symbols;
    known["\\sigma"] = std::sqrt(target_s2);
    known["m"] = m;
    known["V_T"] = 1;
    known["Y"] = result;
    known["e"] = std::exp(1.0);
    return values;
}

} // namespace

TEST_CASE("processes' cards say what x_t is made of") {
    const char* const names[] = {"process.vp", "process.vp", "process.vp", "process.ve", "process.flow", "process.ve"};
    int i = 0;
    for (const NotationCase& of : notation_cases()) {
        const Level& level = of.process.levels[6];
        TexValues values = at_levels(of, 6, 5);
        values.symbols["x_0"] = 0.4;
        values.symbols["\\varepsilon"] = -1.1;
        values.symbols["x_t"] = level.a * 0.4 - level.b * 1.1;
        values.symbols["\\sigma_t"] = level.b;
        const Card* card = find_card(names[i++]);
        const std::string rule = lines_of_card(plain_lines(*card, of.notation)).front();
        CHECK(worst_of_card(rule, values) < 1e-12);
    }
}

TEST_CASE("schedules' cards make the tables that make_schedule makes") {
    for (const Fact<ScheduleKind>& row : facts<ScheduleKind>()) {
        if (row.value == ScheduleKind::custom) continue;
        ScheduleSpec spec;
        spec.kind = row.value;
        spec.beta_end = 0.015;
        const int T = 40;
        for (const Notation notation : {Notation::ddpm, Notation::ddim, Notation::sde})
            for (const int t : {1, 2, 15, 20, 33, 39}) {
                ProcessSpec process;
                process.kind = ProcessKind::vp;
                process.steps = T;
                process.schedule = spec;
                const NotationCase of{notation, make_process(process), "VP"};
                TexValues values = at_levels(of, t, t - 1);
                values.symbols["a_t-1"] = of.process.levels[t - 1].a;
                values.symbols["t"] = t;
                values.symbols["T"] = T;
                values.symbols["\\beta_1"] = spec.beta_start;
                values.symbols["\\beta_T"] = spec.beta_end;
                values.symbols["\\beta_\\min"] = spec.beta_min;
                values.symbols["\\beta_\\max"] = spec.beta_max;
                values.holds = {2 * t < T ? "first half" : "second half"};
                CAPTURE(t);
                check_card(card_of(row.value), of, values, 1e-8);
            }
    }
}

TEST_CASE("the card of zero terminal SNR is what it does to a schedule") {
    ScheduleSpec spec;
    const Schedule plain = make_schedule(spec, 20);
    spec.zero_terminal_snr = true;
    const Schedule bent = make_schedule(spec, 20);
    for (const int t : {1, 7, 19, 20}) {
        TexValues values;
        values.symbols = {{"\\bar\\alpha_t", plain.alpha_bar[t]},
                          {"\\bar\\alpha_1", plain.alpha_bar[1]},
                          {"\\bar\\alpha_T", plain.alpha_bar[20]},
                          {"\\bar\\alpha_t'", bent.alpha_bar[t]}};
        CHECK(worst_of_card(find_card("schedule.zero-terminal-snr")->tex.lines(Notation::ddpm), values) < 1e-10);
    }
}

TEST_CASE("grids' cards make the levels of VE") {
    for (const Fact<Grid>& row : facts<Grid>()) {
        ProcessSpec spec;
        spec.kind = ProcessKind::ve;
        spec.steps = 25;
        spec.grid = row.value;
        spec.sigma_max = 3;
        spec.rho = row.value == Grid::polyexponential ? 2 : 7;
        const NotationCase of{Notation::sde, make_process(spec), "VE"};
        for (const int k : {1, 2, 13, 25}) {
            TexValues values;
            values.symbols = {{"\\sigma_k", of.process.levels[k].b},
                              {"\\sigma_\\max", spec.sigma_max},
                              {"\\sigma_\\min", spec.sigma_min},
                              {"\\rho", spec.rho},
                              {"\\sigma_\\mathrm{data}", spec.sigma_data},
                              {"k", k},
                              {"T", 25}};
            check_card(card_of(row.value), of, values);
        }
    }
}

TEST_CASE("what networks predict, and the losses of it, are each other's as the cards say") {
    for (const NotationCase& of : notation_cases()) {
        const Level& level = of.process.levels[6];
        const double x0 = 0.4, eps = -1.1, n = std::hypot(level.a, level.b), mse = 0.3;
        const double v = v_from(x0, eps, level.a, level.b) / n;
        TexValues values = at_levels(of, 6, 5);
        values.symbols.insert({{"\\hatx_0", x0},
                               {"x_0", x0},
                               {"\\hat\\varepsilon", eps},
                               {"\\varepsilon", eps},
                               {"v", v},
                               {"\\hatv", v},
                               {"\\hats", score_from_eps(eps, level.b)},
                               {"M", mse},
                               {"E", eps_loss_factor(level) * mse},
                               {"W", v_loss_factor(level) * mse}});
        values.symbols["x_t"] = level.a * x0 + level.b * eps;
        for (const char* name : {"prediction.eps", "prediction.v", "prediction.score", "denoiser.learned"})
            check_card(name, of, values);
        DenoiserSpec bias{DenoiserKind::perturbed, DenoiserError::bias, 0.25, 0.5, 1};
        values.symbols["\\delta"] = bias.scale;
        values.symbols["X"] = x0 - x0_bias(bias, level);
        check_card("denoiser.perturbed", of, values);
    }
}

TEST_CASE("the terms of the bound are those of step_bound and prior_kl") {
    for (const NotationCase& of : notation_cases())
        for (const int d : {1, 2}) {
            const Level &from = of.process.levels[6], &to = of.process.levels[5];
            const double V = 0.7 * transition(from, to).B, mse = 0.02;
            const StepBound bound = step_bound(from, to, V, d);
            TexValues values = at_levels(of, 6, 5);
            const double L = bound.constant + bound.weight * mse;
            for (const char* name : {"L_t-1", "L_s", "L_t-\\Deltat"}) values.symbols[name] = L;
            values.symbols.insert({{"d", d}, {"V", V}, {"M", mse}, {"E", eps_loss_factor(from) * mse}});
            check_card("bound.step", of, values);

            const Level& first = of.process.levels[1];
            const StepBound last = step_bound(first, of.process.levels[0], V, d);
            TexValues ends;
            ends.symbols = {{"d", d}, {"V", V}, {"M", mse}, {"E", eps_loss_factor(first) * mse}};
            ends.symbols["L_0"] = last.constant + last.weight * mse;
            ends.symbols["\\bar\\alpha_1"] = ends.symbols["\\alpha_1"] = first.a * first.a;
            check_card("bound.last", of, ends);

            const Vec x0 = Vec::Constant(d, 0.8);
            const Level end = in_prior_units(of.process);
            TexValues prior;
            prior.symbols = {{"d", d}, {"N", x0.squaredNorm()}, {"a_T", end.a}, {"b_T", end.b}};
            prior.symbols["\\bar\\alpha_T"] = prior.symbols["\\alpha_T"] = end.a * end.a;
            prior.symbols["L_T"] = prior_kl(x0, end);
            check_card("bound.prior", of, prior);
        }
}

TEST_CASE("closed forms at a level are those of the program") {
    const Target target = line_target(m, target_s2);
    Block<double> none(1, 1);
    none.setZero();
    for (const NotationCase& of : notation_cases()) {
        const Level &from = of.process.levels[6], &to = of.process.levels[5];
        const Vec x = Vec::Constant(1, 0.9);
        const Posterior at = posterior(target, from, x);
        const double floor = posterior_floor(target, from, none, none).value;
        TexValues values = at_levels(of, 6, 5);
        values.symbols["\\sigma"] = std::sqrt(target_s2);
        values.symbols["m"] = m;
        values.symbols["x_t"] = x[0];
        values.symbols["\\hatx_0"] = values.symbols["g"] = at.mean[0];
        values.symbols["P"] = marginal(target, from).cov()(0, 0);
        check_card("closed-form.marginal", of, values);
        check_card("closed-form.denoiser", of, values);
        values.symbols["Y"] = at.cov(0, 0);
        check_card("closed-form.posterior", of, values);
        values.symbols["Y"] = floor;
        check_card("closed-form.posterior", of, values);
        values.symbols["Y"] = eps_loss_factor(from) * floor;
        check_card("closed-form.floor", of, values);
        values.symbols["Y"] = reverse_moments(target, from, to, x).cov(0, 0);
        check_card("closed-form.reverse", of, values);

        SamplerSpec naive;
        naive.kind = SamplerKind::naive_inverse;
        const StepCoefficients step = make_step(naive, from, to, target, {.process = of.process.kind});
        const double after = predict({step}, target, start).back().cov(0, 0);
        values.symbols["G"] = std::sqrt(after);
        if (of.notation == Notation::ddim) values.symbols.erase("\\beta_t");
        check_card("closed-form.naive-inverse", of, values);
        values.symbols.erase("G");
        values.symbols["Y"] = after;
        values.symbols["P"] = 1;
        values.symbols["k_x"] = step.k_x0;
        values.symbols["k_\\varepsilon"] = step.k_eps;
        values.symbols["\\sigma_\\mathrm{step}"] = 0;
        values.symbols["Q"] = 0.4;
        values.symbols["U"] = predict({step}, target, {Vec::Constant(1, 0.4), Mat::Identity(1, 1)}).back().mean[0];
        check_card("closed-form.gain", of, values);
    }
}

TEST_CASE("closed forms of the final variance are what predict() says, step by step") {
    const Target target = line_target(m, target_s2);
    for (const NotationCase& of : notation_cases()) {
        const Predicted mean_only = predicted(SamplerKind::mean_only, of);
        check_card("closed-form.mean-only", of, all_values(of, mean_only.variance));
        check_card("closed-form.ddim", of, all_values(of, predicted(SamplerKind::ddim, of).variance));
        for (const Variance variance : {Variance::small, Variance::large}) {
            const Predicted ddpm = predicted(SamplerKind::ddpm, of, variance);
            TexValues values = all_values(of, ddpm.variance);
            values.lists["V"].assign(of.process.steps() + 1, 0);
            for (const StepCoefficients& step : ddpm.steps) values.lists["V"][step.t] = std::pow(step.noise(0, 0), 2);
            check_card("closed-form.ddpm", of, values);
        }
        if (of.notation != Notation::sigma2) continue;
        check_card("closed-form.half-step", of, all_values(of, predicted(SamplerKind::half_step, of).variance));
        CHECK(mean_only.variance == doctest::Approx(std::pow(target_s2 / (1 + target_s2), 2)));
    }
}

TEST_CASE("closed forms of the ends: KL at T, the entropy, the likelihood, a round trip, errors") {
    const Target target = line_target(m, target_s2);
    for (const NotationCase& of : notation_cases()) {
        const Level last = in_prior_units(of.process);
        TexValues values = all_values(of, terminal_mismatch(target, last, 1).value);
        values.symbols["a_T"] = last.a, values.symbols["b_T"] = last.b;
        if (of.notation == Notation::sigma2)
            values.symbols["Y"] = terminal_mismatch(line_target(0, target_s2), last, 1).value;
        check_card("distance.kl", of, values);

        SamplerSpec spec;
        spec.start = Start::encoded;
        const SamplerPlan plan = plan_sampler(spec, of.process, target);
        check_card("closed-form.round-trip", of, all_values(of, round_trip_rms(plan.inversion, plan.steps, target)),
                   1e-6);
    }
    const NotationCase any = notation_cases().front();
    TexValues values = all_values(any, entropy(target, 1).value);
    values.symbols["H"] = values.symbols["Y"];
    check_card("closed-form.entropy", any, values);
    values.symbols["\\hatV"] = 0.2;
    values.symbols["N"] = 500;
    values.symbols["Y"] = standard_error_of_variance(500, 0.2, 3 * 0.2 * 0.2);
    check_card("closed-form.errors", any, values);
}
