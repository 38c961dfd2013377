#include "app/sweep/sweep_spec.h"

#include "app/scene/scene.h"

#include <algorithm>
#include <cstdlib>

namespace halfstep {
namespace {

constexpr std::string_view first_comment = "# halfstep sweep", over_comment = "# --over ", seeds_comment = "# --seeds ",
                           measure_comment = "# --measure ";

} // namespace

std::vector<std::string> split_values(std::string_view text) {
    std::vector<std::string> values(1);
    int depth = 0;
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (!quoted && c == '[') ++depth;
        if (!quoted && c == ']') --depth;
        if (c == ',' && depth == 0 && !quoted)
            values.emplace_back();
        else
            values.back() += c;
    }
    return values;
}

std::string sweep_scene(const Experiment& experiment, const SweepRequest& request, const View& view) {
    std::string text(first_comment);
    for (const SweepAxis& axis : request.spec.axes) {
        text += "\n" + std::string(over_comment) + axis.key + "=";
        for (std::size_t i = 0; i < axis.values.size(); ++i) text += (i > 0 ? "," : "") + axis.values[i];
    }
    text += "\n" + std::string(seeds_comment) + std::to_string(request.spec.seeds);
    text += "\n" + std::string(measure_comment) + request.measure + "\n";
    return text + write_scene(experiment, view);
}

std::optional<SweepRequest> sweep_request(std::string_view scene) {
    if (!scene.starts_with(first_comment)) return std::nullopt;
    SweepRequest request;
    while (scene.starts_with("#")) {
        const std::string_view line = scene.substr(0, scene.find('\n'));
        scene.remove_prefix(std::min(line.size() + 1, scene.size()));
        if (line.starts_with(over_comment)) {
            const std::string_view axis = line.substr(over_comment.size());
            const std::size_t equals = std::min(axis.find('='), axis.size());
            request.spec.axes.push_back(
                {std::string(axis.substr(0, equals)), split_values(axis.substr(std::min(equals + 1, axis.size())))});
        }
        if (line.starts_with(seeds_comment))
            request.spec.seeds = std::clamp(std::atoi(std::string(line.substr(seeds_comment.size())).c_str()), 1,
                                            SweepLimits::max_seeds);
        if (line.starts_with(measure_comment)) request.measure = line.substr(measure_comment.size());
    }
    return request;
}

std::vector<SweepAxis> spacing_remedy(const Experiment& experiment, const SweepSpec& spec) {
    std::vector<SweepAxis> remedy;
    for (std::size_t i = 0; i < experiment.samplers.size(); ++i) {
        const std::string sampler = "sampler[" + std::to_string(i) + "]";
        const auto varies = [&](const SweepAxis& axis) {
            return axis.key == "sampler.steps" || axis.key == sampler + ".steps";
        };
        if (experiment.samplers[i].spacing == Spacing::all && std::any_of(spec.axes.begin(), spec.axes.end(), varies))
            remedy.push_back({sampler + ".spacing", {"trailing"}});
    }
    return remedy;
}

} // namespace halfstep
