#include "core/learn/training.h"

#include "core/measure/loss_report.h"
#include "core/measure/parallel.h"
#include "core/spec/experiment.h"

#include <algorithm>
#include <barrier>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

namespace halfstep {
namespace {

// Batch of a batch whose gradient is one sum; parts are the unit of work of a thread.
constexpr Eigen::Index part_rows = 64;
// Parameters updated together: the scalar rest of a vector loop rounds otherwise, so blocks must not depend on the
// threads.
constexpr std::size_t update_block = 1024;
// Steps whose draws are made at once.
constexpr std::int64_t draw_steps = 64;
// How far a training that diverges falls back, at most.
constexpr std::int64_t steps_between_looks = 100;

constexpr std::int64_t unit_draws = 4096;

int parts_of(const TrainingSpec& spec) { return static_cast<int>((spec.batch + part_rows - 1) / part_rows); }

double log_ratio(const Level& level) { return std::clamp(std::log(level.b / level.a), -12.0, 12.0); }

/// Of each level 1 .. T, the share of log SNR that lies nearest to it, cumulated to 1.
std::vector<double> cumulated_log_snr(const Process& process) {
    const int T = process.steps();
    std::vector<double> edges(static_cast<std::size_t>(T) + 1), cumulated;
    const auto at = [&](int t) { return log_ratio(process.levels[static_cast<std::size_t>(t)]); };
    edges.front() = at(1);
    edges.back() = at(T);
    for (int t = 1; t < T; ++t) edges[static_cast<std::size_t>(t)] = (at(t) + at(t + 1)) / 2;
    const double whole = edges.back() - edges.front();
    for (int t = 1; t <= T; ++t)
        cumulated.push_back(whole > 0 ? (edges[static_cast<std::size_t>(t)] - edges.front()) / whole
                                      : static_cast<double>(t) / T);
    return cumulated;
}

/// Index 0 .. T - 1 of the level 1 .. T at a quantile of the times.
int time_at(double quantile, int T, const std::vector<double>& cumulated) {
    const auto index = cumulated.empty()
                           ? static_cast<std::ptrdiff_t>(quantile * T)
                           : std::upper_bound(cumulated.begin(), cumulated.end(), quantile) - cumulated.begin();
    return static_cast<int>(std::clamp<std::ptrdiff_t>(index, 0, T - 1));
}

/// Levels of which each stands for the same share of the times.
std::vector<int> representative_levels(int T, const std::vector<double>& cumulated, int most) {
    std::vector<int> levels;
    const int count = std::min(T, most);
    for (int i = 0; i < count; ++i) levels.push_back(1 + time_at((i + 0.5) / count, T, cumulated));
    return levels;
}

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

void validate(const TrainingSpec& spec) {
    const auto within = [](const char* key, double value, double low, double high, const char* what) {
        if (value >= low && value <= high) return;
        char bounds[64];
        std::snprintf(bounds, sizeof bounds, "%.10g to %.10g", low, high);
        throw Error(std::string("training.") + key, std::string(what) + "; allowed: " + bounds);
    };
    using Net = TrainingLimits;
    within("width", spec.width, 1, Net::max_width, "is the number of units in a hidden layer");
    within("depth", spec.depth, 1, Net::max_depth, "is the number of hidden layers");
    within("features", spec.features, 2, Net::max_features, "counts cosines and sines of the time");
    if (spec.features % 2 != 0)
        throw Error("training.features", "counts cosines and sines, as many of each; allowed: even numbers, 2 to 64");
    within("steps", static_cast<double>(spec.steps), 1, TrainingLimits::max_steps, "is how often the weights move");
    within("batch", spec.batch, 1, TrainingLimits::max_batch, "is the number of samples in a step");
    if (!(spec.learning_rate > 0 && spec.learning_rate <= 1))
        throw Error("training.learning_rate", "is about how far a weight moves in a step; allowed: above 0, to 1");
    within("warmup", static_cast<double>(spec.warmup), 0, static_cast<double>(spec.steps),
           "is the number of steps in which the learning rate rises, at most all steps");
    within("weight_decay", spec.weight_decay, 0, 10, "pulls weights towards 0");
    if (!(spec.ema >= 0 && spec.ema < 1))
        throw Error("training.ema", "is the decay of the averaged weights; allowed: 0 (no average), below 1");
    if (spec.seed > Limits::max_seed)
        throw Error("training.seed", "is too large; allowed: 0 to " + std::to_string(Limits::max_seed));
}

void check_prediction(Prediction prediction, const Process& process) {
    if (prediction != Prediction::eps && prediction != Prediction::score) return;
    for (const Level& level : process.levels)
        if (!(level.a > 0))
            throw Error("training.target", "the noise says nothing of x0 where no signal is left, "
                                           "as at the last level of this process; allowed: x0, v");
}

NetworkSpec network_spec(const TrainingSpec& spec, int dim) {
    return {dim, spec.width, spec.depth, spec.embedding, spec.features, spec.prediction, spec.preconditioning};
}

Network untrained(const TrainingSpec& spec, const Target& target, ProcessKind process) {
    Network network;
    network.spec = network_spec(spec, target.dim());
    network.process = process;
    Block<float> draws(unit_draws, target.dim());
    sample(target, spec.seed, Stream::weights, 1u << 31, draws);
    network.data_mean = draws.cast<double>().colwise().mean().transpose();
    double squares = 0;
    for (int i = 0; i < target.dim(); ++i)
        squares += (draws.col(i).cast<double>() - network.data_mean[i]).square().mean() / target.dim();
    network.data_sigma = squares > 0 ? std::sqrt(squares) : 1;

    const std::size_t half = static_cast<std::size_t>(spec.features) / 2;
    Block<double> z(static_cast<Eigen::Index>(half), 1);
    normals(spec.seed, Stream::weights, 1, 0, z);
    for (std::size_t k = 0; k < half; ++k) {
        const double place = half > 1 ? static_cast<double>(k) / static_cast<double>(half - 1) : 0;
        network.frequencies.push_back(static_cast<float>(
            spec.embedding == Embedding::sinusoidal ? std::pow(16, place)
                                                    : 2 * std::numbers::pi * z(static_cast<Eigen::Index>(k), 0)));
    }
    network.weights.assign(parameter_count(network.spec), 0.0f);
    std::uint32_t layer_number = 2;
    for (const LayerView& layer : layers_of(network.spec)) {
        Block<float> w(static_cast<Eigen::Index>(layer.in) * layer.out, 1);
        normals(spec.seed, Stream::weights, layer_number++, 0, w);
        w /= std::sqrt(static_cast<float>(layer.in));
        std::copy(w.data(), w.data() + w.size(), network.weights.begin() + static_cast<std::ptrdiff_t>(layer.weight));
    }
    return network;
}

double learning_rate(const TrainingSpec& spec, std::int64_t k) {
    const double at = static_cast<double>(k);
    double rate = spec.learning_rate;
    if (k < spec.warmup) rate *= (at + 1) / static_cast<double>(spec.warmup);
    if (spec.schedule == LearningRate::cosine)
        rate *= (1 + std::cos(std::numbers::pi * std::min(1.0, at / static_cast<double>(spec.steps)))) / 2;
    return rate;
}

template <class Real>
void AdamW::update(std::size_t n, const Real* gradient, Real* m, Real* u, Real* weight, Real* average) const {
    using Values = Eigen::Map<Eigen::Array<Real, Eigen::Dynamic, 1>>;
    const auto size = static_cast<Eigen::Index>(n);
    const Eigen::Map<const Eigen::Array<Real, Eigen::Dynamic, 1>> g(gradient, size);
    Values M(m, size), U(u, size), W(weight, size);
    const auto real = [](double x) { return static_cast<Real>(x); };
    const double at = static_cast<double>(k);
    const Real step = real(rate / (1 - std::pow(beta1, at))); // of the unbiased first moment
    const Real root = real(1 / std::sqrt(1 - std::pow(beta2, at)));
    M = real(beta1) * M + real(1 - beta1) * g;
    U = real(beta2) * U + real(1 - beta2) * g.square();
    W = real(1 - rate * weight_decay) * W - step * M / (root * U.sqrt() + real(epsilon));
    if (ema <= 0) return;
    const Real decay = real(std::min(ema, (1 + at) / (10 + at)));
    Values A(average, size);
    A = decay * A + (1 - decay) * W;
}
template void AdamW::update(std::size_t, const float*, float*, float*, float*, float*) const;
template void AdamW::update(std::size_t, const double*, double*, double*, double*, double*) const;

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
        levels_.push_back({level.a, level.b, reading(network_, level)});
        time_features(network_, level, level_features_.col(t - 1).data());
    }
    times_ = spec_.times == Times::log_snr ? cumulated_log_snr(process) : std::vector<double>();
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
            draws_.level[static_cast<std::size_t>(step * spec_.batch + i)] = time_at((i + u) / spec_.batch, T, times_);
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
            rows.passage.input(row, i) = static_cast<float>(at.reading.c_in * (x - at.reading.shift[i]));
            rows.wanted(row, i) = static_cast<float>(wanted_output(at.reading, i, x, x0));
        }
        const float* features = level_features_.col(level).data();
        for (int k = 0; k < spec_.features; ++k) rows.passage.input(row, dim + k) = features[k];
        rows.weight[row] = static_cast<float>(at.reading.weight);
    }
}

