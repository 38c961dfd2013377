#include "app/formulas/cards.h"

#include "core/measure/closed_form.h"

#include <algorithm>

namespace halfstep {
namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

} // namespace

std::string CardTex::lines(Notation notation) const {
    switch (notation) {
    case Notation::ddpm: break;
    case Notation::ddim: return ddim.empty() ? replaced(ddpm, "\\bar\\alpha", "\\alpha") : ddim;
    case Notation::sde: return sde.empty() ? ddpm : sde;
    case Notation::sigma2: return sigma2.empty() ? lines(Notation::sde) : sigma2;
    }
    return ddpm;
}

std::string card_tex(const Card& card, Notation notation) {
    const std::string lines = card.tex.lines(notation);
    if (lines.find('\n') == std::string::npos) return lines;
    std::string tex = "\\begin{aligned} ";
    for (std::size_t begin = 0; begin < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', begin), lines.size());
        std::string line = lines.substr(begin, end - begin);
        if (const std::size_t sign = line.find(" = "); sign != std::string::npos) line.insert(sign + 1, "&");
        tex += (begin > 0 ? " \\\\ " : "") + line;
        begin = end + 1;
    }
    return tex + " \\end{aligned}";
}

namespace {

/// Of which a card speaks where there is no scene.
ProcessSpec process_spoken_of(const Card& card, Notation notation) {
    ProcessSpec process = process_of(notation);
    const std::string_view name = card.name;
    if (name.starts_with("schedule.") || name == card_of(ProcessKind::vp)) process.kind = ProcessKind::vp;
    return process;
}

} // namespace

std::string card_title(const Card& card, Notation notation) {
    return spelled(card.title, notation, process_spoken_of(card, notation));
}

std::string card_text(const Card& card, Notation notation) {
    const ProcessSpec process = process_spoken_of(card, notation);
    std::string text = card_title(card, notation) + "\n" + card_tex(card, notation) + "\n";
    if (*card.note) text += spelled(card.note, notation, process) + "\n";
    return text + card.source + "\n";
}

ProcessSpec process_of(Notation notation) {
    ProcessSpec process;
    process.kind = notation == Notation::ddpm || notation == Notation::ddim ? ProcessKind::vp : ProcessKind::ve;
    process.grid = notation == Notation::sigma2 ? Grid::linear : Grid::karras;
    process.sigma_max = 1;
    return process;
}

const std::vector<Card>& all_cards() {
    static const std::vector<Card> cards = [] {
        std::vector<Card> all;
        for (const auto family : {sampler_cards, setting_cards, plan_cards, process_cards, schedule_cards, law_cards,
                                  denoiser_cards, loss_cards, closed_form_cards, comparison_cards})
            for (Card& card : family()) all.push_back(std::move(card));
        return all;
    }();
    return cards;
}

const Card* find_card(std::string_view name) {
    for (const Card& card : all_cards())
        if (card.name == name) return &card;
    return nullptr;
}

std::string card_of(Topic topic, const Run& run) {
    const ProcessSpec& process = run.process().spec;
    switch (topic) {
    case Topic::none: return "";
    case Topic::level: return card_of(process.kind);
    case Topic::ratio: return "process.ratio";
    case Topic::forward_noise:
        if (process.kind == ProcessKind::vp) return card_of(process.schedule.kind);
        return process.kind == ProcessKind::ve ? card_of(process.grid) : card_of(process.kind);
    case Topic::posterior: return "process.posterior";
    case Topic::law: return "process.law";
    case Topic::reverse: return "process.reverse";
    case Topic::mean: return "closed-form.mean";
    case Topic::variance: return "closed-form.marginal";
    case Topic::denoiser: return card_of(run.experiment().denoiser.kind);
    case Topic::score: return "process.score";
    case Topic::x0_loss: return card_of(Prediction::x0);
    case Topic::eps_loss: return card_of(Prediction::eps);
    case Topic::v_loss: return card_of(Prediction::v);
    case Topic::bound_step: return "bound.step";
    case Topic::bound_best: return "variance.best";
    case Topic::distance: return distance_card(run);
    }
    return "";
}

std::string closed_form_card(const Run& run, int sampler) {
    const SamplerRun& of = run.samplers[static_cast<std::size_t>(sampler)];
    if (of.predicted.empty()) return "";
    if (of.forward()) return "closed-form.marginal";
    const SamplerSpec& spec = of.spec();
    const bool plain = is_affine(run.target(), {}) && of.plan->denoiser.kind == DenoiserKind::exact &&
                       spec.start != Start::encoded && spec.corrector_steps == 0 && spec.churn.s_churn == 0 &&
                       spec.convention == Convention::paper && run.target().dim() == 1;
    if (plain) switch (spec.kind) {
        case SamplerKind::mean_only: return spec.eta > 0 ? "closed-form.ddpm" : "closed-form.mean-only";
        case SamplerKind::ddpm: return "closed-form.ddpm";
        case SamplerKind::ddim:
            if (spec.eta == 0) return "closed-form.ddim";
            break;
        case SamplerKind::half_step:
            if (is_sigma2_process(run.process().spec)) return "closed-form.half-step";
            break;
        default: break;
        }
    return "closed-form.gain";
}

} // namespace halfstep
