#include "app/plots/notation.h"

#include "app/base/text.h"

#include <algorithm>
#include <iterator>

namespace halfstep {
namespace {

constexpr Fact<Notation> notation_rows[] = {
    {Notation::ddpm, "ddpm", "DDPM: ᾱ, α, β",
     "ᾱ is the product of α = 1 − β. On VE and flow t or a and b stand for them.", "Ho et al. 2020"},
    {Notation::ddim, "ddim", "DDIM paper: α for ᾱ",
     "What others write as ᾱ is α, and β is 1 − αₜ/αₜ₋₁. On VE and flow t or a and b stand for them.",
     "Song et al. 2021"},
    {Notation::sde, "sde", "Score, SDE: a, b, σ",
     "xₜ = a x₀ + b ε and σ = b/a, from one level t to the next one s, of any process.", "Karras et al. 2022"},
    {Notation::sigma2, "sigma-squared", "σ² problem: t, σ²",
     "t is the variance of the noise and σ² that of the data, where the process is that of the problem; else a and b.",
     "the σ² problem"},
};

/// One symbol, or a formula that is written as a whole. Levels are t and the next one, s. With a and b there is a
/// second way off the chain, where a² + b² need not be 1; B is the variance of a forward step.
struct SymbolRow {
    const char* symbol; ///< between the marks
    const char *ddpm, *ddim, *sde_on_chain, *sde, *sigma2;
    bool of_chain = false; ///< it speaks of VP, whatever the process is
};

constexpr SymbolRow symbol_rows[] = {
    // levels
    {"ᾱ", "ᾱ", "α", "a²", "a²/(a²+b²)", "1/(1+t)"},
    {"√ᾱ", "√ᾱ", "√α", "a", "a", "1"},
    {"ᾱ_T", "ᾱ_T", "α_T", "a_T²", "a_T²/(a_T²+b_T²)", "1/(1+T)"},
    {"√ᾱ_T", "√ᾱ_T", "√α_T", "a_T", "a_T", "1"},
    {"ᾱ₁ … ᾱ_T", "ᾱ₁ … ᾱ_T", "α₁ … α_T", "a₁² … a_T²", "", "", true},
    {"√ᾱₜ x₀ + √(1−ᾱₜ) ε", "√ᾱₜ x₀ + √(1−ᾱₜ) ε", "√αₜ x₀ + √(1−αₜ) ε", "aₜ x₀ + bₜ ε", "", "", true},
    {"SNR", "SNR", "α/(1−α)", "a²/b²", "a²/b²", "1/t"},
    {"SNR:", "SNR", "SNR = α/(1−α)", "SNR = a²/b²", "SNR = a²/b²", "SNR = 1/t"}, // where it is defined
    {"1 / SNR", "1 / SNR", "(1−α)/α", "b²/a²", "b²/a²", "t"},
    {"1 + 1 / SNR", "1 + 1 / SNR", "1/α", "1/a²", "1 + b²/a²", "1 + t"},
    {"a", "√ᾱ", "√α", "a", "a", "1"},
    {"b", "√(1−ᾱ)", "√(1−α)", "b", "b", "√t"},
    {"b²", "1−ᾱ", "1−α", "b²", "b²", "t"},
    {"a² + b²", "ᾱ + (1−ᾱ)", "α + (1−α)", "a² + b²", "a² + b²", "1 + t"},
    {"a/b", "√ᾱ/√(1−ᾱ)", "√α/√(1−α)", "a/b", "a/b", "1/√t"},
    {"b/a", "√(1−ᾱ)/√ᾱ", "√(1−α)/√α", "b/a", "b/a", "√t"},
    {"σ = b/a", "σ = √(1−ᾱ)/√ᾱ", "σ = √(1−α)/√α", "σ = b/a", "σ = b/a", "√t"},
    {", σ = b/a", ", σ = √(1−ᾱ)/√ᾱ", ", σ = √(1−α)/√α", ", σ = b/a", ", σ = b/a", ""},
    {"log(a²/b²)", "log(ᾱ/(1−ᾱ))", "log(α/(1−α))", "log(a²/b²)", "log(a²/b²)", "−log t"},
    {"arctan(σ/σ_data) with σ = b/a", "arctan(σ/σ_data) with σ = √(1−ᾱ)/√ᾱ", "arctan(σ/σ_data) with σ = √(1−α)/√α",
     "arctan(σ/σ_data) with σ = b/a", "arctan(σ/σ_data) with σ = b/a", "arctan(√t/σ_data)"},
    {"raises σ = b/a to (1 + γ) σ", "raises σ = √(1−ᾱ)/√ᾱ to (1 + γ) σ", "raises σ = √(1−α)/√α to (1 + γ) σ",
     "raises σ = b/a to (1 + γ) σ", "raises σ = b/a to (1 + γ) σ", "raises √t to (1 + γ) √t"},
    // what x_t is made of
    {"a x₀ + b ε", "√ᾱ x₀ + √(1−ᾱ) ε", "√α x₀ + √(1−α) ε", "a x₀ + b ε", "a x₀ + b ε", "x₀ + √t ε"},
    {"a x₀", "√ᾱ x₀", "√α x₀", "a x₀", "a x₀", "x₀"},
    {"a x̂₀", "√ᾱ x̂₀", "√α x̂₀", "a x̂₀", "a x̂₀", "x̂₀"},
    {"b ε", "√(1−ᾱ) ε", "√(1−α) ε", "b ε", "b ε", "√t ε"},
    {"b ε̂", "√(1−ᾱ) ε̂", "√(1−α) ε̂", "b ε̂", "b ε̂", "√t ε̂"},
    {"(xₜ − a x̂₀)/b", // ε̂
     "(xₜ − √ᾱ x̂₀)/√(1−ᾱ)", "(xₜ − √α x̂₀)/√(1−α)", "(xₜ − a x̂₀)/b", "(xₜ − a x̂₀)/b", "(xₜ − x̂₀)/√t"},
    {"(a x̂₀ − xₜ)/b²", // the score
     "(√ᾱ x̂₀ − xₜ)/(1−ᾱ)", "(√α x̂₀ − xₜ)/(1−α)", "(a x̂₀ − xₜ)/b²", "(a x̂₀ − xₜ)/b²", "(x̂₀ − xₜ)/t"},
    {"a ε̂ − b x̂₀", "√ᾱ ε̂ − √(1−ᾱ) x̂₀", "√α ε̂ − √(1−α) x̂₀", "a ε̂ − b x̂₀", "a ε̂ − b x̂₀", "ε̂ − √t x̂₀"},
    {"(a ε − b x₀)/√(a² + b²)", "√ᾱ ε − √(1−ᾱ) x₀", "√α ε − √(1−α) x₀", "a ε − b x₀", "(a ε − b x₀)/√(a² + b²)",
     "(ε − √t x₀)/√(1 + t)"},
    {"−E[ε | xₜ]/b", "−E[ε | xₜ]/√(1−ᾱ)", "−E[ε | xₜ]/√(1−α)", "−E[ε | xₜ]/b", "−E[ε | xₜ]/b", "−E[ε | xₜ]/√t"},
    {"xₜ/a", "xₜ/√ᾱ", "xₜ/√α", "xₜ/a", "xₜ/a", "xₜ"},
    {"x̄ = x/a", "x̄ = x/√ᾱ", "x̄ = x/√α", "x̄ = x/a", "x̄ = x/a", "x"},
    {"x/a", "x/√ᾱ", "x/√α", "x/a", "x/a", "x"},
    {"dx̄/dσ", "dx̄/dσ", "dx̄/dσ", "dx̄/dσ", "dx̄/dσ", "dx/d√t"},
    {"x̂₀(xₜ, t)", "x̂₀(xₜ, t)", "x̂₀(xₜ, t)", "x̂₀(xₜ, t)", "x̂₀(xₜ, t)", "g(xₜ, t)"},
    {"g(x, t) = σ²/(σ² + t) x", "g(x, t) = σ²/(σ² + t) x", "g(x, t) = σ²/(σ² + t) x", "σ_data²/(σ_data² + b²) x",
     "σ_data²/(σ_data² + b²) x", "g(x, t) = σ²/(σ² + t) x"},
    {"σ", "σ", "σ", "σ_data", "σ_data", "σ"}, // of the data
    // steps
    {"xₛ", "xₜ₋₁", "xₜ₋₁", "xₛ", "xₛ", "x(t−Δt)"},
    {"β", "β", "1−αₜ/αₜ₋₁", "1−aₜ²/aₛ²", "B", "Δt"},
    {"β:", "β", "1−αₜ/αₜ₋₁", "1−aₜ²/aₛ²", "B = bₜ²−(aₜ/aₛ)²bₛ²", "Δt"}, // where it is defined
    {"√β", "√β", "√(1−αₜ/αₜ₋₁)", "√(1−aₜ²/aₛ²)", "√B", "√Δt"},
    {"1/√α", "1/√α", "√(αₜ₋₁/αₜ)", "aₛ/aₜ", "aₛ/aₜ", "1"},
    {"1/α", "1/α", "αₜ₋₁/αₜ", "aₛ²/aₜ²", "aₛ²/aₜ²", "1"},
    {"1/√ᾱ", "1/√ᾱ", "1/√α", "1/a", "1/a", "1"},
    {"aₛ", "√ᾱₜ₋₁", "√αₜ₋₁", "aₛ", "aₛ", "1"},
    {"aₛ²", "ᾱₜ₋₁", "αₜ₋₁", "aₛ²", "aₛ²", "1"},
    {"bₛ", "√(1−ᾱₜ₋₁)", "√(1−αₜ₋₁)", "bₛ", "bₛ", "√(t−Δt)"},
    {"bₛ²", "1−ᾱₜ₋₁", "1−αₜ₋₁", "bₛ²", "bₛ²", "t−Δt"},
    {"β̃", "β̃", "σ² (η = 1)", "(1−aₜ²/aₛ²) bₛ²/bₜ²", "B bₛ²/bₜ²", "(t−Δt)Δt/t"},
    {"√β̃", "√β̃", "√((1−αₜ₋₁)/(1−αₜ)) √(1−αₜ/αₜ₋₁)", "√(1−aₜ²/aₛ²) bₛ/bₜ", "√B bₛ/bₜ", "√((t−Δt)Δt/t)"},
    {"exp(v log β + (1−v) log β̃)", "exp(v log β + (1−v) log β̃)", "(1−αₜ/αₜ₋₁) ((1−αₜ₋₁)/(1−αₜ))^(1−v)",
     "(1−aₜ²/aₛ²) (bₛ²/bₜ²)^(1−v)", "B (bₛ²/bₜ²)^(1−v)", "Δt ((t−Δt)/t)^(1−v)"},
    {"a x̂₀ + √(b² − σ²) ε̂ + σ z with σ = η √β̃", "√ᾱₜ₋₁ x̂₀ + √(1−ᾱₜ₋₁−σ²) ε̂ + σ z with σ = η √β̃",
     "√αₜ₋₁ x̂₀ + √(1−αₜ₋₁−σ²) ε̂ + σ z with σ = η √((1−αₜ₋₁)/(1−αₜ)) √(1−αₜ/αₜ₋₁)",
     "aₛ x̂₀ + √(bₛ² − w) ε̂ + √w z with w = η² (1−aₜ²/aₛ²) bₛ²/bₜ²",
     "aₛ x̂₀ + √(bₛ² − w) ε̂ + √w z with w = η² B bₛ²/bₜ², B = bₜ² − (aₜ/aₛ)² bₛ²",
     "g + √(t−Δt−w) ε̂ + √w z with w = η² (t−Δt)Δt/t"},
    {"σ = η √β̃", "σ = η √β̃", "σ = η √((1−αₜ₋₁)/(1−αₜ)) √(1−αₜ/αₜ₋₁)", "its deviation is η √(1−aₜ²/aₛ²) bₛ/bₜ",
     "its deviation is η √B bₛ/bₜ", "its deviation is η √((t−Δt)Δt/t)"},
    {"(xₜ − √(1−α) ε̂)/√α", "(xₜ − √(1−α) ε̂)/√α", "(xₜ − √(1−αₜ/αₜ₋₁) ε̂)/√(αₜ/αₜ₋₁)", "(xₜ − √(1−aₜ²/aₛ²) ε̂) aₛ/aₜ",
     "(xₜ − √B ε̂) aₛ/aₜ", "xₜ − √Δt ε̂"},
    {"√α xₜ₋₁ + √β z", "√α xₜ₋₁ + √β z", "√(αₜ/αₜ₋₁) xₜ₋₁ + √(1−αₜ/αₜ₋₁) z", "(aₜ/aₛ) xₛ + √(1−aₜ²/aₛ²) z",
     "(aₜ/aₛ) xₛ + √B z", "xₜ₋₁ + √Δt z"},
    {"xₜ aₛ/aₜ", "xₜ √(ᾱₜ₋₁/ᾱₜ)", "xₜ √(αₜ₋₁/αₜ)", "xₜ aₛ/aₜ", "xₜ aₛ/aₜ", "xₜ"},
    {"1 − σₛ²/σₜ²", "1 − σₜ₋₁²/σₜ²", "1 − σₜ₋₁²/σₜ²", "1 − σₛ²/σₜ²", "1 − σₛ²/σₜ²", "Δt/t"},
    {"1/(1 + σₛ/σₜ) → ½", "1/(1 + σₜ₋₁/σₜ) → ½", "1/(1 + σₜ₋₁/σₜ) → ½", "1/(1 + σₛ/σₜ) → ½", "1/(1 + σₛ/σₜ) → ½",
     "1/(1 + √((t−Δt)/t)) → ½"},
    {"t − 1 is the next level that the sampler visits, and αₜ = ᾱₜ/ᾱₜ₋₁ between the two",
     "t − 1 is the next level that the sampler visits, and αₜ = ᾱₜ/ᾱₜ₋₁ between the two",
     "t − 1 is the next level that the sampler visits", "s is the next level that the sampler visits",
     "s is the next level that the sampler visits", "t − Δt is the next level that the sampler visits"},
    {"βₜ", "βₜ", "1−αₜ/αₜ₋₁", "1−aₜ²/aₛ²", "B", "Δt"},
    {"√(1−βₜ) xₜ₋₁ + √βₜ z", "√(1−βₜ) xₜ₋₁ + √βₜ z", "√(αₜ/αₜ₋₁) xₜ₋₁ + √(1−αₜ/αₜ₋₁) z", "(aₜ/aₛ) xₛ + √(1−aₜ²/aₛ²) z",
     "", "", true},
    {"1/(2α₁)", "1/(2α₁)", "1/(2α₁)", "1/(2a₁²)", "1/(2a₁²)", "½"},
    {"β₁", "β₁", "1−α₁", "b₁²", "b₁²", "Δt"},
    {"KL(q(xₜ₋₁ | xₜ, x₀) ‖ p(xₜ₋₁ | xₜ))", "KL(q(xₜ₋₁ | xₜ, x₀) ‖ p(xₜ₋₁ | xₜ))",
     "KL(q(xₜ₋₁ | xₜ, x₀) ‖ p(xₜ₋₁ | xₜ))", "KL(q(xₛ | xₜ, x₀) ‖ p(xₛ | xₜ))", "KL(q(xₛ | xₜ, x₀) ‖ p(xₛ | xₜ))",
     "KL(q(x(t−Δt) | xₜ, x₀) ‖ p(x(t−Δt) | xₜ))"},
    {"Lₜ₋₁", "Lₜ₋₁", "Lₜ₋₁", "Lₛ", "Lₛ", "L(t−Δt)"},
};

const SymbolRow* find_symbol(std::string_view symbol) {
    const auto row = std::find_if(std::begin(symbol_rows), std::end(symbol_rows),
                                  [&](const SymbolRow& one) { return symbol == one.symbol; });
    return row == std::end(symbol_rows) ? nullptr : &*row;
}

const char* spelling_of(const SymbolRow& row, Notation wanted, const ProcessSpec& process) {
    ProcessSpec of = process;
    if (row.of_chain) of.kind = ProcessKind::vp;
    switch (notation_on(wanted, of)) {
    case Notation::ddpm: return row.ddpm;
    case Notation::ddim: return row.ddim;
    case Notation::sde: return of.kind == ProcessKind::vp ? row.sde_on_chain : row.sde;
    case Notation::sigma2: return row.sigma2;
    }
    return row.ddpm;
}

} // namespace

template <>
std::span<const Fact<Notation>> facts() {
    return notation_rows;
}

bool is_sigma2_process(const ProcessSpec& process) {
    return process.kind == ProcessKind::ve && process.grid == Grid::linear && process.sigma_max == 1;
}

Notation notation_on(Notation wanted, const ProcessSpec& process) {
    const bool chain = process.kind == ProcessKind::vp;
    if (wanted == Notation::sde || (chain && wanted != Notation::sigma2)) return wanted;
    return is_sigma2_process(process) ? Notation::sigma2 : Notation::sde;
}

std::string spelled(std::string_view text, Notation wanted, const ProcessSpec& process) {
    if (!has_symbols(text)) return std::string(text);
    return with_symbols(text, [&](std::string_view symbol) {
        const SymbolRow* const row = find_symbol(symbol);
        return row ? std::string(spelling_of(*row, wanted, process)) : "⟨" + std::string(symbol) + "⟩";
    });
}

std::string unspelled(std::string_view text) {
    if (!has_symbols(text)) return std::string(text);
    return with_symbols(text, [](std::string_view symbol) {
        return find_symbol(symbol) ? std::string(symbol) : "⟨" + std::string(symbol) + "⟩";
    });
}

std::vector<std::string_view> known_symbols() {
    std::vector<std::string_view> symbols;
    for (const SymbolRow& row : symbol_rows) symbols.emplace_back(row.symbol);
    return symbols;
}

} // namespace halfstep
