#pragma once
// Keys the workspace knows, independent of the windowing library and of Dear ImGui's version.

namespace halfstep {

enum class Key {
    space,
    left,
    right,
    up,
    down,
    page_up,
    page_down,
    home,
    end,
    tab,
    a,
    c,
    e,
    f,
    g,
    i,
    l,
    m,
    n,
    p,
    r,
    s,
    t,
    v,
    y,
    z,
    plus,
    minus,
    zero,
    comma,
    period,
    f1,
    f6,
    f11,
    escape,
    enter,
    del,
    bracket_left,
    bracket_right
};
struct KeyPress {
    Key key;
    bool ctrl = false, shift = false, alt = false;
    bool operator==(const KeyPress&) const = default;
};

} // namespace halfstep
