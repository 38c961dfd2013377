// What is seen, in words: of every plot of every lesson, with the numbers of the table of results.

#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/model/actions.h"
#include "app/plots/describe.h"
#include "app/results/in_words.h"
#include "app/results/results.h"
#include "app/scene/scene.h"
#include "tests/app/messages.h"
#include "tests/app/plots_helpers.h"

#include <algorithm>
#include <cstdlib>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// A lesson with few particles, and measured by few draws.
Run described_run(Experiment experiment) {
    experiment.run.particles = std::min<std::int64_t>(experiment.run.particles, 600);
    SimulateOptions options;
    options.threads = 1;
    options.exact_clouds = 2;
    options.loss_terms = 20'000;
    options.distance_curve = {.states = 4, .particles = 200};
    return simulate(experiment, options);
}

/// What is wrong with the words of a plot; empty: nothing.
std::string mistake_in(const std::string& words, const Plot& plot) {
    const auto has = [&](const char* part) { return words.find(part) != words.npos; };
    if (words.size() < 80 || words.size() > 1800) return "its length";
    if (words.back() != '.') return "no full stop at its end";
    for (const char* part : {"nan", "NaN", "inf", "⟨", "⟩", " · ", "  ", "..", " .", ": .", "::", "–"})
        if (has(part)) return std::string("holds \"") + part + "\"";
    const std::string name = plot.name;
    if (name.find('-') != name.npos && has(plot.name)) return "its key";
    if (words.find_first_of("0123456789") == words.npos) return "no number";
    return "";
}

/// The number that follows a text, and its error: "DDPM: 0.04553 ± 0.00045".
bool told_after(const std::string& words, const std::string& head, Measured& told) {
    const std::string text = keyboard_dashes(words);
    const std::size_t at = text.find(head);
    if (at == text.npos) return false;
    const char* from = text.c_str() + at + head.size();
    char* end = nullptr;
    told.value = std::strtod(from, &end);
    if (end == from || std::string_view(end).substr(0, 4) != " ± ") return false; // in powers of ten, without error
    told.se = std::strtod(end + std::string_view(" ± ").size(), nullptr);
    return true;
}

} // namespace

TEST_CASE("every plot of every lesson says what it shows, in sentences") {
    int plots = 0;
    for (const Lesson& lesson : lessons()) {
        const Scene scene = parse_with_view(lesson.toml, lesson.name);
        const Run run = described_run(scene.problem->experiment);
        View view = scene.view.value_or(View{});
        for (const int level : {0, run.process().steps() / 2, run.process().steps()}) {
            view.level = level;
            for (const Plot& plot : all_plots()) {
                if (!plot.applies(run)) continue;
                INFO(lesson.name, " ", plot.name, " at level ", level);
                const std::string words = plain_text_of(plot_in_words(plot, run, view));
                INFO(words);
                CHECK(mistake_in(words, plot) == "");
                ++plots;
            }
            if (level > 0 && run.target().dim() == 2) break; // the same with other numbers: their figures take long
        }
    }
    CHECK(plots > 600);
}

TEST_CASE("the numbers of a description are those of the table of results") {
    int compared = 0;
    for (const Experiment& experiment : {gaussian_1d(), mixture_1d(), ring_2d()}) {
        const Run run = run_of(experiment);
        const View view; // at the data
        const std::string words = results_in_words(run), variance = plot_in_words(*find_plot("variance"), run, view),
                          histogram = plot_in_words(*find_plot("histogram"), run, view);
        const bool plane = run.target().dim() == 2;
        for (const ResultsRow& row : results_of(run)) {
            INFO(row.sampler, " ", row.coordinate);
            const std::string head = row.sampler + (plane ? std::string(", ") + row.coordinate : "") + ": mean ";
            Measured told;
            // Two digits of the error are shown: it and the value are rounded by no more than 5 % of it.
            const auto close = [&](double value, double se) {
                CHECK(std::abs(told.value - value) <= 0.051 * se);
                CHECK(std::abs(told.se - se) <= 0.051 * se);
                ++compared;
            };
            if (told_after(words, head, told)) close(row.mean, row.mean_se);
            if (!plane && told_after(variance, row.sampler + ": ", told)) close(row.variance, row.variance_se);
            if (!plane && told_after(histogram, row.sampler + ": ", told)) close(row.mean, row.mean_se);
        }
        // And the very texts of the printed table.
        const std::string table = results_table(run);
        for (const SamplerRun& one : run.samplers) {
            const std::size_t at = keyboard_dashes(variance).find(one.spec().name + ": ");
            REQUIRE(at != std::string::npos);
            const std::string rest = keyboard_dashes(variance).substr(at + one.spec().name.size() + 2);
            const std::size_t end = std::min(rest.find_first_of(",;"), rest.find(". "));
            if (!plane) CHECK(contains(table, rest.substr(0, end)));
        }
    }
    CHECK(compared >= 20);
}

TEST_CASE("what is hidden is not spoken of, and the symbols are those of the notation") {
    const Run run = run_of(gaussian_1d());
    View view;
    view.muted.add(0);
    view.plots[find_plot("variance")].hidden = {"DDIM"};
    const std::string variance = plot_in_words(*find_plot("variance"), run, view);
    CHECK(!contains(variance, "mean only"));
    CHECK(!contains(variance, "DDIM"));
    CHECK(contains(variance, "DDPM"));
    CHECK(contains(scene_in_words(run, view), "50 steps, not shown)"));
    const Plot& schedule = *find_plot("schedule-sigma");
    view.level = 25;
    view.notation = Notation::sde;
    CHECK(contains(plot_in_words(schedule, run, view), "σ = b/a is 0.7071")); // √(25/50)
    view.notation = Notation::sigma2;
    CHECK(contains(plot_in_words(schedule, run, view), "√t is 0.7071"));
}

TEST_CASE("the same run is described by the same words, at the cursor's time") {
    const Run run = run_of(gaussian_1d());
    View view;
    const std::vector<const Plot*> plots = plots_in_view(run, view);
    CHECK(plots.size() >= 3);
    const std::string at_data = window_in_words(run, plots, view);
    CHECK(window_in_words(run, plots, view) == at_data);
    CHECK(at_data.ends_with(".\n"));
    CHECK(std::count_if(at_data.begin(), at_data.end(), [](char c) { return c == '\n'; }) ==
          static_cast<std::ptrdiff_t>(2 * plots.size() + 3)); // blank lines between scene, plots and results
    view.level = 50;
    CHECK(contains(window_in_words(run, plots, view), "At t = 1, k = 50 / 50"));
}

TEST_CASE("an action copies what is on screen in words, and another one what a report needs") {
    Session session(gaussian_1d(), "", [] {});
    AppState app{session, Settings(), 1};
    std::string clipboard;
    app.write_clipboard = [&](const std::string& text) { clipboard = text; };
    perform(app, "copy-description"); // before there is a run
    CHECK(clipboard == "");
    session.wait();
    session.set_level(10);
    perform(app, "copy-description");
    const View view = without_mouse(session.view());
    CHECK(clipboard == window_in_words(*session.run(), plots_in_view(*session.run(), view), view));
    CHECK(contains(clipboard, "At t = 0.2, k = 10 / 50"));
    CHECK(contains(app.notice.text, "in words"));
    app.diagnose = [] { return std::string("Halfstep 1\n"); };
    perform(app, "copy-diagnosis");
    CHECK(clipboard == "Halfstep 1\n");
}
