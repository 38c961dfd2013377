#include "core/spec/denoiser_facts.h"

#include "core/spec/experiment.h"

namespace halfstep {
namespace {

constexpr Fact<DenoiserKind> denoiser_kinds[] = {
    {DenoiserKind::exact, "exact", "Exact", "E[x₀ | xₜ]: what is wrong with the sample is the sampler's doing alone.",
     ""},
    {DenoiserKind::perturbed, "perturbed", "Perturbed", "The exact one with a known error.", ""},
    {DenoiserKind::learned, "learned", "Learned", "A network that learns x₀ from samples, here and now.", ""},
};

constexpr Fact<DenoiserError> errors[] = {
    {DenoiserError::bias, "bias", "Biased", "A constant error: v̂ is off by the same amount everywhere.", ""},
    {DenoiserError::field, "field", "Random error",
     "A smooth random error, a fixed function of xₜ and t, as a trained network might have.", ""},
    {DenoiserError::sigma, "sigma", "Wrong σ",
     "The exact denoiser, told that the noise in xₜ is (1 + s) times what it is.", ""},
};

constexpr Fact<Prediction> predictions[] = {
    {Prediction::x0, "x0", "x₀", "x₀ itself: the network is E[x₀ | xₜ].", ""},
    {Prediction::eps, "eps", "ε", "The noise. Near the data x̂₀ hardly depends on it, near the noise it is all.",
     "Ho et al. 2020"},
    {Prediction::v, "v", "v", "v = ⟨(a ε − b x₀)/√(a² + b²)⟩: well scaled at both ends.", "Salimans & Ho 2022"},
    {Prediction::score, "score", "score", "∇ log p(xₜ) = ⟨−E[ε | xₜ]/b⟩, weighted by ⟨b²⟩.", "Song & Ermon 2019"},
};

constexpr Fact<Preconditioning> preconditionings[] = {
    {Preconditioning::none, "none", "none", "xₜ goes in and the prediction comes out as they are.", ""},
    {Preconditioning::edm, "edm", "edm",
     "Data and xₜ are scaled to unit variance: with v, an untrained network is already the best linear guess.",
     "Karras et al. 2022"},
};

constexpr Fact<Embedding> embeddings[] = {
    {Embedding::sinusoidal, "sinusoidal", "sines", "Cosines and sines of log(⟨b/a⟩), from slow to fast.", ""},
    {Embedding::fourier, "fourier", "Fourier", "Cosines and sines of log(⟨b/a⟩) with random frequencies.",
     "Tancik et al. 2020"},
};

constexpr Fact<LearningRate> rates[] = {
    {LearningRate::constant, "constant", "constant", "The learning rate stays.", ""},
    {LearningRate::cosine, "cosine", "cosine", "The learning rate falls to 0 at the last step.", ""},
};

constexpr Fact<Times> times[] = {
    {Times::uniform, "uniform", "uniform", "Every level alike.", ""},
    {Times::log_snr, "log-snr", "log SNR", "Levels by how much of log SNR lies about them.", ""},
};

using D = DenoiserSpec;
using Name = std::string_view;
constexpr Condition<D> perturbed{"kind", [](const D& d, Name) { return d.kind == DenoiserKind::perturbed; }};
constexpr Condition<D> a_field{"error", [](const D& d, Name) { return d.error == DenoiserError::field; }};
constexpr Condition<D> learned{"kind", [](const D& d, Name) { return d.kind == DenoiserKind::learned; }};

constexpr KeyFact<D> denoiser_keys[] = {
    {.name = "kind",
     .place = Named<D>{[](const D& d) { return static_cast<int>(d.kind); },
                       [](D& d, int i) { d.kind = static_cast<DenoiserKind>(i); }, choices<DenoiserKind>},
     .label = "⟨x̂₀(xₜ, t)⟩",
     .tip = "What the samplers are told about x₀.",
     .decides = true},
    {.name = "error",
     .place = Named<D>{[](const D& d) { return static_cast<int>(d.error); },
                       [](D& d, int i) { d.error = static_cast<DenoiserError>(i); }, choices<DenoiserError>},
     .label = "Error",
     .tip = "What is wrong with the exact denoiser.",
     .when = {perturbed},
     .decides = true},
    {.name = "scale",
     .place = [](D& d) -> double& { return d.scale; },
     .label = "Error",
     .tip = "How large the error is, in units of v; of sigma: the noise is taken to be (1 + scale) times what it is.",
     .allowed = "-1000 to 1000; sigma: -0.99 to 1000",
     .slider = {.lo = -1, .hi = 1},
     .when = {perturbed}},
    {.name = "length",
     .place = [](D& d) -> double& { return d.length; },
     .label = "Length",
     .tip = "Distance in xₜ over which the error changes.",
     .allowed = "0.001 to 1e+06",
     .slider = {.lo = 0.05, .hi = 5, .log = true},
     .when = {perturbed, a_field}},
    {.name = "seed",
     .place = [](D& d) -> std::uint64_t& { return d.seed; },
     .label = "Seed",
     .tip = "Another number, another error.",
     .whole = {0, Limits::max_seed},
     .slider = {.lo = 0, .hi = 100},
     .when = {perturbed, a_field}},
    {.name = "file",
     .label = "File",
     .tip = "The network, a file beside the scene that `halfstep train` wrote; without it, an untrained one.",
     .allowed = "the name of a file, as \"weights.safetensors\"",
     .when = {learned},
     .written = [](const D&) { return false; }},
    {.name = "weights",
     .label = "Weights",
     .tip = "The network itself, as a resolved scene has it, in place of file.",
     .allowed = "base64 of a safetensors file",
     .when = {learned},
     .written = [](const D& d) { return d.network != nullptr; }},
};

WholeRange warmup_range(const Experiment& experiment) { return {0, experiment.training.steps}; }

using Training = TrainingSpec;
constexpr KeyFact<Training> training_keys[] = {
    {.name = "width",
     .place = [](Training& t) -> int& { return t.width; },
     .label = "Width",
     .tip = "Units in a hidden layer.",
     .whole = {1, TrainingLimits::max_width},
     .slider = {.lo = 4, .hi = TrainingLimits::max_width, .log = true}},
    {.name = "depth",
     .place = [](Training& t) -> int& { return t.depth; },
     .label = "Depth",
     .tip = "Hidden layers.",
     .whole = {1, TrainingLimits::max_depth},
     .slider = {.lo = 1, .hi = TrainingLimits::max_depth}},
    {.name = "embedding",
     .place = Named<Training>{[](const Training& t) { return static_cast<int>(t.embedding); },
                              [](Training& t, int i) { t.embedding = static_cast<Embedding>(i); }, choices<Embedding>},
     .label = "Time as",
     .tip = "How the network is told the time."},
    {.name = "features",
     .place = [](Training& t) -> int& { return t.features; },
     .label = "Features",
     .tip = "Cosines and sines of the time, as many of each.",
     .allowed = "an even number from 2 to 64",
     .whole = {2, TrainingLimits::max_features},
     .slider = {.lo = 2, .hi = TrainingLimits::max_features}},
    {.name = "target",
     .place =
         Named<Training>{[](const Training& t) { return static_cast<int>(t.prediction); },
                         [](Training& t, int i) { t.prediction = static_cast<Prediction>(i); }, choices<Prediction>},
     .label = "Predicts",
     .tip = "What the network is trained to say."},
    {.name = "preconditioning",
     .place = Named<Training>{[](const Training& t) { return static_cast<int>(t.preconditioning); },
                              [](Training& t, int i) { t.preconditioning = static_cast<Preconditioning>(i); },
                              choices<Preconditioning>},
     .label = "Scaling",
     .tip = "What goes in and comes out."},
    {.name = "steps",
     .place = [](Training& t) -> std::int64_t& { return t.steps; },
     .label = "Steps",
     .tip = "How often the weights move.",
     .whole = {1, TrainingLimits::max_steps},
     .slider = {.lo = 100, .hi = 1e6, .log = true},
     .decides = true},
    {.name = "batch",
     .place = [](Training& t) -> int& { return t.batch; },
     .label = "Batch",
     .tip = "Fresh draws of x₀ and ε in a step.",
     .whole = {1, TrainingLimits::max_batch},
     .slider = {.lo = 8, .hi = 4096, .log = true}},
    {.name = "learning_rate",
     .place = [](Training& t) -> double& { return t.learning_rate; },
     .label = "Rate",
     .tip = "The learning rate of AdamW: about how far a weight moves in a step.",
     .allowed = "above 0, to 1",
     .slider = {.lo = 1e-5, .hi = 0.1, .log = true}},
    {.name = "schedule",
     .place =
         Named<Training>{[](const Training& t) { return static_cast<int>(t.schedule); },
                         [](Training& t, int i) { t.schedule = static_cast<LearningRate>(i); }, choices<LearningRate>},
     .label = "Rate falls",
     .tip = "The learning rate over the steps, after a warm-up."},
    {.name = "warmup",
     .place = [](Training& t) -> std::int64_t& { return t.warmup; },
     .label = "Warm-up",
     .tip = "Steps in which the learning rate rises from 0.",
     .allowed = "a whole number from 0 to steps",
     .whole_in = warmup_range,
     .slider = {.lo = 0, .hi = 1000}},
    {.name = "weight_decay",
     .place = [](Training& t) -> double& { return t.weight_decay; },
     .label = "Decay",
     .tip = "Pulls the weights towards 0: w −= rate · decay · w.",
     .allowed = "0 to 10",
     .slider = {.lo = 0, .hi = 0.1}},
    {.name = "ema",
     .place = [](Training& t) -> double& { return t.ema; },
     .label = "Average",
     .tip = "Decay of the average of the weights that is looked at; 0: the weights themselves.",
     .allowed = "0 (no average), below 1",
     .slider = {.lo = 0, .hi = 0.9999, .digits = 4}},
    {.name = "times",
     .place = Named<Training>{[](const Training& t) { return static_cast<int>(t.times); },
                              [](Training& t, int i) { t.times = static_cast<Times>(i); }, choices<Times>},
     .label = "Times",
     .tip = "How the levels of a batch are drawn."},
    {.name = "seed",
     .place = [](Training& t) -> std::uint64_t& { return t.seed; },
     .label = "Seed",
     .tip = "Of the first weights and of all draws.",
     .whole = {0, Limits::max_seed},
     .slider = {.lo = 0, .hi = 100}},
};

} // namespace

template <>
std::span<const Fact<DenoiserKind>> facts() {
    return denoiser_kinds;
}
template <>
std::span<const Fact<DenoiserError>> facts() {
    return errors;
}
template <>
std::span<const Fact<Prediction>> facts() {
    return predictions;
}
template <>
std::span<const Fact<Preconditioning>> facts() {
    return preconditionings;
}
template <>
std::span<const Fact<Embedding>> facts() {
    return embeddings;
}
template <>
std::span<const Fact<LearningRate>> facts() {
    return rates;
}
template <>
std::span<const Fact<Times>> facts() {
    return times;
}
template <>
std::span<const KeyFact<DenoiserSpec>> keys() {
    return denoiser_keys;
}
template <>
std::span<const KeyFact<TrainingSpec>> keys() {
    return training_keys;
}

} // namespace halfstep
