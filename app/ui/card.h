#pragma once
// The grounds that parts of the window lie on, and rectangles.

#include "app/ui/controls.h"

#include <cmath>

namespace halfstep {

inline Rect inset(const Rect& r, float by) { return {r.x + by, r.y + by, r.w - 2 * by, r.h - 2 * by}; }
inline Rect whole_pixels(const Rect& r) { return {std::floor(r.x), std::floor(r.y), std::floor(r.w), std::floor(r.h)}; }

/// A part's ground, with round corners.
void card(const Rect& rect, const Controls& ui);
/// Pushes what is on screen back, so that nobody takes it for what the title says.
void veil(const Rect& rect, const Controls& ui);
/// A thin line along the lower edge of a bar, of which a fraction is done.
void progress_line(const Rect& bar, float fraction, const Controls& ui);
/// Where the current window scrolls on, its edge fades out: what is cut there goes on.
void fade_edges(const Controls& ui);
/// A sampler's swatch: full, or, where it is muted, no more than its edge; cut into dashes as its lines are
/// (Theme::sampler_channel).
void swatch(const Rect& rect, int sampler, bool muted, const Controls& ui);
/// A child window without room at its edges; ImGui::EndChild() ends it.
void begin_child(const char* id, const Rect& rect, ImGuiWindowFlags flags);

} // namespace halfstep
