// The walls of the house: every #include against the list of rooms in CMakeLists.txt, no circles of rooms or of files,
// how long files, functions and lines may be, and every citation of core/MATH.md against its headings.

#include "tests/core/source_text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace halfstep::testing;

namespace {

namespace fs = std::filesystem;

using Graph = std::map<std::string, std::set<std::string>>;

std::vector<std::string> own_includes(const std::string& text) {
    static const std::regex include("#include \"((?:core|app)/[^\"]+)\"");
    return matches(text, include);
}

/// What CMakeLists.txt says: room -> the rooms that it may include.
Graph declared_rooms() {
    const std::string text = text_of(fs::path(source_folder) / "CMakeLists.txt");
    static const std::regex line("\nhalfstep_((?:core|app)_room\\([^)]*)\\)"),
        core_list("\nset\\(core (core/[^)]*)\\)");
    Graph rooms;
    std::set<std::string> core;
    for (const std::string& words : matches(text, core_list)) {
        std::istringstream in(words);
        for (std::string room; in >> room;) core.insert(room);
    }
    for (std::string words : matches(text, line)) {
        const std::string family = words.substr(0, words.find('_'));
        std::istringstream in(words.substr(words.find('(') + 1));
        std::string room, word;
        in >> room;
        std::set<std::string>& allowed = rooms[family + "/" + room];
        bool on = false;
        while (in >> word) {
            if (on && word == "${core}") allowed.insert(core.begin(), core.end());
            if (on && word != "${core}") allowed.insert(word);
            on = on || word == "ON";
        }
    }
    return rooms;
}

/// Nodes of a circle; empty where there is none.
std::vector<std::string> circle(const Graph& graph) {
    std::map<std::string, int> state; // 1: on the way, 2: done
    std::vector<std::string> way;
    const auto visit = [&](const auto& self, const std::string& node) -> bool {
        if (state[node] == 2) return false;
        way.push_back(node);
        if (state[node] == 1) return true;
        state[node] = 1;
        if (const auto found = graph.find(node); found != graph.end())
            for (const std::string& next : found->second)
                if (self(self, next)) return true;
        state[node] = 2;
        way.pop_back();
        return false;
    };
    for (const auto& [node, others] : graph)
        if (visit(visit, node)) return way;
    return {};
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " -> ") + word;
    return text;
}

/// Lines of a file, without what ends them.
std::vector<std::string> lines_of(const fs::path& path) {
    std::istringstream text(text_of(path));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

struct Function {
    std::size_t first = 0, lines = 0; ///< the line it begins in, from 0; how many there are
    std::string head;
};

/// Functions as clang-format sets them: from a line at some indentation down to the line that is "}" at the same one,
/// with nothing but deeper lines between. Inside of functions, blocks are found, too, which are shorter.
std::vector<Function> functions_of(const std::vector<std::string>& lines) {
    std::vector<Function> found;
    for (std::size_t end = 0; end < lines.size(); ++end) {
        const std::size_t indent = lines[end].find('}');
        if (indent == std::string::npos || lines[end].find_first_not_of(' ') != indent ||
            lines[end].size() > indent + 1)
            continue;
        std::size_t head = end;
        while (head > 0) {
            const std::string& line = lines[--head];
            const bool aside = line.empty() || line[0] == '#'; // neither deeper nor a head
            if (!aside && line.find_first_not_of(' ') <= indent) break;
        }
        found.push_back({head, end - head + 1, lines[head]});
    }
    return found;
}

struct Signature {
    std::string name;
    int parameters = 0;
};

/// What stands between the bracket before `at` and its partner, as so many parts; `at` is left behind the partner.
int count_parts(const std::string& code, std::size_t& at) {
    int depth = 1, angles = 0, parts = 1;
    const std::size_t first = at;
    for (; at < code.size() && depth > 0; ++at) {
        const char c = code[at];
        if (c == '(' || c == '[' || c == '{') ++depth;
        if (c == ')' || c == ']' || c == '}') --depth;
        if (c == '<') ++angles;
        if (c == '>' && code[at - 1] != '-') angles = std::max(0, angles - 1);
        if (c == ',' && depth == 1 && angles == 0) ++parts;
    }
    return code.find_first_not_of(" \n", first) + 1 == at ? 0 : parts;
}

/// Declarations and definitions of functions: a name with brackets behind a type, or of a class alone. What is called
/// stands behind an operator or at the beginning of a statement, and a lambda has no name.
std::vector<Signature> signatures_of(const std::string& code) {
    static const std::regex opening("((?:[A-Za-z_]\\w*(?:<[^<>()]*>)?::)*[A-Za-z_]\\w*)\\("), word("[A-Za-z_]\\w*$"),
        binary("\\s(?:[&*>]|&&)$");
    static const std::set<std::string> statements{"return", "else", "case", "new", "throw", "co_return", "goto"};
    std::vector<Signature> found;
    for (std::sregex_iterator it(code.begin(), code.end(), opening), end; it != end; ++it) {
        const std::string name = (*it)[1];
        const std::size_t from = static_cast<std::size_t>(it->position());
        const std::size_t last = code.find_last_not_of(" \n", from - (from > 0 ? 1 : 0));
        if (from == 0 || last == std::string::npos) continue;
        const std::string before = code.substr(last > 60 ? last - 60 : 0, last + 1 - (last > 60 ? last - 60 : 0));
        const char c = before.back();
        std::smatch match;
        bool declared = false;
        if (std::regex_search(before, match, word))
            declared = statements.count(match.str()) == 0;
        else if (c == '&' || c == '*' || c == '>')
            declared = !before.ends_with("->") && !std::regex_search(before, binary);
        else
            declared = (c == ';' || c == '{' || c == '}' || c == ':') &&
                       std::isupper(static_cast<unsigned char>(name[name.rfind(':') + 1]));
        std::size_t at = from + static_cast<std::size_t>(it->length());
        if (declared) found.push_back({name, count_parts(code, at)});
    }
    return found;
}

} // namespace

