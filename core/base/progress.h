#pragma once
// How far work is, for whoever waits for it.

#include <atomic>

namespace halfstep {

/// Where a piece of work tells how far it is: a number of 0..1 that others read, or the stretch of it that is this
/// piece's. Without a number nobody is told.
struct Progress {
    std::atomic<float>* value = nullptr;
    float from = 0, to = 1;

    Progress(std::atomic<float>* all = nullptr, float begin = 0, float end = 1) : value(all), from(begin), to(end) {}
    /// So much of this piece is done, 0..1.
    void at(float done) const {
        if (value) *value = from + (to - from) * done;
    }
    /// Of a piece of this piece.
    Progress part(float begin, float end) const {
        return {value, from + (to - from) * begin, from + (to - from) * end};
    }
};

} // namespace halfstep
