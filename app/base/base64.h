#pragma once
// Bytes as text: RFC 4648.

#include <string>
#include <string_view>

namespace halfstep {

/// In lines of `columns` where that is not 0.
std::string base64(std::string_view bytes, std::size_t columns = 0);
/// White space is passed over. Throws std::runtime_error for anything else that is no base64.
std::string from_base64(std::string_view text);

} // namespace halfstep
