#pragma once
// `halfstep film`, through the built program.

#include "tests/app/paper_helpers.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

namespace halfstep::testing {

inline bool has_ffmpeg() {
    if (has_program("ffmpeg") && has_program("ffprobe")) return true;
    MESSAGE("no ffmpeg here: skipped");
    return false;
}

inline ProcessResult run_film(std::vector<std::string> arguments, const ProcessOptions& options = {}) {
    arguments.insert(arguments.begin(), "film");
    return run_halfstep(arguments, options);
}

inline void check_film(const std::vector<std::string>& arguments) {
    const ProcessResult result = run_film(arguments);
    INFO(result.err);
    CHECK(result.code == 0);
    CHECK(result.out == "");
    CHECK(result.err == "");
}

} // namespace halfstep::testing
