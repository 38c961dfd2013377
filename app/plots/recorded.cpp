#include "app/plots/recorded.h"

#include "app/base/number_text.h"
#include "app/base/text.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

std::string in_percent(double share) {
    return std::isfinite(share) ? quantity_text(number_text(100 * share, 2), "%") + " of that step" : "where x stays";
}

/// "first at step 7 (t = 94 to 93), particle 3, by 0.0132 (0.9 % of that step; rounding: 2e-15)"
std::string first_wrong_step(const SamplerRun& sampler, const LocalErrors& errors) {
    const LocalErrorAt& at = errors.steps[static_cast<std::size_t>(errors.first)];
    return "first at step " + std::to_string(errors.first + 1) +
           " (t = " + number_text(sampler.level_of(errors.first).t, 6) + " to " +
           number_text(sampler.level_of(errors.first + 1).t, 6) + "), particle " + std::to_string(at.particle) +
           ", by " + number_text(at.largest, 3) + " (" + in_percent(at.share) +
           "; rounding: " + number_text(at.rounding, 2) + ")";
}

std::string of_steps(int some, std::size_t all) {
    if (some == static_cast<int>(all)) return all == 1 ? "the one step" : "all " + std::to_string(all) + " steps";
    return std::to_string(some) + " of " + std::to_string(all) + " steps";
}

} // namespace

bool has_recorded(const Run& run) {
    return std::any_of(run.samplers.begin(), run.samplers.end(),
                       [](const SamplerRun& sampler) { return sampler.local_errors != nullptr; });
}

Measured exact_distance(const Run& run, std::size_t sampler) {
    return run.final_of(sampler).floor.value_or(Measured{run.exact().distance, run.exact().spread});
}

std::string recorded_brief(const Run& run, std::size_t index) {
    const LocalErrors* const errors = run.samplers[index].local_errors.get();
    if (!errors) return "";
    if (errors->starts_elsewhere()) return "starts elsewhere";
    if (errors->first >= 0) return "off at step " + std::to_string(errors->first + 1);
    return "as " + run.samplers[static_cast<std::size_t>(errors->against)].spec().name;
}

std::string recorded_verdict(const Run& run, std::size_t index) {
    const SamplerRun& sampler = run.samplers[index];
    const LocalErrors* const errors = sampler.local_errors.get();
    if (!errors || errors->steps.empty()) return "";
    const std::string name = one_line(sampler.spec().name, 60),
                      other = one_line(run.samplers[static_cast<std::size_t>(errors->against)].spec().name, 60);
    const std::string particles = grouped(errors->particles) + (errors->particles == 1 ? " particle" : " particles");
    std::string text;
    if (errors->starts_elsewhere())
        text = name + " starts elsewhere than " + other + ": particle " + std::to_string(errors->start_particle) +
               " by " + number_text(errors->start_off, 3) + ". ";
    if (errors->first < 0) {
        double largest = 0, rounding = 0;
        for (const LocalErrorAt& at : errors->steps)
            if (at.largest >= largest) largest = at.largest, rounding = at.rounding;
        return text + name + " takes the steps of " + other + ", " +
               of_steps(static_cast<int>(errors->steps.size()), errors->steps.size()) + " of " + particles +
               ": off by " + number_text(largest, 2) + " at most, where rounding of " +
               (errors->of_double ? "double" : "single") + " precision explains " + number_text(rounding, 2) + ".";
    }
    double most = 0;
    for (const LocalErrorAt& at : errors->steps) most = std::max(most, at.largest);
    text += name + " differs from " + other + " " + first_wrong_step(sampler, *errors) + ". It does in " +
            of_steps(errors->wrong, errors->steps.size()) + " of " + particles + ", by up to " + number_text(most, 3) +
            ".";
    if (errors->explanation)
        return text + " It is " + other + " with " + errors->explanation->words + ": that gives " +
               of_steps(errors->explanation->steps, errors->steps.size()) + " to rounding.";
    return text + " No usual mistake explains it.";
}

} // namespace halfstep
