#include "app/model/palette.h"

#include "app/base/text.h"
#include "app/model/action_functions.h"
#include "app/model/actions.h"
#include "app/model/guide_book.h"
#include "app/model/recent_files.h"
#include "app/model/scenes.h"
#include "app/scene/scene.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace halfstep {
namespace {

using EntryOf = PaletteEntry::Kind;

/// A hit this much worse than the best one is no answer.
constexpr double least_share_of_best = 0.45;

std::string other_words(const char* a, const char* b) { return std::string(a ? a : "") + " " + (b ? b : ""); }

bool applies_now(const AppState& app, const Plot& plot) {
    return app.session.run() && plot.applies(*app.session.run());
}

/// Of two that have the same title, on a line and in the plane, the one that there is here, or else the first.
bool has_twin(const AppState& app, const Plot& plot) {
    const auto& all = all_plots();
    return !applies_now(app, plot) && std::any_of(all.begin(), all.end(), [&](const Plot& other) {
        return std::string_view(other.title) == plot.title && (&other < &plot || applies_now(app, other));
    });
}

bool can_perform(const AppState& app, const PaletteEntry& entry) { return possible(app, find_action(entry.name)); }

} // namespace

const char* palette_group(EntryOf kind) {
    switch (kind) {
    case EntryOf::action: return "Actions";
    case EntryOf::lesson: return "Lessons";
    case EntryOf::plot: return "Plots";
    case EntryOf::page: return "Guide";
    case EntryOf::file: return "Recent files";
    }
    return "";
}

std::vector<PaletteEntry> palette_entries(const AppState& app) {
    std::vector<PaletteEntry> all;
    for (const Action& action : all_actions())
        if (action.in_palette)
            all.push_back(
                {EntryOf::action, action.name, action.title, key_text(action), other_words(action.help, action.name)});
    for (const Lesson& lesson : lessons())
        all.push_back({EntryOf::lesson, lesson.name, lesson.title, "", other_words(lesson.name.c_str(), "open")});
    const auto spell = [&](const std::string& text) {
        return spelled(text, app.session.view().notation, app.session.experiment().process);
    };
    for (const Plot& plot : all_plots())
        if (!has_twin(app, plot))
            all.push_back(
                {EntryOf::plot, plot.name, spell(plot.title), "", spell(other_words(plot.help, plot.name)), &plot});
    for (const BookPage& page : guide_book())
        all.push_back({EntryOf::page, page.name, page.title, "", other_words(page.name.c_str(), "guide help")});
    for (const std::string& path : recent_files(app.state_folder)) {
        const std::filesystem::path file(path);
        all.push_back({EntryOf::file, path, clean_text(file.filename().string()),
                       clean_text(file.parent_path().string()), "open recent"});
    }
    return all;
}

std::vector<PaletteHit> palette_hits(const std::vector<PaletteEntry>& entries, const std::string& words) {
    struct Scored {
        PaletteHit hit;
        double score;
    };
    std::vector<Scored> found;
    const bool all = trimmed(words).empty();
    for (const PaletteEntry& entry : entries) {
        if (all) {
            found.push_back({{&entry}, 0});
            continue;
        }
        auto match = fuzzy_match(plain_text_of(entry.title), words);
        const double beside = words_match(plain_text_of(entry.title + " " + entry.other), words);
        if (match && match->score >= beside)
            found.push_back({{&entry, std::move(match->letters)}, match->score});
        else if (beside > 0)
            found.push_back({{&entry}, beside});
    }
    std::array<double, 5> best{}; // of each group
    double of_all = 0;
    for (const Scored& one : found) {
        double& of_group = best[static_cast<std::size_t>(one.hit.entry->kind)];
        of_group = std::max(of_group, one.score);
        of_all = std::max(of_all, one.score);
    }
    std::erase_if(found, [&](const Scored& one) { return one.score < least_share_of_best * of_all; });
    const auto group = [&](const Scored& one) { return best[static_cast<std::size_t>(one.hit.entry->kind)]; };
    std::stable_sort(found.begin(), found.end(), [&](const Scored& a, const Scored& b) {
        if (group(a) != group(b)) return group(a) > group(b);
        if (a.hit.entry->kind != b.hit.entry->kind) return a.hit.entry->kind < b.hit.entry->kind;
        return a.score > b.score;
    });
    std::vector<PaletteHit> hits;
    for (Scored& one : found) hits.push_back(std::move(one.hit));
    return hits;
}

std::string why_not_now(const AppState& app, const PaletteEntry& entry) {
    if (entry.kind == EntryOf::action) return can_perform(app, entry) ? "" : "Not possible now";
    if (entry.kind != EntryOf::plot) return "";
    if (!app.session.run()) return "Nothing is simulated yet";
    if (applies_now(app, *entry.plot)) return "";
    return "Not of this scene" + (entry.plot->needs ? std::string(": needs ") + entry.plot->needs : "");
}

std::string palette_help(const AppState& app, const PaletteEntry& entry) {
    if (std::string why = why_not_now(app, entry); !why.empty()) return why;
    switch (entry.kind) {
    case EntryOf::action: return "Enter does it";
    case EntryOf::lesson: return "Enter opens the lesson";
    case EntryOf::plot: return "Enter puts it beside the stage, Shift Enter on the stage";
    case EntryOf::page: return "Enter opens the page";
    case EntryOf::file: return "Enter opens the file";
    }
    return "";
}

bool choose_in_palette(AppState& app, const PaletteEntry& entry, bool otherwise) {
    if (!why_not_now(app, entry).empty()) return false;
    app.dialog = Dialog::none;
    if (entry.kind == EntryOf::page) {
        app.guide.open = true;
        app.guide.find = false;
        go_to(app.guide, {.page = entry.name});
        return true;
    }
    const bool with_guide = entry.kind == EntryOf::action && find_action(entry.name).over_guide;
    app.guide.open = app.guide.open && with_guide;
    switch (entry.kind) {
    case EntryOf::action: perform(app, entry.name); break;
    case EntryOf::plot:
        app.drawing = app.sweeping = false;
        if (!otherwise)
            action_functions::show_in_column(app, *entry.plot);
        else if (stage_plot(*app.session.run(), app.session.view()) != entry.plot)
            action_functions::put_on_stage(app, *entry.plot);
        break;
    default: open_scene(app, entry.name);
    }
    return true;
}

} // namespace halfstep
