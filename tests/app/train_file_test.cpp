// Networks as files: the same again, and one clear error for whatever is wrong.

#include "app/scene/network_file.h"
#include "app/scene/scene_error.h"
#include "core/law/catalog.h"
#include "core/learn/training.h"
#include "tests/app/json.h"
#include "tests/app/messages.h"
#include "tests/app/small_network.h"

#include <doctest/doctest.h>

#include <cstring>
#include <functional>
#include <map>
#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// A file's header, without the blanks at its end, and its numbers.
std::pair<std::string, std::string> parts_of(const std::string& bytes) {
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), 8);
    std::string header = bytes.substr(8, length);
    header.erase(header.find_last_not_of(' ') + 1);
    return {header, bytes.substr(8 + length)};
}

std::string file_of(const std::string& header, const std::string& numbers) {
    const std::uint64_t length = header.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    return bytes + header + numbers;
}

/// The file of a small network with its header changed.
std::string with_header(const std::string& from, const std::string& to, const Network& network = network_of()) {
    auto [header, numbers] = parts_of(network_bytes(network));
    const std::size_t at = header.find(from);
    REQUIRE(at != std::string::npos);
    header.replace(at, from.size(), to);
    return file_of(header, numbers);
}

/// A network in the plane that has learned for 70 steps.
Network trained() {
    Experiment e;
    e.target.kind = TargetKind::ring;
    e.training.width = 6;
    e.training.depth = 2;
    e.training.features = 4;
    e.training.batch = 30;
    Trainer trainer(e.training, make_target(e.target), make_process(e.process));
    trainer.advance(70);
    trainer.floor();
    return trainer.network();
}

/// The same with something behind the header.
std::string with_end_of_header(const std::string& padding) {
    std::string bytes = network_bytes(network_of());
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), 8);
    bytes.insert(8 + length, padding);
    length += padding.size();
    std::memcpy(bytes.data(), &length, 8);
    return bytes;
}

std::string refusal(const std::string& bytes) {
    return complaint<SceneError>([&] { parse_network(bytes, "net"); });
}

} // namespace

TEST_CASE("a network comes back from its file, bit by bit, with all that it goes on with") {
    for (const int dim : {1, 2}) {
        const Network network = dim == 1 ? network_of() : trained();
        const std::string bytes = network_bytes(network);
        const Network read = parse_network(bytes, "net");
        CHECK(read == network);
        CHECK(read.training == network.training);
        CHECK(network_bytes(read) == bytes);
    }
    // A scene has the weights and how far they are, and no moments.
    const Network network = trained(), scenes = parse_network(network_bytes(network, AdamMoments::left_out), "net");
    CHECK(scenes == network);
    CHECK(scenes.training.steps == 70);
    CHECK(scenes.training.draws == 70 * 30);
    CHECK(scenes.training.stretch == network.training.stretch);
    CHECK(scenes.training.moments.empty());
    CHECK(scenes.training.moment_steps == 0);
}

TEST_CASE(
    "the tensors are those of a torch.nn.Sequential of Linear and SiLU, and no others: load_state_dict() is strict") {
    const Network network = trained();
    const auto [header, numbers] = parts_of(network_bytes(network));
    const Json json = JsonReader::read(header);
    std::set<std::string> names;
    std::map<double, double> places; // begin -> end
    for (const auto& [name, tensor] : json.members) {
        if (name == "__metadata__") continue;
        names.insert(name);
        CHECK(tensor["dtype"].string == "F32");
        places[tensor["data_offsets"][0].number] = tensor["data_offsets"][1].number;
    }
    CHECK(names == std::set<std::string>{"0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"});
    double end = 0;
    for (const auto& [from, to] : places) { // without holes, as the format wants it
        CHECK(from == end);
        end = to;
    }
    CHECK(static_cast<std::size_t>(end) == numbers.size());
    // Linear(in, out).weight is out x in.
    const std::vector<LayerView> layers = layers_of(network.spec);
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const Json& weight = json[std::to_string(2 * l) + ".weight"];
        REQUIRE(weight["shape"].items.size() == 2);
        CHECK(weight["shape"][0].number == layers[l].out);
        CHECK(weight["shape"][1].number == layers[l].in);
        const Json& bias = json[std::to_string(2 * l) + ".bias"];
        REQUIRE(bias["shape"].items.size() == 1);
        CHECK(bias["shape"][0].number == layers[l].out);
        std::vector<float> values(static_cast<std::size_t>(layers[l].in * layers[l].out));
        std::memcpy(values.data(), numbers.data() + static_cast<std::size_t>(weight["data_offsets"][0].number),
                    values.size() * sizeof(float));
        for (std::size_t i = 0; i < values.size(); ++i) CHECK(values[i] == network.weights[layers[l].weight + i]);
    }
    for (const auto& [key, value] : json["__metadata__"].members) {
        CAPTURE(key);
        CHECK(value.kind == Json::Kind::string); // safetensors takes no other metadata
    }
}

