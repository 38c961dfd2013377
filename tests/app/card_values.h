#pragma once
// Values of the symbols that equation cards are written in, at two levels, in each notation.

#include "app/formulas/cards.h"
#include "tests/app/tex_value.h"

namespace halfstep::testing {

/// Of a level t and one s below it. What a card has to define itself (beta_tilde, A, B, D, ...) is left out.
inline void add_levels(TexValues& values, Notation notation, const Level& from, const Level& to) {
    auto& known = values.symbols;
    switch (notation) {
    case Notation::ddpm:
        known["\\bar\\alpha_t"] = from.a * from.a;
        known["\\bar\\alpha_t-1"] = to.a * to.a;
        known["\\alpha_t"] = transition(from, to).A * transition(from, to).A;
        known["\\beta_t"] = transition(from, to).B;
        break;
    case Notation::ddim:
        known["\\alpha_t"] = from.a * from.a;
        known["\\alpha_t-1"] = to.a * to.a;
        break;
    case Notation::sde:
        known["a_t"] = from.a, known["b_t"] = from.b;
        known["a_s"] = to.a, known["b_s"] = to.b;
        known["t"] = from.t, known["s"] = to.t;
        break;
    case Notation::sigma2:
        known["t"] = from.t;
        known["\\Deltat"] = from.t - to.t;
        break;
    }
    known["e"] = std::exp(1.0);
}

/// What T levels are called under a sum, and the last of them.
inline void add_all_levels(TexValues& values, Notation notation, const Process& process) {
    const Level& last = process.levels.back();
    for (const Level& level : process.levels) {
        values.lists["a"].push_back(level.a);
        values.lists["b"].push_back(level.b);
        values.lists["t"].push_back(level.t);
        values.lists[notation == Notation::ddim ? "\\alpha" : "\\bar\\alpha"].push_back(level.a * level.a);
    }
    auto& known = values.symbols;
    known["T"] = process.steps();
    known["a_T"] = last.a, known["b_T"] = last.b;
    known[notation == Notation::ddim ? "\\alpha_T" : "\\bar\\alpha_T"] = last.a * last.a;
    if (notation == Notation::sigma2) known["\\Deltat"] = 1.0 / process.steps();
}

/// A card's lines with letters for what they say in words: Y is what is computed, M, E, W are mean square errors of x0,
/// eps, v, N is E|x0|^2, X is E[x0 | x_t], P the variance before a step.
inline std::string plain_lines(const Card& card, Notation notation) {
    static const std::pair<const char*, const char*> words[] = {
        {R"(\int p_T \log\frac{p_T}{\mathcal{N}(0, 1)}\,dx)", "Y"},
        {R"(\mathrm{KL})", "Y"},
        {R"(\mathrm{rms})", "Y"},
        {R"(\operatorname{se})", "Y"},
        {R"(\mathbb{E}[-\log p(x_0)])", "Y"},
        {R"(\operatorname{Var}[x_0 \mid x_t])", "Y"},
        {R"(\operatorname{Var}[X_0 \mid X_t])", "Y"},
        {R"(\operatorname{Var}[x_{t-1} \mid x_t])", "Y"},
        {R"(\operatorname{Var}[x_s \mid x_t])", "Y"},
        {R"(\operatorname{Var}[X_{t-\Delta t} \mid X_t])", "Y"},
        {R"(\operatorname{Var} \hat x_0)", "Y"},
        {R"(\operatorname{Var} \hat X_0)", "Y"},
        {R"(\operatorname{Var} x_s)", "Y"},
        {R"(\operatorname{Var} x_t)", "P"},
        {R"(\operatorname{Var} X_t)", "P"},
        {R"(\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)", "M"},
        {R"(\mathbb{E}\lvert \varepsilon - \hat\varepsilon \rvert^2)", "E"},
        {R"(\mathbb{E}\lvert v - \hat v \rvert^2)", "W"},
        {R"(\mathbb{E}\lvert \varepsilon - \varepsilon^* \rvert^2)", "Y"},
        {R"(\mathbb{E}\lvert x_0 \rvert^2)", "N"},
        {R"(\mathbb{E}[x_0 \mid x_t])", "X"},
        {R"(\hat v_\theta(x_t, t))", R"(\hat v)"},
        {R"(g(x_t, t))", "X"},
    };
    std::string text = card.tex.lines(notation);
    for (const auto& [from, to] : words) text = replaced_all(text, from, to);
    return text;
}

inline Process process_of(ProcessKind kind, Grid grid = Grid::linear, int steps = 10) {
    ProcessSpec spec;
    spec.kind = kind;
    spec.steps = steps;
    spec.grid = grid;
    spec.schedule.beta_end = 0.3;
    return make_process(spec);
}

/// Every notation on the processes that it speaks of.
struct NotationCase {
    Notation notation;
    Process process;
    const char* words; ///< of the row of cases that holds
};
inline std::vector<NotationCase> notation_cases() {
    return {{Notation::ddpm, process_of(ProcessKind::vp), "VP"},
            {Notation::ddim, process_of(ProcessKind::vp), "VP"},
            {Notation::sde, process_of(ProcessKind::vp), "VP"},
            {Notation::sde, process_of(ProcessKind::ve, Grid::karras), "VE"},
            {Notation::sde, process_of(ProcessKind::flow), "flow"},
            {Notation::sigma2, process_of(ProcessKind::ve), "VE"}};
}

inline Target line_target(double mean, double variance) {
    Target target;
    target.components = {{.weight = 1, .mean = Vec::Constant(1, mean), .cov = Mat::Constant(1, 1, variance)}};
    return target;
}

} // namespace halfstep::testing
