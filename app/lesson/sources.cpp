#include "app/lesson/sources.h"

#include "app/base/text.h"
#include "core/measure/rounding.h"

#include <algorithm>
#include <cstdlib>

namespace halfstep {

BlockSums block_sums_of(const StateCloud& cloud) {
    const std::int64_t blocks = jackknife_blocks(cloud.x.rows());
    const std::vector<CentralSums> sums = block_sums(cloud.x, cloud.x.rows(), std::max<std::int64_t>(blocks, 1));
    BlockSums made{sum_of(sums), {}, cloud.tracked};
    if (blocks > 0) made.without = all_but_each(sums);
    return made;
}

Sources::Sources(std::shared_ptr<const Problem> problem) : problem_(std::move(problem)) {}
Sources::Sources(const Run& run) : problem_(run.problem), run_(run) {}

int Sources::last_state(int sampler) const {
    return static_cast<int>(problem_->samplers[static_cast<std::size_t>(sampler)].levels.size()) - 1;
}

int Sources::state_at(int sampler, int level) const {
    check_visits(*problem_, sampler, level);
    return problem_->samplers[static_cast<std::size_t>(sampler)].state_at(level);
}

namespace {

/// The frame of a state with all its particles; nullptr: there is none.
const Frame* whole_frame(const SamplerRun& run, int state) {
    for (const Frame& frame : run.frames)
        if (frame.state == state && frame.rows() == run.final_x.rows()) return &frame;
    return nullptr;
}

Block<double> tracked_states(const Paths& paths, int state) {
    Block<double> x(paths.particles, paths.dim);
    for (int p = 0; p < paths.particles; ++p)
        for (int i = 0; i < paths.dim; ++i) x(p, i) = paths.at(p, state)[i];
    return x;
}

} // namespace

bool Sources::keeps_all(int s, int state) const {
    const SamplerRun& of = sampler(s);
    return state == last_state(s) || of.paths.particles == of.final_x.rows() || whole_frame(of, state) != nullptr;
}

const StateCloud& Sources::cloud(int s, int state) const {
    const auto [place, is_new] = clouds_.try_emplace({s, state});
    StateCloud& cloud = place->second;
    if (!is_new) return cloud;
    const SamplerRun& of = sampler(s);
    if (state == last_state(s))
        cloud.x = of.final_x;
    else if (const Frame* frame = whole_frame(of, state))
        cloud.x = frame->top(frame->rows());
    else
        cloud = {tracked_states(of.paths, state), of.paths.particles < of.final_x.rows()};
    return cloud;
}

const BlockSums& Sources::sums(int s, int state) const {
    const auto found = sums_.find({s, state});
    if (found != sums_.end()) return found->second;
    return sums_.emplace(std::pair(s, state), block_sums_of(cloud(s, state))).first->second;
}

double Sources::rounding_of_final(int s) const {
    const bool single = problem_->experiment.run.precision == Precision::single;
    return rounding_of_places(sampler(s).moments.back(), single ? rounding_unit<float> : rounding_unit<double>);
}

void check_visits(const Problem& problem, int sampler, int level) {
    const SamplerPlan& plan = problem.samplers[static_cast<std::size_t>(sampler)];
    const auto& levels = plan.levels;
    if (std::find(levels.begin(), levels.end(), level) != levels.end()) return;
    const int near = *std::min_element(levels.begin(), levels.end(),
                                       [&](int a, int b) { return std::abs(a - level) < std::abs(b - level); });
    throw ExpressionError(one_line(plan.spec.name, 60) + " does not stop at level " + std::to_string(level) +
                          "; allowed: a level that it visits, as " + std::to_string(near));
}

} // namespace halfstep
