#pragma once
// The dialog behind Ctrl+E: what goes into a file, as what, and where.

#include "app/model/app_state.h"
#include "app/ui/controls.h"
#include "app/views/export_preview.h"

namespace halfstep {

class ExportDialog {
public:
    ExportDialog(Renderer& renderer, Fonts& fonts) : preview_(renderer, fonts) {}
    /// What is wrong; empty: nothing.
    const std::string& message() const { return message_; }
    const std::string& name() const { return name_; } ///< of the file, as typed so far

    /// A file that the user has asked for.
    struct Wanted {
        std::string path;
        std::function<std::string()> make; ///< its bytes; may be called on another thread
        Exporter::WritesFile film{};       ///< instead of that: writes the file by itself
    };
    /// What there is to export.
    struct Offered {
        SheetRequest all;  ///< every plot that there is to choose from, as it is seen, and the window's options
        const Plot& usual; ///< the plot to begin with
        bool busy = false; ///< a file is being written
        std::optional<float> film{}; ///< how far it is, 0..1, where it is a film, which can be ended
    };
    /// Once a frame; there is nothing to see unless the state says that it is open.
    std::optional<Wanted> show(Controls& ui, AppState& app, const Rect& window, Offered offered);
    void failed(const std::string& message) { message_ = message; }
    bool wants_end() const { return wants_end_; } ///< in this frame: the film that is being written is to end

    /// The window's picture was asked for: the next frame is it.
    bool wants_picture() const { return !picture_path_.empty(); }
    /// RGBA, row 0 at the top.
    Wanted take_picture(int width, int height, std::vector<std::uint8_t> rgba, const Session& session);

private:
    /// `what`: the name of a plot, "all" or "window". `stem`: how the names of its files begin.
    void open(const std::string& what, const std::string& stem);
    void controls(Controls& ui, ExportOptions& options, const std::vector<SeenPlot>& plots);
    void choose_what(Controls& ui, const std::vector<SeenPlot>& plots);
    void choose_kind(Controls& ui, ExportOptions& options);
    void rename(const std::string& extension, bool pressed, ExportOptions& options);
    void choose_film(Controls& ui, ExportOptions& options);
    void choose_place(Controls& ui, ExportOptions& options);
    void choose_size(Controls& ui, ExportOptions& options);
    void choose_legend(Controls& ui, ExportOptions& options);
    void choose_look(Controls& ui, ExportOptions& options);
    void choose_film_look(Controls& ui, ExportOptions& options);
    void preview(Controls& ui, const SheetRequest& request, const Rect& room);
    std::string cannot(const SheetRequest& request) const;
    void say_state(Controls& ui, const std::string& target, const std::string& wrong, const Offered& offered);
    std::optional<Wanted> finish(Controls& ui, AppState& app, const SheetRequest& request, const Offered& offered);
    Wanted wanted(const SheetRequest& request, const std::string& target) const;
    SheetRequest chosen(SheetRequest all) const;
    std::string path(const ExportOptions& options) const;
    static bool is_kind(const Writer* writer, std::string_view extension);
    bool of_window() const { return what_ == "window"; }
    const FilmFormat* film(const ExportOptions& options) const;
    std::string usual_name(const ExportOptions& options) const;

    ExportPreview preview_;
    bool open_ = false, wants_end_ = false, has_ffmpeg_ = false;
    bool panel_ = false; ///< what is chosen are several figures: several plots, or one of two scenes
    std::string what_, stem_;
    std::string name_, given_name_; ///< of the file, and as it was before the user touched it
    bool entered_ = false;
    std::string message_, picture_path_;
};

} // namespace halfstep
