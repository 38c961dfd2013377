#include "app/views/figure_view.h"

#include "app/plots/beside.h"
#include "app/plots/shown.h"
#include "app/ui/imgui_canvas.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {

void show_canvas(const GlCanvas& canvas, const Rect& at, ImDrawList& list, Fonts& fonts) {
    const auto texture = (ImTextureID)(std::intptr_t)canvas.texture(); // a pointer in ImGui 1.86, an integer in 1.92
    list.AddImage(texture, {at.x, at.y}, {at.right(), at.bottom()}, {0, 1}, {1, 0}); // row 0 is at the bottom
    for (const PlacedText& t : canvas.texts()) {
        list.PushClipRect({at.x + t.clip.x, at.y + t.clip.y}, {at.x + t.clip.right(), at.y + t.clip.bottom()}, true);
        fonts.draw(list, {at.x + t.at.x, at.y + t.at.y}, t.text, t.style);
        list.PopClipRect();
    }
}

void FigureView::highlight(const std::string& label) {
    if (label == highlighted_) return;
    highlighted_ = label;
    relit_ = true;
}

namespace {

/// Of a split figure: smaller ones show nothing that the plot as a whole does not show better.
bool has_panels_too_small(const Layout& layout, const Theme& theme) {
    constexpr float least_w = 6, least_h = 3; // ems of the axis type
    const float em = theme.axis_size * layout.scale;
    return !layout.panels.empty() && (layout.plot.w < least_w * em || layout.plot.h < least_h * em);
}

} // namespace

void FigureView::render(const FigurePlace& place, bool rests) {
    constexpr float most_legend = 0.2f; // of a plot's height
    const Rect& rect = place.rect;
    canvas_.begin(static_cast<int>(rect.w), static_cast<int>(rect.h), place.theme->panel);
    FigureFrame frame{{0, 0, rect.w, rect.h}, place.scale};
    frame.legend.most_height = most_legend;
    frame.legend.fold = frame.legend.direct = true;
    frame.legend.samplers = !place.samplers_named;
    if (rests) {
        frame.least_margin = layout_.plots().front().plot.x;
        frame.least_header = layout_.header;
        frame.caption_rows = layout_.caption_rows;
        frame.legend.beside = layout_.beside;
    }
    layout_ = halfstep::layout(figure_, frame, *place.theme, canvas_);
    if (has_panels_too_small(layout_, *place.theme)) {
        const Split panels = std::exchange(figure_.split, {});
        layout_ = halfstep::layout(figure_, frame, *place.theme, canvas_);
        figure_.split = panels; // it is still what was asked for
    }
    panel_ = std::min(panel_, std::max<std::size_t>(layout_.panels.size(), 1) - 1);
    draw(figure_, layout_, *place.theme, canvas_);
    canvas_.end();
}

namespace {

/// Whether the plot is the same of both runs.
bool looks_the_same(const Plot& plot, const Run& run, const Run& other) {
    return run.problem == other.problem && run.samplers.shares_with(other.samplers) &&
           run.measures.same(other.measures, plot.measures) && (!plot.compares || run.comparison == other.comparison);
}

bool shows_the_same(const Axis& a, const Axis& b) { return a.lo == b.lo && a.hi == b.hi && a.scale == b.scale; }

} // namespace

/// The plot's own figure, with axes that rest while a slider moves.
void FigureView::make(const Plot& plot, const Run& run, const View& view) {
    Figure next = plot.make(run, view);
    bare_ = {next.x, next.y};
    if (beside_) widen(next, beside_->first, beside_->second);
    own_x_ = next.x;
    own_y_ = next.y;
    if (resting_) keep_scale(next.x, made_.x), keep_scale(next.y, made_.y);
    if (resting_ && !over_time(next)) keep_range(next.x, made_.x);
    if (resting_) keep_range(next.y, made_.y);
    made_ = std::move(next);
}

/// The figure as it is shown, of what the plot has made.
void FigureView::compose(const View& view) {
    figure_ = made_;
    apply(*seen_, figure_);
    mute(view.muted, figure_);
    halfstep::highlight(highlighted_, figure_);
    if (resting_) figure_.marks.insert(figure_.marks.begin(), ghost_.begin(), ghost_.end());
}

/// A faint trace of what was there when a slider was taken hold of, until it is let go.
void FigureView::keep_ghost(bool sliding) {
    if (std::exchange(sliding_, sliding) == sliding) return;
    ghost_ = sliding ? ghost_of(figure_) : std::vector<Mark>();
    stale_ = true;
}

/// Takes the axes of the same plot of another scene. True: they are not what they were.
bool FigureView::follow_beside(const Plot& plot, const FigureView* other) {
    std::optional<std::pair<Axis, Axis>> next;
    if (other && other->plot_ == &plot) next = other->bare_;
    const bool same =
        next.has_value() == beside_.has_value() &&
        (!next || (shows_the_same(next->first, beside_->first) && shows_the_same(next->second, beside_->second)));
    if (!same) beside_ = std::move(next);
    return !same;
}

void FigureView::enter(Point at) {
    float least = std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < layout_.panels.size(); ++i) {
        const Rect& r = layout_.panels[i].outer;
        const float away =
            std::hypot(std::max({r.x - at.x, at.x - r.right(), 0.f}), std::max({r.y - at.y, at.y - r.bottom(), 0.f}));
        if (away < least) least = away, panel_ = i;
    }
}

