#include "app/plots/latent_particles.h"

#include "app/plots/common.h"
#include "app/plots/followed.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {
namespace {

constexpr int drawn_latents = 32;
constexpr int latent_states = 400; // of a way

/// A particle as the sampler of the latents has it.
struct LatentParticle {
    Vec code, end;
};

const SamplerRun& latent_sampler(const Run& run) {
    return run.samplers[static_cast<std::size_t>(run.latents->sampler)];
}

/// Nothing where it is not known, or not finite.
std::optional<LatentParticle> latent_particle(const Run& run, std::int64_t particle) {
    const int sampler = run.latents->sampler, last = static_cast<int>(latent_sampler(run).levels().size()) - 1;
    LatentParticle one{finite_state_of(run, sampler, particle, 0), finite_state_of(run, sampler, particle, last)};
    if (one.code.size() == 0 || one.end.size() == 0) return std::nullopt;
    one.code /= run.latents->scale;
    return one;
}

int known_particles(const Run& run, int most) { return std::min(most, latent_sampler(run).paths.particles); }

/// Where it is drawn: on the map of a line, or where it ends in the plane.
DataPoint latent_place(const Run& run, const LatentParticle& one) {
    return is_1d(run) ? DataPoint{one.code[0], one.end[0]} : DataPoint{one.end[0], one.end[1]};
}

Points latent_dot(const DataPoint& at, const Ink& ink, float radius) {
    Points dot;
    dot.x = {at.x};
    dot.y = {at.y};
    dot.ink = ink;
    dot.radius = radius;
    return dot;
}

/// The way from the code to the end in the plane, at every state as latents are.
Curve latent_way(const Run& run, std::int64_t particle) {
    Curve way;
    way.width = 1.75f;
    way.quiet = true;
    const SamplerRun& sampler = latent_sampler(run);
    const double b_T = sampler.level_of(0).b;
    for (const int state : thin(static_cast<int>(sampler.levels().size()), latent_states)) {
        const Vec x = finite_state_of(run, run.latents->sampler, particle, state);
        if (x.size() == 0) continue;
        const double unit = 1 + (run.latents->scale - 1) * sampler.level_of(state).b / b_T; // as Latents::way_back
        way.x.push_back(x[0] / unit);
        way.y.push_back(x[1] / unit);
    }
    return way;
}

/// On a line: up to the map at its code, and over to the data.
Rule latent_rule(double value, bool vertical, const Ink& ink) {
    Rule rule;
    rule.value = value;
    rule.vertical = vertical;
    rule.ink = ink;
    rule.dash = Dash::dotted;
    return rule;
}

} // namespace

void add_latent_particles(Figure& figure, const Run& run, const View& view) {
    Points dots;
    for (int p = 0; p < known_particles(run, drawn_latents); ++p)
        if (const auto one = latent_particle(run, p)) {
            const DataPoint at = latent_place(run, *one);
            dots.x.push_back(at.x);
            dots.y.push_back(at.y);
        }
    dots.ink = sampler_ink(run.latents->sampler, view, 0.55f);
    dots.radius = 2;
    dots.name = "particles";
    if (!dots.x.empty()) figure.marks.emplace_back(std::move(dots));
}

void add_marked_latent(std::vector<Mark>& overlay, const Run& run, const View& view) {
    const std::int64_t particle = marked_particle(view);
    if (particle < 0) return;
    const auto one = latent_particle(run, particle);
    if (!one) return;
    const Ink ink = particle_ink(view);
    if (is_1d(run)) {
        overlay.emplace_back(latent_rule(one->code[0], true, ink));
        overlay.emplace_back(latent_rule(one->end[0], false, ink));
    } else {
        Curve way = latent_way(run, particle);
        way.ink = ink;
        overlay.emplace_back(std::move(way));
        overlay.emplace_back(latent_dot({one->code[0], one->code[1]}, ink, 3));
    }
    const DataPoint at = latent_place(run, *one);
    overlay.emplace_back(latent_dot(at, ink, 4));
    overlay.emplace_back(particle_label(run, view, at.x, at.y));
}

int latent_particle_at(const Run& run, const Layout& layout, const View&, Point at, float reach) {
    if (!run.latents) return -1;
    float best = reach;
    int nearest = -1;
    for (int p = 0; p < known_particles(run, drawn_latents); ++p)
        if (const auto one = latent_particle(run, p)) {
            const DataPoint place = latent_place(run, *one);
            const float away = std::hypot(layout.x.pixel(place.x) - at.x, layout.y.pixel(place.y) - at.y);
            if (away < best) best = away, nearest = p;
        }
    return nearest;
}

std::int64_t particle_nearest(const Run& run, const Vec& place, bool by_end) {
    double best = std::numeric_limits<double>::infinity();
    std::int64_t nearest = -1;
    for (int p = 0; p < latent_sampler(run).paths.particles; ++p)
        if (const auto one = latent_particle(run, p)) {
            const double away = ((by_end ? one->end : one->code) - place).norm();
            if (away < best) best = away, nearest = p;
        }
    return nearest;
}

} // namespace halfstep::plots
