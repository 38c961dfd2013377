#include "core/learn/training.h"

#include "core/base/parallel.h"
#include "core/learn/level_distribution.h"
#include "core/learn/loss_floor.h"
#include "core/spec/error.h"

#include <algorithm>
#include <barrier>
#include <cmath>
#include <optional>

namespace halfstep {
namespace {

// Rows of a batch whose gradient is one sum; parts are the unit of work of a thread.
constexpr Eigen::Index part_rows = 64;
// Parameters updated together: the scalar tail of a vector loop rounds otherwise, so blocks must not depend on the
// threads.
constexpr std::size_t update_block = 1024;
// Steps whose draws are made at once.
constexpr std::int64_t draw_steps = 64;
// How far a training that diverges falls back, at most.
constexpr std::int64_t steps_between_checkpoints = 100;

int parts_of(const TrainingSpec& spec) { return static_cast<int>((spec.batch + part_rows - 1) / part_rows); }

/// Sums parts of `count` numbers, each `stride` after the one before, in the place of the first.
void add_up(float* numbers, std::size_t count, std::size_t parts, std::size_t stride) {
    using Values = Eigen::Map<Eigen::Array<float, Eigen::Dynamic, 1>>;
    Values sum(numbers, static_cast<Eigen::Index>(count));
    for (std::size_t part = 1; part < parts; ++part)
        sum += Values(numbers + part * stride, static_cast<Eigen::Index>(count));
}

/// Steps that up to `wanted` workers take together: compute(worker, workers); when all have, update(worker, workers);
/// and then, once, finish(), which says whether another one follows. The first exception ends them after its step.
template <class Compute, class Update, class Finish>
void in_step(std::size_t wanted, const std::function<void(std::size_t)>& begin, const Compute& compute,
             const Update& update, const Finish& finish) {
    Failure failure;
    bool going = true;
    const auto end_step = [&]() noexcept {
        if (!failure.any()) failure.guard([&] { going = finish(); });
        if (failure.any()) going = false;
    };
    std::optional<std::barrier<>> computed;
    std::optional<std::barrier<decltype(end_step)>> updated;
    const auto begin_all = [&](std::size_t workers) {
        begin(workers);
        computed.emplace(static_cast<std::ptrdiff_t>(workers));
        updated.emplace(static_cast<std::ptrdiff_t>(workers), end_step);
    };
    on_threads(wanted, begin_all, [&](std::size_t worker, std::size_t workers) {
        while (going) { // all wait for each other, whatever happens
            failure.guard([&] { compute(worker, workers); });
            if (workers > 1) computed->arrive_and_wait();
            if (!failure.any()) failure.guard([&] { update(worker, workers); });
            updated->arrive_and_wait(); // and, once, end_step()
        }
    });
    failure.rethrow();
}

} // namespace

Trainer::Trainer(const TrainingSpec& spec, const Target& target, const Process& process, const Network* start)
    : spec_(spec) {
    validate(spec);
    if (start && start->spec != network_spec(spec, target.dim()))
        throw Error("training", "describes another network than the one to go on with; allowed: the same");
    network_ = start ? *start : untrained(spec, target, process.kind);
    layers_ = layers_of(network_.spec);
    average_ = weights_ = Eigen::Map<const Eigen::ArrayXf>(network_.weights.data(), std::ssize(network_.weights));
    m_ = u_ = Eigen::ArrayXf::Zero(weights_.size());
    if (start) {
        history_ = LossHistory(start->history, start->training.stretch);
        go_on_from(start->training);
    }
    network_.training = {}; // network() has it
    set_data(target, process);
    if (!start || start->training.moments.empty()) return;
    const std::int64_t done = start->training.schedule_step;
    if (start->training.schedule_steps == spec.steps && done < spec.steps) schedule_start_ = steps_ - done;
}

void Trainer::go_on_from(const TrainingState& state) {
    steps_ = state.steps;
    drawn_ = state.draws > 0 ? state.draws : steps_ * spec_.batch; // older files do not say
    const auto known = [](const std::vector<float>& values, Eigen::ArrayXf& array) {
        if (!values.empty()) array = Eigen::Map<const Eigen::ArrayXf>(values.data(), std::ssize(values));
    };
    moment_steps_ = state.moment_steps;
    known(state.moments, m_);
    known(state.squares, u_);
    known(state.trained_weights, weights_);
}

void Trainer::set_data(const Target& target, const Process& process) {
    check_prediction(spec_.prediction, process);
    target_ = target;
    process_ = process;
    floor_ = {};
    network_.process = process.kind;
    levels_.clear();
    level_features_.resize(spec_.features, process.steps());
    for (int t = 1; t <= process.steps(); ++t) {
        const Level& level = process.levels[static_cast<std::size_t>(t)];
        levels_.push_back({level.a, level.b, parameterization(network_, level)});
        time_features(network_, level, level_features_.col(t - 1).data());
    }
    times_ = level_distribution(spec_.times, process);
    draws_ = {};
    draws_.first = step();
    schedule_start_ = step();
}

bool Trainer::go_on_with(const TrainingSpec& spec, const Target& target, const Process& process) {
    if (network_spec(spec, target.dim()) != network_.spec || spec.seed != spec_.seed) {
        *this = Trainer(spec, target, process);
        return false;
    }
    validate(spec);
    check_prediction(spec.prediction, process);
    spec_ = spec;
    set_data(target, process);
    return true;
}

void Trainer::draw() {
    draws_.first += draws_.steps;
    draws_.steps = std::max<std::int64_t>(1, std::min<std::int64_t>(draw_steps, (draw_steps * 256) / spec_.batch));
    const std::int64_t rows = draws_.steps * spec_.batch;
    const auto first = static_cast<std::uint64_t>(drawn_); // those of all steps before
    draws_.x0.resize(rows, target_.dim());
    draws_.eps.resize(rows, target_.dim());
    draws_.level.resize(static_cast<std::size_t>(rows));
    sample(target_, spec_.seed, Stream::train_data, first, draws_.x0);
    normals(spec_.seed, Stream::train_noise, 0, first, draws_.eps);
    const int T = static_cast<int>(levels_.size());
    for (std::int64_t step = 0; step < draws_.steps; ++step) {
        const double u = uniform(spec_.seed, Stream::train_time, 0, static_cast<std::uint64_t>(draws_.first + step));
        for (int i = 0; i < spec_.batch; ++i)
            draws_.level[static_cast<std::size_t>(step * spec_.batch + i)] =
                level_index((i + u) / spec_.batch, T, times_);
    }
}

/// The rows of one part of the next batch.
void Trainer::fill(std::size_t part, Part& rows) const {
    const Eigen::Index n = rows.wanted.rows();
    const Eigen::Index first = (step() - draws_.first) * spec_.batch + static_cast<Eigen::Index>(part) * part_rows;
    const int dim = network_.spec.dim;
    for (Eigen::Index row = 0; row < n; ++row) {
        const int level = draws_.level[static_cast<std::size_t>(first + row)];
        const AtLevel& at = levels_[static_cast<std::size_t>(level)];
        for (int i = 0; i < dim; ++i) {
            const double x0 = static_cast<double>(draws_.x0(first + row, i));
            const double x = at.a * x0 + at.b * static_cast<double>(draws_.eps(first + row, i));
            rows.activations.input(row, i) =
                static_cast<float>(at.parameterization.c_in * (x - at.parameterization.shift[i]));
            rows.wanted(row, i) = static_cast<float>(wanted_output(at.parameterization, i, x, x0));
        }
        const float* features = level_features_.col(level).data();
        for (int k = 0; k < spec_.features; ++k) rows.activations.input(row, dim + k) = features[k];
        rows.weight[row] = static_cast<float>(at.parameterization.weight);
    }
}

/// By all weights, of what the part adds to the batch's loss, which is returned.
double Trainer::part_gradient(std::size_t part, Part& rows, float* gradient) const {
    fill(part, rows);
    forward(layers_, weights_.data(), rows.activations);
    const float per_row = 1 / static_cast<float>(spec_.batch);
    double loss = 0;
    for (int i = 0; i < network_.spec.dim; ++i) {
        auto output = rows.activations.output.col(i).array();
        output -= rows.wanted.col(i).array();
        loss += static_cast<double>((rows.weight * output.square()).sum() * per_row);
        output *= 2 * per_row * rows.weight;
    }
    backward(layers_, weights_.data(), rows.activations, gradient);
    return loss;
}

void Trainer::checkpoint() {
    checkpoint_ = {weights_, m_, u_, average_, losses_.size(), steps_, drawn_, moment_steps_, history_};
}

void Trainer::go_back() {
    diverged_ = std::max<std::int64_t>(1, step());
    weights_ = checkpoint_.weights;
    m_ = checkpoint_.m;
    u_ = checkpoint_.u;
    average_ = checkpoint_.average;
    losses_.resize(std::min(losses_.size(), checkpoint_.losses));
    steps_ = checkpoint_.steps;
    drawn_ = checkpoint_.drawn;
    moment_steps_ = checkpoint_.moment_steps;
    history_ = checkpoint_.history;
    schedule_start_ = std::min(schedule_start_, step());
    draws_ = {};
    draws_.first = step();
}

AdamW Trainer::next_move() const {
    // Warming up is for moments that know nothing yet. A constant rate does it once; that of cosine begins at 0 again.
    const std::int64_t at = spec_.schedule == LearningRate::constant ? moment_steps_ : schedule_step();
    return {learning_rate(spec_, at), spec_.weight_decay, spec_.ema, moment_steps_ + 1};
}

/// One step more, of this loss.
void Trainer::count(float loss) {
    losses_.push_back(loss);
    history_.add(loss);
    ++steps_;
    ++moment_steps_;
    drawn_ += spec_.batch;
}

/// How threads share a step: its batch in parts, the parameters in blocks.
struct Trainer::Shares {
    std::size_t parts, parameters, blocks;
    std::size_t stride;              ///< between the gradients of two parts: aligned as the weights are
    Eigen::ArrayXf gradients;        ///< of the parts
    std::vector<double> part_losses; ///< likewise
    std::vector<Part> rows;          ///< two for each worker: of a whole part, and of what the last one has
    AdamW adam;

