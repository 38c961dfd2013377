#pragma once
// The experiments before this one, to go back to, and those that were gone back from.

#include "app/model/document.h"

#include <memory>
#include <vector>

namespace halfstep {

/// What undo brings back.
struct Moment {
    Experiment experiment;
    std::shared_ptr<OpenDocument> document; ///< whose experiment it is; saving changes it for all of its moments
    /// Its network was learned anew, or reset, on the way from here to the next moment: the way back restores it. Other
    /// ways leave what has been learned as it is.
    bool learned = false;
};

class History {
public:
    using Steps = std::vector<std::shared_ptr<const Moment>>;

    /// `now` is about to be replaced by an edit. Edits of the same non-zero gesture are one step.
    void remember(Moment now, int gesture);
    bool can_undo() const { return !past_.empty(); }
    bool can_redo() const { return !future_.empty(); }
    std::size_t depth() const { return past_.size(); } ///< steps that undo() can go
    /// The one before; `now` waits for redo(). Only where there is one. What follows is a new gesture.
    Moment undo(Moment now);
    Moment redo(Moment now);

    const Steps& past() const { return past_; } ///< the newest last
    const Steps& future() const { return future_; }
    void restore(Steps past, Steps future);

private:
    Steps past_, future_;
    int gesture_ = 0;
};

} // namespace halfstep
