// Two scenes at once on the command line: what `run --compare` prints and writes, what `figure --compare` draws, and
// compare in [view].

#include "app/export/metadata.h"
#include "app/plots/plots.h"
#include "app/scene/scene.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string compared_line_scene(double eta, const std::string& title = "small", int particles = 400) {
    return "title = \"" + title +
           "\"\n[process]\nkind = \"ve\"\nsteps = 20\n[[sampler]]\nname = \"DDIM\"\neta = " + std::to_string(eta) +
           "\n[run]\nseed = 3\nparticles = " + std::to_string(particles) + "\nprecision = \"double\"\n";
}

const std::string compared_plane_scene = "title = \"plane\"\n[target]\nkind = \"ring\"\n[process]\nsteps = 20\n";

/// Of a file final.csv: column x.
std::vector<double> final_states(const std::string& path) {
    std::vector<double> states;
    const auto lines = lines_of(read_whole(path));
    for (std::size_t i = 1; i < lines.size(); ++i) states.push_back(std::stod(split(lines[i], ',').at(1)));
    return states;
}

double variance_without(const std::vector<double>& x, std::size_t from, std::size_t to) {
    double n = 0, sum = 0, squares = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        if (i < from || i >= to) n += 1, sum += x[i];
    for (std::size_t i = 0; i < x.size(); ++i)
        if (i < from || i >= to) squares += (x[i] - sum / n) * (x[i] - sum / n);
    return squares / (n - 1);
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("run --compare: the differences are those of the particles in both folders, and so are their errors") {
    const TemporaryFolder folder;
    const std::string a = folder.write("a.toml", compared_line_scene(0)),
                      b = folder.write("b.toml", compared_line_scene(0.5));
    REQUIRE(run_halfstep({"run", a, "--out", folder.path("a")}).code == 0);
    REQUIRE(run_halfstep({"run", b, "--out", folder.path("b")}).code == 0);
    const ProcessResult csv = run_halfstep({"run", a, "--compare", b, "--format", "csv", "--out", folder.path("both")});
    INFO(csv.err);
    REQUIRE(csv.code == 0);
    const auto lines = lines_of(csv.out);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] == "sampler,beside,coordinate,mean_difference,mean_difference_se,variance_difference,"
                      "variance_difference_se,distance_difference,distance_difference_se,apart,apart_se,particles,"
                      "blocks");
    const auto cells = split(lines[1], ',');
    REQUIRE(cells.size() == 13);
    CHECK(cells[0] == "DDIM");
    CHECK(cells[1] == "DDIM");
    const auto x = final_states(folder.path("a/ddim/final.csv")), y = final_states(folder.path("b/ddim/final.csv"));
    REQUIRE(x.size() == 400);
    double mean = 0, apart = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        mean += (x[i] - y[i]) / 400, apart += (x[i] - y[i]) * (x[i] - y[i]) / 400;
    CHECK(std::stod(cells[3]) == doctest::Approx(mean).epsilon(1e-9));
    CHECK(std::stod(cells[5]) == doctest::Approx(variance_without(x, 0, 0) - variance_without(y, 0, 0)).epsilon(1e-9));
    CHECK(std::stod(cells[9]) == doctest::Approx(std::sqrt(apart)).epsilon(1e-9));
    // The jackknife over as many blocks as are said, by hand.
    const auto blocks = static_cast<std::size_t>(std::stoul(cells[12]));
    REQUIRE(blocks >= 20);
    std::vector<double> without;
    double middle = 0, squares = 0;
    for (std::size_t i = 0; i < blocks; ++i) {
        const std::size_t from = 400 * i / blocks, to = 400 * (i + 1) / blocks;
        without.push_back(variance_without(x, from, to) - variance_without(y, from, to));
        middle += without.back() / static_cast<double>(blocks);
    }
    for (const double value : without) squares += (value - middle) * (value - middle);
    const double se = std::sqrt(squares * static_cast<double>(blocks - 1) / static_cast<double>(blocks));
    CHECK(std::stod(cells[6]) == doctest::Approx(se).epsilon(1e-6));
    // The folder has what is printed, and everything to make it again.
    CHECK(read_whole(folder.path("both/differences.csv")) == csv.out);
    CHECK(read_whole(folder.path("both/ddim/final.csv")) == read_whole(folder.path("a/ddim/final.csv")));
    CHECK(parse_scene(read_whole(folder.path("both/beside.toml")), "beside").samplers[0].eta == 0.5);
    const auto parting = lines_of(read_whole(folder.path("both/parting.csv")));
    REQUIRE(parting.size() == 22);
    CHECK(parting[0] == "sampler,beside,share,apart,apart_se,apart_5,apart_50,apart_95,particles");
    CHECK(split(parting[21], ',').at(2) == "1");
    CHECK(split(parting[21], ',').at(3) == "0");                                             // one x_T
    CHECK(run_halfstep({"run", a, "--compare", b, "--out", folder.path("both")}).code == 0); // which may be replaced
}

