#pragma once
// What the writer and the reader of a network's file agree on.

#include <string>

namespace halfstep {

inline constexpr const char* network_allowed = "a network that halfstep train has written (safetensors)";
inline constexpr const char *network_format = "halfstep 2", *oldest_network_format = "halfstep 1";
inline constexpr int newest_network_format = 2;

/// Throws SceneError where a file is of neither format. `program`: which has written it, by its own account; the one
/// that opens a newer file.
void check_network_format(const std::string& name, const std::string& format, const std::string& program);

/// Of a layer's tensor "weight" or "bias", in a torch.nn.Sequential whose odd modules are the activations.
inline std::string layer_name(std::size_t layer, const char* part) { return std::to_string(2 * layer) + "." + part; }

} // namespace halfstep
