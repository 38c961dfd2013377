#include "app/export/npy.h"

#include "app/base/text.h"

#include <algorithm>
#include <cstring>

namespace halfstep {

namespace {

template <class T, class Bits>
std::string little_endian(const std::vector<T>& values) {
    static_assert(sizeof(T) == sizeof(Bits));
    std::string data;
    data.reserve(values.size() * sizeof(T));
    for (const T value : values) {
        Bits bits;
        std::memcpy(&bits, &value, sizeof bits);
        put_little_endian(data, bits, sizeof bits);
    }
    return data;
}

std::vector<std::uint32_t> code_points(std::string_view utf8) {
    std::vector<std::uint32_t> codes;
    while (!utf8.empty()) {
        const Character c = first_character(utf8);
        codes.push_back(c.code);
        utf8.remove_prefix(c.bytes);
    }
    return codes;
}

} // namespace

void put_little_endian(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 255);
}

void put_little_endian(std::string& out, double value) {
    std::uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    put_little_endian(out, bits, sizeof bits);
}

std::string npy_bytes(const std::string& type, const std::vector<std::size_t>& shape, const std::string& data) {
    std::string header = "{'descr': " + type + ", 'fortran_order': False, 'shape': (";
    for (const std::size_t n : shape) header += std::to_string(n) + ",";
    header += "), }";
    constexpr std::size_t magic = 10, alignment = 64;
    header.append(alignment - 1 - (magic + header.size()) % alignment, ' ');
    header += '\n';
    std::string bytes("\x93NUMPY\x01\x00", 8);
    put_little_endian(bytes, header.size(), 2);
    return bytes + header + data;
}

std::string npy_data(const std::vector<double>& values) { return little_endian<double, std::uint64_t>(values); }
std::string npy_data(const std::vector<float>& values) { return little_endian<float, std::uint32_t>(values); }

NpyTexts::NpyTexts(const std::vector<std::string>& texts) {
    std::vector<std::vector<std::uint32_t>> codes;
    for (const std::string& text : texts) {
        codes.push_back(code_points(text));
        longest_ = std::max(longest_, codes.back().size());
    }
    for (const auto& text : codes) {
        for (const std::uint32_t code : text) put_little_endian(data_, code, 4);
        data_.append(4 * (longest_ - text.size()), '\0');
    }
}

std::string NpyTexts::type() const { return "<U" + std::to_string(longest_); }

std::string_view NpyTexts::at(std::size_t i) const {
    return std::string_view(data_).substr(4 * longest_ * i, 4 * longest_);
}

} // namespace halfstep
