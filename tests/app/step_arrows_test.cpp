// One step as a picture: its arrows and what enlarges them, samplers beside each other, its coefficients; and the run's
// particles among latents.

#include "app/plots/common.h"
#include "app/plots/followed.h"
#include "app/plots/step_arrows.h"
#include "core/sample/reverse.h"
#include "tests/app/fake_canvas.h"
#include "tests/app/plots_helpers.h"

#include <algorithm>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr std::int64_t followed = 3;

Run traced(Experiment experiment) {
    experiment.run.precision = Precision::double_;
    SimulateOptions options;
    options.threads = 1;
    options.measures = {.trace = true, .particle = followed};
    return simulate(experiment, options);
}

View step_at(int level, int sampler, int stage = -1) {
    View view;
    view.level = level;
    view.pinned = followed;
    view.inspect = sampler;
    view.stage = stage;
    return view;
}

/// Arrows of one ink's role and, of terms, kind.
std::vector<Arrows> arrows_of(const Figure& figure, Ink::Role role, int kind = -1) {
    std::vector<Arrows> found;
    for (const Arrows* arrow : marks_of<Arrows>(figure.overlay))
        if (arrow->ink.role == role && (kind < 0 || arrow->ink.index / plots::series_colors == kind))
            found.push_back(*arrow);
    return found;
}

std::string text_with(const Figure& figure, const std::string& part) {
    for (const Label* label : marks_of<Label>(figure.overlay))
        if (label->text.find(part) != std::string::npos) return label->text;
    return "";
}

double times_of(const Figure& figure) {
    const std::string text = text_with(figure, "step × ");
    return text.empty() ? 1 : std::stod(text.substr(std::string("step × ").size()));
}

const StepTerm& term_of(const Run& run, const View& view, StepTerm::Kind kind) {
    const auto step = plots::inspected_step(run, view);
    REQUIRE(step);
    for (const StepTerm& term : step->move->terms)
        if (term.kind == kind) return term;
    FAIL("no such term");
    throw 0;
}

/// The closed outline of the inset.
Rect inset_of(const Figure& figure) {
    const Curve* frame = nullptr;
    for (const Curve* curve : marks_of<Curve>(figure.overlay))
        if (curve->x.size() == 5 && curve->ink.role == Ink::muted) frame = curve;
    REQUIRE(frame);
    return {static_cast<float>(frame->x[0]), static_cast<float>(frame->y[0]),
            static_cast<float>(frame->x[1] - frame->x[0]), static_cast<float>(frame->y[2] - frame->y[1])};
}

} // namespace

TEST_CASE("lanes: from one x_t, DDPM's step is 1, the mean alone goes as far, DDIM half as far") {
    const Run run = traced(gaussian_1d()); // mean only, DDPM, half step, DDIM
    const View view = step_at(25, 2);      // DDPM's
    const Figure figure = figure_of("step-lanes", run, view);
    const double t = 0.5, s = 0.48, sigma2 = 0.04;
    const double share[] = {1, 1, 0.5, 1 / (1 + std::sqrt(s / t))};
    const auto ways = arrows_of(figure, Ink::sampler);
    REQUIRE(ways.size() == 4);
    for (const Arrows& way : ways) {
        CHECK(way.x[0] == 0);
        CHECK(way.dx[0] == doctest::Approx(share[way.ink.index]).epsilon(1e-9));
        CHECK(way.y[0] == doctest::Approx(-way.ink.index - 0.32)); // a lane each
    }
    // What 1 is: dt/t of the way from DDPM's own x_t to x0_hat.
    const double x_t = *run.samplers[1].paths.at(static_cast<int>(followed), 25);
    const double unit = (t - s) / t * (sigma2 / (sigma2 + t) - 1) * x_t;
    CHECK(text_with(figure, "1 = ").find("1 = " + number_text(std::abs(unit), 3) + " in x") != std::string::npos);
    CHECK(text_with(figure, "particle 3, pinned") != "");
    // DDPM alone adds noise: the particle's own draw, in the same unit.
    const double z = term_of(run, view, StepTerm::noise).value[0] / unit;
    CHECK(text_with(figure, "z: ").find(number_text(z, 3)) != std::string::npos);
    // Under DDPM the exact law is about DDPM's mean (a Gaussian): a bar of one standard deviation, cut to the axis.
    for (const Curve* bar : marks_of<Curve>(figure.overlay))
        if (bar->ink.role == Ink::exact) CHECK(0.5 * (bar->x[0] + bar->x[1]) > 0);
}

