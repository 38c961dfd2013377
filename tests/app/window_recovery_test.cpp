// Nothing of the user's is lost: what comes back after the window is closed, and after it is killed at any moment.

#include "tests/app/window_driver.h"

#include <random>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const char* const recovered_scene = R"(title = "mine"
[target]
sigma = 0.5
[denoiser]
kind = "learned"
[training]
width = 8
depth = 2
steps = 1000000
[process]
kind = "ve"
steps = 20
[[sampler]]
name = "learned"
[run]
particles = 300
)";

/// A window that keeps what it is in `state`; an empty scene: none is named.
struct KeptAs {
    Window window;
    KeptAs(const TemporaryFolder& state, const std::string& scene, std::vector<std::string> more = {})
        : window(scene, added(std::move(more)), Window::Wait::for_anything, state.path()) {}
    static std::vector<std::string> added(std::vector<std::string> more) {
        more.emplace_back("--autosave");
        return more;
    }
    void close() {
        window.ask_to_close();
        REQUIRE(eventually([&] { return window.app().ended(); }));
        CHECK(window.app().code() == 0);
    }
    void kill() {
        window.app().signal(SIGKILL);
        REQUIRE(eventually([&] { return window.app().ended(); }));
        window.read_journal();
    }
};

void next_seed(Window& window) {
    const auto seed = window.experiment.run.seed;
    window.key("n");
    window.until("another seed", [&] { return window.experiment.run.seed == seed + 1; });
}

/// Where the window is not at rest for long.
void press_while_busy(Window& window, const std::string& widget) {
    window.aim(widget);
    window.xdo({"mousedown", "1"});
    window.until("the press", [&] { return window.pressed(); });
    window.xdo({"mouseup", "1"});
    window.until("the release", [&] { return !window.pressed(); });
}

void bring_it_back(Window& window) {
    window.click("notice.bring-back");
    window.until("it to be back", [&] { return window.cause == "restore" && window.rested; });
}

/// Whether a window's file has been written after `since`.
bool written_since(const TemporaryFolder& state, std::filesystem::file_time_type since) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(state.path("halfstep/windows"), error))
        if (entry.path().extension() == ".window" && entry.last_write_time(error) > since) return true;
    return false;
}

} // namespace

TEST_CASE("closed and started again without a scene: all is as it was") {
    const TemporaryFolder state;
    Experiment before;
    {
        KeptAs kept(state, state.write("mine.toml", recovered_scene));
        Window& window = kept.window;
        window.resize(1500, 1200);
        window.key("ctrl+plus");
        window.until("larger type", [&] { return window.view["scale"].number > 1 && window.rested; });
        next_seed(window);
        window.until("rest", [&] { return window.rested; });
        press_while_busy(window, "training.run");
        window.until("some learning", [&] { return window.trained && window.training["step"].number > 200; });
        press_while_busy(window, "training.run");
        window.until("the pause", [&] { return !window.training["running"].boolean && window.rested; });
        window.key("shift+Right");
        window.until("the level", [&] { return window.level == 10 && window.rested; });
        next_seed(window);
        before = window.experiment;
        CHECK(window.edited());
        kept.close(); // asks nothing
        CHECK(window.output().empty());
    }
    KeptAs kept(state, "");
    Window& window = kept.window;
    window.until("what it was", [&] { return window.cause == "restore" && window.rested; });
    CHECK(window.experiment == before);
    CHECK(window.learned > 200);
    CHECK(window.level == 10);
    CHECK(window.edited());
    CHECK(window.view["scale"].number == doctest::Approx(1.125));
    CHECK(window.geometry().width == 1500);
    CHECK(window.geometry().height == 1200);
    CHECK(window.notice().find("in no file") != std::string::npos);
    CHECK(window.document() == state.path("mine.toml"));
    window.undo();
    window.undo(); // the training run
    CHECK(window.learned == 0);
    window.undo();
    CHECK(window.experiment == parse_scene(recovered_scene, "scene"));
}

