#include "app/export/film_coding.h"

#include "app/base/files.h"
#include "app/base/text.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <stdexcept>

namespace halfstep {

namespace {

/// The title as a program argument, which has no room for any length: whole characters, 1000 bytes of them at most.
std::string film_title(const std::string& title) {
    constexpr std::size_t most = 1000;
    std::string text = clean_text(title);
    if (text.size() <= most) return text;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end; // within a character
    return text.substr(0, end);
}

// Figures are sharp lines on flat grounds: quality is set high. Colours are converted as what the file then says of
// them.
constexpr const char* to_video = "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int,"
                                 "format=yuv420p";

/// Of a film: as one argument of ffmpeg it may not be much longer. What is in a GIF is written by us.
std::size_t most_scene_bytes(const FilmFormat& format) {
    return format.palette ? std::numeric_limits<std::size_t>::max() : FilmLimits::most_scene_bytes;
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> result;
    while (!text.empty()) {
        const std::size_t blank = std::min(text.find(' '), text.size());
        if (blank > 0) result.emplace_back(text.substr(0, blank));
        text.remove_prefix(std::min(blank + 1, text.size()));
    }
    return result;
}

void append_words(std::vector<std::string>& to, const std::vector<std::string>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

/// Raw pictures on its standard input.
std::vector<std::string> input_arguments(const FilmCoding& coding) {
    char fps[32];
    std::snprintf(fps, sizeof fps, "%.9g", coding.fps);
    return {"-f",
            "rawvideo",
            "-pixel_format",
            coding.pixel_format,
            "-video_size",
            std::to_string(coding.width) + "x" + std::to_string(coding.height),
            "-framerate",
            fps,
            "-i",
            "pipe:0"};
}

std::string file_argument(const std::string& path) { return "file:" + path; } // whatever it begins with

/// 256 colours for all of the film, from some of its pictures. False: cancelled.
bool make_palette(const std::string& program, const FilmCoding& coding, const std::string& path, const FilmJob& job) {
    std::vector<std::string> arguments = input_arguments(coding);
    append_words(arguments, {"-vf", "palettegen=stats_mode=full", "-frames:v", "1", "-c:v", "png", "-f", "image2",
                             "-update", "1", file_argument(path)});
    Ffmpeg ffmpeg(program, std::move(arguments), job.cancel);
    return coding.some(ffmpeg) && ffmpeg.finish();
}

std::vector<std::string> arguments_for(const FilmCoding& coding, const FilmFormat& format, const std::string& palette,
                                       const std::string& output, const std::string& scene) {
    std::vector<std::string> arguments = input_arguments(coding);
    if (format.palette)
        append_words(arguments, {"-i", file_argument(palette), "-lavfi",
                                 "paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle"});
    else
        append_words(arguments, {"-vf", to_video, "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc",
                                 "bt709", "-color_range", "tv", "-metadata", "title=" + film_title(coding.title)});
    if (!format.palette && !scene.empty()) append_words(arguments, {"-metadata", "comment=" + scene});
    append_words(arguments, words(format.encoder));
    // No version and no time in the file: the same bytes every time.
    append_words(arguments, {"-an", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", format.extension,
                             file_argument(output)});
    return arguments;
}

/// Reads the film again, without decoding it: ffmpeg does not notice every write that failed. False: cancelled.
bool check_whole(const std::string& program, const FilmFormat& format, const std::string& path, int frames,
                 const FilmJob& job) {
    Ffmpeg ffmpeg(program, {"-i", file_argument(path), "-map", "0:v", "-c", "copy", "-f", "null", "pipe:1"},
                  job.cancel);
    if (!ffmpeg.finish()) return false;
    const bool may_be_fewer = format.palette; // an encoder of GIF may make one long frame of many equal ones
    if (may_be_fewer ? ffmpeg.frames() < 1 : ffmpeg.frames() != frames)
        throw std::runtime_error("only " + std::to_string(ffmpeg.frames()) + " of " + std::to_string(frames) +
                                 " frames arrived in the file: a full disk, perhaps");
    return true;
}

/// A comment before the last byte, the trailer (GIF89a, 24): ffmpeg writes none. Blocks of at most 255 bytes.
void add_gif_comment(const std::string& path, std::string_view text) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(-1, std::ios::end);
    if (file.get() != ';') throw std::runtime_error("ffmpeg: wrote no GIF");
    std::string extension = "\x21\xFE";
    while (!text.empty()) {
        const std::string_view block = text.substr(0, 255);
        extension += static_cast<char>(block.size());
        extension += block;
        text.remove_prefix(block.size());
    }
    extension += std::string("\0;", 2);
    file.seekp(-1, std::ios::end);
    file.write(extension.data(), static_cast<std::streamsize>(extension.size()));
    file.close();
    if (!file) throw std::runtime_error("the disk is full");
}

bool encode_film(const FilmCoding& coding, const FilmFormat& format, OutputPath& output, const std::string& path,
                 const FilmJob& job) {
    const std::string program = find_ffmpeg();
    if (program.empty()) throw std::runtime_error("ffmpeg is not on the PATH");
    OutputPath palette(path);
    if (format.palette && !make_palette(program, coding, palette.temporary(), job)) return false;
    const std::string scene = coding.scene.size() > most_scene_bytes(format) ? "" : coding.scene;

    Ffmpeg ffmpeg(program, arguments_for(coding, format, palette.temporary(), output.temporary(), scene), job.cancel);
    if (coding.seconds > 0) ffmpeg.report(job.progress, coding.seconds);
    int frames = 0;
    if (!coding.all(ffmpeg, frames) || !ffmpeg.finish()) return false;
    if (!check_whole(program, format, output.temporary(), frames, job)) return false;
    if (format.palette && !scene.empty()) add_gif_comment(output.temporary(), scene);
    return true;
}

constexpr int frame_digits = 6;

} // namespace

const std::vector<FilmFormat>& film_formats() {
    static const std::vector<FilmFormat> list = {
        {"mp4", "for slides and for the web", true, false, FilmLimits::most_fps,
         "-c:v libx264 -preset medium -crf 18 -pix_fmt yuv420p -movflags +faststart"},
        {"webm", "for the web, free of patents", true, false, FilmLimits::most_fps,
         "-c:v libvpx-vp9 -b:v 0 -crf 20 -deadline good -cpu-used 3 -row-mt 1 -pix_fmt yuv420p"},
        // Browsers play pictures of less than two hundredths of a second slowly.
        {"gif", "plays everywhere, but has 256 colours and is large", false, true, 50, "-loop 0"},
    };
    return list;
}

const FilmFormat* find_film_format(std::string_view path) {
    const std::size_t dot = path.rfind('.');
    if (dot == std::string_view::npos) return nullptr;
    std::string extension(path.substr(dot + 1));
    for (char& c : extension) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    for (const FilmFormat& format : film_formats())
        if (extension == format.extension) return &format;
    return nullptr;
}

std::string film_extensions() {
    std::string text;
    for (const FilmFormat& format : film_formats()) text += std::string(text.empty() ? "." : ", .") + format.extension;
    return text;
}

std::string why_no_scene(std::size_t bytes, const FilmFormat& format) {
    if (bytes <= most_scene_bytes(format)) return "";
    return "does not carry its scene, which has " + std::to_string(bytes) + " bytes, and a ." + format.extension +
           " takes " + std::to_string(FilmLimits::most_scene_bytes) + " at most; a .gif and PNG frames carry it";
}

bool write_coded(const FilmCoding& coding, const FilmFormat& format, const std::string& path, const FilmJob& job) {
    OutputPath output(path);
    try {
        if (!encode_film(coding, format, output, path, job)) return false;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& e) {
        output.check_room(); // of a full disk ffmpeg says, if anything, that its own file is not valid
        // What it says may name a file that the user does not know.
        std::string reason = e.what();
        const std::string hidden = file_argument(output.temporary());
        if (const std::size_t at = reason.find(hidden); at != std::string::npos)
            reason.replace(at, hidden.size(), path);
        throw std::runtime_error(path + ": cannot be written: " + reason);
    }
    output.commit();
    return true;
}

std::string frame_name(int frame) {
    const std::string digits = std::to_string(frame);
    return std::string(static_cast<std::size_t>(frame_digits) - digits.size(), '0') + digits + ".png";
}

bool is_film_frame(const std::string& name) {
    return name.size() == frame_digits + 4 && name.substr(frame_digits) == ".png" &&
           name.find_first_not_of("0123456789") == frame_digits;
}

} // namespace halfstep
