#include "app/model/document.h"

#include "app/base/hash.h"
#include "app/base/input_file.h"
#include "app/scene/scene.h"

#include <algorithm>
#include <filesystem>
#include <sys/stat.h>

namespace halfstep {
namespace {

/// Size and time alone, without a look into it.
FileState file_outside(const std::string& path) {
    struct stat found {};
    FileState state;
    if (::stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return state;
    state.there = true;
    state.bytes = found.st_size;
    state.modified = static_cast<std::int64_t>(found.st_mtim.tv_sec) * 1'000'000'000 + found.st_mtim.tv_nsec;
    return state;
}

} // namespace

FileState file_state(const std::string& path) {
    FileState state = file_outside(path);
    if (!state.there) return {};
    try {
        state.hash = hash_of(read_file(path, max_scene_bytes, InputKind::regular));
    } catch (const std::exception&) {
        return {};
    }
    return state;
}

bool changed_on_disk(OpenDocument& document) {
    if (document.path.empty()) return false;
    FileState now = file_outside(document.path);
    const FileState& known = document.file;
    if (now.there == known.there && now.bytes == known.bytes && now.modified == known.modified) return false;
    now = file_state(document.path);
    if (!now.same_bytes(known)) return true;
    document.file = now; // touched, and no more
    return false;
}

bool has_remarks(std::string_view toml) {
    std::string quote; // what the text that we are in began with, three times where it has lines
    for (std::size_t i = 0; i < toml.size(); ++i) {
        const char c = toml[i];
        if (!quote.empty()) {
            if (c == '\\' && quote[0] == '"')
                ++i;
            else if (toml.compare(i, quote.size(), quote) == 0)
                i += quote.size() - 1, quote.clear();
        } else if (c == '"' || c == '\'') {
            quote = std::string(toml.compare(i, 3, std::string(3, c)) == 0 ? 3 : 1, c);
            i += quote.size() - 1;
        } else if (c == '#') {
            return true;
        }
    }
    return false;
}

View lasting_view(const View& view) {
    View lasting;
    lasting.side = view.side;
    lasting.time = view.time;
    lasting.plots = view.plots;
    lasting.notation = view.notation;
    lasting.split = view.split;
    lasting.on_stage = view.on_stage;
    lasting.compare = view.compare;
    lasting.muted = view.muted;
    std::erase_if(lasting.plots, [](const auto& seen) { return seen.second == PlotView{}; });
    return lasting;
}

std::string copy_title(const std::string& title) { return title + " (copy)"; }

std::string note_from(const Experiment& experiment) {
    if (experiment.note.empty()) return "";
    static const std::vector<Experiment> shipped = [] {
        std::vector<Experiment> all;
        for (const Lesson& lesson : lessons()) all.push_back(parse_scene(lesson.toml, lesson.name));
        return all;
    }();
    for (const Experiment& lesson : shipped)
        if (lesson.note == experiment.note) return lesson.title == experiment.title ? "" : lesson.title;
    return "";
}

} // namespace halfstep
