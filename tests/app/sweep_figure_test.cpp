// Rows of a sweep and their figure: hand-made tables, and the command that draws them.

#include "app/scene/scene.h"
#include "app/sweep/sweep_figure.h"
#include "app/sweep/sweep_spec.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const std::string columns =
    "sampler,steps,coordinate,mean,mean_se,mean_closed,variance,variance_se,variance_closed,distance,"
    "distance_floor,distance_floor_spread,evaluations,round_trip,round_trip_se,round_trip_closed\n";

/// A row of a table over one key.
std::string row(const std::string& value, int seed, const std::string& sampler, double distance, double variance = 1,
                const std::string& closed = "") {
    return value + "," + std::to_string(seed) + "," + sampler + ",5,x,0.5,0.1,," + std::to_string(variance) + ",0.1," +
           closed + "," + std::to_string(distance) + ",0.02,0.005,5,,,\n";
}

SweepTable table_of(const std::string& csv) {
    SweepTable table;
    read_sweep_rows(csv, "rows.csv", table);
    return table;
}

std::vector<Curve> curves(const Figure& figure, const std::string& label) {
    std::vector<Curve> found;
    for (const Mark& mark : figure.marks)
        if (const Curve* curve = std::get_if<Curve>(&mark); curve && curve->label == label) found.push_back(*curve);
    return found;
}

std::vector<Band> bands(const Figure& figure, const std::string& label) {
    std::vector<Band> found;
    for (const Mark& mark : figure.marks)
        if (const Band* band = std::get_if<Band>(&mark); band && band->label == label) found.push_back(*band);
    return found;
}

