// `halfstep figure` makes figures that are fit to print as they come out: how much of them is words, what their axes
// show, and what becomes of text. Through the built program.

#include "app/export/paper_outlines.h"
#include "app/scene/scene.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/picture.h"
#include "tests/app/process.h"
#include "tests/app/small_scenes.h"

#include <algorithm>
#include <cmath>
#include <regex>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

struct SvgText {
    std::string text;
    double x = 0, y = 0, size = 0; ///< y: of its baseline
};

std::vector<SvgText> svg_texts_of(const std::string& svg) {
    static const std::regex pattern("<text x=\"([-0-9.]+)\" y=\"([-0-9.]+)\" font-size=\"([0-9.]+)\"[^>]*>([^<]*)");
    std::vector<SvgText> texts;
    for (std::sregex_iterator at(svg.begin(), svg.end(), pattern), end; at != end; ++at)
        texts.push_back({(*at)[4], std::stod((*at)[1]), std::stod((*at)[2]), std::stod((*at)[3])});
    return texts;
}

std::vector<SvgText> named(const std::string& svg, const std::vector<std::string>& names) {
    std::vector<SvgText> found;
    for (const SvgText& text : svg_texts_of(svg))
        if (std::count(names.begin(), names.end(), text.text)) found.push_back(text);
    return found;
}

/// Points.
double height_of(const std::string& svg) {
    const std::size_t at = svg.find("height=\"");
    return std::stod(svg.substr(at + 8)) * 72 / 25.4;
}

/// What `halfstep figure SCENE -o f.svg` writes with these options.
std::string figure_svg(const TemporaryFolder& folder, const std::string& scene, std::vector<std::string> options) {
    const std::string path = folder.path("f.svg");
    options.insert(options.begin(), {"figure", scene, "-o", path});
    const ProcessResult result = run_halfstep(options);
    INFO(result.err);
    CHECK(result.code == 0);
    return read_whole(path);
}

void check_fit_refused(const TemporaryFolder& folder, std::vector<std::string> words,
                       const std::vector<std::string>& parts) {
    const ProcessResult result = run_halfstep(words);
    INFO(result.err);
    CHECK(result.code == 2);
    CHECK(halfstep::testing::lines_of(result.err).size() == 1);
    for (const std::string& part : parts) {
        CAPTURE(part);
        CHECK(contains(result.err, part));
    }
    CHECK_FALSE(std::filesystem::exists(folder.path("f.svg")));
}

const char* const fit_samplers = R"(title = "four"
[process]
kind = "vp"
steps = 20
[[sampler]]
kind = "ddpm"
name = "DDPM"
[[sampler]]
kind = "ddim"
name = "DDIM"
[[sampler]]
kind = "ddim"
name = "DDIM with noise"
eta = 0.5
[[sampler]]
kind = "ddim"
name = "five steps"
steps = 5
spacing = "trailing"
[run]
particles = 500
)";
const std::vector<std::string> four_names = {"DDPM", "DDIM", "DDIM with noise", "five steps"};

} // namespace

TEST_CASE("figure: at 85 and at 174 mm the legend takes a fifth of the height at most, and words a tenth") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("four.toml", fit_samplers);
    for (const char* column : {"single", "double"})
        for (const char* plot : {"xt", "variance", "histogram", "schedule", "distance", "step-share", "loss"}) {
            CAPTURE(column);
            CAPTURE(plot);
            const std::string svg = figure_svg(folder, scene, {"--plot", plot, "--at", "5", "--column", column});
            const double height = height_of(svg);
            const std::vector<SvgText> legend = named(svg, four_names);
            CHECK((legend.empty() || legend.size() == 4));
            double top = height, bottom = 0;
            for (const SvgText& text : legend) {
                CHECK(text.size == 8);
                top = std::min(top, text.y - text.size);
                bottom = std::max(bottom, text.y + 0.25 * text.size);
            }
            if (!legend.empty()) CHECK(bottom - top <= 0.2 * height);
            // Title above the plot and nothing else: no caption, whose parts are in the file's description.
            double title_bottom = 0;
            for (const SvgText& text : svg_texts_of(svg)) {
                if (text.size > 8) title_bottom = std::max(title_bottom, text.y + 0.25 * text.size);
                if (!contains(text.text, "W₁"))
                    CHECK_FALSE(contains(text.text, "particles")); // an axis says of how many
            }
            CHECK(title_bottom > 0);
            CHECK(title_bottom - 6 <= 0.1 * height); // 6 pt are the margin
        }
}

