#pragma once
// Recorded states beside the sampler that they should be of: at each step ours is taken from the recorded state, with
// the noise that the run has, and held against the recorded state after it. So the first wrong step is found, and no
// later one suffers from it.

#include "core/run/run.h"

#include <string>

namespace halfstep {

/// Of the step from state i to state i + 1.
struct LocalErrorAt {
    double largest = 0;  ///< of all particles: |recorded - ours|
    int particle = 0;    ///< whose that is
    double share = 0;    ///< of the length of its step
    double rms = 0;      ///< root mean square over the particles
    double rounding = 0; ///< what may be rounding, of the particle for which that is most
    double apart = 0;    ///< root mean square of how far the states i + 1 are from those that the other sampler has

    bool differs() const { return !(largest <= rounding); }
};

/// The change of our step that gives the recorded one.
struct StepExplanation {
    std::string words; ///< a noun phrase, its symbols between marks: "⟨β⟩ in place of ⟨β̃⟩"
    int steps = 0;     ///< that it gives to rounding
};

struct LocalErrors {
    int against = 0; ///< index of the sampler
    int particles = 0;
    bool of_double = true; ///< rounding is that of double precision; false: of single
    std::vector<LocalErrorAt> steps;
    int first = -1; ///< the first step that differs; -1: none
    int wrong = 0;  ///< how many do
    std::optional<StepExplanation> explanation;

    // Where the particles start, beside the run's:
    int start_particle = 0; ///< the one that is farthest off
    double start_off = 0, start_rounding = 0;
    bool starts_elsewhere() const { return !(start_off <= start_rounding); }
};

/// Of a sampler of a run with recorded states; those of the other one are there. Nothing of it when cancelled.
///
/// The rounding of a step from x_t with x0_hat is, by particle and with the unit u of single or double precision,
///
///   8 u (|k_x0 x0_hat| + |k_eps| (|x_t| + |a x0_hat|) / b + |sigma z| + |x_s|)  +  f(x_s)
///     +  |dx_s/dx_t| (8 u (|x_t| + |a x0_hat|) + f(x_t)),
///
/// f half of the last digit that the file gives. The precision is double where the file has more than nine digits that
/// are not those of single precision numbers.
LocalErrors local_errors(const Run& run, const SamplerRun& recorded, const SimulateOptions& options);

} // namespace halfstep
