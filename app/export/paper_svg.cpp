#include "app/base/base64.h"
#include "app/base/xml.h"
#include "app/export/paper_canvas.h"
#include "app/export/paper_outlines.h"
#include "app/export/paper_shapes.h"
#include "app/export/paper_type.h"
#include "app/export/png.h"
#include "app/figure/math_text.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

/// Hundredths of the unit: 3.5 micrometres where the unit is the point.
std::string coordinate(float value) {
    constexpr float far = 1e6f; // points: beyond any sheet, and still exact in the arithmetic below
    const long hundredths = std::lround(std::clamp(value, -far, far) * 100);
    const long size = std::abs(hundredths);
    std::string text = hundredths < 0 ? "-" : "";
    text += std::to_string(size / 100);
    if (size % 100 == 0) return text;
    text += '.';
    text += static_cast<char>('0' + size % 100 / 10);
    if (size % 10 != 0) text += static_cast<char>('0' + size % 10);
    return text;
}

std::string attribute(const char* name, float value) {
    return std::string(" ") + name + "=\"" + coordinate(value) + "\"";
}

/// ' fill="#d55e00" fill-opacity="0.5"'
std::string paint(const char* name, Color color) {
    constexpr char hex[] = "0123456789abcdef";
    std::string text = std::string(" ") + name + "=\"#";
    for (const float channel : {color.r, color.g, color.b}) {
        const auto byte = static_cast<unsigned>(std::clamp(channel, 0.0f, 1.0f) * 255 + 0.5f);
        text += hex[byte >> 4];
        text += hex[byte & 15];
    }
    text += '"';
    if (color.a < 1) text += std::string(" ") + name + "-opacity=\"" + coordinate(color.a) + "\"";
    return text;
}

/// Path data: the first point, then steps from point to point, which are shorter to write.
void append_path(std::string& out, const std::vector<Point>& points, bool close) {
    // Steps add up what they round, so each starts from where the rounded ones before have led.
    const auto rounded = [](float v) { return std::round(v * 100) / 100; };
    Point at{rounded(points[0].x), rounded(points[0].y)};
    out += "M" + coordinate(at.x) + " " + coordinate(at.y) + "l";
    for (std::size_t i = 1; i < points.size(); ++i) {
        const Point next{rounded(points[i].x), rounded(points[i].y)};
        const std::string dy = coordinate(next.y - at.y);
        if (i > 1 && out.back() != 'l') out += ' ';
        out += coordinate(next.x - at.x);
        if (dy[0] != '-') out += ' ';
        out += dy;
        at = next;
    }
    if (close) out += "z";
}

} // namespace

std::string SvgCanvas::take() {
    unclip();
    close_part();
    return std::move(out_);
}

void SvgCanvas::close_part() {
    if (in_part_) out_ += "</g>\n";
    in_part_ = false;
}

void SvgCanvas::part(std::string_view kind, std::string_view label) {
    const bool clipped = clipped_;
    unclip(); // groups nest: the clip is opened again inside
    close_part();
    out_ += "<g class=\"" + xml_text(kind) + "\"";
    if (!label.empty()) out_ += " aria-label=\"" + xml_text(label) + "\"";
    out_ += ">\n";
    in_part_ = true;
    if (clipped) clip(clip_);
}

void SvgCanvas::clip(const Rect& rect) {
    unclip();
    const auto same = [&](const Rect& r) { return r.x == rect.x && r.y == rect.y && r.w == rect.w && r.h == rect.h; };
    auto known = std::find_if(clips_.begin(), clips_.end(), same);
    const std::string id = "plot" + std::to_string(known - clips_.begin() + 1);
    if (known == clips_.end()) {
        clips_.push_back(rect);
        out_ += "<clipPath id=\"" + id + "\"><rect" + attribute("x", rect.x) + attribute("y", rect.y) +
                attribute("width", rect.w) + attribute("height", rect.h) + "/></clipPath>\n";
    }
    out_ += "<g clip-path=\"url(#" + id + ")\">\n";
    clipped_ = true;
    clip_ = rect;
}

void SvgCanvas::unclip() {
    if (clipped_) out_ += "</g>\n";
    clipped_ = false;
}

bool SvgCanvas::out_of_sight(float left, float top, float right, float bottom) const {
    return clipped_ && !touches(clip_, {left, top, right - left, bottom - top});
}

void SvgCanvas::polylines(const Point* points, int length, int count, const Stroke& stroke) {
    const Color color = stroke.color;
    const float width = stroke.width;
    if (length < 2 || count < 1 || !(width > 0) || !(color.a > 0)) return;
    const DashPattern pattern = dash_pattern(stroke.dash, width);
    std::string style =
        " fill=\"none\"" + paint("stroke", color) + attribute("stroke-width", width) + " stroke-linejoin=\"round\"";
    if (!has_square_ends(stroke.dash)) style += " stroke-linecap=\"round\"";
    if (pattern.off > 0)
        style += " stroke-dasharray=\"" + coordinate(pattern.on) + " " + coordinate(pattern.off) + "\"";
    std::string lines;
    int drawn = 0;
    for (int i = 0; i < count; ++i) {
        std::string path;
        for (const auto& run :
             drawn_runs(points + static_cast<std::size_t>(i) * static_cast<std::size_t>(length), length))
            if (!clipped_ || touches(clip_, bounds(run, width / 2))) append_path(path, run, false);
        if (path.empty()) continue;
        lines += "<path d=\"" + path + "\"/>\n"; // one each: where two cross it gets darker
        ++drawn;
    }
    if (drawn == 0) return;
    if (drawn == 1)
        out_ += "<path" + style + lines.substr(5);
    else
        out_ += "<g" + style + ">\n" + lines + "</g>\n";
}

