// What figures hold, and files of data with them, is what it says: every value recomputed, over every shipped lesson,
// whatever the axes show.

#include "app/base/number_text.h"
#include "app/export/table.h"
#include "app/figure/cut_notes.h"
#include "app/plots/bins.h"
#include "app/scene/scene.h"
#include "core/measure/variational_bound.h"
#include "core/run/simulate.h"
#include "tests/app/fake_canvas.h"
#include "tests/app/plots_helpers.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Every lesson with fewer particles: exact values do not hang on their number, and measured ones are recomputed from
/// the run.
const std::vector<Run>& lesson_runs() {
    static const std::vector<Run> runs = [] {
        std::vector<Run> all;
        for (const Lesson& lesson : lessons()) {
            Experiment experiment = parse_scene(lesson.toml, lesson.name);
            experiment.run.particles = 400;
            SimulateOptions options;
            options.loss_terms = 100'000;
            options.exact_clouds = 2;
            all.push_back(simulate(experiment, options));
        }
        return all;
    }();
    return runs;
}

std::vector<View> cursors(const Run& run) {
    std::vector<View> list(3);
    list[1].level = run.process().steps() / 3;
    list[2].level = run.process().steps();
    return list;
}

const Curve* curve_of(const Figure& figure, const std::string& label, Dash dash) {
    for (const Curve* curve : marks_of<Curve>(figure))
        if (is_called(*curve, label) && curve->dash == dash && !curve->x.empty()) return curve;
    return nullptr;
}

std::vector<std::string> notes_of(const Figure& figure) {
    std::vector<std::string> texts;
    FakeCanvas canvas;
    const Layout in_view = layout(figure, {{0, 0, 600, 400}, 1}, light_theme(), canvas);
    for (const Label& note : cut_notes(figure, in_view, light_theme(), canvas)) texts.push_back(note.text);
    return texts;
}

bool arrow_says(const std::vector<std::string>& notes, const std::string& arrow, double value) {
    return std::count(notes.begin(), notes.end(), arrow + " " + number_text(value, 3)) > 0;
}

double relative(double value, double want) { return std::abs(value - want) / std::max(std::abs(want), 1e-300); }

} // namespace

TEST_CASE("what a resting axis does not hold of a curve, the figure says") {
    for (const Run& run : lesson_runs())
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(run)) continue;
            for (const View& view : cursors(run)) {
                const Figure figure = plot.make(run, view);
                if (figure.equal_aspect) continue; // the plane: a place out of view is no value out of view
                INFO(run.experiment().title, ", ", std::string(plot.name), " at level ", view.level);
                const std::vector<std::string> notes = notes_of(figure);
                for (const Curve* curve : marks_of<Curve>(figure)) {
                    if (curve->quiet) continue;
                    double least = figure.y.hi, greatest = figure.y.lo;
                    for (std::size_t i = 0; i < curve->x.size(); ++i) {
                        const double y = curve->y[i];
                        if (!std::isfinite(y) || (figure.y.scale == Scale::log10 && !(y > 0))) continue;
                        least = std::min(least, y);
                        greatest = std::max(greatest, y);
                    }
                    const double slack = 1e-6 * (figure.y.hi - figure.y.lo);
                    if (greatest > figure.y.hi + slack) CHECK(arrow_says(notes, "\u2191", greatest));
                    if (figure.y.scale == Scale::log10 ? least < figure.y.lo * (1 - 1e-6) : least < figure.y.lo - slack)
                        CHECK(arrow_says(notes, "\u2193", least));
                }
            }
        }
}

TEST_CASE(
    "axes of weights and distances hold all of their curves in every lesson, those of moments all that is exact") {
    for (const Run& run : lesson_runs())
        for (const char* name : {"weights", "distance", "mean", "variance"}) {
            const Plot& plot = *find_plot(name);
            if (!plot.applies(run)) continue;
            INFO(run.experiment().title, ", ", std::string(name));
            Figure figure = plot.make(run, {});
            const bool moments = name == std::string("mean") || name == std::string("variance");
            for (Mark& mark : figure.marks) // few particles may carry a measured moment beyond
                if (auto* curve = std::get_if<Curve>(&mark); curve && curve->ink.role == Ink::sampler)
                    curve->quiet = moments && curve->dash == Dash::solid;
            std::string notes;
            for (const std::string& note : notes_of(figure)) notes += note + " ";
            CHECK(notes == "");
        }
}

