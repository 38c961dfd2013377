// A window as a file: all of it comes back, what is damaged costs itself only, and no two windows have the same one.

#include "app/model/autosave.h"

#include "app/base/files.h"
#include "app/scene/scene.h"
#include "app/window/keeping.h"
#include "core/law/catalog.h"
#include "core/learn/training.h"
#include "tests/app/child.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <sys/file.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const char* const cloud_scene = R"(title = "cloud"
[target]
kind = "points"
points = [[0.125, 1.0], [0.3333333333333333, -2.0], [4.0, 0.1]]
weights = [1.0, 0.1, 2.0]
labels = ["a", "", "b c"]
[process]
steps = 20
[run]
particles = 50
)";

/// A history of every kind: a cloud of points, an edit of it, a lesson, what it learned, and a value that cannot be.
struct RichSession {
    Session session{parse_scene(cloud_scene, "cloud"), "", [] {}};
    AppState app{session, Settings(), 1.25f};
    RichSession() {
        app.screen_scale = 1.5f;
        edit([](Experiment& e) { e.target.points[0] = 1.0 / 7; });
        OpenDocument lesson;
        lesson.lesson = "three-modes";
        session.open(load_scene("three-modes"), std::nullopt, lesson);
        edit([](Experiment& e) { // with somebody else's states
            e.run.seed = 99;
            const int steps = e.samplers[0].steps.value_or(e.process.steps);
            SamplerSpec& mine = e.samplers.emplace_back();
            mine.name = "mine";
            mine.kind = SamplerKind::recorded;
            mine.against = e.samplers[0].name;
            RecordedStates states{.particles = 2, .states = steps + 1, .dim = dimension(e.target), .x = {}};
            for (int i = 0; i < 2 * states.states * states.dim; ++i) states.x.push_back(1 / (i + 3.0));
            mine.recorded = std::make_shared<const RecordedStates>(states);
        });
        CHECK(session.mistake() == "");
        edit([](Experiment& e) {
            e.denoiser.kind = DenoiserKind::learned;
            e.training.width = 6;
            e.training.depth = 2;
            e.training.features = 4;
            const auto problem = make_problem(e);
            Trainer trainer(e.training, problem->target, problem->process);
            trainer.advance(5);
            e.denoiser.network = std::make_shared<const Network>(trainer.network());
        });
        edit([](Experiment& e) { e.latents.emplace().sampler = "nobody"; }); // impossible
        CHECK_FALSE(session.mistake().empty());
        session.undo();
        session.set_level(7);
        session.set_notation(Notation::sde);
        session.plot_view(*find_plot("loss")).y.range = AxisView::Span{0, 3};
        app.place = {10, 20, 1000, 700};
    }
    template <class Change>
    void edit(Change change) {
        Experiment next = session.experiment();
        change(next);
        session.edit(next, 0, "test");
    }
};

void check_same(const std::shared_ptr<const Moment>& a, const std::shared_ptr<const Moment>& b) {
    CHECK(a->experiment == b->experiment);
    const auto &one = a->experiment.denoiser.network, &other = b->experiment.denoiser.network;
    REQUIRE((one == nullptr) == (other == nullptr));
    if (one) CHECK(one->training == other->training); // it goes on as if it never had stopped
    CHECK(a->learned == b->learned);
    CHECK(a->document->path == b->document->path);
    CHECK(a->document->lesson == b->document->lesson);
    CHECK(a->document->experiment == b->document->experiment);
    CHECK(a->document->view == b->document->view);
    CHECK(a->document->file.hash == b->document->file.hash);
}

std::vector<std::string> windows_in(const TemporaryFolder& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path("windows")))
        if (entry.path().extension() == ".window") names.push_back(entry.path().filename().string());
    return names;
}

} // namespace

