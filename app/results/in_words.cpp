#include "app/results/in_words.h"

#include "app/results/differences.h"
#include "app/results/results.h"

namespace halfstep {
namespace {

/// A minus B, a sentence for each pair of samplers.
std::string differences_in_words(const Run& run) {
    const std::string distance = run.target().dim() == 2 ? "sliced W2" : "W1";
    std::string text = "The results of the first scene minus those of the second.";
    for (const DifferenceText& row : difference_texts(run)) {
        text += " " + row.first + (row.first == row.second ? "" : " and " + row.second) + ": mean " + row.mean +
                ", variance " + row.variance + ", ";
        if (run.comparison->with_distances) text += distance + " " + row.distance + ", ";
        text += "particles " + row.apart + " apart.";
    }
    return text;
}

} // namespace

std::string window_in_words(const Run& run, const std::vector<const Plot*>& plots, const View& view) {
    const std::string numbers = run.comparison ? differences_in_words(run) : results_in_words(run);
    return picture_in_words(run, plots, view) + "\n\n" + plain_text_of(numbers) + "\n";
}

} // namespace halfstep
