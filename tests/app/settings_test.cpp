// What the window remembers: written, read, and never in the way.

#include "app/model/settings.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Settings unusual() {
    Settings settings;
    settings.dark = true;
    settings.color_map = color_maps().back().name;
    settings.link_time = false;
    settings.crosshair = true;
    settings.reduced_motion = true;
    settings.notes = false;
    settings.paper.folder = "/a folder/\"quoted\" \u03c3";
    settings.paper.extension = "pdf";
    settings.paper.width = 91.5;
    settings.paper.panel_width = 200;
    settings.paper.font_size = 9.5;
    settings.paper.dpi = 450;
    settings.paper.theme = "dark";
    settings.paper.transparent = true;
    settings.paper.titles = false;
    settings.paper.cursor = false;
    return settings;
}

/// Sets a variable for as long as it lives.
class Variable {
public:
    Variable(const char* name, const char* value) : name_(name) {
        if (const char* before = std::getenv(name)) before_ = before, had_ = true;
        value ? ::setenv(name, value, 1) : ::unsetenv(name);
    }
    ~Variable() { had_ ? ::setenv(name_, before_.c_str(), 1) : ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
    std::string before_;
    bool had_ = false;
};

} // namespace

TEST_SUITE("app/settings") {
    TEST_CASE("what is written is read; folders are made") {
        const TemporaryFolder folder;
        const std::string path = folder.path("state/halfstep/window.toml");
        save_settings(path, unusual());
        CHECK(load_settings(path) == unusual());
        save_settings(path, Settings());
        CHECK(load_settings(path) == Settings());
        CHECK_FALSE(unusual() == Settings());
    }

    TEST_CASE("no file, no path, nonsense: the usual settings") {
        const TemporaryFolder folder;
        CHECK(load_settings("") == Settings());
        CHECK(load_settings(folder.path("none.toml")) == Settings());
        CHECK(load_settings(folder.path()) == Settings());
        CHECK(load_settings(folder.write("a.toml", "this is = = no TOML")) == Settings());
        CHECK(load_settings(folder.write("b.toml", std::string(1 << 20, '#'))) == Settings());
        const Settings read = load_settings(folder.write(
            "c.toml", "dark = 7\ncolor_map = \"no such\"\nexport_width = -3\nexport_dpi = nan\n"
                      "export_kind = \"exe\"\nexport_theme = \"no such\"\nunknown = 1\ncrosshair = true\n"));
        Settings expected;
        expected.crosshair = true; // what makes sense is taken
        CHECK(read == expected);
    }

    TEST_CASE("where nothing can be written nothing happens") {
        const TemporaryFolder folder;
        folder.write("file", "a file");
        save_settings(folder.path("file/halfstep/window.toml"), unusual());
        save_settings("", unusual());
        CHECK(read_whole(folder.path("file")) == "a file");
    }

    TEST_CASE("the place follows the XDG Base Directory Specification") {
        const Variable home("HOME", "/home/ada");
        {
            const Variable state("XDG_STATE_HOME", nullptr);
            CHECK(settings_path() == "/home/ada/.local/state/halfstep/window.toml");
            const Variable nowhere("HOME", nullptr);
            CHECK(settings_path() == "");
        }
        const Variable state("XDG_STATE_HOME", "/var/ada");
        CHECK(settings_path() == "/var/ada/halfstep/window.toml");
        const Variable relative("XDG_STATE_HOME", "here"); // is to be ignored
        CHECK(settings_path() == "/home/ada/.local/state/halfstep/window.toml");
    }
}