void SvgCanvas::rects(const Rect* rects, int count, Color color) {
    if (count < 1 || !(color.a > 0)) return;
    std::string shapes;
    for (int i = 0; i < count; ++i)
        shapes += "<rect" + attribute("x", rects[i].x) + attribute("y", rects[i].y) + attribute("width", rects[i].w) +
                  attribute("height", rects[i].h) + "/>\n";
    out_ += "<g" + paint("fill", color) + ">\n" + shapes + "</g>\n";
}

void SvgCanvas::band(const Point* upper, const Point* lower, int n, Color color) {
    if (!(color.a > 0)) return;
    std::string path;
    for (const std::vector<Point>& outline : band_outlines(upper, lower, n)) append_path(path, outline, true);
    if (!path.empty()) out_ += "<path" + paint("fill", color) + " d=\"" + path + "\"/>\n";
}

void SvgCanvas::discs(const Point* centres, int count, float radius, Color color) {
    if (!(radius > 0) || !(color.a > 0)) return;
    std::string shapes;
    for (int i = 0; i < count; ++i) {
        const Point c = centres[i];
        if (!std::isfinite(c.x) || !std::isfinite(c.y)) continue;
        if (out_of_sight(c.x - radius, c.y - radius, c.x + radius, c.y + radius)) continue;
        shapes += "<circle" + attribute("cx", c.x) + attribute("cy", c.y) + attribute("r", radius) + "/>\n";
    }
    if (!shapes.empty()) out_ += "<g" + paint("fill", color) + ">\n" + shapes + "</g>\n";
}

void SvgCanvas::triangles(const Point* corners, int count, Color color) {
    if (!(color.a > 0)) return;
    std::string shapes;
    for (int i = 0; i < count; ++i) {
        const std::vector<Point> triangle(corners + 3 * i, corners + 3 * i + 3);
        if (clipped_ && !touches(clip_, bounds(triangle, 0))) continue;
        std::string path;
        append_path(path, triangle, true);
        shapes += "<path d=\"" + path + "\"/>\n";
    }
    if (!shapes.empty()) out_ += "<g" + paint("fill", color) + ">\n" + shapes + "</g>\n";
}

void SvgCanvas::areas(const Point* points, const int* lengths, int count, Color color) {
    if (!(color.a > 0)) return;
    std::string path;
    for (int i = 0; i < count; points += lengths[i++])
        for (const std::vector<Point>& outline : drawn_runs(points, lengths[i])) append_path(path, outline, true);
    if (!path.empty()) out_ += "<path" + paint("fill", color) + " d=\"" + path + "\"/>\n";
}

void SvgCanvas::image(const Rect& rect, int columns, int rows, const std::uint8_t* rgba) {
    if (columns < 1 || rows < 1 || !(rect.w > 0) || !(rect.h > 0)) return;
    out_ += "<image" + attribute("x", rect.x) + attribute("y", rect.y) + attribute("width", rect.w) +
            attribute("height", rect.h) + " preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64," +
            base64(encode_png(columns, rows, rgba)) + "\"/>\n";
}

/// `start`: from the text's place to the left end of its baseline.
void SvgCanvas::outline(Point at, Point start, std::string_view text, const TextStyle& style) {
    const bool upwards = style.angle == 90;
    const Point from = upwards ? start : Point{at.x + start.x, at.y + start.y};
    const std::string path = outline_path(text, from, style.size, style.weight);
    if (path.empty()) return;
    out_ += "<path";
    if (upwards) out_ += " transform=\"translate(" + coordinate(at.x) + " " + coordinate(at.y) + ") rotate(-90)\"";
    out_ += paint("fill", style.color) + " aria-label=\"" + xml_text(text) + "\" d=\"" + path + "\"/>\n";
}

void SvgCanvas::text(Point at, std::string_view text, const TextStyle& style) {
    const float size = style.size;
    const Weight weight = style.weight;
    if (text.empty() || !(size > 0) || !(style.color.a > 0)) return;
    const bool accents = has_accents(text);
    if (type_ == PaperText::outlines) {
        const Point start = paper_baseline(measure(text, size, weight), size, style.horizontal, style.vertical);
        return outline(at, start, text, style);
    }
    // The anchor is left to the viewer, so that ends and middles are right even in another typeface. Not where accents
    // are placed over their letters: viewers do not place combining marks over Greek ones.
    Point extent = measure(text, size, weight);
    if (!accents) extent.x = 0;
    const Point start = paper_baseline(extent, size, style.horizontal, style.vertical);
    out_ += "<text";
    if (style.angle == 90)
        out_ += " transform=\"translate(" + coordinate(at.x) + " " + coordinate(at.y) + ") rotate(-90)\"";
    const Point origin = style.angle == 90 ? Point{} : at;
    out_ += attribute("x", origin.x + start.x) + attribute("y", origin.y + start.y) + attribute("font-size", size);
    if (weight == Weight::bold) out_ += " font-weight=\"600\"";
    if (style.horizontal != Align::start && !accents)
        out_ += std::string(" text-anchor=\"") + (style.horizontal == Align::middle ? "middle\"" : "end\"");
    out_ += paint("fill", style.color) + ">";
    if (!accents) {
        out_ += xml_text(text);
    } else {
        const auto width = [&](std::string_view run) { return measure(run, size, weight).x; };
        for (const TextRun& run : place_math(text, size, width).runs)
            out_ += "<tspan" + attribute("x", origin.x + start.x + run.dx) +
                    attribute("y", origin.y + start.y + run.dy) + ">" + xml_text(run.text) + "</tspan>";
    }
    out_ += "</text>\n";
}

Point SvgCanvas::measure(std::string_view text, float size, Weight weight) { return paper_measure(text, size, weight); }

} // namespace halfstep
