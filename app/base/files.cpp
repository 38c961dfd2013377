#include "app/base/files.h"

#include "app/base/descriptor.h"

#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace fs = std::filesystem;

namespace halfstep {

namespace {

constexpr std::size_t buffer_bytes = 1 << 18; ///< one write() each: large enough that system calls do not show

[[noreturn]] void fail(const std::string& path, const char* what, int error) {
    throw std::runtime_error(path + ": " + what + ": " + std::strerror(error));
}

/// A name beside `path` that nobody else uses, on whatever machine: files are shared. Whatever `path` is called, it is shorter than
/// what any folder takes.
std::string name_beside(const fs::path& path) {
    std::random_device random; // not for numbers that matter
    char name[32];
    std::snprintf(name, sizeof name, ".halfstep-%08x%08x", random(), random());
    return (path.parent_path() / name).string();
}

fs::path folder_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

/// Renames survive a crash once their folder is on the disk. Not every file system can: then it is left at that.
void sync_folder(const fs::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    ::fsync(fd);
    ::close(fd);
}

void write_all(int fd, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail(path, "cannot be written", errno);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

/// Devices and pipes cannot be replaced by a rename.
bool write_directly(const std::string& path, const struct stat& status, std::string_view bytes,
                    const std::atomic<bool>* cancel) {
    const int fd = open_special(path, status, O_WRONLY);
    if (fd < 0) fail(path, "cannot be written", errno);
    const int error = write_stream(fd, bytes, cancel);
    if (::close(fd) != 0 && error == 0) fail(path, "cannot be written", errno);
    if (error != 0 && error != ECANCELED) fail(path, "cannot be written", error);
    return error == 0;
}

bool is_special(const FileStatus& file) {
    return file.error == 0 && !S_ISREG(file.status.st_mode) && !S_ISDIR(file.status.st_mode);
}

/// Where a chain of links ends, even if nothing is there yet; what is neither a file nor a folder keeps its name, as that of
/// a pipe behind /dev/stdout is none.
fs::path follow_links(fs::path path) {
    if (is_special(status_of(path.string()))) return path;
    std::error_code error;
    for (int hops = 0; hops < 40 && fs::is_symlink(path, error); ++hops) {
        const fs::path to = fs::read_symlink(path, error);
        if (error) break;
        path = to.is_absolute() ? to : folder_of(path) / to;
    }
    return path;
}

/// Renames; the new file has the rights of the old one. `shown`: what messages call it.
void put_in_place(const std::string& temporary, const fs::path& target, const std::string& shown) {
    struct stat old {};
    if (::stat(target.c_str(), &old) == 0) ::chmod(temporary.c_str(), old.st_mode & 07777);
    if (std::rename(temporary.c_str(), target.c_str()) != 0) {
        const int reason = errno;
        ::unlink(temporary.c_str());
        fail(shown, "cannot be written", reason);
    }
    sync_folder(folder_of(target));
}

} // namespace

bool write_file(const std::string& path, std::string_view bytes, const std::atomic<bool>* cancel) {
    const fs::path target = follow_links(path);
    if (const std::string reason = why_not_writable(path); !reason.empty())
        throw std::runtime_error(path + ": cannot be written: " + reason);
    if (const FileStatus file = status_of(target.string()); is_special(file))
        return write_directly(target.string(), file.status, bytes, cancel);
    const std::string temporary = name_beside(target);
    OutputFile file(temporary, path);
    file.write(bytes);
    file.close();
    put_in_place(temporary, target, path);
    return true;
}

std::string why_not_writable(const std::string& path) {
    if (path.empty()) return "an empty name";
    const fs::path target = follow_links(path);
    const FileStatus file = status_of(target.string());
    if (file.error != 0 && file.error != ENOENT && file.error != ENOTDIR) return std::strerror(file.error);
    if (file.error == 0 && S_ISDIR(file.status.st_mode)) return "it is a folder";
    if (is_special(file)) {
        const std::string reason = why_not_openable(file.status, O_WRONLY);
        if (!reason.empty()) return "it " + reason;
    }
    if (file.error == 0 && ::access(target.c_str(), W_OK) != 0) return std::strerror(errno);
    if (is_special(file)) return "";
    if (!target.has_filename()) return "it ends in '/', which names a folder";
    const fs::path folder = folder_of(target);
    std::error_code error;
    if (!fs::exists(folder, error)) return "the folder " + folder.string() + " does not exist";
    if (!fs::is_directory(folder, error)) return folder.string() + " is not a folder";
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        return "the folder " + folder.string() + ": " + std::strerror(errno);
    if (name_beside(target).size() >= PATH_MAX) return std::strerror(ENAMETOOLONG);
    return "";
}

// ---- OutputFile ----

OutputFile::OutputFile(const std::string& path, const std::string& shown)
    : path_(path), shown_(shown.empty() ? path : shown) {
    fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd_ < 0) fail(shown_, "cannot be written", errno);
    buffer_.reserve(buffer_bytes);
}

OutputFile::~OutputFile() {
    if (fd_ < 0) return;
    ::close(fd_);
    ::unlink(path_.c_str());
}

void OutputFile::write(std::string_view bytes) {
    if (buffer_.size() + bytes.size() > buffer_bytes) flush();
    if (bytes.size() >= buffer_bytes)
        write_all(fd_, bytes, shown_);
    else
        buffer_.append(bytes);
}

void OutputFile::flush() {
    write_all(fd_, buffer_, shown_);
    buffer_.clear();
}

void OutputFile::close() {
    flush();
    // A file system without fsync (EINVAL) has written all the same; a full or broken disk says so here at the latest.
    if (::fsync(fd_) != 0 && errno != EINVAL && errno != ENOTSUP) fail(shown_, "cannot be written", errno);
    const int closed = ::close(std::exchange(fd_, -1));
    if (closed == 0) return;
    const int reason = errno;
    ::unlink(path_.c_str());
    fail(shown_, "cannot be written", reason);
}

// ---- OutputPath ----

OutputPath::OutputPath(const std::string& path)
    : path_(follow_links(path).string()), shown_(path), temporary_(name_beside(path_)) {}

OutputPath::~OutputPath() { ::unlink(temporary_.c_str()); } // after commit() there is nothing of that name

void OutputPath::commit() {
    const int fd = ::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) fail(shown_, "cannot be written", errno);
    const int synced = ::fsync(fd), reason = errno;
    ::close(fd);
    if (synced != 0 && reason != EINVAL && reason != ENOTSUP) fail(shown_, "cannot be written", reason);
    put_in_place(temporary_, path_, shown_);
}

