// The rows of core/spec, and every value of every enumeration by them: what has a row is read, named and simulated.

#include "core/law/catalog.h"
#include "core/run/simulate.h"
#include "core/spec/facts.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <string>

using namespace halfstep;

namespace {

/// Rows stand in the order of the enumeration, which is how they are found, and none says what another one says.
template <class Enum>
void check_facts() {
    std::set<std::string> spellings, labels;
    int i = 0;
    for (const Fact<Enum>& row : facts<Enum>()) {
        CAPTURE(row.spelling);
        CHECK(static_cast<int>(row.value) == i++);
        CHECK(parse_name<Enum>(row.spelling) == row.value);
        CHECK(name_of(row.value) == std::string(row.spelling));
        CHECK(spellings.insert(row.spelling).second);
        CHECK(labels.insert(row.label).second);
        CHECK(std::string(row.tip).size() > 5);
        CHECK(std::string(".?").find(std::string(row.tip).back()) != std::string::npos);
        CHECK(std::string(row.tip).find("  ") == std::string::npos);
    }
    CHECK(!parse_name<Enum>("nothing of the kind"));
}

/// Conditions name keys of the same table that are read first; numbers say what is allowed.
template <class Spec>
void check_keys() {
    std::set<std::string> names;
    for (const KeyFact<Spec>& key : keys<Spec>()) {
        CAPTURE(key.name);
        CHECK(names.insert(key.name).second);
        CHECK(std::string(key.tip).back() == '.');
        for (const Condition<Spec>& condition : key.when) {
            if (!condition.key) continue;
            const KeyFact<Spec>* other = find_key<Spec>(condition.key);
            REQUIRE(other);
            CHECK(other->decides);
        }
        const bool whole = std::holds_alternative<int& (*)(Spec&)>(key.place) ||
                           std::holds_alternative<std::int64_t& (*)(Spec&)>(key.place) ||
                           std::holds_alternative<std::uint64_t& (*)(Spec&)>(key.place) ||
                           std::holds_alternative<std::optional<int>& (*)(Spec&)>(key.place);
        const bool says_itself =
            std::holds_alternative<Named<Spec>>(key.place) || std::holds_alternative<bool& (*)(Spec&)>(key.place);
        if (whole)
            CHECK((key.whole_in || key.whole.lo < key.whole.hi));
        else if (!says_itself)
            CHECK(*key.allowed);
        CHECK(key.slider.lo < key.slider.hi);
        CHECK((!key.slider.log || key.slider.lo > 0));
    }
}

Experiment small_experiment(SamplerKind kind) {
    Experiment experiment;
    experiment.target.mean = {0.5};
    experiment.target.sigma = 0.4;
    experiment.process.kind = ProcessKind::vp;
    experiment.process.steps = 12;
    experiment.process.schedule.beta_end = 0.3;
    SamplerSpec& sampler = experiment.samplers.emplace_back();
    sampler.kind = kind;
    if (fact(kind).asks_denoiser) sampler.start = Start::exact;
    experiment.run.particles = 20'000;
    experiment.run.precision = Precision::double_;
    return experiment;
}

Run quick(const Experiment& experiment) {
    SimulateOptions options;
    options.threads = 1;
    options.measures = {};
    return simulate(experiment, options);
}

} // namespace

