#pragma once
// One frame of the window: bar, controls, stage, plots, timeline. Used by the GLFW window and by screenshots alike.

#include "app/model/session.h"
#include "app/model/settings.h"
#include "app/ui/controls.h"
#include "app/views/drawing_board.h"
#include "app/views/export_dialog.h"
#include "app/views/figure_view.h"
#include "app/views/sweep_view.h"
#include "app/window/grips.h"

#include <deque>

namespace halfstep {

/// "t = 0.42   k = 42 / 100".
std::string clock_text(const Experiment& experiment, int level);
/// A title as the start of a file name.
std::string file_stem(const std::string& title);

class Workspace {
public:
    /// `scale`: of type and controls. `wake` is called from other threads when there is something new to show.
    Workspace(Session& session, Renderer& renderer, Fonts& fonts, Settings settings, float scale,
              std::function<void()> wake);

    /// Between ImGui::NewFrame() and ImGui::Render(). `size`: of the window, in pixels.
    void frame(Point size);
    void press(const KeyPress& key);
    /// A file dropped on the window, or chosen from the menu. Mistakes are shown, nothing is lost.
    void open_scene(const std::string& path_or_lesson);

    /// Changes that must happen between frames: fonts for a new scale, style for a new theme. Call before NewFrame().
    void before_frame();
    /// Takes in what other threads have finished, and time that has passed. Returns true when anything to show has changed.
    bool update(double seconds);
    bool animating() const {
        return session_.playback().playing || session_.busy() || exporter_.busy() || dialog_.wants_picture() ||
               sweep_.running();
    }

    /// Stage, plots and time fill the screen, larger; the controls fold away.
    void present(bool on);
    bool presenting() const { return presenting_; }

    /// This frame is for a file: it shows no dialog. Whoever draws it gives its pixels to take_picture().
    bool wants_picture() const { return plain_; }
    void take_picture(int width, int height, std::vector<std::uint8_t> rgba);

    const Settings& settings() const { return settings_; }
    long frames() const { return frames_; } ///< drawn

private:
    static constexpr float presenter_lines = 1.25f; ///< times their usual width
    void press_letter(Key key);
    void press_ctrl(const KeyPress& key);
    void escape();

    /// Where the parts of a frame go; what is not there has no width.
    struct Areas {
        Rect bar, controls, handle, stage, table, plots, timeline;
    };
    float results_height() const;
    Areas arrange(Point size) const;
    Areas arrange_presenter(Point size) const;
    void dialogs(const Rect& window);
    void note_state();

    void top_bar(const Rect& rect);
    void scene_menu(const Rect& rect);
    void more_menu();
    void fit_presenter(float height);
    void presenter_bar(const Rect& rect);
    void handle(const Rect& rect);
    void controls(const Rect& rect);
    void stage(const Rect& rect);
    void table(const Rect& rect);
    void plots(const Rect& rect);
    void splitter(const char* id, float x, const Rect& column, float& width, float sign);

    void show_plot(FigureView& view, const Plot& plot, const Rect& rect);
    void react(FigureView& view, const Plot& plot, const Rect& rect);
    void toggle_sweep();
    void sweep_stage(const Rect& rect);
    void plot_mouse(FigureView& view, const Plot& plot, const Rect& rect);
    void drag_on(FigureView& view, Point at);
    void drag_ended(FigureView& view, Point at, const LegendEntry* entry);
    void wheel_on(FigureView& view, Point at);
    void legend_hovered(FigureView& view, const LegendEntry* entry);
    void plot_menu(FigureView& view, const Plot& plot);
    void curve_items();
    bool grip_mouse(FigureView& view, const Plot& plot, const Rect& rect, Point at, bool hovered, bool active);
    void draw_grips(const std::vector<Grip>& grips, const Layout& layout, const Rect& rect,
                    const std::optional<Grip>& lit);
    void drag_grip(FigureView& view, Point at, bool active);
    void wheel_grip(FigureView& view, const Grip& grip);
    bool add_grip(const FigureView& view, Point at);
    void remove_grip(const Grip& grip);
    void hold_stage();
    void let_go();
    void set_edits_target(bool on);
    void read_out(const FigureView& view, const Rect& rect, Point at);
    void crosshair(const FigureView& view, const Rect& rect, Point at);
    void scrub_to(const Layout& layout, Point at);
    int path_under(const FigureView& view, Point at) const;
    std::vector<FigureView*> all_views();
    void share_time(FigureView& from);
    void offer_plots();
    void follow_process();
    void fit_plots(FigureView* only);
    void set_link_time(bool on);

