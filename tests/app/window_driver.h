#pragma once
// Halfstep's window under Xvfb: hands for it (xdotool) and eyes (its journal). Waiting is always for something that the
// journal says, never for some time to pass: a slow machine is slow here, not wrong.

#include "app/figure/canvas.h"
#include "app/scene/scene.h"
#include "tests/app/json.h"
#include "tests/app/xvfb.h"
#include "tests/paths.h"

#include <doctest/doctest.h>

#include "core/spec/network_spec.h"

#include <cmath>
#include <functional>

namespace halfstep::testing {

/// One sampler, few particles and levels: everything fits on the screen and the full run comes at once.
inline const char* const small_scene = R"(title = "small"
[target]
sigma = 0.5
[process]
kind = "ve"
steps = 40
[[sampler]]
name = "DDIM"
[run]
particles = 500
)";

inline const char* const two_samplers_scene = R"(title = "two"
[target]
sigma = 0.5
[process]
kind = "ve"
steps = 40
[[sampler]]
name = "DDIM"
[[sampler]]
name = "DDPM"
kind = "ddpm"
[run]
particles = 500
)";

/// The server that all cases of one file share; each opens its own window.
inline const Xvfb& shared_server() {
    static const Xvfb server;
    return server;
}

class Window {
public:
    enum class Wait { for_the_full_run, for_anything };
    /// Opens `scene` (TOML text, the name of a lesson, or empty: none is named) and waits until its run is on screen.
    /// `state`: the folder of what is remembered, where that is not for this window alone.
    explicit Window(const std::string& scene = small_scene, const std::vector<std::string>& more = {},
                    Wait wait = Wait::for_the_full_run, const std::string& state = "")
        : x_(shared_server().display()), state_(state) {
        // Whatever came before: nothing is held, nothing hovered over.
        xdo({"mouseup", "1", "mousemove", "1990", "1290"});
        const bool text = scene.find('\n') != std::string::npos;
        std::vector<std::string> words = {program, "--journal", folder.path("journal")};
        if (!scene.empty()) words.push_back(text ? folder.write("scene.toml", scene) : scene);
        words.insert(words.end(), more.begin(), more.end());
        app_.emplace(words, ChildOptions{environment(), folder.path(), folder.path("output")});
        until("the first picture", [&] { return wait == Wait::for_anything ? runs > 0 && !widgets.empty() : rested; });
        id_ = static_cast<std::uint32_t>(std::stoul(
            xdo({"search", "--onlyvisible", "--all", "--pid", std::to_string(app_->pid()), "--name", "^Halfstep$"})));
    }

    ~Window() {
        if (!sanitized || !app_ || !app_->ended()) return;
        INFO(read_whole(folder.path("output")));
        CHECK(app_->code() != report_code);
    }
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    // ---- eyes: the newest of each kind of line, and how many there were ----
    Experiment experiment;
    std::string cause;          ///< of the newest experiment
    std::string look;           ///< the newest: how plots are looked at, as a scene says it
    std::string action;         ///< what was asked for last, as in all_actions()
    std::string lesson, answer; ///< of the newest step that was gone to; to the newest question
    int lesson_step = 0;
    int undo_depth = 0, experiments = 0, runs = 0;
    int level = -1;
    int pinned = -1, inspect = 0, stage = -1;
    int muted = 0; ///< bit i: sampler i
    bool veiled = false;
    Json beside;           ///< of the newest scene beside this one, or of its comparison
    int level_beside = -1; ///< what it shows
    bool playing = false;
    double speed = 0;
    bool rested = false;     ///< nothing has happened since the window drew everything that has
    long redraws = 0;        ///< asked for until the newest rest
    std::vector<int> levels; ///< all of them, since the last clear()
    Json run, view, plots, training;
    bool trained = false;        ///< there was a line of training
    double learned = 0;          ///< steps of the experiment's network
    std::function<void()> watch; ///< called after each line
    long frames = 0;             ///< drawn until the newest rest
    std::map<std::string, Rect> widgets;

    bool has(const std::string& widget) const { return widgets.count(widget) > 0; }
    Rect rect(const std::string& widget) {
        until("the widget " + widget, [&] { return has(widget); });
        return widgets.at(widget);
    }
    bool pressed() const { return view["pressed"].boolean; }
    bool typing() const { return view["typing"].boolean; }
    double eta() const { return experiment.samplers.at(0).eta; }
    std::string notice() const { return view["notice"].string; }
    std::string document() const { return view["document"].string; } ///< a path or a lesson
    bool edited() const { return view["edited"].boolean; }
    /// What a plot shows of "x" or "y".
    const Json& axis(const std::string& plot, const std::string& name) const { return plots[plot][name]; }
    double span(const std::string& plot, const std::string& name) const {
        return axis(plot, name)["hi"].number - axis(plot, name)["lo"].number;
    }

