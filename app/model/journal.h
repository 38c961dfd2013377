#pragma once
// A line of JSON for each change of experiment and cursor: what tests of the real window read.

#include "app/base/files.h"
#include "app/figure/canvas.h"
#include "app/plots/plots.h"
#include "core/run/problem.h"

#include <map>
#include <optional>
#include <string>

namespace halfstep {

class Beside;
struct Comparison;
struct Playback;
struct TrainingStatus;
struct Layout;
struct PlotView;

/// What the window is besides its experiment, and what it has understood of mouse and keyboard.
struct ViewState {
    bool dark = false;
    std::string color_map;
    float scale = 1;
    std::string guide;       ///< the page of the guide that is open; empty: none
    std::string guide_mark;  ///< the words of what is marked in it
    bool presenting = false; ///< full screen, controls folded away
    bool crosshair = false, link_time = false;
    int highlighted = -1;                 ///< the sampler that is
    std::string notice;                   ///< at the bottom
    std::string message;                  ///< of a dialog: what is wrong
    std::string name, folder;             ///< of the file in a dialog, as typed so far
    bool pressed = false;                 ///< the mouse button is down
    bool typing = false;                  ///< a text field has the keyboard
    long sweep_done = 0, sweep_total = 0; ///< runs of the sweep
    bool sweep_running = false;
    int export_percent = -1; ///< of a film that is being written; -1: none is
    std::string hovered;     ///< key of the control under the mouse
    std::string document;    ///< the file or the lesson that the scene is; empty: neither
    bool edited = false;     ///< it is no longer what is there
    bool picture = false;    ///< a dialog shows the picture of a scene
    bool palette = false;    ///< it is open, and `name` is what is typed into it
    int chosen = 0;          ///< the row of it that is
    int lesson_step = 0;     ///< of the page that is open, from 1; 0: none is
    bool step_complete = false;
    std::string claims; ///< of that page, a letter each: holds, fails, not claimed, open, pending
};

/// A plot as it is on screen.
struct ShownPlot {
    const Figure* figure = nullptr;
    const Layout* layout = nullptr;
    const PlotView* view = nullptr;
    std::string highlighted{}; ///< label of the legend's entry under the mouse
};

class Journal {
public:
    /// An empty path keeps no journal. Throws std::runtime_error when the file cannot be written.
    explicit Journal(const std::string& path);

    bool is_open() const { return file_.has_value(); }
    /// Why it ended before the window did, which has been said on stderr; empty: it did not.
    const std::string& failure() const { return failure_; }
    void experiment(const Experiment& experiment, const char* cause, std::size_t undo_depth);
    /// `level_beside`: that of the scene beside this one; -1: there is none.
    void cursor(const View& view, double t, const Playback& playback, int level_beside);
    /// Another scene has come to stand beside this one, or a comparison with it (nullptr: none yet); nullptr: none does
    /// any more.
    void beside(const Beside* scene, const Comparison* comparison);
    void run(const Run& run, bool coarse);
    /// Each time that a network which is learning has been taken over; and its reset.
    void training(const TrainingStatus& status);
    /// Where the controls are, in window pixels; written only when it has changed.
    void layout(const std::map<std::string, Rect>& widgets);
    void view(const ViewState& state);
    /// How plots are looked at, and which stand beside the stage; written only when it has changed.
    void look(const Experiment& experiment, const View& view);
    /// What each plot shows, by its name: ranges, scales, entries that are hidden.
    void plots(const std::map<std::string, ShownPlot>& plots);
    /// A step of a lesson has come, counted from 1; 0: the free bench.
    void step(const std::string& lesson, int step);
    /// To the question of a step, as StepProgress has it.
    void answer(const std::string& answer);
    /// What the user has asked for, by its name in all_actions().
    void action(const char* name);
    /// All that has happened, every key and click included, is on screen. Once after each time that something has.
    /// `frames`: drawn until now. `redraws`: asked for by the system until now; who asks for one and finds it counted
    /// knows that all that came before it is on screen, too.
    void rest(long frames, long redraws);

private:
    void line(const std::string& json);
    std::optional<LogFile> file_;
    std::string failure_;
    std::string last_layout_, last_view_, last_plots_;
    View last_look_;
};

} // namespace halfstep
