// What each figure is made of, what moves it and what leaves it alone.

#include "app/figure/marks.h"
#include "app/plots/common.h"
#include "core/run/comparison.h"
#include "core/run/simulate.h"
#include "tests/app/fake_canvas.h"
#include "tests/app/plots_helpers.h"
#include "tests/app/recorded_helpers.h"

#include <map>
#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string without_overlay(Figure figure) {
    figure.overlay.clear();
    return Dump::of(figure);
}

} // namespace

TEST_CASE("the list of plots: names, titles, help, dimensions") {
    const Run line = run_of(gaussian_1d()), plane = run_of(with_latents(ring_2d())),
              learned_line = run_of(learned(mixture_1d())), learned_plane = run_of(learned(ring_2d()));
    const Run recorded = run_of(with_recorded(mixture_1d()));
    Run compared = line;
    compared.comparison = compare(line, std::make_shared<const Run>(line));
    std::set<std::string> names;
    for (const Plot& plot : all_plots()) {
        INFO("plot ", std::string(plot.name));
        CHECK(names.insert(plot.name).second);
        CHECK(std::string(plot.title).size() > 3);
        CHECK(std::string(plot.help).size() > 40);
        CHECK(find_plot(plot.name) == &plot);
        CHECK_FALSE(plot.applies(Run()));
        const Run& run = plot.applies(line)           ? line
                         : plot.applies(plane)        ? plane
                         : plot.applies(learned_line) ? learned_line
                         : plot.applies(compared)     ? compared
                         : plot.applies(recorded)     ? recorded
                                                      : learned_plane;
        CHECK(plot.applies(run));
        CHECK(plot.make(run, {}).name == plot.name);
        CHECK(plot.make(run, {}).title == plot.title);
        CHECK(!plot.make(run, {}).caption.empty());
    }
    CHECK(find_plot("nothing") == nullptr);
    CHECK(find_plot("xt")->applies(line));
    CHECK_FALSE(find_plot("xt")->applies(plane));
    CHECK(find_plot("plane")->applies(plane));
    CHECK_FALSE(find_plot("plane")->applies(line));
}

TEST_CASE("plots are pure, and depend on the cursor as they say") {
    for (const Experiment& experiment : {with_latents(gaussian_1d()), with_latents(ring_2d()), learned(gaussian_1d()),
                                         learned(ring_2d()), with_recorded(mixture_1d()), with_recorded(ring_2d())}) {
        const Run run = run_of(experiment);
        View here, there, on_path;
        here.level = there.level = on_path.level = 20;
        there.level = 31;
        on_path.particle = 3;
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(run)) continue;
            INFO("plot ", std::string(plot.name));
            const Figure figure = plot.make(run, here);
            CHECK(Dump::of(figure) == Dump::of(plot.make(run, here)));
            CHECK(Dump::of(figure.overlay) == Dump::of(plot.overlay(run, here)));
            CHECK(without_overlay(figure) == without_overlay(plot.make(run, on_path)));
            const bool moved = without_overlay(figure) != without_overlay(plot.make(run, there));
            CHECK(moved == plot.follows_cursor);
            const Sane sane(figure), sane_with_particle(plot.make(run, on_path));
        }
    }
}

TEST_CASE("axes belong to the experiment: other noise, other eta, the same axes") {
    Experiment experiment = with_latents(gaussian_1d());
    const Run run = run_of(experiment);
    experiment.run.seed = 99;
    experiment.run.particles = 3000;
    const Run other = run_of(experiment);
    Experiment plane = ring_2d();
    const Run ring = run_of(plane);
    plane.run.seed = 5;
    plane.samplers[1].eta = 0.7;
    const Run other_ring = run_of(plane);
    View view;
    view.level = 13;
    for (const Plot& plot : all_plots())
        for (const auto& [a, b] : {std::pair{&run, &other}, std::pair{&ring, &other_ring}}) {
            if (!plot.applies(*a)) continue;
            INFO("plot ", std::string(plot.name));
            const Figure f = plot.make(*a, view), g = plot.make(*b, view);
            CHECK(f.x.lo == g.x.lo);
            CHECK(f.x.hi == g.x.hi);
            CHECK(f.y.lo == g.y.lo);
            CHECK(f.y.hi == g.y.hi);
        }
}

