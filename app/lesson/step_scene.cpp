#include "app/lesson/step_scene.h"

#include "app/scene/reader.h"
#include "app/scene/scene.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace halfstep {
namespace {

/// Whether a text in `change` differs from the one in the table.
bool names_another(const toml::table& table, const toml::table& change, std::string_view key) {
    const auto wanted = change[key].value<std::string_view>();
    return wanted && table[key].value<std::string_view>() != wanted;
}

void keep_only(toml::table& table, std::initializer_list<std::string_view> kept) {
    std::vector<std::string> gone;
    for (const auto& [key, node] : table)
        if (std::find(kept.begin(), kept.end(), key.str()) == kept.end()) gone.emplace_back(key.str());
    for (const std::string& key : gone) table.erase(key);
}

/// What another kind has no use for falls away.
void begin_afresh(toml::table& table, const toml::table& change, bool of_process) {
    if (names_another(table, change, "kind"))
        of_process ? keep_only(table, {"steps"}) : keep_only(table, {});
    else if (names_another(table, change, "schedule") || names_another(table, change, "grid"))
        keep_only(table, {"kind", "steps"});
}

/// Nodes are moved, not copied: so they keep their place in the file.
void lay_over(toml::table& table, toml::table& change) {
    for (auto&& [key, node] : change) {
        toml::table *below = table[key.str()].as_table(), *above = node.as_table();
        if (below && above) {
            begin_afresh(*below, *above, key.str() == "process");
            lay_over(*below, *above);
            continue;
        }
        table.erase(key.str());
        table.insert(toml::key(key), std::move(node));
    }
}

/// The table of a step under `key`; nullptr: it has none, or it is no table, which the reader of lessons complains of.
toml::table* table_of(toml::table& root, std::size_t step, std::string_view key) {
    toml::array* steps = root["step"].as_array();
    toml::node* one = steps && step < steps->size() ? steps->get(step) : nullptr;
    return one && one->is_table() ? (*one->as_table())[key].as_table() : nullptr;
}

/// One step over the scene so far. Where time stands is a share of a process that is not known yet: `cursor`.
void lay_step(toml::table& root, const TableReader& step, std::size_t i, std::optional<double>& cursor) {
    step.table("change").known({"target", "denoiser", "training", "process", "sampler", "latents", "run"});
    step.table("show"); // is one
    if (toml::table* change = table_of(root, i, "change")) lay_over(root, *change);
    if (step.has("cursor")) {
        step.get("cursor", cursor.emplace());
        if (!(*cursor >= 0 && *cursor <= 1))
            step.fail("cursor", "out of range; allowed: 0 (the data) to 1 (the noise)");
    }
    toml::table* show = table_of(root, i, "show");
    if (!show && !cursor) return;
    if (!root.contains("view")) root.insert("view", toml::table{});
    toml::table* view = root["view"].as_table();
    if (!view) return; // the reader complains of it
    if (cursor) view->erase("level");
    if (!show) return;
    if (show->contains("level")) cursor.reset();
    lay_over(*view, *show);
}

} // namespace

Scene parse_step(std::string_view toml, const std::string& file, int step) {
    const Document given(toml, file);
    const std::vector<TableReader> steps = TableReader(given, given.root(), "").tables("step");
    if (step > static_cast<int>(steps.size()))
        throw SceneError(one_line(file) + ": there is no step " + std::to_string(step) + "; allowed: " +
                         (steps.empty() ? "a lesson with steps" : "1 to " + std::to_string(steps.size())));
    toml::table root = Document(toml, file).take_root();
    std::optional<double> cursor;
    for (int i = 0; i < step; ++i)
        lay_step(root, steps[static_cast<std::size_t>(i)], static_cast<std::size_t>(i), cursor);
    Scene scene = read_scene(Document(std::move(root), file), toml.size());
    if (step == 0) return scene;
    View& view = scene.view ? *scene.view : scene.view.emplace();
    if (cursor) view.level = static_cast<int>(std::lround(*cursor * scene.problem->process.steps()));
    return scene;
}

Scene load_step(const std::string& path_or_lesson, std::optional<int> step) {
    if (!step) return load_with_view(path_or_lesson);
    const std::optional<std::string> toml = scene_text(path_or_lesson);
    if (!toml) throw SceneError(one_line(path_or_lesson) + ": a table of points has no steps; allowed: a lesson");
    return beside_its_file(parse_step(*toml, path_or_lesson, *step), path_or_lesson);
}

} // namespace halfstep
