// A journal done again as a film: the one of a lecturer who shows one step, what it shows, and what is wrong in others.

#include "app/formulas/step_formula.h"
#include "app/plots/followed.h"
#include "app/window/replay.h"
#include "core/run/trace.h"
#include "tests/app/picture.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const std::string one_step = std::string(source_folder) + "/tests/journals/one-step.journal";

ReplayOptions quick_replay() {
    ReplayOptions options;
    options.window.width = 1280;
    options.window.height = 720;
    options.fps = 10;
    options.frames = 3;
    options.file = "one-step.journal";
    return options;
}

/// What the inspector says of a whole step: "x0" to its factor and value.
struct Shown {
    double x_t = 0, x_s = 0;
    std::map<std::string, std::pair<double, double>> terms;
};
Shown shown_by(Session& session) {
    const auto step = plots::inspected_step(*session.run(), session.view());
    REQUIRE(step);
    Shown shown;
    for (const std::string& line : lines_of(step_csv(*step))) {
        const auto cells = split(line, ',');
        if (cells[0] == "from") shown.x_t = std::stod(cells[2]);
        if (cells[0] == "to") shown.x_s = std::stod(cells[2]);
        if (cells[0].ends_with("_of"))
            shown.terms[cells[0].substr(0, cells[0].size() - 3)] = {std::stod(cells[1]), std::stod(cells[2])};
    }
    return shown;
}

std::string complaint_of(const std::string& journal) {
    const TemporaryFolder folder;
    const std::string path = folder.write("a.journal", journal);
    const ProcessResult result =
        run_halfstep({"film", "sigma-squared", "--journal", path, "-o", folder.path("frames/"), "--size", "900x600"});
    CHECK(result.code == 2);
    CHECK(result.out.empty());
    CHECK(lines_of(result.err).size() == 1);
    CHECK_FALSE(std::filesystem::exists(folder.path("frames")));
    return result.err;
}

} // namespace

TEST_CASE(
    "the lecturer's journal: one step of each sampler of the opening lesson, the same particle, and what halves what") {
    Replay replay(load_with_view("sigma-squared"), quick_replay());
    Session& session = replay.window().session();
    const auto& widgets = replay.window().workspace().widgets();
    std::map<std::string, Shown> whole; // by sampler
    std::vector<int> stages;
    for (const JournalStep& step : read_journal(read_whole(one_step), "one-step.journal")) {
        replay.apply(step);
        const View& view = session.view();
        if (view.inspect > 0 && view.stage < 0)
            whole[session.experiment().samplers[static_cast<std::size_t>(view.inspect) - 1].name] = shown_by(session);
        if (view.inspect == 2) stages.push_back(view.stage);
    }
    const View& view = session.view();
    CHECK(view.level == 50);
    CHECK(view.pinned == usual_particle(*session.problem()));
    CHECK(view.inspect == 4);
    REQUIRE(!view.side.empty());
    CHECK(view.side[0] == find_plot("step-lanes"));
    CHECK(widgets.count("plot.step-lanes") == 1);
    CHECK(widgets.count("step.numbers.eps") == 1);
    CHECK(widgets.count("step.names.noise") == 0); // DDIM has none
    CHECK(stages == std::vector<int>{-1, 0, 1, 2, 3, 4, 5, 5, 5, 5});

    // From t = 1/2 to 0.49 of N(0, 0.04) on VE with variance t, in closed form.
    const double t = 0.5, s = 0.49, g = 0.04 / 0.54;
    const auto move = [&](const char* sampler) { return whole.at(sampler).x_s / whole.at(sampler).x_t - 1; };
    const double mean = (t - s) / t * (g - 1);
    CHECK(move("Mean only") == doctest::Approx(mean).epsilon(1e-4));
    CHECK(move("Half step") / move("Mean only") == doctest::Approx(0.5).epsilon(1e-4));
    CHECK(move("DDIM") / move("Mean only") == doctest::Approx(1 / (1 + std::sqrt(s / t))).epsilon(1e-4));
    const Shown& ddpm = whole.at("DDPM"); // the mean's step, and noise of variance dt: the large one
    CHECK(ddpm.terms.at("noise").first == doctest::Approx(std::sqrt(t - s)).epsilon(1e-9));
    CHECK((ddpm.x_s - ddpm.terms.at("noise").first * ddpm.terms.at("noise").second) / ddpm.x_t - 1 ==
          doctest::Approx(mean).epsilon(1e-4));
    CHECK(whole.at("DDIM").terms.at("eps").first == doctest::Approx(std::sqrt(s)).epsilon(1e-9));
}

TEST_CASE("a journal's film: so many frames a line, the same bytes each time, and nothing where nothing changes") {
    const auto play = [](const std::string& journal) {
        std::vector<std::pair<std::string, int>> film;
        Replay replay(load_with_view("sigma-squared"), quick_replay());
        CHECK(replay.play(read_journal(journal, "j"), [&](const std::string& rgba, int frames) {
            CHECK(rgba.size() == 4u * 1280 * 720);
            film.emplace_back(rgba, frames);
            return true;
        }));
        return film;
    };
    const std::string journal = "{\"change\": \"action\", \"name\": \"to-noise\"}\n"
                                "{\"change\": \"cursor\", \"level\": 100, \"pinned\": -1}\n" // there already
                                "{\"change\": \"rest\", \"frames\": 12, \"redraws\": 3}\n"
                                "{\"change\": \"cursor\", \"level\": 90}\n"
                                "{\"change\": \"cursor\", \"level\": 80}\n"
                                "{\"change\": \"cursor\", \"level\": 70}\n\n"
                                "{\"change\": \"action\", \"name\": \"play\"}\n"
                                "{\"change\": \"wait\", \"frames\": 4}\n"
                                "{\"change\": \"view\", \"theme\": \"dark\", \"frames\": 7}\n";
    const auto film = play(journal);
    std::vector<int> frames;
    for (const auto& [rgba, count] : film) frames.push_back(count);
    // The opening; to noise; a motion, whose end stays; play; as time runs; dark.
    CHECK(frames == std::vector<int>{3, 3, 1, 1, 3, 3, 1, 1, 1, 1, 7});
    CHECK(film[6].first != film[7].first); // 1.25 levels a frame
    CHECK(play(journal) == film);
}