/// By all weights, of what the part adds to the batch's loss, which is returned.
double Trainer::part_gradient(std::size_t part, Part& rows, float* gradient) const {
    fill(part, rows);
    forward(layers_, weights_.data(), rows.passage);
    const float share = 1 / static_cast<float>(spec_.batch);
    double loss = 0;
    for (int i = 0; i < network_.spec.dim; ++i) {
        auto output = rows.passage.output.col(i).array();
        output -= rows.wanted.col(i).array();
        loss += static_cast<double>((rows.weight * output.square()).sum() * share);
        output *= 2 * share * rows.weight;
    }
    backward(layers_, weights_.data(), rows.passage, gradient);
    return loss;
}

void Trainer::look() {
    last_look_ = {weights_, m_, u_, average_, losses_.size(), steps_, drawn_, moment_steps_, history_};
}

void Trainer::go_back() {
    diverged_ = std::max<std::int64_t>(1, step());
    weights_ = last_look_.weights;
    m_ = last_look_.m;
    u_ = last_look_.u;
    average_ = last_look_.average;
    losses_.resize(std::min(losses_.size(), last_look_.losses));
    steps_ = last_look_.steps;
    drawn_ = last_look_.drawn;
    moment_steps_ = last_look_.moment_steps;
    history_ = last_look_.history;
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

void Trainer::advance(std::int64_t steps, int threads, const std::atomic<bool>* cancel) {
    const auto cancelled = [cancel] { return cancel && cancel->load(std::memory_order_relaxed); };
    const std::size_t parts = static_cast<std::size_t>(parts_of(spec_)), n = static_cast<std::size_t>(weights_.size());
    const std::size_t blocks = (n + update_block - 1) / update_block;
    const std::size_t wanted = std::min(static_cast<std::size_t>(std::max(1, threads)), parts);
    const std::int64_t last = step() + steps;
    const std::size_t stride = (n + 15) / 16 * 16; // aligned as the weights are
    Eigen::ArrayXf gradients(static_cast<Eigen::Index>(parts * stride));
    std::vector<double> part_losses(parts);
    AdamW adam;
    const auto prepare = [&] {
        if (step() >= draws_.first + draws_.steps) draw();
        adam = next_move();
    };
    const auto finish = [&] {
        double loss = 0;
        for (const double part : part_losses) loss += part;
        count(static_cast<float>(loss));
        const bool finite = std::isfinite(losses_.back());
        const bool going = finite && step() < last && !cancelled();
        if (finite && step() % steps_between_looks == 0 && weights_.isFinite().all()) look();
        if (going) prepare();
        return going;
    };
    std::vector<Part> rows; // two for each worker
    const auto begin = [&](std::size_t workers) {
        rows.reserve(2 * workers);
        for (std::size_t worker = 0; worker < workers; ++worker) {
            rows.emplace_back(network_.spec, std::min<Eigen::Index>(part_rows, spec_.batch));
            rows.emplace_back(network_.spec, spec_.batch % part_rows);
        }
    };
    const auto compute = [&](std::size_t worker, std::size_t workers) {
        for (std::size_t part = worker; part < parts; part += workers) {
            const bool full = static_cast<Eigen::Index>(part + 1) * part_rows <= spec_.batch;
            part_losses[part] =
                part_gradient(part, rows[2 * worker + (full ? 0 : 1)], gradients.data() + part * stride);
        }
    };
    const auto update = [&](std::size_t worker, std::size_t workers) {
        for (std::size_t block = worker; block < blocks; block += workers) {
            const std::size_t at = block * update_block, count = std::min(update_block, n - at);
            add_up(gradients.data() + at, count, parts, stride);
            adam.update(count, gradients.data() + at, m_.data() + at, u_.data() + at, weights_.data() + at,
                        average_.data() + at);
        }
    };
    diverged_ = 0;
    if (steps <= 0 || cancelled()) return;
    if (last_look_.weights.size() != weights_.size()) look();
    try {
        prepare();
        in_step(wanted, begin, compute, update, finish);
    } catch (...) {
        draws_ = {};
        draws_.first = step();
        throw;
    }
    if (!std::isfinite(losses_.back()) || !weights_.isFinite().all()) go_back();
}

const Measured& Trainer::floor(Cancel cancel) {
    if (!(floor_.value > 0)) floor_ = loss_floor(spec_, network_, target_, process_, spec_.seed, cancel);
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

Measured loss_floor(const TrainingSpec& spec, const Network& network, const Target& target, const Process& process,
                    std::uint64_t seed, Cancel cancel) {
    constexpr int most_levels = 128;
    const auto cumulated = spec.times == Times::log_snr ? cumulated_log_snr(process) : std::vector<double>();
    constexpr std::int64_t terms = 1'000'000, least_draws = 8; // evaluations of a component in all, a fifth of a second
    std::int64_t draws = std::clamp<std::int64_t>(
        terms / most_levels / static_cast<std::int64_t>(target.components.size()), least_draws, 4000);
    if (target.is_gaussian()) draws = 1; // its floor is a closed form
    const std::vector<int> levels = representative_levels(process.steps(), cumulated, most_levels);
    Measured floor;
    for (const int t : levels) {
        if (raised(cancel)) return {};
        const Level& level = process.levels[static_cast<std::size_t>(t)];
        const std::uint64_t own = seed + 1'000'000'007u * static_cast<std::uint64_t>(t);
        const Measured here = level_loss(target, level, draw_losses(target, draws, own), {}, cancel).floor;
        const double weight = loss_weight(network, level) / static_cast<double>(levels.size());
        floor.value += weight * here.value;
        floor.se = std::hypot(floor.se, weight * here.se);
    }
    return floor;
}

double loss_floor(const TrainingSpec& spec, const Network& network, const Process& process,
                  const LossReport& measured) {
    constexpr int most_levels = 1000;
    const auto cumulated = spec.times == Times::log_snr ? cumulated_log_snr(process) : std::vector<double>();
    const std::vector<int> levels = representative_levels(process.steps(), cumulated, most_levels);
    const auto weighted = [&](std::size_t i) {
        return loss_weight(network, measured.losses[i].level) * measured.losses[i].floor.value;
    };
    double floor = 0;
    std::size_t next = 0; // the first measured level that is not below
    for (const int t : levels) {
        while (next + 1 < measured.levels.size() && measured.levels[next] < t) ++next;
        double here = weighted(next);
        if (next > 0 && measured.levels[next] > t) {
            const int before = measured.levels[next - 1], after = measured.levels[next];
            const double share = static_cast<double>(t - before) / (after - before);
            here = (1 - share) * weighted(next - 1) + share * here;
        }
        floor += here / static_cast<double>(levels.size());
    }
    return floor;
}

double relative_error(const Target& target, const LevelLoss& loss) {
    return std::sqrt(std::max(0.0, loss.excess.value) / (target.second_moment() - loss.floor.value));
}

double relative_error(const Target& target, const Process& process, const Denoise& denoise, std::int64_t draws,
                      std::uint64_t seed, Cancel cancel) {
    constexpr int most_levels = 64;
    const LossDraws same = draw_losses(target, draws, seed);
    double excess = 0, whole = 0;
    for (const int t : representative_levels(process.steps(), {}, most_levels)) {
        const LevelLoss loss = level_loss(target, process.levels[static_cast<std::size_t>(t)], same, denoise, cancel);
        if (raised(cancel)) return std::numeric_limits<double>::quiet_NaN();
        excess += loss.excess.value;
        whole += target.second_moment() - loss.floor.value;
    }
    return std::sqrt(std::max(0.0, excess) / whole);
}

} // namespace halfstep
