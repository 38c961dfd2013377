// The part of Session that is about another scene beside this one.

#include "app/model/session.h"

#include "app/plots/beside.h"
#include "app/scene/scene.h"
#include "app/scene/scene_path.h"

namespace halfstep {

void Session::stand_beside(Beside::Given given) {
    beside_ = nullptr; // before the next one starts its worker
    view_.compare = given.source;
    beside_ = std::make_unique<Beside>(std::move(given), experiment_, wake_);
    attach_comparison();
    note_beside();
}

void Session::compare_with(const std::string& path_or_lesson) {
    Beside::Given given{.name = path_or_lesson, .source = scene_named(path_or_lesson), .experiment = {}};
    try {
        given.experiment = load_scene(path_or_lesson);
        if (!given.experiment.title.empty()) given.name = given.experiment.title;
    } catch (const std::exception& error) {
        given.mistake = error.what();
    }
    stand_beside(std::move(given));
}

void Session::keep_state() { stand_beside({.name = experiment_.title, .source = "", .experiment = experiment_}); }

void Session::stop_comparing() {
    view_.compare.clear();
    if (!beside_) return;
    beside_ = nullptr;
    attach_comparison();
    note_beside();
}

View Session::view_beside() const { return halfstep::view_beside(view_, *run_, *beside_->run()); }

void Session::want_beside(const Wanted& wanted) {
    if (!beside_) return;
    beside_->want(run_ && beside_->run() ? wanted | measures_of(view_beside()) : wanted);
}

/// The run with its comparison is the same run: whoever holds it as the newest that has been measured holds it still.
void Session::attach_comparison() {
    const std::shared_ptr<const Comparison> comparison = beside_ ? beside_->comparison() : nullptr;
    if (!run_ || run_->comparison == comparison) return;
    auto with = std::make_shared<Run>(*run_);
    with->comparison = comparison;
    for (std::shared_ptr<const Run>* known : {&run_with_final_samples_, &run_with_mismatch_})
        if (*known == run_) *known = with;
    run_ = std::move(with);
    if (std::exchange(noted_, comparison) != comparison && comparison) note_beside();
}

void Session::note_beside() {
    const bool compared = beside_ && run_ && run_->comparison;
    journal_.beside(beside_.get(), compared ? run_->comparison.get() : nullptr);
    note_cursor();
}

} // namespace halfstep
