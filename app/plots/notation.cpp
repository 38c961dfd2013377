#include "app/plots/notation.h"

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

std::optional<Symbols> symbols_of(Notation wanted, const ProcessSpec& process) {
    if (wanted == Notation::ddpm) return std::nullopt;
    const bool chain = process.kind == ProcessKind::vp;
    switch (notation_on(wanted, process)) {
    case Notation::ddpm: break;
    case Notation::ddim: return Symbols{"α", "α/(1−α)", "1−α", "1−αₜ/αₛ", "σ² (η = 1)", "√α", "√(1−α)"};
    case Notation::sde: return Symbols{chain ? "a²" : "a²/(a²+b²)", "a²/b²", "b²", "bₜ²−A²bₛ²", "B bₛ²/bₜ²", "a", "b"};
    case Notation::sigma2: return Symbols{"1/(1+t)", "1/t", "t", "Δt", "(t−Δt)Δt/t", "1", "√t"};
    }
    return std::nullopt;
}

} // namespace halfstep
