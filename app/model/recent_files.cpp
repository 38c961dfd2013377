#include "app/model/recent_files.h"

#include "app/base/files.h"
#include "app/base/input_file.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace halfstep {
namespace {

std::string recent_list(const std::string& folder) { return folder + "/recent.txt"; }

} // namespace

std::vector<std::string> recent_files(const std::string& folder) {
    constexpr std::int64_t most_bytes_of_list = 256 << 10;
    std::vector<std::string> paths;
    if (folder.empty()) return paths;
    try {
        std::istringstream lines(read_file(recent_list(folder), most_bytes_of_list));
        for (std::string path; paths.size() < most_recent_files && std::getline(lines, path);)
            if (!path.empty() && path[0] == '/') paths.push_back(path);
    } catch (const std::exception&) { // none yet
    }
    return paths;
}

void note_recent(const AppState& app, const std::string& path) {
    const std::string& folder = app.state_folder;
    if (folder.empty() || path.empty() || path.find('\n') != path.npos) return;
    std::vector<std::string> paths = recent_files(folder); // another window may have opened something
    std::erase(paths, path);
    paths.insert(paths.begin(), path);
    paths.resize(std::min(paths.size(), most_recent_files));
    std::string text;
    for (const std::string& one : paths) text += one + "\n";
    try {
        std::filesystem::create_directories(folder);
        write_file(recent_list(folder), text);
    } catch (const std::exception&) { // nobody has asked for this file
    }
}

} // namespace halfstep
