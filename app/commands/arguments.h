#pragma once
// Values of arguments, checked here rather than by CLI11, so that all messages say what is wrong and what is allowed.

#include <cstdint>
#include <string>
#include <utility>

namespace halfstep {

/// Throws UsageError "--particles = 3x: ...; allowed: ...".
[[noreturn]] void refuse(const std::string& option, const std::string& value, const std::string& why);

std::int64_t whole_number(const std::string& option, const std::string& text, std::int64_t lowest,
                          std::int64_t highest);
double real_number(const std::string& option, const std::string& text, double lowest, double highest);
/// "1600x1000"
std::pair<int, int> size_argument(const std::string& option, const std::string& text);
/// light or dark: true for dark.
bool theme_is_dark(const std::string& option, const std::string& text);
/// Fails unless a file can be written there.
void writable_file(const std::string& option, const std::string& path);

} // namespace halfstep
