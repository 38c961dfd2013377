// Denoisers with an error: that it is the one that was asked for.

#include "core/denoise/denoiser.h"

#include "tests/core/helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

DenoiserSpec perturbed(DenoiserError error, double scale) {
    DenoiserSpec spec;
    spec.kind = DenoiserKind::perturbed;
    spec.error = error;
    spec.scale = scale;
    return spec;
}

template <class Real>
Block<Real> denoise_block(const Target& target, const Level& level, const DenoiserSpec& spec, const Block<Real>& x) {
    Block<Real> x0(x.rows(), x.cols());
    Denoiser<Real>(target, level, spec)(x, x0);
    return x0;
}

Block<double> noised_cloud(const Target& target, const Level& level, Eigen::Index n) {
    Block<double> x(n, target.dim());
    sample(marginal(target, level), 5, Stream::data, 0, x);
    return x;
}

const std::vector<Level> perturbed_levels = {vp_level(0.9999), vp_level(0.5), vp_level(1e-4), vp_level(0),
                                             {0, 1, 0.1},      {0, 1, 20},    {0, 0.25, 0.75}};

} // namespace

TEST_SUITE("core/perturbed") {
    TEST_CASE("exact, and errors of scale zero, are the exact denoiser bit by bit") {
        const Target target = plane_modes();
        for (const Level& level : perturbed_levels) {
            const Block<double> x = noised_cloud(target, level, 100);
            Block<double> exact(100, 2);
            ExactDenoiser<double>(target, level)(x, exact);
            CHECK((denoise_block(target, level, {}, x) == exact).all());
            DenoiserSpec ignored = perturbed(DenoiserError::bias, 3);
            ignored.kind = DenoiserKind::exact;
            CHECK((denoise_block(target, level, ignored, x) == exact).all());
            for (const DenoiserError error : {DenoiserError::bias, DenoiserError::field, DenoiserError::sigma}) {
                CHECK((denoise_block(target, level, perturbed(error, 0), x) == exact).all());
            }
        }
    }

    TEST_CASE_TEMPLATE("bias: v is off by scale, eps and x0 by no more", Real, float, double) {
        const Target target = plane_modes();
        for (const Level& level : perturbed_levels) {
            const Block<Real> x = noised_cloud(target, level, 50).cast<Real>();
            const Block<Real> off = denoise_block(target, level, perturbed(DenoiserError::bias, 0.3), x) -
                                    denoise_block(target, level, {}, x);
            const double n = std::hypot(level.a, level.b), a = level.a, b = level.b;
            const double of_x0 = static_cast<double>(off(0, 0)), of_eps = -a / b * of_x0;
            CHECK((off - off(0, 0)).abs().maxCoeff() < 1e-5);
            CHECK((a * of_eps - b * of_x0) / n ==
                  doctest::Approx(0.3).epsilon(2e-3)); // float: a difference near b = 0.01
            CHECK(std::abs(of_x0) < 0.3 * (1 + 1e-3));
            CHECK(std::abs(of_eps) < 0.3 * (1 + 1e-2));
        }
    }

    TEST_CASE("sigma: the exact denoiser at a wrong level") {
        const Target target = plane_modes();
        for (const double scale : {-0.5, 0.2, 3.0}) {
            for (const Level& level : perturbed_levels) {
                const Block<double> x = noised_cloud(target, level, 50);
                Block<double> exact(50, 2);
                ExactDenoiser<double>(target, {0, level.a, (1 + scale) * level.b})(x, exact);
                CHECK((denoise_block(target, level, perturbed(DenoiserError::sigma, scale), x) == exact).all());
            }
        }
        // One Gaussian: m + a s^2 (x - a m) / (a^2 s^2 + (1 + scale)^2 b^2).
        const Level level{0, 0.8, 0.6};
        const Block<double> x = Block<double>::Constant(1, 1, 2);
        CHECK(denoise_block(gaussian(0.5, 0.25), level, perturbed(DenoiserError::sigma, 1), x)(0, 0) ==
              doctest::Approx(0.5 + 0.8 * 0.25 * (2 - 0.4) / (0.16 + 4 * 0.36)).epsilon(1e-14));
    }

    TEST_CASE_TEMPLATE("field: mean zero, standard deviation one, correlation as stated", Real, float, double) {
        // Averages over 300 seeds at one pair of places a distance apart, so that draws are independent: se of a mean
        // 1/sqrt(300).
        const int seeds = 300;
        for (const double apart : {0.0, 0.3, 0.6, 1.5}) {
            double mean = 0, square = 0, product = 0, cross = 0;
            for (int seed = 0; seed < seeds; ++seed) {
                Block<Real> x(2, 2), value;
                x << Real(0.4), Real(-1), Real(0.4 + 0.6 * apart), Real(-1 + 0.8 * apart);
                RandomField<Real>(static_cast<std::uint64_t>(seed), 0.6, {0, 0.6, 0.8}, 2)(x, value);
                mean += static_cast<double>(value(0, 0)) / seeds;
                square += std::pow(static_cast<double>(value(0, 0)), 2) / seeds;
                product += static_cast<double>(value(0, 0) * value(1, 0)) / seeds;
                cross += static_cast<double>(value(0, 0) * value(0, 1)) / seeds;
            }
            const double se = 1 / std::sqrt(static_cast<double>(seeds));
            CHECK(std::abs(mean) < 5 * se);
            CHECK(std::abs(square - 1) < 5 * std::sqrt(2.0) * se);
            CHECK(std::abs(cross) < 5 * se); // the coordinates of the error are independent
            const double correlation = std::exp(-apart * apart / (2 * 0.36));
            CHECK(std::abs(product - correlation) < 5 * std::sqrt(1 + correlation * correlation) * se);
        }
    }

    TEST_CASE_TEMPLATE("field: a smooth, pure function of seed, place and time", Real, float, double) {
        const Target target = plane_modes();
        DenoiserSpec spec = perturbed(DenoiserError::field, 0.2);
        const Level level = vp_level(0.5);
        const Block<Real> x = noised_cloud(target, level, 400).cast<Real>();
        const Block<Real> all = denoise_block(target, level, spec, x),
                          part = denoise_block(target, level, spec, Block<Real>(x.middleRows(50, 33)));
        CHECK((part - all.middleRows(50, 33)).abs().maxCoeff() < 1e-5);
        const auto field = [&](const Level& at, std::uint64_t seed, double length, const Block<Real>& where) {
            Block<Real> value;
            RandomField<Real>(seed, length, at, 2)(where, value);
            return value;
        };
        const Block<Real> here = field(level, 1, 0.5, x);
        CHECK((field(level, 1, 0.5, x) == here).all());
        CHECK((field(level, 2, 0.5, x) - here).abs().maxCoeff() > 0.5);
        CHECK((field(level, 1, 0.5, x + Real(1e-3)) - here).abs().maxCoeff() < 0.02); // in space,
        CHECK((field(vp_level(0.501), 1, 0.5, x) - here).abs().maxCoeff() < 0.02);    // and in time
        CHECK((field(vp_level(0.05), 1, 0.5, x) - here).abs().maxCoeff() > 0.3);
        // Its unit of length grows with the spread of x_t.
        CHECK((field({0, 3, 3}, 1, 0.5, x * Real(3 * std::sqrt(2.0))) - here).abs().maxCoeff() < 1e-4);
        CHECK(field(level, 1, 1e-3, x * Real(1e6)).allFinite());
        CHECK(field(level, 1, 1e-3, x * Real(1e6)).abs().maxCoeff() <= 8 + 1e-3); // sqrt(2 waves)
    }

    TEST_CASE("impossible errors, by key") {
        const auto key = [](DenoiserSpec spec) { return error_key([&] { validate(spec); }); };
        CHECK(key({}) == "(no error)");
        for (const DenoiserError error : {DenoiserError::bias, DenoiserError::field, DenoiserError::sigma}) {
            CHECK(key(perturbed(error, 0.5)) == "(no error)");
            CHECK(key(perturbed(error, not_a_number)) == "denoiser.scale");
            CHECK(key(perturbed(error, 1e4)) == "denoiser.scale");
        }
        CHECK(key(perturbed(DenoiserError::sigma, -1)) == "denoiser.scale");
        CHECK(key(perturbed(DenoiserError::bias, -1)) == "(no error)");
        DenoiserSpec field = perturbed(DenoiserError::field, 0.1);
        for (const double bad : {0.0, -1.0, not_a_number, 1e9}) {
            field.length = bad;
            CHECK(key(field) == "denoiser.length");
        }
        field.length = 1;
        field.seed = ~std::uint64_t{0};
        CHECK(key(field) == "denoiser.seed");
        field.kind = DenoiserKind::exact;
        CHECK(key(field) == "(no error)");
    }
}
