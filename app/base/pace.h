#pragma once
// How long work will still take, by its pace of late.

#include <deque>
#include <optional>

namespace halfstep {

class Pace {
public:
    /// Other work, or the same after a pause.
    void restart() { marks_.clear(); }
    /// How much is done at a time of a steady clock, in seconds; in any unit, and never less than before.
    void note(double seconds, double done);
    /// Until `total` is done. Nothing before there is a pace to speak of: a second and a half, and two steps forward.
    std::optional<double> seconds_left(double total) const;

private:
    struct Mark {
        double seconds, done;
    };
    std::deque<Mark> marks_;
};

/// Seconds of the steady clock.
double steady_seconds();

} // namespace halfstep
