// A noise schedule as a curve through control points: the interpolation, what it follows, and edits that cannot break
// it.

#include "core/process/control_points.h"

#include "tests/core/helpers.h"
#include "tests/log_snr_difference.h"

#include <random>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

using Points = std::vector<ControlPoint>;

const Points some = {{0, 11}, {0.03, 4.5}, {0.2, 1}, {0.21, 0.9}, {0.6, -6}, {0.9, -6.05}, {1, -20}};

ScheduleSpec custom(const Points& points) {
    ScheduleSpec spec;
    spec.kind = ScheduleKind::custom;
    spec.points = points;
    return spec;
}

ScheduleSpec named_curve(ScheduleKind kind) {
    ScheduleSpec spec;
    spec.kind = kind;
    return spec;
}

constexpr ScheduleKind curve_kinds[] = {ScheduleKind::linear,        ScheduleKind::linear_1000, ScheduleKind::cosine,
                                        ScheduleKind::scaled_linear, ScheduleKind::sigmoid,     ScheduleKind::constant,
                                        ScheduleKind::jsd,           ScheduleKind::exponential, ScheduleKind::laplace,
                                        ScheduleKind::vp_sde};

double stretched(double u) { return std::log((u + 2e-4) / (1 - u + 5e-5)); }

bool falls_with_room(const Points& p) {
    for (std::size_t i = 1; i < p.size(); ++i) {
        if (p[i].u - p[i - 1].u < ControlLimits::gap_u * (1 - 1e-9) ||
            p[i - 1].log_snr - p[i].log_snr < ControlLimits::gap_log_snr * (1 - 1e-9)) {
            return false;
        }
    }
    return true;
}

} // namespace

