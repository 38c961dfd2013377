#include "core/law/noise.h"

#include <cmath>

namespace halfstep {
namespace {

using u32 = std::uint32_t;
using u64 = std::uint64_t;

// The constants of Philox4x32 [Salmon et al. 2011, section 4.2].
constexpr u32 multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
constexpr u32 weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;
constexpr int rounds = 10;

// Particles handled together: the loops below are written over lanes so that compilers turn each line into vector
// instructions. Fewer lanes are unrolled into scalar code, more leave the registers (measured from 16 to 128).
constexpr int lanes = 64;

template <int n>
struct Counters {
    u32 c[4][n];
};

template <int n>
void philox(Counters<n>& x, u32 key_0, u32 key_1) {
    // High and low halves of the products in loops of their own: in this form compilers find the vector multiply.
    u32 high_0[n], low_0[n], high_1[n], low_1[n];
    for (int round = 0; round < rounds; ++round) {
        for (int i = 0; i < n; ++i) high_0[i] = static_cast<u32>((static_cast<u64>(multiplier_0) * x.c[0][i]) >> 32);
        for (int i = 0; i < n; ++i) low_0[i] = multiplier_0 * x.c[0][i];
        for (int i = 0; i < n; ++i) high_1[i] = static_cast<u32>((static_cast<u64>(multiplier_1) * x.c[2][i]) >> 32);
        for (int i = 0; i < n; ++i) low_1[i] = multiplier_1 * x.c[2][i];
        for (int i = 0; i < n; ++i) {
            x.c[0][i] = high_1[i] ^ x.c[1][i] ^ key_0;
            x.c[2][i] = high_0[i] ^ x.c[3][i] ^ key_1;
            x.c[1][i] = low_1[i];
            x.c[3][i] = low_0[i];
        }
        key_0 += weyl_0;
        key_1 += weyl_1;
    }
}

// Counter layout: particle (64 bits), step, stream. One block a particle and step.
void counters_for(Counters<lanes>& x, u64 first, u32 step, Stream stream) {
    for (int i = 0; i < lanes; ++i) {
        const u64 particle = first + static_cast<u64>(i);
        x.c[0][i] = static_cast<u32>(particle);
        x.c[1][i] = static_cast<u32>(particle >> 32);
        x.c[2][i] = step;
        x.c[3][i] = static_cast<u32>(stream);
    }
}

// 32 random bits as a number in [0, 1], and 32 more below them where the type has room.
void unit(u32 high, u32, float& u) { u = static_cast<float>(high) * 0x1p-32f + 0x1p-33f; }
void unit(u32 high, u32 low, double& u) {
    u = static_cast<double>(high) * 0x1p-32 + (static_cast<double>(low) + 0.5) * 0x1p-64;
}

// Half turns in [-1, 1).
void half_turns(u32 high, u32, float& turn) { turn = static_cast<float>(static_cast<std::int32_t>(high)) * 0x1p-31f; }
void half_turns(u32 high, u32 low, double& turn) {
    turn = static_cast<double>(static_cast<std::int32_t>(high)) * 0x1p-31 + static_cast<double>(low) * 0x1p-63;
}

// sin and cos of |y| <= pi/4 by their Taylor series, which end below the last bit of the type.
float sin_small(float y, float y2) {
    return y * (1 + y2 * (-1.f / 6 + y2 * (1.f / 120 + y2 * (-1.f / 5040 + y2 / 362880))));
}
float cos_small(float y2) { return 1 + y2 * (-0.5f + y2 * (1.f / 24 + y2 * (-1.f / 720 + y2 * (1.f / 40320)))); }
double sin_small(double y, double y2) {
    double s = 1. / 355687428096000.; // 1/17!
    s = -1. / 1307674368000. + y2 * s;
    s = 1. / 6227020800. + y2 * s;
    s = -1. / 39916800. + y2 * s;
    s = 1. / 362880. + y2 * s;
    s = -1. / 5040. + y2 * s;
    s = 1. / 120. + y2 * s;
    s = -1. / 6. + y2 * s;
    return y * (1 + y2 * s);
}
double cos_small(double y2) {
    double c = 1. / 20922789888000.; // 1/16!
    c = -1. / 87178291200. + y2 * c;
    c = 1. / 479001600. + y2 * c;
    c = -1. / 3628800. + y2 * c;
    c = 1. / 40320. + y2 * c;
    c = -1. / 720. + y2 * c;
    c = 1. / 24. + y2 * c;
    c = -0.5 + y2 * c;
    return 1 + y2 * c;
}

/// Box & Muller (1958): radius sqrt(-2 log u), angle uniform. `v` = 1 - u from the complemented bits, so that small
/// radii (u near 1) keep full relative accuracy: -log u = v (log u)/(u - 1), whose second factor is smooth. [Kahan's
/// log1p]
template <class Real>
void box_muller(const Counters<lanes>& w, Real* z0, Real* z1) {
    Eigen::Array<Real, lanes, 1> u, v, radius;
    for (int i = 0; i < lanes; ++i) {
        unit(w.c[0][i], w.c[1][i], u[i]);
        unit(~w.c[0][i], ~w.c[1][i], v[i]);
    }
    const Eigen::Array<Real, lanes, 1> log_u = u.log();
    for (int i = 0; i < lanes; ++i) {
        const Real below_one = 1 - u[i];
        radius[i] = below_one > 0 ? -2 * log_u[i] * v[i] / (below_one > 0 ? below_one : Real(1)) : 2 * v[i];
    }
    radius = radius.sqrt();
    for (int i = 0; i < lanes; ++i) {
        Real turn;
        half_turns(w.c[2][i], w.c[3][i], turn);
        const int quarter = static_cast<int>(std::floor(turn * 2 + Real(0.5))); // -2 .. 2, nearest quarter turn
        const Real y = (turn - static_cast<Real>(quarter) / 2) * static_cast<Real>(3.14159265358979323846);
        const Real s = sin_small(y, y * y), c = cos_small(y * y);
        const Real sin_abs = (quarter & 1) ? c : s, cos_abs = (quarter & 1) ? s : c;
        z0[i] = radius[i] * (((quarter + 1) & 2) ? -cos_abs : cos_abs);
        z1[i] = radius[i] * ((quarter & 2) ? -sin_abs : sin_abs);
    }
}

} // namespace

std::array<u32, 4> philox4x32(std::array<u32, 4> counter, std::array<u32, 2> key) {
    Counters<1> x{};
    for (int word = 0; word < 4; ++word) x.c[word][0] = counter[word];
    philox(x, key[0], key[1]);
    return {x.c[0][0], x.c[1][0], x.c[2][0], x.c[3][0]};
}

template <class Real>
void normals(u64 seed, Stream stream, u32 step, u64 first, Block<Real>& z) {
    const Eigen::Index n = z.rows(), dim = z.cols();
    Counters<lanes> words;
    Real z0[lanes], z1[lanes];
    for (Eigen::Index row = 0; row < n; row += lanes) {
        counters_for(words, first + static_cast<u64>(row), step, stream);
        philox(words, static_cast<u32>(seed), static_cast<u32>(seed >> 32));
        box_muller(words, z0, z1);
        const Eigen::Index count = std::min<Eigen::Index>(lanes, n - row);
        std::copy(z0, z0 + count, z.col(0).data() + row);
        if (dim == 2) std::copy(z1, z1 + count, z.col(1).data() + row);
    }
}
template void normals<float>(u64, Stream, u32, u64, Block<float>&);
template void normals<double>(u64, Stream, u32, u64, Block<double>&);

double uniform(u64 seed, Stream stream, u32 step, u64 particle) {
    const auto w =
        philox4x32({static_cast<u32>(particle), static_cast<u32>(particle >> 32), step, static_cast<u32>(stream)},
                   {static_cast<u32>(seed), static_cast<u32>(seed >> 32)});
    const u64 bits = (static_cast<u64>(w[0]) << 32 | w[1]) >> 11;
    return (static_cast<double>(bits) + 0.5) * 0x1p-53;
}

} // namespace halfstep
