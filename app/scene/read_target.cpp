// [target].

#include "app/scene/points_file.h"
#include "app/scene/read_keys.h"
#include "app/scene/table_roles.h"
#include "core/law/catalog.h"

#include <cmath>
#include <filesystem>

namespace halfstep {

namespace {

/// A covariance. Where a scene gives no mean beside it, that is of zeros, as many as the covariance is wide.
void read_cov(const TableReader& table, std::vector<double>& cov, std::vector<double>& mean) {
    table.get_matrix("cov", cov);
    const auto wide = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(cov.size()))));
    if (wide > 2)
        table.fail("cov", "has " + std::to_string(wide) + " rows; allowed: one or two, " +
                              find_key<TargetSpec>("cov")->allowed);
    if (!table.has("mean") && wide > 0) mean.assign(wide, 0.0);
}

void one_of(const TableReader& table, const char* first, const char* second) {
    if (table.has(first) && table.has(second))
        table.fail(second, std::string("given beside ") + first + "; allowed: one of " + first + " and " + second);
}

ComponentSpec read_component(const TableReader& table, const Experiment& so_far) {
    ComponentSpec component;
    read_keys(table, component, so_far);
    one_of(table, "sigma", "cov");
    read_cov(table, component.cov, component.mean);
    return component;
}

BoxSpec read_box(const TableReader& table, const Experiment& so_far) {
    BoxSpec box;
    read_keys(table, box, so_far);
    if (!table.has("lo")) table.fail("lo", "is missing; allowed: the lower corner, as lo = [-1.0] or lo = [-1.0, 0.0]");
    if (!table.has("hi")) table.fail("hi", "is missing; allowed: the upper corner, as hi = [1.0] or hi = [1.0, 2.0]");
    return box;
}

/// One of a few characters.
void read_sign(const TableReader& table, const char* key, std::string_view allowed, std::optional<char>& sign) {
    if (!table.has(key)) return;
    std::string text;
    table.get(key, text);
    if (text.size() != 1 || allowed.find(text[0]) == allowed.npos)
        table.fail(key, std::string("is none of the signs; allowed: ") + find_key<TargetSpec>(key)->allowed);
    sign = text[0];
}

/// A column by its name, or by its number from 1.
std::string column_name(const TableReader& table, const std::string& key, const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* place = node.as_integer(); place && place->get() >= 1) return std::to_string(place->get());
    table.fail(key, "is no column; allowed: a name in quotes, or a number, counted from 1");
}

/// What the scene fixes of how its file is read.
TableChoice read_choice(const TableReader& table) {
    TableChoice choice;
    read_sign(table, "separator", ",;\t ", choice.separator);
    read_sign(table, "decimal", ".,", choice.decimal);
    if (table.has("header")) table.get("header", choice.header.emplace());
    if (const toml::node* label = table.node("label_column"))
        choice.label_column = column_name(table, "label_column", *label);
    if (const toml::node* columns = table.node("columns")) {
        const toml::array* list = columns->as_array();
        if (!list || list->empty() || list->size() > 2)
            table.fail("columns",
                       std::string("is no list of one or two; allowed: ") + find_key<TargetSpec>("columns")->allowed);
        for (std::size_t i = 0; i < list->size(); ++i)
            choice.columns.push_back(column_name(table, "columns[" + std::to_string(i) + "]", *list->get(i)));
    }
    return choice;
}

/// Points given in the scene, or in a file beside it. The file's become the scene's: an Experiment stands alone.
void read_points(const TableReader& table, const std::string& scene_path, TargetSpec& target) {
    one_of(table, "points", "file");
    if (!table.has("points") && !table.has("file"))
        table.fail("points",
                   "is missing; allowed: points = [[0.0, 1.0], ...], or file = \"cloud.csv\" beside the scene");
    table.get_points("points", target.points, target.columns);
    table.get("labels", target.labels);
    for (std::size_t i = 0; i < target.labels.size(); ++i)
        if (!is_class_name(target.labels[i]))
            table.fail("labels[" + std::to_string(i) + "]", std::string("is no label; allowed: ") + allowed_labels);
    const bool file = table.has("file");
    for (const char* key : {"columns", "label_column", "separator", "decimal", "header"})
        if (table.has(key) && !file)
            table.fail(key, "says how a file is read, and there is none; allowed: beside file");
    if (!file) return;
    for (const char* key : {"weights", "labels"})
        if (table.has(key)) table.fail(key, "belongs to points that a scene lists; allowed: beside points, not file");
    const std::filesystem::path path =
        std::filesystem::path(scene_path).parent_path() / table.file_name("file", "cloud.csv");
    const TableChoice choice = read_choice(table);
    try {
        PointTable points = read_points_file(path.string(), {choice, target.standardize});
        target.points = std::move(points.values);
        target.columns = points.columns;
        target.weights = std::move(points.weights);
        target.labels = std::move(points.labels);
        target.origin = std::move(points.origin);
    } catch (const SceneError& e) {
        table.fail("file", e.what());
    }
}

} // namespace

void read_target(const TableReader& table, const std::string& scene_path, Experiment& experiment) {
    TargetSpec& target = experiment.target;
    table.known(key_names<TargetSpec>());
    read_key(table, "kind", target, experiment);
    target = usual_target(target.kind);
    read_keys(table, target, experiment);
    one_of(table, "sigma", "cov");
    read_cov(table, target.cov, target.mean);
    for (const TableReader& component : table.tables("component"))
        target.components.push_back(read_component(component, experiment));
    for (const TableReader& box : table.tables("box")) target.boxes.push_back(read_box(box, experiment));
    if (target.kind == TargetKind::points) read_points(table, scene_path, target);
}

} // namespace halfstep
