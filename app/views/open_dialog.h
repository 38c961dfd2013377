#pragma once
// The dialog behind Ctrl+O: a browser of lessons, recent scenes and folders, with a small picture of the scene that is
// chosen.

#include "app/model/app_state.h"
#include "app/model/browser.h"
#include "app/model/glance.h"
#include "app/model/keys.h"
#include "app/ui/controls.h"
#include "app/views/figure_view.h"

namespace halfstep {

class OpenDialog {
public:
    OpenDialog(Renderer& renderer, Fonts& fonts, std::function<void()> wake);

    /// Once a frame; there is nothing to see unless the state says that it is open.
    void show(Controls& ui, AppState& app, const Rect& window);
    /// While it is open all keys are its own or its field's, but for those that close it or open the guide. True: so is
    /// this one.
    bool press(const KeyPress& key);
    bool busy() const { return shown_ && glancer_.busy(); }
    /// The picture of the chosen scene is on screen.
    bool has_picture() const { return has_picture_; }
    const std::string& filter() const { return browser_.filter; } ///< as typed so far
    const std::string& folder() const { return browser_.folder; }
    /// Why what is chosen is no scene; empty: it is one, or is not known yet.
    std::string message() const;
    void refresh() { figure_.refresh(); } ///< after a change of the theme

private:
    void begin(const AppState& app);
    void places(Controls& ui, const AppState& app);
    void rows(Controls& ui, AppState& app, const Rect& rect);
    void row(Controls& ui, const BrowserEntry& entry, std::size_t number, float width);
    void glance(Controls& ui, const Rect& rect);
    void open_chosen(AppState& app);

    Browser browser_;
    Glancer glancer_;
    FigureView figure_;
    bool shown_ = false, has_picture_ = false;
    bool refocus_ = false; ///< the field gets the keyboard back
    bool moved_ = false;   ///< the chosen row is to be brought into sight
    bool entered_ = false; ///< the chosen row was clicked twice, or Enter pressed
    bool enters_ = false;  ///< Enter was pressed before this frame
};

} // namespace halfstep
