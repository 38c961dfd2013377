#include "app/views/figure_view.h"

#include "app/ui/imgui_canvas.h"

namespace halfstep {

void show_canvas(const GlCanvas& canvas, const Rect& at, ImDrawList& list, Fonts& fonts) {
    const auto texture = (ImTextureID)(std::intptr_t)canvas.texture(); // a pointer in ImGui 1.86, an integer in 1.92
    list.AddImage(texture, {at.x, at.y}, {at.right(), at.bottom()}, {0, 1}, {1, 0}); // row 0 is at the bottom
    for (const PlacedText& t : canvas.texts()) {
        list.PushClipRect({at.x + t.clip.x, at.y + t.clip.y}, {at.x + t.clip.right(), at.y + t.clip.bottom()}, true);
        fonts.draw(list, {at.x + t.at.x, at.y + t.at.y}, t.text, t.size, t.weight, t.color, t.horizontal, t.vertical,
                   t.angle);
        list.PopClipRect();
    }
}

void FigureView::render(const Theme& theme, const Rect& rect, float scale) {
    canvas_.begin(static_cast<int>(rect.w), static_cast<int>(rect.h), theme.panel);
    layout_ = halfstep::layout(figure_, {0, 0, rect.w, rect.h}, scale, theme, canvas_);
    draw(figure_, layout_, theme, canvas_);
    canvas_.end();
}

namespace {

/// Whether the plot is the same of both runs.
bool looks_the_same(const Plot& plot, const Run& run, const Run& other) {
    return run.problem == other.problem && run.samplers.shares_with(other.samplers) &&
           run.measures.same(other.measures, plot.measures);
}

} // namespace

void FigureView::show(const Plot& plot, const std::shared_ptr<const Run>& newest, const Cursor& cursor,
                      const Rect& rect, const Theme& theme, float scale, const std::optional<AxisView::Span>& time,
                      bool sliding) {
    const bool measuring = !newest->measures.have(plot.measures);
    const std::shared_ptr<const Run> run = measuring && run_ && &plot == plot_ ? run_ : newest;
    const bool other_run = !run_ || !looks_the_same(plot, *run, *run_) || &plot != plot_ ||
                           cursor.sampler != cursor_.sampler || !(cursor.held == cursor_.held);
    const bool other_marks = other_run || (plot.follows_cursor && cursor.level != cursor_.level);
    if (&plot != plot_) {
        if (plot_) others_[plot_] = view_;
        view_ = others_[&plot];
    }
    if (resting_ && !sliding) {
        made_.x = own_x_;
        made_.y = own_y_;
        stale_ = true;
    }
    const bool rests = sliding && &plot == plot_;
    resting_ = rests && (resting_ || other_marks);
    if (other_marks) {
        Figure next = plot.make(*run, cursor);
        own_x_ = next.x;
        own_y_ = next.y;
        if (rests && !over_time(next)) keep_range(next.x, made_.x);
        if (rests) keep_range(next.y, made_.y);
        made_ = std::move(next);
    } else if (!(cursor == cursor_))
        made_.overlay = plot.overlay(*run, cursor);
    const bool other_view = std::exchange(stale_, false);
    if (&plot != plot_ && over_time(made_)) view_.x.range = time;
    if (other_marks || other_view || !(cursor == cursor_)) {
        figure_ = made_;
        apply(view_, figure_);
    }
    if (other_marks || other_paper(rect, theme, scale) || other_view) render(theme, rect, scale);
    run_ = run;
    plot_ = &plot;
    cursor_ = cursor;
    present(rect, theme, scale);
    if (measuring) say_measuring(rect, theme, scale);
}

/// At the right end of the title's line; over all of a figure that has nothing to show yet.
void FigureView::say_measuring(const Rect& rect, const Theme& theme, float scale) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float size = theme.title_size * scale, pad = 6 * scale;
    if (!made_.marks.empty())
        return fonts_.draw(list, {rect.right() - pad, rect.y + pad + 0.65f * size}, "measuring…", size, Weight::regular,
                           theme.muted, Align::end, Align::middle);
    const float top = rect.y + pad + 1.5f * size;
    list.AddRectFilled({rect.x, top}, {rect.right(), rect.bottom()}, packed(theme.panel));
    fonts_.draw(list, {rect.x + rect.w / 2, rect.y + rect.h / 2}, "measuring…", size, Weight::regular, theme.muted,
                Align::middle, Align::middle);
}

void FigureView::show(const Plot& plot, const std::shared_ptr<const Figure>& figure, const Rect& rect,
                      const Theme& theme, float scale) {
    const bool other = figure != given_ || std::exchange(stale_, false);
    if (other) {
        made_ = figure_ = *figure;
        apply(view_, figure_);
    }
    if (other || other_paper(rect, theme, scale)) render(theme, rect, scale);
    stale_ = false;
    given_ = figure;
    plot_ = &plot;
    present(rect, theme, scale);
}

bool FigureView::other_paper(const Rect& rect, const Theme& theme, float scale) const {
    return rect.w != rect_.w || rect.h != rect_.h || &theme != theme_ || scale != scale_;
}

/// The texture, and what is drawn over it.
void FigureView::present(const Rect& rect, const Theme& theme, float scale) {
    rect_ = rect;
    theme_ = &theme;
    scale_ = scale;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    show_canvas(canvas_, rect, list, fonts_);
    for (const LegendEntry& entry : layout_.legend) // switched off: there, but hardly
        if (view_.hides(entry.label))
            list.AddRectFilled({rect.x + entry.box.x, rect.y + entry.box.y},
                               {rect.x + entry.box.right(), rect.y + entry.box.bottom()}, packed(theme.panel, 0.7f));
    ImGuiCanvas overlay(list, {rect.x, rect.y}, fonts_);
    draw_overlay(figure_, layout_, theme, overlay);
}

} // namespace halfstep
