#include "app/export/paper_outlines.h"

#include "app/export/paper_type.h"
#include "app/figure/math_text.h"

#include <cairo.h>

#include <array>
#include <cmath>
#include <memory>
#include <stdexcept>

namespace halfstep {
namespace {

constexpr double finer = 16; // Cairo keeps places in 256ths of a unit, and outlines need more of a point

/// Thousandths of the unit.
void append_number(std::string& out, double value) {
    const long thousandths = std::lround(value * 1000), size = std::abs(thousandths);
    if (thousandths < 0)
        out += '-';
    else if (!out.empty() && out.back() >= '0' && out.back() <= '9')
        out += ' ';
    out += std::to_string(size / 1000);
    if (size % 1000 == 0) return;
    std::string decimals = std::to_string(1000 + size % 1000).substr(1);
    decimals.erase(decimals.find_last_not_of('0') + 1);
    out += "." + decimals;
}

void append_step(std::string& out, const cairo_path_data_t* step) {
    constexpr std::array letters = {'M', 'L', 'C', 'Z'}; // cairo_path_data_type_t, in its order
    out += letters[static_cast<std::size_t>(step->header.type)];
    for (int i = 1; i < step->header.length; ++i) {
        append_number(out, step[i].point.x / finer);
        append_number(out, step[i].point.y / finer);
    }
}

/// On a surface without an edge: glyphs far from any that a surface has are left out of paths.
struct OutlineCairo {
    std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface{
        cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, nullptr), cairo_surface_destroy};
    std::unique_ptr<cairo_t, void (*)(cairo_t*)> cairo{cairo_create(surface.get()), cairo_destroy};
};

void add_glyphs(cairo_t* cairo, std::string_view utf8, Point from, float size, Weight weight) {
    double x = from.x * finer;
    for (const PaperRun& run : paper_runs(utf8, weight)) {
        std::vector<cairo_glyph_t> glyphs;
        for (const PaperGlyph& glyph : run.glyphs) {
            glyphs.push_back({glyph.index, x, from.y * finer});
            x += glyph.advance * size * finer;
        }
        cairo_set_font_face(cairo, run.face);
        cairo_set_font_size(cairo, size * finer);
        cairo_glyph_path(cairo, glyphs.data(), static_cast<int>(glyphs.size()));
    }
}

} // namespace

std::string outline_path(std::string_view utf8, Point from, float size, Weight weight) {
    const OutlineCairo scratch;
    cairo_t* const cairo = scratch.cairo.get();
    if (has_accents(utf8)) {
        const auto width = [&](std::string_view run) { return paper_measure(run, size, weight).x; };
        for (const TextRun& run : place_math(utf8, size, width).runs)
            add_glyphs(cairo, run.text, {from.x + run.dx, from.y + run.dy}, size, weight);
    } else {
        add_glyphs(cairo, utf8, from, size, weight);
    }
    const std::unique_ptr<cairo_path_t, void (*)(cairo_path_t*)> path(cairo_copy_path(cairo), cairo_path_destroy);
    if (cairo_status(cairo) != CAIRO_STATUS_SUCCESS || path->status != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error("text cannot be turned into outlines");
    std::string data;
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const bool last_move = path->data[i].header.type == CAIRO_PATH_MOVE_TO &&
                               i + path->data[i].header.length >= path->num_data; // where the next glyph would begin
        if (!last_move) append_step(data, path->data + i);
    }
    return data;
}

} // namespace halfstep
