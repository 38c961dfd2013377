// The part of Session that is about where its experiment lives, and how it comes back.

#include "app/model/session.h"

namespace halfstep {

void Session::set_document(OpenDocument document) {
    document.experiment = experiment_;
    document.view = lasting_view(view_);
    *document_ = std::move(document);
    ++changes_;
}

/// What the history has of the steps of the same lesson is forgotten; what was before it stays.
void Session::open_step(Experiment next, const View& view, OpenDocument document) {
    stop_comparing();
    const auto of_lesson = [&](const OpenDocument& one) { return one.step > 0 && one.lesson == document.lesson; };
    History::Steps past = history_.past();
    while (!past.empty() && of_lesson(*past.back()->document)) past.pop_back();
    const bool arrives = !of_lesson(*document_) && (edited() || document_->lesson != document.lesson);
    if (arrives) past.push_back(std::make_shared<const Moment>(moment()));
    history_.restore(std::move(past), {});
    learning_gesture_ = 0;
    play(false);
    set_speed(Playback().speed);
    next.denoiser.network = network_for(next); // what has been learned for this network is not lost on the way
    document.experiment.denoiser.network = next.denoiser.network;
    const View begins = document.view;
    const auto step = std::make_shared<OpenDocument>(std::move(document));
    if (next == experiment_) {
        document_ = step;
        run_document_ = step.get();
        for (auto& [problem, of] : requested_) of = step.get();
    } else {
        replace({std::move(next), step}, "step");
    }
    look(begins);
    step->view = lasting_view(view_);
    if (!(view == begins)) look(view);
    ++changes_;
}

void Session::note_stored(const std::string& path, bool stored) {
    document_->path = path;
    document_->file = file_state(path);
    document_->told = {};
    document_->stored = stored;
    ++changes_;
    if (!stored) return;
    document_->experiment = experiment_;
    document_->view = lasting_view(view_);
    document_->remarks = false;
}

bool Session::edited() const {
    if (!document_->stored) return true;
    if (std::exchange(compared_, changes_) != changes_) differs_ = !(experiment_ == document_->experiment);
    return differs_ || !(lasting_view(view_) == document_->view);
}

/// A scene of one's own must not pass for the lesson that it began as.
void Session::name_copy(Experiment& next) const {
    const OpenDocument& document = *document_;
    if (document.lesson.empty() || !document.path.empty() || !document.stored || document.step > 0) return;
    const std::string &title = document.experiment.title, copy = copy_title(title);
    if (next.title != title && next.title != copy) return; // the user's own
    next.title = title;
    if (!(next == document.experiment)) next.title = copy;
}

void Session::offer_side(std::vector<const Plot*> side) {
    if (document_->view.side == view_.side) document_->view.side = side;
    view_.side = std::move(side);
}

/// A run may be of a problem from before the newest one, but not from before the newest run's.
void Session::note_document_of_run() {
    const auto found = requested_.find(run_->problem.get());
    if (found == requested_.end()) return;
    run_document_ = found->second;
    if (found->first == problem_.get())
        std::erase_if(requested_, [&](const auto& r) { return r.first != found->first; });
}

SessionImage Session::image() const {
    return {std::make_shared<const Moment>(moment()), history_.past(), history_.future(), view_};
}

void Session::restore(const SessionImage& image) {
    stop_comparing();
    History::Steps past = history_.past();
    if (edited() || can_undo()) past.push_back(std::make_shared<const Moment>(moment()));
    past.insert(past.end(), image.past.begin(), image.past.end());
    history_.restore(std::move(past), image.future);
    learning_gesture_ = 0;
    play(false);
    replace(*image.now, "restore");
    look(image.view);
}

} // namespace halfstep
