#pragma once
// Files made from what the window shows: plots as they are seen, written off the frame. Knows no Dear ImGui.

#include "app/export/writers.h"
#include "app/plots/plot_view.h"

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
    double font_size = 8;                                      ///< pt
    double dpi = 300;                                          ///< of PNG
    std::string theme = "print";                               ///< or "light", "dark"
    bool transparent = false;
    bool titles = true;
    bool cursor = true; ///< marks the time shown

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
/// The plots as they are seen: zoom, scales, directions and hidden entries; what the mouse highlights is left out.
/// What is not measured yet is left out: see measured(). Throws Error as make_sheet() does.
Sheet seen_sheet(const SheetRequest& request);
/// The run with all that these plots show of it, which takes its time where it has to be measured.
std::shared_ptr<const Run> measured(const std::shared_ptr<const Run>& run, const std::vector<SeenPlot>& plots);
/// One plot as text: a header line, then a row a value (see export/table.h).
std::string seen_csv(const Run& run, const View& view, const SeenPlot& seen);

/// Makes one file at a time on a thread of its own: text and clouds of large figures take their time.
class Exporter {
public:
    /// `wake` is called from that thread when a file is done.
    explicit Exporter(std::function<void()> wake) : wake_(std::move(wake)) {}
    /// Waits for the file that is being written.
    ~Exporter();
    Exporter(const Exporter&) = delete;
    Exporter& operator=(const Exporter&) = delete;

    /// Not while busy(). `make` returns the bytes of the file; what it throws becomes the outcome's error.
    void start(const std::string& path, std::function<std::string()> make);
    bool busy() const; ///< at work, or with an outcome that take() has not given yet
    struct Outcome {
        std::string path;
        std::string error; ///< empty: it is there
    };
    /// Once after each start().
    std::optional<Outcome> take();

private:
    std::function<void()> wake_;
    mutable std::mutex mutex_;
    bool busy_ = false;
    std::optional<Outcome> outcome_;
    std::thread worker_;
};

} // namespace halfstep