TEST_CASE("--fresh begins with the first lesson, --no-autosave and a journal leave no trace") {
    const TemporaryFolder state;
    {
        KeptAs kept(state, small_scene);
        next_seed(kept.window);
        kept.close();
    }
    {
        KeptAs kept(state, "", {"--fresh"});
        kept.window.until("rest", [&] { return kept.window.rested; });
        CHECK(kept.window.document() == "sigma-squared");
        kept.close();
    }
    const TemporaryFolder other;
    for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"--no-autosave"}}) {
        Window window(small_scene, more, Window::Wait::for_the_full_run, other.path());
        next_seed(window);
        window.ask_to_close();
        REQUIRE(eventually([&] { return window.app().ended(); }));
    }
    CHECK_FALSE(std::filesystem::exists(other.path("halfstep/windows")));
    CHECK_FALSE(std::filesystem::exists(other.path("halfstep/recent.txt")));
    CHECK(run_halfstep({"--autosave", "--no-autosave"}).code == 2);
}

TEST_CASE("two windows at once keep apart; both come back") {
    const TemporaryFolder state;
    {
        KeptAs one(state, small_scene);
        next_seed(one.window);
        KeptAs two(state, two_samplers_scene); // has the keyboard now
        next_seed(two.window);
        next_seed(two.window);
        one.close();
        two.close();
    }
    KeptAs first(state, ""), second(state, "");
    for (Window* window : {&first.window, &second.window})
        window->until("what it was", [&] { return window->cause == "restore" && window->rested; });
    std::vector<std::uint64_t> seeds = {first.window.experiment.run.seed, second.window.experiment.run.seed};
    std::sort(seeds.begin(), seeds.end());
    CHECK(seeds == std::vector<std::uint64_t>{8, 9});
}

TEST_CASE("after a kill it is offered, and can wait; a damaged one costs itself only, and is said") {
    const TemporaryFolder state;
    std::uint64_t seed = 0;
    for (int i = 0; i < 2; ++i) {
        const auto begin = std::filesystem::file_time_type::clock::now();
        KeptAs kept(state, small_scene, {"--fresh"});
        for (int k = 0; k <= i; ++k) next_seed(kept.window);
        seed = kept.window.experiment.run.seed;
        CHECK(eventually([&] { return written_since(state, begin + std::chrono::milliseconds(1)); }));
        std::this_thread::sleep_for(std::chrono::seconds(1)); // everything but the last second
        kept.kill();
    }
    {
        KeptAs kept(state, "");
        Window& window = kept.window;
        window.until("the offer", [&] { return window.has("notice.bring-back") && window.rested; });
        CHECK(window.notice().find("small") != std::string::npos);
        bring_it_back(window);
        CHECK(window.experiment.run.seed == seed);
        CHECK(window.edited());
        CHECK_FALSE(window.has("notice.bring-back"));
        kept.close();
    }
    for (const auto& entry : std::filesystem::directory_iterator(state.path("halfstep/windows"))) {
        if (entry.path().extension() != ".window") continue;
        if (read_whole(entry.path().string()).find("\"closed\":true") == std::string::npos) continue;
        std::filesystem::resize_file(entry.path(), entry.file_size() / 2);
    }
    KeptAs kept(state, "");
    Window& window = kept.window;
    window.until("the offer of the other one", [&] { return window.has("notice.leave-aside") && window.rested; });
    CHECK(window.notice().find("truncated") != std::string::npos);
    window.click("notice.leave-aside");
    window.key("ctrl+shift+o");
    window.until("the list", [&] { return window.has("open.small") && window.rested; });
    window.click("open.small");
    window.click("open.open");
    window.until("it to be back", [&] { return window.cause == "restore" && window.rested; });
    CHECK(window.experiment.run.seed == 8);
}

// ---- killed at random moments ----

namespace {

using TestClock = std::chrono::steady_clock;

/// What the journal has said, and when that was read.
struct Witness {
    struct Line {
        TestClock::time_point when;
        std::uint64_t seed = 0;
        double learned = 0;
        bool same(const Line& other) const { return seed == other.seed && std::abs(learned - other.learned) < 0.5; }
    };
    std::vector<Line> lines;

