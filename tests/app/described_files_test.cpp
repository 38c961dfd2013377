// Pictures carry what they show in words, where screen readers look for it; and the command that prints the words.

#include "app/base/text.h"
#include "app/base/xml.h"
#include "app/export/pdf_alternate.h"
#include "app/plots/describe.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/picture.h"
#include "tests/app/process.h"
#include "tests/app/small_scenes.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// The alternate text of a PDF: the last one, in UTF-16 of hexadecimal digits.
std::string alternate_of(const std::string& pdf) {
    const std::string key = "/Alt <FEFF";
    const std::size_t at = pdf.rfind(key);
    if (at == std::string::npos) return "";
    std::string text;
    std::uint64_t high = 0;
    for (std::size_t i = at + key.size(); pdf[i] != '>'; i += 4) {
        const std::uint64_t unit = std::stoul(pdf.substr(i, 4), nullptr, 16);
        if (unit >= 0xD800 && unit < 0xDC00)
            high = unit;
        else
            append_utf8(text,
                        unit >= 0xDC00 && unit < 0xE000 ? 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00) : unit);
    }
    return text;
}

} // namespace

TEST_CASE("an SVG is a picture with a title and a description") {
    const Sheet sheet = sheet_of(run_of(gaussian_1d()), "variance");
    CHECK(contains(sheet.description, "The variance of each sampler's particles against t"));
    const std::string svg = write_svg(sheet);
    CHECK(xml_mistake(svg) == "");
    CHECK(contains(svg.substr(0, svg.find("<title")), "role=\"img\" aria-labelledby=\"figure-title figure-desc\""));
    CHECK(contains(svg, "<title id=\"figure-title\">" + xml_text(sheet.title) + "</title>"));
    CHECK(contains(svg, "<desc id=\"figure-desc\">" + xml_text(sheet.description) + "</desc>"));
}

TEST_CASE("a PNG has the description as text, a PDF as the alternate text of a tagged figure") {
    const TemporaryFolder folder;
    const Sheet sheet = sheet_of(run_of(ring_2d()), "plane");
    const std::string png = folder.write("a.png", write_png(sheet)), pdf = write_pdf(sheet);
    CHECK(read_png(png).texts.at("Description") == sheet.description);
    CHECK(alternate_of(pdf) == sheet.description);
    CHECK(contains(pdf, "/MarkInfo << /Marked true >>"));
    // The last table of references is where the file says, and leads to the two objects that are new.
    const std::size_t start = std::stoul(pdf.substr(pdf.rfind("startxref\n") + 10));
    REQUIRE(pdf.substr(start, 5) == "xref\n");
    std::size_t at = start + 5;
    for (const char* mark : {"/S /Figure", "/Type /Catalog"}) {
        const std::string number = pdf.substr(at, pdf.find(' ', at) - at);
        at = pdf.find('\n', at) + 1;
        const std::size_t object = std::stoul(pdf.substr(at, 10));
        CHECK(pdf.substr(object, number.size() + 7) == number + " 0 obj\n");
        CHECK(contains(pdf.substr(object, pdf.find("endobj", object) - object), mark));
        at += 20; // the length of an entry
    }
    CHECK(pdf.substr(at, 8) == "trailer\n");
    const std::string path = folder.write("a.pdf", pdf);
    if (has_program("pdfinfo")) {
        const std::string said = output_of("pdfinfo " + path);
        CHECK(contains(said.substr(said.find("Tagged:"), 24), "yes"));
        CHECK(contains(output_of("pdfinfo -struct " + path), "Document\n  Figure"));
    }
    if (has_program("pdftotext")) CHECK(contains(output_of("pdftotext " + path + " -"), "Particles in the plane"));
}

TEST_CASE("a PDF without a figure of ours stays as it is") {
    for (const std::string& pdf : {std::string(), std::string("%PDF-1.4\n"), std::string("/S /Figure /Type /Catalog")})
        CHECK(with_alternate_text(pdf, "words") == pdf);
    CHECK(with_alternate_text("%PDF-1.4\n1 0 obj\n<< /S /Figure >>\nendobj\n", "") ==
          "%PDF-1.4\n1 0 obj\n<< /S /Figure >>\nendobj\n");
}

TEST_CASE("halfstep describe prints a paragraph for the scene, each plot and the results") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder);
    const ProcessResult all = run_halfstep({"describe", scene});
    CHECK(all.code == 0);
    CHECK(all.err == "");
    CHECK(text_mistake(all.out) == "");
    for (const char* part : {"Target: Gaussian, in one dimension", "Paths over p", "Results at the data"})
        CHECK(contains(all.out, part));
    const ProcessResult one = run_halfstep({"describe", scene, "--plot", "variance,mean", "--at", "10"});
    CHECK(one.code == 0);
    CHECK(count_of(one.out, "\n\n") == 3);
    CHECK(contains(one.out, "At t = 0.5, k = 10 / 20"));
    CHECK(!contains(one.out, "Paths over"));
    CHECK(run_halfstep({"describe", scene, "--plot", "variance", "--plot", "mean", "--at", "10"}).out == one.out);
    const ProcessResult two = run_halfstep({"describe", scene, "--compare", scene, "--plot", "variance"});
    CHECK(two.code == 0);
    CHECK(contains(two.out, "Beside it stands another scene."));
    CHECK(count_of(two.out, "Variance against t.") == 2);
    CHECK(contains(two.out, "minus those of the second"));
}

TEST_CASE("halfstep describe refuses what is not there in one line") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder);
    for (const auto& [option, value] : {std::pair{"--plot", "varience"}, {"--at", "21"}, {"--hide", "nobody"}}) {
        const ProcessResult result = run_halfstep({"describe", scene, option, value});
        INFO(result.err);
        CHECK(result.code == 2);
        CHECK(result.out == "");
        CHECK(lines_of(result.err).size() == 1);
        CHECK(contains(result.err, value));
    }
}
