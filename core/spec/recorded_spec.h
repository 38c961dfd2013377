#pragma once
// The states of somebody else's sampler, as values.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace halfstep {

/// How exactly a file has its numbers, by how they are written.
struct WrittenDigits {
    int significant = 17; ///< the most of any number; 17 are all that a double has
    int decimals = 400;   ///< behind the point, likewise
    bool single = false;  ///< all of them are single precision numbers in full

    /// How far a number may be from what was written: half of the last digit, whichever way digits were counted.
    double off(double x) const;
    /// Whether they can tell double precision from single: a file of nine digits or fewer cannot.
    bool of_double() const { return !single && significant > 9; }
};
/// Of some of these numbers, evenly spread.
WrittenDigits written_digits(const std::vector<double>& numbers);

struct RecordedStates {
    int particles = 0;
    int states = 0; ///< of each: one more than steps. State 0 is the start, the last one the data
    int dim = 1;
    std::vector<double> x; ///< [particle][state][coordinate]
    WrittenDigits digits{};
    // Where they come from, which changes nothing of what they mean:
    std::string file{};        ///< without its folders; empty: the scene itself
    std::vector<double> t{};   ///< of each state, as the file says it; empty: it does not
    std::vector<int> lines{};  ///< of the rows that say it; empty: no text
    std::int64_t left_out = 0; ///< particles of the file beyond those that a scene holds

    const double* at(int particle, int state) const {
        return x.data() + (static_cast<std::size_t>(particle) * static_cast<std::size_t>(states) +
                           static_cast<std::size_t>(state)) *
                              static_cast<std::size_t>(dim);
    }
    bool operator==(const RecordedStates& other) const {
        return particles == other.particles && states == other.states && dim == other.dim && x == other.x;
    }
};

/// States that specs share; equal by their values.
class Recorded {
public:
    Recorded() = default;
    Recorded(std::shared_ptr<const RecordedStates> states) : states_(std::move(states)) {}
    const RecordedStates* get() const { return states_.get(); }
    const RecordedStates* operator->() const { return states_.get(); }
    explicit operator bool() const { return states_ != nullptr; }
    bool operator==(const Recorded& other) const {
        return states_ == other.states_ || (states_ && other.states_ && *states_ == *other.states_);
    }

private:
    std::shared_ptr<const RecordedStates> states_{};
};

} // namespace halfstep
