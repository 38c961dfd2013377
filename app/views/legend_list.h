#pragma once
// What a click on "+3" opens: the entries of a legend that have no room in it, one below the other.

#include "app/figure/layout.h"

namespace halfstep {

struct PlotMouse;

class LegendList {
public:
    /// Opens it at the next show(). `by_key`: its first row is then the keyboard's.
    void open(bool by_key) { asked_ = by_key ? Asked::by_key : Asked::by_mouse; }
    /// Once a frame, whether or not it is open. Rows do what entries do: a click hides or shows, with Shift a sampler
    /// alone is left, a right click opens the equation; on the keyboard arrows, Enter, Shift Enter and "=". Returns the
    /// entry in hand; nullptr: none.
    const LegendEntry* show(PlotMouse& mouse);
    bool is_open() const { return open_; } ///< in the newest frame

private:
    bool row(PlotMouse& mouse, const LegendEntry& entry, bool in_hand);
    void keys(PlotMouse& mouse, const std::vector<LegendEntry>& entries);
    enum class Asked { no, by_mouse, by_key } asked_ = Asked::no;
    bool open_ = false;
    int row_ = -1; ///< the keyboard's; -1: none
};

} // namespace halfstep
