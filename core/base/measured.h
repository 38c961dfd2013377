#pragma once

namespace halfstep {

/// A number and its standard error; se = 0: known in closed form.
struct Measured {
    double value = 0;
    double se = 0;

    bool operator==(const Measured&) const = default;
};

} // namespace halfstep
