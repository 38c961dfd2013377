#pragma once
// Where the window's experiment lives: in a file, in a lesson, which nobody changes, or nowhere yet; and what it was
// there, by which an edit is told from what is kept.

#include "app/plots/view.h"
#include "app/scene/stored_results.h"
#include "core/spec/experiment.h"

#include <cstdint>
#include <string>

namespace halfstep {

/// A file as it was when it was looked at.
struct FileState {
    bool there = false;
    std::int64_t bytes = 0, modified = 0; ///< nanoseconds of the file system's clock
    std::uint64_t hash = 0;               ///< of its bytes: hash_of()
    bool same_bytes(const FileState& other) const { return there == other.there && hash == other.hash; }
};

/// Reads the file; one that is none, or too large for a scene, is not there.
FileState file_state(const std::string& path);

struct OpenDocument {
    std::string path;   ///< of a scene file, absolute; empty: there is none
    std::string lesson; ///< the name of the lesson that it comes from; empty: of none. With steps it may be a path
    int step = 0;       ///< of a lesson with steps, from 1: what is below is how that begins
    /// What is below stands in the file or in the lesson. Off: what came through the clipboard stands nowhere.
    bool stored = true;
    Experiment experiment;
    View view; ///< lasting_view() of what was shown
    FileState file;
    FileState told;       ///< another state of the file that the user has been told of
    bool remarks = false; ///< the file has comments, which writing it anew would lose
    /// What came out when the figure was made that it is from, until it has been held against what comes out now.
    std::vector<StoredResult> results{};
};

/// Of a view what a scene is saved for: which plots there are and how each is looked at. The time, and what is followed
/// through it, change with every look.
View lasting_view(const View& view);

/// Whether the file has other bytes than when it was read or written, or is gone. It is read only where its size or its
/// time say that it may.
bool changed_on_disk(OpenDocument& document);
/// Whether a text of TOML has comments.
bool has_remarks(std::string_view toml);

/// What an edited lesson is called, which is a scene of its own: "Three modes (copy)".
std::string copy_title(const std::string& title);
/// The title of another scene's lesson whose note this one still has; empty: the note is its own.
std::string note_from(const Experiment& experiment);

} // namespace halfstep
