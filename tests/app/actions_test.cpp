// The list of actions: what is in it can be reached, and the page of keys says so.

#include "app/model/actions.h"

#include "app/model/scenes.h"
#include "app/scene/scene.h"
#include "app/views/presenter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace halfstep;

namespace {

Experiment desk_experiment() {
    Experiment experiment;
    experiment.process.steps = 20;
    experiment.run.particles = 50;
    experiment.samplers.resize(1);
    return experiment;
}

/// A window without a window.
struct Desk {
    Session session{desk_experiment(), "", [] {}};
    AppState app{session, Settings(), 1};
    std::string clipboard;

    Desk() {
        app.read_clipboard = [this] { return clipboard; };
        app.write_clipboard = [this](const std::string& text) { clipboard = text; };
    }
    void press(Key key, bool ctrl = false, bool shift = false) {
        const Action* action = action_of(app, {key, ctrl, shift});
        REQUIRE(action);
        perform(app, *action);
    }
};

} // namespace

TEST_CASE("every action has a name of its own, words, something to do, and a way to it") {
    std::set<std::string> names;
    for (const Action& action : all_actions()) {
        INFO("action ", std::string(action.name));
        CHECK(names.insert(action.name).second);
        CHECK(std::string(action.title).size() > 3);
        CHECK((action.run != nullptr));
        CHECK((!action.keys.empty() || action.control));
        CHECK(&find_action(action.name) == &action);
        // Training has a button that turns round: one control may stand for two actions.
        CHECK(action.keys.empty() == (action.help == nullptr));
    }
}

TEST_CASE("no key stands for two actions that are possible at once, and each finds its own") {
    Desk desk;
    desk.session.wait();
    const AppState& app = desk.app;
    std::vector<KeyPress> seen;
    for (const Action& action : all_actions())
        for (const KeyPress& key : action.keys) {
            INFO("key ", key_text(key));
            const bool both = key == KeyPress{Key::tab}; // controls while presenting, samplers of the step
            CHECK((both || std::find(seen.begin(), seen.end(), key) == seen.end()));
            seen.push_back(key);
            if (!both) CHECK(action_of(app, key) == &action);
        }
    CHECK(action_of(app, {Key::f, false, true}) ==
          &find_action("fit"));                         // Shift makes no difference where nothing is bound to it
    CHECK(action_of(app, {Key::c, true, false}) == &find_action("copy-picture")); // in a field it copies text
    CHECK_FALSE(action_of(app, {Key::b, true, false}));
    desk.press(Key::f11);
    CHECK(action_of(app, {Key::tab}) == &find_action("presented-controls"));
    desk.press(Key::i);
    CHECK(action_of(app, {Key::tab}) == &find_action("inspect-next"));
}

TEST_CASE("the page of keys lists every key, and rows say each thing once") {
    const std::vector<HelpRow> rows = help_rows();
    std::set<std::string> said;
    for (const HelpRow& row : rows) {
        CHECK(said.insert(row.what).second);
        CHECK_FALSE(row.keys.empty());
    }
    for (const Action& action : all_actions()) {
        if (!action.help) continue;
        INFO("action ", std::string(action.name));
        const auto row =
            std::find_if(rows.begin(), rows.end(), [&](const HelpRow& one) { return one.what == action.help; });
        REQUIRE(row != rows.end());
        KeyPress bare = action.keys.front();
        bare.ctrl = bare.shift = false;
        CHECK(row->keys.find(key_text(bare)) != std::string::npos);
    }
    const auto keys_of = [&](const char* what) {
        for (const HelpRow& row : rows)
            if (row.what == what) return row.keys;
        return std::string();
    };
    CHECK(keys_of("undo, redo") == "Ctrl Z  Y");
    CHECK(keys_of("one level; with Shift ten") == "←  →");
    CHECK(keys_of("play from data to noise") == "Shift Space");
}

TEST_CASE("tooltips name the key") {
    CHECK(tip_text(find_action("undo")) == "Undo  (Ctrl Z)");
    CHECK(tip_text(find_action("link-time")) == "Link time axes");
    CHECK(key_text(find_action("copy-scene")) == "Ctrl Shift C");
}

TEST_CASE("actions do what they say, and nothing where they cannot") {
    Desk desk;
    desk.session.wait();
    AppState& app = desk.app;
    CHECK_FALSE(possible(app, find_action("undo")));
    desk.press(Key::n);
    CHECK(desk.session.experiment().run.seed == desk_experiment().run.seed + 1);
    desk.press(Key::z, true);
    CHECK(desk.session.experiment() == desk_experiment());
    desk.press(Key::z, true, true);
    CHECK(desk.session.experiment().run.seed == desk_experiment().run.seed + 1);

    desk.press(Key::end);
    CHECK(desk.session.view().level == 20);
    desk.press(Key::left, false, true);
    CHECK(desk.session.view().level == 10);
    desk.press(Key::space, false, true);
    CHECK(desk.session.playback().playing);
    CHECK_FALSE(desk.session.playback().towards_data);
    desk.press(Key::space);
    CHECK_FALSE(desk.session.playback().playing);

    desk.press(Key::g); // only while presenting
    CHECK_FALSE(app.presenting.table);
    desk.press(Key::f11);
    desk.press(Key::g);
    CHECK(app.presenting.table);
    desk.press(Key::f11);
    CHECK_FALSE(app.presenting.on);

    desk.press(Key::f);
    CHECK(app.fit == Fit::all);
    app.hovered_plot = find_plot("variance");
    desk.press(Key::f);
    CHECK(app.fit == Fit::under_mouse);
}

