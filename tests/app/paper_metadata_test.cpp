// A figure is its own scene file: what was written into it comes back, and what carries nothing says so.

#include "app/base/xml.h"
#include "app/export/metadata.h"
#include "app/export/png.h"
#include "app/scene/scene.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/process.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Names and titles that every file format has reasons to mangle.
Experiment difficult() {
    Experiment experiment = gaussian_1d();
    experiment.title = "\u03c3\u00b2 (100%) \\ <a href=\"x\"> & ]]> --> \t\n';# ) endobj </metadata>";
    experiment.samplers[0].name = "DDIM <(&\u03b7=0)> %29";
    return experiment;
}

Experiment long_one() {
    Experiment experiment = gaussian_1d();
    experiment.process.kind = ProcessKind::vp;
    experiment.process.schedule.kind = ScheduleKind::custom;
    experiment.process.steps = 3000;
    experiment.process.schedule.alpha_bar.clear();
    for (int t = 1; t <= 3000; ++t) experiment.process.schedule.alpha_bar.push_back(1 - t / 3001.0);
    experiment.samplers.resize(1);
    experiment.samplers[0].steps = 10;
    experiment.samplers[0].spacing = Spacing::uniform;
    return experiment;
}

std::string load_error(const std::string& path) {
    try {
        load_scene(path);
    } catch (const SceneError& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("a figure opened again is the same experiment") {
    const TemporaryFolder folder;
    std::vector<Experiment> experiments = {gaussian_1d(), mixture_1d(), ring_2d(), difficult(), long_one()};
    for (const Lesson& lesson : lessons()) experiments.push_back(parse_scene(lesson.toml, lesson.name));
    Figure figure;
    figure.name = "nothing";
    for (const Experiment& experiment : experiments) {
        CAPTURE(experiment.title);
        Sheet sheet = make_sheet({figure}, {});
        sheet.experiment = figure_scene(experiment, {"variance", 3});
        const Experiment expected = parse_scene(write_scene(experiment), "expected"); // what a scene file keeps
        for (const char* extension : {"svg", "pdf", "png"}) {
            CAPTURE(extension);
            const Writer* writer = find_writer(std::string("a.") + extension);
            REQUIRE(writer);
            // By content: the name does not matter.
            CHECK(load_scene(folder.write("figure", writer->write(sheet))) == expected);
        }
    }
}

TEST_CASE("all of a figure's experiment arrives, plot and level too") {
    const TemporaryFolder folder;
    const Run run = run_of(mixture_1d());
    for (const char* extension : {"svg", "pdf", "png"}) {
        const Sheet sheet = sheet_of(run, "variance", {}, 20);
        const std::string path = folder.write("f", find_writer(std::string(".") + extension)->write(sheet));
        CHECK(scene_of_picture(path, max_scene_bytes) == sheet.experiment);
        CHECK(sheet.experiment.rfind("# halfstep figure --plot variance --at 20\n", 0) == 0);
    }
}

TEST_CASE("the scene of a film is found in the middle of other bytes, and in the blocks of a GIF") {
    const TemporaryFolder folder;
    const Experiment experiment = long_one();
    const std::string scene = film_scene(experiment, "xt,histogram");
    REQUIRE(scene.size() > 600);
    std::string blocks;
    for (std::size_t at = 0; at < scene.size(); at += 255) {
        const std::string block = scene.substr(at, 255);
        blocks += static_cast<char>(block.size()) + block;
    }
    const std::string gif = "GIF89a....\x21\xFE" + blocks + std::string("\0;", 2);
    const std::string mp4 = std::string("\0\0\0\x20", 4) + "ftypisom....data" + scene + "....mdat";
    const std::string webm = "\x1a\x45\xdf\xa3....COMMENT" + scene + "\x1f\x43";
    const Experiment expected = parse_scene(write_scene(experiment), "expected");
    for (const std::string& bytes : {gif, mp4, webm}) {
        const std::string path = folder.write("film", bytes);
        CHECK(scene_of_picture(path, max_scene_bytes) == scene);
        CHECK(load_scene(path) == expected);
        CHECK(figure_request(*scene_of_picture(path, max_scene_bytes)) == FigureRequest{"xt,histogram"});
    }
    for (const std::string& bytes : {gif.substr(0, 400), mp4.substr(0, 600), std::string("GIF89a"), mp4.substr(0, 20),
                                     gif.substr(0, 8) + gif.substr(12)}) {
        const std::string error = load_error(folder.write("film", bytes));
        CHECK(contains(error, "carries no experiment; allowed:"));
    }
}

TEST_CASE("what a figure was asked for is read back from its scene") {
    const Experiment experiment = mixture_1d();
    const std::vector<FigureRequest> requests = {
        {"xt"}, {"xt", 0}, {"variance", 20}, {"xt,variance,mean", 3, 7}, {"plane", -1, 1'000'000}};
    for (const FigureRequest& request : requests) CHECK(figure_request(figure_scene(experiment, request)) == request);
    CHECK(figure_scene(experiment, {"xt", 3, 7}).rfind("# halfstep figure --plot xt --at 3 --points 7\n", 0) == 0);
    CHECK(!figure_request(write_scene(experiment)));
    CHECK(!figure_request(""));
    CHECK(figure_request("# halfstep figure --plot ")->plot == "");
}

TEST_CASE("an svg that other programs have rewritten still opens") {
    const TemporaryFolder folder;
    std::string scene = "title = \"a &#38; &#x3c3; &apos;\"\n[process]\nkind = \"ve\"\n";
    const std::string svg =
        "\xef\xbb\xbf\n<!-- x -->\n<svg><metadata id='m'><halfstep:experiment\n  xmlns:halfstep='x'\n >" + scene +
        "</halfstep:experiment></metadata></svg>";
    CHECK(load_scene(folder.write("a.svg", svg)).title == "a & \u03c3 '");
}

TEST_CASE("pictures without an experiment, broken ones and bombs are refused in one line") {
    const TemporaryFolder folder;
    const std::uint8_t pixel[4] = {1, 2, 3, 4};
    const std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    const std::string png = encode_png(1, 1, pixel);
    const std::string bomb = encode_png(1, 1, pixel, {{experiment_key, "#" + std::string(50 << 20, ' ')}});
    const std::string good = encode_png(1, 1, pixel, {{experiment_key, "# " + std::string(2000, 'x')}});
    CHECK(load_error(folder.write("good.png", good)) == "");
    for (const std::string& bytes :
         {svg, png, bomb, std::string("%PDF-1.4\n"), good.substr(0, 60), svg.substr(0, 1) + "<halfstep:experiment",
          std::string("\x89PNG\r\n\x1a\n"), std::string("\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt\x01\x02\x03\x04\x05")}) {
        const std::string path = folder.write("bad", bytes);
        const std::string error = load_error(path);
        CAPTURE(error);
        CHECK(contains(error, path));
        CHECK(contains(error, "carries no experiment; allowed:"));
        CHECK(!contains(error, "\n"));
    }
    const std::string wrong = "<svg><halfstep:experiment>[process]\nkind = \"x\"</halfstep:experiment></svg>";
    CHECK(contains(load_error(folder.write("wrong.svg", wrong)), "wrong.svg:2: "));
}

TEST_CASE("xml") {
    CHECK(xml_text("a<b>&\"c\"\n\x02") == "a&lt;b&gt;&amp;&quot;c&quot;\n\uFFFD");
    CHECK(plain_text(xml_text("&lt; <&> \"'")) == "&lt; <&> \"'");
    CHECK(plain_text("&unknown; & &#0; &#x1F600;") == "&unknown; & \uFFFD \U0001F600");
}
