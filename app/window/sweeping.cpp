// The sweep in place of the stage: its controls, and its figure, on which the mouse does what it does on plots.

#include "app/window/workspace.h"

namespace halfstep {

void Workspace::toggle_sweep() {
    if (sweep_.is_open())
        sweep_.close();
    else
        sweep_.open(session_.experiment());
}

void Workspace::sweep_stage(const Rect& rect) {
    const SweepView::Shown shown = sweep_.show(ui_, rect, session_.experiment());
    if (!sweep_.figure()) {
        fonts_.draw(*ImGui::GetWindowDrawList(),
                    {shown.figure.x + shown.figure.w / 2, shown.figure.y + shown.figure.h / 2},
                    sweep_.running() ? "The first point is on its way" : "The figure appears here, point by point",
                    fonts_.body(), Weight::regular, theme().muted, Align::middle, Align::middle);
        return;
    }
    const Rect place{std::floor(shown.figure.x), std::floor(shown.figure.y), std::floor(shown.figure.w),
                     std::floor(shown.figure.h)};
    sweep_figure_.show(SweepView::plot(), {sweep_.figure(), &sweep_.figure()->figure}, place, theme(), points());
    react(sweep_figure_, SweepView::plot(), place);
    if (shown.exports) open_export(&SweepView::plot());
}

} // namespace halfstep
