// Where a scene lives: what counts as an edit of it, what a lesson becomes when it is edited, and a file that changes.

#include "app/model/actions.h"
#include "app/model/scenes.h"
#include "app/scene/scene.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const char* const plain = "title = \"plain\"\n[process]\nsteps = 20\n[run]\nparticles = 50\n";

struct FileDesk {
    Session session{parse_scene(plain, "plain"), "", [] {}};
    AppState app{session, Settings(), 1};
    TemporaryFolder folder;

    std::string path(const char* name = "scene.toml") { return folder.path(name); }
    void open(const std::string& text = plain) { REQUIRE(open_scene(app, folder.write("scene.toml", text))); }
    void set_seed(std::uint64_t seed) {
        Experiment next = session.experiment();
        next.run.seed = seed;
        session.edit(next, 0, "run.seed");
    }
    bool offers(const char* action) const {
        for (const char* choice : app.notice.choices)
            if (std::string(choice) == action) return true;
        return false;
    }
};

} // namespace

TEST_CASE("edited: the experiment or the view is another; undo, or doing it back, clears the mark") {
    FileDesk desk;
    desk.open();
    Session& session = desk.session;
    CHECK(session.document().path == desk.path());
    CHECK_FALSE(session.edited());
    desk.set_seed(9);
    CHECK(session.edited());
    session.undo();
    CHECK_FALSE(session.edited());
    session.redo();
    CHECK(session.edited());
    desk.set_seed(7);
    CHECK_FALSE(session.edited());
    session.plot_view(*find_plot("variance")).y.range = AxisView::Span{0, 3};
    CHECK(session.edited());
    session.plot_view(*find_plot("variance")).fit();
    CHECK_FALSE(session.edited());
    session.set_level(10); // where one looks is no edit
    session.pin(3);
    CHECK_FALSE(session.edited());
    session.set_side({find_plot("loss"), find_plot("variance")});
    CHECK(session.edited());
}

TEST_CASE("saving is what later edits are held against; undo to before it is an edit") {
    FileDesk desk;
    desk.open();
    desk.set_seed(9);
    perform(desk.app, "save");
    CHECK(desk.app.dialog == Dialog::none);
    CHECK(load_scene(desk.path()).run.seed == 9);
    CHECK_FALSE(desk.session.edited());
    desk.session.undo();
    CHECK(desk.session.edited());
    CHECK(desk.session.document().path == desk.path());
    CHECK(save_scene(desk.app, desk.path("other.toml")).empty());
    CHECK(desk.session.document().path == desk.path("other.toml"));
    CHECK_FALSE(desk.session.edited());
    CHECK(load_scene(desk.path()).run.seed == 9);
}

TEST_CASE("opening can be undone, with where the scene lives") {
    FileDesk desk;
    desk.open();
    desk.set_seed(9);
    REQUIRE(open_scene(desk.app, "three-modes"));
    CHECK(desk.session.document().lesson == "three-modes");
    CHECK(desk.app.notice.text.find("edits that are in no file") != std::string::npos);
    CHECK_FALSE(desk.session.edited());
    desk.session.undo();
    CHECK(desk.session.document().path == desk.path());
    CHECK(desk.session.edited());
    desk.session.redo();
    CHECK(desk.session.document().lesson == "three-modes");
    new_scene(desk.app);
    CHECK(desk.session.experiment().title == "Untitled");
    CHECK(desk.session.document().path.empty());
    CHECK_FALSE(desk.session.edited());
}

TEST_CASE("an edited lesson is a scene of its own, and the lesson again once nothing is left of the edits") {
    FileDesk desk;
    REQUIRE(open_scene(desk.app, "three-modes"));
    Session& session = desk.session;
    const Experiment lesson = session.experiment();
    desk.set_seed(123);
    CHECK(session.experiment().title == lesson.title + " (copy)");
    CHECK(note_from(session.experiment()) == lesson.title);
    CHECK(note_from(lesson).empty());
    desk.set_seed(124); // no copy of a copy
    CHECK(session.experiment().title == lesson.title + " (copy)");
    desk.set_seed(lesson.run.seed);
    CHECK(session.experiment() == lesson);
    CHECK_FALSE(session.edited());
    desk.set_seed(123);
    session.undo();
    CHECK(session.experiment() == lesson);
    Experiment named = lesson;
    named.title = "Mine";
    session.edit(named, 0, "title");
    desk.set_seed(5);
    CHECK(session.experiment().title == "Mine");
    named.note = "My own words.";
    session.edit(named, 0, "note");
    CHECK(note_from(session.experiment()).empty());
    perform(desk.app, "save"); // lessons are nobody's to write
    CHECK(desk.app.dialog == Dialog::save);
}

