// [target] and [denoiser] in scene files: every kind, points inline and from files, and that a written scene stands
// alone.

#include "app/base/files.h"
#include "app/base/text.h"
#include "app/scene/points_file.h"
#include "app/scene/scene.h"
#include "core/law/catalog.h"
#include "tests/app/process.h"
#include "tests/app/scene_text.h"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// The message begins as it should, says what is allowed, and is one line.
void check_message(const std::string& message, const std::string& begins, const std::string& contains = "") {
    INFO(message);
    CHECK(message.substr(0, begins.size()) == begins);
    CHECK(message.find(contains) != std::string::npos);
    CHECK(message.find("; allowed") != std::string::npos);
    CHECK(message.find('\n') == std::string::npos);
}

/// What reading a CSV file of this text says; "N x C" when it is read.
std::string csv(const TemporaryFolder& folder, const std::string& text, double largest = 1e6) {
    const std::string path = folder.path("cloud.csv");
    write_file(path, text);
    try {
        const PointTable table = read_points_file(path, {{}, largest > 1e6});
        return std::to_string(table.values.size() / static_cast<std::size_t>(table.columns)) + " x " +
               std::to_string(table.columns);
    } catch (const SceneError& e) {
        const std::string message = e.what();
        return message.compare(0, path.size(), path) == 0 ? message.substr(path.size()) : message;
    }
}

const char* const every_kind[] = {
    "[target]\nkind = 'uniform'\n[[target.box]]\nlo = [-1.0]\nhi = [0.5]\n[[target.box]]\nweight = 3\nlo = [2]\nhi = "
    "[3]\n",
    "[target]\nkind = 'uniform'\n[[target.box]]\nlo = [-1.0, 0]\nhi = [0.5, 0.1]\n",
    "[target]\nkind = 'points'\npoints = [[0.1, 2], [3, 4e-3], [1, 1], [1, 1], [-0.5, 0.25]]\nkernel = 0.0\n",
    "[target]\nkind = 'points'\npoints = [0.1, 2, -3]\nstandardize = true\nkernel = 0.25\n",
    "[target]\nkind = 'points'\npoints = [[0.5]]\n",
    "[target]\nkind = 'checkerboard'\nmodes = 6\nspacing = 0.75\n",
    "[target]\nkind = 'moons'\nsigma = 0.07\nradius = 1.25\n",
    "[target]\nkind = 'circles'\nsigma = 0.07\nradius = 1.25\nratio = 0.3\n",
    "[target]\nkind = 'spiral'\nsigma = 0.07\nradius = 2.5\nturns = 2.25\narms = 3\n",
    "[target]\nkind = 'random'\nsigma = 0.07\nmodes = 5\nradius = 1.5\ndimension = 1\nseed = 42\n",
    "[target]\nkind = 'word'\ntext = \"Half\\nstep\"\nsigma = 0.07\nheight = 1.25\n",
    "[denoiser]\nkind = 'perturbed'\nerror = 'bias'\nscale = -0.25\n",
    "[denoiser]\nkind = 'perturbed'\nerror = 'sigma'\nscale = 0.5\n",
    "[denoiser]\nkind = 'perturbed'\nerror = 'field'\nscale = 0.3\nlength = 0.7\nseed = 12\n",
};

} // namespace

TEST_CASE("every kind of target and denoiser is read, and what is written reads back the same") {
    for (const char* toml : every_kind) {
        CAPTURE(toml);
        const Experiment e = parse(toml);
        const std::string written = write_scene(e);
        CHECK(parse(written) == e);
        CHECK(write_scene(parse(written)) == written);
    }
    Experiment e = parse(every_kind[0]);
    REQUIRE(e.target.boxes.size() == 2);
    CHECK(e.target.boxes[1] == BoxSpec{3, {2}, {3}});
    e = parse(every_kind[2]);
    CHECK(e.target.points == std::vector<double>{0.1, 2, 3, 4e-3, 1, 1, 1, 1, -0.5, 0.25});
    CHECK(e.target.columns == 2);
    CHECK(e.target.kernel == 0);
    e = parse(every_kind[3]);
    CHECK(e.target.columns == 1);
    CHECK(e.target.standardize);
    CHECK(parse(every_kind[10]).target.text == "Half\nstep");
    e = parse(every_kind[13]);
    CHECK(e.denoiser == DenoiserSpec{DenoiserKind::perturbed, DenoiserError::field, 0.3, 0.7, 12});
    CHECK(parse("").denoiser == DenoiserSpec{});
}

