#include "app/views/drawing_board.h"

#include "app/base/number_text.h"
#include "app/model/actions.h"
#include "app/views/sketch_density.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr float spacing = 7;                    // pixels at scale 1 between points
constexpr float least_size = 3, most_size = 90; // of the brush, pixels at scale 1
constexpr double half_view = 3;                 // of the plane, at least

Figure empty_board(int dim, const View::Held& range) {
    Figure figure;
    figure.name = "drawing";
    figure.title = dim == 2 ? "Draw the data in the plane" : "Draw the density of the data";
    figure.legend = false;
    figure.x.label = "x";
    figure.x.lo = range.x_lo;
    figure.x.hi = range.x_hi;
    figure.y.label = dim == 2 ? "y" : "density, any unit";
    figure.y.ticks = dim == 2;
    figure.y.lo = range.y_lo;
    figure.y.hi = range.y_hi;
    figure.equal_aspect = dim == 2;
    return figure;
}

/// Not among all_plots(): it belongs to no run.
constexpr Plot board_plot = {.name = "drawing",
                             .title = "Drawing",
                             .help = "",
                             .applies = nullptr,
                             .needs = nullptr,
                             .make = nullptr,
                             .overlay = nullptr,
                             .words = nullptr};

View::Held range_of(const TargetSpec& from, int dim) {
    if (dim == 1) return {true, -Sketch::reach, Sketch::reach, 0, 1};
    View::Held range{true, -half_view, half_view, -half_view, half_view};
    if (from.kind != TargetKind::points || from.columns != 2) return range;
    for (std::size_t i = 0; i + 1 < from.points.size(); i += 2) {
        range.x_lo = std::min(range.x_lo, from.points[i]), range.x_hi = std::max(range.x_hi, from.points[i]);
        range.y_lo = std::min(range.y_lo, from.points[i + 1]), range.y_hi = std::max(range.y_hi, from.points[i + 1]);
    }
    return range;
}

} // namespace

void DrawingBoard::open(const Experiment& experiment) {
    from_ = experiment.target;
    dim_ = dimension(from_);
    open_ = fresh_[0] = fresh_[1] = true;
    board_.reset();
    done_ = erasing_ = stroking_ = false;
    standardize_ = continues() && from_.standardize;
}

bool DrawingBoard::continues() const {
    return from_.kind == TargetKind::points && from_.columns == dim_ && !from_.points.empty();
}

void DrawingBoard::obey(BrushCommand command) {
    switch (command) {
    case BrushCommand::none: break;
    case BrushCommand::done: done_ = !sketch().empty(); break;
    case BrushCommand::undo:
        if (!stroking_) sketch().undo();
        break;
    case BrushCommand::smaller: resize(1 / 1.25f); break;
    case BrushCommand::larger: resize(1.25f); break;
    }
}

void DrawingBoard::resize(float factor) { size_ = std::clamp(size_ * factor, least_size, most_size); }

DataPoint DrawingBoard::place(Point at) const { return data_at(view_.layout(), at); }

void DrawingBoard::show(PlotContext& context, const Rect& rect) {
    AppState& app = context.app;
    Controls& ui = context.ui;
    if (!open_) open(app.session.experiment());
    obey(std::exchange(app.brush, BrushCommand::none));
    const float bar = 2 * ui.row_height() + 10 * ui.scale;
    const Rect top{rect.x, rect.y, rect.w, bar}, below{rect.x, rect.y + bar, rect.w, rect.h - bar};
    bool cancelled = false;
    tools(ui, top, cancelled);
    status(ui, top);
    view_.refresh(); // the theme may have changed, and there is little to draw
    view_.show(board_plot, board(), View{}, {below, ui.theme, context.points()});
    if (std::exchange(fresh_[dim_ - 1], false)) {
        const Layout& layout = view_.layout();
        sketch() = Sketch(from_, dim_, std::abs(layout.x.value(spacing * ui.scale) - layout.x.value(0)));
    }
    mouse(ui, below);
    draw(below, *ui.theme, ui.scale);
    if (cancelled) app.drawing = false;
    if (!done_) return;
    app.drawing = open_ = done_ = false;
    const Experiment drawn = sketch().result(app.session.experiment(), continues() ? from_.kernel : -1, standardize_);
    app.session.edit(drawn, ++ui.gesture, "target.drawn");
}

