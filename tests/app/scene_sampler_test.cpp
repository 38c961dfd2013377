// [[sampler]] tables: names, aliases, which keys go with which, and that all of it survives being written.

#include "app/base/text.h"
#include "app/scene/scene.h"
#include "tests/app/scene_text.h"

#include <doctest/doctest.h>

#include <cstring>
#include <random>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

SamplerSpec parsed_sampler(const std::string& toml) { return parse("[[sampler]]\n" + toml).samplers.at(0); }

/// The complaint about a [[sampler]] whose keys begin in line 2.
void check_sampler_message(const std::string& toml, const std::string& begins, const std::string& contains) {
    CAPTURE(toml);
    std::string message = "no complaint";
    try {
        parsed_sampler(toml);
    } catch (const SceneError& e) {
        message = e.what();
    }
    INFO(message);
    CHECK(message.rfind("scene.toml:" + begins, 0) == 0);
    CHECK(message.find(contains) != std::string::npos);
    CHECK(message.find("; allowed: ") != std::string::npos);
}

} // namespace

TEST_CASE("the rules by name, and their names by default") {
    const std::pair<const char*, SamplerKind> rules[] = {
        {"heun", SamplerKind::heun},           {"dpm-solver++", SamplerKind::dpm_solver},
        {"euler-ode", SamplerKind::euler_ode}, {"euler_maruyama", SamplerKind::euler_maruyama},
        {"forward", SamplerKind::forward},
    };
    for (const auto& [spelling, kind] : rules) {
        const SamplerSpec spec = parsed_sampler(std::string("kind = \"") + spelling + "\"\n");
        CHECK(spec.kind == kind);
        CHECK(spec.name == fact(kind).name);
        CHECK(!folder_name(spec.name).empty());
    }
    CHECK(parsed_sampler("kind = \"euler-maruyama\"\nfinal_noise = true\n").final_noise);
}

TEST_CASE("euler-sigma and ancestral are DDIM, and a resolved scene says so") {
    const SamplerSpec euler = parsed_sampler("kind = \"euler-sigma\"\n"),
                      ancestral = parsed_sampler("kind = \"ancestral\"\n");
    CHECK(euler.kind == SamplerKind::ddim);
    CHECK(euler.eta == 0);
    CHECK(euler.name == "Euler");
    CHECK(ancestral.kind == SamplerKind::ddim);
    CHECK(ancestral.eta == 1);
    CHECK(ancestral.name == "Ancestral");
    CHECK(parsed_sampler("kind = \"ancestral\"\neta = 0.5\n").eta == 0.5);
    CHECK(write_scene(parse("[[sampler]]\nkind = \"ancestral\"\n")).find("kind = \"ddim\"\neta = 1.0\n") !=
          std::string::npos);
    check_sampler_message("kind = \"euler-sigma\"\neta = 0.5\n", "3: sampler[0].eta = 0.5: does not apply",
                          "euler-sigma");
    const Experiment twice = parse("[[sampler]]\nkind = \"ancestral\"\n[[sampler]]\nkind = \"ancestral\"\n");
    CHECK(twice.samplers[1].name == "Ancestral 2");
}

TEST_CASE("churn and correctors: their keys, and where those have no meaning") {
    const SamplerSpec heun =
        parsed_sampler("kind = \"heun\"\nchurn = 40\ns_noise = 1.003\ns_tmin = 0.05\ns_tmax = 50\ncorrector_steps = 2\n"
                       "corrector_snr = 0.1\n");
    CHECK(heun.churn == Churn{40, 1.003, 0.05, 50.0});
    CHECK(heun.corrector_steps == 2);
    CHECK(heun.corrector_snr == 0.1);
    CHECK(parsed_sampler("kind = \"ddim\"\nchurn = 1\n").churn.s_churn == 1);

    check_sampler_message("kind = \"ddpm\"\nchurn = 1\n", "3: sampler[0].churn = 1: does not apply", "kind = \"ddpm\"");
    check_sampler_message("kind = \"heun\"\ns_noise = 1\n", "3: sampler[0].s_noise = 1: does not apply",
                          "without churn");
    check_sampler_message("corrector_snr = 0.1\n", "2: sampler[0].corrector_snr = 0.1: does not apply",
                          "without corrector_steps");
    check_sampler_message("kind = \"heun\"\nchurn = -1\n", "3: sampler[0].churn = -1: ", "0 (none) to");
    check_sampler_message("kind = \"heun\"\nchurn = 1\ns_tmin = 3\ns_tmax = 2\n",
                          "5: sampler[0].s_tmax = 2: ", "s_tmin and more");
    check_sampler_message("kind = \"heun\"\nchurn = 1\ns_noise = 0\n", "4: sampler[0].s_noise = 0: ", "above 0");
    check_sampler_message("corrector_steps = 21\n", "2: sampler[0].corrector_steps = 21: out of range", "0 to 20");
    check_sampler_message("corrector_steps = 1\ncorrector_snr = 1\n", "3: sampler[0].corrector_snr = 1: ", "below 1");
}

