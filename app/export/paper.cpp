#include "app/export/paper.h"

#include "app/base/text.h"
#include "app/export/metadata.h"
#include "app/export/paper_canvas.h"
#include "app/figure/marks.h"
#include "app/figure/shared_legend.h"
#include "app/plots/beside.h"
#include "app/plots/describe.h"
#include "app/plots/sampler_colors.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

constexpr float points_per_mm = 72 / 25.4f;
constexpr float two_columns_from = 120 * points_per_mm;
// Height of the plot proper to its width, where its own aspect does not matter.
constexpr float usual_aspect = 0.6f, wide_aspect = 0.32f;
constexpr float flattest_aspect = 0.25f;                 // of the plot proper, where its own aspect does matter
constexpr float least_aspect = 0.4f, most_aspect = 1.6f; // of a figure, header and all

struct Maker {
    const PaperOptions& options;
    float scale; ///< points of paper per point of the theme
    SvgCanvas metrics;
    FigureFrame rules{.outer = {}, .scale = scale, .legend = {.most_height = most_legend}, .most_words = most_words};
    bool pairs; ///< figures belong together two by two
    std::vector<Sheet::Panel> panels;
    std::optional<Sheet::Panel> legend;

    Maker(const PaperOptions& options_, bool pairs_)
        : options(options_), scale(static_cast<float>(options_.font_size) / options_.theme.axis_size), pairs(pairs_) {
        rules.legend.inside = options.legend == LegendPlace::by_itself || options.legend == LegendPlace::inside;
        const auto type = static_cast<float>(options.font_size);
        rules.title_size = 1;
        rules.caption_size = std::min(std::max(caption_part, least_caption / type), 1.0f);
    }

    Layout lay_out(const Figure& figure, const Rect& outer) {
        FigureFrame frame = rules;
        frame.outer = outer;
        return layout(figure, frame, options.theme, metrics);
    }
    void allow_legend_beside(const std::vector<Figure>& figures);
    void choose_columns(Figure& figure, float width) const;
    float legend_height(const Figure& figure, const Rect& outer);
    float with_legend(const Figure& figure, float width, float height);
    float with_words(const Figure& figure, float width, float height);
    float fitting_height(Figure& figure, float width, float aspect = usual_aspect);
    float place(std::vector<Figure>& figures, float width);
    float place_in_column(std::vector<Figure>& figures, float width);
    float place_beside_tall(std::vector<Figure>& figures, float column);
    float place_rest(std::vector<Figure>& figures, std::size_t first, float top, float column);
    void put(Figure& figure, const Rect& outer) {
        panels.push_back({std::move(figure), {}});
        panels.back().layout.outer = outer;
    }
    void share_legend(const std::vector<Figure>& figures);
    float place_legend(float width, float natural);
    void finish(float stretch, float top);
};

/// By itself only at one plot, which it leaves as wide as one in a column: others stand in line with each other.
void Maker::allow_legend_beside(const std::vector<Figure>& figures) {
    constexpr float widest = 0.3f, widest_if_asked = 0.5f; // of the figure
    constexpr float least_wide = 24;                       // ems
    const bool one = figures.size() == 1 && figures.front().split.panels.empty();
    if (options.legend == LegendPlace::beside) rules.legend.most_width = widest_if_asked;
    if (options.legend != LegendPlace::by_itself || !one) return;
    rules.legend.most_width = widest;
    rules.legend.least_plot = least_wide;
}

/// Before the plots are placed: it is theirs no more.
void Maker::share_legend(const std::vector<Figure>& figures) {
    if (figures.size() < 2) return;
    SharedLegend shared = shared_legend(figures, pairs && figures.size() == 2 ? 1 : 2);
    if (shared.entries.empty()) return;
    rules.legend.elsewhere = std::move(shared.entries);
    legend.emplace(Sheet::Panel{std::move(shared.key), {}});
}

/// Above plots that are so high together. Returns its own height.
float Maker::place_legend(float width, float natural) {
    if (!legend) return 0;
    FigureFrame frame{.outer = {0, 0, width, natural}, .scale = scale};
    frame.legend.most_height = most_legend;
    legend->layout = legend_layout(legend->figure, frame, options.theme, metrics);
    return legend->layout.outer.h;
}

