#include "app/model/scenes.h"

#include "app/base/files.h"
#include "app/base/input_file.h"
#include "app/base/paths.h"
#include "app/base/text.h"
#include "app/model/leaving.h"
#include "app/model/lesson_steps.h"
#include "app/model/recent_files.h"
#include "app/results/changed_results.h"
#include "app/results/in_words.h"
#include "app/scene/picture_scene.h"
#include "app/scene/points_file.h"
#include "app/scene/scene.h"
#include "app/scene/scene_path.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace halfstep {

std::string file_stem(const std::string& title) {
    std::string name;
    for (const char c : title) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!name.empty() && name.back() != '-' && static_cast<unsigned char>(c) < 128)
            name += '-';
    }
    constexpr std::size_t longest = 32; // of whole words
    if (name.size() > longest) name.resize(std::min(name.rfind('-', longest), longest));
    while (!name.empty() && name.back() == '-') name.pop_back();
    return name.empty() ? "scene" : name;
}

OpenDocument document_of(const std::string& path_or_lesson) {
    OpenDocument document;
    for (const Lesson& lesson : lessons())
        if (lesson.name == path_or_lesson) {
            document.lesson = lesson.name;
            return document;
        }
    std::error_code error;
    if (!std::filesystem::is_regular_file(path_or_lesson, error)) return document; // a pipe ends once it is read
    try {
        if (scene_of_picture(path_or_lesson, max_scene_bytes) || is_table_file(path_or_lesson)) return document;
        document.remarks = has_remarks(read_file(path_or_lesson, max_scene_bytes, InputKind::regular));
    } catch (const std::exception&) {
        return document;
    }
    document.path = std::filesystem::absolute(path_or_lesson, error).lexically_normal().string();
    document.file = file_state(document.path);
    return document;
}

namespace {

void open(AppState& app, const Scene& scene, OpenDocument document) {
    leave_document(app);
    app.session.open(scene.problem->experiment, scene.view, std::move(document));
    ++app.scenes_opened;
    app.edits_words = app.disk_differs = app.save_waits = false;
}

/// A kept state goes with the session, and what shows it goes with that.
View view_to_keep(const Session& session) {
    View view = session.view();
    if (!session.beside() || !session.beside()->kept()) return view;
    std::erase_if(view.side, [](const Plot* plot) { return plot && plot->compares; });
    if (view.side.size() < View::least_side) view.side.clear();
    return view;
}

} // namespace

bool open_scene(AppState& app, const std::string& path_or_lesson) {
    try {
        const Scene scene = load_with_view(path_or_lesson);
        OpenDocument document = document_of(path_or_lesson);
        document.results = scene.results;
        note_recent(app, document.path);
        const bool may_have_steps = !document.path.empty() || !document.lesson.empty();
        if (const auto lesson = may_have_steps ? lesson_with_steps(path_or_lesson) : nullptr) {
            leave_document(app);
            open_lesson(app, lesson);
            return true;
        }
        open(app, scene, std::move(document));
        if (const PointsOrigin& origin = app.session.experiment().target.origin; !origin.plain)
            say(app, origin_text(origin), Stay::a_while);
        return true;
    } catch (const TableUnclear&) {
        ask_import(app, path_or_lesson);
        return true;
    } catch (const std::exception& error) {
        say(app, error.what(), Stay::until_closed);
        return false;
    }
}

void ask_import(AppState& app, const std::string& path) {
    app.import_path = path;
    app.dialog = Dialog::import_table;
}

void open_table(AppState& app, const Experiment& experiment) {
    OpenDocument document;
    document.stored = false; // the table says nothing of the rest of the scene
    open(app, {make_problem(experiment), std::nullopt}, std::move(document));
}

void new_scene(AppState& app) { open(app, parse_with_view("title = \"Untitled\"\n", "new scene"), {}); }

void copy_scene(AppState& app) {
    app.write_clipboard(write_scene(app.session.experiment(), view_to_keep(app.session)));
    say(app, "Copied the scene as text: paste it into a file, a mail, or another window of Halfstep", Stay::a_while);
}

void copy_description(AppState& app) {
    const Session& session = app.session;
    const View view = without_mouse(session.view());
    app.write_clipboard(window_in_words(*session.run(), plots_in_view(*session.run(), view), view));
    say(app, "Copied what is on screen in words", Stay::a_while);
}