void FigureView::show(const Plot& plot, const std::shared_ptr<const Run>& newest, const View& view,
                      const FigurePlace& place, const FigureLook& look) {
    if (PlotView* seen = look.seen ? look.seen : &own_; std::exchange(seen_, seen) != seen) refresh();
    const bool measuring = !newest->measures.have(plot.measures);
    const std::shared_ptr<const Run> run = measuring && run_ && &plot == plot_ ? run_ : newest;
    const bool other_axes = follow_beside(plot, look.beside);
    const bool other_run = other_axes || !run_ || !looks_the_same(plot, *run, *run_) || &plot != plot_ ||
                           view.sampler != view_.sampler || !(view.held == view_.held);
    const bool other_time = view.level != view_.level || view.clock_beside != view_.clock_beside;
    const bool other_caption = !plots::show_the_same_samplers(view, view_); // which speaks of those that are shown
    const bool other_marks = other_run || other_caption || (plot.follows_cursor && other_time);
    const bool other_overlay =
        !draws_the_same(view, view_) || !run_ || !run->measures.same(run_->measures, {.trace = true});
    keep_ghost(look.sliding && &plot == plot_);
    if (resting_ && !look.sliding) {
        made_.x = own_x_;
        made_.y = own_y_;
        stale_ = true;
    }
    const bool rests = look.sliding && &plot == plot_;
    resting_ = rests && (resting_ || other_marks);
    if (other_marks)
        make(plot, *run, view);
    else if (other_overlay)
        made_.overlay = plot.overlay(*run, view);
    if (&plot != plot_ && look.time && over_time(made_)) seen_->x.range = *look.time;
    const bool in_panels = is_split(plot, *run, view);
    if (std::exchange(split_, in_panels) != in_panels) stale_ = true;
    const bool other_look = std::exchange(stale_, false);
    const bool other_light = std::exchange(relit_, false) || !(view.muted == view_.muted);
    if (other_marks || other_look || other_light || other_overlay) {
        compose(view);
        split_figure(plot, *run, view, figure_);
    }
    const bool same_run = run_ && &plot == plot_ && (resting_ || looks_the_same(plot, *run, *run_));
    // In time, with a slider, or in what comes forward: margins stay.
    const bool moves_on = same_run && !other_look && !other_place(place);
    if (other_marks || other_look || other_light || other_place(place)) render(place, moves_on);
    run_ = run;
    plot_ = &plot;
    if (other_overlay) view_ = view;
    present(place);
    if (measuring) say_measuring();
}

/// At the right end of the title's line; over all of a figure that has nothing to show yet.
void FigureView::say_measuring() {
    const Theme& theme = *place_.theme;
    const Rect& rect = place_.rect;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float size = theme.title_size * place_.scale, pad = 6 * place_.scale;
    if (!made_.marks.empty())
        return fonts_.draw(list, {rect.right() - pad, rect.y + pad + 0.65f * size}, "measuring…",
                           {.size = size, .color = theme.muted, .horizontal = Align::end, .vertical = Align::middle});
    const float top = rect.y + pad + 1.5f * size;
    list.AddRectFilled({rect.x, top}, {rect.right(), rect.bottom()}, packed(theme.panel));
    fonts_.draw(list, {rect.x + rect.w / 2, rect.y + rect.h / 2}, "measuring…",
                {.size = size, .color = theme.muted, .horizontal = Align::middle, .vertical = Align::middle});
}

void FigureView::show(const Plot& plot, const std::shared_ptr<const Figure>& figure, const View& view,
                      const FigurePlace& place) {
    if (std::exchange(seen_, &own_) != &own_) refresh();
    const bool other_muted = !(view.muted == view_.muted);
    const bool relit = std::exchange(relit_, false);
    const bool other = std::exchange(stale_, false) || relit || figure != given_ || other_muted;
    if (other) {
        made_ = *figure;
        compose(view);
    }
    view_ = view;
    if (other || other_place(place)) render(place);
    stale_ = false;
    given_ = figure;
    plot_ = &plot;
    present(place);
}

bool FigureView::other_place(const FigurePlace& place) const {
    return place.rect.w != place_.rect.w || place.rect.h != place_.rect.h || place.theme != place_.theme ||
           place.scale != place_.scale || place.samplers_named != place_.samplers_named;
}

/// The texture, and what is drawn over it.
void FigureView::present(const FigurePlace& place) {
    place_ = place;
    const Rect& rect = place.rect;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    show_canvas(canvas_, rect, list, fonts_);
    for (const LegendEntry& entry : layout_.legend) // switched off: there, but hardly
        if (seen_->hides(entry.name) || view_.muted.has(entry.sampler))
            list.AddRectFilled({rect.x + entry.box.x, rect.y + entry.box.y},
                               {rect.x + entry.box.right(), rect.y + entry.box.bottom()},
                               packed(place.theme->panel, 0.7f));
    ImGuiCanvas overlay(list, {rect.x, rect.y}, fonts_);
    const Veil ahead = view_.reveal == Reveal::nothing         ? Veil::none
                       : view_.reveal == Reveal::towards_noise ? Veil::above
                                                               : Veil::below;
    draw_veil(figure_, layout_, ahead, *place.theme, overlay);
    draw_overlay(figure_, layout_, *place.theme, overlay);
}

} // namespace halfstep
