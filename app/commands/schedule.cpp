#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/commands.h"
#include "app/commands/step_option.h"

#include <CLI/CLI.hpp>

namespace halfstep {

namespace {

/// One row for each of t = 1 .. T; t = 0 is the data, which has no beta.
int print_schedule(const Problem& problem) {
    const Schedule& schedule = problem.process.schedule;
    std::string csv = "t,beta,alpha,alpha_bar,snr,posterior_variance,coef_x0,coef_xt\n";
    for (int t = 1; t <= schedule.steps(); ++t) {
        csv += std::to_string(t);
        for (const double value : {schedule.beta[t], schedule.alpha[t], schedule.alpha_bar[t], schedule.snr(t),
                                   schedule.posterior_variance(t), schedule.coef_x0(t), schedule.coef_xt(t)}) {
            csv += ',';
            csv += number(value);
        }
        csv += '\n';
    }
    print(csv);
    return done;
}

/// The sampler of that name, or of that number, from 1.
const SamplerPlan& find_sampler(const Problem& problem, const std::string& wanted) {
    std::vector<std::string_view> names;
    for (const SamplerPlan& sampler : problem.samplers) {
        if (sampler.spec.name == wanted) return sampler;
        names.push_back(sampler.spec.name);
    }
    const auto count = static_cast<std::int64_t>(problem.samplers.size());
    if (wanted.empty() || wanted.find_first_not_of("0123456789") != std::string::npos)
        refuse("--sampler", wanted,
               "no sampler has this name" + did_you_mean(wanted, names) + "; allowed: " + join(names) + ", or 1 to " +
                   std::to_string(count));
    return problem.samplers[static_cast<std::size_t>(whole_number("--sampler", wanted, 1, count)) - 1];
}

const char* name_of(MoveKind move) {
    switch (move) {
    case MoveKind::reverse: return "reverse";
    case MoveKind::churn: return "churn";
    case MoveKind::correct: return "correct";
    case MoveKind::forward: return "forward";
    case MoveKind::recorded: return "recorded";
    }
    return "?";
}

/// One row a move of one sampler, in the order of its states.
int print_moves(const Problem& problem, const std::string& wanted) {
    const auto alpha_bar = [](const Level& level) {
        return level.a * level.a / (level.a * level.a + level.b * level.b);
    };
    std::string csv = "step,move,t,t_prev,alpha_bar,alpha_bar_prev,sigma,k_x0,k_eps,k_last,k_again\n";
    int number_of_move = 0;
    for (const StepCoefficients& step : find_sampler(problem, wanted).steps) {
        csv += std::to_string(number_of_move++) + "," + name_of(step.move);
        const auto add = [&](double value) { csv += "," + number(value); };
        for (const double value : {step.from.t, step.to.t, alpha_bar(step.from), alpha_bar(step.to)}) add(value);
        if (step.noise.size() == 0) // of recorded states: nobody knows
            csv += ",,,,,";
        else
            for (const double value : {step.noise(0, 0), step.k_x0, step.k_eps, step.k_last, step.k_again}) add(value);
        csv += '\n';
    }
    print(csv);
    return done;
}

} // namespace

void add_schedule(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("schedule", "Print the noise schedule of a scene as CSV");
    command->footer(
        R"(Prints t,beta,alpha,alpha_bar,snr,posterior_variance,coef_x0,coef_xt for t = 1 .. T, in full precision:
alpha = 1 - beta, alpha_bar = alpha_1 ... alpha_t, snr = alpha_bar / (1 - alpha_bar), and q(x_(t-1) | x_t, x0)
has the mean coef_x0 x0 + coef_xt x_t and the variance posterior_variance (beta tilde).
For ve and flow these are the numbers of the equivalent variance-preserving chain, x_t / sqrt(a^2 + b^2):
alpha_bar = a^2 / (a^2 + b^2), which for ve is 1 / (1 + sigma^2).
With --sampler, the moves of one sampler instead, from noise to data, by its conventions:
  step,move,t,t_prev,alpha_bar,alpha_bar_prev,sigma,k_x0,k_eps,k_last,k_again
t counts from 1 on the chain (the libraries' labels are t - 1); on ve and flow it is the time, from 0 to 1.
x_s = k_x0 x0_hat + k_eps eps_hat + sigma z
+ k_last (x0_hat - x0_hat of the step before) + k_again (eps_hat where it arrived - eps_hat).
The moves of a forward chain lead from t_prev up to t (the last in time is listed first): to
x_t = k_x0 x0 + k_eps eps + sigma z, where x0 and eps are those of x at t_prev. On vp that is
sqrt(alpha_bar / alpha_bar_prev) x + sigma z, between neighbours sqrt(alpha_t) x + sqrt(beta_t) z.)");
    auto scene = std::make_shared<std::string>();
    command->add_option("SCENE", *scene, "A scene file or the name of a lesson")->required();
    auto step = std::make_shared<std::string>();
    add_step_option(*command, *step);
    auto sampler = std::make_shared<std::string>();
    CLI::Option* chosen =
        command->add_option("--sampler", *sampler, "The moves of this sampler: its name, or its number from 1")
            ->type_name("NAME");
    command->callback([scene, step, sampler, chosen, &action] {
        const bool moves = chosen->count() > 0;
        action = [scene, step, sampler, moves] {
            const std::shared_ptr<const Problem> problem = load_step(*scene, step_argument(*step)).problem;
            return moves ? print_moves(*problem, *sampler) : print_schedule(*problem);
        };
    });
}

} // namespace halfstep
