#include "app/window/keeping.h"

#include "app/base/text.h"
#include "app/model/recent_files.h"

#include <algorithm>

namespace halfstep {
namespace {

const std::string nothing_is_kept = "What is done in this window is lost when it is closed: ";

} // namespace

/// The window that was closed last is gone on with. One that ended without closing, though nothing of it was lost, is
/// no worse.
Keeping::Keeping(bool autosave, bool resume) {
    if (!autosave) return;
    folder_ = state_folder();
    if (folder_.empty())
        complaints_.push_back(nothing_is_kept + "neither HOME nor XDG_STATE_HOME says in which folder to keep it");
    std::vector<UnreadWindow> unread;
    for (const KeptWindow& one : kept_windows(folder_, &unread)) {
        if (one.put_aside) continue;
        if (one.summary.edited && !one.summary.closed)
            ended_.push_back(one);
        else if (resume && closed_.empty())
            closed_ = one.path;
    }
    if (const std::string text = unread_text(unread); !text.empty()) complaints_.push_back(text);
    if (closed_.empty()) return;
    try {
        was_ = read_window(closed_);
    } catch (const std::exception& error) { // of another version of the program
        complaints_.push_back(error.what());
        closed_.clear();
    }
}

void Keeping::claim() {
    if (folder_.empty()) return;
    try {
        if (was_) autosave_ = std::make_unique<Autosave>(folder_, closed_);
    } catch (const std::exception&) { // another window was quicker
        was_.reset();
    }
    try {
        if (!autosave_) autosave_ = std::make_unique<Autosave>(folder_, "");
    } catch (const std::exception& error) {
        was_.reset();
        complaints_.push_back(nothing_is_kept + error.what());
    }
}

void Keeping::begin(AppState& app) {
    app.autosave = autosave_.get();
    if (autosave_) app.state_folder = folder_;
    note_recent(app, app.session.document().path);
    std::string text;
    for (const std::string& complaint : complaints_) text += complaint + "\n";
    if (!text.empty()) say(app, text.substr(0, text.size() - 1), Stay::until_closed);
    if (!ended_.empty()) {
        const WindowSummary& summary = ended_.front().summary;
        const std::string title = summary.title.empty() ? "Untitled" : clean_text(summary.title);
        app.left_by_crash = ended_.front().path;
        say(app, text + "Halfstep ended without closing “" + title + "”, with edits that are in no file",
            Stay::until_closed);
        app.notice.choices = {"bring-back", "leave-aside"};
    } else if (text.empty() && was_ && was_->edited) {
        say(app, "As it was when it was closed, with edits that are in no file", Stay::a_while);
    }
}

void Keeping::update(AppState& app) {
    if (!autosave_) return;
    const Session& session = app.session;
    const View& view = session.view();
    Seen now{session.changes(), lasting_view(view), view.level, view.inspect, view.pinned, app.place, app.wanted_scale};
    if (session.playback().playing) now.level = seen_.level;
    if (now != seen_) {
        seen_ = std::move(now);
        autosave_->offer(window_image(app));
    }
    if (const std::string failure = autosave_->take_failure(); !failure.empty())
        say(app, failure + ": until it can be, closing loses what is in no file", Stay::until_closed);
}

void Keeping::finish(const AppState& app) {
    if (autosave_) autosave_->finish(window_image(app));
}

} // namespace halfstep