TEST_CASE("the highlighted sampler stays, the others step back") {
    const Run run = run_of(gaussian_1d());
    View view;
    view.sampler = 2;
    const Figure plain = figure_of("xt", run, {}), lit = figure_of("xt", run, view);
    const auto before = marks_of<Polylines>(plain), after = marks_of<Polylines>(lit);
    REQUIRE(before.size() == 1 + 3 * 3); // one rough sampler, and three smooth ones in three rounds
    CHECK(after.back()->ink.index == 2); // above all others
    for (const Polylines* was : before)
        for (const Polylines* is : after) {
            if (was->ink.index != is->ink.index) continue;
            if (is->ink.index == 2)
                CHECK(is->ink.alpha == was->ink.alpha);
            else
                CHECK(is->ink.alpha < was->ink.alpha);
        }
}

TEST_CASE("x-t: shade, paths, both histograms, exact densities, cursor") {
    const Run run = run_of(gaussian_1d());
    View view;
    view.level = 20;
    const Figure figure = figure_of("xt", run, view);
    CHECK(figure.x.lo < 0);
    CHECK(figure.x.hi > 1);
    CHECK(figure.x.tick_lo == 0);
    CHECK(figure.x.tick_hi == 1);
    CHECK(figure.y.hi == doctest::Approx(4)); // 3.6 sqrt(1.04) = 3.67
    CHECK(figure.y.lo == doctest::Approx(-4));

    const auto shade = marks_of<HeatMap>(figure);
    REQUIRE(shade.size() == 1);
    CHECK(std::holds_alternative<HeatMap>(figure.marks.front()));
    CHECK(shade[0]->x_lo == 0);
    CHECK(shade[0]->x_hi == 1);
    for (int c = 0; c < shade[0]->columns; c += 40) {
        const double t = (c + 0.5) / shade[0]->columns, height = (shade[0]->y_hi - shade[0]->y_lo) / shade[0]->rows;
        for (int r = 0; r < shade[0]->rows; r += 13) {
            const double x = shade[0]->y_lo + (r + 0.5) * height, variance = 0.04 + t;
            CHECK(shade[0]->value[static_cast<std::size_t>(r * shade[0]->columns + c)] ==
                  doctest::Approx(std::exp(-0.5 * x * x / variance) / std::sqrt(2 * std::acos(-1.0) * variance))
                      .epsilon(1e-5)
                      .scale(1e-3));
        }
    }

    const auto paths = marks_of<Polylines>(figure);
    REQUIRE(paths.size() == 1 + 3 * 3);
    CHECK(paths[0]->ink.index == 1); // DDPM's rough paths lie beneath the smooth ones, and are fewer
    // The three smooth ones in rounds, another of them on top in each.
    CHECK(std::set<int>{paths[3]->ink.index, paths[6]->ink.index, paths[9]->ink.index} == std::set<int>{0, 2, 3});
    std::map<int, int> seen;
    for (const Polylines* one : paths) {
        const int i = one->ink.index, stride = i == 1 ? 1 : 3, first = seen[i]++;
        CHECK(one->label == run.samplers[i].spec().name);
        CHECK(one->ink.role == Ink::sampler);
        REQUIRE(one->length == 51);
        CHECK(one->x.size() == 51); // shared
        CHECK(one->x.front() == 1);
        CHECK(one->x.back() == 0);
        CHECK(one->y[51 + 7] == static_cast<float>(*run.samplers[i].paths.at(first + stride, 7)));
        CHECK(one->y.size() == 51 * (i == 1 ? 9 : 8));
    }
    CHECK(figure.caption.find("9\u201324 paths") != std::string::npos);
    std::vector<std::string> legend; // in the experiment's order all the same
    for (const Curve* curve : marks_of<Curve>(figure))
        if (!curve->label.empty()) legend.push_back(curve->label);
    CHECK(legend == std::vector<std::string>{"mean only", "DDPM", "half step", "DDIM"});

    const auto bars = marks_of<Bars>(figure);
    REQUIRE(bars.size() == 5); // four at the data, and the one start that they share
    CHECK(bars[4]->ink.role == Ink::muted);
    for (int i = 0; i < 5; ++i) {
        CHECK(bars[i]->horizontal);
        CHECK(bars[i]->base == (i < 4 ? 0 : 1));
        CHECK((bars[i]->scale < 0) == (i < 4)); // outwards on both sides
        // Mean only has a fifth of the standard deviation: it leaves.
        for (const double height : bars[i]->height) {
            const double tip = bars[i]->base + bars[i]->scale * height;
            if (i > 0) CHECK(tip > figure.x.lo);
            if (i > 0) CHECK(tip < figure.x.hi);
        }
    }
    CHECK(*std::max_element(bars[0]->height.begin(), bars[0]->height.end()) > 4 * bars[0]->unit);

    const auto rules = marks_of<Rule>(figure.overlay);
    REQUIRE(rules.size() == 1);
    CHECK(rules[0]->value == doctest::Approx(0.4));
    CHECK(rules[0]->ink.role == Ink::cursor);
    const auto readout = marks_of<Label>(figure.overlay);
    REQUIRE(readout.size() == 1);
    CHECK(readout[0]->text == "t = 0.4   k = 20 / 50");
}

