// What an edit of eta costs the simulator of the window, in processor time: the run alone, with the measures that such
// an edit changes, and with all of them anew. Everything is timed in one run of one program, so that the ratios mean
// something on a busy machine; each figure is the best of several.

#include "app/model/measure_cache.h"
#include "app/scene/scene.h"
#include "core/run/simulate.h"

#include <cstdio>
#include <ctime>
#include <functional>

using namespace halfstep;

namespace {

constexpr int repeats = 5;

double milliseconds_of(const std::function<void(int)>& work) {
    double best = 1e300;
    for (int i = 0; i < repeats; ++i) {
        const std::clock_t start = std::clock();
        work(i);
        best = std::min(best, 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    return best;
}

/// The scene with the first DDIM's eta at another value each time.
Run edited(const Experiment& scene, int i) {
    Experiment next = scene;
    for (SamplerSpec& sampler : next.samplers)
        if (sampler.kind == SamplerKind::ddim) {
            sampler.eta = 0.01 * (i + 1);
            break;
        }
    SimulateOptions options;
    options.measures = {};
    return simulate(make_problem(next), options);
}

void time_edits(const char* lesson) {
    constexpr Wanted usual{.mismatch = true, .final_samples = true}, all{true, true, true, true};
    const Experiment scene = load_scene(lesson);
    const double run = milliseconds_of([&](int i) { edited(scene, i); });
    const auto with = [&](const Wanted& wanted, bool keep) {
        MeasureCache cache;
        Measures first;
        cache.measure(edited(scene, 77), wanted, {}, first);
        return milliseconds_of([&](int i) {
            MeasureCache fresh;
            Run next = edited(scene, i);
            (keep ? cache : fresh).measure(next, wanted, {}, next.measures);
        });
    };
    const double before = with(all, false), shown = with(usual, true), more = with(all, true);
    std::printf("%-16s  run alone %6.1f ms   all measures anew %6.1f   what is usually shown %6.1f (1/%.1f)   "
                "with losses and distances shown %6.1f (1/%.1f)\n",
                lesson, run, before, shown, before / shown, more, before / more);
}

} // namespace

int main() {
    for (const char* lesson : {"half-a-step", "sigma-squared", "ring"}) time_edits(lesson);
}
