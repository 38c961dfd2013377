#pragma once
// Numbers in messages about limits: what is printed as one must itself be allowed, and what is printed as beyond must
// be beyond.

#include <string>

namespace halfstep {

/// Six digits, as near to the limit as these come on its allowed side. Finite numbers only.
std::string rounded_down(double limit); ///< of the largest value that is allowed
std::string rounded_up(double limit);   ///< of the smallest
/// The fewest digits that read back as the same number, as %g writes them.
std::string shortest(double value);
/// The same as people type it: "1e6", "1e-9".
std::string typed(double value);

} // namespace halfstep