TEST_CASE("lanes stage by stage: ask, split, combine, add noise, arrive") {
    const Run run = traced(gaussian_1d());
    const auto at = [&](int stage) { return figure_of("step-lanes", run, step_at(25, 2, stage)); };
    CHECK(arrows_of(at(0), Ink::sampler).empty());
    // x0_hat is 1 / (dt/t) of DDPM's steps away.
    CHECK(text_with(at(1), "x̂₀ is this way, at ") == "x̂₀ is this way, at 25");
    CHECK(arrows_of(at(1), Ink::sampler).empty());
    CHECK(text_with(at(2), "σₜ ε̂: ") != "");
    CHECK(arrows_of(at(3), Ink::sampler).size() == 4);
    CHECK(text_with(at(3), "z: ") == "");
    CHECK(text_with(at(4), "z: ") != "");
    const auto bars = [&](int stage) {
        const Figure figure = at(stage);
        const auto curves = marks_of<Curve>(figure.overlay);
        return std::count_if(curves.begin(), curves.end(), [](const Curve* c) { return c->ink.role == Ink::exact; });
    };
    CHECK(bars(4) == 0);
    CHECK(bars(5) == 4);
}

TEST_CASE("lanes in the plane lie along DDPM's step; samplers on other levels say so") {
    Experiment experiment = ring_2d();
    experiment.samplers.push_back(sampler("ten", SamplerKind::ddim));
    experiment.samplers.back().steps = 7;
    experiment.samplers.back().spacing = Spacing::trailing;
    const Run run = traced(experiment);
    const Figure figure = figure_of("step-lanes", run, step_at(30, 2));
    const StepCoefficients& step = run.samplers[1].steps()[30];
    const double sigma_t = step.from.b / step.from.a, sigma_s = step.to.b / step.to.a;
    int seen = 0;
    for (const Arrows& way : arrows_of(figure, Ink::sampler)) {
        if (way.ink.index == 2) continue;
        ++seen;
        CHECK(way.dx[0] == doctest::Approx(way.ink.index == 0 ? 1 : 1 / (1 + sigma_s / sigma_t)).epsilon(1e-9));
    }
    CHECK(seen == 2);
    CHECK(text_with(figure, "across") == ""); // all of these go straight to x0_hat
    CHECK(text_with(figure, "from t = ") != "");
}

TEST_CASE("the plane: a small step is enlarged in an inset, which says how much and stands clear of it") {
    const Run run = traced(ring_2d());
    for (const int level : {50, 30, 10}) {
        CAPTURE(level);
        const View view = step_at(level, 1);
        const Figure figure = figure_of("plane", run, view);
        const double times = times_of(figure);
        REQUIRE(times >= 2);
        const double leading = times / std::pow(10, std::floor(std::log10(times) + 1e-9));
        CHECK((leading == doctest::Approx(1) || leading == doctest::Approx(2) || leading == doctest::Approx(5)));
        // The noise: as it is, and enlarged within the frame.
        const Vec noise = term_of(run, view, StepTerm::noise).value;
        const auto arrows = arrows_of(figure, Ink::series, StepTerm::noise);
        REQUIRE(arrows.size() == 2);
        const Rect frame = inset_of(figure);
        for (int c = 0; c < 2; ++c) {
            const auto length = [&](const Arrows& a) { return c == 0 ? a.dx[0] : a.dy[0]; };
            CHECK(length(arrows[0]) == doctest::Approx(noise[c]).epsilon(1e-9));
            CHECK(length(arrows[1]) == doctest::Approx(times * noise[c]).epsilon(1e-9));
        }
        const auto inside = [&](double x, double y) {
            return frame.contains({static_cast<float>(x), static_cast<float>(y)});
        };
        CHECK(inside(arrows[1].x[0], arrows[1].y[0]));
        CHECK(inside(arrows[1].x[0] + arrows[1].dx[0], arrows[1].y[0] + arrows[1].dy[0]));
        const auto step = plots::inspected_step(run, view);
        CHECK_FALSE(inside(step->x_from[0], step->x_from[1]));
        CHECK_FALSE(inside(step->x_to[0], step->x_to[1]));
        // Slow motion moves nothing but what is in it.
        const Rect before = inset_of(figure_of("plane", run, step_at(level, 1, 0)));
        CHECK(before.x == frame.x);
        CHECK(before.y == frame.y);
        View as_it_is = view; // for files of data
        as_it_is.enlarge = false;
        const Figure plain = figure_of("plane", run, as_it_is);
        CHECK(times_of(plain) == 1);
        CHECK(arrows_of(plain, Ink::series).size() == 3);
        // Zoomed in on the step, there is nothing to enlarge, or less.
        View close = view;
        close.plots[find_plot("plane")].x.range = AxisView::Span{step->x_to[0] - 0.3, step->x_to[0] + 0.3};
        close.plots[find_plot("plane")].y.range = AxisView::Span{step->x_to[1] - 0.3, step->x_to[1] + 0.3};
        CHECK(times_of(figure_of("plane", run, close)) < times);
        CHECK_FALSE(draws_the_same(close, view));
    }
}

