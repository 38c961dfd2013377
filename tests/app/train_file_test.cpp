// Networks as files and in scenes: the same again, and one clear error for whatever is wrong.

#include "app/base/files.h"
#include "app/scene/network_file.h"
#include "app/scene/scene.h"
#include "tests/app/json.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cstring>
#include <functional>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Network network_of(int dim = 1) {
    Experiment e;
    if (dim == 2) e.target.kind = TargetKind::ring;
    e.training.width = 6;
    e.training.depth = 2;
    e.training.features = 4;
    return untrained(e.training, make_target(e.target), ProcessKind::flow);
}

std::string complaint(const std::function<void()>& f) {
    try {
        f();
    } catch (const SceneError& error) {
        return error.what();
    }
    return "(none)";
}

/// The file of a small network with its header changed; the length follows.
std::string with_header(const std::string& from, const std::string& to) {
    const std::string bytes = network_bytes(network_of());
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), 8);
    std::string header = bytes.substr(8, length);
    const std::string numbers = bytes.substr(8 + length);
    const std::size_t at = header.find(from);
    REQUIRE(at != std::string::npos);
    header.replace(at, from.size(), to);
    length = header.size();
    std::string changed(8, '\0');
    std::memcpy(changed.data(), &length, 8);
    return changed + header + numbers;
}

std::string refusal(const std::string& bytes) {
    return complaint([&] { parse_network(bytes, "net"); });
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("a network comes back from its file, bit by bit") {
    for (const int dim : {1, 2}) {
        Network network = network_of(dim);
        if (dim == 2) network.history = {{1, 3.5f}, {2, 2.25f}, {10, 1}};
        if (dim == 2) network.floor = {0.75, 0.01};
        const std::string bytes = network_bytes(network);
        CHECK(parse_network(bytes, "net") == network);
        CHECK(network_bytes(parse_network(bytes, "net")) == bytes);
    }
}

TEST_CASE("the layout is that of safetensors") {
    const Network network = network_of(2);
    const std::string bytes = network_bytes(network);
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), 8);
    CHECK(length % 8 == 0);
    std::string header = bytes.substr(8, length);
    header.erase(header.find_last_not_of(' ') + 1);
    const Json json = JsonReader::read(header);
    CHECK(json["__metadata__"]["prediction"].string == "v");
    const Json& weight = json["layers.1.weight"];
    CHECK(weight["dtype"].string == "F32");
    CHECK(weight["shape"][0].number == 6);
    CHECK(json["layers.2.weight"]["shape"][0].number == 2);
    CHECK(json["layers.0.weight"]["shape"][1].number == 6); // x, y and four features
    std::size_t end = 0, sum = 0;
    for (const auto& [name, tensor] : json.members) {
        if (name == "__metadata__") continue;
        const double from = tensor["data_offsets"][0].number, to = tensor["data_offsets"][1].number;
        sum += static_cast<std::size_t>(to - from);
        end = std::max(end, static_cast<std::size_t>(to));
    }
    CHECK(end == sum); // no holes
    CHECK(8 + length + end == bytes.size());
    // W is out x in, row by row: what forward() multiplies x_1 of the first unit with is its second number.
    float second = 0;
    std::memcpy(&second, bytes.data() + 8 + length + sizeof(float), sizeof(float));
    CHECK(second == network.weights[1]);
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
    CHECK(contains(refusal(with_header("halfstep 1", "pt")), "another format than \"halfstep 1\""));
    CHECK(contains(refusal(with_header("\"prediction\":\"v\"", "\"prediction\":\"w\"")), "unknown prediction, \"w\""));
    CHECK(contains(refusal(with_header("\"process\":\"flow\"", "\"process\":7")), "unknown process"));
    CHECK(contains(refusal(with_header("\"data_sigma\":\"", "\"data_sigma\":\"-")), "not above 0"));
    CHECK(contains(refusal(with_header("\"data_mean_x\":\"", "\"data_mean_x\":\"x")), "no finite data_mean_x"));
    CHECK(contains(refusal(with_header("[6,6]", "[4,9]")),
                   "layers.1.weight is 4 x 9, where the other layers need 6 x 6"));
    CHECK(contains(refusal(with_header("[6,6]", "[6,7]")), "offsets that do not fit its shape"));
    CHECK(contains(refusal(with_header("[6,6]", "[-6,-6]")), "has not 2 axes"));
    CHECK(contains(refusal(with_header("[6,6]", "[36]")), "has not 2 axes"));
    CHECK(contains(refusal(with_header("F32", "F16")), "is not of dtype F32"));
    CHECK(contains(refusal(with_header("frequencies", "frequencie")), "frequencies is missing"));
    CHECK(contains(refusal(with_header("layers.2.weight", "layers.3.weight")), "other tensors"));
    Network backwards = network_of();
    backwards.history = {{2, 1}, {1, 1}};
    CHECK(contains(refusal(network_bytes(backwards)), "training.loss has steps that do not rise"));
    std::string not_finite = bytes;
    std::memset(not_finite.data() + bytes.size() - 4, 0xff, 4);
    CHECK(contains(refusal(not_finite), "frequencies has numbers that are not finite"));
}

