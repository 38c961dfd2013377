#pragma once
// A setting that is dragged as a number in a text: as far as its slider goes, in the same steps.

#include "core/spec/experiment.h"
#include "core/spec/row.h"

#include <optional>
#include <string>

namespace halfstep {

struct SettingScale {
    SliderRange range;
    bool whole = false;
};
/// Of a number of a scene: "target.sigma", "sampler[1].eta"; nothing: there is none of that key.
std::optional<SettingScale> scale_of_setting(const Experiment& experiment, const std::string& key);

/// What a value becomes that is dragged by a share of the whole scale.
double dragged_value(const SettingScale& scale, double from, double share);

/// The experiment with another value; as it is where that would be impossible.
Experiment with_setting(const Experiment& experiment, const std::string& key, double value);

} // namespace halfstep
