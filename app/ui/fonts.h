#pragma once
// The typefaces: Inter for text, DejaVu Sans for the symbols that it lacks, in Dear ImGui's atlas.

#include "app/render/render.h"

#include <imgui.h>

#include <vector>

namespace halfstep {

ImU32 packed(Color color, float alpha = 1);
ImVec4 vec4(Color color);

/// The characters of a text that the window would show as "?": its faces are loaded with some only.
std::string without_glyph(std::string_view text);

/// What pages of text are set in.
enum class PageFace { text, bold, code, small_code, heading, title, reading, reading_bold };

struct PageStyle {
    PageFace face = PageFace::text;
    Color color{};
    bool italic = false;
};

class Fonts final : public TextMeter {
public:
    /// (Re)builds the atlas for a UI scale. Call outside of a frame; the OpenGL backend must have been initialised.
    void load(float scale);

    /// For Dear ImGui's own widgets: push before, ImGui::PopFont() after.
    void push_body();
    void push_bold();
    void push_small();

    Point measure(std::string_view text, float size, Weight weight) override;
    /// Draws with accents placed over their letters.
    void draw(ImDrawList& list, Point at, std::string_view text, const TextStyle& style);

    // Pages of text.
    float size(PageFace face) const;
    float width(std::string_view text, PageFace face);
    /// `at`: the left end of the text, and the top of its line box. Italics are the upright face, slanted.
    void draw_on_page(ImDrawList& list, Point at, std::string_view text, const PageStyle& style);

    // Sizes at the current scale, in pixels per em as everywhere outside of Dear ImGui, which counts the height of a
    // line.
    float small() const { return 11.5f * scale_; }
    float body() const { return 12.8f * scale_; }
    float large() const { return 15.5f * scale_; }
    float reading() const { return 14 * scale_; } ///< what is read at length

private:
    struct Face {
        float size; ///< pixels per em
        Weight weight;
        ImFont* font;
    };
    const Face& face(float size, Weight weight) const;
    const Face& face(PageFace reading) const;
    void push(const Face& face);

    float scale_ = 1;
    std::vector<Face> faces_;
    Face code_{}, small_code_{}, title_{}; ///< these hold no more than they are for
};

} // namespace halfstep
