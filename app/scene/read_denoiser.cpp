// [denoiser] and [training].

#include "app/base/base64.h"
#include "app/scene/network_file.h"
#include "app/scene/read_keys.h"

#include <filesystem>

namespace halfstep {

namespace {

/// Given in the scene, or in a file beside it. The file's becomes the scene's: an Experiment stands alone.
std::shared_ptr<const Network> read_network(const TableReader& table, const std::string& scene_path) {
    if (table.has("file") && table.has("weights"))
        table.fail("file", "given beside weights; allowed: one of file and weights");
    std::string text;
    if (table.has("file")) {
        const std::filesystem::path path =
            std::filesystem::path(scene_path).parent_path() / table.file_name("file", "weights.safetensors");
        try {
            return std::make_shared<const Network>(read_network_file(path.string()));
        } catch (const SceneError& e) {
            table.fail("file", e.what());
        }
    }
    if (!table.has("weights")) return nullptr; // untrained
    table.get("weights", text);
    try {
        return std::make_shared<const Network>(parse_network(from_base64(text), "the network"));
    } catch (const std::runtime_error& e) {
        table.fail("weights", std::string(e.what()) + "; allowed: base64 as a resolved scene has it");
    }
}

/// What the network itself says of it.
template <class Value>
void same(const TableReader& table, const char* key, Value given, Value network, const std::string& allowed) {
    if (table.has(key) && given != network)
        table.fail(key, "is not that of the network that has learned; allowed: " + allowed + ", or leave the key out");
}

} // namespace

void read_denoiser(const TableReader& table, const std::string& scene_path, Experiment& experiment) {
    DenoiserSpec& denoiser = experiment.denoiser;
    read_keys(table, denoiser, experiment);
    if (denoiser.kind == DenoiserKind::learned) denoiser.network = read_network(table, scene_path);
}

void read_training(const TableReader& table, Experiment& experiment) {
    TrainingSpec& training = experiment.training;
    if (!table.has("warmup") && table.has("steps")) { // a short training is no mistake
        read_key(table, "steps", training, experiment);
        training.warmup = std::min(training.warmup, training.steps);
    }
    read_keys(table, training, experiment);
    const Network* const network = experiment.denoiser.network.get();
    if (!network) return;
    const NetworkSpec& spec = network->spec;
    same(table, "width", training.width, spec.width, std::to_string(spec.width));
    same(table, "depth", training.depth, spec.depth, std::to_string(spec.depth));
    same(table, "embedding", training.embedding, spec.embedding, name_of(spec.embedding));
    same(table, "features", training.features, spec.features, std::to_string(spec.features));
    same(table, "target", training.prediction, spec.prediction, name_of(spec.prediction));
    same(table, "preconditioning", training.preconditioning, spec.preconditioning, name_of(spec.preconditioning));
    training.width = spec.width;
    training.depth = spec.depth;
    training.embedding = spec.embedding;
    training.features = spec.features;
    training.prediction = spec.prediction;
    training.preconditioning = spec.preconditioning;
}

} // namespace halfstep
