#include "app/lesson/verdict.h"

#include "app/base/text.h"
#include "app/lesson/scene_keys.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

/// What is left of exact numbers after a few sums.
constexpr double exact_tolerance = 1e-9;

std::string list_of(const std::vector<std::string>& words) {
    std::vector<std::string_view> views(words.begin(), words.end());
    return join(views);
}

/// The settings by which a claim is not made; empty: it is.
std::vector<std::string> keys_beyond(const Claim& claim, const Experiment& now, const Experiment& of_step) {
    std::vector<std::string> beyond;
    for (const std::string& key : differing_keys(now, of_step))
        if (!key_is_among(key, claim.holds_for)) beyond.push_back(key);
    return beyond;
}

double allowed_difference(const Claim& claim, const Verdict& verdict) {
    double allowed = claim.within * (std::isfinite(verdict.difference.se) ? verdict.difference.se : 0);
    if (claim.tolerance)
        allowed += *claim.tolerance * (claim.relative ? std::abs(verdict.target.value) : 1);
    else if (verdict.difference.se == 0)
        allowed = exact_tolerance * std::max(std::abs(verdict.value.value), std::abs(verdict.target.value));
    return allowed;
}

bool is_kept(const Claim& claim, const Verdict& verdict) {
    const double difference = verdict.difference.value;
    switch (claim.relation) {
    case Claim::Relation::at_least: return difference >= -verdict.allowed;
    case Claim::Relation::at_most: return difference <= verdict.allowed;
    default: return std::abs(difference) <= verdict.allowed;
    }
}

void work_out(const Claim& claim, Quantities& quantities, Verdict& verdict) {
    verdict.value = quantities.evaluate(claim.value.text);
    verdict.target = quantities.evaluate(claim.target.text);
    verdict.difference = quantities.evaluate("(" + claim.value.text + ") - (" + claim.target.text + ")");
    const Measured& d = verdict.difference;
    verdict.off = d.se > 0 ? d.value / d.se : std::numeric_limits<double>::quiet_NaN();
    verdict.allowed = allowed_difference(claim, verdict);
}

void decide(const Claim& claim, Verdict& verdict) {
    const Measured& d = verdict.difference;
    if (std::isfinite(d.value) && std::isnan(d.se)) {
        verdict.standing = Verdict::Standing::open;
        verdict.why = "so few particles give no error";
        return;
    }
    verdict.standing = is_kept(claim, verdict) ? Verdict::Standing::holds : Verdict::Standing::fails;
    if (std::isnan(d.value)) verdict.why = "the difference is no number";
}

} // namespace

QuantityNeeds needs_of(const Claim& claim, const std::shared_ptr<const Problem>& problem) {
    Quantities quantities(problem);
    return quantities.check(claim.value.text) | quantities.check(claim.target.text);
}

Verdict judge(const Claim& claim, Quantities& quantities, const Experiment& of_step) {
    Verdict verdict;
    const std::vector<std::string> beyond = keys_beyond(claim, quantities.sources().problem().experiment, of_step);
    try {
        work_out(claim, quantities, verdict);
        if (claim.relation == Claim::Relation::tends_to)
            verdict.why = "it takes a run for each value of " + claim.along;
        else
            decide(claim, verdict);
    } catch (const ExpressionError& error) {
        verdict.why = error.what();
    }
    if (beyond.empty()) return verdict;
    verdict.standing = Verdict::Standing::not_claimed;
    verdict.why = list_of(beyond) + (beyond.size() == 1 ? " is" : " are") + " not as in the step";
    return verdict;
}

Verdict judge(const Claim& claim, const Run& run, const Experiment& of_step) {
    Quantities quantities(run);
    return judge(claim, quantities, of_step);
}

const char* standing_text(Verdict::Standing standing) {
    switch (standing) {
    case Verdict::Standing::holds: return "holds";
    case Verdict::Standing::fails: return "FAILS";
    case Verdict::Standing::not_claimed: return "not claimed";
    case Verdict::Standing::open: return "open";
    }
    return "";
}

} // namespace halfstep
