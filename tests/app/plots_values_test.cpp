// The numbers in the figures: closed forms and measurements, exactly where they belong.

#include "app/plots/bins.h"
#include "tests/app/plots_helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr double s2 = 0.04; // variance of the data of gaussian_1d()

const Curve* dashed_of(const Figure& figure, int sampler) {
    for (const Curve* curve : marks_of<Curve>(figure))
        if (curve->dash == Dash::dashed && curve->ink.role == Ink::sampler && curve->ink.index == sampler) return curve;
    return nullptr;
}

} // namespace

TEST_CASE("variance: dashed curves are the closed forms of MATH.md 2.3 and 2.5") {
    const Run run = run_of(gaussian_1d());
    const Figure figure = figure_of("variance", run, {});
    CHECK(figure.y.scale == Scale::log10); // from 1.04 down to 0.0015
    CHECK(figure.y.lo < 0.0015);
    CHECK(figure.y.lo >= 0.0005);
    CHECK(figure.y.hi == doctest::Approx(2));

    const double A = s2 / (1 + s2);
    REQUIRE(dashed_of(figure, 0));
    CHECK(dashed_of(figure, 0)->x.front() == 0);
    CHECK(dashed_of(figure, 0)->x.back() == 1);
    CHECK(dashed_of(figure, 0)->y.front() == doctest::Approx(A * A).epsilon(1e-9)); // mean only
    CHECK(dashed_of(figure, 0)->y.back() == doctest::Approx(1));                    // N(0, 1)

    double gain = std::sqrt(A); // DDIM: sqrt(A) prod cos(phi_k - phi_{k-1}), phi = arctan(sqrt(t) / s)
    for (int k = 1; k <= 50; ++k)
        gain *= std::cos(std::atan(std::sqrt(k / 50.0 / s2)) - std::atan(std::sqrt((k - 1) / 50.0 / s2)));
    REQUIRE(dashed_of(figure, 3));
    CHECK(dashed_of(figure, 3)->y.front() == doctest::Approx(gain * gain).epsilon(1e-9));

    const Curve* exact = curve_labelled(figure, "exact");
    REQUIRE(exact);
    CHECK(exact->ink.role == Ink::exact);
    for (std::size_t i = 0; i < exact->x.size(); ++i) CHECK(exact->y[i] == doctest::Approx(s2 + exact->x[i]));
}

TEST_CASE("variance over the exact one: the closed forms over s^2 + t, and 1 where a sampler is right") {
    const Run run = run_of(gaussian_1d());
    const Figure figure = figure_of("variance-ratio", run, {});
    CHECK(figure.y.scale == Scale::linear);
    CHECK(figure.y.lo == 0);
    const double A = s2 / (1 + s2);
    REQUIRE(dashed_of(figure, 0));
    CHECK(dashed_of(figure, 0)->y.front() == doctest::Approx(A * A / s2).epsilon(1e-9)); // mean only
    const Figure variance = figure_of("variance", run, {});
    for (int i = 0; i < 4; ++i) {
        const Curve *ratio = dashed_of(figure, i), *of = dashed_of(variance, i);
        REQUIRE(ratio);
        REQUIRE(ratio->x.size() == of->x.size());
        for (std::size_t k = 0; k < ratio->x.size(); ++k)
            CHECK(ratio->y[k] == doctest::Approx(of->y[k] / (s2 + ratio->x[k])).epsilon(1e-12));
    }
    const auto bands = marks_of<Band>(figure), wide = marks_of<Band>(variance);
    REQUIRE(bands.size() == 4);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(bands[i]->hi.front() - bands[i]->lo.front() ==
              doctest::Approx((wide[i]->hi.front() - wide[i]->lo.front()) / s2).epsilon(1e-9));
    const Curve* exact = curve_labelled(figure, "exact");
    REQUIRE(exact);
    CHECK(std::all_of(exact->y.begin(), exact->y.end(), [](double y) { return y == 1; }));
}

