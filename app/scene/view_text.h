#pragma once
// A View by itself as TOML, for journals.

#include "core/spec/experiment.h"

#include <string>
#include <string_view>

namespace halfstep {

struct View;

/// "[view]" and what follows, as far as it differs from that of a scene which says nothing of it; may be empty.
std::string view_text(const Experiment& experiment, const View& view);
/// Back again. `file` is what messages call it. Throws SceneError.
View parse_view(std::string_view toml, const Experiment& experiment, const std::string& file);

} // namespace halfstep