TEST_SUITE("core/facts") {
    TEST_CASE("every enumeration has its rows, in order and each once") {
        check_facts<TargetKind>();
        check_facts<DenoiserKind>();
        check_facts<DenoiserError>();
        check_facts<Prediction>();
        check_facts<Preconditioning>();
        check_facts<Embedding>();
        check_facts<LearningRate>();
        check_facts<Times>();
        check_facts<ProcessKind>();
        check_facts<ScheduleKind>();
        check_facts<Grid>();
        check_facts<SamplerKind>();
        check_facts<Spacing>();
        check_facts<Variance>();
        check_facts<Start>();
        check_facts<Inversion>();
        check_facts<Convention>();
        check_facts<Clip::Kind>();
        check_facts<Precision>();
    }

    TEST_CASE("every table has its keys, and every condition a key that decides it") {
        check_keys<TargetSpec>();
        check_keys<ComponentSpec>();
        check_keys<BoxSpec>();
        check_keys<DenoiserSpec>();
        check_keys<TrainingSpec>();
        check_keys<ProcessSpec>();
        check_keys<SamplerSpec>();
        check_keys<LatentsSpec>();
        check_keys<RunSpec>();
    }

    TEST_CASE("every key that a kind of target, a schedule or a grid lists is a key of its table") {
        for (const Fact<TargetKind>& row : facts<TargetKind>())
            for (const KindKey& key : row.keys)
                if (key.name) CHECK(find_key<TargetSpec>(key.name));
        for (const Fact<ScheduleKind>& row : facts<ScheduleKind>())
            for (const KindKey& key : row.keys)
                if (key.name) CHECK(find_key<ProcessSpec>(key.name));
        for (const Fact<Grid>& row : facts<Grid>())
            for (const KindKey& key : row.keys)
                if (key.name) CHECK(find_key<ProcessSpec>(key.name));
    }

    // Significance: |z| < 5 of two moments of eleven samplers, 20,000 particles: a false alarm in 10^5.
    TEST_CASE("every sampler arrives where its closed form says") {
        for (const Fact<SamplerKind>& row : facts<SamplerKind>()) {
            if (row.from_file) continue; // local_error_test.cpp
            CAPTURE(row.spelling);
            const Run run = quick(small_experiment(row.value));
            REQUIRE(run.complete);
            const SamplerRun& sampler = run.samplers[0];
            REQUIRE(sampler.predicted.size() == sampler.moments.size());
            const double N = static_cast<double>(run.particles);
            const double mean = sampler.moments.back().mean[0], variance = sampler.moments.back().cov(0, 0);
            const double predicted = sampler.predicted.back().cov(0, 0);
            CHECK(std::abs(mean - sampler.predicted.back().mean[0]) < 5 * std::sqrt(predicted / N) + 1e-12);
            CHECK(std::abs(variance - predicted) < 5 * predicted * std::sqrt(2 / N) + 1e-12);
        }
    }

    TEST_CASE("every schedule and grid loses signal at every level") {
        Experiment experiment = small_experiment(SamplerKind::ddim);
        for (const Fact<ScheduleKind>& row : facts<ScheduleKind>()) {
            CAPTURE(row.spelling);
            experiment.process.steps = 50; // linear-1000 needs more than 20
            experiment.process.schedule = {};
            experiment.process.schedule.kind = row.value;
            if (row.value == ScheduleKind::custom) experiment.process.schedule.points = {{0, 9}, {0.5, 0}, {1, -9}};
            const Process process = make_process(experiment.process);
            for (int k = 1; k <= process.steps(); ++k) {
                CHECK(process.levels[k].a < process.levels[k - 1].a);
                CHECK(std::abs(std::hypot(process.levels[k].a, process.levels[k].b) - 1) < 1e-12);
            }
            CHECK((process.levels.back().a == 0) == row.ends_at_zero);
        }
        for (const Fact<Grid>& row : facts<Grid>()) {
            CAPTURE(row.spelling);
            ProcessSpec spec;
            spec.kind = ProcessKind::ve;
            spec.steps = 20;
            spec.grid = row.value;
            spec.rho = usual_rho(row.value);
            const Process process = make_process(spec);
            for (int k = 1; k <= process.steps(); ++k) CHECK(process.levels[k].b > process.levels[k - 1].b);
            CHECK(std::abs(process.levels.back().b - 1) < 1e-12); // sigma_max
        }
    }

    TEST_CASE("every spacing visits levels that rise, within the process") {
        Experiment experiment = small_experiment(SamplerKind::ddim);
        experiment.process.steps = 100;
        for (const Fact<Spacing>& row : facts<Spacing>()) {
            CAPTURE(row.spelling);
            SamplerSpec& sampler = experiment.samplers[0];
            sampler.spacing = row.value;
            sampler.steps = row.value == Spacing::all ? std::nullopt : std::optional(5);
            const Process process = make_process(experiment.process);
            const std::vector<TimestepPair> visited = timestep_pairs(sampler, process, make_target(experiment.target));
            CHECK(static_cast<int>(visited.size()) == (row.value == Spacing::all ? 100 : 5));
            for (const TimestepPair& pair : visited) {
                CHECK(pair.t <= 100);
                CHECK(pair.s >= 0);
                CHECK(pair.s < pair.t);
            }
        }
    }

    TEST_CASE("every target is a law: weights of 1, and its own samples have its mean and spread") {
        for (const Fact<TargetKind>& row : facts<TargetKind>()) {
            CAPTURE(row.spelling);
            TargetSpec spec = usual_target(row.value);
            if (row.value == TargetKind::mixture) spec.components = {{1, {-1}, 0.2, {}}, {2, {1}, 0.3, {}}};
            if (row.value == TargetKind::uniform) spec.boxes = {{1, {-1}, {0.5}}};
            if (row.value == TargetKind::points) spec.points = {0, 1, 2, -1};
            const Target target = make_target(spec);
            CHECK(target.dim() == dimension(spec));
            double total = 0;
            for (const Component& c : target.components) total += c.weight;
            CHECK(std::abs(total - 1) < 1e-12);
            Block<double> x(20'000, target.dim());
            sample(target, 3, Stream::data, 0, x);
            const Vec want = target.mean();
            const Mat cov = target.cov();
            for (int c = 0; c < target.dim(); ++c) { // |z| < 5
                const double mean = x.col(c).mean();
                CHECK(std::abs(mean - want[c]) < 5 * std::sqrt(cov(c, c) / 20'000));
            }
        }
    }

    TEST_CASE("every denoiser runs, and only the exact one has no error") {
        for (const Fact<DenoiserError>& row : facts<DenoiserError>()) {
            CAPTURE(row.spelling);
            Experiment experiment = small_experiment(SamplerKind::ddim);
            experiment.run.particles = 500;
            const double exact = quick(experiment).samplers[0].moments.back().mean[0];
            experiment.denoiser.kind = DenoiserKind::perturbed;
            experiment.denoiser.error = row.value;
            experiment.denoiser.scale = 0.3;
            const Run run = quick(experiment);
            REQUIRE(run.complete);
            CHECK(std::isfinite(run.samplers[0].moments.back().mean[0]));
            CHECK(run.samplers[0].moments.back().mean[0] != exact);
        }
    }
}
