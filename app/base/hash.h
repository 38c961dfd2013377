#pragma once
// Whether bytes are still those of before; not for secrets.

#include <cstdint>
#include <string_view>

namespace halfstep {

/// FNV-1a of 64 bits [Fowler, Noll, Vo: draft-eastlake-fnv].
inline std::uint64_t hash_of(std::string_view bytes) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
}

} // namespace halfstep