    bool plot_chooser(std::size_t slot, const Rect& rect);
    void choose_variant(std::size_t slot, const Plot& plot);
    void variant_items(const FigureView& view, const Plot& plot);
    void draw_chooser(std::size_t slot, const Rect& rect, bool hovered);
    Rect title_of(std::size_t slot, const Rect& rect);

    void save_dialog(const Rect& window);
    void open_export(const Plot* plot);
    std::vector<SeenPlot> seen_plots();
    void copy_scene();
    void paste_scene();
    void copy_data(FigureView& view, const Plot& plot);
    void open(const Experiment& experiment);

    enum class Stay { until_closed, a_while };
    void say(const std::string& text, Stay stay);
    void notice(const Rect& window);

    void set_dark(bool dark);
    void set_color_map(const std::string& name);
    void set_scale(float scale);
    void zoom_type(float factor); ///< 0: back to the usual size
    const Theme& theme() const { return theme_; }
    float points() const { return scale_ * 96 / 72; } ///< pixels per point

    Session& session_;
    Fonts& fonts_;
    Settings settings_;
    Theme theme_;
    Controls ui_;
    FigureView stage_view_;
    std::deque<FigureView> views_;
    std::vector<const Plot*> chosen_;  ///< of the right column; nullptr: the first that applies
    std::vector<const Plot*> offered_; ///< what was there before anything else was chosen
    bool had_latents_ = false;         ///< in the last frame
    float scale_;
    bool stale_look_ = true;                     ///< fonts and style must be set up again
    float left_width_ = 316, right_width_ = 430; ///< at scale 1
    int unfolded_ = -1;
    bool help_ = false, saving_ = false;
    bool presenting_ = false, controls_shown_ = false, table_shown_ = false; ///< the latter two while presenting
    float scale_before_ = 1, presenter_zoom_ = 1;      ///< the scale before presenting; what the user makes of that
    std::string save_path_, save_message_;
    std::string notice_;
    double notice_left_ = 0; ///< seconds; 0: until closed
    Exporter exporter_;
    ExportDialog dialog_;
    SweepView sweep_;
    FigureView sweep_figure_;
    DrawingBoard board_;
    enum class Drag { none, scrub, pan, box } drag_ = Drag::none;
    Point drag_from_, drag_last_;        ///< pixels within the plot
    std::optional<AxisView::Span> time_; ///< that plots over t have been zoomed to
    double t_end_ = 0;                   ///< of the run that this belongs to
    int lit_sampler_ = -1;               ///< under the mouse in a legend or in the table
    FigureView* hovered_view_ = nullptr;
    bool edits_target_ = false; ///< the stage shows the handles of the target's components
    /// The handle that the mouse has.
    struct Gripping {
        const FigureView* view = nullptr;
        std::optional<Grip> taken; ///< pressed on
        bool right = false;        ///< by the right button
        Experiment before{};       ///< the drag
        Point from{};              ///< pixels within the plot
        int gesture = 0;
        bool moved = false;
        std::optional<Grip> wheel; ///< turned over
    } grip_;
    std::optional<Grip> hovered_grip_; ///< in the last frame
    long frames_ = 0;
    bool plain_ = false; ///< this frame shows no dialog
};

} // namespace halfstep
