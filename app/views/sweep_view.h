#pragma once
// The sweep, on the stage: what to vary, its progress, and the figure of the rows so far.

#include "app/model/export_job.h"
#include "app/sweep/sweep_figure.h"
#include "app/sweep/sweep_runner.h"
#include "app/views/plot_pane.h"

namespace halfstep {

/// The values that a key is usually varied over, as typed; empty for a key that has none.
std::string usual_sweep_values(const std::string& key, const Experiment& experiment);
/// Keys to choose from; others can be typed.
std::vector<std::string> usual_sweep_keys(const Experiment& experiment);

class SweepView {
public:
    SweepView(Renderer& renderer, Fonts& fonts, std::function<void()> wake)
        : runner_(std::move(wake)), pane_(renderer, fonts) {}

    /// Controls and figure. What runs goes on while this is not called.
    void show(PlotContext& context, const Rect& rect);
    bool running() const { return runner_.state().running; }

    /// Takes in rows. Returns true when anything to show has changed.
    bool update();
    /// What stands for the figure where plots are named.
    static const Plot& plot();
    /// nullptr while there are no rows. A new one when they or the measure change.
    const std::shared_ptr<const GivenFigure>& figure() const { return figure_; }
    PlotPane& pane() { return pane_; }
    SweepRunner::State state() const { return runner_.state(); }
    const std::string& message() const { return message_; } ///< what is wrong; empty: nothing

private:
    /// Returns what is left of `rect` for the figure.
    Rect controls(PlotContext& context, const Rect& rect);
    void choose_key(Controls& ui, const Experiment& experiment, float width);
    void choose_measure(Controls& ui, float width);
    void buttons(Controls& ui, AppState& app);
    void status(Controls& ui, const Rect& rect, const Experiment& experiment);
    void start(const Experiment& experiment, const View& view);
    std::string progress_text() const;
    void make_figure();

    SweepRunner runner_;
    PlotPane pane_;
    std::string key_, values_, seeds_ = "3";
    std::string message_;
    // Of the last start:
    Experiment experiment_;
    View view_;
    bool respaced_ = false; ///< with spacing_remedy()
    SweepRequest request_;
    SweepTable table_;
    std::shared_ptr<const GivenFigure> figure_;
};

} // namespace halfstep
