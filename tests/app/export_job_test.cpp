// What goes into files: the plots as they are seen, made off the frame.

#include "app/model/export_job.h"
#include "app/scene/scene.h"
#include "core/run/simulate.h"
#include "tests/app/child.h"
#include "tests/app/paper_helpers.h"

#include <doctest/doctest.h>

using namespace halfstep;
using halfstep::testing::contains;
using halfstep::testing::count_of;
using halfstep::testing::eventually;
using halfstep::testing::read_whole;
using halfstep::testing::TemporaryFolder;

namespace {

std::shared_ptr<const Run> small_run() {
    static const auto run = [] {
        Experiment experiment;
        experiment.title = "small";
        experiment.process.steps = 20;
        experiment.samplers.resize(2);
        experiment.samplers[0].name = "First";
        experiment.samplers[1].name = "Second";
        experiment.samplers[1].kind = SamplerKind::ddpm;
        experiment.run.particles = 400;
        return std::make_shared<const Run>(simulate(experiment));
    }();
    return run;
}

SheetRequest request_of(const std::vector<const char*>& plots) {
    SheetRequest request;
    request.run = small_run();
    request.view.level = 5;
    request.color_map = "quiet";
    for (const char* name : plots) request.plots.push_back({find_plot(name), {}});
    return request;
}

const Figure& only_figure(const Sheet& sheet) {
    REQUIRE(sheet.panels.size() == 1);
    return sheet.panels[0].figure;
}

} // namespace

TEST_SUITE("app/export_job") {
    TEST_CASE("a plot that nobody has touched is the one of the command line") {
        SheetRequest request = request_of({"variance"});
        request.options.cursor = false;
        View view;
        view.level = 5;
        const Sheet plain = make_sheet(*small_run(), {find_plot("variance")}, view, false, {});
        CHECK(write_svg(seen_sheet(request)) == write_svg(plain));
        request.options.cursor = true;
        CHECK(write_svg(seen_sheet(request)) ==
              write_svg(make_sheet(*small_run(), {find_plot("variance")}, view, true, {})));
    }

    TEST_CASE("zoom, scales and directions go along") {
        SheetRequest request = request_of({"variance"});
        PlotView& view = request.plots[0].view;
        view.x.range = AxisView::Span{0.25, 0.5};
        lock(view.y, {0.125, 0.75, Scale::linear, 0, 1}, true);
        view.y.scale = Scale::linear;
        view.x.inverted = true;
        const Sheet sheet = seen_sheet(request);
        const Layout& layout = sheet.panels.at(0).layout;
        CHECK(layout.x.lo == 0.25);
        CHECK(layout.x.hi == 0.5);
        CHECK(layout.x.pixel_lo > layout.x.pixel_hi);
        CHECK(layout.y.lo == 0.125);
        CHECK(layout.y.hi == 0.75);
        CHECK(layout.y.scale == Scale::linear);
    }

    TEST_CASE("hidden entries are gone") {
        SheetRequest request = request_of({"variance"});
        request.plots[0].view.toggle("First");
        const std::string svg = write_svg(seen_sheet(request));
        CHECK(contains(svg, "Second"));
        CHECK_FALSE(contains(svg, "First<"));
        const std::string csv = seen_csv(*small_run(), {.level = 5}, request.plots[0]);
        CHECK(csv.rfind("plot,mark,kind,label,line,x,y,x_end,y_end,value\n", 0) == 0);
        CHECK(contains(csv, "variance,"));
        CHECK(contains(csv, ",Second,"));
        CHECK_FALSE(contains(csv, ",First,"));
    }

    TEST_CASE("the sheet carries its scene; several plots are a panel of the panel's width") {
        SheetRequest request = request_of({"variance", "mean"});
        request.options.panel_width = 150;
        const Sheet sheet = seen_sheet(request);
        CHECK(sheet.panels.size() == 2);
        CHECK(sheet.width == doctest::Approx(150 * 72 / 25.4));
        CHECK(parse_scene(sheet.experiment, "sheet") == small_run()->experiment());
    }

    TEST_CASE("theme, colour map, ground, titles, size of type") {
        SheetRequest request = request_of({"xt"});
        request.options.theme = "dark";
        request.color_map = color_maps().back().name;
        Sheet sheet = seen_sheet(request);
        CHECK(sheet.theme.dark);
        CHECK(std::string(sheet.theme.map) == color_maps().back().name);
        CHECK(only_figure(sheet).title != "");
        request.options.transparent = true;
        request.options.titles = false;
        request.options.font_size = 12;
        sheet = seen_sheet(request);
        CHECK(sheet.theme.panel.a == 0);
        CHECK(only_figure(sheet).title == "");
        CHECK(sheet.panels[0].layout.scale * sheet.theme.axis_size == doctest::Approx(12));
    }

    TEST_CASE("what is impossible says so in the words of the dialog") {
        SheetRequest request = request_of({"xt"});
        request.options.width = 20;
        request.options.font_size = 24;
        std::string message;
        try {
            seen_sheet(request);
        } catch (const Error& error) {
            message = error.key + " " + error.what();
        }
        CHECK(message.rfind("width ", 0) == 0);
        CHECK(contains(message, "font size"));
        CHECK_FALSE(contains(message, "--"));
    }

    TEST_CASE("files are written on another thread; failures are told, and nothing is left") {
        const TemporaryFolder folder;
        std::atomic<int> woken{0};
        const auto main = std::this_thread::get_id();
        Exporter exporter([&] { ++woken; });
        CHECK_FALSE(exporter.take());
        const auto outcome_of = [&](const std::string& path, std::function<std::string()> make) {
            exporter.start(path, std::move(make));
            std::optional<Exporter::Outcome> outcome;
            REQUIRE(eventually([&] {
                CHECK(exporter.busy()); // until its outcome has been taken
                outcome = exporter.take();
                return outcome.has_value();
            }));
            CHECK_FALSE(exporter.busy());
            CHECK(outcome->path == path);
            CHECK_FALSE(exporter.take()); // once
            return outcome->error;
        };
        bool elsewhere = false;
        CHECK(outcome_of(folder.path("a.txt"), [&] {
                  elsewhere = std::this_thread::get_id() != main;
                  return std::string("bytes");
              }) == "");
        CHECK(elsewhere);
        CHECK(read_whole(folder.path("a.txt")) == "bytes");
        CHECK(contains(outcome_of(folder.path("none/a.txt"), [] { return std::string("x"); }), "none/a.txt"));
        CHECK(outcome_of(folder.path("a.txt"), []() -> std::string { throw Error("resolution", "is too much"); }) ==
              "resolution is too much");
        CHECK(outcome_of(folder.path("a.txt"), []() -> std::string { throw std::bad_alloc(); }) != "");
        CHECK(read_whole(folder.path("a.txt")) == "bytes");
        CHECK(folder.entries() == 1);
        CHECK(eventually([&] { return woken == 4; }));
    }

    TEST_CASE("going away waits for the file") {
        const TemporaryFolder folder;
        {
            Exporter exporter([] {});
            exporter.start(folder.path("late"), [] {
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
                return std::string("whole");
            });
        }
        CHECK(read_whole(folder.path("late")) == "whole");
    }
}
