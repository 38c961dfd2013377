#pragma once
// A journal read again: what it says was done, a line each. A window writes one (journal.h), and a hand may.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

/// A line of a journal that changes what is shown. Lines that only tell what came of it (run, layout, plots, training,
/// rest) are no steps.
struct JournalStep {
    enum class Kind {
        action,     ///< something of all_actions(), by its name
        cursor,     ///< the time, the particle, the step that is looked into
        experiment, ///< another scene
        look,       ///< how plots are looked at
        view,       ///< theme, presenter mode, guide, palette, what the mouse is over
        lesson,     ///< a step of a lesson, or the free bench
        answer,     ///< to the question of the step
        point,      ///< by hand: the mouse goes to a control; to none where `what` is empty
        click,      ///< by hand: and presses it
        wait,       ///< by hand: time passes
    };
    Kind kind{};
    int line = 0;        ///< counted from 1
    std::string what{};  ///< the name of an action, control or lesson; an answer; a scene, or a view, as TOML
    std::string cause{}; ///< of an experiment
    int frames = -1;     ///< of a film, while what it shows stays; -1: as many as usual
    // Of a cursor; nothing: as it is.
    std::optional<int> stage{};
    std::optional<long long> level{}, inspect{}, pinned{}; ///< what the scene has room for is for whoever replays it
    int lesson_step = 0;                                   ///< from 1; 0: the free bench
    // Of a view.
    std::optional<bool> dark{}, presenting{}, crosshair{}, palette{};
    std::optional<std::string> color_map{};
    std::optional<std::string> guide{}; ///< the page that is open; empty: none
    std::string typed{};                ///< into the palette
    int chosen = 0;                     ///< of its rows
};

/// Throws SceneError "FILE:LINE: ...; allowed: ..." for what is no journal, or names what there is not.
std::vector<JournalStep> read_journal(std::string_view text, const std::string& file);

/// Whether a film shows them as one motion: changes of one kind that follow each other.
bool one_motion(const JournalStep& step, const JournalStep& next);

} // namespace halfstep
