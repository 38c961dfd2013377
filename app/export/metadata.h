#pragma once
// A figure is its own scene file: every picture and film carries its experiment, and gives it back.

#include "app/plots/view.h"
#include "app/scene/picture_scene.h"
#include "core/run/run.h"

#include <optional>
#include <string>
#include <string_view>

namespace halfstep {

/// Which figure of an experiment a file shows, in the words of the command line.
struct FigureRequest {
    std::string plot; ///< "xt", "all", "xt,variance"
    int level = -1;   ///< --at; -1: not given
    int points = 0;   ///< --points; 0: not given

    bool operator==(const FigureRequest&) const = default;
};

/// The scene that goes into a file: the resolved experiment under a comment that says which figure of it this is.
/// parse_with_view() reads it. `view`: how the plots were looked at; its level is the request's.
std::string figure_scene(const Experiment& experiment, const FigureRequest& request, const View& view = {});
/// The same with the results of its run (app/scene/stored_results.h), by which a program that simulates it again finds
/// out whether they are still the same. Of a coarse run it has none.
std::string figure_scene(const Run& run, const FigureRequest& request, const View& view = {});
/// The same for a film of these plots, with a last line by which its end is found between other bytes.
std::string film_scene(const Experiment& experiment, const std::string& plots, const View& view = {});
/// What that first comment says; nothing where there is none.
std::optional<FigureRequest> figure_request(std::string_view scene);

/// A scene that goes into a file, with how its figure is drawn at the end of its first line, in the words of the
/// command line: " --width 174 --caption".
std::string with_looks(std::string scene, const std::string& looks);
/// What that line says of an option, "" of one without a value; nothing where it does not have it.
std::optional<std::string> stored_look(std::string_view scene, std::string_view option);

/// Title, description and, unless the scene is empty, the <metadata> element of an SVG file. The first two have the ids
/// that `svg_label` names.
std::string svg_metadata(const std::string& scene, const std::string& title, const std::string& description);
/// What the root element of an SVG file says for screen readers: a picture with a title and a description.
inline constexpr const char* svg_label = " role=\"img\" aria-labelledby=\"figure-title figure-desc\"";
/// The keywords of a PDF file: printable ASCII, so that PDF keeps it byte by byte.
std::string pdf_keywords(const std::string& scene);

} // namespace halfstep
