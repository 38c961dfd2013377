// Where the legend of a figure on paper stands, and how much of its height words take: --legend and --caption.

#include "app/export/paper_canvas.h"
#include "core/run/simulate_beside.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const Run& legend_run() {
    static const Run run = run_of(mixture_1d());
    return run;
}

enum class StandsAt { none, inside, beside, above };

StandsAt place_of_legend(const Sheet& sheet) {
    const Layout& layout = sheet.panels.at(0).layout;
    const Rect plot = layout.panels.empty() ? layout.plot : layout.panels.back().plot;
    if (layout.legend.empty()) return StandsAt::none;
    bool inside = true, beside = true, above = true;
    for (const LegendEntry& entry : layout.legend) {
        inside = inside && plot.contains({entry.box.x, entry.box.y}) &&
                 plot.contains({entry.box.right() - 0.1f, entry.box.bottom() - 0.1f});
        beside =
            beside && entry.box.x > plot.right() && entry.box.right() <= sheet.width && entry.box.y >= plot.y - 0.1f;
        above = above && entry.box.bottom() <= layout.plot.y + 0.1f;
    }
    CHECK(inside + beside + above == 1);
    return inside ? StandsAt::inside : beside ? StandsAt::beside : StandsAt::above;
}

/// A plot that is full of marks, so that nothing has room in it.
Figure full_figure(int entries) {
    Figure figure;
    figure.name = "full";
    figure.title = "Full";
    Band all;
    all.x = {0, 1};
    all.lo = {0, 0};
    all.hi = {1, 1};
    all.ink = {Ink::exact, 0, 1};
    all.label = "all of it";
    figure.marks.emplace_back(all);
    for (int i = 1; i < entries; ++i) {
        Curve curve;
        curve.x = {0, 1};
        curve.y = {0.1 * i, 0.1 * i};
        curve.ink = {Ink::sampler, i, 1};
        curve.label = "sampler " + std::to_string(i);
        figure.marks.emplace_back(std::move(curve));
    }
    return figure;
}

Sheet full_sheet(LegendPlace place, double width, int entries = 4) {
    PaperOptions options;
    options.legend = place;
    options.width = width;
    return make_sheet({full_figure(entries)}, options);
}

/// What title and captions take of the height of a sheet of one figure, from the letters' boxes.
double share_of_words(const Sheet& sheet) {
    const Layout& layout = sheet.panels.at(0).layout;
    const Figure& figure = sheet.panels.at(0).figure;
    float top = sheet.height, bottom = 0;
    for (const FrameText& text : layout.texts) {
        const bool title = text.weight == Weight::bold;
        const bool caption = !text.text.empty() && figure.caption.find(text.text) != std::string::npos &&
                             text.box.bottom() < layout.plot.y && text.size < 8;
        if (!title && !caption) continue;
        top = std::min(top, text.box.y);
        bottom = std::max(bottom, text.box.bottom());
    }
    return bottom > top ? (bottom - top) / sheet.height : 0;
}

} // namespace

TEST_CASE("legend by itself: in the plot; where it would cover marks beside it, if that is wide enough; else above") {
    CHECK(place_of_legend(sheet_of(legend_run(), "variance")) == StandsAt::inside);
    CHECK(place_of_legend(full_sheet(LegendPlace::by_itself, 174)) == StandsAt::beside);
    CHECK(place_of_legend(full_sheet(LegendPlace::by_itself, 85)) == StandsAt::above);
    const Sheet wide = full_sheet(LegendPlace::by_itself, 174);
    CHECK(wide.panels[0].layout.plot.w >= 24 * 8);
    CHECK(wide.panels[0].layout.plot.w > 0.6f * wide.width);
    // With room in the plot there is no column, however wide.
    PaperOptions options;
    options.width = 174;
    CHECK(place_of_legend(sheet_of(legend_run(), "variance", options)) == StandsAt::inside);
}

TEST_CASE("legend as asked: inside, beside, above, none; many names beside make the figure higher") {
    for (const double width : {85.0, 174.0}) {
        CHECK(place_of_legend(full_sheet(LegendPlace::beside, width)) == StandsAt::beside);
        CHECK(place_of_legend(full_sheet(LegendPlace::above, width)) == StandsAt::above);
        CHECK(place_of_legend(full_sheet(LegendPlace::none, width)) == StandsAt::none);
        CHECK(place_of_legend(full_sheet(LegendPlace::inside, width)) == StandsAt::above); // it has no room there
    }
    PaperOptions above;
    above.legend = LegendPlace::above;
    CHECK(place_of_legend(sheet_of(legend_run(), "variance", above)) == StandsAt::above);
    const Sheet few = full_sheet(LegendPlace::beside, 85, 3), many = full_sheet(LegendPlace::beside, 85, 24);
    CHECK(place_of_legend(many) == StandsAt::beside);
    CHECK(many.height > few.height);
    CHECK(many.panels[0].layout.legend.size() == 24);
    CHECK(many.panels[0].layout.legend.back().box.bottom() <= many.height);
    // The preview of the dialog, laid out again with another face, is the same.
    SvgCanvas metrics;
    CHECK(lay_out_again(many, many.panels[0], 1, metrics).legend_beside);
}

