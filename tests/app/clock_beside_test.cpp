// The window tells the time once: beside its clock the plots do not say it, too. On paper they do.

#include "app/base/number_text.h"
#include "app/plots/plots.h"
#include "tests/app/plots_helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

bool labels_time(const Figure& figure) {
    return std::any_of(figure.overlay.begin(), figure.overlay.end(), [](const Mark& mark) {
        const auto* label = std::get_if<Label>(&mark);
        return label && label->text.find("t = ") != std::string::npos;
    });
}

Experiment few(Experiment experiment) {
    experiment.run.particles = 200;
    return experiment;
}

} // namespace

TEST_CASE("beside the window's clock neither captions nor the cursor tell the time") {
    const Run line = run_of(few(gaussian_1d())), plane = run_of(few(ring_2d()));
    View view{.level = 10};
    const auto made = [&](const char* name, const Run& run) { return find_plot(name)->make(run, view); };
    CHECK(made("histogram", line).caption.find("t = ") == 0);
    CHECK(made("plane", plane).caption.find("t = ") == 0);
    CHECK(labels_time(made("xt", line)));
    const View paper = view;
    view.clock_beside = true;
    CHECK_FALSE(draws_the_same(paper, view));
    CHECK(made("histogram", line).caption == "200 particles");
    CHECK(made("plane", plane).caption.find("shade") == 0);
    CHECK_FALSE(labels_time(made("xt", line)));
}

TEST_CASE("what the clock does not say, captions still do: sigma on a grid that is not even") {
    Experiment experiment = gaussian_1d();
    experiment.process.kind = ProcessKind::ve;
    experiment.process.grid = Grid::karras;
    experiment.process.sigma_max = 10;
    const View view{.level = 10, .clock_beside = true};
    const std::string caption = find_plot("histogram")->make(run_of(experiment), view).caption;
    CHECK(caption.find("σ = ") == 0);
    CHECK(caption.find("t = ") == std::string::npos);
}

TEST_CASE("a coarse run is marked in captions") {
    Experiment experiment = gaussian_1d();
    experiment.run.particles = 5000;
    SimulateOptions options;
    options.particles = 1500;
    const Run coarse = simulate(make_problem(experiment), options);
    CHECK(find_plot("histogram")->make(coarse, {}).caption.find(grouped(1500) + " (coarse)") != std::string::npos);
}
