#pragma once
// Shows one plot: its figure is rendered into a texture when it changes, and that texture is shown every frame.

#include "app/figure/layout.h"
#include "app/model/plot_view.h"
#include "app/plots/plots.h"
#include "app/ui/fonts.h"

#include <map>

namespace halfstep {

/// The canvas's picture and its text, with its upper left corner at that of `at`.
void show_canvas(const GlCanvas& canvas, const Rect& at, ImDrawList& list, Fonts& fonts);

class FigureView {
public:
    FigureView(Renderer& renderer, Fonts& fonts) : canvas_(renderer, fonts), fonts_(fonts) {}

    /// Draws `plot` of `run` at `rect` (screen pixels) into the current Dear ImGui window. `scale`: pixels per point.
    /// While what the plot shows is being measured, what was there before stays, and a line says so. `time`: where a
    /// plot over t begins that was not there before. `sliding`: a slider is being moved, and axes rest. After a change
    /// of the theme's values: refresh().
    void show(const Plot& plot, const std::shared_ptr<const Run>& run, const Cursor& cursor, const Rect& rect,
              const Theme& theme, float scale, const std::optional<AxisView::Span>& time, bool sliding = false);
    /// Draws a figure that is no plot of a run; `plot` names it. While `figure` is the same pointer, it is the same
    /// figure.
    void show(const Plot& plot, const std::shared_ptr<const Figure>& figure, const Rect& rect, const Theme& theme,
              float scale);
    const Plot* plot() const { return plot_; } ///< of the last show()
    /// Of the last show(); canvas coordinates, relative to the rect.
    const Layout& layout() const { return layout_; }
    const Figure& figure() const { return figure_; } ///< as shown: the plot's, seen through view()
    const Figure& made() const { return made_; }     ///< the plot's own
    /// How the user looks at it. Call refresh() after a change.
    PlotView& view() { return view_; }
    void refresh() { stale_ = true; }
    /// Every plot as it was.
    void forget() { view_ = {}, others_.clear(), refresh(); }

private:
    void render(const Theme& theme, const Rect& rect, float scale);
    void say_measuring(const Rect& rect, const Theme& theme, float scale);
    bool other_paper(const Rect& rect, const Theme& theme, float scale) const;
    void present(const Rect& rect, const Theme& theme, float scale);

    GlCanvas canvas_;
    Fonts& fonts_;
    Figure made_, figure_; ///< by the plot; as shown
    Axis own_x_, own_y_;   ///< the plot's own axes, while made_ has those that rest
    bool resting_ = false;
    Layout layout_;
    PlotView view_;
    std::map<const Plot*, PlotView> others_; ///< of plots that were here before and may come back
    bool stale_ = true;
    // What the texture shows; compared to know when to draw it again.
    std::shared_ptr<const Run> run_;
    std::shared_ptr<const Figure> given_; ///< in place of a run
    const Plot* plot_ = nullptr;
    Cursor cursor_;
    Rect rect_;
    const Theme* theme_ = nullptr;
    float scale_ = 0;
};

} // namespace halfstep
