#include "app/export/film_run.h"

#include "core/run/simulate_beside.h"

#include <algorithm>

namespace halfstep {

void keep_clouds(SimulateOptions& options, const View& view, int level) {
    // The distances along the way are of clouds, too, however few of their points are drawn.
    options.frame_particles =
        std::max<std::int64_t>(view.points > 0 ? view.points : usual_points, options.distance_curve.particles);
    options.frame_level = level;
}

Run simulate_for_film(const FilmScenes& scenes, Wanted measures, const View& view, const FilmJob& job) {
    constexpr std::int64_t cloud_bytes = 512 << 20; // a sampler; a film shows the clouds of hundreds of levels
    SimulateOptions simulation;
    simulation.threads = job.threads;
    simulation.cancel = job.cancel;
    simulation.progress = job.progress;
    simulation.frame_bytes = cloud_bytes;
    keep_clouds(simulation, view, -1);
    simulation.measures = measures | measures_of(view);
    return scenes.beside ? simulate_beside(scenes.first, scenes.beside, simulation)
                         : simulate(scenes.first, simulation);
}

float share_of_simulation(const FilmScenes& scenes, const FilmOptions& options) {
    constexpr double a_move = 5e-8, a_pixel = 6e-8; // seconds of one core
    constexpr double least = 0.05, most = 0.9;
    double moves = 0;
    for (const auto& problem : {scenes.first, scenes.beside})
        for (std::size_t i = 0; problem && i < problem->samplers.size(); ++i)
            moves += static_cast<double>(problem->samplers[i].steps.size()) *
                     static_cast<double>(problem->experiment.run.particles);
    const double pixels = static_cast<double>(options.width) * options.height;
    const double simulating = a_move * moves,
                 drawing = a_pixel * pixels * static_cast<double>(film_steps(options).size());
    return static_cast<float>(std::clamp(simulating / (simulating + drawing), least, most));
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
