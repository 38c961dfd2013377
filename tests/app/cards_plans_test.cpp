// Cards of spacings, starts and clipping: their lines are evaluated against the levels that are visited, the law that
// particles are drawn from, and what clipping leaves of x0_hat.

#include "app/formulas/cards.h"
#include "core/process/timesteps.h"
#include "core/sample/clip.h"
#include "core/sample/convention.h"
#include "core/sample/plan.h"
#include "core/spec/error.h"
#include "tests/app/card_values.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// The right-hand side of a card's first line.
std::string plan_rule(const std::string& name, Notation notation = Notation::ddpm) {
    const Card* card = find_card(name);
    REQUIRE_MESSAGE(card, name);
    return sides_of(lines_of_card(card->tex.lines(notation)).front()).back();
}

std::string plan_line(const std::string& name, Notation notation, std::size_t line) {
    return sides_of(lines_of_card(find_card(name)->tex.lines(notation)).at(line)).back();
}

} // namespace

TEST_CASE("a spacing visits the levels that its card prints") {
    constexpr const char* names[] = {"spacing.all",     "spacing.leading",   "spacing.trailing", "spacing.linspace",
                                     "spacing.uniform", "spacing.quadratic", "spacing.stride",   "spacing.ddim-stride"};
    for (const char* name : names) {
        CAPTURE(std::string(name));
        const Spacing spacing =
            std::find_if(facts<Spacing>().begin(), facts<Spacing>().end(), [&](const Fact<Spacing>& row) {
                return card_of(row.value) == name;
            })->value;
        int compared = 0;
        for (const int T : {10, 37, 100, 1000})
            for (const int S : {2, 3, 7, 8, 10, 20, 37}) {
                std::vector<int> levels;
                try {
                    levels = timesteps(spacing, T, spacing == Spacing::all ? T : S);
                } catch (const Error&) {
                    continue; // it visits no such number of levels
                }
                for (std::size_t j = 0; j < levels.size(); ++j) {
                    TexValues values;
                    values.symbols = {{"T", T}, {"S", S}, {"j", static_cast<double>(j)}};
                    REQUIRE(TexReader(plan_rule(name), values).all() == levels[j]);
                    ++compared;
                }
            }
        CHECK(compared > 50);
    }
}

TEST_CASE("sections keep the levels that their card prints") {
    const std::vector<int> kept = {4, 3, 5}, levels = timesteps_in_sections(61, kept);
    std::size_t at = 0;
    int first = 1;
    for (const int m : kept) {
        const int n = first == 1 ? 21 : 20; // 61 levels in three sections
        for (int j = 0; j < m; ++j, ++at) {
            TexValues values;
            values.symbols = {{"l", first}, {"n", n}, {"m", m}, {"j", j}};
            CHECK(TexReader(plan_rule("spacing.sections"), values).all() == levels.at(at));
        }
        first += n;
    }
    CHECK(at == levels.size());
}

TEST_CASE("equal angles: no level is nearer to the angle that the card asks for") {
    const Target target = line_target(0, 0.16);
    constexpr int S = 4;
    for (NotationCase of : notation_cases()) {
        of.process = process_of(of.process.spec.kind, of.process.spec.grid, 200);
        SamplerSpec sampler;
        sampler.steps = S;
        sampler.spacing = Spacing::optimal;
        std::vector<int> visited;
        for (const TimestepPair& pair : timestep_pairs(sampler, of.process, target))
            visited.insert(visited.begin(), pair.t);
        REQUIRE(visited.size() == S);
        std::vector<double> angles = {0}; // of the data
        for (int k = 1; k <= of.process.steps(); ++k) {
            TexValues values;
            add_all_levels(values, of.notation, of.process);
            values.symbols["\\sigma"] = 0.4;
            values.k = k;
            const bool ends = of.process.levels[k].a == 0;
            angles.push_back(ends ? std::acos(-1) / 2
                                  : TexReader(plan_line("spacing.optimal", of.notation, 1), values).all());
        }
        for (int j = 0; j < S; ++j) {
            const auto off = [&](int k) { return std::abs(angles[k] - (j + 1.0) / S * angles.back()); };
            CAPTURE(j);
            for (int k = 1; k <= of.process.steps(); ++k) CHECK(off(k) >= off(visited[j]) - 1e-12);
        }
    }
}

