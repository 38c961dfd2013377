#pragma once
// The run's own particles among latents: each is a code z = x_T / scale and the data point x0 that its sampler makes of
// it.

#include "app/plots/plots.h"
#include "core/base/types.h"

namespace halfstep::plots {

/// A few of them: on a line as dots on the map, in the plane where they end.
void add_latent_particles(Figure& figure, const Run& run, const View& view);
/// The one that is pinned or under the mouse: its code, its way and its end.
void add_marked_latent(std::vector<Mark>& overlay, const Run& run, const View& view);
/// Of those that are drawn, within `reach` pixels; -1: none.
int latent_particle_at(const Run& run, const Layout& layout, const View& view, Point at, float reach);
/// Of those whose paths are known the one whose x0 (`by_end`) or code is nearest to a place; -1: none is known.
std::int64_t particle_nearest(const Run& run, const Vec& place, bool by_end);

} // namespace halfstep::plots
