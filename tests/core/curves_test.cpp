// Curves and letters: where they run, how even the density along them is, and what cannot be drawn.

#include "core/law/curves.h"

#include "core/law/catalog.h"
#include "core/run/problem.h"
#include "tests/core/helpers.h"

#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

double length(const Stroke& stroke) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < stroke.size(); ++i) {
        sum += (stroke[i + 1] - stroke[i]).norm();
    }
    return sum;
}

/// The densest brush that the beads stand for: the density at a point of the plane, by the trapezoidal rule along the
/// strokes.
double brush(const std::vector<Stroke>& strokes, double sigma, const Eigen::Vector2d& at) {
    double sum = 0, all = 0;
    for (const Stroke& stroke : strokes) {
        for (std::size_t i = 0; i + 1 < stroke.size(); ++i) {
            const double piece = (stroke[i + 1] - stroke[i]).norm();
            const int n = static_cast<int>(std::ceil(piece / (0.1 * sigma)));
            for (int k = 0; k < n; ++k) {
                const Eigen::Vector2d from = at - stroke[i] - (stroke[i + 1] - stroke[i]) * ((k + 0.5) / n);
                sum += piece / n * std::exp(-0.5 * from.squaredNorm() / (sigma * sigma));
            }
            all += piece;
        }
    }
    return sum / (all * 2 * pi * sigma * sigma);
}

} // namespace

