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
    b,
    c,
    d,
    e,
    f,
    g,
    i,
    k,
    l,
    m,
    n,
    o,
    p,
    r,
    s,
    t,
    v,
    w,
    y,
    z,
    plus,
    minus,
    zero,
    one,
    two,
    three,
    four,
    five,
    six,
    seven,
    eight,
    comma,
    period,
    f1,
    f2,
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
