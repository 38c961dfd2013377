#include "app/scene/scene.h"

#include "app/base/input_file.h"
#include "app/scene/picture_scene.h"
#include "app/scene/reader.h"

#include <algorithm>
#include <limits>

namespace halfstep {

namespace {

using Keys = TableReader::Keys;

/// The keys of a schedule beside its name.
Keys schedule_keys(const ScheduleSpec& schedule) {
    switch (schedule.kind) {
    case ScheduleKind::linear:
    case ScheduleKind::linear_1000:
    case ScheduleKind::scaled_linear:
    case ScheduleKind::sigmoid: return {"beta_start", "beta_end"};
    case ScheduleKind::constant: return {"beta_end"};
    case ScheduleKind::vp_sde: return {"beta_min", "beta_max"};
    case ScheduleKind::custom: return {"alpha_bar", "points"};
    case ScheduleKind::cosine:
    case ScheduleKind::jsd:
    case ScheduleKind::exponential:
    case ScheduleKind::laplace: break;
    }
    return {};
}

/// The keys of a grid beside its name.
Keys grid_keys(Grid grid) {
    switch (grid) {
    case Grid::linear: return {"sigma_max"};
    case Grid::karras:
    case Grid::polyexponential: return {"sigma_min", "sigma_max", "rho"};
    case Grid::exponential: return {"sigma_min", "sigma_max"};
    case Grid::optimal: return {"sigma_max", "sigma_data"};
    }
    return {};
}

void read_schedule(const TableReader& table, ScheduleSpec& schedule) {
    table.get_name("schedule", schedule.kind);
    Keys keys = {"kind", "steps", "schedule", "zero_terminal_snr"};
    const Keys own = schedule_keys(schedule);
    keys.insert(keys.end(), own.begin(), own.end());
    table.applicable(keys, std::string("schedule = \"") + name_of(schedule.kind) + "\"");
    table.get("beta_start", schedule.beta_start);
    table.get("beta_end", schedule.beta_end);
    table.get("beta_min", schedule.beta_min);
    table.get("beta_max", schedule.beta_max);
    table.get("alpha_bar", schedule.alpha_bar);
    table.get("zero_terminal_snr", schedule.zero_terminal_snr);
    if (table.has("alpha_bar") && table.has("points"))
        table.fail("points", "given beside alpha_bar; allowed: one of alpha_bar and points");
    std::vector<double> rows;
    table.get_rows("points", 2, "[[0.0, 9.0], [0.5, 0.0], [1.0, -9.0]]", rows);
    for (std::size_t i = 0; i < rows.size(); i += 2) schedule.points.push_back({rows[i], rows[i + 1]});
}

void read_grid(const TableReader& table, ProcessSpec& process) {
    table.get_name("grid", process.grid);
    Keys keys = {"kind", "steps", "grid"};
    const Keys own = grid_keys(process.grid);
    keys.insert(keys.end(), own.begin(), own.end());
    table.applicable(keys, std::string("grid = \"") + name_of(process.grid) + "\"");
    process.rho = usual_rho(process.grid);
    table.get("sigma_min", process.sigma_min);
    table.get("sigma_max", process.sigma_max);
    table.get("rho", process.rho);
    table.get("sigma_data", process.sigma_data);
}

ProcessSpec read_process(const TableReader& table) {
    ProcessSpec process;
    table.known({"kind", "steps", "schedule", "beta_start", "beta_end", "beta_min", "beta_max", "alpha_bar", "points",
                 "zero_terminal_snr", "grid", "sigma_min", "sigma_max", "rho", "sigma_data"});
    table.get_name("kind", process.kind);
    const auto only = [&](const Keys& keys) { // what another kind of process has is nothing to this one
        table.applicable(keys, std::string("kind = \"") + name_of(process.kind) + "\"");
    };
    switch (process.kind) {
    case ProcessKind::vp:
        only({"kind", "steps", "schedule", "beta_start", "beta_end", "beta_min", "beta_max", "alpha_bar", "points",
              "zero_terminal_snr"});
        read_schedule(table, process.schedule);
        break;
    case ProcessKind::ve:
        only({"kind", "steps", "grid", "sigma_min", "sigma_max", "rho", "sigma_data"});
        read_grid(table, process);
        break;
    case ProcessKind::flow: only({"kind", "steps"}); break;
    }
    if (table.has("alpha_bar") && !table.has("steps")) // as many as are listed
        process.steps =
            static_cast<int>(std::min<std::size_t>(process.schedule.alpha_bar.size(), Limits::max_steps + 1));
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

std::optional<LatentsSpec> read_latents(const TableReader& root) {
    if (!root.has("latents")) return std::nullopt;
    const TableReader table = root.table("latents");
    table.known({"z1", "z2", "x0", "sampler"});
    LatentsSpec latents;
    table.get("z1", latents.z1);
    table.get("z2", latents.z2);
    table.get("x0", latents.x0);
    table.get("sampler", latents.sampler);
    return latents;
}

Experiment read_experiment(const Document& document, const std::string& path) {
    Experiment experiment;
    const TableReader root(document, document.root(), "");
    root.known({"title", "note", "target", "denoiser", "training", "process", "sampler", "latents", "run"});
    root.get("title", experiment.title);
    root.get("note", experiment.note);
    experiment.target = read_target(root.table("target"), path);
    experiment.denoiser = read_denoiser(root.table("denoiser"), path);
    experiment.training = read_training(root.table("training"), experiment.denoiser.network.get());
    experiment.process = read_process(root.table("process"));
    const std::vector<TableReader> tables = root.tables("sampler");
    if (tables.size() > Limits::max_samplers)
        document.fail("sampler[" + std::to_string(Limits::max_samplers) + "]",
                      "one sampler too many; allowed: " + std::to_string(Limits::max_samplers));
    for (const TableReader& table : tables)
        experiment.samplers.push_back(read_sampler(table, experiment.process.steps));
    tell_apart(tables, experiment.samplers);
    if (tables.empty()) experiment.samplers.emplace_back();
    experiment.latents = read_latents(root);
    experiment.run = read_run(root.table("run"));
    return experiment;
}

} // namespace

std::shared_ptr<const Problem> parse_problem(std::string_view toml, const std::string& file) {
    const Document document(toml, file);
    const Experiment experiment = read_experiment(document, file);
    try {
        return make_problem(experiment);
    } catch (const Error& e) {
        document.fail(e.key, e.what());
    }
}

Experiment parse_scene(std::string_view toml, const std::string& file) { return parse_problem(toml, file)->experiment; }

std::shared_ptr<const Problem> load_problem(const std::string& path_or_lesson) {
    std::vector<std::string_view> names;
    for (const Lesson& lesson : lessons()) {
        if (lesson.name == path_or_lesson) return parse_problem(lesson.toml, lesson.name);
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
    } catch (const InputError& e) {
        throw SceneError(one_line(e.what()));
    }
    return parse_problem(toml, path_or_lesson);
}

Experiment load_scene(const std::string& path_or_lesson) { return load_problem(path_or_lesson)->experiment; }

} // namespace halfstep
