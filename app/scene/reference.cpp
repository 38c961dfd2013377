#include "app/scene/reference.h"

#include "app/base/text.h"
#include "app/scene/scene_error.h"
#include "app/scene/view_keys.h"
#include "core/law/catalog.h"
#include "core/spec/facts.h"

#include <algorithm>
#include <type_traits>

namespace halfstep {

namespace {

std::string list_text(const std::vector<double>& values) {
    std::string text = "[";
    for (std::size_t i = 0; i < values.size(); ++i) text += (i > 0 ? ", " : "") + number(values[i]);
    return text + "]";
}

template <class Value>
std::string value_text(const Value& value) {
    if constexpr (std::is_same_v<Value, std::string>)
        return "\"" + value + "\"";
    else if constexpr (std::is_same_v<Value, bool>)
        return value ? "true" : "false";
    else if constexpr (std::is_same_v<Value, std::vector<double>>)
        return value.empty() ? "" : list_text(value);
    else if constexpr (std::is_same_v<Value, std::optional<double>> || std::is_same_v<Value, std::optional<int>>)
        return value ? value_text(*value) : "";
    else if constexpr (std::is_same_v<Value, double>)
        return number(value);
    else
        return std::to_string(value);
}

/// As a scene would say it.
template <class Spec>
std::string usual_text(const KeyFact<Spec>& key, const Spec& usual) {
    return std::visit(
        [&](auto place) -> std::string {
            using Kind = decltype(place);
            if constexpr (std::is_same_v<Kind, std::monostate>)
                return "";
            else if constexpr (std::is_same_v<Kind, Named<Spec>>)
                return "\"" + std::string(place.rows()[static_cast<std::size_t>(place.get(usual))].spelling) + "\"";
            else
                return value_text(place(const_cast<Spec&>(usual)));
        },
        key.place);
}

/// Of a target the usual sizes depend on its kind: the most frequent one, and the others by name.
std::string usual_text(const KeyFact<TargetSpec>& key, const TargetSpec& first) {
    const std::string common = usual_text<TargetSpec>(key, first);
    std::string others;
    if (std::string_view(key.name) == "kind") return common;
    for (const Fact<TargetKind>& kind : facts<TargetKind>()) {
        if (!kind.find(key.name)) continue;
        const std::string usual = usual_text<TargetSpec>(key, usual_target(kind.value));
        if (usual != common) others += std::string(others.empty() ? "; " : ", ") + kind.spelling + ": " + usual;
    }
    return common + others;
}

template <class Spec>
std::string allowed_text(const KeyFact<Spec>& key) {
    return std::visit(
        [&](auto place) -> std::string {
            using Kind = decltype(place);
            if constexpr (std::is_same_v<Kind, std::monostate>) {
                return key.allowed;
            } else if constexpr (std::is_same_v<Kind, Named<Spec>>) {
                std::vector<std::string_view> names;
                for (const Choice& row : place.rows()) names.push_back(row.spelling);
                const std::vector<Choice> aliases = place.aliases ? place.aliases() : std::vector<Choice>{};
                for (const Choice& row : aliases) names.push_back(row.spelling);
                return join(names);
            } else {
                using Value = std::remove_reference_t<decltype(place(std::declval<Spec&>()))>;
                if constexpr (std::is_same_v<Value, bool>) return "true, false";
                constexpr bool is_whole = std::is_integral_v<Value> && !std::is_same_v<Value, bool>;
                if (is_whole && !*key.allowed)
                    return "a whole number from " + std::to_string(key.whole.lo) + " to " +
                           std::to_string(key.whole.hi);
                return key.allowed;
            }
        },
        key.place);
}

/// The values of the other key beside which this one means something: kind = "ddim", "heun".
template <class Spec>
std::string condition_values(const KeyFact<Spec>& key, const Condition<Spec>& condition) {
    if (condition.says) return condition.says;
    const KeyFact<Spec>& other = *find_key<Spec>(condition.key);
    const auto* named = std::get_if<Named<Spec>>(&other.place);
    if (!named) return std::string("with ") + condition.key;
    const std::vector<Choice> rows = named->rows();
    std::vector<std::string> yes, no;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Spec spec;
        if constexpr (std::is_same_v<Spec, SamplerSpec>) spec.kind = SamplerKind::ddpm; // of a chosen variance
        named->set(spec, static_cast<int>(i));
        (condition.holds(spec, key.name) ? yes : no).push_back(rows[i].spelling);
    }
    if (no.empty()) return "";
    const bool few_missing = no.size() <= 2 && yes.size() > 2;
    std::string text = std::string(condition.key) + (few_missing ? " but " : " = ");
    for (const std::string& name : few_missing ? no : yes) text += (text.back() == ' ' ? "\"" : ", \"") + name + "\"";
    return text;
}

template <class Spec>
TableReference table_reference(const char* name, const char* header, const Spec& spec) {
    TableReference table{name, header, {}};
    for (const KeyFact<Spec>& key : keys<Spec>()) {
        KeyReference row{key.name, usual_text(key, spec), allowed_text(key), "", unspelled(key.tip), {}};
        for (const Condition<Spec>& condition : key.when)
            if (const std::string values = condition.key ? condition_values(key, condition) : ""; !values.empty())
                row.applies += (row.applies.empty() ? "" : "; ") + values;
        if (const auto* named = std::get_if<Named<Spec>>(&key.place)) {
            row.values = named->rows();
            const std::vector<Choice> aliases = named->aliases ? named->aliases() : std::vector<Choice>{};
            row.values.insert(row.values.end(), aliases.begin(), aliases.end());
        }
        table.keys.push_back(std::move(row));
    }
    return table;
}

std::string key_lines(const KeyReference& key) {
    std::string text = "  " + key.name + (key.usual.empty() ? "" : " = " + key.usual) + "\n";
    text += "      " + key.tip + "\n";
    if (!key.allowed.empty()) text += "      allowed: " + key.allowed + "\n";
    if (!key.applies.empty()) text += "      applies: " + key.applies + "\n";
    return text;
}

std::string value_lines(const KeyReference& key) {
    std::string text;
    for (const Choice& value : key.values) {
        text += std::string("  \"") + value.spelling + "\"\n      " + unspelled(value.tip) + "\n";
        if (*value.source) text += std::string("      source: ") + value.source + "\n";
    }
    return text;
}

/// A cell of a Markdown table.
std::string cell(const std::string& text) {
    std::string escaped;
    for (const char c : text) escaped += c == '|' ? "\\|" : std::string(1, c);
    return escaped;
}

std::string code_cell(const std::string& text) { return text.empty() ? "" : "`" + cell(text) + "`"; }

std::string table_markdown(const TableReference& table) {
    std::string text = table.name.empty() ? "\n## First lines\n" : "\n## `" + table.header + "`\n";
    text += "\n| key | default | allowed | applies | what it is |\n|---|---|---|---|---|\n";
    for (const KeyReference& key : table.keys)
        text += "| `" + key.name + "` | " + code_cell(key.usual) + " | " + cell(key.allowed) + " | " +
                cell(key.applies) + " | " + cell(key.tip) + " |\n";
    for (const KeyReference& key : table.keys) {
        if (key.values.empty()) continue;
        text += "\n| `" + (table.name.empty() ? "" : table.name + ".") + key.name +
                "` | what it is | source |\n|---|---|---|\n";
        for (const Choice& value : key.values)
            text += std::string("| `\"") + value.spelling + "\"` | " + cell(unspelled(value.tip)) + " | " +
                    cell(value.source) + " |\n";
    }
    return text;
}

} // namespace

