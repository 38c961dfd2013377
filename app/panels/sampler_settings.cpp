// What of a sampler can be set: its keys by their rows, where they apply. Two lists say in which order they stand, and
// what a change brings with it. What is rarely touched folds away under "More".

#include "app/base/number_text.h"
#include "app/panels/key_row.h"
#include "app/panels/panels.h"
#include "app/plots/recorded.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace halfstep {
namespace {

/// What a control sees.
struct SamplerControls {
    SamplerSpec& sampler;
    const std::string& key;
    PanelContext& context;

    Controls& ui() const { return context.ui; }
    const Experiment& experiment() const { return context.experiment; }
    int T() const { return context.experiment.process.steps; }
    bool row(const char* name, const RowOptions& options = {}) const {
        return key_row(context.ui, key, name, sampler, options);
    }
};

/// One key in the panel.
struct SettingRow {
    const char* key;
    void (*show)(const SamplerControls&) = nullptr;   ///< nullptr: as its row says
    bool (*stands)(const SamplerControls&) = nullptr; ///< nullptr: wherever the key applies
};

// ---- what is known of a sampler ----

bool is_free(const SamplerControls& s) { return s.sampler.convention == Convention::paper; }
bool may_churn(const SamplerControls& s) { return is_free(s) || s.sampler.convention == Convention::k_diffusion; }
bool may_clip(const SamplerControls& s) {
    const Convention convention = s.sampler.convention;
    return is_free(s) || convention == Convention::diffusers || convention == Convention::guided_diffusion;
}

double eta_limit(const SamplerControls& s) {
    try {
        // Rounded down to what three digits can show, so that the end of the slider is inside.
        return std::floor(std::min(largest_eta(s.sampler, s.context), 4.0) * 100) / 100;
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

// ---- controls that know more than their row ----

/// A row with the card of what it sets behind it. Whether it was edited.
bool row_with_card(const SamplerControls& s, const char* name, const std::string& card, RowOptions options = {}) {
    options.right = card_button_width(s.ui());
    const bool edited = s.row(name, options);
    const auto index = &s.sampler - s.experiment().samplers.data();
    card_button(s.context, s.key + name + ".card", card, static_cast<int>(index));
    return edited;
}

void variance_row(const SamplerControls& s) { row_with_card(s, "variance", card_of(s.sampler.variance)); }
void start_row(const SamplerControls& s) { row_with_card(s, "start", card_of(s.sampler.start)); }
void inversion_row(const SamplerControls& s) { row_with_card(s, "inversion", card_of(s.sampler.inversion)); }

void sampler_kind_row(const SamplerControls& s) {
    SamplerSpec& sampler = s.sampler;
    const SamplerKind before = sampler.kind;
    std::vector<int> possible;
    for (const Fact<SamplerKind>& rule : facts<SamplerKind>())
        if ((!rule.needs_gaussian || s.experiment().target.kind == TargetKind::gaussian) && !rule.from_file)
            possible.push_back(static_cast<int>(rule.value));
    const bool other = s.row("kind", {.choices = possible, .right = card_button_width(s.ui())});
    const auto index = &sampler - s.experiment().samplers.data();
    card_button(s.context, s.key + "kind.card", card_of(before), static_cast<int>(index));
    if (!other) return;
    const bool named_after_kind = sampler.name.rfind(fact(before).name, 0) == 0;
    if (named_after_kind) sampler.name = free_name(s.experiment(), fact(sampler.kind).name);
    if (takes_noise_alone(sampler.kind)) sampler.eta = 0; // what they are known for
    if (!has_kind(sampler.convention, sampler.kind)) set_convention(sampler, Convention::paper);
    if (sampler.convention != Convention::paper) set_convention(sampler, sampler.convention);
    if (!fact(sampler.kind).asks_denoiser) keep_levels_alone(sampler);
    sampler.recorded = {};
    sampler.against.clear();
}

/// Whose steps they should be, of the scene's samplers.
void against_row(const SamplerControls& s) {
    std::vector<const char*> names = {"the first that fits"};
    int index = 0;
    for (const SamplerSpec& other : s.experiment().samplers) {
        if (fact(other.kind).from_file || other.kind == SamplerKind::forward) continue;
        names.push_back(other.name.c_str());
        if (other.name == s.sampler.against) index = static_cast<int>(names.size()) - 1;
    }
    const KeyFact<SamplerSpec>& key = *find_key<SamplerSpec>("against");
    if (choice(s.ui(), {s.key + key.name, key.label, key.tip}, index,
               {names.data(), nullptr, static_cast<int>(names.size())}))
        s.sampler.against = index > 0 ? names[static_cast<std::size_t>(index)] : "";
}

/// Where the states are from, and what came of holding them against the other sampler.
void recorded_row(const SamplerControls& s) {
    const RecordedStates* const states = s.sampler.recorded.get();
    if (!states) return;
    std::string text = grouped(states->particles) + (states->particles == 1 ? " particle" : " particles");
    if (!states->file.empty()) text += " from " + states->file;
    if (states->left_out > 0) text += ", " + grouped(states->left_out) + " more are left out";
    const std::shared_ptr<const Run> run = s.context.app.session.run();
    const auto index = static_cast<std::size_t>(&s.sampler - s.experiment().samplers.data());
    paragraph(s.ui(), text + ".", s.ui().fonts.small(), s.ui().theme->muted);
    note_item(s.ui(), s.key + "states");
    if (!run || index >= run->samplers.size() || !run->samplers[index].local_errors) return;
    const LocalErrors& errors = *run->samplers[index].local_errors;
    paragraph(s.ui(), recorded_verdict(*run, index), s.ui().fonts.body(),
              errors.first >= 0 || errors.starts_elsewhere() ? s.ui().theme->warning : s.ui().theme->text);
    note_item(s.ui(), s.key + "verdict");
}

void eta_row(const SamplerControls& s) {
    if (fact(s.sampler.kind).eta == Eta::trades)
        s.row("eta", {.slider = {.lo = 0, .hi = eta_limit(s)}});
    else
        s.row("eta", {.tip = "Adds noise of η times the deviation below and leaves the mean as it is, as some notes "
                             "print it. 0: none."});
}

void steps_row(const SamplerControls& s) {
    SamplerSpec& sampler = s.sampler;
    const int T = s.T(), most = max_steps(sampler.spacing, T);
    if (T <= 1) return;
    const SliderRange range{.lo = 1, .hi = static_cast<double>(most), .log = T > 50};
    if (!s.row("steps", {.slider = range, .absent = T})) return;
    // "all" is the name of one number of steps; with fewer, strides that start at T are the safe choice.
    if (sampler.spacing == Spacing::all) sampler.spacing = Spacing::trailing;
    sampler.sections.clear();
    sampler.steps = nearest_steps(sampler, T, *sampler.steps);
}

void spacing_row(const SamplerControls& s) {
    SamplerSpec& sampler = s.sampler;
    std::vector<int> known;
    for (const Spacing spacing : spacings_of(sampler.convention)) known.push_back(static_cast<int>(spacing));
    if (!row_with_card(s, "spacing", card_of(sampler.spacing), {.choices = known})) return;
    sampler.sections.clear();
    if (sampler.spacing == Spacing::all)
        sampler.steps.reset();
    else
        sampler.steps = nearest_steps(sampler, s.T(), sampler.steps.value_or(s.T()));
}

void convention_row(const SamplerControls& s) {
    SamplerSpec& sampler = s.sampler;
    if (!s.row("convention")) return;
    if (!has_kind(sampler.convention, sampler.kind)) sampler.kind = SamplerKind::ddim;
    set_convention(sampler, sampler.convention);
}

void clip_row(const SamplerControls& s) {
    const bool guided = s.sampler.convention == Convention::guided_diffusion; // it has no dynamic thresholding
    const std::vector<int> known{static_cast<int>(Clip::Kind::off), static_cast<int>(Clip::Kind::static_)};
    const RowOptions options{.choices = guided ? known : std::vector<int>{}};
    if (s.sampler.clip.on())
        row_with_card(s, "clip", card_of(s.sampler.clip.kind), options);
    else
        s.row("clip", options);
}

void churn_row(const SamplerControls& s) {
    const double S = s.sampler.steps.value_or(s.T());
    row_with_card(s, "churn", "step.churn", {.slider = {.lo = 0, .hi = std::max(S / 2, s.sampler.churn.s_churn)}});
}

void s_tmin_row(const SamplerControls& s) {
    const Churn& churn = s.sampler.churn;
    s.row("s_tmin", {.slider = {.lo = 0, .hi = std::max(churn.s_tmax.value_or(2), churn.s_tmin)}});
}

void s_tmax_row(const SamplerControls& s) {
    SliderRange range = find_key<SamplerSpec>("s_tmax")->slider;
    range.lo = std::max(s.sampler.churn.s_tmin, range.lo);
    s.row("s_tmax", {.slider = range});
}

void corrector_row(const SamplerControls& s) {
    const auto most = static_cast<double>(most_corrector_steps(s.sampler, s.T()));
    row_with_card(s, "corrector_steps", "step.corrector", {.slider = {.lo = 0, .hi = most}});
}

// ---- the panel ----

const SettingRow first_rows[] = {
    {"kind", sampler_kind_row},
    {"against", against_row},
    {"states", recorded_row},
    {"eta", eta_row},
    {"variance", variance_row, [](const SamplerControls& s) { return s.sampler.convention != Convention::ddim; }},
    {"v", nullptr, [](const SamplerControls& s) { return s.sampler.convention != Convention::ddim; }},
    {"final_noise", nullptr, is_free},
    {"steps", steps_row},
    {"spacing", spacing_row},
    {"start", start_row},
    {"inversion", inversion_row},
    {"denoiser", nullptr, [](const SamplerControls& s) { return s.experiment().denoiser.kind != DenoiserKind::exact; }},
};

const SettingRow more_rows[] = {
    {"convention", convention_row},
    {"steps_offset", nullptr, [](const SamplerControls& s) { return s.sampler.spacing == Spacing::leading; }},
    {"set_alpha_to_one"},
    {"clip", clip_row, may_clip},
    {"clip_range", nullptr, may_clip},
    {"clip_percentile", nullptr,
     [](const SamplerControls& s) { return may_clip(s) && dimension(s.experiment().target) == 2; }},
    {"rederive_eps", nullptr,
     [](const SamplerControls& s) {
         return is_free(s) || (s.sampler.convention == Convention::diffusers && s.sampler.kind == SamplerKind::ddim);
     }},
    {"churn", churn_row, may_churn},
    {"s_noise", nullptr, may_churn},
    {"s_tmin", s_tmin_row, may_churn},
    {"s_tmax", s_tmax_row, may_churn},
    {"corrector_steps", corrector_row, is_free},
    {"corrector_snr", nullptr, is_free},
};

/// The name has its place above the settings; sections are a list, which a scene says; a file has become states.
const char* const elsewhere[] = {"name", "sections", "file"};

void show_rows(std::span<const SettingRow> rows, const SamplerControls& s) {
    for (const SettingRow& row : rows) {
        if (unmet(*find_key<SamplerSpec>(row.key), s.sampler) || (row.stands && !row.stands(s))) continue;
        row.show ? row.show(s) : static_cast<void>(s.row(row.key));
    }
}

/// Keys that neither list has.
void show_others(std::span<const KeyFact<SamplerSpec>> rows, const SamplerControls& s) {
    for (const KeyFact<SamplerSpec>& fact : rows) {
        const std::string_view name = fact.name;
        const auto is_it = [&](const SettingRow& row) { return row.key == name; };
        const bool known = std::any_of(std::begin(first_rows), std::end(first_rows), is_it) ||
                           std::any_of(std::begin(more_rows), std::end(more_rows), is_it) ||
                           std::find(std::begin(elsewhere), std::end(elsewhere), name) != std::end(elsewhere);
        if (!known && !unmet(fact, s.sampler)) key_row(s.ui(), s.key, fact, s.sampler);
    }
}

/// Whether what folds away says something.
bool has_more(const SamplerSpec& sampler) {
    return sampler.convention != Convention::paper || sampler.clip.on() || sampler.corrector_steps > 0 ||
           (takes_churn(sampler.kind) && sampler.churn.s_churn > 0);
}

} // namespace

bool sampler_row(SamplerSpec& sampler, const std::string& key, PanelContext& context, std::string_view name,
                 bool show) {
    const KeyFact<SamplerSpec>* fact = find_key<SamplerSpec>(name);
    if (!fact || unmet(*fact, sampler)) return false;
    const SamplerControls settings{sampler, key, context};
    const std::span<const SettingRow> lists[] = {first_rows, more_rows};
    for (const std::span<const SettingRow> rows : lists)
        for (const SettingRow& row : rows) {
            if (row.key != name) continue;
            if (row.stands && !row.stands(settings)) return false;
            if (show) row.show ? row.show(settings) : static_cast<void>(settings.row(row.key));
            return true;
        }
    return false;
}

void sampler_settings(SamplerSpec& sampler, const std::string& key, PanelContext& context,
                      std::span<const KeyFact<SamplerSpec>> rows) {
    Controls& ui = context.ui;
    const SamplerControls settings{sampler, key, context};
    show_rows(first_rows, settings);
    show_others(rows, settings);
    if (!fact(sampler.kind).asks_denoiser) return;

    ImGuiStorage& storage = *ImGui::GetStateStorage();
    const ImGuiID more = ImGui::GetID("more");
    const bool needed = has_more(sampler);
    bool open = needed || storage.GetBool(more);
    const float top = ImGui::GetCursorScreenPos().y;
    bool opened = false;
    if (!needed &&
        text_button(ui, key + "more", open ? "Less" : "More",
                    open ? "Fold these away" : "Conventions of libraries, clipping, churn, Langevin corrector steps"))
        storage.SetBool(more, opened = open = !open);
    if (open) show_rows(more_rows, settings);
    if (opened) bring_into_sight(top, ImGui::GetCursorScreenPos().y);
}

} // namespace halfstep
