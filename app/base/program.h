#pragma once
// Other programs that do something for this one: found on the PATH, started without our signals, fed through their
// standard input.

#include <atomic>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace halfstep {

/// Where it is on the PATH; empty: nowhere.
std::string find_program(const std::string& name);

/// Starts the program at `path`, in a group of processes of its own, so that no Ctrl+C of the terminal reaches it.
/// `words`: its name as it sees it, and its arguments. `input` and `messages` become its standard input and error; what
/// it prints goes nowhere. Returns its number, or -1 with errno.
pid_t start_program(const std::string& path, std::vector<std::string> words, int input, int messages);

struct FeedLimits {
    double seconds = 10;                       ///< then it is ended, with all that it has started
    const std::atomic<bool>* cancel = nullptr; ///< raised: it is ended at once
};
/// Starts it, writes `input` to its standard input and waits until it has ended; what it leaves behind in the
/// background lives on. Returns what went wrong, in the last words that it said; empty: it has ended with exit code 0.
std::string feed_program(const std::string& path, std::vector<std::string> words, std::string_view input,
                         const FeedLimits& limits = {});

} // namespace halfstep
