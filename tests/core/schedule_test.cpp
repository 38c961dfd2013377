// Schedules against the tables that other libraries wrote, the closed forms that define them, and impossible values.

#include "core/schedule.h"

#include "tests/core/helpers.h"

#include <map>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const std::map<std::string, ScheduleKind> kinds = {
    {"linear", ScheduleKind::linear},   {"linear_abs", ScheduleKind::linear},
    {"cosine", ScheduleKind::cosine},   {"scaled_linear", ScheduleKind::scaled_linear},
    {"sigmoid", ScheduleKind::sigmoid}, {"const", ScheduleKind::constant},
};

Schedule scheduled(ScheduleKind kind, double beta_start, double beta_end, int T) {
    return make_schedule({kind, beta_start, beta_end, {}}, T);
}

/// Zero terminal signal: sqrt(alpha_bar) shifted and stretched so that the last is 0 and the first stays [Lin et al.
/// 2024].
std::vector<double> without_terminal_signal(std::vector<double> alpha_bar) {
    const double first = std::sqrt(alpha_bar.front()), last = std::sqrt(alpha_bar.back());
    for (double& value : alpha_bar) {
        const double root = (std::sqrt(value) - last) * first / (first - last);
        value = root * root;
    }
    return alpha_bar;
}

Schedule schedule_of(const Table::Row& row) {
    const std::string& name = row.text("schedule");
    const int T = row.integer("T");
    if (name == "scaled_linear+zero_snr") {
        Schedule plain = scheduled(ScheduleKind::scaled_linear, row.number("beta_start"), row.number("beta_end"), T);
        const std::vector<double> alpha_bar(plain.alpha_bar.begin() + 1, plain.alpha_bar.end());
        return make_schedule({ScheduleKind::custom, 0, 0, without_terminal_signal(alpha_bar)}, T);
    }
    const bool named_ends = row.has("beta_start");
    return scheduled(kinds.at(name), named_ends ? row.number("beta_start") : 1e-4,
                     named_ends ? row.number("beta_end") : 0.02, T);
}

void compare_with(const std::string& file) {
    const Table table(file);
    Worst beta, alpha_bar, coefficients, log_variance;
    for (const auto& row : table) {
        const Schedule schedule = schedule_of(row);
        const int t = row.integer("i") + 1;
        const std::string place = row.text("schedule") + " T=" + row.text("T") + " i=" + row.text("i");
        REQUIRE(schedule.steps() == row.integer("T"));
        beta.absolute(schedule.beta[t], row.number("beta"), place);
        beta.absolute(schedule.alpha[t], 1 - row.number("beta"), place);
        alpha_bar.absolute(schedule.alpha_bar[t], row.number("abar"), place);
        coefficients.absolute(schedule.posterior_variance(t), row.number("post_var"), place);
        coefficients.absolute(schedule.coef_x0(t), row.number("coef_x0"), place);
        coefficients.absolute(schedule.coef_xt(t), row.number("coef_xt"), place);
        // The table's logarithm replaces entry 0, whose variance is 0, by entry 1.
        log_variance.absolute(std::log(schedule.posterior_variance(std::max(t, 2))), row.number("post_logvar_clipped"),
                              place);
    }
    CHECK_WORST(beta, 1e-13);
    CHECK_WORST(alpha_bar, 1e-13);
    // The coefficients divide by 1 - alpha_bar, 1e-4 near the data: the last bits of alpha_bar come back magnified by
    // 1e4.
    CHECK_WORST(coefficients, 1e-12);
    CHECK_WORST(log_variance, 2e-12);
}

} // namespace

