#pragma once
// The palette: one field over all that can be done, opened, shown and read. It has no list of its own: rows come from
// the actions, the lessons, the plots, the pages of the guide and the recent files.

#include "app/model/app_state.h"
#include "app/model/fuzzy.h"

namespace halfstep {

struct PaletteEntry {
    enum class Kind { action, lesson, plot, page, file };
    Kind kind = Kind::action;
    std::string name;    ///< of the action, lesson, plot or page; the path of a file
    std::string title;   ///< as it is shown
    std::string hint{};  ///< at the end of the row: keys, or where a file is
    std::string other{}; ///< words by which it is found, too
    const Plot* plot = nullptr;
};

/// All there is, group by group. Asked for anew where the notation or the recent files are other ones.
std::vector<PaletteEntry> palette_entries(const AppState& app);
/// The heading of a group.
const char* palette_group(PaletteEntry::Kind kind);

struct PaletteHit {
    const PaletteEntry* entry = nullptr;
    std::vector<std::size_t> letters{}; ///< of the title, which were typed
};
/// What answers to the words, the best first, and groups in the order of their best; all of them where nothing is
/// typed. Points into `entries`.
std::vector<PaletteHit> palette_hits(const std::vector<PaletteEntry>& entries, const std::string& words);

/// Why it cannot be chosen now; empty: it can.
std::string why_not_now(const AppState& app, const PaletteEntry& entry);
/// What choosing it does, in a line: "Puts it on top of the column …".
std::string palette_help(const AppState& app, const PaletteEntry& entry);
/// Does it, and closes the palette. `otherwise`: with Shift, which puts a plot on the stage and not beside it. False:
/// it cannot be done now.
bool choose_in_palette(AppState& app, const PaletteEntry& entry, bool otherwise);

} // namespace halfstep
