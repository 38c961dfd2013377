#include "app/model/browser.h"

#include "app/base/text.h"
#include "app/model/autosave.h"
#include "app/model/lesson_progress.h"
#include "app/model/recent_files.h"
#include "app/scene/points_file.h"
#include "app/scene/scene.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <ctime>
#include <filesystem>

namespace halfstep {
namespace {

namespace fs = std::filesystem;
using EntryKind = BrowserEntry::Kind;

constexpr std::size_t most_listed = 5000; // entries of a folder

std::string lower_case(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

void begin_place(Browser& browser, Browser::Place place) {
    browser.place = place;
    browser.filter.clear();
    browser.mistake.clear();
    browser.entries.clear();
    browser.chosen = 0;
}

/// Whether a file can carry a scene, as far as its name tells.
bool may_be_scene(const fs::path& path) {
    static const std::vector<std::string> endings = {".toml", ".svg", ".pdf", ".png", ".gif", ".mp4", ".webm"};
    return std::find(endings.begin(), endings.end(), lower_case(path.extension().string())) != endings.end() ||
           is_table_file(path.string());
}

/// "today 17:24", "2026-11-30 17:24".
std::string when_text(std::int64_t seconds) {
    const std::time_t then = seconds, now = std::time(nullptr);
    std::tm at{}, today{};
    ::localtime_r(&then, &at);
    ::localtime_r(&now, &today);
    char text[32];
    const bool same = at.tm_year == today.tm_year && at.tm_yday == today.tm_yday;
    std::strftime(text, sizeof text, same ? "today %H:%M" : "%Y-%m-%d %H:%M", &at);
    return text;
}

bool is_path(const std::string& filter) { return filter.find('/') != filter.npos || filter.starts_with("~"); }

fs::path typed_path(const Browser& browser) {
    const char* home = std::getenv("HOME");
    if (home && browser.filter.starts_with("~"))
        return fs::path(home) / browser.filter.substr(std::min<std::size_t>(2, browser.filter.size()));
    return fs::path(browser.folder) / browser.filter; // which an absolute one replaces
}

} // namespace

namespace {

/// What a list says of a lesson, without reading its scenes.
struct LessonHead {
    std::string about{};
    int steps = 0;
};

const std::vector<LessonHead>& lesson_heads() {
    static const std::vector<LessonHead> heads = [] {
        std::vector<LessonHead> all;
        for (const Lesson& lesson : lessons()) {
            LessonHead& head = all.emplace_back();
            const toml::table file = toml::parse(lesson.toml); // shipped ones are sound
            const std::string topic = file["topic"].value<std::string>().value_or(""),
                              source = file["source"].value<std::string>().value_or("");
            head.about = topic + (topic.empty() || source.empty() ? "" : "; ") + source;
            if (const toml::array* steps = file["step"].as_array()) head.steps = static_cast<int>(steps->size());
        }
        return all;
    }();
    return heads;
}

/// "9 steps", "3 of 9", "complete".
std::string reading_text(const LessonReading& reading, int steps) {
    if (steps == 0) return "example";
    if (reading.step < 0) return std::to_string(steps) + (steps == 1 ? " step" : " steps");
    if (reading.complete >= steps) return "complete";
    return std::to_string(reading.complete) + " of " + std::to_string(steps);
}

} // namespace

void show_lessons(Browser& browser, const std::string& state_folder) {
    begin_place(browser, Browser::Place::lessons);
    const std::vector<LessonHead>& heads = lesson_heads();
    for (const bool with_steps : {true, false})
        for (std::size_t i = 0; i < heads.size(); ++i) {
            const Lesson& lesson = lessons()[i];
            if ((heads[i].steps > 0) != with_steps) continue;
            browser.entries.push_back({EntryKind::lesson, lesson.title, lesson.name,
                                       reading_text(reading_of(state_folder, lesson.name), heads[i].steps),
                                       heads[i].about});
        }
}

void show_recent(Browser& browser, const std::string& state_folder) {
    begin_place(browser, Browser::Place::recent);
    for (const KeptWindow& window : kept_windows(state_folder)) {
        if (!window.summary.edited) continue;
        const std::string& title = window.summary.title;
        browser.entries.push_back({EntryKind::window, title.empty() ? "Untitled" : clean_text(title), window.path,
                                   "in no file, " + when_text(window.summary.written)});
    }
    for (const std::string& path : recent_files(state_folder))
        browser.entries.push_back({EntryKind::scene, clean_text(fs::path(path).filename().string()), path,
                                   clean_text(fs::path(path).parent_path().string())});
    if (!browser.entries.empty()) return;
    browser.mistake = state_folder.empty()
                          ? "Nothing is kept in this window: it has no folder for it, or was opened without autosave."
                          : "Nothing yet: scenes that are opened or saved come here.";
}

void show_folder(Browser& browser, const std::string& folder, const std::string& choose) {
    begin_place(browser, Browser::Place::folder);
    browser.folder = folder;
    std::error_code error;
    fs::directory_iterator at(folder, error);
    for (; !error && at != fs::directory_iterator() && browser.entries.size() < most_listed; at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (name.starts_with(".")) continue;
        std::error_code unknown;
        const bool inside = at->is_directory(unknown);
        const EntryKind kind = inside                     ? EntryKind::folder
                               : may_be_scene(at->path()) ? EntryKind::scene
                                                          : EntryKind::other;
        browser.entries.push_back({kind, clean_text(name), at->path().string()});
    }
    if (error) browser.mistake = folder + ": " + error.message();
    std::sort(browser.entries.begin(), browser.entries.end(), [](const BrowserEntry& a, const BrowserEntry& b) {
        return a.kind != b.kind ? a.kind < b.kind : lower_case(a.name) < lower_case(b.name);
    });
    for (std::size_t i = 0; i < browser.entries.size(); ++i)
        if (browser.entries[i].source == choose) browser.chosen = i;
}

std::vector<const BrowserEntry*> listed(const Browser& browser) {
    std::vector<const BrowserEntry*> all;
    const std::string wanted = is_path(browser.filter) ? "" : lower_case(browser.filter);
    for (const BrowserEntry& entry : browser.entries)
        if (lower_case(entry.name + "\n" + entry.about).find(wanted) != std::string::npos) all.push_back(&entry);
    return all;
}

const BrowserEntry* chosen_entry(const Browser& browser) {
    const auto all = listed(browser);
    return all.empty() ? nullptr : all[std::min(browser.chosen, all.size() - 1)];
}

void choose_by(Browser& browser, int by) {
    const auto last = static_cast<long>(listed(browser).size()) - 1;
    const auto now = std::min(static_cast<long>(browser.chosen), std::max(0L, last));
    browser.chosen = static_cast<std::size_t>(std::clamp(now + by, 0L, std::max(0L, last)));
}

void go_up(Browser& browser) {
    if (browser.place != Browser::Place::folder) return;
    const std::string inner = browser.folder;
    const fs::path outer = fs::path(inner).parent_path();
    if (!outer.empty() && outer != inner) show_folder(browser, outer.string(), inner);
}

const BrowserEntry* enter(Browser& browser) {
    if (is_path(browser.filter)) {
        const std::string path = typed_path(browser).lexically_normal().string();
        std::error_code error;
        if (fs::is_directory(path, error)) {
            const bool slash = path.size() > 1 && path.back() == '/';
            show_folder(browser, slash ? path.substr(0, path.size() - 1) : path);
            return nullptr;
        }
        browser.entries = {{EntryKind::scene, path, path}};
        browser.chosen = 0;
        return &browser.entries.front();
    }
    const BrowserEntry* entry = chosen_entry(browser);
    if (!entry || entry->kind != EntryKind::folder) return entry;
    show_folder(browser, std::string(entry->source));
    return nullptr;
}

} // namespace halfstep
