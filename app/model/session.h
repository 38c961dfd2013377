#pragma once
// What the window is about: an Experiment with its history, the Problem that it means, the Run that belongs to it, and
// where the user looks. One edit makes one Problem, which all others share. Knows neither Dear ImGui nor OpenGL.

#include "app/model/beside.h"
#include "app/model/history.h"
#include "app/model/journal.h"
#include "app/model/playback.h"
#include "app/model/simulator.h"
#include "app/model/trainer.h"
#include "app/plots/plots.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace halfstep {

/// All that comes back of a session: cheap to take, as its moments are shared.
struct SessionImage {
    std::shared_ptr<const Moment> now;
    History::Steps past, future;
    View view;
};

class Session {
public:
    Session(const Experiment& experiment, const std::string& journal_path, std::function<void()> wake);

    const Experiment& experiment() const { return experiment_; }
    /// Makes `next` the experiment and simulates it. Edits with the same non-zero `gesture` (one drag of one slider)
    /// become a single undo step. An impossible experiment is kept, its mistake said by mistake(), and the last run
    /// stays in view. A lesson that is edited becomes a copy with a title of its own, and is the lesson again once
    /// nothing is left of the edits.
    void edit(const Experiment& next, int gesture, const char* cause);
    /// A new scene, looked at as it asks to be, or else from its data on, nothing zoomed, beside the plots that the
    /// user has chosen. The history keeps the old one, so that opening can be undone, too. `document`: where it is
    /// from; what it says of its experiment is filled in.
    void open(const Experiment& next, const std::optional<View>& view = std::nullopt, OpenDocument document = {});
    /// A step of a lesson: `document` says of which, and with which experiment and view it begins. It is no edit: undo
    /// goes to what was before the lesson. `next` and `view`: what is shown of it, which may differ where the reader
    /// comes back to it.
    void open_step(Experiment next, const View& view, OpenDocument document);
    void undo();
    void redo();
    bool can_undo() const { return history_.can_undo(); }
    bool can_redo() const { return history_.can_redo(); }

    // Where the experiment lives.
    OpenDocument& document() { return *document_; }
    const OpenDocument& document() const { return *document_; }
    /// The experiment, as it is and as it is looked at now, is what stands there.
    void set_document(OpenDocument document);
    /// It has been written there, or is to be held against what is there now.
    void note_stored(const std::string& path, bool stored = true);
    /// Experiment or view are not what was opened or saved.
    bool edited() const;
    /// Counts what changes the experiment, its network, or where it lives.
    long changes() const { return changes_; }

    SessionImage image() const;
    /// Another session goes on here, and what this one was lies before its history.
    void restore(const SessionImage& image);

    // A learned denoiser. What it learns becomes the experiment's network. A training run, from its start to its pause,
    // is a step of the history, and so is a reset; undo of an edit leaves what was learned as it is, as long as the
    // same network is described.
    void train();
    void pause_training() { trainer_.pause(); }
    void train_one_step();
    void reset_training(); ///< untrained again
    TrainingStatus training() const { return trainer_.status(); }

    /// nullptr until the first coarse run is there.
    const std::shared_ptr<const Run>& run() const { return run_; }
    bool coarse() const { return coarse_; }
    /// It is of the scene before: that of the new one is not there yet.
    bool run_is_of_another_scene() const { return run_document_ != document_.get(); }
    /// What is shown of the run's measures: what of it is not there yet will come with a later run().
    void want(Wanted wanted);
    // The newest run of which this has been measured: run(), or, while that is under way, one before. nullptr: none.
    const std::shared_ptr<const Run>& run_with_final_samples() const { return run_with_final_samples_; }
    const std::shared_ptr<const Run>& run_with_mismatch() const { return run_with_mismatch_; }
    MeasureCache::Computed computed() const { return simulator_.computed(); }
    bool busy() const { return simulator_.busy() || (beside_ && beside_->busy()); }
    float progress() const { return simulator_.progress(); }
    /// Of the experiment; nullptr while that is impossible.
    const std::shared_ptr<const Problem>& problem() const { return problem_; }
    /// Why the experiment is impossible, or the simulation failed; empty: nothing is wrong.
    const std::string& mistake() const { return mistake_; }

    // Another scene beside this one. It is no edit, and undo leaves it alone; another scene that is opened ends it.
    /// A lesson or a file, which View::compare then names. What speaks against it is what beside()->mistake() says.
    void compare_with(const std::string& path_or_lesson);
    /// The experiment as it is now; it lives as long as the session does, and no scene holds it.
    void keep_state();
    void stop_comparing();
    const Beside* beside() const { return beside_.get(); } ///< nullptr: there is none
    /// How its run is looked at, which there must be, as run() must.
    View view_beside() const;
    /// What is shown of its run's measures.
    void want_beside(const Wanted& wanted);

