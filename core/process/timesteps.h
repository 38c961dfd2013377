#pragma once
// Sub-sequences of the chain: which levels tau_1 < ... < tau_S a sampler visits (tau_0 = 0 is always the data).

#include "core/spec/sampler_spec.h"
#include <vector>

namespace halfstep {

/// Ascending, 1-based: tau_1 .. tau_S in 1..T. The libraries' 0-based labels are tau - 1, and the same for every T and
/// S: where rounding errors decide which way a half falls, they are NumPy's.
/// Throws Error (key "steps") unless 1 <= S <= max_steps(spacing, T), S = T for `all`, and `ddim_stride` has a stride
/// for S. Not for `optimal`, which depends on more than T and S.
std::vector<int> timesteps(Spacing spacing, int T, int S);

/// The S of T levels, the last among them, whose angles are nearest to even steps from 0 to the last level's. With
/// phi = arctan(b / (a sigma)) every step of DDIM multiplies the standard deviation of Gaussian data by cos(dphi), and
/// even steps lose least: cos(Phi/S)^S [MATH.md 2.5, 11.2]. `angles`: of levels 1 .. T, ascending. Throws Error (key
/// "steps") unless 1 <= S <= T.
std::vector<int> timesteps_by_angle(const std::vector<double>& angles, int S);

/// The most steps for which a spacing visits no level twice: T, but for quadratic, which is crowded near the data.
int max_steps(Spacing spacing, int T);

/// How many levels timesteps() visits: S but for `stride`.
int visited_count(Spacing spacing, int T, int S);

/// The number nearest to S that timesteps() accepts; 1 for ddim_stride and T = 1, where there is none.
int nearest_steps(Spacing spacing, int T, int S);

/// Whether diffusers' own "trailing" list has one label more than S, -1, which is no level: T/S is rounded down, and
/// numpy.arange(T, 0, -T/S) then takes a stride too many, as for S = 61 of T = 1000. timesteps() gives the S levels.
bool trailing_overshoots(int T, int S);

/// Respacing by sections, as guided-diffusion's space_timesteps: the chain is cut into sections.size() parts as even as
/// can be, and sections[i] levels are kept in part i, first and last included. Ascending, 1-based.
std::vector<int> timesteps_in_sections(int T, const std::vector<int>& sections);

} // namespace halfstep
