#include "app/lesson/quantity.h"

#include "app/base/text.h"

#include <algorithm>

namespace halfstep {

const std::vector<Quantity>& all_quantities() {
    static const std::vector<Quantity> all = [] {
        std::vector<Quantity> list;
        for (auto* group : {sample_quantities, pair_quantities, measure_quantities, law_quantities, plan_quantities,
                            scene_quantities})
            for (Quantity& q : group()) list.push_back(std::move(q));
        return list;
    }();
    return all;
}

const Quantity* find_quantity(std::string_view name) {
    for (const Quantity& q : all_quantities())
        if (q.name == name) return &q;
    return nullptr;
}

namespace {

/// "S", "R", k, x ... as the reference writes them.
std::vector<std::string> argument_names(const Quantity& q) {
    std::vector<std::string> names;
    int samplers = 0, levels = 0, numbers = 0;
    const auto count = [&](Takes kind) { return std::count(q.takes.begin(), q.takes.end(), kind); };
    for (const Takes kind : q.takes) {
        if (kind == Takes::sampler) names.emplace_back(samplers++ == 0 ? "\"S\"" : "\"R\"");
        if (kind == Takes::mode) names.emplace_back("m");
        if (kind == Takes::step) names.emplace_back("k");
        if (kind == Takes::level) names.push_back(count(kind) == 1 ? "t" : "t" + std::to_string(++levels));
        if (kind == Takes::number) names.push_back(count(kind) == 1 ? "x" : ++numbers == 1 ? "from" : "to");
    }
    return names;
}

template <class Line>
void by_group(const char* head, Line line, std::string& text) {
    std::string group;
    for (const Quantity& q : all_quantities()) {
        if (group != q.group) {
            text += (text.empty() ? "" : "\n") + std::string(head) + q.group + "\n" + (*head ? "\n" : "");
            if (*head) text += "| quantity | what it is |\n|---|---|\n";
            group = q.group;
        }
        line(q);
    }
}

} // namespace

std::string quantity_signature(const Quantity& q) {
    std::string text = q.name;
    const std::vector<std::string> names = argument_names(q);
    for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "(" : ", ") + names[i];
    return names.empty() ? text : text + ")";
}

std::string quantities_text() {
    std::size_t width = 0;
    for (const Quantity& q : all_quantities()) width = std::max(width, quantity_signature(q).size());
    std::string text;
    by_group(
        "",
        [&](const Quantity& q) {
            const std::string name = quantity_signature(q);
            text += "  " + name + std::string(width + 2 - name.size(), ' ') + with_symbols(q.says) + "\n";
        },
        text);
    return text;
}

std::string quantities_markdown() {
    std::string text;
    by_group(
        "### ",
        [&](const Quantity& q) { text += "| `" + quantity_signature(q) + "` | " + with_symbols(q.says) + " |\n"; },
        text);
    return text;
}

} // namespace halfstep
