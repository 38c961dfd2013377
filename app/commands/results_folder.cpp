#include "app/commands/results_folder.h"

#include "app/base/output_folder.h"
#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/interrupt.h"
#include "app/results/differences.h"
#include "app/scene/scene.h"
#include "app/scene/scene_path.h"
#include "core/run/draws.h"

#include <algorithm>
#include <filesystem>

namespace fs = std::filesystem;

namespace halfstep {

namespace {

constexpr const char* coordinate_names[] = {"x", "y"};
constexpr const char* sampler_files[] = {"final.csv", "paths.csv", "encoding.csv", "moments.csv", "noise.csv"};
constexpr const char *own_scene = "experiment.toml", *other_scene = "beside.toml";

/// Collects one row and hands it to the file.
class Rows {
public:
    Rows(OutputFile& file, const std::string& header) : file_(file) { file_.write(header + "\n"); }
    Rows& add(double value) { return text(number(value)); }
    Rows& add(std::int64_t value) { return text(std::to_string(value)); }
    Rows& text(const std::string& field) {
        if (!row_.empty()) row_ += ',';
        row_ += field;
        return *this;
    }
    void end() {
        row_ += '\n';
        file_.write(row_);
        row_.clear();
    }

private:
    OutputFile& file_;
    std::string row_;
};

std::string with_coordinates(const std::string& columns, int dim) { return columns + (dim == 2 ? ",x,y" : ",x"); }

void write_final(const SamplerRun& run, OutputFile& file) {
    Rows rows(file, with_coordinates("particle", static_cast<int>(run.final_x.cols())));
    for (Eigen::Index i = 0; i < run.final_x.rows(); ++i) {
        if (i % 65536 == 0) InterruptGuard::check();
        rows.add(static_cast<std::int64_t>(i));
        for (Eigen::Index c = 0; c < run.final_x.cols(); ++c) rows.add(run.final_x(i, c));
        rows.end();
    }
}

/// `time_of(state)`: the t of its level.
template <class TimeOf>
void write_paths(const Paths& paths, TimeOf time_of, OutputFile& file) {
    Rows rows(file, with_coordinates("particle,step,t", paths.dim));
    for (int particle = 0; particle < paths.particles; ++particle) {
        InterruptGuard::check();
        for (int state = 0; state < paths.states; ++state) {
            rows.add(std::int64_t{particle}).add(std::int64_t{state});
            rows.add(time_of(state));
            for (int c = 0; c < paths.dim; ++c) rows.add(paths.at(particle, state)[c]);
            rows.end();
        }
    }
}

void write_moments(const SamplerRun& run, int dim, OutputFile& file) {
    std::string header = "step,t";
    for (const char* quantity : {"mean_", "var_", "predicted_mean_", "predicted_var_"})
        for (int c = 0; c < dim; ++c) header += std::string(",") + quantity + coordinate_names[c];
    Rows rows(file, header);
    for (std::size_t state = 0; state < run.moments.size(); ++state) {
        const Moments& measured = run.moments[state];
        rows.add(static_cast<std::int64_t>(state)).add(run.level_of(static_cast<int>(state)).t);
        for (int c = 0; c < dim; ++c) rows.add(measured.mean(c));
        for (int c = 0; c < dim; ++c) rows.add(measured.cov(c, c));
        const Gaussian* predicted = state < run.predicted.size() ? &run.predicted[state] : nullptr;
        for (int c = 0; c < dim; ++c) rows.text(predicted ? number(predicted->mean(c)) : "");
        for (int c = 0; c < dim; ++c) rows.text(predicted ? number(predicted->cov(c, c)) : "");
        rows.end();
    }
}

/// The noise of a move, of the first `n` particles, as the run has drawn it.
template <class Real>
Block<double> noise_of_move(const Run& run, const SimulateOptions& options, const SamplerRun& sampler, std::size_t move,
                            int n) {
    Block<Real> z((n + row_multiple - 1) / row_multiple * row_multiple, run.target().dim());
    Draws{*run.problem, options}.noise(sampler.steps()[move], move, 0, z);
    return z.topRows(n).template cast<double>();
}

/// Of the tracked particles, as --noise takes it.
void write_noise(const Run& run, const SimulateOptions& options, const SamplerRun& sampler, OutputFile& file) {
    const int dim = run.target().dim(), n = sampler.paths.particles;
    const bool single = run.experiment().run.precision == Precision::single;
    std::vector<Block<double>> z(sampler.steps().size());
    for (std::size_t move = 0; move < z.size(); ++move)
        if (sampler.steps()[move].noisy())
            z[move] = single ? noise_of_move<float>(run, options, sampler, move, n)
                             : noise_of_move<double>(run, options, sampler, move, n);
    Rows rows(file, dim == 2 ? "particle,step,z_x,z_y" : "particle,step,z_x");
    for (int particle = 0; particle < n; ++particle) {
        InterruptGuard::check();
        for (std::size_t move = 0; move < z.size(); ++move) {
            if (z[move].size() == 0) continue;
            rows.add(std::int64_t{particle}).add(static_cast<std::int64_t>(move));
            for (int c = 0; c < dim; ++c) rows.add(z[move](particle, c));
            rows.end();
        }
    }
}

bool is_noisy(const SamplerRun& sampler) {
    return std::any_of(sampler.steps().begin(), sampler.steps().end(), [](const auto& step) { return step.noisy(); });
}

template <class Write>
void write_csv(const OutputFolder& folder, const std::string& name, Write write) {
    OutputFile file = folder.file(name);
    write(file);
    file.close();
}

bool is_result_of_a_sampler(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder)) {
        const fs::path name = entry.path().filename();
        const auto& known = sampler_files;
        if (std::find(std::begin(known), std::end(known), name) == std::end(known)) return false;
        if (!entry.is_regular_file()) return false;
    }
    return true;
}

