#include "core/process/timesteps.h"

#include "core/spec/error.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace halfstep {
namespace {

/// Rounded to a double before anything is added to it, as NumPy does: a compiler may else fuse a product and a sum into
/// one instruction, whose last bit is another one.
double rounded(double product) {
    volatile double stored = product;
    return stored;
}

/// The smallest stride that visits exactly S of 0 .. T - 1, from 0 on; 0: there is none. As guided-diffusion, which
/// tries strides below T only, so that none gives a single step.
int whole_stride(int T, int S) {
    const int stride = (T + S - 1) / S; // with a smaller one, S strides end before T
    return stride < T && (T + stride - 1) / stride == S ? stride : 0;
}

/// numpy.linspace(0, last, S)[j].
double linspace(double last, int S, int j) {
    if (S == 1) return 0;
    return j == S - 1 ? last : rounded(j * (last / (S - 1)));
}

/// numpy.arange(T, 0, -T/S)[i]: NumPy computes the second entry, and all others from the difference of the first two.
double arange_down(int T, int S, int i) {
    const double second = T - static_cast<double>(T) / S;
    if (i < 2) return i == 0 ? T : second;
    return T + rounded(i * (second - T));
}

/// The 0-based label of entry j of S, ascending, with the libraries' own rounding errors. nearbyint rounds halves to
/// even, as NumPy does.
int label(Spacing spacing, int T, int S, int j) {
    switch (spacing) {
    case Spacing::all: return j;
    case Spacing::leading:
    case Spacing::stride: return j * (T / S);
    case Spacing::ddim_stride: return j * whole_stride(T, S);
    case Spacing::trailing: return static_cast<int>(std::nearbyint(arange_down(T, S, S - 1 - j))) - 1;
    case Spacing::linspace: return static_cast<int>(std::nearbyint(linspace(T - 1, S, j)));
    case Spacing::uniform: return static_cast<int>(static_cast<long long>(j) * T / S);
    case Spacing::quadratic: {
        const double root = linspace(std::sqrt(0.8 * T), S, j);
        return static_cast<int>(root * root);
    }
    case Spacing::sections:       // timesteps_in_sections
    case Spacing::optimal: break; // timesteps_by_angle
    }
    return 0;
}

/// The counts next to S, below and above, that a whole stride gives; 0: there is none.
std::pair<int, int> whole_stride_counts(int T, int S) {
    int fewer = S - 1, more = S + 1;
    while (fewer > 0 && whole_stride(T, fewer) == 0) --fewer;
    while (more <= T && whole_stride(T, more) == 0) ++more;
    return {fewer, more <= T ? more : 0};
}

void check_count(int T, int S) {
    if (S < 1 || S > T)
        throw Error("steps",
                    "a sampler visits levels of the process; allowed: 1 to " + std::to_string(T) + " (process.steps)");
}

[[noreturn]] void refuse_stride(int T, int S) {
    const auto [fewer, more] = whole_stride_counts(T, S);
    const std::string of = std::to_string(T);
    std::string allowed;
    for (const int count : {fewer, more})
        if (count > 0) allowed += std::to_string(count) + ", ";
    if (T > 2) allowed += "any other " + of + " / stride rounded up, "; // of 1 level there is none, of 2 levels one
    throw Error("steps", "no whole stride below " + of + " visits exactly so many of " + of +
                             (T == 1 ? " level" : " levels") + "; allowed: " + allowed +
                             (allowed.empty() ? "" : "or ") + "spacing = \"sections\"");
}

} // namespace

std::vector<int> timesteps(Spacing spacing, int T, int S) {
    check_count(T, S);
    if (spacing == Spacing::all && S != T)
        throw Error("steps", "spacing = \"all\" visits every level; allowed: " + std::to_string(T) +
                                 ", or another spacing (leading, trailing, linspace, ...)");
    if (spacing == Spacing::sections) return timesteps_in_sections(T, {S});
    if (spacing == Spacing::ddim_stride && whole_stride(T, S) == 0) refuse_stride(T, S);
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
    // Neighbours at the dense end, near the data, are (sqrt(0.8 T) / (S - 1))^2 (2j + 1) apart: look for the last S
    // without a repeat.
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
    const auto [fewer, more] = whole_stride_counts(T, S);
    if (more == 0) return S; // of T = 1 there is none at all
    return fewer > 0 && S - fewer <= more - S ? fewer : more;
}

bool trailing_overshoots(int T, int S) { return std::ceil(T / (static_cast<double>(T) / S)) > S; }

std::vector<int> timesteps_in_sections(int T, const std::vector<int>& sections) {
    std::vector<int> tau;
    const int parts = static_cast<int>(sections.size());
    int start = 0;
    for (int part = 0; part < parts; ++part) {
        const int size = T / parts + (part < T % parts ? 1 : 0), count = sections[part];
        if (count < 1 || count > size)
            throw Error("sections", "section " + std::to_string(part + 1) + " keeps " + std::to_string(count) +
                                        " levels; allowed: 1 to " + std::to_string(size));
        // Summed, not multiplied: the library adds the stride up, and halves fall the way that its rounding errors push
        // them.
        const double stride = count == 1 ? 1 : static_cast<double>(size - 1) / (count - 1);
        double at = 0;
        for (int i = 0; i < count; ++i, at += stride) tau.push_back(start + static_cast<int>(std::nearbyint(at)) + 1);
        start += size;
    }
    return tau;
}

} // namespace halfstep
