// Equation cards: there is one for everything that has a name, it can be set in every notation, and what those of
// samplers say is what samplers do: every line is evaluated against make_step.

#include "app/base/number_text.h"
#include "app/equation/equation.h"
#include "app/formulas/cards.h"
#include "core/measure/variational_bound.h"
#include "tests/app/card_values.h"
#include "tests/app/plots_helpers.h"

#include <doctest/doctest.h>

#include <random>
#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// What a step is made of beside its levels, drawn anew.
struct CardDraws {
    double x0, eps, z, x0_last, eps_again;
};

double move_by(const StepCoefficients& step, const CardDraws& draws) {
    return step.k_x0 * draws.x0 + step.k_eps * draws.eps + step.k_last * (draws.x0 - draws.x0_last) +
           step.k_again * (draws.eps_again - draws.eps) + step.noise(0, 0) * draws.z;
}

/// The values that a sampler's card is about, where it makes this step.
TexValues step_values(const StepCoefficients& step, const NotationCase& of, const SamplerSpec& sampler,
                      CardDraws& draws) {
    TexValues values;
    add_levels(values, of.notation, step.from, step.to);
    auto& known = values.symbols;
    const char* const s = of.notation == Notation::sde      ? "x_s"
                          : of.notation == Notation::sigma2 ? "x_t-\\Deltat"
                                                            : "x_t-1";
    const bool forward = step.move == MoveKind::forward;
    known["x_t"] = forward ? move_by(step, draws) : step.from.a * draws.x0 + step.from.b * draws.eps;
    known[s] = forward ? step.to.a * draws.x0 + step.to.b * draws.eps : move_by(step, draws);
    known["\\hatx_0"] = known["g"] = draws.x0;
    known["\\hatx_0'"] = known["g'"] = draws.x0_last;
    known["\\hat\\varepsilon"] = draws.eps;
    known["\\hat\\varepsilon'"] = draws.eps_again;
    known["z"] = step.noise(0, 0) > 0 ? draws.z : 0;
    known["\\eta"] = sampler.eta;
    known["v"] = sampler.v;
    values.holds = {name_of(sampler.variance), of.words};
    return values;
}

/// Every card of a sampler, between the levels t and s.
void check_step(const SamplerSpec& sampler, int t, int s, const Target& target, std::mt19937& random) {
    std::normal_distribution<double> normal;
    const Card* card = find_card(card_of(sampler.kind));
    REQUIRE(card);
    for (const NotationCase& of : notation_cases()) {
        const Level &from = of.process.levels[t], &to = of.process.levels[s];
        StepContext context{.process = of.process.kind};
        StepCoefficients before;
        if (t < of.process.steps())
            before = make_step(sampler, of.process.levels[t + 1], from, target, context), context.last = &before;
        if (from.a == 0) continue; // flow's end: eps says nothing of x0 there
        if (context.last && before.from.a == 0) continue;
        const StepCoefficients step = make_step(sampler, from, to, target, context);
        CardDraws draws{normal(random), normal(random), normal(random), normal(random), normal(random)};
        if (step.k_last == 0) draws.x0_last = draws.x0;
        if (step.k_again == 0) draws.eps_again = draws.eps;
        TexValues values = step_values(step, of, sampler, draws);
        values.symbols["\\sigma"] = std::sqrt(target.cov()(0, 0));
        if (context.last) values.symbols["h'"] = std::log(from.a / from.b) - std::log(before.from.a / before.from.b);
        if (!context.last) values.symbols["h'"] = 1; // the first step: D = x0_hat, whatever it is
        CAPTURE(std::string(card->name));
        CAPTURE(std::string(name_of(of.notation)));
        CAPTURE(std::string(name_of(of.process.kind)));
        CAPTURE(t);
        CAPTURE(s);
        CHECK(worst_of_card(plain_lines(*card, of.notation), values) < 1e-10);
    }
}

/// In the dialog of a card, which makes an equation smaller that has no room, type does not fall below so many pixels.
void check_fits(const Equation& equation, float least) {
    constexpr float room = 620; // of the dialog's 660
    CHECK(equation.width > 1);
    CHECK(room / equation.width >= least);
}

} // namespace

TEST_CASE("every printed rule of a sampler makes the step that the sampler makes, in every notation and variant") {
    std::mt19937 random(5);
    const Target target = line_target(0, 0.3);
    int steps = 0;
    for (const Fact<SamplerKind>& row : facts<SamplerKind>())
        for (const double eta : {0.0, 0.6, 1.0})
            for (const Variance variance : {Variance::small, Variance::large, Variance::learned})
                for (const auto& [t, s] : {std::pair{10, 9}, {9, 8}, {8, 4}, {2, 1}, {1, 0}}) {
                    if (row.from_file) continue; // it has no rule
                    SamplerSpec sampler;
                    sampler.kind = row.value;
                    sampler.eta = eta;
                    sampler.variance = variance;
                    sampler.v = 0.3;
                    const bool at_data = s == 0; // there log beta_tilde and log SNR are infinite: the notes say it
                    if (at_data && (variance == Variance::learned || row.value == SamplerKind::dpm_solver)) continue;
                    for (const bool final_noise : {false, true}) {
                        sampler.final_noise = final_noise;
                        check_step(sampler, t, s, target, random);
                        ++steps;
                    }
                }
    CHECK(steps > 700);
}

