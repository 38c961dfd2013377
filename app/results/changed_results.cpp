#include "app/results/changed_results.h"

#include "app/base/text.h"
#include "app/results/results.h"
#include "core/measure/trust.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

/// A number and how far it may be off and still be the same.
struct Comparable {
    double value = 0, scale = 0, rounding = 0;
};

struct ComparedRow {
    std::string sampler, coordinate;
    std::vector<std::pair<std::string, Comparable>> numbers;
};

std::vector<ComparedRow> compared_rows(const Run& run) {
    const std::vector<ResultsRow> results = results_of(run);
    const bool measured = run.measures.have({.final_samples = true});
    const auto dim = static_cast<std::size_t>(run.target().dim());
    std::vector<ComparedRow> rows;
    for (std::size_t i = 0; i < results.size(); ++i) {
        const ResultsRow& result = results[i];
        const std::size_t sampler = i / dim;
        const Moments& moments = run.samplers[sampler].moments.back();
        const auto c = static_cast<Eigen::Index>(i % dim);
        const double deviation = std::sqrt(std::max(result.variance, 0.0));
        ComparedRow row{result.sampler, std::string(1, result.coordinate), {}};
        const auto add = [&](const char* name, double value, double scale, double rounding) {
            if (std::isfinite(value))
                row.numbers.push_back({name, {value, std::abs(scale) + std::abs(value), rounding}});
        };
        add("mean", result.mean, deviation, moments.rounding_mean[c]);
        add("variance", result.variance, 0, moments.rounding_var[c]);
        if (measured && c == 0) add("distance", result.distance, deviation, run.final_of(sampler).rounding);
        const double places =
            rounding_of_places(moments, run.experiment().run.precision == Precision::single ? rounding_unit<float>
                                                                                            : rounding_unit<double>);
        add("round_trip", result.round_trip, deviation, places);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

std::vector<StoredResult> results_to_store(const Run& run) {
    std::vector<StoredResult> stored;
    for (const ComparedRow& row : compared_rows(run)) {
        StoredResult& result = stored.emplace_back(StoredResult{row.sampler, row.coordinate, {}});
        for (const auto& [name, number] : row.numbers) result.numbers.emplace_back(name, number.value);
    }
    return stored;
}

std::string changed_result(const Run& run, const std::vector<StoredResult>& stored) {
    if (stored.empty()) return "";
    for (const ComparedRow& row : compared_rows(run)) {
        const auto was = std::find_if(stored.begin(), stored.end(), [&](const StoredResult& one) {
            return one.sampler == row.sampler && one.coordinate == row.coordinate;
        });
        if (was == stored.end()) continue;
        for (const auto& [name, now] : row.numbers)
            for (const auto& [then_name, then] : was->numbers) {
                if (then_name != name || std::abs(now.value - then) <= same_result * now.scale + 2 * now.rounding)
                    continue;
                std::string words = name;
                std::replace(words.begin(), words.end(), '_', ' ');
                const std::string coordinate =
                    run.target().dim() == 2 && name != "distance" ? " in " + row.coordinate : "";
                return "the " + words + " of " + one_line(row.sampler, 60) + coordinate + " was " + number(then) +
                       ", and is " + number(now.value);
            }
    }
    return "";
}

} // namespace halfstep
