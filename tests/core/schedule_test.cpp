// Schedules against the tables that other libraries wrote, the closed forms that define them, and impossible values.

#include "core/process/schedule.h"

#include "tests/core/helpers.h"

#include <map>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// The names of the oracles. "linear" is guided-diffusion's, whose ends are 0.1/T and 20/T: those of 1000 steps.
const std::map<std::string, ScheduleKind> kinds = {
    {"linear", ScheduleKind::linear_1000}, {"linear_abs", ScheduleKind::linear},
    {"cosine", ScheduleKind::cosine},      {"scaled_linear", ScheduleKind::scaled_linear},
    {"sigmoid", ScheduleKind::sigmoid},    {"const", ScheduleKind::constant},
};

constexpr ScheduleKind named_kinds[] = {ScheduleKind::linear,        ScheduleKind::linear_1000, ScheduleKind::cosine,
                                        ScheduleKind::scaled_linear, ScheduleKind::sigmoid,     ScheduleKind::constant,
                                        ScheduleKind::jsd,           ScheduleKind::exponential, ScheduleKind::laplace,
                                        ScheduleKind::vp_sde};

Schedule scheduled(ScheduleKind kind, double beta_start, double beta_end, int T) {
    return make_schedule({kind, beta_start, beta_end, {}}, T);
}

ScheduleSpec named(ScheduleKind kind, bool zero_terminal_snr = false) {
    ScheduleSpec spec;
    spec.kind = kind;
    spec.zero_terminal_snr = zero_terminal_snr;
    return spec;
}

