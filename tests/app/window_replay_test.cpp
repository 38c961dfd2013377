// What a window's own journal says is what its replay shows.

#include "app/plots/plots.h"
#include "app/window/replay.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

TEST_CASE("a window's journal, done again without a display, ends where the window did") {
    const std::string text = std::string(small_scene) + "[[sampler]]\nname = \"DDPM\"\nkind = \"ddpm\"\n";
    Window window(text);
    window.key("End");
    window.until("noise", [&] { return window.level == 40 && window.rested; });
    window.key("p");
    window.until("a pin", [&] { return window.pinned >= 0; });
    window.click("timeline.inspect");
    window.until("the step", [&] { return window.inspect == 1 && window.has("step.numbers.x0") && window.rested; });
    window.act([&] { window.key("Tab"); });
    window.click("step.plots");
    window.until("the plots", [&] { return window.has("plot.step-lanes") && window.rested; });
    for (int i = 0; i < 3; ++i) window.act([&] { window.key("ctrl+Right"); });
    window.act([&] { window.key("a"); }); // another notation
    window.act([&] { window.key("n"); }); // another seed
    window.act([&] { window.key("t"); });
    window.read_journal();

    ReplayOptions options;
    options.window.width = 900;
    options.window.height = 600;
    options.frames = 1;
    options.file = "journal";
    Replay replay(parse_with_view(text, "scene"), options);
    int pictures = 0;
    CHECK(replay.play(read_journal(read_whole(window.folder.path("journal")), "journal"),
                      [&](const std::string&, int) { return ++pictures > 0; }));
    const Session& session = replay.window().session();
    CHECK(session.view().level == window.level);
    CHECK(session.view().pinned == window.pinned);
    CHECK(session.view().inspect == window.inspect);
    CHECK(session.view().stage == window.stage);
    CHECK(session.view().notation != Notation::ddpm);
    CHECK(session.view().side ==
          std::vector<const Plot*>{find_plot("step-lanes"), find_plot("step-terms"), find_plot("denoiser")});
    CHECK(session.experiment() == window.experiment);
    CHECK(session.experiment().run.seed == parse_scene(text, "scene").run.seed + 1);
    CHECK(replay.window().workspace().state().settings.dark == (window.view["theme"].string == "dark"));
    CHECK(pictures >= 9);
}
