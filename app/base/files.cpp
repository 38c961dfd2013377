#include "app/base/files.h"

#include "app/base/descriptor.h"
#include "app/base/paths.h"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace fs = std::filesystem;

namespace halfstep {

namespace {

constexpr std::size_t buffer_bytes = 1 << 18; ///< one write() each: large enough that system calls do not show

[[noreturn]] void fail_to_write(const std::string& path, int error) { fail_at(path, "cannot be written", error); }

void write_all(int fd, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail_to_write(path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

/// To a descriptor, which it closes.
bool write_descriptor(int fd, const std::string& path, std::string_view bytes, const std::atomic<bool>* cancel) {
    if (fd < 0) fail_to_write(path, errno);
    const int error = write_stream(fd, bytes, cancel);
    if (::close(fd) != 0 && error == 0) fail_to_write(path, errno);
    if (error != 0 && error != ECANCELED) fail_to_write(path, error);
    return error == 0;
}

bool is_open_for_writing(int fd) {
    const int flags = ::fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

/// What a rename cannot replace: devices, pipes, and what this program has open.
bool is_stream(const std::string& path) {
    const auto fd = own_descriptor(path);
    return (fd && is_open_for_writing(*fd)) || is_special(status_of(path));
}

/// A descriptor that the caller closes, or -1 with errno.
int open_stream(const std::string& path) {
    if (const auto fd = own_descriptor(path); fd && is_open_for_writing(*fd)) return ::fcntl(*fd, F_DUPFD_CLOEXEC, 0);
    return open_special(path, status_of(path).status, O_WRONLY);
}

/// Renames; the new file has the rights of the old one. `shown`: what messages call it.
void put_in_place(const std::string& temporary, const fs::path& target, const std::string& shown) {
    struct stat old {};
    if (::stat(target.c_str(), &old) == 0) ::chmod(temporary.c_str(), old.st_mode & 07777);
    if (std::rename(temporary.c_str(), target.c_str()) != 0) {
        const int reason = errno;
        ::unlink(temporary.c_str());
        fail_to_write(shown, reason);
    }
    sync_folder(folder_of(target));
}

} // namespace

bool write_file(const std::string& path, std::string_view bytes, const std::atomic<bool>* cancel) {
    const fs::path target = follow_links(path);
    if (const std::string reason = why_not_writable(path); !reason.empty())
        throw std::runtime_error(path + ": cannot be written: " + reason);
    if (is_stream(path)) return write_descriptor(open_stream(path), path, bytes, cancel);
    const std::string temporary = name_beside(target);
    OutputFile file(temporary, path);
    file.write(bytes);
    file.close();
    put_in_place(temporary, target, path);
    return true;
}

std::string why_not_writable(const std::string& path) {
    if (path.empty()) return "an empty name";
    if (const auto fd = own_descriptor(path)) {
        if (is_open_for_writing(*fd)) return "";
        struct stat own {};
        if (::fstat(*fd, &own) != 0) return "it is not open";
        if (S_ISREG(own.st_mode)) return "it is open for reading only";
    }
    const fs::path target = follow_links(path);
    if (in_lost_folder(target.string())) return "the folder that you are in is gone";
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
    if (const std::string reason = why_not_replaceable(target.string()); !reason.empty()) return "it " + reason;
    return "";
}

// ---- OutputFile ----

OutputFile::OutputFile(const std::string& path, const std::string& shown)
    : path_(path), shown_(shown.empty() ? path : shown), unfinished_(path) {
    wait_if_ending();
    fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd_ < 0) fail_to_write(shown_, errno);
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
    if (::fsync(fd_) != 0 && errno != EINVAL && errno != ENOTSUP) fail_to_write(shown_, errno);
    const int closed = ::close(std::exchange(fd_, -1));
    if (closed == 0) return;
    const int reason = errno;
    ::unlink(path_.c_str());
    fail_to_write(shown_, reason);
}

// ---- OutputPath ----

OutputPath::OutputPath(const std::string& path)
    : path_(follow_links(path).string()), shown_(path), temporary_(name_beside(path_)), unfinished_(temporary_) {}

OutputPath::~OutputPath() { ::unlink(temporary_.c_str()); } // after commit() there is nothing of that name

void OutputPath::commit() {
    const int fd = ::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) fail_to_write(shown_, errno);
    const int synced = ::fsync(fd), reason = errno;
    ::close(fd);
    if (synced != 0 && reason != EINVAL && reason != ENOTSUP) fail_to_write(shown_, reason);
    put_in_place(temporary_, path_, shown_);
}

void OutputPath::check_room() const {
    constexpr std::size_t enough = 1 << 16; // bytes: more than programs keep back for their next write
    const int fd = ::open(temporary_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) fail_to_write(shown_, errno);
    try {
        write_all(fd, std::string(enough, '\0'), shown_);
        if (::fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP) fail_to_write(shown_, errno);
    } catch (...) {
        ::close(fd);
        throw;
    }
    ::close(fd);
}

// ---- LogFile ----

LogFile::LogFile(const std::string& path) : path_(path) {
    if (const std::string reason = why_not_writable(path); !reason.empty())
        throw std::runtime_error(path + ": cannot be written: " + reason);
    fd_ = is_stream(path) ? open_stream(path) : ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd_ < 0) fail_to_write(path_, errno);
}

LogFile::~LogFile() { ::close(fd_); }

void LogFile::write(std::string_view bytes) { write_all(fd_, bytes, path_); }

} // namespace halfstep
