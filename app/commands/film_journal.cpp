#include "app/commands/film_journal.h"

#include "app/base/input_file.h"
#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/commands/progress.h"
#include "app/scene/scene.h"
#include "app/window/replay.h"

#include <cstdio>
#include <tuple>

namespace halfstep {

namespace {

constexpr std::int64_t most_journal_bytes = 256 << 20; // hours of a hand that never rests

ReplayOptions replay_options(const JournalFilm& given) {
    using Limits = FilmLimits;
    ReplayOptions options;
    options.file = given.journal;
    StillOptions& window = options.window;
    if (!given.size.empty()) std::tie(window.width, window.height) = size_argument("--size", given.size);
    if (!given.fps.empty()) options.fps = real_number("--fps", given.fps, Limits::least_fps, Limits::most_fps);
    if (!given.theme.empty()) window.dark = theme_is_dark("--theme", given.theme);
    if (!given.scale.empty()) window.scale = static_cast<float>(real_number("--scale", given.scale, 0.5, 4));
    options.frames = given.frames.empty() ? static_cast<int>(options.fps)
                                          : static_cast<int>(whole_number("--frames", given.frames, 1, 100'000));
    window.presenter = given.presenter;
    return options;
}

} // namespace

void check_film_format(const FilmFormat& format, int width, int height, double fps) {
    const std::string size = std::to_string(width) + "x" + std::to_string(height);
    if (format.even_sides && (width % 2 != 0 || height % 2 != 0))
        refuse("--size", size,
               std::string(width % 2 != 0 ? "the width" : "the height") + " is odd, and in ." + format.extension +
                   " two pixels share a colour; allowed: even numbers, or .gif or a folder of PNG frames");
    if (fps > format.most_fps)
        refuse("--fps", number(fps),
               std::string("browsers play a .") + format.extension + " of more than " + number(format.most_fps) +
                   " slowly; allowed: 1 to " + number(format.most_fps) + ", or another kind of film");
}

int make_journal_film(const JournalFilm& given) {
    const ReplayOptions options = replay_options(given);
    if (given.format) check_film_format(*given.format, options.window.width, options.window.height, options.fps);
    const Scene scene = load_with_view(given.scene);
    std::vector<JournalStep> steps = read_journal(read_file(given.journal, most_journal_bytes), given.journal);
    if (steps.empty())
        refuse("--journal", given.journal, "holds nothing to do; allowed: a journal, a line of JSON each");
    const InterruptGuard guard;
    std::atomic<float> progress{0};
    const Reel reel = reel_of(scene, std::move(steps), options, [&progress](float done) { progress = done; });
    const FilmJob job{1, &InterruptGuard::raised(), nullptr};
    {
        const ProgressBar bar([&progress] { return progress.load(); });
        within_memory("a smaller --size, or a scene of fewer particles or steps", [&] {
            given.format ? write_film(reel, *given.format, given.output, job)
                         : write_film_frames(reel, given.output, job);
        });
    }
    InterruptGuard::check();
    if (const std::string why = given.format ? why_no_scene(reel, *given.format) : ""; !why.empty())
        std::fprintf(stderr, "halfstep: warning: %s %s\n", one_line(given.output, 300).c_str(), why.c_str());
    return done;
}

} // namespace halfstep