/// Panels in as many columns as leave each its width.
void Maker::choose_columns(Figure& figure, float width) const {
    constexpr float narrowest_panel = 12; // ems
    const auto count = static_cast<int>(figure.split.panels.size());
    if (count == 0) return;
    const auto em = static_cast<float>(options.font_size);
    const int most = std::clamp(static_cast<int>(width / (narrowest_panel * em)), 1, count);
    const int rows = (count + most - 1) / most;
    figure.split.columns = (count + rows - 1) / rows;
}

/// Of a legend in rows above the plot, with its names in full.
float Maker::legend_height(const Figure& figure, const Rect& outer) {
    FigureFrame frame = rules;
    frame.outer = outer;
    frame.legend.inside = false;
    frame.legend.most_width = 0;
    frame.legend.most_height = 1000; // as high as it likes
    float top = outer.bottom(), bottom = outer.y;
    for (const LegendEntry& entry : layout(figure, frame, options.theme, metrics).legend) {
        top = std::min(top, entry.box.y);
        bottom = std::max(bottom, entry.box.bottom());
    }
    return std::max(bottom - top, 0.0f);
}

/// The height, or one of which the legend above the plot is no more than its share, without a name that is cut.
float Maker::with_legend(const Figure& figure, float width, float height) {
    constexpr float growth = 1.1f;
    if (options.legend == LegendPlace::beside)
        for (float tall = height; tall <= most_aspect * width; tall *= growth)
            if (lay_out(figure, {0, 0, width, tall}).legend_beside) return tall;
    const Rect outer{0, 0, width, height};
    const Layout usual = lay_out(figure, outer);
    if (usual.legend_box.w > 0 || usual.legend_beside) return height;
    constexpr float rounding = 1; // points
    const float wanted = legend_height(figure, outer) / most_legend + rounding;
    return std::max(height, std::min(wanted, most_aspect * width));
}

/// The height, or one of which title and caption are no more than their share.
float Maker::with_words(const Figure& figure, float width, float height) {
    const float wanted = lay_out(figure, {0, 0, width, height}).words / most_words;
    return std::max(height, std::min(wanted, most_aspect * width));
}

float Maker::fitting_height(Figure& figure, float width, float aspect) {
    choose_columns(figure, width);
    if (figure.split.columns > 1) aspect = usual_aspect;
    const int panels = static_cast<int>(figure.split.panels.size());
    const float rows = panels == 0 ? 1 : static_cast<float>((panels + figure.split.columns - 1) / figure.split.columns);
    if (figure.equal_aspect) aspect = static_cast<float>((figure.y.hi - figure.y.lo) / (figure.x.hi - figure.x.lo));
    // Of data far wider than high a plot of their own shape is a line: its view grows [layout.h].
    aspect = std::max(aspect, flattest_aspect);
    float height = width;
    for (int pass = 0; pass < 3; ++pass) { // rows of captions and legends may come and go with the height
        const Rect plot = lay_out(figure, {0, 0, width, height}).plot;
        const float wanted = std::max(plot.w * aspect, least_plot * static_cast<float>(options.font_size));
        height = std::clamp(height + rows * (wanted - plot.h), least_aspect * width, most_aspect * width);
    }
    return with_words(figure, width, with_legend(figure, width, height));
}

/// Returns the height of all.
float Maker::place(std::vector<Figure>& figures, float width) {
    if (figures.size() == 1 || width < two_columns_from) return place_in_column(figures, width);
    if (figures.size() == 2 || pairs) return place_rest(figures, 0, 0, width / 2);
    if (figures[0].equal_aspect) return place_beside_tall(figures, width / 2);
    const float height = fitting_height(figures[0], width, wide_aspect);
    put(figures[0], {0, 0, width, height});
    return place_rest(figures, 1, height, width / 2);
}

float Maker::place_in_column(std::vector<Figure>& figures, float width) {
    float top = 0;
    for (Figure& figure : figures) {
        const float height = fitting_height(figure, width);
        put(figure, {0, top, width, height});
        top += height;
    }
    return top;
}

