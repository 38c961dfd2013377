#include "app/model/history.h"

#include <cassert>

namespace halfstep {
namespace {

constexpr std::size_t longest_history = 500; // steps; an experiment without a cloud of points is a few kilobytes

Experiment step(std::vector<Experiment>& from, std::vector<Experiment>& to, const Experiment& now) {
    assert(!from.empty());
    to.push_back(now);
    Experiment next = std::move(from.back());
    from.pop_back();
    return next;
}

} // namespace

void History::remember(const Experiment& now, int gesture) {
    if (gesture == 0 || gesture != gesture_) {
        past_.push_back(now);
        if (past_.size() > longest_history) past_.erase(past_.begin());
    }
    gesture_ = gesture;
    future_.clear();
}

Experiment History::undo(const Experiment& now) {
    gesture_ = 0;
    return step(past_, future_, now);
}

Experiment History::redo(const Experiment& now) {
    gesture_ = 0;
    return step(future_, past_, now);
}

} // namespace halfstep
