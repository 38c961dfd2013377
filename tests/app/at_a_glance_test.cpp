// What a lecturer's audience sees without being told: axes that rest while time moves, names where the curves are,
// colours with a second channel, and no text over what it speaks of.

#include "app/base/number_text.h"
#include "app/figure/cut_notes.h"
#include "app/figure/legend_place.h"
#include "app/figure/marks.h"
#include "app/plots/sampler_colors.h"
#include "tests/app/fake_canvas.h"
#include "tests/app/plots_helpers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Figure histogram_at(const Run& run, int level) {
    View view;
    view.level = level;
    return find_plot("histogram")->make(run, view);
}

const Curve& glance_exact_of(const Figure& figure) {
    for (const Mark& mark : figure.marks)
        if (const auto* curve = std::get_if<Curve>(&mark); curve && curve->ink.role == Ink::exact) return *curve;
    throw std::runtime_error("no exact curve");
}

/// How often either axis is another than a level before; nothing of the exact law may be cut.
int changes_of_axes(const Run& run) {
    int changes = 0;
    Figure before = histogram_at(run, 0);
    for (int level = 0; level <= run.process().steps(); ++level) {
        const Figure figure = histogram_at(run, level);
        const Curve& exact = glance_exact_of(figure);
        CAPTURE(level);
        CHECK(*std::max_element(exact.y.begin(), exact.y.end()) <= figure.y.hi);
        double mass = 0; // by trapezoids: all of it lies within the axis
        for (std::size_t i = 0; i + 1 < exact.x.size(); ++i)
            mass += 0.5 * (exact.y[i] + exact.y[i + 1]) * (exact.x[i + 1] - exact.x[i]);
        CHECK(mass == doctest::Approx(1).epsilon(0.02));
        changes += figure.x.lo != before.x.lo || figure.x.hi != before.x.hi || figure.y.hi != before.y.hi;
        before = figure;
    }
    return changes;
}

Layout laid_out_at(const Figure& figure, const FigureFrame& frame) {
    FakeCanvas metrics;
    return layout(figure, frame, light_theme(), metrics);
}

bool same_rect(const Rect& a, const Rect& b) { return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h; }

Figure many_entries(int count) {
    Figure figure;
    figure.title = "Many";
    for (int i = 0; i < count; ++i) {
        Curve curve;
        curve.x = {0, 1};
        curve.y = {0, 1};
        curve.label = "entry number " + std::to_string(i);
        figure.marks.emplace_back(std::move(curve));
    }
    return figure;
}

} // namespace

TEST_CASE("the distribution of x_t keeps its axes while time moves; where laws get far narrower, in few steps") {
    CHECK(changes_of_axes(run_of(gaussian_1d())) == 0);
    CHECK(changes_of_axes(run_of(mixture_1d())) == 0);
    Experiment wide = gaussian_1d(); // from 0.2 to 80
    wide.process.sigma_max = 80;
    wide.process.grid = Grid::karras;
    wide.process.steps = 100;
    const int changes = changes_of_axes(run_of(wide));
    CHECK(changes >= 2);
    CHECK(changes <= 12);
}

TEST_CASE("axes that rest can be fitted to the cursor, and locked ones stay") {
    const Run run = run_of(gaussian_1d()); // data of standard deviation 0.2, 1.02 at the end
    Figure figure = histogram_at(run, 0);
    REQUIRE(has_cursor_range(figure));
    PlotView look;
    fit_to_cursor(figure, look);
    apply(look, figure);
    CHECK(figure.x.hi - figure.x.lo == doctest::Approx(2 * 4.5 * 0.2));
    look.fit();
    look.x.locked = AxisView::Span{-1, 1};
    fit_to_cursor(figure, look);
    CHECK_FALSE(look.x.range);
    CHECK(look.y.range);
    CHECK_FALSE(has_cursor_range(find_plot("variance")->make(run, {})));
}

TEST_CASE("bars a little higher than the exact law stay in the plot, and what stands over bars has a ground") {
    Experiment experiment = gaussian_1d();
    experiment.process.steps = 10; // mean only ends five times too narrow
    const Figure figure = histogram_at(run_of(experiment), 0);
    double highest = 0;
    for (const Mark& mark : figure.marks)
        if (const auto* bars = std::get_if<Bars>(&mark)) highest = std::max(highest, bars->unit);
    CHECK(figure.y.hi >= 1.7 * highest);
    const Layout l = laid_out_at(figure, {{0, 0, 500, 300}, 1});
    FakeCanvas canvas;
    const std::vector<Label> notes = cut_notes(figure, l, light_theme(), canvas);
    REQUIRE_FALSE(notes.empty());
    draw_mark(notes[0], l, light_theme(), canvas);
    CHECK(canvas.calls == std::vector<std::string>{"rects", "text"});
}