    Shares(const TrainingSpec& spec, Eigen::Index weights)
        : parts(static_cast<std::size_t>(parts_of(spec))), parameters(static_cast<std::size_t>(weights)),
          blocks((parameters + update_block - 1) / update_block), stride((parameters + 15) / 16 * 16),
          gradients(static_cast<Eigen::Index>(parts * stride)), part_losses(parts) {}
};

void Trainer::prepare(Shares& shares) {
    if (step() >= draws_.first + draws_.steps) draw();
    shares.adam = next_move();
}

/// The worker's parts of the batch.
void Trainer::compute_gradients(Shares& shares, std::size_t worker, std::size_t workers) const {
    for (std::size_t part = worker; part < shares.parts; part += workers) {
        const bool whole = static_cast<Eigen::Index>(part + 1) * part_rows <= spec_.batch;
        shares.part_losses[part] = part_gradient(part, shares.rows[2 * worker + (whole ? 0 : 1)],
                                                 shares.gradients.data() + part * shares.stride);
    }
}

/// The worker's blocks of the parameters, by the gradients of all parts.
void Trainer::update_weights(Shares& shares, std::size_t worker, std::size_t workers) {
    for (std::size_t block = worker; block < shares.blocks; block += workers) {
        const std::size_t at = block * update_block, count = std::min(update_block, shares.parameters - at);
        float* gradient = shares.gradients.data() + at;
        add_up(gradient, count, shares.parts, shares.stride);
        shares.adam.update<float>(
            {count, gradient, m_.data() + at, u_.data() + at, weights_.data() + at, average_.data() + at});
    }
}

void Trainer::advance(std::int64_t steps, int threads, Cancel cancel) {
    diverged_ = 0;
    if (steps <= 0 || raised(cancel)) return;
    if (checkpoint_.weights.size() != weights_.size()) checkpoint();
    Shares shares(spec_, weights_.size());
    const std::int64_t last = step() + steps;
    const auto begin = [&](std::size_t workers) {
        shares.rows.reserve(2 * workers);
        for (std::size_t worker = 0; worker < workers; ++worker) {
            shares.rows.emplace_back(network_.spec, std::min<Eigen::Index>(part_rows, spec_.batch));
            shares.rows.emplace_back(network_.spec, spec_.batch % part_rows);
        }
    };
    const auto finish = [&] {
        double loss = 0;
        for (const double part : shares.part_losses) loss += part;
        count(static_cast<float>(loss));
        const bool finite = std::isfinite(losses_.back());
        if (finite && step() % steps_between_checkpoints == 0 && weights_.isFinite().all()) checkpoint();
        const bool going = finite && step() < last && !raised(cancel);
        if (going) prepare(shares);
        return going;
    };
    try {
        prepare(shares);
        in_step(
            std::min(static_cast<std::size_t>(std::max(1, threads)), shares.parts), begin,
            [&](std::size_t worker, std::size_t workers) { compute_gradients(shares, worker, workers); },
            [&](std::size_t worker, std::size_t workers) { update_weights(shares, worker, workers); }, finish);
    } catch (...) {
        draws_ = {};
        draws_.first = step();
        throw;
    }
    if (!std::isfinite(losses_.back()) || !weights_.isFinite().all()) go_back();
}

const Measured& Trainer::floor(Cancel cancel) {
    if (!(floor_.value > 0))
        floor_ = loss_floor(spec_, network_, target_, process_, {.seed = spec_.seed, .cancel = cancel});
    if (raised(cancel)) floor_ = {};
    return floor_;
}

Network Trainer::network() const {
    Network network = network_;
    const auto values = [](const Eigen::ArrayXf& array) {
        return std::vector<float>(array.data(), array.data() + array.size());
    };
    network.weights = values(spec_.ema > 0 ? average_ : weights_);
    network.history = history_.points();
    network.floor = floor_;
    TrainingState& state = network.training;
    state.steps = steps_;
    state.draws = drawn_;
    state.stretch = history_.stretch();
    state.moment_steps = moment_steps_;
    if (!finished()) { // else another schedule comes
        state.schedule_step = schedule_step();
        state.schedule_steps = spec_.steps;
    }
    state.moments = values(m_);
    state.squares = values(u_);
    if (spec_.ema > 0) state.trained_weights = values(weights_);
    return network;
}

} // namespace halfstep
