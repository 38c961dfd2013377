// [denoiser] and [training].

#include "app/base/base64.h"
#include "app/scene/network_file.h"
#include "app/scene/reader.h"

#include <filesystem>
#include <limits>

namespace halfstep {

namespace {

using Keys = TableReader::Keys;

/// Given in the scene, or in a file beside it. The file's becomes the scene's: an Experiment stands alone.
std::shared_ptr<const Network> read_network(const TableReader& table, const std::string& scene_path) {
    if (table.has("file") && table.has("weights"))
        table.fail("file", "given beside weights; allowed: one of file and weights");
    std::string text;
    if (table.has("file")) {
        table.get("file", text);
        if (text.empty() || text.find('\0') != text.npos)
            table.fail("file", "is no file's name; allowed: as weights.safetensors");
        const std::filesystem::path path = std::filesystem::path(scene_path).parent_path() / text;
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

DenoiserSpec read_denoiser(const TableReader& table, const std::string& scene_path) {
    DenoiserSpec denoiser;
    table.known({"kind", "error", "scale", "length", "seed", "file", "weights"});
    table.get_name("kind", denoiser.kind);
    table.get_name("error", denoiser.error);
    Keys keys = {"kind"};
    std::string here = std::string("kind = \"") + name_of(denoiser.kind) + "\"";
    if (denoiser.kind == DenoiserKind::perturbed) {
        keys.insert(keys.end(), {"error", "scale"});
        if (denoiser.error == DenoiserError::field) keys.insert(keys.end(), {"length", "seed"});
        here += std::string(" with error = \"") + name_of(denoiser.error) + "\"";
    }
    if (denoiser.kind == DenoiserKind::learned) keys.insert(keys.end(), {"file", "weights"});
    table.applicable(keys, here);
    table.get("scale", denoiser.scale);
    table.get("length", denoiser.length);
    table.get("seed", denoiser.seed, 0, std::numeric_limits<std::int64_t>::max());
    if (denoiser.kind == DenoiserKind::learned) denoiser.network = read_network(table, scene_path);
    return denoiser;
}

TrainingSpec read_training(const TableReader& table, const Network* network) {
    TrainingSpec training;
    table.known({"width", "depth", "embedding", "features", "target", "preconditioning", "steps", "batch",
                 "learning_rate", "schedule", "warmup", "weight_decay", "ema", "times", "seed"});
    table.get("width", training.width, 1, NetworkLimits::max_width);
    table.get("depth", training.depth, 1, NetworkLimits::max_depth);
    table.get_name("embedding", training.embedding);
    table.get("features", training.features, 2, NetworkLimits::max_features);
    table.get_name("target", training.prediction);
    table.get_name("preconditioning", training.preconditioning);
    if (network) {
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
    table.get("steps", training.steps, 1, TrainingLimits::max_steps);
    table.get("batch", training.batch, 1, TrainingLimits::max_batch);
    table.get("learning_rate", training.learning_rate);
    table.get_name("schedule", training.schedule);
    training.warmup = std::min(training.warmup, training.steps);
    table.get("warmup", training.warmup, 0, training.steps);
    table.get("weight_decay", training.weight_decay);
    table.get("ema", training.ema);
    table.get_name("times", training.times);
    table.get("seed", training.seed, 0, std::numeric_limits<std::int64_t>::max());
    return training;
}

} // namespace halfstep