TEST_CASE("weights of DDPM's steps lie within the axis, far below those of the losses") {
    Experiment experiment = gaussian_1d();
    experiment.process = {ProcessKind::vp, 100, {ScheduleKind::cosine, 1e-4, 0.02, {}}};
    experiment.run.particles = 20;
    const Figure figure = figure_of("weights", run_of(experiment), {});
    const Curve *ddpm = curve_of(figure, "DDPM", Dash::solid), *x0 = curve_of(figure, "x\u2080, 1 / SNR", Dash::dashed);
    REQUIRE(ddpm);
    REQUIRE(x0);
    CHECK(*std::min_element(ddpm->y.begin(), ddpm->y.end()) > figure.y.lo);
    CHECK(*std::max_element(x0->y.begin(), x0->y.end()) < figure.y.hi);
    CHECK(*std::max_element(x0->y.begin(), x0->y.end()) > 1e6);
}

TEST_CASE("histogram: every bar holds its particles, and together all that are not said to be outside") {
    for (const Run& run : lesson_runs()) {
        const Figure figure = figure_of("histogram", run, {});
        INFO(run.experiment().title);
        for (const Bars* bars : marks_of<Bars>(figure)) {
            const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(bars->ink.index)];
            const double particles = static_cast<double>(run.particles);
            double mass = 0, inside = 0;
            for (std::size_t i = 0; i < bars->height.size(); ++i) {
                const double lo = bars->edges[i], hi = bars->edges[i + 1];
                const double count =
                    static_cast<double>(((sampler.final_x.col(0) >= lo) && (sampler.final_x.col(0) < hi)).count());
                mass += bars->height[i] * (hi - lo);
                inside += count / particles;
                CHECK(std::abs(bars->height[i] * (hi - lo) * particles - count) < 1.5); // one may lie on an edge
            }
            CHECK(std::abs(mass - inside) < 1.5 / particles);
            const bool outside = inside < 1 - 0.5 / particles;
            CHECK((figure.caption.find("outside the bins") != std::string::npos || !outside));
        }
    }
}

TEST_CASE("histogram: bars that leave the plot are whole in the data, and the plot says how high they are") {
    Experiment experiment = gaussian_1d(); // mean only ends with a standard deviation of 0.0385 where 0.2 is wanted
    experiment.process.steps = 100;
    const Run run = run_of(experiment);
    const Figure figure = figure_of("histogram", run, {});
    const std::vector<const Bars*> bars = marks_of<Bars>(figure);
    REQUIRE(bars.size() == 4);
    double mass = 0;
    for (std::size_t i = 0; i < bars[0]->height.size(); ++i)
        mass += bars[0]->height[i] * (bars[0]->edges[i + 1] - bars[0]->edges[i]);
    CHECK(mass == doctest::Approx(1));
    const double tallest = *std::max_element(bars[0]->height.begin(), bars[0]->height.end());
    CHECK(tallest > 8); // 1 / (0.0385 sqrt(2 pi)) = 10.4, over bins
    const std::vector<std::string> notes = notes_of(figure);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0] == "\u2191 " + as_operand(number_text(tallest / bars[0]->unit, 2)) + "\u00d7 exact peak");
}

