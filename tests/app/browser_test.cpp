// Which scenes the dialog that opens them lists, and a look at one of them.

#include "app/model/browser.h"
#include "app/model/glance.h"
#include "app/model/recent_files.h"
#include "tests/app/child.h"

#include <doctest/doctest.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::vector<std::string> names_of(const Browser& browser) {
    std::vector<std::string> names;
    for (const BrowserEntry* entry : listed(browser)) names.push_back(entry->name);
    return names;
}

/// inner/, B.toml, a.svg, notes.txt, and what is hidden.
struct Shelf {
    TemporaryFolder folder;
    std::string root = std::filesystem::canonical(folder.path()).string();
    Shelf() {
        std::filesystem::create_directories(root + "/inner/deep");
        for (const char* name : {"B.toml", "a.svg", "notes.txt", ".hidden.toml", "inner/c.toml"})
            folder.write(name, "title = \"x\"\n");
    }
};

} // namespace

TEST_CASE("a folder: folders, scenes, other files, by name; typing filters, Backspace goes up") {
    const Shelf shelf;
    Browser browser;
    show_folder(browser, shelf.root);
    CHECK(names_of(browser) == std::vector<std::string>{"inner", "a.svg", "B.toml", "notes.txt"});
    CHECK(browser.entries.back().kind == BrowserEntry::Kind::other);
    choose_by(browser, 1);
    CHECK(chosen_entry(browser)->name == "a.svg");
    choose_by(browser, 10);
    CHECK(chosen_entry(browser)->name == "notes.txt");
    choose_by(browser, -10);
    CHECK(chosen_entry(browser)->name == "inner");
    browser.filter = "TOML";
    CHECK(names_of(browser) == std::vector<std::string>{"B.toml"});
    CHECK(enter(browser)->source == shelf.root + "/B.toml");
    browser.filter = "none of them";
    CHECK_FALSE(chosen_entry(browser));
    CHECK_FALSE(enter(browser));
    browser.filter.clear();
    browser.chosen = 0;
    CHECK_FALSE(enter(browser)); // goes into it
    CHECK(browser.folder == shelf.root + "/inner");
    CHECK(names_of(browser) == std::vector<std::string>{"deep", "c.toml"});
    go_up(browser);
    CHECK(browser.folder == shelf.root);
    CHECK(chosen_entry(browser)->name == "inner"); // where it came from
    show_folder(browser, "/");
    go_up(browser);
    CHECK(browser.folder == "/");
    show_folder(browser, shelf.root + "/none");
    CHECK_FALSE(browser.mistake.empty());
}

TEST_CASE("a path can be typed, absolute or from here") {
    const Shelf shelf;
    Browser browser;
    show_folder(browser, shelf.root);
    browser.filter = "inner/c.toml";
    REQUIRE(enter(browser));
    CHECK(chosen_entry(browser)->source == shelf.root + "/inner/c.toml");
    browser.filter = shelf.root + "/inner/";
    CHECK_FALSE(enter(browser));
    CHECK(browser.folder == shelf.root + "/inner");
}

TEST_CASE("recent files: the newest first, each once, no more than fit") {
    const TemporaryFolder folder;
    Session session(Experiment(), "", [] {});
    AppState app(session, Settings(), 1);
    note_recent(app, "/somewhere/a.toml"); // this window keeps nothing
    CHECK(recent_files(folder.path()).empty());
    app.state_folder = folder.path("state");
    for (int i = 0; i < 30; ++i) note_recent(app, "/somewhere/" + std::to_string(i) + ".toml");
    note_recent(app, "/somewhere/25.toml");
    note_recent(app, "");
    const auto paths = recent_files(app.state_folder);
    REQUIRE(paths.size() == most_recent_files);
    CHECK(paths[0] == "/somewhere/25.toml");
    CHECK(paths[1] == "/somewhere/29.toml");
    CHECK(paths.back() == "/somewhere/10.toml");
    Browser browser;
    show_recent(browser, app.state_folder);
    CHECK(listed(browser).size() == most_recent_files);
    CHECK(browser.entries.front().hint == "/somewhere");
}

TEST_CASE("a look at a scene: title, note, and a run of few particles; or why it is none") {
    const TemporaryFolder folder;
    Glancer glancer([] {});
    const auto look = [&](const std::string& source) {
        glancer.look_at(source);
        REQUIRE(eventually([&] { return glancer.newest() != nullptr; }));
        CHECK(glancer.newest()->source == source);
        return glancer.newest();
    };
    const auto ring = look("ring");
    CHECK(ring->mistake.empty());
    CHECK_FALSE(ring->title.empty());
    CHECK_FALSE(ring->note.empty());
    REQUIRE(ring->run);
    CHECK(ring->run->particles == 400);
    const auto broken = look(folder.write("broken.toml", "[target]\nkind = \"none such\"\n"));
    CHECK_FALSE(broken->run);
    CHECK(broken->mistake.find("none such") != std::string::npos);
    // One that would take long is called off by the next.
    glancer.look_at(folder.write("long.toml", "[process]\nsteps = 2000\n[[sampler]]\nsteps = 2000\n"));
    look("three-modes");
    glancer.look_at("");
    CHECK_FALSE(glancer.busy());
    CHECK_FALSE(glancer.newest());
}