TEST_CASE("a kind alone means its usual target") {
    for (const char* kind : {"checkerboard", "moons", "circles", "spiral", "random", "word", "ring", "grid"}) {
        const Experiment e = parse(std::string("[target]\nkind = '") + kind + "'\n");
        CHECK(e.target == usual_target(*parse_name<TargetKind>(kind)));
    }
}

TEST_CASE("a written scene holds what applies and no more") {
    CHECK(write_scene(parse(every_kind[5]))
              .find("[target]\nkind = \"checkerboard\"\nmodes = 6\nspacing = 0.75\n\n[process]") != std::string::npos);
    CHECK(write_scene(parse("")).find("denoiser") == std::string::npos);
    CHECK(
        write_scene(parse(every_kind[12])).find("[denoiser]\nkind = \"perturbed\"\nerror = \"sigma\"\nscale = 0.5\n") !=
        std::string::npos);
    CHECK(write_scene(parse(every_kind[4])).find("points = [0.5]") != std::string::npos);
}

TEST_CASE("mistakes in targets and denoisers") {
    check_message(complaint("[target]\nkind = 'moon'\n"), "scene.toml:2: target.kind", "did you mean moons?");
    check_message(complaint("[target]\nkind = 'moons'\nturns = 2\n"), "scene.toml:3: target.turns = 2: does not apply");
    check_message(complaint("[target]\nkind = 'uniform'\n"), "scene.toml:1: target.box: there is none");
    check_message(complaint("[target]\nkind = 'uniform'\n[[target.box]]\nlo = [0]\n"),
                  "scene.toml:3: target.box[0].hi: is missing");
    check_message(complaint("[target]\nkind = 'uniform'\n[[target.box]]\nhi = [0]\n"),
                  "scene.toml:3: target.box[0].lo: is missing");
    check_message(complaint("[target]\nkind = 'uniform'\n[[target.box]]\nlo = [0]\nhi = [0]\n"),
                  "scene.toml:5: target.box[0].hi = [0]: leaves the box without a width");
    check_message(complaint("[target]\nkind = 'uniform'\n[[target.box]]\nlo = [0]\nhi = [nan]\n"),
                  "scene.toml:5: target.box[0].hi");
    check_message(complaint("[target]\nkind = 'points'\n"), "scene.toml:1: target.points: is missing");
    check_message(complaint("[target]\nkind = 'points'\npoints = []\n"),
                  "scene.toml:3: target.points = []: there is none");
    check_message(complaint("[target]\nkind = 'points'\npoints = [\n[1, 2],\n[3]]\n"),
                  "scene.toml:5: target.points[1] = [3]: is unlike");
    check_message(complaint("[target]\nkind = 'points'\npoints = [[1, 2],\n 3]\n"),
                  "scene.toml:4: target.points[1] = 3: is unlike");
    check_message(complaint("[target]\nkind = 'points'\npoints = [[1, 2, 3]]\n"),
                  "scene.toml:3: target.points[0] = [1, 2, 3]: is no point");
    check_message(complaint("[target]\nkind = 'points'\npoints = [[]]\n"),
                  "scene.toml:3: target.points[0] = []: is no point");
    check_message(complaint("[target]\nkind = 'points'\npoints = [[1, inf]]\n"),
                  "scene.toml:3: target.points[0] = [1, inf]: is not finite");
    check_message(complaint("[target]\nkind = 'points'\npoints = [[1, 'a']]\n"),
                  "scene.toml:3: target.points[0] = [1, \"a\"]: wrong type");
    check_message(complaint("[target]\nkind = 'points'\npoints = [[1, 2],\n[1, 2e7]]\n"),
                  "scene.toml:4: target.points[1] = ");
    check_message(complaint("[target]\nkind = 'points'\npoints = [1]\nfile = 'a.csv'\n"),
                  "scene.toml:4: target.file = \"a.csv\": given beside");
    check_message(complaint("[target]\nkind = 'points'\npoints = [1]\nkernel = -1\n"),
                  "scene.toml:4: target.kernel = -1");
    check_message(complaint("[target]\nkind = 'points'\npoints = [1, 1]\nstandardize = true\n"),
                  "scene.toml:4: target.standardize = true: cannot be");
    check_message(complaint("[target]\nkind = 'points'\nfile = 'there is none.csv'\n"),
                  "scene.toml:3: target.file = \"there is none.csv\": there is none.csv: no such file");
    check_message(complaint("[target]\nkind = 'word'\ntext = \"\u03c3\"\n"),
                  "scene.toml:3: target.text = \"\u03c3\": has \u03c3, which");
    check_message(complaint("[target]\nkind = 'word'\ntext = \" \"\n"),
                  "scene.toml:3: target.text = \" \": has nothing to draw");
    check_message(complaint("[target]\nkind = 'word'\nsigma = 1e-9\n"),
                  "scene.toml:3: target.sigma = 1e-09: curves of length");
    check_message(complaint("[target]\nkind = 'random'\ndimension = 3\n"), "scene.toml:3: target.dimension = 3");
    check_message(complaint("[denoiser]\nkind = 'wrong'\n"), "scene.toml:2: denoiser.kind");
    check_message(complaint("[denoiser]\nscale = 0.1\n"),
                  "scene.toml:2: denoiser.scale = 0.1: does not apply to kind = \"exact\"");
    check_message(complaint("[denoiser]\nkind = 'perturbed'\nlength = 1\n"),
                  "scene.toml:3: denoiser.length = 1: does not apply");
    check_message(complaint("[denoiser]\nkind = 'perturbed'\nerror = 'sigma'\nscale = -1\n"),
                  "scene.toml:4: denoiser.scale = -1");
    check_message(complaint("[denoiser]\nkind = 'perturbed'\nerror = 'field'\nlength = 0\n"),
                  "scene.toml:4: denoiser.length = 0");
    check_message(complaint("[denoiser]\nkind = 'perturbed'\nscael = 1\n"), "scene.toml:3: denoiser.scael",
                  "did you mean scale?");
}

