// SVG, PDF and PNG files of figures: their structure, their text, their size, and that they are the same every time.

#include "app/export/paper_canvas.h"
#include "app/figure/math_text.h"
#include "app/scene/scene.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/picture.h"
#include "tests/app/process.h"

#include <algorithm>
#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const Run& run_1d() {
    static const Run run = run_of(mixture_1d());
    return run;
}
const Run& run_2d() {
    static const Run run = run_of(ring_2d());
    return run;
}

/// A figure of nothing but clouds.
Figure cloud_figure(int points, int samplers) {
    Figure figure;
    figure.name = "cloud";
    figure.title = "Cloud";
    figure.x.lo = figure.y.lo = -4;
    figure.x.hi = figure.y.hi = 4;
    for (int s = 0; s < samplers; ++s) {
        Points cloud;
        cloud.ink = {Ink::sampler, s, 0.5f};
        cloud.label = "sampler " + std::to_string(s);
        cloud.radius = 1;
        for (int i = s; i < points; i += samplers) { // a disc of points that never repeat
            const double angle = 2.39996 * i, radius = 3.5 * std::sqrt((i + 0.5) / points);
            cloud.x.push_back(static_cast<float>(radius * std::cos(angle)));
            cloud.y.push_back(static_cast<float>(radius * std::sin(angle)));
        }
        figure.marks.emplace_back(std::move(cloud));
    }
    return figure;
}

} // namespace

TEST_CASE("svg: well-formed, marks in groups of their own, text as text") {
    const std::string svg = write_svg(sheet_of(run_1d(), "variance"));
    CHECK(xml_mistake(svg) == "");
    CHECK(contains(svg, "width=\"85mm\""));
    for (const char* part : {"ground", "grid", "band", "curve", "axes", "legend", "texts"}) {
        CAPTURE(part);
        CHECK(contains(svg, std::string("<g class=\"") + part + "\""));
    }
    for (const char* text : {">Variance against t</text>", ">DDPM</text>", ">half step</text>", ">exact</text>",
                             ">t</text>", ">Var(x\u209c)</text>"}) {
        CAPTURE(text);
        CHECK(contains(svg, text));
    }
    CHECK(count_of(svg, "<g class=\"curve\" aria-label=\"DDIM\"") == 1);
    CHECK(count_of(svg, "clip-path=\"url(#") >= 1);
}

TEST_CASE("svg: every plot of a scene in one and in two dimensions is well-formed") {
    for (const Run* run : {&run_1d(), &run_2d()})
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(*run)) continue;
            CAPTURE(plot.name);
            const Sheet sheet = sheet_of(*run, plot.name, {}, 20);
            const std::string svg = write_svg(sheet);
            CHECK(xml_mistake(svg) == "");
            const Figure figure = plot.make(*run, {});
            for (const Mark& mark : figure.marks)
                std::visit(
                    [&](const auto& m) {
                        if constexpr (requires { m.label; })
                            if (!m.label.empty() && !has_accents(m.label))
                                CHECK(contains(svg, ">" + m.label + "</text>"));
                    },
                    mark);
            CHECK(write_pdf(sheet).rfind("%PDF-", 0) == 0);
        }
}

TEST_CASE("svg: a title may hold anything") {
    Figure figure = cloud_figure(10, 1);
    figure.title = "a < b & \"c\" > ]]> \u03b2\u0303 \x01";
    Sheet sheet = make_sheet({figure}, {});
    sheet.experiment = "title = \"]]> </metadata> & <\"\n";
    CHECK(xml_mistake(write_svg(sheet)) == "");
}

TEST_CASE("svg: text is anchored where it is told; accents are placed over their letters") {
    SvgCanvas canvas;
    canvas.text({10, 20}, "end",
                {.size = 8, .weight = Weight::bold, .horizontal = Align::end, .vertical = Align::middle});
    canvas.text({10, 20}, "up", {.size = 8, .horizontal = Align::middle, .angle = 90});
    canvas.text({10, 20}, "\u03b2\u0303", {.size = 8, .vertical = Align::end});
    const std::string svg = canvas.take();
    CHECK(contains(svg, "<text x=\"10\" y=\"22.9"));
    CHECK(contains(svg, "font-weight=\"600\" text-anchor=\"end\""));
    CHECK(contains(svg, "translate(10 20) rotate(-90)\" x=\"0\" y=\"7.75\" font-size=\"8\" text-anchor=\"middle\""));
    CHECK(contains(svg, ">\u03b2</tspan><tspan x=\"10."));
    CHECK(contains(svg, ">\u02dc</tspan></text>"));
}