TEST_CASE("variance: solid curves are the measurements, bands two standard errors") {
    const Run run = run_of(gaussian_1d());
    const Figure figure = figure_of("variance", run, {});
    const auto bands = marks_of<Band>(figure);
    REQUIRE(bands.size() == 4);
    for (int i = 0; i < 4; ++i) {
        const Curve* measured = curve_labelled(figure, run.samplers[i].spec().name);
        REQUIRE(measured);
        REQUIRE(measured->x.size() == 51);
        for (const int state : {0, 25, 50}) {
            const Moments& moments = run.samplers[i].moments[state];
            CHECK(measured->x[50 - state] == run.process().levels[run.samplers[i].levels()[state]].t);
            CHECK(measured->y[50 - state] == moments.cov(0, 0));
            CHECK(bands[i]->hi[50 - state] == doctest::Approx(moments.cov(0, 0) + 2 * moments.se_var(0)));
            CHECK(bands[i]->lo[50 - state] == doctest::Approx(moments.cov(0, 0) - 2 * moments.se_var(0)));
        }
        // The figure's own claim: measured within errors of the dashed curve (5 of them; N = 2000, fixed seed).
        const Curve* dashed = dashed_of(figure, i);
        REQUIRE(dashed);
        for (std::size_t k = 0; k < measured->y.size(); ++k)
            CHECK(std::abs(measured->y[k] - dashed->y[k]) < 2.5 * (bands[i]->hi[k] - measured->y[k]) + 1e-6);
    }
    CHECK(figure.caption == "dashed: closed form \u00b7 band: \u00b12 standard errors \u00b7 2\u00a0000 particles");
}

TEST_CASE("variance: linear axis where it spans less than two decades; dots where only few levels are visited") {
    Experiment experiment = mixture_1d();
    experiment.samplers = {sampler("DDIM", SamplerKind::ddim)};
    experiment.samplers[0].steps = 5;
    experiment.samplers[0].spacing = Spacing::linspace;
    const Run run = run_of(experiment);
    const Figure figure = figure_of("variance", run, {});
    CHECK(figure.y.scale == Scale::linear);
    CHECK(figure.y.lo == 0);
    CHECK(dashed_of(figure, 0) == nullptr); // no closed form
    CHECK(figure.caption.find("closed form") == std::string::npos);
    REQUIRE(marks_of<Points>(figure).size() == 1);
    CHECK(marks_of<Points>(figure)[0]->x.size() == 6);
}

TEST_CASE("mean: measured, predicted and exact of a target off the origin") {
    Experiment experiment = gaussian_1d();
    experiment.target.mean = {0.7};
    const Run run = run_of(experiment);
    const Figure figure = figure_of("mean", run, {});
    for (const double y : curve_labelled(figure, "exact")->y) CHECK(y == doctest::Approx(0.7)); // VE: the mean stays
    // From N(0, 1) mean only ends at m + A (0 - m).
    CHECK(dashed_of(figure, 0)->y.front() == doctest::Approx(0.7 - s2 / (1 + s2) * 0.7));
    CHECK(dashed_of(figure, 0)->y.back() == doctest::Approx(0).epsilon(1e-12));
    CHECK(curve_labelled(figure, "DDIM")->y.front() == run.samplers[3].moments.back().mean(0));
    CHECK(figure.y.lo < 0);
    CHECK(figure.y.hi > 0.7);
}

TEST_CASE("two dimensions: variance averaged over coordinates, mean as a distance, with what noise alone gives") {
    Experiment experiment = ring_2d();
    experiment.target.kind = TargetKind::gaussian;
    experiment.target.mean = {1.0, -0.5};
    experiment.target.cov = {0.5, 0.2, 0.2, 0.3};
    const Run run = run_of(experiment);
    const Figure variance = figure_of("variance", run, {});
    const Moments& last = run.samplers[1].moments.back();
    CHECK(curve_labelled(variance, "DDIM")->y.front() == doctest::Approx(0.5 * (last.cov(0, 0) + last.cov(1, 1))));
    CHECK(curve_labelled(variance, "exact")->y.front() == doctest::Approx(0.4));
    CHECK(dashed_of(variance, 1)->y.front() == doctest::Approx(0.5 * run.samplers[1].predicted.back().cov.trace()));
    const auto band = marks_of<Band>(variance)[1];
    CHECK(band->hi.front() - band->lo.front() == doctest::Approx(2 * last.se_var.sum()));

    const Figure mean = figure_of("mean", run, {});
    CHECK(mean.y.lo == 0);
    const double distance = std::hypot(last.mean(0) - 1, last.mean(1) + 0.5);
    CHECK(curve_labelled(mean, "DDIM")->y.front() == doctest::Approx(distance));
    CHECK(curve_labelled(mean, "sampling noise alone")->y.front() == doctest::Approx(std::sqrt(0.8 / 1500)));
}