TEST_SUITE("core/control_points") {
    TEST_CASE("the curve passes through its points, falls everywhere and has no kink") {
        const LogSnrCurve curve(some);
        for (const ControlPoint& p : some) {
            CHECK(curve(p.u) == doctest::Approx(p.log_snr).epsilon(1e-12));
        }
        double before = curve(0);
        for (int i = 1; i <= 20'000; ++i) {
            const double now = curve(i / 20'000.0);
            CHECK(now <= before + 1e-12);
            before = now;
        }
        const double h = 1e-7;
        for (std::size_t i = 1; i + 1 < some.size(); ++i) {
            const double u = some[i].u, left = (curve(u) - curve(u - h)) / h, right = (curve(u + h) - curve(u)) / h;
            CHECK(std::abs(left - right) < 1e-3 * (1 + std::abs(left)));
        }
    }

    TEST_CASE("points on a line in w = log((u + 2e-4)/(1 - u + 5e-5)) give that line") {
        Points line;
        for (const double u : {0.0, 0.01, 0.2, 0.5, 0.55, 0.9, 1.0}) {
            line.push_back({u, 0.5 - 1.5 * stretched(u)});
        }
        const LogSnrCurve curve(line);
        Worst worst;
        for (int i = 0; i <= 1000; ++i) {
            worst.absolute(curve(i / 1000.0), 0.5 - 1.5 * stretched(i / 1000.0), std::to_string(i));
        }
        CHECK_WORST(worst, 1e-12);
        const LogSnrCurve two(Points{line.front(), line.back()});
        CHECK(two(0.3) == doctest::Approx(curve(0.3)).epsilon(1e-12));
    }

    TEST_CASE("of a smooth function the error falls with the cube of the distance of the points") {
        const auto smooth = [](double u) { return -2 * stretched(u) - 0.05 * stretched(u) * stretched(u); };
        const auto error = [&](int n) {
            Points points;
            const double lo = stretched(0), hi = stretched(1);
            for (int i = 0; i <= n; ++i) { // even in w
                const double e = std::exp(lo + (hi - lo) * i / n), u = (e * (1 + 5e-5) - 2e-4) / (1 + e);
                points.push_back({i == 0 ? 0.0 : i == n ? 1.0 : u, 0});
                points.back().log_snr = smooth(points.back().u);
            }
            const LogSnrCurve curve(points);
            double worst = 0;
            for (int i = 0; i <= 5000; ++i) {
                const double u = i / 5000.0;
                worst = std::max(worst, std::abs(curve(u) - smooth(u)));
            }
            return worst;
        };
        // A parabola: three-point slopes are exact, also at the ends, so the cubic is the parabola.
        CHECK(error(8) < 1e-10);
        CHECK(error(16) < 1e-10);
    }

    TEST_CASE("the schedule of a curve: alpha_bar is the logistic of log SNR, alpha_t follows") {
        const int T = 50;
        const Schedule schedule = make_schedule(custom(some), T);
        const LogSnrCurve curve(some);
        Worst worst;
        for (int t = 1; t <= T; ++t) {
            const double l = curve(static_cast<double>(t) / T);
            worst.relative(schedule.alpha_bar[t], 1 / (1 + std::exp(-l)), std::to_string(t));
            worst.relative(schedule.noise[t], 1 / (1 + std::exp(l)), std::to_string(t));
            worst.relative(schedule.alpha[t], schedule.alpha_bar[t] / schedule.alpha_bar[t - 1], std::to_string(t));
            worst.relative(std::log(schedule.snr(t)), l, std::to_string(t), 1);
        }
        CHECK_WORST(worst, 1e-12);
        // The end of "some" drops by 14 in a tenth of the chain and stays within what double precision holds.
        CHECK(schedule.alpha_bar[T] == doctest::Approx(1 / (1 + std::exp(20.0))).epsilon(1e-12));
    }

    TEST_CASE("impossible points are one clear error") {
        const auto key = [](const Points& points) { return error_key([&] { make_schedule(custom(points), 10); }); };
        CHECK(key(some) == "(no error)");
        CHECK(key({{0, 5}, {1, -5}}) == "(no error)");
        const Points bad[] = {{{0, 5}},
                              {{0.1, 5}, {1, -5}},
                              {{0, 5}, {0.9, -5}},
                              {{0, 5}, {0.5, 5}, {1, -5}},
                              {{0, 5}, {0.5, 6}, {1, -5}},
                              {{0, 5}, {0.5, 1}, {0.5, 0}, {1, -5}},
                              {{0, 5}, {0.6, 1}, {0.5, 0}, {1, -5}},
                              {{0, 25}, {1, -5}},
                              {{0, 5}, {1, -41}},
                              {{0, not_a_number}, {1, -5}},
                              {{0, 5}, {not_a_number, 0}, {1, -5}},
                              {{0, 5}, {0.5, not_a_number}, {1, -5}},
                              {{0, 5}, {0.5, -infinity}, {1, -infinity}}};
        for (const Points& points : bad) {
            std::string message;
            CHECK(error_key([&] { make_schedule(custom(points), 10); }, &message) == "process.points");
            CHECK(message.find("allowed: 2 to 32 points") != std::string::npos);
        }
        Points many;
        for (int i = 0; i <= 32; ++i) {
            many.push_back({i / 32.0, -static_cast<double>(i)});
        }
        CHECK(key(many) == "process.points");
        CHECK(key({}) == "process.alpha_bar"); // neither a list nor points: the older key says what is missing
    }

    TEST_CASE("a fit follows every named schedule: the errors that the header states") {
        for (const int T : {50, 60, 100, 250, 300, 600, 1000}) {
            for (const ScheduleKind kind : curve_kinds) {
                const ScheduleSpec fitted = fit_control_points(named_curve(kind), T);
                CHECK(fitted.kind == ScheduleKind::custom);
                CHECK(fitted.points.size() >= 7);
                CHECK(fitted.points.size() <= 9);
                CAPTURE(T);
                CAPTURE(static_cast<int>(kind));
                CHECK(log_snr_difference(fitted, named_curve(kind), T) < (kind == ScheduleKind::laplace ? 0.5 : 0.3));
                CHECK(falls_with_room(fitted.points));
            }
        }
        for (const int T : {1, 2, 3, 5, 10, 13, 18, 25, 35}) {
            for (const ScheduleKind kind : curve_kinds) {
                if (kind == ScheduleKind::linear_1000 && T <= 20) {
                    continue; // impossible
                }
                const ScheduleSpec fitted = fit_control_points(named_curve(kind), T);
                CHECK(log_snr_difference(fitted, named_curve(kind), T) < 0.8);
            }
        }
    }

    TEST_CASE("a fit keeps what ends without signal so, and what is odd within the limits") {
        for (const ScheduleKind kind : {ScheduleKind::jsd, ScheduleKind::laplace}) {
            const ScheduleSpec fitted = fit_control_points(named_curve(kind), 100);
            CHECK(fitted.zero_terminal_snr);
            CHECK(make_schedule(fitted, 100).alpha_bar[100] == 0);
        }
        CHECK(!fit_control_points(named_curve(ScheduleKind::cosine), 100).zero_terminal_snr);
        for (const int T : {50, 100, 300, 1000}) {
            for (const ScheduleKind kind : curve_kinds) {
                ScheduleSpec stretched_out = named_curve(kind);
                stretched_out.zero_terminal_snr = true;
                const ScheduleSpec fitted = fit_control_points(stretched_out, T);
                CHECK(fitted.zero_terminal_snr);
                CHECK(log_snr_difference(fitted, stretched_out, T) < 1.3);
                const Schedule a = make_schedule(fitted, T), b = make_schedule(stretched_out, T);
                for (int t = 1; t <= 0.9 * T && T >= 300; ++t) {
                    CHECK(std::abs(std::log(a.snr(t) / b.snr(t))) < 0.3);
                }
            }
        }

        ScheduleSpec list = custom({}); // a list of alpha_bar is followed, and makes way for the points
        for (int t = 1; t <= 40; ++t) {
            list.alpha_bar.push_back(1 - t / 41.0);
        }
        const ScheduleSpec curve = fit_control_points(list, 40);
        CHECK(curve.alpha_bar.empty());
        CHECK(log_snr_difference(curve, list, 40) < 0.1);

        for (const double beta : {1e-6, 0.3, 0.999}) {
            for (const int T : {1, 2, 30, 60}) {
                ScheduleSpec odd = named_curve(ScheduleKind::constant);
                odd.beta_end = beta;
                CHECK_NOTHROW(make_schedule(fit_control_points(odd, T), T));
            }
        }
    }

    TEST_CASE("a dragged point stops before its neighbours; the ends keep their place in time") {
        ScheduleSpec spec = custom(some);
        move_control_point(spec, 2, 0.1, 3);
        CHECK(spec.points[2] == ControlPoint{0.1, 3});
        move_control_point(spec, 2, -5, 100);
        CHECK(spec.points[2].u == doctest::Approx(0.03 + ControlLimits::gap_u));
        CHECK(spec.points[2].log_snr == doctest::Approx(4.5 - ControlLimits::gap_log_snr));
        move_control_point(spec, 2, 5, -100);
        CHECK(spec.points[2].u == doctest::Approx(0.21 - ControlLimits::gap_u));
        CHECK(spec.points[2].log_snr == doctest::Approx(0.9 + ControlLimits::gap_log_snr));
        move_control_point(spec, 0, 0.5, 100);
        CHECK(spec.points[0] == ControlPoint{0, ControlLimits::highest_log_snr});
        move_control_point(spec, 6, 0.5, -100);
        CHECK(spec.points[6] == ControlPoint{1, ControlLimits::lowest_log_snr});
        const ScheduleSpec before = spec;
        move_control_point(spec, -1, 0.5, 0);
        move_control_point(spec, 7, 0.5, 0);
        move_control_point(spec, 3, not_a_number, infinity);
        CHECK(spec == before);
    }

    TEST_CASE("points come and go") {
        ScheduleSpec spec = custom(some);
        const LogSnrCurve before(some);
        const int index = add_control_point(spec, 0.4);
        CHECK(index == 4);
        REQUIRE(spec.points.size() == some.size() + 1);
        CHECK(spec.points[4].u == 0.4);
        CHECK(spec.points[4].log_snr == before(0.4)); // on the curve
        CHECK(remove_control_point(spec, 4));
        CHECK(spec.points == some);
        CHECK(!remove_control_point(spec, 0));
        CHECK(!remove_control_point(spec, 6));
        CHECK(!remove_control_point(spec, -1));
        CHECK(add_control_point(spec, 0.2) == -1);    // on a point
        CHECK(add_control_point(spec, 0.2005) == -1); // too near to one
        CHECK(add_control_point(spec, -0.1) == -1);
        CHECK(add_control_point(spec, 1.1) == -1);
        CHECK(add_control_point(spec, not_a_number) == -1);
        CHECK(spec.points == some);
        for (int i = 1; i < 1000; ++i) {
            add_control_point(spec, i / 1000.0);
        }
        CHECK(spec.points.size() == ControlLimits::most_points);
        while (remove_control_point(spec, 1)) {}
        CHECK(spec.points == Points{some.front(), some.back()});
    }

    TEST_CASE("no series of edits breaks a curve") {
        std::mt19937_64 random(3);
        const auto real = [&](double lo, double hi) { return std::uniform_real_distribution<double>(lo, hi)(random); };
        ScheduleSpec spec = fit_control_points(named_curve(ScheduleKind::cosine), 100);
        for (int i = 0; i < 20'000; ++i) {
            const int index = static_cast<int>(random() % spec.points.size());
            switch (random() % 8) {
            case 0: add_control_point(spec, real(-0.1, 1.1)); break;
            case 1: remove_control_point(spec, index); break;
            default: move_control_point(spec, index, real(-0.5, 1.5), real(-60, 30)); break;
            }
            REQUIRE(falls_with_room(spec.points));
            if (i % 100 == 0) {
                REQUIRE_NOTHROW(make_schedule(spec, 1000));
            }
        }
    }
}
