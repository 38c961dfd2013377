#include "app/panels/panels.h"

#include "app/scene/scene.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

const char* const kinds[] = {"DDIM", "DDPM", "Mean only", "Half step", "Naive inverse", "True reverse"};
const char* const kind_tips[] = {
    "x = a x̂₀ + √(b² − σ²) ε̂ + σ z with σ = η √β̃. η = 0 is deterministic, η = 1 is DDPM with the small variance.",
    "The mean of q(xₛ | xₜ, x̂₀) plus fresh noise.",
    "The DDPM mean without noise: collapses towards E[x₀ | x_T].",
    "Half of the way to the DDPM mean, no noise: DDIM's limit for small steps, and this program's name.",
    "(xₜ − √(1−α) ε̂)/√α: takes all of the noise in xₜ for the noise of one step. Wrong, and instructive.",
    "The exact law of xₛ | xₜ for a Gaussian target: right with any number of steps.",
};
const char* const variances[] = {"β̃  small", "β  large", "learned"};
const char* const variance_tips[] = {
    "β̃: the variance of xₛ when xₜ and x₀ are known. Right for point-mass data.",
    "β: the variance of the forward step. Right for N(0, I) data.",
    "exp(v log β + (1−v) log β̃), as a network may learn it.",
};
const char* const spacings[] = {"all", "leading", "trailing", "linspace", "uniform", "quadratic"};
const char* const spacing_tips[] = {
    "Every level.",
    "Every ⌊T/S⌋-th level from the data; stops short of T.",
    "Even strides down from T.",
    "Even, first and last level included.",
    "⌊jT/S⌋: even strides from the data.",
    "Dense near the data; starts at 0.8 T.",
};
const char* const starts[] = {"N(0, I)", "exact p_T"};
const char* const start_tips[] = {
    "The prior that is used in practice.",
    "The true law of xₜ at the first level: takes the prior's own error out of the picture.",
};

std::string summary(const SamplerSpec& sampler, int T) {
    char text[64] = "";
    if (sampler.kind == SamplerKind::ddim) std::snprintf(text, sizeof text, "η %.2g, ", sampler.eta);
    return text + std::to_string(sampler.steps.value_or(T)) + " steps";
}

/// "DDIM 2" where "DDIM" is taken: names become folders, so they must differ.
std::string free_name(const Experiment& experiment, const std::string& wanted) {
    for (int i = 1;; ++i) {
        const std::string name = i == 1 ? wanted : wanted + " " + std::to_string(i);
        const bool taken = std::any_of(experiment.samplers.begin(), experiment.samplers.end(),
                                       [&](const SamplerSpec& s) { return s.name == name; });
        if (!taken) return name;
    }
}

void steps_rows(SamplerSpec& sampler, const Experiment& experiment, const std::string& key, Controls& ui) {
    const int T = experiment.process.steps;
    double steps = sampler.steps.value_or(T);
    const int most = max_steps(sampler.spacing, T);
    if (T > 1 && slider(ui, key + "steps", "Steps", "How many of the levels this sampler visits.", steps, 1, most,
                        {.log = T > 50, .integer = true})) {
        // "all" is the name of one number of steps; with fewer, strides that start at T are the safe choice.
        if (sampler.spacing == Spacing::all) sampler.spacing = Spacing::trailing;
        sampler.steps = static_cast<int>(steps);
    }
    int spacing = static_cast<int>(sampler.spacing);
    if (choice(ui, key + "spacing", "Levels τ", "Which levels are visited.", spacing, spacings, spacing_tips, 6)) {
        sampler.spacing = static_cast<Spacing>(spacing);
        if (sampler.spacing == Spacing::all)
            sampler.steps.reset();
        else
            sampler.steps = std::min(sampler.steps.value_or(T), max_steps(sampler.spacing, T));
    }
}

/// Moving T, the kind of process or the levels may make a once possible eta impossible.
void fit_eta(SamplerSpec& sampler, const Experiment& experiment) {
    if (sampler.kind != SamplerKind::ddim || sampler.eta <= 1) return;
    try {
        sampler.eta = std::min(sampler.eta, max_eta(sampler, make_process(experiment.process)));
    } catch (const Error&) {
        sampler.eta = 1; // the process itself is impossible at the moment; 1 is possible on any
    }
}

double eta_limit(const SamplerSpec& sampler, const Experiment& experiment) {
    try {
        // Rounded down to what three digits can show, so that the end of the slider is inside.
        return std::floor(std::min(max_eta(sampler, make_process(experiment.process)), 4.0) * 100) / 100;
    } catch (const Error&) {
        return 1;
    }
}

