#pragma once
// What must not outlive the program when a signal ends it: files and folders that are not whole yet, and the program
// that may be writing one.

#include <string>
#include <sys/types.h>

namespace halfstep {

/// A file or folder that a signal which ends the program removes with all that is in it, as long as this lives.
class Unfinished {
public:
    Unfinished() = default;
    explicit Unfinished(const std::string& path);
    ~Unfinished() { forget(); }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    void forget(); ///< it is whole, or gone

private:
    int slot_ = -1; ///< -1: none
};

/// A group of processes that such a signal ends, too, before it removes anything; 0: none.
void set_helper_group(pid_t group);

/// SIGINT, SIGTERM, SIGHUP and SIGPIPE, unless they are ignored, end the program by end_by_signal().
void end_cleanly_at_signals();
/// Removes what is unfinished and ends the program by this signal. A signal handler may call it.
void end_by_signal(int signal);

/// Does not return once the program is about to end: whoever is about to make a file asks first.
void wait_if_ending();

} // namespace halfstep
