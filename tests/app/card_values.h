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
/// eps, v, N is E|x0|^2, X is E[x0 | x_t], P the variance before a step; of two scenes G, H, K and C are the variances
/// of a difference and of its parts, and the covariance of these.
inline std::string plain_lines(const Card& card, Notation notation) {
    static const std::pair<const char*, const char*> words[] = {
        {R"(\int p_T \log\frac{p_T}{\mathcal{N}(0, 1)}\,dx)", "Y"},
        {R"(\mathrm{KL})", "Y"},
        {R"(\mathrm{rms})", "Y"},
        {R"(\operatorname{se})", "Y"},
        {R"(\operatorname{Cov}(\hat\theta_A, \hat\theta_B))", "C"},
        {R"(\operatorname{Var} \delta)", "G"},
        {R"(\operatorname{Var} \hat\theta_A)", "H"},
        {R"(\operatorname{Var} \hat\theta_B)", "K"},
        {R"(\mathbb{E}[-\log p(x_0)] \le L)", "L"},
        {R"(\mathbb{E}[-\log p(x_0)])", "Y"},
        {R"(\operatorname{Var}[x_0 \mid x_t])", "Y"},
        {R"(\operatorname{Var}[X_0 \mid X_t])", "Y"},
        {R"(\operatorname{Var}[x_{t-1} \mid x_t])", "Y"},
        {R"(\operatorname{Var}[x_s \mid x_t])", "Y"},
        {R"(\operatorname{Var}[X_{t-\Delta t} \mid X_t])", "Y"},
        {R"(\operatorname{Var} \hat x_0)", "Y"},
        {R"(\operatorname{Var} \hat X_0)", "Y"},
        {R"(\operatorname{Var} x_{t-1})", "Y"},
        {R"(\operatorname{Var} X_{t-\Delta t})", "Y"},
        {R"(\mathbb{E}[x_{t-1} \mid x_t])", "U"},
        {R"(\mathbb{E}[x_s \mid x_t])", "U"},
        {R"(\mathbb{E}[X_{t-\Delta t} \mid X_t])", "U"},
        {R"(\operatorname{Cov}[x_{t-1} \mid x_t])", "Y"},
        {R"(\operatorname{Cov}[x_s \mid x_t])", "Y"},
        {R"(\operatorname{Cov}[X_{t-\Delta t} \mid X_t])", "Y"},
        {R"(\operatorname{Cov}[x_0 \mid x_t])", "P"},
        {R"(\operatorname{Cov}[X_0 \mid X_t])", "P"},
        {R"(\mathbb{E}[x_{t-1}])", "U"},
        {R"(\mathbb{E}[x_s])", "U"},
        {R"(\mathbb{E}[X_{t-\Delta t}])", "U"},
        {R"(\mathbb{E}[x_t])", "Q"},
        {R"(\mathbb{E}[X_t])", "Q"},
        {R"(\nabla \log p_t(x_t))", "R"},
        {R"(\operatorname{SNR})", "Y"},
        {R"(p_t(x))", "Y"},
        {R"(\frac{d \bar x}{d \sigma})", "Y"},
        {R"(\frac{d x}{d t})", "Y"},
        {R"(L \ge)", "Y ="},
        {R"(V^*)", "Y"},
        {R"(\propto)", R"(= \frac{1}{Z})"},
        {R"(L_{\mathrm{simple}} = \mathbb{E}_{t, x_0, \varepsilon})", "Y ="},
        {R"(L = \mathbb{E}_{t, x_0, \varepsilon})", "Y ="},
        {R"(\operatorname{Var} x_s)", "Y"},
        {R"(\operatorname{Var} x_t)", "P"},
        {R"(\operatorname{Var} X_t)", "P"},
        {R"(\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)", "M"},
        {R"(\mathbb{E}\lvert \varepsilon - \hat\varepsilon \rvert^2)", "E"},
        {R"(\mathbb{E}\lvert v - \hat v \rvert^2)", "W"},
        {R"(\mathbb{E}\lvert \varepsilon - \varepsilon^* \rvert^2)", "Y"},
        {R"(\mathbb{E}\lvert x_0 \rvert^2)", "N"},
        {R"(\mathbb{E}[x_0 \mid x_t])", "X"},
        {R"(\mathbb{E}[X_0 \mid X_t])", "X"},
        {R"(\mathbb{E}[X_0 \mid X_t = x])", "X"},
        {R"(g(x, t))", "X"},
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

inline void check_card(const std::string& name, const NotationCase& of, const TexValues& values, double within = 1e-9) {
    const Card* card = find_card(name);
    REQUIRE_MESSAGE(card, name);
    CAPTURE(name);
    CAPTURE(std::string(name_of(of.notation)));
    CAPTURE(std::string(name_of(of.process.kind)));
    CHECK(worst_of_card(plain_lines(*card, of.notation), values) < within);
}

/// Three modes on a line, two of them near each other.
inline Target three_modes() {
    Target target = line_target(-1, 0.04);
    target.components[0].weight = 0.3;
    target.components.push_back({.weight = 0.5, .mean = Vec::Constant(1, 0.2), .cov = Mat::Constant(1, 1, 0.09)});
    target.components.push_back({.weight = 0.2, .mean = Vec::Constant(1, 1.4), .cov = Mat::Constant(1, 1, 0.01)});
    return target;
}

inline TexValues between_levels(const NotationCase& of, int t, int s) {
    TexValues values;
    add_levels(values, of.notation, of.process.levels[t], of.process.levels[s]);
    values.symbols["I"] = 1;
    return values;
}

} // namespace halfstep::testing
