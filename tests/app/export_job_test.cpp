// What goes into files: the plots as they are seen, made off the frame.

#include "app/export/film_run.h"
#include "app/model/export_job.h"
#include "app/model/film_export.h"
#include "app/scene/scene.h"
#include "core/run/comparison.h"
#include "core/run/simulate_beside.h"
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
        const std::string made_again = sheet.experiment.substr(0, sheet.experiment.find('\n'));
        CHECK(made_again.ends_with(" --font-size 12 --theme dark --colors " + request.color_map +
                                   " --transparent --no-titles"));
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

    TEST_CASE("while another scene stands beside, every plot that both have is there of both, in the panel's width") {
        Experiment first = small_run()->experiment(), second = first;
        second.title = "other";
        second.process.steps = 40;
        SheetRequest request = request_of({"xt"});
        request.run = std::make_shared<const Run>(simulate_beside(make_problem(first), make_problem(second), {}));
        request.view.compare = "other.toml";
        request.options.width = 85;
        request.options.panel_width = 150;
        CHECK(is_panel(request));
        Sheet sheet = seen_sheet(request);
        REQUIRE(sheet.panels.size() == 2);
        CHECK(contains(sheet.panels[0].figure.title, "small"));
        CHECK(contains(sheet.panels[1].figure.title, "other"));
        CHECK(sheet.width == doctest::Approx(150 * 72 / 25.4));
        CHECK(parse_with_view(sheet.experiment, "sheet").view.value_or(View{}).compare == "other.toml");
        request.plots[0].view.toggle("First"); // hidden in both
        const std::string svg = write_svg(seen_sheet(request));
        CHECK(contains(svg, "Second</text>"));
        CHECK_FALSE(contains(svg, "First</text>"));
        request.plots = {{find_plot("parting"), {}}}; // about both already
        CHECK_FALSE(is_panel(request));
        CHECK(seen_sheet(request).panels.size() == 1);
        // What is not measured yet is, of both.
        request.plots = {{find_plot("loss"), {}}};
        const auto complete = measured(request.run, request.plots);
        CHECK(complete->measures.have(find_plot("loss")->measures));
        CHECK(complete->comparison->second->measures.have(find_plot("loss")->measures));
    }

    TEST_CASE("a film's progress counts its simulation, which comes first") {
        if (!halfstep::testing::has_program("ffmpeg")) return;
        const TemporaryFolder folder;
        Experiment large = small_run()->experiment();
        large.process.steps = 500;
        large.run.particles = 400'000;
        SimulateOptions few;
        few.particles = 10;
        SheetRequest request = request_of({"variance"});
        request.run = std::make_shared<const Run>(simulate(make_problem(large), few));
        request.options.seconds = 1;
        request.options.fps = 5;
        const float share = share_of_simulation({request.run->problem}, film_options(request, film_formats()[0]));
        CHECK(share > 0.3f);
        CHECK(share < 1);
        std::atomic<bool> cancel{false}, over{false};
        std::atomic<float> progress{0};
        std::optional<std::string> note = "";
        std::thread writer([&] {
            note = write_seen_film(request, film_formats()[0], folder.path("f.mp4"),
                                   {.threads = 1, .cancel = &cancel, .progress = &progress});
            over = true;
        });
        CHECK(eventually([&] { return progress > 0 || over; }));
        CHECK(progress < share); // it simulates
        cancel = true;
        writer.join();
        CHECK_FALSE(note);
        CHECK(folder.entries() == 0);
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