TEST_CASE("a file that changes on disk is noticed once, and its bytes count, not its time") {
    FileDesk desk;
    desk.open();
    AppState& app = desk.app;
    std::filesystem::last_write_time(desk.path(),
                                     std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
    look_at_disk(app);
    CHECK(app.notice.text.empty());
    desk.folder.write("scene.toml", std::string(plain) + "seed = 42\n");
    look_at_disk(app);
    CHECK(app.notice.text.find("scene.toml has changed on disk") != std::string::npos);
    CHECK(desk.offers("load-from-disk"));
    app.notice = {};
    look_at_disk(app);
    CHECK(app.notice.text.empty()); // said once
    CHECK(possible(app, find_action("load-from-disk")));
    perform(app, "load-from-disk");
    CHECK(desk.session.experiment().run.seed == 42);
    CHECK_FALSE(desk.session.edited());
    CHECK_FALSE(possible(app, find_action("keep-mine")));
    desk.session.undo(); // mine is not lost
    CHECK(desk.session.experiment().run.seed == 7);
}

TEST_CASE("saving does not replace what somebody else has written there, until it is told to") {
    FileDesk desk;
    desk.open();
    desk.set_seed(9);
    const std::string theirs = std::string(plain) + "seed = 42\n";
    desk.folder.write("scene.toml", theirs);
    perform(desk.app, "save");
    CHECK(read_whole(desk.path()) == theirs);
    CHECK(desk.offers("keep-mine"));
    perform(desk.app, "keep-mine");
    CHECK(load_scene(desk.path()).run.seed == 9);
    CHECK_FALSE(desk.session.edited());
    // A file that has gone is only said: saving makes it again.
    std::filesystem::remove(desk.path());
    look_at_disk(desk.app);
    CHECK(desk.app.notice.text.find("no longer there") != std::string::npos);
    CHECK(desk.session.edited());
    perform(desk.app, "save");
    CHECK(load_scene(desk.path()).run.seed == 9);
}

TEST_CASE("a file with comments is not written over without a word; a figure is no place to save to") {
    FileDesk desk;
    desk.open(std::string("# mine\n") + plain);
    CHECK(desk.session.document().remarks);
    desk.set_seed(9);
    perform(desk.app, "save");
    CHECK(desk.app.dialog == Dialog::save);
    CHECK(read_whole(desk.path()).starts_with("# mine"));
    CHECK(has_remarks("a = 1 # one"));
    CHECK_FALSE(has_remarks("a = \"# no\" \nb = '#'\nc = \"\\\"#\"\nd = \"\"\"\n# none either\n\"\"\"\n"));
    CHECK(has_remarks("a = 'C:\\' # a comment"));
    // A quote alone within lines of text ends nothing, and opens nothing for what follows.
    CHECK(has_remarks("a = \"\"\"\n5\" wide\n\"\"\"\nb = 1 # one"));
    CHECK_FALSE(has_remarks("a = \"\"\"\n5\" wide # no\n\"\"\"\nb = ''\n"));

    const OpenDocument& document = desk.session.document();
    CHECK(what_saving_does(document, document.path).starts_with("This file has comments of its own"));
    std::filesystem::remove(document.path); // what stands there now has none
    CHECK(what_saving_does(document, document.path).empty());
    std::filesystem::create_directory(document.path);
    CHECK(what_saving_does(document, document.path) == "Nothing can be saved there: it is a folder.");
    std::filesystem::remove(document.path);
    REQUIRE(::mkfifo(document.path.c_str(), 0600) == 0);
    CHECK(what_saving_does(document, document.path).starts_with("Nothing can be saved there: it is a named pipe"));
    std::filesystem::remove(document.path);
    desk.folder.write("scene.toml", plain);

    const std::string figure = desk.path("plot.svg");
    REQUIRE(run_halfstep({"figure", desk.path(), "--plot", "xt", "-o", figure}).code == 0);
    REQUIRE(open_scene(desk.app, figure));
    CHECK(desk.session.document().path.empty());
    CHECK_FALSE(desk.session.edited());
}
