#include "app/scene/network_file.h"

#include "app/base/files.h"
#include "app/scene/names.h"

#include <nlohmann/json.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>

namespace halfstep {

namespace {

using Json = nlohmann::json;

static_assert(std::endian::native == std::endian::little, "tensors are little-endian, as what is in memory");

constexpr const char* what = "a network that halfstep train has written (safetensors)";
constexpr const char* history_name = "training.loss"; // steps x (step, loss)
constexpr std::uint64_t longest_header = 1 << 20;

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
    throw SceneError(one_line(name) + ": " + why + "; allowed: " + what);
}

std::string layer_name(std::size_t layer, const char* part) { return "layers." + std::to_string(layer) + "." + part; }

/// Where a tensor is, among the numbers.
struct Tensor {
    std::vector<std::int64_t> shape;
    std::size_t begin = 0, count = 0;
};

class Reader {
public:
    Reader(std::string_view bytes, const std::string& name) : name_(name) {
        if (bytes.size() < 8) refuse(name_, "has " + std::to_string(bytes.size()) + " bytes, and no header");
        std::uint64_t length = 0;
        std::memcpy(&length, bytes.data(), 8);
        if (length > longest_header) refuse(name_, "is no safetensors file");
        if (length > bytes.size() - 8) refuse(name_, "is truncated: it ends within its header");
        header_ = Json::parse(bytes.substr(8, length), nullptr, false);
        if (!header_.is_object()) refuse(name_, "is no safetensors file: its header is no JSON object");
        data_ = bytes.substr(8 + length);
    }

    Network read() {
        Network network;
        const Json metadata = header_.value("__metadata__", Json::object());
        if (!metadata.is_object() || text(metadata, "format") != format)
            refuse(name_, "has another format than " + halfstep::quoted(format));
        std::size_t layers = 0;
        while (header_.contains(layer_name(layers, "weight"))) ++layers;
        const bool trained = header_.contains(history_name);
        if (header_.size() != 2 * layers + 2 + (trained ? 1 : 0))
            refuse(name_, "has other tensors than layers.N.weight, layers.N.bias, frequencies and training.loss");
        NetworkSpec& spec = network.spec;
        spec.depth = static_cast<int>(layers) - 1;
        if (spec.depth < 1 || spec.depth > NetworkLimits::max_depth)
            refuse(name_, "has " + std::to_string(std::max(0, spec.depth)) + " hidden layers, not 1 to " +
                              std::to_string(NetworkLimits::max_depth));
        spec.features = static_cast<int>(2 * std::min<std::size_t>(tensor("frequencies", 1).count, 1000));
        spec.width = static_cast<int>(std::min<std::int64_t>(tensor("layers.0.bias", 1).shape[0], 1000));
        spec.dim = static_cast<int>(std::min<std::int64_t>(tensor(layer_name(layers - 1, "bias"), 1).shape[0], 1000));
        if (spec.dim < 1 || spec.dim > 2 || spec.width < 1 || spec.width > NetworkLimits::max_width ||
            spec.features < 2 || spec.features > NetworkLimits::max_features)
            refuse(name_, "is too large or has empty layers");
        name_of_metadata(metadata, "prediction", spec.prediction);
        name_of_metadata(metadata, "preconditioning", spec.preconditioning);
        name_of_metadata(metadata, "embedding", spec.embedding);
        name_of_metadata(metadata, "process", network.process);
        read_units(metadata, network);
        if (trained) read_history(network);
        read_weights(network);
        return network;
    }

    static constexpr const char* format = "halfstep 1";

private:
    std::string text(const Json& metadata, const char* key) const {
        const auto found = metadata.find(key);
        return found != metadata.end() && found->is_string() ? found->get<std::string>() : std::string();
    }

