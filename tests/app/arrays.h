#pragma once
// .npy and .npz as NumPy writes them: by hand, from the description of the format.

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>
#include <zlib.h>

namespace halfstep::testing {

template <class Number>
std::string bytes_of(const std::vector<Number>& values) {
    std::string bytes(values.size() * sizeof(Number), '\0');
    if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

inline std::string little_endian(std::uint64_t value, int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i) & 255);
    return bytes;
}

/// `type` as Python writes it, in quotes or as a list of fields.
inline std::string npy_of(const std::string& type, const std::string& shape, const std::string& data,
                          bool columns_first = false) {
    std::string header = "{'descr': " + type + ", 'fortran_order': " + (columns_first ? "True" : "False") +
                         ", 'shape': " + shape + ", }";
    while ((10 + header.size() + 1) % 64 != 0) header += ' ';
    header += '\n';
    return "\x93NUMPY" + std::string("\x01\0", 2) + little_endian(header.size(), 2) + header + data;
}
inline std::string npy(const std::string& type, const std::string& shape, const std::string& data,
                       bool columns_first = false) {
    return npy_of("'" + type + "'", shape, data, columns_first);
}

inline std::string deflated(const std::string& bytes) {
    std::string out(bytes.size() + 1024, '\0');
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// Sizes stand in an extra field of each member and in the list at the end, as Python's zipfile has them.
inline std::string npz(const std::vector<std::pair<std::string, std::string>>& members, bool compressed,
                       const std::string& ending = ".npy") {
    std::string zip, list;
    for (const auto& [name, bytes] : members) {
        const std::string file = name + ending, packed = compressed ? deflated(bytes) : bytes;
        const auto crc = crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
        const std::string common =
            little_endian(0, 2) + little_endian(compressed ? 8 : 0, 2) + little_endian(0, 4) + little_endian(crc, 4);
        const std::uint64_t at = zip.size();
        zip += "PK\x03\x04" + little_endian(45, 2) + common + std::string(8, '\xff') + little_endian(file.size(), 2) +
               little_endian(20, 2) + file + little_endian(1, 2) + little_endian(16, 2) +
               little_endian(bytes.size(), 8) + little_endian(packed.size(), 8) + packed;
        list += "PK\x01\x02" + little_endian(45, 2) + little_endian(45, 2) + common + little_endian(packed.size(), 4) +
                little_endian(bytes.size(), 4) + little_endian(file.size(), 2) + little_endian(0, 8) +
                little_endian(0, 4) + little_endian(at, 4) + file;
    }
    return zip + list + "PK\x05\x06" + little_endian(0, 4) + little_endian(members.size(), 2) +
           little_endian(members.size(), 2) + little_endian(list.size(), 4) + little_endian(zip.size(), 4) +
           little_endian(0, 2);
}

} // namespace halfstep::testing
