// spacing = "optimal": levels at even angles arctan(b / (a sigma_data)), and what that does for DDIM on Gaussian data.

#include "core/measure/closed_form.h"
#include "core/sample/convention.h"

#include "tests/core/experiments.h"
#include "tests/core/visited_levels.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

SamplerSpec ddim_on(Spacing spacing, int S) {
    SamplerSpec spec = sampler_of(SamplerKind::ddim);
    spec.spacing = spacing;
    spec.steps = S;
    spec.start = Start::exact;
    return spec;
}

/// Standard deviation that DDIM ends with, over that of the data.
double kept(const SamplerSpec& spec, const Process& process, const Target& target) {
    const std::vector<StepCoefficients> steps = plan(spec, process, target);
    const Target start = start_law(spec, process, target);
    const Gaussian out = predict(steps, target, {start.mean(), start.cov()}).back();
    return std::sqrt(out.cov(0, 0) / target.cov()(0, 0));
}

} // namespace

TEST_SUITE("core/spacing optimal") {
    TEST_CASE("by angle: nearest to even, none twice, the last always among them") {
        CHECK(timesteps_by_angle({0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, 3) == std::vector<int>{2, 4, 6});
        CHECK(timesteps_by_angle({0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, 1) == std::vector<int>{6});
        CHECK(timesteps_by_angle({0.26, 0.29, 0.55, 0.61, 0.9}, 3) == std::vector<int>{2, 4, 5});
        // Nearly all angle lies below the first level: the others follow as closely as they can.
        CHECK(timesteps_by_angle({1.0, 1.01, 1.02, 1.03}, 3) == std::vector<int>{1, 2, 4});
        // And above the last but one.
        CHECK(timesteps_by_angle({0.01, 0.02, 0.03, 1.0}, 3) == std::vector<int>{2, 3, 4});
        for (int S = 1; S <= 40; ++S) {
            std::vector<double> angles;
            for (int k = 1; k <= 40; ++k) angles.push_back(std::atan(k * k * 0.01));
            const std::vector<int> tau = timesteps_by_angle(angles, S);
            REQUIRE(static_cast<int>(tau.size()) == S);
            CHECK(tau.front() >= 1);
            CHECK(tau.back() == 40);
            CHECK(std::adjacent_find(tau.begin(), tau.end(), std::greater_equal<int>()) == tau.end());
        }
        CHECK(error_key([] { timesteps_by_angle({0.1, 0.2}, 3); }) == "steps");
        CHECK(error_key([] { timesteps_by_angle({0.1, 0.2}, 0); }) == "steps");
    }

    TEST_CASE("DDIM keeps prod cos(dphi) of the spread; on fine chains that is cos(Phi/S)^S, and no other spacing "
              "keeps more") {
        const ScheduleSpec linear{ScheduleKind::linear, 1e-4, 0.02, {}}, cosine{ScheduleKind::cosine, 0, 0, {}};
        for (const ProcessSpec& spec : {ProcessSpec{ProcessKind::vp, 1000, linear},
                                        {ProcessKind::vp, 1000, cosine},
                                        {ProcessKind::ve, 4000, {}},
                                        {ProcessKind::flow, 1000, {}}}) {
            const Process process = make_process(spec);
            for (const double s : {0.5, 2.0}) {
                const Target target = gaussian(0.3, s * s);
                const auto angle = [&](int level) {
                    return std::atan2(process.levels[level].b, process.levels[level].a * s);
                };
                const double Phi = angle(process.steps());
                for (const int S :
                     {3, 10, 25}) { // flow and cosine end at no signal, where S = 2 ends in nothing like S
                    const SamplerSpec optimal = ddim_on(Spacing::optimal, S);
                    const std::vector<int> levels = visited_levels(optimal, process, target);
                    REQUIRE(static_cast<int>(levels.size()) == S + 1);
                    double product = 1;
                    for (int i = 0; i < S; ++i) product *= std::cos(angle(levels[i]) - angle(levels[i + 1]));
                    const double ours = kept(optimal, process, target);
                    CHECK(ours == doctest::Approx(product).epsilon(1e-11));
                    CHECK(ours <= std::pow(std::cos(Phi / S), S) * (1 + 1e-12)); // even angles are the best there is
                    CHECK(ours == doctest::Approx(std::pow(std::cos(Phi / S), S)).epsilon(0.01));
                    for (const Spacing other : {Spacing::trailing, Spacing::linspace})
                        CHECK(kept(ddim_on(other, S), process, target) < ours);
                }
            }
        }
    }

    TEST_CASE("the data's spread decides, whatever the target; data without any get the levels beside them") {
        const Process process = make_process({ProcessKind::ve, 100, {}});
        const SamplerSpec spec = ddim_on(Spacing::optimal, 5);
        Target two{{Component{0.5, vec(-1), mat(0)}, Component{0.5, vec(1), mat(0)}}}; // deviation 1
        CHECK(visited_levels(spec, process, two) == visited_levels(spec, process, gaussian(3, 1)));
        CHECK(visited_levels(spec, process, gaussian(0, 1)) != visited_levels(spec, process, gaussian(0, 0.01)));
        two.components[0].mean = two.components[1].mean;
        CHECK(visited_levels(spec, process, two) == std::vector<int>{100, 4, 3, 2, 1, 0});
    }
}