    template <class Enum>
    void name_of_metadata(const Json& metadata, const char* key, Enum& value) const {
        const std::string spelled = text(metadata, key);
        const auto parsed = parse_name<Enum>(spelled);
        if (!parsed) refuse(name_, std::string("says an unknown ") + key + ", " + halfstep::quoted(spelled));
        value = *parsed;
    }

    double finite(const Json& metadata, const char* key) const {
        const std::string spelled = text(metadata, key);
        char* end = nullptr;
        const double value = std::strtod(spelled.c_str(), &end);
        if (spelled.empty() || *end != '\0' || !std::isfinite(value))
            refuse(name_, std::string("says no finite ") + key + ", but " + halfstep::quoted(spelled));
        return value;
    }

    void read_units(const Json& metadata, Network& network) const {
        network.data_mean = Vec::Zero(network.spec.dim);
        for (int i = 0; i < network.spec.dim; ++i)
            network.data_mean[i] = finite(metadata, i == 0 ? "data_mean_x" : "data_mean_y");
        network.data_sigma = finite(metadata, "data_sigma");
        if (!(network.data_sigma > 0)) refuse(name_, "says a data_sigma that is not above 0");
        if (!metadata.contains("loss_floor")) return;
        network.floor = {finite(metadata, "loss_floor"), finite(metadata, "loss_floor_se")};
        if (network.floor.value < 0 || network.floor.se < 0) refuse(name_, "says a loss_floor below 0");
    }

    /// A tensor of floats that lies within the data.
    Tensor tensor(const std::string& key, std::size_t axes) const {
        const auto bad = [&](const std::string& why) { refuse(name_, key + " " + why); };
        const auto found = header_.find(key);
        if (found == header_.end() || !found->is_object()) bad("is missing");
        const Json dtype = found->value("dtype", Json()), shape = found->value("shape", Json()),
                   offsets = found->value("data_offsets", Json());
        if (dtype != "F32") bad("is not of dtype F32");
        const auto whole = [](const Json& list, std::size_t n) {
            if (!list.is_array() || list.size() != n) return false;
            for (const Json& number : list)
                if (!number.is_number_unsigned() || number.get<std::uint64_t>() > max_network_bytes) return false;
            return true;
        };
        if (!whole(shape, axes)) bad("has not " + std::to_string(axes) + (axes == 1 ? " axis" : " axes"));
        if (!whole(offsets, 2)) bad("has no data_offsets");
        Tensor tensor;
        tensor.count = 1;
        for (const Json& n : shape) {
            tensor.shape.push_back(n.get<std::int64_t>());
            tensor.count *= n.get<std::size_t>();
        }
        const auto begin = offsets[0].get<std::size_t>(), end = offsets[1].get<std::size_t>();
        if (end > data_.size()) refuse(name_, "is truncated: " + key + " lies beyond its end");
        if (end < begin || end - begin != tensor.count * sizeof(float)) bad("has offsets that do not fit its shape");
        tensor.begin = begin;
        return tensor;
    }

    void copy(const Tensor& tensor, float* to, const std::string& key) {
        std::memcpy(to, data_.data() + tensor.begin, tensor.count * sizeof(float));
        for (std::size_t i = 0; i < tensor.count; ++i)
            if (!std::isfinite(to[i])) refuse(name_, key + " has numbers that are not finite");
        copied_ += tensor.count * sizeof(float);
    }

    void read_history(Network& network) {
        const Tensor losses = tensor(history_name, 2);
        if (losses.shape[1] != 2) refuse(name_, std::string(history_name) + " has not two columns, step and loss");
        std::vector<float> numbers(losses.count);
        copy(losses, numbers.data(), history_name);
        for (std::size_t i = 0; i < numbers.size(); i += 2) {
            network.history.push_back({numbers[i], numbers[i + 1]});
            if (!(numbers[i] > (i > 0 ? numbers[i - 2] : 0)))
                refuse(name_, std::string(history_name) + " has steps that do not rise");
        }
    }

