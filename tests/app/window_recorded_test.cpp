// An author's states in the real window: the plot that names the wrong step comes by itself, the panel says the same,
// muting and renaming go on as with any sampler. The numbers: recorded_file_test.cpp.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;
namespace fs = std::filesystem;

TEST_CASE("recorded states stand among the samplers, and their first wrong step is on screen at once") {
    const TemporaryFolder files;
    for (const char* name : {"mine.toml", "mine.npy"})
        fs::copy_file(fs::path(source_folder) / "tests/recorded" / name, files.path(name));
    Window window(files.path("mine.toml"));
    CHECK(window.has("plot.local-error")); // beside the stage, unasked
    REQUIRE(window.experiment.samplers.size() == 2);
    CHECK(window.experiment.samplers[1].recorded->particles == 64);
    CHECK_FALSE(window.edited());
    window.click("sampler[1].fold");
    window.until("what is said of it", [&] { return window.has("sampler[1].verdict"); });
    CHECK(window.has("sampler[1].against"));
    CHECK_FALSE(window.has("sampler[1].steps"));
    window.key("2");
    window.until("it is muted", [&] { return window.muted == 2; });
    window.key("2");
    window.until("it is back", [&] { return window.muted == 0; });
    // Whoever is renamed is still the one.
    window.enter("sampler[0].name", "Ours");
    window.until("the name", [&] { return window.experiment.samplers[0].name != "DDPM"; });
    CHECK(window.experiment.samplers[1].against == window.experiment.samplers[0].name);
}
