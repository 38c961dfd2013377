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

/// How often a text stands in an SVG, as a whole text.
int times_said(const std::string& svg, const std::string& text) {
    const std::string element = ">" + text + "</text>";
    int count = 0;
    for (std::size_t at = svg.find(element); at != std::string::npos; at = svg.find(element, at + 1)) ++count;
    return count;
}

/// Variances from 0.25 to 1, on a linear axis; and from 0.25 to 250,000, on a logarithmic one.
const std::string small_variances = "title = \"small\"\n[target]\nkind = \"gaussian\"\nsigma = 0.5\n[process]\n"
                                    "kind = \"vp\"\nsteps = 20\nschedule = \"cosine\"\n[run]\nparticles = 200\n",
                  great_variances = "title = \"great\"\n[target]\nkind = \"gaussian\"\nsigma = 0.5\n[process]\n"
                                    "kind = \"ve\"\nsteps = 20\nsigma_max = 500\n[run]\nparticles = 200\n";

std::string compared_in_file(const std::string& path) {
    const std::string text = read_whole(path), key = "compare = ";
    const std::size_t at = text.find(key);
    return at == std::string::npos ? "" : text.substr(at, text.find('\n', at) - at);
}

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

TEST_CASE(
    "figure --compare: both panels have one scale and one range, in either order, and a range by hand holds for both") {
    const TemporaryFolder folder;
    const std::string a = folder.write("a.toml", small_variances), b = folder.write("b.toml", great_variances);
    const auto svg_of = [&](std::vector<std::string> words) {
        const std::string file = folder.path("f.svg");
        words.insert(words.end(), {"--plot", "variance", "-o", file, "--no-titles"});
        const ProcessResult made = run_halfstep(words);
        INFO(made.err);
        REQUIRE(made.code == 0);
        return read_whole(file);
    };
    for (const auto& [first, second] : {std::pair{a, b}, {b, a}}) {
        const std::string both = svg_of({"figure", first, "--compare", second});
        for (const char* decade : {"10⁻³", "10⁰", "10³"}) {
            CAPTURE(std::string(decade));
            CHECK(times_said(both, decade) == 2);
        }
        const std::string below_zero = svg_of({"figure", first, "--compare", second, "--y-range=-1,2"});
        CHECK(times_said(below_zero, "−1") + times_said(below_zero, "−1.0") == 2);
        CHECK(times_said(below_zero, "10³") == 0);
        const std::string part = svg_of({"figure", first, "--compare", second, "--y-range=1,100"});
        CHECK(times_said(part, "10²") + times_said(part, "100") == 2);
        CHECK(times_said(part, "10³") == 0);
    }
    // Alone each has its own.
    CHECK(times_said(svg_of({"figure", a}), "10⁰") == 0);
    const ProcessResult refused =
        run_halfstep({"figure", b, "--compare", b, "--plot", "variance", "--y-range=-1,2", "-o", folder.path("f.svg")});
    CHECK(refused.code == 2);
    CHECK(has(refused.err, "the axis is logarithmic here"));
}

TEST_CASE("a file names the scene beside its own by the path from its folder, whatever lies about elsewhere") {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path("sub/deep"));
    const std::string a = folder.write("sub/a.toml", compared_line_scene(0, "quiet")),
                      b = folder.write("b.toml", compared_line_scene(1, "noisy"));
    folder.write("sub/b.toml", compared_line_scene(0.3, "decoy"));
    const std::string q = folder.path("sub/q.svg"), again = folder.path("sub/deep/again.svg");
    REQUIRE(run_halfstep({"figure", a, "--compare", folder.path("sub/../b.toml"), "--plot", "xt", "-o", q}).code == 0);
    CHECK(has(compared_in_file(q), "../b.toml"));
    CHECK_FALSE(has(compared_in_file(q), "sub"));
    REQUIRE(run_halfstep({"figure", q, "-o", again}).code == 0);
    CHECK(has(read_whole(again), "noisy"));
    CHECK_FALSE(has(read_whole(again), "decoy"));
    CHECK(has(compared_in_file(again), "../../b.toml"));
    // Both are moved, and are still beside each other.
    const TemporaryFolder elsewhere;
    std::filesystem::rename(folder.path("sub"), elsewhere.path("sub"));
    std::filesystem::rename(b, elsewhere.path("b.toml"));
    const ProcessResult moved =
        run_halfstep({"figure", elsewhere.path("sub/q.svg"), "-o", elsewhere.path("moved.svg")});
    INFO(moved.err);
    CHECK(moved.code == 0);
    CHECK(compared_in_file(elsewhere.path("moved.svg")) == "compare = &quot;b.toml&quot;");
    // What a scene names and is not there is looked for nowhere else.
    std::filesystem::remove(elsewhere.path("b.toml"));
    const ProcessResult lost = run_halfstep({"figure", elsewhere.path("sub/q.svg"), "-o", elsewhere.path("lost.svg")});
    CHECK(lost.code == 2);
    CHECK(has(lost.err, elsewhere.path("b.toml") + ": no such file"));
    // A lesson is called by its name; a file of that name is not taken for it.
    const std::string scene =
                          elsewhere.write("v.toml", compared_line_scene(0) + "[view]\ncompare = \"sigma-squared\"\n"),
                      lesson = elsewhere.path("lesson.svg"), file = elsewhere.path("file.svg");
    REQUIRE(run_halfstep({"figure", scene, "--plot", "xt", "-o", lesson}).code == 0);
    CHECK(compared_in_file(lesson) == "compare = &quot;sigma-squared&quot;");
    const std::string named = elsewhere.write("sigma-squared", compared_line_scene(1, "namesake"));
    REQUIRE(run_halfstep({"figure", scene, "--compare", named, "--plot", "xt", "-o", file}).code == 0);
    REQUIRE(run_halfstep({"figure", file, "-o", elsewhere.path("again.svg")}).code == 0);
    CHECK(has(read_whole(elsewhere.path("again.svg")), "namesake"));
}

