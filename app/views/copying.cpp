#include "app/views/copying.h"

#include "app/export/writers.h"
#include "app/model/clipboard.h"
#include "app/model/scenes.h"

#include <algorithm>

namespace halfstep {
namespace {

constexpr double mm_an_inch = 25.4, pixels_an_inch = 96; // at scale 1
constexpr double sharp = 2; // a picture has so many pixels for one of the screen: it may be shown larger

/// As on the screen: its size, its colours, its type.
ExportOptions as_seen(const Controls& ui, const AppState& app, const Rect& place) {
    ExportOptions options;
    const double mm = mm_an_inch / pixels_an_inch / ui.scale;
    if (place.w > 0) {
        options.width = options.panel_width = std::clamp<double>(place.w * mm, 40, 1000);
        options.height = options.panel_height = std::clamp<double>(place.h * mm, 30, 1000);
    }
    options.font_size = ui.theme->axis_size;
    options.dpi = std::round(std::clamp<double>(sharp * pixels_an_inch * ui.scale, 96, 600));
    options.theme = app.settings.dark ? "dark" : "light";
    return options;
}

/// How it is looked at, and where: that of the stage where two scenes share it.
struct FoundPlot {
    SeenPlot seen;
    Rect place;
    std::string title;
};

FoundPlot found_plot(const Controls& ui, const AppState& app, const std::vector<PlotPane*>& panes, const Plot& plot) {
    const Session& session = app.session;
    FoundPlot found;
    found.seen.plot = &plot;
    if (const auto view = session.view().plots.find(&plot); view != session.view().plots.end())
        found.seen.view = view->second;
    found.title = spelled(plot.title, session.view().notation, session.experiment().process);
    for (PlotPane* pane : panes) {
        if (pane->plot() != &plot) continue;
        found.title = pane->view().figure().title;
        if (pane->given()) found.seen.view = pane->view().view(), found.seen.given = pane->given();
        break;
    }
    const auto place = ui.widgets.find("plot." + std::string(plot.name));
    if (place != ui.widgets.end()) found.place = place->second;
    if (const auto beside = ui.widgets.find("beside.plot." + std::string(plot.name)); beside != ui.widgets.end())
        found.place.w += beside->second.w;
    return found;
}

/// "1280 × 800", of a PNG's first block (RFC 2083, 11.2.1).
std::string png_size(const std::string& png) {
    const auto whole = [&](std::size_t at) {
        unsigned value = 0;
        for (std::size_t i = at; i < at + 4; ++i) value = 256 * value + static_cast<unsigned char>(png.at(i));
        return std::to_string(value);
    };
    return whole(16) + " × " + whole(20);
}

} // namespace

void Copying::show(const Controls& ui, AppState& app, const std::vector<PlotPane*>& panes) {
    const auto asked = std::exchange(app.copy, std::nullopt);
    const Session& session = app.session;
    if (!asked || !session.run()) return;
    if (worker_.busy()) return say(app, "What was copied before is still being made", Stay::a_while);
    FoundPlot found = found_plot(ui, app, panes, *asked->plot);
    SheetRequest request{session.run(),
                         without_mouse(session.view()),
                         {found.seen},
                         as_seen(ui, app, found.place),
                         app.settings.color_map};
    const std::string title = "“" + found.title + "”";
    made_ = std::make_shared<Made>();
    if (asked->as != CopyAs::picture) {
        const bool tabs = asked->as == CopyAs::tsv;
        return worker_.start_task([request = std::move(request), title, tabs, made = made_](const FilmJob&) {
            const SeenPlot& seen = request.plots.front();
            const std::string csv = seen_csv(*measured(request.run, {seen}), request.view, seen);
            made->text = tabs ? tabs_for_commas(csv) : csv;
            const auto rows = std::count(csv.begin(), csv.end(), '\n') - 1;
            return "Copied " + title + (tabs ? " as cells, " : " as CSV, ") + std::to_string(rows) + " rows";
        });
    }
    const std::string stem = file_stem(session.experiment().title) + "-" + asked->plot->name;
    worker_.start_task([request = std::move(request), title, stem, folder = app.settings.paper.folder,
                        made = made_](const FilmJob& job) mutable {
        request.run = measured(request.run, request.plots);
        const std::string png = write_png(seen_sheet(request));
        const std::string became = copy_picture({png, folder, stem}, job.cancel, made->stays);
        return title + " " + became + (made->stays ? "" : ", " + png_size(png) + " pixels");
    });
}

bool Copying::update(AppState& app) {
    const auto outcome = worker_.take();
    if (!outcome) return false;
    if (!outcome->error.empty()) {
        say(app, outcome->error, Stay::until_closed);
        return true;
    }
    if (!made_->text.empty()) app.write_clipboard(made_->text);
    say(app, outcome->note, made_->stays ? Stay::until_closed : Stay::a_while);
    made_.reset();
    return true;
}

} // namespace halfstep
