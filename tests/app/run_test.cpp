// `halfstep run`: its table, its folder of results, and recorded runs of other libraries repeated with --start and
// --noise.

#include "app/scene/scene.h"
#include "tests/app/process.h"
#include "tests/core/csv.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <iomanip>
#include <map>
#include <sstream>

using namespace halfstep::testing;

namespace {

/// Relative path -> bytes of every file below a folder.
std::map<std::string, std::string> files_below(const std::string& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            files[std::filesystem::relative(entry.path(), folder).string()] = read_whole(entry.path().string());
    return files;
}

/// The cells of a line of the table: what two blanks or more set apart.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t end = std::min(line.find("  ", at), line.size());
        if (end > at) cells.push_back(line.substr(at, end - at));
        at = std::min(line.find_first_not_of(' ', end), line.size());
    }
    return cells;
}

struct Estimate {
    double value = 0, se = 0;
};
Estimate estimate_of(const std::string& cell) {
    const std::string separator = " ± ";
    const std::size_t at = cell.find(separator);
    REQUIRE(at != std::string::npos);
    return {std::stod(cell.substr(0, at)), std::stod(cell.substr(at + separator.size()))};
}

std::vector<std::vector<double>> numbers_of(const std::string& path, const std::string& header) {
    const auto lines = lines_of(read_whole(path));
    REQUIRE(!lines.empty());
    CHECK(lines[0] == header);
    std::vector<std::vector<double>> rows;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        rows.emplace_back();
        for (const std::string& cell : split(lines[i], ','))
            rows.back().push_back(cell.empty() ? std::nan("") : std::stod(cell));
    }
    return rows;
}

} // namespace

TEST_CASE("the default scene: every sampler within 3 standard errors of its closed form") {
    // Variances of [000] for sigma^2 = 0.04, T = 100, by their products and sums [MATH.md, sections 2.3 to 2.5].
    const double s2 = 0.04, dt = 0.01, A = s2 / (1 + s2);
    double eq1 = A * A, half = 1, ddim = 1;
    for (int k = 1; k <= 100; ++k) {
        const double t = k * dt, arrival = s2 + t - dt;
        eq1 += dt * (s2 / arrival) * (s2 / arrival);
        half *= 1 - dt / (2 * (s2 + t));
        ddim *= (s2 + std::sqrt(t * (t - dt))) / (s2 + t);
    }
    const std::map<std::string, double> variance = {
        {"Mean only", A * A}, {"DDPM", eq1}, {"Half step", half * half}, {"DDIM", ddim * ddim}};

    const ProcessResult result = run_halfstep({"run", "sigma-squared"});
    CHECK(result.code == 0);
    CHECK(result.err == ""); // no progress bar where nobody sees it
    const auto lines = lines_of(result.out);
    std::size_t first = 0;
    while (first < lines.size() && lines[first].rfind("sampler", 0) != 0) ++first;
    REQUIRE(first + variance.size() < lines.size());
    CHECK(cells_of(lines[first]) == std::vector<std::string>{"sampler", "steps", "mean ± se", "closed form", "off by",
                                                             "variance ± se", "closed form", "off by", "W1"});
    for (std::size_t i = 1; i <= variance.size(); ++i) {
        CAPTURE(lines[first + i]);
        const auto cells = cells_of(lines[first + i]);
        REQUIRE(cells.size() == 9);
        REQUIRE(variance.count(cells[0]) == 1);
        const double exact = variance.at(cells[0]);
        const Estimate mean = estimate_of(cells[2]), var = estimate_of(cells[5]);
        CHECK(cells[1] == "100");
        CHECK(std::abs(mean.value) <= 3 * mean.se);
        CHECK(std::stod(cells[3]) == 0);
        CHECK(std::abs(var.value - exact) <= 3 * var.se);
        CHECK(std::stod(cells[6]) == doctest::Approx(exact).epsilon(1e-4));
        CHECK(mean.se == doctest::Approx(std::sqrt(exact / 20000)).epsilon(0.1));
        CHECK(var.se == doctest::Approx(exact * std::sqrt(2.0 / 20000)).epsilon(0.1));
        CHECK(std::abs(std::stod(cells[4])) <= 3);
        CHECK(std::abs(std::stod(cells[7])) <= 3);
        CHECK(std::stod(cells[8]) > 0);
    }
    CHECK(result.out == run_halfstep({"run", "sigma-squared"}).out);
}

