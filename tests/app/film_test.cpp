// The pictures of a film: which levels they show, that they stand still and do not depend on who draws them, and the
// threads that draw them.

#include "app/export/film.h"
#include "app/export/film_file.h"
#include "app/export/in_order.h"
#include "tests/app/plots_helpers.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

FilmOptions options_of(double fps, double seconds, double hold, int from, int to) {
    FilmOptions options;
    options.fps = fps;
    options.seconds = seconds;
    options.hold = hold;
    options.from = from;
    options.to = to;
    return options;
}

std::vector<int> levels_of(const FilmOptions& options) {
    std::vector<int> levels;
    for (const FilmStep& step : film_steps(options)) levels.insert(levels.end(), step.frames, step.level);
    return levels;
}

std::string key_of_error(const FilmOptions& options) {
    try {
        film_steps(options);
    } catch (const Error& e) {
        return e.key;
    }
    return "";
}

std::vector<const Plot*> plots_of(const std::vector<std::string>& names) {
    std::vector<const Plot*> plots;
    for (const std::string& name : names) plots.push_back(find_plot(name));
    return plots;
}

FilmOptions small_film(const Run& run) {
    FilmOptions options;
    options.width = 480;
    options.height = 320;
    options.from = run.process().steps();
    return options;
}

/// Pixel x, y of two pictures: whether they are the same.
bool same_pixel(const FilmPixels& a, const FilmPixels& b, const FilmOptions& options, int x, int y) {
    const std::size_t at = 4 * (static_cast<std::size_t>(y) * options.width + x);
    return a.compare(at, 3, b, at, 3) == 0;
}

/// The first column that is one line from a third to two thirds of the height: the axis.
int axis_column(const FilmPixels& pixels, const FilmOptions& options) {
    const auto at = [&](int x, int y) { return 4 * (static_cast<std::size_t>(y) * options.width + x); };
    const std::size_t ground = at(0, options.height / 2);
    const int from = options.height / 3, to = 2 * from;
    for (int x = 0; x < options.width; ++x) {
        int y = from;
        while (y < to && pixels.compare(at(x, y), 3, pixels, ground, 3) != 0) ++y;
        if (y == to) return x;
    }
    return -1;
}

} // namespace

TEST_CASE("a film holds its first and last level and moves evenly between them") {
    const std::vector<int> levels = levels_of(options_of(30, 10, 1, 100, 0));
    REQUIRE(levels.size() == 300);
    CHECK(std::count(levels.begin(), levels.end(), 100) >= 30);
    CHECK(std::count(levels.begin(), levels.end(), 0) >= 30);
    CHECK(levels[30] == 100);
    CHECK(levels[31] < 101);
    CHECK(levels[269] == 0);
    for (std::size_t i = 30; i < 270; ++i) // 239 intervals
        CHECK(levels[i] ==
              doctest::Approx(100.0 * (269.0 - static_cast<double>(i)) / 239).epsilon(0).scale(1).epsilon(0.51));
}

TEST_CASE("a film of any rate and length begins and ends where it should") {
    for (const double fps : {1.0, 12.5, 29.97, 240.0})
        for (const double seconds : {2.5, 7.0})
            for (const double hold : {0.0, 0.2})
                for (const auto& [from, to] :
                     {std::pair{0, 1000}, std::pair{1000, 0}, std::pair{7, 7}, std::pair{3, 5}}) {
                    const FilmOptions options = options_of(fps, seconds, hold, from, to);
                    const std::vector<FilmStep> steps = film_steps(options);
                    const std::vector<int> levels = levels_of(options);
                    CHECK(frame_count(steps) == std::lround(fps * seconds));
                    CHECK(levels.size() == static_cast<std::size_t>(frame_count(steps)));
                    CHECK(levels.front() == from);
                    CHECK(levels.back() == to);
                    CHECK((from <= to ? std::is_sorted(levels.begin(), levels.end())
                                      : std::is_sorted(levels.rbegin(), levels.rend())));
                    for (std::size_t i = 1; i < steps.size(); ++i) CHECK(steps[i].level != steps[i - 1].level);
                }
}