TEST_CASE("walls: every include goes to a room that CMakeLists.txt names") {
    const Graph rooms = declared_rooms();
    REQUIRE(rooms.size() >= 20);
    CHECK_MESSAGE(circle(rooms).empty(), joined(circle(rooms)));
    int includes = 0;
    for (const fs::path& path : sources({"core", "app"})) {
        const std::string file = checkout_path(path), room = room_of(file);
        if (file == "app/main.cpp") continue; // it stands on all of them
        const auto declared = rooms.find(room);
        REQUIRE_MESSAGE(declared != rooms.end(), file, " lies in no declared room");
        for (const std::string& include : own_includes(text_of(path))) {
            ++includes;
            const std::string other = room_of(include);
            CHECK_MESSAGE((other == room || declared->second.count(other) == 1), file, " includes ", include);
        }
    }
    CHECK(includes > 500);
}

TEST_CASE("walls: no circles of files") {
    Graph graph; // by file without its extension: a header and its source are one
    const auto stem = [](std::string file) { return file.substr(0, file.rfind('.')); };
    for (const fs::path& path : sources({"core", "app"})) {
        const std::string from = stem(checkout_path(path));
        for (const std::string& include : own_includes(text_of(path)))
            if (stem(include) != from) graph[from].insert(stem(include));
    }
    CHECK_MESSAGE(circle(graph).empty(), joined(circle(graph)));
}

TEST_CASE("walls: no line is longer than 120 columns") {
    for (const fs::path& path : sources({"core", "app", "tests"})) {
        int number = 0;
        for (const std::string& line : lines_of(path)) {
            ++number;
            const auto columns = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
            CHECK_MESSAGE(columns <= 120, checkout_path(path), ":", number, " has ", columns, " columns");
        }
    }
}

TEST_CASE("walls: no file of core or app is longer than 400 lines, and no function than 60") {
    std::size_t functions = 0, longest = 0;
    for (const fs::path& path : sources({"core", "app"})) {
        const std::vector<std::string> lines = lines_of(path);
        CHECK_MESSAGE(lines.size() <= 400, checkout_path(path), " has ", lines.size(), " lines");
        for (const Function& function : functions_of(lines)) {
            ++functions;
            longest = std::max(longest, function.lines);
            CHECK_MESSAGE(function.lines <= 60, checkout_path(path), ":", function.first + 1, " ", function.head,
                          " has ", function.lines, " lines");
        }
    }
    CHECK(functions > 2000); // they are found,
    CHECK(longest > 40);     // and measured
}

