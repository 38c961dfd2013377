#pragma once
// A network learns E[x0 | x_t] from samples of x0 alone: the exact denoiser is never asked.

#include "core/base/cancel.h"
#include "core/base/measured.h"
#include "core/denoise/network.h"
#include "core/learn/loss_history.h"
#include "core/learn/optimiser.h"
#include "core/learn/untrained.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace halfstep {

/// A training run: a value, which may be copied to look at it or to go on from there. Draws are a pure function of the
/// seed and of how many went before: nothing is drawn twice, also where a network goes on that has learned before.
/// Times are stratified: row i of n is at the quantile (i + u)/n of the times, with one uniform u a step [Kingma et al.
/// 2021, appendix I.1]. The weights after k steps are the same bytes for any number of threads: a batch is cut into
/// fixed parts whose gradients are summed in order.
class Trainer {
public:
    /// Begins with an untrained network, or goes on with one from where its training stopped: with the draws and the
    /// losses that come next and, where its moments are known, with these, and in the middle of a schedule of as many
    /// steps if that had not ended. Else another schedule begins. Throws Error as validate() and check_prediction() do,
    /// and for a network of another description (training).
    Trainer(const TrainingSpec& spec, const Target& target, const Process& process, const Network* start = nullptr);

    /// So many steps more; fewer when `cancel` is raised, or when the loss is no longer finite: see diverged(). What
    /// was learned until then stays.
    void advance(std::int64_t steps, int threads = 1, Cancel cancel = nullptr);

    /// The step at which the loss of the last advance() was no longer finite; 0: at none. The weights, their moments
    /// and the losses are then those of the last checkpoint, some hundred steps before.
    std::int64_t diverged() const { return diverged_; }

    /// Goes on with these data and settings, at the beginning of the learning rate's schedule: the weights and their
    /// moments stay. Returns false, and begins anew, when another network is described, or another seed.
    bool go_on_with(const TrainingSpec& spec, const Target& target, const Process& process);
    /// Another schedule of spec.steps steps, from here.
    void restart_schedule() { schedule_start_ = step(); }

    std::int64_t step() const { return steps_; }                            ///< in all
    std::int64_t schedule_step() const { return step() - schedule_start_; } ///< how far in it
    bool finished() const { return schedule_step() >= spec_.steps; }
    const TrainingSpec& spec() const { return spec_; }
    /// Of every step of this run, in the units of what is predicted: the mean over the batch of |F - what it should
    /// say|^2 (weighted: Parameterization).
    const std::vector<float>& losses() const { return losses_; }
    /// What its loss cannot get below: loss_floor(), worked out when it is first asked for.
    const Measured& floor(Cancel cancel = nullptr);
    /// As it is looked at: the average of the weights, if there is one; with the history of its losses, their floor if
    /// floor() has been asked for, and all that is needed to go on.
    Network network() const;

private:
    struct AtLevel {
        double a = 1, b = 0;
        Parameterization parameterization;
    };
    /// The draws of the next so many steps.
    struct Draws {
        std::int64_t first = 0, steps = 0;
        Block<float> x0, eps;
        std::vector<int> level;
    };
    /// What one part of a batch passes through.
    struct Part {
        Activations<float> activations;
        Batch<float> wanted;   ///< what the network should say
        Eigen::ArrayXf weight; ///< Parameterization::weight of each row

        Part(const NetworkSpec& spec, Eigen::Index rows)
            : activations(spec, rows), wanted(rows, spec.dim), weight(rows) {}
    };
    /// To go back to.
    struct Checkpoint {
        Eigen::ArrayXf weights, m, u, average;
        std::size_t losses = 0;
        std::int64_t steps = 0, drawn = 0, moment_steps = 0;
        LossHistory history;
    };
    struct Shares;
    void go_on_from(const TrainingState& state);
    void set_data(const Target& target, const Process& process);
    void checkpoint();
    void go_back();
    void draw();
    AdamW next_move() const;
    void count(float loss);
    void fill(std::size_t part, Part& rows) const;
    double part_gradient(std::size_t part, Part& rows, float* gradient) const;
    void prepare(Shares& shares);
    void compute_gradients(Shares& shares, std::size_t worker, std::size_t workers) const;
    void update_weights(Shares& shares, std::size_t worker, std::size_t workers);

    TrainingSpec spec_;
    Network network_; ///< but for its weights
    std::vector<LayerView> layers_;
    Target target_;
    Process process_;
    Measured floor_;
    std::vector<AtLevel> levels_; ///< 1 .. T
    Batch<float> level_features_; ///< features x T
    std::vector<double> times_;   ///< log-snr: cumulated weight of levels 1 .. T
    /// The network's while it learns; aligned, as the bits of sums depend on it.
    Eigen::ArrayXf weights_, m_, u_, average_;
    std::int64_t steps_ = 0, drawn_ = 0, moment_steps_ = 0; ///< as in TrainingState
    std::vector<float> losses_;
    LossHistory history_;
    Checkpoint checkpoint_;
    std::int64_t diverged_ = 0;
    std::int64_t schedule_start_ = 0;
    Draws draws_;
};

} // namespace halfstep