void copy_diagnosis(AppState& app) {
    app.write_clipboard(app.diagnose());
    say(app, "Copied what a report of a fault needs: versions, renderer, paths", Stay::a_while);
}

void paste_scene(AppState& app) {
    const std::string text = app.read_clipboard();
    if (text.empty()) {
        say(app, "The clipboard holds no text to paste as a scene", Stay::a_while);
        return;
    }
    try {
        OpenDocument document;
        document.stored = false;
        open(app, parse_with_view(text, "clipboard"), std::move(document));
    } catch (const std::exception& error) {
        say(app, error.what(), Stay::until_closed);
    }
}

std::string what_saving_does(const OpenDocument& document, const std::string& path) {
    std::error_code ignored;
    const std::filesystem::file_status there = std::filesystem::status(path, ignored);
    if (!std::filesystem::exists(there)) return "";
    if (const std::string why = why_not_writable(path); !why.empty()) return "Nothing can be saved there: " + why + ".";
    if (!std::filesystem::is_regular_file(there)) return "This is no file: saving writes into it.";
    return document.remarks && path == document.path
               ? "This file has comments of its own: saving replaces it, without them."
               : "This file exists: saving replaces it.";
}

std::string save_scene(AppState& app, const std::string& path) {
    try {
        View view = view_to_keep(app.session);
        view.compare = scene_name_in(path, view.compare);
        if (const std::string why = why_not_named(view.compare); !why.empty())
            return one_line(view.compare, 300) + ", the scene beside this one, " + why;
        write_file(path, write_scene(app.session.experiment(), view));
        const std::string absolute = std::filesystem::absolute(path).lexically_normal().string();
        std::error_code error;
        if (std::filesystem::is_regular_file(absolute, error)) { // no pipe
            app.session.note_stored(absolute);
            note_recent(app, absolute);
        }
        app.save_waits = false;
        say(app, "Saved " + absolute, Stay::a_while);
        return "";
    } catch (const std::exception& error) {
        return error.what();
    }
}

void save_or_ask(AppState& app) {
    OpenDocument& document = app.session.document();
    if (document.path.empty() || document.remarks) {
        app.dialog = Dialog::save;
        return;
    }
    if (changed_on_disk(document) && file_state(document.path).there) {
        document.told = {};
        look_at_disk(app, true);
        return;
    }
    if (const std::string mistake = save_scene(app, document.path); !mistake.empty())
        say(app, mistake, Stay::until_closed);
}

void look_at_results(AppState& app) {
    Session& session = app.session;
    std::vector<StoredResult>& stored = session.document().results;
    if (stored.empty() || !session.run() || session.coarse() || session.run_is_of_another_scene()) return;
    if (!(session.run()->experiment() == session.document().experiment)) return; // edited: they may come back
    const std::string changed = changed_result(*session.run(), std::exchange(stored, {}));
    if (!changed.empty()) say(app, "The figure does not come out as when it was made: " + changed, Stay::until_closed);
}

// ---- a file that has changed on disk ----

bool disk_differs(const AppState& app) { return app.disk_differs; }

void look_at_disk(AppState& app, bool saving) {
    app.save_waits = saving;
    OpenDocument& document = app.session.document();
    app.disk_differs = changed_on_disk(document);
    if (!app.disk_differs) return;
    const FileState now = file_state(document.path);
    if (document.told.there && now.same_bytes(document.told)) return;
    const std::string name = std::filesystem::path(document.path).filename().string();
    if (!now.there) { // or cannot be read: what is in the window is all that there is
        app.disk_differs = false;
        app.session.note_stored(std::string(document.path), false);
        say(app, clean_text(name) + " is no longer there: saving writes it anew", Stay::until_closed);
        return;
    }
    document.told = now;
    say(app,
        clean_text(name) + " has changed on disk since it was " +
            (app.save_waits ? "read, and is not replaced yet" : "read"),
        Stay::until_closed);
    app.notice.choices = {"load-from-disk", "keep-mine"};
}

void load_from_disk(AppState& app) {
    app.disk_differs = app.save_waits = false;
    open_scene(app, std::string(app.session.document().path));
}

void keep_mine(AppState& app) {
    app.disk_differs = false;
    app.notice = {};
    app.session.note_stored(std::string(app.session.document().path), false);
    if (app.save_waits) save_or_ask(app);
}

} // namespace halfstep