TEST_CASE("x0_hat, eps_hat, score and v are the exact denoiser's at every point, by Bayes' rule") {
    const auto check = [](const Run& run, const View& view) {
        const int at = std::max(1, view.level);
        const Level& level = run.process().levels[static_cast<std::size_t>(at)];
        for (const char* name : {"denoiser", "denoiser-eps", "denoiser-score", "denoiser-v"}) {
            const Plot& plot = *find_plot(name);
            if (!plot.applies(run)) continue;
            INFO(run.experiment().title, ", ", std::string(name), " at level ", at);
            const Figure figure = plot.make(run, view);
            const auto* line = std::get_if<Curve>(&figure.marks.back()); // the exact one at the cursor
            REQUIRE(line);
            double worst = 0, size = 0;
            for (std::size_t i = 0; i < line->x.size(); i += 3) {
                const double x = line->x[i], a = level.a, b = level.b;
                const double x0 = posterior(run.target(), level, Vec::Constant(1, x)).mean[0], eps = (x - a * x0) / b;
                const std::string quantity = plot.name;
                const double v = run.process().kind == ProcessKind::flow ? eps - x0 : a * eps - b * x0;
                const double want = quantity == "denoiser"         ? x0
                                    : quantity == "denoiser-eps"   ? eps
                                    : quantity == "denoiser-score" ? -eps / b
                                                                   : v;
                worst = std::max(worst, std::abs(line->y[i] - want));
                size = std::max(size, std::abs(want));
            }
            CHECK(worst <= 1e-6 * size + 1e-9);
        }
    };
    for (const Run& run : lesson_runs())
        for (const View& view : cursors(run)) check(run, view);
    Experiment steep = gaussian_1d();
    steep.process = {ProcessKind::vp, 100, {ScheduleKind::cosine, 1e-4, 0.02, {}}};
    steep.run.particles = 20;
    const Run run = run_of(steep);
    View first;
    first.level = 1;
    check(run, first);
    // Far above the axis, which follows later levels, and there all the same: -x / (a^2 sigma^2 + b^2).
    const Figure figure = figure_of("denoiser-score", run, first);
    const auto* line = std::get_if<Curve>(&figure.marks.back());
    REQUIRE(line);
    const Level& level = run.process().levels[1];
    const double variance = level.a * level.a * 0.04 + level.b * level.b;
    for (std::size_t i = 0; i < line->x.size(); ++i)
        CHECK(line->y[i] == doctest::Approx(-line->x[i] / variance).epsilon(1e-9).scale(1e-6));
}

TEST_CASE("losses and weights: the closed forms at every level, however small") {
    Experiment experiment = gaussian_1d();
    experiment.target.sigma = 0.01;
    experiment.process = {ProcessKind::vp, 1000, {ScheduleKind::cosine, 1e-4, 0.02, {}}};
    experiment.run.particles = 20;
    const Run run = run_of(experiment);
    const Figure losses = figure_of("loss", run, {});
    const Curve *eps = curve_of(losses, "\u03b5", Dash::dashed), *x0 = curve_of(losses, "x\u2080", Dash::dashed),
                *v = curve_of(losses, "v", Dash::dashed);
    REQUIRE(eps);
    REQUIRE(x0);
    REQUIRE(v);
    double least = 1;
    for (std::size_t i = 0; i < eps->x.size(); ++i) {
        const Level& level = run.process().levels[static_cast<std::size_t>(std::lround(eps->x[i]))];
        const double a2 = level.a * level.a, b2 = level.b * level.b, floor = 1e-4 * b2 / (a2 * 1e-4 + b2);
        CHECK(relative(x0->y[i], floor) < 1e-9);
        CHECK(relative(eps->y[i], floor * a2 / b2) < 1e-9);
        CHECK(relative(v->y[i], floor / b2) < 1e-7);
        least = std::min(least, eps->y[i]);
    }
    CHECK(least < 1e-12);
    CHECK(arrow_says(notes_of(losses), "\u2193", least));
    for (const Run& lesson : lesson_runs()) {
        const Figure figure = figure_of("weights", lesson, {});
        INFO(lesson.experiment().title);
        const Curve *of_x0 = curve_of(figure, "x\u2080, 1 / SNR", Dash::dashed),
                    *of_v = curve_of(figure, "v, 1 + 1 / SNR", Dash::dashed);
        REQUIRE(of_x0);
        REQUIRE(of_x0->x.size() == static_cast<std::size_t>(lesson.process().steps()));
        for (std::size_t i = 0; i < of_x0->x.size(); ++i) {
            const Level& level = lesson.process().levels[i + 1];
            const double inverse_snr = level.b * level.b / (level.a * level.a);
            if (!std::isfinite(inverse_snr)) continue;
            CHECK(relative(of_x0->y[i], inverse_snr) < 1e-9);
            if (of_v) CHECK(relative(of_v->y[i], 1 + inverse_snr) < 1e-7);
        }
    }
}

