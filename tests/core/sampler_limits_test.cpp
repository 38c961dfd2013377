// What a sampler's settings may be: the largest eta in closed form, and errors that name the culprit and what is
// allowed.

#include "core/sample/plan.h"

#include "tests/core/helpers.h"

#include <cctype>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

SamplerSpec ddim(double eta) {
    SamplerSpec spec;
    spec.eta = eta;
    return spec;
}

Process process_of(ProcessKind kind, int T) { return make_process({kind, T, {ScheduleKind::linear, 0.004, 0.35, {}}}); }

/// The number in a message that is nearest to `wanted`, as a ratio to it.
double nearest_number(const std::string& message, double wanted) {
    double best = infinity;
    for (std::size_t i = 0; i < message.size(); ++i) {
        if (!std::isdigit(static_cast<unsigned char>(message[i]))) {
            continue;
        }
        char* end = nullptr;
        const double value = std::strtod(message.c_str() + i, &end);
        if (std::abs(value - wanted) < std::abs(best - wanted)) {
            best = value;
        }
        i = static_cast<std::size_t>(end - message.c_str());
    }
    return best / wanted;
}

std::string key_of(const SamplerSpec& spec, const Process& process, const Target& target,
                   std::string* message = nullptr) {
    return error_key([&] { plan(spec, process, target); }, message);
}

} // namespace

TEST_SUITE("core/sampler limits") {
    const Target any = gaussian(0.3, 0.5);

    TEST_CASE("the largest eta: closed forms") {
        // VE, all steps: b_t / sqrt(B) = sqrt(t / dt), least at the second level.
        CHECK(max_eta(ddim(0), process_of(ProcessKind::ve, 100), any) ==
              doctest::Approx(std::sqrt(2.0)).epsilon(1e-12));
        // Two steps of three levels, {1, 3}: t = 1, B = 2/3.
        SamplerSpec two = ddim(0);
        two.steps = 2;
        two.spacing = Spacing::linspace;
        CHECK(max_eta(two, process_of(ProcessKind::ve, 3), any) == doctest::Approx(std::sqrt(1.5)).epsilon(1e-12));
        // One step: it arrives at the data, sigma = 0 whatever eta.
        SamplerSpec one = ddim(1e9);
        one.steps = 1;
        one.spacing = Spacing::trailing;
        CHECK(max_eta(one, process_of(ProcessKind::vp, 20), any) == infinity);
        CHECK(key_of(one, process_of(ProcessKind::vp, 20), any) == "(no error)");
        // The chain: sigma^2 <= 1 - alpha_bar_{t-1}, so eta^2 <= (1 - alpha_bar_t) / beta_t.
        const Process vp = process_of(ProcessKind::vp, 20);
        double least = infinity;
        for (int t = 2; t <= 20; ++t) {
            least = std::min(least, std::sqrt((1 - vp.schedule.alpha_bar[t]) / vp.schedule.beta[t]));
        }
        CHECK(max_eta(ddim(0), vp, any) == doctest::Approx(least).epsilon(1e-12));
    }

    TEST_CASE("the largest eta is at least 1, is usable itself, and the next is refused with its value") {
        for (const ProcessKind kind : {ProcessKind::vp, ProcessKind::ve, ProcessKind::flow}) {
            for (const int T : {2, 3, 20, 1000}) {
                for (const Spacing spacing :
                     {Spacing::all, Spacing::leading, Spacing::trailing, Spacing::linspace, Spacing::uniform}) {
                    SamplerSpec spec = ddim(0);
                    spec.spacing = spacing;
                    if (spacing != Spacing::all) {
                        spec.steps = (T + 1) / 2;
                    }
                    ProcessSpec wide{kind, T, {ScheduleKind::linear, 2.0 / (T + 40), 10.0 / (T + 40), {}}};
                    const Process process = make_process(wide);
                    const double largest = max_eta(spec, process, any);
                    CAPTURE(T);
                    REQUIRE(largest >= 1);
                    if (largest == infinity) {
                        continue;
                    }
                    spec.eta = largest;
                    for (const StepCoefficients& step : plan(spec, process, any)) {
                        CHECK(std::isfinite(step.k_eps));
                        CHECK(step.k_eps >= 0);
                    }
                    spec.eta = largest * 1.001;
                    std::string message;
                    CHECK(key_of(spec, process, any, &message) == "eta");
                    CHECK(nearest_number(message, largest) == doctest::Approx(1).epsilon(1e-4));
                }
            }
        }
    }

    TEST_CASE("eta counts for ddim only, and must be a number from 0") {
        const Process process = process_of(ProcessKind::vp, 20);
        for (const double bad : {-0.1, -1e-9, infinity, not_a_number}) {
            CHECK(key_of(ddim(bad), process, any) == "eta");
        }
        SamplerSpec spec = ddim(50);
        spec.kind = SamplerKind::ddpm;
        CHECK(key_of(spec, process, any) == "(no error)");
    }

    TEST_CASE("other impossible settings name their key") {
        const Process process = process_of(ProcessKind::vp, 20);
        SamplerSpec learned;
        learned.kind = SamplerKind::ddpm;
        learned.variance = Variance::learned;
        for (const double bad : {-0.01, 1.01, not_a_number}) {
            learned.v = bad;
            CHECK(key_of(learned, process, any) == "v");
        }
        SamplerSpec steps;
        for (const int bad : {0, -3, 21, 10}) { // 10: "all" is all
            steps.steps = bad;
            std::string message;
            CHECK(key_of(steps, process, any, &message) == "steps");
            CHECK(message.find("20") != std::string::npos);
        }
        SamplerSpec reverse;
        reverse.kind = SamplerKind::true_reverse;
        CHECK(key_of(reverse, process, any) == "(no error)");
        CHECK(key_of(reverse, process, three_modes()) == "kind");
        SamplerSpec naive;
        naive.kind = SamplerKind::naive_inverse;
        CHECK(key_of(naive, process, any) == "(no error)");
        CHECK(key_of(naive, process_of(ProcessKind::flow, 20), any) == "kind"); // no signal left at t = 1 to divide by
    }
}
