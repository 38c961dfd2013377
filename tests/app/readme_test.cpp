// What README.md and the guide tell people to type works as it is printed; tables and pictures in them that say what
// the program has are held against it.

#include "app/plots/plots.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <set>
#include <sstream>

using namespace halfstep;
using namespace halfstep::testing;
namespace fs = std::filesystem;

namespace {

struct WrittenPage {
    std::string name, text;
};

/// README.md first, whose scene later commands need.
std::vector<WrittenPage> pages() {
    const fs::path source(source_folder);
    std::vector<WrittenPage> all = {{"README.md", read_whole((source / "README.md").string())}};
    std::set<fs::path> guide;
    for (const auto& file : fs::directory_iterator(source / "assets/guide"))
        if (file.path().extension() == ".md") guide.insert(file.path());
    for (const fs::path& path : guide) all.push_back({path.filename().string(), read_whole(path.string())});
    return all;
}

std::string guide_page(const std::string& name) {
    for (const WrittenPage& one : pages())
        if (one.name == name) return one.text;
    return "";
}

std::string one_space(const std::string& text) {
    const std::size_t first = text.find_first_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

/// As a shell does: what stands between single quotes is one word.
std::vector<std::string> words_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;) {
        if (word[0] != '\'') {
            words.push_back(word);
            continue;
        }
        std::string rest;
        if (word.size() == 1 || word.back() != '\'') std::getline(in, rest, '\'');
        words.push_back(word.substr(1) + rest);
        if (words.back().ends_with("'")) words.back().pop_back();
    }
    return words;
}

/// Lines of blocks of code (fenced, or indented by four or more), without what their indentation is.
std::vector<std::string> code_lines(const std::string& text) {
    std::vector<std::string> lines;
    bool fenced = false;
    for (const std::string& line : lines_of(text)) {
        if (one_space(line).rfind("```", 0) == 0)
            fenced = !fenced;
        else if (fenced || line.rfind("    ", 0) == 0)
            lines.push_back(one_space(line));
    }
    return lines;
}

/// What stands in `...`, also across the ends of lines.
std::vector<std::string> spans(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    const std::vector<std::string> parts = split(text, '`');
    std::vector<std::string> inside;
    for (std::size_t i = 1; i < parts.size(); i += 2) inside.push_back(one_space(parts[i]));
    return inside;
}

bool is_command(const std::string& text) { return text.rfind("halfstep ", 0) == 0; }

/// The commands of a page, in its order within blocks and within lines. In a block two spaces end a command, and what
/// it does follows.
std::vector<std::string> commands_of(const WrittenPage& guide_page) {
    std::vector<std::string> commands;
    for (const std::string& line : code_lines(guide_page.text))
        if (is_command(line)) commands.push_back(line.substr(0, line.find("  ")));
    for (const std::string& span : spans(guide_page.text))
        if (is_command(span)) commands.push_back(span);
    return commands;
}

/// The scene that a page shows, in however many blocks: their lines that are tables or keys.
std::string scene_on_page(const std::string& name) {
    std::string scene;
    for (const std::string& line : code_lines(guide_page(name)))
        if (!line.empty() && (line[0] == '[' || line.find(" = ") != std::string::npos)) scene += line + "\n";
    return scene;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

/// Something in the place of each word that stands for others.
std::string filled_in(std::string command) {
    const std::pair<const char*, const char*> fillings[] = {
        {"[SCENE|LESSON]", "sigma-squared"},
        {"[LESSON ...]", "sigma-squared"},
        {"[KEY]", "process.schedule"},
        {"--sampler NAME", "--sampler DDIM"},
        {"--plot NAME", "--plot schedule"},
        {"--over ...", "--over sampler.eta=0,1"},
        {"--journal FILE", "--journal one-step.journal"},
        {"--compare OTHER", "--compare sigma-squared"},
        {"film SCENE --journal", "film sigma-squared --journal"},
        {"SCENE", "line.toml"},
        {"COMMAND", "run"},
        {"PAGE", "targets"},
        {"DIR", "results"},
        {"FILE", "file"},
        {"[", ""},
        {"]", ""},
    };
    for (const auto& [from, to] : fillings) command = replaced(command, from, to);
    return command;
}

/// As a user would, but for what takes long: films are short, and folders of frames, which need no other program;
/// networks hardly learn.
std::vector<std::string> cheap(std::vector<std::string> words) {
    if (words[0] == "train") words.insert(words.end(), {"--steps", "20"});
    if (words[0] != "film") return words;
    const bool of_window = std::count(words.begin(), words.end(), "--journal") > 0;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] == "-o") words[i + 1] += ".frames/";
        if (words[i] == "--fps" || words[i] == "--seconds") {
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i),
                        words.begin() + static_cast<std::ptrdiff_t>(i) + 2);
            --i;
        }
    }
    if (of_window)
        words.insert(words.end(), {"--frames", "1"});
    else
        words.insert(words.end(), {"--seconds", "0.5", "--fps", "4"});
    return words;
}

std::set<std::string> subcommands() {
    std::set<std::string> names;
    bool listed = false;
    for (const std::string& line : lines_of(run_halfstep({"--help"}).out)) {
        if (line.rfind("Subcommands:", 0) == 0)
            listed = true;
        else if (listed && line.rfind("  ", 0) != 0)
            listed = false;
        else if (listed && line[2] != ' ')
            names.insert(words_of(line)[0]);
    }
    return names;
}

