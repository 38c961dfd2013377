#pragma once
// What the writer and the reader of a network's file agree on.

#include <string>

namespace halfstep {

inline constexpr const char* network_format = "halfstep 2";

/// Of a layer's tensor "weight" or "bias", in a torch.nn.Sequential whose odd modules are the activations.
inline std::string layer_name(std::size_t layer, const char* part) { return std::to_string(2 * layer) + "." + part; }

} // namespace halfstep