TEST_CASE("a heat map is one picture, few points are discs, many are one picture") {
    CHECK(count_of(write_svg(sheet_of(run_1d(), "xt")), "data:image/png;base64,") == 2); // and its legend's
    const std::string few = write_svg(make_sheet({cloud_figure(4000, 2)}, {}));
    CHECK(count_of(few, "<circle") == 4002);
    CHECK(count_of(few, "<image") == 0);
    const std::string many = write_svg(make_sheet({cloud_figure(6000, 3)}, {}));
    CHECK(count_of(many, "<circle") == 3); // the legend's
    CHECK(count_of(many, "<image") == 1);
}

TEST_CASE("a million particles give files below 2 MB") {
    for (const int samplers : {1, 3}) {
        const Sheet sheet = make_sheet({cloud_figure(1'000'000, samplers)}, {});
        CAPTURE(samplers);
        CHECK(write_svg(sheet).size() < 2'000'000);
        CHECK(write_pdf(sheet).size() < 2'000'000);
        CHECK(write_png(sheet).size() < 2'000'000);
    }
}

TEST_CASE("pdf: poppler finds the text and embedded subsets of the typefaces") {
    if (!has_program("pdftotext") || !has_program("pdffonts")) {
        MESSAGE("no poppler-utils here: skipped");
        return;
    }
    const TemporaryFolder folder;
    const std::string path = folder.write("a.pdf", write_pdf(sheet_of(run_1d(), "variance")));
    const std::string text = output_of("pdftotext -layout '" + path + "' -");
    for (const char* part : {"Variance against t", "DDPM", "half step", "exact", "Var(x"}) {
        CAPTURE(part);
        CHECK(contains(text, part));
    }
    const auto fonts = halfstep::testing::lines_of(output_of("pdffonts '" + path + "'"));
    REQUIRE(fonts.size() > 2);
    for (std::size_t i = 2; i < fonts.size(); ++i) {
        CAPTURE(fonts[i]);
        CHECK(contains(fonts[i], "+Inter-"));
        CHECK(contains(fonts[i], "yes yes yes")); // embedded, a subset, with a map to Unicode
    }
    CHECK(contains(output_of("pdfinfo '" + path + "'"), "Title:           Variance against t"));
    CHECK(!contains(output_of("pdfinfo '" + path + "'"), "CreationDate"));
}

TEST_CASE("png: size, resolution, ground and transparency") {
    const TemporaryFolder folder;
    PaperOptions options;
    options.width = 101.6;
    options.height = 76.2;
    options.dpi = 200;
    const std::string path = folder.write("a.png", write_png(sheet_of(run_1d(), "histogram", options)));
    const auto picture = read_png(path);
    CHECK(picture.width == 800);
    CHECK(picture.height == 600);
    CHECK(picture.at(1, 1) == testing::Rgb{255, 255, 255});
    CHECK(picture.rgba[3] == 255);
    CHECK(picture.texts.at("halfstep-experiment").rfind("# halfstep figure --plot histogram --width ", 0) == 0);
    options.theme = without_ground(print_theme());
    // Over white it is what it would have been on its own ground; rounding alpha and colour separately costs 2 of 255.
    const auto over_white = [](Picture picture) {
        for (std::size_t i = 0; i < picture.rgba.size(); ++i)
            picture.rgba[i] =
                static_cast<std::uint8_t>(255 - (255 - picture.rgba[i]) * picture.rgba[i / 4 * 4 + 3] / 255.0 + 0.5);
        return picture;
    };
    const auto apart = [&](const char* plot) {
        options.theme = without_ground(print_theme());
        const auto clear = read_png(folder.write("b.png", write_png(sheet_of(run_1d(), plot, options))));
        CHECK(clear.rgba[3] == 0);
        options.theme = print_theme();
        return testing::difference(over_white(clear),
                                   read_png(folder.write("c.png", write_png(sheet_of(run_1d(), plot, options)))));
    };
    options.legend = LegendPlace::above; // in the plot it would hide what lies below it, see there
    for (const char* plot : {"posterior", "latents"}) {
        CAPTURE(std::string(plot));
        CHECK(apart(plot).max <= 4);
    }
    options.legend = LegendPlace::by_itself;
    // A number or a legend that hides what lies below it has nothing to hide it with: that is little.
    for (const char* plot : {"step", "xt", "histogram", "ode", "posterior"}) {
        CAPTURE(std::string(plot));
        CHECK(apart(plot).mean < 0.5);
    }
}