TEST_SUITE("core/curves") {
    TEST_CASE("the density along a straight stroke ripples by no more than stated") {
        for (const double sigma : {0.01, 0.07, 0.3}) {
            const std::vector<Stroke> line = {{{0, 0}, {10, 0}}};
            const Target target = beads(line, sigma);
            const double even = 1 / (10 * sigma * std::sqrt(2 * pi));
            Worst worst;
            for (double x = 5; x < 5 + 4 * sigma; x += 0.05 * sigma) {
                worst.relative(density(target, vec(x, 0)), even, std::to_string(x));
            }
            CHECK_WORST(worst, 2 * std::exp(-2 * pi * pi / (bead_spacing * bead_spacing)) * 1.01);
        }
    }

    TEST_CASE("on curves the density is that of a brush, to a thousandth on the line and to a half percent beside it") {
        struct Case {
            const char* name;
            std::vector<Stroke> strokes;
        };
        for (const Case& c :
             {Case{"moons", moons(1.5)}, Case{"circles", circles(2, 0.5)}, Case{"spiral", spiral(2, 1.5, 2)}}) {
            for (const double sigma : {0.02, 0.1, 0.2}) {
                const Target target = beads(c.strokes, sigma);
                Worst worst, beside; // on the outer side of a bend the beads are farther apart
                for (const Stroke& stroke : c.strokes) {
                    for (std::size_t i = 0; i + 1 < stroke.size(); i += 7) {
                        // Where a stroke ends, beads end half a spacing before.
                        const bool at_an_end =
                            std::any_of(c.strokes.begin(), c.strokes.end(), [&](const Stroke& other) {
                                const bool closed = (other.front() - other.back()).norm() < 1e-9;
                                const double near =
                                    std::min((other.front() - stroke[i]).norm(), (other.back() - stroke[i]).norm());
                                return !closed && near < 7 * sigma;
                            });
                        if (at_an_end) {
                            continue;
                        }
                        for (const double side : {0.0, 1.0, 2.0}) {
                            const Eigen::Vector2d way = (stroke[i + 1] - stroke[i]).normalized();
                            const Eigen::Vector2d at = stroke[i] + side * sigma * Eigen::Vector2d(-way.y(), way.x());
                            (side == 0 ? worst : beside)
                                .relative(density(target, at), brush(c.strokes, sigma, at),
                                          std::string(c.name) + " " + std::to_string(i) + " side " +
                                              std::to_string(side));
                        }
                    }
                }
                CHECK_WORST(worst, 1.2e-3);
                CHECK_WORST(beside, 5e-3);
            }
        }
    }

    TEST_CASE("moons and circles are where they should be, centred") {
        for (const Stroke& moon : moons(2)) {
            CHECK(length(moon) == doctest::Approx(2 * pi).epsilon(1e-5));
        }
        CHECK(beads(moons(2), 0.1).mean().norm() < 1e-12);
        CHECK(beads(circles(3, 0.4), 0.1).mean().norm() < 1e-8); // lengths are summed up around it
        // The tip of each moon is inside the other.
        CHECK((moons(1)[0].back() - Eigen::Vector2d(-1.5, -0.25)).norm() < 1e-12);
        CHECK((moons(1)[1].front() - Eigen::Vector2d(-0.5, 0.25)).norm() < 1e-12);
        const std::vector<Stroke> rings = circles(3, 0.4);
        REQUIRE(rings.size() == 2);
        for (const auto& at : rings[1]) {
            CHECK(at.norm() == doctest::Approx(1.2).epsilon(1e-12));
        }
        const std::vector<Stroke> arms = spiral(2.5, 1.5, 3);
        REQUIRE(arms.size() == 3);
        CHECK(arms[0].back().norm() == doctest::Approx(2.5).epsilon(1e-12));
        CHECK(beads(arms, 0.05).mean().norm() < 1e-12);
    }

    TEST_CASE("every letter is one, within its height, and all differ") {
        const std::string all = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:!?'-_+=*/<>()~";
        std::set<std::string> seen;
        for (const char name : all) {
            const std::vector<Stroke> strokes = letters(std::string(1, name), 6);
            std::string shape;
            for (const Stroke& stroke : strokes) {
                REQUIRE(stroke.size() >= 2);
                CHECK(length(stroke) > 0.3);
                for (const auto& at : stroke) {
                    CHECK(std::abs(at.y()) <= 3 + 1.01); // commas hang
                    CHECK(std::abs(at.x()) <= 3.01);
                    shape += std::to_string(at.x()) + "," + std::to_string(at.y()) + " ";
                }
                shape += "|";
                // Handles of curves: no jump longer than a straight line of the alphabet.
                for (std::size_t i = 0; i + 1 < stroke.size(); ++i) {
                    CHECK((stroke[i + 1] - stroke[i]).norm() < 7.5);
                }
            }
            CHECK(seen.insert(shape).second);
        }
        const auto width = [](const std::string& text) {
            double most = 0;
            for (const Stroke& stroke : letters(text, 6)) {
                for (const auto& at : stroke) {
                    most = std::max(most, at.x());
                }
            }
            return 2 * most;
        };
        CHECK(width("II") == doctest::Approx(1.5).epsilon(1e-12));
        CHECK(width("I I") == doctest::Approx(3.9).epsilon(1e-12));
        CHECK(width("ddpm") == width("DDPM"));
        CHECK(width("DDPM ") == width("DDPM")); // blanks at the end do not move it
    }

    TEST_CASE("lines stand one below the other, centred") {
        const std::vector<Stroke> one = letters("I", 2), two = letters("I\nI", 2);
        REQUIRE(two.size() == 2);
        CHECK(two[0][0].y() - two[1][0].y() == doctest::Approx(3).epsilon(1e-12));
        CHECK(two[0][1].y() == doctest::Approx(2.5).epsilon(1e-12));
        CHECK(two[1][0].y() == doctest::Approx(-2.5).epsilon(1e-12));
        CHECK(one[0][0].y() == doctest::Approx(-1).epsilon(1e-12));
    }

    TEST_CASE("what cannot be drawn is named") {
        std::string message;
        CHECK(error_key([] { letters("", 1); }) == "target.text");
        CHECK(error_key([] { letters("  \n ", 1); }) == "target.text");
        CHECK(error_key([] { letters(std::string(65, 'A'), 1); }) == "target.text");
        CHECK(error_key([] { letters("D\xCF\x83", 1); }, &message) == "target.text");
        CHECK(message.find("has \xCF\x83, which") != std::string::npos); // the whole character
        CHECK(error_key([] { letters("A%", 1); }, &message) == "target.text");
        CHECK(message.find("has %, which") != std::string::npos);
        CHECK(error_key([] { letters("A\t", 1); }) == "target.text");
        CHECK(error_key([] { letters("A\xFF", 1); }) == "target.text");
    }

    TEST_CASE("a pen too thin for its curve: the message's limit is possible") {
        for (const TargetKind kind : {TargetKind::moons, TargetKind::circles, TargetKind::spiral, TargetKind::word}) {
            TargetSpec spec = usual_target(kind);
            spec.sigma = 1e-6;
            std::string message;
            CHECK(error_key([&] { make_target(spec); }, &message) == "target.sigma");
            spec.sigma = std::stod(message.substr(message.find("at least ") + 9));
            CHECK(make_target(spec).components.size() <= static_cast<std::size_t>(Limits::max_points));
            CHECK(make_target(spec).components.size() > static_cast<std::size_t>(Limits::max_points) * 98 / 100);
            spec.sigma = 1e6; // one bead a stroke
            CHECK(make_target(spec).components.size() < 40);
        }
        TargetSpec spec = usual_target(TargetKind::circles);
        spec.ratio = 0;
        CHECK(error_key([&] { make_target(spec); }) == "target.ratio");
        spec = usual_target(TargetKind::spiral);
        spec.turns = 0;
        CHECK(error_key([&] { make_target(spec); }) == "target.turns");
        spec = usual_target(TargetKind::spiral);
        spec.arms = 0;
        CHECK(error_key([&] { make_target(spec); }) == "target.arms");
        spec = usual_target(TargetKind::word);
        spec.height = -1;
        CHECK(error_key([&] { make_target(spec); }) == "target.height");
        spec = usual_target(TargetKind::moons);
        spec.radius = not_a_number;
        CHECK(error_key([&] { make_target(spec); }) == "target.radius");
    }
}
