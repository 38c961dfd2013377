#include "app/scene/edit.h"

#include "app/scene/reader.h"
#include "app/scene/scene.h"

#include <cstdlib>
#include <sstream>

namespace halfstep {
namespace {

[[noreturn]] void refuse_key(const std::string& key, const std::string& why) {
    throw SceneError(
        one_line(key, 200) + ": " + why +
        "; allowed: a key of a scene, such as process.steps, sampler.steps (all samplers) or sampler[0].eta");
}

/// A value as TOML; what is none is a word without its quotes.
toml::table as_toml(const std::string& text) {
    try {
        toml::table parsed = toml::parse("value = " + text);
        if (parsed.size() == 1 && text.find('\n') == std::string::npos) return parsed;
    } catch (const toml::parse_error&) { // a word
    }
    toml::table word;
    word.insert("value", text);
    return word;
}

/// The first part of a path, "sampler[1]" of "sampler[1].eta", and what is left of it.
struct Part {
    std::string name;
    int index = -1; ///< without brackets
    std::string remainder;
};

Part first_part(const std::string& key, const std::string& path) {
    const std::size_t dot = path.find('.');
    Part part{path.substr(0, dot), -1, dot == std::string::npos ? "" : path.substr(dot + 1)};
    if (part.name.empty() || (dot != std::string::npos && part.remainder.empty())) refuse_key(key, "names no value");
    const std::size_t open = part.name.find('[');
    if (open == std::string::npos) return part;
    const std::string digits = part.name.substr(open + 1, part.name.size() - open - 2);
    if (part.name.back() != ']' || digits.empty() || digits.size() > 6 ||
        digits.find_first_not_of("0123456789") != std::string::npos)
        refuse_key(key, "has no whole number in its brackets");
    part.index = std::atoi(digits.c_str());
    part.name.resize(open);
    return part;
}

void set(toml::table& table, const std::string& key, const std::string& path, const toml::table& value) {
    const Part part = first_part(key, path);
    if (part.remainder.empty()) {
        if (part.index >= 0) refuse_key(key, "ends in brackets");
        if (part.name == "file") { // stands for what a resolved scene has in its place
            table.erase("weights");
            table.erase("points");
            table.erase("labels");
            table.erase("states");
        }
        value.get("value")->visit([&](const auto& node) { table.insert_or_assign(part.name, node); });
        return;
    }
    toml::node* const place = table.get(part.name);
    if (!place) refuse_key(key, "there is no table " + part.name);
    if (toml::table* inner = place->as_table(); inner && part.index < 0) return set(*inner, key, part.remainder, value);
    toml::array* const array = place->as_array();
    if (!array) refuse_key(key, part.name + " is no list of tables");
    const int count = static_cast<int>(array->size());
    if (part.index >= count) refuse_key(key, "there are " + std::to_string(count) + " of them, counted from 0");
    for (int i = 0; i < count; ++i)
        if (toml::table* inner = array->get(static_cast<std::size_t>(i))->as_table();
            inner && (part.index < 0 || part.index == i))
            set(*inner, key, part.remainder, value);
}

} // namespace

Experiment with_values(const Experiment& experiment, const std::vector<std::pair<std::string, std::string>>& values) {
    if (values.empty()) return experiment;
    toml::table scene = toml::parse(write_scene(experiment));
    std::string label;
    for (const auto& [key, text] : values) {
        if (key.find('.') == std::string::npos) refuse_key(key, "names no value");
        set(scene, key, key, as_toml(text));
        label += (label.empty() ? "" : ", ") + key + " = " + text;
    }
    std::ostringstream toml;
    toml << scene;
    const std::string file = "\x01"; // the lines of this text mean nothing to the user: they are cut out of messages
    try {
        return parse_scene(toml.str(), file);
    } catch (const SceneError& error) {
        const std::string message = error.what();
        throw SceneError("with " + one_line(label, 300) + message.substr(message.find(": ")));
    }
}

} // namespace halfstep
