#include "app/model/scenes.h"

#include "app/base/files.h"
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

namespace {

void open(AppState& app, const Scene& scene) {
    app.session.open(scene.problem->experiment, scene.view);
    ++app.scenes_opened;
    app.notice = {};
}

} // namespace

namespace {

/// A kept state goes with the session, and what shows it goes with that.
View view_to_keep(const Session& session) {
    View view = session.view();
    if (!session.beside() || !session.beside()->kept()) return view;
    std::erase_if(view.side, [](const Plot* plot) { return plot && plot->compares; });
    if (view.side.size() < View::least_side) view.side.clear();
    return view;
}

} // namespace

void open_scene(AppState& app, const std::string& path_or_lesson) {
    try {
        open(app, load_with_view(path_or_lesson));
        if (const PointsOrigin& origin = app.session.experiment().target.origin; !origin.plain)
            say(app, origin_text(origin), Stay::a_while);
    } catch (const TableUnclear&) {
        ask_import(app, path_or_lesson);
    } catch (const std::exception& error) {
        say(app, error.what(), Stay::until_closed);
    }
}

void ask_import(AppState& app, const std::string& path) {
    app.import_path = path;
    app.dialog = Dialog::import_table;
}

void open_table(AppState& app, const Experiment& experiment) { open(app, {make_problem(experiment), std::nullopt}); }

void copy_scene(AppState& app) {
    app.write_clipboard(write_scene(app.session.experiment(), view_to_keep(app.session)));
    say(app, "Copied the scene as text: paste it into a file, a mail, or another window of Halfstep", Stay::a_while);
}

void paste_scene(AppState& app) {
    const std::string text = app.read_clipboard();
    if (text.empty()) {
        say(app, "The clipboard holds no text to paste as a scene", Stay::a_while);
        return;
    }
    try {
        open(app, parse_with_view(text, "clipboard"));
    } catch (const std::exception& error) {
        say(app, error.what(), Stay::until_closed);
    }
}

std::string save_scene(AppState& app, const std::string& path) {
    try {
        View view = view_to_keep(app.session);
        view.compare = scene_name_in(path, view.compare);
        write_file(path, write_scene(app.session.experiment(), view));
        say(app, "Saved " + std::filesystem::absolute(path).string(), Stay::a_while);
        return "";
    } catch (const std::exception& error) {
        return error.what();
    }
}

} // namespace halfstep
