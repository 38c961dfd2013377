// What a SamplerRun can be asked.

#include "core/run/run.h"

#include <algorithm>

namespace halfstep {

const Level& SamplerRun::level_of(int state) const {
    return state == 0 ? steps.front().from : steps[static_cast<std::size_t>(state) - 1].to;
}

bool SamplerRun::off_grid(int state) const {
    return state > 0 && steps[static_cast<std::size_t>(state) - 1].move == MoveKind::churn;
}

int SamplerRun::reverse_steps() const {
    return static_cast<int>(std::count_if(steps.begin(), steps.end(), [](const StepCoefficients& step) {
        return step.move == MoveKind::reverse || step.move == MoveKind::forward;
    }));
}

int SamplerRun::evaluations() const {
    int sum = 0;
    for (const StepCoefficients& step : steps) sum += step.evaluations();
    return sum;
}

int SamplerRun::state_at(int level) const {
    // Levels do not rise: the last state whose level is not below the wanted one, or the start when time has not reached it.
    const auto past =
        std::upper_bound(levels.begin(), levels.end(), level, [](int l, int visited) { return l > visited; });
    int state = std::max(0, static_cast<int>(past - levels.begin()) - 1);
    while (off_grid(state)) --state;
    return state;
}

std::vector<int> SamplerRun::shown_states() const {
    std::vector<int> shown;
    for (std::size_t i = 0; i < levels.size(); ++i)
        if (i == 0 || levels[i] < levels[i - 1]) shown.push_back(state_at(levels[i]));
    return shown;
}

const Frame& SamplerRun::frame_at(int state) const {
    const auto after =
        std::lower_bound(frames.begin(), frames.end(), state, [](const Frame& f, int s) { return f.state < s; });
    if (after == frames.end()) return frames.back();
    if (after == frames.begin() || after->state == state) return *after;
    const auto before = after - 1;
    return state - before->state <= after->state - state ? *before : *after;
}

} // namespace halfstep
