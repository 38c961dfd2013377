#pragma once
// Where the words, symbols and live numbers of a lesson's text go: in lines that make room for what is tall, a
// paragraph that is one equation on a line of its own. Knows no Dear ImGui; lesson_text.h draws it.

#include "app/equation/equation.h"
#include "app/figure/canvas.h"
#include "app/lesson/live_text.h"
#include "app/ui/fonts.h"

#include <functional>

namespace halfstep {

/// What a live text is set in.
struct LiveType {
    std::function<float(std::string_view, PageFace)> width; ///< of text, in pixels
    float em = 14;                                          ///< pixels, of text
    float scale = 1;                                        ///< of distances
    bool display = true; ///< a paragraph that is an equation alone stands on a line of its own
    /// What stands in the place of a live number.
    std::function<std::string(const LiveSpan&)> number{};
    /// Words with their symbols spelled; TeX in the notation.
    std::function<std::string(const std::string&)> words{}, tex{};
};

/// One thing on one line.
struct LivePiece {
    enum class Kind { words, number, drag, equation };
    Kind kind = Kind::words;
    Rect rect{}; ///< words, numbers: from the left end, as high as their line box
    std::string text{};
    PageFace face = PageFace::reading;
    bool italic = false, quiet = false, code = false;
    std::string link{};
    const LiveSpan* span = nullptr;
    std::size_t equation = 0;
    EquationPlace place{}; ///< of an equation
};

struct LivePage {
    std::vector<LivePiece> pieces{};
    std::vector<Equation> equations{};
    std::vector<Rect> rules{}; ///< of tables
    std::vector<Rect> code{};  ///< the grounds of code
    float width = 0, height = 0;
};

LivePage place_live_text(const LiveText& text, float width, const LiveType& type);

/// Where an equation that is too wide may be broken: in front of its relations, outside of all groups.
std::vector<std::string> parts_at_relations(const std::string& tex);

} // namespace halfstep