TEST_CASE("clipping: its keys, and where those have no meaning") {
    const SamplerSpec spec =
        parsed_sampler("clip = \"dynamic\"\nclip_range = 2\nclip_percentile = 0.9\nrederive_eps = false\n");
    CHECK(spec.clip == Clip{Clip::Kind::dynamic, 2, 0.9, false});
    CHECK(parsed_sampler("clip = \"off\"\n").clip == Clip{});
    check_sampler_message("clip_range = 2\n", "2: sampler[0].clip_range = 2: does not apply", "clip = \"off\"");
    check_sampler_message("clip = \"static\"\nclip_percentile = 0.9\n",
                          "3: sampler[0].clip_percentile = 0.9: does not apply", "clip = \"static\"");
    check_sampler_message("clip = \"static\"\nclip_range = 0\n", "3: sampler[0].clip_range = 0: ", "above 0");
    check_sampler_message("clip = \"hard\"\n", "2: sampler[0].clip = \"hard\": is none of the names",
                          "off, static, dynamic");
}

TEST_CASE("an encoded start and its inversion") {
    CHECK(parsed_sampler("start = \"encoded\"\n").inversion == Inversion::explicit_);
    CHECK(parsed_sampler("start = \"encoded\"\ninversion = \"implicit\"\n").inversion == Inversion::implicit);
    check_sampler_message("inversion = \"implicit\"\n", "2: sampler[0].inversion = \"implicit\": does not apply",
                          "start = \"prior\"");
    check_sampler_message("start = \"encoded\"\ninversion = \"implicit\"\nclip = \"static\"\n",
                          "3: sampler[0].inversion = \"implicit\": ", "clip = \"off\"");
}

