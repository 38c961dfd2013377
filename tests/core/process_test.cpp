// The forward process: levels in closed form, and the algebra of moves between them.

#include "core/process/process.h"

#include "tests/core/helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Process process_of_kind(ProcessKind kind, int T) { return make_process({kind, T, {}}); }

} // namespace

TEST_SUITE("core/process") {
    TEST_CASE("vp: a^2 = alpha_bar, b^2 = 1 - alpha_bar, t counts steps") {
        const ScheduleSpec spec{ScheduleKind::scaled_linear, 1e-3, 0.3, {}};
        const Process process = make_process({ProcessKind::vp, 30, spec});
        const Schedule schedule = make_schedule(spec, 30);
        REQUIRE(process.steps() == 30);
        REQUIRE(process.levels.size() == 31);
        for (int t = 0; t <= 30; ++t) {
            const Level& level = process.levels[t];
            CHECK(level.t == t);
            CHECK(level.a * level.a == doctest::Approx(schedule.alpha_bar[t]).epsilon(1e-14));
            CHECK(std::abs(level.a * level.a + level.b * level.b - 1) < 1e-15);
            CHECK(process.schedule.beta[t] == schedule.beta[t]);
        }
        CHECK(process.levels[0].a == 1);
        CHECK(process.levels[0].b == 0);
    }

    TEST_CASE("ve and flow: closed forms on t = k/T, and the VP chain that they are equal to") {
        for (const int T : {1, 3, 100}) {
            const Process ve = process_of_kind(ProcessKind::ve, T), flow = process_of_kind(ProcessKind::flow, T);
            REQUIRE(ve.steps() == T);
            REQUIRE(flow.steps() == T);
            for (int k = 0; k <= T; ++k) {
                const double t = static_cast<double>(k) / T;
                CHECK(ve.levels[k].t == t);
                CHECK(ve.levels[k].a == 1);
                CHECK(ve.levels[k].b == std::sqrt(t));
                CHECK(flow.levels[k].t == t);
                CHECK(flow.levels[k].a == doctest::Approx(1 - t).epsilon(1e-15));
                CHECK(flow.levels[k].b == t);
                // The map of VE time to the chain: abar = 1 / (1 + t); of flow: (1 - t)^2 / ((1 - t)^2 + t^2).
                CHECK(ve.schedule.alpha_bar[k] == doctest::Approx(1 / (1 + t)).epsilon(1e-14));
                const double flow_abar = (1 - t) * (1 - t) / ((1 - t) * (1 - t) + t * t);
                CHECK(std::abs(flow.schedule.alpha_bar[k] - flow_abar) < 1e-15);
            }
            CHECK(flow.levels[T].a == 0); // no signal is left
            CHECK(flow.schedule.alpha_bar[T] == 0);
            for (const Process* process : {&ve, &flow}) {
                REQUIRE(process->schedule.steps() == T);
                for (int t = 1; t <= T; ++t) {
                    const Schedule& s = process->schedule;
                    CHECK(std::abs(s.alpha[t] * s.alpha_bar[t - 1] - s.alpha_bar[t]) < 1e-15);
                    CHECK(std::abs(s.alpha[t] + s.beta[t] - 1) < 1e-15);
                    CHECK(s.beta[t] > 0);
                }
            }
        }
    }

    TEST_CASE("transition: neighbours on the VP chain give sqrt(alpha), beta and beta_tilde") {
        for (const ScheduleKind kind : {ScheduleKind::linear, ScheduleKind::cosine}) {
            const Process process = make_process({ProcessKind::vp, 50, {kind, 1e-3, 0.2, {}}});
            Worst worst;
            for (int t = 1; t <= 50; ++t) {
                const Transition move = transition(process.levels[t], process.levels[t - 1]);
                const std::string place = "t = " + std::to_string(t);
                worst.absolute(move.A, std::sqrt(process.schedule.alpha[t]), place);
                worst.absolute(move.B, process.schedule.beta[t], place);
                worst.absolute(move.beta_tilde, process.schedule.posterior_variance(t), place);
            }
            CHECK_WORST(worst, 1e-12); // 1 - alpha_bar near the data magnifies the last bits
        }
    }

    TEST_CASE("transition: closed forms on ve and flow") {
        const int T = 40;
        const double dt = 1.0 / T;
        const Process ve = process_of_kind(ProcessKind::ve, T), flow = process_of_kind(ProcessKind::flow, T);
        for (int k = 1; k <= T; ++k) {
            const double t = k * dt, s = (k - 1) * dt;
            const Transition v = transition(ve.levels[k], ve.levels[k - 1]);
            CHECK(v.A == 1);
            CHECK(v.B == doctest::Approx(dt).epsilon(1e-13));
            CHECK(std::abs(v.beta_tilde - s * dt / t) < 1e-15);
            const Transition f = transition(flow.levels[k], flow.levels[k - 1]);
            const double A = (1 - t) / (1 - s);
            CHECK(std::abs(f.A - A) < 1e-14);
            CHECK(std::abs(f.B - (t * t - A * A * s * s)) < 1e-14);
        }
        const Transition last = transition(flow.levels[T], flow.levels[T - 1]);
        CHECK(last.A == 0);
        CHECK(last.B == 1);
    }

    TEST_CASE("two forward moves make one: A multiplies, B adds up") {
        for (const ProcessKind kind : {ProcessKind::vp, ProcessKind::ve, ProcessKind::flow}) {
            const Process process = make_process({kind, 30, {ScheduleKind::linear, 0.01, 0.3, {}}});
            for (int t = 3; t <= 30; t += 3) {
                for (int s = 2; s < t; ++s) {
                    for (int u = 1; u < s; ++u) {
                        const Transition ts = transition(process.levels[t], process.levels[s]);
                        const Transition su = transition(process.levels[s], process.levels[u]);
                        const Transition tu = transition(process.levels[t], process.levels[u]);
                        CHECK(std::abs(tu.A - ts.A * su.A) < 1e-14);
                        CHECK(std::abs(tu.B - (ts.B + ts.A * ts.A * su.B)) < 1e-14);
                    }
                }
            }
        }
    }

    TEST_CASE("beta_tilde is the variance left of x_s when x_t and x0 are known") {
        for (const ProcessKind kind : {ProcessKind::vp, ProcessKind::ve, ProcessKind::flow}) {
            const Process process = make_process({kind, 20, {ScheduleKind::cosine, 0, 0, {}}});
            for (int t = 2; t <= 20; ++t) {
                const Level &from = process.levels[t], &to = process.levels[t - 1];
                const Transition move = transition(from, to);
                // Precisions add: 1/b_s^2 from x0, A^2/B from x_t.
                const double precision = 1 / (to.b * to.b) + move.A * move.A / move.B;
                CHECK(move.beta_tilde == doctest::Approx(1 / precision).epsilon(1e-11));
            }
            CHECK(transition(process.levels[1], process.levels[0]).beta_tilde == 0);
            CHECK(transition(process.levels[20], process.levels[0]).beta_tilde == 0);
        }
    }

    TEST_CASE("an impossible schedule is reported, an unused one is not") {
        const ScheduleSpec bad{ScheduleKind::linear, 1e-4, 2.0, {}};
        CHECK(error_key([&] { make_process({ProcessKind::vp, 10, bad}); }) == "process.beta_end");
        CHECK(error_key([&] { make_process({ProcessKind::ve, 10, bad}); }) == "(no error)");
        CHECK(error_key([&] { make_process({ProcessKind::flow, 10, bad}); }) == "(no error)");
    }
}
