// One colour a kind of sampler in every scene.

#include "app/base/text.h"
#include "app/plots/sampler_colors.h"
#include "app/scene/scene.h"

#include <doctest/doctest.h>

#include <set>

using namespace halfstep;

namespace {

std::vector<SamplerSpec> samplers_of_kinds(std::initializer_list<SamplerKind> kinds) {
    std::vector<SamplerSpec> samplers;
    for (const SamplerKind kind : kinds) samplers.emplace_back().kind = kind;
    return samplers;
}

} // namespace

TEST_CASE("in every lesson DDIM is blue, DDPM vermillion, and no two samplers have one colour") {
    int blue = 0, vermillion = 0;
    for (const Lesson& lesson : lessons()) {
        CAPTURE(lesson.name);
        const std::vector<SamplerSpec> samplers = load_scene(lesson.name).samplers;
        const std::vector<int> colors = sampler_colors(samplers);
        REQUIRE(colors.size() == samplers.size());
        CHECK(std::set<int>(colors.begin(), colors.end()).size() == colors.size());
        for (const auto& [kind, color, count] :
             {std::tuple{SamplerKind::ddim, 0, &blue}, {SamplerKind::ddpm, 1, &vermillion}})
            for (std::size_t i = 0; i < samplers.size(); ++i)
                if (samplers[i].kind == kind) { // the first of its kind
                    CHECK(colors[i] == color);
                    ++*count;
                    break;
                }
    }
    CHECK(blue > 5);
    CHECK(vermillion > 5);
}

TEST_CASE("a colour stays when a sampler of another kind is put before") {
    const auto before = sampler_colors(samplers_of_kinds({SamplerKind::ddim, SamplerKind::ddpm}));
    const auto after =
        sampler_colors(samplers_of_kinds({SamplerKind::mean_only, SamplerKind::ddim, SamplerKind::ddpm}));
    CHECK(after[1] == before[0]);
    CHECK(after[2] == before[1]);
}

TEST_CASE("eight samplers of one kind have eight colours, and a theme has them in their order") {
    std::vector<SamplerSpec> samplers(8);
    const std::vector<int> colors = sampler_colors(samplers);
    CHECK(std::set<int>(colors.begin(), colors.end()).size() == 8);
    samplers = samplers_of_kinds({SamplerKind::ddpm, SamplerKind::ddim});
    for (const Theme& theme : {light_theme(), dark_theme()}) {
        const Theme colored = with_sampler_colors(theme, samplers);
        CHECK(colored.sampler[0].r == theme.sampler[1].r);
        CHECK(colored.sampler[1].r == theme.sampler[0].r);
    }
}
