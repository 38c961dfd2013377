#include "app/equation/faces.h"

#include "halfstep_embedded.h"

#include <cmath>
#include <mutex>
#include <stdexcept>
#include <string>
#include <unordered_map>

namespace halfstep {

namespace {

/// What HarfBuzz calls back while it goes round an outline.
struct Pen {
    Outline outline;
    Point at, first;
    float units = 1000;

    Point place(float x, float y) const { return {x / units, -y / units}; }
    void add(const Curve3& curve) {
        if (outline.empty()) outline.emplace_back();
        outline.back().push_back(curve);
        at = curve.to;
    }
    void line(Point to) {
        if (to.x != at.x || to.y != at.y) add({at, {at, to}, to, true});
    }
};
Pen& pen_of(void* data) { return *static_cast<Pen*>(data); }

void move_to(hb_draw_funcs_t*, void* data, hb_draw_state_t*, float x, float y, void*) {
    Pen& pen = pen_of(data);
    pen.outline.emplace_back();
    pen.at = pen.first = pen.place(x, y);
}
void line_to(hb_draw_funcs_t*, void* data, hb_draw_state_t*, float x, float y, void*) {
    pen_of(data).line(pen_of(data).place(x, y));
}
void cubic_to(hb_draw_funcs_t*, void* data, hb_draw_state_t*, float ax, float ay, float bx, float by, float x, float y,
              void*) {
    Pen& pen = pen_of(data);
    pen.add({pen.at, {pen.place(ax, ay), pen.place(bx, by)}, pen.place(x, y), false});
}
void quadratic_to(hb_draw_funcs_t*, void* data, hb_draw_state_t*, float cx, float cy, float x, float y, void*) {
    Pen& pen = pen_of(data);
    const Point c = pen.place(cx, cy), to = pen.place(x, y);
    const auto towards = [&](Point p) { return Point{p.x + (c.x - p.x) * 2 / 3, p.y + (c.y - p.y) * 2 / 3}; };
    pen.add({pen.at, {towards(pen.at), towards(to)}, to, false});
}
void close_path(hb_draw_funcs_t*, void* data, hb_draw_state_t*, void*) { pen_of(data).line(pen_of(data).first); }

hb_draw_funcs_t* drawing() {
    static hb_draw_funcs_t* const functions = [] {
        hb_draw_funcs_t* f = hb_draw_funcs_create();
        hb_draw_funcs_set_move_to_func(f, move_to, nullptr, nullptr);
        hb_draw_funcs_set_line_to_func(f, line_to, nullptr, nullptr);
        hb_draw_funcs_set_cubic_to_func(f, cubic_to, nullptr, nullptr);
        hb_draw_funcs_set_quadratic_to_func(f, quadratic_to, nullptr, nullptr);
        hb_draw_funcs_set_close_path_func(f, close_path, nullptr, nullptr);
        hb_draw_funcs_make_immutable(f);
        return f;
    }();
    return functions;
}

} // namespace

struct Face::Kept {
    std::mutex mutex;
    std::unordered_map<std::uint32_t, Outline> outlines; // references into it stay good
};

Face::Face(const char* embedded_name) : kept_(std::make_unique<Kept>()) {
    const std::string_view bytes = embedded(embedded_name);
    hb_blob_t* blob =
        hb_blob_create(bytes.data(), static_cast<unsigned>(bytes.size()), HB_MEMORY_MODE_READONLY, nullptr, nullptr);
    hb_face_t* face = hb_face_create(blob, 0);
    if (hb_face_get_glyph_count(face) == 0)
        throw std::runtime_error(std::string("the embedded typeface ") + embedded_name + " cannot be read");
    units_ = static_cast<float>(hb_face_get_upem(face));
    font_ = hb_font_create(face);
    hb_font_make_immutable(font_);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
}
Face::~Face() { hb_font_destroy(font_); }

std::uint32_t Face::glyph(char32_t code, int script) const {
    hb_codepoint_t glyph = 0;
    if (!hb_font_get_nominal_glyph(font_, code, &glyph)) return 0;
    if (script == 0) return glyph;
    hb_buffer_t* buffer = hb_buffer_create();
    hb_buffer_add(buffer, code, 0);
    hb_buffer_set_content_type(buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
    hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, HB_SCRIPT_MATH);
    const hb_feature_t feature{HB_TAG('s', 's', 't', 'y'), static_cast<std::uint32_t>(script), HB_FEATURE_GLOBAL_START,
                               HB_FEATURE_GLOBAL_END};
    hb_shape(font_, buffer, &feature, 1);
    unsigned count = 0;
    const hb_glyph_info_t* info = hb_buffer_get_glyph_infos(buffer, &count);
    if (count == 1) glyph = info[0].codepoint;
    hb_buffer_destroy(buffer);
    return glyph;
}

float Face::advance(std::uint32_t glyph) const { return ems(hb_font_get_glyph_h_advance(font_, glyph)); }

GlyphInk Face::ink(std::uint32_t glyph) const {
    hb_glyph_extents_t box{};
    hb_font_get_glyph_extents(font_, glyph, &box);
    return {ems(box.x_bearing), ems(box.x_bearing + box.width), ems(box.y_bearing), -ems(box.y_bearing + box.height)};
}

ShapedText Face::shape(std::string_view utf8) const {
    hb_buffer_t* buffer = hb_buffer_create();
    hb_buffer_add_utf8(buffer, utf8.data(), static_cast<int>(utf8.size()), 0, static_cast<int>(utf8.size()));
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(font_, buffer, nullptr, 0);
    unsigned count = 0;
    const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer, &count);
    ShapedText text;
    for (unsigned i = 0; i < count; ++i) {
        text.glyphs.push_back(
            {infos[i].codepoint, {text.width + ems(positions[i].x_offset), -ems(positions[i].y_offset)}});
        text.width += ems(positions[i].x_advance);
    }
    hb_buffer_destroy(buffer);
    return text;
}

