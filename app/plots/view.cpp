#include "app/plots/view.h"

namespace halfstep {

bool draws_the_same(const View& a, const View& b) {
    return a.level == b.level && a.particle == b.particle && a.sampler == b.sampler && a.points == b.points &&
           a.held == b.held;
}

} // namespace halfstep
