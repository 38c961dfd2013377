#include "app/commands/arguments.h"

#include "app/base/files.h"
#include "app/base/paths.h"
#include "app/base/text.h"
#include "app/commands/commands.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <unistd.h>

namespace halfstep {

void refuse(const std::string& option, const std::string& value, const std::string& why) {
    throw UsageError(option + " = " + (value.empty() ? "\"\"" : one_line(value, 300)) + ": " + why);
}

std::int64_t whole_number(const std::string& option, const std::string& text, std::int64_t lowest,
                          std::int64_t highest) {
    const std::string allowed = "; allowed: " + std::to_string(lowest) + " to " + std::to_string(highest);
    const bool digits =
        !text.empty() && text.find_first_not_of("0123456789", text[0] == '-' ? 1 : 0) == std::string::npos;
    if (!digits || text == "-") refuse(option, text, "is no whole number" + allowed);
    errno = 0;
    const long long value = std::strtoll(text.c_str(), nullptr, 10);
    if (errno == ERANGE || value < lowest || value > highest) refuse(option, text, "out of range" + allowed);
    return value;
}

double real_number(const std::string& option, const std::string& text, double lowest, double highest,
                   Lowest at_lowest) {
    const bool excluded = at_lowest == Lowest::excluded;
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    const bool decimal = !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string::npos;
    const bool understood = decimal && *end == '\0' && std::isfinite(value);
    if (!understood || value < lowest || (excluded && value == lowest) || value > highest)
        refuse(option, text,
               std::string(understood ? "out of range" : "is no number") + "; allowed: " +
                   (excluded ? "above " + number(lowest) + ", to " : number(lowest) + " to ") + number(highest));
    return value;
}

std::pair<int, int> size_argument(const std::string& option, const std::string& text, int least, int most) {
    const std::size_t x = text.find('x');
    const auto side = [&](const std::string& digits) {
        const bool good =
            !digits.empty() && digits.size() <= 5 && digits.find_first_not_of("0123456789") == std::string::npos;
        const int value = good ? std::atoi(digits.c_str()) : 0;
        if (value < least || value > most)
            refuse(option, text,
                   "allowed: WIDTHxHEIGHT in pixels, each " + std::to_string(least) + " to " + std::to_string(most));
        return value;
    };
    const int width = side(text.substr(0, x));
    return {width, side(x == std::string::npos ? "" : text.substr(x + 1))};
}

bool theme_is_dark(const std::string& option, const std::string& text) {
    if (text != "light" && text != "dark") refuse(option, text, "unknown; allowed: light, dark");
    return text == "dark";
}

bool has_extension(const std::string& path, std::string_view extension) {
    if (path.size() <= extension.size() || path[path.size() - extension.size() - 1] != '.') return false;
    return std::equal(extension.begin(), extension.end(), path.end() - static_cast<std::ptrdiff_t>(extension.size()),
                      [](char wanted, char c) { return (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) == wanted; });
}

void writable_file(const std::string& option, const std::string& path) {
    const std::string reason = why_not_writable(path);
    if (!reason.empty())
        refuse(option, path, reason + "; allowed: a file in a folder that exists and can be written to");
}

std::string why_no_folder(const std::string& path, const std::function<std::string(const std::string&)>& foreign) {
    namespace fs = std::filesystem;
    if (path.empty()) return "an empty name";
    std::error_code error;
    const fs::path folder = resolved_folder(path, error);
    if (error) return in_lost_folder(path) ? "the folder that you are in is gone" : error.message();
    const fs::file_status status = fs::status(folder, error);
    if (status.type() == fs::file_type::none) return error.message(); // a loop of links, too long a name
    if (fs::exists(status) && !fs::is_directory(status)) return "is no folder";
    if (const std::string reason = why_not_replaceable(folder.string()); !reason.empty()) return reason;
    if (fs::is_directory(status)) {
        if (fs::equivalent(folder, fs::current_path(error), error)) return "is the folder that you are in";
        try {
            if (std::string reason = foreign(folder.string()); !reason.empty()) return reason;
        } catch (const fs::filesystem_error& e) {
            return e.code().message();
        }
    }
    fs::path parent = folder.parent_path();
    std::size_t longest = folder.filename().string().size(); // of the names that will be made
    while (!fs::exists(parent, error) && parent.has_relative_path()) {
        if (fs::is_symlink(parent, error)) return parent.string() + " is a link that leads nowhere";
        longest = std::max(longest, parent.filename().string().size());
        parent = parent.parent_path();
    }
    if (!fs::is_directory(parent, error)) return parent.string() + " is no folder";
    if (const long most = ::pathconf(parent.c_str(), _PC_NAME_MAX);
        most > 0 && longest > static_cast<std::size_t>(most))
        return std::strerror(ENAMETOOLONG);
    if (::access(parent.c_str(), W_OK | X_OK) != 0)
        return "the folder " + parent.string() + ": " + std::strerror(errno);
    return "";
}

} // namespace halfstep
