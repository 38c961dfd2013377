// The plots of single steps: what p(x_s | x_t) is and what samplers make of it, and how far they go of DDPM's step.

#include "app/plots/common.h"
#include "core/sample/reverse.h"
#include "tests/app/fake_canvas.h"
#include "tests/app/plots_helpers.h"

#include <algorithm>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Area, mean and variance under a drawn curve.
struct CurveShape {
    double area = 0, mean = 0, variance = 0;
    int peaks = 0;

    explicit CurveShape(const Curve& curve) {
        for (int pass = 0; pass < 3; ++pass)
            for (std::size_t i = 1; i < curve.x.size(); ++i) {
                const double x = (curve.x[i] + curve.x[i - 1]) / 2;
                const double mass = (curve.y[i] + curve.y[i - 1]) / 2 * (curve.x[i] - curve.x[i - 1]);
                if (pass == 0) area += mass;
                if (pass == 1) mean += mass * x / area;
                if (pass == 2) variance += mass * (x - mean) * (x - mean) / area;
            }
        // A peak counts where the curve has come up from below by a twentieth of the tallest, and goes down again as
        // far.
        const double rise = 0.05 * *std::max_element(curve.y.begin(), curve.y.end());
        double low = 0, high = 0;
        bool up = true;
        for (const double y : curve.y) {
            high = std::max(high, y);
            low = std::min(low, y);
            if (up && y < high - rise) ++peaks, up = false, low = y;
            if (!up && y > low + rise) up = true, high = y;
        }
    }
};

const Curve& curve_in_ink(const Figure& figure, Ink::Role role, int index = 0, Dash dash = Dash::solid) {
    for (const Curve* curve : marks_of<Curve>(figure.overlay))
        if (curve->ink.role == role && curve->ink.index == index && curve->dash == dash) return *curve;
    FAIL("no such curve");
    throw 0;
}
const Curve& exact_of(const Figure& figure) { return curve_in_ink(figure, Ink::exact); }

/// Where a sampler without noise goes.
double needle_of(const Figure& figure, int sampler) {
    for (const Rule* rule : marks_of<Rule>(figure.overlay))
        if (rule->ink.role == Ink::sampler && rule->ink.index == sampler) return rule->value;
    FAIL("no needle");
    return 0;
}

bool caption_says(const Figure& figure, const std::string& text) {
    for (const Label* label : marks_of<Label>(figure.overlay))
        if (label->text == text) return true;
    return false;
}

View view_at(int level, int sampler = -1) {
    View view;
    view.level = level;
    view.sampler = sampler;
    view.particle = 0;
    return view;
}

/// Two modes, and few steps: what is between them may come from either.
Run few_steps() {
    Experiment experiment = mixture_1d();
    experiment.target.components = {{0.5, {-1.0}, 0.15, {}}, {0.5, {1.0}, 0.15, {}}};
    experiment.process.steps = 5;
    experiment.process.schedule.kind = ScheduleKind::cosine;
    return run_of(experiment);
}

} // namespace

TEST_CASE("the share of a step is drawn as its closed form says, at every t") {
    const Run run = run_of(gaussian_1d());
    const Figure figure = figure_of("step-share", run, {});
    const auto line = [&](const char* name) {
        const Curve* found = nullptr;
        for (const Curve* curve : marks_of<Curve>(figure))
            if (curve->label == name && !curve->x.empty()) found = curve;
        return found;
    };
    const Curve *ddim = line("DDIM"), *half = line("half step"), *ddpm = line("DDPM"), *mean_only = line("mean only");
    REQUIRE(ddim);
    REQUIRE(ddim->x.size() == 50);
    const double dt = 1.0 / 50;
    for (std::size_t i = 0; i < ddim->x.size(); ++i) {
        const double t = ddim->x[i];
        CHECK(t == doctest::Approx(dt * static_cast<double>(i + 1)));
        CHECK(ddim->y[i] == doctest::Approx(1 / (1 + std::sqrt(std::max(0.0, t - dt) / t))).epsilon(1e-7));
        CHECK(half->y[i] == doctest::Approx(0.5));
        CHECK(ddpm->y[i] == doctest::Approx(1));
        CHECK(mean_only->y[i] == doctest::Approx(1));
    }
    CHECK(ddpm->dash != mean_only->dash); // they lie upon each other, and both are to be seen
    // The cursor's dots are on the curves.
    const Figure here = figure_of("step-share", run, view_at(25));
    int dots = 0;
    for (const Points* dot : marks_of<Points>(here.overlay)) {
        CHECK(dot->x[0] == doctest::Approx(0.5));
        const double y = dot->ink.index == 3 ? 1 / (1 + std::sqrt(0.48 / 0.5)) : dot->ink.index == 2 ? 0.5 : 1;
        CHECK(dot->y[0] == doctest::Approx(y));
        ++dots;
    }
    CHECK(dots == 4);
}

