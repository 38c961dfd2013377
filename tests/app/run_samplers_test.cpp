// What the command line says of samplers with more than reverse steps: evaluations, states between the levels, encoded
// starts, and the table of a sampler's moves.

#include "app/scene/scene.h"
#include "core/run/problem.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::vector<std::vector<std::string>> csv_rows(const std::string& csv) {
    std::vector<std::vector<std::string>> rows;
    for (const std::string& line : lines_of(csv)) rows.push_back(split(line, ','));
    return rows;
}

/// The line of a table that begins with a word.
std::string line_with(const std::string& text, const std::string& begin) {
    for (const std::string& line : lines_of(text))
        if (line.rfind(begin, 0) == 0) return line;
    return "";
}

} // namespace

TEST_CASE("evaluations are told where steps do not cost the same") {
    const TemporaryFolder folder;
    const std::string scene =
        folder.write("s.toml", "[process]\nsteps = 8\n[run]\nparticles = 100\n[[sampler]]\n[[sampler]]\n"
                               "kind = \"heun\"\n[[sampler]]\nkind = \"ddpm\"\ncorrector_steps = 2\n");
    const ProcessResult result = run_halfstep({"run", scene});
    CHECK(result.code == 0);
    CHECK(line_with(result.out, "sampler").find("steps  evals") != std::string::npos);
    CHECK(line_with(result.out, "DDIM").find(" 8      8") != std::string::npos);
    CHECK(line_with(result.out, "Heun").find(" 8     15") != std::string::npos); // the last step is Euler's
    CHECK(line_with(result.out, "DDPM").find(" 8     22") != std::string::npos); // and the data are not corrected
    const auto rows = csv_rows(run_halfstep({"run", scene, "--format", "csv"}).out);
    REQUIRE(rows.size() == 4);
    REQUIRE(rows[0][12] == "evaluations");
    for (int i = 1; i <= 3; ++i) CHECK(rows[i][1] == "8");
    CHECK(rows[2][12] == "15");
    CHECK(run_halfstep({"run", "sigma-squared", "--particles", "10"}).out.find("evals") == std::string::npos);
}

TEST_CASE("paths.csv and moments.csv have every state; a churned one at its own t; --noise counts the same moves") {
    const TemporaryFolder folder;
    const std::string scene =
        folder.write("s.toml", "[process]\nsteps = 2\n[[sampler]]\nname = \"a\"\nkind = \"heun\"\nchurn = 0.5\n"
                               "corrector_steps = 1\n");
    const std::string start = folder.write("x.csv", "1\n");
    REQUIRE(run_halfstep({"run", scene, "--start", start, "--out", folder.path("out")}).code == 0);
    const auto paths = csv_rows(read_whole(folder.path("out/a/paths.csv")));
    // t = 1, raised by 1 + 0.25 in sigma, at 0.5, corrected there, raised, at 0.
    REQUIRE(paths.size() == 7);
    const double t[] = {1, 1, 0.5, 0.5, 0.5 * 1.25 * 1.25, 0}; // a level beyond T is shown at T
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(paths[i + 1][1] == std::to_string(i));
        CHECK(std::stod(paths[i + 1][2]) == doctest::Approx(t[i]));
    }
    CHECK(csv_rows(read_whole(folder.path("out/a/moments.csv"))).size() == 7);
    // A draw for move 2, the corrector's, moves state 3 and no earlier one.
    const std::string none = folder.write("none.csv", "0,0,0\n"), one = folder.write("one.csv", "0,2,1\n");
    REQUIRE(run_halfstep({"run", scene, "--start", start, "--noise", none, "--out", folder.path("none")}).code == 0);
    REQUIRE(run_halfstep({"run", scene, "--start", start, "--noise", one, "--out", folder.path("one")}).code == 0);
    const auto without = csv_rows(read_whole(folder.path("none/a/paths.csv"))),
               with = csv_rows(read_whole(folder.path("one/a/paths.csv")));
    for (int i = 1; i <= 3; ++i) CHECK(with[i][3] == without[i][3]);
    CHECK(std::stod(with[4][3]) - std::stod(without[4][3]) == doctest::Approx(2 * 0.16 * std::sqrt(0.5)));
    const ProcessResult result =
        run_halfstep({"run", scene, "--start", start, "--noise", folder.write("z.csv", "0,6,1\n")});
    CHECK(result.err.find("step 6 does not exist; allowed: 0 to 5") != std::string::npos);
}