TEST_CASE("times that leave nothing to see are refused") {
    CHECK(key_of_error(options_of(30, 0, 0, 10, 0)) == "length");
    CHECK(key_of_error(options_of(30, 0.03, 0, 10, 0)) == "length");
    CHECK(key_of_error(options_of(240, 3600, 0, 10, 0)) == "");
    CHECK(key_of_error(options_of(240, 4200, 0, 10, 0)) == "length");
    CHECK(key_of_error(options_of(10, 2, 1, 10, 0)) == "hold");
    CHECK(key_of_error(options_of(10, 2, 5, 10, 0)) == "hold");
    CHECK(key_of_error(options_of(10, 2, 0.9, 10, 0)) == "");
    FilmOptions options = options_of(10, 2, 1, 10, 0); // as a front end calls its fields
    options.names = {.seconds = "Dauer", .hold = "Halt"};
    CHECK_THROWS_WITH_AS(film_steps(options), doctest::Contains("less than half of Dauer 2"), Error);
    CHECK(key_of_error(options) == "Halt");
}

TEST_CASE("pictures are the same whoever paints them, in any order and by any number of threads") {
    const Run runs[] = {run_of(gaussian_1d()), run_of(ring_2d())};
    for (const Run& run : runs) {
        std::vector<const Plot*> plots;
        for (const Plot& plot : all_plots())
            if (plot.applies(run) && !plot.variant_of) plots.push_back(&plot);
        FilmOptions options = small_film(run);
        options.width = 960;
        options.height = 1200;
        options.scale = 0.6f; // room for many plots
        const FilmPainter one(run, plots, options), other(run, plots, options);
        constexpr int count = 24;
        const auto level = [&](int i) { return run.process().steps() * i / (count - 1); };
        std::vector<FilmPixels> alone, together(count);
        for (int i = 0; i < count; ++i) alone.push_back(one.paint(level(i)));
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = count - 1 - t; i >= 0; i -= 4)
                    together[static_cast<std::size_t>(i)] = other.paint(level(i));
            });
        for (std::thread& thread : threads) thread.join();
        CHECK(alone == together);
        CHECK(std::set<FilmPixels>(alone.begin(), alone.end()).size() == count);
    }
}

TEST_CASE(
    "between two levels only the time, the cursor and what lies around it change where the plot does not follow") {
    const Run run = run_of(gaussian_1d());
    FilmOptions options = small_film(run);
    options.veil = false;
    const FilmPainter painter(run, plots_of({"schedule"}), options);
    const FilmPixels a = painter.paint(10), b = painter.paint(40);
    std::set<int> columns; // below the header
    for (int y = options.height / 5; y < options.height; ++y)
        for (int x = 0; x < options.width; ++x)
            if (!same_pixel(a, b, options, x, y)) columns.insert(x);
    CHECK(columns.size() >= 2); // two cursors
    CHECK(columns.size() <= 8);
    int changed_in_header = 0;
    for (int y = 0; y < options.height / 8; ++y)
        for (int x = 0; x < options.width; ++x) changed_in_header += !same_pixel(a, b, options, x, y);
    CHECK(changed_in_header > 20); // the time's digits
}

TEST_CASE("a veil lies over the times to come, in either direction, and is gone at the end") {
    const Run run = run_of(gaussian_1d());
    std::set<int> changed[2]; // columns, backwards and forward
    for (const int forward : {0, 1}) {
        FilmOptions options = small_film(run);
        if (forward == 1) std::swap(options.from, options.to);
        const FilmPainter veiled(run, plots_of({"xt"}), options);
        options.veil = false;
        const FilmPainter plain(run, plots_of({"xt"}), options);
        const FilmPixels a = veiled.paint(20), b = plain.paint(20);
        for (int y = options.height / 2; y < 3 * options.height / 4; ++y)
            for (int x = 0; x < options.width; ++x)
                if (!same_pixel(a, b, options, x, y)) changed[forward].insert(x);
        CHECK(veiled.paint(options.to) == plain.paint(options.to));
        CHECK(veiled.paint(options.from) != plain.paint(options.from));
    }
    CHECK(changed[0].size() > 50);
    CHECK(changed[1].size() > 50);
    const int before = *changed[0].rbegin(), after = *changed[1].begin(); // between them the cursor
    CHECK(before <= after + 8); // a dot a path lies on it
    CHECK(after <= before + 8);
}

TEST_CASE("the axes of a plot that follows the cursor stand still") {
    for (const Experiment& experiment : {gaussian_1d(), mixture_1d(), ring_2d()}) {
        const Run run = run_of(experiment);
        FilmOptions options = small_film(run);
        for (const char* name : {"histogram", "plane"}) {
            if (!find_plot(name)->applies(run)) continue;
            CAPTURE(name);
            const FilmPainter painter(run, plots_of({name}), options);
            std::set<int> columns;
            for (int level = 0; level <= run.process().steps(); level += 3)
                columns.insert(axis_column(painter.paint(level), options));
            CHECK(columns.size() == 1);
            CHECK(*columns.begin() > 0);
        }
    }
}

