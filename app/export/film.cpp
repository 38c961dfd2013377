#include "app/export/film.h"

#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/export/paper.h"
#include "app/export/paper_canvas.h"
#include "app/figure/elide.h"
#include "app/plots/beside.h"
#include "app/plots/common.h"
#include "app/plots/sampler_colors.h"

#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>
#include <stdexcept>

namespace halfstep {

namespace {

// At 1280 x 720; everything goes with the root of the number of pixels, but no type gets smaller than can be read.
constexpr float type_of_one = 16.5f, type_of_two = 14.5f, type_of_many = 12.5f; ///< pixels an em, of axes and legends
constexpr float least_type = 10.5f;
constexpr float usual_pixels = 1280 * 720;
// Lengths in ems of the axis type.
constexpr float edge = 0.35f; ///< beside what figures leave free themselves
constexpr float header_height = 2.6f, header_type = 1.35f, header_gap = 2;
constexpr float track_length = 13, track_gap = 0.7f;
constexpr const char *data_end = "data", *noise_end = "noise";

/// Draws on pixels as long as it lives.
class PixelCanvas {
public:
    PixelCanvas(FilmPixels& pixels, int width, int height)
        : surface_(cairo_image_surface_create_for_data(reinterpret_cast<unsigned char*>(pixels.data()),
                                                       CAIRO_FORMAT_RGB24, width, height, 4 * width)),
          cairo_(cairo_create(surface_)), paper_(cairo_, CairoCanvas::Type::outlines),
          clouds_(paper_, {0, 0, static_cast<float>(width), static_cast<float>(height)}, 1) {}
    ~PixelCanvas() {
        cairo_destroy(cairo_);
        cairo_surface_destroy(surface_);
    }
    PixelCanvas(const PixelCanvas&) = delete;
    PixelCanvas& operator=(const PixelCanvas&) = delete;