    void read_weights(Network& network) {
        const Tensor frequencies = tensor("frequencies", 1);
        network.frequencies.resize(frequencies.count);
        copy(frequencies, network.frequencies.data(), "frequencies");
        network.weights.resize(parameter_count(network.spec));
        const std::vector<LayerView> layers = layers_of(network.spec);
        for (std::size_t l = 0; l < layers.size(); ++l) {
            const std::string W = layer_name(l, "weight"), b = layer_name(l, "bias");
            const Tensor weight = tensor(W, 2), bias = tensor(b, 1);
            if (weight.shape[0] != layers[l].out || weight.shape[1] != layers[l].in)
                refuse(name_, W + " is " + std::to_string(weight.shape[0]) + " x " + std::to_string(weight.shape[1]) +
                                  ", where the other layers need " + std::to_string(layers[l].out) + " x " +
                                  std::to_string(layers[l].in));
            if (bias.shape[0] != layers[l].out) refuse(name_, b + " is not as long as its layer is wide");
            copy(weight, network.weights.data() + layers[l].weight, W);
            copy(bias, network.weights.data() + layers[l].bias, b);
        }
        if (copied_ != data_.size()) refuse(name_, "has other bytes beside its tensors");
    }

    std::string name_;
    Json header_;
    std::string_view data_;
    std::size_t copied_ = 0;
};

constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

std::string network_bytes(const Network& network) {
    nlohmann::ordered_json header, &metadata = header["__metadata__"];
    metadata["format"] = Reader::format;
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
    add("frequencies", {network.spec.features / 2});
    if (!network.history.empty()) add(history_name, {static_cast<int>(network.history.size()), 2});
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' '); // so that the numbers are aligned
    const std::uint64_t length = text.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    bytes += text;
    bytes.append(reinterpret_cast<const char*>(network.weights.data()), network.weights.size() * sizeof(float));
    bytes.append(reinterpret_cast<const char*>(network.frequencies.data()), network.frequencies.size() * sizeof(float));
    for (const LossPoint& point : network.history) {
        const float row[] = {point.step, point.loss};
        bytes.append(reinterpret_cast<const char*>(row), sizeof row);
    }
    return bytes;
}

Network parse_network(std::string_view bytes, const std::string& name) { return Reader(bytes, name).read(); }

Network read_network_file(const std::string& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) // a pipe might never end
        refuse(path, "is no regular file");
    std::string bytes;
    try {
        bytes = read_file(path, max_network_bytes);
    } catch (const std::runtime_error& e) {
        throw SceneError(one_line(e.what()) + "; allowed: " + what);
    }
    return parse_network(bytes, path);
}

std::string base64(std::string_view bytes, std::size_t columns) {
    std::string text;
    std::size_t column = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t three = 0;
        for (std::size_t k = 0; k < 3; ++k)
            three = three << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) text += k <= n ? digits[three >> (18 - 6 * k) & 63] : '=';
        column += 4;
        if (columns > 0 && column >= columns && i + 3 < bytes.size()) {
            text += '\n';
            column = 0;
        }
    }
    return text;
}

std::string from_base64(std::string_view text) {
    std::array<int, 256> value;
    value.fill(-1);
    for (int i = 0; i < 64; ++i) value[static_cast<unsigned char>(digits[i])] = i;
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0, padding = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
        const int digit = value[static_cast<unsigned char>(c)];
        if (c == '=' && ++padding <= 2) {
            bits <<= 6;
        } else if (digit < 0 || padding > 0) {
            throw std::runtime_error("is no base64");
        } else {
            bits = bits << 6 | static_cast<std::uint32_t>(digit);
        }
        if (++count % 4 != 0) continue;
        for (int k = 0; k < 3 - padding; ++k) bytes += static_cast<char>(bits >> (16 - 8 * k) & 255);
    }
    if (count % 4 != 0) throw std::runtime_error("is no base64: its end is missing");
    return bytes;
}

} // namespace halfstep
