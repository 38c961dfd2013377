#pragma once
// The guide over the window: its pages at the left, one of them at the right, and a field to find words in all.

#include "app/model/app_state.h"
#include "app/model/guide_book.h"
#include "app/model/keys.h"
#include "app/ui/controls.h"
#include "app/views/guide_layout.h"

namespace halfstep {

class GuideView {
public:
    /// Shows it where it is open.
    void show(Controls& ui, AppState& app, const Rect& window);
    /// Keys that move through the page while it is open; false: it is none of them.
    bool press(const AppState& app, const KeyPress& key);

private:
    void bar(Controls& ui, AppState& app, const Rect& rect, float list_width);
    void find_field(Controls& ui, AppState& app, float width);
    void looked_for(AppState& app);
    void show_hit(AppState& app, std::size_t index);
    void pages(Controls& ui, AppState& app);
    void hits(Controls& ui, AppState& app);
    void page(Controls& ui, AppState& app, const Rect& rect);
    void set_page(Controls& ui, const GuideState& guide, float width);
    float wanted_scroll(const GuideState& guide, float height, float scale) const;
    void draw_part(Controls& ui, AppState& app, const PlacedPart& part, Point corner, bool marked);
    void draw_text(Controls& ui, AppState& app, const PlacedWords& text, Point corner);

    PlacedPage placed_;
    std::string placed_name_;
    float placed_width_ = 0, placed_scale_ = 0;
    int moves_ = -1;      ///< as GuideState::moves, of what is shown
    float scroll_by_ = 0; ///< asked for by keys, in pixels
    float shown_height_ = 0;
    bool was_open_ = false;
    std::string words_;     ///< that are looked for
    std::string found_for_; ///< the words of `hits_`
    std::vector<GuideHit> hits_;
    std::size_t hit_ = 0; ///< the one that is shown
    bool to_hit_ = false; ///< the list of hits must show it
};

} // namespace halfstep
