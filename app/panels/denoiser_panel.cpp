#include "app/panels/key_row.h"
#include "app/panels/panels.h"

namespace halfstep {
namespace {

/// One menu for both enumerations: the exact denoiser, each error, a learned one.
struct Entry {
    const char *label, *tip;
    DenoiserKind kind;
    DenoiserError error;
};

std::vector<Entry> entries() {
    std::vector<Entry> list;
    for (const Fact<DenoiserKind>& kind : facts<DenoiserKind>()) {
        if (kind.value != DenoiserKind::perturbed)
            list.push_back({kind.label, kind.tip, kind.value, DenoiserError::bias});
        else
            for (const Fact<DenoiserError>& error : facts<DenoiserError>())
                list.push_back({error.label, error.tip, kind.value, error.value});
    }
    return list;
}

bool is(const DenoiserSpec& denoiser, const Entry& entry) {
    return denoiser.kind == entry.kind && (entry.kind != DenoiserKind::perturbed || denoiser.error == entry.error);
}

void denoiser_kind_row(DenoiserSpec& denoiser, PanelContext& context) {
    Controls& ui = context.ui;
    const std::vector<Entry> list = entries();
    std::vector<const char*> labels, tips;
    int index = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
        labels.push_back(list[i].label);
        tips.push_back(list[i].tip);
        if (is(denoiser, list[i])) index = static_cast<int>(i);
    }
    const KeyFact<DenoiserSpec>& row = *find_key<DenoiserSpec>("kind");
    const bool other = choice(ui, {"denoiser.kind", row.label, row.tip, card_button_width(ui)}, index,
                              {labels.data(), tips.data(), static_cast<int>(list.size())});
    const bool wrong = denoiser.kind == DenoiserKind::perturbed;
    card_button(context, "denoiser.kind.card", wrong ? card_of(denoiser.error) : card_of(denoiser.kind));
    if (!other) return;
    const Entry& chosen = list[static_cast<std::size_t>(index)];
    denoiser.kind = chosen.kind;
    if (denoiser.kind == DenoiserKind::perturbed) denoiser.error = chosen.error;
    if (denoiser.error == DenoiserError::field && denoiser.scale < 0) denoiser.scale = -denoiser.scale;
}

/// What the error's size means depends on the error.
RowOptions scale_options(DenoiserError error) {
    switch (error) {
    case DenoiserError::bias:
        return {"Error",
                "Added to v̂ in every coordinate: near the data the error of ε̂, near the noise minus that of x̂₀.",
                {.lo = -1, .hi = 1}};
    case DenoiserError::field:
        return {"Error",
                "Standard deviation of the error of v̂: near the data that of ε̂, near the noise that of x̂₀.",
                {.lo = 0, .hi = 1}};
    case DenoiserError::sigma:
        return {"s", "0: right. 0.1: the noise is taken to be 10 % more than it is.", {.lo = -0.9, .hi = 1}};
    }
    return {};
}

} // namespace

void denoiser_panel(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    DenoiserSpec& denoiser = experiment.denoiser;
    heading(ui, "Denoiser");
    denoiser_kind_row(denoiser, context);
    if (denoiser.kind == DenoiserKind::learned) return training_settings(context);
    if (denoiser.kind == DenoiserKind::exact) return;
    key_row(ui, "denoiser.", "scale", denoiser, scale_options(denoiser.error));
    if (denoiser.error != DenoiserError::field) return;
    key_row(ui, "denoiser.", "length", denoiser);
    key_row(ui, "denoiser.", "seed", denoiser);
}

} // namespace halfstep