TEST_CASE("figure --caption: what was measured is said above the plot") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("four.toml", fit_samplers);
    const auto has_caption = [](const std::string& svg) {
        const auto texts = svg_texts_of(svg);
        return std::any_of(texts.begin(), texts.end(), [](const SvgText& t) { return contains(t.text, "band: "); });
    };
    for (const char* column : {"single", "double"}) {
        CHECK_FALSE(has_caption(figure_svg(folder, scene, {"--plot", "variance", "--column", column})));
        CHECK(has_caption(figure_svg(folder, scene, {"--plot", "variance", "--column", column, "--caption"})));
    }
    CHECK(has_caption(figure_svg(folder, scene, {"--plot", "variance", "--no-titles", "--caption"})));
}

TEST_CASE("figure --plot all: the samplers' legend stands once, and says what is drawn") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("four.toml", fit_samplers);
    const std::string all = figure_svg(folder, scene, {"--plot", "all"});
    for (const std::string& name : four_names) {
        CAPTURE(name);
        CHECK(named(all, {name}).size() == 1);
    }
    CHECK(named(all, {"\u03b2\u209c"}).size() <= 1); // the schedule's own stays with it
    const std::string only = figure_svg(folder, scene, {"--plot", "variance,histogram", "--only", "DDIM"});
    CHECK(named(only, {"DDIM"}).size() == 1);
    CHECK(named(only, {"DDPM", "five steps", "DDIM with noise"}).empty());
    const std::string hidden = figure_svg(folder, scene, {"--plot", "variance,histogram", "--hide", "DDIM"});
    CHECK(named(hidden, {"DDIM"}).empty());
    CHECK(named(hidden, {"DDPM", "five steps", "DDIM with noise"}).size() == 3);
    // Above all panels.
    for (const SvgText& text : named(all, four_names)) CHECK(text.y < 0.1 * height_of(all));
}

TEST_CASE("figure --x-range, --y-range: the axes show just that, and files of data all of it") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder); // t runs from 0 to 1
    const auto ticks = [&](const std::vector<std::string>& options) {
        std::vector<std::string> words = {"--plot", "variance", "--no-titles"};
        words.insert(words.end(), options.begin(), options.end());
        std::vector<double> numbers;
        for (const SvgText& text : svg_texts_of(figure_svg(folder, scene, words)))
            if (text.text.find_first_not_of("0123456789.") == std::string::npos)
                numbers.push_back(std::stod(text.text));
        return numbers;
    };
    const auto greatest = [](const std::vector<double>& numbers) {
        return *std::max_element(numbers.begin(), numbers.end());
    };
    CHECK(greatest(ticks({"--y-range", "0,0.5"})) >= 0.8); // t goes on to 1
    const std::vector<double> narrow = ticks({"--x-range", "0.2,0.3", "--y-range", "0.25,0.35"});
    REQUIRE(narrow.size() >= 4);
    for (const double number : narrow) {
        CHECK(number >= 0.2);
        CHECK(number <= 0.35);
    }
    const auto csv = [&](std::vector<std::string> options) {
        const std::string path = folder.path("f.csv");
        options.insert(options.begin(), {"figure", scene, "--plot", "variance", "-o", path});
        CHECK(run_halfstep(options).code == 0);
        return read_whole(path);
    };
    CHECK(csv({"--x-range", "0.2,0.3", "--y-range", "-1,1"}) == csv({}));
    // The file remembers it.
    const std::string first = figure_svg(folder, scene, {"--plot", "variance", "--x-range", "0.2,0.3"});
    const std::string kept = folder.write("kept.svg", first);
    CHECK(figure_svg(folder, kept, {}) == first);
}

TEST_CASE("figure --x-range: mistakes say what, where and what is allowed") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder), out = folder.path("f.svg");
    const auto refused = [&](const std::string& option, const std::string& value, const std::string& plot,
                             const std::vector<std::string>& parts) {
        check_fit_refused(folder, {"figure", scene, "--plot", plot, option, value, "-o", out}, parts);
    };
    const std::string form = "allowed: LO,HI, two numbers, the lower one first";
    refused("--x-range", "1", "variance", {"--x-range = 1", "is not LO,HI", form});
    refused("--x-range", "1,2,3", "variance", {"--x-range = 1,2,3", form});
    refused("--x-range", "0,x", "variance", {"--x-range = 0,x", "no number", form});
    refused("--y-range", ",1", "variance", {"--y-range = ,1", "a number is missing", form});
    refused("--y-range", "0,inf", "variance", {"--y-range = 0,inf", form});
    refused("--x-range", "2,1", "variance", {"--x-range = 2,1", "not below", form});
    refused("--x-range", "1,1.0000000001", "variance", {"too near", "allowed: "});
    refused("--x-range", "0,1", "variance,mean",
            {"--x-range = 0,1", "one plot", "allowed: beside --plot with one name"});
    refused("--x-range", "0,1", "all", {"one plot"});
    refused("--y-range", "0,1", "weights", {"--y-range = 0,1", "logarithmic", "allowed: LO above 0"});
    check_fit_refused(folder, {"film", scene, "--plot", "variance,xt", "--x-range", "0,1", "-o", folder.path("frames")},
                      {"--x-range = 0,1", "one plot"});
    check_fit_refused(folder, {"figure", "--list", "--x-range", "0,1"}, {"--x-range", "--list alone"});
}