    const View& view() const { return view_; }
    /// What a scene asks for.
    void look(const View& view);
    /// The same with the stage of slow motion: what a journal says.
    void look_again(const View& view);
    void set_level(int level);
    /// By hand: what plays pauses, and what play has veiled is to be seen.
    void take_time(int level);
    /// All of what play lets appear by and by.
    void lift_veil();
    void set_particle(int particle) { view_.particle = particle; } ///< under the mouse
    /// Follows this one everywhere; -1: none.
    void pin(std::int64_t particle);
    /// Shows the next step of this sampler as arrows; 0: of none.
    void inspect(int sampler);
    /// Slow motion: one stage on, or back, and then to the step after or before. The first one shows where it leaves.
    void change_stage(int by);
    /// One stage after the other by themselves.
    void play_stages(bool playing);
    void set_term(int kind) { view_.term = kind; } ///< what comes forward; -1: nothing
    void set_clock_beside(bool beside) { view_.clock_beside = beside; }
    void set_notation(Notation notation) { view_.notation = notation; }
    /// Plots leave these samplers out.
    void set_muted(const SamplerSet& muted);
    void toggle_muted(int sampler);
    /// This one alone, or all again.
    void solo(int sampler);
    /// A plot in panels, one a sampler, or all samplers in one.
    void set_split(const Plot& plot, bool split);
    /// Another plot takes the stage; nullptr: what goes with the experiment.
    void set_on_stage(const Plot* plot);
    int inspected() const { return view_.inspect; }
    void set_sampler(int sampler) { view_.sampler = sampler; }
    void hold(const View::Held& held) { view_.held = held; }
    void set_side(std::vector<const Plot*> side) { view_.side = std::move(side); }
    /// The same unasked: it is no edit of the view.
    void offer_side(std::vector<const Plot*> side);
    std::optional<AxisView::Span>& time_shown() { return view_.time; } ///< View::time
    /// How a plot is looked at. It stays where it is as long as the session does.
    PlotView& plot_view(const Plot& plot) { return view_.plots[&plot]; }
    void fit_plots(); ///< none is zoomed any more
    int levels() const { return std::max(0, experiment_.process.steps); }

    const Playback& playback() const { return playback_; }
    void play(bool playing);
    /// Pauses what plays in this direction; otherwise plays so, turning round what plays in the other.
    void toggle_play(bool towards_data);
    /// What plays goes from one still picture to the next.
    void play_in_stills(bool stills) { playback_.stills = stills; }
    void set_speed(float speed);
    /// To the next of Playback::speeds: `by` = 1 faster, -1 slower.
    void change_speed(int by);

    /// Takes in finished runs and moves the cursor while playing. Returns true when anything to show has changed.
    bool update(double seconds);
    /// Blocks until the full run is there (screenshots).
    void wait();

    Journal& journal() { return journal_; }

private:
    /// Within a document the network that has learned goes on in the next experiment, if that describes it and nothing
    /// has been learned on the way there.
    void replace(const Moment& next, const char* cause);
    void take_network(std::shared_ptr<const Network> network);
    /// That of the next experiment: its own, or what this one's has learned, where the same one is described.
    std::shared_ptr<const Network> network_for(const Experiment& next) const;
    Moment moment(bool learned = false) const { return {experiment_, document_, learned}; }
    /// The title of an edited lesson.
    void name_copy(Experiment& next) const;
    void request(bool only_coarse = false);
    void follow_time(int old_levels);
    void note_document_of_run();
    /// Samplers stay muted while others come and go: by their names, or, renamed, by their place.
    void keep_muted(const Experiment& before);
    /// Makes the problem of the experiment, or says why there is none.
    void remake_problem();
    void note_cursor();
    void stand_beside(Beside::Given given);
    void note_beside();
    void attach_comparison();
    Experiment experiment_;
    std::shared_ptr<OpenDocument> document_;
    std::function<void()> wake_;
    History history_;
    long changes_ = 0;
    mutable long compared_ = -1;   ///< the changes_ at which the next was found out
    mutable bool differs_ = false; ///< the experiment, from what is stored
    int learning_gesture_ = 0;     ///< of the training run, which has no step of the history yet; 0: it has
    int training_runs_ = 0;
    std::shared_ptr<const Problem> problem_;
    std::string mistake_;
    std::map<const Problem*, const OpenDocument*> requested_; ///< since the newest run, whose problem is among them
    const OpenDocument* run_document_ = nullptr;              ///< of the newest run; only to be compared
    std::shared_ptr<const Run> run_, run_with_final_samples_, run_with_mismatch_;
    bool coarse_ = false;
    View view_;
    double place_ = 0; ///< of the cursor in 0..1, kept while T is an impossible 0
    Playback playback_;
    Journal journal_;
    LiveTrainer trainer_;
    std::unique_ptr<Beside> beside_;
    std::shared_ptr<const Comparison> noted_; ///< the newest that the journal knows of
    Simulator simulator_;                     // last: its worker must end before the rest goes
};

} // namespace halfstep
