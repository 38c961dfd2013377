#pragma once
// The guide over the window: whether it is open, where it is, and where it was before. The pages: guide_book.h.

#include <string>
#include <vector>

namespace halfstep {

/// A place in the guide.
struct GuidePlace {
    std::string page = "window"; ///< of guide_book()
    int column = 0, block = -1;  ///< what is looked for there; block -1: nothing
    int row = 0;                 ///< of the block
    float scroll = 0;            ///< how far down, at scale 1; only where nothing is looked for
};

struct GuideState {
    bool open = false;
    GuidePlace here;
    std::vector<GuidePlace> before; ///< the way back, the newest last
    int moves = 0;                  ///< counts the times that `here` has become another place
    bool find = false;              ///< asked of the view: the field to type in
};

void go_to(GuideState& guide, GuidePlace place);
void go_back(GuideState& guide);

} // namespace halfstep
