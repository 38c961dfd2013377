#include "app/model/clipboard.h"

#include "app/base/files.h"
#include "app/base/program.h"
#include "app/base/text.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <vector>

namespace halfstep {
namespace {

/// A program that takes a picture on its standard input, and goes on offering it after it has ended.
struct ClipboardProgram {
    const char* name;
    const char* display; ///< of the environment: where it is set, the program has somebody to talk to
    std::vector<std::string> arguments;
};

const std::vector<ClipboardProgram>& clipboard_programs() {
    static const std::vector<ClipboardProgram> list = {
        {"wl-copy", "WAYLAND_DISPLAY", {"--type", "image/png"}},
        {"xclip", "DISPLAY", {"-selection", "clipboard", "-t", "image/png", "-i"}},
    };
    return list;
}

constexpr double most_seconds = 4; ///< that such a program gets: it has nothing to do but to take the bytes

/// Returns why it is not on the clipboard; empty: it is.
std::string offer_picture(std::string_view png, const std::atomic<bool>* cancel) {
    std::string needed;
    for (const ClipboardProgram& one : clipboard_programs()) {
        const char* display = std::getenv(one.display);
        if (!display || !*display) continue;
        const std::string path = find_program(one.name);
        if (path.empty()) {
            needed += (needed.empty() ? "" : " or ") + std::string(one.name);
            continue;
        }
        std::vector<std::string> words = {one.name};
        words.insert(words.end(), one.arguments.begin(), one.arguments.end());
        const std::string mistake = feed_program(path, std::move(words), png, {most_seconds, cancel});
        return mistake.empty() ? "" : std::string(one.name) + ": " + mistake;
    }
    return needed.empty() ? "There is no display"
                          : "The clipboard takes pictures by " + needed + ", which is not installed";
}

/// A name that is not taken yet.
std::string new_path(const PictureCopy& picture) {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::path folder = picture.folder.empty() ? fs::current_path(error) : fs::absolute(picture.folder, error);
    if (!why_not_writable((folder / (picture.stem + ".png")).string()).empty()) folder = fs::temp_directory_path(error);
    for (int i = 1;; ++i) {
        const fs::path path = folder / (picture.stem + (i > 1 ? "-" + std::to_string(i) : "") + ".png");
        if (!fs::exists(path, error)) return path.string();
    }
}

} // namespace

std::string copy_picture(const PictureCopy& picture, const std::atomic<bool>* cancel, bool& in_file) {
    const std::string mistake = offer_picture(picture.png, cancel);
    in_file = !mistake.empty();
    if (!in_file) return "is on the clipboard";
    if (cancel && *cancel) return "was left";
    const std::string path = new_path(picture);
    try {
        write_file(path, picture.png);
    } catch (const std::exception& error) {
        throw std::runtime_error(mistake + "; " + error.what());
    }
    return "is in " + clean_text(path) + ". " + mistake;
}

std::string tabs_for_commas(std::string_view csv) {
    std::string text;
    bool quoted = false;
    for (std::size_t i = 0; i < csv.size(); ++i) {
        const char c = csv[i];
        if (c == '"') {
            const bool doubled = quoted && i + 1 < csv.size() && csv[i + 1] == '"';
            if (doubled)
                text += csv[++i];
            else
                quoted = !quoted;
        } else if (quoted) {
            text += c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
        } else {
            text += c == ',' ? '\t' : c == '\t' ? ' ' : c;
        }
    }
    return text;
}

} // namespace halfstep
