// .npz: a zip, of which only what NumPy writes is read: members that are stored or deflated.

#include "app/base/text.h"
#include "app/scene/npy.h"

#include <cstdint>
#include <cstring>
#include <zlib.h>

namespace halfstep {

namespace {

constexpr std::string_view local_mark = "PK\x03\x04", entry_mark = "PK\x01\x02", end_mark = "PK\x05\x06";
constexpr std::size_t end_bytes = 22, entry_bytes = 46, local_bytes = 30;
constexpr std::uint64_t most_member_bytes = 1u << 28; ///< as much as the largest array that is read takes
constexpr std::size_t most_members = 1000;
constexpr const char* npz_allowed = "an .npz as numpy.savez or numpy.savez_compressed writes it";

[[noreturn]] void refuse_zip(const std::string& why) { throw SceneError(why + "; allowed: " + npz_allowed); }

std::uint64_t little(std::string_view bytes, std::size_t at, std::size_t count) {
    if (at > bytes.size() || count > bytes.size() - at) refuse_zip("is a zip that is cut off");
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    return value;
}

struct Member {
    std::string name;
    std::uint64_t method = 0, crc = 0, packed = 0, size = 0, local = 0;
};

/// The list of members, which stands at the end.
std::vector<Member> members_of(std::string_view bytes) {
    const std::size_t end = bytes.rfind(end_mark);
    if (end == bytes.npos || bytes.size() - end < end_bytes) refuse_zip("is a zip that is cut off");
    const std::uint64_t count = little(bytes, end + 10, 2);
    if (count > most_members) refuse_zip("is a zip of " + std::to_string(count) + " members");
    std::size_t at = little(bytes, end + 16, 4);
    std::vector<Member> members;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (little(bytes, at, 4) != little(entry_mark, 0, 4)) refuse_zip("is a zip whose list of members is garbled");
        Member member;
        member.method = little(bytes, at + 10, 2);
        member.crc = little(bytes, at + 16, 4);
        member.packed = little(bytes, at + 20, 4);
        member.size = little(bytes, at + 24, 4);
        member.local = little(bytes, at + 42, 4);
        if (little(bytes, at + 8, 2) & 1) refuse_zip("is an encrypted zip");
        const std::size_t name = little(bytes, at + 28, 2);
        const std::size_t after = little(bytes, at + 30, 2) + little(bytes, at + 32, 2);
        little(bytes, at + entry_bytes, 0);
        if (name > bytes.size() - at - entry_bytes) refuse_zip("is a zip that is cut off");
        member.name = bytes.substr(at + entry_bytes, name);
        members.push_back(std::move(member));
        at += entry_bytes + name + after;
    }
    return members;
}

std::string unpacked(std::string_view packed, std::size_t size, const std::string& name) {
    std::string out(size, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::runtime_error("zlib: no memory");
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(size);
    const int result = inflate(&stream, Z_FINISH);
    const bool whole = result == Z_STREAM_END && stream.avail_out == 0;
    inflateEnd(&stream);
    if (!whole) refuse_zip("has a garbled member " + halfstep::quoted(name));
    return out;
}

std::string bytes_of(std::string_view bytes, const Member& member) {
    if (member.size > most_member_bytes || member.packed > most_member_bytes)
        refuse_zip("has a member " + halfstep::quoted(member.name) + " of " + std::to_string(member.size) + " bytes");
    if (member.method != 0 && member.method != 8)
        refuse_zip("has a member " + halfstep::quoted(member.name) + " that is packed in another way than zlib's");
    if (little(bytes, member.local, 4) != little(local_mark, 0, 4)) refuse_zip("has a garbled member");
    const std::size_t begin =
        member.local + local_bytes + little(bytes, member.local + 26, 2) + little(bytes, member.local + 28, 2);
    little(bytes, begin, 0);
    if (member.packed > bytes.size() - begin) refuse_zip("is a zip that is cut off");
    const std::string_view packed = bytes.substr(begin, member.packed);
    if (member.method == 0 && member.packed != member.size)
        refuse_zip("has a garbled member " + halfstep::quoted(member.name));
    std::string out = member.method == 0 ? std::string(packed) : unpacked(packed, member.size, member.name);
    if (crc32(0, reinterpret_cast<const Bytef*>(out.data()), static_cast<uInt>(out.size())) != member.crc)
        refuse_zip("has a garbled member " + halfstep::quoted(member.name));
    return out;
}

} // namespace

bool is_zip(std::string_view bytes) { return bytes.starts_with(local_mark) || bytes.starts_with(end_mark); }

std::vector<NumberArray> read_npz(std::string_view bytes, std::size_t most_dimensions) {
    constexpr std::string_view ending = ".npy";
    const std::vector<Member> members = members_of(bytes);
    for (const Member& member : members)
        if (member.name.starts_with("xl/") || member.name == "content.xml")
            refuse_zip("is a spreadsheet; save the sheet as CSV");
    std::vector<NumberArray> arrays;
    std::uint64_t all = 0;
    for (const Member& member : members) {
        if (!member.name.ends_with(ending))
            refuse_zip("is a zip with " + halfstep::quoted(member.name) + ", which is no array");
        if ((all += member.size) > 2 * most_member_bytes) refuse_zip("is a zip of too many bytes");
        const std::string name = member.name.substr(0, member.name.size() - ending.size());
        const std::string array = bytes_of(bytes, member);
        try {
            arrays.push_back(read_npy(array, most_dimensions));
        } catch (const SceneError& error) {
            arrays.emplace_back().problem = error.what();
        }
        arrays.back().name = name;
    }
    if (arrays.empty()) refuse_zip("is an empty zip");
    return arrays;
}

} // namespace halfstep
