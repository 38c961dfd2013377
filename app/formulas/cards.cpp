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

std::string card_text(const Card& card, Notation notation) {
    std::string text = std::string(card.title) + "\n" + card_tex(card, notation) + "\n";
    if (*card.note) text += std::string(card.note) + "\n";
    return text + card.source + "\n";
}

const std::vector<Card>& all_cards() {
    static const std::vector<Card> cards = [] {
        std::vector<Card> all;
        for (const auto family :
             {sampler_cards, process_cards, schedule_cards, denoiser_cards, loss_cards, closed_form_cards})
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

std::string closed_form_card(const Run& run, int sampler) {
    const SamplerRun& of = run.samplers[static_cast<std::size_t>(sampler)];
    if (of.predicted.empty()) return "";
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
