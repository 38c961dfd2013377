#include "app/base/files.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
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

/// A name beside `path` that no other process and no other thread uses.
std::string name_beside(const fs::path& path) {
    static std::atomic<int> count{0};
    const std::string name = std::string(".") + path.filename().string() + ".halfstep-" + std::to_string(getpid()) +
                             "-" + std::to_string(count.fetch_add(1));
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
void write_directly(const std::string& path, std::string_view bytes) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) fail(path, "cannot be written", errno);
    try {
        write_all(fd, bytes, path);
    } catch (...) {
        ::close(fd);
        throw;
    }
    if (::close(fd) != 0) fail(path, "cannot be written", errno);
}

/// Where a chain of links ends, even if nothing is there yet.
fs::path follow_links(fs::path path) {
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

void write_file(const std::string& path, std::string_view bytes) {
    const fs::path target = follow_links(path);
    std::error_code error;
    const fs::file_status status = fs::status(target, error);
    if (fs::is_directory(status)) throw std::runtime_error(path + ": cannot be written: it is a folder");
    if (fs::exists(status) && !fs::is_regular_file(status)) return write_directly(target.string(), bytes);
    if (fs::exists(status) && ::access(target.c_str(), W_OK) != 0) fail(path, "cannot be written", errno);

    const std::string temporary = name_beside(target);
    OutputFile file(temporary, path);
    file.write(bytes);
    file.close();
    put_in_place(temporary, target, path);
}

std::string why_not_writable(const std::string& path) {
    if (path.empty()) return "an empty name";
    const fs::path target = follow_links(path);
    std::error_code error;
    const fs::file_status status = fs::status(target, error);
    if (fs::is_directory(status)) return "it is a folder";
    if (fs::exists(status) && ::access(target.c_str(), W_OK) != 0) return std::strerror(errno);
    if (fs::exists(status) && !fs::is_regular_file(status)) return "";
    if (!target.has_filename()) return "it ends in '/', which names a folder";
    const fs::path folder = folder_of(target);
    if (!fs::exists(folder, error)) return "the folder " + folder.string() + " does not exist";
    if (!fs::is_directory(folder, error)) return folder.string() + " is not a folder";
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        return "the folder " + folder.string() + ": " + std::strerror(errno);
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
    } else if (std::rename(temporary_.c_str(), path_.c_str()) != 0) {
        fail(shown_, "cannot be made", errno);
    }
    committed_ = true;
    sync_folder(folder_of(path_));
}

// ---- reading ----

std::string read_file(const std::string& path, std::int64_t limit) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) throw MissingFile(path + ": no such file");
    if (error) throw std::runtime_error(path + ": cannot be read: " + error.message());
    if (fs::is_directory(status)) throw std::runtime_error(path + ": is a folder");
    const auto too_large = [&](const std::string& size) {
        return std::runtime_error(path + ": has " + size + ", refused unread; allowed: at most " +
                                  std::to_string(limit) + " bytes");
    };
    if (fs::is_regular_file(status)) {
        const auto size = fs::file_size(path, error);
        if (!error && size > static_cast<std::uintmax_t>(limit)) throw too_large(std::to_string(size) + " bytes");
    }
    std::FILE* file = std::fopen(path.c_str(), "rbe");
    if (!file) throw std::runtime_error(path + ": cannot be read: " + std::strerror(errno));
    std::string bytes;
    char chunk[1 << 14];
    std::size_t n = 0;
    while (static_cast<std::int64_t>(bytes.size()) <= limit && (n = std::fread(chunk, 1, sizeof chunk, file)) > 0)
        bytes.append(chunk, n);
    const int failed = std::ferror(file) ? errno : 0;
    std::fclose(file);
    if (failed) throw std::runtime_error(path + ": cannot be read: " + std::strerror(failed));
    if (static_cast<std::int64_t>(bytes.size()) > limit)
        throw too_large("more than " + std::to_string(limit) + " bytes");
    return bytes;
}

} // namespace halfstep
