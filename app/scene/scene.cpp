#include "app/scene/scene.h"

#include "app/export/files.h"
#include "app/export/metadata.h"
#include "app/scene/reader.h"

#include <algorithm>
#include <limits>

namespace halfstep {

namespace {

using Keys = TableReader::Keys;

ProcessSpec read_process(const TableReader& table) {
    ProcessSpec process;
    ScheduleSpec& schedule = process.schedule;
    table.known({"kind", "steps", "schedule", "beta_start", "beta_end", "alpha_bar"});
    table.get_name("kind", process.kind);
    if (process.kind != ProcessKind::vp)
        table.applicable({"kind", "steps"}, std::string("kind = \"") + name_of(process.kind) + "\"");
    table.get_name("schedule", schedule.kind);
    Keys keys = {"kind", "steps", "schedule"};
    switch (schedule.kind) {
    case ScheduleKind::linear:
    case ScheduleKind::scaled_linear:
    case ScheduleKind::sigmoid: keys.insert(keys.end(), {"beta_start", "beta_end"}); break;
    case ScheduleKind::constant: keys.push_back("beta_end"); break;
    case ScheduleKind::cosine: break;
    case ScheduleKind::custom: keys.push_back("alpha_bar"); break;
    }
    table.applicable(keys, std::string("schedule = \"") + name_of(schedule.kind) + "\"");
    table.get("beta_start", schedule.beta_start);
    table.get("beta_end", schedule.beta_end);
    table.get("alpha_bar", schedule.alpha_bar);
    const bool listed = schedule.kind == ScheduleKind::custom && !table.has("steps");
    if (listed)
        process.steps = static_cast<int>(std::min<std::size_t>(schedule.alpha_bar.size(), Limits::max_steps + 1));
    table.get("steps", process.steps, 1, Limits::max_steps);
    return process;
}

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

RunSpec read_run(const TableReader& table) {
    RunSpec run;
    table.known({"particles", "seed", "precision"});
    table.get("particles", run.particles, 1, Limits::max_particles);
    table.get("seed", run.seed, 0, std::numeric_limits<std::int64_t>::max());
    table.get_name("precision", run.precision);
    return run;
}

Experiment read_experiment(const Document& document, const std::string& path) {
    Experiment experiment;
    const TableReader root(document, document.root(), "");
    root.known({"title", "target", "denoiser", "process", "sampler", "run"});
    root.get("title", experiment.title);
    experiment.target = read_target(root.table("target"), path);
    experiment.denoiser = read_denoiser(root.table("denoiser"));
    experiment.process = read_process(root.table("process"));
    const std::vector<TableReader> tables = root.tables("sampler");
    if (tables.size() > Limits::max_samplers)
        document.fail("sampler[" + std::to_string(Limits::max_samplers) + "]",
                      "one sampler too many; allowed: " + std::to_string(Limits::max_samplers));
    for (const TableReader& table : tables)
        experiment.samplers.push_back(read_sampler(table, experiment.process.steps));
    tell_apart(tables, experiment.samplers);
    if (tables.empty()) experiment.samplers.emplace_back();
    experiment.run = read_run(root.table("run"));
    return experiment;
}

} // namespace

Experiment parse_scene(std::string_view toml, const std::string& file) {
    const Document document(toml, file);
    Experiment experiment = read_experiment(document, file);
    try {
        validate(experiment);
    } catch (const Error& e) {
        document.fail(e.key, e.what());
    }
    return experiment;
}

Experiment load_scene(const std::string& path_or_lesson) {
    std::vector<std::string_view> names;
    for (const Lesson& lesson : lessons()) {
        if (lesson.name == path_or_lesson) return parse_scene(lesson.toml, lesson.name);
        names.push_back(lesson.name);
    }
    std::string toml;
    try {
        if (const auto scene = scene_of_picture(path_or_lesson, max_scene_bytes))
            toml = *scene;
        else
            toml = read_file(path_or_lesson, max_scene_bytes);
    } catch (const MissingFile&) {
        throw SceneError(one_line(path_or_lesson) + ": no such file, and no lesson of that name" +
                         did_you_mean(path_or_lesson, names) +
                         "; allowed: a scene file (.toml) or one of the lessons " + join(names));
    } catch (const std::runtime_error& e) {
        throw SceneError(one_line(e.what()));
    }
    return parse_scene(toml, path_or_lesson);
}

} // namespace halfstep
