#include "app/plots/sampler_colors.h"

#include <algorithm>

namespace halfstep {
namespace {

constexpr int color_count = static_cast<int>(std::tuple_size_v<decltype(Theme::sampler)>);

enum ColorPlace { blue, vermillion, green, orange, sky, purple, yellow, grey };

/// Kinds that are not here take what is free.
constexpr struct {
    SamplerKind kind;
    ColorPlace place;
} own_colors[] = {
    {SamplerKind::ddim, blue},         {SamplerKind::ddpm, vermillion},      {SamplerKind::half_step, green},
    {SamplerKind::heun, green},        {SamplerKind::mean_only, orange},     {SamplerKind::euler_ode, orange},
    {SamplerKind::dpm_solver, purple}, {SamplerKind::naive_inverse, purple}, {SamplerKind::euler_maruyama, yellow},
    {SamplerKind::forward, grey},
};

/// What the others get, in this order: sky blue late, as it is close to blue.
constexpr ColorPlace free_order[] = {blue, vermillion, green, orange, purple, yellow, sky, grey};

/// Whether two samplers need more than their colours to be told apart.
bool look_alike(const std::vector<SamplerSpec>& samplers, const std::vector<int>& places, std::size_t i,
                std::size_t j) {
    const auto is_blue = [&](std::size_t k) { return places[k] == blue || places[k] == sky; };
    return samplers[i].kind == samplers[j].kind || places[i] == places[j] || (is_blue(i) && is_blue(j));
}

} // namespace

std::vector<int> sampler_colors(const std::vector<SamplerSpec>& samplers) {
    constexpr int none = -1;
    std::vector<int> places(samplers.size(), none);
    std::array<bool, color_count> taken{};
    std::vector<SamplerKind> served;
    for (std::size_t i = 0; i < samplers.size(); ++i) {
        const SamplerKind kind = samplers[i].kind;
        if (std::find(served.begin(), served.end(), kind) != served.end()) continue;
        served.push_back(kind);
        for (const auto& own : own_colors)
            if (own.kind == kind && !taken[own.place]) taken[places[i] = own.place] = true;
    }
    for (std::size_t i = 0; i < samplers.size(); ++i) {
        if (places[i] != none) continue;
        const auto* next =
            std::find_if(std::begin(free_order), std::end(free_order), [&](ColorPlace p) { return !taken[p]; });
        places[i] = next != std::end(free_order) ? *next : static_cast<int>(i) % color_count;
        taken[places[i]] = true;
    }
    return places;
}

std::vector<int> sampler_channels(const std::vector<SamplerSpec>& samplers) {
    const std::vector<int> places = sampler_colors(samplers);
    std::vector<int> channels(samplers.size(), 0);
    for (std::size_t i = 0; i < samplers.size(); ++i) {
        std::array<int, second_channels> used{}; // by those before that look like this one
        for (std::size_t j = 0; j < i; ++j)
            if (look_alike(samplers, places, i, j)) ++used[static_cast<std::size_t>(channels[j])];
        channels[i] = static_cast<int>(std::min_element(used.begin(), used.end()) - used.begin());
    }
    return channels;
}

Theme with_sampler_colors(Theme theme, const std::vector<SamplerSpec>& samplers) {
    const std::array<Color, color_count> all = theme.sampler;
    const std::vector<int> places = sampler_colors(samplers);
    const std::vector<int> channels = sampler_channels(samplers);
    for (std::size_t i = 0; i < places.size() && i < all.size(); ++i) {
        theme.sampler[i] = all[static_cast<std::size_t>(places[i])];
        theme.sampler_channel[i] = static_cast<std::uint8_t>(channels[i]);
    }
    return theme;
}

} // namespace halfstep