TEST_CASE(
    "laws far narrower than the view have their own area as they are exported, and what is beside the view is told") {
    Experiment experiment = mixture_1d();
    experiment.target.components = {{2, {-1.3}, 1e-6, {}}, {5, {0.9}, 3e-5, {}}};
    experiment.process.steps = 41;
    experiment.run.particles = 20;
    const Run run = run_of(experiment);
    const auto area_over_peak = [](const Curve& curve) {
        return CurveShape(curve).area / *std::max_element(curve.y.begin(), curve.y.end());
    };
    // Of the whole law over its peak, that of the narrower mode: sqrt(2 pi) 1e-6 / (2 / 7).
    const Figure posterior = figure_of("posterior", run, view_at(1));
    CHECK(area_over_peak(*marks_of<Curve>(posterior.marks)[0]) ==
          doctest::Approx(std::sqrt(2 * 3.14159265358979) * 1e-6 * 3.5).epsilon(1e-3));
    // At t = 1 it is known which mode x_t came from, and a step to the data has that mode's width.
    const double x_t = *run.samplers[0].paths.at(0, run.samplers[0].state_at(1)), sd = x_t < 0 ? 1e-6 : 3e-5;
    for (const char* name : {"step", "step-place"}) {
        const Figure figure = figure_of(name, run, view_at(1));
        CHECK(area_over_peak(exact_of(figure)) == doctest::Approx(std::sqrt(2 * 3.14159265358979) * sd).epsilon(5e-3));
    }

    // A denoiser far off takes the samplers beside the view; each has a note, and none within the view has.
    experiment.denoiser = {DenoiserKind::perturbed, DenoiserError::bias, 30, 0.5, 1};
    const Run off = run_of(experiment);
    const auto notes = [](const Figure& figure) {
        int count = 0;
        for (const Label* label : marks_of<Label>(figure.overlay))
            count += label->text.starts_with("\u2190 ") || label->text.ends_with(" \u2192") ? 1 : 0;
        return count;
    };
    const Figure astray = figure_of("step", off, view_at(20));
    int beside = 0;
    for (const Rule* rule : marks_of<Rule>(astray.overlay))
        beside += rule->value < astray.x.lo || rule->value > astray.x.hi ? 1 : 0;
    for (const Curve* curve : marks_of<Curve>(astray.overlay))
        if (curve->ink.role != Ink::exact && !curve->x.empty())
            beside += curve->x.back() < astray.x.lo || curve->x.front() > astray.x.hi ? 1 : 0;
    CHECK(beside > 0);
    CHECK(notes(astray) == beside);
    CHECK(notes(figure_of("step", run, view_at(20))) == 0);
}

