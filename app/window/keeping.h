#pragma once
// What the window was when it starts, and what it is at every change: what app/model/autosave.h keeps of it.

#include "app/model/autosave.h"

#include <memory>
#include <optional>

namespace halfstep {

class Keeping {
public:
    /// Looks what there is, and writes nothing. `autosave`: something is kept at all; `resume`: this window goes on as
    /// the one that was closed last.
    Keeping(bool autosave, bool resume);
    /// Takes a file for this window, which is there now.
    void claim();

    /// The window that was closed last and goes on as this one; nullptr: none does.
    const WindowImage* resumed() const { return was_ ? &*was_ : nullptr; }
    /// Offers what a crash has left, and says what could not be read.
    void begin(AppState& app);
    /// Now and then: keeps what has changed.
    void update(AppState& app);
    void finish(const AppState& app);

private:
    /// What comes back of a window beside its experiment. The time is left out while it plays.
    struct Seen {
        long changes = -1;
        View view;
        int level = 0, inspect = 0;
        std::int64_t pinned = -1;
        WindowPlace place;
        float scale = 0;
        bool operator==(const Seen&) const = default;
    };
    std::string folder_; ///< empty: nothing is kept
    std::string closed_; ///< the file of the window that was closed last; empty: none is gone on with
    std::vector<std::string> complaints_;
    std::vector<KeptWindow> ended_; ///< by a crash, with something that is in no file; the newest first
    std::optional<WindowImage> was_;
    std::unique_ptr<Autosave> autosave_;
    Seen seen_;
};

} // namespace halfstep
