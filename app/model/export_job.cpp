#include "app/model/export_job.h"

#include "app/base/files.h"
#include "app/export/metadata.h"
#include "app/export/table.h"
#include "app/plots/beside.h"
#include "app/plots/describe.h"
#include "app/plots/sampler_colors.h"
#include "core/run/measure.h"

#include <algorithm>

namespace halfstep {
namespace {

/// How a plot is looked at: what is under the mouse is left out.
View view_of(const View& view, const SeenPlot& seen) {
    View calm = without_mouse(view);
    calm.plots.clear();
    if (!seen.given) calm.plots[seen.plot] = seen.view;
    return calm;
}

Figure seen_figure(const Run& run, const View& view, const SeenPlot& seen, bool with_cursor) {
    if (!seen.given) return paper_figure(*seen.plot, run, view_of(view, seen), with_cursor);
    Figure figure = seen.given->figure;
    figure.name = seen.plot->name;
    remove_muted(view.muted, figure.marks);
    put_on_paper(seen.view, with_cursor || seen.plot->all_in_overlay, figure);
    return figure;
}

bool in_pairs(const SheetRequest& request) {
    return std::any_of(request.plots.begin(), request.plots.end(),
                       [&](const SeenPlot& seen) { return !seen.given && stands_beside(*seen.plot, *request.run); });
}

/// All of them; of two scenes as on paper.
std::vector<Figure> seen_figures(const SheetRequest& request) {
    const bool cursor = request.options.cursor;
    std::vector<Figure> figures;
    if (!in_pairs(request)) {
        for (const SeenPlot& seen : request.plots)
            figures.push_back(seen_figure(*request.run, request.view, seen, cursor));
        return figures;
    }
    View view = without_mouse(request.view);
    view.plots.clear();
    std::vector<const Plot*> plots;
    for (const SeenPlot& seen : request.plots) {
        plots.push_back(seen.plot);
        view.plots[seen.plot] = seen.view;
    }
    return paper_figures_beside(plots, *request.run, view, [&](const Plot& plot, const Run& run, const View& seen) {
        return paper_figure(plot, run, seen, cursor);
    });
}

/// With the name of the scene beside this one, and which plots are in panels by themselves.
View carried_view(const SheetRequest& request, const std::vector<Figure>& figures) {
    View view{.pinned = request.view.pinned, .inspect = request.view.inspect};
    view.muted = request.view.muted;
    view.notation = request.view.notation;
    if (request.run->comparison) view.compare = request.view.compare;
    for (const SeenPlot& seen : request.plots) {
        if (seen.given) continue;
        view.plots[seen.plot] = seen.view;
        const bool split = std::any_of(figures.begin(), figures.end(), [&](const Figure& figure) {
            return figure.name == seen.plot->name && !figure.split.panels.empty();
        });
        if (split) view.plots[seen.plot].split = true;
    }
    return view;
}

} // namespace

const Theme* find_export_theme(const std::string& name) {
    for (const Theme* theme : {&print_theme(), &light_theme(), &dark_theme()})
        if (name == theme->name) return theme;
    return nullptr;
}

Theme export_theme(const SheetRequest& request) {
    Theme theme = *find_export_theme(request.options.theme);
    if (const ColorMap* map = find_color_map(request.color_map)) theme = with_color_map(theme, *map);
    return theme;
}

bool is_panel(const SheetRequest& request) { return request.plots.size() != 1 || in_pairs(request); }

Sheet seen_sheet(const SheetRequest& request) {
    const ExportOptions& options = request.options;
    const bool pairs = in_pairs(request), panel = is_panel(request);
    const Run& run = *request.run;
    PaperOptions paper;
    paper.width = panel ? options.panel_width : options.width;
    paper.height = panel ? options.panel_height : options.height;
    paper.font_size = options.font_size;
    paper.dpi = static_cast<int>(options.dpi);
    paper.titles = options.titles;
    paper.caption = options.caption;
    paper.legend = options.legend;
    paper.outline_text = options.outline_text;
    paper.theme = with_sampler_colors(export_theme(request), pairs ? samplers_of_both(run, *run.comparison->second)
                                                                   : run.experiment().samplers);
    if (options.transparent) paper.theme = without_ground(paper.theme);
    std::vector<Figure> figures = seen_figures(request);
    std::string names;
    for (const SeenPlot& seen : request.plots) names += (names.empty() ? "" : ",") + std::string(seen.plot->name);
    const View carried = carried_view(request, figures);
    Sheet sheet = make_sheet(std::move(figures), paper, pairs);
    sheet.experiment = figure_scene(run, {names, options.cursor ? request.view.level : -1, 0}, carried);
    if (std::none_of(request.plots.begin(), request.plots.end(), [](const SeenPlot& seen) { return seen.given; })) {
        std::vector<const Plot*> plots;
        for (const SeenPlot& seen : request.plots) plots.push_back(seen.plot);
        sheet.description = picture_in_words(run, plots, without_mouse(request.view));
    }
    if (request.plots.size() == 1 && request.plots[0].given) sheet.experiment = request.plots[0].given->scene;
    sheet.experiment = with_looks(std::move(sheet.experiment), paper_looks(paper));
    return sheet;
}

std::shared_ptr<const Run> measured(const std::shared_ptr<const Run>& run, const std::vector<SeenPlot>& plots) {
    Wanted wanted;
    for (const SeenPlot& seen : plots)
        if (!seen.given) wanted = wanted | seen.plot->measures;
    const auto all_of = [&](const std::shared_ptr<const Run>& one) -> std::shared_ptr<const Run> {
        if (one->measures.have(wanted)) return one;
        auto complete = std::make_shared<Run>(*one);
        measure(*one, wanted, {}, complete->measures);
        return complete;
    };
    std::shared_ptr<const Run> first = all_of(run);
    if (!run->comparison) return first;
    std::shared_ptr<const Run> second = all_of(run->comparison->second);
    if (second == run->comparison->second) return first;
    auto both = std::make_shared<Run>(*first);
    auto comparison = std::make_shared<Comparison>(*run->comparison);
    comparison->second = std::move(second);
    both->comparison = std::move(comparison);
    return both;
}

std::string seen_csv(const Run& run, const View& view, const SeenPlot& seen) {
    if (seen.given) return seen.given->csv;
    View as_it_is = view;
    as_it_is.enlarge = false;
    return csv_header() + figure_csv(seen_figure(run, as_it_is, seen, false));
}

Exporter::~Exporter() {
    cancel();
    if (worker_.joinable()) worker_.join();
}

void Exporter::start(const std::string& path, std::function<std::string()> make) {
    of_film_ = false;
    work_on(path, [path, make = std::move(make)] {
        write_file(path, make());
        return Outcome{path, ""};
    });
}

void Exporter::start_film(const std::string& path, WritesFile write) {
    of_film_ = true;
    work_on(path, std::move(write));
}

void Exporter::start_task(WritesFile work) {
    of_film_ = false;
    work_on("", std::move(work));
}

void Exporter::work_on(const std::string& path, WritesFile write) {
    work_on(path, [this, path, write = std::move(write)] {
        const std::optional<std::string> note = write({.threads = 0, .cancel = &cancel_, .progress = &progress_});
        return Outcome{.path = path, .error = "", .note = note.value_or(""), .cancelled = !note};
    });
}

std::optional<float> Exporter::progress() const {
    return busy() && of_film_ ? std::optional(progress_.load()) : std::nullopt;
}

/// What it throws becomes the outcome's error.
void Exporter::work_on(const std::string& path, const std::function<Outcome()>& make) {
    if (worker_.joinable()) worker_.join();
    busy_ = true;
    cancel_ = false;
    progress_ = 0;
    const auto work = [this, path, make] {
        Outcome outcome{path, ""};
        try {
            outcome = make();
        } catch (const Error& error) {
            outcome.error = error.key + " " + error.what();
        } catch (const std::bad_alloc&) {
            outcome.error = "not enough memory for this figure";
        } catch (const std::exception& error) {
            outcome.error = error.what();
        }
        {
            const std::lock_guard lock(mutex_);
            outcome_ = std::move(outcome);
            busy_ = false;
        }
        wake_();
    };
    try {
        worker_ = std::thread(work);
    } catch (const std::exception& error) { // no thread to spare
        outcome_ = Outcome{path, error.what()};
        busy_ = false;
    }
}

bool Exporter::busy() const {
    const std::lock_guard lock(mutex_);
    return busy_ || outcome_;
}

std::optional<Exporter::Outcome> Exporter::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(outcome_, std::nullopt);
}

} // namespace halfstep
