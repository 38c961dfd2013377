#include "app/scene/npy.h"

#include "app/base/text.h"

#include <cmath>
#include <cstdint>
#include <cstring>

namespace halfstep {

namespace {

constexpr std::string_view npy_magic = "\x93NUMPY";
constexpr const char* npy_allowed =
    "an array of numbers of one or two dimensions, as numpy.save writes it (float16 to float64, whole numbers, bool)";
constexpr std::uint64_t most_numbers = 1u << 25; ///< of an array: a quarter of a gigabyte of doubles

[[noreturn]] void refuse_array(const std::string& why) { throw SceneError(why + "; allowed: " + npy_allowed); }

/// What the header's dictionary says.
struct NpyHeader {
    char order = '<', kind = 'f';
    int bytes = 8; ///< of a number
    bool columns_first = false;
    std::vector<std::uint64_t> shape;
};

/// Behind 'key': in a Python dictionary.
std::string_view value_of(std::string_view dictionary, std::string_view key) {
    const std::size_t at = dictionary.find("'" + std::string(key) + "':");
    if (at == dictionary.npos) refuse_array("its header says no " + std::string(key));
    std::string_view value = dictionary.substr(at + key.size() + 3);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    return value;
}

void read_type(std::string_view value, NpyHeader& header) {
    if (value.starts_with('[')) refuse_array("has named fields, a structured array");
    const std::string_view type = value.size() > 1 ? value.substr(1, value.find('\'', 1) - 1) : std::string_view();
    if (type == "|O") refuse_array("holds Python objects, which would have to be run to be read");
    const bool known = type.size() >= 3 && std::string_view("<>|=").find(type[0]) != std::string_view::npos &&
                       type.find_first_not_of("0123456789", 2) == type.npos && type.size() <= 4;
    header.order = known ? type[0] : '<';
    header.kind = known ? type[1] : '?';
    header.bytes = known ? std::atoi(std::string(type.substr(2)).c_str()) : 0;
    const std::string_view sizes = header.kind == 'f'                         ? "248"
                                   : header.kind == 'i' || header.kind == 'u' ? "1248"
                                   : header.kind == 'b'                       ? "1"
                                                                              : "";
    if (header.bytes > 9 || sizes.find(static_cast<char>('0' + header.bytes)) == sizes.npos)
        refuse_array("has values of the kind " + halfstep::quoted(type) + ", which are no such numbers");
}

void read_shape(std::string_view value, NpyHeader& header, std::size_t most_dimensions) {
    const std::size_t end = value.find(')');
    if (!value.starts_with('(') || end == value.npos) refuse_array("has no shape");
    value = value.substr(1, end - 1);
    while (!value.empty()) {
        const std::size_t comma = std::min(value.find(','), value.size());
        const std::string_view digits = trimmed(value.substr(0, comma));
        value.remove_prefix(std::min(comma + 1, value.size()));
        if (digits.empty()) continue;
        if (digits.size() > 18 || digits.find_first_not_of("0123456789") != digits.npos)
            refuse_array("has a shape that is none, " + halfstep::quoted(digits));
        header.shape.push_back(std::strtoull(std::string(digits).c_str(), nullptr, 10));
    }
    if (header.shape.empty() || header.shape.size() > most_dimensions)
        refuse_array("has " + std::to_string(header.shape.size()) + " dimensions");
}

/// The header, which is taken from the bytes.
NpyHeader take_header(std::string_view& bytes, std::size_t most_dimensions) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
    if (!is_npy(bytes) || bytes.size() < 12) refuse_array("is no .npy file, or its header is cut off");
    const std::uint32_t version = byte(6);
    if (version < 1 || version > 3) refuse_array("has version " + std::to_string(version) + " of the format");
    const std::size_t begin = version == 1 ? 10 : 12;
    const std::size_t length =
        version == 1 ? byte(8) | byte(9) << 8 : byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24;
    if (length > bytes.size() - begin) refuse_array("has a header that is cut off");
    const std::string_view dictionary = bytes.substr(begin, length);
    NpyHeader header;
    read_type(value_of(dictionary, "descr"), header);
    header.columns_first = value_of(dictionary, "fortran_order").starts_with("True");
    read_shape(value_of(dictionary, "shape"), header, most_dimensions);
    bytes.remove_prefix(begin + length);
    return header;
}

double from_half(std::uint64_t bits) {
    const int exponent = static_cast<int>(bits >> 10 & 31);
    const double fraction = static_cast<double>(bits & 1023), sign = bits >> 15 & 1 ? -1 : 1;
    if (exponent == 31) return fraction > 0 ? std::nan("") : sign * HUGE_VAL;
    return sign * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25));
}

template <class To, class From>
To as_bits(From bits) {
    static_assert(sizeof(To) == sizeof(From));
    To value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

double number_from(const char* at, const NpyHeader& header) {
    std::uint64_t bits = 0;
    for (int i = 0; i < header.bytes; ++i) {
        const int place = header.order == '>' ? header.bytes - 1 - i : i;
        bits |= std::uint64_t{static_cast<unsigned char>(at[i])} << (8 * place);
    }
    const int unused = 64 - 8 * header.bytes;
    switch (header.kind) {
    case 'f':
        if (header.bytes == 2) return from_half(bits);
        if (header.bytes == 4) return static_cast<double>(as_bits<float>(static_cast<std::uint32_t>(bits)));
        return as_bits<double>(bits);
    case 'i': return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
    default: return static_cast<double>(bits);
    }
}

} // namespace

bool is_npy(std::string_view bytes) { return bytes.starts_with(npy_magic); }

NumberArray read_npy(std::string_view bytes, std::size_t most_dimensions) {
    NpyHeader header = take_header(bytes, most_dimensions);
    NumberArray array;
    array.flat = header.shape.size() == 1;
    if (header.shape.size() < 3) header.shape.insert(header.shape.begin(), 1);
    if (array.flat) header.shape.push_back(1);
    std::uint64_t numbers = 1;
    for (const std::uint64_t length : header.shape) {
        if (length == 0) refuse_array("has no numbers");
        if (length > most_numbers / numbers) refuse_array("has more than " + std::to_string(most_numbers) + " numbers");
        numbers *= length;
    }
    array.layers = header.shape[0];
    array.rows = header.shape[1];
    array.columns = header.shape[2];
    const std::size_t count = numbers, size = static_cast<std::size_t>(header.bytes);
    if (bytes.size() != count * size)
        refuse_array("has " + std::to_string(bytes.size()) + " bytes behind its header, of " +
                     std::to_string(count * size) + " that its shape asks for");
    array.values.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t to = i; // row by row
        if (header.columns_first) {
            const std::size_t layer = i % array.layers, row = i / array.layers % array.rows;
            to = (layer * array.rows + row) * array.columns + i / array.layers / array.rows;
        }
        array.values[to] = number_from(bytes.data() + i * size, header);
    }
    return array;
}

std::string shape_text(const NumberArray& array) {
    return one_line(array.name, 60) + " (" + std::to_string(array.rows) +
           (array.flat ? "" : ", " + std::to_string(array.columns)) + ")";
}

} // namespace halfstep
