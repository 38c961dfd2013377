#include "core/run/validate.h"

#include "core/run/latents.h"
#include "core/sample/inversion.h"

namespace halfstep {
namespace {

const char* process_name(ProcessKind kind) {
    return kind == ProcessKind::vp ? "vp" : kind == ProcessKind::ve ? "ve" : "flow";
}

void check_network(const Experiment& experiment, const Target& target, const Process& process) {
    if (experiment.denoiser.kind != DenoiserKind::learned) return;
    const Network* network = experiment.denoiser.network.get();
    check_prediction(network ? network->spec.prediction : experiment.training.prediction, process);
    if (!network) return;
    if (network->spec.dim != target.dim())
        throw Error("denoiser.file", "the network has learned in " + std::to_string(network->spec.dim) +
                                         (network->spec.dim == 1 ? " dimension" : " dimensions") +
                                         "; allowed: a target in as many, and this one has " +
                                         std::to_string(target.dim()));
    if (network->process != process.kind)
        throw Error("denoiser.file", std::string("the network has seen x_t of process.kind = \"") +
                                         process_name(network->process) + "\"; allowed: that process, and this is \"" +
                                         process_name(process.kind) + "\"");
    if (network->spec != network_spec(experiment.training, target.dim()))
        throw Error("training", "describes another network than the one that has learned; allowed: the same width, "
                                "depth, embedding, features, target and preconditioning");
}

} // namespace

DenoiserSpec denoiser_of(const Experiment& experiment) {
    DenoiserSpec spec = experiment.denoiser;
    if (spec.kind == DenoiserKind::learned && !spec.network)
        spec.network = std::make_shared<const Network>(
            untrained(experiment.training, make_target(experiment.target), experiment.process.kind));
    return spec;
}

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
    validate(experiment.training);
    const Target target = make_target(experiment.target);
    const Process process = make_process(process_spec);
    check_network(experiment, target, process);
    for (std::size_t i = 0; i < experiment.samplers.size(); ++i) {
        try {
            plan(experiment.samplers[i], process, target);
            if (experiment.samplers[i].start == Start::encoded)
                check_inversion(experiment.samplers[i], process, target,
                                experiment.samplers[i].exact_denoiser ? DenoiserSpec{} : experiment.denoiser);
        } catch (const Error& error) {
            throw Error("sampler[" + std::to_string(i) + "]." + error.key, error.what());
        }
    }
    validate_latents(experiment, target);
}

} // namespace halfstep
