#include "app/export/paper_canvas.h"
#include "app/render/splat.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

/// The picture of successive clouds.
struct CloudCanvas::Raster {
    Rect rect; ///< in the canvas's unit
    Splat splat;
};

CloudCanvas::CloudCanvas(Canvas& under, const Rect& page, float resolution)
    : under_(under), page_(page), area_(page), resolution_(resolution) {}
CloudCanvas::~CloudCanvas() = default;

void CloudCanvas::finish() {
    if (!raster_) return;
    draw_clouds();
    const std::vector<std::uint8_t> rgba = raster_->splat.straight();
    under_.image(raster_->rect, raster_->splat.columns(), raster_->splat.rows(), rgba.data());
    raster_.reset();
}

void CloudCanvas::discs(const Point* centres, int count, float radius, Color color) {
    constexpr int few = 50;
    if (count < few) { // a handle, the legend's picture, the heads of trails: these stay sharp
        finish();
        return under_.discs(centres, count, radius, color);
    }
    if (!raster_) {
        // On whole pixels of the page, so that in a PNG of the same resolution none is blurred.
        const auto snap = [&](float v, float origin, float (*round)(float)) {
            return origin + round((v - origin) * resolution_) / resolution_;
        };
        const float left = snap(area_.x, page_.x, std::floor), right = snap(area_.right(), page_.x, std::ceil);
        const float top = snap(area_.y, page_.y, std::floor), bottom = snap(area_.bottom(), page_.y, std::ceil);
        const auto pixels = [&](float length) { return static_cast<int>(std::lround(length * resolution_)); };
        raster_ = std::make_unique<Raster>(
            Raster{{left, top, right - left, bottom - top}, Splat(pixels(right - left), pixels(bottom - top))});
    }
    if (!clouds_.empty() && clouds_.front().radius != radius) draw_clouds();
    const auto same = [&](const Cloud& cloud) {
        const Color& c = cloud.color;
        return c.r == color.r && c.g == color.g && c.b == color.b && c.a == color.a;
    };
    auto cloud = std::find_if(clouds_.begin(), clouds_.end(), same);
    if (cloud == clouds_.end()) cloud = clouds_.insert(cloud, {color, radius, {}});
    const Rect& rect = raster_->rect;
    for (int i = 0; i < count; ++i) {
        const Point c = centres[i];
        const bool near = c.x > rect.x - radius && c.x < rect.right() + radius && c.y > rect.y - radius &&
                          c.y < rect.bottom() + radius; // false for NaN
        if (near) cloud->centres.push_back({(c.x - rect.x) * resolution_, (c.y - rect.y) * resolution_});
    }
}

void CloudCanvas::draw_clouds() {
    constexpr std::size_t layer = 500; // few enough to cover little of what lies below
    std::size_t longest = 0;
    for (const Cloud& cloud : clouds_) longest = std::max(longest, cloud.centres.size());
    for (std::size_t first = 0; first < longest; first += layer)
        for (const Cloud& cloud : clouds_)
            for (std::size_t i = first; i < std::min(first + layer, cloud.centres.size()); ++i)
                raster_->splat.disc(cloud.centres[i].x, cloud.centres[i].y, cloud.radius * resolution_, cloud.color);
    clouds_.clear();
}

// ---- everything else is passed on ----

void CloudCanvas::part(std::string_view kind, std::string_view label) {
    if (kind == "points" && raster_) return; // one picture of many layers
    finish();
    under_.part(kind, label);
}
void CloudCanvas::clip(const Rect& rect) {
    finish();
    const float left = std::max(rect.x, page_.x), top = std::max(rect.y, page_.y);
    area_ = {left, top, std::max(std::min(rect.right(), page_.right()) - left, 0.0f),
             std::max(std::min(rect.bottom(), page_.bottom()) - top, 0.0f)};
    under_.clip(rect);
}
void CloudCanvas::unclip() {
    finish();
    area_ = page_;
    under_.unclip();
}
void CloudCanvas::polylines(const Point* points, int length, int count, const Stroke& stroke) {
    finish();
    under_.polylines(points, length, count, stroke);
}
void CloudCanvas::rects(const Rect* rects, int count, Color color) {
    finish();
    under_.rects(rects, count, color);
}
void CloudCanvas::band(const Point* upper, const Point* lower, int n, Color color) {
    finish();
    under_.band(upper, lower, n, color);
}
void CloudCanvas::triangles(const Point* corners, int count, Color color) {
    finish();
    under_.triangles(corners, count, color);
}
void CloudCanvas::areas(const Point* points, const int* lengths, int count, Color color) {
    finish();
    under_.areas(points, lengths, count, color);
}
void CloudCanvas::image(const Rect& rect, int columns, int rows, const std::uint8_t* rgba) {
    finish();
    under_.image(rect, columns, rows, rgba);
}
void CloudCanvas::text(Point at, std::string_view text, const TextStyle& style) {
    finish();
    under_.text(at, text, style);
}
Point CloudCanvas::measure(std::string_view text, float size, Weight weight) {
    return under_.measure(text, size, weight);
}

} // namespace halfstep
