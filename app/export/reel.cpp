#include "app/export/reel.h"

#include "app/base/output_folder.h"
#include "app/export/film_coding.h"
#include "app/export/png.h"
#include "app/scene/picture_scene.h"

namespace halfstep {

namespace {

bool stopped(const FilmJob& job) { return job.cancel && *job.cancel; }

} // namespace

bool write_film(const Reel& reel, const FilmFormat& format, const std::string& path, const FilmJob& job) {
    FilmCoding coding;
    coding.width = reel.width;
    coding.height = reel.height;
    coding.fps = reel.fps;
    coding.title = reel.title;
    coding.scene = reel.scene;
    coding.some = [&](Ffmpeg& ffmpeg) {
        return reel.play([&](const std::string& rgba, int) { return !stopped(job) && ffmpeg.write(rgba); });
    };
    coding.all = [&](Ffmpeg& ffmpeg, int& frames) {
        return reel.play([&](const std::string& rgba, int times) {
            for (int i = 0; i < times; ++i, ++frames)
                if (stopped(job) || !ffmpeg.write(rgba)) return false;
            return true;
        });
    };
    return write_coded(coding, format, path, job);
}

bool write_film_frames(const Reel& reel, const std::string& path, const FilmJob& job) {
    OutputFolder folder(path);
    int written = 0;
    const bool whole = reel.play([&](const std::string& rgba, int times) {
        const std::string png = encode_png(
            reel.width, reel.height, reinterpret_cast<const std::uint8_t*>(rgba.data()),
            {{"Software", "Halfstep " HALFSTEP_VERSION}, {"Title", reel.title}, {experiment_key, reel.scene}});
        for (int i = 0; i < times; ++i) {
            if (stopped(job)) return false;
            OutputFile file = folder.file(frame_name(written++));
            file.write(png);
            file.close();
        }
        return true;
    });
    if (whole) folder.commit();
    return whole;
}

std::string why_no_scene(const Reel& reel, const FilmFormat& format) { return why_no_scene(reel.scene.size(), format); }

} // namespace halfstep