TEST_CASE("a wrong coefficient in a rule is found") {
    const NotationCase of = notation_cases().front();
    const SamplerSpec sampler;
    const StepCoefficients step = make_step(sampler, of.process.levels[5], of.process.levels[4], line_target(0, 1));
    CardDraws draws{0.3, -0.7, 0.2, 0, 0};
    const TexValues values = step_values(step, of, sampler, draws);
    const std::string right = plain_lines(*find_card("sampler.ddim"), of.notation);
    CHECK(worst_of_card(right, values) < 1e-12);
    CHECK(worst_of_card(replaced_all(right, "\\sqrt{\\bar\\alpha_{t-1}}", "\\sqrt{\\bar\\alpha_t}"), values) > 1e-3);
}

TEST_CASE("every value of the enumerations has its card, and names and titles are said once") {
    std::set<std::string> names, titles;
    for (const Card& card : all_cards()) {
        CAPTURE(std::string(card.name));
        CHECK(names.insert(card.name).second);
        CHECK(titles.insert(card.title).second);
        CHECK(std::string(card.source).size() > 5);
        CHECK(find_card(card.name) == &card);
    }
    const auto walk = [&]<class Enum>(Enum) {
        for (const Fact<Enum>& row : facts<Enum>())
            CHECK_MESSAGE(find_card(card_of(row.value)), std::string(row.spelling));
    };
    walk(SamplerKind{});
    walk(ProcessKind{});
    walk(ScheduleKind{});
    walk(Grid{});
    walk(DenoiserKind{});
    walk(DenoiserError{});
    walk(Preconditioning{});
    walk(Variance{});
    walk(Inversion{});
    walk(Spacing{});
    walk(Start{});
    for (const Clip::Kind clip : {Clip::Kind::static_, Clip::Kind::dynamic}) CHECK(find_card(card_of(clip)));
    walk(Prediction{});
    for (const char* name : {"bound.total", "bound.prior", "bound.step", "bound.last", "loss.simple", "distance.w1",
                             "distance.sliced-w2", "distance.kl"})
        CHECK_MESSAGE(find_card(name), std::string(name));
    CHECK_FALSE(find_card("sampler.none"));
}

TEST_CASE("every card can be set in every notation, and its numbers, too, as large as it can be read") {
    View view;
    for (Experiment experiment : {gaussian_1d(), mixture_1d(), ring_2d()}) {
        experiment.process.steps = 12;
        experiment.run.particles = 20;
        experiment.samplers = {sampler("DDPM", SamplerKind::ddpm),          sampler("DDIM", SamplerKind::ddim),
                               sampler("Heun", SamplerKind::heun),          sampler("2M", SamplerKind::dpm_solver),
                               sampler("SDE", SamplerKind::euler_maruyama), sampler("forward", SamplerKind::forward)};
        if (experiment.target.kind == TargetKind::gaussian)
            experiment.samplers.push_back(sampler("reverse", SamplerKind::true_reverse));
        const Run run = run_of(experiment);
        for (const int level : {0, 1, 7, 12})
            for (const Fact<Notation>& row : facts<Notation>())
                for (const Card& card : all_cards()) {
                    view.level = level;
                    view.notation = row.value;
                    CAPTURE(std::string(card.name));
                    CAPTURE(std::string(row.spelling));
                    if (level == 0) check_fits(set_equation(card_tex(card, row.value)), 15);
                    if (!card.numbers) continue;
                    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
                        const Formula numbers = card.numbers({run, view, i});
                        if (numbers.tex.empty()) continue;
                        check_fits(set_equation(numbers.tex, numbers_from(numbers.numbers)), 12);
                    }
                }
    }
}

TEST_CASE("a sampler's numbers are the coefficients of its step from the cursor") {
    const Run run = run_of(gaussian_1d());
    View view;
    view.level = 25;
    const Formula ddpm = find_card("sampler.ddpm")->numbers({run, view, 1});
    const double dt = 0.02, t = 0.5, s = t - dt; // x + (dt / t)(g - x) + sqrt(s dt / t) z
    std::string filled = ddpm.tex;
    for (const auto& [slot, text] : ddpm.numbers) filled = replaced_all(filled, "\\num{" + slot + "}", text);
    CHECK(filled == "x_{t-\\Delta t} = 1\\,g + " + number_text(std::sqrt(t) * (1 - dt / t), 4) +
                        "\\,\\hat\\varepsilon + " + number_text(std::sqrt(s * dt / t), 4) +
                        "\\,z,\\quad t = 0.5 \\to 0.48");
}

TEST_CASE("notations belong to their processes") {
    ProcessSpec process;
    process.kind = ProcessKind::vp;
    CHECK(notation_on(Notation::ddpm, process) == Notation::ddpm);
    CHECK(notation_on(Notation::sigma2, process) == Notation::sde);
    process.kind = ProcessKind::ve;
    CHECK(notation_on(Notation::ddim, process) == Notation::sigma2);
    CHECK(notation_on(Notation::sde, process) == Notation::sde);
    CHECK(notation_on(Notation::sigma2, process) == Notation::sigma2);
    process.sigma_max = 5;
    CHECK(notation_on(Notation::sigma2, process) == Notation::sde);
    CHECK(notation_on(Notation::ddpm, process) == Notation::sde);
}
