#pragma once
// Scene keys as handles: an Experiment with some of its values changed by name, checked as if they stood in the file.

#include "core/spec/experiment.h"

#include <string>
#include <utility>
#include <vector>

namespace halfstep {

/// `key` as messages spell it: "process.steps", "sampler[1].eta", or "sampler.eta" for all samplers. `text`: the value
/// as in a scene file; quotes around words may be left out. Throws SceneError "KEY = VALUE: what is wrong; allowed:
/// ...".
Experiment with_values(const Experiment& experiment, const std::vector<std::pair<std::string, std::string>>& values);

} // namespace halfstep