void settings(SamplerSpec& sampler, const Experiment& experiment, const std::string& key, Controls& ui) {
    int kind = static_cast<int>(sampler.kind);
    const int count = experiment.target.kind == TargetKind::gaussian ? 6 : 5; // true-reverse needs a Gaussian target
    if (choice(ui, key + "kind", "Rule", "How one step is taken.", kind, kinds, kind_tips, count)) {
        const bool named_after_kind = sampler.name.rfind(kinds[static_cast<int>(sampler.kind)], 0) == 0;
        if (named_after_kind) sampler.name = free_name(experiment, kinds[kind]);
        sampler.kind = static_cast<SamplerKind>(kind);
    }
    if (sampler.kind == SamplerKind::ddim)
        slider(ui, key + "eta", "η", "How much of the noise is fresh: σ = η √β̃. 0: deterministic DDIM; 1: DDPM with β̃.",
               sampler.eta, 0, eta_limit(sampler, experiment));
    if (sampler.kind == SamplerKind::ddpm) {
        int variance = static_cast<int>(sampler.variance);
        if (choice(ui, key + "variance", "Variance", "Of the noise that a step adds.", variance, variances,
                   variance_tips, 3))
            sampler.variance = static_cast<Variance>(variance);
        if (sampler.variance == Variance::learned)
            slider(ui, key + "v", "v", "0: small, 1: large; in between on the log scale.", sampler.v, 0, 1);
        toggle(ui, key + "final_noise", "Last noise",
               "Add noise in the step that arrives at the data, too. Usually left out; "
               "equation (1) of the σ² problem has it.",
               sampler.final_noise);
    }
    steps_rows(sampler, experiment, key, ui);
    int start = static_cast<int>(sampler.start);
    if (choice(ui, key + "start", "Starts from", "The law of the first state.", start, starts, start_tips, 2))
        sampler.start = static_cast<Start>(start);
}

/// Chip, name and a summary on one line; returns false when the sampler is to be removed.
bool header(SamplerSpec& sampler, std::size_t index, const Experiment& experiment, Controls& ui, int& unfolded) {
    const bool open = unfolded == static_cast<int>(index);
    const std::string key = "sampler[" + std::to_string(index) + "].";
    const float button = 30 * ui.scale;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    if (icon_button(ui, key + "fold", open ? Icon::unfolded : Icon::folded,
                    open ? "Fold these settings away" : "Show its settings"))
        unfolded = open ? -1 : static_cast<int>(index);
    ImGui::SameLine(0, 0);
    const float chip = 12 * ui.scale, x = ImGui::GetCursorScreenPos().x + 2 * ui.scale,
                y = origin.y + (button - chip) / 2;
    list.AddRectFilled({x, y}, {x + chip, y + chip}, packed(ui.accent), 3 * ui.scale);
    ImGui::SetCursorScreenPos({x + chip + 2 * ui.scale, origin.y + 2 * ui.scale});

    const std::string short_text = summary(sampler, experiment.process.steps);
    const float right = ui.fonts.measure(short_text, ui.fonts.small(), Weight::regular).x;
    const float room = ImGui::GetContentRegionAvail().x - button;
    ui.fonts.push_bold();
    text_field(ui, key + "name", sampler.name, room - right - 12 * ui.scale);
    ImGui::PopFont();
    ui.fonts.draw(list, {x + chip + 2 * ui.scale + room - right - 6 * ui.scale, origin.y + button / 2}, short_text,
                  ui.fonts.small(), Weight::regular, ui.theme->muted, Align::start, Align::middle);
    ImGui::SetCursorScreenPos({x + chip + 2 * ui.scale + room, origin.y});
    const bool last = experiment.samplers.size() == 1;
    return !icon_button(ui, key + "remove", Icon::close,
                        last ? "An experiment has at least one sampler" : "Remove this sampler", !last);
}

} // namespace

void panel_samplers(Experiment& experiment, Controls& ui, int& unfolded) {
    heading(ui, "Samplers");
    const Color accent = ui.accent;
    int removed = -1;
    for (std::size_t i = 0; i < experiment.samplers.size(); ++i) {
        SamplerSpec& sampler = experiment.samplers[i];
        ui.accent = resolve(*ui.theme, {Ink::sampler, static_cast<int>(i), 1});
        ImGui::PushID(static_cast<int>(i));
        if (!header(sampler, i, experiment, ui, unfolded)) removed = static_cast<int>(i);
        if (unfolded == static_cast<int>(i)) {
            ImGui::Indent(12 * ui.scale);
            settings(sampler, experiment, "sampler[" + std::to_string(i) + "].", ui);
            ImGui::Unindent(12 * ui.scale);
            ImGui::Dummy({0, 4 * ui.scale});
        }
        fit_eta(sampler, experiment);
        ImGui::PopID();
    }
    ui.accent = accent;
    if (removed >= 0) {
        experiment.samplers.erase(experiment.samplers.begin() + removed);
        unfolded = -1;
        ++ui.gesture;
    }
    const bool room = experiment.samplers.size() < static_cast<std::size_t>(Limits::max_samplers);
    if (text_button(ui, "sampler.add", "+  Add sampler",
                    room ? "Another sampler, from the same x_T with the same noise" : "At most eight, one colour each",
                    room)) {
        SamplerSpec sampler;
        sampler.name = free_name(experiment, "DDIM");
        experiment.samplers.push_back(sampler);
        unfolded = static_cast<int>(experiment.samplers.size()) - 1;
        ++ui.gesture;
    }
}

} // namespace halfstep
