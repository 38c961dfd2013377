#include "app/plots/step_arrows.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {
namespace {

struct PixelLine {
    Point from, to;
};
/// No number where an end is none.
float distance_to(const PixelLine& line, Point at) {
    const float dx = line.to.x - line.from.x, dy = line.to.y - line.from.y, square = dx * dx + dy * dy;
    const float x = at.x - line.from.x, y = at.y - line.from.y;
    const float along = square > 0 ? std::clamp((x * dx + y * dy) / square, 0.0f, 1.0f) : 0;
    return std::hypot(x - along * dx, y - along * dy);
}

} // namespace

std::vector<StepStage> stages_of(const InspectedStep& step) {
    std::vector<StepStage> stages = {StepStage::leave};
    if (step.move->x0_hat.size() > 0) stages.insert(stages.end(), {StepStage::ask, StepStage::split});
    if (step.x0.size() > 0 && step.from().b > 0) stages.push_back(StepStage::compose);
    for (const StepTerm& term : step.move->terms)
        if (const StepStage stage = stage_of(term.kind); stage != stages.back()) stages.push_back(stage);
    stages.push_back(StepStage::arrive);
    return stages;
}

StepStage stage_at(const InspectedStep& step, int stage) {
    const std::vector<StepStage> stages = stages_of(step);
    const int last = static_cast<int>(stages.size()) - 1;
    return stages[static_cast<std::size_t>(stage < 0 ? last : std::min(stage, last))];
}

StepStage stage_of(StepTerm::Kind kind) {
    switch (kind) {
    case StepTerm::x0:
    case StepTerm::eps: return StepStage::combine;
    case StepTerm::last: return StepStage::last;
    case StepTerm::again: return StepStage::again;
    case StepTerm::state: return StepStage::shrink;
    case StepTerm::noise: return StepStage::noise;
    }
    return StepStage::arrive;
}

const char* stage_text(StepStage stage) {
    switch (stage) {
    case StepStage::leave: return "Where it stands";
    case StepStage::ask: return "Ask the denoiser: x̂₀";
    case StepStage::split: return "What is left over is noise: ε̂ = ⟨(xₜ − a x̂₀)/b⟩";
    case StepStage::compose: return "It is ⟨a x₀ + b ε⟩";
    case StepStage::combine: return "Combine x̂₀ and ε̂ anew, with less noise";
    case StepStage::last: return "Add what changed since the step before";
    case StepStage::again: return "Ask again where that arrives";
    case StepStage::shrink: return "Shrink the state";
    case StepStage::noise: return "Add noise";
    case StepStage::arrive: return "Arrive";
    }
    return "";
}

const char* term_symbol(StepTerm::Kind kind) {
    switch (kind) {
    case StepTerm::x0: return "x̂₀";
    case StepTerm::eps: return "ε̂";
    case StepTerm::last: return "Δx̂₀";
    case StepTerm::again: return "Δε̂";
    case StepTerm::state: return "x";
    case StepTerm::noise: return "z";
    }
    return "";
}

int term_series(StepTerm::Kind kind) {
    constexpr int colors[] = {0, 1, 3, 3, 0, 2}; // last and again never meet, nor do state and x0
    return colors[kind] + series_colors * kind;
}

Ink term_ink(StepTerm::Kind kind, const View& view) {
    const bool behind = view.term >= 0 && view.term != kind;
    return {Ink::series, term_series(kind), behind ? 0.25f : 1.0f};
}

int term_at(const Figure& figure, const Layout& layout, Point at, float reach) {
    int nearest = -1;
    float best = reach;
    for (const Mark& mark : figure.overlay) {
        if (const Arrows* const arrow = std::get_if<Arrows>(&mark)) {
            if (arrow->ink.role != Ink::series || arrow->x.size() != 1) continue;
            const float away = distance_to({layout.at(arrow->x[0], arrow->y[0]),
                                            layout.at(arrow->x[0] + arrow->dx[0], arrow->y[0] + arrow->dy[0])},
                                           at);
            if (away < best) best = away, nearest = arrow->ink.index / series_colors;
        } else if (const Curve* const curve = std::get_if<Curve>(&mark)) {
            if (curve->ink.role != Ink::series) continue;
            for (std::size_t i = 1; i < curve->x.size(); ++i) {
                const float away =
                    distance_to({layout.at(curve->x[i - 1], curve->y[i - 1]), layout.at(curve->x[i], curve->y[i])}, at);
                if (away < best) best = away, nearest = curve->ink.index / series_colors;
            }
        }
    }
    return nearest;
}

} // namespace halfstep::plots
