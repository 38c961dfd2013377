#include "app/model/guide_state.h"

#include <utility>

namespace halfstep {

void go_to(GuideState& guide, GuidePlace place) {
    guide.before.push_back(std::move(guide.here));
    guide.here = std::move(place);
    ++guide.moves;
}

void go_back(GuideState& guide) {
    if (guide.before.empty()) return;
    guide.here = std::move(guide.before.back());
    guide.here.block = -1; // as it was left
    guide.before.pop_back();
    ++guide.moves;
}

} // namespace halfstep
