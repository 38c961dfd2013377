#pragma once
// A journal done again in a window without a display, as a film: so many frames a line, whatever the machine takes.

#include "app/export/reel.h"
#include "app/model/journal_lines.h"
#include "app/window/still_window.h"

namespace halfstep {

struct ReplayOptions {
    StillOptions window{.width = 1600, .height = 900, .seconds_a_frame = 0.1f}; ///< no two clicks are one double click
    double fps = 30;
    int frames = 30;  ///< that a line stays, unless it says so itself
    std::string file; ///< what messages call the journal
};

/// What reaches outside of the window (files, the clipboard) or learns is left out. Time passes while a line of
/// Kind::wait stays, and no other.
class Replay {
public:
    Replay(const Scene& scene, const ReplayOptions& options);

    using Put = Reel::Put;
    /// Shows the opening picture, does the steps one after the other and puts a picture where they change it. Throws
    /// SceneError with the line of a step that cannot be done. False: `put` wanted no more.
    bool play(const std::vector<JournalStep>& steps, const Put& put, const std::function<void(float)>& progress = {});
    /// One step, in full.
    void apply(const JournalStep& step);

    StillWindow& window() { return window_; }

private:
    bool show(int frames, const Put& put);
    bool wait(int frames, const Put& put);
    bool click(const JournalStep& step, const Put& put);
    void do_action(const JournalStep& step);
    void close_palette();
    void set_pages(const JournalStep& step);
    void set_cursor(const JournalStep& step);
    void set_window(const JournalStep& step);
    void set_lesson_step(const JournalStep& step);
    void set_experiment(const JournalStep& step, const Scene& scene);
    Point place_of(const JournalStep& step);
    [[noreturn]] void fail(const JournalStep& step, const std::string& what) const;

    const ReplayOptions options_;
    StillWindow window_;
    std::optional<Point> mouse_;
    std::string shown_; ///< the newest picture that was put
};

/// The film of a journal. The scene is where it begins.
Reel reel_of(const Scene& scene, std::vector<JournalStep> steps, const ReplayOptions& options,
             std::function<void(float)> progress = {});

} // namespace halfstep
