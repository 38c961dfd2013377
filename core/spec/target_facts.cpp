#include "core/spec/target_facts.h"

#include "core/spec/experiment.h"

namespace halfstep {
namespace {

using Name = std::string_view;
constexpr Condition<TargetSpec> of_kind{
    "kind", [](const TargetSpec& s, Name key) { return fact(s.kind).find(key) != nullptr; }};
/// Of how a file is read: the points that it held stand in its place.
bool not_written(const TargetSpec&) { return false; }
constexpr const char* deviation = "1e-09 to 1e+06";
constexpr const char* a_mean = "one number, or two in the plane, each -1e+06 to 1e+06";
constexpr const char* a_cov = "positive definite: [[0.04]], or [[0.09, 0.03], [0.03, 0.05]] in the plane";

/// A board has modes * modes of them.
WholeRange modes_range(const Experiment& experiment) {
    return {1, fact(experiment.target.kind).is_board ? Limits::max_board : Limits::max_components};
}

using T = TargetSpec;
constexpr KeyFact<T> target_keys[] = {
    {.name = "kind",
     .place = Named<T>{[](const T& s) { return static_cast<int>(s.kind); },
                       [](T& s, int i) { s.kind = static_cast<TargetKind>(i); }, choices<TargetKind>},
     .label = "p(x₀)",
     .tip = "The distribution of the data.",
     .decides = true},
    {.name = "text",
     .place = [](T& s) -> std::string& { return s.text; },
     .label = "Text",
     .tip = "Letters, digits and a few signs; small letters are drawn as capitals.",
     .allowed = "up to 64 of A to Z, 0 to 9, blanks, line breaks and a few signs",
     .when = {of_kind}},
    {.name = "sigma",
     .place = [](T& s) -> double& { return s.sigma; },
     .label = "⟨σ⟩",
     .tip = "Standard deviation, of the data or of each mode; of a curve or a pen half the width.",
     .allowed = deviation,
     .slider = {.lo = 0.01, .hi = 3, .log = true},
     .when = {of_kind},
     .written = [](const T& s) { return s.cov.empty(); }},
    {.name = "cov",
     .label = "Σ",
     .tip = "Covariance of the data, in place of sigma.",
     .allowed = a_cov,
     .when = {of_kind},
     .written = [](const T& s) { return !s.cov.empty(); }},
    {.name = "mean",
     .place = [](T& s) -> std::vector<double>& { return s.mean; },
     .label = "μ",
     .tip = "Mean of the data x₀; as many numbers as there are dimensions.",
     .allowed = a_mean,
     .slider = {.lo = -3, .hi = 3},
     .when = {of_kind}},
    {.name = "modes",
     .place = [](T& s) -> int& { return s.modes; },
     .label = "Modes",
     .tip = "How many Gaussians, or how many fields a side.",
     .allowed = "a whole number from 1 to 256; grid, checkerboard: 1 to 16",
     .whole_in = modes_range,
     .slider = {.lo = 1, .hi = 16},
     .when = {of_kind}},
    {.name = "radius",
     .place = [](T& s) -> double& { return s.radius; },
     .label = "Radius",
     .tip = "How far the target reaches from its middle.",
     .allowed = "0 to 1e+06; moons, circles, spiral: from 1e-09",
     .slider = {.lo = 0, .hi = 5},
     .when = {of_kind}},
    {.name = "spacing",
     .place = [](T& s) -> double& { return s.spacing; },
     .label = "Spacing",
     .tip = "Distance between neighbours; of a board, the side of a field.",
     .allowed = "0 to 1e+06; checkerboard: from 1e-09",
     .slider = {.lo = 0.1, .hi = 3},
     .when = {of_kind}},
    {.name = "ratio",
     .place = [](T& s) -> double& { return s.ratio; },
     .label = "Inner",
     .tip = "Radius of the inner circle over that of the outer.",
     .allowed = "0.01 to 1",
     .slider = {.lo = 0.05, .hi = 0.95},
     .when = {of_kind}},
    {.name = "turns",
     .place = [](T& s) -> double& { return s.turns; },
     .label = "Turns",
     .tip = "Of each arm.",
     .allowed = "0.1 to 20",
     .slider = {.lo = 0.2, .hi = 4},
     .when = {of_kind}},
    {.name = "arms",
     .place = [](T& s) -> int& { return s.arms; },
     .label = "Arms",
     .tip = "How many spirals.",
     .whole = {1, Limits::max_arms},
     .slider = {.lo = 1, .hi = 6},
     .when = {of_kind}},
    {.name = "dimension",
     .place = [](T& s) -> int& { return s.dimension; },
     .label = "Dimension",
     .tip = "One coordinate, or a plane.",
     .allowed = "1, 2",
     .whole = {1, 2},
     .slider = {.lo = 1, .hi = 2},
     .when = {of_kind}},
    {.name = "seed",
     .place = [](T& s) -> std::uint64_t& { return s.seed; },
     .label = "Seed",
     .tip = "Another number, another mixture.",
     .whole = {0, Limits::max_seed},
     .slider = {.lo = 0, .hi = 100},
     .when = {of_kind}},
    {.name = "height",
     .place = [](T& s) -> double& { return s.height; },
     .label = "Height",
     .tip = "Of the capitals.",
     .allowed = deviation,
     .slider = {.lo = 0.5, .hi = 4},
     .when = {of_kind}},
    {.name = "kernel",
     .place = [](T& s) -> double& { return s.kernel; },
     .label = "Kernel",
     .tip = "Standard deviation of the Gaussian around each point: from memorising (0, the points themselves) to "
            "generalising.",
     .allowed = "0 (the points themselves), or 1e-09 to 1e+06",
     .slider = {.lo = 0.001, .hi = 2, .log = true, .or_zero = true},
     .when = {of_kind}},
    {.name = "standardize",
     .place = [](T& s) -> bool& { return s.standardize; },
     .label = "Standardise",
     .tip = "Shift and scale each coordinate to mean 0 and standard deviation 1.",
     .when = {of_kind}},
    {.name = "points",
     .label = "Points",
     .tip = "As many as the scene gives; their file or list is part of the scene.",
     .allowed = "up to 10000 points of one or two numbers, as [[0.0, 1.0], [2.0, 3.0]] or [0.0, 1.5]",
     .when = {of_kind}},
    {.name = "weights",
     .place = [](T& s) -> std::vector<double>& { return s.weights; },
     .label = "Weights",
     .tip = "Of the points, relative to each other: how many each stands for.",
     .allowed = "one number a point, each above 0, to 1e+06",
     .when = {of_kind},
     .written = [](const T& s) { return !s.weights.empty(); }},
    {.name = "labels",
     .label = "Labels",
     .tip = "The class of each point.",
     .allowed = "one text a point, as [\"a\", \"a\", \"b\"]",
     .when = {of_kind},
     .written = [](const T& s) { return !s.labels.empty(); }},
    {.name = "file",
     .label = "File",
     .tip =
         "A table beside the scene, one point a line, in place of points: text (CSV, with tabs, semicolons or blanks "
         "as well), or a .npy or .npz of NumPy. Up to 1000000 points; of more than 10000 near ones are merged.",
     .allowed = "the name of a file, as \"cloud.csv\"",
     .when = {of_kind},
     .written = not_written},
    {.name = "columns",
     .label = "Columns",
     .tip = "Which columns of the file are the coordinates. Without it: the columns of numbers, where there are one or "
            "two.",
     .allowed = "one or two names or numbers, counted from 1, as [\"x\", \"y\"] or [2, 3]",
     .when = {of_kind},
     .written = not_written},
    {.name = "label_column",
     .label = "Labels from",
     .tip =
         "Which column of the file has the class of each point. Without it: a column of texts, or one of a few whole "
         "numbers called class, label, target or the like.",
     .allowed = "a name or a number, counted from 1; \"\": none",
     .when = {of_kind},
     .written = not_written},
    {.name = "separator",
     .label = "Separator",
     .tip = "What stands between the columns of the file. Without it: what all lines agree on.",
     .allowed = "\",\", \";\", \"\\t\", \" \" (blanks, any number of them)",
     .when = {of_kind},
     .written = not_written},
    {.name = "decimal",
     .label = "Decimal sign",
     .tip = "What stands in the file between the units and the tenths. Without it: what makes numbers of all lines.",
     .allowed = "\".\", \",\"",
     .when = {of_kind},
     .written = not_written},
    {.name = "header",
     .label = "Header",
     .tip = "Whether the first line of the file names its columns. Without it: whether it holds names.",
     .allowed = "true or false",
     .when = {of_kind},
     .written = not_written},
    {.name = "component",
     .label = "Components",
     .tip = "The Gaussians of a mixture, each in its own table [[target.component]].",
     .allowed = "1 to 256 tables",
     .when = {of_kind}},
    {.name = "box",
     .label = "Boxes",
     .tip = "Intervals, or rectangles in the plane, each in its own table [[target.box]].",
     .allowed = "1 to 256 tables",
     .when = {of_kind}},
};

using C = ComponentSpec;
constexpr KeyFact<C> component_keys[] = {
    {.name = "weight",
     .place = [](C& s) -> double& { return s.weight; },
     .label = "w",
     .tip = "Relative weight of this component.",
     .allowed = "above 0, to 1e+06",
     .slider = {.lo = 0.01, .hi = 1}},
    {.name = "mean",
     .place = [](C& s) -> std::vector<double>& { return s.mean; },
     .label = "μ",
     .tip = "Mean of this component.",
     .allowed = a_mean,
     .slider = {.lo = -4, .hi = 4}},
    {.name = "sigma",
     .place = [](C& s) -> double& { return s.sigma; },
     .label = "⟨σ⟩",
     .tip = "Standard deviation of this component.",
     .allowed = deviation,
     .slider = {.lo = 0.01, .hi = 2, .log = true},
     .written = [](const C& s) { return s.cov.empty(); }},
    {.name = "cov",
     .label = "Σ",
     .tip = "Covariance of this component, in place of sigma.",
     .allowed = a_cov,
     .written = [](const C& s) { return !s.cov.empty(); }},
};

using B = BoxSpec;
constexpr KeyFact<B> box_keys[] = {
    {.name = "weight",
     .place = [](B& s) -> double& { return s.weight; },
     .label = "w",
     .tip = "Relative weight of this box.",
     .allowed = "above 0, to 1e+06",
     .slider = {.lo = 0.01, .hi = 1}},
    {.name = "lo",
     .place = [](B& s) -> std::vector<double>& { return s.lo; },
     .label = "lower corner",
     .tip = "Edge of this box.",
     .allowed = a_mean,
     .slider = {.lo = -4, .hi = 4}},
    {.name = "hi",
     .place = [](B& s) -> std::vector<double>& { return s.hi; },
     .label = "upper corner",
     .tip = "Edge of this box.",
     .allowed = "above lo in every coordinate",
     .slider = {.lo = -4, .hi = 4}},
};

} // namespace

const KindKey* Fact<TargetKind>::find(std::string_view key) const {
    if (key == "kind") return keys; // every kind has it
    for (const KindKey& row : keys)
        if (row.name && key == row.name) return &row;
    return nullptr;
}

template <>
std::span<const Fact<TargetKind>> facts() {
    return target_kinds;
}
template <>
std::span<const KeyFact<TargetSpec>> keys() {
    return target_keys;
}
template <>
std::span<const KeyFact<ComponentSpec>> keys() {
    return component_keys;
}
template <>
std::span<const KeyFact<BoxSpec>> keys() {
    return box_keys;
}

} // namespace halfstep
