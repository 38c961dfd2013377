#pragma once
// A live text in the window: words, symbols, numbers that follow the newest run, numbers that are dragged, links.

#include "app/ui/controls.h"
#include "app/views/lesson_layout.h"

namespace halfstep {

/// What its user has done to it in a frame.
struct LiveEvents {
    std::string link{};                ///< that was clicked; empty: none
    const LiveSpan* dragged = nullptr; ///< the number under the mouse that is held
    float dragged_by = 0;              ///< pixels to the right since it was taken hold of
    bool taken = false;                ///< in this frame
};

class LiveTextView {
public:
    LiveTextView(Renderer& renderer, Fonts& fonts) : canvas_(renderer, fonts) {}

    /// Sets it, if something of it is new; returns the height. `version`: of what `type` makes of numbers and symbols.
    float place(const LiveText& text, float width, const LiveType& type, const std::string& version);
    struct Look {
        Color ground{};    ///< what it stands on
        Color ink{};       ///< of its words
        float numbers = 1; ///< their alpha: less while newer ones are on the way
        std::string key{}; ///< what its links and numbers are called in the journal: "lesson.text"
    };
    /// In the current Dear ImGui window, its corner there, beside what is there already: it is no item but for its
    /// numbers that are dragged.
    LiveEvents draw(Controls& ui, Point corner, const Look& look);
    const LivePage& page() const { return page_; }
    void refresh() { drawn_for_.clear(); }

private:
    void draw_equations(Controls& ui, const Look& look);
    void show_equation(ImDrawList& list, const LivePiece& piece, Point corner) const;
    void draw_piece(Controls& ui, const LivePiece& piece, Point corner, const Look& look, LiveEvents& events);
    void take_hold(Controls& ui, const LivePiece& piece, const Rect& rect, const std::string& key, LiveEvents& events);

    GlCanvas canvas_;
    LivePage page_;
    std::string placed_for_, drawn_for_;
    int width_ = 0, height_ = 0;
    float held_from_ = 0; ///< where the mouse took hold of a number
};

} // namespace halfstep
