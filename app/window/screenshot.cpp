// The window's picture, drawn off screen.

#include "app/export/png.h"
#include "app/window/still_window.h"

namespace halfstep {

std::string take_screenshot(const Scene& scene, const ScreenshotOptions& options) {
    StillWindow window(scene, {.width = options.width,
                               .height = options.height,
                               .dark = options.dark,
                               .presenter = options.presenter,
                               .scale = options.scale,
                               .lesson = options.lesson,
                               .step = options.step});
    if (options.at) window.session().set_level(*options.at);
    window.settle();
    const std::string pixels = window.pixels();
    return encode_png(options.width, options.height, reinterpret_cast<const std::uint8_t*>(pixels.data()),
                      {{"Software", "Halfstep " HALFSTEP_VERSION},
                       {"halfstep-experiment", write_scene(scene.problem->experiment, window.session().view())}});
}

} // namespace halfstep
