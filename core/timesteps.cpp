#include "core/timesteps.h"

#include "core/types.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace halfstep {
namespace {

/// The smallest stride that visits exactly S of 0 .. T - 1, from 0 on; 0: there is none.
int whole_stride(int T, int S) {
    const int stride = (T + S - 1) / S; // with a smaller one, S strides end before T
    return (T + stride - 1) / stride == S ? stride : 0;
}

/// The 0-based label of entry j of S, ascending, as the libraries compute it. nearbyint rounds halves to even, as NumPy does.
int label(Spacing spacing, int T, int S, int j) {
    const double fraction = S == 1 ? 0 : static_cast<double>(j) / (S - 1);
    switch (spacing) {
    case Spacing::all: return j;
    case Spacing::leading:
    case Spacing::stride: return j * (T / S);
    case Spacing::ddim_stride: return j * whole_stride(T, S);
    case Spacing::trailing: return static_cast<int>(std::nearbyint(T - (S - 1 - j) * (static_cast<double>(T) / S))) - 1;
    case Spacing::linspace: return static_cast<int>(std::nearbyint(fraction * (T - 1)));
    case Spacing::uniform: return static_cast<int>(static_cast<long long>(j) * T / S);
    case Spacing::quadratic: {
        const double root = fraction * std::sqrt(0.8 * T);
        return static_cast<int>(root * root);
    }
    case Spacing::sections:       // timesteps_in_sections
    case Spacing::optimal: break; // timesteps_by_angle
    }
    return 0;
}

void check_count(int T, int S) {
    if (S < 1 || S > T)
        throw Error("steps",
                    "a sampler visits levels of the process; allowed: 1 to " + std::to_string(T) + " (process.steps)");
}

} // namespace

std::vector<int> timesteps(Spacing spacing, int T, int S) {
    check_count(T, S);
    if (spacing == Spacing::all && S != T)
        throw Error("steps", "spacing = \"all\" visits every level; allowed: " + std::to_string(T) +
                                 ", or another spacing (leading, trailing, linspace, ...)");
    if (spacing == Spacing::sections) return timesteps_in_sections(T, {S});
    if (spacing == Spacing::ddim_stride && whole_stride(T, S) == 0) {
        const int stride =
            (T + S - 1) / S; // of the nearest smaller count; the next stride gives the nearest larger one
        throw Error("steps", "no whole stride visits exactly so many of " + std::to_string(T) +
                                 " levels; allowed: " + std::to_string((T + stride - 1) / stride) + ", " +
                                 std::to_string((T + stride - 2) / (stride - 1)) +
                                 " or another number that has one, or spacing = \"sections\"");
    }
    std::vector<int> tau;
    tau.reserve(S);
    for (int j = 0; j < visited_count(spacing, T, S); ++j) {
        const int level = label(spacing, T, S, j) + 1;
        if (!tau.empty() && level <= tau.back())
            throw Error("steps", "this spacing would visit level " + std::to_string(level) +
                                     " twice; allowed: at most " + std::to_string(max_steps(spacing, T)) +
                                     " steps of " + std::to_string(T));
        tau.push_back(level);
    }
    return tau;
}

std::vector<int> timesteps_by_angle(const std::vector<double>& angles, int S) {
    const int T = static_cast<int>(angles.size());
    check_count(T, S);
    std::vector<int> tau(static_cast<std::size_t>(S), T);
    for (int j = S - 1; j >= 1; --j) {
        const double wanted = angles.back() * j / S;
        int level = static_cast<int>(std::lower_bound(angles.begin(), angles.end(), wanted) - angles.begin()) + 1;
        if (level > 1 && wanted - angles[level - 2] < angles[level - 1] - wanted) --level;
        // No level twice, and one left for each of the steps to come.
        tau[j - 1] = std::clamp(level, j, tau[j] - 1);
    }
    return tau;
}

int visited_count(Spacing spacing, int T, int S) { return spacing == Spacing::stride ? (T + T / S - 1) / (T / S) : S; }

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

int nearest_steps(Spacing spacing, int T, int S) {
    if (spacing == Spacing::all) return T;
    S = std::clamp(S, 1, max_steps(spacing, T));
    if (spacing != Spacing::ddim_stride || whole_stride(T, S) > 0) return S;
    const int stride = (T + S - 1) / S, fewer = (T + stride - 1) / stride, more = (T + stride - 2) / (stride - 1);
    return S - fewer <= more - S ? fewer : more;
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
