#include "app/model/film_export.h"

#include "app/export/film_file.h"
#include "app/export/film_run.h"
#include "core/run/comparison.h"

#include <algorithm>

namespace halfstep {

const std::vector<FilmSize>& film_sizes() {
    static const std::vector<FilmSize> sizes = {
        {"760x400", "Small: for a page on the web", 760, 400},
        {"1280x720", "For slides", 1280, 720},
        {"1920x1080", "As large as most projectors", 1920, 1080},
        {"1080x1080", "As wide as high", 1080, 1080},
    };
    return sizes;
}

FilmOptions film_options(const SheetRequest& request, const FilmFormat& format) {
    const ExportOptions& chosen = request.options;
    const auto& sizes = film_sizes();
    auto size = std::find_if(sizes.begin(), sizes.end(), [&](const FilmSize& one) { return chosen.size == one.name; });
    if (size == sizes.end()) size = sizes.begin() + 1;
    const int steps = request.run->process().steps();
    FilmOptions options;
    options.width = size->width;
    options.height = size->height;
    options.fps = std::min(chosen.fps, format.most_fps);
    options.seconds = chosen.seconds;
    options.hold = chosen.seconds / 10;
    options.from = chosen.forward ? 0 : steps;
    options.to = chosen.forward ? steps : 0;
    options.view = without_mouse(request.view);
    options.view.plots.clear();
    for (const SeenPlot& seen : request.plots) options.view.plots[seen.plot] = seen.view;
    options.titles = chosen.titles;
    options.theme = export_theme(request);
    film_steps(options); // says whether the times go together
    return options;
}

std::optional<std::string> write_seen_film(const SheetRequest& request, const FilmFormat& format,
                                           const std::string& path, const FilmJob& job) {
    const FilmOptions options = film_options(request, format);
    std::vector<const Plot*> plots;
    Wanted measures;
    for (const SeenPlot& seen : request.plots) {
        plots.push_back(seen.plot);
        measures = measures | seen.plot->measures;
    }
    FilmScenes scenes{request.run->problem};
    if (request.run->comparison) scenes.beside = request.run->comparison->second->problem;
    const float share = share_of_simulation(scenes, options);
    FilmJob simulating = job, writing = job;
    simulating.progress = job.progress.part(0, share);
    writing.progress = job.progress.part(share, 1);
    const Run run = simulate_for_film(scenes, measures, options.view, simulating);
    if (job.cancel && *job.cancel) return std::nullopt;
    const FilmPainter painter = fitting_painter(run, plots, options);
    if (!write_film(painter, format, path, writing)) return std::nullopt;
    return why_no_scene(painter, format);
}

} // namespace halfstep
