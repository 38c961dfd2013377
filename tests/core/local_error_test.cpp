// Recorded states among the samplers: the first wrong step and its size, and what rounding explains.

#include "tests/core/recorded_author.h"

#include "core/run/trace.h"
#include "core/spec/facts.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// The states of a run's sampler, as paths.csv has them.
RecordedStates recorded_of(const SamplerRun& sampler) {
    RecordedStates states{.particles = sampler.paths.particles,
                          .states = sampler.paths.states,
                          .dim = sampler.paths.dim,
                          .x = sampler.paths.x};
    states.digits = written_digits(states.x);
    return states;
}

double written(double x, const char* format) {
    char text[40];
    std::snprintf(text, sizeof text, format, x);
    return std::strtod(text, nullptr);
}

} // namespace

TEST_SUITE("core/local_error") {
    TEST_CASE("a right sampler, by the paper's formulas, differs nowhere; its states and moments are the file's") {
        const Author author;
        const RecordedStates states = author.run([&](double x, int t, double z) { return author.ddpm(x, t, z); });
        const Run run = authors_run(author, meant_ddpm(), states);
        const LocalErrors& errors = errors_of(run);
        CHECK(errors.against == 1);
        CHECK(errors.first == -1);
        CHECK(errors.wrong == 0);
        CHECK_FALSE(errors.explanation);
        CHECK_FALSE(errors.starts_elsewhere());
        CHECK(errors.of_double);
        REQUIRE(errors.steps.size() == 30);
        for (const LocalErrorAt& at : errors.steps) {
            CHECK(at.largest < 1e-13);
            CHECK(at.rounding < 1e-12); // or a mistake could hide
            CHECK(at.apart < 1e-12);
        }
        const SamplerRun& mine = run.samplers[0];
        CHECK(mine.paths.x == states.x);
        REQUIRE(mine.final_x.rows() == 40);
        double sum = 0;
        for (int p = 0; p < 40; ++p) {
            CHECK(mine.final_x(p, 0) == states.at(p, 30)[0]);
            sum += states.at(p, 30)[0];
        }
        CHECK(mine.moments.back().mean[0] == doctest::Approx(sum / 40));
        CHECK(mine.predicted.empty());
        CHECK(mine.evaluations() == 0);
        CHECK(mine.reverse_steps() == 30);
        const Trace trace = halfstep::trace(*run.problem, 0, 3, {});
        REQUIRE(trace.states.size() == 31);
        CHECK(trace.states[7][0] == states.at(3, 7)[0]);
        CHECK(trace.moves[7].terms.empty());
        CHECK(halfstep::trace(*run.problem, 0, 40, {}).states.empty()); // it has no such particle
    }

    TEST_CASE("one wrong state of one particle: its step is named, with its size; the steps after it are right") {
        const Author author;
        int particle = 0;
        const RecordedStates states = author.run([&](double x, int t, double z) {
            const bool here = particle++ / 30 == 17 && t == 24;
            return author.ddpm(x, t, z) + (here ? 0.0132 : 0);
        });
        const Run run = authors_run(author, meant_ddpm(), states);
        const LocalErrors& errors = errors_of(run);
        CHECK(errors.first == 6); // from t = 24 to 23: the step of index 6, that leads to state 7
        CHECK(errors.wrong == 1);
        const LocalErrorAt& at = errors.steps[6];
        CHECK(at.particle == 17);
        CHECK(at.largest == doctest::Approx(0.0132).epsilon(1e-10));
        CHECK(at.rms == doctest::Approx(0.0132 / std::sqrt(40)).epsilon(1e-10));
        const double step = std::abs(states.at(17, 7)[0] - states.at(17, 6)[0]);
        CHECK(at.share == doctest::Approx(0.0132 / step).epsilon(1e-10));
        CHECK(errors.steps[5].apart < 1e-12);
        CHECK(errors.steps[6].apart == doctest::Approx(0.0132 / std::sqrt(40)).epsilon(1e-10));
        CHECK(errors.steps[12].apart > 1e-4); // it is carried on, and blamed on nobody
        CHECK_FALSE(errors.explanation);
    }

    TEST_CASE("another start is found, and is no wrong step") {
        Author author;
        const Author right;
        author.start[5] += 0.25;
        const RecordedStates states = author.run([&](double x, int t, double z) { return author.ddpm(x, t, z); });
        const Run run = authors_run(right, meant_ddpm(), states);
        const LocalErrors& errors = errors_of(run);
        CHECK(errors.starts_elsewhere());
        CHECK(errors.start_particle == 5);
        CHECK(errors.start_off == doctest::Approx(0.25).epsilon(1e-12));
        CHECK(errors.first == -1);
    }

    TEST_CASE("rounding is that of the file: few digits and single precision raise no alarm, ten times as much does") {
        const Author author;
        const auto right = [&](double x, int t, double z) { return author.ddpm(x, t, z); };
        struct Case {
            const char* format;
            double wrong; ///< more than its last digit
        };
        for (const Case& one : {Case{"%.6f", 1e-4}, Case{"%.7g", 1e-4}, Case{"%.3f", 0.05}, Case{"%.12e", 1e-9}}) {
            CAPTURE(one.format);
            RecordedStates states = author.run(right);
            for (double& x : states.x) x = written(x, one.format);
            states.digits = written_digits(states.x);
            CHECK(errors_of(authors_run(author, meant_ddpm(), states)).first == -1);
            double& x = states.x[10 * 31 + 12];
            x = written(x + one.wrong, one.format);
            CHECK(errors_of(authors_run(author, meant_ddpm(), states)).first == 11);
        }
        RecordedStates states = author.run(
            [&](double x, int t, double z) { return static_cast<double>(static_cast<float>(author.ddpm(x, t, z))); });
        for (double& x : states.x) x = static_cast<double>(static_cast<float>(x));
        states.digits = written_digits(states.x);
        const Run run = authors_run(author, meant_ddpm(), states);
        CHECK(states.digits.single);
        CHECK_FALSE(errors_of(run).of_double);
        CHECK(errors_of(run).first == -1);
        CHECK(errors_of(run).steps[3].rounding < 1e-4);
    }

    TEST_CASE("digits, as they are written") {
        WrittenDigits digits = written_digits({0.5, -12.25, 3e-5});
        CHECK(digits.significant == 4);
        CHECK(digits.decimals == 5);
        CHECK(digits.off(12) == doctest::Approx(0.005)); // the fourth digit
        CHECK(digits.off(0.001) == doctest::Approx(0.5e-5).epsilon(1e-9));
        digits = written_digits({1.0 / 3, 2.0 / 7});
        CHECK(digits.significant >= 16);
        CHECK_FALSE(digits.single);
        CHECK(digits.of_double());
        digits = written_digits({static_cast<double>(1.0f / 3), static_cast<double>(0.1f)});
        CHECK(digits.single);
        CHECK(digits.off(1) == 0);
    }

    TEST_CASE("every sampler's own states, in either precision and dimension, are its own") {
        for (const Precision precision : {Precision::double_, Precision::single})
            for (const int dim : {1, 2})
                for (const ProcessKind kind : all_processes) {
                    SamplerSpec churned = sampler_of(SamplerKind::heun), clipped = sampler_of(SamplerKind::ddim, 0.5);
                    churned.churn.s_churn = 2;
                    churned.corrector_steps = 1;
                    clipped.clip = {.kind = Clip::Kind::static_, .range = 0.8};
                    std::vector<SamplerSpec> specs = {sampler_of(SamplerKind::ddim), ddpm_of(Variance::large, true),
                                                      churned, clipped, sampler_of(SamplerKind::dpm_solver)};
                    const Target target = dim == 1 ? three_modes() : plane_modes();
                    for (std::size_t i = 0; i < specs.size(); ++i) specs[i].name = "s" + std::to_string(i);
                    Experiment experiment = experiment_of(target, process_spec(kind, 12), specs, 100, precision);
                    const Run ours = simulate(experiment, unmeasured(1));
                    for (const SamplerRun& sampler : ours.samplers) {
                        CAPTURE(sampler.spec().name);
                        CAPTURE(name_of(kind));
                        CAPTURE(dim);
                        CAPTURE(name_of(precision));
                        SamplerSpec mine = sampler_of(SamplerKind::recorded);
                        mine.name = "mine";
                        mine.recorded = std::make_shared<const RecordedStates>(recorded_of(sampler));
                        mine.against = sampler.spec().name;
                        experiment.samplers = {sampler.spec(), mine};
                        const Run run = simulate(experiment, unmeasured(1));
                        const LocalErrors& errors = *run.samplers[1].local_errors;
                        CHECK(errors.first == -1);
                        CHECK_FALSE(errors.starts_elsewhere());
                        CHECK(errors.steps.back().apart == 0);
                        CHECK(run.samplers[1].moments.back().mean == run.samplers[0].moments.back().mean);
                    }
                }
    }

    TEST_CASE("what fits no sampler is refused by its key") {
        const Author author;
        RecordedStates states = author.run([&](double x, int t, double z) { return author.ddpm(x, t, z); });
        std::string message;
        const auto key_of = [&](const Experiment& experiment) {
            return error_key([&] { make_problem(experiment); }, &message);
        };
        Experiment experiment = experiment_for(author, meant_ddpm(), states);
        experiment.samplers[0].against = "DDIM";
        CHECK(key_of(experiment) == "sampler[0].against");
        CHECK(message.find("allowed: \"DDPM\"") != std::string::npos);
        experiment.samplers[0].against.clear();
        CHECK(key_of(experiment) == "(no error)");
        experiment.process.steps = 29;
        CHECK(key_of(experiment) == "sampler[0].file");
        CHECK(message.find("31 states") != std::string::npos);
        CHECK(message.find("allowed: 30 (DDPM)") != std::string::npos);
        experiment.samplers[0].recorded = {};
        CHECK(key_of(experiment) == "sampler[0].file");
        experiment = experiment_for(author, meant_ddpm(), states);
        experiment.samplers.pop_back();
        CHECK(key_of(experiment) == "sampler[0].kind");
        for (int t = 30; t >= 0; --t) states.t.push_back(t);
        for (int i = 0; i <= 30; ++i) states.lines.push_back(i + 2);
        states.file = "mine.csv";
        CHECK(key_of(experiment_for(author, meant_ddpm(), states)) == "(no error)");
        states.t[7] = 22;
        CHECK(key_of(experiment_for(author, meant_ddpm(), states)) == "sampler[0].file");
        CHECK(message == "mine.csv:9: step 7 has t = 22, and DDPM is at t = 23 then; allowed: that, or no column t");
        SamplerSpec forward = sampler_of(SamplerKind::forward);
        forward.name = "Forward";
        CHECK(key_of(experiment_for(author, forward, states)) == "sampler[0].kind");
    }
}