/// The first at the left, two others at its right.
float Maker::place_beside_tall(std::vector<Figure>& figures, float column) {
    const std::size_t beside = std::min<std::size_t>(figures.size() - 1, 2);
    float right = 0;
    for (std::size_t i = 1; i <= beside; ++i) right += fitting_height(figures[i], column);
    constexpr float squeezed = 0.8f; // the others may be lower than they would like, so that the first is not too tall
    const float height = std::max(fitting_height(figures[0], column), squeezed * right);
    put(figures[0], {0, 0, column, height});
    float top = 0;
    for (std::size_t i = 1; i <= beside; ++i) {
        const float row = fitting_height(figures[i], column) * height / right;
        put(figures[i], {column, top, column, row});
        top += row;
    }
    return place_rest(figures, 1 + beside, height, column);
}

/// In two columns; a last one alone takes both.
float Maker::place_rest(std::vector<Figure>& figures, std::size_t first, float top, float column) {
    for (std::size_t i = first; i < figures.size(); i += 2) {
        if (i + 1 == figures.size()) {
            const float height = fitting_height(figures[i], 2 * column, wide_aspect);
            put(figures[i], {0, top, 2 * column, height});
            return top + height;
        }
        const float height = std::max(fitting_height(figures[i], column), fitting_height(figures[i + 1], column));
        put(figures[i], {0, top, column, height});
        put(figures[i + 1], {column, top, column, height});
        top += height;
    }
    return top;
}

/// Stretched to the height that there is below `top`.
void Maker::finish(float stretch, float top) {
    for (Sheet::Panel& panel : panels) {
        Rect outer = panel.layout.outer;
        outer.y = top + outer.y * stretch;
        outer.h *= stretch;
        panel.layout = lay_out(panel.figure, outer);
        const float least = least_plot * static_cast<float>(options.font_size);
        const Rect& plot = panel.layout.plot;
        const auto too_small = [&](const char* key, const char* side, const std::string& allowed) {
            throw Error(key, std::string("leaves the plot ") + panel.figure.name + " no " + side +
                                 " beside its legend and labels; allowed: " + allowed);
        };
        const PaperNames& names = options.names;
        const char* const type = names.font_size;
        const std::string more = type ? std::string("more of it, or a smaller ") + type : "more of it";
        if (plot.w < least) too_small(names.width, "width", more);
        if (panel.layout.legend.empty() && legend_height(panel.figure, outer) > 0)
            too_small(names.height, "height", more);
        if (plot.h >= least) continue;
        if (options.height > 0) too_small(names.height, "height", more);
        // The height follows from the width.
        const std::string wider = std::string(" of it, or a larger ") + names.width;
        too_small(type ? type : names.height, "height", (type ? "less" : "more") + wider);
    }
}

} // namespace

Sheet make_sheet(std::vector<Figure> figures, const PaperOptions& options, bool pairs) {
    Sheet sheet;
    sheet.theme = options.theme;
    sheet.dpi = options.dpi;
    sheet.names = options.names;
    sheet.outline_text = options.outline_text;
    sheet.width = static_cast<float>(options.width) * points_per_mm;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        Figure& figure = figures[i];
        sheet.title += (i > 0 ? ", " : "") + figure.title;
        sheet.caption += (i > 0 ? "\n" : "") + figure.title + ": " + figure.caption;
        if (!options.titles) figure.title.clear();
        if (!options.caption) figure.caption.clear();
        if (options.legend == LegendPlace::none) figure.legend = false;
        if (figures.size() > 1) {
            const std::string letter(1, static_cast<char>('a' + i % 26));
            figure.title = options.titles ? letter + std::string(em_space) + figure.title : letter;
        }
    }
    Maker maker(options, pairs);
    maker.allow_legend_beside(figures);
    maker.share_legend(figures);
    const float natural = maker.place(figures, sheet.width), top = maker.place_legend(sheet.width, natural);
    sheet.height = options.height > 0 ? static_cast<float>(options.height) * points_per_mm : natural + top;
    maker.finish(std::max(sheet.height - top, 1.0f) / natural, top);
    sheet.panels = std::move(maker.panels);
    sheet.legend = std::move(maker.legend);
    sheet.rules = std::move(maker.rules);
    return sheet;
}