TEST_CASE("film --journal: a folder of frames that carries its scene; a film where ffmpeg is there") {
    const TemporaryFolder folder;
    const std::string journal = folder.write("a.journal", "{\"change\": \"click\", \"at\": \"timeline.to_noise\"}\n"
                                                          "{\"change\": \"click\", \"at\": \"timeline.inspect\"}\n");
    const std::vector<std::string> words = {"film",    "sigma-squared", "--journal", journal,    "--size",
                                            "900x600", "--fps",         "6",         "--frames", "4"};
    auto to = [&](const std::string& output) {
        std::vector<std::string> all = words;
        all.insert(all.end(), {"-o", output});
        const ProcessResult result = run_halfstep(all);
        INFO(result.err);
        CHECK(result.code == 0);
    };
    to(folder.path("frames"));
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path("frames"))) count += entry.exists();
    CHECK(count == 4 + (1 + 4) + (1 + 4)); // the opening; twice the mouse on a control, and what came of it
    const Picture picture = read_png(folder.path("frames/000010.png"));
    CHECK(picture.width == 900);
    CHECK(run_halfstep({"run", folder.path("frames/000000.png")}).out == run_halfstep({"run", "sigma-squared"}).out);
    if (std::system("ffmpeg -version >/dev/null 2>&1") != 0) return;
    for (const char* name : {"a.mp4", "a.gif"}) {
        to(folder.path(name));
        CHECK(run_halfstep({"run", folder.path(name)}).out == run_halfstep({"run", "sigma-squared"}).out);
    }
}

TEST_CASE("what is wrong in a journal is told with its line, and what is allowed") {
    const auto says = [](const std::string& journal, const std::vector<std::string>& parts) {
        const std::string complaint = complaint_of(journal);
        CAPTURE(complaint);
        for (const std::string& part : parts) CHECK(complaint.find(part) != std::string::npos);
    };
    says("{\"change\": \"action\", \"name\": \"play\"}\n{\"change\": \"action\", \"name\": \"plya\"}\n",
         {"a.journal:2: name = \"plya\"", "did you mean play?", "allowed: play, denoise"});
    says("{\"change\": \"acton\", \"name\": \"play\"}\n", {"a.journal:1: change = \"acton\"", "did you mean action?"});
    says("play\n", {"a.journal:1: is no line of a journal", "allowed: "});
    says("\n\n{\"change\": \"click\", \"at\": \"timeline.inspekt\"}\n",
         {"a.journal:3: at = \"timeline.inspekt\": is not on screen now", "did you mean timeline.inspect?"});
    says("{\"change\": \"cursor\", \"level\": 101}\n", {"a.journal:1: level = 101", "allowed: 0 to 100\n"});
    says("{\"change\": \"cursor\", \"level\": -1}\n", {"a.journal:1: level = -1", "allowed: 0 to 100\n"});
    says("{\"change\": \"cursor\", \"level\": 0.5}\n", {"a.journal:1: level = 0.5: wrong type"});
    says("{\"change\": \"cursor\", \"pinned\": 20000}\n", {"a.journal:1: pinned = 20000", "-1 to 19999\n"});
    says("{\"change\": \"cursor\", \"pinned\": 18446744073709551615}\n", {"allowed: -1 to 19999\n"}); // no -1
    says("{\"change\": \"cursor\", \"inspect\": -1}\n", {"inspect = -1", "allowed: 0 to 4\n"});
    says("{\"change\": \"wait\"}\n", {"a.journal:1: frames is missing"});
    for (const char* frames : {"0", "-1"})
        says("{\"change\": \"wait\", \"frames\": " + std::string(frames) + "}\n",
             {"a.journal:1: frames = " + std::string(frames), "from 1 to 100000\n"});
    says("{\"change\": \"cursor\", \"level\": 1, \"frames\": -1}\n", {"frames = -1", "from 0 to 100000\n"});
    says("{\"change\": \"action\", \"name\": \"stage-on\"}\n", {"a.journal:1: ", "is not possible now"});
    says("{\"change\": \"experiment\", \"scene\": \"[targt]\\n\"}\n", {"a.journal:1: scene:1: ", "target"});
    says("{\"change\": \"look\", \"view\": \"[view]\\nplots = [\\\"nothing\\\"]\\n\"}\n", {"a.journal:1: view:2: "});
    says("\n", {"--journal", "holds nothing to do"});
    const ProcessResult mixed =
        run_halfstep({"film", "sigma-squared", "--journal", one_step, "--plot", "xt", "-o", "x/"});
    CHECK(mixed.code == 2);
    CHECK(mixed.err.find("shows the whole window") != std::string::npos);
    CHECK(run_halfstep({"film", "sigma-squared", "--frames", "3", "-o", "x/"}).code == 2);
}
