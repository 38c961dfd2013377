#include "core/spec/denoiser_spec.h"

#include "core/spec/error.h"
#include "core/spec/limit_text.h"
#include "core/spec/limits.h"
#include "core/spec/network_spec.h"

#include <cmath>
#include <string>

namespace halfstep {

bool DenoiserSpec::operator==(const DenoiserSpec& other) const {
    const bool same_network = network == other.network || (network && other.network && *network == *other.network);
    return kind == other.kind && error == other.error && scale == other.scale && length == other.length &&
           seed == other.seed && same_network;
}

void validate(const DenoiserSpec& spec) {
    if (spec.kind != DenoiserKind::perturbed) return;
    constexpr double most = 1e3; // nothing of the data is left long before
    constexpr double least_sigma_error = -0.99, least_length = 1e-3;
    const bool sigma = spec.error == DenoiserError::sigma;
    if (sigma && !(spec.scale >= least_sigma_error && spec.scale <= most))
        throw Error("denoiser.scale", "is by how much the noise is misjudged; allowed: " + typed(least_sigma_error) +
                                          " (nearly none) to " + typed(most));
    if (!(std::abs(spec.scale) <= most))
        throw Error("denoiser.scale", "is out of range; allowed: " + typed(-most) + " to " + typed(most) +
                                          ", in standard deviations of the noise");
    if (spec.error != DenoiserError::field) return;
    if (!(spec.length >= least_length && spec.length <= Limits::max_scale))
        throw Error("denoiser.length", "is the distance over which the error changes; allowed: " + typed(least_length) +
                                           " to " + typed(Limits::max_scale));
    if (spec.seed > Limits::max_seed)
        throw Error("denoiser.seed", "is too large; allowed: 0 to " + std::to_string(Limits::max_seed));
}

} // namespace halfstep
