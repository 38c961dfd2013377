#pragma once
// Builds a Layout: layout_rows.cpp has the rows of text around the plot, layout_builder.cpp the plot and its axes.
// Private to figure/.

#include "app/figure/layout.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

// Lengths in points, or in ems of the axis type where they go with the text.
constexpr float figure_pad = 6;    ///< around everything
constexpr float row_gap = 3;       ///< between rows of text
constexpr float tick_gap = 5;      ///< from the plot to its tick labels
constexpr float swatch_width = 18; ///< of a legend entry
constexpr float swatch_gap = 5;    ///< from the swatch to its text

/// Builds a Layout from the outside in: `left`, `top`, `right`, `bottom` is what is still free.
struct LayoutBuilder {
    const Figure& figure;
    Canvas& metrics;
    Layout& out;
    LegendRules rules{};
    float most_words = 1, least_header = 0;
    float caption_em = 0, caption_line = 0; ///< pixels, as em and line
    int caption_rows = -1;
    Axis x, y;
    float scale, em, line; ///< pixels: per point; of the axis type: its size, its line height
    float title_size;
    float left, top, right, bottom;

    LayoutBuilder(const Figure& figure, const Theme& theme, Canvas& metrics, Layout& out);

    float free_width() const { return std::max(right - left, 1.0f); }
    float width(std::string_view text) { return metrics.measure(text, em, Weight::regular).x; }
    float steady_width(std::string_view text, float size, Weight weight);
    float steady_width(std::string_view text) { return steady_width(text, em, Weight::regular); }
    std::vector<std::string> wrapped(std::string_view text, float room, int lines);
    float caption_width(std::string_view text) { return metrics.measure(text, caption_em, Weight::regular).x; }
    void take_caption_type(const FigureFrame& frame);
    void put(FrameText text); ///< but for its box

    void place_title();
    float share_of_words(float height) const;
    int caption_lines();
    std::vector<std::string> fitting_caption(int lines, float room);
    void place_y_label_and_legend();
    void place_y_label();
    void collect_legend();
    bool put_legend_in_plot(const Theme& theme);
    float reserve_legend_beside();
    bool put_legend_beside(float width);
    float room_of_y_label();
    int header_rows();
    struct Flow {
        struct Item {
            int row;
            float at, length;
            std::string text;
        };
        std::vector<Item> items; ///< one a legend entry
        int rows = 0;
        float width = 0;
        bool cut = false; ///< names are, for want of rows
        int folded = 0;   ///< entries that the last item stands for
    };
    Flow flow_legend(float room);
    Flow cut_legend(float room, int rows);
    Flow fold_legend(float room, int rows);
    void hold_caption();
    int most_legend_rows() const;
    void put_legend(const Flow& flow, float from);
    void place_x_label();
    void place_plot(float least_margin);
    float y_tick_room();
    float color_bar_room();
    void place_color_bar();
    void map_axes();
    float x_label_middle(const Tick& tick, float half) const;
    std::vector<Tick> x_ticks();
    std::vector<Tick> y_ticks();
    void place_tick_labels();
    void put_x_tick_labels();
    void put_y_tick_labels();
    void put_x_label(float middle);

    // A figure that is split: layout_split.cpp.
    struct Grid {
        int columns = 1, rows = 1;
        float w = 0, h = 0; ///< of a panel's plot
    };
    bool has_panel(int sampler) const;
    Grid grid_of(int columns, float margin) const;
    Grid best_grid(float margin) const;
    void place_panels(const Theme& theme, float least_margin);
    Layout panel_at(int index, const Grid& grid, float margin, const Theme& theme);
    void name_panel(const Split::Panel& named);
};

} // namespace halfstep
