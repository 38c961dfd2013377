// Numbers as `halfstep run` and `figure` print them, over scenes that are large, tiny, without spread, or of one
// particle.

#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <regex>

using namespace halfstep::testing;

namespace {

int count_matches(const std::string& text, const std::string& pattern) {
    const std::regex expression(pattern);
    return static_cast<int>(
        std::distance(std::sregex_iterator(text.begin(), text.end(), expression), std::sregex_iterator()));
}

std::size_t decimals(const std::string& number) {
    const std::size_t point = number.find('.');
    return point == std::string::npos ? 0 : number.size() - point - 1;
}

/// What must hold of the numbers in any printed text.
void check_numbers(const std::string& text) {
    INFO(text);
    CHECK(count_matches(text, "[0-9]e[-+]?[0-9]") == 0); // one notation for powers of ten
    CHECK(count_matches(text, "\\b(nan|inf)\\b") == 0);
    CHECK(count_matches(text, "-0(\\.0*)?(?![0-9.])") == 0);         // no minus zero
    CHECK(count_matches(text, "10(⁻|⁰|¹|²|³|⁴|⁵|⁶|⁷|⁸|⁹)+ ±") == 0); // value and error share their power of ten
    const std::regex with_error("([0-9]+(?:\\.[0-9]+)?) ± ([0-9]+(?:\\.[0-9]+)?)");
    for (std::sregex_iterator at(text.begin(), text.end(), with_error), end; at != end; ++at) {
        const std::string value = (*at)[1], error = (*at)[2];
        CAPTURE(value);
        CAPTURE(error);
        CHECK(decimals(value) == decimals(error));
        CHECK(count_matches(error, "[1-9]") > 0); // an error of 0.00 is none
        std::string significant = error.substr(error.find_first_not_of("0."));
        significant.erase(std::remove(significant.begin(), significant.end(), '.'), significant.end());
        CHECK((significant.size() <= 2 || decimals(error) == 0)); // more only of whole hundreds: 4500
    }
}

std::string printed_run(const std::string& scene, const std::vector<std::string>& more = {}) {
    const TemporaryFolder folder;
    std::vector<std::string> arguments = {"run", folder.write("scene.toml", scene)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = run_halfstep(arguments);
    CHECK(result.code == 0);
    CHECK(result.err == "");
    return result.out;
}

const std::string few_particles = "[run]\nparticles = 500\n";
const std::string double_precision = few_particles + "precision = \"double\"\n";

} // namespace

TEST_CASE("run: digits follow from errors, at every size of the data") {
    for (const char* sigma : {"1e-5", "0.001", "0.04", "1", "30", "4000", "1e5"})
        for (const std::string& run : {few_particles, double_precision}) {
            CAPTURE(sigma);
            const std::string target = std::string("[target]\nsigma = ") + sigma + "\n";
            const std::string process = "[process]\nkind = \"ve\"\nsteps = 20\nsigma_max = 1000\n";
            check_numbers(printed_run(target + process + run));
        }
    for (const char* mean : {"-0.55", "1e4", "-123456.7"}) {
        CAPTURE(mean);
        check_numbers(printed_run(std::string("[target]\nmean = [") + mean + "]\nsigma = 0.1\n[process]\nsteps = 20\n" +
                                  few_particles + "[[sampler]]\nkind = \"ddim\"\n[[sampler]]\nkind = \"forward\"\n"));
    }
}

TEST_CASE("run: tiny data share a power of ten with their errors") {
    const std::string out =
        printed_run("[target]\nsigma = 1e-4\n[process]\nsteps = 10\n[[sampler]]\nkind = \"ddpm\"\n");
    INFO(out);
    CHECK(count_matches(out, "\\([0-9]\\.[0-9]+ ± [0-9]\\.[0-9]+\\)×10⁻") >= 1);
}

TEST_CASE("run: no digits because a spread is zero") {
    // Everything ends on the one point, -0.55 as a float has it: nothing is left of the noise but rounding.
    const std::string target = "[target]\nkind = \"points\"\npoints = [[-0.55]]\nkernel = 0\n";
    const std::string sampler = "[process]\nkind = \"vp\"\nsteps = 50\n[[sampler]]\nkind = \"ddim\"\n";
    for (const std::string& run : {few_particles, double_precision}) {
        const std::string out = printed_run(target + sampler + run);
        check_numbers(out);
        INFO(out);
        CHECK(out.find("-0.55") != std::string::npos);
    }
    const std::string single = printed_run(target + sampler + few_particles);
    CHECK(count_matches(single, "[0-9]\\.[0-9]{9}") == 0); // which single precision has not
    CHECK(single.find("-0.55000001 ± 0.00000001") != std::string::npos); // what rounding did is its error
}

TEST_CASE("run: what is squared is sigma_max, not the power of ten in it") {
    const auto prior = [](const std::string& sigma_max) {
        const std::string out =
            printed_run("[process]\nkind = \"ve\"\nsteps = 20\nsigma_max = " + sigma_max + "\n" + few_particles);
        const std::size_t at = out.find("KL(p_T || ") + 10;
        return out.substr(at, out.find(") = ", at) - at);
    };
    CHECK(prior("80") == "N(0, 80² I)");
    CHECK(prior("1000") == "N(0, 1000² I)");
    CHECK(prior("12345") == "N(0, 12345² I)");
    CHECK(prior("1e6") == "N(0, (1×10⁶)² I)");
    CHECK(prior("1e-5") == "N(0, (1×10⁻⁵)² I)");
}

TEST_CASE("run: one particle and two; a plane with modes") {
    for (const char* particles : {"1", "2", "3"}) {
        CAPTURE(particles);
        check_numbers(run_halfstep({"run", "sigma-squared", "--particles", particles}).out);
    }
    check_numbers(run_halfstep({"run", "ring", "--particles", "500"}).out);
    check_numbers(run_halfstep({"run", "three-modes", "--particles", "500"}).out);
}

TEST_CASE("train: the report's numbers") {
    const TemporaryFolder folder;
    const ProcessResult result =
        run_halfstep({"train", "learn-the-line", "--steps", "60", "-o", folder.path("w.safetensors")});
    REQUIRE(result.code == 0);
    check_numbers(result.out);
}
