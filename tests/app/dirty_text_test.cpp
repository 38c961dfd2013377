// Titles and names of characters that no file can hold: every format stays what it is, and the scene comes back as it
// was.

#include "app/base/text.h"
#include "app/export/metadata.h"
#include "app/export/png.h"
#include "app/scene/scene.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/picture.h"
#include "tests/app/process.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Of every kind that is no text, between letters.
const std::string dirty = std::string("A\0", 2) +
                          "\x01\x1b[31m\x7f\u0085\u009f\uFDD0\uFDEF\uFFFE\uFFFF\U0001FFFE\U000AFFFF" +
                          "\U0010FFFF\r\n\tZ";
/// And bytes that are no UTF-8, which no scene file can say.
const std::string broken = dirty + "\xC0\xAF\xED\xA0\x80\xF4\x90\x80\x80\xE2\x82\xFF";

Sheet dirty_sheet() {
    Figure figure;
    figure.name = "curve";
    figure.title = broken;
    figure.caption = broken;
    figure.x.label = broken;
    figure.marks.emplace_back(Curve{});
    auto& curve = std::get<Curve>(figure.marks.back());
    curve.label = broken;
    curve.x = {0, 1};
    curve.y = {0, 1};
    figure.legend = true;
    Sheet sheet = make_sheet({figure}, {});
    Experiment experiment = gaussian_1d();
    experiment.title = experiment.note = dirty;
    sheet.experiment = figure_scene(experiment, {"xt"});
    return sheet;
}

std::string scene_file(const TemporaryFolder& folder) {
    return folder.write("s.toml",
                        "title = \"A\\u0000\\u0001\\u001b[31m\\u0085\\uFDD0\\uFFFE\\uFFFF\\U0001FFFE\\U0010FFFF Z\"\n"
                        "note = \"\"\"two\\r\n\\uFFFFlines\"\"\"\n[process]\nsteps = 20\n"
                        "[[sampler]]\nname = \"a, \\\"b\\\" <c>\"\n[run]\nparticles = 100\n");
}

} // namespace

TEST_CASE("a scene is clean text, whatever its title and its note are, and reads back the same") {
    Experiment experiment = gaussian_1d();
    experiment.title = experiment.note = dirty;
    const std::string scene = write_scene(experiment);
    CHECK(text_mistake(scene) == "");
    const Experiment again = parse_scene(scene, "again");
    CHECK(again.title == dirty);
    CHECK(again.note == dirty);
    CHECK(write_scene(again) == scene);
    experiment.title = broken; // of a program, not of a file
    CHECK(text_mistake(write_scene(experiment)) == "");
    CHECK(parse_scene(write_scene(experiment), "again").title == dirty +
                                                                     "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"
                                                                     "\uFFFD\uFFFD\uFFFD");
}

TEST_CASE("figures of text that is none: every format is well-formed and gives its scene back") {
    const TemporaryFolder folder;
    const Sheet sheet = dirty_sheet();
    const std::string svg = folder.write("f.svg", write_svg(sheet)), pdf = folder.write("f.pdf", write_pdf(sheet)),
                      png = folder.write("f.png", write_png(sheet));
    CHECK(xml_mistake(read_whole(svg)) == "");
    if (has_program("xmllint")) CHECK(output_of("xmllint --noout '" + svg + "' && echo right") == "right\n");
    if (has_program("pdfinfo")) CHECK(contains(output_of("pdfinfo '" + pdf + "'"), "Title:           A"));
    if (has_program("pdftotext"))
        CHECK(text_mistake(output_of("pdftotext -nopgbrk '" + pdf + "' - | tr -d '\\014'")) == "");
    for (const auto& [keyword, text] : read_png(png).texts) {
        CAPTURE(keyword);
        CHECK(text_mistake(text) == "");
        CHECK(!text.empty());
    }
    CHECK(text_mistake(write_csv(sheet)) == "");
    for (const std::string& path : {svg, pdf, png}) CHECK(load_scene(path).title == dirty);
}

TEST_CASE("npy: labels are codes that NumPy takes") {
    const Sheet sheet = dirty_sheet();
    const std::string bytes = write_npy(sheet);
    const std::size_t at = bytes.find(std::string("A\0\0\0", 4) + "\xFD\xFF"); // the zero byte as U+FFFD
    REQUIRE(at != std::string::npos);
    for (std::size_t i = at; i < at + 4 * 20; i += 4) {
        const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(bytes[i + k]); };
        const unsigned long code = byte(0) + 256ul * byte(1) + 65536ul * byte(2) + 16777216ul * byte(3);
        CHECK(code <= 0x10FFFF);
        CHECK((code < 0xD800 || code > 0xDFFF));
    }
}

TEST_CASE("the commands: tables, rows, figures and films of such a scene are clean text") {
    const TemporaryFolder folder;
    const std::string scene = scene_file(folder), title = load_scene(scene).title;
    REQUIRE(title.size() > 20);
    for (const char* format : {"table", "csv"}) {
        const ProcessResult result = run_halfstep({"run", scene, "--format", format});
        CHECK(result.code == 0);
        CHECK(text_mistake(result.out) == "");
    }
    REQUIRE(run_halfstep({"run", scene, "--out", folder.path("out")}).code == 0);
    CHECK(load_scene(folder.path("out/experiment.toml")).title == title);
    const auto check_made = [&](std::vector<std::string> words, const std::string& name) {
        CAPTURE(name);
        words.insert(words.begin() + 1, {scene, "-o", folder.path(name)});
        const ProcessResult result = run_halfstep(words);
        INFO(result.err);
        CHECK(result.code == 0);
        CHECK(load_scene(folder.path(name)).title == title);
    };
    for (const char* name : {"f.svg", "f.pdf", "f.png"}) check_made({"figure"}, name);
    if (has_program("ffmpeg"))
        for (const char* name : {"f.mp4", "f.webm", "f.gif"})
            check_made({"film", "--seconds", "1", "--fps", "4", "--size", "320x240"}, name);
    CHECK(xml_mistake(read_whole(folder.path("f.svg"))) == "");
    if (has_program("pdfinfo"))
        CHECK(contains(output_of("pdfinfo '" + folder.path("f.pdf") + "'"), "Pages:           1"));
    if (has_program("ffprobe") && has_program("ffmpeg"))
        for (const char* name : {"f.mp4", "f.webm"}) {
            const std::string tags = output_of(
                "ffprobe -v error -show_entries format_tags=title -of default=nk=1:nw=1 '" + folder.path(name) + "'");
            CHECK(text_mistake(tags) == "");
            CHECK(tags.substr(0, 4) == "A\uFFFD");
        }
    const std::string error = run_halfstep({"run", folder.path("\x01\xff\uFFFF\u0085.toml")}).err;
    CHECK(text_mistake(error) == "");
    CHECK(contains(error, "????.toml: no such file"));
}

TEST_CASE("names of samplers that are no text are refused") {
    for (const char* name : {"a\\uFDD0", "a\\U0001FFFE", "a\\u0001", "a\\n"}) {
        CAPTURE(name);
        CHECK_THROWS_AS(parse_scene(std::string("[[sampler]]\nname = \"") + name + "\"\n", "s"), SceneError);
    }
}