TEST_CASE("points from a file are beside the scene, and the written scene needs it no more") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.path("data"));
    write_file(folder.path("data/cloud.csv"), "x,y\n1,2\n-3.5,4e-2\n");
    write_file(folder.path("scene.toml"), "[target]\nkind = 'points'\nfile = 'data/cloud.csv'\nkernel = 0.2\n");
    const Experiment e = load_scene(folder.path("scene.toml"));
    CHECK(e.target.points == std::vector<double>{1, 2, -3.5, 4e-2});
    CHECK(write_scene(e).find("file") == std::string::npos);
    CHECK(parse_scene(write_scene(e), "elsewhere.toml") == e);
    // An absolute path is one.
    write_file(folder.path("other.toml"),
               "[target]\nkind = 'points'\nfile = '" + (folder.path("data/cloud.csv")) + "'\n");
    CHECK(load_scene(folder.path("other.toml")).target.points == e.target.points);
    // Far out is for standardising only.
    write_file(folder.path("data/cloud.csv"), "1e7\n2e7\n4e7\n");
    check_message(
        [&] {
            try {
                load_scene(folder.path("scene.toml"));
            } catch (const SceneError& error) {
                return std::string(error.what());
            }
            return std::string();
        }(),
        folder.path("scene.toml") + std::string(":3: target.file = \"data/cloud.csv\": ") +
            folder.path("data/cloud.csv") + ":1: 1e+07 is too far out");
    write_file(folder.path("scene.toml"), "[target]\nkind = 'points'\nfile = 'data/cloud.csv'\nstandardize = true\n");
    CHECK(load_scene(folder.path("scene.toml")).target.columns == 1);
}