std::string table_complaint(const std::string& csv) {
    try {
        table_of(csv);
    } catch (const SceneError& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("a curve is the mean over seeds, its band their standard deviation, in the order of the values") {
    // Out of order, as parts may be; 0.1, 0.2, 0.6 have mean 0.3 and standard deviation sqrt(0.07).
    const SweepTable table =
        table_of("sampler.steps,seed," + columns + row("100", 1, "DDIM", 0.1) + row("100", 2, "DDIM", 0.2) +
                 row("100", 3, "DDIM", 0.6) + row("5", 1, "DDIM", 2) + row("5", 2, "DDIM", 2) + row("5", 3, "DDIM", 2));
    REQUIRE(table.rows.size() == 6);
    CHECK(table.keys == std::vector<std::string>{"sampler.steps"});
    const Figure figure = plot_sweep(table, *find_sweep_measure("distance"));
    CHECK(figure.x.scale == Scale::log10);
    CHECK(figure.y.scale == Scale::log10);
    CHECK(figure.x.label == "Steps");
    const auto mean = curves(figure, "DDIM");
    REQUIRE(mean.size() == 1);
    CHECK(mean[0].x == std::vector<double>{5, 100});
    CHECK(mean[0].y[0] == doctest::Approx(2));
    CHECK(mean[0].y[1] == doctest::Approx(0.3));
    const auto band = bands(figure, "DDIM");
    REQUIRE(band.size() == 1);
    CHECK(band[0].hi[1] - mean[0].y[1] == doctest::Approx(std::sqrt(0.07)));
    CHECK(mean[0].y[1] - band[0].lo[1] == doctest::Approx(std::sqrt(0.07)));
    const auto floor = bands(figure, "exact draws");
    REQUIRE(floor.size() == 1);
    CHECK(floor[0].hi[0] == doctest::Approx(0.03));
    CHECK(curves(figure, "exact draws")[0].y[1] == doctest::Approx(0.02));
    CHECK(figure.caption.find("3 seeds") != std::string::npos);
    CHECK(plot_sweep(table, *find_sweep_measure("distance")).caption == figure.caption);
}

TEST_CASE("one curve a sampler in its colour, and a dash for each combination of other keys that vary") {
    const auto line = [](const char* steps, const char* eta, const char* sampler) {
        return std::string(steps) + "," + eta + ",0," + row("", 1, sampler, 0.5).substr(1);
    };
    std::string csv = "sampler.steps,sampler.eta,target.x,seed," + columns;
    for (const char* steps : {"10", "20"})
        for (const char* eta : {"0", "1"})
            for (const char* sampler : {"\"A, b\"", "Heun"}) csv += line(steps, eta, sampler);
    const Figure figure = plot_sweep(table_of(csv), *find_sweep_measure("distance"));
    const auto first = curves(figure, "A, b, η = 0"), second = curves(figure, "A, b, η = 1");
    const auto heun = curves(figure, "Heun, η = 1");
    REQUIRE(first.size() == 1);
    REQUIRE(second.size() == 1);
    REQUIRE(heun.size() == 1);
    CHECK(first[0].ink.index == 0);
    CHECK(second[0].ink.index == 0);
    CHECK(heun[0].ink.index == 1);
    CHECK(first[0].dash != second[0].dash);
    CHECK(figure.x.scale == Scale::linear);
    CHECK(bands(figure, "Heun, η = 1").empty()); // one seed
}

TEST_CASE("words stand side by side; measures are offered where the rows have them, closed forms beside") {
    const SweepTable table = table_of("sampler.spacing,seed," + columns + row("trailing", 1, "DDIM", 0.5, 0.9, "1.25") +
                                      row("leading", 1, "DDIM", 0.4, 0.8, "1"));
    const Figure figure = plot_sweep(table, *find_sweep_measure("variance"));
    CHECK_FALSE(figure.x.ticks);
    CHECK(curves(figure, "DDIM")[0].x == std::vector<double>{0, 1});
    CHECK(curves(figure, "closed form")[0].y == std::vector<double>{1.25, 1});
    const Figure error = plot_sweep(table, *find_sweep_measure("variance-error"));
    CHECK(curves(error, "DDIM")[0].y[0] == doctest::Approx(-0.35));
    CHECK(has_measure(table, *find_sweep_measure("variance-error")));
    CHECK_FALSE(has_measure(table, *find_sweep_measure("round-trip")));
    CHECK_FALSE(has_measure(table, *find_sweep_measure("mean-y")));
    CHECK(plot_sweep(SweepTable{}, *find_sweep_measure("distance")).marks.empty());
}

TEST_CASE("an axis of variances ends at zero, whatever the band of its seeds, and a key has its name") {
    const auto of = [](const std::string& key) {
        return plot_sweep(table_of(key + ",seed," + columns + row("10", 1, "DDIM", 1, 0.001) +
                                   row("10", 2, "DDIM", 1, 0.1) + row("20", 1, "DDIM", 1, 0.05) +
                                   row("20", 2, "DDIM", 1, 0.06)),
                          *find_sweep_measure("variance"));
    };
    const Figure figure = of("process.steps"); // 0.0505 +- 0.07
    CHECK(bands(figure, "DDIM")[0].lo[0] < 0);
    CHECK(figure.y.lo == 0);
    CHECK(figure.x.label == "T");
    CHECK(figure.title == "Variance against T");
    CHECK(of("sampler[1].eta").x.label == "η of sampler 2");
    CHECK(of("something.else").x.label == "something.else");
}

TEST_CASE("rows that are none are refused with their line") {
    CHECK(table_complaint("a,b\n").find("rows.csv:1: the first line has no column seed") == 0);
    const std::string header = "k.v,seed," + columns;
    CHECK(table_complaint(header + "1,2,3\n").find("rows.csv:2: has 3 fields") == 0);
    std::string bad = row("1", 1, "DDIM", 0.5);
    bad.replace(bad.find("0.500000"), 4, "far ");
    CHECK(table_complaint(header + bad).find("is no number") != std::string::npos);
    CHECK(table_of(header + row("1", 1, "a", 1) + header + row("2", 1, "a", 1)).rows.size() == 2);
}

TEST_CASE("a sweep in words reads back, and is offered another spacing where it would need one") {
    const Experiment e =
        parse_scene("[process]\nsteps = 40\n[[sampler]]\n[[sampler]]\nspacing = \"trailing\"\nsteps = 5\n", "s");
    SweepRequest request{{{{"sampler.steps", {"5", "10"}}, {"target.mean", {"[0.5]", "[1.0]"}}}, 3}, "mean"};
    const std::string scene = sweep_scene(e, request);
    CHECK(parse_scene(scene, "again") == e);
    const auto again = sweep_request(scene);
    REQUIRE(again);
    CHECK(again->spec.seeds == 3);
    CHECK(again->measure == "mean");
    REQUIRE(again->spec.axes.size() == 2);
    CHECK(again->spec.axes[1].key == "target.mean");
    CHECK(again->spec.axes[1].values == std::vector<std::string>{"[0.5]", "[1.0]"});
    CHECK_FALSE(sweep_request(write_scene(e)));

    const auto remedy = spacing_remedy(e, request.spec);
    REQUIRE(remedy.size() == 1);
    CHECK(remedy[0].key == "sampler[0].spacing");
    CHECK_THROWS_AS(plan_sweep(e, {{request.spec.axes[0]}, 1}), SceneError);
    CHECK(plan_sweep(e, {{request.spec.axes[0], remedy[0]}, 1}).size() == 2);
    CHECK(spacing_remedy(e, {{{"target.sigma", {"1"}}}, 1}).empty());
}

TEST_CASE("the command draws what it has run, from parts the same as at once, and from its own figure again") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("scene.toml", R"([process]
steps = 40
[[sampler]]
name = "DDIM"
spacing = "trailing"
steps = 10
[run]
particles = 200
)");
    const std::string svg = folder.path("a.svg"), again = folder.path("b.svg");
    const std::vector<std::string> sweep = {"sweep", scene, "--over", "sampler.steps=2,20", "--seeds", "2"};
    const auto with = [&](std::vector<std::string> more) {
        std::vector<std::string> words = sweep;
        words.insert(words.end(), more.begin(), more.end());
        return run_halfstep(words);
    };
    REQUIRE(with({"-o", svg}).code == 0);
    const std::string picture = read_whole(svg);
    CHECK(picture.find("exact draws") != std::string::npos);
    CHECK(picture.find("# --over sampler.steps=2,20") != std::string::npos);
    REQUIRE(run_halfstep({"sweep", svg, "-o", again}).code == 0);
    CHECK(read_whole(again) == picture);
    REQUIRE(with({"--width", "120", "--theme", "dark", "--caption", "-o", folder.path("wide.svg")}).code == 0);
    REQUIRE(run_halfstep({"sweep", folder.path("wide.svg"), "-o", again}).code == 0);
    CHECK(read_whole(again) == read_whole(folder.path("wide.svg")));
    CHECK(read_whole(again).find("width=\"120mm\"") != std::string::npos);

    for (const char* part : {"1/2", "2/2"})
        REQUIRE(with({"--part", part, "-o", folder.path(part[0] == '1' ? "1.csv" : "2.csv")}).code == 0);
    REQUIRE(run_halfstep({"sweep", "--from", folder.path("1.csv"), "--from", folder.path("2.csv"), "-o", again}).code ==
            0);
    // Rows alone do not tell of which scene they are: that picture carries none.
    const auto body = [](const std::string& text) { return text.substr(text.find("<g class=\"page\">")); };
    CHECK(body(read_whole(again)) == body(picture));

    const auto refused = [&](const std::vector<std::string>& words, const std::string& why) {
        const ProcessResult outcome = run_halfstep(words);
        INFO(outcome.err);
        CHECK(outcome.code == 2);
        CHECK(outcome.err.find(why) != std::string::npos);
    };
    refused({"sweep", scene, "--over", "sampler.steps=2", "-o", svg, "--measure", "distanc"}, "did you mean distance?");
    refused({"sweep", scene, "--over", "sampler.steps=2", "-o", svg, "--measure", "round-trip"}, "the rows have none");
    refused({"sweep", "--from", folder.path("1.csv")}, "-o is missing");
    refused({"sweep", "--from", folder.path("2.csv"), "-o", svg}, "has no column");
    refused({"sweep", scene, "--over", "sampler.steps=2", "--part", "1/2", "-o", svg}, "--part");
}