TEST_CASE("one step of the sigma-squared problem: three variances in order, and samplers where they go") {
    const Run run = run_of(gaussian_1d());
    const double dt = 1.0 / 50, t = 0.5, sigma2 = 0.04, s = t - dt;
    const Figure figure = figure_of("step", run, view_at(25));
    const CurveShape exact(exact_of(figure)), ddpm(curve_in_ink(figure, Ink::sampler, 1)),
        dashed(curve_in_ink(figure, Ink::text, 0, Dash::dashed));
    CHECK(exact.mean == doctest::Approx(0).epsilon(1e-4));
    CHECK(exact.variance == doctest::Approx((sigma2 + s) * dt / (sigma2 + t)).epsilon(2e-3));
    CHECK(dashed.variance == doctest::Approx(s * dt / t).epsilon(2e-3));
    CHECK(ddpm.variance == doctest::Approx(s * dt / t).epsilon(2e-3));
    CHECK(ddpm.area == doctest::Approx(exact.area).epsilon(2e-3)); // one scale for all
    CHECK(dashed.variance < exact.variance);
    CHECK(exact.variance < dt);
    const std::string variance = number_text((sigma2 + s) * dt / (sigma2 + t), 4);
    CHECK(caption_says(figure, "Var(x(t\u2212\u0394t) | x\u209c) = " + variance));
    CHECK(caption_says(figure, "(t\u2212\u0394t)\u0394t/t = " + number_text(s * dt / t, 4)));
    CHECK(caption_says(figure, "\u0394t = 0.02"));
    CHECK(caption_says(figure, "mean only: 0"));
    CHECK(caption_says(figure, "DDPM: " + number_text(s * dt / t, 4)));

    // From the first sampler's x_t: mean only goes to the mean, half a step half of the way, DDIM its share.
    const double x_t = *run.samplers[0].paths.at(0, 25), x0_hat = sigma2 / (sigma2 + t) * x_t;
    const double mean = x_t + dt / t * (x0_hat - x_t);
    CHECK(needle_of(figure, 0) == doctest::Approx(0).epsilon(1e-9));
    CHECK(needle_of(figure, 2) == doctest::Approx((x_t - mean) / 2).epsilon(1e-7));
    CHECK(needle_of(figure, 3) == doctest::Approx(x0_hat + std::sqrt(s / t) * (x_t - x0_hat) - mean).epsilon(1e-7));

    // In place the same about its mean.
    const CurveShape placed(exact_of(figure_of("step-place", run, view_at(25))));
    CHECK(placed.mean == doctest::Approx(mean).epsilon(1e-3));
    CHECK(placed.area > 0);
    // At the data, which no step leaves, the last one.
    CHECK(Dump::of(figure_of("step", run, view_at(0)).overlay) == Dump::of(figure_of("step", run, view_at(1)).overlay));
}

TEST_CASE("with few steps on two modes the exact law has two humps, and every sampler's one") {
    const Run run = few_steps();
    int humps = 0;
    for (int level = 2; level <= 5; ++level)
        for (int particle = 0; particle < 20; ++particle) {
            View view = view_at(level);
            view.particle = particle;
            for (const Figure& figure : {figure_of("step", run, view), figure_of("step-place", run, view)}) {
                const CurveShape exact(exact_of(figure)), ddpm(curve_in_ink(figure, Ink::sampler, 1));
                CHECK(ddpm.peaks == 1);
                humps = std::max(humps, exact.peaks);
                const double x_t = *run.samplers[0].paths.at(particle, 5 - level);
                const StepCoefficients& step = run.samplers[0].steps()[static_cast<std::size_t>(5 - level)];
                const Posterior law = reverse_moments(run.target(), step.from, step.to, Vec::Constant(1, x_t));
                if (figure.name == "step-place") CHECK(exact.mean == doctest::Approx(law.mean[0]).epsilon(0.01));
                if (figure.name == "step-place") CHECK(exact.variance == doctest::Approx(law.cov(0, 0)).epsilon(0.02));
            }
        }
    CHECK(humps == 2);
}

TEST_CASE("a sampler without noise goes where its needle stands, by both lines of the equation") {
    Experiment experiment = mixture_1d();
    experiment.run.precision = Precision::double_;
    experiment.process.steps = 30;
    experiment.samplers = {sampler("DPM", SamplerKind::dpm_solver), sampler("Heun", SamplerKind::heun),
                           sampler("ODE", SamplerKind::euler_ode), sampler("DDIM", SamplerKind::ddim)};
    experiment.samplers[3].clip.kind = Clip::Kind::static_;
    const Run run = run_of(experiment);
    for (int lead = 0; lead < 4; ++lead)
        for (const int level : {1, 2, 11, 30}) {
            const Figure figure =
                figure_of("step-place", run, view_at(level, lead)); // from the highlighted one's own x_t
            INFO("sampler ", lead, " level ", level);
            CHECK(needle_of(figure, lead) ==
                  doctest::Approx(*run.samplers[static_cast<std::size_t>(lead)].paths.at(0, 30 - level + 1))
                      .epsilon(1e-9));
        }
}

