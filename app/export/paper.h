#pragma once
// A sheet of paper: one figure or a panel of several, placed and ready to be written to a file (writers.h).

#include "app/figure/layout.h"
#include "app/plots/plots.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace halfstep {

/// Column widths that many journals share, in millimetres.
inline constexpr double single_column = 85, double_column = 174;

inline constexpr float least_plot = 3; ///< ems of the axis type, either side of the plot proper

/// Bounds, each with its reason, so that messages and controls say the same.
struct PaperLimits {
    static constexpr double least_width = 20, most_width = 1000;   ///< mm: a stamp; the longer side of A0
    static constexpr double least_height = 20, most_height = 1500; ///< mm
    static constexpr double least_font = 3, most_font = 72;        ///< pt
    static constexpr int least_dpi = 36, most_dpi = 2400;
    static constexpr double most_pixels = 150e6; ///< of a PNG: Cairo and libpng hold 4 bytes of each several times
};

/// What the fields below are called where they are filled in, for messages.
struct PaperNames {
    const char* width = "width";
    const char* height = "height";
    const char* font_size = "font size"; ///< nullptr: it cannot be chosen there
    const char* dpi = "resolution";
};

/// Where the legend stands: `by_itself` in the plot where its marks leave room, or else beside it where that leaves the
/// plot wide enough, or else above. `inside` and `beside` are above, too, where there is no room at all.
enum class LegendPlace : std::uint8_t { by_itself, inside, beside, above, none };
/// In that order, for messages and menus.
inline constexpr const char* legend_place_names[] = {"auto", "inside", "beside", "above", "none"};

struct PaperOptions {
    double width = single_column;                ///< mm
    double height = 0;                           ///< mm; 0: what fits the plots
    double font_size = 8;                        ///< pt, of axes and legends; everything else scales with it
    int dpi = 300;                               ///< of PNG
    bool titles = true;                          ///< above the plots
    bool caption = false;                        ///< what is measured, and of how many particles, above each plot, too
    LegendPlace legend = LegendPlace::by_itself; ///< what several plots share stands above them, if anywhere
    bool outline_text = false;                   ///< text is shapes, in vector files, too
    Theme theme = print_theme();
    PaperNames names{};
};

/// Those that are not as usual, in the words of the command line: see with_looks().
std::string paper_looks(const PaperOptions& options);

/// Lengths in points, 1/72 inch, y down.
struct Sheet {
    struct Panel {
        Figure figure;
        Layout layout;
    };
    std::vector<Panel> panels;
    std::optional<Panel> legend; ///< what several of them share, above them
    FigureFrame rules;           ///< by which the panels were laid out; place and size are their own
    float width = 0, height = 0;
    Theme theme;
    int dpi = 300;
    bool outline_text = false;
    PaperNames names{};
    std::string title;       ///< of the figure, in one line
    std::string caption;     ///< the captions in full, whether or not there was room for them
    std::string description; ///< what is seen, in words, for those who do not see it; empty: the captions
    std::string experiment;  ///< what metadata.h's figure_scene() returns; goes into the file
};

/// More discs than this, counted over the figure, become one picture inside a vector file.
inline constexpr std::size_t most_vector_discs = 5000;

/// The share of a figure's height that its legend takes at most, where it does not stand in the plot; and that title
/// and caption take: captions are set smaller, with titles in the type of the axes, and the height grows by what they
/// then need. Where the height is given, a caption that was asked for has one line in any case.
inline constexpr float most_legend = 0.2f, most_words = 0.1f;
/// Of captions: a part of the axis type, but no less than can be read in print (pt).
inline constexpr float caption_part = 0.8f, least_caption = 6;

/// Figures in reading order; several get the letters a, b, c, and what their legends have in common stands once, above
/// them. Two stand side by side on a wide sheet. Of more the first
/// spans two columns, or, when it has equal aspect, two rows. Throws Error when the plots have no room, whose key
/// is what `names` call the width, the height or the type's size. `pairs`: they belong together two by two, and stand
/// so; a single pair has one legend.
Sheet make_sheet(std::vector<Figure> figures, const PaperOptions& options, bool pairs = false);

/// Figures of `plots` at the cursor as a sheet that carries its experiment. `with_cursor`: draws the cursor itself,
/// too.
Sheet make_sheet(const Run& run, const std::vector<const Plot*>& plots, const View& view, bool with_cursor,
                 const PaperOptions& options);

/// The same of a run and of the one that it is compared with: see paper_figures_beside(). Of the theme the samplers of
/// both take their colours.
Sheet make_compared_sheet(const Run& run, const std::vector<const Plot*>& plots, const View& view, bool with_cursor,
                          PaperOptions options);

/// Of one panel, or of the legend that they share, at another place and size. `scale`: pixels a point.
Layout lay_out_again(const Sheet& sheet, const Sheet::Panel& panel, float scale, Canvas& metrics);

/// Draws in points.
void draw(const Sheet& sheet, Canvas& canvas);
bool has_clouds(const Sheet& sheet); ///< more than most_vector_discs

} // namespace halfstep