TEST_CASE("all lessons run; the table of a plane has a row for each coordinate") {
    for (const std::string& line : lines_of(run_halfstep({"lessons"}).out)) {
        const std::string lesson = line.substr(0, line.find(' '));
        CAPTURE(lesson);
        const ProcessResult result =
            run_halfstep({"run", lesson, "--particles", heavy("500", "100"), "--format", "csv"});
        CHECK(result.code == 0);
        const auto lines = lines_of(result.out);
        CHECK(lines[0] == "sampler,steps,coordinate,mean,mean_se,mean_closed,variance,variance_se,variance_closed,"
                          "distance,distance_floor,distance_floor_spread,evaluations,round_trip,round_trip_se,"
                          "round_trip_closed");
        const halfstep::Experiment experiment = halfstep::load_scene(lesson);
        const auto coordinates = static_cast<std::size_t>(halfstep::dimension(experiment.target));
        CHECK(lines.size() == 1 + experiment.samplers.size() * coordinates);
    }
    const auto lines = lines_of(run_halfstep({"run", "ring", "--particles", "500"}).out);
    int x = 0, y = 0;
    for (const std::string& line : lines) {
        x += line.find("  x  ") != std::string::npos;
        y += line.find("  y  ") != std::string::npos;
    }
    CHECK(x == 4);
    CHECK(y == 4);
}

TEST_CASE("distances are of all particles: those of exact draws fall as their number grows") {
    // Of four times as many: by 2, and each is the mean of 8 clouds, which scatters by a tenth.
    const auto floor_of = [](const std::string& particles) {
        const ProcessResult result =
            run_halfstep({"run", "sigma-squared", "--particles", particles, "--format", "csv"});
        REQUIRE(result.code == 0);
        return std::stod(split(lines_of(result.out)[1], ',')[10]);
    };
    CHECK(floor_of(heavy("50000", "10000")) / floor_of(heavy("200000", "40000")) == doctest::Approx(2).epsilon(0.3));
}

TEST_CASE("the table says what KL(p_T || N(0, I)) is: integrated, the same for every seed, and 0 where it is nothing") {
    const TemporaryFolder folder;
    const auto kl_of = [&](const std::string& process, const std::string& seed) {
        const std::string scene =
            folder.write("kl.toml", "[target]\nkind = \"mixture\"\n[[target.component]]\nmean = [-0.3]\nsigma = 0.02\n"
                                    "[[target.component]]\nmean = [0.3]\nsigma = 0.02\n[process]\n" +
                                        process + "[[sampler]]\nkind = \"ddim\"\n[run]\nparticles = 100\n");
        const std::string out = run_halfstep({"run", scene, "--seed", seed}).out;
        const std::size_t at = out.find("KL(p_T || N(0, I)) = ");
        REQUIRE(at != std::string::npos);
        return out.substr(at + 21, out.find(" nats", at) - at - 21);
    };
    for (const std::string seed : {"7", "8"}) {
        CHECK(std::stod(kl_of("kind = \"vp\"\nsteps = 10\n", seed)) == doctest::Approx(0.4583).epsilon(2e-4));
        CHECK(std::stod(kl_of("kind = \"vp\"\nsteps = 4\n", seed)) == doctest::Approx(0.6544).epsilon(2e-4));
        CHECK(kl_of("kind = \"flow\"\nsteps = 10\n", seed) == "0");
        CHECK(kl_of("kind = \"vp\"\nsteps = 10\nzero_terminal_snr = true\n", seed) == "0");
    }
}

