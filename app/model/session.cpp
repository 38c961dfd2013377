#include "app/model/session.h"

#include "app/plots/step_arrows.h"
#include "core/law/catalog.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <limits>

namespace halfstep {
namespace {

std::string described(const Error& error) { return error.key + ": " + error.what(); }

/// The network as that of the next experiment, or nullptr where another one is described.
std::shared_ptr<const Network> carried_over(std::shared_ptr<const Network> network, const Experiment& from,
                                            const Experiment& to) {
    const bool same = network && from.training.seed == to.training.seed &&
                      network->spec == network_spec(to.training, dimension(to.target));
    if (!same) return nullptr;
    if (from.target == to.target && from.process == to.process && from.training.times == to.training.times)
        return network;
    Network other = *network; // other data: it has to learn anew, from where it is
    other.process = to.process.kind;
    other.floor = {};
    return std::make_shared<const Network>(std::move(other));
}

} // namespace

Session::Session(const Experiment& experiment, const std::string& journal_path, std::function<void()> wake)
    : experiment_(experiment), wake_(wake), journal_(journal_path), trainer_(wake), simulator_(wake) {
    view_.split_by_itself = true;
    auto document = std::make_shared<OpenDocument>();
    document->experiment = experiment;
    replace({experiment, std::move(document)}, "open");
    run_document_ = document_.get(); // there is none before it
    note_cursor();
}

void Session::request(bool only_coarse) {
    if (!problem_) return;
    requested_[problem_.get()] = document_.get();
    simulator_.request(problem_, only_coarse);
}

/// The cursor keeps its place in time when T changes: the exact place, which a drag through few levels must not round
/// away.
void Session::follow_time(int old_levels) {
    if (experiment_.process.steps == old_levels) return;
    if (old_levels > 0) place_ = playback_.position / old_levels;
    const double position = place_ * experiment_.process.steps;
    set_level(static_cast<int>(std::lround(position)));
    playback_.position = std::max(0.0, position);
}

void Session::replace(const Moment& to, const char* cause) {
    const bool keep = to.document == document_;
    Experiment next = to.experiment;
    if (keep && !to.learned && learns(next)) // also one that was set aside for another denoiser
        next.denoiser.network =
            carried_over(learns(experiment_) ? experiment_.denoiser.network : next.denoiser.network, experiment_, next);
    const bool other_data = next.target != experiment_.target || next.process != experiment_.process;
    const bool other_network = learns(next) != learns(experiment_) || next.training != experiment_.training;
    const Experiment before = std::exchange(experiment_, next);
    document_ = to.document;
    ++changes_;
    keep ? keep_muted(before) : set_muted({});
    remake_problem();
    const bool anew = !keep || to.learned;
    if (anew) trainer_.pause();
    if (anew || other_data || other_network) trainer_.follow(experiment_, problem_, anew);
    follow_time(before.process.steps);
    let_go_of_absent(view_, next);
    journal_.experiment(experiment_, cause, history_.depth());
    request();
    if (beside_) beside_->follow(experiment_);
}

std::shared_ptr<const Network> Session::network_for(const Experiment& next) const {
    if (next.denoiser.network || !learns(next) || !learns(experiment_)) return next.denoiser.network;
    return carried_over(experiment_.denoiser.network, experiment_, next);
}

void Session::remake_problem() {
    mistake_.clear();
    try {
        problem_ = make_problem(experiment_);
    } catch (const Error& error) {
        problem_ = nullptr;
        mistake_ = described(error);
    }
}

void Session::edit(const Experiment& wanted, int gesture, const char* cause) {
    if (wanted == experiment_) return;
    Experiment next = wanted;
    name_copy(next);
    if (next == experiment_) return;
    history_.remember(moment(), gesture);
    replace({std::move(next), document_}, cause);
}

void Session::open(const Experiment& next, const std::optional<View>& view, OpenDocument document) {
    stop_comparing();
    if (next != experiment_) {
        history_.remember(moment(), 0);
        replace({next, std::make_shared<OpenDocument>()}, "open");
    } else {
        document_ = std::make_shared<OpenDocument>(); // as it is, from elsewhere
        run_document_ = document_.get();
        for (auto& [problem, of] : requested_) of = document_.get();
    }
    play(false);
    set_speed(Playback().speed);
    View from_data;
    from_data.side = view_.side;
    from_data.notation = view_.notation;
    look(view.value_or(from_data));
    set_document(std::move(document));
}

void Session::want(Wanted wanted) { simulator_.want(wanted | measures_of(view_)); }

void Session::pin(std::int64_t particle) {
    view_.pinned = std::clamp<std::int64_t>(particle, -1, experiment_.run.particles - 1);
    note_cursor();
}

void Session::inspect(int sampler) {
    const auto samplers = static_cast<int>(experiment_.samplers.size());
    view_.inspect = sampler > samplers ? 0 : std::max(0, sampler);
    view_.stage = -1;
    note_cursor();
}

void Session::set_muted(const SamplerSet& muted) {
    if (muted == view_.muted) return;
    view_.muted = muted;
    if (muted.has(view_.inspect - 1)) inspect(0); // nobody looks into the step of what is not there
    note_cursor();
}

void Session::toggle_muted(int sampler) {
    SamplerSet next = view_.muted;
    next.toggle(sampler);
    set_muted(next);
}

void Session::solo(int sampler) {
    const SamplerSet others = SamplerSet::all_but(sampler, static_cast<int>(experiment_.samplers.size()));
    set_muted(view_.muted == others ? SamplerSet{} : others);
}

void Session::keep_muted(const Experiment& before) {
    const auto &was = before.samplers, &is = experiment_.samplers;
    if (view_.muted.empty() || was.size() == is.size()) return;
    SamplerSet next;
    for (std::size_t i = 0; i < is.size(); ++i)
        for (std::size_t k = 0; k < was.size(); ++k)
            if (was[k].name == is[i].name && view_.muted.has(static_cast<int>(k))) next.add(static_cast<int>(i));
    set_muted(next);
}

void Session::set_split(const Plot& plot, bool split) {
    view_.plots[&plot].split = split;
    note_cursor();
}

void Session::set_on_stage(const Plot* plot) {
    view_.on_stage = plot;
    note_cursor();
}

void Session::lift_veil() {
    if (std::exchange(view_.reveal, Reveal::nothing) != Reveal::nothing) note_cursor();
}

void Session::change_stage(int by) {
    const auto step = run_ ? plots::inspected_step(*run_, view_) : std::nullopt;
    if (!step) return;
    const int stages = static_cast<int>(plots::stages_of(*step).size());
    const int next = view_.stage < 0 ? (by > 0 ? 0 : stages - 1) : std::min(view_.stage, stages - 1) + by;
    const bool beyond = next >= stages || next < 0;
    const int level = next < 0 ? plots::level_before(*run_, *step) : plots::level_after(*run_, *step);
    const bool goes_on = beyond && level != view_.level && level > 0; // no step leaves the data
    if (beyond && !goes_on) {
        play_stages(false);
        return;
    }
    view_.stage = !beyond ? next : by > 0 ? 0 : std::numeric_limits<int>::max(); // which step it is, its trace will say
    if (goes_on) set_level(level);
    note_cursor();
}

/// Views keep pointers to how they look at a plot: what is there stays, with other values.
void Session::look(const View& view) {
    for (auto& [plot, seen] : view_.plots) seen = {};
    for (const auto& [plot, seen] : view.plots) view_.plots[plot] = seen;
    view_.side = view.side;
    view_.time = view.time;
    view_.pinned = view.pinned;
    view_.inspect = view.inspect;
    view_.notation = view.notation;
    view_.split = view.split;
    view_.on_stage = view.on_stage;
    view_.reveal = Reveal::nothing;
    set_muted(view.muted);
    view_.stage = view_.term = -1;
    set_level(view.level);
    if (view.compare == view_.compare) return;
    if (view.compare.empty())
        stop_comparing();
    else
        compare_with(view.compare);
}

void Session::look_again(const View& view) {
    const View wanted = view; // which may be our own
    look(wanted);
    view_.stage = wanted.stage;
    note_cursor();
}

void Session::fit_plots() {
    view_.time.reset();
    for (auto& [plot, seen] : view_.plots) seen.fit();
}

void Session::undo() {
    if (can_undo()) replace(history_.undo(moment()), "undo");
}

void Session::redo() {
    if (can_redo()) replace(history_.redo(moment()), "redo");
}

void Session::note_cursor() {
    const int T = std::max(1, levels());
    const double t = experiment_.process.kind == ProcessKind::vp ? view_.level : static_cast<double>(view_.level) / T;
    const bool two = beside_ && beside_->run() && run_;
    journal_.cursor(view_, t, playback_, two ? view_beside().level : -1);
}

void Session::set_level(int level) {
    level = std::clamp(level, 0, levels());
    playback_.position = level;
    if (level == view_.level) return;
    view_.level = level;
    const int end = view_.reveal == Reveal::towards_noise ? levels() : 0;
    if (level == end) view_.reveal = Reveal::nothing; // there is nothing more to come
    note_cursor();
}

void Session::take_time(int level) {
    play(false);
    lift_veil();
    set_level(level);
}

void Session::play_stages(bool playing) {
    if (playing) {
        play(false);
        if (view_.inspect == 0) inspect(1);
        if (view_.stage < 0) view_.stage = 0;
    }
    playback_.stages = playing;
    playback_.stage_seconds = 0;
    note_cursor();
}

void Session::play(bool playing) {
    if (playing) playback_.stages = false;
    if (playing == playback_.playing) return;
    playback_.playing = playing;
    // Pressing play at the end of the line starts over.
    const int first = playback_.towards_data ? levels() : 0, last = levels() - first;
    if (playing && view_.level == last) set_level(first);
    if (playing) view_.reveal = playback_.towards_data ? Reveal::towards_data : Reveal::towards_noise;
    note_cursor();
}

void Session::toggle_play(bool towards_data) {
    const bool pause = playback_.playing && playback_.towards_data == towards_data;
    play(false);
    playback_.towards_data = towards_data;
    play(!pause);
}

void Session::set_speed(float speed) {
    if (speed == playback_.speed) return;
    playback_.speed = speed;
    note_cursor();
}

void Session::change_speed(int by) {
    const auto& speeds = Playback::speeds;
    const auto at = std::lower_bound(std::begin(speeds), std::end(speeds), playback_.speed) - std::begin(speeds);
    set_speed(speeds[std::clamp<std::ptrdiff_t>(at + by, 0, std::ssize(speeds) - 1)]);
}

int shown_level(const Playback& playback, double position, int levels) {
    if (!playback.stills || levels < Playback::still_pictures) return static_cast<int>(std::lround(position));
    const double apart = static_cast<double>(levels) / Playback::still_pictures, passed = position / apart;
    return static_cast<int>(std::lround(apart * (playback.towards_data ? std::ceil(passed) : std::floor(passed))));
}

bool Session::update(double seconds) {
    bool changed = false;
    Result result = simulator_.take();
    if (!result.failure.empty()) {
        mistake_ = "the simulation failed: " + result.failure;
        changed = true;
    }
    if (result.run) {
        const bool news = !run_ || !run_->samplers.shares_with(result.run->samplers);
        run_ = result.run;
        coarse_ = result.coarse;
        note_document_of_run();
        if (run_->measures.have({.final_samples = true})) run_with_final_samples_ = run_;
        if (run_->measures.have({.mismatch = true})) run_with_mismatch_ = run_;
        if (news) journal_.run(*run_, coarse_);
        changed = true;
    }
    if (beside_ && beside_->update(run_, coarse_)) changed = true;
    attach_comparison();
    if (auto network = trainer_.take()) {
        take_network(std::move(network));
        changed = true;
    }
    if (view_.inspect == 0) playback_.stages = false; // its step is no longer looked into: a new scene, a sampler gone
    if (playback_.stages) {
        playback_.stage_seconds += seconds * playback_.speed;
        if (playback_.stage_seconds >= Playback::seconds_a_stage) {
            playback_.stage_seconds = 0;
            change_stage(1);
        }
        changed = true;
    }
    if (playback_.playing) {
        const double levels_a_second = levels() / Playback::seconds_at_unit_speed * playback_.speed;
        const double moved = playback_.position + (playback_.towards_data ? -1 : 1) * levels_a_second * seconds;
        const double position = std::clamp<double>(moved, 0, levels());
        const int level = shown_level(playback_, position, levels());
        if (level != view_.level) set_level(level);
        playback_.position = position;
        if (position != moved) play(false);
        changed = true;
    }
    return changed;
}

void Session::wait() {
    while (busy() || !run_ || coarse_) {
        update(0);
        if (!mistake_.empty()) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    update(0);
}

} // namespace halfstep
