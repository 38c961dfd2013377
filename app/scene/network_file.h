#pragma once
// Networks as files, in the safetensors layout (https://github.com/huggingface/safetensors, "Format"): eight bytes that
// say how long the header is, a header of JSON, and the numbers. The tensors are those of a torch.nn.Sequential of
// Linear and SiLU and no others, so that its load_state_dict() takes them as they are: 0.weight (out x in), 0.bias,
// 2.weight, ... The metadata say how the network is read (what time is told by, units), what its loss was, and with
// what its training goes on.

#include "core/denoise/network.h"

#include <string>
#include <string_view>

namespace halfstep {

/// Whether a file has the moments of the optimiser and the weights behind the average, four times the bytes.
enum class AdamMoments { kept, left_out };
std::string network_bytes(const Network& network, AdamMoments moments = AdamMoments::kept);

/// Also reads files of the format "halfstep 1", which had layers.0, layers.1, ..., tensors of what are metadata now,
/// and nothing to go on with. `name` is what messages call it. Throws SceneError "NAME: what is wrong; allowed: ..."
/// for anything but such a network: truncated, no safetensors, shapes that do not follow from each other, numbers that
/// are none.
Network parse_network(std::string_view bytes, const std::string& name);
/// Throws SceneError, also when the file is missing or unreadable.
Network read_network_file(const std::string& path);

/// Files larger than this are refused unread; the largest network, with its moments, has two thirds of it.
inline constexpr std::int64_t max_network_bytes = 16 << 20;

} // namespace halfstep
