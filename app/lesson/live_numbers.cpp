// Numbers of verdicts and of prose, as people read them.

#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/lesson/scene_keys.h"
#include "app/lesson/verdict.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

/// Significant digits of a number with this error: down to the first one that the error reaches.
int digits_known(const Measured& m) {
    constexpr int exact = 4, most = 6;
    if (!(m.se > 0) || !std::isfinite(m.se) || m.value == 0) return exact;
    const double digits = std::floor(std::log10(std::abs(m.value))) - std::floor(std::log10(m.se)) + 1;
    return static_cast<int>(std::clamp(digits, 1.0, double{most}));
}

std::string shown_number(Measured m, const LiveSpan& span) {
    if (span.percent) m = {100 * m.value, 100 * m.se};
    const std::string text = number_text(m.value, span.digits > 0 ? span.digits : digits_known(m));
    return span.percent ? quantity_text(text, "%") : text;
}

const char* relation_sign(Claim::Relation relation) {
    switch (relation) {
    case Claim::Relation::equals: return " = ";
    case Claim::Relation::at_least: return " ≥ ";
    case Claim::Relation::at_most: return " ≤ ";
    case Claim::Relation::tends_to: return " → ";
    }
    return " ";
}

} // namespace

std::string live_number_text(const LiveSpan& span, Quantities& quantities) {
    if (span.kind == LiveSpan::Kind::number) return shown_number(quantities.evaluate(span.span.text), span);
    const std::optional<double> value = scene_number(quantities.sources().problem().experiment, span.span.text);
    if (!value) throw ExpressionError(span.span.text + " is no number of this scene");
    return shown_number({*value, 0}, span);
}

std::string plain_live_text(const LiveText& text, Quantities* quantities) {
    std::string words;
    for (const LiveBlock& block : text.blocks) {
        if (!words.empty()) words += ' ';
        for (const LiveSpan& span : block.text) {
            const bool number = span.kind == LiveSpan::Kind::number || span.kind == LiveSpan::Kind::drag;
            if (!number) {
                words += span.span.text;
                continue;
            }
            try {
                words += quantities ? live_number_text(span, *quantities) : "{" + span.span.text + "}";
            } catch (const ExpressionError&) {
                words += "?";
            }
        }
    }
    return words;
}

std::string verdict_text(const Verdict& verdict, Claim::Relation relation) {
    std::string text =
        estimate_text(verdict.value) + relation_sign(relation) +
        (verdict.target.se > 0 ? estimate_text(verdict.target) : beside_text(verdict.target.value, verdict.value));
    if (!std::isnan(verdict.off)) text += ", " + deviation_text(verdict.off) + " se";
    return verdict.why.empty() ? text : text + " (" + verdict.why + ")";
}

} // namespace halfstep