    Canvas& canvas() { return clouds_; }
    void finish() {
        clouds_.finish();
        cairo_surface_flush(surface_);
        if (cairo_status(cairo_) == CAIRO_STATUS_NO_MEMORY) throw std::bad_alloc();
        if (cairo_status(cairo_) != CAIRO_STATUS_SUCCESS)
            throw std::runtime_error(std::string("the film cannot be drawn: ") +
                                     cairo_status_to_string(cairo_status(cairo_)));
    }

private:
    cairo_surface_t* surface_;
    cairo_t* cairo_;
    CairoCanvas paper_;
    CloudCanvas clouds_;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Of text in which every digit takes the room of a zero, so that it does not tremble when they change; '_' is such
/// room.
float tabular_width(std::string_view text, float size, Canvas& canvas) {
    const float digit = canvas.measure("0", size, Weight::regular).x;
    float width = 0;
    for (const char c : text)
        width += is_digit(c) || c == '_' ? digit : canvas.measure(std::string(1, c), size, Weight::regular).x;
    return width;
}

void draw_tabular(std::string_view text, Point left_middle, float size, Color color, Canvas& canvas) {
    const float digit = canvas.measure("0", size, Weight::regular).x;
    float x = left_middle.x;
    for (const char c : text) {
        const std::string one(1, c);
        const float width = is_digit(c) || c == '_' ? digit : canvas.measure(one, size, Weight::regular).x;
        if (c != '_' && c != ' ')
            canvas.text({x + width / 2, left_middle.y}, one,
                        {.size = size, .color = color, .horizontal = Align::middle, .vertical = Align::middle});
        x += width;
    }
}

/// "t = 0.42   _k = 42 / 100": of the same length at all levels.
std::string tabular_time(const Run& run, int level) {
    const std::string steps = std::to_string(run.process().steps()), k = std::to_string(level);
    const std::string room(steps.size() - k.size(), '_'), of = k + " / " + steps;
    if (run.process().kind == ProcessKind::vp) return room + "t = " + of;
    const int decimals = std::clamp(static_cast<int>(std::ceil(std::log10(run.process().steps() - 0.5))), 1, 4);
    const double t = run.process().levels[static_cast<std::size_t>(level)].t;
    return "t = " + fixed_text(t, decimals) + "   " + room + "k = " + of;
}

/// Where the text of a figure begins.
float leftmost(const Layout& layout) {
    float left = layout.plot.x;
    for (const FrameText& text : layout.texts) left = std::min(left, text.box.x);
    return left;
}

/// The first plot takes half of the picture, the others share what is left in the grid whose cells have the most usual
/// shape.
std::vector<Rect> places(std::size_t plots, const Rect& all) {
    constexpr float usual_aspect = 1.4f, per_gap = 0.3f;
    if (plots == 1) return {all};
    const bool wide = all.w > all.h;
    const Rect first{all.x, all.y, wide ? all.w / 2 : all.w, wide ? all.h : all.h / 2};
    const Rect half{wide ? first.right() : all.x, wide ? all.y : first.bottom(), first.w, first.h};
    const int others = static_cast<int>(plots) - 1;
    const auto strangeness = [&](int rows) {
        const int columns = (others + rows - 1) / rows, empty = rows * columns - others;
        const float aspect = half.w / static_cast<float>(columns) * static_cast<float>(rows) / half.h;
        return std::abs(std::log(aspect / usual_aspect)) + per_gap * static_cast<float>(empty);
    };
    int rows = 1;
    for (int r = 2; r <= others; ++r)
        if (strangeness(r) < strangeness(rows)) rows = r;
    std::vector<Rect> result = {first};
    int placed = 0;
    for (int row = 0; row < rows; ++row) {
        const int columns = (others - placed + rows - row - 1) / (rows - row);
        const float w = half.w / static_cast<float>(columns), h = half.h / static_cast<float>(rows);
        for (int column = 0; column < columns; ++column, ++placed)
            result.push_back({half.x + static_cast<float>(column) * w, half.y + static_cast<float>(row) * h, w, h});
    }
    return result;
}

} // namespace

// ---- time ----

std::vector<FilmStep> film_steps(const FilmOptions& options) {
    const double frames = std::round(options.fps * options.seconds);
    const auto text = [](double value) { return number(value); };
    const FilmNames& names = options.names;
    if (frames < 2 || frames > FilmLimits::most_frames)
        throw Error(names.seconds, text(options.seconds) + " at " + names.fps + " " + text(options.fps) + " make " +
                                       text(frames) + " frames; allowed: 2 to 1000000 frames");
    const int count = static_cast<int>(frames), held = static_cast<int>(std::lround(options.hold * options.fps));
    if (count - 2 * held < 2)
        throw Error(names.hold, text(options.hold) + " seconds at either end leave no time to move in; allowed: less " +
                                    "than half of " + names.seconds + " " + text(options.seconds));
    std::vector<FilmStep> steps;
    for (int i = 0; i < count; ++i) {
        const double part = std::clamp(static_cast<double>(i - held) / (count - 1 - 2 * held), 0.0, 1.0);
        const int level = options.from + static_cast<int>(std::lround(part * (options.to - options.from)));
        if (steps.empty() || steps.back().level != level)
            steps.push_back({level, 1});
        else
            ++steps.back().frames;
    }
    return steps;
}

int frame_count(const std::vector<FilmStep>& steps) {
    int count = 0;
    for (const FilmStep& step : steps) count += step.frames;
    return count;
}

// ---- pictures ----

FilmPainter::FilmPainter(const Run& run, const std::vector<const Plot*>& plots, const FilmOptions& options)
    : run_(run), options_(options), plots_(plots.size()) {
    options_.theme = with_sampler_colors(options.theme, run.comparison ? samplers_of_both(run, *run.comparison->second)
                                                                       : run.experiment().samplers);
    const auto width = static_cast<float>(options.width), height = static_cast<float>(options.height);
    const float grown = std::sqrt(width * height / usual_pixels);
    std::size_t figures = 0;
    for (const Plot* plot : plots) figures += paired(*plot) ? 2 : 1;
    const float type = figures == 1 ? type_of_one : figures == 2 ? type_of_two : type_of_many;
    const float em = options.scale * std::max(type * grown, least_type);
    scale_ = em / options.theme.axis_size;
    header_ = {edge * em, 0, width - 2 * edge * em, header_height * em};
    for (const Plot* plot : plots) names_ += (names_.empty() ? "" : ",") + std::string(plot->name);

    ground_.resize(4 * static_cast<std::size_t>(options.width) * static_cast<std::size_t>(options.height));
    PixelCanvas pixels(ground_, options.width, options.height);
    Canvas& canvas = pixels.canvas();
    const Rect all{0, 0, width, height};
    canvas.rects(&all, 1, options.theme.panel);
    place_panels(plots);
    const float left = leftmost(panels_[0].layout); // the title stands over that of the plot
    header_.w -= 2 * (left - header_.x);
    header_.x = left;
    time_left_ = header_.right() - tabular_width(time_at(0), header_type * em, canvas);
    timeline_ = has_timeline(canvas);
    if (options.titles) draw_title(canvas);
    for (const Panel& panel : panels_)
        if (!panel.plot->follows_cursor) draw(figure_at(panel, options.from), panel.layout, options_.theme, canvas);
    pixels.finish();
}

bool FilmPainter::paired(const Plot& plot) const { return stands_beside(plot, run_); }

const Run& FilmPainter::run_of(const Panel& panel) const { return panel.beside ? *run_.comparison->second : run_; }

/// Without what would make it differ in size from one level to the next: the header tells the time.
Figure FilmPainter::seen_figure(const Plot& plot, const Run& run, const View& view) const {
    Figure figure = plot.make(run, view);
    const auto seen = view.plots.find(&plot);
    remove_muted(view.muted, figure.marks);
    remove_muted(view.muted, figure.overlay);
    split_figure(plot, run, view, figure);
    if (seen != view.plots.end()) {
        remove_hidden(seen->second, figure);
        apply(seen->second, figure);
    }
    const std::string time = plots::time_text(run, view.level, view.notation);
    if (figure.caption.compare(0, time.size(), time) == 0) {
        constexpr std::string_view separator = " · ";
        figure.caption.erase(0, time.size());
        if (figure.caption.compare(0, separator.size(), separator) == 0) figure.caption.erase(0, separator.size());
    }
    return figure;
}

Figure FilmPainter::figure_at(const Panel& panel, int level) const {
    View view = options_.view;
    view.level = level;
    const auto make = [this](const Plot& plot, const Run& run, const View& seen) {
        return seen_figure(plot, run, seen);
    };
    Figure figure;
    std::string letter;
    if (paired(*panel.plot)) {
        auto [first, second] = figures_beside(*panel.plot, run_, view, make);
        figure = std::move(panel.beside ? second : first);
        figure.title = title_beside(run_of(panel), figure.title, plots_ > 1);
        letter = panel.beside ? "B" : "A";
    } else {
        figure = make(*panel.plot, run_, view);
    }
    if (!options_.titles) {
        figure.title.clear();
        figure.caption.clear();
    }
    if (!letter.empty()) figure.title = letter + (figure.title.empty() ? "" : std::string(em_space) + figure.title);
    return figure;
}

Layout FilmPainter::layout_of(const Panel& panel, const Figure& figure, Canvas& metrics) const {
    return layout(figure, {panel.outer, scale_, panel.margin}, options_.theme, metrics);
}

/// With the margin that it needs at every level.
FilmPainter::Panel FilmPainter::placed_panel(const Plot& plot, bool beside, const Rect& outer) const {
    constexpr int looked_at = 24; // levels, for the widest tick labels; between them these change little
    SvgCanvas metrics;
    Panel panel{&plot, beside, outer, 0, {}};
    for (int k = 0; k < (plot.follows_cursor ? looked_at : 1); ++k) {
        const int level = options_.from + (options_.to - options_.from) * k / (looked_at - 1);
        panel.layout = layout_of(panel, figure_at(panel, level), metrics);
        panel.margin = std::max(panel.margin, panel.layout.plot.x - panel.outer.x);
    }
    const float least = least_plot * options_.theme.axis_size * scale_;
    if (panel.layout.plot.w < least || panel.layout.plot.h < least)
        throw Error(options_.names.size, std::to_string(options_.width) + "x" + std::to_string(options_.height) +
                                             " leaves the plot " + plot.name + " no room; allowed: more of it, or a " +
                                             "smaller " + options_.names.scale);
    return panel;
}

/// A plot of both runs; where they stand below each other, their axes are in line.
void FilmPainter::put_pair(const Plot& plot, const Rect& rect) {
    const float em = options_.theme.axis_size * scale_;
    View view = options_.view;
    view.level = options_.from;
    const auto [a, b] = places_beside(rect, keeps_aspect(seen_figure(plot, run_, view)), edge * em);
    Panel first = placed_panel(plot, false, a), second = placed_panel(plot, true, b);
    first.margin = second.margin = std::max(first.margin, second.margin);
    SvgCanvas metrics;
    for (Panel* panel : {&first, &second}) {
        panel->layout = layout_of(*panel, figure_at(*panel, options_.from), metrics);
        panels_.push_back(std::move(*panel));
    }
}

void FilmPainter::place_panels(const std::vector<const Plot*>& plots) {
    const auto height = static_cast<float>(options_.height);
    const std::vector<Rect> rects =
        places(plots.size(), {header_.x, header_.h, header_.w, height - header_.h - header_.x});
    for (std::size_t i = 0; i < plots.size(); ++i)
        if (paired(*plots[i]))
            put_pair(*plots[i], rects[i]);
        else
            panels_.push_back(placed_panel(*plots[i], false, rects[i]));
}

/// Of two processes that are not the same each has its time.
std::string FilmPainter::time_at(int level) const {
    const std::string time = tabular_time(run_, level);
    const bool two = std::any_of(panels_.begin(), panels_.end(), [](const Panel& panel) { return panel.beside; });
    if (!two) return time;
    const Run& second = *run_.comparison->second;
    if (second.experiment().process == run_.experiment().process) return time;
    const int other = level_at_share(level, run_.process().steps(), second.process().steps());
    return "A   " + time + "      B   " + tabular_time(second, other);
}

/// Of one scene its title; of two, which stands above their panels, that of the plot, or both where there are several.
std::string FilmPainter::header_title() const {
    const bool two = std::any_of(panels_.begin(), panels_.end(), [](const Panel& panel) { return panel.beside; });
    if (!two) return run_.experiment().title;
    if (plots_ == 1) return panels_[0].plot->make(run_, options_.view).title;
    return title_beside(run_, "", false) + " · " + title_beside(*run_.comparison->second, "", false);
}

/// No plot has an axis of time with the cursor on it, and the title keeps room.
bool FilmPainter::has_timeline(Canvas& canvas) const {
    constexpr float enough = 18; // ems
    const float em = options_.theme.axis_size * scale_;
    const float room = time_left_ - header_.x - (track_length + 2 * header_gap) * em, size = header_type * em;
    const std::string title = options_.titles ? header_title() : "";
    const bool fits = elided(title, size, Weight::bold, room, canvas) == title;
    return (fits || room >= enough * em) &&
           std::all_of(panels_.begin(), panels_.end(), [](const Panel& p) { return p.plot->follows_cursor; });
}

void FilmPainter::draw_title(Canvas& canvas) const {
    const float em = options_.theme.axis_size * scale_, size = header_type * em;
    const float taken = ((timeline_ ? track_length + header_gap : 0) + header_gap) * em;
    const float room = time_left_ - taken - header_.x;
    const std::string text = elided(header_title(), size, Weight::bold, room, canvas);
    canvas.text({header_.x, header_.y + header_.h / 2}, text,
                {.size = size, .weight = Weight::bold, .color = options_.theme.text, .vertical = Align::middle});
}

/// The time as text; with a track from data to noise where no plot has one.
void FilmPainter::draw_time(int level, Canvas& canvas) const {
    const Theme& theme = options_.theme;
    const float em = theme.axis_size * scale_, middle = header_.y + header_.h / 2;
    draw_tabular(time_at(level), {time_left_, middle}, header_type * em, theme.text, canvas);
    if (!timeline_) return;
    const float right = time_left_ - header_gap * em - canvas.measure(noise_end, em, Weight::regular).x;
    const float left = right - track_length * em + 2 * canvas.measure(noise_end, em, Weight::regular).x;
    canvas.text({left - track_gap * em, middle}, data_end,
                {.size = em, .color = theme.muted, .horizontal = Align::end, .vertical = Align::middle});
    canvas.text({right + track_gap * em, middle}, noise_end,
                {.size = em, .color = theme.muted, .vertical = Align::middle});
    const Point track[] = {{left, middle}, {right, middle}};
    canvas.polylines(track, 2, 1, {theme.grid, 3 * scale_});
    const float part = static_cast<float>(level) / static_cast<float>(run_.process().steps());
    const Point knob{left + part * (right - left), middle};
    canvas.discs(&knob, 1, 4.5f * scale_, theme.cursor);
}

/// On the side of the cursor that time is running to; at its very end there is nothing more to come.
Veil FilmPainter::veil_at(int level) const {
    const bool forward = options_.from < options_.to;
    if (!options_.veil || level == (forward ? run_.process().steps() : 0)) return Veil::none;
    return forward ? Veil::above : Veil::below;
}

/// What moves in a plot that otherwise rests.
void FilmPainter::draw_cursor(const Panel& panel, int level, Canvas& canvas) const {
    View view = options_.view;
    view.level = level;
    if (veil_at(level) == Veil::below) view.reveal = Reveal::towards_data;
    if (veil_at(level) == Veil::above) view.reveal = Reveal::towards_noise;
    if (panel.beside) view = view_beside(view, run_, run_of(panel));
    Figure overlay;
    overlay.overlay = panel.plot->overlay(run_of(panel), view);
    remove_muted(view.muted, overlay.overlay);
    if (panel.beside) join_samplers(overlay, run_, run_of(panel));
    draw_veil(overlay, panel.layout, veil_at(level), options_.theme, canvas);
    draw_overlay(overlay, panel.layout, options_.theme, canvas);
}

FilmPixels FilmPainter::paint(int level) const {
    FilmPixels bytes = ground_;
    PixelCanvas pixels(bytes, options_.width, options_.height);
    Canvas& canvas = pixels.canvas();
    for (const Panel& panel : panels_) {
        if (!panel.plot->follows_cursor) {
            draw_cursor(panel, level, canvas);
            continue;
        }
        const Figure figure = figure_at(panel, level);
        const Layout layout = layout_of(panel, figure, canvas);
        draw(figure, layout, options_.theme, canvas);
        draw_overlay(figure, layout, options_.theme, canvas);
    }
    draw_time(level, canvas);
    pixels.finish();
    return bytes;
}

} // namespace halfstep
