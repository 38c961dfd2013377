#pragma once
// The options that figure and film share: which plots, in which theme, of how many points.

#include "app/export/metadata.h"
#include "app/export/writers.h"
#include "app/figure/theme.h"
#include "app/plots/plots.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace halfstep {

/// "xt", "xt,variance", "all"; before anything is simulated. An empty text is right: the stage's plot. Throws
/// UsageError.
void check_plots(const std::string& names);
/// The plots that check_plots() found right, for a run. Throws UsageError when one does not apply to it.
std::vector<const Plot*> chosen_plots(const std::string& names, const Run& run);
/// What these plots show that has to be measured.
Wanted measures_of(const std::string& names);
/// Whether several plots are meant, which need more room than one.
bool is_panel(const std::string& names);

/// What the figure or film was made with that the scene is read from; nothing when it is neither.
FigureRequest stored_request(const std::string& path);

/// An option that is not given is as in the figure that is made again, whose scene that is.
void keep_look(const std::string& scene, const char* option, std::string& given);
void keep_look(const std::string& scene, const char* option, bool& given);

/// print, light or dark, or `otherwise` for an empty text, with a colour map (empty: its own). Throws UsageError.
Theme theme_named(const std::string& name, const Theme& otherwise, const std::string& colors);
/// "quiet, ...": the colour maps, for help.
std::string color_map_names();
/// Which samplers are drawn, and how: as typed.
struct SamplerChoice {
    std::vector<std::string> hide, only; ///< names
    bool split = false;                  ///< one panel a sampler
};
/// Puts that into what a scene asks for. Throws UsageError.
void choose_samplers(const SamplerChoice& given, const Experiment& experiment, View& view);
/// --x-range and --y-range, as typed.
struct AxisRanges {
    std::string x, y;
};
void add_ranges(CLI::App& command, AxisRanges& ranges, const std::string& note);
/// What can be said before anything is simulated: two numbers each, of one plot. Throws UsageError.
void check_ranges(const AxisRanges& given, const std::string& plots);
/// Shows that much of a plot, instead of what the scene's view does. Throws UsageError where it has no place there.
void choose_ranges(const AxisRanges& given, const Plot& plot, const Run& run, View& view);

/// What of a file needs less memory: "a smaller figure or a lower --dpi".
std::string smaller_figure(const Writer& writer);
/// Refuses --outline-text beside a file that has no text. Throws UsageError.
void check_outlines(bool outlines, const std::string& output);
/// Refuses a --dpi (empty: not given) beside a vector file `output`, which it would do nothing to. Throws UsageError.
void check_resolution(const std::string& dpi, const std::string& output);
/// --notation; `otherwise` for an empty text. Throws UsageError.
Notation notation_named(const std::string& name, Notation otherwise);

/// --points: a number, or all of the particles. 0 for an empty text: the usual number.
int points_argument(const std::string& text, const Experiment& experiment);

/// Measures what the plots `names` show and no more, and keeps of the clouds what a figure or a film of so many points
/// (0: the usual number) shows, so that those of many levels, and at any rate that of `level` (-1: none in particular),
/// can be kept.
void keep_what_is_shown(SimulateOptions& options, const std::string& names, const View& view, int level);

} // namespace halfstep
