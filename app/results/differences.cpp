#include "app/results/differences.h"

#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/plots/common.h"
#include "app/results/columns.h"
#include "core/measure/trust.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

const SamplerRun& first_of(const Comparison& comparison, const PairDifference& pair) {
    return comparison.first[static_cast<std::size_t>(pair.samplers.first)];
}
const SamplerRun& second_of(const Comparison& comparison, const PairDifference& pair) {
    return comparison.second->samplers[static_cast<std::size_t>(pair.samplers.second)];
}

/// The coarser of both.
Precision precision_of(const Run& run) {
    const bool single = run.experiment().run.precision == Precision::single ||
                        run.comparison->second->experiment().run.precision == Precision::single;
    return single ? Precision::single : Precision::double_;
}

/// What is the very same has no error to be told: 0 ± 0.
std::string difference_text(const Measured& difference, Precision precision, double rounding) {
    if (difference.value == 0 && difference.se == 0) return "0 ± 0";
    if (difference.value == 0 && std::isnan(difference.se) && rounding == 0) return "0 ± ?";
    return measured_text(difference, resolution_of(difference, precision, rounding));
}

Measured averaged(const std::vector<Measured>& values) {
    Measured sum;
    for (const Measured& value : values) {
        sum.value += value.value;
        sum.se += value.se; // at most that: whatever the two have to do with each other
    }
    const auto n = static_cast<double>(values.size());
    return {sum.value / n, sum.se / n};
}

/// What rounding rules, as lines of what and by how much.
std::string ruled_by_rounding(const PairDifference& pair, const std::string& name, const std::string& distance) {
    std::string lines;
    const auto tell = [&](const Measured& m, double rounding, const std::string& what) {
        if (std::isfinite(m.se) && rounding > 0 && rounding_rules(rounding, m))
            lines += "  the " + what + " of " + name + ": ± " + keyboard_dashes(number_text(rounding, 2)) + "\n";
    };
    for (std::size_t i = 0; i < pair.mean.size(); ++i) {
        const std::string coordinate = pair.mean.size() < 2 ? "" : i == 0 ? ", x" : ", y";
        tell(pair.mean[i], pair.rounding_mean[i], "mean" + coordinate);
        tell(pair.variance[i], pair.rounding_variance[i], "variance" + coordinate);
    }
    tell(pair.distance, pair.rounding_places, distance);
    tell(pair.apart, pair.rounding_places, "way apart");
    return lines;
}

/// In full; empty for what is undefined.
std::string full_number(double value) { return std::isfinite(value) ? number(value) : ""; }

std::string scene_line(const Run& run) {
    const Experiment& e = run.experiment();
    return (e.title.empty() ? std::string("Untitled") : one_line(e.title, 200)) + ": target " + name_of(e.target.kind) +
           ", process " + name_of(e.process.kind) + ", " + std::to_string(run.process().steps()) + " steps";
}

} // namespace

