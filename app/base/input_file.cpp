#include "app/base/input_file.h"

#include "app/base/descriptor.h"
#include "app/base/text.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace halfstep {

namespace {

[[noreturn]] void fail_to_read(const std::string& path, int error) {
    const std::string text = path + ": cannot be read: " + std::strerror(error);
    for (const int machine : {EIO, ENOMEM, EMFILE, ENFILE})
        if (error == machine) throw std::runtime_error(text);
    throw InputError(text);
}

[[noreturn]] void fail_too_large(const std::string& path, const std::string& size, std::int64_t limit) {
    throw InputError(path + ": has " + size + " bytes, which is too many",
                     "at most " + std::to_string(limit) + " bytes");
}

} // namespace

std::string no_such_file(const std::string& path) {
    const std::string unseen = unseen_character(path.substr(path.rfind('/') + 1));
    return unseen.empty() ? "no such file" : "no such file: of the name, " + unseen;
}

InputError::InputError(const std::string& mistake, std::string allowed)
    : std::runtime_error(allowed.empty() ? mistake : mistake + "; allowed: " + allowed), mistake_(mistake),
      allowed_(std::move(allowed)) {}

std::string InputError::allowing(const std::string& content) const {
    return mistake_ + "; allowed: " + content + (allowed_.empty() ? "" : " (" + allowed_ + ")");
}

InputFile::InputFile(const std::string& path, std::int64_t limit, InputKind kind) : path_(path), limit_(limit) {
    const auto [status, error] = status_of(path);
    if (error == ENOENT || error == ENOTDIR) throw MissingFile(path + ": " + no_such_file(path));
    if (error != 0) fail_to_read(path, error);
    const bool regular = S_ISREG(status.st_mode);
    if (!regular && kind == InputKind::regular) throw InputError(path + ": is no regular file");
    if (S_ISDIR(status.st_mode)) throw InputError(path + ": is a folder");
    if (regular && status.st_size > limit) fail_too_large(path, std::to_string(status.st_size), limit);
    if (!regular)
        if (const std::string reason = why_not_openable(status, O_RDONLY); !reason.empty())
            throw InputError(path + ": " + reason, "a regular file, or /dev/stdin");
    // O_NONBLOCK: whatever has taken the place of a regular file in the meantime.
    fd_ = regular ? ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
                  : open_special(path, status, O_RDONLY);
    if (fd_ < 0) fail_to_read(path, errno);
}

InputFile::~InputFile() { ::close(fd_); }

std::size_t InputFile::read(char* to, std::size_t n) {
    while (true) {
        const ssize_t got = ::read(fd_, to, n);
        if (got >= 0) {
            seen_ += got;
            if (seen_ > limit_) fail_too_large(path_, "more than " + std::to_string(limit_), limit_);
            return static_cast<std::size_t>(got);
        }
        pollfd end{fd_, POLLIN, 0};
        if (errno == EAGAIN)
            ::poll(&end, 1, -1);
        else if (errno != EINTR)
            fail_to_read(path_, errno);
    }
}

std::string read_file(const std::string& path, std::int64_t limit, InputKind kind) {
    InputFile file(path, limit, kind);
    std::string bytes;
    std::array<char, 1 << 14> chunk;
    while (const std::size_t n = file.read(chunk.data(), chunk.size())) bytes.append(chunk.data(), n);
    return bytes;
}

} // namespace halfstep