TEST_CASE("run --compare: one scene beside itself is 0 ± 0; the table says whose numbers they are") {
    const TemporaryFolder folder;
    const std::string a = folder.write("a.toml", compared_line_scene(0.5)),
                      b = folder.write("b.toml", compared_line_scene(1, "other", 90));
    const ProcessResult same = run_halfstep({"run", a, "--compare", a});
    CHECK(same.code == 0);
    CHECK(has(same.out, "DDIM     DDIM        0 ± 0          0 ± 0    0 ± 0       0 ± 0\n"));
    CHECK(has(same.out, "sampler  beside  ")); // names are flush left, numbers right
    const ProcessResult other = run_halfstep({"run", a, "--compare", b});
    CHECK(has(other.out, "A: small: target gaussian, process ve, 20 steps\nB: other: target gaussian"));
    CHECK(has(other.out, "90 particles, the same noise; errors from 64 blocks of them, seed 3."));
    const ProcessResult few = run_halfstep({"run", a, "--compare", b, "--particles", "12"});
    CHECK(has(few.out, "12 particles, too few for an error"));
    CHECK(has(few.out, "± ?"));
}

TEST_CASE("diffusion beside flow: one share of the process, samplers by their order where names differ") {
    const TemporaryFolder folder;
    const std::string vp = folder.write("vp.toml", "[target]\nkind = \"moons\"\n[process]\nkind = \"vp\"\nsteps = 100\n"
                                                   "[[sampler]]\nname = \"DDIM\"\n[run]\nparticles = 300\n"),
                      flow = folder.write("flow.toml",
                                          "[target]\nkind = \"moons\"\n[process]\nkind = \"flow\"\nsteps = 40\n"
                                          "[[sampler]]\nname = \"Euler\"\nkind = \"euler-ode\"\n"
                                          "[run]\nparticles = 300\n");
    const ProcessResult table = run_halfstep({"run", vp, "--compare", flow});
    INFO(table.err);
    CHECK(table.code == 0);
    CHECK(has(table.out, "Euler *"));
    CHECK(has(table.out, "* No sampler of that name is left in B"));
    const std::string data = folder.path("f.csv");
    REQUIRE(run_halfstep({"figure", vp, "--compare", flow, "--plot", "parting", "-o", data}).code == 0);
    double last = 2, smallest = 1;
    int rows = 0;
    for (const std::string& line : lines_of(read_whole(data))) {
        const auto cells = split(line, ',');
        if (cells.at(2) != "curve" || cells.at(7).empty()) continue; // the label has a comma
        last = std::stod(cells.at(6));
        smallest = std::min(smallest, last);
        ++rows;
    }
    CHECK(rows == 2 * 41); // of the flow, which shows fewer states
    CHECK(last == 1);
    CHECK(smallest == 0);
}

TEST_CASE("figure --compare: the plots of both on one sheet, on the same axes; compare in [view] does the same") {
    const TemporaryFolder folder;
    const std::string b = folder.write("b.toml", compared_line_scene(1, "noisy"));
    const std::string a = folder.write("a.toml", compared_line_scene(0, "quiet")),
                      viewed =
                          folder.write("v.toml", compared_line_scene(0, "quiet") + "[view]\ncompare = \"b.toml\"\n");
    const std::string one = folder.path("one.svg"), two = folder.path("two.svg");
    REQUIRE(run_halfstep({"figure", a, "--compare", b, "--plot", "xt", "-o", one}).code == 0);
    const ProcessResult by_view = run_halfstep({"figure", viewed, "--plot", "xt", "-o", two, "--width", "174"});
    INFO(by_view.err);
    REQUIRE(by_view.code == 0);
    const std::string svg = read_whole(one);
    CHECK(has(svg, "quiet"));
    CHECK(has(svg, "noisy"));
    const auto carried = [](const std::string& file) { return load_with_view(file).view.value_or(View{}).compare; };
    CHECK(carried(one) == b);
    CHECK(carried(two) == b); // found beside the scene
    const ProcessResult stored = run_halfstep({"figure", one, "-o", folder.path("again.svg")});
    INFO(stored.err);
    CHECK(stored.code == 0);
    CHECK(has(read_whole(folder.path("again.svg")), "noisy"));
}

TEST_CASE("what cannot be compared is refused with a sentence") {
    const TemporaryFolder folder;
    const std::string a = folder.write("a.toml", compared_line_scene(0)),
                      plane = folder.write("plane.toml", compared_plane_scene);
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"run", a, "--compare", plane},
          {"figure", a, "--compare", plane, "--plot", "parting", "-o", folder.path("f.svg")}}) {
        const ProcessResult refused = run_halfstep(words);
        CHECK(refused.code == 2);
        CHECK(has(refused.err, "has data in two dimensions, and this scene in one dimension"));
        CHECK(lines_of(refused.err).size() == 1);
    }
    const ProcessResult missing = run_halfstep({"run", a, "--compare", "sigma-sqared"});
    CHECK(missing.code == 2);
    CHECK(has(missing.err, "did you mean sigma-squared?"));
    const ProcessResult alone = run_halfstep({"figure", a, "--plot", "parting", "-o", folder.path("f.svg")});
    CHECK(alone.code == 2);
    CHECK(has(alone.err, "it needs another scene beside it"));
}