TEST_CASE(
    "a caption: with the title a tenth of the height at most, in type of 6 pt or more, the plot as large as before") {
    int rows = 0;
    for (const char* plot : {"variance", "xt", "histogram", "loss", "mean", "denoiser"})
        for (const double width : {85.0, 120.0, 174.0})
            for (const double type : {7.0, 8.0, 10.0}) {
                CAPTURE(plot);
                CAPTURE(width);
                CAPTURE(type);
                PaperOptions options;
                options.width = width;
                options.font_size = type;
                const Sheet plain = sheet_of(legend_run(), plot, options);
                options.caption = true;
                const Sheet sheet = sheet_of(legend_run(), plot, options);
                CHECK(sheet.panels[0].layout.words <= 0.1f * sheet.height + 0.01f);
                CHECK(sheet.panels[0].layout.plot.h >= 0.97f * plain.panels[0].layout.plot.h);
                CHECK(sheet.height < 1.35f * plain.height);
                for (const FrameText& text : sheet.panels[0].layout.texts) CHECK(text.size >= 5.99f);
                rows += sheet.panels[0].layout.caption_rows;
            }
    CHECK(rows > 4); // some captions have rows of their own, others stand beside the title
    PaperOptions options;
    options.caption = true;
    const Sheet sheet = sheet_of(legend_run(), "variance", options);
    CHECK(share_of_words(sheet) <= 0.1);
    CHECK(share_of_words(sheet) > 0.05);
}

TEST_CASE("two scenes on paper: one legend for both, whoever has the sampler, and the same axes") {
    Experiment first = gaussian_1d(), second = gaussian_1d();
    first.run.particles = second.run.particles = 200;
    first.process.steps = second.process.steps = 20;
    second.samplers.pop_back();
    second.target.sigma *= 2;
    SimulateOptions simulation;
    const Run run = simulate_beside(make_problem(first), make_problem(second), simulation);
    const Sheet sheet = make_compared_sheet(run, {find_plot("xt")}, {}, false, {.width = double_column});
    REQUIRE(sheet.panels.size() == 2);
    REQUIRE(sheet.legend);
    std::vector<std::string> names;
    for (const LegendEntry& entry : sheet.legend->layout.legend) names.push_back(entry.label);
    for (const SamplerSpec& one : first.samplers) CHECK(std::count(names.begin(), names.end(), one.name) == 1);
    SvgCanvas metrics; // and in the preview of the dialog
    CHECK(lay_out_again(sheet, *sheet.legend, 1, metrics).legend.size() == names.size());
    const Layout &a = sheet.panels[0].layout, &b = sheet.panels[1].layout;
    CHECK(a.legend.empty());
    CHECK(b.legend.empty());
    CHECK(a.y.lo == b.y.lo);
    CHECK(a.y.hi == b.y.hi);
    CHECK(a.plot.y == b.plot.y);
    CHECK(a.plot.h == b.plot.h);
}

TEST_CASE("figure --legend: what is none of the places is refused, with all of them; data have no legend") {
    const TemporaryFolder folder;
    const ProcessResult wrong =
        run_halfstep({"figure", "sigma-squared", "--plot", "xt", "--legend", "left", "-o", folder.path("a.svg")});
    CHECK(wrong.code == 2);
    CHECK(contains(wrong.err, "--legend"));
    CHECK(contains(wrong.err, "auto, inside, beside, above, none"));
    CHECK(run_halfstep({"figure", "sigma-squared", "--legend", "none", "-o", folder.path("a.csv")}).code == 2);
    const auto svg = [&](const std::string& place) {
        const std::string path = folder.path(place + ".svg");
        REQUIRE(run_halfstep({"figure", "three-modes", "--plot", "mean", "--legend", place, "-o", path}).code == 0);
        return read_whole(path);
    };
    CHECK(contains(svg("above"), "DDIM with noise</text>"));
    CHECK_FALSE(contains(svg("none"), "DDIM with noise</text>"));
    CHECK(svg("beside") != svg("above"));
}