TEST_CASE("film --x-range: every frame shows that part of the axis") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder);
    const auto frame = [&](std::vector<std::string> options) {
        const std::string out = folder.path("frames");
        std::filesystem::remove_all(out);
        options.insert(options.begin(), {"film", scene, "--plot", "variance", "--size", "320x240", "--fps", "2",
                                         "--seconds", "2", "--no-veil", "-o", out});
        const ProcessResult result = run_halfstep(options);
        INFO(result.err);
        CHECK(result.code == 0);
        return read_png(out + "/000002.png");
    };
    CHECK(difference(frame({}), frame({"--x-range", "0.2,0.3"})).mean > 0.5);
    CHECK(difference(frame({"--x-range", "0.2,0.3"}), frame({"--x-range", "0.2,0.3"})).max == 0);
}

TEST_CASE("figure --outline-text: no text is left in SVG and PDF, and it looks the same") {
    const TemporaryFolder folder;
    const std::string scene = scene_1d(folder);
    const std::string plain = figure_svg(folder, scene, {"--plot", "variance"});
    const std::string outlined = figure_svg(folder, scene, {"--plot", "variance", "--outline-text"});
    CHECK(xml_mistake(outlined) == "");
    CHECK(contains(plain, "<text"));
    CHECK_FALSE(contains(outlined, "<text"));
    CHECK_FALSE(contains(outlined, "font-"));
    CHECK(contains(outlined, "aria-label=\"Variance against t\" d=\"M"));
    for (const SvgText& text : svg_texts_of(plain)) CHECK(contains(outlined, "aria-label=\"" + text.text + "\""));
    if (has_program("pdffonts")) {
        const std::string path = folder.path("f.pdf");
        REQUIRE(run_halfstep({"figure", scene, "--plot", "variance", "--outline-text", "-o", path}).code == 0);
        CHECK(halfstep::testing::lines_of(output_of("pdffonts '" + path + "'")).size() == 2); // the table's head
        CHECK(output_of("pdftotext '" + path + "' -").find("Variance") == std::string::npos);
    }
    std::filesystem::remove(folder.path("f.svg"));
    check_fit_refused(folder, {"figure", scene, "--outline-text", "-o", folder.path("f.png")},
                      {"--outline-text", "f.png", "allowed: -o with .svg or .pdf"});
    check_fit_refused(folder, {"figure", scene, "--outline-text", "-o", folder.path("f.csv")},
                      {"--outline-text", "is to hold data"});
}

TEST_CASE("outlines are those of the typeface: Inter's capitals are 1490 of 2048 units high") {
    const std::string path = outline_path("H", {10, 20}, 100, Weight::regular);
    double top = 1e9, bottom = -1e9, left = 1e9, right = -1e9;
    std::vector<double> numbers;
    static const std::regex number("-?[0-9]+[.]?[0-9]*");
    for (std::sregex_iterator at(path.begin(), path.end(), number), end; at != end; ++at)
        numbers.push_back(std::stod(at->str()));
    REQUIRE(numbers.size() >= 24); // twelve corners
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
        left = std::min(left, numbers[i]);
        right = std::max(right, numbers[i]);
        top = std::min(top, numbers[i + 1]);
        bottom = std::max(bottom, numbers[i + 1]);
    }
    CHECK(bottom == doctest::Approx(20).epsilon(0.001));
    CHECK(bottom - top == doctest::Approx(100 * 1490. / 2048).epsilon(0.002));
    CHECK(left > 10);
    CHECK(right < 10 + 100);
    CHECK(outline_path(" ", {0, 0}, 8, Weight::regular).empty());
    // Wherever it is, and however long: a line of twelve capitals has twelve outlines.
    CHECK(count_of(outline_path("HHHHHHHHHHHH", {480, 900}, 8, Weight::regular), "M") == 12);
}
