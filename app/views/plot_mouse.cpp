#include "app/views/plot_mouse.h"

#include "app/model/actions.h"
#include "app/plots/beside.h"
#include "app/views/sampler_chip.h"

namespace halfstep {

int PlotMouse::sampler(int of_plot) const {
    return other_run ? sampler_before(of_plot, *app().session.run(), *other_run) : of_plot;
}

CardChoice PlotMouse::card_for(const LegendEntry& of) const {
    return has_cards ? card_of(of, *app().session.run()) : CardChoice{};
}

void press_entry(PlotMouse& mouse, const LegendEntry& entry) {
    const int sampler = mouse.sampler(entry.sampler);
    if (sampler >= 0 && !mouse.view.view().hides(entry.name)) return mute_or_solo(mouse.app(), sampler);
    mouse.view.view().toggle(entry.name);
    mouse.view.refresh();
}

std::string entry_tip(const PlotMouse& mouse, const LegendEntry& entry) {
    const int sampler = mouse.sampler(entry.sampler);
    std::string tip = sampler >= 0                          ? mute_text(mouse.app(), sampler)
                      : mouse.view.view().hides(entry.name) ? "Click to show again"
                                                            : "Click to hide";
    if (!mouse.card_for(entry).card.empty()) tip += " · right click: its equation";
    return tip;
}

} // namespace halfstep
