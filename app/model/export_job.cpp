#include "app/model/export_job.h"

#include "app/base/files.h"
#include "app/export/metadata.h"
#include "app/export/table.h"
#include "app/plots/sampler_colors.h"
#include "core/run/measure.h"

namespace halfstep {
namespace {

/// What is under the mouse is left out.
Figure seen_figure(const Run& run, const View& view, const SeenPlot& seen, bool with_cursor) {
    View calm = without_mouse(view);
    calm.plots.clear();
    if (!seen.given) {
        calm.plots[seen.plot] = seen.view;
        return paper_figure(*seen.plot, run, calm, with_cursor);
    }
    Figure figure = seen.given->figure;
    figure.name = seen.plot->name;
    remove_muted(view.muted, figure.marks);
    put_on_paper(seen.view, with_cursor || seen.plot->all_in_overlay, figure);
    return figure;
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
    return with_sampler_colors(theme, request.run->experiment().samplers);
}

Sheet seen_sheet(const SheetRequest& request) {
    const ExportOptions& options = request.options;
    const bool one = request.plots.size() == 1;
    PaperOptions paper;
    paper.width = one ? options.width : options.panel_width;
    paper.height = one ? options.height : options.panel_height;
    paper.font_size = options.font_size;
    paper.dpi = static_cast<int>(options.dpi);
    paper.titles = options.titles;
    paper.caption = options.caption;
    paper.outline_text = options.outline_text;
    paper.theme = export_theme(request);
    if (options.transparent) paper.theme = without_ground(paper.theme);
    std::vector<Figure> figures;
    std::string names;
    for (const SeenPlot& seen : request.plots) {
        names += (names.empty() ? "" : ",") + std::string(seen.plot->name);
        figures.push_back(seen_figure(*request.run, request.view, seen, options.cursor));
    }
    Sheet sheet = make_sheet(std::move(figures), paper);
    View view{.pinned = request.view.pinned, .inspect = request.view.inspect};
    view.muted = request.view.muted;
    view.notation = request.view.notation;
    for (std::size_t i = 0; i < request.plots.size(); ++i)
        if (const SeenPlot& seen = request.plots[i]; !seen.given) {
            view.plots[seen.plot] = seen.view;
            if (!sheet.panels[i].figure.split.panels.empty()) view.plots[seen.plot].split = true;
        }
    sheet.experiment =
        figure_scene(request.run->experiment(), {names, options.cursor ? request.view.level : -1, 0}, view);
    if (one && request.plots[0].given) sheet.experiment = request.plots[0].given->scene;
    return sheet;
}

std::shared_ptr<const Run> measured(const std::shared_ptr<const Run>& run, const std::vector<SeenPlot>& plots) {
    Wanted wanted;
    for (const SeenPlot& seen : plots)
        if (!seen.given) wanted = wanted | seen.plot->measures;
    if (run->measures.have(wanted)) return run;
    auto complete = std::make_shared<Run>(*run);
    measure(*run, wanted, {}, complete->measures);
    return complete;
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
