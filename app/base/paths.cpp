#include "app/base/paths.h"

#include "app/base/descriptor.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <random>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace halfstep {

namespace {

constexpr int most_links = 40; ///< in a chain, as the kernel has it

fs::path next_link(const fs::path& link, std::error_code& error) {
    const fs::path to = fs::read_symlink(link, error);
    return to.is_absolute() ? to : folder_of(link) / to;
}

/// Whether a folder without links in its path holds the descriptors of this program, or of a thread of it.
bool holds_descriptors(const std::string& folder) {
    std::error_code error;
    const std::string own = fs::canonical("/proc/self", error).string() + "/";
    return !error && folder.starts_with(own) && fs::path(folder).filename() == "fd";
}

bool is_mount_point(const std::string& path) {
#ifdef STATX_ATTR_MOUNT_ROOT
    struct statx found {};
    if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_TYPE, &found) == 0 &&
        (found.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0)
        return (found.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
#endif
    const FileStatus own = status_of(path), around = status_of(folder_of(path).string());
    return own.error == 0 && around.error == 0 && own.status.st_dev != around.status.st_dev;
}

} // namespace

fs::path folder_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

fs::path follow_links(fs::path path) {
    if (is_special(status_of(path.string()))) return path;
    std::error_code error;
    for (int hops = 0; hops < most_links && fs::is_symlink(path, error); ++hops) {
        const fs::path next = next_link(path, error);
        if (error) break;
        path = next;
    }
    return path;
}

fs::path resolved_folder(const std::string& name, std::error_code& error) {
    fs::path path = fs::absolute(name, error);
    if (error) return {};
    while (path.has_relative_path() && (!path.has_filename() || path.filename() == ".")) path = path.parent_path();
    return fs::weakly_canonical(follow_links(path), error);
}

bool in_lost_folder(const std::string& path) {
    std::error_code error;
    return fs::path(path).is_relative() && fs::current_path(error).empty();
}

std::string name_beside(const fs::path& path) {
    std::random_device random; // not for numbers that matter
    char name[32];
    std::snprintf(name, sizeof name, ".halfstep-%08x%08x", random(), random());
    return (path.parent_path() / name).string();
}

std::optional<int> own_descriptor(const std::string& name) {
    fs::path path = name;
    std::error_code error;
    for (int hops = 0; hops < most_links; ++hops) {
        const std::string folder = fs::canonical(folder_of(path), error).string(), last = path.filename().string();
        if (error) return std::nullopt;
        if (holds_descriptors(folder)) {
            const bool number = !last.empty() && last.size() < 9 && last.find_first_not_of("0123456789") == last.npos;
            return number ? std::optional(std::atoi(last.c_str())) : std::nullopt;
        }
        if (!fs::is_symlink(path, error)) return std::nullopt;
        path = next_link(path, error);
    }
    return std::nullopt;
}

std::string why_not_replaceable(const std::string& path) {
    struct stat own {
    }, around{};
    if (::lstat(path.c_str(), &own) != 0) return "";
    if (is_mount_point(path)) return "is a mount point, whose place nothing else can take";
    const bool sticky = ::stat(folder_of(path).c_str(), &around) == 0 && (around.st_mode & S_ISVTX) != 0;
    const uid_t user = ::geteuid();
    if (sticky && user != 0 && own.st_uid != user && around.st_uid != user)
        return std::string("belongs to someone else: ") + std::strerror(EPERM);
    return "";
}

void sync_folder(const fs::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    ::fsync(fd);
    ::close(fd);
}

void fail_at(const std::string& path, const std::string& what, int error) {
    throw std::runtime_error(path + ": " + what + ": " + std::strerror(error));
}

} // namespace halfstep
