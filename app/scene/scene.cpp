#include "app/scene/scene.h"

#include "app/base/input_file.h"
#include "app/base/paths.h"
#include "app/scene/picture_scene.h"
#include "app/scene/points_file.h"
#include "app/scene/read_keys.h"
#include "app/scene/scene_path.h"
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

/// Before anything else is looked at: what a newer program has written may mean anything.
void check_format(const TableReader& root) {
    std::string writer;
    if (root.has("halfstep")) root.get("halfstep", writer);
    std::int64_t format = 1;
    root.get("format", format, 1, 1'000'000);
    if (format <= scene_format) return;
    root.fail("format", "is newer than what this program, Halfstep " HALFSTEP_VERSION ", reads; allowed: up to " +
                            std::to_string(scene_format) + "; " +
                            (writer.empty() ? "the Halfstep that wrote it" : "Halfstep " + one_line(writer, 60)) +
                            ", or a later one, opens it");
}

/// What a lesson has beside its scene: here it only must be what it should be.
void check_lesson_keys(const TableReader& root) {
    std::string text;
    root.get("source", text);
    root.get("topic", text);
    root.tables("step");
}

Experiment read_experiment(const Document& document, const std::string& path) {
    Experiment experiment;
    const TableReader root(document, document.root(), "");
    check_format(root);
    root.known(key_names<Experiment>());
    check_lesson_keys(root);
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
    for (const TableReader& table : tables) read_sampler(table, path, experiment);
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

/// Results and figures carry the scene with every value written, and are opened again.
void check_resolved_size(const Scene& scene, std::size_t bytes, const std::string& file) {
    constexpr std::size_t most = max_scene_bytes, growth = 8; // of a text of quotes, of short numbers
    if (bytes < most / growth) return;
    const std::size_t resolved = write_scene(scene.problem->experiment, scene.view.value_or(View{})).size();
    if (resolved > most)
        throw SceneError(one_line(file) + ": with every value written the scene has " + std::to_string(resolved) +
                         " bytes; allowed: at most " + std::to_string(most) + ", so that results can carry it");
}

} // namespace

Scene read_scene(const Document& document, std::size_t bytes) {
    const Experiment experiment = read_experiment(document, document.file());
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
    scene.results = read_stored_results(root);
    check_resolved_size(scene, bytes, document.file());
    return scene;
}

Scene parse_with_view(std::string_view toml, const std::string& file) {
    return read_scene(Document(toml, file), toml.size());
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

/// Without links, "." and ".." in its folder: those of a path through a link lead elsewhere than they look.
std::filesystem::path with_real_folder(const std::filesystem::path& path) {
    std::error_code error;
    const std::filesystem::path absolute = std::filesystem::absolute(path, error);
    if (error) return path;
    const std::filesystem::path folder = std::filesystem::weakly_canonical(absolute.parent_path(), error);
    return error ? absolute : folder / absolute.filename();
}

bool is_lesson(const std::string& name) {
    const auto& all = lessons();
    return std::any_of(all.begin(), all.end(), [&](const Lesson& lesson) { return lesson.name == name; });
}

} // namespace

std::string scene_named(const std::string& named, const std::string& folder) {
    if (named.empty() || is_lesson(named) || own_descriptor(named)) return named;
    return with_real_folder(std::filesystem::path(folder) / named).string();
}

std::string scene_name_in(const std::string& file, const std::string& named) {
    if (named.empty() || is_lesson(named) || own_descriptor(named)) return named;
    const std::filesystem::path there = with_real_folder(named);
    if (own_descriptor(file)) return there.string(); // nobody knows where that leads
    const std::filesystem::path path = there.lexically_relative(with_real_folder(file).parent_path());
    if (path.empty()) return there.string();
    return is_lesson(path.string()) ? (std::filesystem::path(".") / path).string() : path.string();
}

std::string why_not_named(const std::string& name) {
    // Whatever else is no text is escaped.
    for (std::string_view rest = name; !rest.empty(); rest.remove_prefix(first_character(rest).bytes))
        if (const Character c = first_character(rest); c.replaced && c.raw == c.code)
            return "is a path that is no UTF-8, by which what is written could not be made again";
    return "";
}

Scene beside_its_file(Scene scene, const std::string& path) {
    const std::string folder = own_descriptor(path) ? "" : std::filesystem::path(path).parent_path().string();
    if (scene.view) scene.view->compare = scene_named(scene.view->compare, folder);
    return scene;
}

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

std::optional<std::string> scene_text(const std::string& path_or_lesson) {
    std::vector<std::string_view> names;
    for (const Lesson& lesson : lessons()) {
        if (lesson.name == path_or_lesson) return lesson.toml;
        names.push_back(lesson.name);
    }
    try {
        if (auto scene = scene_of_picture(path_or_lesson, max_scene_bytes)) return scene;
        if (is_table_file(path_or_lesson)) return std::nullopt;
        return read_file(path_or_lesson, max_scene_bytes);
    } catch (const MissingFile&) {
        throw SceneError(one_line(path_or_lesson) + ": " + no_such_file(path_or_lesson) +
                         ", and no lesson of that name" +
                         did_you_mean(std::filesystem::path(path_or_lesson).filename().string(), names) +
                         "; allowed: a scene file (.toml) or one of the lessons " + join(names));
    } catch (const InputError& e) {
        throw SceneError(
            one_line(e.allowing("a scene file (.toml), a figure or film that Halfstep wrote, or a lesson")));
    }
}

Scene load_with_view(const std::string& path_or_lesson) {
    const std::optional<std::string> toml = scene_text(path_or_lesson);
    if (!toml) {
        try {
            return {make_problem(scene_of_table(path_or_lesson)), std::nullopt};
        } catch (const InputError& e) {
            throw SceneError(
                one_line(e.allowing("a scene file (.toml), a figure or film that Halfstep wrote, or a lesson")));
        }
    }
    Scene scene = parse_with_view(*toml, path_or_lesson);
    return is_lesson(path_or_lesson) ? scene : beside_its_file(std::move(scene), path_or_lesson);
}

std::shared_ptr<const Problem> load_problem(const std::string& path_or_lesson) {
    return load_with_view(path_or_lesson).problem;
}

Experiment load_scene(const std::string& path_or_lesson) { return load_problem(path_or_lesson)->experiment; }

} // namespace halfstep
