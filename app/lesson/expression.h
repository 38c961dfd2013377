#pragma once
// Expressions of named quantities, read by muParser: 'variance("DDPM") / target_variance - 1'. An error comes from the
// whole expression, evaluated with one block of particles after the other left out, since samplers share their noise;
// what is off for another reason (draws of a loss, rounding) is added as independent.

#include "app/lesson/quantity.h"

#include <map>
#include <set>
#include <string>

namespace halfstep {

/// The quantities of one run. It keeps what it has worked out, so that many expressions of one run cost little: for one
/// thread.
class Quantities {
public:
    explicit Quantities(const Run& run) : sources_(run) {}
    /// Without a run: for check() alone, and for expressions that are exact.
    explicit Quantities(std::shared_ptr<const Problem> problem) : sources_(std::move(problem)) {}

    const Sources& sources() const { return sources_; }
    /// Error 0: exact; NaN: too few particles for one. Throws ExpressionError.
    Measured evaluate(const std::string& expression);
    /// What a run must have for it. Throws ExpressionError for all that is wrong with it, whatever comes out of a run.
    QuantityNeeds check(const std::string& expression);

private:
    friend class Evaluation;
    using Key = std::pair<const Quantity*, QuantityArgs>;
    Sources sources_;
    std::map<Key, QuantityValue> known_;
};

} // namespace halfstep
