#include "app/scene/reader.h"
#include "core/sample/convention.h"

#include <numeric>

namespace halfstep {

namespace {

using Keys = TableReader::Keys;

/// Names that others have for what DDIM does [MATH.md 2.6, 7.2]. A resolved scene says ddim.
struct Alias {
    const char* spelling;
    const char* name; ///< of a sampler without one
    double eta;
    bool fixed; ///< eta belongs to the name
};
constexpr Alias aliases[] = {
    {"euler-sigma", "Euler", 0, true},
    {"ancestral", "Ancestral", 1, false}, // k-diffusion's euler_ancestral; eta = 1 is its default, too
};

const Alias* alias_of(const TableReader& table) {
    std::string kind;
    table.get("kind", kind);
    for (char& c : kind)
        if (c == '_') c = '-';
    for (const Alias& alias : aliases)
        if (kind == alias.spelling) return &alias;
    return nullptr;
}

/// Which keys have a meaning, found out key by key; and in whose presence.
struct Applicable {
    Keys keys;
    std::string here;

    void add(bool applies, std::initializer_list<std::string_view> more) {
        if (applies) keys.insert(keys.end(), more);
    }
    /// Keys that another key switches on: where it does not, the message says so.
    void add_with(const TableReader& table, bool on, const char* otherwise,
                  std::initializer_list<std::string_view> more) {
        add(on, more);
        for (const std::string_view key : more)
            if (!on && table.has(key)) {
                here += otherwise;
                return;
            }
    }
};

void read_rule(const TableReader& table, bool fixed_eta, Applicable& applicable, SamplerSpec& sampler) {
    const bool sde = sampler.kind == SamplerKind::euler_maruyama, alone = takes_noise_alone(sampler.kind);
    applicable.add((sampler.kind == SamplerKind::ddim && !fixed_eta) || alone, {"eta"});
    table.get("eta", sampler.eta);
    const bool ddpm = sampler.kind == SamplerKind::ddpm || (alone && sampler.eta > 0);
    applicable.add_with(table, ddpm, alone ? " without eta" : "", {"variance"});
    table.get_name("variance", sampler.variance);
    const std::string with = std::string(" with variance = \"") + name_of(sampler.variance) + "\"";
    applicable.add_with(table, ddpm && sampler.variance == Variance::learned, ddpm ? with.c_str() : "", {"v"});
    table.get("v", sampler.v);
    table.get("final_noise", sampler.final_noise);
    // "No noise in the last step" is true of every sampler but true-reverse and the forward chain, so a scene may say it.
    const bool noisy_to_the_end = sampler.kind == SamplerKind::true_reverse || sampler.kind == SamplerKind::forward;
    applicable.add(ddpm || sde || (!sampler.final_noise && !noisy_to_the_end), {"final_noise"});
}

void read_noise_between(const TableReader& table, Applicable& applicable, SamplerSpec& sampler) {
    const bool takes = takes_churn(sampler.kind);
    table.get("churn", sampler.churn.s_churn);
    applicable.add(takes, {"churn"});
    applicable.add_with(table, takes && sampler.churn.s_churn > 0, takes ? " without churn" : "",
                        {"s_noise", "s_tmin", "s_tmax"});
    table.get("s_noise", sampler.churn.s_noise);
    table.get("s_tmin", sampler.churn.s_tmin);
    if (table.has("s_tmax")) table.get("s_tmax", sampler.churn.s_tmax.emplace());
    table.get("corrector_steps", sampler.corrector_steps, 0, max_corrector_steps);
    applicable.add_with(table, sampler.corrector_steps > 0, " without corrector_steps", {"corrector_snr"});
    table.get("corrector_snr", sampler.corrector_snr);
}

void read_clip(const TableReader& table, Applicable& applicable, SamplerSpec& sampler) {
    Clip& clip = sampler.clip;
    table.get_name("clip", clip.kind);
    applicable.add_with(table, clip.on(), " with clip = \"off\"", {"clip_range", "rederive_eps"});
    applicable.add_with(table, clip.kind == Clip::Kind::dynamic, clip.on() ? " with clip = \"static\"" : "",
                        {"clip_percentile"});
    table.get("clip_range", clip.range);
    table.get("clip_percentile", clip.percentile);
    table.get("rederive_eps", clip.rederive_eps);
}

void read_levels(const TableReader& table, int process_steps, Applicable& applicable, SamplerSpec& sampler) {
    table.get_name("spacing", sampler.spacing);
    const std::string with = std::string(" with spacing = \"") + name_of(sampler.spacing) + "\"";
    applicable.add_with(table, sampler.spacing == Spacing::sections, with.c_str(), {"sections"});
    if (table.has("steps")) table.get("steps", sampler.steps.emplace(), 1, process_steps);
    if (sampler.spacing == Spacing::sections && table.has("sections")) {
        std::vector<double> counts;
        table.get("sections", counts);
        int sum = 0;
        for (const double count : counts) {
            if (!(count >= 1 && count <= process_steps) || count != static_cast<int>(count) || counts.size() > 1000)
                table.fail(
                    "sections",
                    "keeps so many levels in each part of the process; allowed: up to 1000 whole numbers from 1 to " +
                        std::to_string(process_steps));
            sampler.sections.push_back(static_cast<int>(count));
            sum += static_cast<int>(count);
        }
        if (sampler.steps.value_or(sum) != sum)
            table.fail("steps", "differs from the sum of the sections; allowed: " + std::to_string(sum) + ", or none");
        if (!counts.empty()) sampler.steps = sum;
    }
    const bool diffusers = sampler.convention == Convention::diffusers;
    const std::string convention = std::string(" with convention = \"") + name_of(sampler.convention) + "\"";
    applicable.add_with(table, diffusers, convention.c_str(), {"steps_offset"});
    applicable.add_with(table, diffusers && sampler.kind == SamplerKind::ddim, diffusers ? "" : convention.c_str(),
                        {"set_alpha_to_one"});
    table.get("steps_offset", sampler.steps_offset, 0, most_steps_offset(sampler, process_steps));
    table.get("set_alpha_to_one", sampler.set_alpha_to_one);
}

void read_denoiser_choice(const TableReader& table, SamplerSpec& sampler) {
    if (!table.has("denoiser")) return;
    std::string choice;
    table.get("denoiser", choice);
    sampler.exact_denoiser = choice == "exact";
    if (choice != "exact" && choice != "scene")
        table.fail("denoiser", "is none of the names" + did_you_mean(choice, {"scene", "exact"}) +
                                   "; allowed: scene (that of [denoiser]), exact");
}

void read_start(const TableReader& table, Applicable& applicable, SamplerSpec& sampler) {
    table.get_name("start", sampler.start);
    const std::string with = std::string(" with start = \"") + name_of(sampler.start) + "\"";
    applicable.add_with(table, sampler.start == Start::encoded, with.c_str(), {"inversion"});
    table.get_name("inversion", sampler.inversion);
}

} // namespace

namespace {

void read_kind(const TableReader& table, SamplerSpec& sampler) {
    if (!table.has("kind")) return;
    std::string text;
    table.get("kind", text);
    if (const auto parsed = parse_name<SamplerKind>(text)) {
        sampler.kind = *parsed;
        return;
    }
    Keys names;
    for (const auto& entry : Names<SamplerKind>::all) names.push_back(entry.second);
    for (const Alias& other : aliases) names.push_back(other.spelling);
    table.fail("kind", "is none of the names" + did_you_mean(text, names) + "; allowed: " + join(names));
}

} // namespace

SamplerSpec read_sampler(const TableReader& table, int process_steps) {
    SamplerSpec sampler;
    table.known({"name",          "kind",
                 "convention",    "eta",
                 "variance",      "v",
                 "final_noise",   "churn",
                 "s_noise",       "s_tmin",
                 "s_tmax",        "corrector_steps",
                 "corrector_snr", "clip",
                 "clip_range",    "clip_percentile",
                 "rederive_eps",  "steps",
                 "spacing",       "sections",
                 "steps_offset",  "set_alpha_to_one",
                 "start",         "inversion",
                 "denoiser"});
    const Alias* alias = alias_of(table);
    if (!alias) read_kind(table, sampler);
    Convention convention = Convention::paper;
    table.get_name("convention", convention);
    set_convention(sampler, convention); // what is said below wins, where the library can be told so
    if (alias) sampler.eta = alias->eta;

    Applicable applicable{{"name", "kind", "convention", "steps", "spacing"},
                          std::string("kind = \"") + (alias ? alias->spelling : name_of(sampler.kind)) + "\""};
    // The forward chain starts from data, and asks no denoiser.
    applicable.add(sampler.kind != SamplerKind::forward, {"corrector_steps", "clip", "denoiser", "start"});
    read_rule(table, alias && alias->fixed, applicable, sampler);
    read_noise_between(table, applicable, sampler);
    read_clip(table, applicable, sampler);
    read_denoiser_choice(table, sampler);
    read_levels(table, process_steps, applicable, sampler);
    read_start(table, applicable, sampler);
    table.applicable(applicable.keys, applicable.here);

    sampler.name = alias ? alias->name : default_name(sampler.kind);
    table.get("name", sampler.name);
    constexpr std::size_t longest = 100; // bytes: of a folder's name, with room for what is written beside it
    if (folder_name(sampler.name).empty() || sampler.name.size() > longest || one_line(sampler.name) != sampler.name)
        table.fail("name",
                   "names the folder of the results and stands in tables; allowed: one line of up to 100 bytes with at "
                   "least one of a-z, A-Z, 0-9");
    return sampler;
}

} // namespace halfstep
