// [target].

#include "app/scene/points_file.h"
#include "app/scene/read_keys.h"
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

/// Points given in the scene, or in a file beside it. The file's become the scene's: an Experiment stands alone.
void read_points(const TableReader& table, const std::string& scene_path, TargetSpec& target) {
    one_of(table, "points", "file");
    if (!table.has("points") && !table.has("file"))
        table.fail("points",
                   "is missing; allowed: points = [[0.0, 1.0], ...], or file = \"cloud.csv\" beside the scene");
    table.get_points("points", target.points, target.columns);
    if (!table.has("file")) return;
    const std::filesystem::path path =
        std::filesystem::path(scene_path).parent_path() / table.file_name("file", "cloud.csv");
    try {
        PointTable points = read_points_file(path.string(), target.standardize ? 1e100 : Limits::max_scale);
        target.points = std::move(points.values);
        target.columns = points.columns;
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
