#pragma once
// Files that are read: opening one never waits, and one that cannot be used is the mistake of whoever named it.

#include <cstdint>
#include <stdexcept>
#include <string>

namespace halfstep {

/// "PATH: REASON": a file that was named and cannot be read as it is. (What the machine cannot do is another
/// std::runtime_error.)
class InputError : public std::runtime_error {
public:
    /// `allowed`: what would do instead; it ends the message.
    explicit InputError(const std::string& mistake, std::string allowed = "");

    /// The message for a reader who says which content is allowed: "PATH: REASON; allowed: a CSV file of x (at most 10
    /// bytes)".
    std::string allowing(const std::string& content) const;

private:
    std::string mistake_, allowed_;
};

/// What is said of a file that is not there: also, what of its name a message does not show.
std::string no_such_file(const std::string& path);

class MissingFile : public InputError {
public:
    using InputError::InputError;
};

enum class InputKind {
    any,     ///< also a device, and a pipe that the program was started with (/dev/stdin, /dev/fd/63)
    regular, ///< what can be read again, and ends
};

/// A file that is read once, from its start. A named pipe is refused: nobody may ever write into it.
class InputFile {
public:
    /// Throws InputError when it is missing (MissingFile), unreadable, a folder, of another kind than `kind`, or larger
    /// than `limit` bytes.
    InputFile(const std::string& path, std::int64_t limit, InputKind kind = InputKind::any);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    /// The next bytes, `n` at most; 0: the end. Throws InputError as soon as there are more than `limit`.
    std::size_t read(char* to, std::size_t n);

private:
    std::string path_;
    std::int64_t limit_, seen_ = 0; ///< bytes
    int fd_ = -1;
};

/// All bytes of a file. Throws what InputFile throws. A large file is refused by its size, unread; a device is read up
/// to the limit, so that it ends.
std::string read_file(const std::string& path, std::int64_t limit, InputKind kind = InputKind::any);

} // namespace halfstep