TEST_CASE("files of the first format, with layers.0, layers.1, ... and tensors beside them, are read as ever") {
    const Network network = network_of(2);
    std::string tensors, numbers;
    const auto add = [&](const std::string& name, const std::string& shape, const float* values, std::size_t count) {
        const std::size_t at = numbers.size();
        numbers.append(reinterpret_cast<const char*>(values), count * sizeof(float));
        tensors += ",\"" + name + "\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[" +
                   std::to_string(at) + "," + std::to_string(numbers.size()) + "]}";
    };
    const std::vector<LayerView> layers = layers_of(network.spec);
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const std::string name = "layers." + std::to_string(l) + ".", out = std::to_string(layers[l].out);
        add(name + "weight", "[" + out + "," + std::to_string(layers[l].in) + "]",
            network.weights.data() + layers[l].weight, static_cast<std::size_t>(layers[l].in * layers[l].out));
        add(name + "bias", "[" + out + "]", network.weights.data() + layers[l].bias,
            static_cast<std::size_t>(layers[l].out));
    }
    add("frequencies", "[2]", network.frequencies.data(), 2);
    const std::string bare_tensors = tensors, bare_numbers = numbers;
    const float losses[] = {1, 3.5f, 2, 2.25f, 10, 1};
    add("training.loss", "[3,2]", losses, 6);
    char units[200];
    std::snprintf(units, sizeof units, "\"data_mean_x\":\"%.17g\",\"data_mean_y\":\"%.17g\",\"data_sigma\":\"%.17g\"",
                  network.data_mean[0], network.data_mean[1], network.data_sigma);
    const std::string start = std::string("{\"__metadata__\":{\"format\":\"halfstep 1\",\"prediction\":\"v\","
                                          "\"preconditioning\":\"edm\",\"embedding\":\"sinusoidal\",\"process\":"
                                          "\"flow\",") +
                              units + "}",
                      header = start + tensors + "}";
    const Network read = parse_network(file_of(header, numbers), "old");
    CHECK(read.weights == network.weights);
    CHECK(read.frequencies == network.frequencies);
    CHECK(read.spec == network.spec);
    CHECK(read.history == std::vector<LossPoint>{{1, 3.5f}, {2, 2.25f}, {10, 1}});
    CHECK(read.training.steps == 10); // so that what comes next is new
    CHECK(contains(refusal(file_of(header, numbers + "more")), "has other bytes beside its tensors"));
    tensors = bare_tensors;
    numbers = bare_numbers;
    add("training.loss", "[0,2]", losses, 0); // a curve without points
    CHECK(parse_network(file_of(start + tensors + "}", numbers), "old").history.empty());
}

TEST_CASE("the layout is that of safetensors") {
    const std::string bytes = network_bytes(network_of(2));
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), 8);
    CHECK(length % 8 == 0);
    const Json json = JsonReader::read(parts_of(bytes).first);
    CHECK(json["__metadata__"]["prediction"].string == "v");
    CHECK(json["4.weight"]["shape"][0].number == 2);
    CHECK(json["0.weight"]["shape"][1].number == 6); // x, y and four features
}

