#include "app/plots/words.h"

#include "app/plots/common.h"
#include "app/plots/shown.h"
#include "core/measure/trust.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {

namespace {

/// One of a number of coordinates, or all of them in brackets.
template <class Text>
std::string of_coordinates(Eigen::Index count, const Text& text, int one = -1) {
    if (count == 1 || one >= 0) return text(std::max(one, 0));
    std::string all;
    for (Eigen::Index c = 0; c < count; ++c) all += (c > 0 ? ", " : "") + text(c);
    return "(" + all + ")";
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

Target law_at_level(const Run& run, int level) {
    return marginal(run.target(), run.process().levels[static_cast<std::size_t>(level)]);
}

/// What is zero but for rounding is zero.
double but_for_rounding(double value, double scale) { return std::abs(value) < 1e-12 * scale ? 0.0 : value; }

} // namespace

std::string told(const Measured& measured, const Run& run, double rounding) {
    // A bound on what rounding did is no measurement.
    if (measured.value == 0 && rounding > 0 && rounding_rules(rounding, measured)) return "0";
    return measured_text(measured, resolution_of(measured, run.experiment().run.precision, rounding));
}

std::string told_beside(double value, const Measured& measured, const Run& run, double rounding) {
    return beside_text(value, measured, resolution_of(measured, run.experiment().run.precision, rounding));
}

std::string told_mean(const Run& run, const SamplerRun& sampler, int state, int coordinate) {
    const Moments& m = sampler.moments[static_cast<std::size_t>(state)];
    const auto text = [&](Eigen::Index c) { return told({m.mean[c], m.se_mean[c]}, run, m.rounding_mean[c]); };
    return of_coordinates(m.mean.size(), text, coordinate);
}

std::string told_variance(const Run& run, const SamplerRun& sampler, int state) {
    const Moments& m = sampler.moments[static_cast<std::size_t>(state)];
    return of_coordinates(m.mean.size(), [&](Eigen::Index c) {
        return told({m.cov(c, c), m.se_var[c]}, run, m.rounding_var[c]);
    });
}

std::string exact_mean_text(const Run& run, int level, int coordinate) {
    const Target law = law_at_level(run, level);
    const Vec mean = law.mean();
    const double scale = std::sqrt(law.cov().trace());
    const auto text = [&](Eigen::Index c) { return plain_words(but_for_rounding(mean[c], scale)); };
    return of_coordinates(mean.size(), text, coordinate);
}

std::string exact_variance_text(const Run& run, int level, int coordinate) {
    const Mat cov = law_at_level(run, level).cov();
    const auto text = [&](Eigen::Index c) { return plain_words(cov(c, c)); };
    return of_coordinates(cov.rows(), text, coordinate);
}

std::string plain_words(double value) { return number_text(value, 4); }

std::string place_words(const Vec& place) {
    return of_coordinates(place.size(), [&](Eigen::Index c) { return plain_words(place[c]); });
}

std::string at_level(const Run& run, const View& view, int level) {
    return "At " + replaced(time_text(run, level, view.notation), "   ", ", ");
}

std::string at_cursor(const Run& run, const View& view) { return at_level(run, view, cursor_level(run, view)); }

std::string of_each_sampler(const Run& run, const View& view, const char* plot, const SaysOfSampler& says) {
    const std::vector<const SamplerRun*> shown = shown_samplers(run, view, plot);
    std::string list;
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(i)];
        if (std::find(shown.begin(), shown.end(), &sampler) == shown.end()) continue;
        const std::string said = says(sampler, i);
        if (!said.empty()) list += (list.empty() ? "" : "; ") + sampler.spec().name + ": " + said;
    }
    return list;
}

std::string by_sampler(const std::string& sentence, const std::string& list) {
    return list.empty() ? "" : " " + sentence + ". " + list + ".";
}

std::string sentence(const std::string& head, const std::string& list) {
    return list.empty() ? "" : " " + head + ": " + list + ".";
}

std::string caption_words(const std::string& caption) { return replaced(caption, " · ", "; "); }

} // namespace halfstep::plots
