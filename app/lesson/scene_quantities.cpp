// Every number of a scene by its key, with its dot as a line: target_sigma, process_steps, sampler_eta("DDIM").

#include "app/lesson/quantity.h"
#include "app/lesson/scene_keys.h"
#include "core/spec/facts.h"

namespace halfstep {
namespace {

constexpr const char* scene_group = "Settings of the scene";

template <class Spec>
bool is_number(const KeyFact<Spec>& key) {
    return std::visit(
        [](auto place) {
            using Kind = decltype(place);
            return !std::is_same_v<Kind, std::monostate> && !std::is_same_v<Kind, Named<Spec>> &&
                   !std::is_same_v<Kind, bool& (*)(Spec&)> && !std::is_same_v<Kind, std::string& (*)(Spec&)> &&
                   !std::is_same_v<Kind, std::vector<double>& (*)(Spec&)>;
        },
        key.place);
}

/// The table's keys that are numbers; those of a sampler take its name.
template <class Spec>
void add_keys(const std::string& table, std::vector<Quantity>& all) {
    const bool of_sampler = table == "sampler";
    for (const KeyFact<Spec>& key : keys<Spec>()) {
        if (!is_number(key)) continue;
        Quantity q{.name = table + "_" + key.name, .says = key.tip, .group = scene_group, .exact = true};
        if (of_sampler) q.takes = {Takes::sampler};
        const std::string name = key.name;
        q.value = [table, name, of_sampler](const Sources& sources, const QuantityArgs& args) {
            const std::string place = of_sampler ? table + "[" + std::to_string(args.whole(0)) + "]" : table;
            const std::optional<double> number = scene_number(sources.problem().experiment, place + "." + name);
            if (!number) throw ExpressionError("the scene says no " + table + "." + name);
            return QuantityValue{.value = *number};
        };
        all.push_back(std::move(q));
    }
}

} // namespace

std::vector<Quantity> scene_quantities() {
    std::vector<Quantity> all;
    add_keys<TargetSpec>("target", all);
    add_keys<ProcessSpec>("process", all);
    add_keys<DenoiserSpec>("denoiser", all);
    add_keys<TrainingSpec>("training", all);
    add_keys<SamplerSpec>("sampler", all);
    add_keys<RunSpec>("run", all);
    return all;
}

} // namespace halfstep
