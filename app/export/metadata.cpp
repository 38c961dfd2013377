#include "app/export/metadata.h"

#include "app/base/xml.h"
#include "app/results/changed_results.h"
#include "app/scene/scene.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace halfstep {

namespace {

constexpr const char* svg_namespace = "https://halfstep.invalid/experiment";
constexpr const char* figure_comment = "# halfstep figure --plot ";
constexpr const char *at_option = " --at ", *points_option = " --points ";

std::string scene_of(const Experiment& experiment, View view) {
    view.level = 0;
    return write_scene(experiment, view);
}

} // namespace

std::string figure_scene(const Experiment& experiment, const FigureRequest& request, const View& view) {
    std::string comment = std::string(figure_comment) + request.plot;
    if (request.level >= 0) comment += at_option + std::to_string(request.level);
    if (request.points > 0) comment += points_option + std::to_string(request.points);
    return comment + "\n" + scene_of(experiment, view);
}

std::string figure_scene(const Run& run, const FigureRequest& request, const View& view) {
    const bool coarse = run.particles != run.experiment().run.particles;
    return figure_scene(run.experiment(), request, view) +
           (coarse || !run.complete ? "" : stored_results_text(results_to_store(run)));
}

std::string film_scene(const Experiment& experiment, const std::string& plots, const View& view) {
    return film_comment + plots + "\n" + scene_of(experiment, view) + film_end;
}

std::optional<FigureRequest> figure_request(std::string_view scene) {
    const std::string_view comment = scene.substr(0, scene.find('\n'));
    const bool film = comment.starts_with(film_comment);
    if (!film && !comment.starts_with(figure_comment)) return std::nullopt;
    const std::string_view words = comment.substr(std::strlen(film ? film_comment : figure_comment));
    FigureRequest request;
    request.plot = words.substr(0, words.find(' '));
    const auto value = [&](const char* option, int otherwise) {
        const std::size_t at = words.find(option);
        return at == std::string_view::npos ? otherwise
                                            : std::atoi(std::string(words.substr(at + std::strlen(option))).c_str());
    };
    request.level = value(at_option, -1);
    request.points = value(points_option, 0);
    return request;
}

std::string with_looks(std::string scene, const std::string& looks) {
    if (!scene.empty()) scene.insert(std::min(scene.find('\n'), scene.size()), looks);
    return scene;
}

std::optional<std::string> stored_look(std::string_view scene, std::string_view option) {
    if (!scene.starts_with("# halfstep ")) return std::nullopt;
    std::string_view words = scene.substr(0, scene.find('\n'));
    while (!words.empty()) {
        const std::string_view word = words.substr(0, words.find(' '));
        words.remove_prefix(std::min(word.size() + 1, words.size()));
        if (word == option) return std::string(words.starts_with("--") ? "" : words.substr(0, words.find(' ')));
    }
    return std::nullopt;
}

std::string svg_metadata(const std::string& scene, const std::string& title, const std::string& description) {
    const std::string words = "<title id=\"figure-title\">" + xml_text(title) + "</title>\n<desc id=\"figure-desc\">" +
                              xml_text(description) + "</desc>\n";
    if (scene.empty()) return words;
    return words + "<metadata><halfstep:experiment xmlns:halfstep=\"" + svg_namespace + "\">" + xml_text(scene) +
           "</halfstep:experiment></metadata>\n";
}

std::string pdf_keywords(const std::string& scene) {
    constexpr char hex[] = "0123456789ABCDEF";
    std::string text = std::string(experiment_key) + ":";
    for (const char c : scene) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte > 0x7E || std::strchr("%()\\", c)) {
            text += '%';
            text += hex[byte >> 4];
            text += hex[byte & 15];
        } else {
            text += c;
        }
    }
    return text;
}

} // namespace halfstep
