#pragma once
// The control of one key of a scene, by its row in core/spec: a slider, a switch or a menu. Panels say which keys stand
// where, and what else a change brings with it.

#include "app/ui/controls.h"
#include "core/spec/facts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace halfstep {

/// Where this place knows better than the row.
struct RowOptions {
    const char* label = nullptr;
    const char* tip = nullptr;
    SliderRange slider{.lo = 0, .hi = 0}; ///< 0 .. 0: the row's
    std::vector<int> choices{};           ///< of a menu these, in this order; empty: all
    float right = 0;                      ///< pixels behind a menu or a slider that are left for something else
    std::optional<double> absent{};       ///< what a number that is not said comes to; else the slider's upper end
};

/// What a kind of target, a schedule or a grid says of a key of its own.
inline RowOptions row_options(const KindKey* own) {
    return own ? RowOptions{own->label, own->tip, own->slider} : RowOptions{};
}

/// What is chosen now is always among the choices.
template <class Spec>
bool menu_row(Controls& ui, const RowLabel& row, const Named<Spec>& place, Spec& spec, std::vector<int> choices) {
    const std::vector<Choice> all = place.rows();
    if (choices.empty())
        for (std::size_t i = 0; i < all.size(); ++i) choices.push_back(static_cast<int>(i));
    const int before = place.get(spec);
    if (std::find(choices.begin(), choices.end(), before) == choices.end()) choices.push_back(before);
    std::vector<const char*> labels, tips;
    for (const int i : choices) {
        labels.push_back(all[static_cast<std::size_t>(i)].label);
        tips.push_back(all[static_cast<std::size_t>(i)].tip);
    }
    int index = static_cast<int>(std::find(choices.begin(), choices.end(), before) - choices.begin());
    if (!choice(ui, row, index, {labels.data(), tips.data(), static_cast<int>(choices.size())})) return false;
    place.set(spec, choices[static_cast<std::size_t>(index)]);
    return true;
}

template <class Spec>
bool switch_row(Controls& ui, const RowLabel& row, const Named<Spec>& place, Spec& spec) {
    bool on = place.get(spec) == 1;
    if (!toggle(ui, row, on)) return false;
    place.set(spec, on ? 1 : 0);
    return true;
}

/// A number that need not be said: at the upper end of its slider it is not. A count is, once it was touched.
template <class Value>
bool optional_row(Controls& ui, const RowLabel& row, std::optional<Value>& value, SliderScale scale, double absent) {
    constexpr bool whole = std::is_integral_v<Value>;
    scale.integer = whole;
    double number = value ? static_cast<double>(*value) : absent;
    if (!slider(ui, row, number, scale)) return false;
    value = whole || number < scale.hi ? std::optional(static_cast<Value>(number)) : std::nullopt;
    return true;
}

/// A seed may be any number, and the slider reaches it.
template <class Integer>
double highest(Integer value, double end) {
    return std::is_unsigned_v<Integer> ? std::max(end, static_cast<double>(value)) : end;
}

/// `prefix` and the key's name are how scenes and messages call it: "process.", "sampler[1].". True: it was changed.
template <class Spec>
bool key_row(Controls& ui, const std::string& prefix, const KeyFact<Spec>& fact, Spec& spec,
             const RowOptions& options = {}) {
    const RowLabel row{prefix + fact.name, options.label ? options.label : fact.label,
                       options.tip ? options.tip : fact.tip, options.right};
    const bool own_range = options.slider.lo != 0 || options.slider.hi != 0;
    const SliderRange& range = own_range ? options.slider : fact.slider;
    SliderScale scale{
        .lo = range.lo, .hi = range.hi, .log = range.log, .digits = range.digits, .or_zero = range.or_zero};
    return std::visit(
        [&](auto place) {
            using Kind = decltype(place);
            if constexpr (std::is_same_v<Kind, Named<Spec>>) {
                return place.is_switch ? switch_row(ui, row, place, spec)
                                       : menu_row(ui, row, place, spec, options.choices);
            } else if constexpr (std::is_same_v<Kind, std::monostate>) {
                return false;
            } else {
                auto& value = place(spec);
                using Value = std::remove_reference_t<decltype(value)>;
                if constexpr (std::is_same_v<Value, double>) {
                    return slider(ui, row, value, scale);
                } else if constexpr (std::is_same_v<Value, bool>) {
                    return toggle(ui, row, value);
                } else if constexpr (std::is_integral_v<Value>) {
                    scale.hi = highest(value, range.hi);
                    return whole_slider(ui, row, value, scale);
                } else if constexpr (std::is_same_v<Value, std::optional<double>> ||
                                     std::is_same_v<Value, std::optional<int>>) {
                    return optional_row(ui, row, value, scale, options.absent.value_or(range.hi));
                } else {
                    return false; // text and lists have controls of their own
                }
            }
        },
        fact.place);
}

template <class Spec>
bool key_row(Controls& ui, const std::string& prefix, std::string_view name, Spec& spec,
             const RowOptions& options = {}) {
    return key_row(ui, prefix, *find_key<Spec>(name), spec, options);
}

} // namespace halfstep
