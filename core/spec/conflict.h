#pragma once

#include "core/spec/error.h"

#include <vector>

namespace halfstep {

/// A mistake that several keys make together. `key` is the likeliest culprit; `others` take part, the likelier ones
/// first: where a scene gives only some of them, one that it gives is to blame. The message says the values of all.
class Conflict : public Error {
public:
    Conflict(std::string key_, std::vector<std::string> others_, const std::string& message)
        : Error(std::move(key_), message), others(std::move(others_)) {}
    std::vector<std::string> others;
};

} // namespace halfstep