TEST_CASE("a plot that rests has its place and size, whatever its labels and captions say now") {
    Figure figure = many_entries(2);
    figure.caption = "t = 9 / 100 · 20 000 particles";
    const FigureFrame frame{{0, 0, 330, 320}, 1};
    const Layout before = laid_out_at(figure, frame);
    FigureFrame held = frame;
    held.least_margin = before.plot.x;
    held.least_header = before.header;
    held.caption_rows = before.caption_rows;
    for (const char* caption :
         {"", "t = 100 / 100 · 20 000 particles · outside the bins: DDPM 12 % · exact: by bins"}) {
        figure.caption = caption;
        CHECK(same_rect(laid_out_at(figure, held).plot, before.plot));
    }
    CHECK_FALSE(same_rect(laid_out_at(figure, frame).plot, before.plot)); // else it would prove nothing
}

TEST_CASE("a legend takes a fifth of the height at most: the rest is folded into one entry, which knows them") {
    const Figure figure = many_entries(14);
    FigureFrame frame{{0, 0, 400, 250}, 1};
    frame.legend.most_height = 0.2f;
    frame.legend.fold = true;
    const Layout l = laid_out_at(figure, frame);
    REQUIRE(l.legend.size() > 1);
    const LegendEntry& rest = l.legend.back();
    CHECK(rest.name == legend_rest);
    CHECK(rest.label == "+" + std::to_string(l.folded.size()));
    CHECK(l.legend.size() - 1 + l.folded.size() == 14);
    CHECK(l.folded.back().label == "entry number 13");
    CHECK(rest.box.bottom() - l.legend.front().box.y <= 0.2f * 250 + 0.01f);
    for (const LegendEntry& entry : l.legend) CHECK(entry.box.right() <= 400);
    frame.legend.most_height = 1;
    CHECK(laid_out_at(figure, frame).folded.empty());
}

TEST_CASE("names stand beside their curves where there is room, clear of all curves, and are entries all the same") {
    const Run run = run_of(mixture_1d());
    const Figure figure = find_plot("schedule")->make(run, {});
    FigureFrame frame{{0, 0, 460, 260}, 1};
    const Layout rows = laid_out_at(figure, frame);
    frame.legend.direct = true;
    const Layout direct = laid_out_at(figure, frame);
    CHECK(direct.legend.size() == rows.legend.size());
    CHECK(direct.plot.h > rows.plot.h - 0.01f);
    int beside = 0;
    const Cover cover = [&] {
        FakeCanvas metrics;
        return cover_of(figure, direct, light_theme(), metrics);
    }();
    for (const LegendEntry& entry : direct.legend) {
        if (entry.swatch.w > 0) continue;
        ++beside;
        CAPTURE(entry.label);
        CHECK(cover.free(entry.box));
        CHECK(entry.box.x >= direct.plot.x);
        CHECK(entry.box.right() <= direct.plot.right());
        CHECK_FALSE(entry.marks.empty());
        CHECK_FALSE(entry.name.empty());
    }
    CHECK(beside >= 2);
}

