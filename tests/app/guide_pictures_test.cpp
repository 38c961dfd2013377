// The figures of the guide are what their commands make: each is made anew, at both widths, and held against its
// picture.

#include "tests/app/picture.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <sstream>

using namespace halfstep;
using namespace halfstep::testing;
namespace fs = std::filesystem;

namespace {

struct GuideFigure {
    std::string name;               ///< of its pictures: NAME-85.png, NAME-174.png
    std::vector<std::string> words; ///< of its command, without the program and without -o
};

std::string page_of_figures() { return read_whole((fs::path(source_folder) / "assets/guide/figures.md").string()); }

/// Lines of the page like "    halfstep figure SCENE ... -o NAME-85.png".
std::vector<GuideFigure> figures_on_page(const std::string& page) {
    std::vector<GuideFigure> figures;
    for (const std::string& line : lines_of(page)) {
        const std::string ending = "-85.png";
        if (line.rfind("    halfstep ", 0) != 0 || !line.ends_with(ending)) continue;
        std::istringstream in(line);
        GuideFigure figure;
        for (std::string word; in >> word;) figure.words.push_back(word);
        figure.name = figure.words.back().substr(0, figure.words.back().size() - ending.size());
        figure.words.resize(figure.words.size() - 2); // -o NAME-85.png
        figure.words.erase(figure.words.begin());
        figures.push_back(figure);
    }
    return figures;
}

/// The lines of the page that are of a scene.
std::string moons_on_page(const std::string& page) {
    std::string scene;
    for (const std::string& line : lines_of(page))
        if (line.rfind("    ", 0) == 0 && (line[4] == '[' || line.find(" = ") != std::string::npos))
            scene += line.substr(4) + "\n";
    return scene;
}

} // namespace

TEST_CASE("guide: its twelve figures are what their commands make, at 85 and at 174 mm") {
    const std::string page = page_of_figures();
    const std::vector<GuideFigure> figures = figures_on_page(page);
    REQUIRE(figures.size() == 12);
    const TemporaryFolder folder;
    const std::string moons = folder.write("two-moons.toml", moons_on_page(page));
    std::set<std::string> names;
    for (const GuideFigure& figure : figures) {
        CAPTURE(figure.name);
        CHECK(names.insert(figure.name).second);
        for (const char* width : {"85", "174"}) {
            if (sanitized && std::string(width) == "174") continue;
            CAPTURE(width);
            const std::string picture = figure.name + "-" + width + ".png";
            CHECK(page.find("](../pictures/" + picture + ")") != std::string::npos);
            std::vector<std::string> words = figure.words;
            for (std::string& word : words)
                if (word == "two-moons.toml") word = moons;
            const std::string made = folder.path(picture),
                              kept = (fs::path(source_folder) / "assets/pictures" / picture).string();
            words.insert(words.end(), {"-o", made});
            if (std::string(width) == "174") words.insert(words.end(), {"--width", width});
            const ProcessResult result = run_halfstep(words);
            INFO(result.err);
            REQUIRE(result.code == 0);
            if (std::getenv("HALFSTEP_RENEW_PICTURES")) {
                fs::copy_file(made, kept, fs::copy_options::overwrite_existing);
                continue;
            }
            const Picture now = read_png(made), before = read_png(kept);
            CHECK(now.width == std::lround(std::stod(width) / 25.4 * 150));
            CHECK(before.width == now.width);
            CHECK(before.height == now.height);
            // As of the reference pictures: what another compiler or processor changes is less.
            CHECK(difference(now, before).mean < 0.5);
            CHECK(fs::file_size(kept) < 300'000);
        }
    }
}