const Outline& Face::outline(std::uint32_t glyph) const {
    const std::lock_guard lock(kept_->mutex);
    const auto [found, fresh] = kept_->outlines.try_emplace(glyph);
    if (fresh) {
        Pen pen;
        pen.units = units_;
#if HB_VERSION_ATLEAST(7, 0, 0)
        hb_font_draw_glyph(font_, glyph, drawing(), &pen);
#else
        hb_font_get_glyph_shape(font_, glyph, drawing(), &pen); // its name until then
#endif
        found->second = std::move(pen.outline);
    }
    return found->second;
}

float Face::constant(hb_ot_math_constant_t which) const { return ems(hb_ot_math_get_constant(font_, which)); }
float Face::percent(hb_ot_math_constant_t which) const {
    return static_cast<float>(hb_ot_math_get_constant(font_, which)) / 100;
}
float Face::italics_correction(std::uint32_t glyph) const {
    return ems(hb_ot_math_get_glyph_italics_correction(font_, glyph));
}
float Face::accent_attachment(std::uint32_t glyph) const {
    return ems(hb_ot_math_get_glyph_top_accent_attachment(font_, glyph));
}
float Face::kern(std::uint32_t glyph, hb_ot_math_kern_t corner, float height) const {
    const auto units = static_cast<hb_position_t>(std::lround(height * units_));
    return ems(hb_ot_math_get_glyph_kerning(font_, glyph, corner, units));
}
float Face::least_overlap(hb_direction_t direction) const {
    return ems(hb_ot_math_get_min_connector_overlap(font_, direction));
}

std::vector<GlyphVariant> Face::variants(std::uint32_t glyph, hb_direction_t direction) const {
    unsigned count = 0;
    unsigned total = hb_ot_math_get_glyph_variants(font_, glyph, direction, 0, &count, nullptr);
    std::vector<hb_ot_math_glyph_variant_t> all(total);
    hb_ot_math_get_glyph_variants(font_, glyph, direction, 0, &total, all.data());
    std::vector<GlyphVariant> list;
    for (const auto& one : all) list.push_back({one.glyph, ems(one.advance)});
    return list;
}

std::vector<GlyphPart> Face::parts(std::uint32_t glyph, hb_direction_t direction) const {
    unsigned count = 0;
    unsigned total = hb_ot_math_get_glyph_assembly(font_, glyph, direction, 0, &count, nullptr, nullptr);
    std::vector<hb_ot_math_glyph_part_t> all(total);
    hb_ot_math_get_glyph_assembly(font_, glyph, direction, 0, &total, all.data(), nullptr);
    std::vector<GlyphPart> list;
    for (const auto& one : all)
        list.push_back({one.glyph, ems(one.start_connector_length), ems(one.end_connector_length),
                        ems(one.full_advance), (one.flags & HB_OT_MATH_GLYPH_PART_FLAG_EXTENDER) != 0});
    return list;
}

const Face& face(int index) {
    // Never destroyed: drawing may go on while the program ends.
    static const Face* const faces[face_count] = {new Face("fonts/texgyrepagella-math.otf"),
                                                  new Face("fonts/Inter-Regular.otf"),
                                                  new Face("fonts/DejaVuSans.ttf")};
    return *faces[index];
}

} // namespace halfstep