TEST_CASE("starts: the moments of what particles are drawn from are those of the cards' right-hand sides") {
    constexpr double start_m = 0.7, start_s2 = 0.16;
    const Target target = line_target(start_m, start_s2);
    for (const NotationCase& of : notation_cases()) {
        SamplerSpec sampler;
        sampler.start = Start::exact;
        const Target exact = start_law(sampler, of.process, target);
        TexValues values;
        add_all_levels(values, of.notation, of.process);
        const std::string rule = plan_rule("start.exact", of.notation);
        const auto at = [&](double x0, double eps) {
            values.symbols["x_0"] = values.symbols["X_0"] = x0, values.symbols["\\varepsilon"] = eps;
            return TexReader(rule, values).all();
        };
        // Linear in x0 and eps: its slopes say what the variance is.
        const double a = at(1, 0), b = at(0, 1);
        CHECK(exact.mean()[0] == doctest::Approx(a * start_m).epsilon(1e-12));
        CHECK(exact.cov()(0, 0) == doctest::Approx(a * a * start_s2 + b * b).epsilon(1e-12));

        sampler.start = Start::prior;
        const double variance = start_law(sampler, of.process, target).cov()(0, 0);
        const std::string prior = plan_line("start.prior", of.notation, 0);
        const bool of_sigma = prior.find("sigma_{\\max}") != std::string::npos;
        CHECK(of_sigma == (of.notation == Notation::sde));
        const double sigma_max = of.process.spec.kind == ProcessKind::ve ? of.process.levels.back().b : 1;
        CHECK(variance == doctest::Approx(of_sigma ? sigma_max * sigma_max : 1).epsilon(1e-12));

        TexValues up = between_levels(of, 6, 5);
        up.symbols["\\hatx_0"] = up.symbols["g"] = 0.3, up.symbols["\\hat\\varepsilon"] = -0.8;
        const Level& level = of.process.levels[6];
        CHECK(TexReader(plan_rule("start.encoded", of.notation), up).all() ==
              doctest::Approx(level.a * 0.3 - level.b * 0.8));
    }
}

TEST_CASE("clipping leaves of x0_hat, and makes of eps_hat, what the cards print") {
    for (const NotationCase& of : notation_cases())
        for (const double x0 : {-3.0, -0.4, 0.9, 1.7}) {
            Clip clip{.kind = Clip::Kind::static_, .range = 1.2};
            Block<double> one(1, 1);
            one << x0;
            clip_x0(clip, one);
            TexValues values = between_levels(of, 6, 5);
            const Level& level = of.process.levels[6];
            values.symbols.insert({{"\\hatx_0", x0}, {"r", clip.range}, {"x_t", 0.5}});
            values.symbols["\\hatx_0'"] = one(0, 0);
            values.symbols["\\hat\\varepsilon'"] = (0.5 - level.a * one(0, 0)) / level.b;
            check_card("clip.static", of, values);

            // Of two coordinates: the quantile by hand, between the two sizes in order.
            clip.kind = Clip::Kind::dynamic;
            clip.percentile = 0.75;
            Block<double> pair(1, 2);
            pair << x0, 2.5;
            const double low = std::min(std::abs(x0), 2.5), high = std::max(std::abs(x0), 2.5);
            clip_x0(clip, pair);
            values.symbols["Q"] = low + clip.percentile * (high - low);
            values.symbols["\\hatx_0'"] = pair(0, 0);
            values.symbols["\\hat\\varepsilon'"] = (0.5 - level.a * pair(0, 0)) / level.b;
            check_card("clip.dynamic", of, values);
        }
}