TEST_CASE("samplers that visit other levels make steps of their own") {
    Experiment experiment = gaussian_1d();
    experiment.samplers = {sampler("all", SamplerKind::ddpm), sampler("ten", SamplerKind::ddpm)};
    experiment.samplers[1].steps = 10;
    experiment.samplers[1].spacing = Spacing::trailing;
    const Run run = run_of(experiment);
    const Figure figure = figure_of("step", run, view_at(25));
    CHECK(figure.caption.find("own step") != std::string::npos);
    CHECK(caption_says(figure, "all: " + number_text(0.02 * 0.48 / 0.5, 4)));
    CHECK(caption_says(figure, "ten: " + number_text(0.1 * 0.4 / 0.5, 4))); // from 25 to 20
    int exact = 0;
    for (const Curve* curve : marks_of<Curve>(figure.overlay)) exact += curve->ink.role == Ink::exact;
    CHECK(exact == 2);
}

TEST_CASE("boxes: the exact law of a step has its mean and variance") {
    Experiment experiment = gaussian_1d();
    experiment.target.kind = TargetKind::uniform;
    experiment.target.boxes = {{1, {-1}, {-0.2}}, {1, {0.4}, {1}}};
    experiment.process.steps = 6;
    const Run run = run_of(experiment);
    for (const int level : {1, 3, 6}) {
        const Figure figure = figure_of("step", run, view_at(level));
        const CurveShape exact(exact_of(figure));
        const StepCoefficients& step = run.samplers[0].steps()[static_cast<std::size_t>(6 - level)];
        const Posterior law = reverse_moments(run.target(), step.from, step.to,
                                              Vec::Constant(1, *run.samplers[0].paths.at(0, 6 - level)));
        CHECK(exact.mean == doctest::Approx(0).epsilon(0.01 * std::sqrt(law.cov(0, 0))));
        CHECK(exact.variance == doctest::Approx(law.cov(0, 0)).epsilon(0.02));
    }
}

TEST_CASE("in the plane: each sampler's mean, circles of its noise, and lines of the exact law") {
    const Run run = run_of(ring_2d());
    const Figure figure = figure_of("step", run, view_at(30));
    REQUIRE(marks_of<Contours>(figure.overlay).size() == 1);
    CHECK(marks_of<Contours>(figure.overlay)[0]->levels.size() == 2);
    const StepCoefficients& step = run.samplers[0].steps()[30];
    const double sd = step.noise(0, 0);
    int circles = 0;
    for (const Curve* curve : marks_of<Curve>(figure.overlay)) {
        if (curve->ink.role != Ink::sampler) continue;
        const double r = (*std::max_element(curve->x.begin(), curve->x.end()) -
                          *std::min_element(curve->x.begin(), curve->x.end())) /
                         2;
        CHECK((r == doctest::Approx(sd).epsilon(1e-3) || r == doctest::Approx(2 * sd).epsilon(1e-3)));
        ++circles;
    }
    CHECK(circles == 2); // DDIM has none
    CHECK(caption_says(figure, "DDIM: 0"));
}

