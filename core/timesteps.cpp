#include "core/timesteps.h"

#include "core/types.h"

#include <cmath>
#include <string>

namespace halfstep {
namespace {

/// The 0-based label of entry j of S, ascending, as the libraries compute it. nearbyint rounds halves to even, as NumPy does.
int label(Spacing spacing, int T, int S, int j) {
    const double fraction = S == 1 ? 0 : static_cast<double>(j) / (S - 1);
    switch (spacing) {
    case Spacing::all: return j;
    case Spacing::leading: return j * (T / S);
    case Spacing::trailing: return static_cast<int>(std::nearbyint(T - (S - 1 - j) * (static_cast<double>(T) / S))) - 1;
    case Spacing::linspace: return static_cast<int>(std::nearbyint(fraction * (T - 1)));
    case Spacing::uniform: return static_cast<int>(static_cast<long long>(j) * T / S);
    case Spacing::quadratic: {
        const double root = fraction * std::sqrt(0.8 * T);
        return static_cast<int>(root * root);
    }
    }
    return 0;
}

} // namespace

std::vector<int> timesteps(Spacing spacing, int T, int S) {
    if (S < 1 || S > T)
        throw Error("steps",
                    "a sampler visits levels of the process; allowed: 1 to " + std::to_string(T) + " (process.steps)");
    if (spacing == Spacing::all && S != T)
        throw Error("steps", "spacing = \"all\" visits every level; allowed: " + std::to_string(T) +
                                 ", or another spacing (leading, trailing, linspace, uniform, quadratic)");
    std::vector<int> tau;
    tau.reserve(S);
    for (int j = 0; j < S; ++j) {
        const int level = label(spacing, T, S, j) + 1;
        if (!tau.empty() && level <= tau.back())
            throw Error("steps", "this spacing would visit level " + std::to_string(level) +
                                     " twice; allowed: at most " + std::to_string(max_steps(spacing, T)) +
                                     " steps of " + std::to_string(T));
        tau.push_back(level);
    }
    return tau;
}

int max_steps(Spacing spacing, int T) {
    if (spacing != Spacing::quadratic) return T;
    // Neighbours at the dense end, near the data, are (sqrt(0.8 T) / (S - 1))^2 (2j + 1) apart: look for the last S without a repeat.
    const auto distinct = [&](int S) {
        for (int j = 1; j < S; ++j)
            if (label(spacing, T, S, j) <= label(spacing, T, S, j - 1)) return false;
        return true;
    };
    int S = static_cast<int>(std::sqrt(0.8 * T)) + 2;
    while (S > 1 && !distinct(std::min(S, T))) --S;
    return std::min(S, T);
}

std::vector<int> timesteps_in_sections(int T, const std::vector<int>& sections) {
    std::vector<int> tau;
    const int parts = static_cast<int>(sections.size());
    int start = 0;
    for (int part = 0; part < parts; ++part) {
        const int size = T / parts + (part < T % parts ? 1 : 0), count = sections[part];
        if (count < 1 || count > size)
            throw Error("sections", "section " + std::to_string(part + 1) + " keeps " + std::to_string(count) +
                                        " levels; allowed: 1 to " + std::to_string(size));
        // Summed, not multiplied: the library adds the stride up, and halves fall the way that its rounding errors push them.
        const double stride = count == 1 ? 1 : static_cast<double>(size - 1) / (count - 1);
        double at = 0;
        for (int i = 0; i < count; ++i, at += stride) tau.push_back(start + static_cast<int>(std::nearbyint(at)) + 1);
        start += size;
    }
    return tau;
}

} // namespace halfstep
