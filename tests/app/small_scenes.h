#pragma once
// Scene files that take no time, on a line and in the plane; returns where they are.

#include "tests/app/process.h"

namespace halfstep::testing {

inline std::string scene_1d(const TemporaryFolder& folder) {
    return folder.write("one.toml", "[process]\nkind = \"ve\"\nsteps = 20\n[run]\nparticles = 500\n");
}
inline std::string scene_2d(const TemporaryFolder& folder) {
    return folder.write("two.toml", "[target]\nkind = \"ring\"\n[process]\nsteps = 20\n[run]\nparticles = 500\n");
}

} // namespace halfstep::testing