TEST_CASE("an encoded start: its path, the round-trip error and its closed form") {
    const TemporaryFolder folder;
    const std::string head = "[target]\nsigma = 0.4\n[process]\nkind = \"vp\"\nsteps = 100\n[run]\nparticles = 2000\n";
    const std::string there = "[[sampler]]\nname = \"A\"\nstart = \"encoded\"\nsteps = 10\nspacing = \"trailing\"\n";
    const std::string exact = "[[sampler]]\nname = \"B\"\nstart = \"encoded\"\ninversion = \"implicit\"\n";
    const std::string scene = folder.write("s.toml", head + there + exact + "[[sampler]]\nname = \"C\"\n");
    const ProcessResult result = run_halfstep({"run", scene, "--out", folder.path("out")});
    CHECK(result.code == 0);
    const std::string a = line_with(result.out, "Round trip of A"), b = line_with(result.out, "Round trip of B");
    INFO(result.out);
    CHECK(a.find("encoded by explicit inversion: rms error 0.0") != std::string::npos);
    CHECK(a.find(", closed form 0.0") != std::string::npos);
    CHECK(a.find(", off by ") != std::string::npos);
    CHECK(b.find("which is rounding") != std::string::npos);
    CHECK(line_with(result.out, "Round trip of C").empty());
    const auto rows = csv_rows(run_halfstep({"run", scene, "--format", "csv"}).out);
    REQUIRE(rows[0][13] == "round_trip");
    CHECK(std::abs(std::stod(rows[1][13]) - std::stod(rows[1][15])) < 5 * std::stod(rows[1][14]));
    CHECK(rows[3][13].empty());

    const auto encoding = csv_rows(read_whole(folder.path("out/a/encoding.csv"))),
               paths = csv_rows(read_whole(folder.path("out/a/paths.csv")));
    REQUIRE(encoding.size() == paths.size());
    CHECK(encoding[0] == std::vector<std::string>{"particle", "step", "t", "x"});
    CHECK(encoding[1][2] == "0");    // the data
    CHECK(encoding[11][2] == "100"); // where the decoder starts
    CHECK(paths[1][2] == "100");
    CHECK(std::stod(encoding[11][3]) == doctest::Approx(std::stod(paths[1][3])).epsilon(1e-6));
    CHECK_FALSE(std::filesystem::exists(folder.path("out/c/encoding.csv")));
    // A folder of results with it is one that the next run may replace.
    CHECK(run_halfstep({"run", scene, "--out", folder.path("out")}).code == 0);
}

TEST_CASE("a forward chain: no evaluations, the data in its row, where it leads below, its moves x_t = sqrt(alpha) x + "
          "sqrt(beta) z") {
    const TemporaryFolder folder;
    const std::string scene = folder.write(
        "s.toml", "[target]\nsigma = 0.5\nmean = [2]\n[process]\nkind = \"vp\"\nsteps = 100\n[run]\nparticles = 4000\n"
                  "[[sampler]]\nkind = \"forward\"\n[[sampler]]\nkind = \"ddpm\"\n");
    const ProcessResult result = run_halfstep({"run", scene, "--out", folder.path("out")});
    INFO(result.out);
    REQUIRE(result.code == 0);
    CHECK(line_with(result.out, "Forward  ").find(" 100      0  ") != std::string::npos);
    CHECK(line_with(result.out, "Forward starts from").find("which its row above is about") != std::string::npos);

    const auto schedule = csv_rows(run_halfstep({"schedule", scene}).out);
    const double alpha_bar = std::stod(schedule.back()[3]);
    // Closed forms of x_T, to the digits of the line: mean 2 a, variance 0.25 a^2 + b^2.
    const std::string end = line_with(result.out, "  x at t = 100: ");
    const auto after = [&](const std::string& what) { return std::stod(end.substr(end.find(what) + what.size())); };
    CHECK(after("mean ") == doctest::Approx(2 * std::sqrt(alpha_bar)).epsilon(0.1));
    CHECK(after("closed form ") == doctest::Approx(2 * std::sqrt(alpha_bar)).epsilon(0.001));
    const std::string second = end.substr(end.find("variance "));
    CHECK(std::stod(second.substr(second.find("closed form ") + 12)) ==
          doctest::Approx(0.25 * alpha_bar + 1 - alpha_bar).epsilon(0.001));
    CHECK(end.find("off by ") != std::string::npos);

    const auto rows = csv_rows(run_halfstep({"run", scene, "--format", "csv"}).out);
    CHECK(rows[1][12] == "0"); // evaluations
    CHECK(rows[2][12] == "100");
    CHECK(std::stod(rows[1][5]) == 2); // closed form of the mean: the data's
    CHECK(std::stod(rows[1][8]) == 0.25);

    const auto moves = csv_rows(run_halfstep({"schedule", scene, "--sampler", "Forward"}).out);
    REQUIRE(moves.size() == 101);
    for (const int t : {1, 50, 100}) {
        const auto& move = moves[static_cast<std::size_t>(101 - t)];
        const double beta = std::stod(schedule[static_cast<std::size_t>(t)][1]);
        CHECK(move[1] == "forward");
        CHECK(move[2] == std::to_string(t));
        CHECK(move[3] == std::to_string(t - 1));
        CHECK(std::stod(move[6]) == doctest::Approx(std::sqrt(beta)).epsilon(1e-9));
        CHECK(std::sqrt(std::stod(move[4]) / std::stod(move[5])) ==
              doctest::Approx(std::sqrt(1 - beta)).epsilon(1e-12));
        CHECK(std::stod(move[7]) == doctest::Approx(std::sqrt(std::stod(move[4]))).epsilon(1e-12));
    }

    // The files have its states in the order of everybody's: step 0 at T, the last one the data.
    const auto paths = csv_rows(read_whole(folder.path("out/forward/paths.csv"))),
               final_x = csv_rows(read_whole(folder.path("out/forward/final.csv")));
    CHECK(paths[1][2] == "100");
    CHECK(paths[101][2] == "0");
    CHECK(std::stod(paths[101][3]) == doctest::Approx(std::stod(final_x[1][1])).epsilon(1e-12));

    const ProcessResult latents = run_halfstep(
        {"run", folder.write("l.toml", "[[sampler]]\nkind = \"forward\"\n[latents]\nz1 = [1]\nz2 = [0]\nx0 = [0]\n"
                                       "sampler = \"Forward\"\n")});
    CHECK(latents.code == 2);
    CHECK(latents.err.find("latents.sampler = \"Forward\": the sampler draws noise") != std::string::npos);
}

