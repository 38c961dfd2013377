// What of a sampler can be set. Rows stand only where they matter, and what is rarely touched folds away under "More".

#include "app/panels/key_row.h"
#include "app/panels/panels.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

double eta_limit(const SamplerSpec& sampler, const PanelContext& context) {
    try {
        // Rounded down to what three digits can show, so that the end of the slider is inside.
        return std::floor(std::min(largest_eta(sampler, context), 4.0) * 100) / 100;
    } catch (const Error&) {
        return 1;
    }
}

/// All that a forward chain has.
void keep_levels_alone(SamplerSpec& sampler) {
    SamplerSpec chain;
    chain.name = sampler.name;
    chain.kind = sampler.kind;
    chain.steps = sampler.steps;
    chain.spacing = sampler.spacing;
    chain.sections = sampler.sections;
    sampler = std::move(chain);
}

void rule_rows(SamplerSpec& sampler, const std::string& key, PanelContext& context) {
    const Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    const SamplerKind before = sampler.kind;
    // Those that need a Gaussian target stand last.
    const auto rules = facts<SamplerKind>();
    const std::size_t count =
        static_cast<std::size_t>(std::count_if(rules.begin(), rules.end(), [&](const Fact<SamplerKind>& rule) {
            return !rule.needs_gaussian || experiment.target.kind == TargetKind::gaussian;
        }));
    if (key_row(ui, key, "kind", sampler, {.choices = count})) {
        const bool named_after_kind = sampler.name.rfind(fact(before).name, 0) == 0;
        if (named_after_kind) sampler.name = free_name(experiment, fact(sampler.kind).name);
        if (takes_noise_alone(sampler.kind)) sampler.eta = 0; // what they are known for
        if (!has_kind(sampler.convention, sampler.kind)) set_convention(sampler, Convention::paper);
        if (sampler.convention != Convention::paper) set_convention(sampler, sampler.convention);
        if (!fact(sampler.kind).asks_denoiser) keep_levels_alone(sampler);
    }
    const bool free = sampler.convention == Convention::paper;
    if (fact(sampler.kind).eta == Eta::trades)
        key_row(ui, key, "eta", sampler, {.slider = {.lo = 0, .hi = eta_limit(sampler, context)}});
    if (takes_noise_alone(sampler.kind))
        key_row(ui, key, "eta", sampler,
                {.tip = "Adds noise of η times the deviation below and leaves the mean as it is, as some notes print "
                        "it. 0: none."});
    const bool adds_noise = adds_variance(sampler);
    if (adds_noise && sampler.convention != Convention::ddim) {
        key_row(ui, key, "variance", sampler);
        if (sampler.variance == Variance::learned) key_row(ui, key, "v", sampler);
    }
    if (may_end_in_noise(sampler) && free) key_row(ui, key, "final_noise", sampler);
}

void spacing_row(SamplerSpec& sampler, int T, const std::string& key, Controls& ui) {
    std::vector<Spacing> known = spacings_of(sampler.convention);
    if (known.empty())
        for (const Fact<Spacing>& row : facts<Spacing>()) known.push_back(row.value);
    std::vector<const char*> names, tips;
    int index = 0;
    for (std::size_t i = 0; i < known.size(); ++i) {
        names.push_back(fact(known[i]).label);
        tips.push_back(fact(known[i]).tip);
        if (known[i] == sampler.spacing) index = static_cast<int>(i);
    }
    const KeyFact<SamplerSpec>& row = *find_key<SamplerSpec>("spacing");
    if (!choice(ui, key + "spacing", row.label, row.tip, index, names.data(), tips.data(),
                static_cast<int>(known.size())))
        return;
    sampler.spacing = known[static_cast<std::size_t>(index)];
    sampler.sections.clear();
    if (sampler.spacing == Spacing::all)
        sampler.steps.reset();
    else
        sampler.steps = nearest_steps(sampler, T, sampler.steps.value_or(T));
}

void steps_rows(SamplerSpec& sampler, const Experiment& experiment, const std::string& key, Controls& ui) {
    const int T = experiment.process.steps;
    const KeyFact<SamplerSpec>& row = *find_key<SamplerSpec>("steps");
    double steps = sampler.steps.value_or(T);
    const int most = max_steps(sampler.spacing, T);
    if (T > 1 && slider(ui, key + "steps", row.label, row.tip, steps, 1, most, {.log = T > 50, .integer = true})) {
        // "all" is the name of one number of steps; with fewer, strides that start at T are the safe choice.
        if (sampler.spacing == Spacing::all) sampler.spacing = Spacing::trailing;
        sampler.sections.clear();
        sampler.steps = nearest_steps(sampler, T, static_cast<int>(steps));
    }
    spacing_row(sampler, T, key, ui);
}