Schedule schedule_of(const Table::Row& row) {
    const std::string& name = row.text("schedule");
    const bool zero = name == "scaled_linear+zero_snr";
    ScheduleSpec spec = named(zero ? ScheduleKind::scaled_linear : kinds.at(name), zero);
    const int T = row.integer("T");
    const auto stretched = [&](const char* column, double end) {
        return std::abs(T * row.number(column) - end) < 1e-12;
    };
    const bool usual = spec.kind == ScheduleKind::linear_1000 && row.has("beta_start") &&
                       stretched("beta_start", 0.1) && stretched("beta_end", 20);
    if (spec.kind == ScheduleKind::linear_1000 && !usual) spec.kind = ScheduleKind::linear;
    if (row.has("beta_start") && !usual) {
        spec.beta_start = row.number("beta_start");
        spec.beta_end = row.number("beta_end");
    }
    return make_schedule(spec, T);
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
    TEST_CASE("tables of few steps agree with the libraries") { compare_with("schedules_small.csv"); }
    TEST_CASE("tables of 1000 steps agree with the libraries") { compare_with("schedules_T1000.csv"); }

    TEST_CASE("a custom alpha_bar reproduces the schedule that it came from") {
        const Table table("schedules_small.csv");
        std::map<std::string, std::vector<double>> alpha_bars, betas;
        for (const auto& row : table) {
            const std::string name = row.text("schedule") + " T=" + row.text("T");
            alpha_bars[name].push_back(row.number("abar"));
            betas[name].push_back(row.number("beta"));
        }
        Worst worst;
        for (const auto& [name, alpha_bar] : alpha_bars) {
            const int T = static_cast<int>(alpha_bar.size());
            const Schedule schedule = make_schedule({ScheduleKind::custom, 0, 0, alpha_bar}, T);
            for (int t = 1; t <= T; ++t) {
                CHECK(schedule.alpha_bar[t] == alpha_bar[t - 1]);
                worst.absolute(schedule.beta[t], betas.at(name)[t - 1], name);
                worst.absolute(schedule.alpha[t] + schedule.beta[t], 1, name);
            }
        }
        CHECK_WORST(worst, 1e-13);
    }

    TEST_CASE("conventions at the two ends, and what follows from the definitions") {
        for (const ScheduleKind kind : named_kinds) {
            const std::string name = "kind " + std::to_string(static_cast<int>(kind));
            const bool spent = kind == ScheduleKind::jsd || kind == ScheduleKind::laplace; // no signal at T
            for (const int T : {1, 2, 7, 1000}) {
                if (kind == ScheduleKind::linear_1000 && T <= 20) {
                    continue;
                }
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
                    CHECK((alpha_bar > 0) == !(spent && t == T));
                    CHECK(std::abs(alpha_bar + schedule.noise[t] - 1) < 1e-14);
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

    TEST_CASE("closed forms: jsd, exponential, laplace") {
        for (const int T : {1, 3, 40, 1000}) {
            const Schedule jsd = make_schedule(named(ScheduleKind::jsd), T);
            const Schedule exponential = make_schedule(named(ScheduleKind::exponential), T);
            const Schedule laplace = make_schedule(named(ScheduleKind::laplace), T);
            Worst worst;
            for (int t = 1; t <= T; ++t) {
                const double u = static_cast<double>(t) / T;
                worst.absolute(jsd.beta[t], 1.0 / (T - t + 1), "jsd");
                worst.absolute(jsd.alpha_bar[t], 1 - u, "jsd"); // the product telescopes
                if (T >= 3) {
                    worst.relative(exponential.alpha_bar[t], std::exp(-12 * u), "exponential");
                }
                if (t < T) { // p(log SNR) = exp(-|log SNR|/b)/(2b) with b = 1/2, and u its upper tail
                    const double tail =
                        u < 0.5 ? 0.5 * std::pow(laplace.snr(t), -2.0) : 1 - 0.5 * std::pow(laplace.snr(t), 2.0);
                    worst.absolute(tail, u, "laplace");
                    worst.relative(laplace.snr(t) * laplace.snr(T - t), 1, "laplace");
                }
            }
            CHECK_WORST(worst, 1e-12);
            CHECK(jsd.alpha_bar[T] == 0);
            CHECK(laplace.alpha_bar[T] == 0);
            CHECK(jsd.beta[T] == 1);
        }
        CHECK(make_schedule(named(ScheduleKind::exponential), 1).beta[1] == 0.999); // the cap, as in diffusers
    }

    TEST_CASE("vp-sde: alpha_bar is exp of minus the integral of beta, so T cuts it and does not change it") {
        ScheduleSpec spec = named(ScheduleKind::vp_sde);
        CHECK(make_schedule(spec, 7).alpha_bar[7] == doctest::Approx(std::exp(-10.05)).epsilon(1e-13));
        spec.beta_min = 0.3;
        spec.beta_max = 8;
        const int T = 60, fine = 200;
        const Schedule schedule = make_schedule(spec, T), thrice = make_schedule(spec, 3 * T);
        double integral = 0; // by the midpoint rule, exact for a straight line
        Worst worst;
        for (int t = 1; t <= T; ++t) {
            for (int i = 0; i < fine; ++i) {
                const double u = (t - 1 + (i + 0.5) / fine) / T;
                integral += (spec.beta_min + u * (spec.beta_max - spec.beta_min)) / (T * fine);
            }
            worst.relative(schedule.alpha_bar[t], std::exp(-integral), std::to_string(t));
            worst.relative(schedule.noise[t], -std::expm1(-integral), std::to_string(t));
            worst.relative(thrice.alpha_bar[3 * t], schedule.alpha_bar[t], std::to_string(t));
        }
        CHECK_WORST(worst, 1e-12);
        // guided-diffusion's linear betas are its Euler steps: the same up to 1/T.
        const auto difference = [](int steps) {
            const Schedule sde = make_schedule(named(ScheduleKind::vp_sde), steps);
            const Schedule chain = make_schedule(named(ScheduleKind::linear_1000), steps);
            return std::abs(sde.alpha_bar[steps / 2] - chain.alpha_bar[steps / 2]);
        };
        CHECK(difference(200) < 0.01);
        CHECK(difference(200) / difference(2000) == doctest::Approx(10).epsilon(0.1));
    }

    TEST_CASE("zero_terminal_snr: sqrt(alpha_bar) keeps its first value, loses its last, and stays in proportion") {
        for (const ScheduleKind kind : named_kinds) {
            for (const int T : {2, 21, 100, 1000}) {
                if (kind == ScheduleKind::linear_1000 && T <= 20) {
                    continue;
                }
                const Schedule plain = make_schedule(named(kind), T), zero = make_schedule(named(kind, true), T);
                const double last = std::sqrt(plain.alpha_bar[T]), first = std::sqrt(plain.alpha_bar[1]);
                CHECK(zero.alpha_bar[T] == 0);
                CHECK(zero.noise[T] == 1);
                CHECK(zero.beta[T] == 1);
                CHECK(zero.snr(T) == 0);
                Worst worst;
                for (int t = 1; t <= T; ++t) {
                    const double rho = first * (std::sqrt(plain.alpha_bar[t]) - last) / (first - last);
                    worst.absolute(std::sqrt(zero.alpha_bar[t]), rho, std::to_string(t));
                    worst.absolute(zero.noise[t] + zero.alpha_bar[t], 1, std::to_string(t));
                    CHECK(zero.alpha_bar[t] < zero.alpha_bar[t - 1]);
                    for (const double value :
                         {zero.posterior_variance(t), zero.coef_x0(t), zero.coef_xt(t), zero.snr(t)}) {
                        CHECK(std::isfinite(value));
                    }
                }
                worst.relative(zero.noise[1], plain.noise[1], "the first level stays");
                CHECK_WORST(worst, 1e-11);
            }
        }
        // One step: all of the signal goes.
        const Schedule one = make_schedule(named(ScheduleKind::linear, true), 1);
        CHECK(one.alpha_bar[1] == 0);
        CHECK(one.beta[1] == 1);
        // What ends at zero stays as it is, a list as well.
        ScheduleSpec list = named(ScheduleKind::custom, true);
        list.alpha_bar = {0.9, 0.4, 0};
        const Schedule same = make_schedule(list, 3);
        CHECK(same.alpha_bar[2] == doctest::Approx(0.4).epsilon(1e-14));
        CHECK(same.alpha_bar[1] == doctest::Approx(0.9).epsilon(1e-14));
    }

    TEST_CASE("noise has its digits where alpha_bar is near 1") {
        const Schedule small = scheduled(ScheduleKind::constant, 0, 1e-12, 5);
        for (int t = 1; t <= 5; ++t) { // 1 - (1 - b)^t
            CHECK(small.noise[t] == doctest::Approx(-std::expm1(t * std::log1p(-1e-12))).epsilon(1e-14));
            CHECK(small.snr(t) == doctest::Approx(small.alpha_bar[t] / small.noise[t]).epsilon(1e-14));
        }
        CHECK(small.posterior_variance(2) == doctest::Approx(0.5e-12).epsilon(1e-9)); // beta noise_1/noise_2
    }

    TEST_CASE("linear-1000 says for which T it is possible") {
        std::string message;
        CHECK(error_key([] { make_schedule(named(ScheduleKind::linear_1000), 20); }, &message) == "process.steps");
        CHECK(message.find("allowed: at least 21") != std::string::npos);
        CHECK(make_schedule(named(ScheduleKind::linear_1000), 21).beta[21] == doctest::Approx(20.0 / 21));
        ScheduleSpec spec = named(ScheduleKind::linear_1000);
        CHECK(fewest_steps_of_linear_1000(spec) == 21);
        spec.beta_end = 0.0123;
        CHECK(fewest_steps_of_linear_1000(spec) == 13);
        CHECK(error_key([&] { make_schedule(spec, 13); }) == "(no error)");
        CHECK(error_key([&] { make_schedule(spec, 12); }) == "process.steps");
        CHECK(error_key([&] { make_schedule(named(ScheduleKind::linear_1000), 100'000); }) == "(no error)");
    }

    TEST_CASE("signal or noise that double precision cannot hold is refused") {
        std::string message;
        CHECK(error_key([] { make_schedule(named(ScheduleKind::linear), 100'000); }, &message) == "process.steps");
        CHECK(message.find("linear-1000") != std::string::npos);
        CHECK(error_key([] { scheduled(ScheduleKind::constant, 0, 0.99, 200); }) == "process.steps");
        CHECK(error_key([] { scheduled(ScheduleKind::linear, 1e-300, 0.02, 100); }) == "process.steps");
        ScheduleSpec sde = named(ScheduleKind::vp_sde);
        sde.beta_max = 2000;
        CHECK(error_key([&] { make_schedule(sde, 100); }) == "process.beta_max");
        for (const double bad : {0.0, -1.0, not_a_number, infinity}) {
            sde = named(ScheduleKind::vp_sde);
            sde.beta_max = bad;
            CHECK(error_key([&] { make_schedule(sde, 100); }) == "process.beta_max");
            sde = named(ScheduleKind::vp_sde);
            sde.beta_min = bad;
            CHECK(error_key([&] { make_schedule(sde, 100); }) == "process.beta_min");
        }
        for (const ScheduleKind kind : {ScheduleKind::cosine, ScheduleKind::jsd, ScheduleKind::exponential,
                                        ScheduleKind::laplace, ScheduleKind::vp_sde}) {
            for (const int T : {1, 2, 100'000}) {
                CHECK(error_key([&] { make_schedule(named(kind), T); }) == "(no error)");
                CHECK(error_key([&] { make_schedule(named(kind, true), T); }) == "(no error)");
            }
        }
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
