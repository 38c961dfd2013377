#pragma once
// A run's names and numbers as words: what the sentences are made of that plots say of themselves (Plot::words). The
// numbers are those of the table of results and of captions, in the same digits.

#include "app/plots/plots.h"
#include "core/base/measured.h"
#include "core/measure/closed_form.h"

#include <functional>
#include <string>

namespace halfstep::plots {

/// A measured number of a run with its error, in the digits that these, the run's precision and its rounding leave it.
std::string told(const Measured& measured, const Run& run, double rounding = 0);
/// What a measured one is held against, a digit finer.
std::string told_beside(double value, const Measured& measured, const Run& run, double rounding = 0);

/// Mean and variance of a sampler in a state; in the plane of both coordinates, in brackets, or of one that is named.
std::string told_mean(const Run& run, const SamplerRun& sampler, int state, int coordinate = -1);
std::string told_variance(const Run& run, const SamplerRun& sampler, int state);
/// The same of the exact law at a level.
std::string exact_mean_text(const Run& run, int level, int coordinate = -1);
std::string exact_variance_text(const Run& run, int level, int coordinate = -1);

/// A number that is known in closed form, or a place.
std::string plain_words(double value);
std::string place_words(const Vec& place);

/// "At t = 0.42, k = 42 / 100": the cursor's time.
std::string at_cursor(const Run& run, const View& view);
std::string at_level(const Run& run, const View& view, int level);

/// "DDPM: 0.1 ± 0.2; DDIM: 0.3 ± 0.4": what is said of each sampler that a plot shows; of whom nothing is said is left
/// out.
using SaysOfSampler = std::function<std::string(const SamplerRun& sampler, int index)>;
std::string of_each_sampler(const Run& run, const View& view, const char* plot, const SaysOfSampler& says);
/// That behind a sentence which says what it is. Empty for an empty list.
std::string by_sampler(const std::string& sentence, const std::string& list);
/// A list of other things: "At t = 0: β is 0.1, ᾱ is 0.9." Empty for an empty list.
std::string sentence(const std::string& head, const std::string& list);

/// What a caption says, as the parts of a sentence.
std::string caption_words(const std::string& caption);

} // namespace halfstep::plots
