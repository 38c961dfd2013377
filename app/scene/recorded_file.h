#pragma once
// States of one's own sampler: tables as `halfstep run --out` writes paths.csv, and NumPy's arrays.

#include "core/spec/recorded_spec.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace halfstep {

struct RecordedRequest {
    int dim = 1;
    std::int64_t most_numbers = 1; ///< a file may have more; then it is its first particles that fit
};

/// Rows of particle,step[,t],x[,y] in any order, by name or without names in this one; or an array of
/// [step][particle][coordinate], on a line of [step][particle]. Every particle from 0 on has every step from 0 on, the
/// start. Throws SceneError "FILE:LINE: what is wrong; allowed: ...".
std::shared_ptr<const RecordedStates> read_recorded_file(const std::string& path, const RecordedRequest& request);

/// The states alone as an .npy of [step][particle][coordinate], and back. Throws SceneError without a file's name.
std::string recorded_bytes(const RecordedStates& states);
std::shared_ptr<const RecordedStates> parse_recorded(std::string_view npy);

} // namespace halfstep