TEST_CASE("on a line the end of a step is enlarged where all of it would hide it, and what reaches beyond is cut off") {
    Experiment experiment = gaussian_1d();
    experiment.process.steps = 1000;
    experiment.run.particles = 20;
    const Run run = traced(experiment);
    const View view = step_at(900, 2); // DDPM
    const Figure figure = figure_of("xt", run, view);
    const double times = times_of(figure);
    CHECK(times >= 20); // noise of sqrt(dt) = 0.03 on an axis of eight
    const auto noise = arrows_of(figure, Ink::series, StepTerm::noise);
    REQUIRE(noise.size() == 1);
    CHECK(noise[0].dy[0] == doctest::Approx(times * term_of(run, view, StepTerm::noise).value[0]).epsilon(1e-9));
    CHECK(arrows_of(figure, Ink::series, StepTerm::x0).empty());
    const std::string x0 = text_with(figure, "x̂₀");
    CHECK((x0 == "x̂₀ ↓" || x0 == "x̂₀ ↑"));
    for (const Arrows* arrow : marks_of<Arrows>(figure.overlay)) {
        CHECK(arrow->y[0] >= figure.y.lo);
        CHECK(arrow->y[0] <= figure.y.hi);
    }
}

TEST_CASE("the coefficients of the inspected sampler are its rule's, and their curves are their terms'") {
    const Run run = traced(gaussian_1d());
    const double t = 0.5, s = 0.48;
    struct Expected {
        int sampler;
        double k_x0, k_eps, sigma;
    };
    // On VE: x_s = x0_hat + k_eps eps_hat + sigma z.
    for (const Expected& e :
         {Expected{2, 1, s / std::sqrt(t), std::sqrt(s * (t - s) / t)}, Expected{4, 1, std::sqrt(s), 0}}) {
        CAPTURE(e.sampler);
        View view = step_at(25, e.sampler);
        const Figure figure = figure_of("step-terms", run, view);
        std::vector<double> at(6, 0);
        for (const Curve* curve : marks_of<Curve>(figure.overlay)) {
            if (curve->ink.role != Ink::series) continue;
            const auto i = static_cast<std::size_t>(
                std::min_element(curve->x.begin(), curve->x.end(),
                                 [&](double a, double b) { return std::abs(a - t) < std::abs(b - t); }) -
                curve->x.begin());
            CHECK(curve->x[i] == doctest::Approx(t));
            at[static_cast<std::size_t>(curve->ink.index / plots::series_colors)] = curve->y[i];
        }
        CHECK(at[StepTerm::x0] == doctest::Approx(e.k_x0).epsilon(1e-9));
        CHECK(at[StepTerm::eps] == doctest::Approx(e.k_eps).epsilon(1e-9));
        CHECK(at[StepTerm::noise] == doctest::Approx(e.sigma).epsilon(1e-9));
        CHECK(text_with(figure, number_text(e.k_eps, 4)) != "");
        // Pointing at a curve is pointing at its term, and the others step back.
        FakeCanvas canvas;
        const Theme theme = light_theme();
        const Layout layout = halfstep::layout(figure, {{0, 0, 600, 400}, 1}, theme, canvas);
        CHECK(plots::term_at(figure, layout, layout.at(t - 0.2, std::sqrt(s)), 2) == -1);
        CHECK(plots::term_at(figure, layout, layout.at(t, e.k_eps), 4) == StepTerm::eps);
        CHECK(plots::term_at(figure, layout, layout.at(t, 1), 4) == StepTerm::x0);
        view.term = StepTerm::eps;
        for (const Mark& mark : overlay_of("step-terms", run, view))
            if (const Curve* curve = std::get_if<Curve>(&mark); curve && curve->ink.role == Ink::series)
                CHECK((curve->ink.alpha == 1) == (curve->ink.index / plots::series_colors == StepTerm::eps));
    }
}

