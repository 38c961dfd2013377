#include "app/panels/panels.h"

#include <cmath>

namespace halfstep {
namespace {

const char* const kinds[] = {"Gaussian", "Mixture", "Ring", "Grid"};
const char* const kind_tips[] = {
    "N(μ, σ²I). Every sampler is linear here, so all of its moments are known in closed form.",
    "A mixture of Gaussians, each with its own weight, mean and covariance (set them in the scene file).",
    "Equal Gaussians evenly on a circle (2-D).",
    "Equal Gaussians on a square grid (2-D).",
};

/// Three modes to start from: the components of a mixture cannot be guessed from the other kinds.
std::vector<ComponentSpec> three_modes() {
    std::vector<ComponentSpec> components(3);
    const double mean[] = {-1.5, 0.2, 1.4}, weight[] = {0.3, 0.2, 0.5}, sigma[] = {0.2, 0.12, 0.25};
    for (int i = 0; i < 3; ++i) {
        components[i].mean = {mean[i]};
        components[i].weight = weight[i];
        components[i].sigma = sigma[i];
    }
    return components;
}

void gaussian(TargetSpec& target, Controls& ui) {
    if (target.cov.empty())
        slider(ui, "target.sigma", "σ", "Standard deviation of the data x₀.", target.sigma, 0.01, 3, {.log = true});
    const char* const names[] = {"μ", "μ  (y)"};
    for (std::size_t i = 0; i < target.mean.size(); ++i)
        slider(ui, "target.mean[" + std::to_string(i) + "]", names[i], "Mean of the data x₀.", target.mean[i], -3, 3);
    int dim = static_cast<int>(target.mean.size()) - 1;
    const char* const dims[] = {"1-D", "2-D"};
    if (choice(ui, "target.dimension", "Dimension", "One coordinate, or a plane.", dim, dims, nullptr, 2)) {
        target.mean.resize(dim + 1, 0.0);
        target.cov.clear();
    }
}

void mixture(TargetSpec& target, Controls& ui) {
    for (std::size_t k = 0; k < target.components.size() && k < 6; ++k) {
        ComponentSpec& component = target.components[k];
        const std::string key = "target.component[" + std::to_string(k) + "].", number = std::to_string(k + 1);
        const char* const digits[] = {"₁", "₂", "₃", "₄", "₅", "₆"};
        const std::string sub = digits[k];
        slider(ui, key + "weight", ("w" + sub).c_str(), "Relative weight of this component.", component.weight, 0.01,
               1);
        slider(ui, key + "mean", ("μ" + sub).c_str(), "Mean of this component (first coordinate).", component.mean[0],
               -4, 4);
        if (component.cov.empty())
            slider(ui, key + "sigma", ("σ" + sub).c_str(), "Standard deviation of this component.", component.sigma,
                   0.01, 2, {.log = true});
    }
}

} // namespace

void panel_target(Experiment& experiment, Controls& ui) {
    TargetSpec& target = experiment.target;
    heading(ui, "Target");
    int kind = static_cast<int>(target.kind);
    if (choice(ui, "target.kind", "p(x₀)", "The distribution of the data.", kind, kinds, kind_tips, 4)) {
        target.kind = static_cast<TargetKind>(kind);
        if (target.kind == TargetKind::mixture && target.components.empty()) target.components = three_modes();
        // The closed form of true-reverse is that of a Gaussian.
        if (target.kind != TargetKind::gaussian)
            for (SamplerSpec& sampler : experiment.samplers)
                if (sampler.kind == SamplerKind::true_reverse) sampler.kind = SamplerKind::ddpm;
    }
    switch (target.kind) {
    case TargetKind::gaussian: gaussian(target, ui); break;
    case TargetKind::mixture: mixture(target, ui); break;
    case TargetKind::ring:
    case TargetKind::grid: {
        const bool ring = target.kind == TargetKind::ring;
        slider(ui, "target.sigma", "σ", "Standard deviation of each mode.", target.sigma, 0.01, 1, {.log = true});
        double modes = target.modes;
        if (slider(ui, "target.modes", ring ? "Modes" : "Modes a side", "How many Gaussians.", modes, 1, ring ? 16 : 6,
                   {.integer = true}))
            target.modes = static_cast<int>(modes);
        if (ring)
            slider(ui, "target.radius", "Radius", "Distance of the modes from the origin.", target.radius, 0, 5);
        else
            slider(ui, "target.spacing", "Spacing", "Distance between neighbours.", target.spacing, 0.1, 3);
        break;
    }
    }
}

} // namespace halfstep
