#pragma once
// Experiment <-> TOML. A scene file is the whole of an Experiment; unknown keys and impossible values are errors.

#include "core/run/problem.h"

#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

/// A mistake in a scene: "FILE:LINE: key = value: what is wrong; allowed: ...". One line, ready to print.
class SceneError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Scenes larger than this are refused unread (a scene with 100,000 custom alpha_bar values stays below it).
inline constexpr std::int64_t max_scene_bytes = 4 << 20;

/// `file` is what messages call it. Throws SceneError for syntax, unknown keys, wrong types and impossible values.
std::shared_ptr<const Problem> parse_problem(std::string_view toml, const std::string& file);
/// Its experiment alone: for those who are about to change it.
Experiment parse_scene(std::string_view toml, const std::string& file);

/// A path, or the name of a shipped lesson. The path may be that of a picture that Halfstep wrote: it carries its scene. Throws SceneError, also when the file is missing, unreadable, a folder or too large.
std::shared_ptr<const Problem> load_problem(const std::string& path_or_lesson);
Experiment load_scene(const std::string& path_or_lesson);

/// The resolved scene: every value that matters is written, parse_scene() gives the same Experiment again.
std::string write_scene(const Experiment& experiment);

struct Lesson {
    std::string name; ///< as on the command line: "sigma-squared"
    std::string title;
    std::string toml;
};
/// The shipped lessons, the default one first.
const std::vector<Lesson>& lessons();

// Names of the enumerations, as scenes, menus and tables spell them.
const char* name_of(SamplerKind kind);
const char* name_of(ProcessKind kind);
const char* name_of(ScheduleKind kind);
const char* name_of(Grid grid);
const char* name_of(TargetKind kind);
const char* name_of(DenoiserKind kind);
const char* name_of(DenoiserError error);
const char* name_of(Prediction prediction);
const char* name_of(Preconditioning preconditioning);
const char* name_of(Embedding embedding);
const char* name_of(LearningRate schedule);
const char* name_of(Times times);
const char* name_of(Spacing spacing);
const char* name_of(Variance variance);
const char* name_of(Start start);
const char* name_of(Inversion inversion);
const char* name_of(Convention convention);
const char* name_of(Clip::Kind clip);
const char* name_of(Precision precision);

} // namespace halfstep