TEST_CASE("the table says who overshoots, and why") {
    const TemporaryFolder folder;
    const std::string scene =
        folder.write("far.toml", "[process]\nkind = \"vp\"\nsteps = 1000\nschedule = \"cosine\"\n"
                                 "[[sampler]]\nkind = \"heun\"\nname = \"H\"\nsteps = 5\nspacing = \"trailing\"\n"
                                 "[[sampler]]\nkind = \"ddim\"\nname = \"D\"\nsteps = 5\nspacing = \"trailing\"\n");
    const std::string out = run_halfstep({"run", scene}).out;
    CHECK(out.find("H: a step from σ = b/a = 20291 to ") != std::string::npos);
    CHECK(out.find("D: a step") == std::string::npos);
    CHECK(run_halfstep({"run", "sigma-squared"}).out.find("a step from") == std::string::npos);
}

TEST_CASE(
    "few particles: errors are those of the known law; where none is known the table says that they are too few") {
    const auto run = [](const std::string& scene, const std::string& particles) {
        const ProcessResult result = run_halfstep({"run", scene, "--particles", particles});
        CHECK(result.code == 0);
        CHECK(result.out.find("nan") == std::string::npos);
        CHECK(result.out.find("inf") == std::string::npos);
        return result.out;
    };
    const std::string too_few = "\"± ?\": too few particles for an error that could be trusted.";
    for (const char* scene : {"sigma-squared", "three-modes"}) // said where there is such, and only there
        for (const char* particles : {"1", "2", "5"}) {
            const std::string out = run(scene, particles);
            std::string rest = out;
            if (const std::size_t line = rest.find(too_few); line != std::string::npos)
                rest.erase(line, too_few.size());
            CHECK((rest != out) == (rest.find("± ?") != std::string::npos));
        }
    CHECK(run("sigma-squared", "1").find("± ?") == std::string::npos); // its variance is "-"
    CHECK(run("sigma-squared", "2").find(too_few) == std::string::npos);
    CHECK(run("three-modes", "5").find(too_few) != std::string::npos);
    CHECK(run("three-modes", "5000").find(too_few) == std::string::npos);
    // Five particles of DDPM on N(0, 0.04): sqrt(V / 5) and V sqrt(2 / 4) of the closed form, whatever these five are.
    const auto cells = [&] {
        const auto lines = lines_of(run_halfstep({"run", "sigma-squared", "--particles", "5", "--format", "csv"}).out);
        std::vector<double> numbers;
        std::istringstream line(lines[2]);
        for (std::string cell; std::getline(line, cell, ',');) numbers.push_back(std::strtod(cell.c_str(), nullptr));
        return numbers;
    }();
    CHECK(cells[4] == doctest::Approx(std::sqrt(cells[8] / 5)).epsilon(1e-3));
    CHECK(cells[7] == doctest::Approx(cells[8] * std::sqrt(0.5)).epsilon(1e-3));
}

TEST_CASE("far from 0 the table says that rounding rules, and what double precision would have") {
    const TemporaryFolder folder;
    const std::string scene = "[target]\nkind = \"gaussian\"\nmean = [1e6]\nsigma = 1e-3\n"
                              "[process]\nkind = \"vp\"\nsteps = 200\nschedule = \"cosine\"\n"
                              "[[sampler]]\nname = \"A\"\nkind = \"ddpm\"\n[run]\nprecision = ";
    const std::string single = run_halfstep({"run", folder.write("single.toml", scene + "\"single\"\n")}).out;
    INFO(single);
    CHECK(single.find("Rounding of single precision rules in\n  the mean of A: ± ") != std::string::npos);
    CHECK(single.find("  the variance of A: ± ") != std::string::npos);
    CHECK(single.find("; double precision has it to about ") != std::string::npos);
    CHECK(single.find("  rounding  ") != std::string::npos); // in the place of "off by"
    CHECK(single.find(" ± 0 ") == std::string::npos);
    CHECK(single.find("  the W1 of A: ± ") != std::string::npos); // 0 it was, where double precision has 8e-4
    const std::string twice = run_halfstep({"run", folder.write("double.toml", scene + "\"double\"\n")}).out;
    CHECK(twice.find("ounding") == std::string::npos);
}