TEST_CASE("x-t: one particle of every sampler is lifted out") {
    const Run run = run_of(gaussian_1d());
    View view;
    view.level = 0;
    view.particle = 5;
    const auto overlay = overlay_of("xt", run, view);
    const auto paths = marks_of<Curve>(overlay);
    const auto dots = marks_of<Points>(overlay);
    REQUIRE(paths.size() == 4);
    REQUIRE(dots.size() == 4);
    for (int i = 0; i < 4; ++i) {
        CHECK(paths[i]->y.front() == *run.samplers[i].paths.at(5, 0));
        CHECK(paths[i]->y.front() == paths[0]->y.front()); // the same start for all
        CHECK(dots[i]->x[0] == 0);
        CHECK(dots[i]->y[0] == static_cast<float>(*run.samplers[i].paths.at(5, 50)));
    }
}

TEST_CASE("plane: equal aspect, one view for all t, cloud, arrows, trails") {
    const Run run = run_of(ring_2d());
    View view;
    view.level = 30;
    const Figure figure = figure_of("plane", run, view), at_end = figure_of("plane", run, {});
    CHECK(figure.equal_aspect);
    CHECK(figure.x.lo == at_end.x.lo);
    CHECK(figure.y.hi == at_end.y.hi);
    CHECK(figure.x.hi >= 3.2);
    CHECK(marks_of<HeatMap>(figure).size() == 1);

    // Lines above the particles and below the trails, and their entry in the legend beside the shade.
    const auto contours = marks_of<Contours>(figure);
    REQUIRE(contours.size() == 2);
    CHECK(contours[0]->levels.empty());
    CHECK(contours[0]->label == contours[1]->label);
    REQUIRE(contours[1]->levels.size() == 2);
    CHECK(contours[1]->levels[0] < contours[1]->levels[1]); // 90 %, 50 %
    CHECK(&std::get<Contours>(figure.marks[1]) == contours[0]);

    const auto arrows = marks_of<Arrows>(figure);
    REQUIRE(arrows.size() == 1);
    const double cell = (figure.x.hi - figure.x.lo) / 14;
    CHECK(arrows[0]->scale * arrows[0]->half == doctest::Approx(0.8 * cell)); // that of an infinite score

    const auto points = marks_of<Points>(figure);
    const SamplerRun& ddim = run.samplers[1];
    const int state = ddim.state_at(30);
    std::vector<float> x, y; // the cloud comes in layers, sampler by sampler
    for (const Points* layer : points) {
        if (layer->label != "DDIM") continue;
        x.insert(x.end(), layer->x.begin(), layer->x.end());
        y.insert(y.end(), layer->y.begin(), layer->y.end());
    }
    CHECK(points[0]->label == "DDPM");
    CHECK(points[1]->label == "DDIM");
    REQUIRE(x.size() == 1500);
    for (const int i : {0, 77, 1499}) {
        CHECK(x[i] == ddim.frame_at(state).x(i, 0));
        CHECK(y[i] == ddim.frame_at(state).x(i, 1));
    }
    const auto trails = marks_of<Polylines>(figure);
    REQUIRE(trails.size() == 4); // the long way faint, its last part strong
    CHECK(trails[2]->length + trails[3]->length == state + 2);
    CHECK(trails[2]->x[0] == static_cast<float>(ddim.paths.at(0, 0)[0]));
    CHECK(trails[3]->x[trails[3]->length - 1] == static_cast<float>(ddim.paths.at(0, state)[0]));
    CHECK(points.back()->x[0] == static_cast<float>(ddim.paths.at(0, state)[0])); // its head
    view.level = 60;
    CHECK(marks_of<Polylines>(figure_of("plane", run, view)).empty()); // nobody has moved yet
}

