#pragma once
// Files that are written whole or not at all.

#include "app/base/unfinished.h"

#include <atomic>
#include <string>
#include <string_view>

namespace halfstep {

/// Writes `bytes` beside `path`, flushes them to the disk and renames: readers see the old file or the new one.
/// A link is followed; devices, and what the program was started with under any name (/dev/stdout, /dev/fd/3), a file
/// that it appends to as well, are written directly. An existing file must be writable. Throws std::runtime_error
/// "PATH: cannot be written: REASON"; then nothing of the new file is left. False: `cancel` (may be nullptr) was raised
/// while it waited for the reader of a pipe.
bool write_file(const std::string& path, std::string_view bytes, const std::atomic<bool>* cancel = nullptr);

/// Looks, without writing, whether write_file(path) could succeed: the folder exists and is writable, `path` is no
/// folder, no mount point and no named pipe, whose reader may never come. Returns what is wrong, or an empty string.
std::string why_not_writable(const std::string& path);

/// A new file that is written in pieces, through a buffer. Gone again unless close() was reached.
class OutputFile {
public:
    /// Throws if the file exists. Messages call it `shown`, when its path is none that the user knows.
    explicit OutputFile(const std::string& path, const std::string& shown = "");
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(std::string_view bytes); ///< throws std::runtime_error as write_file() does, as soon as the disk is full
    void close();                       ///< flushes to the disk

private:
    void flush();

    std::string path_;
    std::string shown_;
    std::string buffer_;
    Unfinished unfinished_;
    int fd_ = -1;
};

/// A file that another program writes: at temporary(), beside `path`, until commit() puts it in place. Gone again
/// without that.
class OutputPath {
public:
    explicit OutputPath(const std::string& path);
    ~OutputPath();
    OutputPath(const OutputPath&) = delete;
    OutputPath& operator=(const OutputPath&) = delete;

    const std::string& temporary() const { return temporary_; }
    void commit(); ///< flushes to the disk and renames; throws std::runtime_error as write_file() does
    /// Whether more could be written there, by trying: throws std::runtime_error as write_file() does, for a full disk,
    /// if not.
    void check_room() const;

private:
    std::string path_;  ///< links followed
    std::string shown_; ///< as the user wrote it
    std::string temporary_;
    Unfinished unfinished_;
};

/// A file that others read while it grows: every piece is in it at once. What was in it goes; what the program was
/// started with (/dev/stdout) goes on where it is.
class LogFile {
public:
    explicit LogFile(const std::string& path); ///< throws std::runtime_error as write_file() does
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    void write(std::string_view bytes); ///< throws std::runtime_error as write_file() does

private:
    std::string path_;
    int fd_ = -1;
};

} // namespace halfstep
