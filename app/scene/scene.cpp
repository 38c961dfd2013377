#include "app/scene/scene.h"

#include "app/base/input_file.h"
#include "app/scene/picture_scene.h"
#include "app/scene/points_file.h"
#include "app/scene/read_keys.h"
#include "app/scene/view_text.h"
#include "core/run/comparison.h"
#include "core/spec/conflict.h"

#include <algorithm>
#include <filesystem>

namespace halfstep {

namespace {

/// Given names must differ as folders. Names by default make way: "DDIM", "DDIM 2", ...
void tell_apart(const std::vector<TableReader>& tables, std::vector<SamplerSpec>& samplers) {
    std::vector<std::string> taken;
    const auto take = [&](const std::string& name) {
        const std::string folder = folder_name(name);
        if (std::find(taken.begin(), taken.end(), folder) != taken.end()) return false;
        taken.push_back(folder);
        return true;
    };
    for (std::size_t i = 0; i < samplers.size(); ++i)
        if (tables[i].has("name") && !take(samplers[i].name))
            tables[i].fail("name", "another sampler has the folder \"" + folder_name(samplers[i].name) +
                                       "\", too; allowed: names that differ in a-z, 0-9");
    for (std::size_t i = 0; i < samplers.size(); ++i) {
        if (tables[i].has("name")) continue;
        const std::string name = samplers[i].name;
        for (int k = 2; !take(samplers[i].name); ++k) samplers[i].name = name + " " + std::to_string(k);
    }
}

Experiment read_experiment(const Document& document, const std::string& path) {
    Experiment experiment;
    const TableReader root(document, document.root(), "");
    root.known(key_names<Experiment>());
    read_key(root, "title", experiment, experiment);
    read_key(root, "note", experiment, experiment);
    read_target(root.table("target"), path, experiment);
    read_denoiser(root.table("denoiser"), path, experiment);
    read_training(root.table("training"), experiment);
    read_process(root.table("process"), experiment);
    const std::vector<TableReader> tables = root.tables("sampler");
    if (tables.size() > Limits::max_samplers)
        document.fail("sampler[" + std::to_string(Limits::max_samplers) + "]",
                      "one sampler too many; allowed: " + std::to_string(Limits::max_samplers));
    for (const TableReader& table : tables) read_sampler(table, experiment);
    tell_apart(tables, experiment.samplers);
    if (tables.empty()) experiment.samplers.emplace_back();
    if (root.has("latents")) read_keys(root.table("latents"), experiment.latents.emplace(), experiment);
    read_keys(root.table("run"), experiment.run, experiment);
    return experiment;
}

/// The key that the document gives.
std::string culprit(const Document& document, const Conflict& conflict) {
    if (document.root().at_path(conflict.key)) return conflict.key;
    for (const std::string& other : conflict.others)
        if (document.root().at_path(other)) return other;
    return conflict.key;
}

} // namespace

Scene parse_with_view(std::string_view toml, const std::string& file) {
    const Document document(toml, file);
    const Experiment experiment = read_experiment(document, file);
    Scene scene;
    try {
        scene.problem = make_problem(experiment);
    } catch (const Conflict& e) {
        document.fail(culprit(document, e), e.what());
    } catch (const Error& e) {
        document.fail(e.key, e.what());
    }
    const TableReader root(document, document.root(), "");
    if (root.has("view")) scene.view = read_view(root.table("view"), experiment);
    return scene;
}

View parse_view(std::string_view toml, const Experiment& experiment, const std::string& file) {
    const Document document(toml, file);
    return read_view(TableReader(document, document.root(), "").table("view"), experiment);
}

std::shared_ptr<const Problem> parse_problem(std::string_view toml, const std::string& file) {
    return parse_with_view(toml, file).problem;
}

Experiment parse_scene(std::string_view toml, const std::string& file) { return parse_problem(toml, file)->experiment; }

Experiment parse_unchecked(std::string_view toml, const std::string& file) {
    return read_experiment(Document(toml, file), file);
}

namespace {

/// What a scene file is compared with is found beside it, if it is there.
Scene beside_its_file(Scene scene, const std::string& path) {
    if (!scene.view || scene.view->compare.empty()) return scene;
    const std::filesystem::path named = std::filesystem::path(path).parent_path() / scene.view->compare;
    std::error_code none;
    if (std::filesystem::exists(named, none)) scene.view->compare = named.lexically_normal().string();
    return scene;
}

} // namespace

Scene load_beside(const std::string& path_or_lesson, const Experiment& first) {
    Scene other = load_with_view(path_or_lesson);
    try {
        check_beside(other.problem->experiment, first);
        other.problem = make_problem(beside(other.problem->experiment, first));
    } catch (const Error& error) {
        throw SceneError(one_line(path_or_lesson) + ": " + error.what());
    }
    return other;
}

Scene load_with_view(const std::string& path_or_lesson) {
    std::vector<std::string_view> names;
    for (const Lesson& lesson : lessons()) {
        if (lesson.name == path_or_lesson) return parse_with_view(lesson.toml, lesson.name);
        names.push_back(lesson.name);
    }
    std::string toml;
    try {
        if (const auto scene = scene_of_picture(path_or_lesson, max_scene_bytes))
            toml = *scene;
        else if (is_table_file(path_or_lesson))
            return {make_problem(scene_of_table(path_or_lesson)), std::nullopt};
        else
            toml = read_file(path_or_lesson, max_scene_bytes);
    } catch (const MissingFile&) {
        throw SceneError(one_line(path_or_lesson) + ": " + no_such_file(path_or_lesson) +
                         ", and no lesson of that name" + did_you_mean(path_or_lesson, names) +
                         "; allowed: a scene file (.toml) or one of the lessons " + join(names));
    } catch (const InputError& e) {
        throw SceneError(
            one_line(e.allowing("a scene file (.toml), a figure or film that Halfstep wrote, or a lesson")));
    }
    return beside_its_file(parse_with_view(toml, path_or_lesson), path_or_lesson);
}

std::shared_ptr<const Problem> load_problem(const std::string& path_or_lesson) {
    return load_with_view(path_or_lesson).problem;
}

Experiment load_scene(const std::string& path_or_lesson) { return load_problem(path_or_lesson)->experiment; }

} // namespace halfstep