    static Line now(const Window& window) { return {TestClock::now(), window.experiment.run.seed, window.learned}; }
    void note(const Window& window) {
        if (lines.empty() || !lines.back().same(now(window))) lines.push_back(now(window));
    }
    /// From the newest that had been there for a second when the program died.
    std::vector<Line> owed(TestClock::time_point death) const {
        std::size_t first = 0;
        for (std::size_t i = 0; i < lines.size(); ++i)
            if (death - lines[i].when > std::chrono::milliseconds(1000 * patience)) first = i;
        return {lines.begin() + static_cast<std::ptrdiff_t>(first), lines.end()};
    }
};

void press_at_once(Window& window, const std::string& widget) {
    if (!window.has(widget)) return;
    const Rect r = window.widgets.at(widget);
    window.move(r.x + r.w / 2, r.y + r.h / 2);
    window.xdo({"click", "1"});
}

void watch_for(Window& window, int milliseconds) {
    const auto end = TestClock::now() + std::chrono::milliseconds(milliseconds);
    do {
        window.read_journal();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    } while (TestClock::now() < end);
}

/// Edits, learns, saves and exports for so long, without waiting for the end of anything.
void be_busy(Window& window, std::mt19937& random, int milliseconds) {
    const auto end = TestClock::now() + std::chrono::milliseconds(milliseconds);
    while (TestClock::now() < end) {
        switch (random() % 7) {
        case 0:
        case 1: window.key("n"); break;
        case 2: press_at_once(window, "training.run"); break;
        case 3: press_at_once(window, "training.step"); break;
        case 4: window.key("ctrl+s"); break;
        case 5: window.key("ctrl+z"); break;
        case 6:
            window.key("ctrl+e");
            watch_for(window, 150);
            press_at_once(window, "export.write");
            watch_for(window, 50);
            window.key("Escape");
            break;
        }
        watch_for(window, static_cast<int>(random() % 200));
    }
}

/// Files are whole or not there.
void check_whole(const std::string& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".svg") CHECK(read_whole(entry.path().string()).ends_with("</svg>\n"));
        if (entry.path().extension() == ".toml") CHECK_NOTHROW(load_scene(entry.path().string()));
    }
}

} // namespace

TEST_CASE("killed ten times while it is edited, learns, saves and exports: all but the last second is there again") {
    const TemporaryFolder state;
    std::mt19937 random(20261130);
    const std::string file = state.write("mine.toml", recovered_scene);
    std::vector<Witness::Line> owed;
    int edits = 0;
    for (int round = 0; round < 10; ++round) {
        INFO("round " << round);
        KeptAs kept(state, round == 0 ? file : "");
        Window& window = kept.window;
        if (round > 0) {
            window.until("the window", [&] { return window.rested || window.cause == "restore"; });
            if (window.has("notice.bring-back")) window.click("notice.bring-back"); // else nothing was unsaved
            window.until("it to be back", [&] { return window.cause == "restore"; });
            const Witness::Line is = Witness::now(window);
            CAPTURE(is.seed);
            CAPTURE(is.learned);
            CAPTURE(owed.front().seed);
            CAPTURE(owed.front().learned);
            CHECK(std::any_of(owed.begin(), owed.end(), [&](const auto& line) { return line.same(is); }));
            CHECK(window.document() == file);
        }
        window.until("rest", [&] { return window.rested; });
        Witness seen;
        seen.note(window);
        window.watch = [&] { seen.note(window); };
        be_busy(window, random, 1500 + static_cast<int>(random() % 3000));
        const auto death = TestClock::now();
        kept.kill();
        window.watch = nullptr;
        owed = seen.owed(death);
        edits += static_cast<int>(seen.lines.size());
        check_whole(state.path());
        check_whole(window.folder.path());
    }
    CHECK(edits > 50);
}