TEST_CASE("conventions: defaults, explicit keys that win, and what a library does not have") {
    const auto on_chain = [](const std::string& toml) {
        return parse("[process]\nkind = \"vp\"\nsteps = 1000\n[[sampler]]\n" + toml).samplers.at(0);
    };
    const SamplerSpec df = on_chain("convention = \"diffusers\"\nsteps = 50\n");
    CHECK(df.convention == Convention::diffusers);
    CHECK(df.spacing == Spacing::leading);
    CHECK(df.clip.kind == Clip::Kind::static_);
    CHECK_FALSE(df.clip.rederive_eps);
    const SamplerSpec sd = on_chain("convention = \"diffusers\"\nsteps = 50\nclip = \"off\"\nsteps_offset = 1\n"
                                    "set_alpha_to_one = false\n");
    CHECK_FALSE(sd.clip.on());
    CHECK(sd.steps_offset == 1);
    CHECK_FALSE(sd.set_alpha_to_one);
    CHECK(on_chain("kind = \"ddpm\"\nconvention = \"guided-diffusion\"\nsections = [10, 5]\n").steps == 15);
    CHECK(on_chain("kind = \"ddpm\"\nconvention = \"guided_diffusion\"\nsteps = 15\n").variance == Variance::large);
    CHECK(on_chain("convention = \"ddim\"\nsteps = 60\n").spacing == Spacing::stride);

    check_sampler_message("convention = \"diffusers\"\nkind = \"heun\"\n",
                          "3: sampler[0].kind = \"heun\": diffusers has no such sampler",
                          "ddim, ddpm, or convention = \"paper\"");
    check_sampler_message("convention = \"ddim\"\nspacing = \"uniform\"\n",
                          "3: sampler[0].spacing = \"uniform\": ermongroup/ddim", "stride (which it calls uniform)");
    check_sampler_message("kind = \"ddpm\"\nconvention = \"diffusers\"\nfinal_noise = true\n",
                          "4: sampler[0].final_noise = true: ", "by itself");
    check_sampler_message("steps_offset = 1\n", "2: sampler[0].steps_offset = 1: does not apply",
                          "convention = \"paper\"");
    check_sampler_message("convention = \"diffusers\"\nkind = \"ddpm\"\nset_alpha_to_one = false\n",
                          "4: sampler[0].set_alpha_to_one = false: does not apply", "kind = \"ddpm\"");
    check_sampler_message("sections = [1, 2]\n", "2: sampler[0].sections = [1, 2]: does not apply",
                          "spacing = \"all\"");
    check_sampler_message("spacing = \"sections\"\nsections = [1.5]\n",
                          "3: sampler[0].sections = [1.5]: ", "whole numbers");
    check_sampler_message("spacing = \"sections\"\nsections = [99, 2]\n",
                          "3: sampler[0].sections = [99, 2]: ", "1 to 50");
    check_sampler_message("spacing = \"sections\"\nsections = [5, 2]\nsteps = 8\n",
                          "4: sampler[0].steps = 8: ", "7, or none");
    check_sampler_message("spacing = \"ddim-stride\"\nsteps = 60\n", "3: sampler[0].steps = 60: no whole stride",
                          "50, 100");
    check_sampler_message("spacing = \"ddim-stride\"\nsteps = 60\n", "3: sampler[0].steps = 60",
                          "any other 100 / stride rounded up, or");
    check_sampler_message("convention = \"pytorch\"\n", "2: sampler[0].convention = \"pytorch\": is none of the names",
                          "k-diffusion");
}

TEST_CASE("what of a spacing is allowed is said for the levels that there are") {
    const auto complaint = [](int T, const std::string& read_sampler) {
        try {
            parse("[process]\nkind = \"vp\"\nsteps = " + std::to_string(T) + "\n[[sampler]]\n" + read_sampler);
        } catch (const SceneError& e) {
            return std::string(e.what());
        }
        return std::string();
    };
    const auto ends = [](const std::string& text, const std::string& end) {
        return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
    };
    // One step of ten starts at level 1: up to nine more are levels.
    const std::string one = "convention = \"diffusers\"\nsteps = 1\nsteps_offset = ";
    for (const char* bad : {"-1", "10", "1000", "1001", "100001", "4000000000000000000"})
        CHECK(ends(complaint(10, one + bad), " from 0 to 9"));
    for (const char* good : {"0", "9"}) CHECK(complaint(10, one + good) == "");
    CHECK(complaint(2000, one + "1999") == "");
    // Three steps of ten: 1, 4, 7.
    CHECK(ends(complaint(10, "convention = \"diffusers\"\nsteps = 3\nsteps_offset = 4"), " from 0 to 3"));
    CHECK(ends(complaint(10, "convention = \"diffusers\"\nsteps = 10\nsteps_offset = 1"), " from 0 to 0"));

    const std::string stride = "spacing = \"ddim-stride\"\nsteps = 1\n";
    CHECK(ends(complaint(1, stride), "; allowed: spacing = \"sections\""));
    CHECK(ends(complaint(2, stride), "; allowed: 2, or spacing = \"sections\""));
    CHECK(ends(complaint(3, stride), "; allowed: 2, any other 3 / stride rounded up, or spacing = \"sections\""));
    for (const int T : {7, 30, 100}) // what a message allows is allowed
        for (int k = 1; k < T; ++k) {
            const int S = (T + k - 1) / k;
            CHECK(complaint(T, "spacing = \"ddim-stride\"\nsteps = " + std::to_string(S)) == "");
        }
}

