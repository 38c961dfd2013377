// What single precision does to moments, against the same runs in double precision with the same noise: means from 0 to
// 1e6, widths from 1e-3 to 30, ten steps to a thousand, every process.

#include "core/measure/trust.h"

#include "tests/core/experiments.h"
#include "tests/cost.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr std::int64_t rounding_particles = 2000;

ProcessSpec process_spec_of(ProcessKind kind, int T) {
    ProcessSpec process;
    process.kind = kind;
    process.steps = T;
    return process;
}

std::vector<ProcessSpec> rounding_processes(int T) {
    ProcessSpec cosine = process_spec_of(ProcessKind::vp, T), sde = cosine,
                karras = process_spec_of(ProcessKind::ve, T);
    cosine.schedule.kind = ScheduleKind::cosine;
    sde.schedule.kind = ScheduleKind::vp_sde;
    karras.grid = Grid::karras;
    karras.sigma_max = 80;
    return {cosine, sde, process_spec_of(ProcessKind::ve, T), karras, process_spec_of(ProcessKind::flow, T)};
}

std::vector<SamplerSpec> rounding_samplers() {
    return {sampler_of(SamplerKind::ddim),      ddpm_of(Variance::large),           sampler_of(SamplerKind::heun),
            sampler_of(SamplerKind::euler_ode), sampler_of(SamplerKind::half_step), sampler_of(SamplerKind::mean_only),
            sampler_of(SamplerKind::forward)};
}

Run run_as(Precision precision, const ProcessSpec& process, double mean, double sigma) {
    SimulateOptions quick = unmeasured();
    quick.tracked_paths = 1;
    return simulate(
        experiment_of(gaussian(mean, sigma * sigma), process, rounding_samplers(), rounding_particles, precision),
        quick);
}

/// The error that is not rounding.
double sampling(double error, double rounding) { return std::sqrt(std::max(0.0, error * error - rounding * rounding)); }

/// The largest of what rounding did, over what it is said to do at most, and over what sampling does where that is
/// more; and the largest deviate of either.
struct Findings {
    Worst mean, variance, off;
    double ruled = 0,
           tight = 0; ///< states where rounding rules the mean, and those where a tenth of what is said was there

    void add(const Moments& single, const Moments& twice, const std::string& place) {
        const double d_mean = std::abs(single.mean[0] - twice.mean[0]),
                     d_var = std::abs(single.cov(0, 0) - twice.cov(0, 0));
        const double se_mean = sampling(single.se_mean[0], single.rounding_mean[0]);
        const double se_var = sampling(single.se_var[0], single.rounding_var[0]);
        const auto over = [](double off, double said) { return off == 0 ? 0 : off / said; }; // all at one place: 0 of 0
        mean.add(over(d_mean, single.rounding_mean[0] + 0.03 * se_mean), place);
        variance.add(over(d_var, single.rounding_var[0] + 0.03 * se_var), place);
        for (const Moments* m : {&single, &twice})
            off.add(std::max(std::abs(m->off_mean[0]), std::abs(m->off_var[0])), place);
        if (!rounding_rules(single.rounding_mean[0], single.se_mean[0])) return;
        ++ruled;
        tight += d_mean > 0.1 * single.rounding_mean[0];
    }
};

} // namespace

