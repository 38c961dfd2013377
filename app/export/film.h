#pragma once
// A film: a figure, or a panel of several, at one level after the other; of two scenes, if the run has a comparison.

#include "app/figure/layout.h"
#include "app/plots/plots.h"

#include <string>
#include <vector>

namespace halfstep {

/// Bounds, each with its reason, so that messages and controls say the same.
struct FilmLimits {
    static constexpr int least_side = 64, most_side = 8192; ///< pixels: smaller shows nothing, larger no codec takes
    static constexpr double least_fps = 1, most_fps = 240;  ///< frames a second
    static constexpr double most_seconds = 3600;            ///< longer ones are a mistake
    static constexpr double least_scale = 0.25, most_scale = 4; ///< of type and lines
    static constexpr int most_frames = 1'000'000;               ///< what six digits of a file name can count
    static constexpr int most_scene_bytes =
        100'000; ///< in .mp4 and .webm: the longest argument of a program has 131,072
};

/// What the fields below are called where they are filled in, for messages.
struct FilmNames {
    const char* seconds = "length";
    const char* fps = "rate";
    const char* hold = "hold";
    const char* size = "size";
    const char* scale = "scale";
};

struct FilmOptions {
    int width = 1280, height = 720; ///< pixels
    double fps = 30;
    double seconds = 10;         ///< all of it, with what it holds
    double hold = 1;             ///< seconds that the first and the last picture stay
    int from = 0, to = 0;        ///< levels
    View view{};                 ///< but for its level: which points, and how plots are looked at
    float scale = 1;             ///< size of type and lines, to what suits the size
    bool veil = true;            ///< over times that the cursor has not reached: paths appear as it goes
    bool titles = true;          ///< of the experiment and of the plots
    Theme theme = light_theme(); ///< samplers get their colours here from the painter
    FilmNames names{};
};

/// So many equal frames after each other.
struct FilmStep {
    int level = 0;
    int frames = 1;
};

/// What the frames show, evenly in the level from `from` to `to`, both of them included and held. Throws Error
/// with the name of `seconds` or `hold` when there would be no frames to move in, or too many.
std::vector<FilmStep> film_steps(const FilmOptions& options);
int frame_count(const std::vector<FilmStep>& steps);

/// width * height pixels, row 0 at the top, four bytes each: blue, green, red and one without meaning (on a machine
/// that keeps the high byte first, the other way round).
using FilmPixels = std::string;

/// Draws the pictures of a film. What no level changes is drawn once, here; plots stand where they stand at all levels.
class FilmPainter {
public:
    /// `run` must outlive it. With a comparison each plot that both runs have stands there of both, at the same share
    /// of the process; the theme's samplers are then those of both. Throws Error with the name of `size` when the plots
    /// have no room.
    FilmPainter(const Run& run, const std::vector<const Plot*>& plots, const FilmOptions& options);

    /// The same bytes every time. May be called from several threads.
    FilmPixels paint(int level) const;

    const Run& run() const { return run_; }
    const FilmOptions& options() const { return options_; }
    const std::string& names() const { return names_; } ///< of its plots: "xt,variance"

private:
    struct Panel {
        const Plot* plot = nullptr;
        bool beside = false; ///< of the run that this one is compared with
        Rect outer;
        float margin = 0; ///< left of the plot, at every level
        Layout layout;    ///< where that does not depend on the level
    };
    const Run& run_of(const Panel& panel) const;
    bool paired(const Plot& plot) const;
    Figure seen_figure(const Plot& plot, const Run& run, const View& view) const;
    Figure figure_at(const Panel& panel, int level) const;
    std::string time_at(int level) const;
    std::string header_title() const;
    Layout layout_of(const Panel& panel, const Figure& figure, Canvas& metrics) const;
    void place_panels(const std::vector<const Plot*>& plots);
    Panel placed_panel(const Plot& plot, bool beside, const Rect& outer) const;
    void put_pair(const Plot& plot, const Rect& rect);
    void draw_cursor(const Panel& panel, int level, Canvas& canvas) const;
    bool has_timeline(Canvas& canvas) const;
    void draw_title(Canvas& canvas) const;
    Veil veil_at(int level) const;
    void draw_time(int level, Canvas& canvas) const;

    const Run& run_;
    FilmOptions options_;
    std::string names_;
    std::size_t plots_ = 1; ///< how many were asked for
    float scale_ = 1;       ///< pixels per point
    Rect header_;           ///< of the title and the time
    float time_left_ = 0;
    bool timeline_ = false; ///< the header has a track from data to noise
    std::vector<Panel> panels_;
    FilmPixels ground_; ///< what is the same at all levels
};

} // namespace halfstep
