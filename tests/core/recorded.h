#pragma once
// The recorded sampler runs of other libraries: traj_cases.csv, traj_steps.csv, traj_states.csv as values.

#include "core/sample/plan.h"
#include "tests/core/csv.h"
#include "tests/core/helpers.h"

#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace halfstep::testing {

/// One state before a step. The last state of a point has x only.
struct RecordedState {
    Vec x;
    Vec net;    ///< what the network returned
    Vec xstart; ///< x0_hat, clamped where the case clamps
    Vec z;      ///< the standard normal draw; empty where the step needs none
};

struct RecordedStep {
    int t_model = 0; ///< label given to the network
    int t = 0, t_next = 0;
    double abar_t = 0, abar_next = 0; ///< alpha_bar of the level left and of the level reached
    double sigma = 0;                 ///< standard deviation of the noise applied; absolute accuracy 4e-16 |x|

    Level from() const { return vp_level(abar_t); }
    Level to() const { return vp_level(abar_next); }
    /// The level whose label the network was given: the one left, but the one reached in diffusers' inversion.
    Level label() const { return t_model == t ? from() : to(); }
};

/// "7;5" means the sections 7 and 5.
inline std::vector<int> sections_of(const std::string& spec) {
    std::vector<int> sections;
    std::istringstream in(spec);
    for (std::string part; std::getline(in, part, ';');) {
        sections.push_back(std::stoi(part));
    }
    return sections;
}

struct RecordedRun {
    std::string name, library, sampler, target, schedule, spec, prediction, note;
    int T = 0, S = 0;
    double eta = 0;
    double beta_start = 0, beta_end = 0; ///< 0 where the library derives them
    bool clip = false;                   ///< x0_hat clamped to [-1, 1]
    std::vector<RecordedStep> steps;
    std::vector<std::vector<RecordedState>> points; ///< [point][state], S + 1 states

    /// Clamped x0 with the network's own eps: diffusers' default. Everything else derives eps from the clamped x0.
    bool keeps_eps() const { return note.find("NOT re-derived") != std::string::npos; }
    /// Noise of deviation 1e-10 in the step to the data: a clamp of diffusers that is no rule of ours.
    bool clamped_final_noise() const { return note.find("1e-20") != std::string::npos; }
    bool encodes() const { return steps.front().abar_next < steps.front().abar_t; }

    /// Our name for the library's rule.
    SamplerSpec rule() const {
        SamplerSpec spec_;
        spec_.name = name;
        const auto ends_with = [this](const std::string& word) {
            return sampler.size() >= word.size() &&
                   sampler.compare(sampler.size() - word.size(), word.size(), word) == 0;
        };
        if (ends_with("FIXED_SMALL") || ends_with("fixed_small")) {
            spec_.kind = SamplerKind::ddpm;
            spec_.variance = Variance::small;
        } else if (ends_with("FIXED_LARGE") || ends_with("fixed_large") || ends_with("ddpm_steps")) {
            spec_.kind = SamplerKind::ddpm;
            spec_.variance = Variance::large;
        } else if (ends_with("LEARNED_RANGE") || ends_with("learned_range")) {
            spec_.kind = SamplerKind::ddpm;
            spec_.variance = Variance::learned;
            spec_.v = (std::stod(prediction.substr(prediction.find("v=") + 2)) + 1) / 2; // theirs is in [-1, 1]
        } else {
            spec_.kind = SamplerKind::ddim;
            spec_.eta = eta;
        }
        spec_.final_noise = spec_.kind == SamplerKind::ddpm && steps.back().sigma > 1e-9;
        return spec_;
    }

    bool says(const std::string& word) const { return spec.find(word) != std::string::npos; }

    /// The run as a sampler with its library's habits: what that library's user had said, and nothing else.
    SamplerSpec by_convention() const {
        SamplerSpec spec_ = rule();
        spec_.final_noise = false; // known to the convention
        const Variance variance = spec_.variance;
        set_convention(spec_, library == "diffusers"          ? Convention::diffusers
                              : library == "guided-diffusion" ? Convention::guided_diffusion
                                                              : Convention::ddim);
        spec_.variance = variance;
        spec_.steps = S;
        if (library == "diffusers") {
            spec_.spacing = says("trailing")   ? Spacing::trailing
                            : says("linspace") ? Spacing::linspace
                                               : Spacing::leading;
            spec_.steps_offset = says("offset=1") ? 1 : 0;
            spec_.set_alpha_to_one = !says("set_alpha_to_one=0");
            if (clip && note.find("eps re-derived") != std::string::npos) spec_.clip.rederive_eps = true;
        } else if (library == "guided-diffusion") {
            spec_.spacing = says("ddim") ? Spacing::ddim_stride : Spacing::sections;
            if (says(";")) spec_.sections = sections_of(spec);
        } else {
            spec_.spacing = says("quad") ? Spacing::quadratic : Spacing::stride;
        }
        if (!clip) spec_.clip.kind = Clip::Kind::off;
        if (encodes()) spec_.start = Start::encoded;
        return spec_;
    }

