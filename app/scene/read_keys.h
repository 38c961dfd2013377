#pragma once
// A table of a scene, read by its rows in core/spec: types, names, ranges of whole numbers, and which keys apply. What
// no row can say (two keys of which one is allowed, files, tables within) is left to the reader of that table.

#include "app/scene/reader.h"

namespace halfstep {

/// What a message says of a condition that does not hold: `kind = "ddim" with clip = "off"`, `kind = "heun" without
/// churn`.
template <class Spec>
std::string condition_text(const TableReader& table, const Spec& spec, const Condition<Spec>& unmet) {
    const auto said = [&](std::string_view name) {
        const auto* named = std::get_if<Named<Spec>>(&find_key<Spec>(name)->place);
        std::string value;
        if (table.has(name)) table.get(name, value);
        if (value.empty()) value = named->rows()[static_cast<std::size_t>(named->get(spec))].spelling;
        return std::string(name) + " = \"" + value + "\"";
    };
    const std::string_view key = unmet.key;
    std::string text = said("kind");
    if (key == "kind") return text;
    const bool is_name = std::holds_alternative<Named<Spec>>(find_key<Spec>(key)->place);
    return text + (is_name ? " with " + said(key) : " without " + std::string(key));
}

template <class Spec>
std::vector<std::string_view> key_names() {
    std::vector<std::string_view> names;
    for (const KeyFact<Spec>& key : keys<Spec>()) names.push_back(key.name);
    return names;
}

/// Fails at the first key, in the file's order, that means nothing beside the others.
template <class Spec>
void refuse_inapplicable(const TableReader& table, const Spec& spec) {
    std::vector<std::string_view> applicable;
    for (const KeyFact<Spec>& key : keys<Spec>())
        if (!unmet(key, spec)) applicable.push_back(key.name);
    std::vector<std::string_view> said = applicable;
    for (const KeyFact<Spec>& key : keys<Spec>())
        if (key.tolerated && key.tolerated(spec)) said.push_back(key.name);
    const std::string_view first = table.first_not_in(said);
    if (first.empty()) return;
    const KeyFact<Spec>& key = *find_key<Spec>(first);
    table.fail(first, "does not apply to " + condition_text(table, spec, *unmet(key, spec)) +
                          "; allowed: " + join(applicable));
}

template <class Spec>
void read_name(const TableReader& table, std::string_view key, const Named<Spec>& place, Spec& spec) {
    std::string text;
    table.get(key, text);
    std::vector<std::string_view> names;
    const auto find = [&](const std::vector<Choice>& rows, void (*set)(Spec&, int)) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            names.push_back(rows[i].spelling);
            if (same_name(text, rows[i].spelling)) {
                set(spec, static_cast<int>(i));
                return true;
            }
        }
        return false;
    };
    if (find(place.rows(), place.set)) return;
    if (place.aliases && find(place.aliases(), place.set_alias)) return;
    table.fail(key, "is none of the names" + did_you_mean(text, names) + "; allowed: " + join(names));
}

/// One key, where the table has it and its row says where the value belongs. `so_far`: what of the scene is read
/// already.
template <class Spec>
void read_key(const TableReader& table, const KeyFact<Spec>& key, Spec& spec, const Experiment& so_far) {
    if (!table.has(key.name)) return;
    const WholeRange whole = key.whole_in ? key.whole_in(so_far) : key.whole;
    std::visit(
        [&](auto place) {
            using Kind = decltype(place);
            if constexpr (std::is_same_v<Kind, std::monostate>) {
                return; // by hand
            } else if constexpr (std::is_same_v<Kind, Named<Spec>>) {
                read_name(table, key.name, place, spec);
            } else {
                auto& value = place(spec);
                using Value = std::remove_reference_t<decltype(value)>;
                if constexpr (std::is_same_v<Value, std::optional<double>>)
                    table.get(key.name, value.emplace());
                else if constexpr (std::is_same_v<Value, std::optional<int>>)
                    table.get(key.name, value.emplace(), whole.lo, whole.hi);
                else if constexpr (std::is_integral_v<Value> && !std::is_same_v<Value, bool>)
                    table.get(key.name, value, whole.lo, whole.hi);
                else
                    table.get(key.name, value);
            }
        },
        key.place);
}

template <class Spec>
void read_key(const TableReader& table, std::string_view name, Spec& spec, const Experiment& so_far) {
    read_key(table, *find_key<Spec>(name), spec, so_far);
}

/// All of them but `by_hand`, which the caller reads: what decides about others first.
template <class Spec>
void read_keys(const TableReader& table, Spec& spec, const Experiment& so_far, std::string_view by_hand = "") {
    table.known(key_names<Spec>());
    for (const KeyFact<Spec>& key : keys<Spec>())
        if (key.decides) read_key(table, key, spec, so_far);
    refuse_inapplicable(table, spec);
    for (const KeyFact<Spec>& key : keys<Spec>())
        if (!key.decides && key.name != by_hand) read_key(table, key, spec, so_far);
}

} // namespace halfstep