TEST_CASE("all of a window comes back: history both ways, networks, clouds, view, place, scale") {
    RichSession rich;
    WindowImage image = window_image(rich.app);
    CHECK(image.edited);
    SceneTexts texts;
    const std::string bytes = window_bytes(image, texts);
    CHECK(window_bytes(image, texts) == bytes); // with what the first one has remembered
    const WindowImage back = parse_window(bytes);
    check_same(back.session.now, image.session.now);
    REQUIRE(back.session.past.size() == 4);
    REQUIRE(back.session.future.size() == 1);
    for (std::size_t i = 0; i < 4; ++i) check_same(back.session.past[i], image.session.past[i]);
    check_same(back.session.future[0], image.session.future[0]);
    CHECK(back.session.past[0]->document == back.session.past[1]->document); // one scene
    CHECK(back.session.past[2]->document == back.session.now->document);
    CHECK(back.session.view.level == 7);
    CHECK(lasting_view(back.session.view) == lasting_view(rich.session.view()));
    CHECK(back.place == image.place);
    CHECK(back.scale == 1.25f);
    CHECK(back.screen_scale == 1.5f);

    Session other(Experiment(), "", [] {});
    Experiment before;
    before.run.seed = 4321;
    other.edit(before, 0, "test");
    other.restore(back.session);
    CHECK(other.experiment() == rich.session.experiment());
    CHECK(other.edited());
    other.redo();
    CHECK(other.experiment().latents->sampler == "nobody");
    for (int i = 0; i < 3; ++i) other.undo();
    CHECK(other.document().lesson == "three-modes");
    CHECK(other.experiment() == load_scene("three-modes"));
    CHECK(other.edited()); // by the view
    other.undo();
    other.undo();
    CHECK(other.experiment() == parse_scene(cloud_scene, "cloud"));
    other.undo(); // what the other session was before
    CHECK(other.experiment() == before);
}

TEST_CASE("a path that is no text comes back byte for byte: saving goes to the same file") {
    Session session{parse_scene(cloud_scene, "cloud"), "", [] {}};
    AppState app{session, Settings(), 1};
    OpenDocument document;
    document.path = "/tmp/l\xe4t\"in\n1.toml";
    session.open(load_scene("three-modes"), std::nullopt, document);
    SceneTexts texts;
    CHECK(parse_window(window_bytes(window_image(app), texts)).session.now->document->path == document.path);
    View view = session.view();
    view.compare = "/tmp/b\xe4side.toml"; // of the scene beside it, too
    session.look_again(view);
    CHECK(parse_window(window_bytes(window_image(app), texts)).session.view.compare == view.compare);
}

TEST_CASE("what this version of the program does not read ends the history there, and is no reason to lose the rest") {
    RichSession rich;
    rich.session.redo();
    rich.edit([](Experiment& e) { e.process.steps = -1; }); // no scene may say so
    SceneTexts texts;
    const WindowImage back = parse_window(window_bytes(window_image(rich.app), texts));
    CHECK(back.session.now->experiment.latents->sampler == "nobody");
    CHECK(back.session.past.size() == 5);
}

TEST_CASE("truncated anywhere, or with a byte changed, it is refused in one line") {
    RichSession rich;
    SceneTexts texts;
    const std::string bytes = window_bytes(window_image(rich.app), texts);
    const auto refused = [](const std::string& damaged) {
        try {
            parse_window(damaged);
        } catch (const std::exception& error) {
            return std::string(error.what()).find('\n') == std::string::npos;
        }
        return false;
    };
    for (std::size_t length = 0; length < bytes.size(); length += 97) CHECK(refused(bytes.substr(0, length)));
    for (std::size_t at = 0; at < bytes.size(); at += 101) {
        std::string garbled = bytes;
        garbled[at] = static_cast<char>(garbled[at] ^ 4);
        CHECK(refused(garbled));
    }
    CHECK(refused(bytes + "x"));
}

TEST_CASE("what is damaged costs itself only: it is told, put aside, and the others are there") {
    const TemporaryFolder folder;
    RichSession rich;
    for (int i = 0; i < 2; ++i) Autosave(folder.path(), "").finish(window_image(rich.app));
    CHECK(windows_in(folder).size() == 2);
    const std::string path = folder.path("windows/0.window");
    write_file(path, read_whole(path).substr(0, 5000));
    const auto told = [&] {
        std::vector<UnreadWindow> unread;
        CHECK(kept_windows(folder.path(), &unread).size() == 1);
        return unread_text(unread);
    };
    CHECK(told() == "What a window of Halfstep was could not be read: it is truncated or garbled; it is put aside as "
                    "0.window.damaged");
    CHECK(std::filesystem::exists(path + ".damaged"));
    CHECK(told().empty()); // said once
    for (int i = 10; i < 20; ++i) folder.write("windows/" + std::to_string(i) + ".window", "halfstep window 1 x");
    const std::string ten = told();
    CHECK(ten.starts_with("What 10 windows of Halfstep were could not be read (the first: it is "));
    CHECK(ten.size() < 200);
}

