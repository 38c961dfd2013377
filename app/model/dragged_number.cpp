#include "app/model/dragged_number.h"

#include "app/base/text.h"
#include "app/scene/edit.h"
#include "app/scene/scene_error.h"
#include "core/spec/facts.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace halfstep {
namespace {

template <class Spec>
std::optional<SettingScale> scale_in(const std::string& name) {
    const KeyFact<Spec>* key = find_key<Spec>(name);
    if (!key || !(key->slider.lo < key->slider.hi)) return std::nullopt;
    const bool whole = std::visit(
        [](auto place) {
            if constexpr (std::is_invocable_v<decltype(place), Spec&>) {
                using Value = std::remove_cvref_t<decltype(place(std::declval<Spec&>()))>;
                return std::is_integral_v<Value> || std::is_same_v<Value, std::optional<int>>;
            } else {
                return false;
            }
        },
        key->place);
    return SettingScale{key->slider, whole};
}

} // namespace

std::optional<SettingScale> scale_of_setting(const Experiment& experiment, const std::string& key) {
    const std::size_t dot = key.find('.');
    if (dot == key.npos) return std::nullopt;
    const std::string table = key.substr(0, key.find_first_of(".[")), name = key.substr(dot + 1);
    if (table == "target") {
        std::optional<SettingScale> scale = scale_in<TargetSpec>(name);
        const KindKey* own = fact(experiment.target.kind).find(name);
        if (scale && own && own->slider.lo < own->slider.hi) scale->range = own->slider;
        return scale;
    }
    if (table == "process") return scale_in<ProcessSpec>(name);
    if (table == "sampler") return scale_in<SamplerSpec>(name);
    if (table == "denoiser") return scale_in<DenoiserSpec>(name);
    if (table == "run") return scale_in<RunSpec>(name);
    return std::nullopt;
}

double dragged_value(const SettingScale& scale, double from, double share) {
    const SliderRange& r = scale.range;
    const bool log = r.log && r.lo > 0 && from > 0;
    double value = log ? from * std::pow(r.hi / r.lo, share) : from + share * (r.hi - r.lo);
    value = std::clamp(value, std::min(r.lo, from), std::max(r.hi, from));
    if (scale.whole) {
        const double unit = log && value >= 100 ? std::pow(10, std::floor(std::log10(value)) - 1) : 1;
        return std::round(value / unit) * unit;
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.*g", r.digits, value);
    return std::strtod(text, nullptr);
}

Experiment with_setting(const Experiment& experiment, const std::string& key, double value) {
    try {
        return with_values(experiment, {{key, number(value)}});
    } catch (const SceneError&) {
        return experiment;
    }
}

} // namespace halfstep
