#pragma once
// One frame of the window: bar, controls, stage, plots, timeline. Used by the GLFW window and by screenshots alike.

#include "app/window/controls.h"
#include "app/window/figure_view.h"
#include "app/window/session.h"

#include <deque>

namespace halfstep {

/// Keys the workspace knows, independent of the windowing library and of Dear ImGui's version.
enum class Key { space, left, right, home, end, r, n, t, z, y, s, plus, minus, zero, comma, period, f1, f11, escape };
struct KeyPress {
    Key key;
    bool ctrl = false, shift = false;
};

class Workspace {
public:
    Workspace(Session& session, Renderer& renderer, Fonts& fonts, bool dark, float scale);

    /// Between ImGui::NewFrame() and ImGui::Render(). `size`: of the window, in pixels.
    void frame(Point size);
    void press(const KeyPress& key);
    /// A file dropped on the window, or chosen from the menu. Mistakes are shown, nothing is lost.
    void open_scene(const std::string& path_or_lesson);

    /// Changes that must happen between frames: fonts for a new scale, style for a new theme. Call before NewFrame().
    void before_frame();
    /// Once after each toggle_fullscreen key press.
    bool take_fullscreen_request() { return std::exchange(fullscreen_requested_, false); }
    bool animating() const { return session_.playback().playing || session_.busy(); }

private:
    void top_bar(const Rect& rect);
    void controls(const Rect& rect);
    void stage(const Rect& rect);
    void plots(const Rect& rect);
    void splitter(const char* id, float x, const Rect& column, float& width, float sign);
    void show_plot(FigureView& view, const Plot& plot, const Rect& rect);
    void plot_mouse(FigureView& view, const Plot& plot, const Rect& rect);
    void drag_on(FigureView& view, const Plot& plot, Point at);
    void plot_menu(FigureView& view);
    void read_out(const FigureView& view, const Rect& rect, Point at);
    void scrub_to(const Layout& layout, Point at);
    int path_under(const FigureView& view, Point at) const;
    bool plot_chooser(std::size_t slot, const Rect& rect);
    void draw_chooser(std::size_t slot, const Rect& rect, bool hovered);
    Rect title_of(std::size_t slot, const Rect& rect);
    void save_dialog(const Rect& window);
    void notice(const Rect& window);
    const Theme& theme() const { return dark_ ? dark_theme() : light_theme(); }
    float points() const { return scale_ * 96 / 72; } ///< pixels per point

    Session& session_;
    Fonts& fonts_;
    Controls ui_;
    FigureView stage_view_;
    std::deque<FigureView> views_;
    std::vector<const Plot*> chosen_; ///< of the right column; nullptr: the first that applies
    bool dark_;
    float scale_;
    bool stale_look_ = true;                     ///< fonts and style must be set up again
    float left_width_ = 316, right_width_ = 430; ///< at scale 1
    int unfolded_ = -1;
    bool help_ = false, saving_ = false, fullscreen_requested_ = false;
    std::string save_path_, save_message_, notice_;
    enum class Drag { none, scrub, pan, box } drag_ = Drag::none;
    Point drag_from_, drag_last_; ///< pixels within the plot
};

} // namespace halfstep