TEST_CASE("run --compare --out: the folder holds both scenes, and its scene names the other one") {
    const TemporaryFolder folder;
    const std::string a = folder.write("a.toml", compared_line_scene(0, "quiet")),
                      b = folder.write("b.toml", compared_line_scene(1, "noisy"));
    ProcessOptions piped;
    piped.stdin_path = b;
    for (const auto& [other, options] : {std::pair{b, ProcessOptions{}}, {std::string("/dev/stdin"), piped}}) {
        CAPTURE(other);
        const std::string out = folder.path("out" + std::to_string(other.size()));
        REQUIRE(run_halfstep({"run", a, "--compare", other, "--out", out}, options).code == 0);
        const std::string scene = out + "/experiment.toml", figure = folder.path("f.svg");
        CHECK(compared_in_file(scene) == "compare = \"beside.toml\"");
        const ProcessResult drawn = run_halfstep({"figure", scene, "--plot", "xt", "-o", figure});
        INFO(drawn.err);
        REQUIRE(drawn.code == 0);
        CHECK(has(read_whole(figure), "noisy"));
    }
    // A run alone keeps what its scene looks at.
    const std::string viewed = folder.write("v.toml", compared_line_scene(0) + "[view]\ncompare = \"b.toml\"\n");
    REQUIRE(run_halfstep({"run", viewed, "--out", folder.path("alone")}).code == 0);
    CHECK(compared_in_file(folder.path("alone/experiment.toml")) == "compare = \"../b.toml\"");
}

TEST_CASE("figure --compare: a pipe is refused where the file would have to name it, and taken for data") {
    const TemporaryFolder folder;
    const std::string a = folder.write("a.toml", compared_line_scene(0)),
                      b = folder.write("b.toml", compared_line_scene(1, "noisy")), svg = folder.path("f.svg");
    ProcessOptions piped;
    piped.stdin_path = b;
    const ProcessResult refused =
        run_halfstep({"figure", a, "--compare", "/dev/stdin", "--plot", "xt", "-o", svg}, piped);
    CHECK(refused.code == 2);
    CHECK(has(refused.err, "--compare = /dev/stdin: is a pipe"));
    CHECK_FALSE(std::filesystem::exists(svg));
    CHECK(run_halfstep({"figure", a, "--compare", "/dev/stdin", "--plot", "xt", "-o", folder.path("f.csv")}, piped)
              .code == 0);
}

