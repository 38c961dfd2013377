#pragma once
// An equation with the numbers that belong into it.

#include <map>
#include <string>

namespace halfstep {

/// An equation to be set: its TeX, and the text of every \num in it.
struct Formula {
    std::string tex;
    std::map<std::string, std::string, std::less<>> numbers{};
};

} // namespace halfstep
