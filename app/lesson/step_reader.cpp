#include "app/lesson/step_reader.h"

#include "app/lesson/scene_keys.h"

#include <algorithm>

namespace halfstep {
namespace {

/// Of a text in the file: where it takes one line more than it has, it begins below its quotes.
int first_line(const toml::node& node, const std::string& text) {
    const auto begin = node.source().begin.line, end = node.source().end.line;
    const auto breaks = std::count(text.begin(), text.end(), '\n');
    return static_cast<int>(begin) + (end - begin > breaks ? 1 : 0);
}

void check_span(const LiveSpan& span, const std::shared_ptr<const Problem>& problem) {
    const std::string& what = span.span.text;
    if (span.kind == LiveSpan::Kind::number) Quantities(problem).check(what);
    if (span.kind == LiveSpan::Kind::drag && !scene_number(problem->experiment, what)) {
        const std::string why = why_no_scene_key(what);
        throw ExpressionError(why.empty() ? "the step's scene has no number there; allowed: a key with a number" : why);
    }
}

} // namespace

LiveText StepReader::text_of(std::string_view key, const toml::node& node) const {
    const std::string& text = node.as_string()->get();
    try {
        LiveText made = parse_live_text(text, first_line(node, text));
        for (const LiveSpan* span : spans_of(made)) {
            try {
                check_span(*span, step.problem);
            } catch (const ExpressionError& error) {
                throw TextError{"{" + span->span.text + "}: " + error.what(), span->line};
            }
        }
        return made;
    } catch (const TextError& error) {
        throw SceneError(one_line(file) + ":" + std::to_string(error.line) + ": " + table.path_of(key) + ": " +
                         one_line(error.what));
    }
}

LiveText StepReader::text(std::string_view key) const {
    std::string checked;
    table.get(key, checked); // is a text
    const toml::node* node = table.node(key);
    return node ? text_of(key, *node) : LiveText{};
}

LessonExpression StepReader::expression(std::string_view key) const {
    LessonExpression made;
    table.get(key, made.text);
    const toml::node* node = table.node(key);
    if (!node) return made;
    made.line = static_cast<int>(node->source().begin.line);
    try {
        Quantities(step.problem).check(made.text);
    } catch (const ExpressionError& error) {
        table.fail(key, error.what());
    }
    return made;
}

std::vector<std::string> StepReader::settings(std::string_view key) const {
    std::vector<std::string> names;
    table.get(key, names);
    for (const std::string& name : names)
        if (const std::string why = why_no_scene_key(name); !why.empty()) table.fail(key, quoted(name) + " " + why);
    return names;
}

int StepReader::line() const { return table.line(); }

} // namespace halfstep
