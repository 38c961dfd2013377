#include "app/export/film_run.h"

#include "core/run/simulate.h"

#include <algorithm>

namespace halfstep {

void keep_clouds(SimulateOptions& options, const View& view, int level) {
    // The distances along the way are of clouds, too, however few of their points are drawn.
    options.frame_particles =
        std::max<std::int64_t>(view.points > 0 ? view.points : usual_points, options.distance_curve.particles);
    options.frame_level = level;
}

Run simulate_for_film(const std::shared_ptr<const Problem>& problem, Wanted measures, const View& view,
                      const FilmJob& job) {
    constexpr std::int64_t cloud_bytes = 512 << 20; // a sampler; a film shows the clouds of hundreds of levels
    SimulateOptions simulation;
    simulation.threads = job.threads;
    simulation.cancel = job.cancel;
    simulation.progress = job.progress;
    simulation.frame_bytes = cloud_bytes;
    keep_clouds(simulation, view, -1);
    simulation.measures = measures | measures_of(view);
    return simulate(problem, simulation);
}

FilmPainter fitting_painter(const Run& run, const std::vector<const Plot*>& plots, FilmOptions options) {
    constexpr float shrink = 0.85f, least = 0.5f; // of the usual type; smaller is not read on any screen
    while (true) {
        try {
            return FilmPainter(run, plots, options);
        } catch (const Error&) {
            if (options.scale * shrink < least) throw;
            options.scale *= shrink;
        }
    }
}

} // namespace halfstep
