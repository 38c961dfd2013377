#include "app/model/leaving.h"

#include "app/base/text.h"
#include "app/model/app_state.h"
#include "app/model/autosave.h"

namespace halfstep {

void leave_document(AppState& app) {
    app.notice = {};
    if (!app.session.edited()) return;
    const bool kept = app.autosave != nullptr;
    if (kept) app.autosave->keep(window_image(app));
    const std::string& title = app.session.experiment().title;
    std::string text = "“" + (title.empty() ? "Untitled" : clean_text(title)) + "” has edits that are in no file: ";
    text += "Ctrl Z brings it back";
    if (kept) text += ", and Open… has it under Recent";
    say(app, text, Stay::a_while);
}

} // namespace halfstep