TEST_SUITE("core/rounding") {
    TEST_CASE("single precision is off by no more than it is said to be, and right samplers pass in both precisions") {
        Findings found;
        for (const int T : {10, 200, heavy(1000, 50)})
            for (const ProcessSpec& process : rounding_processes(T))
                for (const auto& [mean, sigma] :
                     {std::pair{0.0, 1.0}, {3.0, 0.1}, {1e3, 30.0}, {1e5, 0.1}, {1e5, 1.0}, {1e6, 1e-3}}) {
                    const Run single = run_as(Precision::single, process, mean, sigma);
                    const Run twice = run_as(Precision::double_, process, mean, sigma);
                    for (std::size_t i = 0; i < single.samplers.size(); ++i)
                        for (std::size_t state = 0; state < single.samplers[i].moments.size(); ++state)
                            found.add(single.samplers[i].moments[state], twice.samplers[i].moments[state],
                                      "mean " + std::to_string(mean) + " sigma " + std::to_string(sigma) + " T " +
                                          std::to_string(T) + " process " +
                                          std::to_string(static_cast<int>(process.kind)) + " sampler " +
                                          std::to_string(i) + " state " + std::to_string(state));
                }
        CHECK_WORST(found.mean, 1.05);
        CHECK_WORST(found.variance, 1.05);
        CHECK_WORST(found.off, 5);
        CHECK(found.ruled > 1000);
        CHECK(found.tight > 0.6 * found.ruled); // it is no mere bound
    }

    TEST_CASE("the scene of the report: far from 0 rounding rules single precision, and double has it") {
        const ProcessSpec cosine = rounding_processes(200).front();
        const Run single = run_as(Precision::single, cosine, 1e5, 0.1),
                  twice = run_as(Precision::double_, cosine, 1e5, 0.1);
        const Moments &ddpm = single.samplers[1].moments.back(), &known = twice.samplers[1].moments.back();
        CHECK(rounding_rules(ddpm.rounding_mean[0], ddpm.se_mean[0]));
        CHECK(ddpm.rounding_mean[0] < 0.05); // half the distance of floats there is 0.004
        CHECK(!rounding_rules(known.rounding_mean[0], known.se_mean[0]));
        const Moments lost = run_as(Precision::single, cosine, 1e6, 1e-3).samplers[1].moments.back();
        CHECK(lost.se_var[0] > 0); // 999999 ± 0 it was, and a variance of 0 ± 0
        CHECK(lost.off_var[0] == 0);
    }

    TEST_CASE("pairs: a shift and a spread are found; of all particles nothing is added") {
        Block<double> y(1000, 1);
        normals(7, Stream::data, 0, 0, y);
        const Block<float> x = (1.01 * y + 0.25).cast<float>();
        const Rounding all = measured_rounding(x, y, 1000, true), some = measured_rounding(x, y, 1000, false);
        const double variance = (y - y.mean()).square().sum() / 999;
        CHECK(all.mean[0] == doctest::Approx(0.25 + 0.01 * y.mean()).epsilon(1e-5));
        CHECK(all.variance[0] == doctest::Approx(0.0201 * variance).epsilon(1e-4));
        CHECK(some.mean[0] - all.mean[0] == doctest::Approx(5 * 0.01 / std::sqrt(1000)).epsilon(0.1));
        CHECK(some.variance[0] > all.variance[0]);
    }

    TEST_CASE(
        "narrow modes far apart: what a whole mode is rounded by is in the errors, and rounding rules the variance") {
        Worst off;
        // The rounding of 1000.3 to float is 1.22e-5 for every particle of a mode, of the variance 2 * 1000.3 * 1.22e-5
        // = 0.0244.
        for (const auto& [left, right, sigma] : {std::tuple{-1000.3, 1000.3, 1e-5},
                                                 {-1000.3, 1000.3, 1e-9},
                                                 {-29999.9, 30000.3, 1e-3},
                                                 {-30000.0, 30000.0, 1e-3},
                                                 {-20.3, 7.1, 1e-7}})
            for (std::uint64_t seed = 1; seed <= heavy<std::uint64_t>(8, 2); ++seed)
                for (const Precision precision : {Precision::single, Precision::double_}) {
                    const Target modes{{{0.5, vec(left), mat(sigma * sigma)}, {0.5, vec(right), mat(sigma * sigma)}}};
                    Experiment e = experiment_of(modes, process_spec_of(ProcessKind::ve, 20),
                                                 {sampler_of(SamplerKind::forward)}, 5000, precision);
                    e.run.seed = seed;
                    const SimulateOptions quick = unmeasured();
                    const Run run = simulate(e, quick);
                    for (const Moments& m : run.samplers[0].moments)
                        off.add(std::max(std::abs(m.off_mean[0]), std::abs(m.off_var[0])),
                                std::to_string(right) + " seed " + std::to_string(seed));
                    const Moments& data = run.samplers[0].moments.back();
                    const bool ruled = rounding_rules(data.rounding_var[0], data.se_off_var[0]);
                    if (precision == Precision::single && sigma <= 1e-5) CHECK(ruled);
                    if (precision == Precision::double_ && sigma >= 1e-7) CHECK(!ruled);
                    if (right == 1000.3 && precision == Precision::single) CHECK(data.rounding_var[0] > 0.015);
                    if (right == 1000.3 && precision == Precision::single) CHECK(data.rounding_var[0] < 0.5);
                }
        CHECK_WORST(off, 5);
    }

    TEST_CASE("of data about 1 rounding hides nothing: errors are those of sampling in single precision, too") {
        for (const double apart : {1.0, 3.0}) {
            const Target modes{{{0.5, vec(-apart), mat(0.01)}, {0.5, vec(apart), mat(0.01)}}};
            SimulateOptions quick;
            quick.measures = {.final_samples = true};
            const Run run = simulate(experiment_of(modes, process_spec_of(ProcessKind::vp, 50),
                                                   {sampler_of(SamplerKind::forward), sampler_of(SamplerKind::ddim)},
                                                   20000, Precision::single),
                                     quick);
            for (std::size_t i = 0; i < 2; ++i) {
                const Moments& m = run.samplers[i].moments.back();
                CHECK(m.rounding_var[0] < 0.05 * std::sqrt(4 * apart * apart * 0.01 / 20000));
                CHECK(m.rounding_mean[0] < 0.05 * apart / std::sqrt(20000));
                CHECK(run.final_of(i).rounding < 0.05 * run.exact().spread);
                CHECK(run.final_of(i).width_rounding < 0.1 * run.final_of(i).modes->width.se);
            }
        }
    }

    TEST_CASE("distances and widths: of points the width is rounding, of a narrow cloud far from 0 the distance") {
        SimulateOptions quick;
        quick.measures = {.final_samples = true};
        ProcessSpec cosine = process_spec_of(ProcessKind::vp, 50);
        cosine.schedule.kind = ScheduleKind::cosine;
        for (const Precision precision : {Precision::single, Precision::double_}) {
            const double unit = precision == Precision::single ? rounding_unit<float> : rounding_unit<double>;
            Experiment points = experiment_of(gaussian(0, 1), cosine, {ddpm_of(Variance::large)}, 1000, precision);
            points.target.kind = TargetKind::points;
            points.target.points = {-20.3, 7.1, 11.7};
            points.target.columns = 1;
            points.target.kernel = 0;
            const Run run = simulate(points, quick);
            const FinalMeasure& of = run.final_of(0);
            CHECK(of.modes->width.value <= 3 * of.modes->width.se); // 0 is right
            CHECK(of.modes->width.se < 10 * 20 * unit);
            CHECK(rounding_rules(of.width_rounding, of.modes->width.se));
            CHECK(!rounding_rules(of.rounding, std::hypot(of.rounding, run.exact().spread)));
            // Floats about 1e6 are 1/16 apart, doubles 1e-10; storing is off by half of that at most.
            const Run far = simulate(
                experiment_of(gaussian(1e6, 1e-6), cosine, {sampler_of(SamplerKind::forward)}, 1000, precision), quick);
            CHECK(far.final_of(0).rounding >= unit * 0.99e6);
            CHECK(far.final_of(0).rounding < 20 * unit * 1e6);
            const bool ruled =
                rounding_rules(far.final_of(0).rounding, std::hypot(far.final_of(0).rounding, far.exact().spread));
            CHECK(ruled == (precision == Precision::single));
        }
    }

    TEST_CASE("what double precision is promised to have is what it says itself, however lucky single precision was") {
        ProcessSpec cosine = process_spec_of(ProcessKind::vp, 20);
        cosine.schedule.kind = ScheduleKind::cosine;
        Worst least, most;
        for (const auto& [mean, sd] : {std::pair(1e6, 1e-9), std::pair(1e3, 1e-9), std::pair(1e6, 1e-3),
                                       std::pair(-5000.0, 1e-5), std::pair(0.3, 1.0)})
            for (const std::int64_t n : {3, 1000})
                for (const SamplerSpec& spec : {sampler_of(SamplerKind::ddim), ddpm_of(Variance::large),
                                                sampler_of(SamplerKind::heun), sampler_of(SamplerKind::forward)}) {
                    const auto of = [&](Precision precision) {
                        return simulate(experiment_of(gaussian(mean, sd * sd), cosine, {spec}, n, precision),
                                        unmeasured());
                    };
                    const Run single = of(Precision::single), twice = of(Precision::double_);
                    const SamplerRun& from = single.samplers[0];
                    const Moments promised = judged_in_double(from.steps(), from.moments, single.target()).back();
                    const Moments& own = twice.samplers[0].moments.back();
                    const std::string place = "kind " + std::to_string(static_cast<int>(spec.kind)) + ", " +
                                              std::to_string(n) + ", mean " + std::to_string(mean);
                    least.add(own.rounding_mean[0] / promised.rounding_mean[0], place);
                    least.add(own.rounding_var[0] / promised.rounding_var[0], place + ", variance");
                    least.add(rounding_of_places(own, rounding_unit<double>) /
                                  rounding_of_places(promised, rounding_unit<double>),
                              place + ", places");
                    most.add(promised.rounding_mean[0] / own.rounding_mean[0], place);
                }
        CHECK_WORST(least, 1.001);
        CHECK_WORST(most, 1.5);
    }

    TEST_CASE("few particles: every sampler passes with 2, 5 and 20") {
        Worst off;
        for (const std::int64_t n : {2, 5, 20})
            for (std::uint64_t seed = 1; seed <= heavy<std::uint64_t>(40, 5); ++seed)
                for (const Precision precision : {Precision::single, Precision::double_}) {
                    Experiment e = experiment_of(gaussian(0, 0.04), process_spec_of(ProcessKind::ve, 30),
                                                 rounding_samplers(), n, precision);
                    e.run.seed = seed;
                    const SimulateOptions quick = unmeasured();
                    for (const SamplerRun& sampler : simulate(e, quick).samplers)
                        for (const Moments& m : sampler.moments)
                            off.add(std::max(std::abs(m.off_mean[0]), std::abs(m.off_var[0])),
                                    std::to_string(n) + " particles, seed " + std::to_string(seed));
                }
        CHECK_WORST(off, 5); // 240 runs of normal deviates, nearly the same along a run: beyond by chance once in 1000
    }
}