TEST_CASE("of single precision that was right by luck double precision is not promised to be better than it says") {
    // 2e-18 it was of a mean of a million, where doubles lie 1.2e-10 apart.
    const TemporaryFolder folder;
    const std::string scene = "[target]\nkind = \"points\"\nkernel = 0\npoints = [[1e6]]\n[process]\nkind = \"vp\"\n"
                              "steps = 20\nschedule = \"cosine\"\n[[sampler]]\nname = \"A\"\nkind = \"ddim\"\n"
                              "[run]\nparticles = 3\nprecision = ";
    const std::string single = run_halfstep({"run", folder.write("single.toml", scene + "\"single\"\n")}).out;
    const std::string twice = run_halfstep({"run", folder.write("double.toml", scene + "\"double\"\n")}).out;
    INFO(single, twice);
    const auto after = [](const std::string& text, const std::string& mark, std::size_t from) {
        const std::size_t at = text.find(mark, from);
        REQUIRE(at != std::string::npos);
        return text.substr(at + mark.size(), text.find('\n', at) - at - mark.size());
    };
    for (const char* what : {"  the mean of A: ± ", "  the variance of A: ± ", "  the W1 of A: ± "})
        CHECK(after(single, "double precision has it to about ", single.find(what)) == after(twice, what, 0));
    CHECK(after(twice, "  the mean of A: ± ", 0).find("×10⁻⁹") != std::string::npos);
}

TEST_CASE("modes: of points the width is rounding, and said to be; of modes far apart the variance") {
    const TemporaryFolder folder;
    const std::string points = "[target]\nkind = \"points\"\npoints = [[-20.3], [7.1], [11.7]]\nkernel = 0\n"
                               "[process]\nkind = \"vp\"\nsteps = 50\nschedule = \"cosine\"\n"
                               "[[sampler]]\nname = \"A\"\nkind = \"ddpm\"\n[run]\nparticles = 2000\n";
    const std::string out = run_halfstep({"run", folder.write("points.toml", points)}).out;
    INFO(out);
    CHECK(out.find("  the width of the modes of A: ± ") != std::string::npos);
    CHECK(out.find("the W1 of A: ") == std::string::npos); // the shares decide that
    double width = 0, error = 0;
    const std::size_t at = out.find("\nA  ", out.find("width ± se"));
    REQUIRE(at != std::string::npos);
    REQUIRE(std::sscanf(out.c_str() + at + 2, " (%lf ± %lf)×10⁻", &width, &error) == 2);
    CHECK(width < 3 * error); // 4.4e-7 ± 0.05e-7 it was, where 0 is right
    const std::string far = "[target]\nkind = \"mixture\"\n[[target.component]]\nmean = [1000.3]\nsigma = 1e-5\n"
                            "[[target.component]]\nmean = [-1000.3]\nsigma = 1e-5\n[process]\nkind = \"ve\"\n"
                            "steps = 20\n[[sampler]]\nname = \"F\"\nkind = \"forward\"\n[run]\nseed = 8\n";
    const std::string modes = run_halfstep({"run", folder.write("far.toml", far)}).out;
    INFO(modes);
    CHECK(modes.find("  the variance of F: ± 0.0") != std::string::npos);
    CHECK(modes.find("  the width of the modes of F: ± 6×10⁻⁵") != std::string::npos);
    CHECK(modes.find("  rounding  ") != std::string::npos);
    const std::string three = run_halfstep({"run", "three-modes", "--particles", "20000"}).out;
    CHECK(three.find("ounding") == std::string::npos); // of data about 1 there is none to speak of
}

TEST_CASE("modes: where too few particles give an error, steps of the float are not shown as measured") {
    const TemporaryFolder folder;
    const std::string scene =
        "[target]\nkind = \"mixture\"\n[[target.component]]\nmean = [1e6]\nsigma = 1e-6\nweight = 1\n"
        "[[target.component]]\nmean = [-1e5]\nsigma = 1.0\nweight = 0.001\n[process]\nkind = \"vp\"\nsteps = 1\n"
        "schedule = \"constant\"\nbeta_end = 0.9999\n[[sampler]]\nname = \"A\"\nkind = \"ddpm\"\nstart = "
        "\"exact\"\n[run]\nparticles = 2000\n";
    for (const char* seed : {"1", "3"}) {
        const std::string single = run_halfstep({"run", folder.write("s.toml", scene), "--seed", seed}).out;
        INFO(single);
        CHECK(single.find("0.000247") == std::string::npos);
        CHECK(single.find("0.000175") == std::string::npos);
        CHECK(single.find("  0 ± ?") != std::string::npos); // half the distance of floats at 1e6 is 0.03
        CHECK(single.find("Rounding of single precision rules in\n  the width of the modes of A: ± 0.") !=
              std::string::npos);
        CHECK(single.find("; double precision has it to about ") != std::string::npos);
        const std::string twice =
            run_halfstep({"run", folder.write("d.toml", scene + "precision = \"double\"\n"), "--seed", seed}).out;
        INFO(twice);
        CHECK(twice.find("  0.000") < twice.find(" ± ?", twice.find("width ± se")));
        CHECK(twice.find("ounding") == std::string::npos);
    }
}