TEST_CASE("schedule --sampler: the moves of one sampler, by its conventions") {
    const TemporaryFolder folder;
    const std::string scene = folder.write(
        "s.toml",
        "[process]\nkind = \"vp\"\nsteps = 100\n[[sampler]]\nname = \"Ours\"\n[[sampler]]\nname = \"Theirs\"\n"
        "convention = \"diffusers\"\nspacing = \"linspace\"\nsteps = 3\neta = 1\n");
    const auto rows = csv_rows(run_halfstep({"schedule", scene, "--sampler", "Theirs"}).out);
    REQUIRE(rows.size() == 4);
    CHECK(rows[0] == std::vector<std::string>{"step", "move", "t", "t_prev", "alpha_bar", "alpha_bar_prev", "sigma",
                                              "k_x0", "k_eps", "k_last", "k_again"});
    const char* levels[][2] = {{"100", "67"}, {"51", "18"}, {"1", "0"}}; // t - T//S, not the next of the list
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(rows[i + 1][2] == levels[i][0]);
        CHECK(rows[i + 1][3] == levels[i][1]);
        const double abar = std::stod(rows[i + 1][4]), before = std::stod(rows[i + 1][5]),
                     sigma = std::stod(rows[i + 1][6]);
        // DDIM(1): sigma^2 = beta_tilde, k_x0 = sqrt(abar'), k_eps = sqrt(1 - abar' - sigma^2).
        const double want = (1 - before) / (1 - abar) * (1 - abar / before);
        CHECK(sigma * sigma == doctest::Approx(want).epsilon(1e-12));
        CHECK(std::stod(rows[i + 1][7]) == doctest::Approx(std::sqrt(before)).epsilon(1e-12));
        CHECK(std::stod(rows[i + 1][8]) == doctest::Approx(std::sqrt(1 - before - want)).epsilon(1e-9));
    }
    CHECK(run_halfstep({"schedule", scene, "--sampler", "2"}).out ==
          run_halfstep({"schedule", scene, "--sampler", "Theirs"}).out);
    CHECK(csv_rows(run_halfstep({"schedule", scene, "--sampler", "1"}).out).size() == 101);
    for (const char* wrong : {"Their", "3", "0", ""}) {
        const ProcessResult result = run_halfstep({"schedule", scene, "--sampler", wrong});
        CAPTURE(wrong);
        CHECK(result.code == 2);
        CHECK(result.err.find("--sampler = ") != std::string::npos);
        CHECK(result.err.find("; allowed: ") != std::string::npos);
    }
    CHECK(run_halfstep({"schedule", scene, "--sampler", "Their"}).err.find("did you mean Theirs?") !=
          std::string::npos);
}

