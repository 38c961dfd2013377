// The reader of a network's file: whatever is wrong with it is one clear error.

#include "app/base/base64.h"
#include "app/base/input_file.h"
#include "app/base/text.h"
#include "app/scene/network_file.h"
#include "app/scene/network_layout.h"
#include "app/scene/scene_error.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <set>

namespace halfstep {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t longest_header = max_network_bytes - max_network_bytes / 8; // moments are in it
constexpr std::int64_t most_steps = std::int64_t{1} << 50; // and draws; far beyond what anyone can train

constexpr const char* history_name = "training.loss"; // of format 1: a tensor, steps x (step, loss)
std::string layer_name_1(std::size_t layer, const char* part) { return "layers." + std::to_string(layer) + "." + part; }

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
    throw SceneError(one_line(name) + ": " + why + "; allowed: " + network_allowed);
}

/// Of one key of the metadata: `value` as it stands there.
[[noreturn]] void refuse_value(const std::string& name, const char* key, const std::string& value,
                               const std::string& why, const std::string& allowed) {
    throw SceneError(one_line(name) + ": __metadata__ " + key + " = " + one_line(value, 60) + ": " + why +
                     "; allowed: " + allowed);
}

/// The header, as long as it is an object that has no key twice: of two values the parser would keep one without a
/// word.
Json parse_header(std::string_view text, const std::string& name) {
    std::vector<std::set<std::string>> open; // keys of the objects that it is in
    std::string twice;
    const auto look = [&](int, Json::parse_event_t event, Json& value) {
        if (event == Json::parse_event_t::object_start) open.emplace_back();
        if (event == Json::parse_event_t::object_end) open.pop_back();
        if (event == Json::parse_event_t::key && !open.back().insert(value.get<std::string>()).second)
            twice = value.get<std::string>();
        return true;
    };
    Json header = Json::parse(text, look, false);
    if (!text.starts_with('{') || !header.is_object())
        refuse(name, "is no safetensors file: its header is no JSON object");
    if (!twice.empty()) refuse(name, "is no safetensors file: its header has " + halfstep::quoted(twice) + " twice");
    return header;
}

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
        const std::string_view header = bytes.substr(8, length);
        // The parser would take a zero byte for the end of the text.
        if (header.find('\0') != header.npos)
            refuse(name_, "is no safetensors file: its header has a zero byte, and only blanks may fill it up");
        header_ = parse_header(header, name_);
        if (header[header.find_last_not_of(' ')] != '}')
            refuse(name_, "is no safetensors file: only blanks may fill its header up");
        data_ = bytes.substr(8 + length);
    }

    Network read() {
        const auto found = header_.find("__metadata__");
        if (found == header_.end() || !found->is_object())
            refuse(name_, "has tensors but no __metadata__, which says how they are read (format, prediction, ...)");
        const Json& metadata = *found;
        const std::string spelled = text(metadata, "format");
        check_network_format(name_, spelled, text(metadata, "program"));
        const bool current = spelled != oldest_network_format;
        name_of_layer_ = current ? layer_name : layer_name_1;
        Network network;
        if (current)
            read_lists(metadata, network);
        else
            read_tensors_1(network);
        read_spec(network);
        name_of_metadata(metadata, "prediction", network.spec.prediction);
        name_of_metadata(metadata, "preconditioning", network.spec.preconditioning);
        name_of_metadata(metadata, "embedding", network.spec.embedding);
        name_of_metadata(metadata, "process", network.process);
        read_units(metadata, network);
        check_history(network);
        read_weights(network);
        if (current)
            read_training(metadata, network);
        else if (!network.history.empty())
            count_steps(network);
        return network;
    }