TEST_CASE("walls: what a signature is") {
    const auto most = [](const std::string& text) {
        int found = -1;
        for (const Signature& one : signatures_of(bare(text))) found = std::max(found, one.parameters);
        return found;
    };
    CHECK(most("\nvoid f();\n") == 0);
    CHECK(most("\nvoid f(int a);\n") == 1);
    CHECK(most("\nconst std::map<int, int>& f(std::map<int, int> a, int b = g(1, 2), // c, d\n   int c);\n") == 3);
    CHECK(most("\nA::B* C<int>::f(int a, void (*g)(int, int), const char* s = \"(,,\");\n") == 3);
    CHECK(most("public:\n    Thing(int a, int b)\n        : a_(a) {}\n") == 2);
    CHECK(most("\nx = f(1, 2); g(1, 2, 3); return h(1, 2); a * k(1, 2); if (a && l(1, 2)) {}\n") == -1);
    CHECK(most("\nauto f = [&](int a, int b) { return R\"(void g(int a);)\"; };\n") == -1);
}

TEST_CASE("walls: no function of core or app has more than five parameters") {
    constexpr int most = 5; // more: a struct with names
    // Their signatures are HarfBuzz's: it calls them as it draws a glyph (hb_draw_funcs_t).
    const std::set<std::string> callbacks{"move_to", "line_to", "quadratic_to", "cubic_to"};
    std::size_t functions = 0;
    int longest = 0;
    for (const fs::path& path : sources({"core", "app"}))
        for (const Signature& one : signatures_of(bare(text_of(path)))) {
            if (callbacks.count(one.name) == 1) continue;
            ++functions;
            longest = std::max(longest, one.parameters);
            CHECK_MESSAGE(one.parameters <= most, checkout_path(path), " ", one.name, " has ", one.parameters);
        }
    CHECK(functions > 3000); // they are found,
    CHECK(longest == most);  // and counted
}

TEST_CASE("walls: core/base includes Eigen and the standard library alone, core/spec the latter") {
    static const std::regex include("#include <([^>]+)>");
    const auto standard = [](const std::string& header) { return header.find_first_of("/.") == std::string::npos; };
    int files = 0;
    for (const fs::path& path : sources({"core/base", "core/spec"})) {
        ++files;
        const bool spec = room_of(checkout_path(path)) == "core/spec";
        for (const std::string& header : matches(text_of(path), include))
            CHECK_MESSAGE((standard(header) || (!spec && header.rfind("Eigen/", 0) == 0)), checkout_path(path),
                          " includes ", header);
        for (const std::string& other : own_includes(text_of(path)))
            for (const std::string& header : matches(text_of(fs::path(source_folder) / other), include))
                CHECK_MESSAGE((standard(header) || !spec), checkout_path(path), " includes ", header, " by ", other);
    }
    CHECK(files > 20);
}

TEST_CASE("every citation of MATH.md leads to a heading of it") {
    static const std::regex heading("(?:^|\n)#{2,3} ([0-9]+(?:\\.[0-9]+)?)[. ]");
    const std::string page = text_of(fs::path(source_folder) / "core/MATH.md");
    const std::vector<std::string> found = matches(page, heading);
    const std::set<std::string> headings(found.begin(), found.end());
    REQUIRE(headings.size() > 30);

    static const std::regex citation("MATH(?:\\.md)?,? (?:sections? )?((?:[0-9]+(?:\\.[0-9]+)?(?:, | and | to )?)+)");
    static const std::regex number("([0-9]+(?:\\.[0-9]+)?)");
    int citations = 0;
    for (const fs::path& path : sources({"core", "app", "tests"})) {
        if (path.filename() == "walls_test.cpp") continue;
        const std::string text = text_of(path);
        for (const std::string& numbers : matches(text, citation))
            for (const std::string& cited : matches(numbers, number)) {
                ++citations;
                CHECK_MESSAGE(headings.count(cited) == 1, checkout_path(path), " cites MATH.md ", cited);
            }
    }
    CHECK(citations >= 20);
}
