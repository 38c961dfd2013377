#pragma once

#include "app/figure/figure.h"

#include <string_view>

namespace halfstep {

/// "curve", "points", ...: as files call a mark.
const char* kind_of(const Mark& mark);
/// Its legend entry; empty when it has none.
std::string_view label_of(const Mark& mark);

} // namespace halfstep