TEST_CASE("the path of the scene beside another, if it is no text, is refused by whatever would have to name it") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.path("d\xff"));
    const std::string a = folder.write("a.toml", compared_line_scene(0)),
                      b = folder.write("e\xe4.toml", compared_line_scene(1, "noisy")),
                      c = folder.write("d\xff/c.toml", compared_line_scene(0) + "[view]\ncompare = \"b.toml\"\n");
    folder.write("d\xff/b.toml", compared_line_scene(1, "noisy"));
    const auto refused = [&](std::vector<std::string> words, const char* option) {
        const ProcessResult result = run_halfstep(words);
        INFO(result.err);
        CHECK(result.code == 2);
        CHECK(lines_of(result.err).size() == 1);
        CHECK(has(result.err, std::string(option) + " = "));
        CHECK(
            has(result.err, "is a path that is no UTF-8, by which what is written could not be made again; allowed: "));
    };
    const std::string svg = folder.path("f.svg");
    refused({"figure", a, "--compare", b, "-o", svg}, "--compare");
    refused({"film", a, "--compare", b, "-o", folder.path("frames")}, "--compare");
    refused({"figure", c, "-o", svg}, "view.compare");
    refused({"sweep", c, "--over", "run.seed=1,2", "-o", svg}, "view.compare");
    refused({"run", c, "--out", folder.path("out")}, "view.compare");
    CHECK_FALSE(std::filesystem::exists(svg));
    // Data have no name in them; from its own folder the other one has a name; a run writes its own copy.
    CHECK(run_halfstep({"figure", a, "--compare", b, "-o", folder.path("f.csv")}).code == 0);
    const std::string within = folder.path("d\xff/f.svg"), again = folder.path("d\xff/again.svg");
    CHECK(run_halfstep({"figure", c, "-o", within}).code == 0);
    CHECK(run_halfstep({"figure", within, "-o", again}).code == 0);
    CHECK(read_whole(again) == read_whole(within));
    CHECK(run_halfstep({"run", a, "--compare", b, "--out", folder.path("out")}).code == 0);
}

TEST_CASE("film: what [view] has beside the scene is refused where a figure refuses it") {
    const TemporaryFolder folder;
    folder.write("plane.toml", compared_plane_scene);
    for (const auto& [other, why] : {std::pair{"nix.toml", "nix.toml: no such file"},
                                     {"plane.toml", "has data in two dimensions, and this scene in one dimension"}}) {
        CAPTURE(std::string(other));
        const std::string scene =
            folder.write("v.toml", compared_line_scene(0) + "[view]\ncompare = \"" + other + "\"\n");
        const std::string frames = folder.path("frames"), svg = folder.path("f.svg");
        const ProcessResult figure = run_halfstep({"figure", scene, "--plot", "xt", "-o", svg}),
                            film = run_halfstep({"film", scene, "--plot", "xt", "-o", frames});
        CHECK(figure.code == 2);
        CHECK(film.code == 2);
        CHECK(film.err == figure.err);
        CHECK(has(film.err, why));
        CHECK_FALSE(std::filesystem::exists(frames));
    }
}

TEST_CASE("run --compare: recorded noise has the draws of the scene with more steps, whichever stands first") {
    const TemporaryFolder folder;
    const auto scene = [](int steps) {
        return "[process]\nkind = \"vp\"\nsteps = " + std::to_string(steps) +
               "\n[[sampler]]\nname = \"DDPM\"\nkind = \"ddpm\"\n[run]\nparticles = 2\n";
    };
    const std::string few = folder.write("few.toml", scene(4)), many = folder.write("many.toml", scene(7)),
                      start = folder.write("start.csv", "x\n0.5\n-1\n");
    std::string rows = "particle,step,z_x\n";
    for (int step = 0; step < 7; ++step) rows += "0," + std::to_string(step) + ",0." + std::to_string(step + 1) + "\n";
    const std::string noise = folder.write("noise.csv", rows), too_long = folder.write("long.csv", rows + "0,7,1\n");
    const auto final_of = [&](const std::string& first, const std::string& other, const std::string& out) {
        std::vector<std::string> words = {"run", first, "--start", start, "--noise", noise, "--out", folder.path(out)};
        if (!other.empty()) words.insert(words.end(), {"--compare", other});
        const ProcessResult result = run_halfstep(words);
        INFO(result.err);
        REQUIRE(result.code == 0);
        return final_states(folder.path(out + "/ddpm/final.csv"));
    };
    const std::vector<double> alone = final_of(many, "", "many"), short_one = final_of(many, few, "many-few");
    CHECK(alone == short_one);
    const std::vector<double> first = final_of(few, many, "few-many");
    // The mean of A - B, of which B is what it is alone: all of its seven draws were taken.
    const auto cells = split(lines_of(read_whole(folder.path("few-many/differences.csv"))).at(1), ',');
    CHECK(std::stod(cells.at(3)) == doctest::Approx((first[0] + first[1] - alone[0] - alone[1]) / 2).epsilon(1e-9));
    const ProcessResult refused = run_halfstep({"run", few, "--compare", many, "--start", start, "--noise", too_long});
    CHECK(refused.code == 2);
    CHECK(has(refused.err, "step 7 does not exist; allowed: 0 to 6"));
}