TEST_CASE("x-t diagram: at the noise a forward chain has its own histogram beside the one that samplers share") {
    Experiment experiment = gaussian_1d();
    experiment.samplers = {sampler("DDPM", SamplerKind::ddpm), sampler("Forward", SamplerKind::forward),
                           sampler("DDIM", SamplerKind::ddim)};
    const Figure figure = figure_of("xt", run_of(experiment), {});
    const auto bars = marks_of<Bars>(figure);
    REQUIRE(bars.size() == 5);
    CHECK(bars[3]->ink.role == Ink::muted);
    CHECK(bars[4]->ink.role == Ink::sampler);
    CHECK(bars[4]->ink.index == 1);
    CHECK(bars[3]->height != bars[4]->height);
    experiment.samplers.pop_back(); // nothing to share
    for (const Bars& one : marks_of<Bars>(figure_of("xt", run_of(experiment), {}))) CHECK(one.ink.role == Ink::sampler);
}

TEST_CASE("plane: data much wider than high fill it, and it says so; arrows stay as long as their cells") {
    Experiment experiment = ring_2d();
    experiment.target.kind = TargetKind::mixture;
    experiment.target.components = {{0.5, {-30.0, 0}, 0.5, {}}, {0.5, {30.0, 0}, 0.5, {}}};
    const Run run = run_of(experiment);
    View view;
    view.level = 30;
    const Figure figure = figure_of("plane", run, view);
    CHECK_FALSE(figure.equal_aspect);
    CHECK(figure.caption.find("units of their own") != std::string::npos);
    FakeCanvas canvas;
    const Layout l = layout(figure, {{0, 0, 600, 500}, 1}, light_theme(), canvas);
    // Noise reaches 3 standard deviations up and down: as equals of x that would be a tenth of the height.
    CHECK(l.y.pixel(-3) - l.y.pixel(3) > 0.7f * l.plot.h);
    CHECK(l.x.pixel(30) - l.x.pixel(-30) > 0.7f * l.plot.w);
    const auto arrows = marks_of<Arrows>(figure);
    REQUIRE(arrows.size() == 1);
    const std::set<double> rows(arrows[0]->y.begin(), arrows[0]->y.end());
    CHECK(std::count_if(rows.begin(), rows.end(), [&](double y) { return y > figure.y.lo && y < figure.y.hi; }) >= 12);
    draw_mark(*arrows[0], l, light_theme(), canvas);
    REQUIRE(canvas.areas_drawn.size() == 1);
    CHECK(canvas.areas_drawn[0].size() > 100);
    for (const std::vector<Point>& arrow : canvas.areas_drawn[0])
        for (const Point& p : arrow) CHECK(std::hypot(p.x - arrow[0].x, p.y - arrow[0].y) < l.plot.w / 14);
    CHECK(figure_of("plane", run_of(ring_2d()), view).equal_aspect);
}

TEST_CASE("plane: what lies behind a particle of a forward chain is its way from the data") {
    Experiment experiment = ring_2d();
    experiment.samplers = {sampler("Forward", SamplerKind::forward)};
    const Run run = run_of(experiment);
    const SamplerRun& chain = run.samplers[0];
    View view;
    view.level = 40;
    const int state = chain.state_at(40), last = chain.paths.states - 1;
    const Figure figure = figure_of("plane", run, view);
    const auto trails = marks_of<Polylines>(figure);
    REQUIRE(trails.size() == 2);
    CHECK(trails[0]->length + trails[1]->length == 42); // 40 moves, and where both parts meet
    CHECK(trails[0]->x[trails[0]->length - 1] == static_cast<float>(chain.paths.at(0, last)[0]));
    CHECK(trails[1]->x[0] == static_cast<float>(chain.paths.at(0, state)[0]));
    view.level = 0;
    CHECK(marks_of<Polylines>(figure_of("plane", run, view)).empty()); // nobody has moved yet
    view.particle = 3;
    view.level = 60;
    const std::vector<Mark> overlay = overlay_of("plane", run, view);
    const auto ways = marks_of<Curve>(overlay);
    REQUIRE(ways.size() == 1);
    CHECK(ways[0]->x.size() == 61);
}

