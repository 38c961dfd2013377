#pragma once
// --start and --noise: runs of other programs, repeated here.

#include "core/run/simulate.h"

#include <memory>
#include <string>

namespace halfstep {

/// A table of x[,y], one row a particle. With a header by name, whatever columns stand beside them; without one these
/// alone. What is a table: scene/number_rows.h. Throws UsageError "FILE: ...; allowed: ..." or SceneError
/// "FILE:LINE: ...".
std::shared_ptr<const RecordedStart> read_start(const std::string& path, int dim);

/// A table of particle,step,z_x[,z_y] in any order of rows; the header line is optional. `particles` and `steps`
/// (reverse steps, counted from 0) bound what may occur. A particle and step may occur once; z is zero where no row
/// gives it, so a file with only a header means no noise.
std::shared_ptr<const RecordedNoise> read_noise(const std::string& path, int dim, std::int64_t particles, int steps);

} // namespace halfstep
