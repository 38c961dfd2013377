#pragma once
// Which equations there are: TeX for app/equation, with the numbers that belong into it. What belongs here: the
// formulas of the program's samplers, processes, losses and closed forms, and where each is printed. What does not: how
// they are set (app/equation), and what is computed (core).

#include "app/formulas/formula.h"
#include "app/plots/step_arrows.h"

namespace halfstep {

/// The equation of one step with the names of its terms (what is written differently as the notation has it, which must
/// be one of the process: notation_on), each a \term{x0}, \term{eps}, ... in its colour.
/// `stage`: as View::stage; what is still to come is left out.
Formula step_with_names(const plots::InspectedStep& step, Notation notation, int stage = -1);
/// The same with this particle's numbers, to `digits` significant ones.
Formula step_with_numbers(const plots::InspectedStep& step, Notation notation, int stage = -1, int digits = 4);

/// The state where a step arrives, as rules have it: x_{t-1}, x_s, x_{t-\Delta t}.
const char* arrival_tex(Notation notation);

/// \term's name for a kind of term, and back; -1: none.
const char* term_name(StepTerm::Kind kind);
int kind_of_term(std::string_view name);

/// All that the step is made of, exactly, a line each: "x_t,0.25", "x0,k,0.96", ... for other programs.
std::string step_csv(const plots::InspectedStep& step);

} // namespace halfstep
