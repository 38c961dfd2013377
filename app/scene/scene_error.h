#pragma once
// What mistakes in a scene, or in a file that it names, are reported by.

#include <stdexcept>

namespace halfstep {

/// A mistake in a scene: "FILE:LINE: key = value: what is wrong; allowed: ...". One line, ready to print.
class SceneError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace halfstep
