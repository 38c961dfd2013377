// Actions on the lesson that is open.

#include "app/model/actions.h"
#include "app/model/lesson_steps.h"

#include <iterator>

namespace halfstep {
namespace {

constexpr const char* paging = "lesson: the next step, the step before; a presenter's clicker";

bool on_lesson_page(const AppState& app) { return app.lesson.on_page(); }

void choose_lesson(AppState& app) {
    app.dialog = Dialog::open;
    app.opens_recent = false;
    app.opens_lessons = true;
}

void leave_or_return(AppState& app) { app.lesson.away ? return_to_lesson(app) : leave_lesson(app); }

const Action of_lessons[] = {
    {.name = "lessons",
     .title = "Lessons…",
     .help = "lessons",
     .keys = {{Key::f2}},
     .control = "file.lessons",
     .run = choose_lesson},
    {.name = "lesson-next",
     .title = "The next step of the lesson",
     .help = paging,
     .keys = {{Key::page_down}},
     .control = "lesson.next",
     .possible = [](const AppState& app) { return on_lesson_page(app) && app.lesson.step + 1 < app.lesson.count(); },
     .run = [](AppState& app) { show_step(app, app.lesson.step + 1); }},
    {.name = "lesson-previous",
     .title = "The step before",
     .help = paging,
     .keys = {{Key::page_up}},
     .control = "lesson.previous",
     .possible = [](const AppState& app) { return on_lesson_page(app) && app.lesson.step > 0; },
     .run = [](AppState& app) { show_step(app, app.lesson.step - 1); }},
    {.name = "lesson-restart",
     .title = "Restart this step: as it begins, its question unanswered",
     .help = "lesson: restart this step",
     .keys = {{.key = Key::home, .ctrl = true}},
     .control = "lesson.restart",
     .possible = on_lesson_page,
     .run = restart_step},
    {.name = "lesson-leave",
     .title = "Leave the lesson for the free bench, and come back",
     .help = "lesson: leave it for the free bench, come back",
     .keys = {{.key = Key::l, .ctrl = true}},
     .control = "lesson.leave",
     .possible = [](const AppState& app) { return app.lesson.file != nullptr; },
     .run = leave_or_return},
    {.name = "lesson-fold",
     .title = "Fold the page away: all settings in its place",
     .help = nullptr,
     .control = "lesson.fold",
     .possible = on_lesson_page,
     .run = [](AppState& app) { app.lesson.folded = !app.lesson.folded; }},
    {.name = "lesson-settings",
     .title = "All settings",
     .help = nullptr,
     .control = "lesson.settings",
     .possible = on_lesson_page,
     .run = [](AppState& app) { app.lesson.all_settings = !app.lesson.all_settings; }},
};

} // namespace

std::vector<Action> lesson_actions() { return {std::begin(of_lessons), std::end(of_lessons)}; }

} // namespace halfstep
