#include "core/process/process.h"

#include "core/spec/conflict.h"
#include "core/spec/limit_text.h"

#include <cmath>

namespace halfstep {
namespace {

constexpr double least_sigma = 1e-9, greatest_sigma = 1e6; // floats hold noise of these beside data of unit scale
constexpr double least_rho = 0.1, greatest_rho = 100;      // beyond, neighbours on a long grid cannot be told apart

void check(bool fine, const char* key, const std::string& message) {
    if (!fine) throw Error(key, message);
}
std::string sigma_range() { return typed(least_sigma) + " to " + typed(greatest_sigma); }
std::string rho_range() { return typed(least_rho) + " to " + typed(greatest_rho); }

void check_grid(const ProcessSpec& spec) {
    check(spec.sigma_max >= least_sigma && spec.sigma_max <= greatest_sigma, "process.sigma_max",
          "is the standard deviation of the noise at T; allowed: " + sigma_range());
    switch (spec.grid) {
    case Grid::linear: return;
    case Grid::optimal:
        check(spec.sigma_data >= least_sigma && spec.sigma_data <= greatest_sigma, "process.sigma_data",
              "is the standard deviation that the data are taken to have; allowed: " + sigma_range());
        return;
    case Grid::karras:
    case Grid::polyexponential:
        check(spec.rho >= least_rho && spec.rho <= greatest_rho, "process.rho",
              "bends the grid; allowed: " + rho_range() + " (usual: 7 for karras, 1 for polyexponential)");
        break;
    case Grid::exponential: break;
    }
    check(spec.sigma_min >= least_sigma, "process.sigma_min",
          "is the noise of level 1; allowed: from " + typed(least_sigma) + " to below sigma_max");
    if (!(spec.sigma_min < spec.sigma_max))
        throw Conflict("process.sigma_min", {"process.sigma_max"},
                       "the noise rises from sigma_min = " + shortest(spec.sigma_min) + " at level 1 to sigma_max = " +
                           shortest(spec.sigma_max) + " at T; allowed: sigma_min from " + typed(least_sigma) +
                           " to below sigma_max, sigma_max to " + typed(greatest_sigma));
}

/// Steps between levels of the same noise would divide 0 by 0.
void check_noise_grows(const Process& process) {
    for (int k = 1; k <= process.steps(); ++k)
        if (!(process.levels[k].b > process.levels[k - 1].b))
            throw Conflict("process.steps", {"process.rho", "process.sigma_min", "process.sigma_max"},
                           "levels " + std::to_string(k - 1) + " and " + std::to_string(k) + " of " +
                               std::to_string(process.steps()) +
                               " have the same noise in double precision; "
                               "allowed: fewer steps, or a grid that is less crowded (rho nearer to 1, "
                               "sigma_min further from sigma_max)");
}

Level level_of(const ProcessSpec& spec, const Schedule& schedule, int k) {
    const double t = static_cast<double>(k) / spec.steps;
    switch (spec.kind) {
    case ProcessKind::vp:
        return {static_cast<double>(k), std::sqrt(schedule.alpha_bar[k]), std::sqrt(schedule.noise[k])};
    case ProcessKind::ve: return {t, 1, ve_sigma(spec, k)};
    case ProcessKind::flow: return {t, 1 - t, t};
    }
    return {};
}

/// The same process seen as a VP chain: x / sqrt(a^2 + b^2) has unit scale and this alpha_bar.
Schedule equivalent_chain(const std::vector<Level>& levels) {
    Schedule table;
    for (std::size_t k = 0; k < levels.size(); ++k) {
        const Level& level = levels[k];
        const double a2 = level.a * level.a, b2 = level.b * level.b;
        table.alpha_bar.push_back(a2 / (a2 + b2));
        table.noise.push_back(b2 / (a2 + b2));
        table.alpha.push_back(k == 0 ? 1 : table.alpha_bar[k] / table.alpha_bar[k - 1]);
        table.beta.push_back(k == 0 ? 0 : transition(level, levels[k - 1]).B / (a2 + b2));
    }
    return table;
}

} // namespace

double ve_sigma(const ProcessSpec& spec, double k) {
    const int T = spec.steps;
    const double lo = spec.sigma_min, hi = spec.sigma_max;
    if (spec.grid == Grid::linear) return hi * std::sqrt(k / T);
    if (k == T) return hi; // to the last bit
    if (spec.grid == Grid::optimal) return spec.sigma_data * std::tan(k / T * std::atan(hi / spec.sigma_data));
    if (T == 1) return k * hi;
    if (k < 1) return k * lo; // the grid starts at sigma_min: below it, straight down to the data
    const double even = (k - 1) / (T - 1);
    switch (spec.grid) {
    case Grid::karras: {
        const double first = std::pow(lo, 1 / spec.rho), last = std::pow(hi, 1 / spec.rho);
        return std::pow(first + even * (last - first), spec.rho);
    }
    case Grid::polyexponential: return lo * std::pow(hi / lo, std::pow(even, spec.rho));
    default: return lo * std::pow(hi / lo, even);
    }
}

Process make_process(const ProcessSpec& spec) {
    Process process;
    process.kind = spec.kind;
    process.spec = spec;
    if (spec.kind == ProcessKind::vp) process.schedule = make_schedule(spec.schedule, spec.steps);
    if (spec.kind == ProcessKind::ve) check_grid(spec);
    process.levels.reserve(spec.steps + 1);
    for (int k = 0; k <= spec.steps; ++k) process.levels.push_back(level_of(spec, process.schedule, k));
    if (spec.kind == ProcessKind::vp) return process;
    check_noise_grows(process);
    process.schedule = equivalent_chain(process.levels);
    return process;
}

Transition transition(const Level& from, const Level& to) {
    Transition move;
    const double b_t2 = from.b * from.b, b_s2 = to.b * to.b;
    move.A = from.a / to.a;
    move.B = b_t2 - move.A * move.A * b_s2;
    move.beta_tilde = move.B * b_s2 / b_t2;
    return move;
}

} // namespace halfstep
