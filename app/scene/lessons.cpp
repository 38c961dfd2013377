#include "app/scene/scene.h"

#include "halfstep_embedded.h"

namespace halfstep {

const std::vector<Lesson>& lessons() {
    // The order of the menu; each is assets/lessons/NAME.toml.
    static const std::vector<Lesson> all = [] {
        std::vector<Lesson> list;
        for (const char* name : {"sigma-squared", "anytime-sampling", "noise-schedule", "one-mean-four-variances",
                                 "ddpm-from-the-bound", "only-the-marginals-matter", "ddim", "the-neural-ode",
                                 "a-network-learns", "a-museum-of-mistakes", "ten-steps", "free-bench",
                                 // Examples: a scene each.
                                 "half-a-step", "forward-diffusion", "three-modes", "ring", "eta-is-not-noise-alone",
                                 "as-printed", "one-datum", "which-variance", "where-to-step", "second-order",
                                 "same-name-other-schedule", "checkerboard", "a-word", "memorise", "model-or-steps",
                                 "there-and-back", "between-two-latents", "four-habits", "learn-the-line"}) {
            Lesson lesson{name, "", std::string(embedded("lessons/" + std::string(name) + ".toml"))};
            lesson.title = parse_scene(lesson.toml, name).title;
            list.push_back(std::move(lesson));
        }
        return list;
    }();
    return all;
}

} // namespace halfstep
