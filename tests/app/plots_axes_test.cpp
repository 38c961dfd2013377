// Axes at the edge of what plots are made for: data narrower than any level, zoom beyond a margin.

#include "app/figure/layout.h"
#include "app/plots/plot_view.h"
#include "tests/app/fake_canvas.h"
#include "tests/app/plots_helpers.h"

#include <algorithm>

using namespace halfstep;
using namespace halfstep::testing;

TEST_CASE("ODE: of data much narrower than the least noise, paths still have corners in view") {
    for (const double sigma : {1e-6, 0.01, 0.2}) {
        CAPTURE(sigma);
        Experiment experiment = gaussian_1d(); // sigma_k = sqrt(k/10)
        experiment.target.sigma = sigma;
        experiment.process.steps = 10;
        experiment.run.particles = 50;
        experiment.samplers = {sampler("DDIM", SamplerKind::ddim)};
        const Run run = unmeasured_run_of(experiment);
        const Figure figure = figure_of("ode", run, {});
        const double least = std::sqrt(0.3); // of the third level
        CHECK(figure.x.hi >= least);
        CHECK(figure.x.hi <= 1);         // no farther than there is
        CHECK(figure.y.hi >= 2 * least); // two standard deviations of what is there
        int states = 0;
        for (const Curve* path : marks_of<Curve>(figure))
            states = std::max(states, static_cast<int>(std::count_if(path->x.begin(), path->x.end(), [&](double s) {
                                  return s > 0 && s <= figure.x.hi;
                              })));
        CHECK(states >= 3);
    }
}

namespace {

/// The labelled ticks of y when it is zoomed to this.
std::vector<double> ticks_of_y(Figure figure, double lo, double hi) {
    PlotView view;
    view.y.range = AxisView::Span{lo, hi};
    apply(view, figure);
    FakeCanvas canvas;
    std::vector<double> values;
    for (const Tick& tick : layout(figure, {{0, 0, 600, 400}, 1}, light_theme(), canvas).y_ticks)
        if (!tick.label.empty()) values.push_back(tick.value);
    return values;
}

} // namespace

TEST_CASE("zoom: an axis has ticks as far as it is shown, but in a margin with other marks that is a part of it") {
    const Run run = unmeasured_run_of(mixture_1d());
    for (const char* plot : {"schedule", "schedule-sigma"}) {
        CAPTURE(plot);
        const Figure figure = figure_of(plot, run, {});
        REQUIRE(figure.y.scale == Scale::log10);
        REQUIRE(figure.y.tick_lo > figure.y.lo); // below them are the levels visited
        const std::vector<double> far = ticks_of_y(figure, 1e-20, 1e20);
        REQUIRE(far.size() >= 3);
        CHECK(far.back() >= 1e15);
        CHECK(far.front() <= 1e-15);
        const std::vector<double> within = ticks_of_y(figure, figure.y.lo, 2 * figure.y.tick_lo);
        REQUIRE(within.size() >= 1);
        CHECK(within.front() >= figure.y.tick_lo);
        CHECK(ticks_of_y(figure, 1e-30, 1e-20).size() >= 3);
        const std::vector<double> above = ticks_of_y(figure, 1e7, 1e12);
        CHECK(above.size() >= 3);
        CHECK(ticks_of_y(figure, figure.y.lo, figure.y.hi).size() >= 2); // as unzoomed
    }
    const Figure line = figure_of("schedule-log-snr", run, {});
    const std::vector<double> high = ticks_of_y(line, 100, 200);
    CHECK(high.size() >= 3);

    // Held where it was while something is dragged, it has ticks up to there, too.
    Figure held = figure_of("schedule-sigma", run, {}), shown = held;
    shown.y.hi *= 2;
    keep_range(held.y, shown.y);
    REQUIRE(held.y.hi == shown.y.hi);
    CHECK(held.y.tick_hi == shown.y.hi);
    CHECK(held.y.tick_lo == shown.y.tick_lo);
}
