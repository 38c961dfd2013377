#include "app/lesson/scene_keys.h"

#include "app/base/text.h"
#include "app/scene/scene.h"
#include "core/spec/facts.h"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

namespace halfstep {
namespace {

struct KeyParts {
    std::string table, key; ///< "sampler", "eta"
    int index = -1;         ///< in brackets
    bool well_formed = true;
};

KeyParts parts_of(const std::string& text) {
    KeyParts parts;
    const std::size_t dot = text.find('.');
    parts.table = text.substr(0, dot);
    if (dot != text.npos) parts.key = text.substr(dot + 1);
    const std::size_t open = parts.table.find('[');
    if (open == text.npos) return parts;
    const std::string digits = parts.table.substr(open + 1, parts.table.size() - open - 2);
    parts.well_formed = parts.table.back() == ']' && !digits.empty() && digits.size() < 4 &&
                        digits.find_first_not_of("0123456789") == digits.npos;
    if (parts.well_formed) parts.index = std::atoi(digits.c_str());
    parts.table.resize(open);
    return parts;
}

/// Calls `of` with the struct of a table, const; false: there is no such table.
template <class Of>
bool with_table(const Experiment& e, const KeyParts& parts, Of of) {
    static const SamplerSpec any;
    if (parts.table == "target") return of(e.target), true;
    if (parts.table == "process") return of(e.process), true;
    if (parts.table == "denoiser") return of(e.denoiser), true;
    if (parts.table == "training") return of(e.training), true;
    if (parts.table == "run") return of(e.run), true;
    if (parts.table == "latents") return of(e.latents.value_or(LatentsSpec{})), true;
    if (parts.table != "sampler") return false;
    const auto i = static_cast<std::size_t>(std::max(parts.index, 0));
    return of(i < e.samplers.size() ? e.samplers[i] : any), true;
}

template <class Spec>
std::optional<double> number_of(const Spec& spec, const std::string& name) {
    const KeyFact<Spec>* key = find_key<Spec>(name);
    if (!key || unmet(*key, spec)) return std::nullopt;
    return std::visit(
        [&](auto place) -> std::optional<double> {
            using Kind = decltype(place);
            if constexpr (std::is_same_v<Kind, std::monostate> || std::is_same_v<Kind, Named<Spec>>) {
                return std::nullopt;
            } else {
                const auto& value = place(const_cast<Spec&>(spec)); // only read here
                using Value = std::remove_cvref_t<decltype(value)>;
                if constexpr (std::is_arithmetic_v<Value> && !std::is_same_v<Value, bool>)
                    return static_cast<double>(value);
                else if constexpr (std::is_same_v<Value, std::optional<double>> ||
                                   std::is_same_v<Value, std::optional<int>>)
                    return value ? std::optional<double>(static_cast<double>(*value)) : std::nullopt;
                else
                    return std::nullopt;
            }
        },
        key->place);
}

std::string text_of(const toml::node* node) {
    std::ostringstream text;
    if (node) node->visit([&](const auto& value) { text << value; });
    return text.str();
}

/// Keys with what they say, table by table; `path` empty at the root.
void list_differences(const toml::table& a, const toml::table& b, const std::string& path,
                      std::vector<std::string>& keys) {
    const auto full = [&](std::string_view key) {
        return path.empty() ? std::string(key) : path + "." + std::string(key);
    };
    const auto compare = [&](std::string_view key, const toml::node* one, const toml::node* other) {
        if (one && other && one->is_table() && other->is_table())
            return list_differences(*one->as_table(), *other->as_table(), full(key), keys);
        const toml::array *first = one ? one->as_array() : nullptr, *second = other ? other->as_array() : nullptr;
        const bool tables = first && second && first->is_array_of_tables() && second->is_array_of_tables();
        if (tables && first->size() == second->size()) {
            for (std::size_t i = 0; i < first->size(); ++i)
                list_differences(*first->get(i)->as_table(), *second->get(i)->as_table(),
                                 full(key) + "[" + std::to_string(i) + "]", keys);
            return;
        }
        if (text_of(one) != text_of(other)) keys.push_back(full(key));
    };
    for (const auto& [key, node] : a) compare(key.str(), &node, b.get(key.str()));
    for (const auto& [key, node] : b)
        if (!a.contains(key.str())) compare(key.str(), nullptr, &node);
}

} // namespace

std::string why_no_scene_key(const std::string& key) {
    const KeyParts parts = parts_of(key);
    if (!parts.well_formed) return "has no whole number in its brackets";
    std::string why =
        "is no setting of a scene; allowed: as target.sigma, process.steps, sampler.eta, sampler[1].eta, process";
    with_table(Experiment{}, parts, [&](const auto& spec) {
        using Spec = std::remove_cvref_t<decltype(spec)>;
        const std::string name = parts.key.substr(0, parts.key.find_first_of(".["));
        if (parts.key.empty() || find_key<Spec>(name)) return why.clear();
        std::vector<std::string_view> names;
        for (const KeyFact<Spec>& fact : keys<Spec>()) names.push_back(fact.name);
        why = "is no key of [" + parts.table + "]" + did_you_mean(name, names) + "; allowed: " + join(names);
    });
    return why;
}

std::optional<double> scene_number(const Experiment& experiment, const std::string& key) {
    const KeyParts parts = parts_of(key);
    if (!parts.well_formed || parts.index >= static_cast<int>(experiment.samplers.size())) return std::nullopt;
    std::optional<double> number;
    with_table(experiment, parts, [&](const auto& spec) { number = number_of(spec, parts.key); });
    return number;
}

std::vector<std::string> differing_keys(const Experiment& a, const Experiment& b) {
    const auto alike = [](Experiment e) {
        e.run.seed = RunSpec{}.seed;
        e.run.particles = RunSpec{}.particles;
        e.title.clear();
        e.note.clear();
        return e;
    };
    const Experiment one = alike(a), other = alike(b);
    std::vector<std::string> keys;
    if (one == other) return keys;
    list_differences(toml::parse(write_scene(one)), toml::parse(write_scene(other)), "", keys);
    return keys;
}

bool key_is_among(const std::string& key, const std::vector<std::string>& allowed) {
    const KeyParts parts = parts_of(key);
    return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& one) {
        if (key == one || one == parts.table || one == parts.table + "." + parts.key) return true;
        return key.starts_with(one) && (key[one.size()] == '.' || key[one.size()] == '[');
    });
}

} // namespace halfstep
