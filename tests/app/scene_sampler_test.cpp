// [[sampler]] tables: names, aliases, which keys go with which, and that all of it survives being written.

#include "app/scene/names.h"
#include "app/scene/scene.h"

#include <doctest/doctest.h>

#include <cstring>
#include <random>

using namespace halfstep;

namespace {

Experiment parse(const std::string& toml) { return parse_scene(toml, "scene.toml"); }
SamplerSpec sampler(const std::string& toml) { return parse("[[sampler]]\n" + toml).samplers.at(0); }

/// The complaint about a [[sampler]] whose keys begin in line 2.
void check(const std::string& toml, const std::string& begins, const std::string& contains) {
    CAPTURE(toml);
    std::string message = "no complaint";
    try {
        sampler(toml);
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
        {"heun", SamplerKind::heun},
        {"dpm-solver++", SamplerKind::dpm_solver},
        {"euler-ode", SamplerKind::euler_ode},
        {"euler_maruyama", SamplerKind::euler_maruyama},
    };
    for (const auto& [spelling, kind] : rules) {
        const SamplerSpec spec = sampler(std::string("kind = \"") + spelling + "\"\n");
        CHECK(spec.kind == kind);
        CHECK(spec.name == default_name(kind));
        CHECK(!folder_name(spec.name).empty());
    }
    CHECK(sampler("kind = \"euler-maruyama\"\nfinal_noise = true\n").final_noise);
}

TEST_CASE("euler-sigma and ancestral are DDIM, and a resolved scene says so") {
    const SamplerSpec euler = sampler("kind = \"euler-sigma\"\n"), ancestral = sampler("kind = \"ancestral\"\n");
    CHECK(euler.kind == SamplerKind::ddim);
    CHECK(euler.eta == 0);
    CHECK(euler.name == "Euler");
    CHECK(ancestral.kind == SamplerKind::ddim);
    CHECK(ancestral.eta == 1);
    CHECK(ancestral.name == "Ancestral");
    CHECK(sampler("kind = \"ancestral\"\neta = 0.5\n").eta == 0.5);
    CHECK(write_scene(parse("[[sampler]]\nkind = \"ancestral\"\n")).find("kind = \"ddim\"\neta = 1.0\n") !=
          std::string::npos);
    check("kind = \"euler-sigma\"\neta = 0.5\n", "3: sampler[0].eta = 0.5: does not apply", "euler-sigma");
    const Experiment twice = parse("[[sampler]]\nkind = \"ancestral\"\n[[sampler]]\nkind = \"ancestral\"\n");
    CHECK(twice.samplers[1].name == "Ancestral 2");
}

TEST_CASE("churn and correctors: their keys, and where those have no meaning") {
    const SamplerSpec heun =
        sampler("kind = \"heun\"\nchurn = 40\ns_noise = 1.003\ns_tmin = 0.05\ns_tmax = 50\ncorrector_steps = 2\n"
                "corrector_snr = 0.1\n");
    CHECK(heun.churn == Churn{40, 1.003, 0.05, 50.0});
    CHECK(heun.corrector_steps == 2);
    CHECK(heun.corrector_snr == 0.1);
    CHECK(sampler("kind = \"ddim\"\nchurn = 1\n").churn.s_churn == 1);

    check("kind = \"ddpm\"\nchurn = 1\n", "3: sampler[0].churn = 1: does not apply", "kind = \"ddpm\"");
    check("kind = \"heun\"\ns_noise = 1\n", "3: sampler[0].s_noise = 1: does not apply", "without churn");
    check("corrector_snr = 0.1\n", "2: sampler[0].corrector_snr = 0.1: does not apply", "without corrector_steps");
    check("kind = \"heun\"\nchurn = -1\n", "3: sampler[0].churn = -1: ", "0 (none) to");
    check("kind = \"heun\"\nchurn = 1\ns_tmin = 3\ns_tmax = 2\n", "5: sampler[0].s_tmax = 2: ", "s_tmin and more");
    check("kind = \"heun\"\nchurn = 1\ns_noise = 0\n", "4: sampler[0].s_noise = 0: ", "above 0");
    check("corrector_steps = 21\n", "2: sampler[0].corrector_steps = 21: out of range", "0 to 20");
    check("corrector_steps = 1\ncorrector_snr = 1\n", "3: sampler[0].corrector_snr = 1: ", "below 1");
}

TEST_CASE("what is written reads back the same") {
    std::mt19937_64 random(3);
    const auto real = [&](double lo, double hi) { return std::uniform_real_distribution<double>(lo, hi)(random); };
    const auto coin = [&] { return random() % 2 == 0; };
    for (int i = 0; i < 500; ++i) {
        Experiment e;
        SamplerSpec& s = e.samplers.emplace_back();
        s.kind = Names<SamplerKind>::all[random() % Names<SamplerKind>::all.size()].first;
        if (s.kind == SamplerKind::euler_maruyama || s.kind == SamplerKind::ddpm) s.final_noise = coin();
        if (takes_churn(s.kind) && coin()) {
            s.churn = {real(0.1, 9), real(0.9, 1.1), real(0, 1), std::nullopt};
            if (coin()) s.churn.s_tmax = real(1, 2);
        }
        if (coin()) {
            s.corrector_steps = 1 + static_cast<int>(random() % 20);
            s.corrector_snr = real(0.01, 0.9);
        }
        const std::string toml = write_scene(e);
        CAPTURE(toml);
        const Experiment back = parse(toml);
        REQUIRE(back == e);
        REQUIRE(write_scene(back) == toml);
    }
}
