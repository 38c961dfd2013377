#pragma once
// What a window is, on disk a moment after every change, so that neither closing nor a crash loses it. Each window has
// a file of its own in a folder that all share, and a lock on it for as long as it lives; the system takes locks away
// from those that die. A file without its lock is of a window that was closed, which it then says, or that was ended.

#include "app/model/window_file.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace halfstep {

/// A window that was, or something that was put aside.
struct KeptWindow {
    std::string path;
    WindowSummary summary;
    bool put_aside = false; ///< by New or Open
};

/// A file that could not be read.
struct UnreadWindow {
    std::string name, why;
    bool other_version = false; ///< it stays as it is, for that version; what is damaged gets another name
};

/// Those that no window has open now, the newest first. `unread`: the others (nullptr: they are left alone).
std::vector<KeptWindow> kept_windows(const std::string& state_folder, std::vector<UnreadWindow>* unread = nullptr);
/// What there is to be said of them: a line for each kind, however many they are. Empty: nothing.
std::string unread_text(const std::vector<UnreadWindow>& unread);
/// Throws std::runtime_error "PATH: what is wrong".
WindowImage read_window(const std::string& path);

/// It is not offered again, and stays in the list. Returns what went wrong.
std::string put_aside(const std::string& path);

class Autosave {
public:
    /// Takes over the file of a window that was closed, or with an empty path begins a new one. Throws
    /// std::runtime_error where nothing can be written, or another window was quicker.
    Autosave(const std::string& state_folder, const std::string& take_over);
    ~Autosave();
    Autosave(const Autosave&) = delete;
    Autosave& operator=(const Autosave&) = delete;

    /// To be written within a second, by a thread of its own.
    void offer(WindowImage image);
    /// The last one: written when this returns.
    void finish(WindowImage image);
    /// Puts something aside, beside the window's own file.
    void keep(WindowImage image);
    /// The same as offer(), with what another file has, which goes once this one is written.
    void take_over(WindowImage image, const std::string& path);
    /// Why the newest could not be written; each reason once. Empty: it could.
    std::string take_failure();

private:
    struct Orders {
        std::optional<WindowImage> image;
        std::vector<WindowImage> aside;
        std::vector<std::string> retired;
        bool empty() const { return !image && aside.empty() && retired.empty(); }
    };
    void work();
    void carry_out(const Orders& orders);
    void write(const std::string& path, const WindowImage& image);

    std::string folder_, path_;
    int lock_ = -1; ///< the descriptor that holds it
    std::mutex mutex_;
    std::condition_variable changed_;
    // Behind the mutex:
    Orders orders_;
    std::string failure_, told_;
    bool ends_ = false;
    SceneTexts texts_; ///< the worker's own
    std::thread worker_;
};

/// What the window is now.
WindowImage window_image(const AppState& app);
/// Puts what was kept in the place of what there is, which stays before it in the history. False: it could not be read,
/// which a notice says.
bool bring_back(AppState& app, const std::string& path);

} // namespace halfstep
