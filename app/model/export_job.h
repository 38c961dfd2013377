#pragma once
// Files made from what the window shows: plots as they are seen, written off the frame. Knows no Dear ImGui.

#include "app/export/film_format.h"
#include "app/export/writers.h"
#include "app/plots/plot_view.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace halfstep {

/// How figures are written; remembered from one time to the next.
struct ExportOptions {
    std::string folder;                                        ///< where the last file went; empty: the working folder
    std::string extension = "svg";                             ///< of the last file
    double width = single_column, panel_width = double_column; ///< mm, of one plot and of several
    double height = 0, panel_height = 0;                       ///< mm, likewise; 0: what fits the plots
    double font_size = 8;                                      ///< pt
    double dpi = 300;                                          ///< of PNG
    std::string theme = "print";                               ///< or "light", "dark"
    bool transparent = false;
    bool titles = true;
    bool caption = false;      ///< above each plot, what is measured
    bool outline_text = false; ///< in vector files
    LegendPlace legend = LegendPlace::by_itself;
    bool cursor = true; ///< marks the time shown
    // Of films:
    double seconds = 10, fps = 30;
    std::string size = "1280x720"; ///< pixels: one of film_sizes()
    bool forward = false;          ///< from data to noise

    bool operator==(const ExportOptions&) const = default;
};

/// nullptr when there is none of that name.
const Theme* find_export_theme(const std::string& name);

/// A figure that is no plot of the run, and what its files carry.
struct GivenFigure {
    Figure figure;
    std::string scene; ///< as Sheet::experiment
    std::string csv;   ///< its data: what a file that ends in .csv gets
};

/// A plot and how the user looks at it.
struct SeenPlot {
    const Plot* plot = nullptr;
    PlotView view;
    std::shared_ptr<const GivenFigure> given{}; ///< shown in place of what the plot makes

    bool operator==(const SeenPlot&) const = default;
};

/// All that a sheet of plots follows from.
struct SheetRequest {
    std::shared_ptr<const Run> run;
    View view{}; ///< how each plot is looked at stands beside it instead
    std::vector<SeenPlot> plots;
    ExportOptions options;
    std::string color_map; ///< of heat maps: the window's

    bool operator==(const SheetRequest&) const = default;
};
/// The theme that it asks for, with a ground.
Theme export_theme(const SheetRequest& request);
/// Whether that is more than one figure: several plots, or one of two scenes.
bool is_panel(const SheetRequest& request);
/// The plots as they are seen: zoom, scales, directions and hidden entries; what the mouse highlights is left out.
/// While another scene stands beside this one, the run has its comparison, and each plot that both have is of both.
/// What is not measured yet is left out: see measured(). Throws Error as make_sheet() does.
Sheet seen_sheet(const SheetRequest& request);
/// The run with all that these plots show of it, and of the one beside it, which takes its time where it has to be
/// measured.
std::shared_ptr<const Run> measured(const std::shared_ptr<const Run>& run, const std::vector<SeenPlot>& plots);
/// One plot as text: a header line, then a row a value (see export/table.h).
std::string seen_csv(const Run& run, const View& view, const SeenPlot& seen);

/// Makes one file at a time on a thread of its own: text and clouds of large figures take their time, and films more.
class Exporter {
public:
    /// `wake` is called from that thread when a file is done.
    explicit Exporter(std::function<void()> wake) : wake_(std::move(wake)) {}
    /// Waits for the file that is being written; a film is given up.
    ~Exporter();
    Exporter(const Exporter&) = delete;
    Exporter& operator=(const Exporter&) = delete;

    /// Not while busy(). `make` returns the bytes of the file; what it throws becomes the outcome's error.
    void start(const std::string& path, std::function<std::string()> make);
    /// The same for what writes its file by itself, tells how far it is and can be stopped: it returns what is to be
    /// said of the file, or nothing when it was cancelled.
    using WritesFile = std::function<std::optional<std::string>(const FilmJob&)>;
    void start_film(const std::string& path, WritesFile write);
    /// And for what is no film, of which nobody is told how far it is.
    void start_task(WritesFile work);
    void cancel() { cancel_ = true; } ///< what can be stopped
    /// Of what start_film() has started, 0..1; nothing while there is no such thing.
    std::optional<float> progress() const;
    bool busy() const; ///< at work, or with an outcome that take() has not given yet
    struct Outcome {
        std::string path;
        std::string error;      ///< empty: it is there
        std::string note{};     ///< what is to be said of it
        bool cancelled = false; ///< it is not there, as was asked for
    };
    /// Once after each start().
    std::optional<Outcome> take();

private:
    void work_on(const std::string& path, const std::function<Outcome()>& make);
    void work_on(const std::string& path, WritesFile write);

    std::function<void()> wake_;
    std::atomic<bool> cancel_{false}, of_film_{false};
    std::atomic<float> progress_{0};
    mutable std::mutex mutex_;
    bool busy_ = false;
    std::optional<Outcome> outcome_;
    std::thread worker_;
};

} // namespace halfstep
