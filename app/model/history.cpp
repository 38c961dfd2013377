#include "app/model/history.h"

#include <cassert>

namespace halfstep {
namespace {

constexpr std::size_t longest_history = 500; // steps; an experiment without a cloud of points is a few kilobytes

/// The way between two moments is the same in both directions.
Moment step(History::Steps& from, History::Steps& to, Moment now) {
    assert(!from.empty());
    Moment next = *from.back();
    from.pop_back();
    now.learned = next.learned;
    to.push_back(std::make_shared<const Moment>(std::move(now)));
    return next;
}

} // namespace

void History::remember(Moment now, int gesture) {
    if (gesture == 0 || gesture != gesture_) {
        past_.push_back(std::make_shared<const Moment>(std::move(now)));
        if (past_.size() > longest_history) past_.erase(past_.begin());
    }
    gesture_ = gesture;
    future_.clear();
}

Moment History::undo(Moment now) {
    gesture_ = 0;
    return step(past_, future_, std::move(now));
}

Moment History::redo(Moment now) {
    gesture_ = 0;
    return step(future_, past_, std::move(now));
}

void History::restore(Steps past, Steps future) {
    past_ = std::move(past);
    future_ = std::move(future);
    gesture_ = 0;
    if (past_.size() > longest_history) past_.erase(past_.begin(), past_.end() - longest_history);
}

} // namespace halfstep