private:
    std::string text(const Json& metadata, const char* key) const {
        const auto found = metadata.find(key);
        if (found == metadata.end()) return "";
        if (!found->is_string())
            refuse_value(name_, key, found->dump(-1, ' ', true, Json::error_handler_t::replace), "is no text",
                         "text in quotes, as safetensors has all of its metadata");
        std::string value = found->get<std::string>();
        // What reads numbers would take it for their end.
        if (value.find('\0') != value.npos) refuse(name_, std::string("has a zero byte in its ") + key);
        return value;
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

    /// The width of the layers and how many there are, by their tensors.
    void read_spec(Network& network) {
        std::size_t layers = 0;
        while (header_.contains(name_of_layer_(layers, "weight"))) ++layers;
        if (header_.size() != 2 * layers + 1 + others_)
            refuse(name_, "has other tensors than " + name_of_layer_(0, "weight") + ", " + name_of_layer_(0, "bias") +
                              ", " + name_of_layer_(1, "weight") + ", ...");
        NetworkSpec& spec = network.spec;
        spec.depth = static_cast<int>(layers) - 1;
        if (spec.depth < 1 || spec.depth > TrainingLimits::max_depth)
            refuse(name_, "has " + std::to_string(std::max(0, spec.depth)) + " hidden layers, not 1 to " +
                              std::to_string(TrainingLimits::max_depth));
        const auto units = [&](std::size_t layer) {
            return static_cast<int>(std::min<std::int64_t>(tensor(name_of_layer_(layer, "bias"), 1).shape[0], 1000));
        };
        spec.features = static_cast<int>(2 * std::min<std::size_t>(network.frequencies.size(), 1000));
        spec.width = units(0);
        spec.dim = units(layers - 1);
        if (spec.dim < 1 || spec.dim > 2 || spec.width < 1 || spec.width > TrainingLimits::max_width ||
            spec.features < 2 || spec.features > TrainingLimits::max_features)
            refuse(name_, "is too large or has empty layers");
    }

    void read_units(const Json& metadata, Network& network) const {
        network.data_mean.assign(static_cast<std::size_t>(network.spec.dim), 0.0);
        for (int i = 0; i < network.spec.dim; ++i)
            network.data_mean[i] = finite(metadata, i == 0 ? "data_mean_x" : "data_mean_y");
        network.data_sigma = finite(metadata, "data_sigma");
        if (!(network.data_sigma > 0)) refuse(name_, "says a data_sigma that is not above 0");
        if (!metadata.contains("loss_floor")) return;
        network.floor = {finite(metadata, "loss_floor"), finite(metadata, "loss_floor_se")};
        if (network.floor.value < 0 || network.floor.se < 0) refuse(name_, "says a loss_floor or its error below 0");
    }

    /// A tensor of floats that lies within the data, over no other.
    Tensor tensor(const std::string& key, std::size_t axes) {
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
        for (const auto& [other, from, to] : taken_)
            if (begin < to && from < end && other != key) bad("lies over " + other);
        taken_.emplace_back(key, begin, end);
        return tensor;
    }

    void copy(const Tensor& tensor, float* to, const std::string& key) {
        if (tensor.count == 0) return; // to may be null then, which memcpy must not be given
        std::memcpy(to, data_.data() + tensor.begin, tensor.count * sizeof(float));
        for (std::size_t i = 0; i < tensor.count; ++i)
            if (!std::isfinite(to[i])) refuse(name_, key + " has numbers that are not finite");
        copied_ += tensor.count * sizeof(float);
    }

    /// Numbers between blanks and commas, finite as floats too.
    std::vector<double> numbers(const Json& metadata, const char* key) const {
        std::vector<double> list;
        const std::string spelled = text(metadata, key);
        for (const char* at = spelled.c_str(); *at != '\0';) {
            char* end = nullptr;
            list.push_back(std::strtod(at, &end));
            if (end == at || !(std::abs(list.back()) <= static_cast<double>(std::numeric_limits<float>::max())))
                refuse(name_, std::string("has in ") + key + " what is no list of finite numbers");
            at = end + std::strspn(end, " ,");
        }
        return list;
    }

    void read_lists(const Json& metadata, Network& network) const {
        for (const double w : numbers(metadata, "frequencies")) network.frequencies.push_back(static_cast<float>(w));
        if (network.frequencies.empty()) refuse(name_, "says no frequencies");
        const std::vector<double> losses = numbers(metadata, "training_loss");
        if (losses.size() % 2 != 0) refuse(name_, "has a training_loss that is not in pairs, step and loss");
        if (losses.empty() && metadata.contains("training_loss"))
            refuse_value(name_, "training_loss", "\"\"", "has no losses", "pairs of a step and a loss, or no such key");
        for (std::size_t i = 0; i < losses.size(); i += 2)
            network.history.push_back({static_cast<float>(losses[i]), static_cast<float>(losses[i + 1])});
    }

    /// Format 1 had them beside the layers.
    void read_tensors_1(Network& network) {
        const Tensor frequencies = tensor("frequencies", 1);
        network.frequencies.resize(std::min<std::size_t>(frequencies.count, 1000));
        if (frequencies.count < 1000) copy(frequencies, network.frequencies.data(), "frequencies");
        others_ = 1;
        if (!header_.contains(history_name)) return;
        ++others_;
        const Tensor losses = tensor(history_name, 2);
        if (losses.shape[1] != 2) refuse(name_, std::string(history_name) + " has not two columns, step and loss");
        std::vector<float> pairs(losses.count);
        copy(losses, pairs.data(), history_name);
        for (std::size_t i = 0; i < pairs.size(); i += 2) network.history.push_back({pairs[i], pairs[i + 1]});
    }

    void check_history(const Network& network) const {
        float before = 0;
        for (const LossPoint& point : network.history) {
            if (!(point.step > before)) refuse(name_, "has a training loss whose steps do not rise");
            if (point.loss < 0) refuse(name_, "has a training loss below 0");
            if (point.step > static_cast<float>(most_steps))
                refuse(name_, "has a training loss at a step that nobody takes");
            before = point.step;
        }
    }

    /// What a curve of losses says of how long it was trained; the curve goes on after its last point.
    static void count_steps(Network& network) {
        const auto steps = static_cast<std::int64_t>(network.history.back().step);
        network.training.steps = steps;
        network.training.stretch = {steps, steps, steps, 0, 0};
    }

    /// `range`: what the limits are, in words.
    std::int64_t count(const Json& metadata, const char* key, std::int64_t lowest, std::int64_t highest,
                       const std::string& range = "") const {
        constexpr std::size_t most_digits = 18; // of a 64-bit number in any case
        const std::string spelled = text(metadata, key);
        const std::string allowed =
            "a whole number from " + std::to_string(lowest) + " to " + std::to_string(highest) + range;
        if (!metadata.contains(key)) refuse_value(name_, key, "(none)", "is missing", allowed);
        const bool digits = !spelled.empty() && spelled.find_first_not_of("0123456789") == spelled.npos;
        if (!digits) refuse_value(name_, key, halfstep::quoted(spelled), "counts nothing", allowed);
        const std::int64_t value = spelled.size() > most_digits ? -1 : std::atoll(spelled.c_str());
        if (value < lowest || value > highest)
            refuse_value(name_, key, halfstep::quoted(spelled), "is out of range", allowed);
        return value;
    }

    double sum_of_losses(const Json& metadata, const char* key) const {
        const double sum = finite(metadata, key);
        if (sum < 0)
            refuse_value(name_, key, halfstep::quoted(text(metadata, key)), "is below 0, where losses are summed",
                         "a number from 0 on");
        return sum;
    }

    /// What a training goes on with says nothing where nobody says how far it was.
    void none_without_steps(const Json& metadata) const {
        for (const char* key :
             {"training_draws", "schedule_step", "schedule_steps", "stretch_last_begin", "stretch_begin",
              "stretch_last_sum", "stretch_sum", "adamw_steps", "adamw_m", "adamw_u", "adamw_weights"})
            if (metadata.contains(key)) {
                const std::string allowed = std::string("a whole number, as ") + key + " is there";
                refuse_value(name_, "training_steps", "(none)", "is missing", allowed);
            }
    }

    void read_training(const Json& metadata, Network& network) const {
        TrainingState& state = network.training;
        if (!metadata.contains("training_steps")) return none_without_steps(metadata);
        const auto last = network.history.empty() ? 0 : static_cast<std::int64_t>(network.history.back().step);
        // Steps of the curve are floats, which are even beyond 2^24.
        const std::int64_t told = last - last / (1 << 23);
        state.steps = count(metadata, "training_steps", told, most_steps,
                            told > 0 ? ", the last step of training_loss at least" : "");
        const std::string at_most = ", which is training_steps";
        state.draws = count(metadata, "training_draws", 0, most_steps);
        state.schedule_steps = count(metadata, "schedule_steps", 0, TrainingLimits::max_steps);
        const bool of_steps = state.steps < state.schedule_steps;
        state.schedule_step = count(metadata, "schedule_step", 0, std::min(state.steps, state.schedule_steps),
                                    of_steps ? at_most : ", which is schedule_steps");
        LossStretch& stretch = state.stretch;
        stretch.begin = count(metadata, "stretch_begin", 0, state.steps, at_most);
        stretch.last_begin = count(metadata, "stretch_last_begin", 0, stretch.begin, ", which is stretch_begin");
        stretch.steps = state.steps;
        stretch.last_sum = sum_of_losses(metadata, "stretch_last_sum");
        stretch.sum = sum_of_losses(metadata, "stretch_sum");
        if (!metadata.contains("adamw_m")) return;
        state.moment_steps = count(metadata, "adamw_steps", 0, state.steps, at_most);
        state.moments = floats(metadata, "adamw_m", network.weights.size());
        state.squares = floats(metadata, "adamw_u", network.weights.size());
        for (const float square : state.squares)
            if (square < 0) refuse(name_, "has in adamw_u squares below 0");
        if (metadata.contains("adamw_weights"))
            state.trained_weights = floats(metadata, "adamw_weights", network.weights.size());
    }

    std::vector<float> floats(const Json& metadata, const char* key, std::size_t count) const {
        std::string bytes;
        try {
            bytes = from_base64(text(metadata, key));
        } catch (const std::runtime_error& e) {
            refuse(name_, std::string(key) + " " + e.what());
        }
        if (bytes.size() != count * sizeof(float)) refuse(name_, std::string(key) + " has not one number a parameter");
        std::vector<float> list(count);
        std::memcpy(list.data(), bytes.data(), bytes.size());
        for (const float value : list)
            if (!std::isfinite(value)) refuse(name_, std::string(key) + " has numbers that are not finite");
        return list;
    }

    void read_weights(Network& network) {
        network.weights.resize(parameter_count(network.spec));
        const std::vector<LayerView> layers = layers_of(network.spec);
        for (std::size_t l = 0; l < layers.size(); ++l) {
            const std::string W = name_of_layer_(l, "weight"), b = name_of_layer_(l, "bias");
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
    std::string (*name_of_layer_)(std::size_t, const char*) = layer_name;
    std::vector<std::tuple<std::string, std::size_t, std::size_t>> taken_; ///< of the data: by whom, from, to
    std::size_t others_ = 0;                                               ///< tensors beside those of layers
    std::size_t copied_ = 0;
};

} // namespace

Network parse_network(std::string_view bytes, const std::string& name) { return Reader(bytes, name).read(); }

Network read_network_file(const std::string& path) {
    std::string bytes;
    try {
        bytes = read_file(path, max_network_bytes, InputKind::regular);
    } catch (const InputError& e) {
        throw SceneError(one_line(e.allowing(network_allowed)));
    }
    return parse_network(bytes, path);
}

} // namespace halfstep
