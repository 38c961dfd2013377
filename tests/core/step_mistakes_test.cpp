// What a wrong step looks like: the usual mistakes, each made by an author's own code and found again.

#include "tests/core/recorded_author.h"

#include "core/spec/facts.h"

using namespace halfstep;
using namespace halfstep::testing;

TEST_SUITE("core/step_mistakes") {
    TEST_CASE("usual mistakes of DDPM are named, and what they explain is counted") {
        const Author a;
        const auto sigma = [&](int t) { return t > 1 ? std::sqrt(a.beta_tilde(t)) : 0; };
        const auto mean = [&](double x, int t, double of_x, double of_eps) {
            return of_x * x + of_eps * a.eps_hat(x, a.at(t));
        };
        const auto alpha = [&](int t) { return 1 - a.beta_at(t); };
        struct Case {
            const char* words;
            std::function<double(double, int, double)> rule;
            Variance meant = Variance::small;
        };
        const std::vector<Case> cases = {
            {"⟨β⟩ in place of ⟨β̃⟩ as the variance of its noise",
             [&](double x, int t, double z) { return a.ddpm_mean(x, t) + (t > 1 ? std::sqrt(a.beta_at(t)) : 0) * z; }},
            {"noise times the variance, not times its root",
             [&](double x, int t, double z) { return a.ddpm_mean(x, t) + sigma(t) * sigma(t) * z; }},
            {"no noise", [&](double x, int t, double) { return a.ddpm_mean(x, t); }},
            {"noise that is subtracted", [&](double x, int t, double z) { return a.ddpm_mean(x, t) - sigma(t) * z; }},
            {"the standard deviation of the next step's noise",
             [&](double x, int t, double z) {
                 return a.ddpm_mean(x, t) + (t > 2 ? std::sqrt(a.beta_tilde(t - 1)) : 0) * z;
             }},
            {"the denoiser told t − 1",
             [&](double x, int t, double z) {
                 const double eps = a.eps_hat(x, a.at(t > 1 ? t - 1 : 1));
                 return (x - a.beta_at(t) / std::sqrt(1 - a.at(t)) * eps) / std::sqrt(alpha(t)) + sigma(t) * z;
             }},
            {"⟨√β⟩ in place of ⟨b⟩ below the ⟨β⟩ before ε̂",
             [&](double x, int t, double z) {
                 return mean(x, t, 1 / std::sqrt(alpha(t)), -std::sqrt(a.beta_at(t) / alpha(t))) + sigma(t) * z;
             }},
            {"⟨1/√ᾱ⟩ in place of ⟨1/√α⟩ in front",
             [&](double x, int t, double z) {
                 const double f = 1 / std::sqrt(a.at(t));
                 return mean(x, t, f, -f * a.beta_at(t) / std::sqrt(1 - a.at(t))) + sigma(t) * z;
             }},
            {"no factor ⟨1/√α⟩ in front",
             [&](double x, int t, double z) {
                 return mean(x, t, 1, -a.beta_at(t) / std::sqrt(1 - a.at(t))) + sigma(t) * z;
             }},
            {"⟨1/√α⟩ before xₜ alone",
             [&](double x, int t, double z) {
                 return mean(x, t, 1 / std::sqrt(alpha(t)), -a.beta_at(t) / std::sqrt(1 - a.at(t))) + sigma(t) * z;
             }},
            {"⟨b²⟩ in place of ⟨b⟩ below the ⟨β⟩ before ε̂",
             [&](double x, int t, double z) {
                 const double f = 1 / std::sqrt(alpha(t));
                 return mean(x, t, f, -f * a.beta_at(t) / (1 - a.at(t))) + sigma(t) * z;
             }},
            {"ε̂ that is added, not subtracted",
             [&](double x, int t, double z) {
                 const double f = 1 / std::sqrt(alpha(t));
                 return mean(x, t, f, f * a.beta_at(t) / std::sqrt(1 - a.at(t))) + sigma(t) * z;
             }},
            {"DDIM's step, η = 0",
             [&](double x, int t, double) {
                 return std::sqrt(a.at(t - 1)) * a.x0_hat(x, a.at(t)) +
                        std::sqrt(1 - a.at(t - 1)) * a.eps_hat(x, a.at(t));
             }},
            {"noise in the last step, too",
             [&](double x, int t, double z) { return a.ddpm_mean(x, t) + std::sqrt(a.beta_at(t)) * z; },
             Variance::large},
        };
        for (const Case& one : cases) {
            CAPTURE(one.words);
            SamplerSpec meant = meant_ddpm();
            meant.variance = one.meant;
            const Run run = authors_run(a, meant, a.run(one.rule));
            const LocalErrors& errors = errors_of(run);
            REQUIRE(errors.first >= 0);
            REQUIRE(errors.explanation);
            CHECK(errors.explanation->words == one.words);
            CHECK(errors.explanation->steps == 30);
        }
    }

    TEST_CASE("x0_hat that is clipped, and DDIM's mean without room for its noise") {
        const Author a;
        SamplerSpec ddim = sampler_of(SamplerKind::ddim, 0.7);
        ddim.name = "DDIM";
        const auto step = [&](double x, int t, double z, bool clip, bool rederive, bool room) {
            double x0 = a.x0_hat(x, a.at(t)), eps = a.eps_hat(x, a.at(t));
            if (clip) x0 = std::clamp(x0, -1.0, 1.0);
            if (clip && rederive) eps = (x - std::sqrt(a.at(t)) * x0) / std::sqrt(1 - a.at(t));
            const double variance = 0.49 * a.beta_tilde(t);
            return std::sqrt(a.at(t - 1)) * x0 + std::sqrt(1 - a.at(t - 1) - (room ? variance : 0)) * eps +
                   std::sqrt(variance) * z;
        };
        struct Case {
            const char* words;
            bool clip, rederive, room;
        };
        for (const Case& one : {Case{"x̂₀ clipped to ±1", true, true, true},
                                Case{"x̂₀ clipped to ±1 and ε̂ as it was before", true, false, true},
                                Case{"⟨bₛ⟩ before ε̂, which leaves no room for the noise", false, true, false}}) {
            CAPTURE(one.words);
            const RecordedStates states =
                a.run([&](double x, int t, double z) { return step(x, t, z, one.clip, one.rederive, one.room); });
            const Run run = authors_run(a, ddim, states);
            const LocalErrors& errors = errors_of(run);
            REQUIRE(errors.explanation);
            CHECK(errors.explanation->words == one.words);
            CHECK(errors.explanation->steps == 30);
        }
    }

    TEST_CASE("noise of its own is told from a wrong step; a wrong spread of it is not") {
        Author other;
        const Author right;
        for (auto& step : other.z) std::rotate(step.begin(), step.begin() + 7, step.end());
        for (const double factor : {1.0, 3.0}) {
            const RecordedStates states =
                other.run([&](double x, int t, double z) { return other.ddpm(x, t, factor * z); });
            const Run run = authors_run(right, meant_ddpm(), states);
            const LocalErrors& errors = errors_of(run);
            CHECK(errors.first == 0);
            REQUIRE(errors.explanation.has_value() == (factor == 1));
            if (factor == 1) {
                CHECK(errors.explanation->words == "noise of its own, of the right size, not the run's");
                CHECK(errors.explanation->steps == 30);
            }
        }
    }
}
