#pragma once
// In whose symbols things are written: labels, tips, captions, equation cards. Which numbers they stand for does not
// change. One table has every symbol that people write differently, in each notation; texts hold them between marks,
// "V = ⟨β⟩", and are spelled where they are shown.

#include "core/spec/fact.h"
#include "core/spec/process_spec.h"

#include <string>
#include <string_view>
#include <vector>

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

/// A text with its symbols as they are written in a notation, of a process. A symbol that is not in the table keeps its
/// marks.
std::string spelled(std::string_view text, Notation wanted, const ProcessSpec& process);
/// The same without its marks, whatever the notation: what scenes, files of data and the journal call something.
std::string unspelled(std::string_view text);
/// What stands between the marks of texts: all that the table knows.
std::vector<std::string_view> known_symbols();

} // namespace halfstep
