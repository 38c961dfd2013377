#pragma once
// The control of one key of a scene, by its row in core/spec: a slider, a switch or a menu. Panels say which keys stand
// where, and what else a change brings with it.

#include "app/ui/controls.h"
#include "core/spec/facts.h"

#include <algorithm>
#include <string>
#include <type_traits>

namespace halfstep {

/// Where this place knows better than the row.
struct RowOptions {
    const char* label = nullptr;
    const char* tip = nullptr;
    SliderRange slider{.lo = 0, .hi = 0}; ///< 0 .. 0: the row's
    std::size_t choices = 0;              ///< of a menu the first so many; 0: all
};

/// What a kind of target, a schedule or a grid says of a key of its own.
inline RowOptions row_options(const OwnKey* own) {
    return own ? RowOptions{own->label, own->tip, own->slider} : RowOptions{};
}

template <class Spec>
bool menu_row(Controls& ui, const std::string& key, const KeyFact<Spec>& row, const Named<Spec>& place, Spec& spec,
              const RowOptions& options) {
    const std::vector<Choice> choices = place.rows();
    std::vector<const char*> labels, tips;
    for (const Choice& c : choices) {
        labels.push_back(c.label);
        tips.push_back(c.tip);
    }
    const std::size_t count = options.choices > 0 ? options.choices : choices.size();
    int index = place.get(spec);
    if (!choice(ui, key, options.label ? options.label : row.label, options.tip ? options.tip : row.tip, index,
                labels.data(), tips.data(), static_cast<int>(count)))
        return false;
    place.set(spec, index);
    return true;
}

/// A seed may be any number, and the slider reaches it.
template <class Integer>
double highest(Integer value, double end) {
    return std::is_unsigned_v<Integer> ? std::max(end, static_cast<double>(value)) : end;
}

/// `prefix` and the key's name are how scenes and messages call it: "process.", "sampler[1].". True: it was changed.
template <class Spec>
bool key_row(Controls& ui, const std::string& prefix, std::string_view name, Spec& spec,
             const RowOptions& options = {}) {
    const KeyFact<Spec>& row = *find_key<Spec>(name);
    const std::string key = prefix + row.name;
    const char* const label = options.label ? options.label : row.label;
    const char* const tip = options.tip ? options.tip : row.tip;
    const SliderRange& range = options.slider.lo < options.slider.hi ? options.slider : row.slider;
    const SliderOptions slider_options{.log = range.log, .digits = range.digits, .or_zero = range.or_zero};
    return std::visit(
        [&](auto place) {
            using Kind = decltype(place);
            if constexpr (std::is_same_v<Kind, Named<Spec>>) {
                return menu_row(ui, key, row, place, spec, options);
            } else if constexpr (std::is_same_v<Kind, std::monostate>) {
                return false;
            } else {
                auto& value = place(spec);
                using Value = std::remove_reference_t<decltype(value)>;
                if constexpr (std::is_same_v<Value, double>)
                    return slider(ui, key, label, tip, value, range.lo, range.hi, slider_options);
                else if constexpr (std::is_same_v<Value, bool>)
                    return toggle(ui, key, label, tip, value);
                else if constexpr (std::is_integral_v<Value>)
                    return whole_slider(ui, key, label, tip, value, range.lo, highest(value, range.hi), range.log);
                else
                    return false; // text, lists and what may be absent have controls of their own
            }
        },
        row.place);
}

} // namespace halfstep
