#pragma once
// What a path leads to when it is no regular file: devices, pipes and sockets, which can make a program wait for ever.

#include <atomic>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace halfstep {

/// What a path leads to, links followed.
struct FileStatus {
    struct stat status {};
    int error = 0; ///< of errno; 0: it exists
};
FileStatus status_of(const std::string& path);
/// It exists, and is neither a regular file nor a folder.
bool is_special(const FileStatus& file);

/// Why a file that exists and is neither regular nor a folder cannot be opened without the risk of waiting for ever, or
/// an empty string: "it is a named pipe, ...". Devices can, and so can a pipe or socket that the program was started
/// with under any name (/dev/stdout). `access`: O_RDONLY or O_WRONLY.
std::string why_not_openable(const struct stat& status, int access);

/// Opens such a file without waiting: a descriptor that the caller closes, or -1 with errno.
int open_special(const std::string& path, const struct stat& status, int access);

/// Writes all to a descriptor whose reader may take its time. Returns 0 or the errno: EPIPE when the reader has gone
/// away, ECANCELED when `cancel` (may be nullptr) was raised while it waited.
int write_stream(int fd, std::string_view bytes, const std::atomic<bool>* cancel);

} // namespace halfstep