/// With the density of what is there: what is drawn is seen as the target that it will be.
std::shared_ptr<const Figure> DrawingBoard::board() {
    const Drawn now{dim_, fresh_[dim_ - 1] ? 0 : sketch().revision()};
    if (board_ && now == drawn_) return board_;
    drawn_ = now;
    Figure figure = empty_board(dim_, range_of(from_, dim_));
    const Layout& seen = view_.layout();
    if (!fresh_[dim_ - 1])
        figure.marks =
            sketch_density(sketch(), continues() ? from_.kernel : -1, {seen.x.lo, seen.x.hi}, {seen.y.lo, seen.y.hi});
    return board_ = std::make_shared<const Figure>(std::move(figure));
}

/// Brush, eraser, undo, clear; Cancel and Done at the right end.
void DrawingBoard::tools(Controls& ui, const Rect& rect, bool& cancelled) {
    const bool none = sketch().empty();
    ImGui::SetCursorScreenPos({rect.x + 8 * ui.scale, rect.y + 4 * ui.scale});
    const auto tool = [&](const char* key, const char* text, bool chosen, const char* tip) {
        const bool pressed = chosen ? main_button(ui, key, text) : text_button(ui, key, text, tip);
        ImGui::SameLine();
        return pressed;
    };
    if (tool("drawing.brush", "Brush", !erasing_, "Draws")) erasing_ = false;
    if (tool("drawing.eraser", "Eraser", erasing_, "Takes away what it passes over")) erasing_ = true;
    if (text_button(ui, "drawing.undo", "Undo", with_key("Takes back the last stroke", "undo").c_str(),
                    sketch().can_undo()))
        sketch().undo();
    ImGui::SameLine();
    if (text_button(ui, "drawing.clear", "Clear", "Takes everything away; Undo brings it back", !none))
        sketch().clear();
    ImGui::SameLine();
    if (text_button(ui, "drawing.dimension", dim_ == 1 ? "In the plane" : "On a line",
                    dim_ == 1 ? "Draws points of two coordinates instead; what is here waits"
                              : "Draws the density of one coordinate instead; what is here waits"))
        dim_ = 3 - dim_;
    const float done = fonts_.measure("Done", fonts_.body(), Weight::regular).x + 20 * ui.scale;
    const float cancel = fonts_.measure("Cancel", fonts_.body(), Weight::regular).x + 28 * ui.scale;
    ImGui::SameLine(0, 0);
    ImGui::SetCursorScreenPos({rect.right() - done - cancel - 12 * ui.scale, rect.y + 4 * ui.scale});
    if (text_button(ui, "drawing.cancel", "Cancel", with_key("Leaves the target as it is", "back").c_str()))
        cancelled = true;
    ImGui::SameLine();
    if (main_button(ui, "drawing.done", "Done", !none)) done_ = true;
    item_tip(ui,
             none ? "Nothing is drawn yet: a target needs at least one point"
                  : with_key("Makes this the target; one step to undo, and Draw… takes it up again", "finish-drawing")
                        .c_str());
}

/// How much there is, and what the keys do.
void DrawingBoard::status(Controls& ui, const Rect& rect) {
    ImGui::SetCursorScreenPos({rect.x + 10 * ui.scale, rect.y + 8 * ui.scale + ui.row_height()});
    toggle(ui,
           {"drawing.standardize", "Standardise",
            "Shift and scale each coordinate to mean 0 and standard deviation 1, as data for a network usually are."},
           standardize_);
    std::string text;
    if (dim_ == 1)
        text = sketch().empty() ? "Drag across the plot: the density follows the mouse"
                                : std::to_string(Sketch::line_points) + " points at equal shares of the area";
    else if (sketch().full())
        text = "No point fits any more: at most " + grouped(Limits::max_points) + ". Erase some, or finish";
    else
        text = grouped(sketch().count()) + " of at most " + grouped(Limits::max_points) + " points";
    text += dim_ == 2 || erasing_ ? "  ·  wheel, [ and ]: size" : "";
    fonts_.draw(*ImGui::GetWindowDrawList(),
                {rect.right() - 12 * ui.scale, rect.y + 8 * ui.scale + 1.5f * ui.row_height()}, text,
                {.size = fonts_.body(),
                 .color = sketch().full() ? ui.theme->warning : ui.theme->muted,
                 .horizontal = Align::end,
                 .vertical = Align::middle});
}

