#include "app/export/paper_canvas.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

/// Pixels of successive clouds, premultiplied; 0..1.
struct CloudCanvas::Raster {
    struct Pixel {
        float r = 0, g = 0, b = 0, a = 0;
    };
    Rect rect; ///< in the canvas's unit
    int columns = 0, rows = 0;
    std::vector<Pixel> pixels;

    /// Centre and radius in pixels. The edge is soft over one pixel, as on screen.
    void disc(float x, float y, float radius, Color color) {
        constexpr float least = 0.5f; // smaller ones are drawn that large and fainter
        if (radius < least) color.a *= radius * radius / (least * least);
        radius = std::max(radius, least);
        const float reach = radius + 0.5f;
        const int x0 = std::max(static_cast<int>(x - reach), 0),
                  x1 = std::min(static_cast<int>(x + reach), columns - 1);
        const int y0 = std::max(static_cast<int>(y - reach), 0), y1 = std::min(static_cast<int>(y + reach), rows - 1);
        for (int row = y0; row <= y1; ++row) {
            Pixel* const line = pixels.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(columns);
            const float dy = static_cast<float>(row) + 0.5f - y;
            for (int column = x0; column <= x1; ++column) {
                const float dx = static_cast<float>(column) + 0.5f - x;
                const float coverage = std::min(reach - std::sqrt(dx * dx + dy * dy), 1.0f);
                if (coverage <= 0) continue;
                const float alpha = coverage * color.a, rest = 1 - alpha;
                Pixel& p = line[column];
                p = {p.r * rest + color.r * alpha, p.g * rest + color.g * alpha, p.b * rest + color.b * alpha,
                     p.a * rest + alpha};
            }
        }
    }
    std::vector<std::uint8_t> straight() const {
        const auto byte = [](float v) { return static_cast<std::uint8_t>(std::min(v, 1.0f) * 255 + 0.5f); };
        std::vector<std::uint8_t> rgba;
        rgba.reserve(pixels.size() * 4);
        for (const Pixel& p : pixels) {
            const float unit = p.a > 0 ? 1 / p.a : 0;
            rgba.insert(rgba.end(), {byte(p.r * unit), byte(p.g * unit), byte(p.b * unit), byte(p.a)});
        }
        return rgba;
    }
};

CloudCanvas::CloudCanvas(Canvas& under, const Rect& page, float resolution)
    : under_(under), page_(page), area_(page), resolution_(resolution) {}
CloudCanvas::~CloudCanvas() = default;

void CloudCanvas::finish() {
    if (!raster_) return;
    draw_clouds();
    const std::vector<std::uint8_t> rgba = raster_->straight();
    under_.image(raster_->rect, raster_->columns, raster_->rows, rgba.data());
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
        raster_ = std::make_unique<Raster>();
        raster_->rect = {left, top, right - left, bottom - top};
        raster_->columns = static_cast<int>(std::lround((right - left) * resolution_));
        raster_->rows = static_cast<int>(std::lround((bottom - top) * resolution_));
        raster_->pixels.resize(static_cast<std::size_t>(raster_->columns) * static_cast<std::size_t>(raster_->rows));
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
                raster_->disc(cloud.centres[i].x, cloud.centres[i].y, cloud.radius * resolution_, cloud.color);
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
void CloudCanvas::polylines(const Point* points, int length, int count, Color color, float width, Dash dash) {
    finish();
    under_.polylines(points, length, count, color, width, dash);
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
void CloudCanvas::text(Point at, std::string_view text, float size, Weight weight, Color color, Align horizontal,
                       Align vertical, int angle) {
    finish();
    under_.text(at, text, size, weight, color, horizontal, vertical, angle);
}
Point CloudCanvas::measure(std::string_view text, float size, Weight weight) {
    return under_.measure(text, size, weight);
}

} // namespace halfstep
