#pragma once
// Shows one plot: its figure is rendered into a texture when it changes, and that texture is shown every frame.

#include "app/figure/layout.h"
#include "app/plots/plots.h"
#include "app/ui/fonts.h"

#include <optional>
#include <utility>

namespace halfstep {

/// The canvas's picture and its text, with its upper left corner at that of `at`.
void show_canvas(const GlCanvas& canvas, const Rect& at, ImDrawList& list, Fonts& fonts);

/// Where a figure is drawn, and with what.
struct FigurePlace {
    Rect rect;                    ///< screen pixels, in the current Dear ImGui window
    const Theme* theme = nullptr; ///< after a change of its values: FigureView::refresh()
    float scale = 0;              ///< pixels per point
    bool samplers_named = false;  ///< a legend of the samplers stands elsewhere in the window
};

class FigureView;

/// How a plot is looked at by its user.
struct FigureLook {
    PlotView* seen = nullptr; ///< kept by whoever gives it, as long as the view is; nullptr: by the view itself
    /// What plots over t show of it, where they keep step: a plot that was not there before begins so.
    const std::optional<AxisView::Span>* time = nullptr;
    bool sliding = false; ///< a slider is being moved, and axes rest
    /// Of the same plot of another scene: axes show what that one's do, too.
    const FigureView* beside = nullptr;
};

class FigureView {
public:
    FigureView(Renderer& renderer, Fonts& fonts) : canvas_(renderer, fonts), fonts_(fonts) {}

    /// Draws `plot` of `run`. While what it shows is being measured, what was there before stays, and a line says so.
    void show(const Plot& plot, const std::shared_ptr<const Run>& run, const View& view, const FigurePlace& place,
              const FigureLook& look);
    /// Draws a figure that is no plot of a run; `plot` names it. While `figure` is the same pointer, it is the same
    /// figure.
    void show(const Plot& plot, const std::shared_ptr<const Figure>& figure, const View& view,
              const FigurePlace& place);
    const Plot* plot() const { return plot_; } ///< of the last show()
    /// Of the last show(), of the panel that the mouse was in last; canvas coordinates, relative to the rect.
    const Layout& layout() const { return layout_.panels.empty() ? layout_ : layout_.panels[panel_]; }
    const Layout& whole() const { return layout_; } ///< with all of its panels, where it is split
    /// From now on layout() is that of the panel at a place, or nearest to it.
    void enter(Point at);
    const Figure& figure() const { return figure_; } ///< as shown: the plot's, seen through view()
    const Figure& made() const { return made_; }     ///< the plot's own
    /// How the user looks at it. Call refresh() after a change.
    PlotView& view() { return *seen_; }
    /// The legend's entry under the mouse, by its label; empty: none.
    const std::string& highlighted() const { return highlighted_; }
    void highlight(const std::string& label);
    void refresh() { stale_ = true; }
    /// Nothing is zoomed or hidden any more.
    void forget() { *seen_ = {}, refresh(); }

private:
    void make(const Plot& plot, const Run& run, const View& view);
    /// `rests`: the plot stays where it is, whatever its labels say now.
    void render(const FigurePlace& place, bool rests = false);
    void compose(const View& view);
    void keep_ghost(bool sliding);
    bool follow_beside(const Plot& plot, const FigureView* other);
    void say_measuring();
    bool other_place(const FigurePlace& place) const;
    void present(const FigurePlace& place);

    GlCanvas canvas_;
    Fonts& fonts_;
    Figure made_, figure_;                        ///< by the plot; as shown
    Axis own_x_, own_y_;                          ///< the plot's own axes, while made_ has those that rest
    std::pair<Axis, Axis> bare_;                  ///< x and y without what is seen beside it
    std::optional<std::pair<Axis, Axis>> beside_; ///< bare_ of the view of another scene
    bool resting_ = false;
    std::vector<Mark> ghost_; ///< what was there before the slider moved that is held now
    bool sliding_ = false;
    Layout layout_;
    std::size_t panel_ = 0;
    PlotView own_;
    PlotView* seen_ = &own_;
    std::string highlighted_;
    bool stale_ = true;
    bool relit_ = false; ///< what is lit is another one
    // What the texture shows; compared to know when to draw it again.
    std::shared_ptr<const Run> run_;
    std::shared_ptr<const Figure> given_; ///< in place of a run
    const Plot* plot_ = nullptr;
    View view_;
    bool split_ = false;
    FigurePlace place_;
};

} // namespace halfstep
