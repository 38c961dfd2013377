#pragma once
// Every text of a frame of Dear ImGui: what is written, where its ink lies, and what of that is to be seen. The linker
// puts two functions of ours in front of those by which all text is drawn (drawn_texts.cpp); while nobody listens they
// only pass it on.

#include "app/figure/canvas.h"

#include <imgui.h>

#include <string>
#include <vector>

namespace halfstep::testing {

struct DrawnText {
    std::string text;
    std::string layer; ///< the Dear ImGui window that it stands in, or lies over: the window's own, a menu, a tooltip
    bool scrolls = false;        ///< up and down, so that texts may be half out of sight there
    Rect clip{};                 ///< beyond this none of it is to be seen
    std::vector<Rect> letters{}; ///< the ink of each, all of it
    Rect ink{};                  ///< around them
};

/// Listens to what is drawn as long as it lives. One at a time.
class TextListener {
public:
    TextListener();
    ~TextListener();
    TextListener(const TextListener&) = delete;
    TextListener& operator=(const TextListener&) = delete;

    /// Of the newest frame, once it has been rendered.
    std::vector<DrawnText> texts() const;
    void next_frame() { heard_.clear(); }

    struct Heard {
        DrawnText text;
        bool whole; ///< all of it has gone into the list
        const ImDrawList* list;
        int first, last; ///< vertices there: some texts are turned once they are drawn
    };
    void hear(Heard heard) { heard_.push_back(std::move(heard)); }

private:
    std::vector<Heard> heard_;
};

} // namespace halfstep::testing
