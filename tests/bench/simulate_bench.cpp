// Particle-steps per second of one thread. Everything is timed in one run of one program and in processor time, so
// that the ratios to the plain implementation below mean something on a busy or a slow machine; each figure is the
// best of several.

#include "core/law/noise.h"
#include "core/run/simulate.h"

#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <numbers>
#include <random>
#include <string>
#include <vector>

using namespace halfstep;

namespace {

constexpr int repeats = 5;
constexpr int steps = 100;
constexpr std::int64_t particles = 20'000; // as many as the default scene

/// Seconds of processor time, the best of `repeats`.
double seconds_of(const std::function<void()>& work) {
    double best = 1e300;
    for (int i = 0; i < repeats; ++i) {
        const std::clock_t start = std::clock();
        work();
        best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    return best;
}

/// Millions of particle-steps a second.
double millions_a_second(const std::function<void()>& work, double particle_steps) {
    return particle_steps / seconds_of(work) / 1e6;
}

double sink = 0; // keeps results alive

Experiment ring_of_eight(Precision precision) {
    Experiment e;
    e.target.kind = TargetKind::ring;
    e.target.sigma = 0.1;
    e.process = {ProcessKind::vp, steps, {ScheduleKind::linear, 1e-3, 0.2, {}}};
    e.samplers.resize(1);
    e.samplers[0].kind = SamplerKind::ddpm;
    e.run.particles = particles;
    e.run.precision = precision;
    return e;
}

Experiment line(Precision precision) {
    Experiment e = ring_of_eight(precision);
    e.target = {};
    e.process = {ProcessKind::ve, steps, {}};
    return e;
}

struct Speed {
    double all = 0;   ///< the whole of simulate(), its measurements and distances included
    double steps = 0; ///< of further steps: those made by three times as many, over the additional time
};
Speed simulated(Experiment experiment) {
    SimulateOptions options;
    options.threads = 1;
    const auto work = [&] { sink += simulate(experiment, options).final_of(0).distance; };
    const double once = seconds_of(work);
    experiment.process.steps *= 3;
    const double thrice = seconds_of(work);
    const double particle_steps = static_cast<double>(particles) * steps / 1e6;
    return {particle_steps / once, 2 * particle_steps / (thrice - once)};
}

template <class Real>
double noise_alone(int dim) {
    Block<Real> z(512, dim); // a worker's block
    return millions_a_second(
        [&] {
            for (std::uint32_t step = 0; step < steps; ++step) {
                for (std::int64_t first = 0; first < particles; first += 512) {
                    normals(7, Stream::step, step, static_cast<std::uint64_t>(first), z);
                    sink += static_cast<double>(z(0, 0));
                }
            }
        },
        static_cast<double>((particles + 511) / 512 * 512) * steps);
}

/// The ring of eight as one would first write it: one particle at a time, std::normal_distribution, std::exp, doubles.
double plain_ring() {
    const Process process = make_process(ring_of_eight(Precision::double_).process);
    return millions_a_second(
        [&] {
            std::mt19937_64 engine(7);
            std::normal_distribution<double> normal;
            double mode[8][2];
            for (int k = 0; k < 8; ++k) {
                mode[k][0] = 2 * std::cos(std::numbers::pi * k / 4);
                mode[k][1] = 2 * std::sin(std::numbers::pi * k / 4);
            }
            for (std::int64_t i = 0; i < particles; ++i) {
                double x = normal(engine), y = normal(engine);
                for (int t = steps; t > 0; --t) {
                    const Level &from = process.levels[t], &to = process.levels[t - 1];
                    const Transition move = transition(from, to);
                    const double c = from.a * from.a * 0.01 + from.b * from.b, gain = from.a * 0.01 / c;
                    double sum = 0, x0 = 0, y0 = 0, nearest = 1e300, squares[8];
                    for (int k = 0; k < 8; ++k) {
                        const double dx = x - from.a * mode[k][0], dy = y - from.a * mode[k][1];
                        squares[k] = dx * dx + dy * dy;
                        nearest = std::min(nearest, squares[k]);
                    }
                    for (int k = 0; k < 8; ++k) {
                        const double weight = std::exp(-(squares[k] - nearest) / (2 * c));
                        sum += weight;
                        x0 += weight * (mode[k][0] + gain * (x - from.a * mode[k][0]));
                        y0 += weight * (mode[k][1] + gain * (y - from.a * mode[k][1]));
                    }
                    x0 /= sum;
                    y0 /= sum;
                    const double of_x0 = to.a * move.B / (from.b * from.b),
                                 of_x = move.A * to.b * to.b / (from.b * from.b);
                    const double sigma = std::sqrt(move.beta_tilde);
                    x = of_x0 * x0 + of_x * x + (t > 1 ? sigma * normal(engine) : 0);
                    y = of_x0 * y0 + of_x * y + (t > 1 ? sigma * normal(engine) : 0);
                }
                sink += x + y;
            }
        },
        static_cast<double>(particles) * steps);
}

double plain_line() {
    return millions_a_second(
        [&] {
            std::mt19937_64 engine(7);
            std::normal_distribution<double> normal;
            constexpr double s2 = 0.04, dt = 1.0 / steps;
            for (std::int64_t i = 0; i < particles; ++i) {
                double x = normal(engine);
                for (int k = steps; k > 0; --k) {
                    const double t = k * dt, g = s2 / (s2 + t) * x;
                    x += dt / t * (g - x) + (k > 1 ? std::sqrt((t - dt) * dt / t) * normal(engine) : 0);
                }
                sink += x;
            }
        },
        static_cast<double>(particles) * steps);
}

void row(const char* name, double speed, double reference) {
    std::printf("%-44s %8.1f %9.1f x\n", name, speed, speed / reference);
}

void simulate_rows(const std::string& name, Experiment (*experiment)(Precision), double reference) {
    const Speed single = simulated(experiment(Precision::single)), both = simulated(experiment(Precision::double_));
    row((name + ": simulate, single").c_str(), single.all, reference);
    row((name + ": its steps alone").c_str(), single.steps, reference);
    row((name + ": simulate, double").c_str(), both.all, reference);
    row((name + ": its steps alone").c_str(), both.steps, reference);
}

} // namespace

int main() {
    std::printf("one thread, %lld particles, %d steps, best of %d\n", static_cast<long long>(particles), steps,
                repeats);
    std::printf("%-44s %8s %11s\n", "", "M/s", "plain = 1");
    const double ring = plain_ring(), plain = plain_line();
    row("ring of eight, VP DDPM: plain scalar code", ring, ring);
    simulate_rows("ring of eight, VP DDPM", ring_of_eight, ring);
    row("1-D Gaussian, VE DDPM: plain scalar code", plain, plain);
    simulate_rows("1-D Gaussian, VE DDPM", line, plain);

    std::mt19937_64 engine(7);
    std::normal_distribution<double> normal;
    const double draws = millions_a_second(
        [&] {
            for (std::int64_t i = 0; i < particles * steps; ++i) {
                sink += normal(engine);
            }
        },
        static_cast<double>(particles) * steps);
    row("noise, 1-D: std::normal_distribution", draws, draws);
    row("noise, 1-D: normals, single", noise_alone<float>(1), draws);
    row("noise, 1-D: normals, double", noise_alone<double>(1), draws);
    row("noise, 2-D (two draws): normals, single", noise_alone<float>(2), draws / 2);
    row("noise, 2-D (two draws): normals, double", noise_alone<double>(2), draws / 2);
    return std::isfinite(sink) ? 0 : 1;
}