    /// Reads the journal until the condition holds; a test failure when it never does.
    template <class Condition>
    void until(const std::string& what, Condition condition) {
        // What held once counts: a line that comes a moment later may end it again.
        bool met = false;
        eventually([&] {
            read_journal();
            met = condition();
            return met || app_->ended();
        });
        if (met) return;
        read_journal();
        if (condition()) return;
        INFO("last lines of the journal:\n"
             << tail_ << "\noutput of the program:\n"
             << read_whole(folder.path("output")));
        const std::string complaint =
            (app_->ended() ? "the program ended, waiting for " : "waited in vain for ") + what;
        FAIL(complaint);
    }
    /// Whatever has been written by now.
    void read_journal() {
        std::ifstream file(folder.path("journal"), std::ios::binary);
        file.seekg(static_cast<std::streamoff>(read_));
        std::string line;
        while (std::getline(file, line) && !file.eof()) { // a line without its end is still being written
            read_ += line.size() + 1;
            take(JsonReader::read(line));
            if (line.find("\"layout\"") == std::string::npos) tail_ += line.substr(0, 120) + "\n";
            if (tail_.size() > 3000) tail_.erase(0, tail_.size() - 2000);
        }
    }

    /// Does something that no line of the journal speaks of but the one after all is drawn.
    template <class Action>
    void act(Action action) {
        until("rest", [&] { return rested; });
        action();
        until_seen("what follows");
    }
    /// Until all that was done so far is on screen and nothing follows from it.
    void until_seen(const std::string& what) {
        const long before = redraws;
        x_.ask_to_redraw(id_);
        until(what, [&] { return redraws > before && rested; });
    }

    // ---- hands ----
    void move(double x, double y) { xdo({"mousemove", "--window", std::to_string(id_), whole(x), whole(y)}); }
    void press(double x, double y) {
        move(x, y);
        xdo({"mousedown", "1"});
        until("the press", [&] { return pressed(); });
    }
    /// Something runs that is told of while it does: a sweep, a film that is being written.
    bool busy() const { return view["sweep_running"].boolean || view["export_percent"].number >= 0; }
    /// Each press and each release lasts until a frame has seen it, as those of a hand do.
    void release() {
        xdo({"mouseup", "1"});
        until("the release", [&] { return !pressed() && (rested || playing || busy()); });
    }
    void click(double x, double y) {
        press(x, y);
        release();
    }
    void aim(const std::string& widget) {
        const Rect r = rect(widget);
        move(r.x + r.w / 2, r.y + r.h / 2);
        until("the mouse to be on " + widget, [&] { return view["hovered"].string == widget; });
    }
    void click(const std::string& widget) {
        aim(widget);
        xdo({"mousedown", "1"});
        until("the press", [&] { return pressed(); });
        release();
    }
    /// The wheel, `clicks` notches: positive zooms in.
    void wheel(double x, double y, int clicks) {
        move(x, y);
        act([&] { xdo({"click", "--repeat", std::to_string(std::abs(clicks)), clicks > 0 ? "4" : "5"}); });
    }
    /// A right click in the middle of a plot, and one of the menu that opens.
    void choose_in_menu(const std::string& plot, const std::string& entry) {
        const Rect r = rect("plot." + plot);
        move(r.x + r.w / 2, r.y + 0.6 * r.h);
        act([&] { xdo({"click", "3"}); });
        click("menu." + entry);
        until("the menu to close", [&] { return !has("menu." + entry) && rested; });
    }
    /// One of a list that opens: its place is known once it is there.
    void choose(const std::string& list, const std::string& entry) {
        click(list);
        const std::string name = list + "." + entry;
        click(name);
        until("the list of " + list + " to close", [&] { return !has(name); });
    }
    void key(const std::string& chord) { xdo({"key", chord}); }
    void undo() {
        const int before = experiments;
        key("ctrl+z");
        until("undo", [&] { return experiments > before && cause == "undo" && rested; });
    }
    /// A key for the field that is being edited. Held until it has been seen: Dear ImGui 1.86 looks at keys once a
    /// frame, and a slow frame would miss it. Shortcuts come as events, of which none is lost.
    void field_key(const std::string& chord) {
        act([&] { xdo({"keydown", chord}); });
        xdo({"keyup", chord});
    }
    /// Selects what is in a field, types, and presses Enter.
    void enter(const std::string& widget, const std::string& text) {
        focus(widget);
        type(text);
        press_enter();
    }
    void focus(const std::string& widget) {
        click(widget);
        until("the field " + widget, [&] { return typing(); });
    }
    void type(const std::string& text) {
        xdo({"type", "--delay", "1", "--", text});
        until_seen("what is typed");
    }
    void press_enter() {
        field_key("Return");
        until("the field to be done", [&] { return !typing() && rested; });
    }
    void resize_to(int width, int height) {
        xdo({"windowsize", std::to_string(id_), std::to_string(width), std::to_string(height)});
    }
    /// And waits until all has its place.
    void resize(int width, int height) {
        resize_to(width, height);
        until("the new size", [&] { // the timeline ends where the window does
            const Rect r = widgets["timeline.speed"];
            return std::abs(r.right() - static_cast<float>(width)) < 40 &&
                   std::abs(r.bottom() - static_cast<float>(height)) < 40 && (rested || playing);
        });
    }
    void ask_to_close() { x_.ask_to_close(id_); }
    void drop(const std::string& path) { x_.drop(id_, path); }
    Picture picture() { return x_.picture(id_); }
    XConnection::Geometry geometry() { return x_.geometry(id_); }