TEST_CASE("the denoiser's curve that a step asks is in its term's colour while the step is looked into") {
    const Run run = traced(gaussian_1d());
    const auto source = [&](const char* plot, const View& view) {
        const Curve* found = nullptr;
        static std::vector<Mark> overlay;
        overlay = overlay_of(plot, run, view);
        for (const Curve* curve : marks_of<Curve>(overlay))
            if (curve->ink.role == Ink::series) found = curve;
        return found;
    };
    const Curve* x0 = source("denoiser", step_at(25, 2));
    REQUIRE(x0);
    CHECK(x0->ink.index / plots::series_colors == StepTerm::x0);
    for (std::size_t i = 0; i < x0->x.size(); i += 16)
        CHECK(x0->y[i] == doctest::Approx(0.04 / 0.54 * x0->x[i]).epsilon(1e-9));
    const Curve* eps = source("denoiser-eps", step_at(25, 2));
    REQUIRE(eps);
    CHECK(eps->ink.index / plots::series_colors == StepTerm::eps);
    for (std::size_t i = 0; i < eps->x.size(); i += 16)
        CHECK(eps->y[i] == doctest::Approx(std::sqrt(0.5) / 0.54 * eps->x[i]).epsilon(1e-6));
    CHECK_FALSE(source("denoiser", step_at(25, 0)));
    CHECK_FALSE(source("denoiser-score", step_at(25, 2)));
}

TEST_CASE("latents: the run's particles are found where they are, by a click on them or on a latent") {
    for (Experiment experiment : {with_latents(gaussian_1d()), with_latents(ring_2d())}) {
        experiment.run.precision = Precision::double_;
        const Run run = run_of(experiment);
        REQUIRE(run.latents);
        const Latents& l = *run.latents;
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(l.sampler)];
        const bool line = plots::is_1d(run);
        const int last = sampler.paths.states - 1;
        const auto code = [&](int p, int c) { return sampler.paths.at(p, 0)[c] / l.scale; };
        const auto end = [&](int p, int c) { return sampler.paths.at(p, last)[c]; };
        const Figure figure = figure_of("latents", run, {});
        FakeCanvas canvas;
        const Theme theme = light_theme();
        const Layout layout = halfstep::layout(figure, {{0, 0, 900, 700}, 1}, theme, canvas);
        const Plot& plot = *find_plot("latents");
        int found = 0;
        for (int p = 0; p < 32; ++p) {
            const Point at = line ? layout.at(code(p, 0), end(p, 0)) : layout.at(end(p, 0), end(p, 1));
            const int there = plot.particle_at(run, layout, {}, at, 1);
            found += there == p;
            REQUIRE(there >= 0); // another one may lie just as near
        }
        CHECK(found >= 28);
        CHECK(plot.particle_at(run, layout, {}, {5, 5}, 3) == -1);
        // Of a latent the particle that starts nearest to it; of the data's point the one that ends nearest.
        const int dim = sampler.paths.dim;
        for (const auto which : {LatentPoint::z1, LatentPoint::z2, LatentPoint::x0}) {
            const Block<double>& place = which == LatentPoint::z1 ? l.z1 : which == LatentPoint::z2 ? l.z2 : l.x0;
            const auto away = [&](int p) {
                double square = 0;
                for (int c = 0; c < dim; ++c)
                    square += std::pow((which == LatentPoint::x0 ? end(p, c) : code(p, c)) - place(0, c), 2);
                return square;
            };
            const auto particle = static_cast<int>(plot.touch->particle(run, LatentPoint{which}));
            REQUIRE(particle >= 0);
            for (int p = 0; p < sampler.paths.particles; ++p) CHECK(away(p) >= away(particle));
            View view;
            view.pinned = particle;
            const auto dots = marks_of<Points>(overlay_of("latents", run, view));
            REQUIRE(!dots.empty());
            CHECK(dots.back().x[0] == (line ? code(particle, 0) : end(particle, 0)));
            CHECK(dots.back().y[0] == (line ? end(particle, 0) : end(particle, 1)));
        }
    }
}
