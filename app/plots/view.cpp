#include "app/plots/view.h"

namespace halfstep {

Wanted measures_of(const View& view) {
    return {.trace = view.pinned >= 0 || view.inspect > 0, .particle = view.pinned};
}

View without_mouse(View view) {
    view.particle = view.sampler = view.term = -1;
    view.held = {};
    view.reveal = Reveal::nothing;
    view.clock_beside = false;
    return view;
}

void let_go_of_absent(View& view, const Experiment& experiment) {
    const int samplers = static_cast<int>(experiment.samplers.size());
    if (view.sampler >= samplers) view.sampler = -1;
    if (view.inspect > samplers) view.inspect = 0;
    if (view.pinned >= experiment.run.particles) view.pinned = -1;
}

bool draws_the_same(const View& a, const View& b) {
    return a.level == b.level && a.particle == b.particle && a.pinned == b.pinned && a.inspect == b.inspect &&
           a.stage == b.stage && a.enlarge == b.enlarge && a.term == b.term && a.sampler == b.sampler &&
           a.points == b.points && a.held == b.held && a.notation == b.notation && a.clock_beside == b.clock_beside &&
           a.muted == b.muted && a.reveal == b.reveal &&
           (a.inspect == 0 || a.plots == b.plots); // an inset stands in what is in view
}

} // namespace halfstep
