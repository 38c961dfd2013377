#pragma once
// The experiments before this one, to go back to, and those that were gone back from.

#include "core/spec/experiment.h"

#include <vector>

namespace halfstep {

class History {
public:
    /// `now` is about to be replaced by an edit. Edits of the same non-zero gesture are one step.
    void remember(const Experiment& now, int gesture);
    bool can_undo() const { return !past_.empty(); }
    bool can_redo() const { return !future_.empty(); }
    std::size_t depth() const { return past_.size(); } ///< steps that undo() can go
    /// The one before; `now` waits for redo(). Only where there is one. What follows is a new gesture.
    Experiment undo(const Experiment& now);
    Experiment redo(const Experiment& now);

private:
    std::vector<Experiment> past_, future_;
    int gesture_ = 0;
};

} // namespace halfstep
