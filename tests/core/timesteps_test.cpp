// Sub-sequences: the label lists of other libraries for every number of steps, their respaced chains, and what every
// spacing must keep.

#include "core/process/timesteps.h"

#include "core/sample/convention.h"
#include "core/sample/plan.h"
#include "tests/core/helpers.h"
#include "tests/core/recorded.h"

#include <algorithm>
#include <map>
#include <sstream>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const std::map<std::string, Spacing> spacings = {
    {"all", Spacing::all},           {"leading", Spacing::leading}, {"trailing", Spacing::trailing},
    {"linspace", Spacing::linspace}, {"uniform", Spacing::uniform}, {"quad", Spacing::quadratic},
};

std::int64_t half_to_even(std::int64_t over, std::int64_t under) {
    const std::int64_t whole = over / under, twice = 2 * (over % under);
    return whole + (twice > under || (twice == under && whole % 2 == 1) ? 1 : 0);
}

/// Label j of a library's list in exact arithmetic, as tests/numpy/spacings.py has it.
std::int64_t exact_label(const std::string& spacing, std::int64_t T, std::int64_t S, std::int64_t j) {
    if (spacing == "leading" || spacing == "stride") return j * (T / S);
    if (spacing == "ddim-stride") return j * ((T + S - 1) / S);
    if (spacing == "trailing") return half_to_even((j + 1) * T, S) - 1;
    if (S == 1) return 0;
    if (spacing == "quadratic") return 4 * T * j * j / (5 * (S - 1) * (S - 1));
    return half_to_even(j * (T - 1), S - 1); // linspace, sections
}

/// A library's list as spacings.csv records it, without the label -1 that trailing may end with.
std::vector<int> recorded_labels(const Table::Row& row) {
    const std::string& spacing = row.text("spacing");
    const int T = row.integer("T"), S = row.integer("S"), count = row.integer("count");
    std::vector<int> labels;
    const bool minus_one = spacing == "trailing" && count > S;
    for (int j = 0; j < count - (minus_one ? 1 : 0); ++j)
        labels.push_back(static_cast<int>(exact_label(spacing, T, S, j)));
    std::istringstream departures(row.text("departures"));
    for (std::string one; departures >> one;) labels.at(std::stoul(one)) = std::stoi(one.substr(one.find(':') + 1));
    std::int64_t sum = minus_one ? -1 : 0;
    for (const int label : labels) sum += label;
    if (sum != static_cast<std::int64_t>(row.number("sum"))) throw std::runtime_error("spacings.csv does not add up");
    return labels;
}

/// What we visit with these settings, as labels; empty where they are refused.
std::vector<int> our_labels(Spacing spacing, int T, int S) {
    std::vector<int> labels;
    try {
        labels = timesteps(spacing, T, S);
    } catch (const Error& error) {
        if (error.key != "steps") throw;
    }
    for (int& label : labels) --label;
    return labels;
}

/// guided-diffusion's chain of T levels with this alpha_bar at t: of its two schedules the one that has it.
Process chain_at(int T, int t, double alpha_bar) {
    const bool may_be_linear = 20.0 / T < 1;
    const ScheduleSpec linear{ScheduleKind::linear, 0.1 / T, 20.0 / T, {}}, cosine{ScheduleKind::cosine, 0, 0, {}};
    if (may_be_linear && std::abs(make_schedule(linear, T).alpha_bar[t] - alpha_bar) < 1e-9)
        return make_process({ProcessKind::vp, T, linear});
    return make_process({ProcessKind::vp, T, cosine});
}

std::vector<int> respaced(int T, const std::string& spec) {
    if (spec.rfind("ddim", 0) == 0) {
        return timesteps(Spacing::ddim_stride, T, std::stoi(spec.substr(4)));
    }
    return timesteps_in_sections(T, sections_of(spec));
}

} // namespace

