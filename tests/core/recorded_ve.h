#pragma once
// The recorded runs of k-diffusion, ve_traj.csv as values: what the file does not say (target, eta, grid) follows from
// its numbers.

#include "core/process/process.h"
#include "tests/core/recorded.h"

#include <optional>
#include <set>

namespace halfstep::testing {

struct RecordedVe {
    std::string name;
    bool heun = false;
    double eta = 0;
    Target target;
    std::vector<double> sigma;                      ///< S + 1 levels, the last 0
    std::vector<double> sigma_down, sigma_up;       ///< of the S steps
    std::vector<std::vector<RecordedState>> points; ///< [point][state]; xstart is E[x0 | x]

    int steps() const { return static_cast<int>(sigma_down.size()); }
    Level level(std::size_t i) const { return {0, 1, sigma[i]}; }
    SamplerSpec rule() const {
        SamplerSpec spec;
        spec.kind = heun ? SamplerKind::heun : SamplerKind::ddim;
        spec.eta = eta;
        return spec;
    }
    /// The grid of ours that has these levels, if there is one.
    std::optional<ProcessSpec> process() const {
        for (const Grid grid : {Grid::linear, Grid::exponential, Grid::karras}) {
            ProcessSpec spec{ProcessKind::ve, steps(), {}};
            spec.grid = grid;
            spec.sigma_max = sigma.front();
            if (grid != Grid::linear) spec.sigma_min = sigma[sigma.size() - 2];
            if (grid != Grid::linear && !(spec.sigma_min < spec.sigma_max)) continue;
            spec.rho = usual_rho(grid);
            const Process process = make_process(spec);
            double error = 0;
            for (std::size_t i = 0; i < sigma.size(); ++i)
                error = std::max(error, std::abs(process.levels[sigma.size() - 1 - i].b - sigma[i]));
            if (error < 1e-12 * spec.sigma_max) return spec;
        }
        return std::nullopt;
    }
};

/// How far off a target's E[x0 | x] is, at worst.
inline double denoising_error(const RecordedVe& run, const Target& target) {
    double error = 0;
    for (const auto& path : run.points)
        for (int i = 0; i < run.steps(); ++i) {
            const RecordedState& state = path[static_cast<std::size_t>(i)];
            const Vec x0 = posterior(target, run.level(static_cast<std::size_t>(i)), state.x).mean;
            error = std::max(error, (x0 - state.xstart).norm() / std::max(1.0, state.x.norm()));
        }
    return error;
}

/// N(m, s^2) by its denoiser, x -> m + k (x - m) with k = s^2/(s^2 + sigma^2), at the level where k is nearest to a
/// half.
inline Target recovered_gaussian(const RecordedVe& run) {
    double best = 1, s2 = 1, m = 0;
    for (std::size_t i = 0; i < run.sigma_down.size(); ++i) {
        const RecordedState &a = run.points.at(0)[i], &b = run.points.at(1)[i];
        const double k = (a.xstart[0] - b.xstart[0]) / (a.x[0] - b.x[0]);
        if (!(std::abs(k - 0.5) < best)) continue;
        best = std::abs(k - 0.5);
        s2 = k / (1 - k) * run.sigma[i] * run.sigma[i];
        m = (a.xstart[0] - k * a.x[0]) / (1 - k);
    }
    return gaussian(m, s2);
}

/// Of targets.csv, or a Gaussian.
inline Target recovered_target(const RecordedVe& run) {
    constexpr double same = 1e-9;
    std::set<std::string> names;
    for (const auto& row : Table("targets.csv")) names.insert(row.text("target"));
    for (const std::string& name : names) {
        const Target target = oracle_target(name);
        if (target.dim() == run.points[0][0].x.size() && denoising_error(run, target) < same) return target;
    }
    if (run.points[0][0].x.size() == 1) {
        const Target target = recovered_gaussian(run);
        if (denoising_error(run, target) < same) return target;
    }
    throw std::runtime_error("ve_traj.csv: " + run.name + " has a target that targets.csv has not");
}

inline std::vector<RecordedVe> recorded_ve_runs() {
    const Table table("ve_traj.csv");
    std::vector<RecordedVe> runs;
    std::map<std::string, std::size_t> index;
    for (const auto& row : table) {
        const auto [found, is_new] = index.emplace(row.text("case"), runs.size());
        if (is_new) runs.emplace_back();
        RecordedVe& run = runs[found->second];
        run.name = row.text("case");
        run.heun = run.name.find("heun") != std::string::npos;
        const std::size_t point = static_cast<std::size_t>(row.integer("point"));
        if (run.points.size() <= point) run.points.resize(point + 1);
        const int dim = row.has("x1") ? 2 : 1;
        run.points[point].push_back(
            {recorded_vec(row, "x", dim), Vec(), recorded_vec(row, "den", dim), recorded_vec(row, "z", dim)});
        if (point > 0) continue;
        const bool end = !row.has("den0");
        run.sigma.push_back(end ? 0 : row.number("sigma_t"));
        if (end) continue;
        run.sigma_down.push_back(row.number(row.has("sigma_down") ? "sigma_down" : "sigma_next"));
        run.sigma_up.push_back(row.has("sigma_up") ? row.number("sigma_up") : 0);
    }
    for (RecordedVe& run : runs) {
        // k-diffusion's get_ancestral_step: sigma_up = eta sqrt(sigma_next^2 (sigma_t^2 - sigma_next^2) / sigma_t^2).
        const double from = run.sigma[0], to = run.sigma[1];
        run.eta = run.sigma_up[0] / (to * std::sqrt(1 - to * to / (from * from)));
        run.target = recovered_target(run);
    }
    return runs;
}

} // namespace halfstep::testing
