#include "app/base/descriptor.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace halfstep {

namespace {

constexpr int cancel_ms = 50; ///< how soon a raised flag is seen

/// The descriptor of that pipe, socket or device which this program has open for such access; -1: none.
int open_already(const struct stat& status, int access) {
    constexpr int most = 256; // shells hand theirs over below: 0 to 2, and 63 down for <(...)
    for (int fd = 0; fd < most; ++fd) {
        struct stat own {};
        if (::fstat(fd, &own) != 0 || own.st_dev != status.st_dev || own.st_ino != status.st_ino) continue;
        const int mode = ::fcntl(fd, F_GETFL) & O_ACCMODE;
        if (mode == access || mode == O_RDWR) return fd;
    }
    return -1;
}

} // namespace

FileStatus status_of(const std::string& path) {
    FileStatus result;
    if (::stat(path.c_str(), &result.status) != 0) result.error = errno;
    return result;
}

bool is_special(const FileStatus& file) {
    return file.error == 0 && !S_ISREG(file.status.st_mode) && !S_ISDIR(file.status.st_mode);
}

std::string why_not_openable(const struct stat& status, int access) {
    if (S_ISCHR(status.st_mode) || open_already(status, access) >= 0) return "";
    if (S_ISFIFO(status.st_mode))
        return access == O_RDONLY ? "is a named pipe, into which nobody may ever write"
                                  : "is a named pipe, from which nobody may ever read";
    return S_ISSOCK(status.st_mode) ? "is a socket" : "is a whole disk";
}

int open_special(const std::string& path, const struct stat& status, int access) {
    if (!S_ISCHR(status.st_mode)) return ::fcntl(open_already(status, access), F_DUPFD_CLOEXEC, 0);
    return ::open(path.c_str(), access | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

int write_stream(int fd, std::string_view bytes, const std::atomic<bool>* cancel) {
    while (!bytes.empty()) {
        pollfd end{fd, POLLOUT, 0};
        if (::poll(&end, 1, cancel_ms) <= 0) {
            if (cancel && *cancel) return ECANCELED;
            continue;
        }
        // As much as a pipe takes without waiting once it takes anything.
        const ssize_t n = ::write(fd, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
        if (n < 0 && errno != EINTR && errno != EAGAIN) return errno;
        if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return 0;
}

} // namespace halfstep
