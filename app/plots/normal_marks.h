#pragma once
// Gaussians of one coordinate as marks: curves, or needles where there is no width.

#include "app/plots/step_law.h"

#include <cmath>
#include <vector>

namespace halfstep::plots {

inline double normal_peak(double sd) { return 0.3989422804014327 / sd; }

/// A Gaussian, or without noise a needle of that height.
void add_normal(std::vector<Mark>& overlay, double mean, double sd, double scale, const Ink& ink, Dash dash,
                double height);
/// Whether nothing of a Gaussian, as it is drawn, or of a needle is in window.
bool out_of_view(double mean, double sd, const StepWindow& window);
/// "← −0.31": where a law lies that is wholly beside the view, on a row of its own.
void add_beside(std::vector<Mark>& overlay, double at, const StepWindow& window, const Ink& ink, int row);

} // namespace halfstep::plots
