#include "app/base/unfinished.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace halfstep {

namespace {

// A signal handler reaches nothing but globals, and may not ask for memory.
enum SlotState : int { vacant, being_filled, filled };
struct Slot {
    std::atomic<int> state{vacant};
    std::array<char, PATH_MAX> path{};
};
constexpr int slots = 32; ///< a program writes a few files at once; of more, those beyond stay behind
std::array<Slot, slots> table;
std::atomic<pid_t> helper_group{0};
std::atomic<bool> ending{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<pid_t>::is_always_lock_free);

void sleep_ms(long ms) {
    const timespec time{ms / 1000, ms % 1000 * 1'000'000};
    ::nanosleep(&time, nullptr);
}

#ifdef SYS_getdents64
/// What the kernel hands out of a folder: linux/dirent.h has it for itself alone.
struct Entry {
    std::uint64_t inode;
    std::int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[1];
};

/// Of an open folder, by system calls alone. False: something may be left.
bool remove_content(int folder, int depth) {
    constexpr int deepest = 8; // ours have folders of files
    alignas(Entry) char list[4096];
    bool all = true;
    while (true) {
        const long bytes = ::syscall(SYS_getdents64, folder, list, sizeof list);
        if (bytes <= 0) return all && bytes == 0;
        for (long at = 0; at < bytes;) {
            const auto* entry = reinterpret_cast<const Entry*>(list + at);
            at += entry->length;
            if (std::strcmp(entry->name, ".") == 0 || std::strcmp(entry->name, "..") == 0) continue;
            if (::unlinkat(folder, entry->name, 0) == 0 || errno == ENOENT) continue;
            const int inner = depth < deepest ? ::openat(folder, entry->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) : -1;
            if (inner >= 0) {
                all = remove_content(inner, depth + 1) && all;
                ::close(inner);
            }
            if (::unlinkat(folder, entry->name, AT_REMOVEDIR) != 0) all = false;
        }
    }
}
#else
bool remove_content(int, int) { return true; }
#endif

void remove_path(const char* path) {
    constexpr int tries = 50; // another thread may be making a file just now
    for (int i = 0; i < tries; ++i) {
        if (::unlink(path) == 0 || errno == ENOENT) return;
        const int folder = ::open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (folder < 0) return;
        remove_content(folder, 0);
        ::close(folder);
        if (::rmdir(path) == 0) return;
        sleep_ms(2);
    }
}

} // namespace

Unfinished::Unfinished(const std::string& path) {
    if (path.size() >= PATH_MAX) return; // nothing can be there
    for (int i = 0; i < slots && slot_ < 0; ++i) {
        Slot& slot = table[static_cast<std::size_t>(i)];
        int expected = vacant;
        if (!slot.state.compare_exchange_strong(expected, being_filled)) continue;
        std::memcpy(slot.path.data(), path.c_str(), path.size() + 1);
        slot.state = filled;
        slot_ = i;
    }
}

void Unfinished::forget() {
    if (slot_ >= 0) table[static_cast<std::size_t>(slot_)].state = vacant;
    slot_ = -1;
}

void set_helper_group(pid_t group) { helper_group = group; }

void wait_if_ending() {
    while (ending) sleep_ms(1000);
}

void end_by_signal(int signal) {
    const int error = errno;
    if (ending.exchange(true)) { // another thread is at it
        errno = error;
        return;
    }
    if (const pid_t group = helper_group; group > 0) ::kill(-group, SIGKILL);
    for (Slot& slot : table)
        if (slot.state == filled) remove_path(slot.path.data());
    std::signal(signal, SIG_DFL);
    ::kill(::getpid(), signal); // as if it had never been caught, so that shells and scripts see it
    sigset_t only;
    ::sigemptyset(&only);
    ::sigaddset(&only, signal);
    ::sigprocmask(SIG_UNBLOCK, &only, nullptr); // it is blocked in its own handler
}

void end_cleanly_at_signals() {
    struct sigaction action {};
    action.sa_handler = end_by_signal;
    action.sa_flags = SA_RESTART;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
        struct sigaction before {};
        ::sigaction(signal, nullptr, &before);
        if (before.sa_handler != SIG_IGN)
            ::sigaction(signal, &action, nullptr); // nohup and background jobs ignore them
    }
}

} // namespace halfstep
