#include "app/sweep/sweep.h"

#include "app/base/text.h"
#include "app/scene/edit.h"
#include "app/scene/scene.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace halfstep {

namespace {

/// Seeds that are counted up from values that are varied, too, would come twice, and a row's key would not be its seed.
void refuse_two_ways_to_seeds(const SweepSpec& spec) {
    for (const SweepAxis& axis : spec.axes)
        if (axis.key == "run.seed" && spec.seeds > 1)
            throw SceneError("run.seed: is varied, and --seeds " + std::to_string(spec.seeds) +
                             " counts it up as well; allowed: one of the two");
}

/// A scene without the sign of its zeros, which no run knows of.
std::size_t hash_without_signs_of_zero(std::string scene) {
    constexpr std::string_view zero = "-0.0";
    for (std::size_t at = scene.find(zero); at != scene.npos; at = scene.find(zero, at + 1)) {
        const std::size_t end = at + zero.size();
        if (end == scene.size() || scene[end] < '0' || scene[end] > '9') scene.erase(at, 1);
    }
    return std::hash<std::string>()(scene);
}

/// Two jobs that are the same run by other words, as 5 and 05 are, or 0 and -0.0.
void refuse_the_same_twice(const std::vector<SweepJob>& jobs, const SweepSpec& spec) {
    std::unordered_map<std::size_t, const SweepJob*> seen; // by the hash of a scene: the scenes of all may be large
    for (std::size_t i = 0; i < jobs.size(); i += static_cast<std::size_t>(spec.seeds)) {
        const SweepJob& job = jobs[i];
        const auto [found, is_new] = seen.emplace(hash_without_signs_of_zero(write_scene(job.experiment)), &job);
        const SweepJob& other = *found->second;
        for (std::size_t k = 0; !is_new && k < spec.axes.size(); ++k)
            if (job.values[k] != other.values[k] && job.experiment == other.experiment)
                throw SceneError(one_line(spec.axes[k].key, 200) + " = " + one_line(job.values[k], 60) +
                                 ": means the same as " + one_line(other.values[k], 60) +
                                 "; allowed: each value once, and more seeds");
    }
}

/// "sampler[0].eta" for "sampler[00].eta".
std::string without_leading_zeros(const std::string& key) {
    std::string out;
    for (std::size_t i = 0; i < key.size(); ++i) {
        const bool digit_follows = i + 1 < key.size() && key[i + 1] >= '0' && key[i + 1] <= '9';
        if (key[i] == '0' && digit_follows && !out.empty() && out.back() == '[') continue;
        out += key[i];
    }
    return out;
}

/// Whether two keys set the same value: "sampler.eta" is that of all samplers, "sampler[1].eta" among them.
bool overlap(const std::string& one, const std::string& other) {
    const auto without_indices = [](const std::string& key) {
        std::string out;
        bool inside = false;
        for (const char c : key) {
            inside = inside || c == '[';
            if (!inside) out += c;
            if (c == ']') inside = false;
        }
        return out;
    };
    const std::string a = without_leading_zeros(one), b = without_leading_zeros(other);
    return a == b || (without_indices(a) == without_indices(b) && (a == without_indices(a) || b == without_indices(b)));
}

} // namespace

std::vector<SweepJob> plan_sweep(const Experiment& experiment, const SweepSpec& spec) {
    refuse_two_ways_to_seeds(spec);
    for (std::size_t i = 0; i < spec.axes.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (overlap(spec.axes[i].key, spec.axes[j].key))
                throw SceneError(one_line(spec.axes[i].key, 200) +
                                 ": is varied twice; allowed: each key once, with all of its values");
    for (const SweepAxis& axis : spec.axes)
        for (std::size_t i = 0; i < axis.values.size(); ++i)
            if (std::find(axis.values.begin(), axis.values.begin() + static_cast<std::ptrdiff_t>(i), axis.values[i]) !=
                axis.values.begin() + static_cast<std::ptrdiff_t>(i))
                throw SceneError(one_line(axis.key, 200) + " = " + one_line(axis.values[i], 60) +
                                 ": is varied over twice; allowed: each value once, and more seeds");
    std::size_t count = static_cast<std::size_t>(spec.seeds);
    for (const SweepAxis& axis : spec.axes) {
        count *= axis.values.size();
        if (count > SweepLimits::max_jobs)
            throw SceneError("the sweep has more than " + std::to_string(SweepLimits::max_jobs) +
                             " runs; allowed: fewer values or seeds");
    }
    std::vector<SweepJob> jobs;
    jobs.reserve(count);
    std::vector<std::size_t> at(spec.axes.size(), 0);
    while (true) {
        std::vector<std::pair<std::string, std::string>> values;
        SweepJob job;
        for (std::size_t i = 0; i < at.size(); ++i) {
            job.values.push_back(spec.axes[i].values[at[i]]);
            values.emplace_back(spec.axes[i].key, job.values.back());
        }
        job.experiment = with_values(experiment, values);
        for (int seed = 0; seed < spec.seeds; ++seed) {
            jobs.push_back(job);
            jobs.back().experiment.run.seed += static_cast<std::uint64_t>(seed);
        }
        std::size_t i = at.size();
        while (i > 0 && ++at[i - 1] == spec.axes[i - 1].values.size()) at[--i] = 0;
        if (i == 0) break;
    }
    refuse_the_same_twice(jobs, spec);
    return jobs;
}

std::vector<SweepJob> part_of(const std::vector<SweepJob>& jobs, int part, int parts) {
    const std::size_t n = jobs.size(), p = static_cast<std::size_t>(part), of = static_cast<std::size_t>(parts);
    const auto at = [&](std::size_t i) { return jobs.begin() + static_cast<std::ptrdiff_t>(n * i / of); };
    return {at(p - 1), at(p)};
}

Run run_job(const SweepJob& job, const std::atomic<bool>* cancel, std::atomic<float>* progress, int threads) {
    SimulateOptions options;
    options.threads = threads;
    options.cancel = cancel;
    options.progress = progress;
    options.tracked_paths = 0;
    options.frame_bytes = 0;
    options.measures = {.final_samples = true};
    return simulate(make_problem(job.experiment), options);
}

} // namespace halfstep
