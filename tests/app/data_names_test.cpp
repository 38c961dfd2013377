// Rows of data say whose they are, and what; captions speak of the samplers that are shown.

#include "app/figure/mark_names.h"
#include "app/plots/plot_view.h"
#include "app/plots/shown.h"
#include "tests/app/paper_helpers.h"

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// The columns mark, kind and label of every row.
struct RowName {
    std::string mark, kind, label;
};
std::vector<RowName> row_names(const Run& run, const std::string& plot, int level) {
    std::vector<RowName> rows;
    std::string csv = write_csv(sheet_of(run, plot, {}, level));
    csv.erase(0, csv.find('\n') + 1);
    while (!csv.empty()) {
        std::vector<std::string> cells(1);
        for (const char c : csv.substr(0, csv.find('\n')))
            c == ',' ? void(cells.emplace_back()) : cells.back().push_back(c);
        csv.erase(0, csv.find('\n') + 1);
        if (cells.size() == 10) rows.push_back({cells[1], cells[2], cells[3]});
    }
    return rows;
}

} // namespace

TEST_CASE("data: whatever a sampler draws has its name, in every plot") {
    for (Experiment experiment : {gaussian_1d(), mixture_1d(), ring_2d()}) {
        experiment.run.particles = 60;
        experiment.process.steps = 12;
        const Run run = run_of(with_latents(experiment));
        View view;
        view.level = 5;
        view.pinned = 3;
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(run)) continue;
            CAPTURE(std::string(plot.name));
            Figure figure = plot.make(run, view);
            put_on_paper({}, true, figure);
            for (const Mark& mark : figure.marks) {
                const int i = sampler_index(mark);
                if (i < 0 || std::holds_alternative<Label>(mark) || std::holds_alternative<Handle>(mark)) continue;
                const std::string name(name_of(mark));
                CAPTURE(name);
                CAPTURE(std::string(kind_of(mark)));
                CHECK(name != "");
                if (std::string(plot.name) == "latents") continue; // of one sampler, which its caption names
                CHECK(name.starts_with(run.samplers[static_cast<std::size_t>(i)].spec().name));
            }
        }
    }
}

TEST_CASE("csv: rows of the posterior, of the ODE's paths and of the levels visited name their sampler") {
    Experiment experiment = ring_2d();
    experiment.run.particles = 60;
    for (const char* plot : {"posterior", "ode", "schedule"}) {
        CAPTURE(plot);
        int named[2] = {};
        for (const RowName& row : row_names(run_of(experiment), plot, 20)) {
            if (row.label == "DDPM") ++named[0];
            if (row.label == "DDIM") ++named[1];
            if (std::string(plot) == "ode" && row.kind == "curve") CHECK(row.label != "");
            if (std::string(plot) == "schedule" && row.kind == "polylines") CHECK(row.label != "");
            if (std::string(plot) == "posterior" && row.kind == "contours") CHECK(row.label != "");
        }
        CHECK(named[0] > 0);
        CHECK(named[1] > 0);
    }
}

