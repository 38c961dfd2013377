#pragma once
// Experiment <-> TOML. A scene file is the whole of an Experiment, and may say how to look at it; unknown keys and
// impossible values are errors.

#include "app/plots/view.h"
#include "app/scene/scene_error.h"
#include "app/scene/stored_results.h"
#include "core/run/problem.h"
#include "core/spec/facts.h"

#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

class Document;

/// Scenes larger than this are refused unread (a scene with 100,000 custom alpha_bar values stays below it).
inline constexpr std::int64_t max_scene_bytes = 4 << 20;

/// The newest form of scenes that this program reads, and the one that it writes. A scene that says none is of the
/// first: 1. It rises when a key changes its meaning, so that no program takes a scene for another one; new keys need
/// no new form, as those that do not know them say so.
inline constexpr int scene_format = 1;

struct Scene {
    std::shared_ptr<const Problem> problem;
    std::optional<View> view;            ///< nothing: the scene does not say
    std::vector<StoredResult> results{}; ///< of a figure's scene; empty: there are none
};

/// `file` is what messages call it. Throws SceneError for syntax, unknown keys, wrong types and impossible values.
Scene parse_with_view(std::string_view toml, const std::string& file);
/// The same out of a document that its reader may have changed. `bytes`: of the text that it comes from.
Scene read_scene(const Document& document, std::size_t bytes);
std::shared_ptr<const Problem> parse_problem(std::string_view toml, const std::string& file);
/// Its experiment alone: for those who are about to change it.
Experiment parse_scene(std::string_view toml, const std::string& file);
/// The same, though it may be one that cannot be simulated: what was kept of a window as its user left it.
Experiment parse_unchecked(std::string_view toml, const std::string& file);

/// A path, or the name of a shipped lesson. The path may be that of a picture that Halfstep wrote: it carries its
/// scene. Throws SceneError, also when the file is missing, unreadable, a folder or too large.
Scene load_with_view(const std::string& path_or_lesson);
/// Its TOML; nothing: it is a table of points.
std::optional<std::string> scene_text(const std::string& path_or_lesson);
/// What a scene file is compared with is found from its folder; where it came through a pipe, from the current one.
Scene beside_its_file(Scene scene, const std::string& path);
std::shared_ptr<const Problem> load_problem(const std::string& path_or_lesson);
Experiment load_scene(const std::string& path_or_lesson);

/// The same of a scene that is to stand beside `first`: with its seed, and no more particles (comparison.h). Throws
/// SceneError, too, where the two cannot be compared.
Scene load_beside(const std::string& path_or_lesson, const Experiment& first);

/// The resolved scene: every value that matters is written, parse_scene() gives the same Experiment again.
/// `view`: goes along, as far as it differs from that of a scene which says nothing of it.
std::string write_scene(const Experiment& experiment, const View& view = {});

struct Lesson {
    std::string name; ///< as on the command line: "sigma-squared"
    std::string title;
    std::string toml;
};
/// The shipped lessons, the default one first.
const std::vector<Lesson>& lessons();

} // namespace halfstep
