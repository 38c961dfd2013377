#pragma once
// The dialog behind Ctrl+S.

#include "app/model/app_state.h"
#include "app/ui/controls.h"

namespace halfstep {

class SaveDialog {
public:
    /// Once a frame; there is nothing to see unless the state says that it is open.
    void show(Controls& ui, AppState& app, const Rect& window);
    const std::string& path() const { return path_; }       ///< as typed so far
    const std::string& message() const { return message_; } ///< what is wrong; empty: nothing

private:
    std::string path_, message_;
};

} // namespace halfstep