TEST_CASE("the same sheet gives the same bytes") {
    for (const Run* run : {&run_1d(), &run_2d()})
        for (const Writer& writer : all_writers()) {
            CAPTURE(writer.extension);
            CHECK(writer.write(sheet_of(*run, "all")) == writer.write(sheet_of(*run, "all")));
        }
}

TEST_CASE("panels carry letters and do not overlap; a sheet of one does not") {
    for (const double width : {single_column, double_column})
        for (const Run* run : {&run_1d(), &run_2d()}) {
            PaperOptions options;
            options.width = width;
            const Sheet sheet = sheet_of(*run, "all", options);
            const auto applies = [&](const Plot& plot) { return plot.applies(*run); };
            REQUIRE(sheet.panels.size() ==
                    static_cast<std::size_t>(std::count_if(all_plots().begin(), all_plots().end(), applies)));
            for (std::size_t i = 0; i < sheet.panels.size(); ++i) {
                const Rect& a = sheet.panels[i].layout.outer;
                CHECK(sheet.panels[i].figure.title[0] == static_cast<char>('a' + i));
                CHECK(a.x >= 0);
                CHECK(a.right() <= sheet.width + 0.01f);
                CHECK(a.bottom() <= sheet.height + 0.01f);
                for (std::size_t k = 0; k < i; ++k) {
                    const Rect& b = sheet.panels[k].layout.outer;
                    CHECK((a.x >= b.right() - 0.01f || b.x >= a.right() - 0.01f || a.y >= b.bottom() - 0.01f));
                }
            }
        }
    CHECK(sheet_of(run_1d(), "variance").panels[0].figure.title == "Variance against t");
}

TEST_CASE("panels of any number fill a wide sheet") {
    for (const Run* run : {&run_1d(), &run_2d()})
        for (std::size_t count = 2; count <= 5; ++count) {
            std::vector<const Plot*> plots;
            for (const Plot& plot : all_plots())
                if (plot.applies(*run) && plots.size() < count) plots.push_back(&plot);
            PaperOptions options;
            options.width = double_column;
            const Sheet sheet = make_sheet(*run, plots, {}, false, options);
            REQUIRE(sheet.panels.size() == count);
            float area = 0;
            for (const Sheet::Panel& panel : sheet.panels) area += panel.layout.outer.w * panel.layout.outer.h;
            if (sheet.legend) area += sheet.legend->layout.outer.w * sheet.legend->layout.outer.h;
            CAPTURE(count);
            CHECK(area == doctest::Approx(sheet.width * sheet.height).epsilon(1e-3));
            if (count == 2) CHECK(sheet.panels[0].layout.outer.y == sheet.panels[1].layout.outer.y);
        }
}

TEST_CASE("no text of a sheet is cut off at its edge, nor elided") {
    for (const double width : {60.0, single_column, double_column})
        for (const Run* run : {&run_1d(), &run_2d()}) {
            PaperOptions options;
            options.width = width;
            for (const auto& panel : sheet_of(*run, "all", options).panels)
                for (const FrameText& text : panel.layout.texts) {
                    CAPTURE(text.text);
                    CHECK(text.box.x >= -0.5f);
                    CHECK(text.box.right() <= panel.layout.outer.right() + 0.5f);
                    CHECK(!contains(text.text, "\u2026"));
                }
        }
}
