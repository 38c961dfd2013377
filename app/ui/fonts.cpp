#include "app/ui/fonts.h"

#include "app/base/text.h"
#include "app/figure/math_text.h"

#include <backends/imgui_impl_opengl3.h>
#include <halfstep_embedded.h>

#include <cfloat>
#include <cmath>

namespace halfstep {
namespace {

// Dear ImGui 1.92 bakes glyphs when they are first used; before, the atlas must be told what it will need.
const ImWchar text_ranges[] = {
    0x0020, 0x017F,                 // Latin
    0x02C0, 0x02DF,                 // spacing accents
    0x0370, 0x03FF,                 // Greek
    0x2000, 0x2044,                 // blanks, dashes, quotes, per mille
    0x2070, 0x209C,                 // superscripts, subscripts
    0x2113, 0x2113, 0x2190, 0x21FF, // arrows
    0x2200, 0x22FF,                 // mathematical operators
    0x2308, 0x230B,                 // ceiling, floor
    0x25A0, 0x25FF,                 // shapes
    0x2C7C, 0x2C7C, 0,              // subscript j
};

const ImWchar code_ranges[] = {
    0x0020, 0x00FF, 0x02C6, 0x02DC, 0x0391, 0x03C9, // Latin, accents, Greek
    0x2010, 0x2026, 0x2032, 0x2033, 0x2070, 0x209C, // dashes, primes, superscripts, subscripts
    0x2190, 0x2193, 0x2202, 0x221E, 0x2248, 0x2265, // arrows, operators
    0x2500, 0x2503, 0x25B2, 0x25C0, 0,              // lines and heads of arrows in diagrams
};
const ImWchar title_ranges[] = {0x0020, 0x00FF, 0x2010, 0x2026, 0};

// Dear ImGui's font size is ascent + descent, which for Inter is this many ems.
constexpr float line_per_em = 1.21f;

ImFont* add_font(const char* name, float em, bool merge, const ImWchar* ranges = text_ranges) {
    const std::string_view bytes = embedded(name);
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false; // it lies in the program
    config.MergeMode = merge;
    config.OversampleH = 2;
    config.OversampleV = 1;
    config.PixelSnapH = false;
    return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(const_cast<char*>(bytes.data()), static_cast<int>(bytes.size()),
                                                      line_per_em * em, &config, ranges);
}

float run_width(ImFont* font, float size, std::string_view run) {
    return font->CalcTextSizeA(line_per_em * size, FLT_MAX, 0, run.data(), run.data() + run.size()).x;
}

/// Slants what was drawn since `first_vertex` to the right, about the line at `baseline`.
void slant(ImDrawList& list, int first_vertex, float baseline) {
    constexpr float lean = 0.19f; // across for one up
    for (int i = first_vertex; i < list.VtxBuffer.Size; ++i)
        list.VtxBuffer[i].pos.x += lean * (baseline - list.VtxBuffer[i].pos.y);
}

/// Turns what was drawn since `first_vertex` by 90 degrees to the left, about `pivot`.
void turn_left(ImDrawList& list, int first_vertex, ImVec2 pivot) {
    for (int i = first_vertex; i < list.VtxBuffer.Size; ++i) {
        ImVec2& p = list.VtxBuffer[i].pos;
        const float dx = p.x - pivot.x, dy = p.y - pivot.y;
        p = {pivot.x + dy, pivot.y - dx};
    }
}

} // namespace

std::string without_glyph(std::string_view text) {
    std::string missing;
    while (!text.empty()) {
        const Character next = first_character(text);
        bool there = next.code < 0x20 || has_accents(text.substr(0, next.bytes)); // these are placed by math_text
        for (const ImWchar* range = text_ranges; *range; range += 2)
            there = there || (next.code >= range[0] && next.code <= range[1]);
        if (!there) missing += text.substr(0, next.bytes);
        text.remove_prefix(next.bytes);
    }
    return missing;
}

ImU32 packed(Color c, float alpha) { return ImGui::ColorConvertFloat4ToU32({c.r, c.g, c.b, c.a * alpha}); }
ImVec4 vec4(Color c) { return {c.r, c.g, c.b, c.a}; }

void Fonts::load(float scale) {
    scale_ = scale;
    faces_.clear();
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.Clear();
    const struct {
        float size;
        Weight weight;
    } wanted[] = {{body(), Weight::regular},     {body(), Weight::bold},         {small(), Weight::regular},
                  {small(), Weight::bold},       {large(), Weight::bold},        {reading(), Weight::regular},
                  {12 * scale, Weight::regular}, {14.667f * scale, Weight::bold}}; // the last two: plots, 9 and 11 pt
    for (const auto& [size, weight] : wanted) {
        ImFont* font =
            add_font(weight == Weight::bold ? "fonts/Inter-SemiBold.otf" : "fonts/Inter-Regular.otf", size, false);
        add_font("fonts/DejaVuSans.ttf", size, true);
        faces_.push_back({size, weight, font});
    }
    const auto load_face = [&](PageFace face, Weight weight, const char* name, const ImWchar* ranges) {
        return Face{size(face), weight, add_font(name, size(face), false, ranges)};
    };
    code_ = load_face(PageFace::code, Weight::regular, "fonts/DejaVuSansMono.ttf", code_ranges);
    small_code_ = load_face(PageFace::small_code, Weight::regular, "fonts/DejaVuSansMono.ttf", code_ranges);
    title_ = load_face(PageFace::title, Weight::bold, "fonts/Inter-SemiBold.otf", title_ranges);
#if IMGUI_VERSION_NUM < 19200
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
#endif
}

const Fonts::Face& Fonts::face(float size, Weight weight) const {
    const Face* best = &faces_.front();
    const auto cost = [&](const Face& f) { return std::abs(f.size - size) + (f.weight == weight ? 0 : 1e3f); };
    for (const Face& f : faces_)
        if (cost(f) < cost(*best)) best = &f;
    return *best;
}

void Fonts::push(const Face& face) {
#if IMGUI_VERSION_NUM < 19200
    ImGui::PushFont(face.font);
#else
    ImGui::PushFont(face.font, line_per_em * face.size);
#endif
}
void Fonts::push_body() { push(face(body(), Weight::regular)); }
void Fonts::push_bold() { push(face(body(), Weight::bold)); }
void Fonts::push_small() { push(face(small(), Weight::regular)); }

const Fonts::Face& Fonts::face(PageFace of) const {
    switch (of) {
    case PageFace::code: return code_;
    case PageFace::small_code: return small_code_;
    case PageFace::title: return title_;
    case PageFace::text: return face(body(), Weight::regular);
    case PageFace::bold: return face(body(), Weight::bold);
    case PageFace::reading: return face(reading(), Weight::regular);
    case PageFace::reading_bold: return face(reading(), Weight::bold);
    case PageFace::heading: break;
    }
    return face(large(), Weight::bold);
}

float Fonts::size(PageFace of) const {
    switch (of) {
    case PageFace::code: return 11.2f * scale_;
    case PageFace::small_code: return 9.5f * scale_;
    case PageFace::title: return 21 * scale_;
    case PageFace::heading: return large();
    case PageFace::reading:
    case PageFace::reading_bold: return reading();
    case PageFace::text:
    case PageFace::bold: break;
    }
    return body();
}

float Fonts::width(std::string_view raw, PageFace reading) {
    const std::string text = clean_text(raw);
    const float size = this->size(reading);
    ImFont* font = face(reading).font;
    const auto width = [&](std::string_view run) { return run_width(font, size, run); };
    return has_accents(text) ? place_math(text, size, width).width : width(text);
}

void Fonts::draw_on_page(ImDrawList& list, Point at, std::string_view raw, const PageStyle& style) {
    const std::string text = clean_text(raw);
    const float size = this->size(style.face);
    ImFont* font = face(style.face).font;
    const auto width = [&](std::string_view run) { return run_width(font, size, run); };
    const MathText math = has_accents(text) ? place_math(text, size, width) : MathText{{{text, 0, 0}}, 0};
    const int first_vertex = list.VtxBuffer.Size;
    for (const TextRun& run : math.runs) {
        const ImVec2 p{std::round(at.x + run.dx), std::round(at.y + run.dy)};
        list.AddText(font, line_per_em * size, p, packed(style.color), run.text.data(),
                     run.text.data() + run.text.size());
    }
    if (style.italic) slant(list, first_vertex, at.y + size);
}

Point Fonts::measure(std::string_view raw, float size, Weight weight) {
    const std::string text = clean_text(raw);
    ImFont* font = face(size, weight).font;
    const auto width = [&](std::string_view run) { return run_width(font, size, run); };
    return {has_accents(text) ? place_math(text, size, width).width : width(text), line_per_em * size};
}

void Fonts::draw(ImDrawList& list, Point at, std::string_view raw, const TextStyle& style) {
    const std::string text = clean_text(raw);
    const float size = style.size;
    ImFont* font = face(size, style.weight).font;
    const auto width = [&](std::string_view run) { return run_width(font, size, run); };
    const MathText math = has_accents(text) ? place_math(text, size, width) : MathText{{{text, 0, 0}}, width(text)};
    const float x = style.horizontal == Align::start    ? 0
                    : style.horizontal == Align::middle ? -math.width / 2
                                                        : -math.width;
    // Vertical alignment is that of the capitals, not of the line box, so that labels sit level with their ticks.
    const float line = line_per_em * size, y = style.vertical == Align::start    ? 0
                                               : style.vertical == Align::middle ? -0.5f * line
                                                                                 : -line;
    const int first_vertex = list.VtxBuffer.Size;
    for (const TextRun& run : math.runs) {
        const ImVec2 p{std::round(at.x + x + run.dx),
                       std::round(at.y + y + run.dy)}; // whole pixels keep small type crisp
        list.AddText(font, line, p, packed(style.color), run.text.data(), run.text.data() + run.text.size());
    }
    if (style.angle == 90) turn_left(list, first_vertex, {std::round(at.x), std::round(at.y)});
}

} // namespace halfstep
