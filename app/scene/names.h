#pragma once
// How scenes, tables and messages spell names, numbers and text. What the values of enumerations are called stands in
// core/spec.

#include "core/spec/facts.h"

#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

/// The folder of a sampler's results: its name in lower case, runs of anything but a-z and 0-9 turned into one '-',
/// none at the ends. Empty when nothing is left.
std::string folder_name(std::string_view sampler_name);

/// The shortest decimal that reads back as the same double ("0.1", "1e-05", "2"; "inf", "nan").
std::string number(double value);

/// A span of time: "1.2 s", "12 s", "3 min 20 s", "2 h 5 min".
std::string time_text(double seconds);

/// A field of a CSV file: quoted where it must be (RFC 4180).
std::string csv_text(std::string_view text);

/// " (did you mean ring?)": the candidate that a misspelt word most likely means; empty when none is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

/// In quotes, for a message: on one line, and cut when long.
std::string quoted(std::string_view text);

/// "a, b, c"
std::string join(const std::vector<std::string_view>& words);

/// Text on one line, ready for a message: control characters and broken UTF-8 as '?'; cut after `limit` bytes.
std::string one_line(std::string_view text, std::size_t limit = 1000);

} // namespace halfstep
