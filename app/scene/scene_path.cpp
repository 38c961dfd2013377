#include "app/scene/scene_path.h"

#include "app/base/paths.h"
#include "app/scene/scene.h"

#include <algorithm>
#include <filesystem>

namespace halfstep {

namespace fs = std::filesystem;

namespace {

/// Without links, "." and ".." in its folder: those of a path through a link lead elsewhere than they look.
fs::path with_real_folder(const fs::path& path) {
    std::error_code error;
    const fs::path absolute = fs::absolute(path, error);
    if (error) return path;
    const fs::path folder = fs::weakly_canonical(absolute.parent_path(), error);
    return error ? absolute : folder / absolute.filename();
}

} // namespace

bool is_lesson(const std::string& name) {
    const auto& all = lessons();
    return std::any_of(all.begin(), all.end(), [&](const Lesson& lesson) { return lesson.name == name; });
}

std::string scene_named(const std::string& named, const std::string& folder) {
    if (named.empty() || is_lesson(named) || own_descriptor(named)) return named;
    return with_real_folder(fs::path(folder) / named).string();
}

std::string scene_name_in(const std::string& file, const std::string& named) {
    if (named.empty() || is_lesson(named) || own_descriptor(named)) return named;
    const fs::path there = with_real_folder(named);
    if (own_descriptor(file)) return there.string(); // nobody knows where that leads
    const fs::path path = there.lexically_relative(with_real_folder(file).parent_path());
    if (path.empty()) return there.string();
    return is_lesson(path.string()) ? (fs::path(".") / path).string() : path.string();
}

} // namespace halfstep
