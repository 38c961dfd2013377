#pragma once
// What a film is made of: a run that keeps the clouds of many levels, and plots in type that they have room for.

#include "app/export/film.h"
#include "app/export/film_format.h"

#include <memory>

namespace halfstep {

/// One scene, or two of which one stands beside the other.
struct FilmScenes {
    std::shared_ptr<const Problem> first, beside{}; ///< beside: may be null
};
/// Measures what is wanted beside what the view follows; of two scenes with their comparison. Stops with what it has
/// when the job is cancelled.
Run simulate_for_film(const FilmScenes& scenes, Wanted measures, const View& view, const FilmJob& job);

/// The part of the work on a film that its simulation is, about, by the particles' moves and the pixels of its
/// pictures: for its progress.
float share_of_simulation(const FilmScenes& scenes, const FilmOptions& options);

/// Many plots have room only in smaller type than usual: it shrinks until they have. Throws Error as FilmPainter does
/// where it would be too small to be read.
FilmPainter fitting_painter(const Run& run, const std::vector<const Plot*>& plots, FilmOptions options);

/// Keeps of the clouds what a figure or a film of so many points (0: the usual number) shows, so that those of many
/// levels, and at any rate that of `level` (-1: none in particular), can be kept.
void keep_clouds(SimulateOptions& options, const View& view, int level);

} // namespace halfstep