TEST_CASE("data: an exact density that stands as averages over bins says so, and is the same entry of the legend") {
    constexpr double sigma = 1e-4;
    Experiment experiment = mixture_1d(); // two needles at -1 and 1
    experiment.target.components.resize(2);
    for (int i = 0; i < 2; ++i) {
        experiment.target.components[static_cast<std::size_t>(i)] = {};
        experiment.target.components[static_cast<std::size_t>(i)].mean = {2.0 * i - 1};
        experiment.target.components[static_cast<std::size_t>(i)].sigma = sigma;
    }
    experiment.run.particles = 400;
    const Run run = run_of(experiment);
    View view;
    const Figure narrow = paper_figure(*find_plot("histogram"), run, view, false);
    view.level = run.process().steps();
    const Figure wide = paper_figure(*find_plot("histogram"), run, view, false);
    const std::string name = "exact pₜ(x)", averages = name + " [averages over bins]";
    const auto curve_of_law = [](const Figure& figure) {
        for (const Curve* curve : marks_of<Curve>(figure))
            if (curve->ink.role == Ink::exact) return *curve;
        return Curve{};
    };
    const Curve steps = curve_of_law(narrow), smooth = curve_of_law(wide);
    CHECK(std::string(name_of(Mark(steps))) == averages);
    CHECK(std::string(name_of(Mark(smooth))) == name);
    CHECK(steps.label == smooth.label);
    // They are what the label says: the law's share of each bin, by its width.
    double mass = 0;
    REQUIRE(steps.x.size() % 2 == 0);
    for (std::size_t i = 0; i + 1 < steps.x.size(); i += 2) {
        const double lo = steps.x[i], hi = steps.x[i + 1];
        const auto under = [](double x, double mean) {
            return 0.5 * std::erfc(-(x - mean) / (sigma * std::sqrt(2.0)));
        };
        const auto below = [&](double x) { return 0.5 * (under(x, -1) + under(x, 1)); };
        if (steps.y[i] != steps.y[i + 1] || !(hi > lo)) continue;
        CHECK(steps.y[i] == doctest::Approx((below(hi) - below(lo)) / (hi - lo)).epsilon(1e-6));
        mass += steps.y[i] * (hi - lo);
    }
    CHECK(mass == doctest::Approx(1).epsilon(1e-6));
    int rows = 0;
    for (const RowName& row : row_names(run, "histogram", 0)) rows += row.kind == "curve" && row.label == averages;
    CHECK(rows == static_cast<int>(steps.x.size()));
    PlotView seen;
    seen.toggle(averages);
    CHECK(seen.hidden == std::vector<std::string>{name});
    CHECK(seen.hides(averages));
    CHECK(seen.hides(name));
    int ends[2] = {};
    for (const RowName& row : row_names(run, "xt", 0)) {
        ends[0] += row.label == "exact density [averages over bins]"; // at the data
        ends[1] += row.label == "exact density";                      // at the noise
    }
    CHECK(ends[0] > 0);
    CHECK(ends[1] > 0);
}

TEST_CASE("captions speak of the samplers that are shown alone: neither of muted ones nor of those off in the legend") {
    Experiment experiment = mixture_1d();
    experiment.samplers = {sampler("A", SamplerKind::ddim), sampler("Far", SamplerKind::ddpm)};
    experiment.process.steps = 20;
    experiment.run.particles = 200;
    Run run = run_of(experiment);
    // As a sampler that has diverged.
    for (auto& states : run.samplers.edit()[1].histograms)
        for (Histogram& histogram : states) histogram.above += histogram.total();
    const Plot& plot = *find_plot("histogram");
    const auto caption = [&](const View& view) { return paper_figure(plot, run, view, false).caption; };
    CHECK(caption({}).find("outside the bins: Far 50") != std::string::npos);
    View muted, off;
    muted.muted.add(1);
    off.plots[&plot].hidden = {"Far"};
    for (const View& view : {muted, off}) {
        CHECK(caption(view).find("Far") == std::string::npos);
        CHECK(caption(view).find("outside") == std::string::npos);
        CHECK_FALSE(plots::show_the_same_samplers({}, view)); // by which the window makes it anew
        CHECK_FALSE(plots::show_the_same_samplers(view, {}));
        CHECK(plots::show_the_same_samplers(view, view));
    }
    View other;
    other.muted.add(0);
    other.plots[&plot].hidden = {"A"};
    CHECK(caption(other).find("outside the bins: Far 50") != std::string::npos);
}

TEST_CASE(
    "captions speak of nothing that only a sampler out of view has: closed forms, second lines, counts of paths") {
    Experiment experiment = gaussian_1d();
    experiment.samplers = {sampler("DDIM", SamplerKind::ddim), sampler("Heun", SamplerKind::heun)};
    experiment.process.steps = 20;
    experiment.run.particles = 200;
    const Run run = run_of(experiment);
    View without, alone;
    without.muted.add(1);
    alone.muted.add(0);
    const auto caption = [&](const char* plot, const View& view) {
        return paper_figure(*find_plot(plot), run, view, false).caption;
    };
    const std::string line = "their first line";
    CHECK(caption("step-share", {}).find(line) != std::string::npos);
    CHECK(caption("step-share", alone).find(line) != std::string::npos);
    CHECK(caption("step-share", without).find(line) == std::string::npos);
}
