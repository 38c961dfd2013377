#include "app/model/journal_lines.h"

#include "app/base/text.h"
#include "app/model/actions.h"
#include "app/scene/scene_error.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace halfstep {
namespace {

using JsonLine = nlohmann::json;
using Kind = JournalStep::Kind;

constexpr int most_frames_of_line = 100'000; // an hour at 30 frames a second: longer ones are a mistake

constexpr struct {
    const char* name;
    Kind kind;
} step_changes[] = {{"action", Kind::action}, {"cursor", Kind::cursor}, {"experiment", Kind::experiment},
                    {"look", Kind::look},     {"view", Kind::view},     {"point", Kind::point},
                    {"click", Kind::click},   {"wait", Kind::wait},     {"step", Kind::lesson},
                    {"answer", Kind::answer}};
constexpr const char* told_changes[] = {"run", "training", "layout", "plots", "rest", "beside"};

/// One line; what is wrong is told with its place.
class LineReader {
public:
    LineReader(const std::string& text, std::string place) : place_(std::move(place)) {
        json_ = JsonLine::parse(text, nullptr, false);
        if (!json_.is_object())
            fail("is no line of a journal; allowed: a JSON object, as {\"change\": \"action\", "
                 "\"name\": \"play\"}");
    }

    [[noreturn]] void fail(const std::string& what) const { throw SceneError(one_line(place_ + ": " + what, 3500)); }

    std::string text(const char* key, bool needed = true) const {
        if (!json_.contains(key)) {
            if (!needed) return "";
            fail(std::string(key) + " is missing; allowed: text in quotes");
        }
        if (!json_[key].is_string())
            fail(std::string(key) + " = " + shown(key) + ": wrong type; allowed: text in quotes");
        return json_[key].get<std::string>();
    }

    bool has(const char* key) const { return json_.contains(key); }

    std::optional<long long> whole(const char* key, long long lowest, long long highest) const {
        if (!json_.contains(key)) return std::nullopt;
        const long long value = any_whole(key);
        if (value < lowest || value > highest)
            fail(std::string(key) + " = " + shown(key) + ": allowed: a whole number from " + std::to_string(lowest) +
                 " to " + std::to_string(highest));
        return value;
    }
    std::optional<long long> whole(const char* key) const {
        return json_.contains(key) ? std::optional(any_whole(key)) : std::nullopt;
    }
    std::optional<int> number(const char* key, int lowest, int highest) const {
        const auto value = whole(key, lowest, highest);
        return value ? std::optional<int>(static_cast<int>(*value)) : std::nullopt;
    }

    std::optional<bool> flag(const char* key) const {
        if (!json_.contains(key)) return std::nullopt;
        if (!json_[key].is_boolean()) fail(std::string(key) + " = " + shown(key) + ": allowed: true, false");
        return json_[key].get<bool>();
    }

    [[noreturn]] void unknown(const char* key, const std::vector<std::string_view>& allowed) const {
        fail(std::string(key) + " = " + shown(key) + ": there is no such " + key + did_you_mean(text(key), allowed) +
             "; allowed: " + join(allowed));
    }

private:
    /// What is larger than any is the largest.
    long long any_whole(const char* key) const {
        const JsonLine& value = json_[key];
        if (!value.is_number_integer())
            fail(std::string(key) + " = " + shown(key) + ": wrong type; allowed: a whole number");
        constexpr long long most = std::numeric_limits<long long>::max();
        const bool larger = value.is_number_unsigned() && value.get<unsigned long long>() > most;
        return larger ? most : value.get<long long>();
    }
    std::string shown(const char* key) const {
        return one_line(json_[key].dump(-1, ' ', false, JsonLine::error_handler_t::replace), 80);
    }

    JsonLine json_;
    std::string place_;
};

std::string action_named(const LineReader& line) {
    const std::string name = line.text("name");
    std::vector<std::string_view> names;
    for (const Action& action : all_actions()) names.push_back(action.name);
    if (std::find(names.begin(), names.end(), name) == names.end()) line.unknown("name", names);
    return name;
}

void read_cursor(const LineReader& line, JournalStep& step) {
    step.level = line.whole("level");
    step.pinned = line.whole("pinned");
    step.inspect = line.whole("inspect");
    step.stage = line.number("stage", -1, std::numeric_limits<int>::max());
}

void read_window(const LineReader& line, JournalStep& step) {
    const std::string theme = line.text("theme", false);
    if (!theme.empty()) {
        if (theme != "light" && theme != "dark") line.unknown("theme", {"light", "dark"});
        step.dark = theme == "dark";
    }
    step.presenting = line.flag("presenting");
    step.crosshair = line.flag("crosshair");
    if (const std::string map = line.text("color_map", false); !map.empty()) step.color_map = map;
    if (line.has("guide")) step.guide = line.text("guide");
    step.palette = line.flag("palette");
    if (step.palette.value_or(false)) {
        step.typed = line.text("name", false);
        step.chosen = line.number("chosen", 0, 1 << 20).value_or(0);
    }
    step.what = line.text("hovered", false);
}

std::optional<JournalStep> read_step(const LineReader& line, int number) {
    const std::string change = line.text("change");
    for (const char* told : told_changes)
        if (change == told) return std::nullopt;
    JournalStep step;
    step.line = number;
    bool known = false;
    std::vector<std::string_view> names;
    for (const auto& row : step_changes) {
        names.emplace_back(row.name);
        if (change == row.name) step.kind = row.kind, known = true;
    }
    names.insert(names.end(), std::begin(told_changes), std::end(told_changes));
    if (!known) line.unknown("change", names);
    const int least_frames = step.kind == Kind::wait ? 1 : 0;
    if (const auto frames = line.number("frames", least_frames, most_frames_of_line)) step.frames = *frames;
    switch (step.kind) {
    case Kind::action: step.what = action_named(line); break;
    case Kind::cursor: read_cursor(line, step); break;
    case Kind::experiment:
        step.what = line.text("scene");
        step.cause = line.text("cause", false);
        break;
    case Kind::look: step.what = line.text("view"); break;
    case Kind::view: read_window(line, step); break;
    case Kind::lesson:
        step.lesson_step = line.number("step", 0, 99).value_or(0);
        step.what = line.text("lesson");
        break;
    case Kind::answer: step.what = line.text("text"); break;
    case Kind::point:
    case Kind::click: step.what = line.text("at"); break;
    case Kind::wait:
        if (step.frames < 1)
            line.fail("frames is missing; allowed: a whole number from 1 to " + std::to_string(most_frames_of_line));
        break;
    }
    return step;
}

} // namespace

std::vector<JournalStep> read_journal(std::string_view text, const std::string& file) {
    std::vector<JournalStep> steps;
    int number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        const LineReader reader(line, file + ":" + std::to_string(number));
        if (auto step = read_step(reader, number)) steps.push_back(std::move(*step));
    }
    return steps;
}

bool one_motion(const JournalStep& step, const JournalStep& next) {
    if (step.kind != next.kind || step.frames >= 0) return false;
    return step.kind == Kind::cursor || step.kind == Kind::look || step.kind == Kind::view ||
           (step.kind == Kind::experiment && step.cause == next.cause);
}

} // namespace halfstep
