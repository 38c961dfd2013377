#pragma once
// The scene that a picture or a film carries: app/export/metadata.h says how it got there.

#include <cstdint>
#include <optional>
#include <string>

namespace halfstep {

/// What text chunks and elements are called.
inline constexpr const char* experiment_key = "halfstep-experiment";
/// How the scene in a film begins and ends, by which it is found between other bytes.
inline constexpr const char *film_comment = "# halfstep film --plot ", *film_end = "# end of the scene of this film\n";

/// The scene in a file, when its first bytes say that it is SVG, PDF, PNG, GIF, MP4 or WebM; nothing when it is another
/// file, or none that can be looked into twice (a pipe). Throws InputError "PATH: ..." when such a picture carries no
/// experiment.
std::optional<std::string> scene_of_picture(const std::string& path, std::int64_t most_scene_bytes);

} // namespace halfstep
