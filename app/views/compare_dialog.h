#pragma once
// Which scene is to stand beside this one: a lesson, or a file.

#include "app/model/app_state.h"
#include "app/ui/controls.h"

namespace halfstep {

class CompareDialog {
public:
    /// Once a frame; there is nothing to see unless the state says that it is open.
    void show(Controls& ui, AppState& app, const Rect& window);

private:
    void lessons_of(Controls& ui, AppState& app);
    std::string path_;
    std::vector<int> dimensions_; ///< of the lessons, once they are asked for
};

} // namespace halfstep