Layout lay_out_again(const Sheet& sheet, const Sheet::Panel& panel, float scale, Canvas& metrics) {
    const Rect& outer = panel.layout.outer;
    const bool shared = sheet.legend && &panel == &*sheet.legend;
    FigureFrame frame = shared ? FigureFrame{} : sheet.rules;
    frame.outer = {outer.x * scale, outer.y * scale, outer.w * scale, outer.h * scale};
    if (shared)
        frame.outer.h = sheet.height * scale; // as when it was placed: none has room in a figure as low as itself
    frame.scale = panel.layout.scale * scale;
    return (shared ? legend_layout : layout)(panel.figure, frame, sheet.theme, metrics);
}

std::string paper_looks(const PaperOptions& options) {
    const PaperOptions usual;
    std::string looks;
    const auto add = [&](bool is_other, const char* option, const std::string& value) {
        if (is_other) looks += std::string(" ") + option + (value.empty() ? "" : " " + value);
    };
    const auto legend = static_cast<std::size_t>(options.legend);
    add(options.width != usual.width, "--width", number(options.width));
    add(options.height != usual.height, "--height", number(options.height));
    add(options.font_size != usual.font_size, "--font-size", number(options.font_size));
    add(std::string_view(options.theme.name) != usual.theme.name, "--theme", options.theme.name);
    add(std::string_view(options.theme.map) != usual.theme.map, "--colors", options.theme.map);
    add(options.theme.ground.a == 0, "--transparent", "");
    add(!options.titles, "--no-titles", "");
    add(options.caption, "--caption", "");
    add(options.legend != usual.legend, "--legend", legend_place_names[legend]);
    add(options.outline_text, "--outline-text", "");
    add(options.dpi != usual.dpi, "--dpi", std::to_string(options.dpi));
    return looks;
}

Sheet make_sheet(const Run& run, const std::vector<const Plot*>& plots, const View& view, bool with_cursor,
                 const PaperOptions& options) {
    std::vector<Figure> figures;
    std::string names;
    for (const Plot* plot : plots) {
        names += (names.empty() ? "" : ",") + std::string(plot->name);
        figures.push_back(paper_figure(*plot, run, view, with_cursor));
    }
    Sheet sheet = make_sheet(std::move(figures), options);
    sheet.experiment =
        with_looks(figure_scene(run, {names, with_cursor ? view.level : -1, view.points}, view), paper_looks(options));
    sheet.description = picture_in_words(run, plots, view);
    return sheet;
}

Sheet make_compared_sheet(const Run& run, const std::vector<const Plot*>& plots, const View& view, bool with_cursor,
                          PaperOptions options) {
    options.theme = with_sampler_colors(options.theme, samplers_of_both(run, *run.comparison->second));
    std::string names;
    for (const Plot* plot : plots) names += (names.empty() ? "" : ",") + std::string(plot->name);
    const auto make = [&](const Plot& plot, const Run& of, const View& seen) {
        return paper_figure(plot, of, seen, with_cursor);
    };
    Sheet sheet = make_sheet(paper_figures_beside(plots, run, view, make), options, true);
    sheet.experiment =
        with_looks(figure_scene(run, {names, with_cursor ? view.level : -1, view.points}, view), paper_looks(options));
    sheet.description = picture_in_words(run, plots, view);
    return sheet;
}

void draw(const Sheet& sheet, Canvas& canvas) {
    const Rect page{0, 0, sheet.width, sheet.height};
    canvas.part("page", "");
    if (sheet.theme.panel.a > 0) canvas.rects(&page, 1, sheet.theme.panel); // between panels there may be room
    for (const Sheet::Panel& panel : sheet.panels) draw(panel.figure, panel.layout, sheet.theme, canvas);
    if (sheet.legend) draw_legend_alone(sheet.legend->figure, sheet.legend->layout, sheet.theme, canvas);
}

bool has_clouds(const Sheet& sheet) {
    std::size_t discs = 0;
    for (const Sheet::Panel& panel : sheet.panels)
        for (const Mark& mark : panel.figure.marks)
            if (const auto* points = std::get_if<Points>(&mark)) discs += points->x.size();
    return discs > most_vector_discs;
}

} // namespace halfstep
