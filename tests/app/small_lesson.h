#pragma once
// A lesson of two steps, for tests to read, judge and break.

#include <string>

namespace halfstep::testing {

/// What the lessons of tests are about.
inline const std::string lesson_scene = R"([target]
kind = "gaussian"
sigma = 0.2
[process]
kind = "ve"
steps = 20
[[sampler]]
name = "DDPM"
kind = "ddpm"
variance = "large"
final_noise = true
[[sampler]]
name = "Mean only"
kind = "mean-only"
)";

/// Line 1 is "title". DDPM with the variance beta on a Gaussian, and a mean-only sampler.
inline const std::string small_lesson = std::string(R"(title = "Small"
source = "nobody"
topic = "Tests"
)") + lesson_scene + R"([run]
particles = 4000
seed = 3
[[step]]
title = "One"
text = '''
The variance is {variance("DDPM")}, *{target_variance:2}* is right;
drag {target.sigma:drag}, $\bar\alpha_t$.'''
cursor = 0.5
[[step.claim]]
says = "The mean alone."
value = 'variance("Mean only")'
equals = 'target_variance^2 / (1 + target_variance)^2'
holds_for = ["target.sigma", "process.steps"]
[[step]]
title = "Two"
change.process.steps = 40
change.target.sigma = 0.3
show.plots = ["histogram", "variance"]
[step.ask]
question = "How many steps?"
choices = ["{T}", "none"]
answer = 1
[[step.claim]]
says = "Every step adds noise."
value = 'variance("DDPM")'
equals = 'closed_variance("DDPM")'
)";

inline std::string with_part(std::string text, const std::string& part, const std::string& other) {
    return text.replace(text.find(part), part.size(), other);
}

} // namespace halfstep::testing