/// The first thing in a folder that no run has written there; empty if there is none.
std::string first_that_is_no_result(const fs::path& folder) {
    bool has_scene = false;
    std::string folder_seen;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_symlink()) return name;
        if (name == own_scene && entry.is_regular_file()) {
            has_scene = true;
        } else if ((name == "differences.csv" || name == "parting.csv" || name == other_scene) &&
                   entry.is_regular_file()) {
            continue;
        } else if (entry.is_directory() && is_result_of_a_sampler(entry.path())) {
            folder_seen = name;
        } else {
            return name;
        }
    }
    return has_scene ? "" : folder_seen;
}

} // namespace

std::string why_no_results_folder(const std::string& path) {
    return why_no_folder(path, [](const std::string& folder) {
        const std::string foreign = first_that_is_no_result(folder);
        return foreign.empty() ? "" : "holds " + foreign + ", which is no result of a run";
    });
}

void write_results(const Run& run, View view, const std::string& path, const std::string& note,
                   std::shared_ptr<const RecordedNoise> recorded) {
    SimulateOptions options;
    options.noise = std::move(recorded);
    view.compare = run.comparison ? other_scene : scene_name_in((fs::path(path) / own_scene).string(), view.compare);
    OutputFolder folder(path);
    for (const SamplerRun& sampler : run.samplers) {
        const std::string name = folder_name(sampler.spec().name) + "/";
        write_csv(folder, name + "final.csv", [&](OutputFile& file) { write_final(sampler, file); });
        write_csv(folder, name + "paths.csv", [&](OutputFile& file) {
            write_paths(
                sampler.paths, [&](int state) { return sampler.level_of(state).t; }, file);
        });
        if (is_noisy(sampler))
            write_csv(folder, name + "noise.csv", [&](OutputFile& file) { write_noise(run, options, sampler, file); });
        if (sampler.round_trip)
            write_csv(folder, name + "encoding.csv", [&](OutputFile& file) {
                const auto time_of = [&](int state) {
                    return run.process().levels[static_cast<std::size_t>(sampler.plan->inversion.levels[state])].t;
                };
                write_paths(sampler.inversion_paths, time_of, file);
            });
        write_csv(folder, name + "moments.csv",
                  [&](OutputFile& file) { write_moments(sampler, run.target().dim(), file); });
    }
    if (run.comparison) {
        write_csv(folder, "differences.csv", [&](OutputFile& file) { file.write(differences_csv(run)); });
        write_csv(folder, "parting.csv", [&](OutputFile& file) { file.write(parting_csv(run)); });
        write_csv(folder, other_scene,
                  [&](OutputFile& file) { file.write(write_scene(run.comparison->second->experiment())); });
    }
    write_csv(folder, own_scene, [&](OutputFile& file) {
        if (!note.empty()) file.write("# " + note + "\n");
        file.write(write_scene(run.experiment(), view));
    });
    InterruptGuard::check();
    folder.commit();
}

} // namespace halfstep
