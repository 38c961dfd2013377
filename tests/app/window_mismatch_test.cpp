// The real window warns where samplers start in the wrong place, and a click puts it right.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

TEST_CASE("T was changed, beta was not: a warning comes, its remedy works, and undo brings it back") {
    Window window(R"(title = "short"
[process]
kind = "vp"
steps = 1000
[[sampler]]
name = "DDIM"
[run]
particles = 500
)");
    CHECK(window.has("process.mismatch"));
    CHECK_FALSE(window.has("process.mismatch.warning"));
    window.enter("process.steps.value", "50");
    window.until("the warning", [&] { return window.has("process.mismatch.warning") && window.rested; });
    window.click("process.scale_beta");
    window.until("the remedy", [&] {
        return window.experiment.process.schedule.kind == ScheduleKind::linear_1000 &&
               !window.has("process.mismatch.warning") && window.rested;
    });
    CHECK(window.cause == "process.scale_beta");
    CHECK(window.undo_depth == 2);
    window.key("ctrl+z");
    window.until("the warning again", [&] { return window.has("process.mismatch.warning") && window.rested; });
    window.click("process.exact_start");
    window.until("the other remedy", [&] {
        return window.experiment.samplers[0].start == Start::exact && !window.has("process.mismatch.warning");
    });
    CHECK(window.experiment.process.schedule.kind == ScheduleKind::linear);
}
