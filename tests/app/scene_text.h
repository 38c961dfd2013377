#pragma once
// Scenes from text that stands in a test.

#include "app/scene/scene.h"

#include <string>

namespace halfstep::testing {

inline Experiment parse(const std::string& toml) { return parse_scene(toml, "scene.toml"); }

/// What parse() complains about; empty when it does not.
inline std::string complaint(const std::string& toml) {
    try {
        parse(toml);
    } catch (const SceneError& e) {
        return e.what();
    }
    return "";
}

} // namespace halfstep::testing
