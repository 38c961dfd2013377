// Files of a room are compiled as one (HALFSTEP_UNITY in CMakeLists.txt): what each hides needs a name of its own.

#include "tests/core/source_text.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

using namespace halfstep::testing;

namespace {

/// What the code of a file defines in anonymous namespaces, at their top level. Of an alias all of it, as the same one
/// may stand twice.
std::set<std::string> hidden_names(const std::string& code) {
    static const std::regex type("^(?:struct|class|union|enum class|enum) (\\w+)"), alias("^(using \\w+ = .*)"),
        other("^(?!using|template| )[^=({;]*[ &*>](\\w+)(?:\\[[^=]*\\])? *[=({;]"),
        further(", \\*?(\\w+)(?:\\[[^=]*\\])? =");
    std::set<std::string> names;
    std::istringstream in(code);
    std::ptrdiff_t depth = 0, inside = -1; // in how many braces; in how many those of the namespace are the last
    for (std::string line; std::getline(in, line);) {
        std::smatch found;
        if (inside < 0 && line.rfind("namespace {", 0) == 0)
            inside = depth + 1;
        else if (depth == inside && std::regex_search(line, found, type))
            names.insert(found[1]);
        else if (depth == inside && (std::regex_search(line, found, alias) || std::regex_search(line, found, other))) {
            names.insert(found[1]);
            if (line.find('(') == std::string::npos)
                for (const std::string& name : matches(line, further)) names.insert(name);
        }
        depth += std::count(line.begin(), line.end(), '{') - std::count(line.begin(), line.end(), '}');
        if (depth < inside) inside = -1;
    }
    return names;
}

} // namespace

TEST_CASE("walls: what is hidden in a file") {
    const std::set<std::string> expected{"A", "B", "using C = int;", "d", "e", "f", "g", "h", "k"};
    CHECK(hidden_names("int no;\nnamespace {\nstruct A {\n    int no;\n};\nenum class B { no };\nusing C = int;\n"
                       "constexpr double d[] = {1, 2}, *e = nullptr;\ntemplate <class T>\nconst T* f(T no = 1) {\n"
                       "    T no = 2;\n}\nint g{};\n}\nint no(int no);\nnamespace {\n[[noreturn]] void h(int no,\n"
                       "    int no);\nusing namespace no;\nB k;\n}\n") == expected);
}

TEST_CASE("walls: files of a room, which are compiled as one, hide nothing under the same name") {
    std::map<std::string, std::string> owners; // of a room and a name: the file
    for (const std::filesystem::path& path : sources({"core", "app", "tests/core", "tests/app"})) {
        const std::string file = checkout_path(path);
        if (path.extension() == ".h") continue;
        for (const std::string& name : hidden_names(bare(text_of(path)))) {
            const auto [other, first] = owners.emplace(room_of(file) + " " + name, file);
            const bool alias = name.rfind("using ", 0) == 0;
            CHECK_MESSAGE((first || alias), name, " stands in ", other->second, " and in ", file);
        }
    }
    CHECK(owners.size() > 2000);
}