TEST_SUITE("core/schedule") {
    TEST_CASE("tables of 24 steps agree with the libraries") { compare_with("schedules_small.csv"); }
    TEST_CASE("tables of 1000 steps agree with the libraries") { compare_with("schedules_T1000.csv"); }

    TEST_CASE("a custom alpha_bar reproduces the schedule that it came from") {
        const Table table("schedules_small.csv");
        std::map<std::string, std::vector<double>> alpha_bars, betas;
        for (const auto& row : table) {
            alpha_bars[row.text("schedule")].push_back(row.number("abar"));
            betas[row.text("schedule")].push_back(row.number("beta"));
        }
        Worst worst;
        for (const auto& [name, alpha_bar] : alpha_bars) {
            const Schedule schedule = make_schedule({ScheduleKind::custom, 0, 0, alpha_bar}, 24);
            for (int t = 1; t <= 24; ++t) {
                CHECK(schedule.alpha_bar[t] == alpha_bar[t - 1]);
                worst.absolute(schedule.beta[t], betas.at(name)[t - 1], name);
                worst.absolute(schedule.alpha[t] + schedule.beta[t], 1, name);
            }
        }
        CHECK_WORST(worst, 1e-13);
    }

    TEST_CASE("conventions at the two ends, and what follows from the definitions") {
        for (const auto& [key, kind] : kinds) {
            const std::string name = key; // clang before 16 cannot capture a structured binding
            for (const int T : {1, 2, 7, 1000}) {
                const Schedule schedule = scheduled(kind, 1e-4, 0.02, T);
                CAPTURE(name);
                REQUIRE(schedule.steps() == T);
                REQUIRE(schedule.beta.size() == static_cast<std::size_t>(T) + 1);
                REQUIRE(schedule.alpha.size() == static_cast<std::size_t>(T) + 1);
                CHECK(schedule.alpha_bar[0] == 1);
                CHECK(schedule.beta[0] == 0);
                CHECK(schedule.snr(0) == infinity);
                CHECK(schedule.posterior_variance(1) == 0);
                CHECK(schedule.coef_x0(1) == doctest::Approx(1).epsilon(1e-11));
                CHECK(schedule.coef_xt(1) == 0);
                Worst worst;
                for (int t = 1; t <= T; ++t) {
                    const double alpha_bar = schedule.alpha_bar[t], before = schedule.alpha_bar[t - 1];
                    CHECK(alpha_bar < before);
                    CHECK(alpha_bar > 0);
                    worst.relative(schedule.alpha[t], alpha_bar / before, name);
                    worst.relative(schedule.snr(t), alpha_bar / (1 - alpha_bar), name);
                    // The variance of q(x_{t-1} | x_t, x0) by adding precisions: alpha_t / beta_t + 1 / (1 -
                    // alpha_bar_{t-1}).
                    if (t > 1) {
                        const double precision = schedule.alpha[t] / schedule.beta[t] + 1 / (1 - before);
                        worst.relative(schedule.posterior_variance(t), 1 / precision, name);
                    }
                }
                CHECK_WORST(worst, 1e-11);
            }
        }
    }

    TEST_CASE("closed forms") {
        // "10^-4.394": the signal that is left of the linear schedule of a thousand steps [Ho et al. 2020].
        CHECK(scheduled(ScheduleKind::linear, 1e-4, 0.02, 1000).alpha_bar[1000] ==
              doctest::Approx(4.0358e-5).epsilon(1e-4));
        CHECK(scheduled(ScheduleKind::cosine, 0, 0, 1000).alpha_bar[1000] == doctest::Approx(2.43e-9).epsilon(1e-2));
        const Schedule constant = scheduled(ScheduleKind::constant, 0.5, 0.25, 10);
        for (int t = 1; t <= 10; ++t) {
            CHECK(constant.alpha_bar[t] == doctest::Approx(std::pow(0.75, t)).epsilon(1e-14));
        }
        // Where the cap of 0.999 does not bind, the cosine's product telescopes to f(t/T) / f(0).
        const Schedule cosine = scheduled(ScheduleKind::cosine, 0, 0, 100);
        const auto f = [](double u) { return std::pow(std::cos((u + 0.008) / 1.008 * pi / 2), 2); };
        for (int t = 1; t < 100; ++t) {
            CHECK(cosine.alpha_bar[t] == doctest::Approx(f(t / 100.0) / f(0)).epsilon(1e-12));
        }
        CHECK(cosine.beta[100] == 0.999);
    }

    TEST_CASE("impossible values name their key") {
        const auto key = [](ScheduleKind kind, double first, double last) {
            return error_key([&] { scheduled(kind, first, last, 10); });
        };
        for (const ScheduleKind kind : {ScheduleKind::linear, ScheduleKind::scaled_linear, ScheduleKind::sigmoid}) {
            for (const double bad : {0.0, -1e-4, 1.0, 1.5, not_a_number, infinity}) {
                CHECK(key(kind, bad, 0.02) == "process.beta_start");
                CHECK(key(kind, 1e-4, bad) == "process.beta_end");
            }
            CHECK(key(kind, 0.02, 1e-4) == "(no error)"); // falling is unusual, not impossible
        }
        CHECK(key(ScheduleKind::constant, not_a_number, 1.0) == "process.beta_end");
        CHECK(key(ScheduleKind::constant, not_a_number, 0.5) == "(no error)"); // beta_start has no say here
        CHECK(key(ScheduleKind::cosine, not_a_number, not_a_number) == "(no error)");

        const auto custom = [](std::vector<double> alpha_bar) {
            return error_key([&] { make_schedule({ScheduleKind::custom, 1e-4, 0.02, alpha_bar}, 3); });
        };
        CHECK(custom({0.9, 0.5, 0.1}) == "(no error)");
        CHECK(custom({0.9, 0.5, 0.0}) == "(no error)"); // no signal left at T: allowed
        CHECK(custom({}) == "process.alpha_bar");
        CHECK(custom({0.9, 0.5}) == "process.alpha_bar");
        CHECK(custom({0.9, 0.5, 0.1, 0.05}) == "process.alpha_bar");
        CHECK(custom({0.9, 0.9, 0.1}) == "process.alpha_bar");
        CHECK(custom({0.5, 0.9, 0.1}) == "process.alpha_bar");
        CHECK(custom({1.0, 0.5, 0.1}) == "process.alpha_bar");
        CHECK(custom({1.1, 0.5, 0.1}) == "process.alpha_bar");
        CHECK(custom({0.9, 0.5, -0.1}) == "process.alpha_bar");
        CHECK(custom({0.9, 0.0, 0.0}) == "process.alpha_bar");
        CHECK(custom({0.9, not_a_number, 0.1}) == "process.alpha_bar");
        CHECK(custom({not_a_number, 0.5, 0.1}) == "process.alpha_bar");
    }
}
