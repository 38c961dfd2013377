#pragma once
// In whose symbols things are written: labels of curves, equation cards. Which numbers they stand for does not change.

#include "core/spec/fact.h"
#include "core/spec/process_spec.h"

#include <optional>

namespace halfstep {

enum class Notation {
    ddpm,   ///< alpha_bar, alpha, beta
    ddim,   ///< alpha in the place of alpha_bar
    sde,    ///< a, b, sigma = b/a: of every process
    sigma2, ///< t, the variance of the noise, and sigma^2, that of the data
};
template <>
std::span<const Fact<Notation>> facts();

/// What can be said of a process: the chain's names belong to VP alone, and time is the variance of the noise only
/// where VE has it so. Elsewhere it is `sde`.
Notation notation_on(Notation wanted, const ProcessSpec& process);
/// Whether the noise of VE has the variance t at every t: the sigma-squared problem.
bool is_sigma2_process(const ProcessSpec& process);

/// Short texts of labels.
struct Symbols {
    const char* signal;     ///< a^2 / (a^2 + b^2)
    const char* snr;        ///< a^2 / b^2
    const char* noise;      ///< b^2
    const char* beta;       ///< variance of one forward step
    const char* beta_tilde; ///< the same of q(x_s | x_t, x0)
    const char *a, *b;
};
/// Of a process in another notation than the usual one; nothing where that says it all.
std::optional<Symbols> symbols_of(Notation wanted, const ProcessSpec& process);

} // namespace halfstep
