// The habits of libraries: which levels, what comes before them, the last step, clipping and variance by default, and
// what is refused. Their recorded runs are in simulate_replay_test.cpp.

#include "core/sample/convention.h"

#include "tests/core/experiments.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

SamplerSpec following(Convention convention, SamplerKind kind = SamplerKind::ddim) {
    SamplerSpec spec = sampler_of(kind);
    set_convention(spec, convention);
    return spec;
}

std::vector<std::pair<int, int>> pairs(const std::vector<TimestepPair>& list) {
    std::vector<std::pair<int, int>> out;
    for (const TimestepPair& pair : list) out.push_back({pair.t, pair.s});
    return out;
}
using Pairs = std::vector<std::pair<int, int>>;

/// On any process of T levels.
std::vector<TimestepPair> pairs_of(const SamplerSpec& sampler, int T) {
    return timestep_pairs(sampler, make_process({ProcessKind::flow, T, {}}), gaussian(0, 1));
}

constexpr Convention libraries[] = {Convention::diffusers, Convention::guided_diffusion, Convention::ddim,
                                    Convention::k_diffusion};

} // namespace

TEST_SUITE("core/convention") {
    TEST_CASE("paper is what a sampler is without a convention") {
        for (const SamplerKind kind : {SamplerKind::ddim, SamplerKind::ddpm, SamplerKind::heun}) {
            CHECK(following(Convention::paper, kind) == sampler_of(kind));
        }
    }

    TEST_CASE("what the libraries do by default") {
        const SamplerSpec df = following(Convention::diffusers), gd = following(Convention::guided_diffusion),
                          er = following(Convention::ddim), k = following(Convention::k_diffusion);
        CHECK(df.spacing == Spacing::leading);
        CHECK(gd.spacing == Spacing::sections);
        CHECK(er.spacing == Spacing::stride);
        CHECK(k.spacing == Spacing::all);
        CHECK(df.clip.kind == Clip::Kind::static_); // clip_sample = True
        CHECK_FALSE(df.clip.rederive_eps);
        CHECK(gd.clip.kind == Clip::Kind::static_); // clip_denoised = True
        CHECK(gd.clip.rederive_eps);
        CHECK_FALSE(er.clip.on());
        CHECK_FALSE(k.clip.on());
        CHECK(df.inversion == Inversion::diffusers);
        CHECK(gd.inversion == Inversion::guided);

        CHECK(following(Convention::diffusers, SamplerKind::ddpm).variance == Variance::small);
        CHECK(following(Convention::diffusers, SamplerKind::ddpm).clip.rederive_eps);
        CHECK(following(Convention::guided_diffusion, SamplerKind::ddpm).variance == Variance::large);
        CHECK(following(Convention::ddim, SamplerKind::ddpm).variance == Variance::large);
        CHECK(following(Convention::ddim, SamplerKind::ddpm).clip.kind == Clip::Kind::static_);
    }

    TEST_CASE(
        "whatever a sampler was, following a library makes it one that the library has, and coming back undoes it") {
        SamplerSpec spec = sampler_of(SamplerKind::ddim, 0.5);
        spec.spacing = Spacing::quadratic;
        spec.steps = 7;
        spec.corrector_steps = 3;
        spec.churn.s_churn = 1;
        spec.final_noise = true;
        const Process process = make_process(process_spec(ProcessKind::vp, 100));
        for (const Convention convention : libraries) {
            SamplerSpec theirs = spec;
            set_convention(theirs, convention);
            CHECK(error_key([&] { plan(theirs, process, gaussian(0, 1)); }) == "(no error)");
            CHECK(theirs.steps == 7);
            CHECK(theirs.eta == 0.5);
            set_convention(theirs, Convention::paper);
            CHECK_FALSE(theirs.clip.on());
            CHECK(theirs.convention == Convention::paper);
        }
    }

    TEST_CASE("levels: guided-diffusion's strides and sections, ermongroup's 63 steps for 60, diffusers' offsets") {
        SamplerSpec er = following(Convention::ddim);
        er.steps = 60;
        const std::vector<TimestepPair> sixty = pairs_of(er, 1000);
        CHECK(sixty.size() == 63); // range(0, 1000, 16)
        CHECK(reverse_steps(er, 1000) == 63);
        CHECK(sixty.front().t == 1 + 62 * 16);
        CHECK(sixty.back().t == 1);
        er.steps = 50;
        CHECK(pairs_of(er, 1000).size() == 50);

        SamplerSpec gd = following(Convention::guided_diffusion);
        gd.sections = {3, 2};
        CHECK(pairs(pairs_of(gd, 10)) == Pairs{{10, 6}, {6, 5}, {5, 3}, {3, 1}, {1, 0}});
        CHECK(reverse_steps(gd, 10) == 5);
        gd.sections = {6, 2};
        CHECK(error_key([&] { pairs_of(gd, 10); }) == "sections");
        gd.spacing = Spacing::ddim_stride;
        gd.sections.clear();
        gd.steps = 7; // ceil(1000 / 143) = 7: labels 0, 143, ..., 858
        CHECK(pairs_of(gd, 1000).front().t == 859);
        CHECK(pairs_of(gd, 1000).back().t == 1);
        gd.steps = 60; // ceil(1000 / 17) = 59, ceil(1000 / 16) = 63
        std::string message;
        CHECK(error_key([&] { pairs_of(gd, 1000); }, &message) == "steps");
        CHECK(message.find("allowed: 59, 63") != std::string::npos);
        CHECK(nearest_steps(Spacing::ddim_stride, 1000, 60) == 59);
        CHECK(nearest_steps(Spacing::ddim_stride, 1000, 62) == 63);
        for (const int T : {2, 7, 60, 1000}) { // by the library's own search
            for (int S = 1; S <= T; ++S) {
                int found = 0;
                for (int stride = T - 1; stride >= 1; --stride)
                    if ((T + stride - 1) / stride == S) found = stride;
                const bool ours = error_key([&] { timesteps(Spacing::ddim_stride, T, S); }) == "(no error)";
                CHECK(ours == (found > 0));
                if (found > 0 && S > 1) CHECK(timesteps(Spacing::ddim_stride, T, S)[1] == 1 + found);
                const int near = nearest_steps(Spacing::ddim_stride, T, S);
                CHECK(error_key([&] { timesteps(Spacing::ddim_stride, T, near); }) == "(no error)");
            }
        }

        SamplerSpec df = following(Convention::diffusers);
        df.steps = 4;
        df.steps_offset = 1;
        CHECK(pairs(pairs_of(df, 100)) == Pairs{{77, 52}, {52, 27}, {27, 2}, {2, 0}});
        df.set_alpha_to_one = false;
        CHECK(pairs_of(df, 100).back().s == 1);
        df.steps = 100;
        CHECK(error_key([&] { pairs_of(df, 100); }) == "steps_offset");
    }

    TEST_CASE("diffusers' DDIM takes t - T//S for the level before, whatever the list says; its DDPM reads the list") {
        SamplerSpec df = following(Convention::diffusers);
        df.spacing = Spacing::linspace;
        df.steps = 3; // labels 99, 50 (49.5 to even), 0; T//S = 33
        CHECK(pairs(pairs_of(df, 100)) == Pairs{{100, 67}, {51, 18}, {1, 0}});
        df.kind = SamplerKind::ddpm;
        CHECK(pairs(pairs_of(df, 100)) == Pairs{{100, 51}, {51, 1}, {1, 0}});
        // And every state keeps the level that it has, not the one that the next step takes it for.
        df.kind = SamplerKind::ddim;
        df.clip = {};
        const Run run = simulate(experiment_of(gaussian(0.6, 0.16), process_spec(ProcessKind::vp, 100), {df}, 20'000));
        const SamplerRun& sampler = run.samplers[0];
        CHECK(sampler.levels() == std::vector<int>{100, 67, 18, 0});
        CHECK(sampler.level_of(1).b == run.process().levels[67].b);
        CHECK(sampler.steps()[1].from.b == run.process().levels[51].b);
        CHECK(sampler.state_at(51) == 1);
        CHECK(sampler.state_at(18) == 2);
        for (std::size_t i = 0; i < 4; ++i)
            CHECK(std::abs(sampler.moments[i].mean[0] - sampler.predicted[i].mean[0]) <
                  5 * sampler.moments[i].se_mean[0]);
    }

    TEST_CASE("diffusers' trailing list may have a label -1, which is refused by name; without the convention S levels "
              "stay") {
        SamplerSpec df = following(Convention::diffusers);
        df.spacing = Spacing::trailing;
        df.steps = 61;
        std::string message;
        CHECK(error_key([&] { pairs_of(df, 1000); }, &message) == "steps");
        INFO(message);
        CHECK(message.find("lists 62 labels for 61 trailing steps of 1000, the last -1") != std::string::npos);
        CHECK(message.find("allowed: 60, 62 or another spacing, or convention = \"paper\"") != std::string::npos);
        CHECK(nearest_steps(df, 1000, 61) == 60);
        CHECK(nearest_steps(df, 1000, 122) == 120); // 121 has one label too many as well
        for (int S = 1; S <= 1000; ++S) {
            df.steps = S;
            CHECK(error_key([&] { pairs_of(df, 1000); }) == (trailing_overshoots(1000, S) ? "steps" : "(no error)"));
            df.steps = nearest_steps(df, 1000, S);
            CHECK(error_key([&] { pairs_of(df, 1000); }) == "(no error)");
        }
        df.convention = Convention::paper;
        df.steps = 61;
        CHECK(pairs_of(df, 1000).size() == 61);
    }

    TEST_CASE("noise in the last step: diffusers where that leaves from above level 1, others never") {
        const Process process = make_process(process_spec(ProcessKind::vp, 100));
        const auto last = [&](SamplerSpec spec, Spacing spacing, Variance variance) {
            spec.spacing = spacing;
            spec.variance = variance;
            spec.steps = 4;
            return plan(spec, process, gaussian(0, 1)).back();
        };
        const SamplerSpec df = following(Convention::diffusers, SamplerKind::ddpm),
                          gd = following(Convention::guided_diffusion, SamplerKind::ddpm);
        CHECK_FALSE(last(df, Spacing::leading, Variance::large).noisy());
        const StepCoefficients loud = last(df, Spacing::trailing, Variance::large);
        CHECK(loud.noise(0, 0) == doctest::Approx(loud.from.b).epsilon(1e-12)); // sqrt(1 - alpha_bar_t)
        CHECK(last(df, Spacing::trailing, Variance::small).noise(0, 0) ==
              doctest::Approx(1e-10).epsilon(1e-12)); // its clamp
        CHECK_FALSE(last(gd, Spacing::sections, Variance::large).noisy());
    }

    TEST_CASE("what a library does not have is refused, with the key and what it has") {
        const auto key = [](Convention convention, SamplerKind kind, const std::function<void(SamplerSpec&)>& change,
                            std::string* message) {
            SamplerSpec spec = following(convention, kind);
            change(spec);
            return error_key([&] { check_convention(spec); }, message);
        };
        struct Case {
            Convention convention;
            SamplerKind kind;
            std::function<void(SamplerSpec&)> change;
            const char *key, *says;
        };
        using C = Convention;
        using K = SamplerKind;
        const Case cases[] = {
            {C::diffusers, K::heun, [](SamplerSpec&) {}, "kind", "ddim, ddpm"},
            {C::k_diffusion, K::ddpm, [](SamplerSpec&) {}, "kind", "euler_ancestral"},
            {C::diffusers, K::ddim, [](SamplerSpec& s) { s.spacing = Spacing::quadratic; }, "spacing", "trailing"},
            {C::ddim, K::ddim, [](SamplerSpec& s) { s.spacing = Spacing::uniform; }, "spacing",
             "which it calls uniform"},
            {C::guided_diffusion, K::ddim, [](SamplerSpec& s) { s.spacing = Spacing::leading; }, "spacing",
             "ddim-stride"},
            {C::diffusers, K::ddim, [](SamplerSpec& s) { s.churn.s_churn = 1; }, "churn", "0"},
            {C::k_diffusion, K::heun, [](SamplerSpec& s) { s.corrector_steps = 1; }, "corrector_steps", "0"},
            {C::diffusers, K::ddpm, [](SamplerSpec& s) { s.final_noise = true; }, "final_noise", "by itself"},
            {C::guided_diffusion, K::ddpm, [](SamplerSpec& s) { s.final_noise = true; }, "final_noise", "none"},
            {C::ddim, K::ddpm, [](SamplerSpec& s) { s.variance = Variance::small; }, "variance", "large"},
            {C::ddim, K::ddpm, [](SamplerSpec& s) { s.clip = {}; }, "clip", "always"},
            {C::ddim, K::ddim, [](SamplerSpec& s) { s.clip.kind = Clip::Kind::static_; }, "clip", "off"},
            {C::k_diffusion, K::ddim, [](SamplerSpec& s) { s.clip.kind = Clip::Kind::static_; }, "clip", "off"},
            {C::guided_diffusion, K::ddim, [](SamplerSpec& s) { s.clip.kind = Clip::Kind::dynamic; }, "clip", "static"},
            {C::guided_diffusion, K::ddim, [](SamplerSpec& s) { s.clip.rederive_eps = false; }, "rederive_eps", "true"},
            {C::diffusers, K::ddpm, [](SamplerSpec& s) { s.clip.rederive_eps = false; }, "rederive_eps", "true"},
            {C::diffusers, K::ddim,
             [](SamplerSpec& s) {
                 s.spacing = Spacing::trailing;
                 s.steps_offset = 1;
             },
             "steps_offset", "leading"},
        };
        for (const Case& c : cases) {
            std::string message;
            CAPTURE(c.key);
            CHECK(key(c.convention, c.kind, c.change, &message) == c.key);
            INFO(message);
            CHECK(message.find(c.says) != std::string::npos);
            CHECK(message.find("; allowed: ") != std::string::npos);
            CHECK(message.find("convention = \"paper\"") != std::string::npos);
        }
        for (const Convention convention : libraries) {
            std::string message;
            CHECK(key(
                      convention, K::ddim, [](SamplerSpec&) {}, &message) == "(no error)");
        }
        CHECK(key(
                  C::diffusers, K::ddim, [](SamplerSpec& s) { s.clip = {}; }, nullptr) == "(no error)");
        CHECK(key(
                  C::k_diffusion, K::heun, [](SamplerSpec& s) { s.churn.s_churn = 3; }, nullptr) == "(no error)");
    }
}
