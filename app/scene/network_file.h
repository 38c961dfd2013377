#pragma once
// Networks as files, in the safetensors layout (https://github.com/huggingface/safetensors, "Format"): eight bytes that say how
// long the header is, a header of JSON, and the numbers. The tensors are those of a torch.nn.Sequential of Linear and SiLU:
// layers.0.weight (out x in), layers.0.bias, ...; frequencies has what time is told by. The metadata says how it is read.

#include "core/network.h"

#include <string>
#include <string_view>

namespace halfstep {

std::string network_bytes(const Network& network);

/// `name` is what messages call it. Throws SceneError "NAME: what is wrong; allowed: ..." for anything but such a network: truncated,
/// no safetensors, shapes that do not follow from each other, numbers that are none.
Network parse_network(std::string_view bytes, const std::string& name);
/// Throws SceneError, also when the file is missing or unreadable.
Network read_network_file(const std::string& path);

/// Files larger than this are refused unread; the largest network has half of it.
inline constexpr std::int64_t max_network_bytes = 4 << 20;

/// RFC 4648, in lines of `columns` where that is not 0.
std::string base64(std::string_view bytes, std::size_t columns = 0);
/// White space is passed over. Throws std::runtime_error for anything else that is no base64.
std::string from_base64(std::string_view text);

} // namespace halfstep