std::vector<DifferenceText> difference_texts(const Run& run) {
    const Comparison& comparison = *run.comparison;
    const Precision precision = precision_of(run);
    std::vector<DifferenceText> rows;
    for (const PairDifference& pair : comparison.pairs) {
        const auto text = [precision](const Measured& m, double rounding) {
            return difference_text(m, precision, rounding);
        };
        DifferenceText row;
        row.first = first_of(comparison, pair).spec().name;
        row.second = second_of(comparison, pair).spec().name;
        row.by_name = pair.samplers.by_name;
        for (std::size_t i = 0; i < pair.mean.size(); ++i)
            row.mean += (i == 0 ? "" : ",  ") + text(pair.mean[i], pair.rounding_mean[i]);
        const auto& of_variance = pair.rounding_variance;
        row.variance = text(averaged(pair.variance), *std::max_element(of_variance.begin(), of_variance.end()));
        row.distance = comparison.with_distances ? text(pair.distance, pair.rounding_places) : "…";
        row.apart = text(pair.apart, pair.rounding_places);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string difference_note(const Comparison& comparison) {
    const std::string particles =
        grouped(comparison.particles) + (comparison.particles == 1 ? " particle" : " particles");
    if (comparison.blocks == 0) return particles + ", too few for an error";
    return particles + ", the same noise; errors from " + std::to_string(comparison.blocks) + " blocks of them";
}

std::string differences_table(const Run& run) {
    const Comparison& comparison = *run.comparison;
    const bool plane = run.target().dim() == 2;
    std::vector<Cells> lines = {{"sampler", "beside", plane ? "mean ± se (x, y)" : "mean ± se",
                                 plane ? "variance ± se (average)" : "variance ± se",
                                 std::string(plane ? "sliced W2" : "W1") + " ± se", "apart ± se"}};
    bool by_order = false;
    for (const DifferenceText& row : difference_texts(run)) {
        by_order = by_order || !row.by_name;
        lines.push_back({one_line(row.first, 60), one_line(row.second, 60) + (row.by_name ? "" : " *"),
                         keyboard_dashes(row.mean), keyboard_dashes(row.variance), keyboard_dashes(row.distance),
                         keyboard_dashes(row.apart)});
    }
    std::string text =
        "A: " + scene_line(run) + "\nB: " + scene_line(*comparison.second) + "\n\n" + in_columns(lines, 2) +
        "\nFinal samples of A minus those of B: " + keyboard_dashes(difference_note(comparison)) + ", seed " +
        std::to_string(run.experiment().run.seed) + ".\n\"apart\" is the root mean square distance " +
        "between the same particle's two final states.\n";
    std::string ruled;
    for (const PairDifference& pair : comparison.pairs)
        ruled +=
            ruled_by_rounding(pair, one_line(first_of(comparison, pair).spec().name, 60), plane ? "sliced W2" : "W1");
    if (!ruled.empty())
        text += std::string("Rounding of ") + name_of(precision_of(run)) + " precision rules in\n" + ruled;
    if (by_order) text += "* No sampler of that name is left in B: they are held against each other by their order.\n";
    const std::size_t pairs = comparison.pairs.size();
    const auto alone = [&](const char* scene, std::size_t samplers) {
        if (samplers > pairs)
            text += std::string(scene) + " has " + std::to_string(samplers - pairs) +
                    (samplers - pairs == 1 ? " sampler" : " samplers") + " more, with nothing to be held against.\n";
    };
    alone("A", run.samplers.size());
    alone("B", comparison.second->samplers.size());
    return text;
}

std::string differences_csv(const Run& run) {
    const Comparison& comparison = *run.comparison;
    std::string text = "sampler,beside,coordinate,mean_difference,mean_difference_se,variance_difference,"
                       "variance_difference_se,distance_difference,distance_difference_se,apart,apart_se,particles,"
                       "blocks\n";
    for (const PairDifference& pair : comparison.pairs)
        for (std::size_t i = 0; i < pair.mean.size(); ++i) {
            text += csv_text(first_of(comparison, pair).spec().name) + "," +
                    csv_text(second_of(comparison, pair).spec().name) + "," + (i == 0 ? "x" : "y");
            for (const Measured& m : {pair.mean[i], pair.variance[i], pair.distance, pair.apart})
                text += "," + full_number(m.value) + "," + full_number(m.se);
            text += "," + std::to_string(comparison.particles) + "," + std::to_string(comparison.blocks) + "\n";
        }
    return text;
}

std::string parting_csv(const Run& run) {
    const Comparison& comparison = *run.comparison;
    std::string text = "sampler,beside,share,apart,apart_se,apart_5,apart_50,apart_95,particles\n";
    for (const PairDifference& pair : comparison.pairs)
        for (const PartingAt& at : pair.parting) {
            text += csv_text(first_of(comparison, pair).spec().name) + "," +
                    csv_text(second_of(comparison, pair).spec().name);
            for (const double value : {at.share, at.rms.value, at.rms.se, at.low, at.median, at.high})
                text += "," + full_number(value);
            text += "," + std::to_string(pair.tracked) + "\n";
        }
    return text;
}

} // namespace halfstep
