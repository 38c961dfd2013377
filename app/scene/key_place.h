#pragma once
// The key of a value that the TOML parser gave up at, where there is no document yet to ask.

#include <cstddef>
#include <string>
#include <string_view>

namespace halfstep {

/// "process.steps", "sampler[1].eta": the key whose value stands at `line` and `column` (from 1), with its table, as
/// far as the text before them tells; empty where it does not.
std::string key_at(std::string_view toml, std::size_t line, std::size_t column);

} // namespace halfstep