TEST_CASE("bound: its terms, L_0 and L_T add up to what the legend says, at any number of steps") {
    Experiment long_chain = gaussian_1d();
    long_chain.process = {ProcessKind::vp, 4000, {ScheduleKind::cosine, 1e-4, 0.02, {}}};
    long_chain.run.particles = 20;
    std::vector<const Run*> runs;
    const Run longest = run_of(long_chain);
    for (const Run& run : lesson_runs()) runs.push_back(&run);
    runs.push_back(&longest);
    constexpr BoundVariance variances[] = {BoundVariance::large, BoundVariance::small, BoundVariance::best};
    constexpr const char* names[] = {"V = β", "V = β̃", "best V"};
    for (const Run* run : runs) {
        if (run->losses().empty()) continue;
        const Figure figure = figure_of("bound", *run, {});
        INFO(run->experiment().title);
        const std::vector<const Curve*> curves = marks_of<Curve>(figure);
        REQUIRE(curves.size() == 3);
        for (std::size_t i = 0; i < 3; ++i) {
            const VariationalBound& bound = run->losses().bound(variances[i]);
            double sum = 0;
            for (const Points* dot : marks_of<Points>(figure))
                if (dot->name == std::string("L₀, ") + names[i] || dot->name == "L_T") sum += dot->y.at(0);
            for (const double term : curves[i]->y) sum += term;
            if (!std::isfinite(bound.total.value)) continue;
            CHECK(sum == doctest::Approx(bound.total.value).epsilon(1e-9));
        }
    }
}

TEST_CASE("bound of one step: L_0 and L_T are all there is, in files of data by name and on the picture") {
    // x_1 = sqrt(0.3) x0 + sqrt(0.7) eps of N(0, 0.04): V = beta_1 = 0.7 of -log N(x0; x0_hat, V).
    Experiment one = gaussian_1d();
    one.process = {ProcessKind::vp, 1, {ScheduleKind::constant, 0.7, 0.7, {}}};
    one.target.mean = {0};
    one.target.sigma = 0.2;
    const Run run = run_of(one);
    const double s2 = 0.04, abar = 0.3, V = 0.7, error = s2 * 0.7 / (abar * s2 + 0.7);
    const double L_0 = 0.5 * (std::log(2 * std::acos(-1.0) * V) + error / V);
    const double L_T = 0.5 * (abar * s2 + 0.7 - 1 - std::log(0.7));
    const Figure figure = figure_of("bound", run, {});
    std::map<std::string, double> rows; // label -> y
    std::istringstream csv(figure_csv(figure));
    for (std::string line; std::getline(csv, line);) {
        const bool quoted = line.find('"') != std::string::npos; // "L₀, V = β"
        const std::size_t label = quoted ? line.find('"') + 1 : line.find("points,") + 7;
        if (line.find(",points,") == std::string::npos) continue;
        const std::string name = line.substr(label, line.find(quoted ? '"' : ',', label) - label);
        std::istringstream cells(line.substr(label + name.size() + (quoted ? 1 : 0)));
        std::string cell;
        for (int i = 0; i < 4; ++i) std::getline(cells, cell, ',');
        rows[name] = std::stod(cell);
    }
    REQUIRE(rows.size() == 4);
    CHECK(rows.at("L₀, V = β") == doctest::Approx(L_0).epsilon(1e-9));
    CHECK(rows.at("L_T") == doctest::Approx(L_T).epsilon(1e-9));
    for (const auto& [name, nats] : rows) CHECK((nats > figure.y.lo && nats < figure.y.hi));
}

