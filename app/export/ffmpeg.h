#pragma once
// The ffmpeg program as a child that is fed through a pipe: Halfstep contains no video encoder.

#include "core/base/progress.h"

#include <atomic>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace halfstep {

/// Where it is on the PATH; empty: nowhere.
std::string find_ffmpeg();

/// It must be finished, or it is killed when this goes. No Ctrl+C of the terminal reaches it. Everything throws
/// std::runtime_error "ffmpeg: REASON", with the last thing that it said, when it fails.
class Ffmpeg {
public:
    /// `arguments` without the program's name and the usual ones; "pipe:0" is what write() feeds. `cancel` may be
    /// nullptr.
    Ffmpeg(const std::string& program, std::vector<std::string> arguments, const std::atomic<bool>* cancel);
    ~Ffmpeg();
    Ffmpeg(const Ffmpeg&) = delete;
    Ffmpeg& operator=(const Ffmpeg&) = delete;

    bool write(std::string_view bytes); ///< false: cancelled
    bool finish();                      ///< waits until it has written everything; false: cancelled
    /// How many frames it took in, by its own account.
    int frames() const { return static_cast<int>(last_value("frame=")); }
    /// Tells how much it has written of so many seconds.
    void report(const Progress& done, double seconds);

private:
    void listen();
    long long last_value(const std::string& key) const;
    bool has_ended();
    bool wait();
    void kill();
    [[noreturn]] void fail() const;

    const std::atomic<bool>* cancel_;
    pid_t pid_ = -1;
    int input_ = -1, messages_ = -1; ///< our ends
    int status_ = 0;
    std::string said_; ///< the end of it
    Progress done_{};
    double seconds_ = 1;
};

} // namespace halfstep
