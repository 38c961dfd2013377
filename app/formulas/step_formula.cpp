#include "app/formulas/step_formula.h"

#include "app/base/text.h"
#include "app/formulas/slots.h"

#include <algorithm>
#include <iterator>

namespace halfstep {
namespace {

using plots::InspectedStep;
using plots::StepStage;

constexpr const char* names[] = {"x0", "eps", "last", "again", "state", "noise"};

/// What a term is called, and the vector that it multiplies.
struct TermTex {
    const char *k, *of;
};
TermTex tex_of(StepTerm::Kind kind, const char* leaving) {
    switch (kind) {
    case StepTerm::x0: return {"k_{x_0}", "\\hat x_0"};
    case StepTerm::eps: return {"k_\\varepsilon", "\\hat\\varepsilon"};
    case StepTerm::last: return {"k_{\\mathrm{last}}", "(\\hat x_0 - \\hat x_0^{\\,\\mathrm{last}})"};
    case StepTerm::again: return {"k_{\\mathrm{again}}", "(\\hat\\varepsilon\\,' - \\hat\\varepsilon)"};
    case StepTerm::state: return {"A", leaving};
    case StepTerm::noise: return {"\\sigma", "z"};
    }
    return {"", ""};
}

std::string in_colour(StepTerm::Kind kind, const std::string& tex) {
    return "\\term{" + std::string(names[kind]) + "}{\\color{series[" +
           std::to_string(plots::term_series(kind) % plots::series_colors) + "]}{" + tex + "}}";
}

/// The state before a step and the one after it: a forward chain goes from the later to the earlier of the two names.
struct EndsTex {
    const char *leaving, *arriving;
};
EndsTex ends_tex(const InspectedStep& step, Notation notation) {
    const char* s = arrival_tex(notation);
    return step.step->move == MoveKind::forward ? EndsTex{s, "x_t"} : EndsTex{"x_t", s};
}

/// The terms that are there by now, as `one` writes each.
template <class One>
std::string sum(const InspectedStep& step, StepStage now, const One& one) {
    std::string tex;
    for (const StepTerm& term : step.move->terms)
        if (plots::stage_of(term.kind) <= now) tex += (tex.empty() ? "" : " + ") + in_colour(term.kind, one(term));
    return tex;
}

/// The level of a state: of x_{t-1} {t-1}.
std::string index_of(const char* state) { return std::string(state).substr(2); }

/// The factors of x0 and eps at a level, as "t" or "s".
std::pair<std::string, std::string> levels_tex(Notation notation, const std::string& level) {
    switch (notation) {
    case Notation::ddpm: return {"\\sqrt{\\bar\\alpha_" + level + "}\\,", "\\sqrt{1 - \\bar\\alpha_" + level + "}\\,"};
    case Notation::ddim: return {"\\sqrt{\\alpha_" + level + "}\\,", "\\sqrt{1 - \\alpha_" + level + "}\\,"};
    case Notation::sde: break;
    case Notation::sigma2: return {"", "\\sqrt{" + level + "}\\,"};
    }
    return {"a_" + level + "\\,", "b_" + level + "\\,"};
}

} // namespace

const char* arrival_tex(Notation notation) {
    switch (notation) {
    case Notation::ddpm:
    case Notation::ddim: return "x_{t-1}";
    case Notation::sde: return "x_s";
    case Notation::sigma2: return "x_{t-\\Delta t}";
    }
    return "x_s";
}

const char* term_name(StepTerm::Kind kind) { return names[kind]; }

int kind_of_term(std::string_view name) {
    const auto at = std::find(std::begin(names), std::end(names), name);
    return at == std::end(names) ? -1 : static_cast<int>(at - std::begin(names));
}

Formula step_with_names(const InspectedStep& step, Notation notation, int stage) {
    const StepStage now = plots::stage_at(step, stage);
    const EndsTex ends = ends_tex(step, notation);
    if (now == StepStage::leave) return {std::string(ends.leaving) + "\\sim p_t"};
    if (now == StepStage::ask) return {"\\hat x_0 = \\mathbb{E}[x_0 \\mid x_t]"};
    if (now == StepStage::compose || now == StepStage::split) {
        const bool known = now == StepStage::compose; // x0 and eps themselves, on the way up
        const auto [a, b] = levels_tex(notation, known ? index_of(ends.leaving) : "t");
        return {std::string(known ? ends.leaving : "x_t") + " = " +
                in_colour(StepTerm::x0, a + (known ? "x_0" : "\\hat x_0")) + " + " +
                in_colour(StepTerm::eps, b + (known ? "\\varepsilon" : "\\hat\\varepsilon"))};
    }
    return {std::string(now == StepStage::arrive ? ends.arriving : "x") + " = " +
            sum(step, now, [&](const StepTerm& term) {
                const TermTex tex = tex_of(term.kind, ends.leaving);
                return std::string(tex.k) + "\\," + tex.of;
            })};
}

Formula step_with_numbers(const InspectedStep& step, Notation notation, int stage, int digits) {
    Formula formula;
    Slots slot(formula, digits);
    const StepStage now = plots::stage_at(step, stage);
    if (now == StepStage::leave)
        return formula.tex = std::string(ends_tex(step, notation).leaving) + " = " + slot(step.x_from), formula;
    if (now == StepStage::ask) return formula.tex = "\\hat x_0 = " + slot(step.move->x0_hat), formula;
    if (now == StepStage::split) {
        const Level& level = step.from();
        formula.tex = slot(step.x_from) + " = " +
                      in_colour(StepTerm::x0, slot(level.a) + "\\cdot " + slot.factor(step.move->x0_hat)) + " + " +
                      in_colour(StepTerm::eps, slot(level.b) + "\\cdot " + slot.factor(step.move->eps_hat));
        return formula;
    }
    if (now == StepStage::compose) {
        const Level& level = step.from();
        const Vec eps = (step.x_from - level.a * step.x0) / level.b;
        formula.tex = slot(step.x_from) + " = " +
                      in_colour(StepTerm::x0, slot(level.a) + "\\cdot " + slot.factor(step.x0)) + " + " +
                      in_colour(StepTerm::eps, slot(level.b) + "\\cdot " + slot.factor(eps));
        return formula;
    }
    Vec so_far = Vec::Zero(step.x_to.size());
    for (const StepTerm& term : step.move->terms)
        if (plots::stage_of(term.kind) <= now) so_far += term.value;
    const std::string terms =
        sum(step, now, [&](const StepTerm& term) { return slot(term.k) + "\\cdot " + slot.factor(term.of); });
    formula.tex = slot(now == StepStage::arrive ? step.x_to : so_far) + " = " + terms;
    return formula;
}

std::string step_csv(const InspectedStep& step) {
    std::string csv = "what,factor,x,y\n";
    const auto row = [&](const std::string& what, const std::string& factor, const Vec& value) {
        csv += what + "," + factor + "," + number(value[0]) + "," + (value.size() > 1 ? number(value[1]) : "") + "\n";
    };
    row("from", "", step.x_from);
    if (step.move->x0_hat.size() > 0) {
        row("x0_hat", "", step.move->x0_hat);
        row("eps_hat", "", step.move->eps_hat);
    }
    for (const StepTerm& term : step.move->terms) {
        row(std::string(term_name(term.kind)) + "_of", number(term.k(0, 0)), term.of);
        row(term_name(term.kind), "", term.value);
    }
    row("to", "", step.x_to);
    return csv;
}

} // namespace halfstep