TEST_CASE("the ground is the theme's, and the sizes are what was asked for") {
    const Run run = run_of(gaussian_1d());
    for (const Theme* theme : {&light_theme(), &dark_theme(), &print_theme()}) {
        FilmOptions options = small_film(run);
        options.width = 401;
        options.height = 303;
        options.theme = *theme;
        const FilmPixels pixels = FilmPainter(run, plots_of({"xt"}), options).paint(5);
        REQUIRE(pixels.size() == std::size_t{4} * 401 * 303);
        const float channels[] = {theme->panel.b, theme->panel.g, theme->panel.r};
        for (std::size_t c = 0; c < 3; ++c)
            CHECK(static_cast<unsigned char>(pixels[c]) == doctest::Approx(255 * channels[c]).epsilon(0.01));
    }
}

TEST_CASE("without titles the time stays where it was, and the plot gets their room") {
    const Run run = run_of(gaussian_1d());
    FilmOptions options = small_film(run);
    options.veil = false;
    const auto changed_columns = [&] { // of the header: the time's
        const FilmPainter painter(run, plots_of({"xt"}), options);
        const FilmPixels a = painter.paint(11), b = painter.paint(44);
        std::set<int> columns;
        for (int y = 0; y < options.height / 12; ++y)
            for (int x = 0; x < options.width; ++x)
                if (!same_pixel(a, b, options, x, y)) columns.insert(x);
        return columns;
    };
    const std::set<int> with = changed_columns();
    options.titles = false;
    CHECK(changed_columns() == with);
    CHECK(with.size() > 10);
    CHECK(*with.begin() > options.width / 2);
}

TEST_CASE("plots without room are refused") {
    const Run run = run_of(gaussian_1d());
    FilmOptions options = small_film(run);
    options.width = options.height = 80;
    try {
        const FilmPainter painter(run, plots_of({"xt", "histogram", "variance"}), options);
        CHECK(false);
    } catch (const Error& e) {
        CHECK(e.key == "size");
        CHECK(std::string(e.what()).find("80x80") != std::string::npos);
        CHECK(std::string(e.what()).find("a smaller scale") != std::string::npos);
        CHECK(std::string(e.what()).find("--") == std::string::npos); // options are the command's business
    }
}

TEST_CASE("in_order: every result once, in order, few at a time") {
    for (const int threads : {1, 2, 7})
        for (const int count : {0, 1, 5, 200}) {
            std::atomic<int> begun{0};
            int taken = 0, most_waiting = 0;
            const auto make = [&](int i) {
                ++begun;
                return std::to_string(i);
            };
            const auto take = [&](int i, const std::string& result) {
                CHECK(i == taken);
                CHECK(result == std::to_string(i));
                ++taken;
                most_waiting = std::max(most_waiting, begun.load() - taken);
                return true;
            };
            CHECK(in_order(count, threads, nullptr, make, take));
            CHECK(taken == count);
            CHECK(begun == count);
            CHECK(most_waiting <= threads + 2);
        }
}

TEST_CASE("in_order: an exception, a flag or a refusal ends it, and leaves no thread behind") {
    const auto ok = [](int i) { return std::to_string(i); };
    const auto keep = [](int, const std::string&) { return true; };
    const auto broken = [](int i) -> std::string {
        if (i == 50) throw std::runtime_error("fifty");
        return "";
    };
    CHECK_THROWS_WITH(in_order(100, 3, nullptr, broken, keep), "fifty");
    CHECK_THROWS_WITH(in_order(100, 3, nullptr, ok,
                               [](int i, const std::string&) -> bool {
                                   if (i == 7) throw std::runtime_error("seven");
                                   return true;
                               }),
                      "seven");
    int taken = 0;
    CHECK(!in_order(100, 3, nullptr, ok, [&](int i, const std::string&) { return ++taken, i < 9; }));
    CHECK(taken == 10);
    std::atomic<bool> cancel{false};
    taken = 0;
    CHECK(!in_order(1'000'000, 3, &cancel, ok, [&](int, const std::string&) { return cancel = ++taken == 20, true; }));
    CHECK(taken == 20);
}

TEST_CASE("names of frames") {
    CHECK(is_film_frame("000000.png"));
    CHECK(is_film_frame("123456.png"));
    for (const char* name :
         {"", ".png", "00000.png", "0000000.png", "00000a.png", "000000.PNG", "000000.jpg", "000000png"})
        CHECK(!is_film_frame(name));
}