TEST_SUITE("core/timesteps") {
    TEST_CASE("leading, trailing and linspace are those of diffusers, and so is the level before each") {
        const Table table("timesteps_diffusers.csv");
        for (const auto& row : table) {
            const int T = row.integer("T"), S = row.integer("S");
            SamplerSpec sampler;
            set_convention(sampler, Convention::diffusers);
            sampler.steps = S;
            sampler.spacing = spacings.at(row.text("spacing"));
            sampler.steps_offset = sampler.spacing == Spacing::leading ? row.integer("steps_offset") : 0;
            const std::size_t j = static_cast<std::size_t>(row.integer("j"));
            CAPTURE(row.text("spacing"));
            CAPTURE(S);
            if (sampler.spacing == Spacing::trailing && trailing_overshoots(T, S))
                continue; // refused: convention_test.cpp
            for (const SamplerKind kind : {SamplerKind::ddim, SamplerKind::ddpm}) {
                sampler.kind = kind;
                const std::vector<TimestepPair> list =
                    timestep_pairs(sampler, make_process({ProcessKind::flow, T, {}}), gaussian(0, 1));
                REQUIRE(static_cast<int>(list.size()) == S);
                const int before =
                    row.integer(kind == SamplerKind::ddim ? "prev_t_DDIMScheduler" : "prev_t_DDPMScheduler");
                CHECK(list[j].t - 1 == row.integer("t")); // they count from 0
                CHECK(list[j].s - 1 == std::max(before, -1));
            }
        }
    }

    TEST_CASE("every number of steps has the library's labels, to the last rounding error") {
        const std::map<std::string, Spacing> libraries = {
            {"leading", Spacing::leading},         {"trailing", Spacing::trailing}, {"linspace", Spacing::linspace},
            {"stride", Spacing::stride},           {"sections", Spacing::sections}, {"quadratic", Spacing::quadratic},
            {"ddim-stride", Spacing::ddim_stride},
        };
        std::map<std::string, int> compared, departing;
        int refused = 0, overshooting = 0;
        const Table table("spacings.csv", numpy_folder);
        for (const auto& row : table) {
            const std::string& name = row.text("spacing");
            const int T = row.integer("T"), S = row.integer("S");
            const std::vector<int> wanted = recorded_labels(row);
            std::vector<int> ours = our_labels(libraries.at(name), T, S);
            // What is no list of levels is refused: where the library finds none, and where it visits one level twice.
            if (std::adjacent_find(wanted.begin(), wanted.end()) != wanted.end() || wanted.empty()) {
                REQUIRE((name == "quadratic" || name == "ddim-stride"));
                CHECK(ours.empty());
                ++refused;
                continue;
            }
            if (ours != wanted) FAIL_CHECK(name << ", S = " << S << " of T = " << T);
            ++compared[name];
            departing[name] += row.has("departures");
            if (name != "trailing") continue;
            CHECK(trailing_overshoots(T, S) == (row.integer("count") > S));
            overshooting += trailing_overshoots(T, S);
        }
        CHECK(compared.size() == libraries.size());
        CHECK(refused > 0);
        CHECK(overshooting > 0);
        for (const char* rounding : {"trailing", "linspace", "quadratic", "sections"}) CHECK(departing[rounding] > 0);
    }

    TEST_CASE("sections of one size each have the labels of that size, one after the other") {
        const auto labels = [](int T, int S) { return timesteps(Spacing::sections, T, S); };
        for (int first = 1; first <= 500; first += 7)
            for (int second = 2; second <= 500; second += 61) {
                std::vector<int> both = labels(500, first);
                for (const int level : labels(500, second)) both.push_back(500 + level);
                CHECK(timesteps_in_sections(1000, {first, second}) == both);
            }
    }

    TEST_CASE("uniform and quadratic are those that ermongroup/ddim visited") {
        int seen = 0;
        for (const RecordedRun& run : recorded_runs()) {
            if (run.library != "ermongroup/ddim") {
                continue;
            }
            ++seen;
            const Spacing spacing = run.spec == "quad" ? Spacing::quadratic : Spacing::stride;
            const std::vector<int> tau = timesteps(spacing, run.T, run.S);
            CAPTURE(run.name);
            if (spacing == Spacing::stride && run.T % run.S == 0)
                CHECK(timesteps(Spacing::uniform, run.T, run.S) == tau);
            REQUIRE(tau.size() == run.steps.size());
            for (std::size_t i = 0; i < tau.size(); ++i) {
                CHECK(tau[tau.size() - 1 - i] - 1 == run.steps[i].t);
            }
        }
        CHECK(seen > 0);
        // range(0, 1000, 100) and int(linspace(0, sqrt(800), 5)^2), by hand.
        CHECK(timesteps(Spacing::uniform, 1000, 10) ==
              std::vector<int>{1, 101, 201, 301, 401, 501, 601, 701, 801, 901});
        CHECK(timesteps(Spacing::quadratic, 1000, 5) == std::vector<int>{1, 51, 201, 451, 801});
    }

    TEST_CASE("respacing by sections keeps the levels and the chain that guided-diffusion keeps") {
        const Table table("respacing.csv");
        std::map<std::string, std::vector<const Table::Row*>> groups;
        for (const auto& row : table) {
            groups[row.text("T") + "," + row.text("spec")].push_back(&row);
        }
        Worst worst;
        for (const auto& [key, rows] : groups) {
            const std::string name = key; // clang before 16 cannot capture a structured binding
            const int T = rows.front()->integer("T");
            const std::vector<int> tau = respaced(T, rows.front()->text("spec"));
            CAPTURE(name);
            REQUIRE(tau.size() == rows.size());
            const Process process = chain_at(T, tau.front(), rows.front()->number("abar"));
            for (std::size_t j = 0; j < tau.size(); ++j) {
                const Table::Row& row = *rows[j];
                CHECK(tau[j] - 1 == row.integer("t"));
                worst.absolute(process.schedule.alpha_bar[tau[j]], row.number("abar"), name);
                const Level from = process.levels[tau[j]], to = process.levels[j == 0 ? 0 : tau[j - 1]];
                const Transition move = transition(from, to);
                worst.absolute(move.B, row.number("beta_respaced"), name);
                worst.absolute(move.beta_tilde, row.number("post_var"), name);
                // mean = k_x0 x0 + k_eps (x - a x0) / b, sorted by x0 and x.
                SamplerSpec sampler;
                sampler.kind = SamplerKind::mean_only;
                const StepCoefficients step = make_step(sampler, from, to, gaussian(0, 1));
                worst.absolute(step.k_x0 - step.k_eps * from.a / from.b, row.number("coef_x0"), name);
                worst.absolute(step.k_eps / from.b, row.number("coef_xt"), name);
            }
        }
        CHECK_WORST(worst, 1e-12); // 1e-13 in alpha_bar, magnified by 1 / (1 - alpha_bar) as in the schedules
    }

    TEST_CASE("every spacing: ascending, within 1..T, the right number, whatever T and S") {
        for (const auto& [key, kind] : spacings) {
            const std::string name = key;
            const Spacing spacing = kind;
            for (const int T : {1, 2, 3, 10, 11, 24, 100, 999, 1000}) {
                const int most = max_steps(spacing, T);
                CAPTURE(name);
                CAPTURE(T);
                REQUIRE(most >= 1);
                REQUIRE(most <= T);
                for (int S = 1; S <= most; S += 1 + S / 20) {
                    if (spacing == Spacing::all && S != T) {
                        continue;
                    }
                    const std::vector<int> tau = timesteps(spacing, T, S);
                    REQUIRE(static_cast<int>(tau.size()) == S);
                    CHECK(tau.front() >= 1);
                    CHECK(tau.back() <= T);
                    CHECK(std::adjacent_find(tau.begin(), tau.end(), std::greater_equal<int>()) == tau.end());
                    if (spacing == Spacing::trailing || (spacing == Spacing::linspace && S > 1)) {
                        CHECK(tau.back() == T);
                    }
                    if (spacing != Spacing::trailing) {
                        CHECK(tau.front() == 1);
                    }
                }
                if (spacing != Spacing::quadratic) {
                    const std::vector<int> every = timesteps(spacing, T, T);
                    for (int j = 0; j < T; ++j) {
                        CHECK(every[j] == j + 1);
                    }
                }
            }
        }
    }

    TEST_CASE("max_steps is the last number of quadratic steps without a repeat") {
        for (const int T : {5, 10, 50, 100, 1000}) {
            const int most = max_steps(Spacing::quadratic, T);
            CHECK(error_key([&] { timesteps(Spacing::quadratic, T, most); }) == "(no error)");
            for (int S = most + 1; S <= T; ++S) {
                CHECK(error_key([&] { timesteps(Spacing::quadratic, T, S); }) == "steps");
            }
        }
    }

    TEST_CASE("sections: each is cut evenly, its first and last level kept") {
        CHECK(timesteps_in_sections(10, {10}) == std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        CHECK(timesteps_in_sections(10, {2}) == std::vector<int>{1, 10});
        CHECK(timesteps_in_sections(10, {1}) == std::vector<int>{1});
        CHECK(timesteps_in_sections(11, {2, 3}) == std::vector<int>{1, 6, 7, 9, 11}); // the first part gets the odd one
        CHECK(error_key([] { timesteps_in_sections(10, {11}); }) == "sections");
        CHECK(error_key([] { timesteps_in_sections(10, {5, 6}); }) == "sections");
        CHECK(error_key([] { timesteps_in_sections(10, {5, 0}); }) == "sections");
    }

    TEST_CASE("impossible numbers of steps name their key and what is allowed") {
        std::string message;
        for (const auto& [key, kind] : spacings) {
            const std::string name = key;
            const Spacing spacing = kind;
            CAPTURE(name);
            for (const int S : {0, -1, 101, 1 << 30}) {
                CHECK(error_key([&] { timesteps(spacing, 100, S); }, &message) == "steps");
                CHECK(message.find("100") != std::string::npos);
            }
        }
        CHECK(error_key([] { timesteps(Spacing::all, 100, 50); }) == "steps");
    }
}
