#pragma once
// NumPy's array format 1.0 (docs: numpy.lib.format): a header in the words of Python, then the bytes.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

void put_little_endian(std::string& out, std::uint64_t value, int bytes);
void put_little_endian(std::string& out, double value); ///< eight bytes

/// A whole .npy file. `type`: a literal of Python, as "'<f8'"; `shape`: {} for a single value.
std::string npy_bytes(const std::string& type, const std::vector<std::size_t>& shape, const std::string& data);

std::string npy_data(const std::vector<double>& values);
std::string npy_data(const std::vector<float>& values);

/// Texts as NumPy holds them: UTF-32, all as long as the longest, filled up with zeros.
class NpyTexts {
public:
    explicit NpyTexts(const std::vector<std::string>& texts);
    std::string type() const; ///< "<U12"
    const std::string& data() const { return data_; }
    std::string_view at(std::size_t i) const; ///< the bytes of one

private:
    std::string data_;
    std::size_t longest_ = 1; ///< characters; NumPy knows no texts of none
};

} // namespace halfstep
