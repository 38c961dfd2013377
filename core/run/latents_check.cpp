#include "core/run/latents_check.h"

#include "core/law/catalog.h"
#include "core/spec/error.h"
#include "core/spec/sampler_facts.h"

#include <cmath>

namespace halfstep {
namespace {

void check_point(const char* key, const std::vector<double>& values, int dim, double most) {
    const std::string coordinates = dim == 1 ? "1 number" : "2 numbers";
    if (values.size() != static_cast<std::size_t>(dim))
        throw Error(key, (values.empty() ? "is not given; allowed: " : "does not fit the target; allowed: ") +
                             coordinates + ", as the target has coordinates");
    for (const double value : values)
        if (!(std::abs(value) <= most))
            throw Error(key, "is out of range; allowed: -" + std::to_string(static_cast<int>(most)) + " to " +
                                 std::to_string(static_cast<int>(most)));
}

} // namespace

int latents_sampler(const Experiment& experiment) {
    const std::string name = experiment.latents ? experiment.latents->sampler : "";
    for (std::size_t i = 0; i < experiment.samplers.size(); ++i)
        if (is_deterministic(experiment.samplers[i]) && (name.empty() || experiment.samplers[i].name == name))
            return static_cast<int>(i);
    return -1;
}

LatentsSpec drawn_latents(const Experiment& experiment) {
    const int dim = dimension(experiment.target);
    Block<double> z(2, dim), x0(1, dim);
    normals(experiment.run.seed, Stream::latents, 0, 0, z);
    sample(make_target(experiment.target), experiment.run.seed, Stream::latents, 2, x0);
    // Numbers that a scene file can show.
    const auto rounded = [](double value) { return std::round(value * 1e3) / 1e3; };
    LatentsSpec latents;
    for (int i = 0; i < dim; ++i) {
        latents.z1.push_back(rounded(z(0, i)));
        latents.z2.push_back(rounded(z(1, i)));
        latents.x0.push_back(rounded(x0(0, i)));
    }
    return latents;
}

void check_latents(const Experiment& experiment, const Target& target) {
    if (!experiment.latents) return;
    const LatentsSpec& latents = *experiment.latents;
    check_point("latents.z1", latents.z1, target.dim(), Limits::max_latent);
    check_point("latents.z2", latents.z2, target.dim(), Limits::max_latent);
    check_point("latents.x0", latents.x0, target.dim(), Limits::max_scale);
    if (latents.sampler.empty() || latents_sampler(experiment) >= 0) return;
    for (const SamplerSpec& sampler : experiment.samplers)
        if (sampler.name == latents.sampler)
            throw Error("latents.sampler",
                        "the sampler draws noise, or leaves the ODE; allowed: one of ddim with eta = 0, "
                        "heun, dpm-solver++ or euler-ode, without churn and corrector");
    throw Error("latents.sampler",
                "there is no sampler of that name; allowed: the name of a deterministic [[sampler]]");
}

} // namespace halfstep
