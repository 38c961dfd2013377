#include "core/spec/network_spec.h"

namespace halfstep {

bool Network::operator==(const Network& other) const {
    return spec == other.spec && process == other.process && data_mean == other.data_mean &&
           data_sigma == other.data_sigma && frequencies == other.frequencies && weights == other.weights &&
           history == other.history && floor == other.floor;
}

} // namespace halfstep
