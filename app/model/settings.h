#pragma once
// What the window remembers from one time to the next. Experiments are files of their own.

#include "app/model/export_job.h"

#include <string>

namespace halfstep {

struct Settings {
    bool dark = false;
    std::string color_map = "quiet"; ///< of heat maps
    bool link_time = true;           ///< plots over t share what they show of it
    bool notes = true;               ///< what to look for stands above the controls
    bool crosshair = false;          ///< lines through the mouse, with values at the axes
    bool reduced_motion = false;     ///< what plays goes in still pictures; nothing blinks
    ExportOptions paper;

    bool operator==(const Settings&) const = default;
};

/// $XDG_STATE_HOME/halfstep, or the same in ~/.local/state; empty where neither is known.
std::string state_folder();
/// window.toml in it.
std::string settings_path();
/// What is missing there, or makes no sense, has its default: nothing in this file can keep the window from opening.
Settings load_settings(const std::string& path);
/// Makes the folder. Quietly does nothing where it cannot write: nobody has asked for this file.
void save_settings(const std::string& path, const Settings& settings);

} // namespace halfstep
