#pragma once
// All that the window is, as values: what actions change and views show. Knows neither Dear ImGui nor OpenGL.

#include "app/model/guide_state.h"
#include "app/model/lesson_state.h"
#include "app/model/session.h"
#include "app/model/settings.h"

#include <functional>
#include <optional>
#include <string>

namespace halfstep {

class Autosave;

/// A line at the foot of the stage: what has happened, or could not.
struct Notice {
    std::string text;                   ///< empty: none
    double seconds_left = 0;            ///< 0: until it is closed
    std::vector<const char*> choices{}; ///< names of actions, a button each
};

/// Where the window is on its screen, in the screen's own units.
struct WindowPlace {
    int x = 0, y = 0, width = 0, height = 0; ///< without a width: not known
    bool operator==(const WindowPlace&) const = default;
};
/// What could not be done waits to be read; what has been done goes by itself.
enum class Stay { until_closed, a_while };

enum class Dialog { none, open, save, export_file, card, compare, import_table, palette };

/// Stage, plots and time on the whole screen, larger; the controls fold away.
struct Presenting {
    bool on = false;
    bool controls = false, table = false; ///< shown meanwhile
    float zoom = 1;                       ///< what the user makes of the scale that goes with the screen
    float type = 1;                       ///< times the usual size of what plots say: the back row reads it, too
};

/// What a key asks of the board on which a target is drawn.
enum class BrushCommand { none, done, undo, larger, smaller };

/// Which plots are to be seen as a whole again.
enum class Fit { none, all, under_mouse };

/// What the clipboard gets of a plot: its picture, or its data with commas or with tabs between.
enum class CopyAs { picture, csv, tsv };
struct CopyRequest {
    const Plot* plot = nullptr;
    CopyAs as = CopyAs::picture;
};

/// What is typed into the palette (palette.h), and which of the rows that it finds is chosen, from the top.
struct PaletteState {
    std::string words;
    int chosen = 0;
    bool operator==(const PaletteState&) const = default;
};

/// A handle, and the plot in which it is touched.
struct TouchedHandle {
    const Plot* plot = nullptr;
    HandleRef ref;
};

struct AppState {
    explicit AppState(Session& of, Settings remembered, float type_scale)
        : session(of), settings(std::move(remembered)), scale(type_scale), wanted_scale(type_scale) {}

    Session& session;
    Settings settings;
    float scale;            ///< of type and controls, as they are
    float wanted_scale;     ///< as the user has it; presenting, and in a small window, it is another one
    float screen_scale = 1; ///< of the screen, by its own account: the usual one
    float scale_room = 4;   ///< more than this the window has no room for
    bool stale_look = true; ///< fonts and style must be set up again, between two frames

    // What is kept from one time to the next beside the settings.
    std::string state_folder{};   ///< of recent files and of what windows were; empty: nothing is kept
    Autosave* autosave = nullptr; ///< nullptr: what the window is is not kept
    WindowPlace place{};          ///< while it is not on the whole screen
    std::string left_by_crash{};  ///< the file of a window that was ended without closing, which is offered
    bool disk_differs = false;    ///< the scene's file is not what was read, and the user has not chosen yet
    bool save_waits = false;      ///< for that
    bool opens_recent = false;    ///< the dialog that opens scenes begins with the recent ones
    bool opens_lessons = false;   ///< or with the lessons

    GuideState guide{};
    LessonState lesson{};
    Dialog dialog = Dialog::none;
    std::string import_path{};         ///< the table that the import dialog is about
    const Plot* export_plot = nullptr; ///< what the dialog begins with; nullptr: what is on the stage
    std::string card{};                ///< which equation card the dialog shows, by its name
    PaletteState palette{};
    int card_sampler = -1; ///< whose numbers are on it; -1: those of the first sampler that it can be about
    /// The drawing board, or the sweep, is on the stage in place of a plot. If both are on, the stage shows the drawing
    /// board.
    bool drawing = false, sweeping = false;
    bool edits_target = false; ///< plots show the handles of the target's components
    bool edits_words = false;  ///< title and note are fields
    Presenting presenting{};
    bool walking = false; ///< keys go through the controls of the panels, one of which has the focus
    Notice notice{};

    Wanted wanted{}; ///< what this frame shows of the run's measures, as far as it has been drawn

    // Under the mouse, in the newest frame.
    std::string hovered_control{}; ///< its key in Controls::widgets; empty: none
    const Plot* hovered_plot = nullptr;
    int hovered_sampler = -1;  ///< in a legend or in the table; -1: none
    int hovered_particle = -1; ///< in a plot that shows it; -1: none
    bool listing = false;      ///< a list over the window hears arrows and Enter
    int hovered_term = -1;     ///< StepTerm::Kind of an arrow or of a part of the step's equation; -1: none
    std::optional<TouchedHandle> hovered_handle{};

    // Asked of views, which take it away as they do it.
    Fit fit = Fit::none;
    const Plot* legend_asked = nullptr; ///< whose entries that have no room are to be listed
    BrushCommand brush = BrushCommand::none;
    std::optional<CopyRequest> copy{}; ///< of the plot as it is seen
    int results_page = 0;              ///< which columns the table of results shows, where it has no room for all
    int scenes_opened = 0; ///< what the user did to the plots of the scene before makes no sense in a new one

    /// The system's clipboard, which is the windowing library's.
    std::function<std::string()> read_clipboard = [] { return std::string(); };
    std::function<void(const std::string&)> write_clipboard = [](const std::string&) {};
    /// What a report of a fault needs to know of the program and the machine.
    std::function<std::string()> diagnose = [] { return std::string(); };
};

void say(AppState& app, const std::string& text, Stay stay);

/// Makes an edit that a plot's handles or menu have asked for, or says why not.
void make(AppState& app, const Edit& edit, int gesture);

/// Opens the dialog. nullptr: for what is on the stage.
void ask_export(AppState& app, const Plot* plot);

/// Opens an equation card. `sampler` -1: of no certain one.
void show_card(AppState& app, const std::string& name, int sampler = -1);

/// Of type and controls: by the keys that change it, from the smallest to the largest.
inline constexpr float least_scale = 0.7f, most_scale = 3;
void set_scale(AppState& app, float scale);
/// What is on screen has this scale now, whatever the user wants.
void show_scale(AppState& app, float scale);
/// In a small window type is no larger than its controls have room for.
void fit_scale(AppState& app, Point window);
/// The screen has another scale, or the window is on another screen: what the user has made of it stays.
void follow_screen(AppState& app, float screen_scale);
void present(AppState& app, bool on);
/// Shows or hides the handles of the target; says why where there are none to show.
void set_edits_target(AppState& app, bool on);

/// What is on screen is of the scene before: the new one's first run is not there yet.
bool shows_another_scene(const Session& session);
/// "t = 0.42   k = 42 / 100"; where the notation is a, b and σ with "σ = 0.8" behind it.
std::string clock_text(const Session& session, int level);

} // namespace halfstep
