#include "app/lesson/lesson_reader.h"

#include "app/formulas/cards.h"
#include "app/lesson/scene_keys.h"
#include "app/lesson/step_reader.h"
#include "app/lesson/step_scene.h"
#include "app/scene/reader.h"
#include "app/scene/scene.h"

#include <algorithm>

namespace halfstep {
namespace {

constexpr std::size_t most_steps = 99;

std::vector<std::string> read_equations(const TableReader& table) {
    std::vector<std::string> names;
    table.get("equations", names);
    for (const std::string& name : names) {
        if (find_card(name)) continue;
        std::vector<std::string_view> known;
        for (const Card& card : all_cards()) known.push_back(card.name);
        table.fail("equations", quoted(name) + " is no equation card" + did_you_mean(name, known) +
                                    "; allowed: what \"halfstep formulas\" lists");
    }
    return names;
}

std::vector<ToDo> read_to_do(const TableReader& table) {
    std::vector<std::string> texts;
    table.get("complete_when", texts);
    std::vector<ToDo> all;
    for (const std::string& text : texts) {
        const std::string_view drag = "dragged ";
        if (text == "played") {
            all.push_back({ToDo::Kind::played, ""});
        } else if (text == "answered") {
            if (!table.has("ask"))
                table.fail("complete_when", "the step asks nothing; allowed: answered beside [step.ask]");
            all.push_back({ToDo::Kind::answered, ""});
        } else if (text.starts_with(drag)) {
            const std::string key = text.substr(drag.size());
            if (const std::string why = why_no_scene_key(key); !why.empty())
                table.fail("complete_when", quoted(key) + " " + why);
            all.push_back({ToDo::Kind::dragged, key});
        } else {
            table.fail("complete_when", quoted(text) + " is nothing that a reader does; allowed: \"played\", " +
                                            "\"answered\", \"dragged target.sigma\"");
        }
    }
    return all;
}

/// The keys that a table and those in it give.
void list_keys(const toml::table& table, const std::string& path, std::vector<std::string>& keys) {
    for (const auto& [key, node] : table) {
        const std::string full = path.empty() ? std::string(key.str()) : path + "." + std::string(key.str());
        if (node.is_table())
            list_keys(*node.as_table(), full, keys);
        else
            keys.push_back(full);
    }
}

LessonStep read_step(const TableReader& table, const std::string& file, Scene scene) {
    table.known({"title", "text", "equations", "change", "show", "controls", "cursor", "play", "complete_when", "speak",
                 "ask", "claim"});
    LessonStep step;
    step.line = table.line();
    step.problem = std::move(scene.problem);
    step.view = scene.view.value_or(View{});
    table.get("title", step.title);
    if (step.title.empty()) table.fail("title", "is missing; allowed: a few words");
    const StepReader reader{table, file, step};
    step.text = reader.text("text");
    step.speak = reader.text("speak");
    step.equations = read_equations(table);
    if (table.has("change")) list_keys(*table.node("change")->as_table(), "", step.changed);
    if (table.has("controls")) step.controls = reader.settings("controls");
    if (table.has("cursor")) table.get("cursor", step.cursor.emplace());
    table.get("play", step.play);
    step.complete_when = read_to_do(table);
    if (table.has("ask")) step.ask = read_ask({table.table("ask"), file, step});
    for (const TableReader& claim : table.tables("claim")) step.claims.push_back(read_claim({claim, file, step}));
    return step;
}

} // namespace

LessonFile parse_lesson(std::string_view toml, const std::string& file) {
    const Document document(toml, file);
    const TableReader root(document, document.root(), "");
    LessonFile lesson{.name = file, .problem = parse_step(toml, file, 0).problem};
    lesson.title = lesson.problem->experiment.title;
    root.get("source", lesson.source);
    root.get("topic", lesson.topic);
    const std::vector<TableReader> steps = root.tables("step");
    if (steps.size() > most_steps) root.fail("step", "there are too many; allowed: up to 99");
    for (std::size_t i = 0; i < steps.size(); ++i)
        lesson.steps.push_back(read_step(steps[i], file, parse_step(toml, file, static_cast<int>(i) + 1)));
    return lesson;
}

LessonFile load_lesson(const std::string& path_or_lesson) {
    const std::optional<std::string> toml = scene_text(path_or_lesson);
    if (!toml) return {.name = path_or_lesson, .problem = load_problem(path_or_lesson)};
    LessonFile lesson = parse_lesson(*toml, path_or_lesson);
    for (LessonStep& step : lesson.steps) {
        Scene scene{step.problem, std::move(step.view)};
        step.view = std::move(*beside_its_file(std::move(scene), path_or_lesson).view);
    }
    return lesson;
}

} // namespace halfstep
