#include "app/scene/reader.h"

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

bool adds_noise_by_itself(SamplerKind kind) { return kind == SamplerKind::ddpm || kind == SamplerKind::euler_maruyama; }

void read_rule(const TableReader& table, const Alias* alias, SamplerSpec& sampler) {
    Keys keys = {"name", "kind", "corrector_steps", "steps", "spacing", "start"};
    std::string here = std::string("kind = \"") + (alias ? alias->spelling : name_of(sampler.kind)) + "\"";
    if (sampler.kind == SamplerKind::ddim && !(alias && alias->fixed)) keys.push_back("eta");
    if (sampler.kind == SamplerKind::ddpm) keys.push_back("variance");
    if (sampler.kind == SamplerKind::ddpm && sampler.variance == Variance::learned) keys.push_back("v");
    if (sampler.kind == SamplerKind::ddpm && table.has("v"))
        here += std::string(" with variance = \"") + name_of(sampler.variance) + "\"";
    table.get("final_noise", sampler.final_noise);
    // "No noise in the last step" is true of every sampler but true-reverse, so a scene may say it.
    if (adds_noise_by_itself(sampler.kind) || (!sampler.final_noise && sampler.kind != SamplerKind::true_reverse))
        keys.push_back("final_noise");
    table.get("churn", sampler.churn.s_churn);
    if (takes_churn(sampler.kind)) keys.push_back("churn");
    if (takes_churn(sampler.kind) && sampler.churn.s_churn > 0)
        keys.insert(keys.end(), {"s_noise", "s_tmin", "s_tmax"});
    else if (table.has("s_noise") || table.has("s_tmin") || table.has("s_tmax"))
        here += " without churn";
    table.get("corrector_steps", sampler.corrector_steps, 0, max_corrector_steps);
    if (sampler.corrector_steps > 0)
        keys.push_back("corrector_snr");
    else if (table.has("corrector_snr"))
        here += " without corrector_steps";
    table.applicable(keys, here);

    table.get("eta", sampler.eta);
    table.get("v", sampler.v);
    table.get("s_noise", sampler.churn.s_noise);
    table.get("s_tmin", sampler.churn.s_tmin);
    if (table.has("s_tmax")) table.get("s_tmax", sampler.churn.s_tmax.emplace());
    table.get("corrector_snr", sampler.corrector_snr);
}

} // namespace

SamplerSpec read_sampler(const TableReader& table, int process_steps) {
    SamplerSpec sampler;
    table.known({"name", "kind", "eta", "variance", "v", "final_noise", "churn", "s_noise", "s_tmin", "s_tmax",
                 "corrector_steps", "corrector_snr", "steps", "spacing", "start"});
    const Alias* alias = alias_of(table);
    if (alias)
        sampler.eta = alias->eta;
    else
        table.get_name("kind", sampler.kind);
    table.get_name("variance", sampler.variance);
    read_rule(table, alias, sampler);

    sampler.name = alias ? alias->name : default_name(sampler.kind);
    table.get("name", sampler.name);
    if (folder_name(sampler.name).empty())
        table.fail("name", "names the folder of the results; allowed: a name with at least one of a-z, A-Z, 0-9");
    if (table.has("steps")) table.get("steps", sampler.steps.emplace(), 1, process_steps);
    table.get_name("spacing", sampler.spacing);
    table.get_name("start", sampler.start);
    return sampler;
}

} // namespace halfstep