void churn_rows(SamplerSpec& sampler, const Experiment& experiment, const std::string& key, Controls& ui) {
    Churn& churn = sampler.churn;
    const double S = sampler.steps.value_or(experiment.process.steps);
    key_row(ui, key, "churn", sampler, {.slider = {.lo = 0, .hi = std::max(S / 2, churn.s_churn)}});
    if (!(churn.s_churn > 0)) return;
    key_row(ui, key, "s_noise", sampler);
    const double noisiest = 100;
    key_row(ui, key, "s_tmin", sampler, {.slider = {.lo = 0, .hi = std::max(churn.s_tmax.value_or(2), churn.s_tmin)}});
    const KeyFact<SamplerSpec>& row = *find_key<SamplerSpec>("s_tmax");
    double s_tmax = churn.s_tmax.value_or(noisiest);
    if (slider(ui, key + "s_tmax", row.label, row.tip, s_tmax, std::max(churn.s_tmin, 0.01), noisiest, {.log = true}))
        churn.s_tmax = s_tmax < noisiest ? std::optional<double>(s_tmax) : std::nullopt;
}

void corrector_rows(SamplerSpec& sampler, int T, const std::string& key, Controls& ui) {
    key_row(ui, key, "corrector_steps", sampler,
            {.slider = {.lo = 0, .hi = static_cast<double>(most_corrector_steps(sampler, T))}});
    if (sampler.corrector_steps > 0) key_row(ui, key, "corrector_snr", sampler);
}

void convention_rows(SamplerSpec& sampler, const std::string& key, Controls& ui) {
    if (key_row(ui, key, "convention", sampler)) {
        if (!has_kind(sampler.convention, sampler.kind)) sampler.kind = SamplerKind::ddim;
        set_convention(sampler, sampler.convention);
    }
    if (sampler.convention != Convention::diffusers) return;
    if (sampler.spacing == Spacing::leading) key_row(ui, key, "steps_offset", sampler);
    if (!unmet(*find_key<SamplerSpec>("set_alpha_to_one"), sampler)) key_row(ui, key, "set_alpha_to_one", sampler);
}

void clip_rows(SamplerSpec& sampler, bool plane, const std::string& key, Controls& ui) {
    const bool guided = sampler.convention == Convention::guided_diffusion; // it has no dynamic thresholding
    key_row(ui, key, "clip", sampler, {.choices = guided ? 2u : 3u});
    if (!sampler.clip.on()) return;
    key_row(ui, key, "clip_range", sampler);
    if (sampler.clip.kind == Clip::Kind::dynamic && plane) key_row(ui, key, "clip_percentile", sampler);
    const bool free = sampler.convention == Convention::paper ||
                      (sampler.convention == Convention::diffusers && sampler.kind == SamplerKind::ddim);
    if (free) key_row(ui, key, "rederive_eps", sampler);
}

/// Whether what folds away says something.
bool has_more(const SamplerSpec& sampler) {
    return sampler.convention != Convention::paper || sampler.clip.on() || sampler.corrector_steps > 0 ||
           (takes_churn(sampler.kind) && sampler.churn.s_churn > 0);
}

void more_rows(SamplerSpec& sampler, const Experiment& experiment, const std::string& key, Controls& ui) {
    const Convention convention = sampler.convention;
    const bool free = convention == Convention::paper;
    convention_rows(sampler, key, ui);
    if (free || convention == Convention::diffusers || convention == Convention::guided_diffusion)
        clip_rows(sampler, dimension(experiment.target) == 2, key, ui);
    if (takes_churn(sampler.kind) && (free || convention == Convention::k_diffusion))
        churn_rows(sampler, experiment, key, ui);
    if (free) corrector_rows(sampler, experiment.process.steps, key, ui);
}

} // namespace

void sampler_settings(SamplerSpec& sampler, const std::string& key, PanelContext& context) {
    const Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    rule_rows(sampler, key, context);
    steps_rows(sampler, experiment, key, ui);
    if (!fact(sampler.kind).asks_denoiser) return;
    key_row(ui, key, "start", sampler);
    if (sampler.start == Start::encoded) key_row(ui, key, "inversion", sampler);

    if (experiment.denoiser.kind != DenoiserKind::exact) {
        const KeyFact<SamplerSpec>& row = *find_key<SamplerSpec>("denoiser");
        toggle(ui, key + "denoiser", row.label, row.tip, sampler.exact_denoiser);
    }

    ImGuiStorage& storage = *ImGui::GetStateStorage();
    const ImGuiID more = ImGui::GetID("more");
    const bool needed = has_more(sampler);
    bool open = needed || storage.GetBool(more);
    if (!needed &&
        text_button(ui, key + "more", open ? "Less" : "More",
                    open ? "Fold these away" : "Conventions of libraries, clipping, churn, Langevin corrector steps"))
        storage.SetBool(more, open = !open);
    if (open) more_rows(sampler, experiment, key, ui);
}

} // namespace halfstep