TEST_CASE("how a scene is looked at goes along: with results, and with the figure of a sweep") {
    const TemporaryFolder folder;
    const std::string scene = folder.write(
        "s.toml", "[process]\nsteps = 8\n[run]\nparticles = 50\n[view]\nlevel = 3\nplots = [\"variance\"]\n"
                  "[[view.plot]]\nname = \"xt\"\ny = [-1.5, 2.0]\n");
    REQUIRE(run_halfstep({"run", scene, "--out", folder.path("out"), "--seed", "4"}).code == 0);
    REQUIRE(run_halfstep({"sweep", scene, "--over", "run.seed=1,2", "-o", folder.path("s.svg")}).code == 0);
    const halfstep::View seen = *halfstep::load_with_view(scene).view;
    CHECK(seen.level == 3);
    for (const char* name : {"out/experiment.toml", "s.svg"}) {
        CAPTURE(name);
        const halfstep::Scene written = halfstep::load_with_view(folder.path(name));
        REQUIRE(written.view);
        CHECK(*written.view == seen);
    }
    REQUIRE(run_halfstep({"run", folder.path("out/experiment.toml"), "--out", folder.path("again")}).code == 0);
    CHECK(read_whole(folder.path("again/experiment.toml")) == read_whole(folder.path("out/experiment.toml")));
}

TEST_CASE("a particle that a run with fewer of them does not have is let go of in what it writes") {
    const TemporaryFolder folder;
    const std::string scene =
        folder.write("s.toml", "[process]\nsteps = 8\n[run]\nparticles = 50\n[view]\nparticle = 40\n");
    REQUIRE(run_halfstep({"run", scene, "--particles", "30", "--out", folder.path("few")}).code == 0);
    REQUIRE(run_halfstep({"run", scene, "--particles", "41", "--out", folder.path("enough")}).code == 0);
    REQUIRE(run_halfstep({"sweep", scene, "--particles", "30", "--over", "run.seed=1,2", "-o", folder.path("s.svg")})
                .code == 0);
    CHECK(halfstep::load_with_view(folder.path("few/experiment.toml")).view.value_or(halfstep::View{}).pinned == -1);
    CHECK(halfstep::load_with_view(folder.path("s.svg")).view.value_or(halfstep::View{}).pinned == -1);
    CHECK(halfstep::load_with_view(folder.path("enough/experiment.toml")).view->pinned == 40);
}