    Child& app() { return *app_; }
    std::string output() const { return read_whole(folder.path("output")); }
    /// Runs xdotool; returns what it prints.
    std::string xdo(std::vector<std::string> words) {
        words.insert(words.begin(), "xdotool");
        const std::string out = folder.path("xdotool");
        std::filesystem::remove(out);
        Child tool(words, ChildOptions{environment(), "", out});
        REQUIRE(eventually([&] { return tool.ended(); }));
        INFO("xdotool " << words[1] << ": " << read_whole(out));
        REQUIRE(tool.code() == 0); // 127: third_party/install.sh installs it
        return read_whole(out);
    }

    const TemporaryFolder folder;

private:
    /// What the window remembers is of this test only.
    std::map<std::string, std::string> environment() const {
        return {{"DISPLAY", shared_server().display()},
                {"WAYLAND_DISPLAY", ""},
                {"XDG_SESSION_TYPE", "x11"},
                {"XDG_STATE_HOME", state_.empty() ? folder.path("state") : state_}};
    }
    static std::string whole(double v) { return std::to_string(static_cast<int>(std::lround(v))); }

    void take(const Json& line) {
        const std::string& change = line["change"].string;
        rested = change == "rest";
        if (change == "experiment") {
            experiment = parse_scene(line["scene"].string, "journal");
            cause = line["cause"].string;
            undo_depth = static_cast<int>(line["undo_depth"].number);
            ++experiments;
            const auto& network = experiment.denoiser.network;
            learned = network && !network->history.empty() ? static_cast<double>(network->history.back().step) : 0;
        } else if (change == "cursor") {
            level = static_cast<int>(line["level"].number);
            playing = line["playing"].boolean;
            speed = line["speed"].number;
            pinned = static_cast<int>(line["pinned"].number);
            inspect = static_cast<int>(line["inspect"].number);
            stage = static_cast<int>(line["stage"].number);
            muted = static_cast<int>(line["muted"].number);
            veiled = line["veiled"].boolean;
            level_beside = static_cast<int>(line["beside"].number);
            levels.push_back(level);
        } else if (change == "run") {
            run = line;
            ++runs;
        } else if (change == "training") {
            training = line;
            trained = true;
            learned = line["step"].number;
        } else if (change == "beside") {
            beside = line;
        } else if (change == "look") {
            look = line["view"].string;
        } else if (change == "view") {
            view = line;
        } else if (change == "plots") {
            plots = line["plots"];
        } else if (change == "step") {
            lesson = line["lesson"].string;
            lesson_step = static_cast<int>(line["step"].number);
        } else if (change == "answer") {
            answer = line["text"].string;
        } else if (change == "action") {
            action = line["name"].string;
        } else if (change == "rest") {
            redraws = static_cast<long>(line["redraws"].number);
            frames = static_cast<long>(line["frames"].number);
            CHECK_FALSE(widgets.empty());
            CHECK(run.has("coarse"));
        } else if (change == "layout") {
            widgets.clear();
            for (const auto& [name, r] : line["widgets"].members) {
                const auto at = [&, &items = r.items](std::size_t i) { return static_cast<float>(items.at(i).number); };
                widgets[name] = {at(0), at(1), at(2), at(3)};
            }
        } else {
            FAIL("an unknown line in the journal: " << change);
        }
        if (watch) watch();
    }

    XConnection x_;
    const std::string state_;
    std::optional<Child> app_;
    std::uint32_t id_ = 0;
    std::size_t read_ = 0;
    std::string tail_;
};

} // namespace halfstep::testing