TEST_CASE("what counts as a table of points") {
    const TemporaryFolder folder;
    CHECK(csv(folder, "1,2\n3,4\n") == "2 x 2");
    CHECK(csv(folder, "1,2\n3,4") == "2 x 2");              // no line end at the end
    CHECK(csv(folder, "x,y\r\n1,2\r\n3,4\r\n") == "2 x 2"); // from another system
    CHECK(csv(folder, "\xef\xbb\xbfx,y\n1,2\n") == "1 x 2");
    CHECK(csv(folder, "\"height in m\",\"weight\"\n\n1,2\n\n\n3,4\n\n") == "2 x 2");
    CHECK(csv(folder, "# made by hand\n1 2\n# and more\n3\t4\n") == "2 x 2");
    CHECK(csv(folder, "  1   2  \n 3 4\n") == "2 x 2");
    CHECK(csv(folder, "1;2\n3;4\n") == "2 x 2");
    CHECK(csv(folder, "value\n1\n-2.5e-3\n+3\n.5\n") == "4 x 1");
    CHECK(csv(folder, "1e6\n") == "1 x 1");
}

TEST_CASE("what does not: one line that says where and what is allowed") {
    const TemporaryFolder folder;
    check_message(csv(folder, ""), ":1: has no points");
    check_message(csv(folder, "\n\n# nothing\n"), ":3: has no points");
    check_message(csv(folder, "x,y\n"), ":1: has no points");
    check_message(csv(folder, "x,y\n1,2\nx,y\n"), ":3: \"x\" is no number");
    check_message(csv(folder, "1,2\n3,nan\n"), ":2: nan is not finite");
    check_message(csv(folder, "nan,nan\n"), ":1: nan is not finite");
    check_message(csv(folder, "1\ninf\n"), ":2: inf is not finite");
    check_message(csv(folder, "1\n-1e999\n"), ":2: -1e999 is not finite");
    check_message(csv(folder, "1\n2e6\n"), ":2: 2e+06 is too far out", "-1e+06 to 1e+06");
    check_message(csv(folder, "1,2\n3\n"), ":2: has 1 number, the lines above 2");
    check_message(csv(folder, "1\n2,3\n"), ":2: has 2 numbers, the lines above 1");
    check_message(csv(folder, "1,2,3\n"), ":1: has 3 columns of numbers", "columns = [1, 2]");
    check_message(csv(folder, "a,b,c\n1,2\n"), ":2: has 2 numbers, the lines above 3");
    check_message(csv(folder, "1,2\n3,4,\n"), ":2: has 3 numbers, the lines above 2");
    check_message(csv(folder, "1,x\n"), ":1: \"x\" is no number"); // a header has no numbers
    check_message(csv(folder, "0x10,2\n"), ":1: \"0x10\" is no number");
    check_message(csv(folder, "1,2\n1.5.5,2\n"), ":2: \"1.5.5\" is no number");
    CHECK(csv(folder, "1,5;2,5\n3,5;4,5\n") == "2 x 2"); // decimal commas
    check_message(csv(folder, std::string("1,2\n\0\0\0,\0\n", 10)), ":2: ");
    check_message(csv(folder, std::string(100'000, '7') + "\n"), ":1: " + std::string(57, '7').substr(0, 20));
    check_message(csv(folder, std::string(200'000, 'x') + "\n" + std::string(200'000, 'x')), ":2: \"xxxx");
}

TEST_CASE("up to ten thousand points are kept as they are, up to a million stand as weighted ones") {
    const TemporaryFolder folder;
    const auto read = [&](int count, int different) {
        std::string text;
        for (int i = 0; i < count; ++i)
            text += std::to_string(i % different + 2) + "," + std::to_string((i * 7919LL) % different) + ".5\n";
        write_file(folder.path("cloud.csv"), text);
        return read_points_file(folder.path("cloud.csv"), {});
    };
    const PointTable whole = read(10'000, 10'000);
    CHECK(whole.values.size() == 20'000);
    CHECK(whole.values[2 * 9'999] == 10'001);
    CHECK(whole.weights.empty());
    CHECK(whole.origin.plain);
    const PointTable repeated = read(50'000, 500);
    CHECK(repeated.weights == std::vector<double>(500, 100));
    CHECK(repeated.origin.shift == 0);
    const PointTable merged = read(10'001, 10'001);
    CHECK(merged.weights.size() == 10'000);
    CHECK(merged.origin.merged == 10'000);
    CHECK(merged.origin.shift > 0);
    CHECK(origin_text(merged.origin).find("10\u00a0001 points") != std::string::npos);
    std::string many;
    for (int i = 0; i <= 1'000'000; ++i) many += "1,2\n";
    check_message(csv(folder, many), ":1000001: is one row too many; allowed: at most 1000000");
}

TEST_CASE("points with weights and labels are written and read again, and weights count") {
    const Experiment e =
        parse("[target]\nkind = 'points'\npoints = [0.0, 1.0, 3.0]\nweights = [1, 2, 1]\nlabels = ['a', "
              "'b', 'a']\nkernel = 0\n");
    CHECK(parse(write_scene(e)) == e);
    CHECK(e.target.labels == std::vector<std::string>{"a", "b", "a"});
    const Target law = make_target(e.target);
    CHECK(law.mean()[0] == doctest::Approx(1.25).epsilon(1e-15));
    CHECK(law.cov()(0, 0) == doctest::Approx(2.75 - 1.25 * 1.25).epsilon(1e-15));
    TargetSpec standard = e.target;
    standard.standardize = true;
    CHECK(make_target(standard).mean()[0] == doctest::Approx(0).epsilon(1e-15));
    CHECK(make_target(standard).cov()(0, 0) == doctest::Approx(1).epsilon(1e-14));
    check_message(complaint("[target]\nkind = 'points'\npoints = [0.0, 1.0]\nweights = [1.0]\n"),
                  "scene.toml:4: target.weights = [1.0]: has 1 for 2 points");
    check_message(
        complaint("[target]\nkind = 'points'\npoints = [0.0, 1.0]\nlabels = ['a', '" + std::string(101, 'm') + "']\n"),
        "scene.toml:4: target.labels[1] = \"" + std::string(60, 'm') +
            "...\": is no label; allowed: one line of up to 100 bytes, without control characters");
    check_message(complaint("[target]\nkind = 'points'\npoints = [0.0, 1.0]\nlabels = ['a']\n"),
                  "scene.toml:4: target.labels = [\"a\"]: has 1 for 2 points");
    check_message(complaint("[target]\nkind = 'points'\npoints = [0.0, 1.0]\nweights = [1.0, 0.0]\n"),
                  "scene.toml:4: target.weights = [1.0, 0.0]: is a relative weight");
}

TEST_CASE("files that are no tables: folders, pipes, nothing, too much") {
    const TemporaryFolder folder;
    const auto complaint_of = [](const std::string& path) -> std::string {
        try {
            read_points_file(path, {});
        } catch (const SceneError& e) {
            return e.what();
        }
        return "";
    };
    check_message(complaint_of(folder.path("none.csv")), folder.path("none.csv") + std::string(": no such file"));
    check_message(complaint_of(folder.path(".")), folder.path(".") + std::string(": is no regular file"));
    check_message(complaint_of("/dev/zero"), "/dev/zero: is no regular file");
    REQUIRE(::mkfifo((folder.path("pipe")).c_str(), 0600) == 0);
    check_message(complaint_of(folder.path("pipe")),
                  folder.path("pipe") + std::string(": is no regular file")); // and does not wait for ever
    write_file(folder.path("huge.csv"), "1\n");
    std::filesystem::resize_file(folder.path("huge.csv"), std::uintmax_t{1} << 40); // sparse
    check_message(complaint_of(folder.path("huge.csv")),
                  folder.path("huge.csv") + std::string(": has 1099511627776 bytes, which is too many"));
}

TEST_CASE("ten thousand points fit into a scene") {
    Experiment e = parse("");
    e.target = usual_target(TargetKind::points);
    for (int i = 0; i < Limits::max_points; ++i) {
        e.target.points.push_back(std::sin(i) * 1e-3 / 3);
        e.target.points.push_back(-std::cos(i) * 1e-3 / 7);
    }
    const std::string written = write_scene(e);
    CHECK(static_cast<std::int64_t>(written.size()) < max_scene_bytes);
    CHECK(parse(written) == e);
}