TEST_CASE("the cursor's dots sit on the state that is shown") {
    Experiment experiment = gaussian_1d();
    experiment.samplers = {sampler("DDIM", SamplerKind::ddim)};
    experiment.samplers[0].steps = 5; // levels 50, ..., 0
    experiment.samplers[0].spacing = Spacing::trailing;
    const Run run = run_of(experiment);
    View view;
    view.level = 37;
    const auto overlay = overlay_of("variance", run, view);
    const int state = run.samplers[0].state_at(37);
    const auto dots = marks_of<Points>(overlay);
    REQUIRE(dots.size() == 1);
    CHECK(dots[0]->x[0] == doctest::Approx(run.process().levels[run.samplers[0].levels()[state]].t));
    CHECK(dots[0]->x[0] >= 0.74f - 1e-6f);
    CHECK(dots[0]->y[0] == run.samplers[0].moments[state].cov(0, 0));
    CHECK(marks_of<Rule>(overlay)[0]->value == doctest::Approx(0.74));
}

TEST_CASE("schedule: the chain's own tables") {
    Experiment experiment = mixture_1d();
    experiment.samplers.resize(2);
    experiment.samplers[1].steps = 5;
    experiment.samplers[1].spacing = Spacing::trailing;
    const Run run = run_of(experiment);
    const Figure figure = figure_of("schedule", run, {});
    CHECK(figure.y.scale == Scale::log10);
    const Schedule& table = run.process().schedule;
    const Curve *alpha_bar = curve_labelled(figure, "\u1fb1"), *beta = curve_labelled(figure, "\u03b2"),
                *tilde = curve_labelled(figure, "\u03b2\u0303");
    REQUIRE(alpha_bar);
    REQUIRE(beta);
    REQUIRE(tilde);
    for (const int t : {1, 10, 50}) {
        CHECK(alpha_bar->y[t] == doctest::Approx(table.alpha_bar[t]));
        CHECK(beta->y[t] == doctest::Approx(table.beta[t]));
        if (t > 1) CHECK(tilde->y[t] == doctest::Approx(table.posterior_variance(t)));
    }
    CHECK(std::isnan(beta->y[0]));
    const auto rows = marks_of<Polylines>(figure);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0]->x.size() == 2 * 51);
    REQUIRE(rows[1]->x.size() == 2 * 6);
    for (int i = 0; i < 6; ++i) CHECK(rows[1]->x[2 * i] == run.samplers[1].levels()[i]);
    for (const float y : rows[1]->y) {
        CHECK(y < figure.y.tick_lo); // below the curves
        CHECK(y > figure.y.lo);
    }
}

TEST_CASE("schedule: a curve through control points shows them as handles on the SNR, which read back") {
    Experiment experiment = mixture_1d();
    experiment.process.steps = 40;
    experiment.process.schedule.kind = ScheduleKind::custom;
    const std::vector<ControlPoint> points = {{0, 6.5}, {0.3, 1}, {0.6, -2.5}, {1, -20}};
    experiment.process.schedule.points = points;
    const Figure figure = figure_of("schedule", run_of(experiment), {});
    const auto handles = marks_of<Handle>(figure);
    REQUIRE(handles.size() == points.size());
    for (int i = 0; i < 4; ++i) {
        CHECK(handles[i]->id == i);
        CHECK(handles[i]->x == doctest::Approx(40 * points[i].u));
        CHECK(handles[i]->seen_y() >= figure.y.tick_lo);
        CHECK(handles[i]->seen_y() <= figure.y.tick_hi);
        CHECK(!handles[i]->tip.empty());
        const ControlPoint back{handles[i]->x / 40, std::log(handles[i]->y)};
        CHECK(back.u == doctest::Approx(points[i].u));
        CHECK(back.log_snr == doctest::Approx(points[i].log_snr));
    }
    CHECK(handles[3]->seen_y() == figure.y.tick_lo); // far below the axis: at its edge, to be taken hold of

    experiment.process.schedule.alpha_bar = {0.9, 0.5};
    experiment.process.steps = 2;
    CHECK(marks_of<Handle>(figure_of("schedule", run_of(experiment), {})).empty()); // a list has none
    CHECK(marks_of<Handle>(figure_of("schedule", run_of(mixture_1d()), {})).empty());
}