TEST_CASE("schedule --sampler lists the libraries' own labels where rounding errors decide; a label -1 is refused") {
    const TemporaryFolder folder;
    const auto scene_of = [&](const std::string& convention, const std::string& spacing, int S) {
        return folder.write("s.toml",
                            "[process]\nkind = \"vp\"\nsteps = 1000\n[[sampler]]\nkind = \"ddim\"\nconvention = \"" +
                                convention + "\"\nspacing = \"" + spacing + "\"\nsteps = " + std::to_string(S) + "\n");
    };
    struct Case {
        const char *convention, *spacing;
        int S, j, label; // as NumPy has it: entry j from the data on
    };
    const Case cases[] = {
        {"diffusers", "trailing", 48, 8, 186},  {"diffusers", "trailing", 48, 20, 436},
        {"diffusers", "trailing", 96, 77, 812}, {"diffusers", "linspace", 27, 13, 499},
        {"diffusers", "linspace", 31, 15, 499}, {"diffusers", "linspace", 47, 23, 499},
        {"ddim", "quadratic", 6, 3, 288},       {"ddim", "quadratic", 11, 3, 72},
        {"ddim", "quadratic", 16, 12, 511},     {"ddim", "quadratic", 21, 17, 578},
        {"ddim", "quadratic", 26, 20, 511},
    };
    for (const Case& c : cases) {
        CAPTURE(c.spacing);
        CAPTURE(c.S);
        const auto rows =
            csv_rows(run_halfstep({"schedule", scene_of(c.convention, c.spacing, c.S), "--sampler", "1"}).out);
        REQUIRE(rows.size() == static_cast<std::size_t>(c.S) + 1);
        CHECK(rows[static_cast<std::size_t>(c.S - c.j)][2] == std::to_string(c.label + 1));
    }
    const ProcessResult refused = run_halfstep({"schedule", scene_of("diffusers", "trailing", 61), "--sampler", "1"});
    CHECK(refused.code == 2);
    CHECK(refused.out.empty());
    CHECK(refused.err.find("lists 62 labels") != std::string::npos);
    CHECK(run_halfstep({"schedule", scene_of("paper", "trailing", 61), "--sampler", "1"}).code == 0);
}

TEST_CASE("the step on the stage: enlarged in a picture, as it is in files of data") {
    const TemporaryFolder folder;
    const std::string scene =
        folder.write("s.toml", "[target]\nsigma = 1.0\n[process]\nkind = \"vp\"\nsteps = 50\nschedule = \"cosine\"\n"
                               "[[sampler]]\nname = \"DDIM\"\n[run]\nparticles = 10\nprecision = \"double\"\n"
                               "[view]\nlevel = 25\nparticle = 3\ninspect = 1\n");
    REQUIRE(run_halfstep({"run", scene, "--out", folder.path("out")}).code == 0);
    // particle,step,t,x: x_t of particle 3 after 25 steps, and where it goes from there
    std::vector<double> x;
    for (const std::string& line : lines_of(read_whole(folder.path("out/ddim/paths.csv")))) {
        const std::vector<std::string> cells = split(line, ',');
        if (cells[0] == "3") x.push_back(std::stod(cells.back()));
    }
    REQUIRE(x.size() == 51);
    REQUIRE(run_halfstep({"figure", scene, "--plot", "xt", "-o", folder.path("a.csv")}).code == 0);
    std::vector<std::pair<double, double>> arrows; // from, to
    for (const std::string& line : lines_of(read_whole(folder.path("a.csv")))) {
        const std::vector<std::string> cells = split(line, ',');
        if (cells[2] == "arrows") arrows.emplace_back(std::stod(cells[6]), std::stod(cells[8]));
    }
    REQUIRE(arrows.size() == 2); // k_x0 x0_hat from 0, and k_eps eps_hat on to x_s
    CHECK(arrows[0].first == 0);
    CHECK(arrows[1].first == doctest::Approx(arrows[0].second).epsilon(1e-12));
    CHECK(arrows[1].second == doctest::Approx(x[26]).epsilon(1e-12));
    // Of N(0, 1) on VP x0_hat = a x_t, and DDIM keeps it with weight a_s.
    const auto problem = make_problem(parse_scene(read_whole(scene), "s"));
    const double a_t = problem->process.levels[25].a, a_s = problem->process.levels[24].a;
    CHECK(arrows[0].second == doctest::Approx(a_s * a_t * x[25]).epsilon(1e-12));
    REQUIRE(run_halfstep({"figure", scene, "--plot", "xt", "-o", folder.path("a.svg")}).code == 0);
    CHECK(read_whole(folder.path("a.svg")).find("step × 5") != std::string::npos);
}
