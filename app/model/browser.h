#pragma once
// Which scenes there are to open: lessons, recent ones, the files of a folder; which of them are listed, and which one
// is chosen.

#include <string>
#include <vector>

namespace halfstep {

struct BrowserEntry {
    enum class Kind { folder, scene, other, lesson, window };
    Kind kind = Kind::scene;
    std::string name;   ///< as it is listed
    std::string source; ///< a path, or the name of a lesson
    std::string hint{}; ///< beside the name: where it is, since when it waits, how far a lesson was read
    std::string about{}; ///< of a lesson: its topic and its source, which are looked through, too
};

struct Browser {
    enum class Place { lessons, recent, folder };
    Place place = Place::lessons;
    std::string folder{}; ///< of Place::folder
    std::string filter{}; ///< part of the names that are listed; with a "/" in it, or "~" first, a path to go to
    std::size_t chosen = 0;
    std::vector<BrowserEntry> entries{}; ///< of the place
    std::string mistake{};               ///< why there are none
};

/// Those with steps first, each with what it is about and how far it was read.
void show_lessons(Browser& browser, const std::string& state_folder = "");
/// Files that were opened or saved lately, and what is in no file: windows that were, and what New and Open put aside.
void show_recent(Browser& browser, const std::string& state_folder);
/// Folders first, then scenes and figures, then files of other kinds. `choose`: the path of the one to begin with.
void show_folder(Browser& browser, const std::string& folder, const std::string& choose = "");

/// Those that are listed.
std::vector<const BrowserEntry*> listed(const Browser& browser);
/// nullptr: there is none.
const BrowserEntry* chosen_entry(const Browser& browser);
/// Up or down the list.
void choose_by(Browser& browser, int by);
/// To the folder around this one, which is then chosen in it.
void go_up(Browser& browser);
/// What Enter does: goes into a folder, to the path that was typed, or says that this one is to be opened. nullptr:
/// nothing is.
const BrowserEntry* enter(Browser& browser);

} // namespace halfstep
