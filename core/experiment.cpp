#include "core/experiment.h"

#include "core/encode.h"

namespace halfstep {

void validate(const Experiment& experiment) {
    const ProcessSpec& process_spec = experiment.process;
    if (process_spec.steps < 1 || process_spec.steps > Limits::max_steps)
        throw Error("process.steps",
                    "is the number of noise levels T; allowed: 1 to " + std::to_string(Limits::max_steps));
    const RunSpec& run = experiment.run;
    if (run.particles < 1 || run.particles > Limits::max_particles)
        throw Error("run.particles", "is out of range; allowed: 1 to " + std::to_string(Limits::max_particles));
    if (run.seed > Limits::max_seed)
        throw Error("run.seed", "is too large; allowed: 0 to " + std::to_string(Limits::max_seed));
    if (experiment.samplers.empty()) throw Error("sampler", "there is none; allowed: at least one [[sampler]]");
    if (experiment.samplers.size() > static_cast<std::size_t>(Limits::max_samplers))
        throw Error("sampler",
                    "too many; allowed: at most " + std::to_string(Limits::max_samplers) + ", one colour each");

    validate(experiment.denoiser);
    const Target target = make_target(experiment.target);
    const Process process = make_process(process_spec);
    for (std::size_t i = 0; i < experiment.samplers.size(); ++i) {
        try {
            plan(experiment.samplers[i], process, target);
            if (experiment.samplers[i].start == Start::encoded)
                check_encoding(experiment.samplers[i], process, target, experiment.denoiser);
        } catch (const Error& error) {
            throw Error("sampler[" + std::to_string(i) + "]." + error.key, error.what());
        }
    }
}

} // namespace halfstep
