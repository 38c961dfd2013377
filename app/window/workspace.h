#pragma once
// One frame of the window: which parts there are, where they go, and who gets what is typed. Used by the GLFW window
// and by screenshots alike. What the parts do is theirs: app/views, app/panels.

#include "app/model/keys.h"
#include "app/panels/panels.h"
#include "app/views/card_dialog.h"
#include "app/views/compare_dialog.h"
#include "app/views/compared_stage.h"
#include "app/views/copying.h"
#include "app/views/drawing_board.h"
#include "app/views/exporting.h"
#include "app/views/guide_view.h"
#include "app/views/import_dialog.h"
#include "app/views/lesson_page.h"
#include "app/views/open_dialog.h"
#include "app/views/palette_view.h"
#include "app/views/save_dialog.h"
#include "app/views/side_column.h"
#include "app/views/step_view.h"
#include "app/views/sweep_view.h"
#include "app/views/time_link.h"
#include "app/window/layout.h"

namespace halfstep {

struct WorkspaceOptions {
    Settings settings{};
    float scale = 1;              ///< of type and controls
    std::function<void()> wake{}; ///< called from other threads when there is something new to show
};

class Workspace {
public:
    Workspace(Session& session, Renderer& renderer, Fonts& fonts, WorkspaceOptions options);

    /// Changes that must happen between frames: fonts for a new scale, style for a new theme. Call before NewFrame().
    void before_frame();
    /// Between NewFrame() and frame().
    void press(const KeyPress& key);
    /// Between ImGui::NewFrame() and ImGui::Render(). `size`: of the window, in pixels.
    void frame(Point size);
    /// Takes in what other threads have finished, and time that has passed. Returns true when anything to show has
    /// changed.
    bool update(double seconds);
    /// The next frame differs from this one, whatever the user does.
    bool animating() const;

    AppState& state() { return app_; }
    /// Where controls are, in pixels, by their keys: of the newest frame.
    const std::map<std::string, Rect>& widgets() const { return ui_.widgets; }
    /// For whoever draws the frame: whether it is for a file, which gets its pixels.
    Exporting& exporting() { return exporting_; }
    long frames() const { return frames_; } ///< drawn
    /// Until the numbers of a lesson's page are there: for pictures.
    void wait() const { lesson_.wait(); }

private:
    std::vector<PlotPane*> panes();
    void begin_frame(Point size);
    void controls(const Rect& rect);
    void lesson(const Rect& rect);
    void begin_walk();
    bool shows_page() const { return app_.lesson.on_page() && !app_.lesson.folded; }
    void stage(PlotContext& context, const Rect& rect);
    void table(const Rect& rect);
    void dialogs(const Rect& window);

    Fonts& fonts_;
    Theme theme_;
    std::vector<int> colors_; ///< of the samplers, as the theme has them
    AppState app_;
    Controls ui_;
    Columns columns_;
    PanelState panels_;
    PlotPane stage_;
    ComparedStage compared_;
    SideColumn side_;
    StepView step_;
    TimeLink link_;
    DrawingBoard board_;
    SweepView sweep_;
    Exporting exporting_;
    Copying copying_;
    OpenDialog open_;
    SaveDialog save_;
    CardDialog card_;
    CompareDialog compare_;
    ImportDialog import_;
    GuideView guide_;
    PaletteView palette_;
    LessonPage lesson_;
    Rect stage_rect_;      ///< where the stage is
    bool walked_ = false;  ///< in the frame before
    int scenes_shown_ = 0; ///< as AppState::scenes_opened
    long frames_ = 0;
};

} // namespace halfstep