TEST_CASE("laws far narrower than the view keep their width and height in the data; what leaves the axis is noted") {
    Experiment experiment = mixture_1d();
    experiment.target.components = {{0.5, {-1.0}, 1e-5, {}}, {0.5, {1.0}, 1e-5, {}}};
    experiment.process.steps = 5;
    experiment.process.schedule.kind = ScheduleKind::cosine;
    experiment.run.particles = 50;
    const Run run = run_of(experiment);
    const Figure figure = figure_of("step-place", run, view_at(1)); // to the data: either mode
    const Curve& exact = exact_of(figure);
    const Posterior law = reverse_moments(run.target(), run.process().levels[1], run.process().levels[0],
                                          Vec::Constant(1, *run.samplers[0].paths.at(0, run.samplers[0].state_at(1))));
    const auto top = static_cast<std::size_t>(std::max_element(exact.y.begin(), exact.y.end()) - exact.y.begin());
    // Beside its peak, at a deviation of 1e-5, the curve is exp(-1/2) of it, and at half a deviation exp(-1/8).
    double beside = 0;
    for (std::size_t i = 0; i < exact.x.size(); ++i)
        if (std::abs(std::abs(exact.x[i] - exact.x[top]) - 0.5e-5) < 1e-8) beside = exact.y[i];
    CHECK(beside / exact.y[top] == doctest::Approx(std::exp(-0.125)).epsilon(1e-3));
    CHECK(std::abs(exact.x[top]) == doctest::Approx(1).epsilon(1e-4));
    CHECK(exact.y[top] > 1.5); // higher than the axis, with a note
    CHECK(law.cov(0, 0) < 2);
}

TEST_CASE("a step to narrow boxes far apart: each has its share, by Bayes' rule") {
    Experiment experiment = gaussian_1d();
    experiment.target.kind = TargetKind::uniform;
    experiment.target.boxes = {{1, {-1.234567}, {-1.234566}}, {1, {1.345678}, {1.34569}}};
    experiment.process.steps = 2;
    experiment.run.particles = 20;
    const Run run = run_of(experiment);
    for (const char* name : {"step", "step-place"}) {
        const Figure figure = figure_of(name, run, view_at(1)); // a half of the way of noise left: both are possible
        const Curve& curve = exact_of(figure);
        const double x_t = *run.samplers[0].paths.at(0, run.samplers[0].state_at(1)), b2 = 0.5;
        double area[2] = {}, of[2];
        for (const int i : {0, 1}) {
            const double view_at = i == 0 ? -1.2345665 : 1.345684;
            of[i] = std::exp(-0.5 * (x_t - view_at) * (x_t - view_at) / b2);
        }
        const double origin =
            name == std::string("step") ? (of[0] * -1.2345665 + of[1] * 1.345684) / (of[0] + of[1]) : 0;
        for (std::size_t i = 1; i < curve.x.size(); ++i)
            area[curve.x[i] + origin > 0] += 0.5 * (curve.y[i] + curve.y[i - 1]) * (curve.x[i] - curve.x[i - 1]);
        CHECK(area[0] / (area[0] + area[1]) == doctest::Approx(of[0] / (of[0] + of[1])).epsilon(0.02));
        CHECK(area[0] > 0);
        CHECK(area[1] > 0);
    }
}

TEST_CASE("one step: in a low and narrow plot numbers go rather than lie over each other, the exact variance last") {
    const Run run = run_of(gaussian_1d());
    for (const Notation notation : {Notation::ddpm, Notation::sigma2}) {
        View view = view_at(25);
        view.notation = notation;
        const Figure figure = figure_of("step", run, view);
        for (const Rect size : {Rect{0, 0, 320, 150}, Rect{0, 0, 420, 220}, Rect{0, 0, 800, 500}}) {
            CAPTURE(size.w);
            FakeCanvas canvas;
            const Layout placed = layout(figure, {size, 1.6f}, light_theme(), canvas);
            draw_overlay(figure, placed, light_theme(), canvas);
            std::vector<Rect> boxes;
            bool variance = false;
            for (const FakeCanvas::Text& text : canvas.labels) {
                const Point extent = canvas.measure(text.text, text.size, Weight::regular);
                const float height = 0.7f * extent.y; // of letters
                boxes.push_back({aligned(text.at.x, extent.x, text.horizontal),
                                 aligned(text.at.y, extent.y, text.vertical) + 0.15f * extent.y, extent.x, height});
                variance = variance || text.text.starts_with("Var(");
            }
            CHECK(variance);
            CHECK(boxes.size() >= 3);
            for (std::size_t i = 0; i < boxes.size(); ++i)
                for (std::size_t k = 0; k < i; ++k) CHECK_FALSE(boxes[i].overlaps(boxes[k]));
        }
    }
}
