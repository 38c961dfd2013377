#pragma once
// The stage as a canvas: a brush for a target, its tools above it. Sketch holds what has been drawn.

#include "app/model/sketch.h"
#include "app/views/plot_tools.h"

namespace halfstep {

class DrawingBoard {
public:
    DrawingBoard(Renderer& renderer, Fonts& fonts) : view_(renderer, fonts), fonts_(fonts) {}

    /// Draws the board and takes the mouse. At first it has the target's dimension and its points, where it has such.
    /// What is finished becomes the target.
    void show(PlotContext& context, const Rect& rect);
    /// What is not finished is forgotten.
    void put_away() { open_ = false; }

private:
    /// Of the target's dimension, starting from its points where it has such.
    void open(const Experiment& experiment);
    void obey(BrushCommand command);
    void tools(Controls& ui, const Rect& rect, bool& cancelled);
    void status(Controls& ui, const Rect& rect);
    void mouse(Controls& ui, const Rect& rect);
    std::shared_ptr<const Figure> board();
    void draw(const Rect& rect, const Theme& theme, float scale);
    void resize(float factor);
    DataPoint place(Point at) const;

    Sketch& sketch() { return sketches_[dim_ - 1]; }
    bool continues() const; ///< the points that were there

    FigureView view_;
    Fonts& fonts_;
    bool open_ = false, done_ = false;
    bool erasing_ = false, standardize_ = false, stroking_ = false;
    int dim_ = 2;
    TargetSpec from_;
    Sketch sketches_[2];     ///< on the line, in the plane: to go from one to the other and back
    bool fresh_[2] = {1, 1}; ///< they wait for the first layout, which tells how far apart points are
    struct Drawn {
        int dim = 0, revision = 0;
        bool operator==(const Drawn&) const = default;
    };
    Drawn drawn_; ///< what board_ shows
    std::shared_ptr<const Figure> board_;
    float size_ = 14; ///< of the brush: its radius in pixels at scale 1
    Point last_;
};

} // namespace halfstep
