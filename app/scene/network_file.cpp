#include "app/scene/network_file.h"

#include "app/base/base64.h"
#include "app/base/text.h"
#include "app/scene/network_layout.h"
#include "app/scene/scene_error.h"

#include <nlohmann/json.hpp>

#include <bit>
#include <cstdlib>
#include <cstring>

namespace halfstep {

namespace {

static_assert(std::endian::native == std::endian::little, "tensors are little-endian, as what is in memory");

/// Nine digits: floats read back as they were.
std::string list_of(const std::vector<float>& values) {
    std::string list;
    for (const float value : values) {
        char text[24];
        std::snprintf(text, sizeof text, "%.9g", static_cast<double>(value));
        list += (list.empty() ? "" : " ") + std::string(text);
    }
    return list;
}

using OrderedJson = nlohmann::ordered_json;

void write_progress(OrderedJson& metadata, const Network& network, AdamMoments moments) {
    const TrainingState& state = network.training;
    std::string losses;
    for (const LossPoint& point : network.history)
        losses += (losses.empty() ? "" : ", ") + list_of({point.step, point.loss});
    if (!losses.empty()) metadata["training_loss"] = losses;
    if (state.steps == 0) return;
    metadata["training_steps"] = std::to_string(state.steps);
    metadata["training_draws"] = std::to_string(state.draws);
    metadata["schedule_step"] = std::to_string(state.schedule_step);
    metadata["schedule_steps"] = std::to_string(state.schedule_steps);
    metadata["stretch_last_begin"] = std::to_string(state.stretch.last_begin);
    metadata["stretch_begin"] = std::to_string(state.stretch.begin);
    metadata["stretch_last_sum"] = number(state.stretch.last_sum);
    metadata["stretch_sum"] = number(state.stretch.sum);
    if (moments == AdamMoments::left_out || state.moments.empty()) return;
    const auto bytes = [](const std::vector<float>& values) {
        return base64({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
    };
    metadata["adamw_steps"] = std::to_string(state.moment_steps);
    metadata["adamw_m"] = bytes(state.moments);
    metadata["adamw_u"] = bytes(state.squares);
    if (!state.trained_weights.empty()) metadata["adamw_weights"] = bytes(state.trained_weights);
}

/// Of "halfstep 3"; 0: it is none of ours.
int number_of_format(std::string_view format) {
    constexpr std::string_view ours = "halfstep ";
    if (!format.starts_with(ours)) return 0;
    const std::string digits(format.substr(ours.size()));
    const bool is_number =
        !digits.empty() && digits.size() <= 6 && digits.find_first_not_of("0123456789") == digits.npos;
    return is_number ? std::atoi(digits.c_str()) : 0;
}

} // namespace

void check_network_format(const std::string& name, const std::string& format, const std::string& program) {
    if (format == network_format || format == oldest_network_format) return;
    if (number_of_format(format) > newest_network_format)
        throw SceneError(one_line(name) + ": is a network of the format " + halfstep::quoted(format) +
                         ", newer than what this program, Halfstep " HALFSTEP_VERSION ", reads; allowed: up to \"" +
                         network_format + "\"; " +
                         (program.empty() ? "the Halfstep that wrote it" : one_line(program, 60)) +
                         ", or a later one, opens it");
    throw SceneError(one_line(name) + ": " +
                     (format.empty() ? "says no format in its __metadata__"
                                     : "has another format than " + halfstep::quoted(network_format) + ": " +
                                           halfstep::quoted(format)) +
                     "; allowed: " + network_allowed);
}

std::string network_bytes(const Network& network, AdamMoments moments) {
    OrderedJson header, &metadata = header["__metadata__"];
    metadata["format"] = network_format;
    metadata["program"] = "Halfstep " HALFSTEP_VERSION;
    metadata["prediction"] = name_of(network.spec.prediction);
    metadata["preconditioning"] = name_of(network.spec.preconditioning);
    metadata["embedding"] = name_of(network.spec.embedding);
    metadata["process"] = name_of(network.process);
    metadata["data_mean_x"] = number(network.data_mean[0]);
    if (network.spec.dim == 2) metadata["data_mean_y"] = number(network.data_mean[1]);
    metadata["data_sigma"] = number(network.data_sigma);
    if (network.floor.value > 0) {
        metadata["loss_floor"] = number(network.floor.value);
        metadata["loss_floor_se"] = number(network.floor.se);
    }
    metadata["frequencies"] = list_of(network.frequencies);
    write_progress(metadata, network, moments);
    std::size_t at = 0;
    const auto add = [&](const std::string& key, const std::vector<int>& shape) {
        std::size_t count = 1;
        for (const int n : shape) count *= static_cast<std::size_t>(n);
        header[key] = {{"dtype", "F32"}, {"shape", shape}, {"data_offsets", {at, at + count * sizeof(float)}}};
        at += count * sizeof(float);
    };
    const std::vector<LayerView> layers = layers_of(network.spec);
    for (std::size_t l = 0; l < layers.size(); ++l) { // weight and bias lie in memory as they do in the file
        add(layer_name(l, "weight"), {layers[l].out, layers[l].in});
        add(layer_name(l, "bias"), {layers[l].out});
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' '); // so that the numbers are aligned
    const std::uint64_t length = text.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    bytes += text;
    bytes.append(reinterpret_cast<const char*>(network.weights.data()), network.weights.size() * sizeof(float));
    return bytes;
}

} // namespace halfstep
