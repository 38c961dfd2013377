#pragma once
// The sweep in the window: what to vary, its progress, and the rows so far. Its figure is shown by the workspace.

#include "app/model/export_job.h"
#include "app/model/session.h"
#include "app/sweep/sweep_figure.h"
#include "app/sweep/sweep_runner.h"
#include "app/ui/controls.h"

namespace halfstep {

/// The values that a key is usually varied over, as typed; empty for a key that has none.
std::string usual_sweep_values(const std::string& key, const Experiment& experiment);
/// Keys to choose from; others can be typed.
std::vector<std::string> usual_sweep_keys(const Experiment& experiment);

class SweepView {
public:
    explicit SweepView(std::function<void()> wake) : runner_(std::move(wake)) {}

    bool is_open() const { return open_; }
    void open(const Experiment& experiment);
    void close() { open_ = false; } ///< what runs goes on
    bool running() const { return runner_.state().running; }

    /// Takes in rows. Returns true when anything to show has changed.
    bool update();
    /// The controls. Returns what is left of `rect` for the figure, and whether the figure is to be exported.
    struct Shown {
        Rect figure;
        bool exports = false;
    };
    Shown show(Controls& ui, const Rect& rect, const Experiment& experiment);

    /// What stands for the figure where plots are named.
    static const Plot& plot();
    /// nullptr while there are no rows. A new one when they or the measure change.
    const std::shared_ptr<const GivenFigure>& figure() const { return figure_; }
    SweepRunner::State state() const { return runner_.state(); }
    const std::string& message() const { return message_; } ///< what is wrong; empty: nothing

private:
    void choose_key(Controls& ui, const Experiment& experiment, float width);
    void choose_measure(Controls& ui, float width);
    void buttons(Controls& ui, const Experiment& experiment);
    void status(Controls& ui, const Rect& rect, const Experiment& experiment);
    void start(const Experiment& experiment);
    std::string progress_text() const;
    void make_figure();

    SweepRunner runner_;
    bool open_ = false, exports_ = false;
    std::string key_, values_, seeds_ = "3";
    std::string message_;
    // Of the last start:
    Experiment experiment_;
    bool respaced_ = false; ///< with spacing_remedy()
    SweepRequest request_;
    std::string csv_;
    SweepTable table_;
    std::shared_ptr<const GivenFigure> figure_;
};

} // namespace halfstep
