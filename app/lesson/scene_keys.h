#pragma once
// Keys of a scene as a lesson names them: "target.sigma", "sampler.eta" (of all), "sampler[1].eta", a table as
// "process".

#include "core/spec/experiment.h"

#include <optional>
#include <string>
#include <vector>

namespace halfstep {

/// What is wrong with a key; empty: it names a setting, or a table of settings, that scenes have.
std::string why_no_scene_key(const std::string& key);

/// The number that stands under a key of one setting; of "sampler.eta" the first sampler's. Nothing where there is
/// none.
std::optional<double> scene_number(const Experiment& experiment, const std::string& key);

/// The settings in which two experiments differ, but for seed, number of particles, title and note: "target.sigma",
/// "sampler[1].eta"; "sampler" where they do not have as many.
std::vector<std::string> differing_keys(const Experiment& a, const Experiment& b);
/// Whether one of `allowed` speaks of a key.
bool key_is_among(const std::string& key, const std::vector<std::string>& allowed);

} // namespace halfstep
