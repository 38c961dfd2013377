#include "app/figure/mark_names.h"

#include <iterator>
#include <variant>

namespace halfstep {

const char* kind_of(const Mark& mark) {
    constexpr const char* names[] = {"heatmap", "contours", "band", "bars",  "curve", "polylines",
                                     "points",  "arrows",   "rule", "label", "handle"};
    static_assert(std::size(names) == std::variant_size_v<Mark>);
    return names[mark.index()];
}

std::string_view label_of(const Mark& mark) {
    return std::visit(
        [](const auto& m) -> std::string_view {
            if constexpr (requires { m.label; }) return m.label;
            return {};
        },
        mark);
}

int sampler_index(const Mark& mark) {
    return std::visit(
        [](const auto& m) {
            if constexpr (requires { m.ink; }) return m.ink.role == Ink::sampler ? m.ink.index : -1;
            return -1;
        },
        mark);
}

std::string_view name_of(const Mark& mark) {
    return std::visit(
        [](const auto& m) -> std::string_view {
            if constexpr (requires { m.name; }) return m.name.empty() ? m.label : m.name;
            return {};
        },
        mark);
}

Topic topic_of(const Mark& mark) {
    return std::visit(
        [](const auto& m) {
            if constexpr (requires { m.topic; }) return m.topic;
            return Topic::none;
        },
        mark);
}

} // namespace halfstep
