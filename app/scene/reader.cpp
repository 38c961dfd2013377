#include "app/scene/reader.h"

#include "app/scene/key_place.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace halfstep {

namespace {

/// Behind the quotes that end the text which opens at `at`, or at the end of a line that leaves it open.
std::size_t end_of_text(std::string_view toml, std::size_t at) {
    const char quote = toml[at];
    const std::string three(3, quote);
    const bool tall = toml.substr(at, 3) == three; // over several lines
    for (std::size_t i = at + (tall ? 3 : 1); i < toml.size(); ++i) {
        if (toml[i] == '\\' && quote == '"')
            ++i;
        else if (toml[i] == '\n' && !tall)
            return i;
        else if (toml[i] == quote && !tall)
            return i + 1;
        else if (tall && toml.substr(i, 3) == three) // of up to five quotes the last three end it
            return std::min({toml.size(), toml.find_first_not_of(quote, i), i + 5});
    }
    return toml.size();
}

/// toml++ nests a table for each part of a dotted key and destroys tables recursively: a line of a million dots would
/// end the stack. Dots in texts and comments are none of a key.
void refuse_deep_keys(std::string_view toml, const std::string& file) {
    int line = 1, dots = 0;
    for (std::size_t i = 0; i < toml.size();) {
        const char c = toml[i];
        std::size_t next = i + 1;
        if (c == '"' || c == '\'') next = end_of_text(toml, i);
        if (c == '#') next = std::min(toml.find('\n', i), toml.size());
        line += static_cast<int>(std::count(toml.begin() + static_cast<std::ptrdiff_t>(i),
                                            toml.begin() + static_cast<std::ptrdiff_t>(next), '\n'));
        i = next;
        if (c == '\n' || c == ',' || c == '=') dots = 0;
        if (c == '.' && ++dots > Document::max_depth)
            throw SceneError(one_line(file) + ":" + std::to_string(line) + ": a key of more than " +
                             std::to_string(Document::max_depth) + " parts; allowed: one like target.component");
    }
}

/// A number that is no whole one to TOML, however whole its value is.
std::string with_point(const std::string& number) {
    return number.find_first_not_of("-0123456789") == number.npos ? number + ".0" : number;
}

/// A value as a message shows it; empty for tables.
std::string shown(const toml::node& node, std::size_t room = 60) {
    if (const auto* value = node.as_string()) return halfstep::quoted(value->get());
    if (const auto* value = node.as_integer()) return std::to_string(value->get());
    if (const auto* value = node.as_floating_point()) return with_point(number(value->get()));
    if (const auto* value = node.as_boolean()) return value->get() ? "true" : "false";
    if (const auto* array = node.as_array()) {
        if (array->is_array_of_tables() && !array->empty()) return "";
        std::string text = "[";
        for (const toml::node& element : *array) {
            if (text.size() > 1) text += ", ";
            if (text.size() > room) return text + "...]";
            text += shown(element, room / 2);
        }
        return text + "]";
    }
    return node.is_table() ? "" : "a date or time";
}

struct KeyLocation {
    toml::source_index line = 1;
    const toml::node* node = nullptr; ///< the value, if the whole path exists
};

/// Walks "sampler[1].eta" from the root, as far as it exists.
KeyLocation locate(const toml::table& root, std::string_view path) {
    KeyLocation place{1, &root};
    while (!path.empty() && place.node) {
        const toml::node* next = nullptr;
        if (path[0] == '[') {
            std::size_t index = 0;
            const auto end = std::min(path.find(']'), path.size() - 1);
            std::from_chars(path.data() + 1, path.data() + end, index);
            const toml::array* array = place.node->as_array();
            if (array && index < array->size()) next = array->get(index);
            if (next) place.line = next->source().begin.line;
            path.remove_prefix(end + 1);
        } else {
            const std::string_view key = path.substr(0, path.find_first_of(".["));
            const toml::table* table = place.node->as_table();
            if (table)
                if (const auto found = table->find(key); found != table->end()) {
                    next = &found->second;
                    place.line = found->first.source().begin.line;
                }
            path.remove_prefix(key.size());
        }
        if (!path.empty() && path[0] == '.') path.remove_prefix(1);
        place.node = next;
    }
    return place;
}

/// What the parser says of a number that is TOML, but that no scene can hold; empty for anything else.
std::string beyond_what_is_held(std::string_view description) {
    if (description.find("is not representable in 64 bits") != description.npos)
        return "a whole number beyond what 64 bits hold; allowed: -9223372036854775808 to 9223372036854775807";
    if (description.find("numeric value too long") != description.npos)
        return "a number of too many digits; allowed: up to 126 characters";
    const bool real = description.find("floating-point: '") != description.npos;
    if (real && description.find("could not be interpreted as a value") != description.npos)
        return "a number beyond what double precision holds; allowed: -1.79e308 to 1.79e308";
    return "";
}

toml::table parse(std::string_view text, const std::string& file) {
    refuse_deep_keys(text, file);
    try {
        return toml::parse(text, std::string_view(file));
    } catch (const toml::parse_error& e) {
        const auto at = e.source().begin;
        const auto line = std::max<toml::source_index>(at.line, 1);
        const std::string place = one_line(file) + ":" + std::to_string(line) + ":";
        if (const std::string beyond = beyond_what_is_held(e.description()); !beyond.empty()) {
            const std::string key = key_at(text, line, at.column);
            throw SceneError(place + (key.empty() ? "" : " " + one_line(key, 200) + ":") + " " + beyond);
        }
        throw SceneError(place + " not TOML: " + one_line(e.description()) + " (column " + std::to_string(at.column) +
                         "); allowed: key = value, [table] and [[table]] lines in UTF-8");
    }
}

} // namespace