void DrawingBoard::mouse(Controls& ui, const Rect& rect) {
    const Layout& layout = view_.layout();
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    touch_area("drawing", {rect.w, rect.h});
    note_item(ui, "drawing.canvas");
    ui.widgets["drawing.paper"] = {rect.x + layout.plot.x, rect.y + layout.plot.y, layout.plot.w, layout.plot.h};
    const ImVec2 screen = ImGui::GetIO().MousePos;
    const Rect& plot = layout.plot;
    // A stroke that leaves the paper goes on along its edge.
    const Point at{std::clamp(screen.x - rect.x, plot.x, plot.right()),
                   std::clamp(screen.y - rect.y, plot.y, plot.bottom())};
    if (ImGui::IsItemHovered() && ImGui::GetIO().MouseWheel != 0) resize(std::pow(1.15f, ImGui::GetIO().MouseWheel));
    if (ImGui::IsItemActivated() && plot.contains({screen.x - rect.x, screen.y - rect.y})) {
        sketch().begin_stroke();
        stroking_ = true;
        last_ = at;
    }
    stroking_ = stroking_ && ImGui::IsItemActive();
    if (stroking_) {
        const double radius = std::abs(layout.x.value(size_ * ui.scale) - layout.x.value(0));
        erasing_ ? sketch().erase(place(last_), place(at), radius) : sketch().brush(place(last_), place(at), radius);
        last_ = at;
    }
}

void DrawingBoard::draw(const Rect& rect, const Theme& theme, float scale) {
    const Layout& layout = view_.layout();
    const Rect plot{rect.x + layout.plot.x, rect.y + layout.plot.y, layout.plot.w, layout.plot.h};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.PushClipRect({plot.x, plot.y}, {plot.right(), plot.bottom()}, true);
    const ImU32 ink = packed(theme.accent);
    const std::vector<double>& points = sketch().points();
    for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
        const Point p = layout.at(points[i], points[i + 1]);
        list.AddCircleFilled({rect.x + p.x, rect.y + p.y}, 2.2f * scale, ink, 8);
    }
    const std::vector<double>& heights = sketch().heights();
    const float half = 0.5f * std::abs(layout.x.pixel(Sketch::bin_middle(1)) - layout.x.pixel(Sketch::bin_middle(0)));
    for (int i = 0; i < static_cast<int>(heights.size()); ++i) {
        if (heights[i] <= 0) continue;
        const Point p = layout.at(Sketch::bin_middle(i), heights[i]);
        const float x = rect.x + p.x, y = rect.y + p.y;
        list.AddRectFilled({x - half, y}, {x + half, plot.bottom()}, packed(theme.accent, 0.35f));
        list.AddRectFilled({x - half, y - scale}, {x + half, y + scale}, ink);
    }
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (plot.contains({mouse.x, mouse.y}) && (dim_ == 2 || erasing_))
        list.AddCircle(mouse, size_ * scale, packed(erasing_ ? theme.warning : theme.text, 0.8f), 0, 1.5f * scale);
    list.PopClipRect();
    if (sketch().empty() && !stroking_)
        fonts_.draw(
            list, {plot.x + plot.w / 2, plot.y + plot.h / 2}, dim_ == 1 ? "Draw the density here" : "Draw here",
            {.size = fonts_.large(), .color = theme.muted, .horizontal = Align::middle, .vertical = Align::middle});
}

} // namespace halfstep