TEST_CASE("back closes what is uppermost, one thing at a time") {
    Desk desk;
    AppState& app = desk.app;
    desk.press(Key::s);
    desk.press(Key::s, true);
    say(app, "something", Stay::until_closed);
    desk.press(Key::f1);
    CHECK(app.guide.open);
    desk.press(Key::escape);
    CHECK_FALSE(app.guide.open);
    CHECK(app.dialog == Dialog::save);
    desk.press(Key::escape);
    CHECK(app.dialog == Dialog::none);
    CHECK_FALSE(app.notice.text.empty());
    desk.press(Key::escape);
    CHECK(app.notice.text.empty());
    CHECK(app.sweeping);
    desk.press(Key::escape);
    CHECK_FALSE(app.sweeping);
}

TEST_CASE("the guide opens at the control under the mouse, and finds its way back") {
    Desk desk;
    AppState& app = desk.app;
    CHECK_FALSE(possible(app, find_action("guide-back")));
    desk.press(Key::f1);
    CHECK(app.guide.here.page == "window");
    CHECK_FALSE(possible(app, find_action("guide-back")));
    CHECK(heard(app, find_action("theme")));
    CHECK_FALSE(heard(app, find_action("new-seed")));
    desk.press(Key::f1);
    CHECK(heard(app, find_action("new-seed")));

    app.hovered_control = "sampler[0].eta";
    desk.press(Key::f1);
    CHECK(app.guide.here.page == "keys");
    CHECK(app.guide.here.block > 0);
    perform(app, "guide-back");
    CHECK(app.guide.here.page == "window");
    CHECK_FALSE(possible(app, find_action("guide-back")));
    go_to(app.guide, {"samplers"});
    app.hovered_control = "timeline.speed";
    desk.press(Key::escape);
    desk.press(Key::f1); // no key of a scene: where it was
    CHECK(app.guide.here.page == "samplers");
}

TEST_CASE("while a target is drawn, undo, Enter and the brackets are the board's") {
    Desk desk;
    AppState& app = desk.app;
    CHECK_FALSE(possible(app, find_action("finish-drawing")));
    perform(app, "draw");
    desk.press(Key::z, true);
    CHECK(app.brush == BrushCommand::undo);
    desk.press(Key::bracket_right);
    CHECK(app.brush == BrushCommand::larger);
    desk.press(Key::enter);
    CHECK(app.brush == BrushCommand::done);
    desk.press(Key::escape);
    CHECK_FALSE(app.drawing);
}

TEST_CASE("scenes go through the clipboard and back; mistakes are said and nothing is lost") {
    Desk desk;
    AppState& app = desk.app;
    desk.press(Key::c, true, true);
    CHECK(parse_scene(desk.clipboard, "clipboard") == desk_experiment());
    desk.press(Key::n);
    desk.press(Key::v, true);
    CHECK(desk.session.experiment() == desk_experiment());
    CHECK(app.scenes_opened == 1);
    desk.clipboard = "[target]\nkind = \"nonsense\"\n";
    desk.press(Key::v, true);
    CHECK(app.notice.text.find("clipboard:2") != std::string::npos);
    CHECK(desk.session.experiment() == desk_experiment());
    open_scene(app, "no such lesson");
    CHECK(app.scenes_opened == 1);
}

TEST_CASE("handles of the target: only where there are some, and removed under the mouse") {
    Desk desk;
    AppState& app = desk.app;
    desk.press(Key::m);
    CHECK(app.edits_target);
    desk.press(Key::del); // nothing is under the mouse
    app.hovered_handle = TouchedHandle{find_plot("xt"), ComponentMean{0}};
    desk.press(Key::del);
    CHECK(app.notice.text.find("last component") != std::string::npos);
    Experiment ring = desk_experiment();
    ring.target = usual_target(TargetKind::ring);
    desk.session.open(ring);
    set_edits_target(app, false);
    desk.press(Key::m);
    CHECK_FALSE(app.edits_target);
    CHECK(app.notice.text.find("keeps its shape") != std::string::npos);
}

TEST_CASE("type in presenter mode is a fortieth of the window's height, or more") {
    Desk desk;
    AppState& app = desk.app;
    app.presenting.on = true;
    for (const float height : {600.f, 768.f, 1000.f, 1080.f, 1300.f, 2160.f}) {
        fit_presenter(app, height);
        CAPTURE(height);
        CHECK(light_theme().axis_size * app.presenting.type * app.scale * 96 / 72 >= 0.999f * height / 40);
    }
    app.presenting.zoom = 0.8f; // unless the user wants it smaller
    fit_presenter(app, 1080);
    CHECK(light_theme().axis_size * app.presenting.type * app.scale * 96 / 72 < 1080.f / 40);
}
