#pragma once
// Files and folders that are written whole or not at all.

#include <atomic>
#include <string>
#include <string_view>

namespace halfstep {

/// Writes `bytes` beside `path`, flushes them to the disk and renames: readers see the old file or the new one.
/// A link is followed; devices, and pipes that the program was started with (/dev/stdout), are written directly. An existing file
/// must be writable. Throws std::runtime_error "PATH: cannot be written: REASON"; then nothing of the new file is left. False:
/// `cancel` (may be nullptr) was raised while it waited for the reader of a pipe.
bool write_file(const std::string& path, std::string_view bytes, const std::atomic<bool>* cancel = nullptr);

/// Looks, without writing, whether write_file(path) could succeed: the folder exists and is writable, `path` is no folder and no
/// named pipe, whose reader may never come. Returns what is wrong, or an empty string.
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
    int fd_ = -1;
};

/// A file that another program writes: at temporary(), beside `path`, until commit() puts it in place. Gone again without that.
class OutputPath {
public:
    explicit OutputPath(const std::string& path);
    ~OutputPath();
    OutputPath(const OutputPath&) = delete;
    OutputPath& operator=(const OutputPath&) = delete;

    const std::string& temporary() const { return temporary_; }
    void commit(); ///< flushes to the disk and renames; throws std::runtime_error as write_file() does
    /// Whether more could be written there, by trying: throws std::runtime_error as write_file() does, for a full disk, if not.
    void check_room() const;

private:
    std::string path_;  ///< links followed
    std::string shown_; ///< as the user wrote it
    std::string temporary_;
};

/// A folder that appears at `path` complete, in one rename. What is written goes to a hidden folder beside it until commit();
/// without commit() all of it is removed, as are the parent folders that had to be made.
class OutputFolder {
public:
    explicit OutputFolder(const std::string& path);
    ~OutputFolder();
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    /// Begins the file of that name; "a/b.csv" makes the folder a.
    OutputFile file(const std::string& name) const;
    /// Puts the folder in place; an existing one is replaced with everything in it.
    void commit();

private:
    void remove_made_parents() const;

    std::string path_;  ///< absolute, links followed
    std::string shown_; ///< as the user wrote it
    std::string temporary_;
    std::string made_parent_; ///< the topmost parent that did not exist before
    bool committed_ = false;
};

} // namespace halfstep