    /// The named schedule that it ran on.
    ProcessSpec process() const {
        const double first = beta_start > 0 ? beta_start : 0.1 / T, last = beta_end > 0 ? beta_end : 20.0 / T;
        ScheduleSpec schedule_{ScheduleKind::linear, first, last, {}};
        if (schedule == "cosine" || schedule == "squaredcos_cap_v2") schedule_.kind = ScheduleKind::cosine;
        if (schedule == "sigmoid") schedule_.kind = ScheduleKind::sigmoid;
        if (schedule == "scaled_linear" || schedule == "quad") schedule_.kind = ScheduleKind::scaled_linear;
        if (schedule != "scaled_linear+zero_snr") return {ProcessKind::vp, T, schedule_};
        // Rescaled so that nothing is left at T [MATH.md 10].
        schedule_.kind = ScheduleKind::scaled_linear;
        const std::vector<double> table = make_schedule(schedule_, T).alpha_bar;
        const double rho_1 = std::sqrt(table[1]), rho_T = std::sqrt(table[static_cast<std::size_t>(T)]);
        schedule_ = {ScheduleKind::custom, first, last, {}};
        for (int t = 1; t <= T; ++t) {
            const double rho = (std::sqrt(table[static_cast<std::size_t>(t)]) - rho_T) * (rho_1 / (rho_1 - rho_T));
            schedule_.alpha_bar.push_back(rho * rho);
        }
        return {ProcessKind::vp, T, schedule_};
    }
};

inline Vec recorded_vec(const Table::Row& row, const std::string& name, int dim) {
    if (!row.has(name + "0")) {
        return Vec();
    }
    return dim == 1 ? vec(row.number(name + "0")) : vec(row.number(name + "0"), row.number(name + "1"));
}

inline std::vector<RecordedRun> recorded_runs() {
    const Table cases("traj_cases.csv"), steps("traj_steps.csv"), states("traj_states.csv");
    std::vector<RecordedRun> runs;
    std::map<std::string, std::size_t> index;
    const auto number_or = [](const Table::Row& row, const std::string& column, double otherwise) {
        return row.has(column) ? row.number(column) : otherwise;
    };
    for (const auto& row : cases) {
        RecordedRun run;
        run.name = row.text("case");
        run.library = row.text("library");
        run.sampler = row.text("sampler");
        run.target = row.text("target");
        run.schedule = row.text("schedule");
        run.spec = row.text("spec");
        run.prediction = row.text("prediction");
        run.note = row.text("note");
        run.T = row.integer("T");
        run.S = row.integer("S");
        run.eta = number_or(row, "eta", 0);
        run.beta_start = number_or(row, "beta_start", 0);
        run.beta_end = number_or(row, "beta_end", 0);
        run.clip = row.integer("clip_x0") == 1;
        index[run.name] = runs.size();
        runs.push_back(run);
    }
    for (const auto& row : steps) {
        runs.at(index.at(row.text("case")))
            .steps.push_back({row.integer("t_model"), row.integer("t"), row.integer("t_next"), row.number("abar_t"),
                              row.number("abar_next"), row.number("sigma")});
    }
    for (const auto& row : states) {
        RecordedRun& run = runs.at(index.at(row.text("case")));
        const std::size_t point = static_cast<std::size_t>(row.integer("point"));
        if (run.points.size() <= point) {
            run.points.resize(point + 1);
        }
        const int dim = row.has("x1") ? 2 : 1;
        run.points[point].push_back({recorded_vec(row, "x", dim), recorded_vec(row, "net", dim),
                                     recorded_vec(row, "xstart", dim), recorded_vec(row, "z", dim)});
    }
    for (const RecordedRun& run : runs) {
        for (const auto& path : run.points) {
            if (path.size() != run.steps.size() + 1) {
                throw std::runtime_error(run.name + " is incomplete");
            }
        }
    }
    return runs;
}

} // namespace halfstep::testing
