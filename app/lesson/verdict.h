#pragma once
// Whether a claim holds, by what was measured.

#include "app/lesson/expression.h"
#include "app/lesson/lesson.h"

#include <atomic>

namespace halfstep {

/// One value of a setting that a claim goes along.
struct TrendPoint {
    double at = 0;
    Measured value{}, target{}, difference{};
};

struct Verdict {
    enum class Standing {
        holds,
        fails,       ///< beyond its standard errors and its tolerance
        not_claimed, ///< at these settings
        open,        ///< it cannot be said yet, or not by so few particles: `why`
    };
    Standing standing = Standing::open;
    Measured value{}, target{};
    Measured difference{}; ///< value - target, with the error of that
    double off = 0;        ///< the difference in standard errors; NaN where it has none
    double allowed = 0;    ///< what the difference may be
    std::string why{};     ///< of not_claimed and open: in words. Of fails: what is wrong, where no number is
    std::vector<TrendPoint> points{}; ///< tends_to
};

/// What a run has to have for it. Throws ExpressionError for what is wrong with its expressions.
QuantityNeeds needs_of(const Claim& claim, const std::shared_ptr<const Problem>& problem);

/// By a run of any settings; `of_step`: those that the claim is made at. What tends somewhere is open: judge_trend().
Verdict judge(const Claim& claim, Quantities& quantities, const Experiment& of_step);
Verdict judge(const Claim& claim, const Run& run, const Experiment& of_step);

struct TrendOptions {
    int threads = 0; ///< 0: as many as the machine has
    const std::atomic<bool>* cancel = nullptr;
};
/// Of what tends somewhere: simulates the step with each of the values. Open when cancelled.
Verdict judge_trend(const Claim& claim, const Experiment& of_step, const TrendOptions& options = {});

/// How a run for claims is simulated: with what they need.
SimulateOptions options_for(const QuantityNeeds& needs, const Experiment& experiment);

/// "0.0409 ± 0.0004 = 0.0408, +0.2 se": the numbers of a verdict, as people read them.
std::string verdict_text(const Verdict& verdict, Claim::Relation relation);
/// "holds", "FAILS", "not claimed", "open"
const char* standing_text(Verdict::Standing standing);

/// A live number as it stands in a text, by a run: "0.041". Throws ExpressionError.
std::string live_number_text(const LiveSpan& span, Quantities& quantities);
/// A text without its marks, for a terminal, with its numbers. `quantities` nullptr: expressions as they are written.
std::string plain_live_text(const LiveText& text, Quantities* quantities);

} // namespace halfstep
