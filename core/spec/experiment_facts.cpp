#include "core/spec/experiment_facts.h"

namespace halfstep {
namespace {

constexpr Fact<Precision> precisions[] = {
    {Precision::single, "single", "single", "32-bit floats: fast, seven digits.", ""},
    {Precision::double_, "double", "double", "64-bit floats: sixteen digits.", ""},
};

using E = Experiment;
constexpr KeyFact<E> scene_keys[] = {
    {.name = "format",
     .tip = "In which form the scene is written; a program refuses one that is newer than what it knows.",
     .allowed = "1"},
    {.name = "halfstep", .tip = "Which version of the program wrote it: that one opens it.", .allowed = "text"},
    {.name = "title",
     .place = [](E& e) -> std::string& { return e.title; },
     .label = "Title",
     .tip = "What the experiment is called.",
     .allowed = "text"},
    {.name = "note",
     .place = [](E& e) -> std::string& { return e.note; },
     .label = "Note",
     .tip = "What to look for; the window shows it above the controls.",
     .allowed = "text",
     .written = [](const E& e) { return !e.note.empty(); }},
    {.name = "target", .tip = "The distribution of the data.", .allowed = "a table [target]"},
    {.name = "denoiser", .tip = "What the samplers are told about x₀.", .allowed = "a table [denoiser]"},
    {.name = "training", .tip = "How a learned denoiser is built and trained.", .allowed = "a table [training]"},
    {.name = "process", .tip = "How noise is added.", .allowed = "a table [process]"},
    {.name = "sampler",
     .tip = "How noise is taken away again: up to eight of them, one colour each.",
     .allowed = "1 to 8 tables [[sampler]]"},
    {.name = "latents", .tip = "Two latents to go between, and a point to encode.", .allowed = "a table [latents]"},
    {.name = "run", .tip = "How many particles, and which noise.", .allowed = "a table [run]"},
    {.name = "view",
     .tip = "What is shown: the time, the plots, and what they are zoomed to.",
     .allowed = "a table [view]"},
    {.name = "result",
     .tip = "In figures: what came out when it was made. It is held against what comes out now, and changes nothing.",
     .allowed = "tables [[result]]"},
    {.name = "source", .tip = "Of a lesson: what it teaches, and where that is from.", .allowed = "text"},
    {.name = "topic", .tip = "Of a lesson: under which heading it is listed.", .allowed = "text"},
    {.name = "step", .tip = "A lesson's steps, one after the other.", .allowed = "tables [[step]]"},
};

using L = LatentsSpec;
constexpr const char* a_latent = "one number a coordinate, each -100 to 100";
constexpr KeyFact<L> latents_keys[] = {
    {.name = "z1",
     .place = [](L& l) -> std::vector<double>& { return l.z1; },
     .label = "z₁",
     .tip = "One end of the way between two latents, in units of the prior's standard deviation.",
     .allowed = a_latent,
     .slider = {.lo = -3, .hi = 3}},
    {.name = "z2",
     .place = [](L& l) -> std::vector<double>& { return l.z2; },
     .label = "z₂",
     .tip = "The other end.",
     .allowed = a_latent,
     .slider = {.lo = -3, .hi = 3}},
    {.name = "x0",
     .place = [](L& l) -> std::vector<double>& { return l.x0; },
     .label = "x₀",
     .tip = "A point of the data, to be encoded and decoded again.",
     .allowed = "one number a coordinate, each -1e+06 to 1e+06",
     .slider = {.lo = -3, .hi = 3}},
    {.name = "sampler",
     .place = [](L& l) -> std::string& { return l.sampler; },
     .label = "Sampler",
     .tip = "Whose map is looked at; without it the first one that adds no noise.",
     .allowed = "the name of a sampler without noise",
     .written = [](const L& l) { return !l.sampler.empty(); }},
};

using R = RunSpec;
constexpr KeyFact<R> run_keys[] = {
    {.name = "particles",
     .place = [](R& r) -> std::int64_t& { return r.particles; },
     .label = "Particles",
     .tip = "How many are simulated: error bars shrink as 1/√N.",
     .whole = {1, Limits::max_particles},
     .slider = {.lo = 100, .hi = 1e6, .log = true}},
    {.name = "seed",
     .place = [](R& r) -> std::uint64_t& { return r.seed; },
     .label = "Seed",
     .tip = "Chooses the noise. The same seed always gives the same picture.",
     .whole = {0, Limits::max_seed},
     .slider = {.lo = 0, .hi = 100}},
    {.name = "precision",
     .place = Named<R>{[](const R& r) { return static_cast<int>(r.precision); },
                       [](R& r, int i) { r.precision = static_cast<Precision>(i); }, choices<Precision>},
     .label = "Precision",
     .tip = "Of the particles' arithmetic."},
};

} // namespace

template <>
std::span<const Fact<Precision>> facts() {
    return precisions;
}
template <>
std::span<const KeyFact<Experiment>> keys() {
    return scene_keys;
}
template <>
std::span<const KeyFact<LatentsSpec>> keys() {
    return latents_keys;
}
template <>
std::span<const KeyFact<RunSpec>> keys() {
    return run_keys;
}

} // namespace halfstep