void OutputPath::check_room() const {
    constexpr std::size_t enough = 1 << 16; // bytes: more than programs keep back for their next write
    const int fd = ::open(temporary_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) fail(shown_, "cannot be written", errno);
    try {
        write_all(fd, std::string(enough, '\0'), shown_);
        if (::fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP) fail(shown_, "cannot be written", errno);
    } catch (...) {
        ::close(fd);
        throw;
    }
    ::close(fd);
}

// ---- OutputFolder ----

OutputFolder::OutputFolder(const std::string& path) : shown_(path) {
    fs::path target = fs::absolute(path).lexically_normal();
    if (!target.has_filename()) target = target.parent_path(); // "out/" is out
    target = follow_links(target);
    path_ = target.string();

    std::error_code error;
    for (fs::path p = folder_of(target); !fs::exists(p, error) && p.has_relative_path(); p = p.parent_path())
        made_parent_ = p.string();
    fs::create_directories(folder_of(target), error);
    if (!error) {
        temporary_ = name_beside(target);
        if (::mkdir(temporary_.c_str(), 0777) != 0) error.assign(errno, std::generic_category());
    }
    if (!error) return;
    remove_made_parents();
    fail(path, "the folder cannot be made", error.value());
}

OutputFolder::~OutputFolder() {
    if (committed_) return;
    std::error_code ignored;
    fs::remove_all(temporary_, ignored);
    remove_made_parents();
}

void OutputFolder::remove_made_parents() const {
    if (made_parent_.empty()) return;
    std::error_code error; // a parent that someone else has put something into is not empty, and stays
    for (fs::path p = folder_of(path_); fs::remove(p, error) && p.string() != made_parent_;) p = p.parent_path();
}

OutputFile OutputFolder::file(const std::string& name) const {
    const fs::path path = fs::path(temporary_) / name;
    const std::string shown = (fs::path(shown_) / name).string();
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) fail(shown, "cannot be written", error.value());
    return OutputFile(path.string(), shown);
}

void OutputFolder::commit() {
    std::error_code error;
    sync_folder(temporary_);
    bool swapped = false;
    struct stat before {};
    if (::stat(path_.c_str(), &before) == 0) (void)::chmod(temporary_.c_str(), before.st_mode & 07777); // as it was
    if (fs::exists(path_, error)) {
        // Both names change in one move where the kernel can; elsewhere there is a moment without the folder.
#if defined(SYS_renameat2) && defined(RENAME_EXCHANGE)
        swapped = ::syscall(SYS_renameat2, AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) == 0;
#endif
        if (!swapped) {
            const std::string old = name_beside(path_);
            if (std::rename(path_.c_str(), old.c_str()) != 0) fail(shown_, "cannot be replaced", errno);
            if (std::rename(temporary_.c_str(), path_.c_str()) != 0) {
                const int reason = errno;
                (void)std::rename(old.c_str(), path_.c_str());
                fail(shown_, "cannot be replaced", reason);
            }
            temporary_ = old;
        }
        fs::remove_all(temporary_, error); // now the old one
        if (error) {
            committed_ = true;
            fail(shown_, ("is written, but what it replaces cannot be removed and lies in " + temporary_).c_str(), error.value());
        }
    } else if (std::rename(temporary_.c_str(), path_.c_str()) != 0) {
        fail(shown_, "cannot be made", errno);
    }
    committed_ = true;
    sync_folder(folder_of(path_));
}

} // namespace halfstep
