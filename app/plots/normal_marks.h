#pragma once
// Gaussians of one coordinate as marks: curves, or needles where there is no width.

#include "app/plots/step_law.h"

#include <cmath>
#include <vector>

namespace halfstep::plots {

inline double normal_peak(double sd) { return 0.3989422804014327 / sd; }

struct NormalLook {
    double mean = 0, sd = 0;
    double scale = 1;  ///< what the density is divided by
    double height = 1; ///< of the needle that stands for it without noise
    Ink ink{};
    Dash dash = Dash::solid;
};
/// A Gaussian, or a needle.
void add_normal(std::vector<Mark>& overlay, const NormalLook& normal);
/// Whether nothing of a Gaussian, as it is drawn, or of a needle is in window.
bool out_of_view(double mean, double sd, const StepWindow& window);
/// "← −0.31": where a law lies that is wholly beside the view, on a row of its own.
void add_beside(std::vector<Mark>& overlay, double at, const StepWindow& window, const Ink& ink, int row);

} // namespace halfstep::plots
