#pragma once
// Where the words of a page go: Markdown, set in lines and columns. Knows no Dear ImGui; guide_view.h draws it.

#include "app/figure/canvas.h"
#include "app/scene/markdown.h"
#include "app/ui/fonts.h"

#include <functional>

namespace halfstep {

/// What the page is set in.
struct Typesetting {
    std::function<float(std::string_view, PageFace)> width; ///< of text, in pixels
    std::function<float(PageFace)> size;                    ///< pixels per em
    float scale = 1;                                        ///< of distances
};

/// Words of one kind on one line.
struct PlacedWords {
    Rect rect; ///< from the left end; as high as its line box
    std::string text;
    PageFace face = PageFace::text;
    bool italic = false, quiet = false;
    bool on_ground = false; ///< code within other text
    std::string link{};
};

enum class Shade { code, rule, faint_rule };
struct PlacedShape {
    Rect rect;
    Shade shade;
};

/// What is drawn or left out as one: a paragraph, a row of a table, a line of code.
struct PlacedPart {
    int column = 0, block = 0, row = 0; ///< as in GuidePlace
    Rect rect;
    std::vector<PlacedWords> texts{};
    std::vector<PlacedShape> shapes{};
};

struct PlacedPage {
    std::vector<PlacedPart> parts; ///< coordinates from the page's corner
    float width = 0, height = 0;
};

/// Columns stand side by side where each has room, else one below the other.
PlacedPage place_page(const std::vector<Markdown>& columns, float width, const Typesetting& type);

// ---- parts of it ----

/// Where text begins, and how wide its lines may be.
struct TextColumn {
    Point at;
    float width = 0;
};
/// How text is set that does not say so itself.
struct SpanStyle {
    PageFace face = PageFace::text;
    bool quiet = false;
};
/// Puts text into a part; returns how high it is. A word that is wider than the column is broken.
float place_spans(const Spans& spans, const SpanStyle& style, const TextColumn& column, const Typesetting& type,
                  PlacedPart& part);
/// Widths of what would be one line, and of the widest word.
struct SpanWidths {
    float line = 0, word = 0;
};
SpanWidths measure_spans(const Spans& spans, PageFace face, const Typesetting& type);
/// Height of a line of text in this face.
float line_height(PageFace face, const Typesetting& type);
/// A table: a part a row. Returns how high it is.
float place_table(const std::vector<TextRow>& rows, TextColumn column, const Typesetting& type, const PlacedPart& like,
                  std::vector<PlacedPart>& parts);
/// As wide as the columns of a table may be, that together take `width` where they can.
std::vector<float> column_widths(const std::vector<SpanWidths>& wanted, float width);

} // namespace halfstep
