#pragma once
// A lesson of three steps with all that a page can show, and little to simulate.

#include "tests/app/small_lesson.h"

namespace halfstep::testing {

inline const std::string page_lesson = std::string(R"(title = "A lesson with all that a page can show"
source = "nobody"
topic = "Tests"
)") + lesson_scene + R"([run]
particles = 2000
seed = 3

[[step]]
title = "What is added, and how small Δt must be"
text = '''
The data are $X_0 \sim \mathcal{N}(0, \sigma^2)$ with a small σ: here {target.sigma:drag}, a variance of
{target_variance}. Independent variances *add*, so **any** time has

$X_t \sim \mathcal{N}(0, \sigma^2 + t)$, and a little earlier
$X_{t-\Delta t} \sim \mathcal{N}(0, \sigma^2 + t - \Delta t)$.

$\operatorname{Var} X = \left(\frac{\sigma^2}{1 + \sigma^2}\right)^2 + \Delta t \sum_{k=0}^{T-1} A_k \approx \sigma^2$.

- the particles have {variance("DDPM")};
- the mean alone {variance("Mean only")}, as [a guide page](guide:samplers) says.'''
equations = ["sampler.ddpm", "closed-form.mean-only"]
controls = ["target.sigma", "process.steps"]
cursor = 1.0
complete_when = ["answered", "dragged target.sigma"]
[step.ask]
question = "What is the variance of $X_1$?"
choices = ["$1$: pure noise is left, and nothing of the data can be seen in it any more", "$1 + \\sigma^2$", "{T}"]
answer = 2
reveal = "It is $1 + \\sigma^2$ = {1 + target_variance}."
[[step.claim]]
says = "The mean alone collapses to $\\frac{\\sigma^4}{(1+\\sigma^2)^2}$, whatever the number of steps is."
value = 'variance("Mean only")'
equals = 'target_variance^2 / (1 + target_variance)^2'
holds_for = ["target.sigma"]
[[step.claim]]
says = "Right at these steps only: DDPM is as its closed form says."
value = 'variance("DDPM")'
equals = 'closed_variance("DDPM")'
[[step.claim]]
says = "This is wrong."
value = 'target_variance'
equals = '2 * target_variance'
holds_for = ["target.sigma", "process.steps"]

[[step]]
title = "More steps"
text = "There are {process.steps:drag} of them."
change.process.steps = 40
show.plots = ["histogram", "variance"]
controls = []
complete_when = ["played"]
[step.ask]
question = "What is σ², to one digit?"
answer = 'target_variance'
within = 0.3
reveal = "Yes: {target_variance}."
[[step.claim]]
says = "With many steps DDPM becomes right."
value = 'closed_variance("DDPM")'
tends_to = 'target_variance'
along = "process.steps"
values = [50, 100, 200]
tolerance = '15%'

[[step]]
title = "The end"
text = "Nothing is left to do, and all settings stand below."
)";

} // namespace halfstep::testing
