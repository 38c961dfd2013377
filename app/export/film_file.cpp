#include "app/export/film_file.h"

#include "app/base/output_folder.h"
#include "app/export/film_coding.h"
#include "app/export/in_order.h"
#include "app/export/metadata.h"
#include "app/export/png.h"

#include <algorithm>
#include <bit>
#include <thread>

namespace halfstep {

namespace {

/// As many as asked for, but no more than pictures fit into the memory: a cloud has floats for its pixels.
int drawing_threads(const FilmOptions& options, const FilmJob& job) {
    constexpr std::int64_t bytes_a_pixel = 30, most_bytes = std::int64_t{2} << 30;
    const std::int64_t pixels = std::int64_t{options.width} * options.height;
    const std::int64_t fitting = std::max<std::int64_t>(most_bytes / (bytes_a_pixel * pixels), 2);
    const std::int64_t machine = std::max(1u, std::thread::hardware_concurrency());
    return static_cast<int>(std::min(job.threads > 0 ? job.threads : machine, fitting));
}

/// Sixteen of its pictures, from which a palette is chosen.
bool write_some(const FilmPainter& painter, const FilmJob& job, Ffmpeg& ffmpeg) {
    constexpr int looked_at = 16;
    const std::vector<FilmStep> steps = film_steps(painter.options());
    const int last = static_cast<int>(steps.size()) - 1, count = std::min(last + 1, looked_at);
    const auto make = [&](int i) {
        return painter.paint(steps[static_cast<std::size_t>(count > 1 ? last * i / (count - 1) : 0)].level);
    };
    const auto take = [&](int, const std::string& pixels) { return ffmpeg.write(pixels); };
    return in_order(count, drawing_threads(painter.options(), job), job.cancel, make, take);
}

/// Draws every picture once and hands it over as often as it is shown, in order.
bool for_each_frame(const FilmOptions& options, const FilmJob& job, const std::function<std::string(int level)>& make,
                    const std::function<bool(const std::string&)>& put) {
    const std::vector<FilmStep> steps = film_steps(options);
    const auto step = [&](int i) { return steps[static_cast<std::size_t>(i)]; };
    const auto take = [&](int i, const std::string& result) {
        for (int k = 0; k < step(i).frames; ++k)
            if ((job.cancel && *job.cancel) || !put(result)) return false;
        return true;
    };
    return in_order(
        static_cast<int>(steps.size()), drawing_threads(options, job), job.cancel,
        [&](int i) { return make(step(i).level); }, take);
}

std::string png_of(const FilmPainter& painter, int level) {
    const FilmOptions& options = painter.options();
    const FilmPixels pixels = painter.paint(level);
    std::vector<std::uint8_t> rgba(pixels.size());
    constexpr bool little = std::endian::native == std::endian::little;
    for (std::size_t i = 0; i < pixels.size(); i += 4) {
        for (std::size_t c = 0; c < 3; ++c)
            rgba[i + c] = static_cast<std::uint8_t>(pixels[i + (little ? 2 - c : 1 + c)]);
        rgba[i + 3] = 255;
    }
    const FigureRequest request{painter.names(), level, options.view.points};
    return encode_png(options.width, options.height, rgba.data(),
                      {{"Software", "Halfstep " HALFSTEP_VERSION},
                       {"Title", painter.run().experiment().title},
                       {experiment_key, figure_scene(painter.run().experiment(), request, options.view)}});
}

} // namespace

std::string why_no_scene(const FilmPainter& painter, const FilmFormat& format) {
    return why_no_scene(film_scene(painter.run().experiment(), painter.names(), painter.options().view).size(), format);
}

bool write_film(const FilmPainter& painter, const FilmFormat& format, const std::string& path, const FilmJob& job) {
    const FilmOptions& options = painter.options();
    FilmCoding coding;
    coding.width = options.width;
    coding.height = options.height;
    coding.fps = options.fps;
    coding.pixel_format = std::endian::native == std::endian::little ? "bgr0" : "0rgb";
    coding.title = painter.run().experiment().title;
    coding.scene = film_scene(painter.run().experiment(), painter.names(), options.view);
    coding.seconds = frame_count(film_steps(options)) / options.fps;
    coding.some = [&](Ffmpeg& ffmpeg) { return write_some(painter, job, ffmpeg); };
    coding.all = [&](Ffmpeg& ffmpeg, int& frames) {
        frames = frame_count(film_steps(options));
        return for_each_frame(
            options, job, [&](int level) { return painter.paint(level); },
            [&](const std::string& pixels) { return ffmpeg.write(pixels); });
    };
    return write_coded(coding, format, path, job);
}

bool write_film_frames(const FilmPainter& painter, const std::string& path, const FilmJob& job) {
    OutputFolder folder(path);
    const int all = frame_count(film_steps(painter.options()));
    int written = 0;
    const auto write = [&](const std::string& png) {
        OutputFile file = folder.file(frame_name(written++));
        file.write(png);
        file.close();
        job.progress.at(static_cast<float>(written) / static_cast<float>(all));
        return true;
    };
    const auto make = [&](int level) { return png_of(painter, level); };
    if (!for_each_frame(painter.options(), job, make, write)) return false;
    folder.commit();
    return true;
}

} // namespace halfstep
