// Labels of plots in another notation: what they say changes, and nothing else does.

#include "app/base/number_text.h"
#include "app/scene/scene.h"
#include "tests/app/plots_helpers.h"

#include <doctest/doctest.h>

#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::vector<std::string> plot_labels(const char* plot, const Run& run, Notation notation) {
    View view;
    view.level = 5;
    view.notation = notation;
    std::vector<std::string> all;
    for (const Mark& mark : find_plot(plot)->make(run, view).marks)
        if (const auto* curve = std::get_if<Curve>(&mark)) all.push_back(curve->label);
    return all;
}

using Labels = std::vector<std::string>;

} // namespace

TEST_CASE("the schedule's curves are named in the notation chosen, where the process has it") {
    Experiment experiment = mixture_1d();
    experiment.run.particles = 20;
    const Run chain = run_of(experiment);
    CHECK(plot_labels("schedule", chain, Notation::ddpm) == Labels{"ᾱ", "SNR", "β", "β̃"});
    CHECK(plot_labels("schedule", chain, Notation::ddim) == Labels{"α", "SNR = α/(1−α)", "1−αₜ/αₜ₋₁", "σ² (η = 1)"});
    CHECK(plot_labels("schedule-signal", chain, Notation::ddim) == Labels{"√α", "√(1−α)", "α + (1−α)"});
    CHECK(plot_labels("schedule", chain, Notation::sde)[0] == "a²");

    experiment = gaussian_1d();
    experiment.run.particles = 20;
    const Run problem = run_of(experiment);
    const Labels in_time = {"1/(1+t)", "SNR = 1/t", "t", "Δt", "(t−Δt)Δt/t"};
    CHECK(plot_labels("schedule", problem, Notation::sigma2) == in_time);
    CHECK(plot_labels("schedule", problem, Notation::ddim) == in_time);
    CHECK(plot_labels("schedule", problem, Notation::ddpm) == in_time);
}

TEST_CASE("the numbers beside one step have the notation's names") {
    Experiment experiment = gaussian_1d();
    experiment.run.particles = 20;
    const Run run = run_of(experiment);
    View view;
    view.level = 25;
    view.notation = Notation::sigma2;
    std::set<std::string> said;
    for (const Mark& mark : find_plot("step")->make(run, view).overlay)
        if (const auto* label = std::get_if<Label>(&mark)) said.insert(label->text);
    CHECK(said.count("Δt = 0.02") == 1);
    CHECK(said.count("(t−Δt)Δt/t = " + number_text(0.02 * 0.48 / 0.5, 4)) == 1);
    CHECK_FALSE(draws_the_same(view, View{.level = 25}));
}

TEST_CASE("a scene keeps the notation of its view") {
    const Experiment experiment = gaussian_1d();
    for (const Fact<Notation>& row : facts<Notation>()) {
        View view;
        view.notation = row.value;
        const std::string text = write_scene(experiment, view);
        const Scene back = parse_with_view(text, "written");
        CHECK((back.view ? back.view->notation : Notation::ddpm) == row.value);
        CHECK((text.find("notation = ") != std::string::npos) == (row.value != Notation::ddpm));
    }
}
