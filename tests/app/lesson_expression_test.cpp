// Expressions of named quantities: their values against closed forms, their errors against the scatter over seeds.

#include "app/base/text.h"
#include "app/lesson/expression.h"
#include "app/lesson/lesson_reader.h"
#include "app/lesson/verdict.h"
#include "core/run/simulate.h"
#include "tests/app/messages.h"
#include "tests/app/scene_text.h"
#include "tests/app/small_lesson.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Run lesson_run(const std::string& toml, std::uint64_t seed = 3, const std::vector<std::string>& of = {}) {
    Experiment experiment = parse(toml);
    experiment.run.seed = seed;
    const auto problem = make_problem(experiment);
    QuantityNeeds needs;
    for (const std::string& expression : of) needs = needs | Quantities(problem).check(expression);
    return simulate(problem, options_for(needs, experiment));
}

std::string expression_error(const std::string& expression) {
    return complaint<ExpressionError>([&] { Quantities(make_problem(parse(small_lesson))).check(expression); });
}

constexpr double expected_error = 0.35; ///< relative: of an error from 64 blocks, and from 30 seeds

} // namespace

TEST_CASE("expression: what is exact") {
    Quantities q(lesson_run(small_lesson));
    const auto exact = [&](const char* expression) {
        const Measured m = q.evaluate(expression);
        CHECK(m.se == 0);
        return m.value;
    };
    CHECK(exact("2 + 3 * 2^3") == 26);
    CHECK(exact("target_variance") == doctest::Approx(0.04));
    CHECK(exact("marginal_variance(T / 2)") == doctest::Approx(0.54));
    CHECK(exact("target_sigma * process_steps") == doctest::Approx(4));
    CHECK(exact("density(0.1)") == doctest::Approx(std::exp(-0.125) / std::sqrt(2 * M_PI) / 0.2));
    CHECK(exact("score(10, 0.3)") == doctest::Approx(-0.3 / 0.54));
    CHECK(exact("denoised(10, 0.3)") == doctest::Approx(0.3 * 0.04 / 0.54));
    CHECK(exact("posterior_variance(10, 0)") == doctest::Approx(0.04 * 0.5 / 0.54));
    CHECK(exact("alpha_bar(20)") == doctest::Approx(0.5));
    CHECK(exact("beta_tilde(20)") == doctest::Approx(exact("beta(20) * (1 - alpha_bar(19)) / (1 - alpha_bar(20))")));
    CHECK(exact("added_variance(7)") == doctest::Approx(0.05));
    CHECK(exact("closed_variance(\"Mean only\")") == doctest::Approx(std::pow(0.04 / 1.04, 2)));
    CHECK(exact("closed_variance_at(\"DDPM\", 20)") == doctest::Approx(1));
    CHECK(exact("noise(\"DDPM\", 5)^2") == doctest::Approx(0.05));
    CHECK(exact("steps(\"DDPM\")") == 20);
}

TEST_CASE("expression: what is wrong is told") {
    CHECK(contains(expression_error("variance(\"DDIM\")"), "there is no sampler \"DDIM\""));
    CHECK(contains(expression_error("variance(0)"), "no sampler; allowed: the name of one in quotes"));
    CHECK(contains(expression_error("beta(21)"), "a whole number from 1 to 20") == false);
    CHECK(contains(expression_error("beta(21)"), "a whole number from 0 to 20"));
    CHECK(contains(expression_error("beta_tilde(0)"), "a whole number from 1 to 20"));
    CHECK(contains(expression_error("variance_y(\"DDPM\")"), "of the plane alone"));
    CHECK(contains(expression_error("round_trip(\"DDPM\")"), "encodes no data"));
    CHECK(contains(expression_error("mode_share(\"DDPM\", 1)"), "separate modes"));
    CHECK(contains(expression_error("varience(\"DDPM\")"), "did you mean variance?"));
    CHECK(contains(expression_error("T = 3"), "single ="));
    CHECK(contains(expression_error("1, 2"), "more than one"));
    CHECK(contains(expression_error("(1"), "is no expression"));
    CHECK(contains(expression_error(""), "is no expression"));
    CHECK(contains(expression_error("variance(\"DDPM"), "\" without its partner"));
}

TEST_CASE("expression: measured values within their errors of closed forms, with the error that seeds show") {
    // Samplers share their noise: the error of a difference is not that of two independent numbers.
    const std::vector<std::string> expressions = {"variance(\"DDPM\")",
                                                  "mean(\"DDPM\") - mean(\"Mean only\")",
                                                  "variance(\"DDPM\") / variance(\"Mean only\")",
                                                  "variance_at(\"DDPM\", 10)",
                                                  "correlation(\"DDPM\", 20, 10)",
                                                  "distance(\"DDPM\")",
                                                  "fourth(\"DDPM\")",
                                                  "share_between(\"DDPM\", -0.1, 0.1)",
                                                  "apart(\"DDPM\", \"Mean only\")"};
    constexpr int seeds = 30;
    for (const std::string& expression : expressions) {
        double sum = 0, squares = 0, errors = 0;
        for (int seed = 0; seed < seeds; ++seed) {
            Quantities q(lesson_run(with_part(small_lesson, "particles = 4000", "particles = 1500"),
                                    static_cast<std::uint64_t>(seed), expressions));
            const Measured m = q.evaluate(expression);
            sum += m.value;
            squares += m.value * m.value;
            errors += m.se / seeds;
        }
        const double scatter = std::sqrt((squares - sum * sum / seeds) / (seeds - 1));
        INFO(expression, ": ", errors, " of blocks, ", scatter, " over seeds");
        CHECK(std::abs(errors / scatter - 1) < expected_error);
    }
}

TEST_CASE("expression: errors of noise that cancels are small") {
    Quantities q(lesson_run(small_lesson));
    const Measured difference = q.evaluate("variance(\"DDPM\") - variance(\"DDPM\")");
    CHECK(difference.value == 0);
    CHECK(difference.se < 1e-3 * q.evaluate("variance(\"DDPM\")").se);
    const Measured corr = q.evaluate("correlation_between(\"DDPM\", \"Mean only\")");
    const double closed = q.evaluate("sqrt(closed_variance(\"Mean only\") / closed_variance(\"DDPM\"))").value;
    CHECK(std::abs(corr.value - closed) < 5 * corr.se);
}

TEST_CASE("expression: losses and the bound against closed forms") {
    const std::vector<std::string> expressions = {"loss(10)", "bound", "kl_prior", "distance_floor"};
    Quantities q(lesson_run(small_lesson, 3, expressions));
    const Measured floor = q.evaluate("loss_floor(10)");
    CHECK(floor.value == doctest::Approx(0.04 * 0.5 / 0.54));
    const Measured loss = q.evaluate("loss(10) - loss_floor(10)");
    CHECK(loss.se > 0);
    CHECK(std::abs(loss.value) < 5 * loss.se);
    CHECK(q.evaluate("kl_prior").value == doctest::Approx(0.5 * (1.04 - 1 - std::log(1.04))));
    CHECK(q.evaluate("entropy").value == doctest::Approx(0.5 * std::log(2 * M_PI * M_E * 0.04)));
    CHECK(q.evaluate("bound - entropy").value > 0);
    CHECK(contains(complaint<ExpressionError>([] { Quantities(lesson_run(small_lesson)).evaluate("bound"); }),
                   "not measured yet"));
}

TEST_CASE("expression: few particles have no error") {
    Quantities q(lesson_run(with_part(small_lesson, "particles = 4000", "particles = 10")));
    CHECK(std::isnan(q.evaluate("variance(\"DDPM\")").se));
}
