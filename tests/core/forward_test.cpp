// The forward chain q(x_t | x_s): its moves against the schedule, its law against the exact marginals at every level,
// what x_0 and x_t have in common, its noise beside that of samplers, and what it refuses.

#include "core/run/simulate.h"

#include "core/spec/sampler_facts.h"
#include "tests/core/experiments.h"
#include "tests/cost.h"

#include <cstring>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr std::int64_t forward_particles = heavy(30'000, 6'000); // bounds are in standard errors of as many

SamplerSpec forward_chain(Spacing spacing = Spacing::all, int steps = 0) {
    SamplerSpec spec = sampler_of(SamplerKind::forward);
    spec.name = "Forward";
    spec.spacing = spacing;
    if (spacing != Spacing::all) spec.steps = steps;
    return spec;
}

/// x of one coordinate of all tracked particles at a state.
Eigen::ArrayXd tracked(const SamplerRun& sampler, int state, int coordinate = 0) {
    Eigen::ArrayXd x(sampler.paths.particles);
    for (int i = 0; i < sampler.paths.particles; ++i) x[i] = sampler.paths.at(i, state)[coordinate];
    return x;
}
std::vector<double> list(const Eigen::ArrayXd& x) { return {x.data(), x.data() + x.size()}; }

SimulateOptions all_paths(int threads = 0) {
    SimulateOptions options = unmeasured(threads);
    options.tracked_paths = static_cast<int>(forward_particles);
    return options;
}

/// How many standard errors a sample covariance is off.
double covariance_off(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, double wanted) {
    const Eigen::ArrayXd products = (x - x.mean()) * (y - y.mean());
    const double n = static_cast<double>(x.size());
    const double variance = (products - products.mean()).square().sum() / (n - 1);
    return std::abs(products.mean() - wanted) / std::sqrt(variance / n);
}

/// Moments of all particles at every state against a m, a^2 S + b^2 I.
void check_marginals(const Target& target, const ProcessSpec& process, const SamplerSpec& spec, Precision precision) {
    const Run run = simulate(experiment_of(target, process, {spec}, forward_particles, precision), unmeasured());
    REQUIRE(run.complete);
    const SamplerRun& chain = run.samplers[0];
    CHECK(chain.evaluations() == 0);
    CHECK(chain.reverse_steps() == static_cast<int>(chain.levels().size()) - 1);
    CHECK(chain.levels().back() == 0);
    REQUIRE(chain.predicted.size() == chain.moments.size());
    Worst worst, closed;
    for (std::size_t state = 0; state < chain.moments.size(); ++state) {
        const Level& level = run.process().levels[static_cast<std::size_t>(chain.levels()[state])];
        const Target law = marginal(target, level);
        const Vec mean = law.mean();
        const Mat cov = law.cov();
        const Moments& m = chain.moments[state];
        const std::string place = "state " + std::to_string(state);
        for (int i = 0; i < target.dim(); ++i) {
            worst.add(std::abs(m.mean[i] - mean[i]) / m.se_mean[i], place + " mean");
            worst.add(std::abs(m.cov(i, i) - cov(i, i)) / m.se_var[i], place + " variance");
            closed.absolute(chain.predicted[state].mean[i], mean[i], place);
            for (int j = 0; j <= i; ++j) closed.absolute(chain.predicted[state].cov(i, j), cov(i, j), place);
        }
    }
    CHECK_WORST(worst, 5);
    CHECK_WORST(closed, 1e-12);
}

} // namespace

