// [target].

#include "app/scene/points_file.h"
#include "app/scene/reader.h"
#include "core/law/catalog.h"
#include "core/law/curves.h"

#include <cmath>
#include <filesystem>
#include <limits>

namespace halfstep {

namespace {

using Keys = TableReader::Keys;

/// A mean of zeros, as long as the covariance is wide, where a scene gives a covariance alone.
void zero_mean(const TableReader& table, const std::vector<double>& cov, std::vector<double>& mean) {
    if (table.has("mean") || cov.empty()) return;
    mean.assign(static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(cov.size())))), 0.0);
}

void one_of(const TableReader& table, const char* first, const char* second) {
    if (table.has(first) && table.has(second))
        table.fail(second, std::string("given beside ") + first + "; allowed: one of " + first + " and " + second);
}

ComponentSpec read_component(const TableReader& table) {
    ComponentSpec component;
    table.known({"weight", "mean", "sigma", "cov"});
    one_of(table, "sigma", "cov");
    table.get("weight", component.weight);
    table.get("mean", component.mean);
    table.get("sigma", component.sigma);
    table.get_matrix("cov", component.cov);
    zero_mean(table, component.cov, component.mean);
    return component;
}

BoxSpec read_box(const TableReader& table) {
    BoxSpec box;
    table.known({"weight", "lo", "hi"});
    if (!table.has("lo")) table.fail("lo", "is missing; allowed: the lower corner, as lo = [-1.0] or lo = [-1.0, 0.0]");
    if (!table.has("hi")) table.fail("hi", "is missing; allowed: the upper corner, as hi = [1.0] or hi = [1.0, 2.0]");
    table.get("weight", box.weight);
    table.get("lo", box.lo);
    table.get("hi", box.hi);
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
    std::string name;
    table.get("file", name);
    if (name.empty() || name.find('\0') != name.npos) table.fail("file", "is no file's name; allowed: as cloud.csv");
    const std::filesystem::path path = std::filesystem::path(scene_path).parent_path() / name;
    try {
        PointTable points = read_points_file(path.string(), target.standardize ? 1e100 : Limits::max_scale);
        target.points = std::move(points.values);
        target.columns = points.columns;
    } catch (const SceneError& e) {
        table.fail("file", e.what());
    }
}

/// Beside "kind".
Keys keys_of(TargetKind kind) {
    switch (kind) {
    case TargetKind::gaussian: return {"sigma", "mean", "cov"};
    case TargetKind::mixture: return {"component"};
    case TargetKind::uniform: return {"box"};
    case TargetKind::points: return {"points", "file", "standardize", "kernel"};
    case TargetKind::ring: return {"sigma", "modes", "radius"};
    case TargetKind::grid: return {"sigma", "modes", "spacing"};
    case TargetKind::checkerboard: return {"modes", "spacing"};
    case TargetKind::moons: return {"sigma", "radius"};
    case TargetKind::circles: return {"sigma", "radius", "ratio"};
    case TargetKind::spiral: return {"sigma", "radius", "turns", "arms"};
    case TargetKind::random: return {"sigma", "modes", "radius", "dimension", "seed"};
    case TargetKind::word: return {"sigma", "text", "height"};
    }
    return {};
}

} // namespace

TargetSpec read_target(const TableReader& table, const std::string& scene_path) {
    table.known({"kind",  "sigma",       "mean",      "cov",   "component", "box",     "points",
                 "file",  "standardize", "kernel",    "modes", "radius",    "spacing", "ratio",
                 "turns", "arms",        "dimension", "seed",  "text",      "height"});
    TargetKind kind = TargetKind::gaussian;
    table.get_name("kind", kind);
    TargetSpec target = usual_target(kind);
    Keys keys = keys_of(kind);
    keys.insert(keys.begin(), "kind");
    table.applicable(keys, std::string("kind = \"") + name_of(kind) + "\"");
    one_of(table, "sigma", "cov");
    table.get("sigma", target.sigma);
    table.get("mean", target.mean);
    table.get_matrix("cov", target.cov);
    zero_mean(table, target.cov, target.mean);
    table.get("standardize", target.standardize);
    table.get("kernel", target.kernel);
    const bool board = kind == TargetKind::grid || kind == TargetKind::checkerboard;
    table.get("modes", target.modes, 1, board ? Limits::max_board : Limits::max_components);
    table.get("radius", target.radius);
    table.get("spacing", target.spacing);
    table.get("ratio", target.ratio);
    table.get("turns", target.turns);
    table.get("arms", target.arms, 1, most_arms);
    table.get("dimension", target.dimension, 1, 2);
    table.get("seed", target.seed, 0, std::numeric_limits<std::int64_t>::max());
    table.get("text", target.text);
    table.get("height", target.height);
    for (const TableReader& component : table.tables("component"))
        target.components.push_back(read_component(component));
    for (const TableReader& box : table.tables("box")) target.boxes.push_back(read_box(box));
    if (kind == TargetKind::points) read_points(table, scene_path, target);
    return target;
}

} // namespace halfstep
