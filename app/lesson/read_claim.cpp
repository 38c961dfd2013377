// [[step.claim]] and [step.ask].

#include "app/lesson/scene_keys.h"
#include "app/lesson/step_reader.h"

#include "app/scene/edit.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace halfstep {
namespace {

constexpr std::size_t most_values = 40; ///< that a claim goes through: a run each

void need(const StepReader& reader, std::string_view key, const char* allowed) {
    if (!reader.table.has(key)) reader.table.fail(key, std::string("is missing; allowed: ") + allowed);
}

/// equals, at_least, at_most or tends_to: one of them.
void read_relation(const StepReader& reader, Claim& claim) {
    using enum Claim::Relation;
    int found = 0;
    for (const auto& [key, relation] :
         {std::pair{"equals", equals}, {"at_least", at_least}, {"at_most", at_most}, {"tends_to", tends_to}}) {
        if (!reader.table.has(key)) continue;
        if (++found > 1) reader.table.fail(key, "is one relation too many; allowed: one of them in a claim");
        claim.relation = relation;
        claim.target = reader.expression(key);
    }
    if (found == 0) need(reader, "equals", "an expression under equals, at_least, at_most or tends_to");
}

/// 0.001, or "1%" of the target.
void read_tolerance(const StepReader& reader, Claim& claim) {
    const toml::node* node = reader.table.node("tolerance");
    if (!node) return;
    double tolerance = 0;
    constexpr const char* allowed = "wrong type; allowed: a number above 0, or a share of the target as \"1%\"";
    if (node->is_string()) {
        std::string text = node->as_string()->get();
        char* end = nullptr;
        tolerance = std::strtod(text.c_str(), &end) / 100;
        if (end == text.c_str() || std::string_view(end) != "%") reader.table.fail("tolerance", allowed);
        claim.relative = true;
    } else {
        reader.table.get("tolerance", tolerance);
    }
    if (!(tolerance > 0) || !std::isfinite(tolerance)) reader.table.fail("tolerance", allowed);
    claim.tolerance = tolerance;
}

/// What tends somewhere: along which setting, through which values, each of which must be possible.
void read_trend(const StepReader& reader, Claim& claim) {
    const bool tends = claim.relation == Claim::Relation::tends_to;
    for (const char* key : {"along", "values"}) {
        if (!tends && reader.table.has(key)) reader.table.fail(key, "says nothing here; allowed: beside tends_to");
        if (tends) need(reader, key, "beside tends_to, along = \"process.steps\" and values = [50, 100, 200]");
    }
    if (!tends) return;
    reader.table.get("along", claim.along);
    reader.table.get("values", claim.values);
    if (claim.values.size() < 2 || claim.values.size() > most_values)
        reader.table.fail("values", "are too few or too many; allowed: 2 to 40");
    for (const double value : claim.values) {
        try {
            Quantities there(
                make_problem(with_values(reader.step.problem->experiment, {{claim.along, number(value)}})));
            there.check(claim.value.text);
            there.check(claim.target.text);
        } catch (const std::exception& error) { // SceneError, Error, ExpressionError
            reader.table.fail("values", "at " + number(value) + ": " + error.what());
        }
    }
}

/// Which kind of question it is, by its keys.
void read_answer(const StepReader& reader, Ask& ask) {
    const TableReader& table = reader.table;
    if (table.has("draw")) {
        std::string curve;
        table.get("draw", curve);
        const std::vector<std::string_view> names = {"variance", "density", "loss"};
        const auto found = std::find(names.begin(), names.end(), curve);
        if (found == names.end()) table.fail("draw", "is no curve that can be drawn; allowed: " + join(names));
        ask.kind = Ask::Kind::drawing;
        ask.draw = static_cast<Ask::Curve>(found - names.begin());
        return table.known({"question", "draw", "reveal"});
    }
    need(reader, "answer", "the number of the right choice from 1, or an expression");
    if (!table.has("choices")) {
        ask.kind = Ask::Kind::number;
        ask.number = reader.expression("answer");
        table.get("within", ask.within);
        if (!(ask.within > 0 && ask.within <= 1)) table.fail("within", "out of range; allowed: above 0, to 1");
        return table.known({"question", "answer", "within", "reveal"});
    }
    std::vector<std::string> choices;
    table.get("choices", choices);
    if (choices.size() < 2 || choices.size() > 9) table.fail("choices", "are too few or too many; allowed: 2 to 9");
    for (const toml::node& choice : *table.node("choices")->as_array())
        ask.choices.push_back(reader.text_of("choices", choice));
    table.get("answer", ask.answer, 1, static_cast<std::int64_t>(choices.size()));
    --ask.answer;
    table.known({"question", "choices", "answer", "reveal"});
}

} // namespace

Ask read_ask(const StepReader& reader) {
    reader.table.known({"question", "choices", "answer", "within", "draw", "reveal"});
    need(reader, "question", "text");
    Ask ask{.question = reader.text("question"), .reveal = reader.text("reveal"), .line = reader.line()};
    read_answer(reader, ask);
    return ask;
}

Claim read_claim(const StepReader& reader) {
    const TableReader& table = reader.table;
    table.known({"says", "value", "equals", "at_least", "at_most", "tends_to", "along", "values", "within", "tolerance",
                 "holds_for"});
    need(reader, "says", "a sentence");
    need(reader, "value", "an expression");
    Claim claim{.says = reader.text("says"), .value = reader.expression("value"), .line = reader.line()};
    read_relation(reader, claim);
    table.get("within", claim.within);
    if (!(claim.within >= 0 && claim.within <= 100))
        table.fail("within", "out of range; allowed: 0 to 100 standard errors");
    read_tolerance(reader, claim);
    claim.holds_for = reader.settings("holds_for");
    read_trend(reader, claim);
    return claim;
}

} // namespace halfstep