TEST_CASE("whatever is wrong with a file is one clear line") {
    const std::string bytes = network_bytes(network_of());
    CHECK(contains(refusal(""), "net: has 0 bytes, and no header; allowed: "));
    for (std::size_t length = 0; length < bytes.size(); length += 13) {
        const std::string line = refusal(bytes.substr(0, length));
        CHECK(contains(line, "net: "));
        CHECK(contains(line, length < 8 ? "no header" : "truncated"));
    }
    CHECK(contains(refusal(bytes + "more"), "has other bytes beside its tensors"));
    CHECK(contains(refusal(std::string(50'000, 'x')), "no safetensors file"));
    CHECK(contains(refusal(with_header("{", "[")), "no JSON object"));
    CHECK(contains(refusal(with_header("{", " {")), "no JSON object")); // the format: it begins with {
    const auto padded = [](const std::string& padding) { return with_header("\"frequencies\":", padding); };
    CHECK(refusal(with_header("{", "{ ")) == "(none)");
    CHECK(contains(refusal(padded(std::string(1, '\0') + "\"frequencies\":")), "its header has a zero byte"));
    for (const char* filler : {"\n", "\t", "\0"}) { // behind it nothing but blanks
        const std::string padding(1, filler[0]);
        CHECK(contains(refusal(with_end_of_header(padding)), "only blanks may fill"));
    }
    CHECK(refusal(with_end_of_header("        ")) == "(none)");
    CHECK(contains(refusal(with_header("__metadata__", "metadata")), "has tensors but no __metadata__"));
    CHECK(contains(refusal(with_header("\"format\":", "\"formed\":")), "says no format in its __metadata__"));
    CHECK(contains(refusal(with_header("halfstep 2", "pt")), "another format than \"halfstep 2\": \"pt\""));
    CHECK(contains(refusal(with_header("\"prediction\":\"v\"", "\"prediction\":\"w\"")), "unknown prediction, \"w\""));
    CHECK(contains(refusal(with_header("\"process\":\"flow\"", "\"process\":7")),
                   "__metadata__ process = 7: is no text; allowed: text"));
    CHECK(contains(refusal(with_header("\"data_sigma\":\"", "\"data_sigma\":\"-")), "not above 0"));
    CHECK(contains(refusal(with_header("\"data_mean_x\":\"", "\"data_mean_x\":\"x")), "no finite data_mean_x"));
    CHECK(contains(refusal(with_header("[6,6]", "[4,9]")), "2.weight is 4 x 9, where the other layers need 6 x 6"));
    CHECK(contains(refusal(with_header("[6,6]", "[6,7]")), "offsets that do not fit its shape"));
    CHECK(contains(refusal(with_header("[6,6]", "[-6,-6]")), "has not 2 axes"));
    const Json tensors = JsonReader::read(parts_of(network_bytes(network_of())).first);
    const auto place_of = [&](const char* tensor) { // two of the same size, one over the other
        const Json& ends = tensors[tensor]["data_offsets"];
        return "[" + std::to_string(std::lround(ends[0].number)) + "," + std::to_string(std::lround(ends[1].number)) +
               "]";
    };
    CHECK(contains(refusal(with_header(place_of("2.bias"), place_of("0.bias"))), "2.bias lies over 0.bias"));
    CHECK(contains(refusal(with_header("[6,6]", "[36]")), "has not 2 axes"));
    CHECK(contains(refusal(with_header("F32", "F16")), "is not of dtype F32"));
    CHECK(contains(refusal(with_header("frequencies", "frequencie")), "says no frequencies"));
    CHECK(contains(refusal(with_header("\"frequencies\":\"", "\"frequencies\":\"x")), "no list of finite numbers"));
    CHECK(contains(refusal(with_header("4.weight", "5.weight")), "other tensors"));
    const auto of_trained = [](const std::string& from, const std::string& to) {
        return refusal(with_header(from, to, trained()));
    };
    CHECK(contains(of_trained("\"adamw_m\":\"", "\"adamw_m\":\"AAAA"), "adamw_m has not one number a parameter"));
    CHECK(contains(of_trained("\"adamw_u\":\"", "\"adamw_u\":\"!"), "adamw_u is no base64"));
    CHECK(contains(of_trained("\"training_loss\":\"", "\"training_loss\":\"7 "), "training_loss that is not in pairs"));
    for (const char* sum : {"stretch_sum", "stretch_last_sum"})
        CHECK(contains(of_trained("\"" + std::string(sum) + "\":\"", "\"" + std::string(sum) + "\":\"-1"),
                       std::string(sum) + " = \"-1"));
    CHECK(contains(refusal(with_header("\"data_sigma\":\"", "\"data_sigma\":\"1\\u0000")),
                   "has a zero byte in its data_sigma"));
    CHECK(contains(refusal(with_header("\"frequencies\":\"", "\"frequencies\":\"1\\u0000")),
                   "has a zero byte in its frequencies"));
    CHECK(contains(refusal(with_header("\"data_sigma\":", "\"data_sigma\":\"1\",\"data_sigma\":")),
                   "its header has \"data_sigma\" twice"));
    CHECK(contains(refusal(with_header("\"__metadata__\":", "\"__metadata__\":{},\"__metadata__\":")),
                   "its header has \"__metadata__\" twice"));
    Network below = network_of();
    below.history = {{1, -1}};
    CHECK(contains(refusal(network_bytes(below)), "training loss below 0"));
    Network backwards = network_of();
    backwards.history = {{2, 1}, {1, 1}};
    CHECK(contains(refusal(network_bytes(backwards)), "training loss whose steps do not rise"));
    for (const float step : {2e15f, 3e38f}) { // no whole number holds the second one
        Network far = network_of();
        far.history = {{1, 1}, {step, 1}};
        CHECK(contains(refusal(network_bytes(far)), "training loss at a step that nobody takes"));
    }
    for (const char* list : {"\"frequencies\":\"1e39 ", "\"training_loss\":\"1 1e39 "}) {
        const std::string key = std::string(list).substr(0, std::string(list).rfind('"') + 1);
        CHECK(contains(of_trained(key, list), "no list of finite numbers")); // finite as doubles only
    }
    std::string not_finite = bytes;
    std::memset(not_finite.data() + bytes.size() - 4, 0xff, 4);
    CHECK(contains(refusal(not_finite), "4.bias has numbers that are not finite"));
}

TEST_CASE("counters and losses of a training: what is no such number is refused by its key, with what is allowed") {
    const Json metadata = JsonReader::read(parts_of(network_bytes(trained())).first)["__metadata__"];
    const auto with = [&](const std::string& key, const std::string& value) { // value: as JSON
        const std::string quotes = "\"" + key + "\":";
        return refusal(with_header(quotes + "\"" + metadata[key.c_str()].string + "\"", quotes + value, trained()));
    };
    for (const char* key : {"training_steps", "training_draws", "schedule_step", "schedule_steps", "stretch_last_begin",
                            "stretch_begin", "adamw_steps"}) {
        for (const char* odd :
             {"\"\"", "\"-1\"", "\"nan\"", "\"1.5\"", "\"1e3\"", "\"0x10\"", "\" 7\"", "\"inf\"", "7", "null", "[7]",
              "true", "\"99999999999999999999\"", "\"2000000000000000\"", "\"9223372036854775807\""}) {
            const std::string line = with(key, odd);
            INFO(line);
            CHECK(contains(line, std::string("net: __metadata__ ") + key + " = " + odd + ": "));
            CHECK(contains(line, "; allowed: "));
        }
        CHECK(contains(with(key, "\"-1\""), "counts nothing; allowed: a whole number from "));
    }
    // Of 70 steps: more moments or a longer way in the schedule than there were steps, and a curve that is longer.
    CHECK(contains(with("adamw_steps", "\"71\""), "out of range; allowed: a whole number from 0 to 70, which is tra"));
    CHECK(contains(with("schedule_step", "\"71\""), "a whole number from 0 to 70, which is training_steps"));
    CHECK(contains(with("training_steps", "\"69\""), "a whole number from 70 to "));
    CHECK(contains(with("stretch_begin", "\"71\""), "a whole number from 0 to 70"));
    for (const char* odd : {"\"\"", "7", "null", "[1,2]", "{}"})
        CHECK(contains(with("training_loss", odd), std::string("__metadata__ training_loss = ") + odd + ": "));
    CHECK(contains(with("training_loss", "\"1 -1\""), "training loss below 0"));
    CHECK(contains(with("training_loss", "\"1 nan\""), "has in training_loss what is no list of finite numbers"));
    for (const char* sum : {"stretch_sum", "stretch_last_sum"})
        for (const char* odd : {"7", "\"-3\""})
            CHECK(contains(with(sum, odd), std::string("__metadata__ ") + sum + " = " + odd + ": is "));
    // One that is not there, beside others that go on from it.
    CHECK(contains(refusal(with_header("\"training_steps\":", "\"training_step\":", trained())),
                   "__metadata__ training_steps = (none): is missing; allowed: a whole number"));
    CHECK(contains(refusal(with_header("\"training_draws\":", "\"training_draw\":", trained())),
                   "__metadata__ training_draws = (none): is missing"));
}