std::vector<TableReference> scene_reference() {
    const Experiment usual;
    return {table_reference<Experiment>("", "", usual),
            table_reference<TargetSpec>("target", "[target]", usual.target),
            table_reference<ComponentSpec>("target.component", "[[target.component]]", ComponentSpec{}),
            table_reference<BoxSpec>("target.box", "[[target.box]]", BoxSpec{}),
            table_reference<DenoiserSpec>("denoiser", "[denoiser]", usual.denoiser),
            table_reference<TrainingSpec>("training", "[training]", usual.training),
            table_reference<ProcessSpec>("process", "[process]", usual.process),
            table_reference<SamplerSpec>("sampler", "[[sampler]]", SamplerSpec{}),
            table_reference<LatentsSpec>("latents", "[latents]", LatentsSpec{}),
            table_reference<RunSpec>("run", "[run]", usual.run),
            table_reference<View>("view", "[view]", View{}),
            table_reference<PlotInView>("view.plot", "[[view.plot]]", PlotInView{})};
}

std::string reference_text(const std::string& name) {
    std::string text;
    std::vector<std::string> known;
    for (const TableReference& table : scene_reference()) {
        if (name.empty() || name == table.name) {
            text += (text.empty() ? "" : "\n") + (table.header.empty() ? "first lines" : table.header) + "\n";
            for (const KeyReference& key : table.keys) text += key_lines(key);
        }
        if (!table.name.empty()) known.push_back(table.name);
        for (const KeyReference& key : table.keys) {
            const std::string full = table.name.empty() ? key.name : table.name + "." + key.name;
            known.push_back(full);
            if (name == full && !(table.name.empty() && key.values.empty() && key.usual.empty()))
                text += key_lines(key) + value_lines(key);
        }
    }
    if (!text.empty()) return text;
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    throw SceneError("there is no key " + halfstep::quoted(name) + did_you_mean(name, candidates) +
                     "; allowed: a table, as process, or a key, as process.schedule");
}

std::string reference_markdown() {
    std::string text =
        "# Keys of a scene\n\n"
        "Every key of every table, as `halfstep keys` prints it: what is meant where nothing is said, what is allowed, "
        "and beside what it means something. `halfstep keys process.schedule` shows one key with its values.\n";
    for (const TableReference& table : scene_reference()) text += table_markdown(table);
    return text;
}

} // namespace halfstep
