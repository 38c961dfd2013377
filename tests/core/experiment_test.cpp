// make_problem(): the first impossible value of an experiment, by the key that a scene file knows it by.

#include "core/run/problem.h"

#include "tests/core/helpers.h"

#include <functional>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Experiment usual() {
    Experiment experiment;
    experiment.samplers.resize(2);
    return experiment;
}

std::string refused_key(const std::function<void(Experiment&)>& change, std::string* message = nullptr) {
    Experiment experiment = usual();
    change(experiment);
    return error_key([&] { make_problem(experiment); }, message);
}

} // namespace

TEST_SUITE("core/experiment") {
    TEST_CASE("the defaults can be run, and so can each kind of process, target and sampler") {
        CHECK(refused_key([](Experiment&) {}) == "(no error)");
        for (const ProcessKind process : {ProcessKind::vp, ProcessKind::ve, ProcessKind::flow}) {
            CHECK(refused_key([&](Experiment& e) { e.process.kind = process; }) == "(no error)");
        }
        for (const TargetKind target : {TargetKind::gaussian, TargetKind::ring, TargetKind::grid}) {
            CHECK(refused_key([&](Experiment& e) { e.target.kind = target; }) == "(no error)");
        }
        for (const SamplerKind sampler :
             {SamplerKind::ddim, SamplerKind::ddpm, SamplerKind::mean_only, SamplerKind::half_step,
              SamplerKind::naive_inverse, SamplerKind::forward, SamplerKind::true_reverse}) {
            CHECK(refused_key([&](Experiment& e) { e.samplers[1].kind = sampler; }) == "(no error)");
        }
    }

    TEST_CASE("process") {
        for (const int bad : {0, -1, Limits::max_steps + 1}) {
            CHECK(refused_key([&](Experiment& e) { e.process.steps = bad; }) == "process.steps");
        }
        CHECK(refused_key([](Experiment& e) { e.process.steps = 1; }) == "(no error)");
        const auto vp = [](const std::function<void(ScheduleSpec&)>& change) {
            return refused_key([&](Experiment& e) {
                e.process.kind = ProcessKind::vp;
                change(e.process.schedule);
            });
        };
        for (const double bad : {0.0, -0.1, 1.0, not_a_number}) {
            CHECK(vp([&](ScheduleSpec& s) { s.beta_start = bad; }) == "process.beta_start");
            CHECK(vp([&](ScheduleSpec& s) { s.beta_end = bad; }) == "process.beta_end");
        }
        CHECK(vp([](ScheduleSpec& s) { s.kind = ScheduleKind::custom; }) == "process.alpha_bar");
        CHECK(vp([](ScheduleSpec& s) {
                  s.kind = ScheduleKind::custom;
                  s.alpha_bar.assign(100, 0.5);
              }) == "process.alpha_bar");
    }

    TEST_CASE("run") {
        for (const std::int64_t bad : {std::int64_t{0}, std::int64_t{-5}, Limits::max_particles + 1}) {
            CHECK(refused_key([&](Experiment& e) { e.run.particles = bad; }) == "run.particles");
        }
        CHECK(refused_key([](Experiment& e) { e.run.particles = 1; }) == "(no error)");
        CHECK(refused_key([](Experiment& e) { e.run.seed = Limits::max_seed; }) == "(no error)");
        CHECK(refused_key([](Experiment& e) { e.run.seed = Limits::max_seed + 1; }) == "run.seed");
    }

    TEST_CASE("target") {
        CHECK(refused_key([&](Experiment& e) { e.target.sigma = not_a_number; }) == "target.sigma");
        CHECK(refused_key([](Experiment& e) { e.target.sigma = -0.2; }) == "target.sigma");
        CHECK(refused_key([](Experiment& e) { e.target.mean = {}; }) == "target.mean");
        CHECK(refused_key([](Experiment& e) { e.target.kind = TargetKind::mixture; }) == "target.component");
    }

    TEST_CASE("samplers: by their place in the list") {
        CHECK(refused_key([](Experiment& e) { e.samplers.clear(); }) == "sampler");
        CHECK(refused_key([](Experiment& e) { e.samplers.resize(Limits::max_samplers + 1); }) == "sampler");
        CHECK(refused_key([](Experiment& e) { e.samplers.resize(Limits::max_samplers); }) == "(no error)");
        for (std::size_t i : {0u, 1u}) {
            const std::string place = "sampler[" + std::to_string(i) + "].";
            std::string message;
            CHECK(refused_key([&](Experiment& e) { e.samplers[i].eta = 1.5; }, &message) == place + "eta");
            CHECK(message.find("1.41421") != std::string::npos); // sqrt(2), the most that the VE chain allows
            CHECK(refused_key([&](Experiment& e) { e.samplers[i].eta = not_a_number; }) == place + "eta");
            CHECK(refused_key([&](Experiment& e) { e.samplers[i].steps = 101; }, &message) == place + "steps");
            CHECK(message.find("100") != std::string::npos);
            CHECK(refused_key([&](Experiment& e) {
                      e.samplers[i].steps = 0;
                      e.samplers[i].spacing = Spacing::trailing;
                  }) == place + "steps");
            CHECK(refused_key([&](Experiment& e) {
                      e.samplers[i].kind = SamplerKind::ddpm;
                      e.samplers[i].variance = Variance::learned;
                      e.samplers[i].v = 1.5;
                  }) == place + "v");
            CHECK(refused_key([&](Experiment& e) {
                      e.target.kind = TargetKind::ring;
                      e.samplers[i].kind = SamplerKind::true_reverse;
                  }) == place + "kind");
        }
    }

    TEST_CASE("messages say what is allowed") {
        for (const auto& change : std::vector<std::function<void(Experiment&)>>{
                 [](Experiment& e) { e.process.steps = 0; }, [](Experiment& e) { e.run.particles = 0; },
                 [](Experiment& e) { e.samplers.clear(); }, [](Experiment& e) { e.target.sigma = 0; },
                 [](Experiment& e) { e.samplers[0].eta = -1; }, [](Experiment& e) { e.samplers[0].steps = 7; }}) {
            std::string message;
            CHECK(refused_key(change, &message) != "(no error)");
            CHECK(message.find("allowed") != std::string::npos);
        }
    }

    TEST_CASE("equal experiments are equal, and any change shows") {
        CHECK(usual() == usual());
        for (const auto& change : std::vector<std::function<void(Experiment&)>>{
                 [](Experiment& e) { e.title = "x"; }, [](Experiment& e) { e.target.sigma = 0.3; },
                 [](Experiment& e) { e.process.schedule.beta_end = 0.03; },
                 [](Experiment& e) { e.samplers[1].eta = 0.1; }, [](Experiment& e) { e.run.seed = 8; },
                 [](Experiment& e) { e.run.precision = Precision::double_; }}) {
            Experiment changed = usual();
            change(changed);
            CHECK_FALSE(changed == usual());
        }
    }
}