TEST_CASE("--out: the files of the design, their headers, and their numbers agree with each other") {
    const TemporaryFolder folder;
    const std::string out = folder.path("out");
    REQUIRE(run_halfstep({"run", "sigma-squared", "--particles", "300", "--out", out}).code == 0);
    CHECK(files_below(out).size() == 4 * 3 + 1 + 1); // DDPM has noise
    CHECK(folder.entries() == 1);

    const auto final_x = numbers_of(out + "/mean-only/final.csv", "particle,x");
    const auto paths = numbers_of(out + "/mean-only/paths.csv", "particle,step,t,x");
    const auto moments =
        numbers_of(out + "/mean-only/moments.csv", "step,t,mean_x,var_x,predicted_mean_x,predicted_var_x");
    REQUIRE(final_x.size() == 300);
    REQUIRE(moments.size() == 101);
    REQUIRE(paths.size() % 101 == 0);
    double sum = 0;
    for (std::size_t i = 0; i < final_x.size(); ++i) {
        CHECK(final_x[i][0] == static_cast<double>(i));
        sum += final_x[i][1];
    }
    CHECK(moments.back()[2] == doctest::Approx(sum / 300).epsilon(1e-6));
    for (std::size_t step = 0; step <= 100; ++step) { // step counts reverse steps, t is the level's
        CHECK(moments[step][0] == static_cast<double>(step));
        CHECK(moments[step][1] == doctest::Approx(1 - static_cast<double>(step) / 100).epsilon(1e-12));
        CHECK(paths[step][0] == 0);
        CHECK(paths[step][1] == static_cast<double>(step));
        CHECK(paths[step][2] == moments[step][1]);
    }
    CHECK(paths[100][3] == doctest::Approx(final_x[0][1]).epsilon(1e-6));
    CHECK(moments[0][5] == doctest::Approx(1));
    CHECK(moments[100][5] == doctest::Approx(0.04 * 0.04 / (1.04 * 1.04)));

    REQUIRE(run_halfstep({"run", "ring", "--particles", "50", "--out", out}).code ==
            0); // replaces the results of a run
    const auto files = files_below(out);
    CHECK(files.size() == 4 * 3 + 1 + 3);
    CHECK(lines_of(files.at("ddpm-few-steps/final.csv"))[0] == "particle,x,y");
    CHECK(lines_of(files.at("ddpm-few-steps/paths.csv"))[0] == "particle,step,t,x,y");
    const auto plane = lines_of(files.at("ddpm-few-steps/moments.csv"));
    CHECK(plane[0] ==
          "step,t,mean_x,mean_y,var_x,var_y,predicted_mean_x,predicted_mean_y,predicted_var_x,predicted_var_y");
    REQUIRE(plane.size() == 22);
    for (std::size_t i = 1; i < plane.size(); ++i)
        CHECK(plane[i].substr(plane[i].size() - 4) == ",,,,"); // no closed form
}

TEST_CASE("--out: the same bytes again, also from the resolved scene") {
    const TemporaryFolder folder;
    const std::string a = folder.path("a"), b = folder.path("b"), c = folder.path("deep/c");
    const std::vector<std::string> run = {"run", "three-modes", "--particles", "700", "--seed", "11", "--out"};
    const auto with = [](std::vector<std::string> arguments, const std::string& last) {
        arguments.push_back(last);
        return arguments;
    };
    REQUIRE(run_halfstep(with(run, a)).code == 0);
    REQUIRE(run_halfstep(with(run, b)).code == 0);
    const auto files = files_below(a);
    CHECK(files.at("experiment.toml").find("particles = 700\nseed = 11\n") != std::string::npos);
    CHECK(files_below(b) == files);
    REQUIRE(run_halfstep(with(run, b)).code == 0); // over its own results
    CHECK(files_below(b) == files);
    REQUIRE(run_halfstep({"run", a + "/experiment.toml", "--out", c}).code == 0);
    CHECK(files_below(c) == files);
    REQUIRE(run_halfstep({"run", a + "/experiment.toml", "--out", a}).code == 0);
    CHECK(files_below(a) == files);
    REQUIRE(run_halfstep({"run", "three-modes", "--particles", "700", "--seed", "12", "--out", a + "/"}).code == 0);
    CHECK(files_below(a).at("ddim/final.csv") != files.at("ddim/final.csv"));
}

TEST_CASE("a closed form beside a mean with many digits has one more than its error shows") {
    const TemporaryFolder folder;
    // The closed form with twice as many digits as doubles have: 999999.9999800611.
    const std::string out =
        run_halfstep({"run", folder.write("far.toml", "[target]\nmean = [1e6]\nsigma = 1e-3\n[process]\n"
                                                      "kind = \"vp\"\nschedule = \"cosine\"\nsteps = 11\n"
                                                      "[[sampler]]\nkind = \"ddpm\"\n[run]\nparticles = 1000\n"
                                                      "precision = \"double\"\n")})
            .out;
    INFO(out);
    CHECK(out.find("999999.99998019 ± 0.00000020  999999.999980061") != std::string::npos);
}
