#pragma once

#include "app/figure/figure.h"

#include <string_view>

namespace halfstep {

/// "curve", "points", ...: as files call a mark.
const char* kind_of(const Mark& mark);
/// Its legend entry; empty when it has none.
std::string_view label_of(const Mark& mark);
/// Whose mark it is, by its ink: the sampler's place in the experiment; -1: no sampler's.
int sampler_index(const Mark& mark);
/// What scenes and files of data call it, whatever the notation: its own name, or its label.
std::string_view name_of(const Mark& mark);
Topic topic_of(const Mark& mark);

} // namespace halfstep
