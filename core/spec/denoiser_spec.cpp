#include "core/spec/denoiser_spec.h"

#include "core/spec/error.h"
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
    const bool sigma = spec.error == DenoiserError::sigma;
    if (sigma && !(spec.scale >= -0.99 && spec.scale <= most))
        throw Error("denoiser.scale", "is by how much the noise is misjudged; allowed: -0.99 (nearly none) to 1000");
    if (!(std::abs(spec.scale) <= most))
        throw Error("denoiser.scale", "is out of range; allowed: -1000 to 1000, in standard deviations of the noise");
    if (spec.error != DenoiserError::field) return;
    if (!(spec.length >= 1e-3 && spec.length <= Limits::max_scale))
        throw Error("denoiser.length", "is the distance over which the error changes; allowed: 0.001 to 1e6");
    if (spec.seed > Limits::max_seed)
        throw Error("denoiser.seed", "is too large; allowed: 0 to " + std::to_string(Limits::max_seed));
}

} // namespace halfstep
