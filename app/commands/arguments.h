#pragma once
// Values of arguments, checked here rather than by CLI11, so that all messages say what is wrong and what is allowed.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace halfstep {

/// Throws UsageError "--particles = 3x: ...; allowed: ...".
[[noreturn]] void refuse(const std::string& option, const std::string& value, const std::string& why);

std::int64_t whole_number(const std::string& option, const std::string& text, std::int64_t lowest,
                          std::int64_t highest);
enum class Lowest { allowed, excluded };
double real_number(const std::string& option, const std::string& text, double lowest, double highest,
                   Lowest at_lowest = Lowest::allowed);
/// "1600x1000". The usual bounds: smaller windows show no plot, larger ones exceed what many OpenGL drivers take.
std::pair<int, int> size_argument(const std::string& option, const std::string& text, int least = 320, int most = 8192);
/// light or dark: true for dark.
bool theme_is_dark(const std::string& option, const std::string& text);
/// Whether a path ends in a dot and that, in upper or lower case.
bool has_extension(const std::string& path, std::string_view extension);
/// Fails unless a file can be written there.
void writable_file(const std::string& option, const std::string& path);
/// What is wrong with a folder as the place for results, which are made beside it and then renamed, or an empty string.
/// `foreign` looks into one that exists: it says what speaks against replacing it, or nothing.
std::string why_no_folder(const std::string& path, const std::function<std::string(const std::string&)>& foreign);

} // namespace halfstep