/// The files that the commands name and nobody has written before.
void prepare(const TemporaryFolder& folder) {
    std::ostringstream moons;
    moons << std::setprecision(4);
    for (int i = 0; i < 40; ++i) {
        const double angle = 3.1416 * i / 39, x = std::cos(angle) - 0.5, y = std::sin(angle) - 0.25;
        moons << x << ',' << y << '\n' << -x << ',' << -y << '\n';
    }
    folder.write("moons.csv", moons.str());
    folder.write("mine.toml", scene_on_page("README.md"));
    folder.write("two-moons.toml", scene_on_page("figures.md"));
    folder.write("line.toml",
                 "[process]\nsteps = 20\n[[sampler]]\nname = \"DDIM\"\nsteps = 10\nspacing = \"trailing\"\n"
                 "[run]\nparticles = 200\n");
    folder.write("x.csv", "0.5\n-0.5\n");
    folder.write("z.csv", "0,0,1\n");
    folder.write("one-step.journal", "{\"change\": \"cursor\", \"level\": 50}\n");
    for (const std::string part : {"1", "2"})
        REQUIRE(run_halfstep({"sweep", folder.path("line.toml"), "--over", "sampler.steps=5,10", "--part", part + "/2",
                              "-o", folder.path("part" + part + ".csv")})
                    .code == 0);
}

/// In this folder while it lives.
struct WithinFolder {
    fs::path before = fs::current_path();
    explicit WithinFolder(const std::string& path) { fs::current_path(path); }
    ~WithinFolder() { fs::current_path(before); }
    WithinFolder(const WithinFolder&) = delete;
    WithinFolder& operator=(const WithinFolder&) = delete;
};

/// What is run for a command. One word alone is a subcommand, which must be there, or opens the window on something,
/// which must be a scene.
std::vector<std::string> to_run(const std::string& command, const std::set<std::string>& known) {
    std::vector<std::string> words = words_of(filled_in(command.substr(0, command.find(" > "))));
    words.erase(words.begin()); // halfstep
    if (words.size() == 1 && known.count(words[0])) return {words[0], "--help"};
    if (words.size() == 1 && words[0][0] != '-') return {"schedule", words[0]};
    return cheap(words);
}

} // namespace

TEST_CASE("readme: its scene and every command of it and of the guide work") {
    const TemporaryFolder folder;
    prepare(folder);
    CHECK(scene_on_page("README.md").find("file  = \"moons.csv\"") != std::string::npos);
    const std::set<std::string> known = subcommands();
    CHECK(known.size() > 8);
    const WithinFolder here(folder.path());
    std::set<std::string> used;
    int commands = 0;
    for (const WrittenPage& one : pages())
        for (const std::string& command : commands_of(one)) {
            const std::vector<std::string> words = to_run(command, known);
            used.insert(words[0]);
            ++commands;
            const ProcessResult result = run_halfstep(words);
            CHECK_MESSAGE(result.code == 0, one.name, ": ", command, ": ", result.err);
        }
    CHECK(commands > 35);
    for (const std::string& name : known) CHECK_MESSAGE(used.count(name), "no page has ", name);
}

TEST_CASE("readme: the scene of the page scenes is one, its view included") {
    const TemporaryFolder folder;
    const std::string scene = scene_on_page("scenes.md");
    CHECK(scene.find("[latents]") != std::string::npos);
    CHECK(scene.find("[view]\n") != std::string::npos);
    const ProcessResult result = run_halfstep({"schedule", folder.write("scene.toml", scene)});
    CHECK_MESSAGE(result.code == 0, result.err);
}

TEST_CASE("readme: the page of commands has every one, and the columns that schedules have") {
    const std::string text = guide_page("commands.md");
    for (const std::string& name : subcommands())
        CHECK_MESSAGE(text.find("\n    halfstep " + name + " ") != std::string::npos, name);
    int seen = 0;
    for (const std::string& line : code_lines(text)) {
        const std::string command = line.substr(0, line.find("  "));
        if (command.rfind("halfstep schedule ", 0) != 0) continue;
        ++seen;
        std::vector<std::string> words = {"schedule", "sigma-squared"};
        if (command.find("--sampler") != std::string::npos) words.insert(words.end(), {"--sampler", "DDIM"});
        const std::string header = lines_of(run_halfstep(words).out).at(0);
        std::string said = line.substr(command.size()); // "the moves of a sampler: step, move, ..."
        if (const std::size_t colon = said.find(": "); colon != std::string::npos) said = said.substr(colon + 2);
        said = replaced(one_space(said.substr(0, said.find(", ..."))), ", ", ",");
        CHECK_MESSAGE(header.rfind(said + ",", 0) == 0, said, " is not how it begins: ", header);
    }
    CHECK(seen == 2);
}

TEST_CASE("readme: the guide's table of plots is the list of plots") {
    std::vector<std::string> expected;
    for (const Plot& plot : all_plots())
        expected.push_back("| `" + std::string(plot.name) + "` | " + replaced(plot.title, "|", "\\|") + " | " +
                           replaced(unspelled(plot.help), "|", "\\|") + " |");
    std::vector<std::string> rows;
    for (const std::string& line : lines_of(guide_page("plots.md")))
        if (line.rfind("| `", 0) == 0) rows.push_back(line);
    REQUIRE(rows.size() == expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) CHECK(rows[i] == expected[i]);
}

TEST_CASE("readme: its picture of how the program is built is that of the guide") {
    const auto picture = [](const std::string& name) {
        for (const std::string& line : code_lines(guide_page(name)))
            if (line.rfind("Experiment ", 0) == 0) return line;
        return std::string();
    };
    CHECK(picture("README.md").find("Problem") != std::string::npos);
    CHECK(picture("README.md") == picture("architecture.md"));
}
