#include "app/commands/commands.h"
#include "app/scene/names.h"

#include <CLI/CLI.hpp>

namespace halfstep {

namespace {

/// One row for each of t = 1 .. T; t = 0 is the data, which has no beta.
int print_schedule(const std::string& scene) {
    const Process process = make_process(load_scene(scene).process);
    const Schedule& schedule = process.schedule;
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

} // namespace

void add_schedule(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("schedule", "Print the noise schedule of a scene as CSV");
    command->footer(
        "Prints t,beta,alpha,alpha_bar,snr,posterior_variance,coef_x0,coef_xt for t = 1 .. T, in full precision:\n"
        "alpha = 1 - beta, alpha_bar = alpha_1 ... alpha_t, snr = alpha_bar / (1 - alpha_bar), and q(x_(t-1) | x_t, "
        "x0)\n"
        "has the mean coef_x0 x0 + coef_xt x_t and the variance posterior_variance (beta tilde).\n"
        "For ve and flow these are the numbers of the equivalent variance-preserving chain, x_t / sqrt(a^2 + b^2):\n"
        "alpha_bar = a^2 / (a^2 + b^2), which for ve is 1 / (1 + t).");
    auto scene = std::make_shared<std::string>();
    command->add_option("SCENE", *scene, "A scene file or the name of a lesson")->required();
    command->callback([scene, &action] { action = [scene] { return print_schedule(*scene); }; });
}

} // namespace halfstep