TEST_CASE("samplers of one kind, and blue beside sky blue, differ in dashes and shapes, too, in plot and legend") {
    std::vector<SamplerSpec> samplers(3, sampler("a", SamplerKind::ddim));
    CHECK(sampler_channels(samplers) == std::vector<int>{0, 1, 2});
    CHECK(sampler_channels({sampler("a", SamplerKind::ddim), sampler("b", SamplerKind::ddpm)}) ==
          std::vector<int>{0, 0});
    std::vector<SamplerSpec> eight; // of so many kinds that sky blue is taken
    for (const SamplerKind kind : {SamplerKind::ddim, SamplerKind::ddpm, SamplerKind::half_step, SamplerKind::mean_only,
                                   SamplerKind::dpm_solver, SamplerKind::euler_maruyama, SamplerKind::heun})
        eight.push_back(sampler("x", kind));
    const std::vector<int> colors = sampler_colors(eight), channels = sampler_channels(eight);
    const auto sky = std::find(colors.begin(), colors.end(), 4) - colors.begin();
    REQUIRE(sky < 7);
    CHECK(channels[static_cast<std::size_t>(sky)] != channels[0]);

    const Theme theme = with_sampler_colors(light_theme(), samplers);
    Figure figure;
    Curve curve;
    curve.x = curve.y = {0, 1};
    curve.label = "a";
    curve.ink = {Ink::sampler, 1, 1};
    Points dots;
    dots.x = dots.y = {0.5};
    dots.ink = {Ink::sampler, 1, 1};
    figure.marks = {curve, dots};
    const Layout l = laid_out_at(figure, {{0, 0, 300, 200}, 1});
    FakeCanvas canvas;
    draw_mark(figure.marks[0], l, theme, canvas);
    draw_swatch(figure.marks[0], {0, 0, 18, 10}, 1, theme, canvas);
    REQUIRE(canvas.lines.size() == 2);
    CHECK(canvas.lines[0].dash == Dash::long_dashed);
    CHECK(canvas.lines[1].dash == Dash::long_dashed);
    draw_mark(figure.marks[1], l, theme, canvas);
    CHECK(canvas.centres.empty());
    CHECK(canvas.boxes.size() == 1);
    std::get<Curve>(figure.marks[0]).dash = Dash::dashed; // a closed form stays what it is
    draw_mark(figure.marks[0], l, theme, canvas);
    CHECK(canvas.lines[2].dash == Dash::dashed);
}

TEST_CASE("a map of errors has its bar, from the least value to the greatest") {
    Experiment experiment = learned(gaussian_1d());
    const Figure figure = find_plot("denoiser-error")->make(run_of(experiment), {});
    const FigureFrame frame{{0, 0, 500, 300}, 1};
    const Layout l = laid_out_at(figure, frame);
    REQUIRE(l.color_bar.w > 0);
    CHECK(l.color_bar.x > l.plot.right());
    const auto& map = std::get<HeatMap>(figure.marks[0]);
    int named = 0;
    for (const FrameText& text : l.texts) {
        const bool beside = text.at.x > l.color_bar.right();
        named += beside && (text.text == number_text(map.full) || text.text == number_text(-map.full));
        CHECK(text.box.right() <= 500);
    }
    CHECK(named == 2);
    FakeCanvas canvas;
    draw_color_bar(figure, l, light_theme(), canvas);
    REQUIRE(canvas.images.size() == 1);
    const Color most = signed_ramp(light_theme(), 1);
    CHECK(canvas.images[0].rgba[0] == doctest::Approx(255 * most.r).epsilon(0.01));
}

TEST_CASE("the posterior of a single datum has an axis that can be read") {
    Experiment experiment = mixture_1d();
    experiment.target = {};
    experiment.target.kind = TargetKind::points;
    experiment.target.points = {1.0};
    experiment.target.columns = 1;
    experiment.target.kernel = 0;
    const Figure figure = find_plot("posterior")->make(run_of(experiment), {});
    CHECK(figure.x.hi - figure.x.lo >= 1);
    CHECK(figure.x.lo < 1);
    CHECK(figure.x.hi > 1);
}

TEST_CASE("beside the signal the signal-to-noise ratio does not take the axis to itself") {
    Experiment experiment = mixture_1d();
    experiment.process.steps = 1000;
    experiment.run.particles = 2;
    const Figure figure = find_plot("schedule")->make(run_of(experiment), {});
    CHECK(figure.y.hi == doctest::Approx(10));
    const Figure own = find_plot("schedule-log-snr")->make(run_of(experiment), {});
    CHECK(own.y.hi > 9); // log 10^4 = 9.2
}

TEST_CASE("means in the plane: one band of what noise alone gives, twice its root mean square") {
    const Run run = run_of(ring_2d());
    const Figure figure = find_plot("mean")->make(run, {});
    const std::vector<const Band*> bands = marks_of<Band>(figure);
    REQUIRE(bands.size() == 1);
    CHECK(bands[0]->ink.role == Ink::exact);
    // At the data: the ring's variance is that of its radius over two coordinates and of its width.
    const double radius = 2, variance = 0.5 * radius * radius + 0.1 * 0.1;
    CHECK(bands[0]->hi[0] == doctest::Approx(2 * std::sqrt(2 * variance / 1500)).epsilon(1e-3));
    CHECK(marks_of<Band>(find_plot("mean")->make(run_of(gaussian_1d()), {})).size() == 4);
}