TEST_CASE("base64 is that of RFC 4648, section 10") {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, coded] : vectors) {
        CHECK(base64(plain) == coded);
        CHECK(from_base64(coded) == plain);
    }
    CHECK(base64("foobar", 4) == "Zm9v\nYmFy");
    CHECK(from_base64(" Zm9v\n  YmFy\n") == "foobar");
    for (const char* bad : {"Zm9", "Zm9v!", "Zg==Zg==", "Z===", "=", "Zm 9v\x80"})
        CHECK_THROWS_AS(from_base64(bad), std::runtime_error);
}

TEST_CASE("a scene that has learned stands alone: its weights are in it") {
    const TemporaryFolder folder;
    write_file(folder.path("w.safetensors"), network_bytes(network_of()));
    const std::string text = "[denoiser]\nkind = \"learned\"\nfile = \"w.safetensors\"\n[process]\nkind = \"flow\"\n"
                             "[[sampler]]\n[[sampler]]\nname = \"exact\"\ndenoiser = \"exact\"\n";
    const Experiment e = parse_scene(text, folder.path("scene.toml"));
    REQUIRE(e.denoiser.network);
    CHECK(*e.denoiser.network == network_of());
    CHECK(e.training.width == 6); // as the network is
    CHECK(e.training.features == 4);
    CHECK(!e.samplers[0].exact_denoiser);
    CHECK(e.samplers[1].exact_denoiser);
    const std::string resolved = write_scene(e);
    CHECK(contains(resolved, "weights = \"\"\"\n"));
    CHECK(!contains(resolved, "w.safetensors"));
    CHECK(parse_scene(resolved, "elsewhere") == e);
    CHECK(write_scene(parse_scene(resolved, "elsewhere")) == resolved);
}

TEST_CASE("[training]: every key comes back, and mistakes are named") {
    Experiment e;
    e.samplers.emplace_back();
    e.training.width = 12;
    e.training.depth = 1;
    e.training.embedding = Embedding::fourier;
    e.training.features = 6;
    e.training.prediction = Prediction::score;
    e.training.preconditioning = Preconditioning::none;
    e.training.steps = 77;
    e.training.batch = 9;
    e.training.learning_rate = 0.5;
    e.training.schedule = LearningRate::constant;
    e.training.warmup = 3;
    e.training.weight_decay = 0;
    e.training.ema = 0.25;
    e.training.times = Times::log_snr;
    e.training.seed = 99;
    CHECK(parse_scene(write_scene(e), "s") == e); // also beside the exact denoiser
    e.denoiser.kind = DenoiserKind::learned;
    CHECK(parse_scene(write_scene(e), "s") == e);

    const auto wrong = [](const std::string& lines) { return complaint([&] { parse_scene(lines, "s"); }); };
    CHECK(contains(wrong("[training]\nwidth = 300"), "s:2: training.width = 300: out of range; "
                                                     "allowed: a whole number from 1 to 256"));
    CHECK(contains(wrong("[training]\nrate = 1"), "s:2: training.rate = 1: unknown key"));
    CHECK(contains(wrong("[training]\ntarget = \"w\""), "allowed: x0, eps, v, score"));
    CHECK(contains(wrong("[training]\nsteps = 10\nwarmup = 11"), "s:3: training.warmup = 11"));
    CHECK(contains(wrong("[denoiser]\nfile = \"a\""), "does not apply to kind = \"exact\""));
    CHECK(contains(wrong("[denoiser]\nkind = \"learned\"\nfile = \"a\"\nweights = \"\""), "one of file and weights"));
    CHECK(contains(wrong("[denoiser]\nkind = \"learned\"\nfile = \"nowhere.safetensors\""),
                   "nowhere.safetensors: no such file"));
    CHECK(contains(wrong("[denoiser]\nkind = \"learned\"\nweights = \"AAAA\""),
                   "s:3: denoiser.weights = \"AAAA\": the network: has 3 bytes"));
    CHECK(contains(wrong("[denoiser]\nkind = \"learned\"\nweights = \"A\""), "is no base64"));
    CHECK(contains(wrong("[[sampler]]\ndenoiser = \"exct\""), "did you mean exact?"));

    const std::string weights = "weights = \"" + base64(network_bytes(network_of())) + "\"\n";
    const std::string learned = "[denoiser]\nkind = \"learned\"\n" + weights + "[process]\nkind = \"flow\"\n";
    CHECK(wrong(learned) == "(none)");
    CHECK(contains(wrong(learned + "[training]\nwidth = 64"),
                   "training.width = 64: is not that of the network that has "
                   "learned; allowed: 6, or leave the key out"));
    CHECK(contains(wrong(learned + "[target]\nkind = \"ring\""),
                   "denoiser.file: the network has learned in 1 dimension; "));
    CHECK(contains(wrong("[denoiser]\nkind = \"learned\"\n" + weights),
                   "the network has seen x_t of process.kind = \"flow\""));
}