TEST_CASE("moments, distances and the schedule: all levels, as the run has them") {
    for (const Run& run : lesson_runs()) {
        INFO(run.experiment().title);
        const Figure variance = figure_of("variance", run, {}), distance = figure_of("distance", run, {}),
                     mean = figure_of("mean", run, {});
        const Curve* exact = curve_of(variance, "exact", Dash::solid);
        REQUIRE(exact);
        REQUIRE(exact->x.size() == run.process().levels.size());
        const double data = run.target().cov().trace() / run.target().dim();
        for (std::size_t k = 0; k < exact->x.size(); ++k) {
            const Level& level = run.process().levels[k];
            CHECK(relative(exact->y[k], level.a * level.a * data + level.b * level.b) < 1e-9);
        }
        for (std::size_t s = 0; s < run.samplers.size(); ++s) {
            const SamplerRun& sampler = run.samplers[s];
            const Curve* measured = curve_of(variance, sampler.spec().name, Dash::solid);
            REQUIRE(measured);
            CHECK(measured->x.size() == sampler.shown_states().size());
            CHECK(measured->y.front() == doctest::Approx(sampler.moments.back().cov.trace() / run.target().dim()));
            const Curve* along = curve_of(distance, sampler.spec().name, Dash::solid);
            REQUIRE(along);
            for (std::size_t i = 0; i < along->y.size(); ++i) CHECK(along->y[i] == run.distances(s)[i].distance);
            if (run.target().dim() > 1) continue;
            const Curve* centre = curve_of(mean, sampler.spec().name, Dash::solid);
            REQUIRE(centre);
            CHECK(centre->y.front() == sampler.moments.back().mean[0]);
        }
        const Figure signal = figure_of("schedule-signal", run, {}), ratio = figure_of("schedule-log-snr", run, {});
        const Curve *a = curve_of(signal, "a", Dash::solid), *snr = marks_of<Curve>(ratio).front();
        REQUIRE(a);
        REQUIRE(a->y.size() == run.process().levels.size());
        for (std::size_t k = 0; k < a->y.size(); ++k) {
            const Level& level = run.process().levels[k];
            CHECK(a->y[k] == level.a);
            const double want = 2 * (std::log(level.a) - std::log(level.b)); // infinite at clean data and in pure noise
            CHECK((snr->y[k] == want || std::abs(snr->y[k] - want) < 1e-9));
        }
    }
}

TEST_CASE("densities of heat maps are densities: they integrate to one") {
    for (const Run& run : lesson_runs())
        for (const View& view : cursors(run))
            for (const char* name : {"xt", "plane"}) {
                const Plot& plot = *find_plot(name);
                if (!plot.applies(run)) continue;
                if (name == std::string("plane") && view.level == 0) continue; // points, some of them on its edge
                INFO(run.experiment().title, ", ", std::string(name), " at level ", view.level);
                const Figure figure = plot.make(run, view);
                const HeatMap& map = *marks_of<HeatMap>(figure).front();
                const double w = (map.x_hi - map.x_lo) / map.columns, h = (map.y_hi - map.y_lo) / map.rows;
                const bool line = plot.name == std::string("xt");
                std::vector<double> mass(line ? static_cast<std::size_t>(map.columns) : 1);
                for (std::size_t i = 0; i < map.value.size(); ++i)
                    mass[line ? i % static_cast<std::size_t>(map.columns) : 0] +=
                        static_cast<double>(map.value[i]) * (line ? h : w * h);
                for (const double one : mass) CHECK(one == doctest::Approx(1).epsilon(0.01));
            }
}

TEST_CASE("score and eps_hat keep their digits where there is hardly any noise") {
    Experiment experiment;
    experiment.target.sigma = 1;
    experiment.process.steps = 10;
    experiment.process.grid = Grid::karras;
    experiment.process.sigma_min = 1e-9;
    experiment.samplers.resize(1);
    experiment.run.particles = 10;
    const Run run = run_of(experiment);
    View view;
    view.level = 1;
    const double b = run.process().levels[1].b;
    CHECK(b == doctest::Approx(1e-9));
    for (const bool score : {true, false}) {
        const Figure figure = figure_of(score ? "denoiser-score" : "denoiser-eps", run, view);
        const double slope = (score ? -1 : b) / (1 + b * b);
        const Curve* bold = nullptr; // that at the cursor
        for (const Curve* curve : marks_of<Curve>(figure))
            if (!curve->quiet && (!bold || curve->width > bold->width)) bold = curve;
        REQUIRE(bold != nullptr);
        REQUIRE(bold->x.size() > 100);
        for (std::size_t i = 0; i < bold->x.size(); ++i)
            CHECK(bold->y[i] == doctest::Approx(slope * bold->x[i]).epsilon(1e-9));
    }
}