TEST_SUITE("core/forward") {
    TEST_CASE("on the VP chain a move is sqrt(alpha_t) x + sqrt(beta_t) z, in the coefficients of the one equation") {
        const Process process = make_process({ProcessKind::vp, 1000, {}});
        const std::vector<StepCoefficients> moves = plan(forward_chain(), process, three_modes());
        REQUIRE(moves.size() == 1000);
        Worst worst;
        for (const StepCoefficients& move : moves) {
            REQUIRE(move.move == MoveKind::forward);
            REQUIRE(move.t == move.s + 1);
            const std::string place = "t = " + std::to_string(move.t);
            const double beta = process.schedule.beta[move.t], alpha = process.schedule.alpha[move.t];
            worst.relative(move.noise(0, 0) * move.noise(0, 0), beta, place);
            worst.relative(move.k_x0 / move.to.a, std::sqrt(alpha), place);
            worst.absolute(move.k_eps, std::sqrt(alpha) * move.to.b, place);
            CHECK(move.evaluations() == 0);
        }
        CHECK_WORST(worst, 1e-10); // of beta = 1e-4, by a difference of numbers near 1
        CHECK(moves.front().t == 1000);
        CHECK(moves.back().s == 0);
    }

    TEST_CASE("the exact marginals at every state, on every process, with all levels and with some") {
        const Target plane = plane_modes();
        for (const ProcessKind kind : {ProcessKind::vp, ProcessKind::ve, ProcessKind::flow}) {
            CAPTURE(static_cast<int>(kind));
            const ProcessSpec process = process_spec(kind, 24);
            check_marginals(three_modes(), process, forward_chain(), Precision::double_);
            check_marginals(three_modes(), process, forward_chain(Spacing::trailing, 5), Precision::single);
            check_marginals(three_modes(), process, forward_chain(Spacing::quadratic, 4), Precision::double_);
            check_marginals(plane, process, forward_chain(), Precision::single);
            check_marginals(plane, process, forward_chain(Spacing::leading, 7), Precision::double_);
        }
        // Where nothing is left of the data at T.
        ProcessSpec zero = process_spec(ProcessKind::vp, 24);
        zero.schedule.zero_terminal_snr = true;
        check_marginals(three_modes(), zero, forward_chain(), Precision::single);
    }

    TEST_CASE("not the moments alone: the law of a mixture on its way") {
        for (const SamplerSpec& spec : {forward_chain(), forward_chain(Spacing::trailing, 4)}) {
            const Run run =
                simulate(experiment_of(three_modes(), process_spec(ProcessKind::vp, 16), {spec}, forward_particles),
                         all_paths());
            const SamplerRun& chain = run.samplers[0];
            REQUIRE(chain.paths.particles == forward_particles);
            for (const int level : {0, 4, 8, 16}) {
                CAPTURE(level);
                const int state = chain.state_at(level);
                REQUIRE(chain.levels()[static_cast<std::size_t>(state)] == level);
                const Target law = marginal(run.target(), run.process().levels[static_cast<std::size_t>(level)]);
                CHECK(ks_statistic(list(tracked(chain, state)), [&](double x) { return cdf(law, x); }) <
                      ks_critical(1e-6));
            }
        }
    }

    TEST_CASE("x_0 and x_t: covariance a_t Cov(x_0); what a move adds is fresh noise") {
        for (const Target& target : {three_modes(), plane_modes()}) {
            const Run run =
                simulate(experiment_of(target, process_spec(ProcessKind::vp, 12), {forward_chain()}, forward_particles),
                         all_paths());
            const SamplerRun& chain = run.samplers[0];
            const int last = chain.paths.states - 1;
            const Mat cov = target.cov();
            Worst worst;
            for (int state = 0; state <= last; ++state) {
                const double a = chain.level_of(state).a;
                for (int i = 0; i < target.dim(); ++i)
                    for (int j = 0; j < target.dim(); ++j)
                        worst.add(covariance_off(tracked(chain, last, i), tracked(chain, state, j), a * cov(i, j)),
                                  "state " + std::to_string(state));
            }
            // The residual of a move: N(0, 1), and without relation to where it came from or to the residual before.
            const auto residual = [&](int state, int i) {
                const Level &to = chain.level_of(state), &from = chain.level_of(state + 1);
                const Transition move = transition(to, from);
                return Eigen::ArrayXd((tracked(chain, state, i) - move.A * tracked(chain, state + 1, i)) /
                                      std::sqrt(move.B));
            };
            for (const int state : {0, 5, last - 1}) {
                CAPTURE(state);
                for (int i = 0; i < target.dim(); ++i) {
                    CHECK(ks_statistic(list(residual(state, i)), normal_cdf) < ks_critical(1e-6));
                    worst.add(covariance_off(residual(state, i), tracked(chain, state + 1, i), 0),
                              "where it came from");
                    if (state < last - 1)
                        worst.add(covariance_off(residual(state, i), residual(state + 1, i), 0), "two");
                }
                if (target.dim() == 2) worst.add(covariance_off(residual(state, 0), residual(state, 1), 0), "x and y");
            }
            CHECK_WORST(worst, 5);
        }
    }

    TEST_CASE("its noise is its own, and the same for any number of threads and beside any sampler") {
        const Experiment alone = experiment_of(plane_modes(), process_spec(ProcessKind::vp, 10), {forward_chain()},
                                               forward_particles, Precision::single);
        Experiment beside = alone;
        beside.samplers = {ddpm_of(Variance::large), forward_chain(), sampler_of(SamplerKind::ddim)};
        beside.samplers[2].name = "DDIM 2";
        const Run one = simulate(alone, all_paths(1));
        for (const int threads : {1, 2, 7}) {
            const Run many = simulate(beside, all_paths(threads));
            const SamplerRun &a = one.samplers[0], &b = many.samplers[1];
            CHECK(a.paths.x == b.paths.x);
            CHECK((a.final_x == b.final_x).all());
            for (std::size_t state = 0; state < a.moments.size(); ++state) {
                REQUIRE(a.moments[state].mean == b.moments[state].mean);
                REQUIRE(a.moments[state].cov == b.moments[state].cov);
                REQUIRE(a.histograms[0][state].counts == b.histograms[0][state].counts);
            }
            if (threads != 2) continue;
            // DDPM starts from x_T of its own, and its final sample comes of that alone.
            const SamplerRun& ddpm = many.samplers[0];
            const int last = a.paths.states - 1;
            Worst worst;
            for (int i = 0; i < 2; ++i) {
                worst.add(covariance_off(tracked(b, 0, i), tracked(ddpm, 0, i), 0), "x_T");
                worst.add(covariance_off(tracked(b, last, i), tracked(ddpm, 0, i), 0), "x_0 and its x_T");
                worst.add(covariance_off(tracked(b, last, i), tracked(ddpm, last, i), 0), "x_0");
            }
            CHECK_WORST(worst, 5);
        }
    }

    TEST_CASE("the first states in time do not depend on T") {
        const std::vector<double> alpha_bar = {0.9, 0.7, 0.5, 0.3, 0.1};
        const auto states = [&](int T) {
            ProcessSpec process{ProcessKind::vp, T, {}};
            process.schedule.kind = ScheduleKind::custom;
            process.schedule.alpha_bar.assign(alpha_bar.begin(), alpha_bar.begin() + T);
            return simulate(experiment_of(three_modes(), process, {forward_chain()}, 500), unmeasured());
        };
        const Run three = states(3), five = states(5);
        for (int level = 0; level <= 3; ++level) {
            const SamplerRun &a = three.samplers[0], &b = five.samplers[0];
            for (int i = 0; i < a.paths.particles; ++i)
                REQUIRE(*a.paths.at(i, a.state_at(level)) == *b.paths.at(i, b.state_at(level)));
        }
    }

    TEST_CASE("a recorded start is x_0, and recorded noise counts from the move that arrives at T") {
        const Experiment experiment =
            experiment_of(gaussian(0, 1), process_spec(ProcessKind::vp, 6), {forward_chain()}, 3);
        auto start = std::make_shared<RecordedStart>();
        start->x = Eigen::ArrayXd::LinSpaced(3, -1, 2);
        auto noise = std::make_shared<RecordedNoise>();
        noise->z = {Block<double>::Ones(3, 1)};
        SimulateOptions options = unmeasured();
        options.start = start;
        options.noise = noise;
        const Run run = simulate(experiment, options);
        const SamplerRun& chain = run.samplers[0];
        CHECK(chain.predicted.empty()); // three numbers have no law
        for (int i = 0; i < 3; ++i) {
            const double x = start->x(i, 0);
            CHECK(chain.final_x(i, 0) == x);
            for (int state = 1; state <= 6; ++state)
                CHECK(*chain.paths.at(i, state) == doctest::Approx(chain.level_of(state).a * x).epsilon(1e-14));
            CHECK(*chain.paths.at(i, 0) ==
                  doctest::Approx(chain.level_of(0).a * x + chain.steps()[0].noise(0, 0)).epsilon(1e-14));
        }
    }

    TEST_CASE("the distance along the way is that of exact draws") {
        const Run run = simulate(experiment_of(three_modes(), process_spec(ProcessKind::vp, 20), {forward_chain()},
                                               forward_particles, Precision::single));
        REQUIRE(run.distances(0).size() > 10);
        for (const DistanceAt& at : run.distances(0)) {
            const int level = run.samplers[0].levels()[static_cast<std::size_t>(at.state)];
            for (const DistanceFloorAt& floor : run.floors().at)
                if (floor.level == level) CHECK(at.distance < 3 * floor.mean);
        }
        CHECK(run.final_of(0).distance < 3 * run.exact().distance);
    }

    TEST_CASE("no denoiser is asked, whatever it would say") {
        Experiment experiment =
            experiment_of(gaussian(0.5, 2), process_spec(ProcessKind::vp, 8), {forward_chain()}, 1000);
        const Run exact = simulate(experiment, unmeasured());
        experiment.denoiser = {DenoiserKind::perturbed, DenoiserError::field, 0.5};
        const Run wrong = simulate(experiment, unmeasured());
        CHECK((exact.samplers[0].final_x == wrong.samplers[0].final_x).all());
        CHECK(exact.samplers[0].paths.x == wrong.samplers[0].paths.x);
        CHECK_FALSE(wrong.samplers[0].predicted.empty());
    }

    TEST_CASE("what speaks of noise to start from or of a denoiser is refused") {
        const auto key = [](const std::function<void(SamplerSpec&)>& change) {
            SamplerSpec spec = forward_chain();
            change(spec);
            return error_key(
                [&] { make_problem(experiment_of(three_modes(), process_spec(ProcessKind::vp, 8), {spec}, 100)); });
        };
        CHECK(key([](SamplerSpec&) {}) == "(no error)");
        CHECK(key([](SamplerSpec& s) { s.start = Start::exact; }) == "sampler[0].start");
        CHECK(key([](SamplerSpec& s) { s.start = Start::encoded; }) == "sampler[0].start");
        CHECK(key([](SamplerSpec& s) { s.clip.kind = Clip::Kind::static_; }) == "sampler[0].clip");
        CHECK(key([](SamplerSpec& s) { s.corrector_steps = 1; }) == "sampler[0].corrector_steps");
        CHECK(key([](SamplerSpec& s) { s.exact_denoiser = true; }) == "sampler[0].denoiser");
        CHECK(key([](SamplerSpec& s) { s.convention = Convention::k_diffusion; }) == "sampler[0].kind");
        CHECK_FALSE(is_deterministic(forward_chain())); // no latents
    }
}
