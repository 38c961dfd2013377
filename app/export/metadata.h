#pragma once
// A figure is its own scene file: every picture and film carries its experiment, and gives it back.

#include "core/experiment.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halfstep {

/// What text chunks and elements are called.
inline constexpr const char* experiment_key = "halfstep-experiment";

/// Which figure of an experiment a file shows, in the words of the command line.
struct FigureRequest {
    std::string plot; ///< "xt", "all", "xt,variance"
    int level = -1;   ///< --at; -1: not given
    int points = 0;   ///< --points; 0: not given

    bool operator==(const FigureRequest&) const = default;
};

/// The scene that goes into a file: the resolved experiment under a comment that says which figure of it this is.
/// parse_scene() reads it.
std::string figure_scene(const Experiment& experiment, const FigureRequest& request);
/// The same for a film of these plots, with a last line by which its end is found between other bytes.
std::string film_scene(const Experiment& experiment, const std::string& plots);
/// What that first comment says; nothing where there is none.
std::optional<FigureRequest> figure_request(std::string_view scene);

/// The <metadata> element of an SVG file.
std::string svg_metadata(const std::string& scene, const std::string& title, const std::string& caption);
/// The keywords of a PDF file: printable ASCII, so that PDF keeps it byte by byte.
std::string pdf_keywords(const std::string& scene);

/// The scene in a file, when its first bytes say that it is SVG, PDF, PNG, GIF, MP4 or WebM; nothing when it is another file, or none
/// that can be looked into twice (a pipe). Throws InputError "PATH: ..." when such a picture carries no
/// experiment.
std::optional<std::string> scene_of_picture(const std::string& path, std::int64_t most_scene_bytes);

} // namespace halfstep
