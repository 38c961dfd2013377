#pragma once
// What user mistakes are reported by. This room (core/spec) holds plain data that say what to simulate, their bounds
// and their names; it knows nothing of mathematics, files or screens, and includes the standard library only.

#include <stdexcept>
#include <string>
#include <utility>

namespace halfstep {

/// A mistake of the user's. `key` names the culprit the way a scene file does: "sampler[1].eta", "run.particles".
class Error : public std::runtime_error {
public:
    Error(std::string key_, const std::string& message) : std::runtime_error(message), key(std::move(key_)) {}
    std::string key;
};

} // namespace halfstep