TEST_CASE("the forward chain has levels, and nothing that is about noise to start from or a denoiser") {
    const SamplerSpec chain =
        parsed_sampler("kind = \"forward\"\nsteps = 50\nspacing = \"trailing\"\nconvention = \"paper\"\n");
    CHECK(chain.kind == SamplerKind::forward);
    CHECK(chain.steps == 50);
    CHECK(chain.spacing == Spacing::trailing);
    const char* const foreign[][2] = {
        {"eta", "0.5"},      {"variance", "\"large\""}, {"final_noise", "false"},  {"churn", "1"},
        {"clip", "\"off\""}, {"start", "\"exact\""},    {"denoiser", "\"exact\""}, {"corrector_steps", "1"}};
    for (const auto& [key, value] : foreign)
        check_sampler_message(std::string("kind = \"forward\"\n") + key + " = " + value + "\n",
                              std::string("3: sampler[0].") + key + " = ", "does not apply");
    check_sampler_message("kind = \"forward\"\nconvention = \"diffusers\"\n",
                          "2: sampler[0].kind = \"forward\": diffusers has no such", "ddim, ddpm");
    const std::string written = write_scene(parse("[[sampler]]\nkind = \"forward\"\n"));
    CHECK(written.find("kind = \"forward\"\nspacing = \"all\"\n\n[run]") != std::string::npos);
}

TEST_CASE("what is written reads back the same") {
    std::mt19937_64 random(3);
    const auto real = [&](double lo, double hi) { return std::uniform_real_distribution<double>(lo, hi)(random); };
    const auto coin = [&] { return random() % 2 == 0; };
    for (int i = 0; i < 500; ++i) {
        Experiment e;
        SamplerSpec& s = e.samplers.emplace_back();
        do s.kind = facts<SamplerKind>()[random() % facts<SamplerKind>().size()].value;
        while (fact(s.kind).from_file); // recorded_file_test.cpp
        if (s.kind == SamplerKind::euler_maruyama || s.kind == SamplerKind::ddpm) s.final_noise = coin();
        if (takes_churn(s.kind) && coin()) {
            s.churn = {real(0.1, 9), real(0.9, 1.1), real(0, 1), std::nullopt};
            if (coin()) s.churn.s_tmax = real(1, 2);
        }
        if (coin()) {
            s.corrector_steps = 1 + static_cast<int>(random() % 20);
            s.corrector_snr = real(0.01, 0.9);
        }
        if (coin()) set_convention(s, facts<Convention>()[random() % facts<Convention>().size()].value);
        if (!has_kind(s.convention, s.kind)) set_convention(s, Convention::paper);
        const bool paper = s.convention == Convention::paper;
        if (s.corrector_steps == 0) s.corrector_snr = SamplerSpec{}.corrector_snr;
        if ((paper || s.convention == Convention::diffusers) && coin())
            s.clip = {coin() ? Clip::Kind::static_ : Clip::Kind::off, 1, 0.995, s.clip.rederive_eps};
        if (paper && coin()) s.clip = {Clip::Kind::dynamic, real(0.5, 2), real(0.5, 1), coin()};
        if (!s.clip.on()) s.clip.rederive_eps = s.convention != Convention::diffusers || s.kind == SamplerKind::ddpm;
        if (s.convention == Convention::diffusers && s.kind == SamplerKind::ddim) s.set_alpha_to_one = coin();
        if (s.convention == Convention::diffusers) {
            s.steps = 7;
            s.steps_offset = static_cast<int>(random() % 2);
        }
        if (s.convention == Convention::guided_diffusion && coin()) {
            s.sections = {3, 2};
            s.steps = 5;
        }
        if (coin()) s.start = Start::encoded;
        if (s.start == Start::encoded && !s.clip.on()) s.inversion = facts<Inversion>()[random() % 4].value;
        if (s.kind == SamplerKind::forward) { // it has levels, and nothing else
            const std::optional<int> steps = s.steps;
            s = SamplerSpec{};
            s.kind = SamplerKind::forward;
            s.steps = steps;
        }
        const std::string toml = write_scene(e);
        CAPTURE(toml);
        const Experiment back = parse(toml);
        REQUIRE(back == e);
        REQUIRE(write_scene(back) == toml);
    }
}