TEST_CASE("a grid of ve that is not even in the variance is told apart: sigma at the cursor, t = k/T on the axis") {
    Experiment experiment = gaussian_1d();
    const auto labels = [&] {
        const Figure figure = figure_of("xt", run_of(experiment), {25});
        std::string text = figure.x.label;
        for (const Label* label : marks_of<Label>(figure.overlay)) text += " | " + label->text;
        return text;
    };
    CHECK(labels() == "t | t = 0.5   k = 25 / 50");
    experiment.process.sigma_max = 4;
    CHECK(labels() == "t = k/T | t = 0.5   k = 25 / 50   \u03c3 = 2.83");
    experiment.process.grid = Grid::optimal;
    CHECK(labels().find("\u03c3 = ") != std::string::npos);
    const Figure figure = figure_of("schedule", run_of(experiment), {});
    std::string legend;
    for (const Curve* curve : marks_of<Curve>(figure)) legend += curve->label + " ";
    CHECK(legend.find("B = b\u209c\u00b2\u2212(a\u209c/a\u209b)\u00b2b\u209b\u00b2") != std::string::npos);
}

TEST_CASE("schedule: ve and flow say what takes the place of the chain's tables") {
    Experiment experiment = gaussian_1d();
    const Run run = run_of(experiment);
    const Figure figure = figure_of("schedule", run, {});
    CHECK(curve_labelled(figure, "\u1fb1") == nullptr);
    const Curve *alpha_bar = curve_labelled(figure, "\u1fb1 = a\u00b2/(a\u00b2+b\u00b2)"),
                *snr = curve_labelled(figure, "SNR"), *beta = curve_labelled(figure, "\u03b2 = \u0394t"),
                *tilde = curve_labelled(figure, "\u03b2\u0303");
    REQUIRE(alpha_bar);
    REQUIRE(snr);
    REQUIRE(beta);
    REQUIRE(tilde);
    CHECK(alpha_bar->y[25] == doctest::Approx(1 / 1.5));
    CHECK(snr->y[25] == doctest::Approx(2));
    CHECK(beta->y[25] == doctest::Approx(0.02));
    CHECK(tilde->y[25] == doctest::Approx(0.48 * 0.02 / 0.5)); // (t - dt) dt / t
    CHECK(std::isinf(snr->y[0]));
    experiment.process.kind = ProcessKind::flow;
    const Sane sane(figure_of("schedule", run_of(experiment), {}));
}

TEST_CASE("bars hold the particles; the exact density holds mass one") {
    const Run run = run_of(mixture_1d());
    for (const int level : {0, 25, 50}) {
        View view;
        view.level = level;
        const Figure figure = figure_of("histogram", run, view);
        const Curve* exact = curve_labelled(figure, "exact p\u209c(x)");
        REQUIRE(exact);
        double mass = 0;
        for (std::size_t i = 1; i < exact->x.size(); ++i)
            mass += 0.5 * (exact->y[i] + exact->y[i - 1]) * (exact->x[i] - exact->x[i - 1]);
        CHECK(mass == doctest::Approx(1).epsilon(2e-3));
        for (const SamplerRun& sampler : run.samplers) {
            const Histogram* histogram = plots::histogram_of(sampler, 0, sampler.state_at(level));
            REQUIRE(histogram);
            const Bars bars = plots::density_bars(*histogram, 0.05);
            double inside = 0;
            for (std::size_t i = 0; i < bars.height.size(); ++i)
                inside += bars.height[i] * (bars.edges[i + 1] - bars.edges[i]);
            const double outside = static_cast<double>(histogram->below + histogram->above) / 2000;
            CHECK(inside == doctest::Approx(1 - outside));
        }
    }
}