// ---- Document ----

Document::Document(std::string_view toml, const std::string& file) : file_(file), root_(parse(toml, file)) {}

void Document::fail(const std::string& key, const std::string& message) const {
    const KeyLocation place = locate(root_, key);
    const std::string value = place.node && place.node != &root_ ? shown(*place.node) : "";
    throw SceneError(one_line(file_) + ":" + std::to_string(place.line) + ": " + one_line(key, 200) +
                     (value.empty() ? "" : " = " + value) + ": " + one_line(message));
}

// ---- TableReader ----

TableReader::TableReader(const Document& document, const toml::table& table, std::string path)
    : document_(document), table_(table), path_(std::move(path)) {}

std::string TableReader::full(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

void TableReader::fail(std::string_view key, const std::string& message) const { document_.fail(full(key), message); }

void TableReader::unknown(std::string_view key, const char* what, std::string_view word, const Keys& candidates) const {
    fail(key, what + did_you_mean(word, candidates) + "; allowed: " + join(candidates));
}

int TableReader::line() const { return static_cast<int>(table_.source().begin.line); }

std::string_view TableReader::first_not_in(const Keys& keys) const {
    const toml::key* first = nullptr;
    for (const auto& [key, value] : table_) {
        if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
        if (!first || key.source().begin.line < first->source().begin.line) first = &key;
    }
    return first ? first->str() : std::string_view();
}

void TableReader::known(const Keys& keys) const {
    const std::string_view key = first_not_in(keys);
    if (key.data()) unknown(key, "unknown key", key, keys);
}

void TableReader::get(std::string_view key, bool& value) const {
    const toml::node* node = find(key);
    if (!node) return;
    if (!node->is_boolean()) fail(key, "wrong type; allowed: true or false");
    value = node->as_boolean()->get();
}

double TableReader::finite(std::string_view key, const toml::node& node, const char* allowed) const {
    if (!node.is_number()) fail(key, std::string("wrong type; allowed: ") + allowed);
    const double value =
        node.is_integer() ? static_cast<double>(node.as_integer()->get()) : node.as_floating_point()->get();
    if (!std::isfinite(value)) fail(key, "is not finite; allowed: " + std::string(allowed));
    return value;
}

void TableReader::get(std::string_view key, double& value) const {
    if (const toml::node* node = find(key)) value = finite(key, *node, "a finite number");
}

void TableReader::get(std::string_view key, std::string& value) const {
    const toml::node* node = find(key);
    if (!node) return;
    if (!node->is_string()) fail(key, "wrong type; allowed: text in quotes");
    value = node->as_string()->get();
}

std::string TableReader::file_name(std::string_view key, const char* example) const {
    std::string name;
    get(key, name);
    const std::string allowed = std::string("; allowed: the name of a file, as ") + example;
    if (name.empty()) fail(key, "is empty" + allowed);
    if (const std::size_t zero = name.find('\0'); zero != name.npos)
        fail(key, "holds U+0000, a control character that no name can hold, behind " +
                      halfstep::quoted(name.substr(0, zero)) + allowed);
    return name;
}

void TableReader::get(std::string_view key, std::vector<std::string>& value) const {
    const toml::node* node = find(key);
    if (!node) return;
    const toml::array* list = node->as_array();
    if (!list || (!list->empty() && !list->is_homogeneous(toml::node_type::string)))
        fail(key, "wrong type; allowed: a list of texts, as [\"DDPM\", \"DDIM\"]");
    value.clear();
    for (const toml::node& element : *list) value.push_back(element.as_string()->get());
}

void TableReader::get(std::string_view key, std::vector<double>& value) const {
    const toml::node* node = find(key);
    if (!node) return;
    constexpr const char* allowed = "a list of finite numbers, as [0.0] or [1.0, 2.0]";
    if (!node->is_array()) fail(key, std::string("wrong type; allowed: ") + allowed);
    value.clear();
    for (const toml::node& element : *node->as_array()) value.push_back(finite(key, element, allowed));
}

void TableReader::get_matrix(std::string_view key, std::vector<double>& value) const {
    const toml::node* node = find(key);
    if (!node) return;
    constexpr const char* allowed =
        "a square list of lists of finite numbers, as [[0.04]] or [[0.09, 0.03], [0.03, 0.05]]";
    const toml::array* rows = node->as_array();
    if (!rows || rows->empty()) fail(key, std::string("wrong type; allowed: ") + allowed);
    value.clear();
    for (const toml::node& row : *rows) {
        const toml::array* columns = row.as_array();
        if (!columns || columns->size() != rows->size()) fail(key, std::string("not square; allowed: ") + allowed);
        for (const toml::node& element : *columns) value.push_back(finite(key, element, allowed));
    }
}

void TableReader::get_points(std::string_view key, std::vector<double>& value, int& columns) const {
    const toml::node* node = find(key);
    if (!node) return;
    constexpr const char* allowed =
        "a list of points of one or two finite numbers, as [[0.0, 1.0], [2.0, 3.0]] or [0.0, 1.5]";
    const toml::array* rows = node->as_array();
    if (!rows) fail(key, std::string("wrong type; allowed: ") + allowed);
    if (rows->empty()) fail(key, std::string("there is none; allowed: ") + allowed);
    value.clear();
    const toml::array* first = rows->front().as_array();
    columns = first ? static_cast<int>(std::min<std::size_t>(first->size(), 3)) : 1;
    for (std::size_t i = 0; i < rows->size(); ++i) {
        const std::string here = std::string(key) + "[" + std::to_string(i) + "]";
        const toml::array* row = rows->get(i)->as_array();
        const std::size_t size = row ? row->size() : 1;
        if (columns < 1 || columns > 2 || (row == nullptr) != (first == nullptr) || static_cast<int>(size) != columns)
            fail(here, i == 0 ? std::string("is no point; allowed: ") + allowed
                              : std::string("is unlike the first point; allowed: ") + allowed);
        for (int c = 0; c < columns; ++c) value.push_back(finite(here, row ? *row->get(c) : *rows->get(i), allowed));
    }
}

void TableReader::get_rows(std::string_view key, std::size_t columns, const char* example,
                           std::vector<double>& value) const {
    const toml::node* node = find(key);
    if (!node) return;
    const std::string allowed = "a list of lists of " + std::to_string(columns) + " finite numbers, as " + example;
    if (!node->is_array()) fail(key, "wrong type; allowed: " + allowed);
    if (node->as_array()->empty()) fail(key, "there is none; allowed: " + allowed);
    value.clear();
    for (const toml::node& row : *node->as_array()) {
        const toml::array* numbers = row.as_array();
        if (!numbers || numbers->size() != columns) fail(key, "wrong shape; allowed: " + allowed);
        for (const toml::node& element : *numbers) value.push_back(finite(key, element, allowed.c_str()));
    }
}

std::int64_t TableReader::integer(std::string_view key, std::int64_t lowest, std::int64_t highest) const {
    const std::string allowed = "a whole number from " + std::to_string(lowest) + " to " + std::to_string(highest);
    const toml::node* node = find(key);
    if (!node->is_integer())
        fail(key, (node->is_floating_point() ? "is no whole number; allowed: " : "wrong type; allowed: ") + allowed);
    const std::int64_t value = node->as_integer()->get();
    if (value < lowest || value > highest) fail(key, "out of range; allowed: " + allowed);
    return value;
}

TableReader TableReader::table(std::string_view key) const {
    static const toml::table nothing;
    const toml::node* node = find(key);
    if (node && !node->is_table()) fail(key, "wrong type; allowed: a table, written as [" + full(key) + "]");
    return {document_, node ? *node->as_table() : nothing, full(key)};
}

std::vector<TableReader> TableReader::tables(std::string_view key) const {
    std::vector<TableReader> list;
    const toml::node* node = find(key);
    if (!node) return list;
    const toml::array* array = node->as_array();
    if (!array || !array->is_array_of_tables() || array->empty())
        fail(key, "wrong type; allowed: one or more tables, each written as [[" + full(key) + "]]");
    for (std::size_t i = 0; i < array->size(); ++i)
        list.emplace_back(document_, *array->get(i)->as_table(), full(key) + "[" + std::to_string(i) + "]");
    return list;
}

} // namespace halfstep