TEST_CASE("what another version has written is kept for that one, and told") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.path("windows"));
    const std::string newer = folder.write("windows/0.window", "halfstep window 2 0123456789abcdef\n{}\n");
    RichSession rich;
    { Autosave(folder.path(), "").finish(window_image(rich.app)); }
    for (int start = 0; start < 2; ++start) {
        std::vector<UnreadWindow> unread;
        CHECK(kept_windows(folder.path(), &unread).size() == 1);
        CHECK(unread_text(unread) == "A window of another version of Halfstep is kept for that one: 0.window");
    }
    CHECK(read_whole(newer) == "halfstep window 2 0123456789abcdef\n{}\n");
}

namespace {

/// What a window says when it begins with these variables, each empty where it is not set.
std::string said_at_start(const std::string& home, const std::string& state) {
    const auto set = [](const char* name, const std::string& value) {
        const char* was = std::getenv(name);
        std::string before = was ? was : "";
        value.empty() ? ::unsetenv(name) : ::setenv(name, value.c_str(), 1);
        return before;
    };
    const std::string old_home = set("HOME", home), old_state = set("XDG_STATE_HOME", state);
    RichSession rich;
    {
        Keeping keeping(true, false);
        keeping.claim();
        keeping.begin(rich.app);
    }
    set("HOME", old_home);
    set("XDG_STATE_HOME", old_state);
    return rich.app.notice.text;
}

} // namespace

TEST_CASE("a window that nothing is kept of says so, and why, in plain words") {
    const TemporaryFolder folder;
    const std::string file = folder.write("file", "a file"),
                      lost = "What is done in this window is lost when it is closed: ";
    CHECK(said_at_start("", "") == lost + "neither HOME nor XDG_STATE_HOME says in which folder to keep it");
    CHECK(said_at_start("relative", "relative").starts_with(lost));
    CHECK(said_at_start("", file) == lost + file + "/halfstep/windows: cannot be made: Not a directory");
    CHECK(said_at_start("", folder.path()).empty());
}

TEST_CASE("every window has a file of its own, which nobody else sees while it lives") {
    const TemporaryFolder folder;
    RichSession rich;
    Autosave first(folder.path(), "");
    Autosave second(folder.path(), "");
    first.offer(window_image(rich.app));
    second.offer(window_image(rich.app));
    REQUIRE(eventually([&] { return windows_in(folder).size() == 2; }));
    CHECK(kept_windows(folder.path()).empty());
    second.finish(window_image(rich.app));
    CHECK(second.take_failure() == "");
}

TEST_CASE("closed, ended, put aside: each is what it says; one that is taken over goes") {
    const TemporaryFolder folder;
    RichSession rich;
    { Autosave(folder.path(), "").finish(window_image(rich.app)); }
    auto kept = kept_windows(folder.path());
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].summary.closed);
    CHECK(kept[0].summary.edited);
    CHECK(kept[0].summary.title == rich.session.experiment().title);
    {
        Autosave again(folder.path(), kept[0].path);
        CHECK(kept_windows(folder.path()).empty());
        CHECK_THROWS(Autosave(folder.path(), kept[0].path)); // somebody was quicker
        again.offer(window_image(rich.app));
        again.keep(window_image(rich.app));
    } // ends without closing
    kept = kept_windows(folder.path());
    REQUIRE(kept.size() == 2);
    const KeptWindow& aside = kept[0].put_aside ? kept[0] : kept[1];
    const KeptWindow& ended = kept[0].put_aside ? kept[1] : kept[0];
    CHECK(aside.put_aside);
    CHECK_FALSE(ended.summary.closed);
    Autosave third(folder.path(), "");
    rich.app.autosave = &third;
    CHECK(bring_back(rich.app, ended.path));
    CHECK(eventually([&] { return !std::filesystem::exists(ended.path); }));
    CHECK(put_aside(aside.path) == "");
    CHECK(windows_in(folder).size() == 2); // the third's own, and the one aside
}

TEST_CASE("where nothing can be written it says so, once") {
    const TemporaryFolder folder;
    folder.write("file", "a file");
    CHECK_THROWS(Autosave(folder.path("file"), ""));
    if (::geteuid() == 0) return; // nothing is forbidden
    RichSession rich;
    Autosave autosave(folder.path(), "");
    std::filesystem::permissions(folder.path("windows"), std::filesystem::perms::owner_read);
    autosave.offer(window_image(rich.app));
    std::string failure;
    CHECK(eventually([&] { return !(failure = autosave.take_failure()).empty(); }));
    CHECK(autosave.take_failure().empty());
    std::filesystem::permissions(folder.path("windows"), std::filesystem::perms::owner_all);
}