TEST_CASE("plane: says when the cloud is of another t") {
    SimulateOptions options;
    options.frame_bytes = 3 * 1500 * 2 * 4; // three clouds a sampler
    const Run run = simulate(ring_2d(), options);
    View view;
    view.level = 30;
    CHECK(figure_of("plane", run, view).caption.find("nearest kept") == std::string::npos);
    view.level = 20;
    CHECK(figure_of("plane", run, view).caption.find("nearest kept t = 30 / 60") != std::string::npos);
}

TEST_CASE("plane: draws no more points than read well") {
    Experiment experiment = ring_2d();
    experiment.run.particles = 9000;
    experiment.process.steps = 5;
    const Run run = run_of(experiment);
    const Figure figure = figure_of("plane", run, {});
    std::size_t drawn = 0;
    for (const Points* layer : marks_of<Points>(figure)) drawn += layer->label == "DDPM" ? layer->x.size() : 0;
    CHECK(drawn == 4000);
    CHECK(figure.caption.find("4\u00a0000 of 9\u00a0000 particles") != std::string::npos);
}

TEST_CASE("plane: paper may ask for any number of points; the more, the smaller and fainter") {
    Experiment experiment = ring_2d();
    experiment.run.particles = 50'000;
    experiment.process.steps = 2;
    const Run run = run_of(experiment);
    float radius = 100, alpha = 1;
    for (const int wanted : {10, 1000, 30'000, 50'000, 1'000'000}) {
        View view;
        view.points = wanted;
        const Figure figure = figure_of("plane", run, view);
        std::size_t drawn = 0;
        for (const Points* layer : marks_of<Points>(figure)) {
            if (layer->label != "DDPM") continue;
            drawn += layer->x.size();
            CHECK(layer->radius <= radius);
            CHECK(layer->ink.alpha <= alpha);
            radius = layer->radius;
            alpha = layer->ink.alpha;
        }
        CHECK(drawn == static_cast<std::size_t>(std::min(wanted, 50'000)));
    }
    CHECK(radius < 1);
    CHECK(alpha < 0.4f);
    CHECK(alpha > 0.05f);
}

TEST_CASE("histogram: bars of all samplers over the exact density, which says how high they are") {
    const Run run = run_of(gaussian_1d());
    const Figure figure = figure_of("histogram", run, {});
    const auto bars = marks_of<Bars>(figure);
    REQUIRE(bars.size() == 4);
    for (const Bars* one : bars) CHECK(one->unit == doctest::Approx(figure.y.hi / 1.75).epsilon(0.01)); // on a grid
    const Curve* exact = curve_labelled(figure, "exact p\u209c(x)");
    REQUIRE(exact);
    CHECK(exact->ink.role == Ink::exact);
    CHECK(figure.y.hi > 1 / (0.2 * std::sqrt(2 * 3.14159265)));
    CHECK(figure.caption.find("outside") == std::string::npos);
    View view;
    view.level = 50;
    const Figure start = figure_of("histogram", run, view);
    // The axes rest; what the cursor's time needs of them goes by the law's standard deviation: 0.2 at the data,
    // sqrt(1.04) at the noise.
    CHECK((start.x.now_hi - start.x.now_lo) / (figure.x.now_hi - figure.x.now_lo) ==
          doctest::Approx(std::sqrt(1.04) / 0.2));
    CHECK(start.x.hi == figure.x.hi);
    CHECK(start.y.hi == figure.y.hi);
    CHECK(start.caption.find("t = 1   k = 50 / 50") != std::string::npos);
    CHECK(figure_of("histogram", run_of(ring_2d()), {}).x.label.find("first coordinate") != std::string::npos);
}
